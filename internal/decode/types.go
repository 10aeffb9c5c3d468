package decode

import "studylog/internal/diag"

// Format of a structured text.
type Format uint8

const (
	None Format = iota
	YAML
	TOML
	JSON
)

// Kind of a node.
type Kind uint8

const (
	Null Kind = iota
	Scalar
	List
	Map
)

// A Node is a value with its place, whatever format it came from. Scalars keep the text as written: `010`, `+2`,
// `no` and `2025-10-14` arrive as these strings, and the getters decide.
type Node struct {
	Kind   Kind
	Text   string // of a scalar, unquoted
	Quoted bool   // was quoted or a block scalar: a string for certain
	Flow   bool   // written in [ ] or { }
	Items  []*Node
	Fields []Field
	Pos    diag.Pos
	Format Format
}

// A Field of a map; Key keeps its spelling.
type Field struct {
	Key    string
	KeyPos diag.Pos
	Value  *Node
}

// Header is a source split into front matter and body.
type Header struct {
	Format   Format
	Root     *Node  // a Map (maybe empty), never nil
	Body     []byte // suffix of the source, BOM removed
	BodyLine int    // line of the body's first byte in the file, from 1
	OK       bool   // false: the front matter could not be understood; never publish this
}
