package site

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"studylog/internal/content"
	"studylog/internal/demo"
	"studylog/internal/vfs"
)

// demoPlan plans the demo journal over the built-in theme.
func demoPlan(t *testing.T) *Plan {
	t.Helper()
	tree, diags := content.Load(vfs.Overlay(demo.FS(), themeFS()))
	p, more := NewPlan(tree, ada, now.AddDate(1, 0, 0))
	if all := append(diags, more...); all.HasErrors() {
		t.Fatal(messages(all))
	}
	return p
}

// The figures of the demo, counted again with nothing but the files that are published: time from sessions.csv, done
// effort from progress.json's own resources. Page, JSON and files say one thing.
func TestPageFilesAndJSONAgree(t *testing.T) {
	p := demoPlan(t)
	var progress struct {
		Overall struct {
			Percent float64 `json:"percent"`
			Done    int     `json:"done_minutes"`
			Planned int     `json:"planned_minutes"`
		} `json:"overall"`
		Hours struct {
			Minutes int `json:"minutes"`
		} `json:"hours"`
		Resources []struct {
			ID, Title, State string
			Percent          *float64 `json:"percent"`
			Effort           *int     `json:"effort"`
			Minutes          int      `json:"minutes"`
		} `json:"resources"`
	}
	if err := json.Unmarshal([]byte(page(t, p, "tracker/progress.json")), &progress); err != nil {
		t.Fatal(err)
	}
	minutes, total := map[string]int{}, 0
	rows, err := csv.NewReader(strings.NewReader(page(t, p, "tracker/sessions.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		n := 0
		fmt.Sscan(r[1], &n)
		minutes[r[2]] += n
		total += n
	}
	if total != progress.Hours.Minutes {
		t.Errorf("sessions.csv has %d minutes, progress.json %d", total, progress.Hours.Minutes)
	}
	lines := tableRows(t, page(t, p, "tracker/index.html"))
	planned := 0
	for _, r := range progress.Resources {
		if minutes[r.ID] != r.Minutes {
			t.Errorf("%s: sessions.csv has %d minutes, progress.json %d", r.ID, minutes[r.ID], r.Minutes)
		}
		if r.Effort != nil && r.State != "dropped" {
			planned += *r.Effort
		}
		line := lines[r.Title]
		if want := hours(r.Minutes); want != "" && !strings.Contains(line, want) {
			t.Errorf("%s: the page does not say %s: %s", r.ID, want, line)
		}
		if r.Percent != nil && *r.Percent > 0 {
			if want := strings.TrimSuffix(fmt.Sprintf("%.1f", *r.Percent), ".0") + " %"; !strings.Contains(line, want) {
				t.Errorf("%s: the page does not say %s: %s", r.ID, want, line)
			}
		}
	}
	if planned != progress.Overall.Planned {
		t.Errorf("the resources' efforts add up to %d, progress.json plans %d", planned, progress.Overall.Planned)
	}
	if got := float64(int(1000*float64(progress.Overall.Done)/float64(progress.Overall.Planned)+.5)) / 10; got != progress.Overall.Percent {
		t.Errorf("%d of %d is %.1f %%, progress.json says %.1f", progress.Overall.Done, progress.Overall.Planned, got, progress.Overall.Percent)
	}
}

// tableRows gives the text of each table row of a page, by the text of its first link.
func tableRows(t *testing.T, text string) map[string]string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "tr" {
			continue
		}
		all, first := "", ""
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				all += d.Data + " "
				if d.Parent.Data == "a" && first == "" {
					first = d.Data
				}
			}
		}
		if rows[first] == "" {
			rows[first] = all
		}
	}
	return rows
}
