package study

import "testing"

func TestTheManualsRuns(t *testing.T) {
	p := daily("2025-10-13")
	p.Settings.Streaks = "days"
	week := "120 120 0 120 120 0 30 | 120 0 0 0 120 120 120"
	tr, _ := track(t, p, "", worked(p, week))
	same(t, "days", *tr.Runs, "{days 3 6 1}")
	same(t, "adherence", *tr.Adherence, "{10 9 8}")
	p.Settings.Streaks = "weeks"
	tr, _ = track(t, p, "", worked(p, week))
	same(t, "weeks", *tr.Runs, "{weeks 0 1 0}")
	p.Settings.Streaks = "off"
	tr, _ = track(t, p, "", worked(p, week))
	same(t, "off", tr.Runs == nil, true)
}

func TestCountRuns(t *testing.T) {
	for _, tt := range []struct {
		in   string // k kept, m missed, s skipped
		want string // current longest begun
	}{
		{"", "0 0 []"},
		{"kkk", "3 3 []"},
		{"kmk", "1 1 [2]"},
		{"ksk", "2 2 []"},
		{"mk", "1 1 []"},
		{"kkmmks", "1 2 [4]"},
		{"kmkmk", "1 1 [2 4]"},
		{"kkm", "0 2 []"},
		{"smss", "0 0 []"},
	} {
		var list []tally
		for _, c := range tt.in {
			list = append(list, map[rune]tally{'k': kept, 'm': missed, 's': skipped}[c])
		}
		current, longest, begun := countRuns(list)
		same(t, tt.in, say(current, longest, begun), tt.want)
	}
}

func TestWeeklyRuns(t *testing.T) {
	full, thin := "60 60 60 60 60 0 0 | ", "60 0 0 0 0 0 0 | "
	for _, tt := range []struct {
		name, start, days string
		pauses            []Pause
		want              string
	}{
		{"kept", "2025-10-13", full + full, nil, "2 2 0"},
		{"the week of T adds as soon as it is kept", "2025-10-13", full + "60 60 60 60 60", nil, "2 2 0"},
		{"and never ends", "2025-10-13", full + "0 0 0 0 0 0", nil, "1 1 0"},
		{"but a Sunday ends it", "2025-10-13", full + "0 0 0 0 0 0 0", nil, "0 1 0"},
		{"a comeback", "2025-10-13", full + thin + full, nil, "1 1 1"},
		{"unknown days that could have kept it", "2025-10-13", full + "60 - - - - - - | " + full, nil, "2 2 0"},
		{"days before the journal count as paused", "2025-10-16", "60 60 0 0 | " + full, nil, "2 2 0"},
		{"a paused day lowers the bar", "2025-10-13", full + "60 60 60 60 - 0 0 | " + full, []Pause{{From: day("2025-10-24"), To: day("2025-10-24")}}, "3 3 0"},
		{"and still counts", "2025-10-13", full + "0 0 60 60 60 60 0 | " + full, []Pause{{From: day("2025-10-24"), To: day("2025-10-24")}}, "3 3 0"},
		{"a paused week is skipped", "2025-10-13", full + "- - - - - - - | " + full, []Pause{{From: day("2025-10-20"), To: day("2025-10-26")}}, "2 2 0"},
		{"at least one day", "2025-10-13", full + "- - - - - - 0 | " + full, []Pause{{From: day("2025-10-20"), To: day("2025-10-25")}}, "1 1 1"},
	} {
		p := daily(tt.start)
		p.Settings.Pauses = tt.pauses
		d := worked(p, tt.days)
		if tt.name == "unknown days that could have kept it" {
			// Three posts, so that the middle week is a period of its own, with undated time.
			week := func(name string, from, to int) *draft {
				b := wrote(name, (p.Settings.Start + Date(to)).String()).asOf((p.Settings.Start + Date(to)).String())
				for _, s := range d.Time {
					if n := int(s.Date - p.Settings.Start); n >= from && n <= to {
						b.Block.Time = append(b.Block.Time, s)
					}
				}
				return b
			}
			tr, _ := track(t, p, "", week("a", 0, 6), week("b", 7, 13).undated("4h"), week("c", 14, 20))
			same(t, tt.name, say(tr.Runs.Current, tr.Runs.Longest, tr.Runs.Comebacks), tt.want)
			continue
		}
		tr, _ := track(t, p, "", d)
		same(t, tt.name, say(tr.Runs.Current, tr.Runs.Longest, tr.Runs.Comebacks), tt.want)
	}
}

func TestComebackMilestone(t *testing.T) {
	p := daily("2025-10-13")
	d := worked(p, "60 60 60 60 60 0 0 | 60 0 0 0 0 0 0 | 0 60 60 60 60 60 0")
	tr, _ := track(t, p, "", d, wrote("b", "2025-11-20"))
	var got []string
	for _, m := range tr.Milestones {
		if m.What == "comeback" {
			got = append(got, say(m.Date, m.Post))
		}
	}
	// The fifth good day, 1 November, kept the week; the first as_of from then on is the 2nd.
	same(t, "comeback", got, "[2025-11-02 /posts/a/]")
}
