package study

import (
	"cmp"
	"slices"
)

// weeks sums the time by ISO week and in all. Undated time is spread over the days of its period.
func (j *journal) weeks() {
	undated := j.spread()
	weeks := j.layWeeks(undated)
	if len(weeks) == 0 {
		return
	}
	from := weeks[0].Monday
	plan := make([]int64, len(weeks)) // in sevenths of a minute
	open := make([]bool, len(weeks))
	h := &j.t.Hours
	for i := range j.day {
		d := &j.day[i]
		w := int(d.Date-from) / 7
		weeks[w].Dated += d.Minutes
		h.Dated += d.Minutes
		if d.paused {
			continue
		}
		open[w] = true
		plan[w] += sevenths(d.Target, d.restDays)
		h.Days++
		h.DatedDays += one(d.Minutes > 0 || d.zero || d.rest)
	}
	for _, u := range undated {
		weeks[(u.date-from)/7].Undated += u.minutes
		h.Undated += u.minutes
	}
	h.Minutes = h.Dated + h.Undated
	for i := range weeks {
		weeks[i].Paused = !open[i] && weeks[i].Dated+weeks[i].Undated == 0
	}
	j.creditWeeks(weeks, undated)
	j.years(undated)
	if len(j.set.Goals) > 0 {
		var sum int64
		for i := range weeks {
			weeks[i].Plan = wholeMinutes(plan[i])
			sum += plan[i]
		}
		h.Planned = wholeMinutes(sum)
	}
	j.t.Weeks = weeks
}

// creditWeeks notes the newest post that states something of each week's time: dated, a rest, a zero, or undated time
// that is spread over it.
func (j *journal) creditWeeks(weeks []Week, undated []dayMinutes) {
	newest := make([]int, len(weeks)) // from 1; 0: none
	credit := func(d Date, index int) {
		if w := int(d-weeks[0].Monday) / 7; d >= weeks[0].Monday && w < len(weeks) {
			newest[w] = max(newest[w], index+1)
		}
	}
	for i := range j.posts {
		b := &j.posts[i]
		for _, e := range j.entries[b.time[0]:b.time[1]] {
			if e.date != 0 {
				credit(e.date, i)
			}
		}
	}
	for _, u := range undated {
		if u.minutes > 0 {
			credit(u.date, u.index)
		}
	}
	for w, n := range newest {
		if n > 0 {
			weeks[w].Post = j.posts[n-1].Post
		}
	}
}

// years sums the time by calendar year, so that the years add up to the whole. A week counts in neither part of two years:
// its days do, each in its own.
func (j *journal) years(undated []dayMinutes) {
	at := func(d Date) *Year {
		i, ok := slices.BinarySearchFunc(j.t.Years, d.Year(), func(y Year, n int) int { return cmp.Compare(y.Year, n) })
		if !ok {
			j.t.Years = slices.Insert(j.t.Years, i, Year{Year: d.Year()})
		}
		return &j.t.Years[i]
	}
	plan := map[int]int64{}
	for i := range j.day {
		d := &j.day[i]
		y := at(d.Date)
		y.Dated += d.Minutes
		y.DaysWithTime += one(d.Minutes > 0)
		if !d.paused {
			plan[y.Year] += sevenths(d.Target, d.restDays)
		}
	}
	for _, u := range undated {
		at(u.date).Undated += u.minutes
	}
	for i := range j.t.Years {
		if y := &j.t.Years[i]; len(j.set.Goals) > 0 {
			y.Plan = wholeMinutes(plan[y.Year])
		}
	}
}

// layWeeks makes the ISO weeks of the journal, and of the undated time of a post that opens it before its first day.
func (j *journal) layWeeks(undated []dayMinutes) []Week {
	if len(j.day) == 0 && len(undated) == 0 {
		return nil
	}
	from, to := j.asOf.Monday(), j.asOf.Monday()
	if len(j.day) > 0 {
		from = j.first.Monday()
	}
	if len(undated) > 0 {
		from = min(from, undated[0].date.Monday())
	}
	weeks := make([]Week, (to-from)/7+1)
	for i := range weeks {
		monday := from + Date(7*i)
		year, week := monday.ISOWeek()
		weeks[i] = Week{Year: year, Week: week, Monday: monday}
	}
	return weeks
}

// sevenths is what a day plans, in sevenths of a minute: target·(7−rest). A day before the first goal plans nothing.
func sevenths(target, rest int) int64 { return int64(target) * int64(max(0, 7-rest)) }

func wholeMinutes(sevenths int64) *int {
	n := int(roundDiv(sevenths, 7))
	return &n
}

// dayMinutes is undated time given to a day.
type dayMinutes struct {
	date    Date
	minutes int
	index   int // of the post that states it
}

// spread gives each post's undated time to its period's own unpaused days, in order of days: all of them if all are
// paused, and as_of if there are none.
func (j *journal) spread() []dayMinutes {
	own := make([][]Date, len(j.posts))
	for i := range j.day {
		if o := j.day[i].owner; o > 0 && j.posts[o-1].undated > 0 {
			own[o-1] = append(own[o-1], j.day[i].Date)
		}
	}
	var out []dayMinutes
	for i := range j.posts {
		b := &j.posts[i]
		if b.undated == 0 {
			continue
		}
		days := slices.DeleteFunc(slices.Clone(own[i]), func(d Date) bool { return j.at(d).paused })
		if len(days) == 0 {
			days = own[i]
		}
		if len(days) == 0 {
			days = []Date{b.asOf}
		}
		for k, d := range days {
			out = append(out, dayMinutes{d, portion(b.undated, k+1, len(days)), i})
		}
	}
	slices.SortStableFunc(out, func(a, b dayMinutes) int { return cmp.Compare(a.date, b.date) })
	return out
}

// portion is what day k of n gets of m minutes: ⌊mk/n⌋ − ⌊m(k−1)/n⌋, which sums to m.
func portion(m, k, n int) int { return m*k/n - m*(k-1)/n }
