package study

import (
	"cmp"
	"slices"
	"strings"

	"studylog/internal/diag"
)

// Track computes everything from the plan and the progress blocks of the admitted posts, in any order. It reads its
// arguments and changes neither. The tracker is never nil; without a block it holds the plan's figures and AsOf is 0.
func Track(p Plan, blocks []Block) (*Tracker, diag.List) {
	j := newJournal(p, blocks)
	j.planScope()
	j.countTime()
	j.replay()
	j.resources()
	j.periods()
	j.days()
	j.weeks()
	j.habits()
	j.cadence()
	j.forecasts()
	j.finish()
	return j.t, j.diags
}

// A journal is the work of one Track: the posts in statement order, and what is known so far.
type journal struct {
	set     Settings
	cal     calendar
	posts   []post
	updates []updateGroup // of one as_of each, ascending
	first   Date          // the journal's first day
	asOf    Date          // T

	hasCatalogue bool
	usesPlan     bool
	res          []resource
	byID         map[string]*resource
	totalEvents  []totalEvent
	mixed        map[resourceDay]bool // a snapshot and a delta on one as_of (P207)

	entries []entry // counted time, in statement order
	day     []dayFacts

	share     Share // running sums over the weighed resources in scope
	weighed   int
	minutes   int  // counted so far
	reached   int  // how many parts of the overall (quarter, half, …) are reached
	fell      bool // a position went down in this post
	marks     int  // how many hour marks
	promises  []promise
	open      map[string]int // newest promise of an id
	watched   []int          // promises with `until` that are not settled
	labs      map[string]int
	certs     map[string]int
	topics    map[string]*TopicEvidence
	intervals []interval

	t     *Tracker
	diags diag.List
}

// A post is a block in its place.
type post struct {
	*Block
	index   int
	asOf    Date
	update  int // 1, 2, … of journal.updates; 0: at or before start, it opens the journal
	time    [2]int
	minutes int // counted
	undated int
	last    bool // of its as_of
	ends    Date // the last day of its period
	touched []touch
	read    bool // it moved a book or paper
	watched bool // it moved a course or video
}

// An updateGroup is the updates of one as_of: they are one for forecast, cadence and track record.
type updateGroup struct {
	asOf        Date
	first, last int // posts
}

func newJournal(p Plan, blocks []Block) *journal {
	j := &journal{
		set: p.Settings, hasCatalogue: p.HasCatalog, byID: map[string]*resource{}, mixed: map[resourceDay]bool{},
		open: map[string]int{}, labs: map[string]int{}, certs: map[string]int{}, topics: map[string]*TopicEvidence{},
		t: &Tracker{Moves: map[string][]Move{}},
	}
	j.set.Cadence = slices.Clone(j.set.Cadence)
	slices.SortStableFunc(j.set.Cadence, func(a, b Cadence) int { return cmp.Compare(a.From, b.From) })
	j.set.Goals = slices.Clone(j.set.Goals)
	slices.SortStableFunc(j.set.Goals, func(a, b Goal) int { return cmp.Compare(a.From, b.From) })
	j.set.Pauses = slices.Clone(j.set.Pauses)
	slices.SortStableFunc(j.set.Pauses, func(a, b Pause) int { return cmp.Compare(a.From, b.From) })
	for i := range j.set.Goals {
		j.set.Goals[i].Minimum = max(1, j.set.Goals[i].Minimum)
	}
	j.reserve(blocks)
	j.order(blocks)
	j.cal = newCalendar(j.set.Pauses, j.asOf)
	j.makeResources(p.Resources)
	j.t.Settings, j.t.AsOf = j.set, j.asOf
	return j
}

// reserve makes room for what the blocks will bring. Growing the lists step by step was a third of the work.
func (j *journal) reserve(blocks []Block) {
	statements, sessions, promises := 0, 0, 0
	for i := range blocks {
		b := &blocks[i]
		statements += len(b.At) + len(b.Earned)
		sessions += len(b.Time) + len(b.Undated)
		for k := range b.Labs {
			sessions += len(b.Labs[k].Time)
		}
		promises += len(b.Next)
	}
	j.posts = make([]post, 0, len(blocks))
	j.entries = make([]entry, 0, sessions)
	j.promises = make([]promise, 0, promises)
	j.t.Statements = make([]Statement, 0, statements)
	j.t.Commitments = make([]Commitment, 0, promises)
	j.t.Updates = make([]Update, 0, len(blocks))
}

// order puts the blocks into statement order and finds T, start and the updates.
func (j *journal) order(blocks []Block) {
	for i := range blocks {
		if asOf := asOfBlock(&blocks[i]); asOf != 0 { // a post without a date is an error of its own, reported elsewhere
			j.posts = append(j.posts, post{Block: &blocks[i], asOf: asOf})
		}
	}
	slices.SortStableFunc(j.posts, func(a, b post) int {
		return cmp.Or(cmp.Compare(a.asOf, b.asOf), cmp.Compare(a.Date, b.Date), cmp.Compare(a.Clock, b.Clock),
			cmp.Compare(a.File, b.File), cmp.Compare(a.Post, b.Post))
	})
	if n := len(j.posts); n > 0 {
		j.asOf = j.posts[n-1].asOf
		if j.set.Start == 0 {
			j.set.Start = j.posts[0].asOf // the first post opens the journal
		}
	}
	for i := range j.posts {
		b := &j.posts[i]
		b.index = i
		b.last = i+1 == len(j.posts) || j.posts[i+1].asOf != b.asOf
		if b.asOf <= j.set.Start {
			continue
		}
		if n := len(j.updates); n == 0 || j.updates[n-1].asOf != b.asOf {
			j.updates = append(j.updates, updateGroup{asOf: b.asOf, first: i})
		}
		b.update = len(j.updates)
		j.updates[b.update-1].last = i
	}
}

// asOfBlock is the day a block speaks for: stated, or the later of the post's date and its newest dated time.
func asOfBlock(b *Block) Date {
	if b.AsOf != 0 {
		return b.AsOf
	}
	d := b.Date
	for i := range b.Time {
		d = max(d, b.Time[i].Date)
	}
	for i := range b.Labs {
		for k := range b.Labs[i].Time {
			d = max(d, b.Labs[i].Time[k].Date)
		}
	}
	return d
}

// updateDay returns d_i: start for 0, else the as_of of the i-th update.
func (j *journal) updateDay(i int) Date {
	if i == 0 {
		return j.set.Start
	}
	return j.updates[i-1].asOf
}

// replay goes through the posts once, in statement order.
func (j *journal) replay() {
	j.openScope()
	for i := range j.posts {
		b := &j.posts[i]
		resized := j.totalsUpTo(b)
		j.join(b)
		j.spend(b)
		for k := range b.At {
			j.position(b, &b.At[k])
		}
		for k := range b.Earned {
			j.earn(b, &b.Earned[k])
		}
		j.turnBySize(b, resized)
		j.settleCommitments(b)
		j.promise(b)
		j.stateLabs(b)
		j.gatherTopics(b)
		j.close(b)
	}
}

// close records what the post leaves behind: its moves, its row among the updates, and what it reached.
func (j *journal) close(b *post) {
	j.moves(b)
	j.minutes += b.minutes
	j.shareMilestones(b)
	j.hourMarks(b)
	j.burnUp(b)
	if b.update > 0 {
		j.t.Updates = append(j.t.Updates, Update{
			N: b.update, Post: b.Post, Title: b.Title, Date: b.Date, AsOf: b.asOf,
			Minutes: b.minutes, Share: j.share,
		})
	}
}

// finish sorts what is listed by date or name, and hands over.
func (j *journal) finish() {
	j.t.First = j.first
	j.t.Promises = outcomes(j.t.Commitments)
	j.t.BurnUp.Plan = planLine(j.set.Start, j.set.Finish, j.share.Planned, j.cal)
	j.finishTopics()
	j.finishMilestones()
	slices.SortStableFunc(j.t.Notes, func(a, b DataNote) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Post, b.Post), cmp.Compare(a.Text, b.Text))
	})
	j.t.Notes = slices.Compact(j.t.Notes)
	j.diags.Sort()
}

// report adds a diagnostic of a post; a mistake in a draft is a warning.
func (j *journal) report(b *post, d diag.Diagnostic) {
	if b.Draft && d.Severity == diag.Error {
		d.Severity = diag.Warning
	}
	j.diags.Add(d)
}

// remark reports what alters a figure: it stands under the data notes too.
func (j *journal) remark(b *post, date Date, resource string, d diag.Diagnostic) {
	j.report(b, d)
	text := d.Msg
	if !strings.Contains(text, resource) { // a diagnostic stands at its line; a note stands alone
		text = resource + ": " + text
	}
	j.t.Notes = append(j.t.Notes, DataNote{Code: d.Code, Date: date, Resource: resource, Post: b.Post, Text: text})
}
