package site

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"studylog/internal/civil"
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
		Kinds []struct {
			Kind     string
			Done     int `json:"done_minutes"`
			Planned  int `json:"planned_minutes"`
			Forecast *struct{ Likely string }
		}
		Resources []struct {
			ID, Kind, Title, State string
			Position               string
			Total                  *string
			Percent                *float64 `json:"percent"`
			Effort                 *int     `json:"effort"`
			Minutes                int      `json:"minutes"`
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
	doneOf, plannedOf, of := map[string]int{}, map[string]int{}, map[string]int{}
	for _, r := range progress.Resources {
		if r.Effort != nil && r.Total != nil && r.State != "dropped" {
			doneOf[r.Kind] += share(*r.Effort, r.Position, *r.Total)
			plannedOf[r.Kind] += *r.Effort
		}
		of[r.Kind]++
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
	text, done := page(t, p, "tracker/index.html"), 0
	for _, k := range progress.Kinds {
		if k.Done != doneOf[k.Kind] || k.Planned != plannedOf[k.Kind] {
			t.Errorf("%s: progress.json has %d of %d, its resources %d of %d", k.Kind, k.Done, k.Planned, doneOf[k.Kind], plannedOf[k.Kind])
		}
		done += k.Done
		if want := fmt.Sprintf("<small>%s of %s plan-hours</small>", planHours(k.Done), planHours(k.Planned)); of[k.Kind] > 1 && !strings.Contains(text, want) {
			t.Errorf("%s: the page does not say %s", k.Kind, want)
		}
		if k.Forecast != nil && !strings.Contains(text, civil.MustParse(k.Forecast.Likely).Month()) && !strings.Contains(text, civil.MustParse(k.Forecast.Likely).Monday().Short()) {
			t.Errorf("%s: the page does not tell of %s", k.Kind, k.Forecast.Likely)
		}
	}
	if done != progress.Overall.Done {
		t.Errorf("the kinds have done %d minutes, the whole %d", done, progress.Overall.Done)
	}
	if planned != progress.Overall.Planned {
		t.Errorf("the resources' efforts add up to %d, progress.json plans %d", planned, progress.Overall.Planned)
	}
	if got := float64(int(1000*float64(progress.Overall.Done)/float64(progress.Overall.Planned)+.5)) / 10; got != progress.Overall.Percent {
		t.Errorf("%d of %d is %.1f %%, progress.json says %.1f", progress.Overall.Done, progress.Overall.Planned, got, progress.Overall.Percent)
	}
}

// share is effort × position ÷ total, rounded half up, by way of floating point: other means than the tracker's own.
func share(effort int, position, total string) int {
	var at, of float64
	fmt.Sscan(position, &at)
	fmt.Sscan(total, &of)
	return int(math.Floor(float64(effort)*min(1, at/of) + .5 + 1e-9))
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
