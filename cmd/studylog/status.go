package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"studylog/internal/civil"
	"studylog/internal/content"
	"studylog/internal/decode"
	"studylog/internal/site"
	"studylog/internal/study"
)

func (p *program) statusCommand() *cobra.Command {
	var r request
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status [RESOURCE]",
		Short: "Show the tracker in the terminal",
		Long: `Show where everything stands: the same figures as the tracker page, as of the newest update. With
a resource, show that one and its history.

Drafts are left out, as they are from the site; -D counts them too. --json prints progress.json, the
file that the site publishes (of a resource: its entry there).`,
		Example: `  studylog status
  studylog status aws-bootcamp
  studylog status -D
  studylog status --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("status shows one resource at a time, or all")
			}
			return nil
		},
		RunE: does(func(_ *cobra.Command, args []string) error {
			return p.status(strings.Join(args, ""), r, asJSON)
		}),
	}
	cmd.Flags().BoolVarP(&r.drafts, "drafts", "D", false, "count drafts")
	cmd.Flags().BoolVarP(&r.future, "future", "F", false, "count posts with a date in the future")
	nowFlag(cmd, &r)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print progress.json")
	return cmd
}

// status prints the tracker. As list does, it shows mistakes in the content, ends with their code, and prints what
// could be read all the same.
func (p *program) status(id string, r request, asJSON bool) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	plan, problems, err := p.plan(j, r)
	if err != nil {
		return err
	}
	failed := verdict(problems, false)
	if failed != nil {
		if err := p.report(j, problems); err != nil {
			return err
		}
	}
	if id != "" && plan.Tracker.Resource(id) == nil {
		return unknownResource(id, trackedIDs(plan.Tracker))
	}
	now, err := p.now(r.now, plan.Settings)
	if err != nil {
		return err
	}
	s := &statusText{t: plan.Tracker, plan: plan, today: today(now, plan.Settings), paint: p.paintOut}
	switch {
	case asJSON:
		text, err := progressJSON(plan.Tracker, id)
		if err != nil {
			return err
		}
		s.out.Write(text)
	case id != "":
		s.resource(plan.Tracker.Resource(id))
	case plan.Tracker.AsOf == 0:
		fmt.Fprintln(p.err, nothingYet(plan))
	default:
		s.whole()
	}
	if _, err := p.out.Write([]byte(s.out.String())); err != nil {
		return err
	}
	return failed
}

// nothingYet says why there is no tracker, and what would make one.
func nothingYet(plan *site.Plan) string {
	drafts := 0
	for _, e := range plan.Excluded {
		if e.Status == site.Draft && e.Block != nil {
			drafts++
		}
	}
	switch drafts {
	case 0:
		return "There is nothing to show yet: no post says anything of progress. studylog log RESOURCE AMOUNT starts it."
	case 1:
		return "There is nothing to show yet but a draft: studylog status -D counts it."
	}
	return fmt.Sprintf("There is nothing to show yet but %d drafts: studylog status -D counts them.", drafts)
}

// progressJSON is progress.json, or a resource's entry in it.
func progressJSON(t *study.Tracker, id string) ([]byte, error) {
	text, err := t.JSON()
	if err != nil || id == "" {
		return text, err
	}
	var file struct{ Resources []json.RawMessage }
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("read progress.json: %w", err)
	}
	for i := range t.Resources {
		if t.Resources[i].ID == id {
			return append(file.Resources[i], '\n'), nil
		}
	}
	return nil, fmt.Errorf("%s is not in progress.json", id)
}

// today is the day of a moment in the journal's zone.
func today(now time.Time, settings content.Settings) civil.Date {
	zone, err := time.LoadLocation(settings.Timezone)
	if err != nil {
		zone = time.UTC // said already, by the settings
	}
	return civil.OfTime(now.In(zone))
}

func trackedIDs(t *study.Tracker) (ids []string) {
	for i := range t.Resources {
		ids = append(ids, t.Resources[i].ID)
	}
	return ids
}

func unknownResource(id string, known []string) *failure {
	f := usage("there is no resource %q", id)
	if near := decode.Nearest(id, known); near != "" {
		return f.hintf("did you mean %s?", near)
	}
	parts := slices.DeleteFunc(slices.Clone(known), func(k string) bool { return !strings.Contains(k, strings.ToLower(id)) })
	switch {
	case len(parts) > 0 && len(parts) <= 3: // a name cut short
		return f.hintf("did you mean %s?", strings.Join(parts, " or "))
	case len(known) > 0:
		return f.hintf("the resources are %s", strings.Join(known, ", "))
	}
	return f.hintf("list it in %s", content.ResourcesFile)
}

// statusText is the tracker in 80 columns. Levels are told by size and darkness, so that nothing is lost where there
// is no colour.
type statusText struct {
	t     *study.Tracker
	plan  *site.Plan
	today civil.Date
	paint func(role, s string) string
	out   strings.Builder
}

const columns = 80

func (s *statusText) whole() {
	through := s.through()
	title := clipped(printable(s.plan.Settings.Title), columns-2-utf8.RuneCountInString(through))
	fmt.Fprintf(&s.out, "%s  %s\n", s.paint("pos", title), through)
	s.figures()
	s.resources()
	s.promises()
	s.notes()
}

// through is "as of 28 October 2025 (update 2, a draft)".
func (s *statusText) through() string {
	text := "as of " + s.t.AsOf.Long()
	if u := s.t.LastUpdate(); u != nil {
		text += fmt.Sprintf(" (update %d", u.N)
		if isDraft(s.plan, u.Post) {
			text += ", a draft"
		}
		text += ")"
	} else if !s.t.DayOne() {
		text += " (no update yet)"
	}
	return text
}

func isDraft(plan *site.Plan, permalink string) bool {
	return slices.ContainsFunc(plan.Posts, func(p *site.Post) bool { return p.URL == permalink && p.Status == site.Draft })
}

// figures are the tracker's numbers, a line each; one that does not exist has no line.
func (s *statusText) figures() {
	t := s.t
	line := func(label, format string, args ...any) {
		if text := fmt.Sprintf(format, args...); text != "" {
			fmt.Fprintf(&s.out, "  %-14s %s\n", label, text)
		}
	}
	s.out.WriteByte('\n')
	if t.DayOne() {
		line("the plan", "%s", count(t.InPlan, "resource"))
	} else if t.Overall.OK {
		line("overall", "%s %s of planned effort", s.bar(t.Overall.Percent().Float(), 24), percent(t.Overall.Percent()))
		over := ""
		if t.Weighed < t.InPlan {
			over = fmt.Sprintf("; over %d of %d resources", t.Weighed, t.InPlan)
		}
		line("", "%s of %s plan-hours%s", planHours(t.Overall.Done), planHours(t.Overall.Planned), over)
	}
	if !t.DayOne() {
		line("hours", "%s", ofPlan(t.Hours.Minutes, t.Hours.Planned))
		week := "this week"
		if t.AsOf.Monday() != s.today.Monday() {
			week = "week of " + t.AsOf.Monday().Short()
		}
		line(week, "%s", weekText(t, t.AsOf))
		line("weeks", "%s", weekBars(t))
	}
	if a := t.Adherence; a != nil && !t.DayOne() {
		line("showed up", "on %d of %d days, with the full goal on %d", a.ShowedUp, a.Eligible, a.FullGoal)
	}
	if t.Consistency.OK {
		line("consistency", "%s %s", s.bar(t.Consistency.Float(), 24), percent(t.Consistency))
	}
	if r := t.Runs; r != nil && r.Longest > 0 {
		one := strings.TrimSuffix(r.Unit, "s")
		line("run", "%s, the longest %s; %s", count(r.Current, one), count(r.Longest, one), count(r.Comebacks, "comeback"))
	}
	if f := t.Forecast; f != nil {
		line("forecast", "%s", forecastText(f))
	} else if !t.DayOne() && t.Intervals < 3 && t.Overall.OK && t.Overall.Done < t.Overall.Planned {
		line("forecast", "%s", t.NoForecast)
	}
	if tr := t.TrackRecord; tr != nil {
		line("", "%d of %s for finished items held the real date", tr.Inside, count(tr.Forecasts, "earlier forecast"))
	}
	if due, draft := nextUpdate(s.plan); due != 0 {
		what := "next update"
		if len(t.Updates) == 0 {
			what = "first update"
		} else if draft {
			what = "this update"
		}
		line(what, "planned for %s%s", due.Long(), dueIn(due, s.today))
	}
}

// resources is a table per kind.
func (s *statusText) resources() {
	var kinds []string
	rows := map[string][][]string{}
	for i := range s.t.Resources {
		r := &s.t.Resources[i]
		if !r.InPlan && r.State == study.Planned && r.Minutes == 0 {
			continue
		}
		if rows[r.Kind] == nil {
			kinds = append(kinds, r.Kind)
		}
		rows[r.Kind] = append(rows[r.Kind], s.row(r))
	}
	var widths [6]int
	for _, list := range rows {
		for _, row := range list {
			for i, cell := range row {
				widths[i] = max(widths[i], utf8.RuneCountInString(cell))
			}
		}
	}
	const bar, gaps = 12, 12
	widths[0] = min(widths[0], columns-bar-gaps-widths[2]-widths[3]-widths[4]-widths[5])
	for _, kind := range kinds {
		fmt.Fprintf(&s.out, "\n%s%s\n", s.paint("pos", kind), s.kindForecast(kind))
		for _, row := range rows[kind] {
			bar := row[1]
			if bar == "" {
				bar = strings.Repeat(" ", 12)
			}
			text := fmt.Sprintf("  %s  %s  %s  %s  %s  %s", left(row[0], widths[0]), bar, left(row[2], widths[2]), right(row[3], widths[3]), right(row[4], widths[4]), row[5])
			fmt.Fprintln(&s.out, strings.TrimRight(text, " "))
		}
	}
}

// kindForecast is ": Feb 2027 (Dec 2026 to Jul 2027) at 5h of effort a week", or why a kind has no forecast. Before there
// is one for the whole, that line says it for all.
func (s *statusText) kindForecast(kind string) string {
	for i := range s.t.Kinds {
		k := &s.t.Kinds[i]
		switch {
		case k.Kind != kind:
		case k.Forecast != nil:
			return ": " + forecastText(k.Forecast)
		case s.t.Intervals >= 3 && k.NoForecast != string(study.Done) && k.NoForecast != string(study.Planned):
			return ": no forecast yet: " + k.NoForecast
		}
	}
	return ""
}

// row is a resource: id, bar, position, per cent, time, state.
func (s *statusText) row(r *study.Tracked) []string {
	row := []string{r.ID, "", where(r), "", "", string(cmp.Or(r.State, study.Planned))}
	if r.Percent.OK && !s.t.DayOne() {
		row[1] = s.bar(r.Percent.Float(), 12)
		if r.Unit != study.Percent && row[2] != notStarted {
			row[3] = percent(r.Percent)
		}
	}
	if row[2] == notStarted && r.Total > 0 && r.Unit != study.Percent {
		row[2] = "0 of " + sized(r.Total, r.TotalText(), r.Unit)
	}
	if r.Minutes > 0 {
		row[4] = spell(r.Minutes)
	}
	return row
}

func (s *statusText) promises() {
	first := true
	for _, c := range s.t.Commitments {
		if c.Outcome != "" {
			continue
		}
		if first {
			fmt.Fprintf(&s.out, "\n%s\n", s.paint("pos", "promised"))
			first = false
		}
		text := printable(c.Do)
		if c.By != 0 {
			text += ", by " + c.By.Medium() + dueIn(c.By, s.today)
		}
		fmt.Fprintf(&s.out, "  %s\n", wrapped(text, columns-2, "  "))
	}
}

// notes are the last remarks on what changed a figure.
func (s *statusText) notes() {
	const shown = 3
	notes := s.t.Notes
	if len(notes) == 0 {
		return
	}
	fmt.Fprintf(&s.out, "\n%s\n", s.paint("pos", "data notes"))
	for _, n := range notes[max(0, len(notes)-shown):] {
		fmt.Fprintf(&s.out, "  %s\n", wrapped(printable(n.Text), columns-2, "  "))
	}
	if more := len(notes) - shown; more > 0 {
		fmt.Fprintf(&s.out, "  %d earlier: the tracker page has them all\n", more)
	}
}

// resource is one resource with its history, newest first.
func (s *statusText) resource(r *study.Tracked) {
	fmt.Fprintf(&s.out, "%s  %s\n", s.paint("pos", r.ID), clipped(printable(cmp.Or(r.Title, r.Kind)), max(20, columns-2-len(r.ID))))
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&s.out, "  %-14s %s\n", label, text)
		}
	}
	s.out.WriteByte('\n')
	position := where(r)
	if r.Percent.OK && position != notStarted {
		position = s.bar(r.Percent.Float(), 24) + " " + position
		if r.Unit != study.Percent {
			position += ", " + percent(r.Percent)
		}
	}
	line("position", position)
	line("state", string(cmp.Or(r.State, study.Planned)))
	if r.Minutes > 0 {
		line("time", spell(r.Minutes))
	}
	if r.Weighed {
		effort := spell(r.Weight)
		if r.Estimated {
			effort += ", estimated"
		}
		line("effort", effort)
	}
	if r.Exam != 0 && (r.Exam <= s.t.AsOf || r.ExamAhead(s.t.AsOf) != 0) {
		line("exam", r.Exam.Long()+inDays(r.Exam, s.today))
	}
	if r.Forecast != nil {
		line("forecast", forecastText(r.Forecast))
	} else if r.State == study.Active && !s.t.DayOne() {
		line("forecast", "none yet: "+r.NoForecast)
	}
	if tr := r.TrackRecord; tr != nil {
		line("", fmt.Sprintf("%d of %s held the day it was done", tr.Inside, count(tr.Forecasts, "earlier forecast")))
	}
	if len(r.Trail) > 0 {
		fmt.Fprintf(&s.out, "\n%s\n", s.paint("pos", "history"))
	}
	for i, step := range slices.Backward(r.Trail) {
		text := printable(step.Raw)
		if step.Earned {
			text = "certificate of " + step.On.Medium()
		}
		if step.Resized {
			text = "total " + (&study.Tracked{Resource: r.Resource, Total: step.Total}).TotalText() + " in the catalogue: " + string(step.State)
		}
		if step.Note != "" {
			text += ": " + printable(step.Note)
		}
		switch {
		case step.Correct != "":
			text += " (correction: " + printable(step.Correct) + ")"
		case r.Corrects(i):
			text += " (correction)"
		}
		fmt.Fprintf(&s.out, "  %-11s  %s\n", step.AsOf.Medium(), wrapped(text, columns-15, strings.Repeat(" ", 15)))
	}
}

// bar is a share of a length of blocks, to an eighth of one. What is there at all shows.
func (s *statusText) bar(percent float64, length int) string {
	eighths := int(min(100, percent)*float64(length*8)/100 + .5)
	if percent > 0 {
		eighths = max(1, eighths)
	}
	if percent < 100 {
		eighths = min(eighths, length*8-1)
	}
	full := strings.Repeat("█", eighths/8)
	if part := eighths % 8; part > 0 {
		full += string(rune('█' + 8 - part)) // ▉ ▊ ▋ ▌ ▍ ▎ ▏
	}
	return full + s.paint("excerpt", strings.Repeat("░", length-utf8.RuneCountInString(full)))
}

// weekBars shows the hours of the last weeks by height.
func weekBars(t *study.Tracker) string {
	weeks := t.Weeks[max(0, len(t.Weeks)-26):]
	most := 0
	for _, w := range weeks {
		most = max(most, w.Dated+w.Undated)
	}
	if len(weeks) < 2 || most == 0 {
		return ""
	}
	var b strings.Builder
	for _, w := range weeks {
		switch m := w.Dated + w.Undated; m {
		case 0:
			b.WriteRune('·')
		default:
			b.WriteRune('▁' + rune((m*8-1)/most))
		}
	}
	return fmt.Sprintf("%s  the fullest %s", b.String(), spell(most))
}

// weekText is the time in the week of a day, of what was planned for it. The plan of a week that is not over is that of
// its days so far.
func weekText(t *study.Tracker, day civil.Date) string {
	for _, w := range t.Weeks {
		switch {
		case w.Monday != day.Monday():
		case w.Plan != nil && w.Monday+6 > t.AsOf:
			return fmt.Sprintf("%s, with %s planned so far", spell(w.Dated+w.Undated), spell(*w.Plan))
		default:
			return ofPlan(w.Dated+w.Undated, w.Plan)
		}
	}
	return ""
}

func ofPlan(minutes int, plan *int) string {
	if plan == nil {
		return spell(minutes)
	}
	return spell(minutes) + " of " + spell(*plan)
}

// nextUpdate is the day of the next update. A draft that is counted has not met its own day yet: that is the next one.
func nextUpdate(plan *site.Plan) (due civil.Date, draft bool) {
	due = plan.Tracker.Cadence.NextDue
	for _, u := range slices.Backward(plan.Tracker.Updates) {
		if !isDraft(plan, u.Post) {
			break
		}
		if draft = true; u.Due != 0 {
			due = u.Due
		}
	}
	return due, draft
}

const notStarted = "not started"

// where is a resource's position: "8h of 24h", "3 of 12 chapters".
func where(r *study.Tracked) string {
	switch {
	case r.State == study.Done && r.Total == 0:
		return "done"
	case r.Position == 0 && r.State != study.Active && r.State != study.Done:
		return notStarted
	case r.Unit == "":
		return "started"
	case r.Unit == study.Percent:
		return r.PositionText() + " %"
	case r.Total == 0:
		return sized(r.Position, r.PositionText(), r.Unit)
	case r.Unit == study.Hours:
		return sized(r.Position, "", r.Unit) + " of " + sized(r.Total, "", r.Unit)
	}
	return r.PositionText() + " of " + sized(r.Total, r.TotalText(), r.Unit)
}

// sized is a number with its unit: "24h", "12 chapters", "1 chapter".
func sized(n study.Num, decimal string, unit study.Unit) string {
	word := string(unit)
	switch {
	case unit == study.Hours:
		return spell(int((n + 500_000) / 1_000_000)) // of hours, a Num counts minutes
	case decimal == "1":
		word = strings.TrimSuffix(word, "s")
	}
	return decimal + " " + word
}

// forecastText prints a forecast no finer than its range allows.
func forecastText(f *study.Forecast) string {
	pace := fmt.Sprintf(" at %s of effort a week", spell(int(f.Pace+.5)))
	if f.Pace < 10 {
		pace = fmt.Sprintf(" at %.1fm of effort a week", f.Pace)
	}
	form := civil.Date.Medium
	if f.Latest-f.Earliest > 60 {
		form = civil.Date.Month
	}
	switch {
	case f.Pace == 0:
		return fmt.Sprintf("no movement in the last %d updates", f.N)
	case f.Likely == 0:
		return "more than five years away" + pace
	case f.Latest == 0:
		return fmt.Sprintf("%s (%s or later)%s", f.Likely.Month(), f.Earliest.Month(), pace)
	case f.Earliest == f.Latest:
		return form(f.Likely) + pace
	}
	return fmt.Sprintf("%s (%s to %s)%s", form(f.Likely), form(f.Earliest), form(f.Latest), pace)
}

// dueIn is inDays of something promised: one that has passed is overdue.
func dueIn(d, today civil.Date) string {
	if d >= today {
		return inDays(d, today)
	}
	return ", " + count(int(today-d), "day") + " overdue"
}

// inDays is ", in 3 days"; of a day that has passed it says nothing.
func inDays(d, today civil.Date) string {
	switch n := d - today; {
	case n == 0:
		return ", today"
	case n == 1:
		return ", tomorrow"
	case n > 1 && n < 100:
		return fmt.Sprintf(", in %d days", n)
	}
	return ""
}

func percent(p study.Percentage) string { return strings.TrimSuffix(p.String(), ".0") + " %" }

func planHours(minutes int) string { return fmt.Sprint((minutes + 30) / 60) }

// spell writes minutes as 6h30m.
func spell(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0 && m != 0:
		return fmt.Sprintf("%dm", m)
	case m == 0:
		return fmt.Sprintf("%dh", h)
	default:
		return fmt.Sprintf("%dh%02dm", h, m)
	}
}

func left(s string, width int) string {
	s = clipped(s, width)
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

func right(s string, width int) string {
	return strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s))) + s
}

func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most && most > 0 {
		return string(r[:most-1]) + "…"
	}
	return s
}

// wrapped breaks a text at its spaces; lines after the first begin with indent.
func wrapped(s string, width int, indent string) string {
	var b strings.Builder
	col := 0
	for i, word := range strings.Fields(s) {
		n := utf8.RuneCountInString(word)
		switch {
		case i > 0 && col+1+n > width:
			b.WriteString("\n" + indent)
			col = 0
		case i > 0:
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += n
	}
	return b.String()
}
