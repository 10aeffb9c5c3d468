package study

import (
	"cmp"
	"slices"
)

func (j *journal) milestone(d Date, what, resource, post string) {
	j.t.Milestones = append(j.t.Milestones, Milestone{Date: d, What: what, Resource: resource, Post: post})
}

// takeBack removes the milestone that no longer stands.
func (j *journal) takeBack(what, resource string) {
	j.t.Milestones = slices.DeleteFunc(j.t.Milestones, func(m Milestone) bool { return m.What == what && m.Resource == resource })
}

// parts of the overall, in quarters.
var parts = []string{"quarter", "half", "three-quarters"}

// reachedParts is how many quarters of the planned effort are done, at most three.
func reachedParts(s Share) int {
	if !s.OK {
		return 0
	}
	return min(len(parts), 4*s.Done/s.Planned)
}

// shareMilestones notes the quarters that the overall reaches, once each. One that a position in this post has fallen
// below had not been reached; a plan that grows, or that something leaves, takes nothing back.
func (j *journal) shareMilestones(b *post) {
	if j.fell {
		for n := reachedParts(j.share); j.reached > n; {
			j.reached--
			j.takeBack(parts[j.reached], "")
		}
		j.fell = false
	}
	for n := reachedParts(j.share); j.reached < n; j.reached++ {
		j.milestone(b.asOf, parts[j.reached], "", b.Post)
	}
}

// hourMark is a mark of counted time.
var hourMark = []struct {
	minutes int
	what    string
}{{600, "10h"}, {3000, "50h"}, {6000, "100h"}, {15000, "250h"}, {30000, "500h"}, {60000, "1000h"}}

func (j *journal) hourMarks(b *post) {
	for j.marks < len(hourMark) && j.minutes >= hourMark[j.marks].minutes {
		j.milestone(b.asOf, hourMark[j.marks].what, "", b.Post)
		j.marks++
	}
}

// milestoneOrder is the order of what happens to one thing on one day.
var milestoneOrder = []string{"planned", "started", "done", "dropped"}

// finishMilestones adds what is known only at the end, and sorts by date, then id.
func (j *journal) finishMilestones() {
	j.t.Milestones = slices.DeleteFunc(j.t.Milestones, func(m Milestone) bool {
		r := j.byID[m.Resource]
		return m.What == "planned" && r.First != 0 && r.First < m.Date // what has begun is planned no more
	})
	for i := range j.res {
		if r := &j.res[i]; r.First != 0 {
			j.milestone(r.First, "started", r.ID, r.FirstPost)
		}
	}
	for _, c := range j.t.Certificates {
		j.milestone(c.On, "certificate", c.Cert, c.Post)
	}
	slices.SortStableFunc(j.t.Milestones, func(a, b Milestone) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Resource, b.Resource),
			cmp.Compare(slices.Index(milestoneOrder, a.What), slices.Index(milestoneOrder, b.What)))
	})
}
