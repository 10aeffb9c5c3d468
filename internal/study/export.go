package study

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
)

// Schema is the version of progress.json.
const Schema = 1

// JSON returns progress.json: one line per figure and per item of a list, so that a change of the journal is a small
// change of the file. A figure that does not exist is null.
func (t *Tracker) JSON() ([]byte, error) {
	w := jsonWriter{}
	w.buf.WriteString("{\n")
	w.field("schema", Schema)
	w.field("as_of", orNull(t.AsOf))
	w.field("overall", t.overallJSON())
	list(&w, "kinds", t.Kinds, kindJSON)
	w.field("hours", pairs("minutes", t.Hours.Minutes, "dated", t.Hours.Dated, "undated", t.Hours.Undated,
		"planned", t.Hours.Planned, "dated_days", t.Hours.DatedDays, "days", t.Hours.Days))
	w.field("adherence", t.adherenceJSON())
	w.field("consistency", t.Consistency)
	w.field("runs", t.runsJSON())
	list(&w, "resources", t.Resources, resourceJSON)
	list(&w, "weeks", t.Weeks, weekJSON)
	list(&w, "days", t.Days, dayJSON)
	list(&w, "updates", t.Updates, updateJSON)
	w.field("cadence", pairs("updates", t.Cadence.Updates, "on_time", t.Cadence.OnTime, "skipped", t.Cadence.Skipped,
		"median_gap", t.Cadence.MedianGap, "next_due", orNull(t.Cadence.NextDue)))
	list(&w, "commitments", t.Commitments, commitmentJSON)
	w.field("forecast", forecastJSON(t.Forecast))
	w.field("track_record", t.recordJSON())
	list(&w, "labs", t.Labs, labJSON)
	list(&w, "certificates", t.Certificates, certificateJSON)
	list(&w, "topics", t.Topics, topicJSON)
	list(&w, "milestones", t.Milestones, milestoneJSON)
	list(&w, "notes", t.Notes, noteJSON)
	w.buf.WriteString("\n}\n")
	return w.buf.Bytes(), w.err
}

// A jsonWriter writes the fields of one object, a line each.
type jsonWriter struct {
	buf  bytes.Buffer
	some bool
	err  error
}

func (w *jsonWriter) name(name string) {
	if w.some {
		w.buf.WriteString(",\n")
	}
	w.some = true
	w.buf.WriteString(`  "` + name + `": `)
}

func (w *jsonWriter) field(name string, v any) {
	w.name(name)
	w.value(v)
}

func (w *jsonWriter) value(v any) {
	b, err := encode(v)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.buf.Write(b)
}

// list writes an array, an item a line. An empty one is [].
func list[T any](w *jsonWriter, name string, items []T, as func(*T) any) {
	w.name(name)
	w.buf.WriteByte('[')
	for i := range items {
		if i > 0 {
			w.buf.WriteByte(',')
		}
		w.buf.WriteString("\n    ")
		w.value(as(&items[i]))
	}
	if len(items) > 0 {
		w.buf.WriteString("\n  ")
	}
	w.buf.WriteByte(']')
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // the file is data, not part of a page
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// object is a JSON object whose names keep their order.
type object []any

func pairs(namesAndValues ...any) object { return namesAndValues }

// MarshalJSON writes the pairs in order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := 0; i+1 < len(o); i += 2 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + o[i].(string) + `":`)
		v, err := encode(o[i+1])
		if err != nil {
			return nil, err
		}
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// MarshalJSON writes 19.2, 25.0, or null for no figure.
func (p Percentage) MarshalJSON() ([]byte, error) {
	if !p.OK {
		return []byte("null"), nil
	}
	return []byte(p.String()), nil
}

// orNull is nil for the zero value: what does not exist is null, never "".
func orNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// tenth is a number with one decimal.
func tenth(x float64) json.RawMessage {
	return json.RawMessage(strconv.FormatFloat(x, 'f', 1, 64))
}

func (t *Tracker) overallJSON() any {
	if !t.Overall.OK {
		return nil
	}
	return pairs("percent", t.Overall.Percent(), "done_minutes", t.Overall.Done, "planned_minutes", t.Overall.Planned)
}

func kindJSON(k *Kind) any {
	if !k.OK {
		return pairs("kind", k.Kind, "percent", nil, "done_minutes", nil, "planned_minutes", nil, "resources", k.Resources)
	}
	return pairs("kind", k.Kind, "percent", k.Percent(), "done_minutes", k.Done, "planned_minutes", k.Planned,
		"resources", k.Resources)
}

func (t *Tracker) adherenceJSON() any {
	if t.Adherence == nil {
		return nil
	}
	return pairs("eligible", t.Adherence.Eligible, "showed_up", t.Adherence.ShowedUp, "full_goal", t.Adherence.FullGoal)
}

func (t *Tracker) runsJSON() any {
	if t.Runs == nil {
		return nil
	}
	return pairs("unit", t.Runs.Unit, "current", t.Runs.Current, "longest", t.Runs.Longest, "comebacks", t.Runs.Comebacks)
}

func resourceJSON(r *Tracked) any {
	return pairs("id", r.ID, "kind", r.Kind, "title", r.Title, "unit", orNull(r.Unit), "position", r.PositionText(),
		"total", orNull(r.TotalText()), "percent", r.Percent, "state", r.State, "effort", r.effort(),
		"estimated", r.Weighed && r.Estimated, "minutes", r.Minutes, "first", orNull(r.First), "moved", orNull(r.Moved),
		"post", orNull(r.Post), "forecast", forecastJSON(r.Forecast))
}

func (r *Tracked) effort() any {
	if !r.Weighed {
		return nil
	}
	return r.Weight
}

func forecastJSON(f *Forecast) any {
	if f == nil {
		return nil
	}
	return pairs("n", f.N, "pace", tenth(f.Pace), "half", tenth(f.Half), "earliest", orNull(f.Earliest),
		"likely", orNull(f.Likely), "latest", orNull(f.Latest))
}

func weekJSON(w *Week) any {
	return pairs("week", w.Name(), "monday", w.Monday, "dated", w.Dated, "undated", w.Undated, "plan", w.Plan)
}

func dayJSON(d *Day) any {
	var minutes any
	if d.State == DayLogged || d.State == DayZero {
		minutes = d.Minutes
	}
	return pairs("date", d.Date, "minutes", minutes, "state", d.State)
}

func updateJSON(u *Update) any {
	return pairs("post", u.Post, "date", orNull(u.Date), "as_of", u.AsOf, "due", orNull(u.Due), "late", u.Late,
		"skipped", u.Skipped, "minutes", u.Minutes, "done_minutes", u.Share.Done, "planned_minutes", u.Share.Planned)
}

func commitmentJSON(c *Commitment) any {
	return pairs("id", c.ID, "do", c.Do, "by", orNull(c.By), "post", c.Post, "outcome", orNull(c.Outcome),
		"resolved", orNull(c.Resolved))
}

func (t *Tracker) recordJSON() any {
	if t.TrackRecord == nil {
		return nil
	}
	return pairs("forecasts", t.TrackRecord.Forecasts, "inside", t.TrackRecord.Inside)
}

func labJSON(l *LabState) any {
	return pairs("id", l.ID, "title", l.Title, "status", orNull(l.Status), "as_of", l.AsOf, "post", l.Post,
		"repo", orNull(l.Repo), "minutes", l.Minutes, "for", listOf(l.For))
}

func certificateJSON(c *Certificate) any {
	return pairs("cert", c.Cert, "on", c.On, "expires", orNull(c.Expires), "url", orNull(c.URL), "post", c.Post)
}

func topicJSON(e *TopicEvidence) any {
	return pairs("topic", e.Topic, "evidence", pairs("read", listOf(e.Read), "watched", listOf(e.Watched),
		"built", listOf(e.Built), "certified", listOf(e.Certified), "written", listOf(e.Written)))
}

// listOf makes an absent list an empty one.
func listOf(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func milestoneJSON(m *Milestone) any {
	return pairs("date", m.Date, "what", m.What, "resource", orNull(m.Resource), "post", orNull(m.Post))
}

func noteJSON(n *DataNote) any {
	return pairs("code", n.Code, "date", n.Date, "resource", orNull(n.Resource), "post", n.Post, "text", n.Text)
}

// SessionsCSV returns sessions.csv.
func (t *Tracker) SessionsCSV() []byte {
	rows := [][]string{{"date", "minutes", "resource", "post", "line", "kind"}}
	for _, s := range t.Sessions {
		minutes := strconv.Itoa(s.Minutes)
		if s.Kind == "rest" {
			minutes = ""
		}
		rows = append(rows, []string{s.Date.String(), minutes, s.Resource, s.Post, strconv.Itoa(s.Line), s.Kind})
	}
	return csvFile(rows)
}

// StatementsCSV returns statements.csv.
func (t *Tracker) StatementsCSV() []byte {
	rows := [][]string{{"as_of", "post", "line", "resource", "form", "position", "total", "unit", "state"}}
	for _, s := range t.Statements {
		rows = append(rows, []string{s.AsOf.String(), s.Post, strconv.Itoa(s.Line), s.Resource, s.Form, s.Position, s.Total,
			string(s.Unit), string(s.State)})
	}
	return csvFile(rows)
}

// ResourcesCSV returns resources.csv: the columns of the JSON, with the forecast's own in place of `forecast`.
func (t *Tracker) ResourcesCSV() []byte {
	rows := [][]string{{"id", "kind", "title", "unit", "position", "total", "percent", "state", "effort", "estimated", "minutes",
		"first", "moved", "post", "n", "pace", "half", "earliest", "likely", "latest"}}
	for i := range t.Resources {
		r := &t.Resources[i]
		effort := ""
		if r.Weighed {
			effort = strconv.Itoa(r.Weight)
		}
		row := []string{r.ID, r.Kind, r.Title, string(r.Unit), r.PositionText(), r.TotalText(), r.Percent.String(),
			string(r.State), effort, strconv.FormatBool(r.Weighed && r.Estimated), strconv.Itoa(r.Minutes),
			r.First.String(), r.Moved.String(), r.Post}
		rows = append(rows, append(row, forecastCells(r.Forecast)...))
	}
	return csvFile(rows)
}

func forecastCells(f *Forecast) []string {
	if f == nil {
		return make([]string, 6)
	}
	return []string{strconv.Itoa(f.N), string(tenth(f.Pace)), string(tenth(f.Half)), f.Earliest.String(), f.Likely.String(),
		f.Latest.String()}
}

// csvFile writes RFC 4180: CRLF line ends, quotes where they are needed, cells guarded.
func csvFile(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		for i := range row {
			row[i] = guard(row[i])
		}
		_ = w.Write(row) // a bytes.Buffer takes everything
	}
	w.Flush()
	return b.Bytes()
}

// guard puts an apostrophe before what a spreadsheet would take for a formula: a cell that starts, after spaces, tabs
// and the invisible, with = + - @ or a character that NFKC turns into one of them.
func guard(cell string) string {
	for _, r := range cell {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			continue
		case strings.ContainsRune(formulaStarts, r):
			return "'" + cell
		}
		return cell
	}
	return cell
}

// formulaStarts are = + - @ and the characters whose compatibility form begins with one of them.
const formulaStarts = "=+-@" + "⁼₌⩵⩶﹦＝" + "⁺₊﬩﹢＋" + "﹣－" + "﹫＠"
