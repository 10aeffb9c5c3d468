package chart

import (
	"fmt"
	"slices"

	"studylog/internal/study"
)

// WeeksShown is how many weeks a chart of weekly hours has at most: a year.
const WeeksShown = 53

// Weekly draws the hours of each week: bars (the week of T, if it is among them, pale), undated time hatched on top,
// the week's plan as a dashed tick. At most the last WeeksShown are drawn. stated says which post (a permalink) speaks of a week. Classes: d, h1, undated, goal,
// grid, axis.
func Weekly(weeks []study.Week, asOf study.Date, stated func(monday study.Date) string) Picture {
	weeks = weeks[max(0, len(weeks)-WeeksShown):]
	p := Picture{ID: "weekly", Title: "Hours per week", Caption: weeklyFinding(weeks), Head: []string{"Week from", "Dated", "Undated", "Plan"}, Numeric: []bool{false, true, true, true}}
	most, undated, plan := 0, false, 0
	for _, w := range weeks {
		most = max(most, w.Dated+w.Undated, planOf(w))
		undated = undated || w.Undated > 0
		plan = max(plan, planOf(w))
	}
	top, steps := niceTop(most)
	slot := plotRight / float64(max(8, len(weeks)))
	var c canvas
	c.open("Bars: " + p.Caption)
	if undated {
		c.WriteString(`<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>`)
	}
	c.axis(top, steps)
	c.bars(weeks, asOf, slot, top)
	c.goals(weeks, slot, top)
	if plan > 0 {
		c.text("tm", 0, yAt(float64(plan), top)-2, "", "plan "+Hours(plan))
	}
	months(&c, len(weeks), func(i int) study.Date { return weeks[i].Monday + 3 }, slot)
	c.WriteString("</svg>")
	p.SVG = c.String()
	p.Key = append(p.Key, Mark{Class: "h3", Text: "dated"})
	if undated {
		p.Key = append(p.Key, Mark{Class: "undated", Text: "undated, spread over its period"})
	}
	p.Rows = weeklyRows(weeks, stated)
	return p
}

func planOf(w study.Week) int {
	if w.Plan == nil {
		return 0
	}
	return *w.Plan
}

// goals draws each week's plan, weeks of one plan as one line.
func (c *canvas) goals(weeks []study.Week, slot, top float64) {
	for i := 0; i < len(weeks); {
		n, from := planOf(weeks[i]), i
		for i < len(weeks) && planOf(weeks[i]) == n {
			i++
		}
		if n > 0 {
			y := yAt(float64(n), top)
			c.line("goal", float64(from)*slot, y, float64(i)*slot, y)
		}
	}
}

// bars draws each week's dated time, and the undated on top of it. The dated bars are one path, in a plot of its own that
// is a hundred units a week wide and stretches; the hatching of the undated ones must not.
func (c *canvas) bars(weeks []study.Week, asOf study.Date, slot, top float64) {
	c.printf(`<svg width="%s%%" height="100%%" viewBox="0 0 %d 1000" preserveAspectRatio="none">`, num(plotRight), 100*max(8, len(weeks)))
	path, at := "", 0
	for i, w := range weeks {
		y := int(10*yAt(float64(w.Dated), top) + .5)
		switch bottom := int(10 * plotBottom); {
		case w.Dated == 0:
		case w.Monday == asOf.Monday():
			c.printf(`<path class="h1" d="M%d %dV%dh76V%dz"/>`, 100*i+12, bottom, y, bottom)
		case path == "":
			path = fmt.Sprintf("M%d %dV%dh76V%dz", 100*i+12, bottom, y, bottom)
			at = i
		default:
			path += fmt.Sprintf("m%d 0V%dh76V%dz", 100*(i-at), y, bottom)
			at = i
		}
	}
	c.printf(`<path class="d" d="%s"/></svg>`, path)
	for i, w := range weeks {
		if w.Undated > 0 {
			y, up := yAt(float64(w.Dated), top), yAt(float64(w.Dated+w.Undated), top)
			c.rect("undated", float64(i)*slot+slot*.12, up, slot*.76, y-up)
		}
	}
}

// weeklyRows is the chart's table, newest first.
func weeklyRows(weeks []study.Week, stated func(study.Date) string) (rows [][]Cell) {
	for i := len(weeks) - 1; i >= 0; i-- {
		w := weeks[i]
		row := []Cell{{w.Monday.Medium(), stated(w.Monday)}, {Text: Hours(w.Dated)}, {Text: Hours(w.Undated)}, {}}
		if w.Plan != nil {
			row[3].Text = Hours(*w.Plan)
		}
		rows = append(rows, row)
	}
	return rows
}

// weeklyFinding is the chart in a sentence. A week that is all pause is none to compare with.
func weeklyFinding(weeks []study.Week) string {
	weeks = slices.DeleteFunc(slices.Clone(weeks), func(w study.Week) bool { return w.Paused })
	if len(weeks) == 0 {
		return "A pause."
	}
	totals := make([]int, len(weeks))
	met, planned, best := 0, 0, 0
	for i, w := range weeks {
		totals[i] = w.Dated + w.Undated
		if totals[i] > totals[best] {
			best = i
		}
		if w.Plan != nil && *w.Plan > 0 {
			planned++
			if totals[i] >= *w.Plan {
				met++
			}
		}
	}
	if len(weeks) == 1 {
		return fmt.Sprintf("%s in the week from %s.", Hours(totals[0]), weeks[0].Monday.Long())
	}
	sorted := slices.Sorted(slices.Values(totals))
	n := len(sorted)
	median := sorted[n/2]
	if n%2 == 0 {
		median = (sorted[n/2-1] + sorted[n/2] + 1) / 2
	}
	s := fmt.Sprintf("The median week has %s; the fullest, from %s, %s", Hours(median), weeks[best].Monday.Long(), Hours(totals[best]))
	if planned > 0 {
		s += fmt.Sprintf(". %d of %d weeks met the plan", met, planned)
	}
	return s + "."
}

// months writes the name of each month below its first column, where there is room.
func months(c *canvas, n int, at func(i int) study.Date, slot float64) {
	last, free := -1, -1.0
	for i := range n {
		_, m, _ := at(i).Parts()
		x := float64(i) * slot
		if m == last || x < free || x > plotRight-4 {
			continue
		}
		last, free = m, x+9
		c.text("", x, 97, "", at(i).Month()[:3])
	}
}
