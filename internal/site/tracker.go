package site

import (
	"fmt"

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
	p := o.p
	o.page("/tracker/", "tracker", p.trackerView())
	for i := range p.Tracker.Resources {
		r := &p.Tracker.Resources[i]
		o.page("/tracker/"+r.ID+"/", "resource", p.resourceView(r))
	}
	for _, name := range sortedKeys(trackerFiles) {
		o.bytes("/tracker/"+name, trackerFiles[name](p.Tracker))
	}
	o.bytes("/tracker/updates.ics", p.updatesICS())
	o.bytes("/tracker/badge.svg", []byte(chart.Badge("studied", p.badge())))
	if !p.dayOne() {
		for _, y := range p.trackerYears() {
			o.page(yearPath(y), "tracker", p.yearView(y))
		}
	}
}

// dayOne: there is a plan, and no update yet.

func (p *Plan) dayOne() bool { return p.Tracker.AsOf != 0 && len(p.Tracker.Updates) == 0 }

func (p *Plan) trackerView() TrackerView {
	t := p.Tracker
	v := TrackerView{Heading: "Tracker", Empty: t.AsOf == 0, DayOne: p.dayOne(), Lede: p.story(), Status: p.statusLine(), NextDue: dayOrNil(t.Cadence.NextDue)}
	h := head{title: "Tracker", description: v.Lede, url: "/tracker/", script: true}
	if h.description == "" {
		h.description = "What is studied here, for how long, and where it is heading."
	}
	v.Base = p.base(h)
	v.Goal = p.goalText()
	if v.Empty {
		return v
	}
	v.Figures = p.figures()
	v.Kinds, v.Finished = p.standing()
	if !v.DayOne {
		v.Missing = missing(t)
	}
	v.Commitments = p.commitments(func(c study.Commitment) bool { return c.Outcome == "" || c.AsOf > t.AsOf-366 })
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
	v.Forecast = p.forecastText(t.Forecast, t.Intervals)
	if tr := t.TrackRecord; tr != nil {
		v.Forecast = append(v.Forecast, fmt.Sprintf("Of %s for finished items, %d contained the real date.", plural(tr.Forecasts, "earlier forecast"), tr.Inside))
	}
	v.Cadence, v.CadenceNote = p.cadence()
	v.ByYear = p.yearLinks()
	v.Labs, v.Certificates, v.Topics, v.Milestones = p.labs(), p.certificates(), p.topics(), p.milestones()
	v.Milestones = v.Milestones[:min(len(v.Milestones), shownMilestones)]
	return v
}

// story is the tracker in a sentence or two.

// statusLine is "Data through 28 October 2025 (update 1). Next update planned for 11 November 2025."

// figures are the numbers at the head of the page. On day one there is nothing to count but the plan.

// manyResources is how many a page shows before it folds away those that are done or dropped.

// standing is "Where things stand", and, where there are many resources, the finished ones apart.

// kinds are the wanted resources, one group per kind in the order of their first one.

// percent prints a per cent for people: "19.2 %", "25 %".

// tookText compares a finished resource's time with its effort.

// near prints a day of the tracker's last year without its year.

// positionText says where a resource is, in its own unit.

// commitments are the wanted promises, newest first.

// postLink links to a post by its permalink; nil for none.

func (p *Plan) postLink(permalink string) *Link {
	post := p.index.byURL[permalink]
	if post == nil {
		return nil
	}
	return &Link{post.Meta.Title, p.Base.URL(permalink)}
}

// badge says hours, per cent and run in a few letters.

func (p *Plan) downloads() []Link {
	list := []Link{}
	for _, name := range append(sortedKeys(trackerFiles), "updates.ics", "badge.svg") {
		list = append(list, Link{name, p.Base.URL("/tracker/" + name)})
	}
	return list
}

// paceText is a pace in hours of planned effort.

// finishText prints a forecast no finer than its range allows: months above 60 days, weeks above 14.

// between prints two days in one form, the year once where it is one: "Apr – Jul 2026".

// finishMonth is the likely finish as a part of a month: "mid September 2026".

// updatesTable lists the updates that are wanted, newest first.

// cadence is how the rhythm was kept; the updates of the last twelve months, older ones stand on their year's page.

// topics is the table of topics against evidence; a cell counts the posts and links to the newest.

// shownMilestones is how many the tracker page shows; the pages of the years show all of theirs.

// milestones, newest first.

// method says how the figures are made; the whole of it is in the manual.

// resourceView is a resource's own page.

// update is the tracker's row of a post, or nil.

// addProgress adds to a post what it reported: its period, its hours, and what moved.

// moveBar shows before pale and gained dark, and says the same in words.

// whereView is "Where I am" on the home page: at most three inked rules and a line.

// kindsByInterest puts the kinds that are still going before the finished ones, and those that moved last first.

// kindBar is a kind's share of effort, or, where totals are missing, how many of it are done.

// ink is the masthead's rule: how much of the plan is done.

// longHours prints minutes in full where they are many: "287 h", "14 h 30 min".
