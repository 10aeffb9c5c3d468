package study

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"studylog/internal/slug"
)

// Schema is the version of progress.json.
const Schema = 1

// JSON returns progress.json: one line per figure and per item of a list, so that a small change of the journal is a
// small change of the file. A figure that does not exist is null. There is no error today; callers that check for one
// need not change on the day there is.
func (t *Tracker) JSON() ([]byte, error) {
	w := jsonWriter{}
	w.buf = append(w.buf, "{\n"...)
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
	w.field("track_record", recordJSON(t.TrackRecord))
	list(&w, "labs", t.Labs, labJSON)
	list(&w, "certificates", t.Certificates, certificateJSON)
	list(&w, "topics", t.Topics, topicJSON)
	list(&w, "milestones", t.Milestones, milestoneJSON)
	list(&w, "notes", t.Notes, noteJSON)
	return append(w.buf, "\n}\n"...), nil
}

// A jsonWriter writes the fields of one object, a line each.
type jsonWriter struct {
	buf  []byte
	some bool
}

func (w *jsonWriter) name(name string) {
	if w.some {
		w.buf = append(w.buf, ",\n"...)
	}
	w.some = true
	w.buf = append(w.buf, `  "`+name+`": `...)
}

func (w *jsonWriter) field(name string, v any) {
	w.name(name)
	w.value(v)
}

func (w *jsonWriter) value(v any) { w.buf = appendJSON(w.buf, v) }

// list writes an array, an item a line. An empty one is [].
func list[T any](w *jsonWriter, name string, items []T, as func(*T) any) {
	w.name(name)
	w.buf = append(w.buf, '[')
	for i := range items {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = append(w.buf, "\n    "...)
		w.value(as(&items[i]))
	}
	if len(items) > 0 {
		w.buf = append(w.buf, "\n  "...)
	}
	w.buf = append(w.buf, ']')
}

// object is a JSON object as names and values in turn, so that names keep their order.
type object []any

func pairs(namesAndValues ...any) object { return namesAndValues }

// appendJSON writes the values that a tracker has. Reflection would do it too, at ten times the cost, and would sort
// the names.
func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case object:
		b = append(b, '{')
		for i := 0; i+1 < len(v); i += 2 {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendJSON(b, v[i]), ':')
			b = appendJSON(b, v[i+1])
		}
		return append(b, '}')
	case []string:
		b = append(b, '[')
		for i, s := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, s)
		}
		return append(b, ']')
	case string:
		return appendText(b, v)
	case Unit:
		return appendText(b, string(v))
	case State:
		return appendText(b, string(v))
	case DayState:
		return appendText(b, string(v))
	case Date:
		y, m, d := v.Parts()
		return append(append(append(append(b, '"'), pad(y, 4)+"-"+pad(m, 2)...), "-"+pad(d, 2)...), '"')
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case *int:
		if v == nil {
			return append(b, "null"...)
		}
		return strconv.AppendInt(b, int64(*v), 10)
	case *float64:
		if v == nil {
			return append(b, "null"...)
		}
		return strconv.AppendFloat(b, *v, 'f', -1, 64)
	case tenth:
		return strconv.AppendFloat(b, float64(v), 'f', 1, 64)
	case Percentage:
		if !v.OK {
			return append(b, "null"...)
		}
		return append(b, v.String()...)
	}
	panic(fmt.Sprintf("study: no JSON for %T", v))
}

// appendText quotes a string; encoding/json does it where there is anything to escape.
func appendText(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, err := json.Marshal(s)
			if err != nil {
				panic("study: a string is always JSON: " + err.Error())
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// tenth is a number with one decimal.
type tenth float64

// orNull is nil for the zero value: what does not exist is null, never "".
func orNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

func (t *Tracker) overallJSON() any {
	if !t.Overall.OK {
		return nil
	}
	return pairs("percent", t.Overall.Percent(), "done_minutes", t.Overall.Done, "planned_minutes", t.Overall.Planned)
}

func kindJSON(k *Kind) any {
	if !k.OK {
		return pairs("kind", k.Kind, "percent", nil, "done_minutes", nil, "planned_minutes", nil, "resources", k.Resources,
			"forecast", nil, "track_record", recordJSON(k.TrackRecord))
	}
	return pairs("kind", k.Kind, "percent", k.Percent(), "done_minutes", k.Done, "planned_minutes", k.Planned,
		"resources", k.Resources, "forecast", forecastJSON(k.Forecast), "track_record", recordJSON(k.TrackRecord))
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
		"post", orNull(r.Post), "forecast", forecastJSON(r.Forecast), "track_record", recordJSON(r.TrackRecord))
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

func recordJSON(r *TrackRecord) any {
	if r == nil {
		return nil
	}
	return pairs("forecasts", r.Forecasts, "inside", r.Inside)
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
		rows = append(rows, []string{
			s.AsOf.String(), s.Post, strconv.Itoa(s.Line), s.Resource, s.Form, s.Position, s.Total,
			string(s.Unit), string(s.State),
		})
	}
	return csvFile(rows)
}

// ResourcesCSV returns resources.csv: the columns of the JSON, with the forecast's own in place of `forecast`, and the
// record's in place of `track_record`.
func (t *Tracker) ResourcesCSV() []byte {
	rows := [][]string{{
		"id", "kind", "title", "unit", "position", "total", "percent", "state", "effort", "estimated", "minutes",
		"first", "moved", "post", "n", "pace", "half", "earliest", "likely", "latest", "forecasts", "inside",
	}}
	for i := range t.Resources {
		r := &t.Resources[i]
		effort := ""
		if r.Weighed {
			effort = strconv.Itoa(r.Weight)
		}
		row := []string{
			r.ID, r.Kind, r.Title, string(r.Unit), r.PositionText(), r.TotalText(), r.Percent.String(),
			string(r.State), effort, strconv.FormatBool(r.Weighed && r.Estimated), strconv.Itoa(r.Minutes),
			r.First.String(), r.Moved.String(), r.Post,
		}
		rows = append(rows, append(append(row, forecastCells(r.Forecast)...), recordCells(r.TrackRecord)...))
	}
	return csvFile(rows)
}

func forecastCells(f *Forecast) []string {
	if f == nil {
		return make([]string, 6)
	}
	return []string{
		strconv.Itoa(f.N), oneDecimal(f.Pace), oneDecimal(f.Half), f.Earliest.String(), f.Likely.String(),
		f.Latest.String(),
	}
}

func recordCells(r *TrackRecord) []string {
	if r == nil {
		return make([]string, 2)
	}
	return []string{strconv.Itoa(r.Forecasts), strconv.Itoa(r.Inside)}
}

func oneDecimal(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

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

// guard puts an apostrophe before what a spreadsheet would take for a formula: a cell that starts, once spaces, tabs, the
// invisible and compatibility forms are seen through, with = + - or @.
func guard(cell string) string {
	if cell == "" || digit(cell[0]) || letter(cell[0]) || cell[0] == '/' {
		return cell
	}
	if seen := slug.Key(cell); seen != "" && strings.ContainsRune("=+-@", rune(seen[0])) {
		return "'" + cell
	}
	return cell
}
