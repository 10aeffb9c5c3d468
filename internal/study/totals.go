package study

import (
	"cmp"
	"slices"
	"strings"

	"studylog/internal/diag"
)

// A totalEvent is a total that the catalogue states from a day on.
type totalEvent struct {
	r    *resource
	from Date
	is   Num
}

// What is said to have stated a total.
const (
	byCatalogue = "the catalogue"
	byPost      = "an earlier post"
)

// collectTotals finds, for each resource, the total in force before any is stated (the first one that ever is), and
// the catalogue's later ones.
func (j *journal) collectTotals() {
	for i := range j.res {
		r := &j.res[i]
		totals := slices.Clone(r.Totals)
		slices.SortStableFunc(totals, func(a, b Total) int { return cmp.Compare(a.From, b.From) })
		r.Totals = totals
		if len(totals) == 0 {
			continue
		}
		r.whole, r.source = totals[0].Is, byCatalogue
		for _, t := range totals {
			if t.From > 0 {
				j.totalEvents = append(j.totalEvents, totalEvent{r, t.From, t.Is})
			}
		}
	}
	slices.SortStableFunc(j.totalEvents, func(a, b totalEvent) int { return cmp.Compare(a.from, b.from) })

	seen := map[*resource]bool{}
	for i := range j.posts {
		for k := range j.posts[i].At {
			at := &j.posts[i].At[k]
			r := j.byID[at.ID]
			if r == nil || seen[r] {
				continue
			}
			is, ok := r.statedTotal(&at.Amount)
			if !ok {
				continue
			}
			seen[r] = true
			if len(r.Totals) == 0 || r.Totals[0].From >= j.posts[i].asOf {
				r.whole, r.source = is, byPost
			}
		}
	}
	for i := range j.res {
		j.res[i].opening = j.res[i].whole
	}
}

// statedTotal is the whole total that an amount states in the resource's own unit.
func (r *resource) statedTotal(a *Amount) (Num, bool) {
	if a.Total <= 0 || r.Unit == Percent {
		return 0, false
	}
	if a.Unit == "" && r.Unit == Hours {
		return a.Total * 60, true
	}
	return a.Total, a.Unit == "" || a.Unit == r.Unit
}

// totalsUpTo brings the catalogue's totals into force that begin at or before the block's as_of, and returns them.
func (j *journal) totalsUpTo(b *post) (resized []totalEvent) {
	for len(j.totalEvents) > 0 && j.totalEvents[0].from <= b.asOf {
		e := j.totalEvents[0]
		j.totalEvents = j.totalEvents[1:]
		e.r.whole, e.r.source = e.is, byCatalogue
		e.r.sized(e.from)
		j.settle(e.r, b.update)
		j.scopeStep(max(e.from, j.set.Start))
		resized = append(resized, e)
	}
	return resized
}

// turnBySize records what the catalogue's totals have made done, or undone, on their day: no post says so. What the
// post says of the resource itself has been recorded already.
func (j *journal) turnBySize(b *post, resized []totalEvent) {
	for _, e := range slices.Backward(resized) {
		r := e.r
		if r.shown == r.state() {
			continue
		}
		j.turn(r, e.from, b.update, "")
		r.Trail = append(r.Trail, Step{
			AsOf: e.from, Position: r.done(), Total: r.total(), Percent: r.percent(), State: r.state(), Resized: true,
		})
	}
}

// stateTotal puts a post's total into force; one that differs is P202.
func (j *journal) stateTotal(b *post, r *resource, at *Position) {
	is, ok := r.statedTotal(&at.Amount)
	if !ok {
		return
	}
	contested := r.said.From == b.asOf && r.said.Is != is
	if r.whole != is {
		d := diag.Warnf(at.Pos, "P202", "this post says %s, %s %s; %s is used from %s.", amountOf(is, r.Unit), r.source,
			amountText(r.whole, r.Unit), amountText(is, r.Unit), b.asOf.Short())
		switch {
		case contested:
			d = d.Hintf("another post of that as_of says %s: correct one of them", amountText(r.said.Is, r.Unit))
		case j.hasCatalogue:
			d = d.Hintf("give %s in content/resources.yaml %s", r.ID, j.datedTotals(b, r, is))
		default:
			d = d.Hintf("correct the total here or in the earlier post, if the thing did not change")
		}
		j.remark(b, b.asOf, r.ID, d)
	}
	changed := r.whole != is
	r.said = Total{b.asOf, is}
	r.whole, r.source = is, byPost
	if changed && !contested { // a cure names the first of two that disagree, so that the message stays at the second
		r.sized(b.asOf)
	}
}

// sized keeps the total that is in force from a day on.
func (r *resource) sized(from Date) {
	n := len(r.sizes)
	switch {
	case n > 0 && r.sizes[n-1].From >= from:
		r.sizes[n-1].Is = r.whole
	case n == 0 || r.sizes[n-1].Is != r.whole:
		r.sizes = append(r.sizes, Total{from, r.whole})
	}
}

// datedTotals is the catalogue's entry that says what the posts say: all totals that have been in force, the new one,
// and those that the catalogue has for later. The new one alone would be in force before its day too, and would put
// every earlier post in the wrong.
func (j *journal) datedTotals(b *post, r *resource, is Num) string {
	first := min(j.set.Start, j.posts[0].asOf)
	if len(r.Totals) > 0 && r.Totals[0].From != 0 {
		first = min(first, r.Totals[0].From)
	}
	list := []Total{{first, r.opening}}
	for _, t := range append(slices.Clone(r.sizes), Total{b.asOf, is}) {
		if n := len(list); list[n-1].From >= t.From {
			list[n-1].Is = t.Is
		} else {
			list = append(list, t)
		}
	}
	for _, t := range r.Totals {
		if t.From > b.asOf {
			list = append(list, t)
		}
	}
	if len(list) == 1 {
		return "total: " + exactly(is, r.Unit)
	}
	items := make([]string, len(list))
	for i, t := range list {
		items[i] = "{from: " + t.From.String() + ", is: " + exactly(t.Is, r.Unit) + "}"
	}
	return "total: [" + strings.Join(items, ", ") + "]"
}

// exactly writes a total as the catalogue reads it.
func exactly(n Num, u Unit) string {
	if u == Hours {
		return amountText(n, u)
	}
	return formatMicro(int64(n))
}

// length is the total in force of the whole; 0 if none is known. A percent resource has 100.
func (r *resource) length() Num {
	if r.Unit == Percent {
		return 100 * micro
	}
	return r.whole
}

// total is T, of what is planned.
func (r *resource) total() Num {
	if r.scope != nil {
		return r.scope.size()
	}
	return r.length()
}

// hasTotal says whether the resource has per cent and weight: it needs a unit and a total.
func (r *resource) hasTotal() bool { return r.Unit != "" && r.total() > 0 }

// percent is p as a per cent; without a total it is 100 once done, and else there is none.
func (r *resource) percent() Percentage {
	switch {
	case r.hasTotal():
		return percentOf(int64(min(r.done(), r.total())), int64(r.total()))
	case r.state() == Done:
		return percentOf(1, 1)
	}
	return Percentage{}
}

// minutesPer is the effort of one unit where none is stated, in minutes: of an hour of any kind 90, of a per cent 12,
// which makes 20 hours in all.
var minutesPer = map[Unit]int64{
	Chapters: 120, Pages: 3, Lessons: 30, Modules: 180, Hours: 90, Percent: 12, Labs: 240, Tasks: 60,
}

// mostWeight bounds a resource's effort, in minutes: 190 years. A slip in a total then stays inside the arithmetic.
const mostWeight = 100_000_000

// estimate is the effort of a total, rounded half up to whole minutes.
func estimate(total Num, u Unit) int {
	per := int64(micro)
	if u == Hours {
		per *= 60 // hours are kept in minutes
	}
	return int(mulDiv(int64(total), minutesPer[u], per))
}

// doneMinutes is w·min(1, done÷total), rounded half up.
func doneMinutes(weight int, done, total Num) int {
	return int(mulDiv(int64(weight), int64(min(done, total)), int64(total)))
}

// settle recomputes what a resource weighs and has done, and the sums with it.
func (j *journal) settle(r *resource, update int) {
	if r.counted {
		j.share.Done -= r.share.Done
		j.share.Planned -= r.share.Planned
		j.weighed--
	}
	r.Weighed, r.Estimated, r.Weight, r.Done = r.hasTotal(), false, 0, 0
	if r.Weighed {
		r.Weight = r.Effort
		if r.Effort == 0 {
			r.Weight, r.Estimated = estimate(r.total(), r.Unit), true
		}
		r.Weight = min(r.Weight, mostWeight)
		r.Done = doneMinutes(r.Weight, r.done(), r.total())
	}
	state := r.state()
	r.counted = r.Weighed && r.InPlan && state != Dropped
	r.share = Share{Done: r.Done, Planned: r.Weight}
	if r.counted {
		j.share.Done += r.share.Done
		j.share.Planned += r.share.Planned
		j.weighed++
	}
	j.share.OK = j.share.Planned > 0
	now := standing{update: update, rest: r.Weight - r.Done, active: r.Weighed && state == Active}
	if n := len(r.history); n > 0 && r.history[n-1].update == update {
		r.history[n-1] = now
	} else {
		r.history = append(r.history, now)
	}
}

// openScope is the scope at start; blocks that open the journal correct it.
func (j *journal) openScope() {
	if j.set.Start == 0 {
		return
	}
	j.scopeStep(j.set.Start)
	j.t.BurnUp.Done = []Point{{Date: j.set.Start, Minutes: j.share.Done}}
}

// scopeStep notes the scope from a day on.
func (j *journal) scopeStep(d Date) {
	steps := &j.t.BurnUp.Scope
	if n := len(*steps); n > 0 && (*steps)[n-1].Date >= d {
		(*steps)[n-1].Minutes = j.share.Planned
		return
	} else if n > 0 && (*steps)[n-1].Minutes == j.share.Planned {
		return
	}
	*steps = append(*steps, Point{Date: d, Minutes: j.share.Planned})
}

// burnUp adds the post's dot, and the step of the scope.
func (j *journal) burnUp(b *post) {
	j.scopeStep(max(b.asOf, j.set.Start))
	if b.update == 0 {
		j.t.BurnUp.Done[0] = Point{Date: j.set.Start, Minutes: j.share.Done, Post: b.Post}
		return
	}
	j.t.BurnUp.Done = append(j.t.BurnUp.Done, Point{Date: b.asOf, Minutes: j.share.Done, Post: b.Post})
}

// planLine is the plan: from nothing at start to scope at finish, in a straight line over unpaused days, flat in pauses.
func planLine(start, finish Date, scope int, cal calendar) []Point {
	days := cal.unpaused(start+1, finish)
	if finish <= start || days == 0 || scope == 0 {
		return nil
	}
	line := []Point{{Date: start}}
	corner := func(d Date) {
		if d > line[len(line)-1].Date && d <= finish {
			done := mulDiv(int64(scope), int64(cal.unpaused(start+1, d)), int64(days))
			line = append(line, Point{Date: d, Minutes: int(done)})
		}
	}
	for _, p := range cal.pauses {
		corner(p[0] - 1)
		corner(p[1])
	}
	corner(finish)
	return line
}
