package site

import (
	"html/template"
	"slices"

	"studylog/internal/chart"
	"studylog/internal/civil"
	"studylog/internal/study"
)

// charts adds the pictures to the tracker page: each only where it has something to show.
func (p *Plan) charts(v *TrackerView) {
	t := p.Tracker
	if len(t.Weeks) > 0 && t.Hours.Minutes > 0 {
		c := p.chart(chart.Weekly(t.Weeks, t.AsOf, p.statedWeek()))
		v.Weekly = &c
	}
	if t.Overall.OK && len(t.BurnUp.Done) > 2 { // the opening dot and two updates; one is a sentence
		c := p.chart(chart.BurnUp(t))
		v.BurnUp = &c
	} else if t.Overall.OK {
		v.Forecast = append([]string{p.story()}, v.Forecast...)
	}
	v.Calendar = p.calendars(t.Days)
}

// calendars draws the last twelve months of some days, in two parts where one would be too wide for a phone. What they
// found stands under the first one, for all.
func (p *Plan) calendars(days []study.Day) []Chart {
	var all []study.Day
	var list []Chart
	for _, half := range halves(days) {
		all = append(all, half...)
		c := p.chart(chart.Calendar("cal-"+half[0].Date.String(), period(half[0].Date, half[len(half)-1].Date), half, p.posted(), p.statedWeek()))
		c.Caption = ""
		list = append(list, c)
	}
	if len(list) == 0 || !slices.ContainsFunc(all, func(d study.Day) bool { return d.Minutes > 0 }) {
		return nil
	}
	list[0].Caption = chart.CalendarFinding(all)
	return list
}

// homeChart adds the last 20 weeks to the home page.
func (p *Plan) homeChart(w *WhereView) {
	t := p.Tracker
	if t.Hours.Dated == 0 {
		return
	}
	from := t.AsOf.Monday() - 19*7
	days := t.Days
	for len(days) > 0 && days[0].Date < from {
		days = days[1:]
	}
	c := p.chart(chart.Calendar("where", "The last weeks", days, p.posted(), p.statedWeek()))
	c.Key = nil
	w.Heat = &c
}

// halves are the last twelve months, in two parts where they are more than half a year.
func halves(days []study.Day) [][]study.Day {
	if len(days) == 0 {
		return nil
	}
	last := days[len(days)-1].Date.Monday()
	for len(days) > 0 && days[0].Date < last-51*7 {
		days = days[1:]
	}
	weeks := int(last-days[0].Date.Monday())/7 + 1
	if weeks <= phoneWeeks {
		return [][]study.Day{days}
	}
	middle := last - study.Date(7*(weeks/2-1))
	cut := slices.IndexFunc(days, func(d study.Day) bool { return d.Date >= middle })
	return [][]study.Day{days[:cut], days[cut:]}
}

// phoneWeeks is how many weeks of a calendar fit on a phone.
const phoneWeeks = 27

// posted tells the days of posts.
func (p *Plan) posted() func(civil.Date) bool {
	days := make(map[civil.Date]bool, len(p.Posts))
	for _, post := range p.Posts {
		days[post.Meta.Date.Day] = true
	}
	return func(d civil.Date) bool { return days[d] }
}

// statedWeek tells which post speaks of a week, undated time included.
func (p *Plan) statedWeek() func(civil.Date) string {
	posts := make(map[civil.Date]string, len(p.Tracker.Weeks))
	for _, w := range p.Tracker.Weeks {
		posts[w.Monday] = w.Post
	}
	return func(monday civil.Date) string { return posts[monday] }
}

// chart makes a view of a picture; its table's cells link to the posts that stated them.
func (p *Plan) chart(pic chart.Picture) Chart {
	c := Chart{ID: pic.ID, Title: pic.Title, Caption: pic.Caption, SVG: template.HTML(pic.SVG), Table: DataTable{Caption: pic.Title, Head: pic.Head, Numeric: pic.Numeric}}
	for _, k := range pic.Key {
		c.Key = append(c.Key, KeyItem(k))
	}
	for _, row := range pic.Rows {
		cells := make([]Datum, len(row))
		for i, cell := range row {
			cells[i] = Datum{Text: cell.Text}
			if cell.Post != "" {
				cells[i].URL = p.Base.URL(cell.Post)
			}
		}
		c.Table.Rows = append(c.Table.Rows, cells)
	}
	return c
}
