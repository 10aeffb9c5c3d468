package site

import (
	"fmt"
	"html/template"
	"strings"

	"studylog/internal/chart"
	"studylog/internal/civil"
	"studylog/internal/study"
)

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

// stands says whether a resource has a row: it is in the plan, or something was done in it.
func stands(r *study.Tracked) bool {
	return r.InPlan || r.State != study.Planned || r.Minutes > 0
}

// kinds are the wanted resources, one group per kind in the order of their first one.
func (p *Plan) kinds(wanted func(*study.Tracked) bool, shares bool) []KindView {
	t := p.Tracker
	var list []KindView
	at := map[string]int{}
	for i := range t.Resources {
		r := &t.Resources[i]
		if !stands(r) || !wanted(r) {
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
		v.Pace, v.Finish = p.finish(k.Forecast, k.NoForecast)
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
	if r.State == study.Active {
		row.Pace, row.Finish = p.finish(r.Forecast, r.NoForecast)
	}
	if r.Forecast != nil {
		row.Spark = template.HTML(chart.Spark(r, p.Tracker.First, p.Tracker.AsOf))
	}
	if r.Minutes > 0 {
		row.TimeURL = row.URL + "#time"
	}
	if r.Moved != 0 && r.Post != "" {
		row.Moved = &Link{p.near(r.Moved), p.Base.URL(r.Post)}
	}
	row.Note = tookText(r)
	if r.ExamAhead(p.Tracker.AsOf) != 0 {
		row.Note = joinWords("; ", "exam "+r.Exam.Medium(), row.Note)
	}
	return row
}

const notStarted = "not started"

// finish is a forecast as pace and date, or why there is none. While there is none for the whole either, one sentence
// says so for all.
func (p *Plan) finish(f *study.Forecast, why string) (pace, finish string) {
	switch {
	case f != nil:
		return paceText(f), finishText(f)
	case why == string(study.Done), why == string(study.Planned), p.Tracker.Intervals < 3:
		return "", ""
	}
	return "", "no forecast yet: " + why
}

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

// elsewhere says which time no resource's row shows, so that the rows and the whole can be seen to agree, and where it
// stands with its posts.
func (p *Plan) elsewhere() (list []Link) {
	labs, none := 0, 0
	for _, s := range p.Tracker.Sessions {
		switch {
		case strings.HasPrefix(s.Resource, "lab:"):
			labs += s.Minutes
		case s.Resource == "":
			none += s.Minutes
		}
	}
	if labs > 0 {
		list = append(list, Link{hours(labs) + " went to labs", "#labs"})
	}
	if none > 0 {
		list = append(list, Link{hours(none) + " to no resource in particular", p.Base.URL("/tracker/sessions.csv")})
	}
	return list
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
