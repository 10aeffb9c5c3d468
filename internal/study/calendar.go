package study

import (
	"cmp"
	"slices"
	"sort"
)

// A calendar knows which days are paused. Pauses are disjoint and ascending; before[i] is the number of paused days
// before pauses[i], so that counting and adding days are two binary searches, however many pauses there are.
type calendar struct {
	pauses [][2]Date
	before []int
}

// newCalendar merges pauses. A pause without an end lasts until asOf: forecasts count from there.
func newCalendar(pauses []Pause, asOf Date) calendar {
	var spans [][2]Date
	for _, p := range pauses {
		to := p.To
		if to == 0 {
			to = asOf
		}
		if p.From <= to {
			spans = append(spans, [2]Date{p.From, to})
		}
	}
	slices.SortStableFunc(spans, func(a, b [2]Date) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	var c calendar
	for _, s := range spans {
		if n := len(c.pauses); n > 0 && s[0] <= c.pauses[n-1][1]+1 {
			c.pauses[n-1][1] = max(c.pauses[n-1][1], s[1])
			continue
		}
		c.pauses = append(c.pauses, s)
	}
	days := 0
	for _, s := range c.pauses {
		c.before = append(c.before, days)
		days += int(s[1]-s[0]) + 1
	}
	return c
}

// pausedTo counts the paused days up to d.
func (c calendar) pausedTo(d Date) int {
	i := sort.Search(len(c.pauses), func(i int) bool { return c.pauses[i][0] > d }) - 1
	if i < 0 {
		return 0
	}
	return c.before[i] + int(min(d, c.pauses[i][1])-c.pauses[i][0]) + 1
}

func (c calendar) paused(d Date) bool { return c.pausedTo(d) > c.pausedTo(d-1) }

// unpaused counts the unpaused days from…to, both in; 0 if to is before from.
func (c calendar) unpaused(from, to Date) int {
	if to < from {
		return 0
	}
	return int(to-from) + 1 - (c.pausedTo(to) - c.pausedTo(from-1))
}

// add returns the n-th unpaused day after d, for n ≥ 1.
func (c calendar) add(d Date, n int) Date {
	// Number the unpaused days: the wanted one has number d − paused(d) + n. It lies behind every pause that begins
	// after fewer unpaused days than that.
	want := int(d) - c.pausedTo(d) + n
	i := sort.Search(len(c.pauses), func(i int) bool { return want <= int(c.pauses[i][0])-1-c.before[i] })
	if i == 0 {
		return Date(want)
	}
	return Date(want + c.before[i-1] + int(c.pauses[i-1][1]-c.pauses[i-1][0]) + 1)
}

// cadenceAt returns the cadence in force; ok is false before the first.
func (s *Settings) cadenceAt(d Date) (c Cadence, ok bool) {
	i := sort.Search(len(s.Cadence), func(i int) bool { return s.Cadence[i].From > d }) - 1
	if i < 0 || s.Cadence[i].Every < 1 {
		return Cadence{}, false
	}
	return s.Cadence[i], true
}
