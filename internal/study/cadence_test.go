package study

import "testing"

func TestCadence(t *testing.T) {
	p := manual()
	// Fortnightly to 4 November, weekly since; a pause from 20 December to 3 January; one long gap.
	var drafts []*draft
	for _, d := range []string{"2025-10-28", "2025-11-12", "2025-11-18", "2025-12-10", "2025-12-16", "2026-01-07"} {
		drafts = append(drafts, wrote("p"+d, d))
	}
	tr, _ := track(t, p, "", drafts...)
	var got []string
	for _, u := range tr.Updates {
		got = append(got, say(u.Due, opt(u.Late), opt(u.Skipped), u.OnTime))
	}
	want := []string{
		"2025-10-28 0 0 true",
		"2025-11-11 1 0 true",  // fortnightly still: in force on 28 October; grace 3
		"2025-11-19 -1 0 true", // weekly from here
		"2025-11-25 15 2 false",
		"2025-12-17 -1 0 true",
		"2026-01-07 0 0 true", // four days of December, then the fourth of January: 15 days of pause between
	}
	want[5] = "2026-01-07 0 0 true"
	for i := range want {
		same(t, tr.Updates[i].AsOf.String(), got[i], want[i])
	}
	c := tr.Cadence
	same(t, "sums", say(c.Updates, opt(c.OnTime), opt(c.Skipped), *c.MedianGap, c.NextDue, c.Rate), "6 5 2 14.5 2026-01-14 62.5")
}

func TestCadenceOfOneDay(t *testing.T) {
	p := manual()
	tr, _ := track(t, p, "", wrote("a", "2025-10-30").asOf("2025-11-01"), wrote("b", "2025-10-29").asOf("2025-11-01"), wrote("c", "2025-11-15"))
	same(t, "the post's date breaks the tie", tr.Updates[0].Post, "/posts/b/")
	same(t, "the later row", say(tr.Updates[1].Due, opt(tr.Updates[1].Late), opt(tr.Updates[1].Skipped), tr.Updates[1].N), " null null 1")
	same(t, "updates", say(tr.Cadence.Updates, tr.Updates[2].Due, *tr.Cadence.MedianGap), "2 2025-11-15 16")
}

func TestWithoutCadence(t *testing.T) {
	p := manual()
	p.Settings.Cadence = nil
	tr, _ := track(t, p, "", wrote("a", "2025-11-01"))
	same(t, "null", say(opt(tr.Cadence.OnTime), opt(tr.Cadence.Skipped), tr.Cadence.NextDue, *tr.Cadence.MedianGap, tr.Updates[0].Due), "null null  18 ")
}

func TestGraceIsOnTime(t *testing.T) {
	for d, want := range map[string]bool{"2025-10-31": true, "2025-11-01": false} { // due on the 28th, grace 3
		tr, _ := track(t, manual(), "", wrote("a", d))
		same(t, d, tr.Updates[0].OnTime, want)
	}
}

func TestMedian(t *testing.T) {
	same(t, "odd", median([]int{9, 1, 5}), 5)
	same(t, "even", median([]int{9, 1, 5, 6}), 5.5)
	same(t, "one", median([]int{3}), 3)
}

func TestLatenessInPauses(t *testing.T) {
	cal := newCalendar([]Pause{{From: day("2025-11-10"), To: day("2025-11-14")}}, 0)
	for d, want := range map[string]int{"2025-11-08": 0, "2025-11-09": 1, "2025-11-12": 1, "2025-11-15": 2, "2025-11-05": -3} {
		same(t, d, lateness(day("2025-11-08"), day(d), cal), want)
	}
}
