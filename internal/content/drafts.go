package content

import (
	"slices"
	"strings"

	"studylog/internal/decode"
	"studylog/internal/diag"
)

// Whether a post may be seen is decided by `draft`, `published` and `publish`, and by the dates. Journals come from
// other tools, and each has a mark of its own for a post that nobody is to see yet. Such a mark is no key of ours, but
// to publish past it in silence would be to leak what its author meant to hide, and to obey each of them would be a
// rule that nobody knows. So it is an error that names the key and the cure, until `draft` settles it.

// foreignBools are keys of other tools that hide a page when they have the value stated here.
var foreignBools = map[string]bool{
	"private": true, "hidden": true, "unlisted": true, "is_draft": true, "isDraft": true, "is-draft": true,
	"public": false, "visible": false, "listed": false,
}

// foreignWords are keys of other tools with the words that hide a page.
var foreignWords = map[string][]string{
	"status":      hidingWords,
	"post_status": hidingWords,
	"visibility":  append([]string{"members", "paid", "protected", "internal", "password"}, hidingWords...),
}

var hidingWords = []string{"draft", "unpublished", "private", "hidden", "unlisted", "pending", "trash"}

// draft weighs the keys that can keep a post back. One of them is enough, and what cannot be understood keeps it back
// as well.
func (r *metaReader) draft() {
	_, stated := r.Node().Field("draft")
	if n := r.guard("draft", "true or false", true); n != nil {
		v, ok := n.StrictBool()
		if !ok {
			r.notBool(n, "draft", diag.Error)
		}
		r.meta.Draft = v || !ok
	}
	if n := r.guard("publish", "true or false", !stated); n != nil {
		v, ok := n.StrictBool()
		if !ok {
			r.notBool(n, "publish", diag.Error)
		}
		r.meta.Draft = r.meta.Draft || !v
	}
	if n := r.guard("published", "true, false or a date", !stated); n != nil {
		r.published(n)
	}
	if !stated {
		r.foreignDraft()
	}
}

// guard takes a key that decides whether the post is seen, and refuses one that stands there without a value: a form
// that was never filled in is no leave to publish.
func (r *metaReader) guard(key, choices string, must bool) *decode.Node {
	n := r.Take(key)
	if n != nil && n.Absent() && must {
		f, _ := r.Node().Field(key)
		r.errorf(orPlace(n, f.KeyPos), "write "+key+": "+choices, "%s: says nothing", key)
		r.meta.Draft = true
	}
	if n.Absent() {
		return nil
	}
	return n
}

func (r *metaReader) published(n *decode.Node) {
	if v, ok := n.StrictBool(); ok {
		r.meta.Draft = r.meta.Draft || !v
		return
	}
	s, _ := n.Str()
	st, cause := parseStamp(s)
	if cause != "" {
		r.errorf(n, "write published: false, or published: 2025-10-14", "published must be true, false or a date, not %s", quoted(n))
		r.meta.Draft = true
		return
	}
	if r.meta.Publish.Day == 0 {
		r.meta.Publish, r.meta.Publish.Pos = st, n.Pos
	}
}

// foreignDraft finds the marks by which other tools keep a post back.
func (r *metaReader) foreignDraft() {
	if r.Node().Absent() {
		return
	}
	for _, f := range r.Node().Fields {
		if hides(f) {
			r.foreign(f, f.Key)
		}
	}
	params := r.Node().Get("params")
	if params.Absent() {
		return
	}
	for _, f := range params.Fields {
		if strings.EqualFold(f.Key, "draft") && !plainly(f.Value, false) {
			r.foreign(f, "params."+f.Key)
		}
	}
}

func (r *metaReader) foreign(f decode.Field, key string) {
	value := "this"
	if s, ok := f.Value.Str(); ok {
		value = oneLine(s)
	}
	d := diag.Errorf(f.KeyPos, "", "%s: %s reads as if this post were to be kept back, but only draft does that", key, value).
		Hintf("write draft: true to keep it back, or draft: false to publish it")
	r.diags.Add(d)
	r.meta.Draft = true
}

// hides says whether a key of another tool keeps a post back there, or may.
func hides(f decode.Field) bool {
	for key, hiding := range foreignBools {
		if strings.EqualFold(f.Key, key) {
			return !plainly(f.Value, !hiding)
		}
	}
	for key, words := range foreignWords {
		if strings.EqualFold(f.Key, key) {
			texts, _, _ := f.Value.Strings()
			return slices.ContainsFunc(texts, func(s string) bool {
				return slices.Contains(words, strings.ToLower(strings.TrimSpace(s)))
			})
		}
	}
	return false
}

// plainly says whether a value is absent, or one that any tool reads as want.
func plainly(n *decode.Node, want bool) bool {
	if n.Absent() {
		return true
	}
	s, ok := n.Str()
	words := []string{"false", "no", "off", "n", "0"}
	if want {
		words = []string{"true", "yes", "on", "y", "1"}
	}
	s = strings.ToLower(strings.TrimSpace(s))
	return ok && (s == "" || slices.Contains(words, s))
}
