package content

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"studylog/internal/civil"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/study"
)

// This file puts text into YAML. A node knows where it begins; where it ends is found by walking the source along with
// it, since only what was read says what a quote or a # means there. All of it may be wrong about YAML that nobody
// writes (`? key`, say): Edit reads the result, and refuses then.

// An editor works on one source. After each change it is read anew.
type editor struct {
	file  string
	src   []byte
	entry Entry

	position, note string        // what to write for the entry's resource; position is empty if nothing is
	session        study.Session // what to write under its day, if entry.Time is set
	gaveWay        bool          // a rest or a zero of that day did
	notes          []string

	root  *decode.Node // of src
	lines []int        // where each line of src begins
	stale bool         // src has changed since
}

// A field to be written: a value on its line, or fields below it.
type newField struct {
	key   string
	value string // as YAML
	below []newField
}

// write changes src so that it says what the entry says.
func (ed *editor) write() *diag.Diagnostic {
	root := ed.root
	if n := root.Get("progress"); n != nil && n.Kind == decode.Scalar {
		if done, d := ed.inLine(n); done || d != nil {
			return d
		}
		if d := ed.grow(root); d != nil {
			return d
		}
	}
	if ed.position != "" {
		if d := ed.writePosition(ed.read()); d != nil {
			return d
		}
	}
	if ed.entry.Time != "" {
		return ed.writeTime(ed.read())
	}
	return nil
}

// read returns the root of src, and makes the editor ready to find places in it.
func (ed *editor) read() *decode.Node {
	if ed.stale {
		header, _ := decode.Split(ed.file, ed.src)
		ed.take(header)
	}
	return ed.root
}

func (ed *editor) take(header decode.Header) {
	if header.Format == decode.None {
		ed.openHeader()
		header, _ = decode.Split(ed.file, ed.src)
	}
	ed.root, ed.stale = header.Root, false
	ed.lines = ed.lines[:0]
	start := ed.begin()
	for {
		ed.lines = append(ed.lines, start)
		i := bytes.IndexByte(ed.src[start:], '\n')
		if i < 0 {
			return
		}
		start += i + 1
	}
}

// begin is where the first line begins: after a byte order mark.
func (ed *editor) begin() int { return len(ed.src) - len(bytes.TrimPrefix(ed.src, []byte("\uFEFF"))) }

// openHeader gives a post without front matter an empty one.
func (ed *editor) openHeader() {
	start := ed.begin()
	nl := ed.newline(start)
	ed.splice(start, start, "---"+nl+"---"+nl)
	ed.notes = append(ed.notes, "the post has a front matter now")
}

func (ed *editor) writePosition(root *decode.Node) *diag.Diagnostic {
	id := ed.entry.Resource
	at, d := ed.section(root, "at", newField{key: id, value: ed.positionValue(false)}, newField{key: id, value: ed.positionValue(true)})
	if at == nil {
		return d
	}
	for _, f := range at.Fields {
		if f.Key == id {
			return ed.changePosition(at, f)
		}
	}
	ed.addField(at, len(at.Fields)-1, newField{key: id, value: ed.positionValue(at.Flow)})
	return nil
}

// positionValue is the position as a value, in a flow collection or out of one.
func (ed *editor) positionValue(flow bool) string {
	if ed.note == "" {
		return plainOrQuoted(ed.position, flow)
	}
	return "{at: " + plainOrQuoted(ed.position, true) + ", note: " + QuoteYAML(ed.note) + "}"
}

// changePosition writes the position in the place of the one that stands there.
func (ed *editor) changePosition(at *decode.Node, f decode.Field) *diag.Diagnostic {
	n := f.Value
	switch {
	case n.Absent():
		ed.fill(f, " "+ed.positionValue(at.Flow))
		return nil
	case n.Kind == decode.Scalar:
		if _, err := study.ParsePosition(n.Text); err != nil {
			return ed.refuse("line %d: %s", n.Pos.Line, err)
		}
		ed.replace(n, ed.positionValue(at.Flow))
		return nil
	case n.Kind != decode.Map || n.Get("at") == nil:
		return ed.tooOdd()
	}
	place, _ := n.Field("at")
	note, noted := n.Field("note")
	words, _ := note.Value.Str()
	// The later place is written first, since the earlier one stays where it is then.
	text := plainOrQuoted(ed.position, n.Flow)
	switch before := noted && ed.offset(note.KeyPos) < ed.offset(place.KeyPos); {
	case ed.note == strings.TrimSpace(words):
		ed.replace(place.Value, text)
	case before:
		ed.replace(place.Value, text)
		ed.writeNote(n, place, note)
	default:
		ed.writeNote(n, place, note)
		ed.replace(place.Value, text)
	}
	return nil
}

// writeNote writes the note into a position's map: after its place, or to the note that is there.
func (ed *editor) writeNote(n *decode.Node, place, note decode.Field) {
	from, to := 0, 0
	if !note.Value.Absent() {
		from, to, _ = ed.span(note.Value)
	}
	switch {
	case note.Key == "":
		ed.addField(n, slices.IndexFunc(n.Fields, func(f decode.Field) bool { return f.Value == place.Value }), newField{key: "note", value: QuoteYAML(ed.note)})
	case note.Value.Absent():
		ed.fill(note, " "+QuoteYAML(ed.note))
	case note.Value.Quoted && note.Value.Text != "" && ed.src[from] != '"' && ed.src[from] != '\'': // | or >: one more line
		first, _ := slices.BinarySearch(ed.lines, from+1)
		for first+1 < len(ed.lines) && strings.TrimSpace(ed.line(first)) == "" {
			first++
		}
		at := ed.nextLine(to)
		ed.splice(at, at, strings.Repeat(" ", indentOf(ed.line(first)))+ed.entry.Note+ed.newline(to))
	default:
		ed.replace(note.Value, QuoteYAML(ed.note))
	}
}

func (ed *editor) writeTime(root *decode.Node) *diag.Diagnostic {
	day := ed.entry.Day
	fresh := func(flow bool) newField {
		return newField{key: day.String(), value: plainOrQuoted(ed.entry.spent(), flow)}
	}
	time, d := ed.section(root, "time", fresh(false), fresh(true))
	if time == nil {
		return d
	}
	for _, f := range time.Fields {
		if at, ok := civil.Parse(strings.TrimSpace(f.Key)); ok && at == day {
			return ed.changeDay(time, f)
		}
	}
	ed.addField(time, ed.dayBefore(root, time), fresh(time.Flow))
	return nil
}

// dayBefore is the field after which a new day belongs: that of the last day before it. A day before all others comes
// first, if no comment stands between the key and them: it would be torn from what it speaks of.
func (ed *editor) dayBefore(root, time *decode.Node) int {
	after, later := -1, false
	for i, f := range time.Fields {
		_, last, ranged := strings.Cut(f.Key, "..")
		if !ranged {
			last = f.Key
		}
		at, ok := civil.Parse(strings.TrimSpace(last))
		switch {
		case ok && at < ed.entry.Day:
			after = i
		case ok && i == 0:
			later = true
		}
	}
	key, _ := root.Get("progress").Field("time")
	if after >= 0 || later && (time.Flow || time.Fields[0].KeyPos.Line == key.KeyPos.Line+1) {
		return after
	}
	return len(time.Fields) - 1
}

// changeDay adds the session to a day that says something already.
func (ed *editor) changeDay(time *decode.Node, f decode.Field) *diag.Diagnostic {
	n := f.Value
	flowText := plainOrQuoted(ed.entry.spent(), true)
	switch {
	case n.Absent():
		ed.fill(f, " "+plainOrQuoted(ed.entry.spent(), time.Flow))
		return nil
	case n.Kind == decode.Scalar && !ed.isTime(n):
		return ed.replaceQuietDay(time, n)
	case ed.session.Kind != study.Spent:
		return ed.refuse("%s has time in this post already: it is no day of rest and no zero", ed.entry.Day)
	case n.Kind == decode.List && n.Flow:
		ed.addItem(n, flowText)
		return nil
	case n.Kind == decode.List:
		return ed.addDash(n, plainOrQuoted(ed.entry.spent(), false))
	case n.Kind == decode.Map && !n.Flow:
		d := ed.refuse("%s has one session in several lines; a second one makes a list of it", ed.entry.Day).
			Hintf("write a dash before it, indent its lines, and log again: \"- time: …\"")
		return &d
	}
	from, to, ok := ed.span(n)
	if !ok || n.Kind == decode.Scalar && bytes.IndexByte([]byte("|>"), ed.src[from]) >= 0 {
		return ed.tooOdd()
	}
	ed.splice(to, to, ", "+flowText+"]")
	ed.splice(from, from, "[")
	return nil
}

// isTime says whether a day's one value is time: no rest, no zero, and nothing that cannot be read.
func (ed *editor) isTime(n *decode.Node) bool {
	minutes, _, err := study.ParseSpent(n.Text)
	return err == nil && minutes > 0
}

// replaceQuietDay: a day of rest, or one with an honest zero, may have time in the end.
func (ed *editor) replaceQuietDay(time, n *decode.Node) *diag.Diagnostic {
	was, now := strings.TrimSpace(n.Text), ed.entry.spent()
	minutes, _, err := study.ParseSpent(was)
	switch {
	case was != "rest" && (err != nil || minutes > 0):
		return ed.refuse("line %d: %q under %s cannot be read: correct it first", n.Pos.Line, was, ed.entry.Day)
	case was == now:
		return ed.refuse("%s says %s in this post already", ed.entry.Day, was)
	}
	ed.gaveWay = true
	ed.notes = append(ed.notes, fmt.Sprintf("%s said %s, and says %s now", ed.entry.Day, was, now))
	ed.replace(n, plainOrQuoted(now, time.Flow))
	return nil
}

// section returns a part of the progress block to add to, or nil once the field stands in a new one (or nothing can).
func (ed *editor) section(root *decode.Node, name string, block, flow newField) (*decode.Node, *diag.Diagnostic) {
	top, ok := root.Field("progress")
	if !ok || top.Value.Absent() {
		within := newField{key: name, below: []newField{block}}
		if root.Flow {
			within.below[0] = flow
		}
		if ok {
			ed.fillBelow(top, within, root.Flow)
		} else {
			ed.addTop(root, newField{key: "progress", below: []newField{within}})
		}
		return nil, nil
	}
	progress := top.Value
	if progress.Kind != decode.Map {
		return nil, ed.refuse("line %d: progress must be one line, or keys with values", progress.Pos.Line)
	}
	f, ok := progress.Field(name)
	field := block
	if progress.Flow {
		field = flow
	}
	switch {
	case !ok:
		ed.addField(progress, len(progress.Fields)-1, newField{key: name, below: []newField{field}})
	case f.Value.Absent():
		ed.fillBelow(f, field, progress.Flow)
	case f.Value.Kind != decode.Map:
		return nil, ed.refuse("line %d: %s must be keys with values", f.Value.Pos.Line, name)
	default:
		return f.Value, nil
	}
	return nil, nil
}

// addTop adds a field to the front matter: at its end, below the comments that may stand there.
func (ed *editor) addTop(root *decode.Node, f newField) {
	if root.Flow {
		ed.addField(root, len(root.Fields)-1, f)
		return
	}
	indent := ""
	if len(root.Fields) > 0 {
		indent = strings.Repeat(" ", max(0, root.Fields[0].KeyPos.Col-1))
	}
	fence := 0
	for i, opened := 0, false; i < len(ed.lines); i++ {
		if text := ed.line(i); strings.HasPrefix(text, "---") && strings.Trim(text, "- \t\r") == "" {
			if opened {
				fence = ed.lines[i]
				break
			}
			opened = true
		}
	}
	ed.splice(fence, fence, ed.block(f, indent, ed.newline(ed.lines[0])))
}

// addField adds a field to a map, after its field of an index; -1 is before the first.
func (ed *editor) addField(m *decode.Node, after int, f newField) {
	switch {
	case m.Flow && after >= 0:
		end, _ := ed.fieldEnd(m.Fields[after])
		ed.splice(end, end, ", "+flowField(f))
	case m.Flow && len(m.Fields) > 0:
		start := ed.offset(m.Fields[0].KeyPos)
		ed.splice(start, start, flowField(f)+", ")
	case m.Flow:
		start := ed.offset(m.Pos) + 1
		ed.splice(start, start, flowField(f))
	default: // in block style there is a first field
		at := ed.lines[m.Fields[0].KeyPos.Line-1]
		if after >= 0 {
			end, _ := ed.fieldEnd(m.Fields[after])
			at = ed.nextLine(end)
		}
		indent := strings.Repeat(" ", max(0, m.Fields[0].KeyPos.Col-1))
		ed.splice(at, at, ed.block(f, indent, ed.newline(max(0, at-1))))
	}
}

// addItem adds an item to a flow list.
func (ed *editor) addItem(list *decode.Node, text string) {
	at := ed.offset(list.Pos) + 1
	if last := len(list.Items) - 1; last >= 0 {
		_, at, _ = ed.span(list.Items[last])
		text = ", " + text
	}
	ed.splice(at, at, text)
}

// addDash adds an item to a block list, with the spaces that its last item has.
func (ed *editor) addDash(list *decode.Node, text string) *diag.Diagnostic {
	last := list.Items[len(list.Items)-1]
	from, end, ok := ed.span(last)
	lead := string(ed.src[bytes.LastIndexByte(ed.src[:from], '\n')+1 : from])
	if !ok || strings.Trim(lead, " ") != "-" {
		return ed.tooOdd()
	}
	at := ed.nextLine(end)
	ed.splice(at, at, lead+text+ed.newline(end))
	return nil
}

// fill gives a value to a key that has none.
func (ed *editor) fill(f decode.Field, text string) {
	from, to := ed.emptyValue(f)
	if ed.src[from-1] != ':' {
		text = ":" + text
	}
	ed.splice(from, to, text)
}

// fillBelow gives a field to a key that has no value.
func (ed *editor) fillBelow(f decode.Field, below newField, flow bool) {
	if flow {
		ed.fill(f, " {"+flowField(below)+"}")
		return
	}
	col := max(0, f.KeyPos.Col-1)
	from, to := ed.emptyValue(f)
	at := ed.nextLine(to)
	ed.splice(at, at, ed.block(below, strings.Repeat(" ", col+ed.step()), ed.newline(to)))
	ed.splice(from, to, "")
}

// emptyValue is where a null value stands: after the colon, up to the end of its ~ if it has one.
func (ed *editor) emptyValue(f decode.Field) (from, to int) {
	from, ok := ed.keyEnd(f)
	to = from
	if ok && f.Value != nil && f.Value.Text != "" {
		_, to, _ = ed.span(f.Value)
	}
	return from, max(from, to)
}

// block writes a field in block style.
func (ed *editor) block(f newField, indent, nl string) string {
	if f.below == nil {
		return indent + f.key + ": " + f.value + nl
	}
	s := indent + f.key + ":" + nl
	for _, b := range f.below {
		s += ed.block(b, indent+strings.Repeat(" ", ed.step()), nl)
	}
	return s
}

func flowField(f newField) string {
	if f.below == nil {
		return f.key + ": " + f.value
	}
	var parts []string
	for _, b := range f.below {
		parts = append(parts, flowField(b))
	}
	return f.key + ": {" + strings.Join(parts, ", ") + "}"
}

// step is by how much this front matter indents.
func (ed *editor) step() int {
	for _, n := range []*decode.Node{ed.root.Get("progress"), ed.root} {
		if n == nil {
			continue
		}
		for _, f := range n.Fields {
			v := f.Value
			if v != nil && v.Kind == decode.Map && !v.Flow && v.Pos.Col > f.KeyPos.Col {
				return v.Pos.Col - f.KeyPos.Col
			}
		}
	}
	return 2
}

// replace puts text in the place of a node.
func (ed *editor) replace(n *decode.Node, text string) {
	if from, to, ok := ed.span(n); ok {
		ed.splice(from, to, text)
	}
}

// splice puts text in the place of src[from:to]. Places before from stay right.
func (ed *editor) splice(from, to int, text string) {
	ed.src = slices.Concat(ed.src[:from], []byte(text), ed.src[to:])
	ed.stale = true
}

// offset is where a place is in src.
func (ed *editor) offset(at diag.Pos) int {
	if at.Line < 1 || at.Line > len(ed.lines) {
		return len(ed.src)
	}
	i := ed.lines[at.Line-1]
	for col := 1; col < at.Col && i < len(ed.src) && ed.src[i] != '\n'; col++ {
		_, size := utf8.DecodeRune(ed.src[i:])
		i += size
	}
	return i
}

// line is a line by its index, without its end.
func (ed *editor) line(i int) string {
	text := ed.src[ed.lines[i]:]
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		text = text[:end]
	}
	return strings.TrimSuffix(string(text), "\r")
}

// nextLine is where the line after the one of an offset begins.
func (ed *editor) nextLine(at int) int {
	if i := bytes.IndexByte(ed.src[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(ed.src)
}

// newline is how the line of an offset ends.
func (ed *editor) newline(at int) string {
	if next := ed.nextLine(at); next > 1 && ed.src[next-1] == '\n' && ed.src[next-2] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// fieldEnd is where a field ends: after its value, or after the colon (the key, even) where there is none.
func (ed *editor) fieldEnd(f decode.Field) (int, bool) {
	end, ok := ed.keyEnd(f)
	if f.Value.Absent() && (f.Value == nil || f.Value.Text == "") {
		return end, ok
	}
	_, end, ok = ed.span(f.Value)
	return end, ok
}

// keyEnd is where a key's colon ends, or the key if it has none.
func (ed *editor) keyEnd(f decode.Field) (int, bool) {
	at := f.KeyPos
	if at.EndCol == 0 {
		return len(ed.src), false
	}
	at.Col = at.EndCol
	end := ed.offset(at)
	i := end
	for i < len(ed.src) && ed.src[i] == ' ' {
		i++
	}
	if i < len(ed.src) && ed.src[i] == ':' {
		return i + 1, true
	}
	return end, true
}

// span is where a node begins and ends in src. It is not ok where the source is not what the node was expected to be.
func (ed *editor) span(n *decode.Node) (from, to int, ok bool) {
	from = ed.offset(n.Pos)
	if from >= len(ed.src) {
		return len(ed.src), len(ed.src), false
	}
	switch c := ed.src[from]; {
	case n.Kind == decode.Map || n.Kind == decode.List:
		to, ok = ed.collectionEnd(n, from)
	case n.Quoted && (c == '"' || c == '\''):
		to, ok = ed.quoteEnd(from)
	case n.Quoted:
		to, ok = ed.textEnd(from)
	default:
		to, ok = ed.plainEnd(from, n.Text)
	}
	return from, to, ok
}

func (ed *editor) collectionEnd(n *decode.Node, from int) (end int, ok bool) {
	end, ok = from, true
	open := ed.src[from]
	braced := n.Flow && (open == '{' || open == '[') // the pair in [a: 1] is a map in flow style without braces
	if braced {
		end++
	}
	if last := len(n.Fields) - 1; last >= 0 {
		end, ok = ed.fieldEnd(n.Fields[last])
	}
	if last := len(n.Items) - 1; last >= 0 && !n.Items[last].Absent() {
		_, end, ok = ed.span(n.Items[last])
	}
	for ok && braced && end < len(ed.src) {
		c := ed.src[end]
		switch {
		case c == open+2: // } after {, ] after [
			return end + 1, true
		case c == '#':
			end = ed.nextLine(end)
		case strings.IndexByte(" \t\r\n,:", c) >= 0:
			end++
		default:
			return end, false
		}
	}
	return end, ok && !braced
}

// quoteEnd is where a quoted scalar ends.
func (ed *editor) quoteEnd(from int) (int, bool) {
	quote := ed.src[from]
	for i := from + 1; i < len(ed.src); i++ {
		switch {
		case quote == '"' && ed.src[i] == '\\':
			i++
		case ed.src[i] == quote && quote == '\'' && i+1 < len(ed.src) && ed.src[i+1] == quote:
			i++
		case ed.src[i] == quote:
			return i + 1, true
		}
	}
	return len(ed.src), false
}

// plainEnd is where a plain scalar ends, which may be folded over lines.
func (ed *editor) plainEnd(from int, text string) (int, bool) {
	i, spaces := from, false
	for _, r := range text {
		if r == ' ' || r == '\t' || r == '\n' {
			spaces = true
			continue
		}
		if spaces {
			for i < len(ed.src) && strings.IndexByte(" \t\r\n", ed.src[i]) >= 0 {
				i++
			}
			spaces = false
		}
		got, size := utf8.DecodeRune(ed.src[i:])
		if got != r {
			return len(ed.src), false
		}
		i += size
	}
	return i, true
}

// textEnd is where a block scalar ends: with its last line that is not blank, or with the blank ones after it if they
// are kept (|+). The end is before the line's own.
func (ed *editor) textEnd(from int) (int, bool) {
	line, _ := slices.BinarySearch(ed.lines, from+1)
	indicators, _, _ := strings.Cut(string(ed.src[from:ed.nextLine(from)]), " ")
	least := indentOf(ed.line(line-1)) + 1
	sized := strings.ContainsAny(indicators, "123456789")
	end := from + len(strings.TrimRight(indicators, "\r\n"))
	for ; line < len(ed.lines); line++ {
		text := ed.line(line)
		blank := strings.Trim(text, " ") == ""
		if !blank && indentOf(text) < least {
			break
		}
		if !blank && !sized {
			least, sized = indentOf(text), true
		}
		if !blank || strings.Contains(indicators, "+") {
			end = ed.lines[line] + len(text)
		}
	}
	return end, true
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// plainOrQuoted writes an amount, time or id: plain where nothing in it means anything to YAML.
func plainOrQuoted(s string, flow bool) string {
	safe := s != "" && (s[0] == '+' || isAlnum(s[0]))
	for i := 0; i < len(s) && safe; i++ {
		safe = isAlnum(s[i]) || strings.IndexByte(" +-./%", s[i]) >= 0 || s[i] == ',' && !flow
	}
	if safe {
		return s
	}
	return QuoteYAML(s)
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// QuoteYAML writes a text in double quotes, with an escape for whatever cannot be seen.
func QuoteYAML(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case !unicode.IsPrint(r) && r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
