package study

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"studylog/internal/diag"
)

// spans is what is done of a resource: disjoint, ascending, half-open stretches of its length, that neither overlap nor
// touch. Chapter 5 is the stretch from 4 to 5, so counts, sets, steps and decimals are all one thing, and a set of a
// billion pages is one stretch.
type spans [][2]Num

// spansOf turns whole numbers from 1 into stretches.
func spansOf(s Set) spans {
	var out spans
	for _, r := range unite(s) {
		out = append(out, [2]Num{Num(r[0]-1) * micro, Num(r[1]) * micro})
	}
	return out
}

// upTo is the count n.
func upTo(n Num) spans {
	if n <= 0 {
		return nil
	}
	return spans{{0, n}}
}

// size is how much there is.
func (s spans) size() Num {
	var n Num
	for _, r := range s {
		n += r[1] - r[0]
	}
	return n
}

// end is where the last stretch ends.
func (s spans) end() Num {
	if len(s) == 0 {
		return 0
	}
	return s[len(s)-1][1]
}

// unite returns what is in s or in t.
func (s spans) unite(t spans) spans {
	var out spans
	add := func(r [2]Num) {
		if n := len(out); n > 0 && r[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], r[1])
			return
		}
		out = append(out, r)
	}
	for len(s) > 0 || len(t) > 0 {
		if len(t) == 0 || len(s) > 0 && s[0][0] <= t[0][0] {
			add(s[0])
			s = s[1:]
		} else {
			add(t[0])
			t = t[1:]
		}
	}
	return out
}

// within returns what is in s and in t.
func (s spans) within(t spans) spans {
	var out spans
	for i, k := 0, 0; i < len(s) && k < len(t); {
		from, to := max(s[i][0], t[k][0]), min(s[i][1], t[k][1])
		if from < to {
			out = append(out, [2]Num{from, to})
		}
		if s[i][1] < t[k][1] {
			i++
		} else {
			k++
		}
	}
	return out
}

// endless is longer than any resource.
const endless = Num(1) << 62

// gaps returns what s leaves out, up to endless.
func (s spans) gaps() spans {
	var out spans
	var at Num
	for _, r := range s {
		if at < r[0] {
			out = append(out, [2]Num{at, r[0]})
		}
		at = r[1]
	}
	return append(out, [2]Num{at, endless})
}

// lowest returns the first n of s, from below.
func (s spans) lowest(n Num) spans {
	var out spans
	for _, r := range s {
		if n <= 0 {
			break
		}
		to := min(r[1], r[0]+n)
		out = append(out, [2]Num{r[0], to})
		n -= to - r[0]
	}
	return out
}

// more returns s with the lowest n that it does not have: those of the scope first, if there is one.
func (s spans) more(n Num, scope spans) spans {
	if scope != nil {
		inScope := s.gaps().within(scope).lowest(n)
		n -= inScope.size()
		s = s.unite(inScope)
	}
	return s.unite(s.gaps().lowest(n))
}

// covers says whether all of t is in s.
func (s spans) covers(t spans) bool { return s.within(t).size() == t.size() }

// state is the stated one while it holds, else what follows from the position.
func (r *resource) state() State {
	switch {
	case r.stated != "":
		return r.stated
	case !r.started:
		return Planned
	case r.hasTotal() && r.pos.done(r.scope) >= r.total():
		return Done
	}
	return Active
}

func (s spans) done(scope spans) Num {
	if scope != nil {
		return s.within(scope).size()
	}
	return s.size()
}

// filled is the position with what a stated `done` fills in, which keeps up with a total that grows.
func (r *resource) filled() spans {
	if r.stated != Done || !r.hasTotal() {
		return r.pos
	}
	if r.scope != nil {
		return r.pos.unite(r.scope)
	}
	if r.pos.size() >= r.total() {
		return r.pos
	}
	return r.pos.more(r.total()-r.pos.size(), nil)
}

// held is the state that a move ends. What only a smaller total has made done, and nothing has shown as done, is not
// reopened by the position that belongs to that total.
func (r *resource) held() State {
	if s := r.state(); s != Done || r.shown == Done {
		return s
	}
	return Active
}

// done is D: what of the planned part is done.
func (r *resource) done() Num { return r.filled().done(r.scope) }

// reach is how much is done of the whole, in the scope or not.
func (r *resource) reach() Num { return r.filled().size() }

// findMixed finds the resources that have a snapshot and a step on one as_of, in any order.
func (j *journal) findMixed() {
	forms := map[resourceDay]uint8{}
	for i := range j.posts {
		b := &j.posts[i]
		for k := range b.At {
			r := j.byID[b.At[k].ID]
			if f := b.At[k].Amount.Form; r != nil && (f == Snapshot || f == Delta) {
				forms[resourceDay{r, b.asOf}] |= 1 << f
			}
		}
	}
	for key, f := range forms {
		if f == 1<<Snapshot|1<<Delta {
			j.mixed[key] = true
		}
	}
}

// position applies one statement of `at`: its total first, then its amount, then its state.
func (j *journal) position(b *post, at *Position) {
	r := j.lookup(b, at.ID, at.IDPos)
	if r == nil {
		return
	}
	j.t.Statements = append(j.t.Statements, statementRow(b, at))
	was := r.state()
	j.touch(b, r)
	j.stateTotal(b, r, at)
	held, before, had := r.held(), r.reach(), r.done()
	moved := j.move(b, r, at, held)
	if at.State != "" {
		j.setState(b, r, at)
		moved = moved || r.reach() != before
	}
	if moved {
		j.credit(b, r, had, at.Correct != "")
	}
	j.change(b, r, was, moved)
	r.Trail = append(r.Trail, Step{
		AsOf: b.asOf, Date: b.Date, Post: b.Post, Raw: at.Raw, Said: at.State, Position: r.done(),
		Total: r.total(), Percent: r.percent(), State: r.state(), Note: at.Note, Correct: at.Correct,
	})
}

// move applies the amount and says whether the position changed. A change ends a stated state.
func (j *journal) move(b *post, r *resource, at *Position, held State) bool {
	if at.Amount.Form == NoAmount {
		return false
	}
	if at.Amount.Form == Delta && j.mixed[resourceDay{r, b.asOf}] {
		j.remark(b, b.asOf, r.ID, diag.Warnf(at.Pos, "P207", `%s has a position and "%s" on %s; the snapshot is used.`, r.ID, at.Raw,
			b.asOf.Short()).Hintf("state one of them, or give the posts different as_of days"))
		return false
	}
	next, ok := j.next(b, r, at)
	if !ok {
		return false
	}
	before, after := r.reach(), next.size()
	r.pos = next
	if before != after {
		r.stated, r.started = "", true
		j.judgeMove(b, r, at, held, before)
	}
	j.aboveTotal(b, r, at)
	return before != after
}

// judgeMove reports a move that goes down, or wakes what was closed, unless the post says that it is meant.
func (j *journal) judgeMove(b *post, r *resource, at *Position, held State, before Num) {
	after := r.reach()
	switch {
	case at.Correct != "":
	case held == Dropped || held == Done && r.state() != Done:
		if at.State == "" {
			j.reopened(b, r, at, held)
		}
	case after < before:
		j.remark(b, b.asOf, r.ID, diag.Warnf(at.Pos, "P201", "%s went from %s to %s; %s is used from %s and marked as a correction; pace ignores the step.",
			r.ID, amountText(before, r.Unit), amountOf(after, r.Unit), amountText(after, r.Unit), b.asOf.Short()).
			Hintf(`{at: %s, correct: "recount"}`, at.WithUnit("")))
	}
}

// reopened is P205: something that was closed moves again.
func (j *journal) reopened(b *post, r *resource, at *Position, held State) {
	when := ""
	if on := cmp.Or(r.DoneOn, r.Moved); on != 0 {
		when = " on " + on.Short()
	}
	j.remark(b, b.asOf, r.ID, diag.Warnf(at.Pos, "P205", "%s was %s%s and moves again here; reopened.", r.ID, held, when).
		Hintf(`"%s active" says that it is meant`, at.Raw))
}

// aboveTotal is P203: more than there is. It is kept as stated, and counted as all.
func (j *journal) aboveTotal(b *post, r *resource, at *Position) {
	whole := r.length()
	if r.Unit == "" || whole == 0 || r.pos.end() <= whole {
		return
	}
	cure := "raise its total in content/resources.yaml, or correct the position"
	switch {
	case r.Unit == Percent:
		cure = "a per cent is of 100: correct the position"
	case r.source == byPost:
		cure = "a post has stated this total: state the new one here (3/12 ch says 12), or correct the position"
	}
	if n := r.pos.size(); n > whole {
		j.remark(b, b.asOf, r.ID, diag.Warnf(at.Pos, "P203", "%s is at %s of %s; 100 %% is shown, %s kept.", r.ID, amountText(n, r.Unit),
			amountOf(whole, r.Unit), amountText(n, r.Unit)).Hintf("%s", cure))
	} else if at.Amount.Form == SetForm {
		j.remark(b, b.asOf, r.ID, diag.Warnf(at.Pos, "P203", `"%s" goes above the %s of %s; it is kept as stated.`, at.Raw,
			amountOf(whole, r.Unit), r.ID).Hintf("%s", cure))
	}
}

// next is the position that an amount leads to.
func (j *journal) next(b *post, r *resource, at *Position) (spans, bool) {
	a := &at.Amount
	if a.Form == SetForm {
		if a.Unit != r.Unit {
			j.mismatch(b, r, at)
			return nil, false
		}
		return r.filled().unite(spansOf(a.Set)), true
	}
	n, ok := j.convert(b, r, at)
	switch {
	case !ok:
		return nil, false
	case a.Form == Delta:
		return r.filled().more(n, r.scope), true
	case a.Unit == Percent && r.scope != nil:
		return r.scope.lowest(n), true // of the planned part
	}
	return upTo(n), true
}

// convert brings a number into the resource's unit, with the whole total in force now; what it becomes, it stays.
func (j *journal) convert(b *post, r *resource, at *Position) (Num, bool) {
	a := &at.Amount
	switch {
	case a.Unit == r.Unit:
		return a.N, true
	case a.Unit == "" && r.Unit == Hours:
		return a.N * 60, true
	case a.Unit == "":
		return a.N, true
	case a.Unit == Percent && r.total() > 0:
		return Num(mulDiv(int64(a.N), int64(r.total()), 100*micro)), true
	}
	per := r.Also[a.Unit]
	switch {
	case a.Unit != Percent && per <= 0:
		j.mismatch(b, r, at)
		return 0, false
	case r.length() <= 0:
		j.report(b, diag.Errorf(at.Pos, "P206", `%s counts %s and has no total; "%s" needs total: N.`, r.ID, r.Unit, at.Raw).
			Hintf("add total: to %s in content/resources.yaml, or write the position in %s", r.ID, r.Unit))
		return 0, false
	}
	if a.Total > 0 && a.Total != per {
		j.remark(b, b.asOf, r.ID, diag.Warnf(at.Pos, "P202", "this post says %s, the catalogue %s; %s is used here.",
			amountOf(a.Total, a.Unit), amountText(per, a.Unit), amountText(a.Total, a.Unit)).Hintf("also: {%s: %s}", a.Unit, amountText(a.Total, a.Unit)))
		per = a.Total
	}
	return Num(mulDiv(int64(a.N), int64(r.length()), int64(per))), true
}

func (j *journal) mismatch(b *post, r *resource, at *Position) {
	j.report(b, diag.Errorf(at.Pos, "P206", `%s counts %s; "%s" needs also: {%s: N}.`, r.ID, r.Unit, at.Raw, at.Amount.Unit).
		Hintf("add it to %s in content/resources.yaml, or write the position in %s", r.ID, r.Unit))
}

// setState holds a stated state; `done` fills in what is missing, which is P204.
func (j *journal) setState(b *post, r *resource, at *Position) {
	r.pos = r.filled()
	if at.State == Done && r.hasTotal() && r.done() < r.total() {
		d, t := r.done(), r.total()
		verb := "are"
		if t-d == micro && r.Unit != Hours {
			verb = "is"
		}
		j.remark(b, b.asOf, r.ID, diag.Notef(at.Pos, "P204", "marked done at %s of %s; the last %s %s filled in.", amountText(d, r.Unit),
			amountText(t, r.Unit), amountText(t-d, r.Unit), verb))
	}
	r.stated = at.State
	r.pos = r.filled()
}

// earn makes a resource done by a certificate.
func (j *journal) earn(b *post, e *Earned) {
	r := j.lookup(b, e.Cert, e.Pos)
	if r == nil {
		return
	}
	j.t.Statements = append(j.t.Statements, Statement{AsOf: b.asOf, Post: b.Post, Line: e.Pos.Line, Resource: r.ID, Form: "earned"})
	j.touch(b, r)
	was, had, before := r.state(), r.done(), r.reach()
	r.stated = Done
	r.pos = r.filled()
	moved := r.reach() != before
	if moved {
		j.credit(b, r, had, false)
	}
	j.change(b, r, was, moved)
	r.Trail = append(r.Trail, Step{
		AsOf: b.asOf, Date: b.Date, Post: b.Post, Position: r.done(), Total: r.total(),
		Percent: r.percent(), State: Done, Earned: true, On: cmp.Or(e.On, b.asOf),
	})
	j.certify(b, e)
}

// credit adds the done minutes that a change of position brings to the pace: w and T as in force after it. A correction
// brings nothing, and a block that opens the journal belongs to no interval. A fall takes back what had been added.
func (j *journal) credit(b *post, r *resource, had Num, correction bool) {
	if !r.moves {
		r.moves, r.firstAt = true, b.update
	}
	b.read = b.read || r.Kind == "book" || r.Kind == "paper"
	b.watched = b.watched || r.Kind == "course" || r.Kind == "video"
	j.settle(r, b.update)
	r.levelTo(had, b.update)
	now, total := r.done(), r.total()
	j.fell = j.fell || now < had
	if within, held := min(now, total), min(had, total); within > held && !correction && r.Weighed && b.update > 0 {
		sum := int64(math.Round(nano * float64(r.Weight) * float64(within-held) / float64(total)))
		r.pile(layer{within - held, gain{b.update, sum}})
		r.gain(b.update, sum)
	}
	r.levelTo(now, b.update)
}

// levelTo makes the layers as high as what is done. What they lack came without pace; what they have too much is taken
// off, and back from the intervals that it had been added to, the latest first.
func (r *resource) levelTo(done Num, update int) {
	if done > r.piled {
		r.pile(layer{amount: done - r.piled})
	}
	for done < r.piled {
		top := &r.layers[len(r.layers)-1]
		off := min(r.piled-done, top.amount)
		back := mulDiv(top.gain.sum, int64(off), int64(top.amount))
		if back > 0 {
			r.returned = append(r.returned, returned{update, gain{top.gain.update, back}})
		}
		top.amount, top.gain.sum, r.piled = top.amount-off, top.gain.sum-back, r.piled-off
		if top.amount == 0 {
			r.layers = r.layers[:len(r.layers)-1]
		}
	}
}

func (r *resource) pile(l layer) {
	r.layers = append(r.layers, l)
	r.piled += l.amount
}

// gain adds to what an update has brought.
func (r *resource) gain(update int, sum int64) {
	if n := len(r.gains); n > 0 {
		sum += r.gains[n-1].sum
		if r.gains[n-1].update == update {
			r.gains[n-1].sum = sum
			return
		}
	}
	r.gains = append(r.gains, gain{update, sum})
}

// giveBack takes what falls up to an update have returned out of the intervals that it had counted in. Before that
// update forecasts counted it, and the track record judges them as they were.
func (r *resource) giveBack(update int) {
	for len(r.returned) > 0 && r.returned[0].at <= update {
		from := r.returned[0]
		r.returned = r.returned[1:]
		for i := len(r.gains) - 1; i >= 0 && r.gains[i].update >= from.update; i-- {
			r.gains[i].sum -= from.sum
		}
	}
}

// change records what a statement, or time, did to a resource.
func (j *journal) change(b *post, r *resource, was State, moved bool) {
	now := r.state()
	j.settle(r, b.update)
	r.readings = append(r.readings, reading{b.index, r.reach()})
	if r.reach() > 0 {
		r.begins(b.asOf, b.Post)
	}
	if now != was || moved {
		r.Moved, r.Post = b.asOf, b.Post
	}
	j.turn(r, b.asOf, b.update, b.Post)
}

// turn records that a resource became done or dropped, or no longer is.
func (j *journal) turn(r *resource, on Date, update int, post string) {
	now := r.state()
	if now == r.shown {
		return
	}
	switch r.shown {
	case Done, Dropped:
		j.takeBack(string(r.shown), r.ID)
	}
	r.shown, r.DoneOn, r.doneAt = now, 0, 0
	switch now {
	case Done:
		r.DoneOn, r.doneAt = on, update
		j.milestone(on, "done", r.ID, post)
	case Dropped:
		j.milestone(on, "dropped", r.ID, post)
	}
}

// begins keeps the earliest sign of a resource.
func (r *resource) begins(d Date, post string) {
	if r.First == 0 || d < r.First {
		r.First, r.FirstPost = d, post
	}
}

// reachAt is how far the resource was after a post.
func (r *resource) reachAt(post int) Num {
	i := sort.Search(len(r.readings), func(i int) bool { return r.readings[i].post > post }) - 1
	if i < 0 {
		return 0
	}
	return r.readings[i].at
}

// statementRow is a row of statements.csv: what the post says, not what it comes to.
func statementRow(b *post, at *Position) Statement {
	a := &at.Amount
	s := Statement{AsOf: b.asOf, Post: b.Post, Line: at.Pos.Line, Resource: at.ID, Unit: a.Unit, State: at.State}
	s.Form = [...]string{NoAmount: "state", Snapshot: "snapshot", Delta: "delta", SetForm: "set"}[a.Form]
	switch a.Form {
	case SetForm:
		s.Position = formatSet(slices.Clone(a.Set))
	case Snapshot, Delta:
		s.Position = decimal(a.N, a.Unit)
	}
	if a.Total > 0 {
		s.Total = decimal(a.Total, a.Unit)
	}
	return s
}
