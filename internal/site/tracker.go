package site

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"studylog/internal/chart"
	"studylog/internal/civil"
	"studylog/internal/markdown"
	"studylog/internal/study"
)

// trackerFiles are the tracker's data for other programs: the same value as the page.
var trackerFiles = map[string]func(*study.Tracker) []byte{
	"progress.json":  progressJSON,
	"sessions.csv":   (*study.Tracker).SessionsCSV,
	"statements.csv": (*study.Tracker).StatementsCSV,
	"resources.csv":  (*study.Tracker).ResourcesCSV,
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
func (p *Plan) story() string {
	t := p.Tracker
	switch {
	case t.AsOf == 0:
		return ""
	case p.dayOne():
		return fmt.Sprintf("The plan: %s. The first update will show where I am.", plural(t.InPlan, "resource"))
	}
	weeks := max(1, (int(t.AsOf-t.First)+1+6)/7)
	var b strings.Builder
	if t.Hours.Minutes > 0 {
		fmt.Fprintf(&b, "%s over %s. ", longHours(t.Hours.Minutes), plural(weeks, "week"))
	}
	if t.Overall.OK {
		b.WriteString(percent(t.Overall.Percent()) + " of the planned effort is done")
		if f := t.Forecast; f != nil && f.Likely != 0 {
			fmt.Fprintf(&b, "; at the pace of the last %d updates the plan is complete in %s", f.N, finishMonth(f))
		}
		b.WriteString(".")
	}
	return strings.TrimSpace(b.String())
}

// statusLine is "Data through 28 October 2025 (update 1). Next update planned for 11 November 2025."
func (p *Plan) statusLine() string {
	t := p.Tracker
	if t.AsOf == 0 {
		return ""
	}
	text := "Data through " + t.AsOf.Long()
	if u := t.LastUpdate(); u != nil {
		text += fmt.Sprintf(" (update %d)", u.N)
	}
	text += "."
	if next := p.nextText(); next != "" {
		text += " " + next
	}
	return text
}

func (p *Plan) nextText() string {
	due := p.Tracker.Cadence.NextDue
	if due == 0 {
		return ""
	}
	which := "Next"
	if p.dayOne() {
		which = "First"
	}
	return which + " update planned for " + due.Long() + "."
}

// figures are the numbers at the head of the page. On day one there is nothing to count but the plan.
func (p *Plan) figures() []Figure {
	t := p.Tracker
	done, started := 0, 0
	for i := range t.Resources {
		switch r := &t.Resources[i]; {
		case !r.InPlan || r.State == study.Dropped:
		case r.State == study.Done:
			done++
		case r.State == study.Active || r.State == study.Paused:
			started++
		}
	}
	if p.dayOne() {
		list := []Figure{{Value: fmt.Sprint(t.InPlan), Label: "resources planned"}}
		if due := t.Cadence.NextDue; due != 0 {
			list = append(list, Figure{Value: due.Short(), Label: "first update planned"})
		}
		if g := p.goalNow(); g != nil {
			list = append(list, Figure{Value: value(hours(g.Target)), Unit: unit(hours(g.Target)), Label: "a day, the goal"})
		}
		return append(list, Figure{Value: fmt.Sprint(len(t.Commitments)), Label: noun(len(t.Commitments), "promise made", "promises made")})
	}
	var list []Figure
	if t.Overall.OK {
		list = append(list, Figure{value(percent(t.Overall.Percent())), "%", "of planned effort", fmt.Sprintf("%s of %s plan-hours", planHours(t.Overall.Done), planHours(t.Overall.Planned))})
	}
	h := Figure{Value: value(longHours(t.Hours.Minutes)), Unit: unit(longHours(t.Hours.Minutes)), Label: "studied"}
	if t.Hours.Planned != nil {
		h.Note = fmt.Sprintf("%s planned; time dated on %d of %d days", longHours(*t.Hours.Planned), t.Hours.DatedDays, t.Hours.Days)
	}
	list = append(list, h, Figure{fmt.Sprint(done), fmt.Sprintf("of %d", t.InPlan), "resources done", fmt.Sprintf("%d started", started)})
	if t.Consistency.OK {
		list = append(list, Figure{value(percent(t.Consistency)), "%", "consistency", "over eligible days, recent ones weigh more"})
	}
	if n := len(t.Labs) + len(t.Certificates); n > 0 {
		list = append(list, Figure{fmt.Sprint(len(t.Labs)), "", noun(len(t.Labs), "lab", "labs"), earned(len(t.Certificates))})
	}
	return list
}

func earned(certificates int) string {
	if certificates == 0 {
		return ""
	}
	return "and " + plural(certificates, "certificate")
}

func (p *Plan) goalNow() *study.Goal {
	goals := p.Tracker.Settings.Goals
	for i := len(goals) - 1; i >= 0; i-- {
		if goals[i].From <= p.Tracker.AsOf || i == 0 {
			return &goals[i]
		}
	}
	return nil
}

func (p *Plan) goalText() []string {
	g := p.goalNow()
	if g == nil {
		return nil
	}
	text := longHours(g.Target) + " a day"
	if g.Rest > 0 {
		text += fmt.Sprintf(", with %s a week", plural(g.Rest, "free day"))
	}
	if g.Minimum > 1 {
		text += fmt.Sprintf("; %s count as showing up", longHours(g.Minimum))
	}
	list := []string{"The goal is " + text + "."}
	if g.Focus != "" {
		focus := g.Focus
		if r := p.Tracker.Resource(g.Focus); r != nil {
			focus = r.Title
		}
		list = append(list, "Focus: "+focus+".")
	}
	if a := p.Tracker.Adherence; a != nil && a.Eligible > 0 {
		list = append(list, fmt.Sprintf("Showed up on %d of %s, and met the full goal on %d.", a.ShowedUp, plural(a.Eligible, "eligible day"), a.FullGoal))
	}
	return list
}

var kindNames = map[string][2]string{
	"book": {"Book", "Books"}, "course": {"Course", "Courses"}, "video": {"Video course", "Video courses"}, "cert": {"Certification", "Certifications"},
	"paper": {"Paper", "Papers"}, "lab": {"Lab", "Labs"}, "project": {"Project", "Projects"},
}

// manyResources is how many a page shows before it folds away those that are done or dropped.
const manyResources = 16

// standing is "Where things stand", and, where there are many resources, the finished ones apart.
func (p *Plan) standing() (open, finished []KindView) {
	over := func(r *study.Tracked) bool { return r.State == study.Done || r.State == study.Dropped }
	if len(p.Tracker.Resources) <= manyResources {
		return p.kinds(func(*study.Tracked) bool { return true }, true), nil
	}
	open, finished = p.kinds(func(r *study.Tracked) bool { return !over(r) }, true), p.kinds(over, false)
	if len(open) == 0 {
		return finished, nil
	}
	return open, finished
}

// kinds are the wanted resources, one group per kind in the order of their first one.
func (p *Plan) kinds(wanted func(*study.Tracked) bool, shares bool) []KindView {
	t := p.Tracker
	var list []KindView
	at := map[string]int{}
	for i := range t.Resources {
		r := &t.Resources[i]
		if !r.InPlan && r.State == study.Planned && r.Minutes == 0 || !wanted(r) {
			continue
		}
		j, ok := at[r.Kind]
		if !ok {
			j = len(list)
			at[r.Kind] = j
			list = append(list, p.kindView(r.Kind, shares))
		}
		list[j].Resources = append(list[j].Resources, p.resourceRow(r))
	}
	return list
}

func (p *Plan) kindView(kind string, shares bool) KindView {
	v := KindView{Name: kind}
	if n, ok := kindNames[kind]; ok {
		v.Name = n[1]
	}
	for _, k := range p.Tracker.Kinds {
		if k.Kind != kind || !k.OK || p.dayOne() || !shares {
			continue
		}
		v.Bar = &Bar{Before: k.Percent().Float(), Text: percent(k.Percent())}
		v.Note = fmt.Sprintf("%s of %s plan-hours", planHours(k.Done), planHours(k.Planned))
	}
	return v
}

func (p *Plan) resourceRow(r *study.Tracked) ResourceRow {
	row := ResourceRow{
		Name: r.Title, URL: p.Base.URL("/tracker/" + r.ID + "/"), By: r.By, Position: positionText(r), Time: hours(r.Minutes), State: stateWord(r.State),
	}
	if r.Percent.OK && row.Position != notStarted {
		row.Percent = percent(r.Percent)
		row.Bar = &Bar{Before: min(100, r.Percent.Float()), Text: row.Position}
		if r.Unit == study.Percent {
			row.Percent = "" // the position says it
		}
	}
	if f := r.Forecast; f != nil {
		row.Pace, row.Finish = paceText(f), finishText(f)
	}
	if r.Moved != 0 && r.Post != "" {
		row.Moved = &Link{p.near(r.Moved), p.Base.URL(r.Post)}
	}
	row.Note = tookText(r)
	if r.Exam > p.Tracker.AsOf && r.State != study.Done && r.State != study.Dropped {
		row.Note = joinWords("; ", "exam "+r.Exam.Medium(), row.Note)
	}
	return row
}

const notStarted = "not started"

// percent prints a per cent for people: "19.2 %", "25 %".
func percent(p study.Percentage) string { return strings.TrimSuffix(p.String(), ".0") + " %" }

// tookText compares a finished resource's time with its effort.
func tookText(r *study.Tracked) string {
	of := "the planned effort"
	if r.Estimated {
		of = "the estimate"
	}
	switch {
	case r.Took == 0:
		return ""
	case r.Took == 10:
		return "took what was planned"
	}
	return fmt.Sprintf("took %d.%d× %s", r.Took/10, r.Took%10, of)
}

// near prints a day of the tracker's last year without its year.
func (p *Plan) near(d civil.Date) string {
	if d > p.Tracker.AsOf-365 {
		return d.Short()
	}
	return d.Medium()
}

// positionText says where a resource is, in its own unit.
func positionText(r *study.Tracked) string {
	switch {
	case r.State == study.Done && r.Total == 0:
		return "done"
	case r.Position == 0 && r.State != study.Active && r.State != study.Done:
		return notStarted
	case r.Unit == study.Percent:
		return r.PositionText() + " %"
	case r.Unit == "":
		return "started"
	case r.Total > 0:
		return fmt.Sprintf("%s of %s %s", r.PositionText(), r.TotalText(), unitWord(r.Unit, r.TotalText()))
	}
	return r.PositionText() + " " + unitWord(r.Unit, r.PositionText())
}

func unitWord(u study.Unit, n string) string {
	if n == "1" {
		return strings.TrimSuffix(string(u), "s")
	}
	return string(u)
}

func stateWord(s study.State) string {
	if s == "" {
		return string(study.Planned)
	}
	return string(s)
}

func missing(t *study.Tracker) string {
	switch without := t.InPlan - t.Weighed; {
	case without == 0 || t.InPlan == 0:
		return ""
	case t.Weighed == 0:
		return "No resource has a total yet: state one (3/12 ch, or total: in resources.yaml) and shares appear."
	case without == 1:
		return fmt.Sprintf("Shares are over %d of %d resources; 1 has no total yet.", t.Weighed, t.InPlan)
	default:
		return fmt.Sprintf("Shares are over %d of %d resources; %d have no total yet.", t.Weighed, t.InPlan, without)
	}
}

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

// postLink links to a post by its permalink; nil for none.
func (p *Plan) postLink(permalink string) *Link {
	post := p.index.byURL[permalink]
	if post == nil {
		return nil
	}
	return &Link{post.Meta.Title, p.Base.URL(permalink)}
}

// badge says hours, per cent and run in a few letters.
func (p *Plan) badge() string {
	t := p.Tracker
	parts := []string{longHours(t.Hours.Minutes)}
	if t.Overall.OK {
		parts = append(parts, percent(t.Overall.Percent()))
	}
	if r := t.Runs; r != nil && r.Current > 0 {
		parts = append(parts, fmt.Sprintf("%s in a row", plural(r.Current, strings.TrimSuffix(r.Unit, "s"))))
	}
	return strings.Join(parts, " · ")
}

func (p *Plan) downloads() []Link {
	list := []Link{}
	for _, name := range append(sortedKeys(trackerFiles), "updates.ics", "badge.svg") {
		list = append(list, Link{name, p.Base.URL("/tracker/" + name)})
	}
	return list
}

func (p *Plan) runsText() []string {
	r := p.Tracker.Runs
	if r == nil || r.Longest == 0 {
		return nil
	}
	one := strings.TrimSuffix(r.Unit, "s")
	text := fmt.Sprintf("The current run is %s, the longest %s", plural(r.Current, one), plural(r.Longest, one))
	if r.Comebacks > 0 {
		text += "; " + plural(r.Comebacks, "comeback")
	}
	return []string{text + "."}
}

func (p *Plan) forecastText(f *study.Forecast, intervals int) []string {
	switch {
	case f == nil && intervals < 3:
		return []string{fmt.Sprintf("A forecast needs 3 updates; there %s.", noun(intervals, "is 1", fmt.Sprintf("are %d", intervals)))}
	case f == nil:
		return nil
	case f.Pace == 0:
		return []string{fmt.Sprintf("No movement in the last %d updates.", f.N)}
	case f.Likely == 0:
		return []string{"At this pace it would take more than five years."}
	}
	return []string{fmt.Sprintf("At the pace of the last %d updates, %s: likely finished %s.", f.N, paceText(f), finishText(f))}
}

// paceText is a pace in hours of planned effort.
func paceText(f *study.Forecast) string { return hours(int(f.Pace+.5)) + " a week" }

// finishText prints a forecast no finer than its range allows: months above 60 days, weeks above 14.
func finishText(f *study.Forecast) string {
	span := int(f.Latest - f.Earliest)
	switch {
	case f.Likely == 0:
		return "more than five years away"
	case f.Latest == 0:
		return fmt.Sprintf("%s (%s or later)", f.Likely.Month(), f.Earliest.Month())
	case span == 0:
		return f.Likely.Medium()
	case span > 60:
		return fmt.Sprintf("%s (%s)", f.Likely.Month(), between(f.Earliest, f.Latest, "Jan"))
	case span >= 14:
		return fmt.Sprintf("week of %s (%s)", f.Likely.Monday().Short(), between(f.Earliest.Monday(), f.Latest.Monday(), "2 Jan"))
	}
	return fmt.Sprintf("%s (%s)", f.Likely.Short(), between(f.Earliest, f.Latest, "2 Jan"))
}

// between prints two days in one form, the year once where it is one: "Apr – Jul 2026".
func between(a, b civil.Date, form string) string {
	first, last := a.Time(time.UTC), b.Time(time.UTC)
	if first.Year() != last.Year() {
		return first.Format(form+" 2006") + " – " + last.Format(form+" 2006")
	}
	if first.Format(form) == last.Format(form) {
		return last.Format(form + " 2006")
	}
	return first.Format(form) + " – " + last.Format(form+" 2006")
}

// finishMonth is the likely finish as a part of a month: "mid September 2026".
func finishMonth(f *study.Forecast) string {
	_, _, d := f.Likely.Parts()
	part := "early "
	if d > 20 {
		part = "late "
	} else if d > 10 {
		part = "mid "
	}
	return part + f.Likely.LongMonth()
}

// updatesTable lists the updates that are wanted, newest first.
func (p *Plan) updatesTable(wanted func(study.Update) bool) *DataTable {
	t := p.Tracker
	table := &DataTable{Caption: "Updates, newest first", Head: []string{"Update", "As of", "Due", "Late, days", "Time"}, Numeric: []bool{false, false, false, true, true}}
	for i := len(t.Updates) - 1; i >= 0; i-- {
		u := t.Updates[i]
		if !wanted(u) {
			continue
		}
		late := ""
		if u.Late != nil {
			late = fmt.Sprint(*u.Late)
		}
		table.Rows = append(table.Rows, []Datum{{u.Title, p.Base.URL(u.Post)}, {Text: u.AsOf.Medium()}, {Text: u.Due.Medium()}, {Text: late}, {Text: hours(u.Minutes)}})
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return table
}

// cadence is how the rhythm was kept; the updates of the last twelve months, older ones stand on their year's page.
func (p *Plan) cadence() (*DataTable, string) {
	t := p.Tracker
	table := p.updatesTable(func(u study.Update) bool { return u.AsOf > t.AsOf-366 })
	note := ""
	if c := t.Cadence; c.OnTime != nil {
		note = fmt.Sprintf("%d of %s came on time", *c.OnTime, plural(c.Updates, "update"))
		if c.MedianGap != nil {
			note += fmt.Sprintf("; the median gap is %g days", *c.MedianGap)
		}
		note += "."
	}
	if o := t.Promises; o.Rate.OK {
		note += fmt.Sprintf(" %s %% of %d settled commitments were kept.", o.Rate, o.Resolved())
	}
	return table, strings.TrimSpace(note)
}

func (p *Plan) labs() []LabCard {
	var list []LabCard
	for _, l := range p.Tracker.Labs {
		card := LabCard{ID: l.ID, Title: l.Title, Status: l.Status, Repo: l.Repo, Hours: hours(l.Minutes)}
		if link := p.postLink(l.Post); link != nil {
			card.Post = *link
		}
		for _, id := range l.For {
			if r := p.Tracker.Resource(id); r != nil {
				card.For = append(card.For, Link{r.Title, p.Base.URL("/tracker/" + r.ID + "/")})
			}
		}
		for _, s := range l.Shots {
			if post := p.index.byPath[s.File]; post != nil {
				h := &markdown.Hole{Dest: s.Src, Text: s.Alt}
				card.Shots = append(card.Shots, template.HTML(p.imageHTML(post, h, false)))
			}
		}
		list = append(list, card)
	}
	return list
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
	case "planned", "started", "done", "dropped", "deployed":
		return strings.ToUpper(m.What[:1]) + m.What[1:] + ": " + name
	}
	if h, ok := strings.CutSuffix(m.What, "h"); ok {
		return h + " hours of study"
	}
	return m.What
}

// method says how the figures are made; the whole of it is in the manual.
var method = []string{
	"Every figure holds as of the day that the page names, and comes from the posts: each links to the one that stated it.",
	"A position is a snapshot: the newest replaces what was said before. Time is a log: minutes add up.",
	"Effort is a resource's planned time, stated or estimated from its size (a chapter 2 h, a page 3 min, a lesson 30 min, a module 3 h, an hour of video 1.5 h). Done effort is effort × position ÷ total, rounded to whole minutes.",
	"Planned hours are the daily goal over the unpaused days, less the free days of each week.",
	"Consistency weighs recent eligible days more (exponential smoothing with a half-life of about 13 days), from 14 eligible days on.",
	"A forecast is the mean pace of the last updates (at most 8), with a range from its spread by Student's t at a nominal 80 %; the name is the formula's, not a promise.",
	"No entry, 0 and rest are three different things: only days that were reported are judged.",
}

// resourceView is a resource's own page.
func (p *Plan) resourceView(r *study.Tracked) ResourceView {
	v := ResourceView{Heading: r.Title, By: r.By, Kind: r.Kind, Link: r.URL, State: stateWord(r.State), Topics: r.Topics, Back: Link{"Tracker", p.Base.URL("/tracker/")}}
	if n, ok := kindNames[r.Kind]; ok {
		v.Kind = n[0]
	}
	position := positionText(r)
	v.Base = p.base(head{title: r.Title, description: r.Title + ": " + position + ".", url: "/tracker/" + r.ID + "/", script: true})
	if r.Percent.OK && position != notStarted {
		v.Bar = &Bar{Before: min(100, r.Percent.Float()), Text: position}
	}
	if r.Minutes > 0 {
		v.Figures = append(v.Figures, Figure{Value: value(longHours(r.Minutes)), Unit: unit(longHours(r.Minutes)), Label: "studied"})
	}
	if r.Percent.OK && position != notStarted {
		v.Figures = append(v.Figures, Figure{Value: value(percent(r.Percent)), Unit: "%", Label: "done", Note: position})
	}
	if r.Weighed {
		note := "stated"
		if r.Estimated {
			note = "est."
		}
		v.Figures = append(v.Figures, Figure{Value: value(longHours(r.Weight)), Unit: unit(longHours(r.Weight)), Label: "planned effort", Note: note})
	}
	if r.Exam > p.Tracker.AsOf {
		v.Figures = append(v.Figures, Figure{Value: r.Exam.Short(), Unit: fmt.Sprint(r.Exam.Year()), Label: "exam"})
	}
	if r.Forecast != nil {
		v.Forecast = p.forecastText(r.Forecast, r.Intervals)
	}
	v.Timeline, v.Sessions = p.timeline(r), p.sessions(r)
	for _, url := range r.Posts {
		if post := p.index.byURL[url]; post != nil {
			v.Posts = append(v.Posts, p.postItem(post))
		}
	}
	if v.Timeline == nil && v.Sessions == nil {
		v.Empty = "A line such as “progress: " + r.ID + " " + example(r.Unit) + "” in a post's front matter says where you are."
	}
	return v
}

func example(u study.Unit) string {
	switch u {
	case study.Percent:
		return "15%"
	case study.Hours:
		return "6h30m"
	case study.Pages:
		return "40 p"
	case study.Chapters:
		return "3 ch"
	case study.Lessons:
		return "4 ls"
	case study.Modules:
		return "1 mod"
	}
	return "10%"
}

func (p *Plan) timeline(r *study.Tracked) *DataTable {
	if len(r.Trail) == 0 {
		return nil
	}
	t := &DataTable{Caption: "What was stated, newest first", Head: []string{"As of", "Stated", "Position", "State", "Note"}, Numeric: []bool{false, false, true, false, false}}
	for i := len(r.Trail) - 1; i >= 0; i-- {
		s := r.Trail[i]
		now := *r
		now.Position, now.Total, now.State = s.Position, s.Total, s.State
		note := s.Note
		fell := i > 0 && s.Position < r.Trail[i-1].Position
		switch {
		case s.Correct != "":
			note = joinWords("; ", "correction: "+s.Correct, note)
		case fell:
			note = joinWords("; ", "correction", note)
		}
		t.Rows = append(t.Rows, []Datum{{s.AsOf.Medium(), p.Base.URL(s.Post)}, {Text: s.Raw}, {Text: positionText(&now)}, {Text: stateWord(s.State)}, {Text: note}})
	}
	return t
}

func joinWords(sep string, words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), sep)
}

func (p *Plan) sessions(r *study.Tracked) *DataTable {
	t := &DataTable{Caption: "Time, newest first", Head: []string{"Day", "Time", "Stated in"}, Numeric: []bool{false, true, false}}
	rows := p.Tracker.Sessions
	for i := len(rows) - 1; i >= 0; i-- {
		s := rows[i]
		if s.Resource != r.ID || s.Minutes == 0 {
			continue
		}
		when := s.Date.Medium()
		if s.Kind == "undated" {
			when = "undated, to " + when
		}
		row := []Datum{{Text: when}, {Text: hours(s.Minutes)}, {}}
		if l := p.postLink(s.Post); l != nil {
			row[2] = Datum{l.Name, l.URL}
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// update is the tracker's row of a post, or nil.
func (p *Plan) update(post *Post) *study.Update { return p.updates[post.URL] }

// addProgress adds to a post what it reported: its period, its hours, and what moved.
func (p *Plan) addProgress(v *PostView, post *Post) {
	if u := p.update(post); u != nil {
		v.Hours = hours(u.Minutes)
		if u.From != 0 {
			v.Period = period(u.From, u.To)
		}
	}
	moves := p.Tracker.Moves[post.URL]
	if len(moves) == 0 {
		return
	}
	s := &StripView{Title: "Progress"}
	if v.Period != "" {
		s.Title += ", " + v.Period
	}
	for _, m := range moves {
		s.Rows = append(s.Rows, StripRow{m.Title, p.Base.URL("/tracker/" + m.Resource + "/"), moveBar(m)})
	}
	v.Strip = s
}

// moveBar shows before pale and gained dark, and says the same in words.
func moveBar(m study.Move) Bar {
	b := Bar{Text: moveText(m)}
	if m.AfterPercent.OK {
		before, after := m.BeforePercent.Float(), min(100, m.AfterPercent.Float())
		b.Before, b.Gained = min(before, after), max(0, after-before)
	}
	return b
}

func moveText(m study.Move) string {
	unit := unitWord(m.Unit, m.Text(m.Total))
	var text string
	switch {
	case m.Before == m.After && m.Minutes > 0 && m.State == m.StateBefore:
		return hours(m.Minutes)
	case m.Before == m.After && m.State != m.StateBefore:
		text = stateWord(m.State)
	case m.Unit == study.Percent:
		text = fmt.Sprintf("%s → %s %%", m.Text(m.Before), m.Text(m.After))
	case m.Total > 0:
		text = fmt.Sprintf("%s → %s of %s %s", m.Text(m.Before), m.Text(m.After), m.Text(m.Total), unit)
	default:
		text = fmt.Sprintf("%s → %s %s", m.Text(m.Before), m.Text(m.After), unitWord(m.Unit, m.Text(m.After)))
	}
	if m.After < m.Before {
		text += ", corrected"
	}
	if m.Before != m.After && m.State == study.Done && m.StateBefore != study.Done {
		text += ", done"
	}
	return text
}

// whereView is "Where I am" on the home page: at most three inked rules and a line.
func (p *Plan) whereView() *WhereView {
	t := p.Tracker
	if t.AsOf == 0 {
		return nil
	}
	w := &WhereView{DayOne: p.dayOne(), Next: p.nextText(), Tracker: p.Base.URL("/tracker/"), Line: p.story()}
	if w.DayOne {
		w.Line = fmt.Sprintf("%s planned. %s", plural(t.InPlan, "resource"), w.Next)
	}
	if t.Overall.OK && !w.DayOne {
		w.Rules = append(w.Rules, ResourceBar{"Plan", w.Tracker, Bar{Before: t.Overall.Percent().Float(), Text: percent(t.Overall.Percent())}})
	}
	for _, k := range p.kindsByInterest() {
		if len(w.Rules) < 3 {
			w.Rules = append(w.Rules, ResourceBar{kindName(k.Kind, k.Resources), "", p.kindBar(k)})
		}
	}
	p.homeChart(w)
	return w
}

// kindsByInterest puts the kinds that are still going before the finished ones, and those that moved last first.
func (p *Plan) kindsByInterest() []study.Kind {
	moved, open := map[string]study.Date{}, map[string]bool{}
	for i := range p.Tracker.Resources {
		r := &p.Tracker.Resources[i]
		if !r.InPlan || r.State == study.Dropped {
			continue
		}
		moved[r.Kind] = max(moved[r.Kind], r.Moved)
		open[r.Kind] = open[r.Kind] || r.State != study.Done
	}
	kinds := slices.DeleteFunc(slices.Clone(p.Tracker.Kinds), func(k study.Kind) bool { return k.Resources == 0 })
	slices.SortStableFunc(kinds, func(a, b study.Kind) int {
		if open[a.Kind] != open[b.Kind] {
			if open[a.Kind] {
				return -1
			}
			return 1
		}
		return int(moved[b.Kind] - moved[a.Kind])
	})
	return kinds
}

func kindName(kind string, n int) string {
	name, ok := kindNames[kind]
	if !ok {
		return kind
	}
	if n == 1 {
		return name[0]
	}
	return name[1]
}

// kindBar is a kind's share of effort, or, where totals are missing, how many of it are done.
func (p *Plan) kindBar(k study.Kind) Bar {
	if p.dayOne() {
		return Bar{Text: fmt.Sprintf("%d planned", k.Resources)}
	}
	if k.OK {
		return Bar{Before: k.Percent().Float(), Text: percent(k.Percent())}
	}
	done := 0
	for i := range p.Tracker.Resources {
		if r := &p.Tracker.Resources[i]; r.Kind == k.Kind && r.InPlan && r.State == study.Done {
			done++
		}
	}
	return Bar{Before: 100 * float64(done) / float64(k.Resources), Text: fmt.Sprintf("%d of %d done", done, k.Resources)}
}

// ink is the masthead's rule: how much of the plan is done.
func (p *Plan) ink() *Bar {
	t := p.Tracker
	if !t.Overall.OK {
		return nil
	}
	return &Bar{Before: t.Overall.Percent().Float(), Text: percent(t.Overall.Percent()) + " of the plan is done"}
}

// longHours prints minutes in full where they are many: "287 h", "14 h 30 min".
func longHours(minutes int) string {
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes%60 == 0 || minutes >= 6000:
		return fmt.Sprintf("%d h", (minutes+30)/60)
	}
	return hours(minutes)
}

func planHours(minutes int) string { return fmt.Sprint((minutes + 30) / 60) }

func value(s string) string { v, _, _ := strings.Cut(s, " "); return v }
func unit(s string) string  { _, u, _ := strings.Cut(s, " "); return u }

func noun(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
