package site

import (
	"fmt"
	"slices"

	"studylog/internal/chart"
	"studylog/internal/study"
)

// trackerYears are the years that the tracker has days in, newest first.
func (p *Plan) trackerYears() []int {
	var years []int
	for _, d := range p.Tracker.Days {
		if y := d.Date.Year(); len(years) == 0 || years[len(years)-1] != y {
			years = append(years, y)
		}
	}
	slices.Reverse(years)
	return years
}

func yearPath(y int) string { return fmt.Sprintf("/tracker/%d/", y) }

// yearView is one year of the tracker: its days, weeks, updates and milestones, with the same template.
func (p *Plan) yearView(y int) TrackerView {
	t := p.Tracker
	of := func(d study.Date) bool { return d.Year() == y }
	title := fmt.Sprintf("Tracker, %d", y)
	v := TrackerView{Heading: title}
	var days []study.Day
	for _, d := range t.Days {
		if of(d.Date) {
			days = append(days, d)
		}
	}
	var weeks []study.Week
	for _, w := range t.Weeks {
		if of(w.Monday + 3) { // the year of a week is that of its Thursday
			weeks = append(weeks, w)
		}
	}
	v.Lede = p.yearText(y)
	v.Base = p.base(head{title: title, description: v.Lede, url: yearPath(y), script: true})
	if sumWeeks(weeks) > 0 {
		c := p.chart(chart.Weekly(weeks, t.AsOf, p.statedWeek()))
		if cut(weeks[0], y) || cut(weeks[len(weeks)-1], y) {
			c.Caption += " A week stands in the year that has most of its days."
		}
		v.Weekly = &c
	}
	v.Calendar = p.calendars(days)
	v.Cadence = p.updatesTable(func(u study.Update) bool { return of(u.AsOf) })
	v.Commitments = p.commitments(func(c study.Commitment) bool { return of(c.AsOf) })
	for _, m := range p.milestones() {
		if m.Date.ISO[:4] == fmt.Sprintf("%04d", y) {
			v.Milestones = append(v.Milestones, m)
		}
	}
	v.ByYear = p.yearLinks()
	return v
}

// cut says whether a week has days of another year.
func cut(w study.Week, y int) bool { return w.Monday.Year() != y || (w.Monday+6).Year() != y }

// yearText is a year's time, counted by its own days; the years add up to the whole.
func (p *Plan) yearText(y int) string {
	for _, of := range p.Tracker.Years {
		if of.Year != y {
			continue
		}
		text := fmt.Sprintf("%s of study time in %d", longHours(of.Dated+of.Undated), y)
		if of.Plan != nil {
			text += fmt.Sprintf(", %s planned", longHours(*of.Plan))
		}
		if of.Undated > 0 {
			text += fmt.Sprintf("; %s of it undated, spread over the days of its report", longHours(of.Undated))
		}
		return text + "."
	}
	return ""
}

// yearsTable is a row a year, newest first, once a journal is older than the year that the tracker page shows.
func (p *Plan) yearsTable() *DataTable {
	t := p.Tracker
	if len(t.Days) <= 366 {
		return nil
	}
	updates, done := map[int]int{}, map[int]int{}
	for _, u := range t.Updates {
		updates[u.AsOf.Year()]++
	}
	for i := range t.Resources {
		if d := t.Resources[i].DoneOn; d != 0 {
			done[d.Year()]++
		}
	}
	table := &DataTable{Caption: "Year by year", Head: []string{"Year", "Studied", "Planned", "Days with time", "Updates", "Done"}, Numeric: []bool{false, true, true, true, true, true}}
	for _, y := range slices.Backward(t.Years) {
		planned := ""
		if y.Plan != nil {
			planned = longHours(*y.Plan)
		}
		year := Datum{Text: fmt.Sprint(y.Year)}
		if slices.Contains(p.trackerYears(), y.Year) {
			year.URL = p.Base.URL(yearPath(y.Year))
		}
		table.Rows = append(table.Rows, []Datum{
			year,
			{Text: longHours(y.Dated + y.Undated)},
			{Text: planned},
			{Text: fmt.Sprint(y.DaysWithTime)},
			{Text: fmt.Sprint(updates[y.Year])},
			{Text: fmt.Sprint(done[y.Year])},
		})
	}
	return table
}

func sumWeeks(weeks []study.Week) (minutes int) {
	for _, w := range weeks {
		minutes += w.Dated + w.Undated
	}
	return minutes
}

func (p *Plan) yearLinks() []Link {
	var links []Link
	for _, y := range p.trackerYears() {
		links = append(links, Link{fmt.Sprint(y), p.Base.URL(yearPath(y))})
	}
	return links
}
