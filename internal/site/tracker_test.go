package site

import (
	"strings"
	"testing"
)

// A lab leads to the post that tells of it; where a later one only says what became of it, its state leads there.
func TestALabLeadsToItsOwnPost(t *testing.T) {
	p, diags := plan(t, `
-- studylog.yaml --
study: {start: 2025-10-01}
-- content/posts/2025-10-14-built.md --
---
title: Built
progress:
  labs: [{id: vpc, title: A network, status: deployed, time: {2025-10-13: 4h}}, {id: box, title: A box, status: idea}]
---
-- content/posts/2025-10-28-gone.md --
---
title: Gone
progress:
  labs: [{id: vpc, status: torn-down}, {id: box, status: building}]
---
`, ada)
	if diags.HasErrors() {
		t.Fatal(messages(diags))
	}
	text := page(t, p, "tracker/index.html")
	for _, want := range []string{
		`<h3><a href="/study-journal/posts/built/">A network</a></h3>`, `<a href="/study-journal/posts/gone/"><b>torn-down</b></a><span>4 h</span>`,
		`<h3><a href="/study-journal/posts/built/">A box</a></h3>`, `<a href="/study-journal/posts/gone/"><b>building</b></a>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the tracker page does not say %s", want)
		}
	}
}

// cadenceJournal has updates on time, within the grace and late, two of one day, and promises of every outcome.
const cadenceJournal = `
-- studylog.yaml --
study:
  start: 2025-10-01
  cadence: [{from: 2025-10-01, every: 7d, grace: 2d}]
  daily_goal: [{from: 2025-10-01, target: 1h, rest: 2}]
  pauses: [{from: 2025-10-04, to: 2025-10-05}]
-- content/resources.yaml --
- {id: book, kind: book, title: A book, unit: chapters, total: 10, scope: 3-7}
- {id: exam, kind: cert, title: An exam, unit: percent, effort: 10h, exam: 2026-01-05}
-- content/posts/2025-10-01-plan.md --
---
title: Plan
progress:
  next: [{id: a, do: A}, {id: b, do: B}, {id: c, do: C}, {id: d, do: D}]
---
-- content/posts/2025-10-11-first.md --
---
title: First
progress:
  at: {book: {at: "ch 3-4", note: go on}}
  time: {2025-10-08: 1h book, 2025-10-09: rest, undated: 1h}
  kept: {a: yes, b: partly, c: yes, d: moved}
---
-- content/posts/2025-10-18-second.md --
---
title: Second
progress: book 4 ch active
---
-- content/posts/2025-10-18-twin.md --
---
title: Twin
progress: exam 10%
---
-- content/posts/2025-10-28-late.md --
---
title: Late
progress: exam 100% done
---
`

// A picture has no links: what the page says of the burn-up's dots is true of its table.
func TestThePageSaysWhereTheDotsOfTheBurnUpLead(t *testing.T) {
	p, diags := plan(t, cadenceJournal, ada)
	if diags.HasErrors() {
		t.Fatal(messages(diags))
	}
	text := page(t, p, "tracker/index.html")
	_, rest, _ := strings.Cut(text, `<caption id="t-burnup">`)
	table, _, _ := strings.Cut(rest, "</table>")
	if got := strings.Count(table, `<th scope="row"><a href="/study-journal/posts/`); got != 5 {
		t.Errorf("%d days of dots lead to posts, not 5:\n%s", got, table)
	}
	if !strings.Contains(text, "in the burn-up&#39;s table, the day of a dot") {
		t.Error("the method does not say where the dots lead")
	}
}

// says checks that a page of cadenceJournal holds each text.
func says(t *testing.T, name string, want ...string) {
	t.Helper()
	p, diags := plan(t, cadenceJournal, ada)
	if diags.HasErrors() {
		t.Fatal(messages(diags))
	}
	text := page(t, p, name)
	for _, s := range want {
		if !strings.Contains(text, s) {
			t.Errorf("%s does not say %s", name, s)
		}
	}
}

func TestARateOfPromisesSaysWhatItIsMadeOf(t *testing.T) {
	says(t, "tracker/index.html", "Of 4 settled commitments 2 were kept and 1 partly, which counts half: 62.5 %.")
}

func TestAnUpdateWithinTheGraceIsSaidToBe(t *testing.T) {
	says(t, "tracker/index.html", "2 of 3 updates came on time, days of grace included; those of one day count once; the median gap is 10 days.",
		"<td>1 day late, within the grace</td>", "<td>3 days late</td>")
}

func TestTheMedianGapOfADayIsOneDay(t *testing.T) {
	p, _ := plan(t, `
-- studylog.yaml --
study: {start: 2025-10-01, cadence: [{from: 2025-10-01, every: 1d}]}
-- content/posts/2025-10-02-a.md --
---
title: A
progress: book 1 ch
---
`, ada)
	if text := page(t, p, "tracker/index.html"); !strings.Contains(text, "the median gap is 1 day.") {
		t.Error("the gap of a day is not said as one")
	}
}

// Two counts of days say which days they are of.
func TestCountsOfDaysSayWhichDays(t *testing.T) {
	says(t, "tracker/index.html", "time, 0 or rest dated on 2 of 26 unpaused days", "1 of all 28 days have dated study time")
}

func TestATimelineShowsTheStateThatWasStated(t *testing.T) {
	says(t, "tracker/book/index.html", "<td>4 ch active</td>", "chapters (planned: 3–7)")
}

func TestAPerCentIsSaidOnce(t *testing.T) {
	says(t, "tracker/exam/index.html", `<dt><a href="#timeline">done</a></dt><dd>100 <span>%</span></dd>`)
}

// The due day ends its sentence, so that a script can say beside it how far away it is.
func TestTheDueDayEndsTheStatusLine(t *testing.T) {
	says(t, "tracker/index.html", `November 2025<time datetime="2025-11-04" data-relative hidden></time>. Newest:`)
	says(t, "index.html", "Data through 28 October 2025 (update 3). Next update planned for 4 November 2025.")
}

// Time that no resource's page shows leads to where it stands with its posts.
func TestTimeOfNoResourceLeadsToItsEntries(t *testing.T) {
	says(t, "tracker/index.html", `Of the time, <a href="/study-journal/tracker/sessions.csv">1 h to no resource in particular</a>.`)
}
