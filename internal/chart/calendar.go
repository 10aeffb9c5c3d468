package chart

import (
	"fmt"
	"html"
	"strings"

	"studylog/internal/study"
)

const pitch = 13 // px from one day to the next

// Calendar draws days as squares, a column a week, Monday on top: size and darkness say how much (classes h0…h4, 3 to
// 11 px), a dash is rest, hatching a pause, a hollow square an honest zero, a dot no entry, a ring the day of a post.
// Nothing is above the target. posted says which days have a post, stated which post (a permalink) speaks of the week
// that begins on a Monday.
func Calendar(id, title string, days []study.Day, posted func(study.Date) bool, stated func(monday study.Date) string) Picture {
	p := Picture{ID: id, Title: title, Head: []string{"Week from", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, Numeric: []bool{false, true, true, true, true, true, true, true}}
	if len(days) == 0 {
		return p
	}
	p.Caption = CalendarFinding(days)
	first := days[0].Date.Monday()
	weeks := int(days[len(days)-1].Date.Monday()-first)/7 + 1
	var c canvas
	c.printf(`<svg class="cal" width="%d" height="%d" role="img" aria-label="%s">`, max(weeks, 3)*pitch+2, 7*pitch+20, html.EscapeString(title+": "+p.Caption))
	lastMonth, free := -1, -1
	for w := range weeks {
		d := first + study.Date(7*w+3)
		_, m, _ := d.Parts()
		if x := w * pitch; m != lastMonth && x >= free {
			c.printf(`<text x="%d" y="11">%s</text>`, x, d.Month()[:3])
			lastMonth, free = m, x+30
		}
	}
	rows := make([][]Cell, weeks)
	for w := range rows {
		rows[w] = make([]Cell, 8)
		monday := first + study.Date(7*w)
		rows[w][0] = Cell{monday.Medium(), stated(monday)}
	}
	var m marks
	for _, d := range days {
		w, row := int(d.Date-first)/7, d.Date.Weekday()
		m.day(d, w*pitch, 18+row*pitch, posted(d.Date))
		rows[w][row+1].Text = dayWord(d)
	}
	m.write(&c)
	c.WriteString("</svg>")
	p.SVG = c.String()
	for w := weeks - 1; w >= 0; w-- {
		p.Rows = append(p.Rows, rows[w])
	}
	p.Key = key(days, posted)
	return p
}

// key explains the marks that a calendar has: without a goal the steps are plain durations.
func key(days []study.Day, posted func(study.Date) bool) []Mark {
	has := map[study.DayState]bool{}
	goal, post := false, false
	for _, d := range days {
		has[d.State] = true
		goal = goal || d.Target > 0
		post = post || posted(d.Date)
	}
	words := []string{"no entry", "under 30 min", "under 1 h", "under 2 h", "2 h or more"}
	if goal {
		words = []string{"no entry", "under the minimum", "under half the target", "under the target", "target met"}
	}
	var list []Mark
	for i, w := range words {
		list = append(list, Mark{Class: fmt.Sprintf("h%d", i), Text: w})
	}
	if has[study.DayZero] {
		list = append(list, Mark{Class: "zero", Text: "an honest zero", D: "M3.5 3.5h4v4h-4z"})
	}
	if has[study.DayRest] {
		list = append(list, Mark{Class: "rest", Text: "rest"})
	}
	if has[study.DayPause] {
		list = append(list, Mark{Class: "pause", Text: "pause", D: "M2 9l6-6m-6 3l3-3m0 6l3-3"})
	}
	if post {
		list = append(list, Mark{Class: "ring", Text: "a post"})
	}
	return list
}

// marks gathers the days of one mark in one path: a year of days as elements of their own would be four times as long.
type marks struct {
	levels                  [5]trail
	rest, pause, zero, ring trail
}

// A trail is a path of one shape again and again, each where the last began and some steps on: neighbours are the same few
// letters, which is what compresses.
type trail struct {
	strings.Builder
	x, y int
}

// stamp draws the shape at x, y; at half a pixel more, where it is a line of one.
func (t *trail) stamp(x, y int, half, shape string) {
	if t.Len() == 0 {
		fmt.Fprintf(t, "M%d%s %d%s%s", x, half, y, half, shape)
	} else {
		fmt.Fprintf(t, "m%d %d%s", x-t.x, y-t.y, shape)
	}
	t.x, t.y = x, y
}

// day draws one day in the 13 px square at x, y.
func (m *marks) day(d study.Day, x, y int, post bool) {
	if post {
		m.ring.stamp(x, y, ".5", "h12v12h-12z")
	}
	switch d.State {
	case study.DayRest:
		m.rest.stamp(x+3, y+6, ".5", "h7m-7 0")
	case study.DayPause:
		m.pause.stamp(x+3, y+10, "", "l6-6m-6 3l3-3m0 6l3-3m-6 3")
	case study.DayZero:
		m.zero.stamp(x+4, y+4, ".5", "h4v4h-4z")
	default:
		level := Level(d)
		size := 3 + 2*level
		m.levels[level].stamp(x+(pitch-size)/2, y+(pitch-size)/2, "", fmt.Sprintf("h%dv%dh-%dz", size, size, size))
	}
}

func (m *marks) write(c *canvas) {
	path := func(class string, t *trail) {
		if t.Len() > 0 {
			c.printf(`<path class="%s" d="%s"/>`, class, t)
		}
	}
	path("ring", &m.ring)
	for i := range m.levels {
		path(fmt.Sprintf("h%d", i), &m.levels[i])
	}
	path("rest", &m.rest)
	path("pause", &m.pause)
	path("zero", &m.zero)
}

// Level is a day's step from 0 (nothing) to 4 (the target met; without a goal, two hours).
func Level(d study.Day) int {
	target, minimum := d.Target, d.Minimum
	if target <= 0 {
		target, minimum = 120, 30
	}
	switch m := d.Minutes; {
	case d.State != study.DayLogged || m <= 0:
		return 0
	case m >= target:
		return 4
	case m < minimum:
		return 1
	case 2*m < target:
		return 2
	}
	return 3
}

func dayWord(d study.Day) string {
	switch d.State {
	case study.DayLogged:
		return Hours(d.Minutes)
	case study.DayZero:
		return "0"
	case study.DayRest:
		return "rest"
	case study.DayPause:
		return "pause"
	}
	return "no entry"
}

// CalendarFinding is what a calendar shows, as a sentence.
func CalendarFinding(days []study.Day) string {
	logged, minutes := 0, 0
	for _, d := range days {
		if d.State == study.DayLogged {
			logged++
			minutes += d.Minutes
		}
	}
	return fmt.Sprintf("%d of all %d days have dated study time, %s in all.", logged, len(days), Hours(minutes))
}
