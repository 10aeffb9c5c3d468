package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// PrintOptions says how a list is printed for people. Read returns a file's bytes, for the excerpts; without it there
// are none. Paint colours s according to its role ("error", "warning", "note", "hint", "excerpt", "pos"); without it
// the text is plain.
type PrintOptions struct {
	Read  func(file string) ([]byte, error)
	Paint func(role, s string) string
}

// Print writes a list for people, in the order given:
//
//	content/posts/week-3.md:2:15: error[P101]: quote the title: it contains ": "
//	   2 | title: AI Lab: Week 1
//	     |              ^~
//	hint: title: "AI Lab: Week 1"
//
// The excerpt is left out where the place has no line, or the file cannot be read. Text that comes from a user's file
// cannot reach the terminal's controls: control and bidirectional characters are shown, not sent.
func Print(w io.Writer, list List, opts PrintOptions) error {
	p := printer{opts: opts}
	for _, d := range list {
		p.diagnostic(d)
		if _, err := w.Write(p.buf.Bytes()); err != nil {
			return err
		}
		p.buf.Reset()
	}
	return nil
}

type printer struct {
	opts PrintOptions
	buf  bytes.Buffer
	file string // whose source is kept: a sorted list reads each file once
	src  []byte
}

func (p *printer) paint(role, s string) string {
	if p.opts.Paint == nil || s == "" {
		return s
	}
	return p.opts.Paint(role, s)
}

func (p *printer) diagnostic(d Diagnostic) {
	label := d.Severity.String()
	if d.Code != "" {
		label += "[" + visible(d.Code) + "]"
	}
	fmt.Fprintf(&p.buf, "%s %s %s\n", p.paint("pos", visible(d.Pos.String())+":"),
		p.paint(d.Severity.String(), label+":"), paragraph(d.Msg))
	p.excerpt(d)
	if d.Hint != "" {
		fmt.Fprintf(&p.buf, "%s %s\n", p.paint("hint", "hint:"), paragraph(d.Hint))
	}
}

// excerpt shows the line and what of it is meant.
func (p *printer) excerpt(d Diagnostic) {
	line, ok := p.line(d.File, d.Line)
	if !ok {
		return
	}
	ex := newExcerpt(line, d.Col, d.EndCol)
	number := fmt.Sprintf("%4d", d.Line)
	fmt.Fprintf(&p.buf, "%s\n", strings.TrimRight(p.paint("excerpt", number+" | "+ex.text), " "))
	if ex.marks != "" {
		gutter := strings.Repeat(" ", len(number)) + " | "
		fmt.Fprintf(&p.buf, "%s%s\n", p.paint("excerpt", gutter+ex.indent), p.paint(d.Severity.String(), ex.marks))
	}
}

// line returns line n of a file. A byte order mark is no part of line 1: editors do not count it as a column.
func (p *printer) line(file string, n int) (string, bool) {
	if file == "" || n < 1 || p.opts.Read == nil {
		return "", false
	}
	if file != p.file {
		src, err := p.opts.Read(file)
		if err != nil {
			src = nil
		}
		p.file, p.src = file, bytes.TrimPrefix(src, []byte("\uFEFF"))
	}
	rest := p.src
	for ; n > 1; n-- {
		_, after, ok := bytes.Cut(rest, []byte("\n"))
		if !ok {
			return "", false
		}
		rest = after
	}
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	return string(line), len(bytes.TrimSpace(line)) > 0
}

// paragraph makes a message safe to print; its further lines, if any, are indented.
func paragraph(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i := range lines {
		lines[i] = visible(lines[i])
	}
	return strings.Join(lines, "\n      ")
}

// Summary counts a list: "3 errors, 1 warning". What there is none of is not named.
func Summary(list List) string {
	var parts []string
	for _, s := range []Severity{Error, Warning, Note} {
		switch n := list.Count(s); n {
		case 0:
		case 1:
			parts = append(parts, "1 "+s.String())
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", n, s))
		}
	}
	if len(parts) == 0 {
		return "no problems"
	}
	return strings.Join(parts, ", ")
}
