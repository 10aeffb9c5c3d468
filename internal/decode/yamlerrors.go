package decode

import (
	"strings"
	"unicode/utf8"

	"studylog/internal/diag"
	"studylog/internal/lazy"

	"go.yaml.in/yaml/v4"
)

// This file says in a writer's words what the YAML library says in a programmer's.

// explain reports a syntax error.
func (r *reader) explain(fault *yaml.LoadError) {
	at := mark{fault.Mark.Line + r.base, fault.Mark.Column}
	from := mark{fault.ContextMark.Line + r.base, fault.ContextMark.Column}
	if fault.ContextMark.Line == 0 {
		from = at
	}
	if fault.Mark.Line == 0 {
		at = mark{1 + r.base, 1}
	}
	if r.beyond(at) { // there is nothing to point at: it is about what began before
		at = from
	}
	if r.beyond(at) {
		r.diags.Add(r.ended())
		return
	}
	r.diags.Add(r.rewrite(fault, at, from))
}

func (r *reader) beyond(m mark) bool {
	return m.line > r.end || m.line == r.end && r.line(m.line) == ""
}

// ended is about an entry that its end left open: a bracket, as quotes have a message of their own.
func (r *reader) ended() diag.Diagnostic {
	last := r.base + 1
	for line := r.end; line > r.base; line-- {
		e := r.entry(line)
		if strings.HasPrefix(e.value, "[") || strings.HasPrefix(e.value, "{") {
			return r.unclosed(mark{line, e.valueCol})
		}
		if last == r.base+1 && e.value != "" {
			last = line
		}
	}
	return r.at(mark{last, 1}, 0, "this ends before it is complete").Hintf("is a bracket or a quote not closed?")
}

type mark struct{ line, col int }

func (r *reader) rewrite(fault *yaml.LoadError, at, from mark) diag.Diagnostic {
	here := r.rest(at.line, at.col)
	e := r.entry(at.line)
	switch msg := fault.Message; {
	case strings.Contains(msg, "tab character"), strings.HasPrefix(here, "\t"), e.tab():
		return r.tabs(at)
	case strings.HasPrefix(msg, "mapping values are not allowed"):
		return r.strayColon(at, e)
	case strings.HasPrefix(msg, "found character that cannot start any token"),
		strings.HasPrefix(msg, "mapping keys are not allowed"),
		strings.HasPrefix(msg, "unknown anchor"),
		strings.Contains(msg, "alphabetic or numeric character"),
		strings.Contains(fault.ContextMsg, "scanning a tag"),
		strings.HasPrefix(msg, "did not find expected comment or line break"):
		return r.firstCharacter(at, e)
	case strings.HasPrefix(msg, "block sequence entries are not allowed"):
		return r.at(at, 1, "a list begins on a line of its own").
			Hintf("move it to the next line, or quote the value: %s", e.quoted())
	case strings.HasPrefix(msg, "found unexpected end of stream"), strings.HasPrefix(msg, "found unexpected document indicator"):
		return r.at(from, 1, "the quote that opens here is never closed").Hintf("close it with %s", clip(r.char(from)))
	case strings.Contains(msg, "escape"), strings.Contains(msg, "hexdecimal"):
		return r.at(at, 2, `a backslash escapes what follows it between double quotes, and this is no escape`).
			Hintf(`double the backslash, or use single quotes`)
	case strings.HasPrefix(msg, "did not find expected ',' or"):
		if strings.HasPrefix(here, ":") {
			return r.strayColon(at, e)
		}
		return r.unclosed(from)
	case strings.HasPrefix(msg, "did not find expected node content"):
		return r.noContent(at, e)
	case strings.HasPrefix(msg, "could not find expected ':'"):
		if entry := r.entry(from.line); entry.key != "" && entry.value != "" {
			return r.at(from, 0, `a ": " is missing here`).Hintf(`write "key: value", or quote the text`)
		}
		return r.at(from, utf8.RuneCountInString(r.rest(from.line, from.col)), `this line is no "key: value"`).
			Hintf(`write "key: value"; text over several lines is indented`)
	case strings.HasPrefix(msg, "did not find expected key"), strings.HasPrefix(msg, "did not find expected '-'"):
		return r.leftOver(at, e)
	case strings.Contains(msg, "<document start>"):
		return r.outdented(at)
	case strings.Contains(msg, "max depth"):
		return r.at(at, 0, "this is nested too deeply")
	default:
		return r.at(at, 0, "this is not YAML: %s", msg)
	}
}

func (r *reader) at(m mark, width int, format string, args ...any) diag.Diagnostic {
	pos := r.place(m.line, max(m.col, 1), 0)
	if width > 0 {
		pos.EndCol = pos.Col + width
	}
	return diag.Errorf(pos, "", format, args...)
}

func (r *reader) char(m mark) string {
	_, size := utf8.DecodeRuneInString(r.rest(m.line, m.col))
	return r.rest(m.line, m.col)[:size]
}

func (r *reader) tabs(at mark) diag.Diagnostic {
	line := r.line(at.line)
	indent := line[:indentOf(line)]
	if !strings.Contains(indent, "\t") { // the tab is further on
		return r.at(at, 1, "use spaces, not tabs")
	}
	col := strings.IndexByte(indent, '\t') + 1
	return r.at(mark{at.line, col}, len(indent)-col+1, "indent with spaces, not tabs").
		Hintf("%s%s", strings.ReplaceAll(indent, "\t", "  "), line[len(indent):])
}

// innerColon is the one too many in `progress: llm: 3 ch; aws: 2h`.
var innerColon = lazy.Regexp{Pattern: `(^|;\s*)([\w-]+):\s+`}

// strayColon is about `title: AI Lab: Week 1`, and about a key where none can be.
func (r *reader) strayColon(at mark, e entry) diag.Diagnostic {
	colon := r.at(at, 1, "")
	switch {
	case e.key == "":
		colon.Msg = "a colon makes this a key, and no key can be here"
		colon.Hint = "quote the text that contains it"
	case at.col >= e.valueCol && (strings.HasPrefix(e.value, "{") || strings.HasPrefix(e.value, "[")):
		colon.Msg, colon.Hint = `quote the text: it contains ": "`, "inside { } and [ ] every text with a colon needs its own quotes"
	case at.col >= e.valueCol && e.key == "progress" && strings.TrimLeft(e.lead, " ") == "":
		colon.Msg, colon.Hint = "progress on one line has no colon", e.key+": "+innerColon.Get().ReplaceAllString(e.value, "$1$2 ")+e.comment
	case at.col >= e.valueCol:
		colon.Msg, colon.Hint = `quote `+e.name()+`: it contains ": "`, e.quoted()
	default:
		colon.Msg = "the key " + e.key + " cannot be here: the line above it is not finished, or already has a value"
		colon.Hint = "indent it as the keys beside it; if the line above has no colon, give it one"
	}
	return colon
}

// firstCharacter is about values that begin with a character that means something to YAML.
func (r *reader) firstCharacter(at mark, e entry) diag.Diagnostic {
	if e.value == "" || strings.ContainsAny(e.value[:1], "{[") {
		return r.at(at, 1, "no text can begin with %s here", clip(r.char(at))).Hintf("quote it")
	}
	_, size := utf8.DecodeRuneInString(e.value)
	return r.at(mark{at.line, e.valueCol}, 1, "quote %s: it begins with %s", e.name(), e.value[:size]).Hintf("%s", e.quoted())
}

// unclosed is about an opening bracket; from is its place.
func (r *reader) unclosed(from mark) diag.Diagnostic {
	open := r.char(from)
	closer := map[string]string{"[": "]", "{": "}"}[open]
	d := r.at(from, 1, "this %s is not closed, or a comma is missing after it", open)
	if e := r.entry(from.line); e.valueCol == from.col && e.key != "" {
		return d.Hintf("close it with %s, or quote %s: %s", closer, e.name(), e.quoted())
	}
	return d.Hintf("close it with %s", closer)
}

func (r *reader) noContent(at mark, e entry) diag.Diagnostic {
	if at.col == e.valueCol && e.value != "" {
		return r.firstCharacter(at, e)
	}
	if strings.HasPrefix(e.value, "[") || strings.HasPrefix(e.value, "{") {
		return r.unclosed(mark{at.line, e.valueCol})
	}
	return r.at(at, 0, "a value is missing here, or a bracket is not closed").Hintf("quote the text, if it is one")
}

// leftOver is about what stands after a finished value, or at an indentation that fits nothing.
func (r *reader) leftOver(at mark, e entry) diag.Diagnostic {
	if e.value != "" && at.col > e.valueCol {
		switch first := e.value[:1]; first {
		case `"`, `'`:
			return r.at(at, 0, "quote the whole of %s: text follows its closing quote", strings.TrimPrefix(e.name(), "the ")).
				Hintf("%s", e.quoted())
		case "[", "{":
			return r.at(at, 0, "quote %s: it begins with %s, and text follows its end", e.name(), first).Hintf("%s", e.quoted())
		}
	}
	return r.at(at, 0, "the indentation of this line fits nothing above it").Hintf("indent it as the lines it belongs to")
}

// outdented is about a line that begins before the first one does, and about one after the end of all: `[a]`, `b: c`.
func (r *reader) outdented(at mark) diag.Diagnostic {
	first := r.base + 1
	for first < at.line && r.blank(first) {
		first++
	}
	here, indent := indentOf(r.line(at.line)), indentOf(r.line(first))
	if indent <= here {
		return r.at(at, 0, "what stands above is complete, and this line does not belong to it").Hintf(`each line is "key: value", or indented below one`)
	}
	return r.at(mark{first, 1}, indent, "this line is indented further than %s below it, on line %d", r.entry(at.line).what(), at.line).
		Hintf("keys that belong together begin in one column: %s", r.line(first)[indent-here:])
}

func (r *reader) blank(line int) bool {
	text := strings.TrimSpace(r.line(line))
	return text == "" || strings.HasPrefix(text, "#")
}

// what is the entry's key as it is spoken of.
func (e entry) what() string {
	if e.key == "" {
		return "the line"
	}
	return "the key " + e.key
}

// An entry is a line as its writer sees it: `  - key: value # comment`.
type entry struct {
	lead, key, value, comment string
	valueCol                  int // 1-based
}

func (r *reader) entry(line int) entry {
	text := r.line(line)
	body := strings.TrimLeft(text, " \t")
	for strings.HasPrefix(body, "- ") {
		body = strings.TrimLeft(body[2:], " ")
	}
	e := entry{lead: text[:len(text)-len(body)]}
	rest := body
	if m := keyStart.Get().FindString(body); m != "" {
		colon := strings.LastIndexByte(m, ':')
		e.key = strings.Trim(strings.TrimSpace(m[:colon]), `"'`)
		rest = strings.TrimLeft(body[colon+1:], " \t")
	}
	e.valueCol = utf8.RuneCountInString(text[:len(text)-len(rest)]) + 1
	e.value = rest
	if i := strings.Index(rest, " #"); i >= 0 && !strings.ContainsAny(rest[:1], `"'`) {
		e.value, e.comment = rest[:i], rest[i:]
	}
	e.value = strings.TrimRight(e.value, " \t")
	return e
}

func (e entry) tab() bool { return strings.Contains(e.lead, "\t") }

// name is what the value is called: its key is the best name it has.
func (e entry) name() string {
	if e.key == "" {
		return "this item"
	}
	return "the " + e.key
}

// quoted is the line with its value in quotes, to paste.
func (e entry) quoted() string {
	line := quote(unquote(e.value)) + e.comment
	if e.key != "" {
		line = e.key + ": " + line
	}
	return strings.TrimLeft(e.lead, " \t") + line
}

// unquote takes the quotes off a text that has them around the whole of it, wrongly: 'it's'.
func unquote(s string) string {
	if len(s) >= 2 && s[0] == s[len(s)-1] && strings.ContainsAny(s[:1], `"'`) {
		return s[1 : len(s)-1]
	}
	return s
}
