package content

import (
	"strings"

	"studylog/internal/civil"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/lazy"
	"studylog/internal/slug"
	"studylog/internal/study"
)

// reader is what reading a progress block and reading the catalogue have in common: diagnostics with their codes, and
// scalars that are read as they were written.
type reader struct {
	diags diag.List
}

// fail adds an error; hint gives the last one its cure.
func (r *reader) fail(at diag.Pos, code, format string, args ...any) {
	r.diags.Add(diag.Errorf(at, code, format, args...))
}

func (r *reader) hint(format string, args ...any) {
	last := &r.diags[len(r.diags)-1]
	*last = last.Hintf(format, args...)
}

// failed adds an error of package study's parsers.
func (r *reader) failed(at diag.Pos, err error) {
	r.fail(at, codeOf(err), "%s", err)
}

func codeOf(err error) string {
	if p, ok := err.(*study.ParseError); ok {
		return p.Code
	}
	return ""
}

// fields returns the entries of a map whose keys are the author's.
func (r *reader) fields(n *decode.Node, what, example string) []decode.Field {
	if n.Absent() {
		return nil
	}
	if n.Kind != decode.Map {
		r.fail(n.Pos, "P102", "%s must be keys with values, not %s", what, n.Kind)
		r.hint("for example %s", example)
		return nil
	}
	return n.Fields
}

// words reads text.
func (r *reader) words(n *decode.Node, what string) string {
	if n.Absent() {
		return ""
	}
	s, ok := n.Str()
	if !ok {
		r.fail(n.Pos, "P102", "%s must be text, not %s", what, n.Kind)
		if n.Kind == decode.Map {
			r.hint(`put it in quotes: it contains ": "`)
		}
	}
	return strings.TrimSpace(s)
}

// amountText returns a scalar that is read as it was written. TOML and JSON readers bend numbers (3.10 becomes 3.1), so
// there it must be a string.
func (r *reader) amountText(n *decode.Node, what string) (string, bool) {
	if n.Absent() {
		r.fail(n.Pos, "P102", "%s has no value: write one, or remove the key", what)
		return "", false
	}
	s, ok := n.Str()
	switch {
	case !ok:
		r.fail(n.Pos, "P102", "%s must be text such as \"3/12 ch\", not %s", what, n.Kind)
	case n.Format != decode.YAML && n.Format != decode.None && !n.Quoted:
		r.fail(n.Pos, "P307", "%s is a bare number, of which TOML and JSON keep only the value", what)
		r.hint("write %q, in quotes", s)
		ok = false
	}
	return s, ok
}

// id judges the id of a resource.
func (r *reader) id(id string, at diag.Pos) bool {
	return r.goodID(id, at, "resource", badResourceID(id))
}

func (r *reader) goodID(id string, at diag.Pos, what, cause string) bool {
	if cause != "" {
		r.diags.Add(notAnID(id, at, "P102", what, cause))
	}
	return cause == ""
}

func notAnID(id string, at diag.Pos, code, what, cause string) diag.Diagnostic {
	d := diag.Errorf(at, code, "%q is no id of a %s: %s", id, what, cause)
	if made := slug.Make(id); made != id && badResourceID(made) == "" {
		d = d.Hintf("did you mean %q?", made)
	} else if longer := "my-" + id; study.ReservedID(id) && badResourceID(longer) == "" {
		d = d.Hintf("a longer one will do, such as %q", longer)
	}
	return d
}

// badID says why id may be none of a lab or a comparison.
func badID(id string) string {
	if slug.ValidID(id) {
		return ""
	}
	return "ids are letters, digits and hyphens, in lower case, and start with a letter"
}

// badResourceID says why id may be none of a resource. Resources stand in the one-line form, beside amounts and words
// of its own.
func badResourceID(id string) string {
	if study.ReservedID(id) {
		return "it reads as a unit, a state or a word of the one-line form"
	}
	return badID(id)
}

var stamped = lazy.Regexp{Pattern: `^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[Tt ]`}

// day reads a civil day; 0 after an error.
func (r *reader) day(n *decode.Node) civil.Date {
	s, ok := n.Str()
	if !ok {
		r.fail(n.Pos, "P102", "a day such as 2025-10-28 is wanted here, not %s", n.Kind)
		return 0
	}
	return r.parseDay(s, n.Pos)
}

func (r *reader) parseDay(s string, at diag.Pos) civil.Date {
	s = strings.TrimSpace(s)
	d, ok := civil.Parse(s)
	if ok {
		return d
	}
	if m := stamped.Get().FindStringSubmatch(s); m != nil {
		r.fail(at, "P102", "%q is a point in time, where a day is wanted. Write %s.", s, m[1])
		return 0
	}
	r.fail(at, "P102", "cannot read %q. Write a day as 2025-10-28.", s)
	return 0
}

// orPlace gives an absent value the place of its key.
func orPlace(n *decode.Node, at diag.Pos) *decode.Node {
	if n == nil || n.Absent() && n.Pos.Line == 0 {
		return &decode.Node{Kind: decode.Null, Pos: at}
	}
	return n
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// address reads a URL that a page may link to; any other warns and makes no link.
func (r *reader) address(n *decode.Node, what string) string {
	if n.Absent() {
		return ""
	}
	s := r.words(n, what)
	if s != "" && !safeURL(s) {
		r.diags.Add(unsafeURL(n.Pos, what, s))
		return ""
	}
	return s
}

func unsafeURL(at diag.Pos, what, s string) diag.Diagnostic {
	return diag.Warnf(at, "", "%s %q is no address that a page may link to; no link is made", what, s).
		Hintf("use https://…, or a path within the site")
}
