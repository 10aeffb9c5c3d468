package study

import (
	"fmt"
	"testing"
)

func TestPortionsSumUp(t *testing.T) {
	for _, tt := range []struct{ m, n int }{{300, 15}, {7, 3}, {1, 10}, {0, 4}, {59, 60}, {1000, 7}} {
		sum := 0
		for k := 1; k <= tt.n; k++ {
			part := portion(tt.m, k, tt.n)
			if part < tt.m/tt.n || part > tt.m/tt.n+1 {
				t.Errorf("%d over %d: day %d has %d", tt.m, tt.n, k, part)
			}
			sum += part
		}
		if sum != tt.m {
			t.Errorf("%d over %d sums to %d", tt.m, tt.n, sum)
		}
	}
}

func TestWeeksOfTheISOYear(t *testing.T) {
	// 2026 has 53 weeks; 2028 has a leap day. Days of 23 and 25 hours are days like others: dates have no clock.
	p := daily("2026-12-21")
	tr, _ := track(t, p, "", wrote("a", "2027-01-10").time("2026-12-31", "1h").time("2027-01-03", "2h").time("2027-01-04", "3h"))
	var got []string
	for _, w := range tr.Weeks {
		got = append(got, say(w.Name(), w.Monday, w.Dated))
	}
	same(t, "weeks", got, "[2026-W52 2026-12-21 0 2026-W53 2026-12-28 180 2027-W01 2027-01-04 180]")
	p = daily("2028-02-28")
	tr, _ = track(t, p, "", wrote("a", "2028-03-05").time("2028-02-29", "1h").time("2028-03-01", "1h"))
	same(t, "a leap day", say(len(tr.Days), tr.Days[1].Date, tr.Days[1].State, tr.Weeks[0].Dated), "7 2028-02-29 logged 120")
	p = daily("2026-03-23")
	tr, _ = track(t, p, "", wrote("a", "2026-04-05").undated("14h"))
	same(t, "a week with a change of clocks", say(tr.Weeks[0].Undated, tr.Weeks[1].Undated), "420 420")
}

func TestUndatedTimeSpreads(t *testing.T) {
	p := daily("2025-10-13")
	p.Settings.Pauses = []Pause{{From: day("2025-10-16"), To: day("2025-10-26")}}
	tr, _ := track(t, p, "", wrote("a", "2025-10-26").undated("3h"))
	same(t, "unpaused days only", say(tr.Weeks[0].Undated, tr.Weeks[1].Undated), "180 0")
	p.Settings.Pauses[0].From = day("2025-10-13")
	tr, _ = track(t, p, "", wrote("a", "2025-10-26").undated("28m"))
	same(t, "all, if all are paused", say(tr.Weeks[0].Undated, tr.Weeks[1].Undated), "14 14")
	p.Settings.Pauses = nil
	tr, _ = track(t, p, "", wrote("a", "2025-10-19"), wrote("b", "2025-10-19").undated("1h"), wrote("c", "2025-10-26"))
	same(t, "at as_of, if no day is left", say(tr.Weeks[0].Undated, tr.Weeks[1].Undated), "60 0")
	tr, _ = track(t, p, "", wrote("a", "2025-10-01").undated("1h"), wrote("c", "2025-10-26"))
	same(t, "at as_of of the opening post", say(tr.Weeks[0].Name(), tr.Weeks[0].Undated, tr.Hours.Undated, len(tr.Weeks)), "2025-W40 60 60 4")
}

// A week leads to the post that its hours are from, not to one whose report merely ends in it.
func TestAWeekNamesTheNewestPostOfItsTime(t *testing.T) {
	p := daily("2025-10-13")
	tr, _ := track(t, p, "", wrote("a", "2025-10-27").undated("28h"), wrote("b", "2025-11-09").undated("13h"), wrote("c", "2025-11-16"))
	var got []string
	for _, w := range tr.Weeks {
		got = append(got, say(w.Monday, w.Undated, w.Post))
	}
	same(t, "spread over its weeks", say(got), say([]string{"2025-10-13 784 /posts/a/", "2025-10-20 784 /posts/a/", "2025-10-27 472 /posts/b/", "2025-11-03 420 /posts/b/", "2025-11-10 0 "}))
	tr, _ = track(t, p, "", wrote("a", "2025-10-19").time("2025-10-14", "rest"), wrote("b", "2025-10-26").time("2025-10-15", "1h"), wrote("c", "2025-11-02").time("2025-10-28", "0"))
	same(t, "of dated days", say(tr.Weeks[0].Post, tr.Weeks[1].Post, tr.Weeks[2].Post), "/posts/b/  /posts/c/")
}

func TestYearsAddUp(t *testing.T) {
	p := daily("2025-12-22")
	tr, _ := track(t, p, "", wrote("a", "2026-01-04").time("2025-12-31", "1h").time("2026-01-01", "2h").undated("14h"))
	var got []string
	for _, y := range tr.Years {
		got = append(got, say(y.Year, y.Dated, y.Undated, opt(y.Plan), y.DaysWithTime))
	}
	// 14 days of the period: ten in 2025, four in 2026, at 60 · 5/7 each. The week of New Year has days in both.
	same(t, "years", got, "[2025 60 600 429 1 2026 120 240 171 1]")
	for seed := range uint64(60) {
		g := seeded(seed)
		p := g.plan()
		tr, _ := Track(p, g.journal(p))
		dated, undated := 0, 0
		for _, y := range tr.Years {
			dated, undated = dated+y.Dated, undated+y.Undated
		}
		same(t, fmt.Sprint(seed, " years"), say(dated, undated), say(tr.Hours.Dated, tr.Hours.Undated))
	}
}

func TestAWeekIsPausedIfAllOfItIs(t *testing.T) {
	p := daily("2025-10-13")
	p.Settings.Pauses = []Pause{{From: day("2025-10-20"), To: day("2025-11-07")}}
	tr, _ := track(t, p, "", wrote("a", "2025-11-09").time("2025-10-28", "1h"))
	var got []bool
	for _, w := range tr.Weeks {
		got = append(got, w.Paused)
	}
	same(t, "weeks: before, all, all but with time, in part", got, "[false true false false]")
}

func TestPlannedMinutesAreRoundedOnce(t *testing.T) {
	p := daily("2025-10-13")
	p.Settings.Goals[0].Target = 100 // 71.43 a day
	tr, _ := track(t, p, "", wrote("a", "2025-10-22"))
	same(t, "planned", say(opt(tr.Weeks[0].Plan), opt(tr.Weeks[1].Plan), opt(tr.Hours.Planned)), "500 214 714")
	p.Settings.Goals = append(p.Settings.Goals, Goal{From: day("2025-10-20"), Target: 70, Minimum: 10, Rest: 0})
	tr, _ = track(t, p, "", wrote("a", "2025-10-22"))
	same(t, "the goal in force that day", say(opt(tr.Weeks[0].Plan), opt(tr.Weeks[1].Plan), opt(tr.Hours.Planned)), "500 210 710")
}
