// Package diag holds what studylog says about a user's files: diagnostics, each with a place, a cause and,
// where one is known, a cure.
//
// A [Diagnostic] names a file, a line and a column (both from 1, columns in code points, as editors count them),
// a severity, an optional code (P101, C104, …), a message and a hint. Packages collect them in a [List] and go on,
// so that one run shows every mistake; nobody prints on the way. [Print] writes a list for people, with the line
// and a caret; [JSON] and [GitHub] write it for machines.
//
// Promises: values only, no global state; List.Sort gives the same order whatever order the work was done in.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Pos is a place in a file. Line and Col count from 1; 0 means unknown. EndCol, if set, is the column after the
// last one meant, on the same line.
type Pos struct {
	File   string
	Line   int
	Col    int
	EndCol int
}

func (p Pos) String() string {
	switch {
	case p.File == "":
		return "studylog"
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Severity orders diagnostics: a note informs, a warning leaves the build going, an error stops it.
type Severity uint8

const (
	Note Severity = iota
	Warning
	Error
)

func (s Severity) String() string { return [...]string{"note", "warning", "error"}[s] }

// A Diagnostic is one problem (or remark) at one place.
type Diagnostic struct {
	Pos
	Severity Severity
	Code     string // "P101"; empty for the uncoded
	Msg      string // what happened and what was assumed: lower case, no full stop needed
	Hint     string // how to settle it; may be empty
}

func Errorf(p Pos, code, format string, args ...any) Diagnostic {
	return Diagnostic{Pos: p, Severity: Error, Code: code, Msg: fmt.Sprintf(format, args...)}
}

func Warnf(p Pos, code, format string, args ...any) Diagnostic {
	return Diagnostic{Pos: p, Severity: Warning, Code: code, Msg: fmt.Sprintf(format, args...)}
}

func Notef(p Pos, code, format string, args ...any) Diagnostic {
	return Diagnostic{Pos: p, Severity: Note, Code: code, Msg: fmt.Sprintf(format, args...)}
}

// Hintf returns d with a hint.
func (d Diagnostic) Hintf(format string, args ...any) Diagnostic {
	d.Hint = fmt.Sprintf(format, args...)
	return d
}

// A List is a collection of diagnostics. The zero value is ready to use.
type List []Diagnostic

func (l *List) Add(d ...Diagnostic) { *l = append(*l, d...) }

// Count returns how many diagnostics have severity s.
func (l List) Count(s Severity) (n int) {
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

func (l List) HasErrors() bool { return l.Count(Error) > 0 }

// Sort orders by file, line, column, severity (worst first), code and message, and drops exact repeats.
func (l *List) Sort() {
	slices.SortStableFunc(*l, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Msg, b.Msg))
	})
	*l = slices.Compact(*l)
}
