package decode

import (
	"slices"
	"strings"

	"studylog/internal/diag"
)

// An Object reads a map whose keys are all known beforehand, and knows at the end which ones nobody asked for.
type Object struct {
	node  *Node
	what  string
	diags *diag.List
	known []string
	used  []bool // by field
}

// NewObject returns a reader of n. What names it in messages: "progress", "study.cadence". An absent n is an empty
// map; anything else but a map is an error, and reads as an empty one.
func NewObject(n *Node, what string, diags *diag.List) *Object {
	o := &Object{node: n, what: what, diags: diags}
	switch {
	case n.Absent():
	case n.Kind == Map:
		o.used = make([]bool, len(n.Fields))
	default:
		diags.Add(diag.Errorf(n.Pos, "", "%s must be keys with values, not %s", what, n.Kind).
			Hintf("write one %q to a line below it, indented", "key: value"))
	}
	return o
}

// Node returns what is read.
func (o *Object) Node() *Node { return o.node }

// Take returns the value of the first of keys that has one (a null only if none has), or nil, and makes all of them
// known. Case is folded, so a second spelling of a key is a duplicate, and an error.
func (o *Object) Take(keys ...string) *Node {
	o.known = append(o.known, keys...)
	if o.node == nil {
		return nil
	}
	var found *Node
	for _, key := range keys {
		if v := o.take(key); v != nil && (found == nil || found.Absent() && !v.Absent()) {
			found = v
		}
	}
	return found
}

func (o *Object) take(key string) *Node {
	var first *Field
	for i := range o.node.Fields {
		f := &o.node.Fields[i]
		if !strings.EqualFold(f.Key, key) {
			continue
		}
		switch {
		case first == nil:
			first = f
		case !o.used[i]:
			o.diags.Add(duplicate(*first, *f))
		}
		o.used[i] = true
	}
	if first == nil {
		return nil
	}
	return first.Value
}

// Known returns every key that a Take asked for, in the order of asking.
func (o *Object) Known() []string { return slices.Clone(o.known) }

// Unknown returns the fields that no Take asked for, in the order of the file.
func (o *Object) Unknown() []Field {
	var left []Field
	for i, used := range o.used {
		if !used {
			left = append(left, o.node.Fields[i])
		}
	}
	return left
}

// Refuse adds a diagnostic for every unknown key, with the known one that was probably meant.
func (o *Object) Refuse(code string, sev diag.Severity) {
	for _, f := range o.Unknown() {
		d := diag.Errorf(f.KeyPos, code, "unknown key %q in %s", f.Key, o.what)
		d.Severity = sev
		if near := Nearest(f.Key, o.known); near != "" {
			d = d.Hintf("did you mean %q?", near)
		} else if len(o.known) > 0 {
			known := slices.Clone(o.known)
			slices.Sort(known)
			d = d.Hintf("known here: %s", strings.Join(slices.Compact(known), ", "))
		}
		o.diags.Add(d)
	}
}

func duplicate(first, second Field) diag.Diagnostic {
	d := diag.Errorf(second.KeyPos, "", "%q is already set on line %d: which one counts?", second.Key, first.KeyPos.Line)
	if first.Key != second.Key {
		d.Msg = d.Msg + " (case makes no difference)"
	}
	return d.Hintf("remove line %d or line %d", first.KeyPos.Line, second.KeyPos.Line)
}
