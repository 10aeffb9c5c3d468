package decode

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"studylog/internal/diag"
	"studylog/internal/lazy"
)

// This file finds what is sound YAML and not what was meant. Each of these was seen to lose data without a word.

// swallowed finds a comment that was meant as text: `next: finish #3`, `tags: #security`. A comment has a space after
// its #.
func (r *reader) swallowed(n *Node) {
	end := n.Pos.EndCol
	if n.Kind == Null && n.Text == "" {
		end = n.Pos.Col
	}
	if n.Quoted || end == 0 {
		return
	}
	line := n.Pos.Line - r.first + 1
	rest := r.rest(line, end)
	text := strings.TrimLeft(rest, " \t")
	spaces := len(rest) - len(text)
	if spaces == 0 || len(text) < 2 || text[0] != '#' || text[1] == ' ' || text[1] == '\t' || text[1] == '#' {
		return
	}
	col := end + spaces
	d := diag.Warnf(r.place(line, col, col+utf8.RuneCountInString(text)), "",
		"%s is read as a comment, since a # with a space before it begins one", clip(text))
	value := text
	if n.Text != "" {
		value = n.Text + rest
	}
	if n.Flow {
		r.diags.Add(d.Hintf("quote the value"))
		return
	}
	r.diags.Add(d.Hintf("quote it: %s; or put a space after the #", quote(value)))
}

var setPart = lazy.Regexp{Pattern: `^\d+(-\d+)?$`}

// setsThatFellApart finds a set in a flow map, which ends at its comma: `{adv-ml: ch 1-2,5}` has a key 5.
func (r *reader) setsThatFellApart(m *Node) {
	if !m.Flow {
		return
	}
	for i, f := range m.Fields {
		if f.Value.Kind != Null || f.Value.Text != "" || !setPart.Get().MatchString(f.Key) {
			continue
		}
		d := diag.Errorf(f.KeyPos, "", "quote the set: inside { } a comma ends a value, and %s became a key", f.Key)
		if first := i - 1; first >= 0 && m.Fields[first].Value.Kind == Scalar && !m.Fields[first].Value.Quoted {
			d = d.Hintf("%s: %s", m.Fields[first].Key, quote(m.Fields[first].Value.Text+","+f.Key))
		} else {
			d = d.Hintf("put quotes around the whole of it")
		}
		r.diags.Add(d)
	}
}

// itemsThatBecameMaps finds list items that are sentences with a colon: `- Deploy: the lab`. A map of one key is taken
// for one if its key is no identifier, or if another item is plain text.
func (r *reader) itemsThatBecameMaps(list *Node) {
	if list.Flow || r.free {
		return
	}
	plain := false
	for _, item := range list.Items {
		plain = plain || item.Kind == Scalar
	}
	for _, item := range list.Items {
		if item.Kind != Map || item.Flow || len(item.Fields) != 1 {
			continue
		}
		f := item.Fields[0]
		value, ok := f.Value.Str()
		sentence := strings.ContainsFunc(f.Key, unicode.IsSpace) || strings.IndexFunc(f.Key, unicode.IsUpper) == 0
		if !ok || f.Value.Quoted || !plain && !sentence {
			continue
		}
		r.diags.Add(diag.Warnf(f.KeyPos, "", `this item is read as the key %q with a value, since it contains ": "`, f.Key).
			Hintf("quote it: - %s", quote(f.Key+": "+value)))
	}
}

// quote returns s as a YAML string in quotes, with as few escapes as can be.
func quote(s string) string {
	switch {
	case !strings.ContainsAny(s, `"\`):
		return `"` + s + `"`
	case !strings.Contains(s, "'"):
		return "'" + s + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// clip shortens what a message quotes.
func clip(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
