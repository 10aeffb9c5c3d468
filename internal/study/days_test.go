package study

import (
	"fmt"
	"strings"
	"testing"
)

// daily is a plan with a goal (target 60, minimum 30, rest 2) from a Monday on.
func daily(start string) Plan {
	return Plan{Settings: Settings{Start: day(start), Goals: []Goal{{From: day(start), Target: 60, Minimum: 30, Rest: 2}}}}
}

// worked writes the minutes of days in a row, from the plan's start: "120 0 rest - | 30". A bar is for the eye, a dash says
// nothing. The post comes on the last day.
func worked(p Plan, days string) *draft {
	d := wrote("a", p.Settings.Start.String())
	at := p.Settings.Start
	for _, f := range strings.Fields(strings.ReplaceAll(days, "|", " ")) {
		if f != "-" {
			if f != "0" && f != "rest" {
				f += "m"
			}
			d.time(at.String(), f)
		}
		at++
	}
	return d.asOf((at - 1).String())
}

func states(tr *Tracker) string {
	s := ""
	for _, d := range tr.Days {
		c := string(d.State[0])
		if d.Eligible {
			c = strings.ToUpper(c)
		}
		s += c
	}
	return s
}

// An eligible day is written in capitals: l logged, z zero, r rest, p pause, n none, u unknown.
func TestDayStatesAndEligibleDays(t *testing.T) {
	monday := "2025-10-13"
	for _, tt := range []struct{ name, days, want string }{
		{"full week", "60 60 60 60 60 60 60", "LLLLLLL"},
		{"rest first, then the earliest under the minimum", "60 0 rest 0 60 0 60", "LzrZLZL"},
		{"none counts as under the minimum", "60 - 60 - - 60 60", "LnLnNLL"},
		{"a short day uses a free day", "60 20 60 20 20 60 60", "LlLlLLL"},
		{"rests beyond the allowance are free, and use it", "rest rest rest 0 60", "rrrZL"},
		{"the day of T may still come", "60 60 -", "LLu"},
		{"unknown without any time", "- - -", "uuu"},
		{"rest alone is no time", "- rest - -", "uruu"},
		{"a zero is", "- 0 - -", "nzNu"},
	} {
		p := daily(monday)
		tr, _ := track(t, p, "", worked(p, tt.days))
		same(t, tt.name, states(tr), tt.want)
	}
}

func TestUndatedTimeChargesNobody(t *testing.T) {
	p := daily("2025-10-13")
	tr, _ := track(t, p, "", worked(p, "60 - 60 - 60").undated("3h"))
	same(t, "days", states(tr), "LuLuL")
	tr, _ = track(t, p, "", worked(p, "60 - 60 - 60 - -").period("2025-10-13", "2025-10-17").undated("3h"))
	same(t, "days of a period that ends before as_of", states(tr), "LuLuLuu")
	tr, _ = track(t, p, "", wrote("o", "2025-10-13").undated("3h"), worked(p, "60 - 60 - 60"))
	same(t, "days after an opening post's", states(tr), "LnLnL")
	// A second post of that as_of has no days of its own; its undated time is the first one's affair.
	p.Settings.Start = day("2025-10-12")
	tr, _ = track(t, p, "", worked(daily("2025-10-13"), "60 - 60 - 60"), wrote("b", "2025-10-17").undated("3h"))
	same(t, "days of the first post", states(tr), "uLuLuL")
	same(t, "its minutes", say(tr.Updates[1].Minutes, tr.Updates[1].Due, opt(tr.Updates[1].Late)), "180  null")
}

func TestPausesAndDaysBeforeTheGoal(t *testing.T) {
	p := daily("2025-10-13")
	p.Settings.Pauses = []Pause{{From: day("2025-10-15"), To: day("2025-10-16")}}
	tr, _ := track(t, p, "", worked(p, "60 0 60 - rest 60 60"))
	same(t, "a logged day in a pause", states(tr), "LzlprLL")
	same(t, "days", say(tr.Hours.Days, tr.Hours.DatedDays, opt(tr.Hours.Planned)), "5 5 214")

	p.Settings.Goals[0].From = day("2025-10-16")
	p.Settings.Pauses = nil
	tr, _ = track(t, p, "", worked(p, "0 60 60 0 0 60 60"))
	same(t, "no goal, no allowance in its first week", states(tr), "zllZZLL")
	same(t, "no run either", *tr.Runs, "{weeks 0 0 0}")
	p.Settings.Goals = nil
	tr, _ = track(t, p, "", worked(p, "60 60"))
	same(t, "without a goal", say(tr.Adherence == nil, tr.Runs == nil, tr.Consistency.OK, opt(tr.Hours.Planned), opt(tr.Weeks[0].Plan)), "true true false null null")
}

func TestPeriods(t *testing.T) {
	p := daily("2025-10-13")
	p.Settings.Start = day("2025-10-12")
	for _, tt := range []struct {
		name   string
		second *draft
		codes  string
		owners string // of 13 to 24 October: 1 the first post, 2 the second
	}{
		{"by default the next day", wrote("b", "2025-10-24"), "", "111112222222"},
		{"a shared first day is no overlap", wrote("b", "2025-10-24").period("2025-10-17", "2025-10-24"), "", "111112222222"},
		{"two shared days are", wrote("b", "2025-10-24").period("2025-10-16", "2025-10-24"), "P303", "111112222222"},
		{"cut to as_of", wrote("b", "2025-10-24").asOf("2025-10-24").period("2025-10-20", "2025-11-30"), "", "111110022222"},
		{"cut to the journal", wrote("b", "2025-10-24").period("2025-10-01", "2025-10-24"), "P303", "111112222222"},
	} {
		drafts := blocks(worked(daily("2025-10-13"), "60 60 60 60 60"), tt.second)
		j := newJournal(p, drafts)
		j.planScope()
		j.countTime()
		j.replay()
		j.periods()
		owners := ""
		for _, d := range j.day[1:] {
			owners += fmt.Sprint(d.owner)
		}
		same(t, tt.name, owners, tt.owners)
		same(t, tt.name, codes(j.diags), tt.codes)
	}
}

func TestTheJournalBeginsWithItsEarliestTime(t *testing.T) {
	p := daily("2025-10-20")
	tr, _ := track(t, p, "", wrote("a", "2025-10-20").time("2025-10-15", "2h"), wrote("b", "2025-10-22"))
	same(t, "first day", say(tr.First, len(tr.Days), tr.Days[0].State, tr.Days[1].State), "2025-10-15 8 logged unknown")
	same(t, "weeks", say(len(tr.Weeks), tr.Weeks[0].Dated), "2 120")
}

func TestConsistency(t *testing.T) {
	p := daily("2025-10-13")
	p.Settings.Goals[0].Rest = 0
	perfect := strings.Repeat("60 ", 13)
	tr, _ := track(t, p, "", worked(p, perfect))
	same(t, "13 days", tr.Consistency.OK, false)
	tr, _ = track(t, p, "", worked(p, perfect+"90"))
	same(t, "a perfect record is 100 from the start", tr.Consistency, "100.0")
	tr, _ = track(t, p, "", worked(p, strings.Repeat("30 ", 20)))
	same(t, "half the target", tr.Consistency, "50.0")
	// With rest 0, μ¹³ is one half, so after 13 good days and 13 of nothing a third is left of what could be.
	tr, _ = track(t, p, "", worked(p, perfect+strings.Repeat("0 ", 13)))
	same(t, "half-life of 13 days", tr.Consistency, "33.3")
	p.Settings.Goals[0].Rest = 7
	tr, _ = track(t, p, "", worked(p, perfect+perfect))
	same(t, "a goal of seven free days", tr.Consistency.OK, false)
}

// The manual says so in so many words, and the guide and the page with it: the day of the plan is a day of the journal.
func TestTheFirstPeriodBeginsWithTheDayOfThePlan(t *testing.T) {
	p := Plan{Settings: Settings{Start: day("2026-01-01"), Goals: []Goal{{From: day("2026-01-01"), Target: 60, Minimum: 1}}}}
	d := wrote("a", "2026-01-08")
	for on := day("2026-01-02"); on <= day("2026-01-08"); on++ {
		d.time(on.String(), "1h")
	}
	tr, _ := track(t, p, "", wrote("o", "2026-01-01"), d)
	same(t, "the period", say(tr.Updates[0].From, tr.Updates[0].To), "2026-01-01 2026-01-08")
	same(t, "showed up", *tr.Adherence, "{8 7 7}")
}

// A week forgives what the goal of its first day forgives; what it plans follows each day's own goal.
func TestAWeekForgivesByTheGoalOfItsFirstDay(t *testing.T) {
	eligible := func(change string) int {
		p := Plan{Settings: Settings{Start: day("2026-11-30"), Goals: []Goal{
			{From: day("2026-11-30"), Target: 60, Minimum: 1, Rest: 2}, {From: day(change), Target: 60, Minimum: 1},
		}}}
		tr, _ := track(t, p, "", wrote("a", "2026-12-06").time("2026-11-30", "1h").time("2026-12-06", "1h"))
		return tr.Adherence.Eligible
	}
	same(t, "from Wednesday on, from next Monday on", say(eligible("2026-12-02"), eligible("2026-12-07")), "5 5")
	same(t, "from its Monday on", eligible("2026-11-30"), 7)
}
