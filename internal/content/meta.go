package content

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/lazy"
	"studylog/internal/slug"
)

// Keys of the front matter with the other names that they go by; the first name is ours.
var (
	titleKeys       = []string{"title"}
	dateKeys        = []string{"date", "pubDate", "created"}
	updatedKeys     = []string{"updated", "lastmod", "modified", "last_modified_at", "updatedDate"}
	publishKeys     = []string{"publish"}
	publishDateKeys = []string{"publishDate"}
	expiryKeys      = []string{"expiryDate", "unpublishDate"}
	slugKeys        = []string{"slug"}
	urlKeys         = []string{"url", "permalink", "path"}
	aliasKeys       = []string{"aliases", "redirect_from"}
	tagKeys         = []string{"tags", "tag", "categories", "category", "keywords"} // all of them count
	descriptionKeys = []string{"description", "summary", "excerpt", "subtitle"}
	authorKeys      = []string{"author", "authors"}
	imageKeys       = []string{"image", "cover", "heroImage", "images"}
	plainKeys       = []string{"kind", "series", "weight", "lang", "toc", "math", "noindex", "search", "canonical", "layout"}
	ourKeys         = []string{"progress", "compare", "params"}

	// guardKeys decide whether a post may be seen: a slip in one of them is an error, never a parameter.
	guardKeys = []string{"draft", "date", "published", "publishDate", "expiryDate"}
)

var allKeys = slices.Concat(guardKeys, titleKeys, dateKeys[1:], updatedKeys, publishKeys, expiryKeys[1:], slugKeys, urlKeys,
	aliasKeys, tagKeys, descriptionKeys, authorKeys, imageKeys, plainKeys, ourKeys)

var kinds = []string{"update", "lab", "note"}

// metaReader turns a front matter into a Meta.
type metaReader struct {
	*decode.Object
	meta  Meta
	diags *diag.List
}

// readMeta reads everything but `progress` and `compare`, which are the caller's to take.
func readMeta(o *decode.Object, diags *diag.List) Meta {
	r := &metaReader{Object: o, diags: diags}
	r.title()
	r.dates()
	r.draft()
	r.address()
	r.tags()
	r.meta.Description = r.text(descriptionKeys...)
	r.authors()
	r.image()
	r.kind()
	r.meta.Series = r.first("series")
	r.weight()
	r.meta.Lang = r.lang()
	r.meta.TOC = r.truth("toc", diag.Warning)
	r.meta.Math = isTrue(r.truth("math", diag.Warning))
	r.meta.NoIndex = isTrue(r.truth("noindex", diag.Error))
	r.meta.Search = r.truth("search", diag.Error)
	r.canonical()
	r.layout()
	r.params()
	return r.meta
}

func (r *metaReader) errorf(n *decode.Node, hint, format string, args ...any) {
	d := diag.Errorf(n.Pos, "", format, args...)
	d.Hint = hint
	r.diags.Add(d)
}

func (r *metaReader) warnf(n *decode.Node, hint, format string, args ...any) {
	d := diag.Warnf(n.Pos, "", format, args...)
	d.Hint = hint
	r.diags.Add(d)
}

// text reads one line of text.
func (r *metaReader) text(keys ...string) string {
	n := r.Take(keys...)
	if n.Absent() {
		return ""
	}
	s, ok := n.Str()
	if !ok {
		r.errorf(n, "", "%s must be text, not %s", keys[0], n.Kind)
	}
	return oneLine(s)
}

// first reads text, or the first of a list, which is how other generators have it.
func (r *metaReader) first(keys ...string) string {
	n := r.Take(keys...)
	texts, _, ok := n.Strings()
	if !ok {
		r.warnf(n, "", "%s must be text, not %s; it is passed over", keys[0], n.Kind)
	}
	if len(texts) == 0 {
		return ""
	}
	return oneLine(texts[0])
}

func (r *metaReader) truth(key string, sev diag.Severity) *bool {
	n := r.Take(key)
	if n.Absent() {
		return nil
	}
	v, ok := n.StrictBool()
	if !ok {
		r.notBool(n, key, sev)
		return nil
	}
	return &v
}

// notBool says that yes, "true" and truet are neither true nor false.
func (r *metaReader) notBool(n *decode.Node, key string, sev diag.Severity) {
	d := diag.Errorf(n.Pos, "", "%s must be true or false, not %s", key, n.Kind)
	d.Severity = sev
	if s, ok := n.Str(); ok {
		d.Msg = fmt.Sprintf("%s must be true or false, not %q", key, s)
		switch strings.ToLower(strings.TrimSpace(s)) {
		case "true", "yes", "on", "y", "1":
			d = d.Hintf("write %s: true, without quotes", key)
		case "false", "no", "off", "n", "0":
			d = d.Hintf("write %s: false, without quotes", key)
		default:
			if near := decode.Nearest(s, []string{"true", "false"}); near != "" {
				d = d.Hintf("did you mean %s?", near)
			}
		}
	}
	r.diags.Add(d)
}

func isTrue(b *bool) bool { return b != nil && *b }

func (r *metaReader) title() {
	n := r.Take(titleKeys...)
	if n.Absent() {
		return
	}
	s, ok := n.Str()
	if !ok {
		r.errorf(n, `write it in quotes: title: "…"`, "the title must be text, not %s", n.Kind)
		return
	}
	r.meta.Title, r.meta.TitlePos = oneLine(s), n.Pos
}

func (r *metaReader) dates() {
	r.meta.Date = r.stamp(dateKeys...)
	r.meta.Updated = r.stamp(updatedKeys...)
	r.meta.Publish = r.stamp(publishDateKeys...)
	r.meta.Expiry = r.stamp(expiryKeys...)
}

func (r *metaReader) stamp(keys ...string) Stamp {
	n := r.Take(keys...)
	if n.Absent() {
		return Stamp{}
	}
	s, ok := n.Str()
	if ok && strings.TrimSpace(s) == "" {
		return Stamp{}
	}
	if !ok {
		r.errorf(n, "write it as 2025-10-14", "%s must be a date, not %s", keys[0], n.Kind)
		return Stamp{}
	}
	st, cause := parseStamp(s)
	if cause != "" {
		r.errorf(n, "write it as 2025-10-14 or 2025-10-14 14:05", "%s: %q is no date: %s", keys[0], s, cause)
		return Stamp{}
	}
	st.Pos = n.Pos
	return st
}

func quoted(n *decode.Node) string {
	if s, ok := n.Str(); ok {
		return fmt.Sprintf("%q", s)
	}
	return n.Kind.String()
}

func (r *metaReader) address() {
	if n := r.Take(slugKeys...); !n.Absent() {
		s, ok := n.Str()
		switch s = strings.TrimSpace(s); {
		case !ok:
			r.errorf(n, "", "slug must be text, not %s", n.Kind)
		case s == "":
		case strings.ContainsAny(s, "/\\"):
			r.errorf(n, "for a whole path use url: /a/path/", "the slug %q holds a slash, but it is one part of the address", s)
		case slug.Make(s) == "":
			r.errorf(n, "", "the slug %q has no letter and no digit", s)
		default:
			r.meta.Slug = s
		}
	}
	if n := r.Take(urlKeys...); !n.Absent() {
		s, ok := n.Str()
		s = strings.TrimSpace(s)
		if !ok {
			r.errorf(n, "", "url must be text, not %s", n.Kind)
		} else if v, isBool := n.StrictBool(); isBool && !v {
			r.errorf(n, "write draft: true to keep this post back, or remove the line", "an address of false keeps nothing back here")
			r.meta.Draft = true
		} else if cause, hint := badPermalink(leadingSlash(s)); cause != "" || s == "" || scheme.Get().MatchString(s) {
			if scheme.Get().MatchString(s) {
				cause, hint = "is not within this site", "write the path only, such as /a/path/"
			} else if s == "" {
				cause, hint = "is empty", ""
			}
			r.errorf(n, hint, "url %q %s", s, cause)
		} else {
			r.meta.URL, r.meta.URLPos = leadingSlash(s), n.Pos
		}
	}
	for _, key := range aliasKeys {
		r.aliases(r.Take(key))
	}
}

func leadingSlash(s string) string {
	if strings.HasPrefix(s, "/") || strings.HasPrefix(s, "http:") || strings.HasPrefix(s, "https:") {
		return s
	}
	return "/" + s
}

// aliases keeps what are paths as old addresses, and the others, which Obsidian has, as names for wiki-links.
func (r *metaReader) aliases(n *decode.Node) {
	texts, places, ok := n.Strings()
	if !ok {
		r.errorf(n, "", "aliases must be a list of paths")
		return
	}
	for i, s := range texts {
		s = strings.TrimSpace(s)
		switch {
		case s == "" || scheme.Get().MatchString(s) && strings.Contains(s, "//"):
		case isPath(s):
			if cause, hint := badPermalink(leadingSlash(s)); cause != "" {
				d := diag.Errorf(places[i], "", "the alias %q %s", s, cause)
				d.Hint = hint
				r.diags.Add(d)
				continue
			}
			r.meta.Aliases = append(r.meta.Aliases, Alias{leadingSlash(s), places[i]})
		default:
			r.meta.Names = append(r.meta.Names, oneLine(s))
		}
	}
}

// isPath tells an old address from another title: "AI/ML" and "Week 3: the lab" are titles.
func isPath(s string) bool {
	return strings.HasPrefix(s, "/") || strings.HasSuffix(s, "/") || strings.HasSuffix(s, ".html") || strings.HasSuffix(s, ".htm")
}

// tags gathers all keys that hold tags. Tags of one slug are one tag, spelt as it was first.
func (r *metaReader) tags() {
	seen := map[string]string{}
	for _, key := range tagKeys {
		n := r.Take(key)
		texts, places, ok := n.Strings()
		if !ok {
			r.errorf(n, "write tags: [one, two]", "%s must be text or a list of texts", key)
			continue
		}
		if n != nil && n.Kind == decode.Scalar && len(texts) == 1 {
			texts = strings.Split(texts[0], ",")
		}
		for i, tag := range texts {
			at := places[min(i, len(places)-1)]
			r.tag(oneLine(strings.TrimLeft(strings.TrimSpace(tag), "#")), at, seen)
		}
	}
}

func (r *metaReader) tag(tag string, at diag.Pos, seen map[string]string) {
	if tag == "" {
		return
	}
	name := slug.Make(tag)
	first, again := seen[name]
	switch {
	case name == "":
		r.diags.Add(diag.Warnf(at, "", "the tag %q has no letter and no digit; it is left out", tag))
	case !again:
		seen[name] = tag
		r.meta.Tags = append(r.meta.Tags, tag)
	case slug.Key(first) != slug.Key(tag):
		r.diags.Add(diag.Warnf(at, "", "the tags %q and %q have one address, /tags/%s/; %q is used", first, tag, name, first).
			Hintf("remove one of them"))
	}
}

func (r *metaReader) authors() {
	n := r.Take(authorKeys...)
	if n.Absent() {
		return
	}
	items := []*decode.Node{n}
	if n.Kind == decode.List {
		items = n.Items
	}
	for _, item := range items {
		if item.Absent() {
			continue
		}
		a, ok := readAuthor(item)
		if !ok {
			r.warnf(item, "write a name, or {name: …, url: …}", "this author has no name; it is passed over")
			continue
		}
		if a.URL != "" && !safeURL(a.URL) {
			r.warnf(item, "", "the author's address %q is none that a page may link to; it is left out", a.URL)
			a.URL = ""
		}
		r.meta.Authors = append(r.meta.Authors, a)
	}
}

func readAuthor(n *decode.Node) (Author, bool) {
	get := func(key string) string {
		s, _ := n.Get(key).Str()
		return oneLine(s)
	}
	a := Author{Name: get("name"), URL: get("url"), Email: get("email")}
	if s, ok := n.Str(); ok {
		a.Name = oneLine(s)
	}
	return a, a.Name != ""
}

func (r *metaReader) image() {
	n := r.Take(imageKeys...)
	if n != nil && n.Kind == decode.List {
		if len(n.Items) == 0 {
			return
		}
		n = n.Items[0]
	}
	if n.Absent() {
		return
	}
	if s, ok := n.Str(); ok {
		r.meta.Image, r.meta.ImagePos = strings.TrimSpace(s), n.Pos
		return
	}
	for _, key := range []string{"path", "src", "image", "url"} {
		if v := n.Get(key); !v.Absent() && r.meta.Image == "" {
			s, _ := v.Str()
			r.meta.Image, r.meta.ImagePos = strings.TrimSpace(s), v.Pos
		}
	}
	alt, _ := n.Get("alt").Str()
	r.meta.ImageAlt = oneLine(alt)
	if r.meta.Image == "" {
		r.warnf(n, "write image: picture.png, or image: {path: picture.png, alt: …}", "the image has no path; it is passed over")
	}
}

func (r *metaReader) kind() {
	n := r.Take("kind")
	if n.Absent() {
		return
	}
	s, _ := n.Str()
	if s = strings.ToLower(strings.TrimSpace(s)); !slices.Contains(kinds, s) {
		r.warnf(n, meant(s, kinds), "kind must be update, lab or note, not %s; it is passed over", quoted(n))
		return
	}
	r.meta.Kind = s
}

func (r *metaReader) weight() {
	n := r.Take("weight")
	if n.Absent() {
		return
	}
	v, ok := n.Int()
	if !ok {
		r.warnf(n, "", "weight must be a whole number, not %s; it is passed over", quoted(n))
		return
	}
	r.meta.Weight = v
}

func (r *metaReader) lang() string {
	n := r.Take("lang")
	if n.Absent() {
		return ""
	}
	s, _ := n.Str()
	if s = strings.TrimSpace(s); !languageTag.Get().MatchString(s) {
		r.warnf(n, `for example "en" or "pt-BR"`, "lang %s is no language tag; it is passed over", quoted(n))
		return ""
	}
	return s
}

func (r *metaReader) canonical() {
	n := r.Take("canonical")
	if n.Absent() {
		return
	}
	s, _ := n.Str()
	if s = strings.TrimSpace(s); !webURL(s) {
		r.warnf(n, "it must begin with https://", "canonical %s is no web address; it is passed over", quoted(n))
		return
	}
	r.meta.Canonical = s
}

var layoutName = lazy.Regexp{Pattern: `^[A-Za-z0-9][A-Za-z0-9_-]*$`}

func (r *metaReader) layout() {
	n := r.Take("layout")
	if n.Absent() {
		return
	}
	s, _ := n.Str()
	if s = strings.TrimSuffix(strings.TrimSpace(s), ".html"); !layoutName.Get().MatchString(s) {
		r.errorf(n, "layout: lab uses templates/lab.html", "layout %s is no name of a template", quoted(n))
		return
	}
	r.meta.Layout, r.meta.LayoutPos = s, n.Pos
}

// params keeps the keys that are not ours, without a word, unless one looks like a slip in one that is.
func (r *metaReader) params() {
	p := map[string]any{}
	n := r.Take("params")
	if m, ok := n.Any().(map[string]any); ok {
		p = m
	} else if !n.Absent() {
		r.errorf(n, "", "params must be keys with values, not %s", n.Kind)
	}
	r.Take("progress")
	r.Take("compare")
	for _, f := range r.Unknown() {
		if near := decode.NearMiss(f.Key, allKeys); near != "" {
			d := diag.Warnf(f.KeyPos, "", "unknown key %q; it is kept as a parameter", f.Key).Hintf("did you mean %q?", near)
			if slices.Contains(guardKeys, near) {
				d = diag.Errorf(f.KeyPos, "", "unknown key %q, where %q decides whether the post is seen", f.Key, near).
					Hintf("write %q, or put your own key under params", near)
			}
			r.diags.Add(d)
		}
		p[f.Key] = f.Value.Any()
	}
	if len(p) > 0 {
		r.meta.Params = p
	}
}

// fallbackTitle makes a title of a file name: "my-first_post" is "My first post".
func fallbackTitle(name string) string {
	s := oneLine(strings.NewReplacer("-", " ", "_", " ").Replace(name))
	if s == "" {
		return name
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// pageName is a page's file or bundle name without its extension, date still on it.
func pageName(p string) (name string, bundle bool) {
	if isIndex(p) {
		return path.Base(path.Dir(p)), true
	}
	return stem(p), false
}
