package study

import (
	"cmp"
	"math"
	"sort"
	"strconv"
)

const (
	window = 8    // a forecast looks at the last intervals, at most so many
	tooFar = 1826 // unpaused days: "more than five years at this pace"
)

// t90 is the 90 % quantile of Student's t for 1 to 7 degrees of freedom, so that two sides hold a nominal 80 %.
var t90 = [...]float64{1: 3.078, 2: 1.886, 3: 1.638, 4: 1.533, 5: 1.476, 6: 1.440, 7: 1.415}

// An interval is one or more gaps between updates: after update `from` (0: start) to update `to`.
type interval struct {
	from, to int
	days     int // unpaused
	short    bool
}

// extend adds the interval that ends with update u. One shorter than half of `every` in force at its start, or without
// days, joins the one before it; a short first one the next, and again if it is still short.
func (j *journal) extend(list []interval, u int) []interval {
	next := interval{from: u - 1, to: u, days: j.cal.unpaused(j.updateDay(u-1)+1, j.updateDay(u))}
	next.short = j.isShort(next)
	n := len(list)
	if n > 0 && (next.short || n == 1 && list[0].short) {
		last := &list[n-1]
		last.to, last.days = next.to, last.days+next.days
		last.short = last.short && j.isShort(*last)
		return list
	}
	return append(list, next)
}

func (j *journal) isShort(i interval) bool {
	c, _ := j.set.cadenceAt(j.updateDay(i.from))
	return i.days == 0 || 2*i.days < c.Every
}

// A pace is what one interval brought.
type pace struct {
	gained float64 // minutes of effort
	days   int
}

func (p pace) weekly() float64 { return 7 * p.gained / float64(p.days) }

// meanPace is Σ v·d ÷ Σ d, in minutes a week.
func meanPace(list []pace) float64 {
	gained, days := 0.0, 0
	for _, p := range list {
		gained += p.gained
		days += p.days
	}
	return 7 * gained / float64(days)
}

// An outlook is a forecast before it meets the calendar: paces in minutes a week.
type outlook struct {
	mean, half             float64
	earliest, likely, late float64 // the paces at which the three dates are reached
}

// look computes the outlook of `rest` minutes from at least two paces.
//
//	m = Σ v·d ÷ Σ d     s = √(Σ(v−m)² ÷ (n−1))     L = mean(d) ÷ 7     h = max(1, R ÷ (m·L))
//	half = t.90(n−1)·s·√(1/n + 1/h)
//	c = mean pace of the last ⌊n/2⌋ − that of the first ⌊n/2⌋, 0 below n = 4
//
// It is a prediction interval for the mean of h further intervals, widened on one side by the trend c.
func look(list []pace, rest int) outlook {
	n := len(list)
	m := meanPace(list)
	if m <= 0 {
		return outlook{}
	}
	squares, fastest, days := 0.0, 0.0, 0
	for _, p := range list {
		v := p.weekly()
		squares += (v - m) * (v - m)
		fastest = max(fastest, v)
		days += p.days
	}
	s := math.Sqrt(squares / float64(n-1))
	length := float64(days) / float64(n) / 7
	h := max(1, float64(rest)/(m*length))
	half := t90[n-1] * s * math.Sqrt(1/float64(n)+1/h)
	c := trend(list)
	return outlook{
		mean: m, half: half, likely: m,
		earliest: max(m+max(0, c)+half, fastest),
		late:     max(m+2*min(0, c)-half, m/5),
	}
}

// trend is c.
func trend(list []pace) float64 {
	n := len(list)
	if n < 4 {
		return 0
	}
	return meanPace(list[n-n/2:]) - meanPace(list[:n/2])
}

// daysFor is ⌈7R/pace − 10⁻⁶⌉; ok is false above five years.
func daysFor(rest int, weekly float64) (days int, ok bool) {
	if weekly <= 0 {
		return 0, false
	}
	d := math.Ceil(7*float64(rest)/weekly - 1e-6)
	if d > tooFar {
		return 0, false
	}
	return max(1, int(d)), true
}

// forecastFrom is the forecast on day t; nil below 3 intervals or if nothing is left.
func forecastFrom(list []pace, rest int, t Date, cal calendar) *Forecast {
	if len(list) > window {
		list = list[len(list)-window:]
	}
	if len(list) < 3 || rest <= 0 {
		return nil
	}
	o := look(list, rest)
	date := func(weekly float64) Date {
		days, ok := daysFor(rest, weekly)
		if !ok {
			return 0
		}
		return cal.add(t, days)
	}
	return &Forecast{
		N: len(list), Pace: tenths(o.mean) / 10, Half: tenths(o.half) / 10,
		Earliest: date(o.earliest), Likely: date(o.likely), Latest: date(o.late),
	}
}

// gained sums what the resource gained after update `from`, up to `to`.
func gained(gains []gain, from, to int) float64 {
	return float64(sumAt(gains, to)-sumAt(gains, from)) / nano
}

func sumAt(gains []gain, update int) int64 {
	i := sort.Search(len(gains), func(i int) bool { return gains[i].update > update }) - 1
	if i < 0 {
		return 0
	}
	return gains[i].sum
}

// paces reads the last intervals of a sum of gains; those before the one that has update `first` are not its own.
func paces(list []interval, gains []gain, first int) (recent []pace, n int) {
	from := sort.Search(len(list), func(i int) bool { return list[i].to >= first })
	own := list[from:]
	n = len(own)
	if n > window {
		own = own[n-window:]
	}
	for _, i := range own {
		if i.days > 0 {
			recent = append(recent, pace{gained(gains, i.from, i.to), i.days})
		}
	}
	return recent, n
}

// allGains sums the gains of all resources by update.
func (j *journal) allGains() []gain { return j.gainsOf("") }

// gainsOf sums the gains of a kind's resources by update; of all, without a kind.
func (j *journal) gainsOf(kind string) []gain {
	by := make([]int64, len(j.updates)+1)
	for i := range j.res {
		if kind != "" && j.res[i].Kind != kind {
			continue
		}
		before := int64(0)
		for _, g := range j.res[i].gains {
			by[g.update] += g.sum - before
			before = g.sum
		}
	}
	var list []gain
	sum := int64(0)
	for u, n := range by {
		if sum += n; n != 0 {
			list = append(list, gain{u, sum})
		}
	}
	return list
}

// forecasts goes through the updates once more, with the intervals as they were at each, for the track record; the last
// round gives the forecasts at T.
func (j *journal) forecasts() {
	for u := 1; u <= len(j.updates); u++ {
		j.intervals = j.extend(j.intervals, u)
		for i := range j.res {
			r := &j.res[i]
			r.giveBack(u)
			if r.doneAt > u {
				j.remember(r, u)
			}
		}
	}
	list, n := paces(j.intervals, j.allGains(), 0)
	j.t.Intervals = min(n, window)
	j.t.Forecast = forecastFrom(list, j.share.Planned-j.share.Done, j.asOf, j.cal)
	j.t.NoForecast = j.waiting(j.t.Forecast, j.t.Intervals, 0)
	for i := range j.res {
		j.resourceForecast(&j.res[i])
		j.t.TrackRecord = j.t.TrackRecord.and(j.res[i].TrackRecord)
	}
	for i := range j.t.Kinds {
		j.kindForecast(&j.t.Kinds[i])
	}
}

func (j *journal) resourceForecast(r *resource) {
	state := r.state()
	switch {
	case state != Active:
		r.NoForecast = string(state)
	case !r.Weighed:
		r.NoForecast = "no total yet"
	case !r.moves:
		r.NoForecast = "no position yet"
	default:
		list, n := paces(j.intervals, r.gains, r.firstAt)
		r.Intervals = min(n, window)
		r.Forecast = forecastFrom(list, r.Weight-r.Done, j.asOf, j.cal)
		r.NoForecast = j.waiting(r.Forecast, r.Intervals, r.firstAt)
	}
}

// kindForecast is the rule of a resource over all of the kind: its gains are those of its resources, its intervals the
// journal's from the first in which one of them moved, and it has a forecast while one of them is active.
func (j *journal) kindForecast(k *Kind) {
	first, moves, active, bare, begun := len(j.updates)+1, false, false, false, false
	for i := range j.res {
		r := &j.res[i]
		if r.Kind != k.Kind {
			continue
		}
		k.TrackRecord = k.TrackRecord.and(r.TrackRecord)
		if r.moves {
			first, moves = min(first, r.firstAt), true
		}
		state := r.state()
		active = active || r.counted && state == Active
		bare = bare || r.InPlan && !r.Weighed && state == Active
		begun = begun || r.counted && state != Planned
	}
	switch {
	case k.Resources == 0:
		k.NoForecast = "nothing in scope"
	case !k.OK:
		k.NoForecast = "no total yet"
	case k.Done == k.Planned:
		k.NoForecast = string(Done)
	case !begun && !bare:
		k.NoForecast = string(Planned)
	case !active && bare:
		k.NoForecast = "what is under way has no total yet"
	case !active:
		k.NoForecast = "nothing under way"
	case !moves:
		k.NoForecast = "no position yet"
	default:
		list, n := paces(j.intervals, j.gainsOf(k.Kind), first)
		k.Intervals = min(n, window)
		k.Forecast = forecastFrom(list, k.Planned-k.Done, j.asOf, j.cal)
		k.NoForecast = j.waiting(k.Forecast, k.Intervals, first)
	}
}

// waiting says what a forecast lacks, where it lacks nothing but updates. From update `first` on there have been enough of
// them, perhaps, but too close to each other to be intervals of their own.
func (j *journal) waiting(f *Forecast, intervals, first int) string {
	if f != nil {
		return ""
	}
	if intervals >= 3 {
		return "nothing is left"
	}
	apart := ""
	if len(j.updates)-max(first, 1)+1 > intervals {
		apart = " on days outside pauses"
		if c, ok := j.set.cadenceAt(j.asOf); ok && c.Every > 2 {
			apart = " at least " + strconv.Itoa((c.Every+1)/2) + " days apart"
		}
	}
	are := "are " + strconv.Itoa(intervals)
	if intervals == 1 {
		are = "is 1"
	}
	return "needs 3 updates" + apart + "; there " + are
}

// and adds up track records; nil is none.
func (a *TrackRecord) and(b *TrackRecord) *TrackRecord {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	return &TrackRecord{a.Forecasts + b.Forecasts, a.Inside + b.Inside}
}

// remember judges what the forecast of an update said about a resource that has been done since.
func (j *journal) remember(r *resource, u int) {
	at := r.standingAt(u)
	if !at.active || !r.moves || r.firstAt > u {
		return
	}
	list, _ := paces(j.intervals, r.gains, r.firstAt)
	f := forecastFrom(list, at.rest, j.updateDay(u), j.cal)
	if f == nil || f.Earliest == 0 {
		return
	}
	inside := f.Earliest <= r.DoneOn && (f.Latest == 0 || r.DoneOn <= f.Latest)
	r.TrackRecord = r.TrackRecord.and(&TrackRecord{1, one(inside)})
}

// standingAt is how the resource stood at an update.
func (r *resource) standingAt(u int) standing {
	i := sort.Search(len(r.history), func(i int) bool { return r.history[i].update > u }) - 1
	if i < 0 {
		return standing{}
	}
	return r.history[i]
}
