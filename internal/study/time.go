package study

import (
	"cmp"
	"slices"
	"strings"

	"studylog/internal/diag"
)

// An entry is time that counts: dated to T and not a repeat, or undated.
type entry struct {
	date    Date // 0: undated
	minutes int
	r       *resource // nil: none named, or a lab's
	lab     string
	zero    bool // an honest zero
	rest    bool
	line    int
}

// sessionKey is what makes two sessions of two posts the same one (P301). of is the resource or lab, numbered.
type sessionKey struct {
	date        Date
	of, minutes int
}

// A ledger counts sessions over posts: each counts as often as in the post that has it most often.
type ledger struct {
	most, here map[sessionKey]int
	numbers    map[string]int
}

// repeats says whether an earlier post has this session already; a post adds only what it has beyond those before it.
func (l *ledger) repeats(e *entry, s *Session) bool {
	if s.Date == 0 || s.Again {
		return false
	}
	key := sessionKey{s.Date, e.number(s, l.numbers), e.length()}
	l.here[key]++
	return l.here[key] <= l.most[key]
}

// turn ends a post.
func (l *ledger) turn() {
	for key, n := range l.here {
		l.most[key] = max(l.most[key], n)
	}
	clear(l.here)
}

// countTime decides what time counts: dated to T, and no repeat. A zero or a rest said twice alters nothing and is left
// out without a word.
func (j *journal) countTime() {
	l := ledger{make(map[sessionKey]int, cap(j.entries)), map[sessionKey]int{}, map[string]int{"": -1}}
	for i := range j.posts {
		b := &j.posts[i]
		b.time[0] = len(j.entries)
		for s := range b.sessions() {
			e := j.entryOf(b, &s)
			switch {
			case s.Date > j.asOf:
				j.remark(b, s.Date, s.Resource, diag.Warnf(s.Pos, "P305", "%s is after as_of %s; left out until an update reaches it.",
					s.Date, b.asOf).Hintf("move as_of to %s, or correct the date", s.Date))
			case !l.repeats(&e, &s):
				b.count(&e)
				j.entries = append(j.entries, e)
			case e.minutes > 0:
				j.repeated(b, &s)
			}
		}
		l.turn()
		b.time[1] = len(j.entries)
	}
	j.listSessions()
}

func (j *journal) entryOf(b *post, s *Session) entry {
	e := entry{date: s.Date, minutes: s.Minutes, lab: s.Lab, line: s.Pos.Line}
	e.rest = s.Kind == Rest
	e.zero = s.Kind == Zero || s.Kind == Spent && s.Minutes == 0
	if e.rest || e.zero {
		e.minutes = 0
	}
	if s.Resource != "" {
		e.r = j.find(b, s.Resource, s.Pos)
	}
	return e
}

func (b *post) count(e *entry) {
	b.minutes += e.minutes
	if e.date == 0 {
		b.undated += e.minutes
	}
}

// length is the minutes, with -1 for rest, which is no zero.
func (e *entry) length() int {
	if e.rest {
		return -1
	}
	return e.minutes
}

// number tells apart what time was spent on: a resource by its index, a lab or an unknown resource by a number below 0.
func (e *entry) number(s *Session, numbers map[string]int) int {
	if e.r != nil {
		return e.r.index
	}
	name := nameOf(s)
	n, ok := numbers[name]
	if !ok {
		n = -1 - len(numbers)
		numbers[name] = n
	}
	return n
}

func nameOf(s *Session) string {
	if s.Lab != "" {
		return "lab:" + s.Lab
	}
	return s.Resource
}

// sessions yields a block's time and its labs' time.
func (b *post) sessions() func(yield func(Session) bool) {
	return func(yield func(Session) bool) {
		for _, list := range [][]Session{b.Time, b.Undated} {
			for i := range list {
				if !yield(list[i]) {
					return
				}
			}
		}
		for i := range b.Labs {
			for _, s := range b.Labs[i].Time {
				s.Lab, s.Resource = b.Labs[i].ID, ""
				if !yield(s) {
					return
				}
			}
		}
	}
}

// repeated is P301.
func (j *journal) repeated(b *post, s *Session) {
	what := strings.TrimSpace(formatMinutes(int64(s.Minutes)) + " " + nameOf(s))
	j.remark(b, s.Date, s.Resource, diag.Warnf(s.Pos, "P301", "%s on %s is in an earlier post too; counted once.", what, s.Date.Short()).
		Hintf("if it is a second one: {time: %s, again: true}", what))
}

// listSessions writes sessions.csv's rows, and finds the days that are too long (P302).
func (j *journal) listSessions() {
	rows := make([]SessionRow, 0, len(j.entries))
	byDate := func(a, b SessionRow) int { return cmp.Compare(a.Date, b.Date) }
	for i := range j.posts {
		b, first := &j.posts[i], len(rows)
		for k := b.time[0]; k < b.time[1]; k++ {
			rows = append(rows, j.entries[k].row(b))
		}
		slices.SortStableFunc(rows[first:], byDate)
	}
	if !slices.IsSortedFunc(rows, byDate) { // most posts speak of the days since the one before
		slices.SortStableFunc(rows, byDate)
	}
	for from := 0; from < len(rows); {
		to, sum, last := from, 0, from
		for ; to < len(rows) && rows[to].Date == rows[from].Date; to++ {
			if rows[to].Kind == "dated" {
				sum += rows[to].Minutes
				last = to
			}
		}
		if sum > 16*60 {
			j.longDay(rows[last], sum)
		}
		from = to
	}
	j.t.Sessions = rows
}

func (e *entry) row(b *post) SessionRow {
	row := SessionRow{Date: e.date, Minutes: e.minutes, Post: b.Post, Line: e.line, Kind: "dated"}
	switch {
	case e.rest:
		row.Kind = "rest"
	case e.date == 0:
		row.Kind, row.Date = "undated", b.periodEnd()
	case e.zero:
		row.Kind = "zero"
	}
	switch {
	case e.lab != "":
		row.Resource = "lab:" + e.lab
	case e.r != nil:
		row.Resource = e.r.ID
	}
	return row
}

// longDay is P302, at the last session of the day.
func (j *journal) longDay(s SessionRow, minutes int) {
	b := &j.posts[slices.IndexFunc(j.posts, func(p post) bool { return p.Post == s.Post })]
	pos := b.Pos
	for x := range b.sessions() {
		if x.Date == s.Date && x.Pos.Line == s.Line {
			pos = x.Pos
		}
	}
	d := diag.Warnf(pos, "P302", "%s has %s of time; it is counted.", s.Date, formatMinutes(int64(minutes)))
	if minutes > 24*60 {
		d = diag.Errorf(pos, "P302", "%s has %s of time, more than a day.", s.Date, formatMinutes(int64(minutes)))
	}
	j.report(b, d.Hintf("correct a time or a date; time without its days goes under undated"))
}

// periodEnd is where undated time stands in sessions.csv.
func (b *post) periodEnd() Date {
	if b.To != 0 {
		return min(b.To, b.asOf)
	}
	return b.asOf
}

// spend gives a post's time to its resources. Time alone makes a planned resource active, and reopens nothing.
func (j *journal) spend(b *post) {
	for _, e := range j.entries[b.time[0]:b.time[1]] {
		r := e.r
		r.named(b)
		if r == nil || e.minutes == 0 {
			continue
		}
		was := r.state()
		j.touch(b, r).minutes += e.minutes
		r.Minutes += e.minutes
		day := e.date
		if day == 0 {
			day = b.asOf
		}
		r.begins(day, b.Post)
		if was == Planned {
			r.started, r.stated = true, ""
			j.change(b, r, was, false)
		}
	}
}
