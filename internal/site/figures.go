package site

import (
	"fmt"
	"strings"
	"time"

	"studylog/internal/chart"
	"studylog/internal/civil"
	"studylog/internal/study"
)

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
	} else if !p.dayOne() {
		text += " (what was done before the first update)"
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
	if len(p.Tracker.Updates) == 0 {
		which = "First"
	}
	return which + " update planned for " + due.Long() + "."
}

// figures are the numbers at the head of the page. On day one there is nothing to count but the plan.
func (p *Plan) figures() []Figure {
	t := p.Tracker
	done, started, rows := 0, 0, false
	for i := range t.Resources {
		rows = rows || stands(&t.Resources[i])
		switch r := &t.Resources[i]; {
		case !r.InPlan || r.State == study.Dropped:
		case r.State == study.Done:
			done++
		case r.State == study.Active || r.State == study.Paused:
			started++
		}
	}
	if p.dayOne() {
		list := []Figure{{Value: fmt.Sprint(t.InPlan), Label: noun(t.InPlan, "resource planned", "resources planned")}}
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
		list = append(list, Figure{value(percent(t.Overall.Percent())), "%", "of planned effort", fmt.Sprintf("%s of %s plan-hours", planHours(t.Overall.Done), planHours(t.Overall.Planned)), "#standing"})
	}
	h := Figure{Value: value(longHours(t.Hours.Minutes)), Unit: unit(longHours(t.Hours.Minutes)), Label: "studied", URL: p.timeParts()}
	if t.Hours.Planned != nil {
		h.Note = fmt.Sprintf("%s planned; time, 0 or rest dated on %d of %d unpaused days", longHours(*t.Hours.Planned), t.Hours.DatedDays, t.Hours.Days)
	}
	list = append(list, h)
	if rows {
		list = append(list, Figure{fmt.Sprint(done), fmt.Sprintf("of %d", t.InPlan), "resources done", fmt.Sprintf("%d started", started), "#standing"})
	}
	if t.Consistency.OK {
		list = append(list, Figure{value(percent(t.Consistency)), "%", "consistency", "over eligible days, recent ones weigh more", "#days"})
	}
	if n := len(t.Labs) + len(t.Certificates); n > 0 {
		at := "#labs"
		if len(t.Labs) == 0 {
			at = "#certificates"
		}
		list = append(list, Figure{fmt.Sprint(len(t.Labs)), "", noun(len(t.Labs), "lab", "labs"), earned(len(t.Certificates)), at})
	}
	return list
}

// timeParts is where all time stands with its posts: the updates, each with what it stated; the weeks, where posts that are
// no updates stated some.
func (p *Plan) timeParts() string {
	of := 0
	for _, u := range p.Tracker.Updates {
		of += u.Minutes
	}
	switch t := p.Tracker; {
	case t.Hours.Minutes == 0:
		return ""
	case of == t.Hours.Minutes:
		return "#cadence"
	}
	return "#hours"
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

// percent prints a per cent for people: "19.2 %", "25 %".
func percent(p study.Percentage) string { return strings.TrimSuffix(p.String(), ".0") + " %" }

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
		return []string{"A forecast " + p.Tracker.NoForecast + "."}
	case f == nil:
		return nil
	case f.Pace == 0:
		return []string{fmt.Sprintf("No movement in the last %d updates.", f.N)}
	case f.Likely == 0:
		return []string{"At this pace it would take more than five years."}
	}
	text := fmt.Sprintf("At the pace of the last %d updates, %s: likely finished %s.", f.N, paceText(f), finishText(f))
	if f == p.Tracker.Forecast {
		text += " The plan is reckoned as a whole: a slow resource by itself may end later."
	}
	return []string{text}
}

// recordText says how earlier forecasts did, kind by kind where there are several.
func (p *Plan) recordText() []string {
	t := p.Tracker
	if t.TrackRecord == nil {
		return nil
	}
	var kinds []string
	for _, k := range t.Kinds {
		if r := k.TrackRecord; r != nil {
			kinds = append(kinds, fmt.Sprintf("%s %d of %d", strings.ToLower(kindName(k.Kind, 2)), r.Inside, r.Forecasts))
		}
	}
	text := fmt.Sprintf("Of %s for finished items, %d contained the real date", plural(t.TrackRecord.Forecasts, "earlier forecast"), t.TrackRecord.Inside)
	if len(kinds) > 1 {
		text += " (" + strings.Join(kinds, ", ") + ")"
	}
	return []string{text + "."}
}

// paceText is a pace in hours of planned effort. A slow one keeps a decimal, so that it agrees with the finish beside it.
func paceText(f *study.Forecast) string {
	if f.Pace < 10 {
		return fmt.Sprintf("%.1f min a week", f.Pace)
	}
	return hours(int(f.Pace+.5)) + " a week"
}

// finishText prints a forecast no finer than its range allows: months above 60 days, weeks above 14. The range keeps its own
// days, as status prints them: the Monday before could lie before the data.
func finishText(f *study.Forecast) string {
	span := int(f.Latest - f.Earliest)
	switch {
	case f.Pace == 0:
		return fmt.Sprintf("no movement in the last %d updates", f.N)
	case f.Likely == 0:
		return "more than five years away"
	case f.Latest == 0:
		return fmt.Sprintf("%s (%s or later)", f.Likely.Month(), f.Earliest.Month())
	case span == 0:
		return f.Likely.Medium()
	case span > 60:
		return fmt.Sprintf("%s (%s)", f.Likely.Month(), between(f.Earliest, f.Latest, "Jan"))
	case span >= 14:
		return fmt.Sprintf("week of %s (%s)", f.Likely.Monday().Short(), between(f.Earliest, f.Latest, "2 Jan"))
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

// method says how the figures are made; the whole of it is in the manual.
var method = []string{
	"Every figure holds as of the day that the page names, and is made of what posts stated. A position, a state, a promise and its outcome, a lab, a certificate, a milestone and, in the burn-up's table, the day of a dot lead to the post that stated them. A sum leads to its parts: the figures at the head to the tables below, a resource's time to its own page, where each entry names its post; a week, and the count of a topic, to the newest of their posts.",
	"A position is a snapshot: the newest replaces what was said before. Time is a log: minutes add up.",
	"Effort is a resource's planned time, stated or estimated from its size (a chapter 2 h, a page 3 min, a lesson 30 min, a module 3 h, an hour of video 1.5 h). Done effort is effort × position ÷ total, in whole minutes.",
	"Planned hours are the daily goal over the unpaused days, less the free days of each week: those of the goal in force on the day, while a week forgives as many days as the goal in force on its first day does.",
	"No entry, 0 and rest are three different things. A report covers the days since the last one, and the first of them those from the day of the plan on. A day without an entry is judged only where its report dates all of its time; else it may have been worked, and stays unknown. Eligible are the unpaused days that can be judged, less rest and free days.",
	"Consistency smooths the eligible days with a half-life of about 13 of them, from the 14th on.",
	"A forecast, of a resource, a kind or the whole, is the mean pace of its last updates (3 to 8), with a range from their spread by Student's t at a nominal 80 %; the name is the formula's, not a promise.",
}

// longHours prints minutes without a fraction where they are many: "287 h".
func longHours(minutes int) string {
	if minutes >= 6000 {
		minutes = (minutes + 30) / 60 * 60
	}
	return chart.Hours(max(0, minutes))
}

func planHours(minutes int) string { return fmt.Sprint((minutes + 30) / 60) }

func value(s string) string { v, _, _ := strings.Cut(s, " "); return v }

func unit(s string) string { _, u, _ := strings.Cut(s, " "); return u }

func noun(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
