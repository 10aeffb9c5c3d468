package compare

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"unicode"

	"studylog/internal/civil"
	"studylog/internal/slug"
)

// CSV returns the live rows as RFC 4180 CSV: text, UTF-8, CRLF line ends, every cell guarded by CSVField.
func (t Table) CSV() []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, record := range t.text() {
		for i := range record {
			record[i] = CSVField(record[i])
		}
		w.Write(record) // a bytes.Buffer takes everything; Flush reports nothing either
	}
	w.Flush()
	return out.Bytes()
}

// CSVQuoted reports whether a cell of the CSV carries an added apostrophe, which is said beside the link.
func (t Table) CSVQuoted() bool {
	for _, record := range t.text() {
		for _, field := range record {
			if CSVField(field) != field {
				return true
			}
		}
	}
	return false
}

// text is the header and the live rows as plain text, each on one line.
func (t Table) text() [][]string {
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = oneLine(c.Head.Text)
	}
	records := [][]string{head}
	for _, r := range t.Live() {
		record := make([]string, len(t.Columns))
		record[0] = oneLine(r.Key.Text)
		for i, c := range r.Cells {
			if c != nil {
				record[i] = oneLine(c.Text)
			}
		}
		records = append(records, record)
	}
	return records
}

var lineEnds = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

func oneLine(s string) string { return lineEnds.Replace(s) }

// CSVField returns text as a CSV cell may hold it. Spreadsheets run a cell that begins with = + - or @ as a formula,
// some of them after dropping spaces, tabs and invisible characters, or after folding full-width forms: such a cell
// gets an apostrophe before it, as does a number with a sign.
func CSVField(text string) string {
	if s := strings.TrimLeft(text, " \t"); s == "" || s[0] > ' ' && s[0] < 0x7F && !strings.ContainsRune("=+-@", rune(s[0])) {
		return text // what begins with a letter needs no folding to be seen
	}
	seen := strings.TrimLeftFunc(slug.Key(text), func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) })
	if seen != "" && strings.ContainsRune("=+-@", rune(seen[0])) {
		return "'" + text
	}
	return text
}

// Markdown returns the live rows as a GFM table under the comparison's marker. Pasted into a post, it confirms every
// cell and changes nothing. Links lead where they did, by [Cell.Elsewhere].
func (t Table) Markdown() []byte {
	var out bytes.Buffer
	out.WriteString("<!-- compare: " + t.ID + " -->\n")
	for _, c := range t.Columns {
		writeCell(&out, c.Head.Elsewhere())
	}
	out.WriteString("|\n" + strings.Repeat("|---", len(t.Columns)) + "|\n")
	for _, r := range t.Live() {
		writeCell(&out, r.Key.Elsewhere())
		for _, c := range r.Cells[1:] {
			if c == nil {
				writeCell(&out, "")
			} else {
				writeCell(&out, c.Elsewhere())
			}
		}
		out.WriteString("|\n")
	}
	return out.Bytes()
}

// writeCell puts back the backslash that a pipe needs everywhere in a table, code spans included.
func writeCell(out *bytes.Buffer, markdown string) {
	out.WriteString("| ")
	if markdown = strings.TrimSpace(oneLine(markdown)); markdown != "" {
		out.WriteString(strings.ReplaceAll(markdown, "|", `\|`) + " ")
	}
}

// escapeMarkdown returns inline Markdown that renders as s, for names that come from a marker or a definition.
func escapeMarkdown(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		twin := i > 0 && s[i-1] == s[i] || i+1 < len(s) && s[i+1] == s[i]
		if strings.IndexByte("\\`*_[]<>~&=:$\"'", s[i]) >= 0 || twin && (s[i] == '-' || s[i] == '.') {
			out.WriteByte('\\')
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

type jsonTable struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Updated civil.Date   `json:"updated"`
	Posts   []jsonSource `json:"posts"`
	Columns []jsonColumn `json:"columns"`
	Rows    []jsonRow    `json:"rows"`
	History []jsonEvent  `json:"history"`
}

type jsonSource struct {
	Post  string     `json:"post"`
	Title string     `json:"title"`
	Date  civil.Date `json:"date"`
}

type jsonText struct {
	Markdown string `json:"markdown"`
	Text     string `json:"text"`
}

type jsonColumn struct {
	ID string `json:"id"`
	jsonText
}

type jsonRow struct {
	ID      string      `json:"id"`
	Key     jsonText    `json:"key"`
	Retired bool        `json:"retired"`
	Cells   []*jsonCell `json:"cells"` // as columns, without the first; null: nothing stated
}

type jsonCell struct {
	jsonText
	Post      string      `json:"post"`
	Date      civil.Date  `json:"date"`
	Action    string      `json:"action"`
	Previous  *jsonBefore `json:"previous"`
	Confirmed *civil.Date `json:"confirmed"`
}

type jsonBefore struct {
	jsonText
	Post string     `json:"post"`
	Date civil.Date `json:"date"`
}

type jsonEvent struct {
	jsonSource
	Changes []jsonChange `json:"changes"`
}

type jsonChange struct {
	Action string    `json:"action"`
	Row    string    `json:"row,omitempty"`
	Column string    `json:"column,omitempty"`
	Before *jsonText `json:"before"`
	After  *jsonText `json:"after"`
}

// JSON returns the whole table with its history, retired rows included. url makes a link of a post's permalink and an
// anchor; nil leaves permalinks as they are. Posts that only confirmed are among the posts and not in the history.
func (t Table) JSON(url func(post, anchor string) string) []byte {
	if url == nil {
		url = func(post, anchor string) string { return post }
	}
	link := func(s *Source) string { return url(s.Post, s.Anchor) }
	doc := jsonTable{
		ID: t.ID, Title: t.Title, Updated: t.Updated,
		Posts: []jsonSource{}, Columns: []jsonColumn{}, Rows: []jsonRow{}, History: []jsonEvent{},
	}
	for _, c := range t.Columns {
		doc.Columns = append(doc.Columns, jsonColumn{c.ID, *jsonOf(&c.Head)})
	}
	for _, r := range t.Rows {
		row := jsonRow{ID: r.ID, Key: *jsonOf(&r.Key), Retired: r.Retired, Cells: make([]*jsonCell, len(r.Cells)-1)}
		for i, c := range r.Cells[1:] {
			row.Cells[i] = jsonOfCell(c, link)
		}
		doc.Rows = append(doc.Rows, row)
	}
	for _, e := range t.History {
		from := jsonSource{url(e.Post, ""), e.Title, e.Date}
		doc.Posts = append(doc.Posts, from)
		if len(e.Changes) == 0 {
			continue
		}
		event := jsonEvent{jsonSource: from}
		for _, c := range e.Changes {
			event.Changes = append(event.Changes,
				jsonChange{strings.ToLower(c.Action.String()), c.Row, c.Column, jsonOf(c.Before), jsonOf(c.After)})
		}
		doc.History = append(doc.History, event)
	}
	out, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		panic(err) // strings and dates always marshal
	}
	return append(out, '\n')
}

func jsonOf(c *Cell) *jsonText {
	if c == nil {
		return nil
	}
	return &jsonText{c.Elsewhere(), c.Text}
}

func jsonOfCell(c *TableCell, link func(*Source) string) *jsonCell {
	if c == nil {
		return nil
	}
	out := &jsonCell{jsonText: *jsonOf(&c.Cell), Post: link(c.Source), Date: c.Source.Date, Action: strings.ToLower(c.Action.String())}
	if p := c.Previous; p != nil {
		out.Previous = &jsonBefore{*jsonOf(&p.Cell), link(p.Source), p.Source.Date}
	}
	if c.Confirmed != nil {
		out.Confirmed = &c.Confirmed.Date
	}
	return out
}
