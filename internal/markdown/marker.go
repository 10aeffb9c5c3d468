package markdown

import (
	"bytes"
	"strings"

	"studylog/internal/diag"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
)

// Comments are dropped. Three kinds say something: <!--more-->, <!-- compare: id … --> and <!-- compare-show: id … -->.
// A word that was meant for one of them must not vanish with the comment: it is an error.

// directive is what a comment says to us.
type directive struct {
	show    bool // compare-show
	id      string
	idAt    int // in the comment's text
	options []Option
	at      []int // of each option
}

// commentEnd finds the end of the comment that text begins with: of what it says, and of the whole.
func commentEnd(text []byte) (said, end int) {
	for _, short := range []string{"<!-->", "<!--->"} {
		if bytes.HasPrefix(text, []byte(short)) {
			return 4, len(short)
		}
	}
	if n := bytes.Index(text[4:], []byte("-->")); n >= 0 {
		return 4 + n, 4 + n + 3
	}
	return len(text), -1
}

// onlyComments reports whether a block of HTML is comments and nothing else.
func onlyComments(text []byte) bool {
	for {
		text = bytes.TrimSpace(text)
		if len(text) == 0 {
			return true
		}
		if !bytes.HasPrefix(text, []byte("<!--")) {
			return false
		}
		_, end := commentEnd(text)
		if end < 0 {
			return true
		}
		text = text[end:]
	}
}

// isMore reports whether a block is the <!--more--> that ends a summary.
func (r *renderer) isMore(n ast.Node) bool {
	block, ok := n.(*ast.HTMLBlock)
	if !ok {
		return false
	}
	text := bytes.TrimSpace(r.joinBlock(block).text)
	if !bytes.HasPrefix(text, []byte("<!--")) {
		return false
	}
	said, _ := commentEnd(text)
	return strings.EqualFold(string(bytes.TrimSpace(text[4:said])), "more")
}

// htmlComment deals with the comment at i, and returns where it ends. A marker counts only where comments stand alone.
func (r *renderer) htmlComment(j *joined, i int, alone bool) int {
	said, end := commentEnd(j.text[i:])
	text := string(j.text[i+4 : i+said])
	at := func(k int) diag.Pos { return r.pos(j.offset(i + 4 + k)) }
	if end < 0 {
		r.unclosed(text, r.pos(j.offset(i)))
		return len(j.text)
	}
	d, problem, ok := parseDirective(text, at)
	switch {
	case problem != nil:
		r.report(*problem)
	case !ok:
	case d.show:
		r.embed(d, at, alone)
	case alone:
		r.markers = append(r.markers, Marker{ID: d.id, Options: d.options, Pos: at(d.idAt)})
	default:
		r.orphan(at(d.idAt))
	}
	return i + end
}

func (r *renderer) unclosed(text string, p diag.Pos) {
	if word, _ := firstWord(text); strings.HasPrefix(strings.ToLower(word), "compare") {
		r.report(diag.Errorf(p, "", "this compare marker is not closed: it hides all that follows").Hintf("end it with -->"))
		return
	}
	r.report(diag.Warnf(p, "", "this comment is not closed: it hides all that follows").Hintf("end it with -->"))
}

// unclosedComments reports markers without an end inside a text, where a comment without one is shown as written.
func (r *renderer) unclosedComments(pc parser.Context) {
	list, _ := pc.Get(unclosed).([]int)
	for _, at := range list {
		rest := r.source.text[at+4:]
		if word, _ := firstWord(string(rest[:min(len(rest), 40)])); strings.HasPrefix(strings.ToLower(word), "compare") {
			r.report(diag.Errorf(r.pos(at), "", "this compare marker is not closed").Hintf("end it with -->"))
		}
	}
}

// embed leaves the hole of a compare-show.
func (r *renderer) embed(d directive, at func(int) diag.Pos, alone bool) {
	if r.bare {
		return
	}
	r.orphanMarkers()
	p := at(d.idAt)
	if !alone {
		r.report(diag.Errorf(p, "", "an embedded comparison cannot stand inside a text").
			Hintf("put the marker on a line of its own, after a blank line"))
		return
	}
	options := map[string]string{}
	for i, o := range d.options {
		_, twice := options[o.Key]
		switch {
		case twice:
			r.report(diag.Errorf(at(d.at[i]), "", "%s is given twice", o.Key))
		case o.Key != "rows" && o.Key != "columns" && o.Key != "as-of":
			problem := diag.Errorf(at(d.at[i]), "", "compare-show has no option %q", o.Key).Hintf("the options are rows, columns and as-of")
			if near := nearest(o.Key, "rows", "columns", "as-of"); near != "" {
				problem = problem.Hintf("did you mean %s?", near)
			}
			r.report(problem)
		case o.Key == "as-of" && o.Value != "post" && o.Value != "latest":
			r.report(diag.Errorf(at(d.at[i]), "", "as-of cannot be %q", o.Value).Hintf("it is post (the table as this post knew it) or latest"))
		}
		options[o.Key] = o.Value
	}
	r.out.hole(Hole{Kind: CompareHole, Dest: d.id, Options: options, Pos: p})
	r.out.WriteByte('\n')
}

// parseDirective reads a comment. ok tells whether it says something to us; a problem, that it was meant to.
func parseDirective(text string, at func(int) diag.Pos) (d directive, problem *diag.Diagnostic, ok bool) {
	fail := func(k int, hint, format string, args ...any) (directive, *diag.Diagnostic, bool) {
		e := diag.Errorf(at(k), "", format, args...)
		e.Hint = hint
		return directive{}, &e, false
	}
	word, wordAt := firstWord(text)
	lower := strings.ToLower(word)
	rest := text[wordAt+len(word):]
	space := len(rest) - len(strings.TrimLeft(rest, " \t"))
	colon := strings.HasPrefix(rest[space:], ":")
	switch {
	case colon && (lower == "compare" || lower == "compare-show"):
		d.show = lower == "compare-show"
	case colon && (strings.HasPrefix(lower, "compare") || nearest(lower, "compare", "compare-show") != ""):
		meant := "compare"
		if strings.Contains(lower, "-") {
			meant = "compare-show"
		}
		return fail(wordAt, "did you mean "+meant+":?", "unknown marker %q", word+":")
	case !colon && (strings.HasPrefix(lower, "compare-") || lower == "compare" && looksMarked(rest)):
		return fail(wordAt, "write <!-- "+lower+": id -->", "a colon is missing after %q", word)
	default:
		return d, nil, false
	}
	i := wordAt + len(word) + space + 1
	i += len(text[i:]) - len(strings.TrimLeft(text[i:], " \t\n"))
	end := i
	for end < len(text) && !strings.ContainsRune(" \t\n=", rune(text[end])) {
		end++
	}
	if d.id, d.idAt = text[i:end], i; d.id == "" || end < len(text) && text[end] == '=' {
		return fail(wordAt, "write <!-- "+lower+": id -->", "%s: names no comparison", lower)
	}
	return d.readOptions(text, end, at)
}

// readOptions reads key=value, key="a value", key='a value'.
func (d directive) readOptions(text string, i int, at func(int) diag.Pos) (directive, *diag.Diagnostic, bool) {
	fail := func(k int, hint, format string, args ...any) (directive, *diag.Diagnostic, bool) {
		e := diag.Errorf(at(k), "", format, args...)
		e.Hint = hint
		return directive{}, &e, false
	}
	for {
		i += len(text[i:]) - len(strings.TrimLeft(text[i:], " \t\n"))
		if i == len(text) {
			return d, nil, true
		}
		from := i
		for i < len(text) && !strings.ContainsRune(" \t\n=", rune(text[i])) {
			i++
		}
		key := text[from:i]
		if i == len(text) || text[i] != '=' || key == "" {
			return fail(from, `options are written key=value, or key="a longer value"`, "%q is not an option", text[from:max(i, min(from+1, len(text)))])
		}
		i++
		value, n := optionValue(text[i:])
		if n < 0 {
			return fail(i, "a quote inside the value is the other one of \" and '", "the value of %s is not closed", key)
		}
		d.options = append(d.options, Option{Key: key, Value: value, Pos: at(from)})
		d.at = append(d.at, from)
		i += n
	}
}

func optionValue(text string) (value string, n int) {
	if text == "" {
		return "", 0
	}
	if quote := text[0]; quote == '"' || quote == '\'' {
		end := strings.IndexByte(text[1:], quote)
		if end < 0 {
			return "", -1
		}
		return text[1 : 1+end], end + 2
	}
	end := strings.IndexAny(text, " \t\n")
	if end < 0 {
		end = len(text)
	}
	return text[:end], end
}

// firstWord returns the word of letters, digits and hyphens that text begins with, and where it stands.
func firstWord(text string) (string, int) {
	at := len(text) - len(strings.TrimLeft(text, " \t\n"))
	end := at
	for end < len(text) {
		if c := text[end]; c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			break
		}
		end++
	}
	return text[at:end], at
}

// looksMarked tells a marker without its colon from prose that begins with "compare".
func looksMarked(rest string) bool {
	words := strings.Fields(rest)
	if len(words) == 0 || strings.Trim(words[0], "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return false
	}
	return len(words) == 1 || strings.Contains(words[1], "=")
}

// nearest returns the one of names that word differs from by one letter changed, added, dropped or swapped.
func nearest(word string, names ...string) string {
	for _, name := range names {
		if oneEdit(strings.ToLower(word), name) {
			return name
		}
	}
	return ""
}

func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		if i == len(a) || a[i+1:] == b[i+1:] {
			return true
		}
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// marker returns the marker of a table: the comment directly above it, else the front matter's.
func (r *renderer) marker(n *east.Table) *Marker {
	found := r.markers
	r.markers = nil
	switch {
	case len(found) == 1:
		return &found[0]
	case len(found) > 1:
		for _, m := range found[1:] {
			r.report(diag.Errorf(m.Pos, "C107", "a second compare marker above one table").Hintf("a table belongs to one comparison: leave one marker"))
		}
		return &found[0]
	case r.onlyTable:
		return &Marker{ID: r.o.Compare, Pos: r.tablePos(n)}
	}
	return nil
}

// orphanMarkers reports the markers that no table follows.
func (r *renderer) orphanMarkers() {
	for _, m := range r.markers {
		r.orphan(m.Pos)
	}
	r.markers = nil
}

func (r *renderer) orphan(p diag.Pos) {
	r.report(diag.Errorf(p, "C107", "a compare marker without a table").
		Hintf("put the marker on a line of its own, directly above the table"))
}

// reserveAnchors takes the ids that a block's markers will give to tables.
func (r *renderer) reserveAnchors(n *ast.HTMLBlock) {
	j := r.joinBlock(n)
	if !onlyComments(j.text) {
		return
	}
	for text := bytes.TrimSpace(j.text); len(text) > 0; text = bytes.TrimSpace(text) {
		said, end := commentEnd(text)
		if end < 0 {
			return
		}
		d, _, ok := parseDirective(string(text[4:said]), func(int) diag.Pos { return diag.Pos{} })
		if ok && !d.show {
			r.ids[anchorOf(d.id, r.reserved)] = 0
		}
		text = text[end:]
	}
}
