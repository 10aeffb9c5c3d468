package decode

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"studylog/internal/diag"
	"studylog/internal/lazy"

	"go.yaml.in/yaml/v4"
)

// yaml reads the text as one YAML document. If it has a syntax error, its top-level entries are read one by one: the
// faulty ones are reported, the others are there.
func (r *reader) yaml() *Node {
	doc, fault := loadYAML(r.src)
	if fault == nil {
		r.oneDocument(doc)
		switch {
		case doc.first == nil:
			return nil
		case r.fold && doc.first.Kind == yaml.ScalarNode && !nullText(doc.first.Value):
			return r.yamlEntries() // no key at all: say so line by line
		}
		return r.yamlNode(doc.first, 0)
	}
	root := r.yamlEntries()
	if !r.diags.HasErrors() { // the entries are sound, but not together
		r.explain(fault)
	}
	return root
}

// A yamlDoc is the first document of a text, and where a second one begins.
type yamlDoc struct {
	first  *yaml.Node
	second int // line, or 0
}

func loadYAML(src string) (yamlDoc, *yaml.LoadError) {
	var doc yamlDoc
	loader, err := yaml.NewLoader(strings.NewReader(src))
	if err != nil {
		return doc, loadError(err)
	}
	var first, second yaml.Node
	switch err := loader.Load(&first); {
	case err == io.EOF:
		return doc, nil
	case err != nil:
		return doc, loadError(err)
	}
	if len(first.Content) > 0 {
		doc.first = first.Content[0]
	}
	var fault *yaml.LoadError
	switch err := loader.Load(&second); {
	case err == io.EOF:
	case errors.As(err, &fault):
		doc.second = max(fault.Mark.Line, 1)
	default:
		doc.second = second.Line
	}
	return doc, nil
}

func loadError(err error) *yaml.LoadError {
	var fault *yaml.LoadError
	if !errors.As(err, &fault) {
		fault = &yaml.LoadError{Message: err.Error()}
	}
	return fault
}

func (r *reader) oneDocument(doc yamlDoc) {
	if doc.second > 0 {
		r.errorf(doc.second+r.base, 1, 0, "a second YAML document begins here; only the first would be read").Hint = "remove the --- or ... above it"
	}
}

// yamlNode converts a node. A nil result is a value that was refused.
func (r *reader) yamlNode(n *yaml.Node, depth int) *Node {
	node := &Node{Format: YAML, Flow: n.Style&yaml.FlowStyle != 0, Pos: r.span(n)}
	r.refuse(n, node.Pos)
	if depth > maxDepth {
		r.deep(node.Pos)
		return node
	}
	switch n.Kind {
	case yaml.ScalarNode:
		node.Kind, node.Text = Scalar, n.Value
		node.Quoted = n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
		if !node.Quoted && nullText(n.Value) {
			node.Kind = Null
		}
		r.swallowed(node)
	case yaml.SequenceNode:
		node.Kind = List
		for _, item := range n.Content {
			node.Items = append(node.Items, r.yamlNode(item, depth+1))
		}
		r.itemsThatBecameMaps(node)
	case yaml.MappingNode:
		node.Kind = Map
		r.yamlFields(node, n, depth)
		r.setsThatFellApart(node)
	}
	return node
}

func (r *reader) yamlFields(node *Node, n *yaml.Node, depth int) {
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		pos := r.span(key)
		r.refuse(key, pos)
		if key.Kind != yaml.ScalarNode {
			r.diags.Add(diag.Errorf(pos, "", "a key must be a word").Hintf("quote the text, if it is one"))
			continue
		}
		if key.Value == "" && key.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0 {
			r.diags.Add(diag.Errorf(pos, "", "a key is missing before the colon").Hintf("quote the text, if it is one"))
			continue
		}
		if key.Value == "<<" && key.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0 {
			r.diags.Add(diag.Errorf(pos, "", "merge keys (<<) are not read").Hintf("write the keys out"))
			continue
		}
		if depth == 0 {
			r.free = strings.EqualFold(key.Value, "params")
		}
		r.field(node, seen, Field{Key: key.Value, KeyPos: pos, Value: r.yamlNode(value, depth+1)}, depth == 0)
	}
}

// refuse reports what makes a text mean more than it shows.
func (r *reader) refuse(n *yaml.Node, pos diag.Pos) {
	switch {
	case n.Anchor != "":
		pos.EndCol = 0
		r.diags.Add(diag.Errorf(pos, "", "anchors (&%s) are not read", n.Anchor).Hintf("quote the value if it is meant to begin with &"))
	case n.Kind == yaml.AliasNode:
		r.diags.Add(diag.Errorf(pos, "", "aliases (*%s) are not read", n.Value).Hintf("write the value out, or quote it if it is meant to begin with *"))
	case n.Style&yaml.TaggedStyle != 0, n.Tag != "" && !strings.HasPrefix(n.Tag, "!!"):
		r.diags.Add(diag.Errorf(pos, "", "tags (%s) are not read", n.Tag).Hintf("quote the value if it is meant to begin with !"))
	}
}

func nullText(s string) bool {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// span is a node's place, to its end if that is on the same line.
func (r *reader) span(n *yaml.Node) diag.Pos {
	line := n.Line + r.base
	pos := r.place(line, n.Column, 0)
	if n.Kind != yaml.ScalarNode {
		return pos
	}
	rest := r.rest(line, n.Column)
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		if text := doubleQuoted.Get().FindString(rest); text != "" {
			pos.EndCol = n.Column + utf8.RuneCountInString(text)
		}
	case n.Style&yaml.SingleQuotedStyle != 0:
		if text := singleQuoted.Get().FindString(rest); text != "" {
			pos.EndCol = n.Column + utf8.RuneCountInString(text)
		}
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && n.Value != "" && strings.HasPrefix(rest, n.Value):
		pos.EndCol = n.Column + utf8.RuneCountInString(n.Value)
	}
	return pos
}

var (
	doubleQuoted = lazy.Regexp{Pattern: `^"(?:[^"\\]|\\.)*"`}
	singleQuoted = lazy.Regexp{Pattern: `^'(?:[^']|'')*'`}
)

// yamlEntries reads the top-level entries of a text one by one.
func (r *reader) yamlEntries() *Node {
	chunks, list := r.chunks()
	root := &Node{Kind: Map, Format: YAML, Pos: r.place(1, 1, 0)}
	if list {
		root.Kind = List
	}
	seen := map[string]int{}
	prose := false
	for _, c := range chunks {
		if r.diags.Count(diag.Error) > maxFaults {
			break
		}
		r.base, r.end, r.seek = c.line-1, c.line-1+strings.Count(c.text, "\n"), cursor{}
		doc, fault := loadYAML(c.text)
		switch {
		case fault != nil:
			r.explain(fault)
		case doc.first == nil:
		case doc.first.Kind == yaml.MappingNode && !list:
			part := r.yamlNode(doc.first, 0)
			for _, f := range part.Fields {
				r.field(root, seen, f, true)
			}
		case doc.first.Kind == yaml.SequenceNode && list:
			root.Items = append(root.Items, r.yamlNode(doc.first, 0).Items...)
		case !prose || wordColon.Get().MatchString(c.text): // else one remark: where a fence is missing, a body may follow
			prose = true
			r.noKey(doc.first.Line + r.base)
		}
		if fault == nil {
			r.oneDocument(doc)
		}
		if prose && c.line > 1 && strings.TrimSpace(r.line(c.line-1)) == "" {
			break // a paragraph: this is the body already, and what looks like a key there is none
		}
	}
	r.base, r.end, r.seek = 0, len(r.lines), cursor{}
	return root
}

func (r *reader) noKey(line int) {
	if line > r.end || strings.TrimSpace(r.line(line)) == "" { // an empty node stands after what makes it one
		line = r.base + 1
	}
	text := strings.TrimSpace(r.line(line))
	col := indentOf(r.line(line)) + 1
	d := r.errorf(line, col, col+utf8.RuneCountInString(text), `this line is no "key: value"`)
	if wordColon.Get().MatchString(text) {
		d.Hint = "a space belongs after the colon: " + strings.Replace(text, ":", ": ", 1)
	} else if r.fold {
		d.Hint = "if the front matter ends above it, close it there with ---; if the first --- is a rule, write ***"
	}
}

// A chunk is one top-level entry, and the number of its first line.
type chunk struct {
	text string
	line int
}

var (
	wordColon = lazy.Regexp{Pattern: `^[\pL_][\pL\pN_.-]*:[^\s/]`}
	keyStart  = lazy.Regexp{Pattern: `^(?:"[^"]*"|'[^']*'|[^\s#\-\[\]{}"'][^:]*|-[^\s:][^:]*)\s*:(?:\s|$)`}
)

// chunks cuts the text before every line that begins an entry: an unindented key, or a dash if the text is a list.
func (r *reader) chunks() (chunks []chunk, list bool) {
	start, begun := 0, false
	flush := func(end int) {
		if text := strings.Join(r.lines[start:end], "\n"); strings.TrimSpace(text) != "" {
			chunks = append(chunks, chunk{text + "\n", start + 1})
		}
		start = end
	}
	for i, line := range r.lines {
		if line == "" || strings.ContainsAny(line[:1], " \t#") || line == "---" {
			continue
		}
		dash := line == "-" || strings.HasPrefix(line, "- ")
		if !begun {
			begun, list = true, dash
		}
		switch {
		case list && dash, !list && keyStart.Get().MatchString(line):
			flush(i)
		case dash, strings.ContainsAny(line[:1], "]}"): // the end of what is open, or an unindented list below its key
		default:
			flush(i)
		}
	}
	flush(len(r.lines))
	return chunks, list
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }
