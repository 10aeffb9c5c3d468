package chart

import (
	"fmt"
	"strings"

	"studylog/internal/study"
)

// BurnUp draws planned and done effort over time: scope as dashed steps, done solid with a soft area and a dot per
// update, the plan line thin, the projection dotted within its band. Classes: scope, done, area, plan, proj, band.
func BurnUp(t *study.Tracker) Picture {
	b := t.BurnUp
	b.Done = monthly(b.Done)
	p := Picture{ID: "burnup", Title: "Burn-up", Head: []string{"As of", "Done, hours", "Planned, hours"}, Numeric: []bool{false, true, true}}
	p.Caption = burnUpFinding(t)
	from, to := t.Settings.Start, t.AsOf
	if len(b.Done) > 0 && b.Done[0].Date < from {
		from = b.Done[0].Date
	}
	if n := len(b.Plan); n > 0 {
		to = max(to, b.Plan[n-1].Date)
	}
	if f := t.Forecast; f != nil && f.Likely != 0 {
		to = max(to, f.Likely)
	}
	// No more of the future than of the past: a far forecast must not press the present into a corner.
	to = max(min(to, t.AsOf+max(t.AsOf-from, 90)), from+1)
	most := 60
	for _, pt := range append(b.Scope[:len(b.Scope):len(b.Scope)], b.Done...) {
		most = max(most, pt.Minutes)
	}
	top, steps := niceTop(most)
	g := grid{from, to, top}
	var c canvas
	c.open("Lines: " + p.Caption)
	c.axis(top, steps)
	c.printf(`<svg width="%s%%" height="100%%" viewBox="0 0 100 100" preserveAspectRatio="none">`, num(plotRight))
	if len(b.Done) > 0 {
		first, last := b.Done[0], b.Done[len(b.Done)-1]
		c.printf(`<path class="area" d="%sL%s %sL%s %sZ"/>`, g.path(b.Done), num(g.x(last.Date)), num(plotBottom), num(g.x(first.Date)), num(plotBottom))
		c.projection(g, t, last)
	}
	c.stroke("plan", g.path(b.Plan))
	c.stroke("scope", g.steps(b.Scope, t.AsOf))
	c.stroke("done", g.path(b.Done))
	c.WriteString("</svg>")
	for _, pt := range b.Done {
		if pt.Post != "" {
			c.printf(`<circle class="dot" cx="%s%%" cy="%s%%" r="3"/>`, num(g.x(pt.Date)*plotRight/100), num(yAt(float64(pt.Minutes), top)))
		}
	}
	if n := len(b.Scope); n > 0 {
		c.text("t2", g.x(t.AsOf)*plotRight/100-1, yAt(float64(b.Scope[n-1].Minutes), top)-2.5, "end", "planned "+hourLabel(float64(b.Scope[n-1].Minutes)))
	}
	if n := len(b.Done); n > 0 {
		c.text("ta", g.x(t.AsOf)*plotRight/100-1, (yAt(float64(b.Done[n-1].Minutes), top)+plotBottom)/2, "end", "done "+hourLabel(float64(b.Done[n-1].Minutes)))
	}
	g.labels(&c)
	c.WriteString("</svg>")
	p.SVG = c.String()
	p.Rows = burnUpRows(b)
	return p
}

// monthly keeps the last point of each month, once there are more than two years of weekly ones.
func monthly(points []study.Point) []study.Point {
	if len(points) <= 105 {
		return points
	}
	var kept []study.Point
	for i, pt := range points {
		if i == 0 || i == len(points)-1 || pt.Date.Month() != points[i+1].Date.Month() {
			kept = append(kept, pt)
		}
	}
	return kept
}

// projection draws the likely line and, around it, the band from earliest to latest.
func (c *canvas) projection(g grid, t *study.Tracker, last study.Point) {
	f := t.Forecast
	if f == nil || f.Likely == 0 || len(t.BurnUp.Scope) == 0 {
		return
	}
	scope := t.BurnUp.Scope[len(t.BurnUp.Scope)-1].Minutes
	start := study.Point{Date: t.AsOf, Minutes: last.Minutes}
	end := func(d study.Date) study.Point {
		if d == 0 {
			return study.Point{Date: g.to, Minutes: last.Minutes}
		}
		return g.clip(start, study.Point{Date: d, Minutes: scope})
	}
	early, likely, late := end(f.Earliest), end(f.Likely), end(f.Latest)
	corners := []study.Point{start, early}
	if early.Date < g.to {
		corners = append(corners, study.Point{Date: min(late.Date, g.to), Minutes: early.Minutes})
	}
	corners = append(corners, late)
	c.printf(`<path class="band" d="%sZ"/>`, g.path(corners))
	c.stroke("proj", g.path([]study.Point{start, likely}))
}

func (c *canvas) stroke(class, d string) {
	if d != "" {
		c.printf(`<path class="%s" vector-effect="non-scaling-stroke" d="%s"/>`, class, d)
	}
}

// grid maps days and minutes to the stretched plot.
type grid struct {
	from, to study.Date
	top      float64
}

func (g grid) x(d study.Date) float64 {
	return 100 * float64(min(max(d, g.from), g.to)-g.from) / float64(g.to-g.from)
}

func (g grid) path(points []study.Point) string {
	var b strings.Builder
	for i, pt := range points {
		op := "L"
		if i == 0 {
			op = "M"
		}
		fmt.Fprintf(&b, "%s%s %s", op, num(g.x(pt.Date)), num(yAt(float64(pt.Minutes), g.top)))
	}
	return b.String()
}

// steps draws values that hold until the next one, up to the last day.
func (g grid) steps(points []study.Point, last study.Date) string {
	var b strings.Builder
	for i, pt := range points {
		if i == 0 {
			fmt.Fprintf(&b, "M%s %s", num(g.x(pt.Date)), num(yAt(float64(pt.Minutes), g.top)))
			continue
		}
		fmt.Fprintf(&b, "H%sV%s", num(g.x(pt.Date)), num(yAt(float64(pt.Minutes), g.top)))
	}
	if b.Len() > 0 {
		fmt.Fprintf(&b, "H%s", num(max(g.x(last), g.x(g.to))))
	}
	return b.String()
}

// clip cuts the line from a to b at the plot's right edge.
func (g grid) clip(a, b study.Point) study.Point {
	if b.Date <= g.to || b.Date == a.Date {
		return b
	}
	share := float64(g.to-a.Date) / float64(b.Date-a.Date)
	return study.Point{Date: g.to, Minutes: a.Minutes + int(share*float64(b.Minutes-a.Minutes))}
}

// labels names months below the plot, as many as there is room for.
func (g grid) labels(c *canvas) {
	days := int(g.to - g.from)
	for i := range 5 {
		d := g.from + study.Date(days*i/5)
		form := d.Month()
		if days < 120 {
			form = d.Short()
		}
		c.text("", g.x(d)*plotRight/100, 97, "", form)
	}
}

func burnUpFinding(t *study.Tracker) string {
	s := fmt.Sprintf("%s %% of the planned effort is done: %s of %s.", t.Overall.Percent(), Hours(t.Overall.Done), Hours(t.Overall.Planned))
	if f := t.Forecast; f != nil && f.Likely != 0 {
		s += " At the recent pace it is complete in " + f.Likely.LongMonth() + " (the thick dots)."
	}
	if n := len(t.BurnUp.Plan); n > 0 {
		s += " The thin line is the plan to finish on " + t.BurnUp.Plan[n-1].Date.Long() + "."
	}
	return s
}

// burnUpRows is the chart's table, newest first: done at each dot, scope in force then.
func burnUpRows(b study.BurnUp) (rows [][]Cell) {
	for i := len(b.Done) - 1; i >= 0; i-- {
		d := b.Done[i]
		scope := 0
		for _, s := range b.Scope {
			if s.Date <= d.Date {
				scope = s.Minutes
			}
		}
		rows = append(rows, []Cell{{d.Date.Medium(), d.Post}, {Text: hourLabel(float64(d.Minutes))}, {Text: hourLabel(float64(scope))}})
	}
	return rows
}
