package site

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"studylog/internal/markdown"
	"studylog/internal/study"
)

// commitments are the wanted promises, newest first.
func (p *Plan) commitments(wanted func(study.Commitment) bool) []CommitmentRow {
	words := map[string]string{"": "open", "yes": "kept", "partly": "partly", "moved": "moved", "let-go": "let go"}
	var list []CommitmentRow
	for i := len(p.Tracker.Commitments) - 1; i >= 0; i-- {
		c := p.Tracker.Commitments[i]
		if !wanted(c) {
			continue
		}
		row := CommitmentRow{Do: c.Do, By: dayOrNil(c.By), Outcome: words[c.Outcome], Resolved: p.postLink(c.Resolved)}
		if l := p.postLink(c.Post); l != nil {
			row.Promised = *l
		}
		list = append(list, row)
	}
	return list
}

// shownSettled is how many settled promises the tracker page shows; the pages of the years show all of theirs.
const shownSettled = 12

// recentCommitments are the open promises and the newest settled ones, with a word on where the others are.
func (p *Plan) recentCommitments() (list []CommitmentRow, note string) {
	settled, older := 0, 0
	for _, c := range slices.Backward(p.Tracker.Commitments) {
		switch {
		case c.Outcome == "":
		case settled < shownSettled:
			settled++
		default:
			older++
		}
	}
	all := p.commitments(func(study.Commitment) bool { return true })
	for _, c := range all {
		if c.Outcome != "open" {
			if settled--; settled < 0 {
				continue
			}
		}
		list = append(list, c)
	}
	if older > 0 {
		note = fmt.Sprintf("%d older ones stand on the pages of their years, below.", older)
	}
	return list, note
}

// updatesTable lists the updates that are wanted, newest first.
func (p *Plan) updatesTable(wanted func(study.Update) bool) *DataTable {
	t := p.Tracker
	table := &DataTable{Caption: "Updates, newest first", Head: []string{"Update", "As of", "Due", "Came", "Time"}, Numeric: []bool{false, false, false, false, true}}
	for i := len(t.Updates) - 1; i >= 0; i-- {
		u := t.Updates[i]
		if !wanted(u) {
			continue
		}
		table.Rows = append(table.Rows, []Datum{{u.Title, p.Base.URL(u.Post)}, {Text: u.AsOf.Medium()}, {Text: u.Due.Medium()}, {Text: cameText(u)}, {Text: hours(u.Minutes)}})
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return table
}

// cameText says when an update came, against its due day.
func cameText(u study.Update) string {
	switch {
	case u.Late == nil:
		return ""
	case *u.Late < 0:
		return plural(-*u.Late, "day") + " early"
	case *u.Late > 0 && u.OnTime:
		return plural(*u.Late, "day") + " late, within the grace"
	case *u.Late > 0:
		return plural(*u.Late, "day") + " late"
	}
	return "on the day"
}

// cadence is how the rhythm was kept; the updates of the last twelve months, older ones stand on their year's page.
func (p *Plan) cadence() (*DataTable, string) {
	t := p.Tracker
	table := p.updatesTable(func(u study.Update) bool { return u.AsOf > t.AsOf-366 })
	graced, twins := false, false
	for i, u := range t.Updates {
		graced = graced || u.OnTime && u.Late != nil && *u.Late > 0
		twins = twins || i > 0 && u.N == t.Updates[i-1].N
	}
	note := ""
	if c := t.Cadence; c.OnTime != nil {
		note = fmt.Sprintf("%d of %s came on time", *c.OnTime, plural(c.Updates, "update"))
		if graced {
			note += ", days of grace included"
		}
		if twins {
			note += "; those of one day count once"
		}
		if c.MedianGap != nil {
			days := "days"
			if *c.MedianGap == 1 {
				days = "day"
			}
			note += fmt.Sprintf("; the median gap is %g %s", *c.MedianGap, days)
		}
		note += "."
	}
	if o := t.Promises; o.Rate.OK {
		note += fmt.Sprintf(" Of %d settled commitments %d %s kept", o.Resolved(), o.Kept, noun(o.Kept, "was", "were"))
		if o.Partly > 0 {
			note += fmt.Sprintf(" and %d partly, which counts half", o.Partly)
		}
		note += ": " + percent(o.Rate) + "."
	}
	return table, strings.TrimSpace(note)
}

func (p *Plan) labs() []LabCard {
	var list []LabCard
	for _, l := range p.Tracker.Labs {
		card := LabCard{ID: l.ID, Title: l.Title, Status: l.Status, Repo: l.Repo, Hours: hours(l.Minutes)}
		own := p.postOfLab(&l)
		if link := p.postLink(own); link != nil {
			card.Post = *link
		}
		if l.Post != own {
			card.Stated = p.postLink(l.Post)
		}
		for _, id := range l.For {
			if r := p.Tracker.Resource(id); r != nil {
				card.For = append(card.For, Link{r.Title, p.Base.URL("/tracker/" + r.ID + "/")})
			}
		}
		for _, s := range l.Shots {
			if post := p.byPath(s.File); post != nil {
				h := &markdown.Hole{Dest: s.Src, Text: s.Alt}
				card.Shots = append(card.Shots, template.HTML(p.imageHTML(post, h, false)))
			}
		}
		list = append(list, card)
	}
	return list
}

// postOfLab is the post that tells of a lab: the newest one that states time for it, else the one that shows it, else the
// first that named it. A later one may only say that it was torn down.
func (p *Plan) postOfLab(l *study.LabState) string {
	for _, s := range slices.Backward(p.Tracker.Sessions) {
		if s.Minutes > 0 && s.Resource == "lab:"+l.ID {
			return s.Post
		}
	}
	switch {
	case len(l.Shots) > 0:
		return l.Shots[0].Post
	case len(l.History) > 0:
		return l.History[0].Post
	}
	return l.Post
}

func (p *Plan) certificates() []CertificateRow {
	var list []CertificateRow
	for _, c := range p.Tracker.Certificates {
		row := CertificateRow{Name: c.Cert, URL: c.URL, On: day(c.On), Expires: dayOrNil(c.Expires)}
		if r := p.Tracker.Resource(c.Cert); r != nil {
			row.Name = r.Title
		}
		if l := p.postLink(c.Post); l != nil {
			row.Post = *l
		}
		list = append(list, row)
	}
	return list
}

// topics is the table of topics against evidence; a cell counts the posts and links to the newest.
func (p *Plan) topics() *DataTable {
	if len(p.Tracker.Topics) == 0 {
		return nil
	}
	t := &DataTable{Caption: "Posts that give evidence; each number links to the newest", Head: []string{"Topic", "Read", "Watched", "Built", "Certified", "Written"}, Numeric: []bool{false, true, true, true, true, true}}
	for _, e := range p.Tracker.Topics {
		row := []Datum{{Text: e.Topic}}
		for _, posts := range [][]string{e.Read, e.Watched, e.Built, e.Certified, e.Written} {
			d := Datum{}
			if n := len(posts); n > 0 {
				d = Datum{fmt.Sprint(n), p.Base.URL(posts[n-1])}
			}
			row = append(row, d)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// shownMilestones is how many the tracker page shows; the pages of the years show all of theirs.
const shownMilestones = 16

// milestones, newest first.
func (p *Plan) milestones() []MilestoneRow {
	var list []MilestoneRow
	for i := len(p.Tracker.Milestones) - 1; i >= 0; i-- {
		m := p.Tracker.Milestones[i]
		list = append(list, MilestoneRow{day(m.Date), p.milestoneText(m), p.postLink(m.Post), true})
	}
	return list
}

func (p *Plan) milestoneText(m study.Milestone) string {
	name := m.Resource
	if r := p.Tracker.Resource(m.Resource); r != nil {
		name = r.Title
	}
	for _, l := range p.Tracker.Labs {
		if m.What == "deployed" && l.ID == m.Resource {
			name = l.Title
		}
	}
	switch m.What {
	case "quarter":
		return "A quarter of the plan done"
	case "half":
		return "Half of the plan done"
	case "three-quarters":
		return "Three quarters of the plan done"
	case "comeback":
		return "A comeback: a new run began"
	case "certificate":
		return "Certificate: " + name
	case "planned":
		return "Joined the plan: " + name
	case "started", "done", "dropped", "deployed":
		return strings.ToUpper(m.What[:1]) + m.What[1:] + ": " + name
	}
	if h, ok := strings.CutSuffix(m.What, "h"); ok {
		return h + " hours of study"
	}
	return m.What
}
