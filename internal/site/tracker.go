package site

import (
	"strings"

	"studylog/internal/chart"
	"studylog/internal/study"
)

// trackerFiles are the tracker's data for other programs: the same value as the page.
var trackerFiles = map[string]func(*study.Tracker) []byte{
	"progress.json":        progressJSON,
	"sessions.csv":         (*study.Tracker).SessionsCSV,
	"statements.csv":       (*study.Tracker).StatementsCSV,
	"resources.csv":        (*study.Tracker).ResourcesCSV,
	"progress.schema.json": func(*study.Tracker) []byte { return study.ProgressSchema },
}

func progressJSON(t *study.Tracker) []byte {
	data, err := t.JSON()
	if err != nil {
		panic("site: progress.json: " + err.Error()) // plain figures always marshal
	}
	return data
}

// tracker adds the tracker page, a page per resource, and the data.
func (o *output) tracker() {
	p, key := o.p, o.trackerKey()
	o.lazy("/tracker/", "tracker", key, func() any { return p.trackerView() })
	for i := range p.Tracker.Resources {
		r := &p.Tracker.Resources[i]
		o.lazy("/tracker/"+r.ID+"/", "resource", key, func() any { return p.resourceView(r) })
	}
	for _, name := range sortedKeys(trackerFiles) {
		o.data("/tracker/"+name, key, func() []byte { return trackerFiles[name](p.Tracker) })
	}
	o.data("/tracker/updates.ics", key, p.updatesICS)
	o.data("/tracker/badge.svg", key, func() []byte { return []byte(chart.Badge("studied", p.badge())) })
	if !p.dayOne() {
		for _, y := range p.trackerYears() {
			o.lazy(yearPath(y), "tracker", key, func() any { return p.yearView(y) })
		}
	}
}

// dayOne: there is a plan, and nothing has been reported yet.
func (p *Plan) dayOne() bool { return p.Tracker.DayOne() }

func (p *Plan) trackerView() TrackerView {
	t := p.Tracker
	v := TrackerView{Heading: "Tracker", Empty: t.AsOf == 0, DayOne: p.dayOne(), Lede: p.story(), Status: p.statusLine(), NextDue: dayOrNil(t.Cadence.NextDue)}
	h := head{title: "Tracker", description: v.Lede, url: "/tracker/", script: true}
	if h.description == "" {
		h.description = "What is studied here, for how long, and where it is heading."
	}
	v.Base = p.base(h)
	if v.NextDue != nil {
		v.Status = strings.TrimSuffix(v.Status, ".") // the due day ends it: a script says beside it how far that is
	}
	v.Goal = p.goalText()
	if v.Empty {
		return v
	}
	v.Figures = p.figures()
	if u := t.LastUpdate(); u != nil {
		v.Source = &Link{u.Title, p.Base.URL(u.Post)}
	}
	v.Kinds, v.Finished = p.standing()
	if !v.DayOne {
		v.Missing = missing(t)
		v.Elsewhere = p.elsewhere()
	}
	v.Commitments, v.CommitmentNote = p.recentCommitments()
	v.Downloads = p.downloads()
	v.Method = method
	for _, n := range t.Notes {
		v.Notes = append(v.Notes, NoteRow{n.Text, p.postLink(n.Post)})
	}
	if v.DayOne {
		return v
	}
	p.charts(&v)
	v.Runs = p.runsText()
	v.Forecast = append(p.forecastText(t.Forecast, t.Intervals), p.recordText()...)
	v.Cadence, v.CadenceNote = p.cadence()
	v.ByYear, v.Years = p.yearLinks(), p.yearsTable()
	v.Labs, v.Certificates, v.Topics, v.Milestones = p.labs(), p.certificates(), p.topics(), p.milestones()
	v.Milestones = v.Milestones[:min(len(v.Milestones), shownMilestones)]
	return v
}

// postLink links to a post by its permalink; nil for none.
func (p *Plan) postLink(permalink string) *Link {
	post := p.byURL(permalink)
	if post == nil {
		return nil
	}
	return &Link{post.Meta.Title, p.Base.URL(permalink)}
}

func (p *Plan) downloads() []Link {
	list := []Link{}
	for _, name := range append(sortedKeys(trackerFiles), "updates.ics", "badge.svg") {
		list = append(list, Link{name, p.Base.URL("/tracker/" + name)})
	}
	return list
}
