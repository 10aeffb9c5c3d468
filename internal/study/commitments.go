package study

import (
	"slices"
	"strings"

	"studylog/internal/diag"
)

// A promise is a Commitment in the making.
type promise struct {
	post    int // that promised it first: growth is measured from there
	last    int // that promised it last: it is checked from the next post on
	until   []condition
	settled bool
}

// A condition is one key of `until`.
type condition struct {
	r     *resource
	form  Form
	n     Num   // what must be reached; of the planned part with share
	share bool  // n was a per cent
	set   spans // what must be covered
	state State
}

// Outcomes of a commitment.
const (
	outYes    = "yes"
	outPartly = "partly"
	outMoved  = "moved"
	outLetGo  = "let-go"
)

// settleCommitments closes what this post keeps by word, by position, or by the end of its day.
func (j *journal) settleCommitments(b *post) {
	for _, k := range b.Kept {
		j.keep(b, k)
	}
	j.watched = slices.DeleteFunc(j.watched, func(i int) bool {
		p, c := &j.promises[i], &j.t.Commitments[i]
		if p.settled {
			return true
		}
		if outcome := p.judge(b, c.By); outcome != "" {
			p.settled, c.Outcome, c.Resolved = true, outcome, b.Post
		}
		return p.settled
	})
}

// judge says what a post makes of a promise with `until`; "" leaves it open. Its day is over with the last post of an
// as_of on or after `by`.
func (p *promise) judge(b *post, by Date) string {
	if p.last >= b.index || len(p.until) == 0 {
		return ""
	}
	switch met, grew := p.check(); {
	case met:
		return outYes
	case by == 0 || b.asOf < by || !b.last:
		return ""
	case grew:
		return outPartly
	}
	return outMoved
}

// keep settles the newest promise of an id, also one that was settled before: a word wins whenever it comes.
func (j *journal) keep(b *post, k Kept) {
	i, ok := j.open[k.ID]
	if !ok {
		var ids []string
		for i := range j.promises {
			if !j.promises[i].settled {
				ids = append(ids, j.t.Commitments[i].ID)
			}
		}
		open := "None is open."
		if len(ids) > 0 {
			open = "Open: " + strings.Join(ids, ", ") + "."
		}
		j.report(b, diag.Errorf(k.Pos, "P402", `"%s" is no commitment. %s`, k.ID, open).
			Hintf("an earlier post makes it one with next: [{id: %s, do: …}]", k.ID))
		return
	}
	j.promises[i].settled = true
	j.t.Commitments[i].Outcome, j.t.Commitments[i].Resolved = k.Outcome, b.Post
}

// check says whether all conditions are met, and whether the position of one has grown since the promise.
func (p *promise) check() (met, grew bool) {
	met = true
	for i := range p.until {
		c := &p.until[i]
		base := c.r.reachAt(p.post)
		grew = grew || c.r.reach() > base
		met = met && c.met(base)
	}
	return met, grew
}

func (c *condition) met(base Num) bool {
	r := c.r
	if c.state != "" && r.state() != c.state {
		return false
	}
	if r.state() == Done && r.stated == Done {
		return true // also where there is no total to reach
	}
	switch {
	case c.form == SetForm:
		return r.filled().covers(c.set)
	case c.form == Delta:
		return r.reach() >= base+c.n
	case c.form == Snapshot && c.share:
		return r.done() >= c.n
	case c.form == Snapshot:
		return r.reach() >= c.n
	}
	return true
}

// promise notes what the post promises. An open id gets new words, and a new date and `until` where they are given.
func (j *journal) promise(b *post) {
	for k := range b.Next {
		n := &b.Next[k]
		until := j.conditions(b, n.Until)
		by := n.By
		if by == 0 && len(n.Until) > 0 {
			by = j.due(max(b.asOf, j.set.Start))
		}
		if i, ok := j.open[n.ID]; ok && !j.promises[i].settled {
			c, p := &j.t.Commitments[i], &j.promises[i]
			c.Do = n.Do
			p.last = b.index
			if by != 0 {
				c.By = by
			}
			if len(n.Until) > 0 {
				j.watch(i, len(p.until) == 0)
				p.until = until
			}
			continue
		}
		j.open[n.ID] = len(j.promises)
		j.watch(len(j.promises), len(until) > 0)
		j.promises = append(j.promises, promise{post: b.index, last: b.index, until: until})
		j.t.Commitments = append(j.t.Commitments, Commitment{ID: n.ID, Do: n.Do, By: by, Post: b.Post, AsOf: b.asOf})
	}
}

// watch has a promise checked at every post from now on.
func (j *journal) watch(i int, needed bool) {
	if needed {
		j.watched = append(j.watched, i)
	}
}

// conditions brings `until` into the resources' units, once.
func (j *journal) conditions(b *post, until []Position) []condition {
	var list []condition
	for i := range until {
		at := &until[i]
		r := j.lookup(b, at.ID, at.IDPos)
		if r == nil {
			continue
		}
		c := condition{r: r, form: at.Amount.Form, state: at.State}
		switch {
		case c.form == NoAmount:
		case c.form == SetForm:
			c.set = spansOf(at.Amount.Set)
		case r.Unit == "":
			c.n = at.Amount.N
		default:
			n, ok := j.convert(b, r, at)
			if !ok {
				continue
			}
			c.n, c.share = n, at.Amount.Unit == Percent
		}
		list = append(list, c)
	}
	return list
}

// outcomes counts how commitments ended.
func outcomes(list []Commitment) Outcomes {
	var o Outcomes
	for i := range list {
		switch list[i].Outcome {
		case "":
			o.Open++
		case outYes:
			o.Kept++
		case outPartly:
			o.Partly++
		case outMoved:
			o.Moved++
		case outLetGo:
			o.LetGo++
		}
	}
	if n := o.Resolved(); n >= 4 {
		o.Rate = percentOf(int64(2*o.Kept+o.Partly), int64(2*n))
	}
	return o
}
