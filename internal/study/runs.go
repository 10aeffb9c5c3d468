package study

import (
	"math"
	"sort"
)

// smoothing is μ = 0.5^(√f/13), f = (7−rest)/7: the weight that yesterday's score keeps.
func smoothing(rest int) float64 {
	f := float64(max(0, 7-rest)) / 7
	return math.Pow(0.5, math.Sqrt(f)/13)
}

// consistency is s of s_d = μ·s_{d−1} + (1−μ)·min(1, m_d/target) over the eligible days, s₀ = 0, divided by 1 − Πμ, so
// that a perfect record is 100 from the start. It exists after 14 eligible days.
func consistency(days []dayFacts) Percentage {
	s, start, n := 0.0, 1.0, 0
	rest, mu := 0, smoothing(0)
	for i := range days {
		d := &days[i]
		if !d.Eligible {
			continue
		}
		if d.restDays != rest { // a root and a power a day would be most of the work
			rest, mu = d.restDays, smoothing(d.restDays)
		}
		reached := 1.0
		if d.Minutes < d.Target {
			reached = float64(d.Minutes) / float64(d.Target)
		}
		s = mu*s + (1-mu)*reached
		start *= mu
		n++
	}
	if n < 14 || start >= 1 {
		return Percentage{}
	}
	return Percentage{Tenths: int(tenths(100 * s / (1 - start))), OK: true}
}

// tenths rounds x half up to tenths, with room for what floating point and nanominutes lose: a tie stays a tie.
func tenths(x float64) float64 { return math.Floor(x*10 + 0.5 + 1e-6) }

// A tally is a week, or a day, as the runs see it.
type tally uint8

const (
	skipped tally = iota // neither adds nor ends
	kept
	missed
)

// countRuns counts runs over weeks or days in order. begun lists the indices at which a run began after an earlier one
// had ended: the comebacks.
func countRuns(list []tally) (current, longest int, begun []int) {
	ended := false
	for i, t := range list {
		switch t {
		case kept:
			if current == 0 && ended {
				begun = append(begun, i)
			}
			current++
			longest = max(longest, current)
		case missed:
			ended = ended || current > 0
			current = 0
		}
	}
	return current, longest, begun
}

// runs counts in the unit of the settings; comebacks are milestones.
func (j *journal) runs() {
	var list []tally
	var since []Date // the day that made each of them
	unit := "weeks"
	switch j.set.Streaks {
	case "off":
		return
	case "days":
		unit = "days"
		list, since = dayTallies(j.day)
	default:
		list, since = j.weekTallies()
	}
	r := Runs{Unit: unit}
	var begun []int
	r.Current, r.Longest, begun = countRuns(list)
	r.Comebacks = len(begun)
	j.t.Runs = &r
	for _, i := range begun {
		if b := j.postFrom(since[i]); b != nil {
			j.milestone(b.asOf, "comeback", "", b.Post)
		}
	}
}

// postFrom is the first update whose as_of is on or after a day.
func (j *journal) postFrom(d Date) *post {
	i := sort.Search(len(j.updates), func(i int) bool { return j.updates[i].asOf >= d })
	if i == len(j.updates) {
		return nil
	}
	return &j.posts[j.updates[i].first]
}

// dayTallies judges the eligible days.
func dayTallies(days []dayFacts) (list []tally, since []Date) {
	for i := range days {
		d := &days[i]
		if !d.Eligible {
			continue
		}
		t := missed
		if d.Minutes >= d.Minimum {
			t = kept
		}
		list, since = append(list, t), append(since, d.Date)
	}
	return list, since
}

// weekTallies judges the ISO weeks of the journal.
func (j *journal) weekTallies() (list []tally, since []Date) {
	for from := 0; from < len(j.day); {
		monday := j.day[from].Date.Monday()
		to := from
		for to < len(j.day) && j.day[to].Date < monday+7 {
			to++
		}
		week := j.day[from:to]
		from = to
		// Days before the journal count as paused; days after T are what the calendar says.
		paused := int(week[0].Date - monday)
		for d := week[0].Date; d < monday+7; d++ {
			paused += one(j.cal.paused(d))
		}
		t, day := judgeWeek(week, paused)
		if t == missed && to == len(j.day) && week[len(week)-1].Date < monday+6 {
			t = skipped // the week of T may add, never end
		}
		list, since = append(list, t), append(since, day)
	}
	return list, since
}

// judgeWeek says whether a week was kept, and on which day: at least max(1, 7 − rest − paused) days at the minimum.
// It is skipped if it is wholly paused, if its first day precedes the first goal, or if its unknown days could have
// kept it.
func judgeWeek(week []dayFacts, paused int) (tally, Date) {
	if !week[0].hasGoal || paused >= 7 {
		return skipped, 0
	}
	need := max(1, 7-week[0].restDays-paused)
	shown, unknown := 0, 0
	for i := range week {
		d := &week[i]
		if d.State == DayUnknown {
			unknown++
		}
		if d.hasGoal && d.Minutes >= d.Minimum {
			if shown++; shown == need {
				return kept, d.Date
			}
		}
	}
	if shown+unknown >= need {
		return skipped, 0
	}
	return missed, 0
}
