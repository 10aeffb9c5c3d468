// Package decode reads front matter, settings and catalogues: YAML, TOML or JSON in, one tree of positioned nodes out.
//
// [Split] takes a post apart into front matter and body; [Parse] reads a whole file. Both give [Node]s whose scalars
// hold the text as it was written, since `010`, `no`, `1:30` and `+2` mean other things to YAML than to a journal.
// What a value means is for the getters ([Node.StrictBool], [Node.Int], [Node.Strings], …), strict by nature, and for
// package content, which knows the keys. An [Object] reads a map of which every key is known.
//
// Promises. It fails closed: what cannot be understood is an error and Header.OK is false, never an empty front
// matter. Every error has its place (columns in code points, a byte order mark not counted), its cause in the words
// of a writer, and a cure, often the line to paste. It does not stop at the first: after a syntax error the keys
// around it are still read. It is bounded: 64 KiB of front matter, 4 MiB of file, 32 levels; no anchors, aliases,
// merge keys or tags, so that a short text cannot grow into a long one.
//
// The splitting is done by github.com/adrg/frontmatter, which takes what it does not recognise for a post without
// front matter; all that it would pass over so is looked for before it is asked.
package decode

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"studylog/internal/diag"
)

const (
	maxHeader = 64 << 10
	maxFile   = 4 << 20
	maxDepth  = 32
	maxFaults = 100 // of syntax: a file with more is of another kind
)

func (k Kind) String() string {
	return [...]string{"nothing", "a single value", "a list", "keys with values"}[k]
}

func (f Format) String() string { return [...]string{"none", "YAML", "TOML", "JSON"}[f] }

// An Option changes how a text is judged.
type Option uint8

// FoldKeys makes top-level keys that differ in case only duplicates, as they are in front matter.
const FoldKeys Option = 1

// Parse reads a whole text in one format; line is the number of its first line in the file. The node is never nil:
// an empty text is a Null one, and after an error it holds what could be read all the same.
func Parse(file string, text []byte, line int, f Format, opts ...Option) (*Node, diag.List) {
	if line == 1 {
		text = bytes.TrimPrefix(text, bom)
	}
	r := &reader{file: file, first: line, format: f}
	for _, o := range opts {
		r.fold = r.fold || o == FoldKeys
	}
	if len(text) > maxFile {
		r.errorf(1, 1, 0, "the file is larger than %d MiB", maxFile>>20)
		return r.null(), r.diags
	}
	if !r.text(text) {
		return r.null(), r.diags
	}
	var root *Node
	switch f {
	case YAML:
		root = r.yaml()
	case TOML:
		root = r.toml()
	case JSON:
		root = r.json()
	}
	if root == nil {
		root = r.null()
	}
	return root, r.diags
}

var bom = []byte("\uFEFF")

// A reader turns one text into nodes. Lines are counted from 1 within the text; place adds where the text begins.
type reader struct {
	file    string
	first   int
	format  Format
	fold    bool
	src     string
	lines   []string
	base    int // lines before the chunk that is being read
	end     int // its last line
	seek    cursor
	tooDeep bool
	free    bool // below the top-level key params, whose keys are never judged
	diags   diag.List
}

// text takes in the source, and refuses what no format should be asked to read: it would count other lines than an
// editor does, or say no more than that a byte is bad.
func (r *reader) text(src []byte) bool {
	r.src = string(src)
	r.lines = strings.Split(r.src, "\n")
	r.end = len(r.lines)
	ok := true
	for i, line := range r.lines {
		line = strings.TrimSuffix(line, "\r")
		r.lines[i] = line
		if at, what, cure := badRune(line, r.format); at >= 0 {
			col := utf8.RuneCountInString(line[:at]) + 1
			r.diags.Add(diag.Errorf(r.place(i+1, col, col+1), "", "%s", what).Hintf("%s", cure))
			ok = false
		}
	}
	return ok
}

func badRune(line string, f Format) (at int, what, cure string) {
	for i, r := range line {
		switch {
		case r == '\t' || ' ' <= r && r < 0x7F:
		case r == '\r':
			return i, "a carriage return stands inside the line", "end lines with LF or CRLF"
		case r < ' ', 0x7F <= r && r < 0xA0:
			return i, fmt.Sprintf("the control character %U cannot be read here", r), "remove it"
		case r == utf8.RuneError && !strings.HasPrefix(line[i:], "\uFFFD"):
			return i, "this is not UTF-8", "save the file as UTF-8"
		case f == YAML && (r == '\u2028' || r == '\u2029'):
			return i, fmt.Sprintf("the invisible line separator %U breaks the line for YAML", r), "remove it"
		case r == '\uFEFF', r&0xFFFE == 0xFFFE:
			return i, fmt.Sprintf("the invisible character %U cannot be read here", r), "remove it"
		}
	}
	return -1, "", ""
}

// place is a position in the file for one in the text.
func (r *reader) place(line, col, endCol int) diag.Pos {
	return diag.Pos{File: r.file, Line: line + r.first - 1, Col: col, EndCol: endCol}
}

func (r *reader) errorf(line, col, endCol int, format string, args ...any) *diag.Diagnostic {
	r.diags.Add(diag.Errorf(r.place(line, col, endCol), "", format, args...))
	return &r.diags[len(r.diags)-1]
}

func (r *reader) null() *Node { return &Node{Kind: Null, Pos: r.place(1, 1, 0), Format: r.format} }

// line returns a line of the text, "" beyond its ends.
func (r *reader) line(n int) string {
	if n < 1 || n > len(r.lines) {
		return ""
	}
	return r.lines[n-1]
}

// A cursor remembers where a column is in bytes. Nodes come in the order of the text, so that a long line is walked
// once.
type cursor struct{ line, col, offset int }

// rest returns what stands on a line from a column on.
func (r *reader) rest(line, col int) string {
	text := r.line(line)
	if r.seek.line != line || r.seek.col > col {
		r.seek = cursor{line: line, col: 1}
	}
	for r.seek.col < col && r.seek.offset < len(text) {
		_, size := utf8.DecodeRuneInString(text[r.seek.offset:])
		r.seek.offset += size
		r.seek.col++
	}
	return text[min(r.seek.offset, len(text)):]
}

// field adds one field to a map, unless its key is there already. Seen maps keys to indexes in m.Fields.
func (r *reader) field(m *Node, seen map[string]int, f Field, top bool) {
	id := f.Key
	if top && r.fold {
		id = strings.ToLower(id)
	}
	if first, ok := seen[id]; ok {
		r.diags.Add(duplicate(m.Fields[first], f))
		return
	}
	seen[id] = len(m.Fields)
	m.Fields = append(m.Fields, f)
}

// deep reports, once, that a text is nested too deeply.
func (r *reader) deep(pos diag.Pos) {
	if !r.tooDeep {
		r.tooDeep = true
		r.diags.Add(diag.Errorf(pos, "", "this is nested more than %d levels deep", maxDepth))
	}
}
