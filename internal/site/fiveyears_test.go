package site

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"studylog/internal/civil"
	"studylog/internal/content"
	"studylog/internal/vfs"
)

// fiveYears is a journal of 260 weekly updates over 44 resources, a new one every six weeks.
func fiveYears() fstest.MapFS {
	start := civil.MustParse("2021-01-04")
	fsys := fstest.MapFS{"studylog.yaml": {Data: fmt.Appendf(nil, "base_url: https://ada.example/\nstudy:\n  start: %s\n  finish: 2027-01-01\n"+
		"  cadence: [{from: %s, every: 7d, grace: 2d}]\n  daily_goal: [{from: %s, target: 2h, minimum: 30m, rest: 2}]\n", start, start, start)}}
	var catalogue strings.Builder
	for r := range 44 {
		fmt.Fprintf(&catalogue, "- {id: book-%02d, kind: %s, title: A book with a title of some length and the number %d, by: An Author, unit: chapters, total: 24}\n", r,
			[]string{"book", "course", "paper", "project"}[r%4], r)
	}
	fsys["content/resources.yaml"] = &fstest.MapFile{Data: []byte(catalogue.String())}
	for w := range 260 {
		day := start + civil.Date(7*w+6)
		var b strings.Builder
		r := w / 6
		fmt.Fprintf(&b, "---\ntitle: Week %d, and what came of it\nprogress:\n  at:\n    book-%02d: %d ch\n  time:\n", w+1, r, min(24, 4*(w%6)+4))
		for d := range 5 {
			fmt.Fprintf(&b, "    %s: %dm book-%02d\n", day-civil.Date(d), 40+(w*7+d*31)%120, r)
		}
		fmt.Fprintf(&b, "  next:\n    - {id: n%d, do: Read the next four chapters of it, by: %s}\n", w, day+7)
		if w > 0 {
			fmt.Fprintf(&b, "  kept: {n%d: yes}\n", w-1)
		}
		b.WriteString("---\nText.\n")
		fsys[fmt.Sprintf("content/posts/%s-week-%03d.md", day, w+1)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return fsys
}

// After five years the page still is one: the last twelve months, a row for each year, and what is over folded away.
func TestFiveYearsFitOnAPage(t *testing.T) {
	tree, diags := content.Load(vfs.Overlay(fiveYears(), themeFS()))
	p, more := NewPlan(tree, ada, now.AddDate(5, 0, 0))
	if all := append(diags, more...); all.HasErrors() {
		t.Fatal(messages(all))
	}
	if n := len(p.Tracker.Updates); n < 255 {
		t.Fatalf("%d updates", n)
	}
	text := page(t, p, "tracker/index.html")
	if len(text) > 120_000 {
		t.Errorf("the page has %d bytes", len(text))
	}
	rows := tableRows(t, text)
	for y := 2021; y <= 2025; y++ {
		if !strings.Contains(rows[fmt.Sprint(y)], " h ") {
			t.Errorf("no row for %d: %q", y, rows[fmt.Sprint(y)])
		}
		of := page(t, p, fmt.Sprintf("tracker/%d/index.html", y))
		if !strings.Contains(of, fmt.Sprintf(" of study time in %d", y)) || len(of) > 120_000 {
			t.Errorf("the page of %d has %d bytes", y, len(of))
		}
	}
	if !strings.Contains(text, "Finished and dropped") || strings.Contains(text, ">Week 1, and what came of it<") {
		t.Error("what is over is not folded, or more than the last year is shown")
	}
	minutes := 0
	for _, y := range p.Tracker.Years {
		minutes += y.Dated + y.Undated
	}
	if minutes != p.Tracker.Hours.Minutes {
		t.Errorf("the years have %d minutes, the whole %d", minutes, p.Tracker.Hours.Minutes)
	}
}
