package decode

import (
	"strconv"
	"strings"

	"studylog/internal/diag"
	"studylog/internal/lazy"
)

// Every getter may be called on a nil node: an absent value is no value.

// Absent reports whether there is nothing: no node, or a null one (`key:`, `~`, `null`).
func (n *Node) Absent() bool { return n == nil || n.Kind == Null }

// Str returns the text of a scalar, as written: `007` and `no` are the strings "007" and "no".
func (n *Node) Str() (string, bool) {
	if n == nil || n.Kind != Scalar {
		return "", false
	}
	return n.Text, true
}

// StrictBool returns a truth value, if it is plainly one: true or false (True, TRUE), not quoted. `yes`, `on`, `1`
// and "true" are not ok: they mean different things to different readers, and a draft must not depend on that.
func (n *Node) StrictBool() (v, ok bool) {
	if n == nil || n.Kind != Scalar || n.Quoted {
		return false, false
	}
	switch n.Text {
	case "true", "True", "TRUE":
		return true, true
	case "false", "False", "FALSE":
		return false, true
	}
	return false, false
}

var (
	decimalInt   = lazy.Regexp{Pattern: `^[-+]?(0|[1-9][0-9]*)$`}
	decimalFloat = lazy.Regexp{Pattern: `^[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`}
)

// Int returns a whole number written plainly in decimal. `010` and `0x10` are none: YAML readers disagree about them.
func (n *Node) Int() (int, bool) {
	if n == nil || n.Kind != Scalar || n.Quoted || !decimalInt.Get().MatchString(n.Text) {
		return 0, false
	}
	v, err := strconv.Atoi(n.Text)
	return v, err == nil
}

// Strings returns the texts of a scalar or of a list of scalars, and where each stands. Null items are left out; an
// absent node is an empty list. It is not ok if the node, or an item, is anything else.
func (n *Node) Strings() ([]string, []diag.Pos, bool) {
	if n.Absent() {
		return nil, nil, true
	}
	items := []*Node{n}
	if n.Kind == List {
		items = n.Items
	}
	var texts []string
	var places []diag.Pos
	for _, item := range items {
		if item.Absent() {
			continue
		}
		text, ok := item.Str()
		if !ok {
			return nil, nil, false
		}
		texts = append(texts, text)
		places = append(places, item.Pos)
	}
	return texts, places, true
}

// Field returns the first field of a map whose key is key, whatever its case.
func (n *Node) Field(key string) (Field, bool) {
	if n == nil {
		return Field{}, false
	}
	for _, f := range n.Fields {
		if strings.EqualFold(f.Key, key) {
			return f, true
		}
	}
	return Field{}, false
}

// Get returns the value of Field, or nil.
func (n *Node) Get(key string) *Node {
	f, _ := n.Field(key)
	return f.Value
}

// Any returns the value as templates see it: string, bool, int64, float64, []any, map[string]any or nil. Only plain
// decimal numbers become numbers; every other plain scalar (a date, `010`, `.inf`) stays the text that was written.
func (n *Node) Any() any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case Scalar:
		return n.scalar()
	case List:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = item.Any()
		}
		return list
	case Map:
		m := make(map[string]any, len(n.Fields))
		for _, f := range n.Fields {
			m[f.Key] = f.Value.Any()
		}
		return m
	}
	return nil
}

func (n *Node) scalar() any {
	if n.Quoted {
		return n.Text
	}
	if v, ok := n.StrictBool(); ok {
		return v
	}
	if decimalInt.Get().MatchString(n.Text) {
		if v, err := strconv.ParseInt(n.Text, 10, 64); err == nil {
			return v
		}
		return n.Text // too large for a number: its digits matter, not its size
	}
	if decimalFloat.Get().MatchString(n.Text) {
		if v, err := strconv.ParseFloat(n.Text, 64); err == nil {
			return v
		}
	}
	return n.Text
}
