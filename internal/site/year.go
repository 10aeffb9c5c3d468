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
	minutes := 0
	for _, d := range t.Days {
		if of(d.Date) {
			days = append(days, d)
			minutes += d.Minutes
		}
	}
	var weeks []study.Week
	undated := 0
	for _, w := range t.Weeks {
		if of(w.Monday + 3) { // the year of a week is that of its Thursday
			weeks = append(weeks, w)
			undated += w.Undated
		}
	}
	v.Lede = fmt.Sprintf("%s of dated study time in %d.", longHours(minutes), y)
	if undated > 0 {
		v.Lede = fmt.Sprintf("%s of study time in the weeks of %d, %s of it undated.", longHours(sumWeeks(weeks)), y, longHours(undated))
	}
	v.Base = p.base(head{title: title, description: v.Lede, url: yearPath(y), script: true})
	if sumWeeks(weeks) > 0 {
		c := p.chart(chart.Weekly(weeks, t.AsOf, p.statedWeek()))
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
