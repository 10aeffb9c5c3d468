package content

import (
	"slices"
	"strings"

	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/study"
)

// A progress in one line has room for positions. Time on a day, rest, a zero and a note need the form with keys.

// inLine writes the entry into the line, if it has room. A line that its author folded or escaped is not touched
// within: its parts do not stand in the source as they were read.
func (ed *editor) inLine(n *decode.Node) (done bool, d *diag.Diagnostic) {
	if ed.entry.Time != "" || ed.note != "" {
		return false, nil
	}
	from, to, ok := ed.span(n)
	quoted := n.Quoted && ok && to-from >= 2
	if quoted {
		from, to = from+1, to-1
	}
	if !ok || string(ed.src[from:to]) != n.Text || strings.ContainsAny(ed.position, ",") && !quoted && ed.root.Flow {
		return false, nil
	}
	items, _ := study.ParseLine(n.Text)
	runes := []rune(n.Text)
	for _, p := range items.At {
		if p.ID == ed.entry.Resource {
			at := from + len(string(runes[:p.Pos.Col]))
			ed.splice(at, at+len(string(runes[p.Pos.Col:p.Pos.EndCol])), ed.position)
			return true, nil
		}
	}
	item := ed.entry.Resource + " " + ed.position
	switch text := strings.TrimSpace(n.Text); {
	case strings.HasSuffix(text, ";"):
		item = " " + item
	case text != "":
		item = "; " + item
	}
	ed.splice(to, to, item)
	return true, nil
}

// grow turns the line into keys with values.
func (ed *editor) grow(root *decode.Node) *diag.Diagnostic {
	top, _ := root.Field("progress")
	n := top.Value
	items, errs := study.ParseLine(n.Text)
	if len(errs) > 0 {
		return ed.refuse("line %d: %s", n.Pos.Line, errs[0].Msg)
	}
	fields, twice := lineFields(items, []rune(n.Text), root.Flow)
	if twice != "" {
		return ed.refuse("line %d: %s stands twice in this line, and the form with keys has room for one", n.Pos.Line, twice)
	}
	from, to, ok := ed.span(n)
	if !ok {
		return ed.tooOdd()
	}
	ed.notes = append(ed.notes, "the one-line progress has keys now, since a line has no room for a day's time or a note")
	if root.Flow {
		var parts []string
		for _, f := range fields {
			parts = append(parts, flowField(f))
		}
		ed.splice(from, to, "{"+strings.Join(parts, ", ")+"}")
		return nil
	}
	text := ""
	indent := strings.Repeat(" ", max(0, top.KeyPos.Col-1)+ed.step())
	for _, f := range fields {
		text += ed.block(f, indent, ed.newline(to))
	}
	next := ed.nextLine(to)
	ed.splice(next, next, text)
	ed.removeScalar(n, from, to)
	return nil
}

// removeScalar takes a scalar off its key, with the space before it. A comment on the line where it begins stays.
func (ed *editor) removeScalar(n *decode.Node, from, to int) {
	if c := ed.src[from]; n.Quoted && (c == '|' || c == '>') {
		first := ed.nextLine(from)
		if to > first {
			ed.splice(first, ed.nextLine(to), "")
		}
		to = from
		for to < first && strings.IndexByte(" \t\r\n", ed.src[to]) < 0 {
			to++
		}
	}
	for ed.src[from-1] == ' ' {
		from--
	}
	ed.splice(from, to, "")
}

// lineFields are the items of a line as fields. Twice is a key that would stand there twice.
func lineFields(items study.LineItems, text []rune, flow bool) (fields []newField, twice string) {
	raw := func(at diag.Pos) string { return strings.TrimSpace(string(text[at.Col:at.EndCol])) }
	add := func(list []newField, key, value string) []newField {
		if slices.ContainsFunc(list, func(f newField) bool { return f.key == key }) {
			twice = key
		}
		return append(list, newField{key: key, value: value})
	}
	var at, kept []newField
	var spent, next []string
	for _, p := range items.At {
		at = add(at, p.ID, plainOrQuoted(raw(p.Pos), flow))
	}
	for _, s := range items.Spent {
		spent = append(spent, plainOrQuoted(raw(s.Pos), true))
	}
	for _, k := range items.Kept {
		kept = add(kept, plainOrQuoted(k.ID, flow), k.Outcome)
	}
	for _, p := range items.Next {
		next = append(next, QuoteYAML(p.Do))
	}
	if at != nil {
		fields = append(fields, newField{key: "at", below: at})
	}
	if spent != nil {
		fields = append(fields, newField{key: "time", below: []newField{{key: "undated", value: "[" + strings.Join(spent, ", ") + "]"}}})
	}
	if kept != nil {
		fields = append(fields, newField{key: "kept", below: kept})
	}
	if next != nil {
		fields = append(fields, newField{key: "next", value: "[" + strings.Join(next, ", ") + "]"})
	}
	return fields, twice
}
