package decode

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"studylog/internal/diag"
)

// json reads the text as one JSON value, token by token, since only the tokens have places. After an error it keeps
// what came before.
func (r *reader) json() *Node {
	j := jsonReader{reader: r, dec: json.NewDecoder(strings.NewReader(r.src))}
	j.dec.UseNumber()
	if strings.TrimSpace(r.src) == "" {
		return nil
	}
	root, err := j.value(0)
	if err == nil {
		pos := j.next()
		if _, err := j.dec.Token(); err != io.EOF {
			r.diags.Add(diag.Errorf(pos, "", "the JSON ends before this"))
		}
		return root
	}
	if !errors.Is(err, errDepth) {
		r.jsonFault(j, err)
	}
	return root
}

type jsonReader struct {
	*reader
	dec    *json.Decoder
	offset int // up to which lines and columns are counted
	at     mark
}

var errDepth = errors.New("too deep")

// next is the place of the token that comes next.
func (j *jsonReader) next() diag.Pos {
	at := int(j.dec.InputOffset())
	for at < len(j.src) && strings.IndexByte(" \t\r\n,:", j.src[at]) >= 0 {
		at++
	}
	return j.position(at)
}

func (j *jsonReader) position(offset int) diag.Pos {
	if j.offset == 0 || offset < j.offset {
		j.offset, j.at = 0, mark{1, 1}
	}
	part := j.src[j.offset:offset]
	if i := strings.LastIndexByte(part, '\n'); i >= 0 {
		j.at.line += strings.Count(part, "\n")
		j.at.col = 1
		part = part[i+1:]
	}
	j.at.col += utf8.RuneCountInString(part)
	j.offset = offset
	return j.place(j.at.line, j.at.col, 0)
}

// value reads one value. On an error the node holds what was read of it.
func (j *jsonReader) value(depth int) (*Node, error) {
	node := &Node{Format: JSON, Pos: j.next()}
	if depth > maxDepth {
		j.deep(node.Pos)
		return node, errDepth
	}
	token, err := j.dec.Token()
	if err != nil {
		return node, err
	}
	switch v := token.(type) {
	case json.Delim:
		node.Flow = true
		if v == '[' {
			return node, j.items(node, depth)
		}
		return node, j.fields(node, depth)
	case string:
		node.Kind, node.Text, node.Quoted = Scalar, v, true
	case json.Number:
		node.Kind, node.Text = Scalar, v.String()
	case bool:
		node.Kind, node.Text = Scalar, map[bool]string{true: "true", false: "false"}[v]
	case nil:
		node.Text = "null"
	}
	if end := int(j.dec.InputOffset()); end > j.offset {
		node.Pos.EndCol = node.Pos.Col + utf8.RuneCountInString(j.src[j.offset:end])
	}
	return node, nil
}

func (j *jsonReader) items(node *Node, depth int) error {
	node.Kind = List
	for j.dec.More() {
		item, err := j.value(depth + 1)
		if err != nil {
			return err
		}
		node.Items = append(node.Items, item)
	}
	_, err := j.dec.Token()
	return err
}

func (j *jsonReader) fields(node *Node, depth int) error {
	node.Kind = Map
	seen := map[string]int{}
	for j.dec.More() {
		pos := j.next()
		key, err := j.dec.Token()
		if err != nil {
			return err
		}
		if end := int(j.dec.InputOffset()); end > j.offset {
			pos.EndCol = pos.Col + utf8.RuneCountInString(j.src[j.offset:end])
		}
		value, err := j.value(depth + 1)
		if err != nil {
			return err
		}
		j.field(node, seen, Field{Key: key.(string), KeyPos: pos, Value: value}, depth == 0)
	}
	_, err := j.dec.Token()
	return err
}

func (r *reader) jsonFault(j jsonReader, err error) {
	pos := j.next() // an error's own offset counts from various beginnings
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		r.diags.Add(diag.Errorf(pos, "", "the JSON ends in the middle").Hintf("close every { and [ that was opened"))
		return
	}
	r.diags.Add(diag.Errorf(pos, "", "this is not JSON: %s", strings.TrimPrefix(err.Error(), "json: ")).
		Hintf("keys and texts need double quotes; no comma stands before } or ]"))
}
