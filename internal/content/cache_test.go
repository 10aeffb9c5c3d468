package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"studylog/internal/markdown"
	"studylog/internal/store"
)

// corpus has a bit of all that a page may hold.
var corpus = map[string]string{
	"content/posts/2025-10-14-plain.md": "Only text.\n",
	"content/posts/2025-10-15-rich.md": `---
title: "A *rich* post"
tags: [One, "#two"]
authors: [Ada, {name: Eve, url: https://eve.example}]
toc: false
search: true
aliases: [/old/, "Another name"]
image: dot.png
date: 2025-10-15T09:30:00+02:00
updated: 2025-10-16
series: S
own: {deep: [1, 2.5, true, null, text, {x: y}], empty: [], none: {}}
progress:
  as_of: 2025-10-15
  plan: [book]
  at: {book: 3/12 ch, video: 6h30m}
  time: {2025-10-14: 2h on book, 2025-10-15: rest}
  next: [{id: more, do: More, by: 2025-10-28, until: book 4 ch}]
  labs: [{id: lab-a, title: Lab, for: book, time: 2h, shots: [{src: dot.png, alt: A dot}]}]
  kept: {before: partly}
---
# A heading

First with a [link](other.md#x), a note[^1], another[^two], [[wiki|text]] and ![alt](dot.png "Title").

<!--more-->

## Second {#own-id .class}

![[pic.png|400]]

` + "```go {1}\nfunc f() {}\n```" + `

<!-- compare: ab title="A and B" mode=patch -->
| Aspect | A | B |
|---|---|---|
| Cost | [low](x.md) | ~~high~~ n/a |

| free | table |
|---|---|
| a | b |

<!-- compare-show: ab rows="Cost" -->

[^1]: With **bold** and [[x]].
[^two]: Another ![i](i.png).
`,
	"content/posts/bundle/index.md":      "---\ndate: 2025-10-17\n---\n# Only heading\n",
	"content/posts/2025-10-18-broken.md": "---\ntitle: [\nprogress: book 3/2 ch, ?\n---\n[x](javascript:alert(1)) <script>\n",
	"content/posts/2025-10-19-draft.md":  "---\ndraft: true\nprogress: book many ch\ncompare: ab\n---\n| a |\n|---|\n| b |\n",
	"content/posts/2025-10-20-bytes.md":  "not \xff UTF-8",
	"content/pages/about.md":             "---\nlayout: wide\nmath: true\n---\nAbout.",
}

func corpusFS() fstest.MapFS {
	m := fstest.MapFS{"studylog.yaml": {Data: []byte("title: T\n")}}
	for name, text := range corpus {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// What a fixed corpus parses to, together with the version that the cache's keys have.
const (
	parsedVersion = 9
	parsedSum     = "e11d4f0a8c526765"
)

func TestTheVersionStandsForTheParse(t *testing.T) {
	tree, _ := Load(corpusFS())
	h := sha256.New()
	for _, p := range tree.Pages {
		h.Write(encodePage(p))
		h.Write(encodeProse(p.Doc))
	}
	got := hex.EncodeToString(h.Sum(nil)[:8])
	switch {
	case got != parsedSum && parserVersion == parsedVersion:
		t.Errorf("ParsePage makes something else of the corpus: raise parserVersion in cache.go, and write it and %q here", got)
	case got != parsedSum || parserVersion != parsedVersion:
		t.Errorf("write parserVersion, and %q, here", got)
	}
}

// comparable is a page as both ways to load it must give it: whole, but without the tables that no comparison takes.
func comparable(t *testing.T, tree *Tree, p *Page) Page {
	t.Helper()
	doc, err := tree.Doc(p)
	if err != nil {
		t.Fatal(err)
	}
	page, whole := *p, *doc
	page.Doc, page.apart = &whole, false
	whole.Tables, whole.Summary, whole.Text = nil, markdown.Fragment{}, ""
	for _, table := range doc.Tables {
		if table.Marker == nil {
			table.Rows = nil
		}
		whole.Tables = append(whole.Tables, table)
	}
	return page
}

func sameTrees(t *testing.T, how string, want, got *Tree) {
	t.Helper()
	if len(want.Pages) != len(got.Pages) {
		t.Fatalf("%s: %d pages, want %d", how, len(got.Pages), len(want.Pages))
	}
	for i := range want.Pages {
		a, b := comparable(t, want, want.Pages[i]), comparable(t, got, got.Pages[i])
		if text(a) != text(b) {
			t.Errorf("%s: %s differs:\n%s\n%s", how, a.Path, text(a), text(b))
		}
	}
}

// text is a page in all its parts; nil and empty lists are the same.
func text(p Page) string {
	var b bytes.Buffer
	dump(&b, reflect.ValueOf(p))
	return b.String()
}

func dump(b *bytes.Buffer, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		fmt.Fprintf(b, "%s ", v.Elem().Type())
		dump(b, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				b.WriteString(v.Type().Field(i).Name + "=")
				dump(b, v.Field(i))
				b.WriteByte(';')
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			fmt.Fprintf(b, "%q", v.Bytes())
			return
		}
		fmt.Fprintf(b, "[%d]", v.Len())
		for i := range v.Len() {
			dump(b, v.Index(i))
			b.WriteByte(',')
		}
	default:
		fmt.Fprintf(b, "%#v", v)
	}
}

func TestCachedIsUncached(t *testing.T) {
	fsys := corpusFS()
	want, wantDiags := Load(fsys)
	st := store.Memory()
	off := store.Open("/nowhere/at/all")
	for _, way := range []struct {
		name string
		st   *store.Store
	}{{"cold", st}, {"warm", st}, {"without a store", nil}, {"with a store that keeps nothing", off}} {
		got, diags := LoadWith(fsys, Kept{Store: way.st})
		sameTrees(t, way.name, want, got)
		if !reflect.DeepEqual(wantDiags, diags) {
			t.Errorf("%s: other diagnostics: %v", way.name, diags)
		}
	}
	if len(st.Keys()) != 2*len(corpus) {
		t.Errorf("%d records of %d files", len(st.Keys()), len(corpus))
	}
}

func TestNoTreeHoldsHTML(t *testing.T) {
	tree, _ := LoadWith(corpusFS(), Kept{Store: store.Memory()})
	for _, p := range tree.Pages {
		if n := len(p.Doc.Body.HTML) + len(p.Doc.H1Body.HTML) + len(p.Doc.Summary.HTML) + len(p.Doc.Text); n > 0 {
			t.Errorf("%s: %d bytes", p.Path, n)
		}
	}
}

func TestBadRecordsAreParsedAgain(t *testing.T) {
	fsys := corpusFS()
	want, _ := Load(fsys)
	st := store.Memory()
	LoadWith(fsys, Kept{Store: st})
	bad := store.Memory()
	for i, key := range st.Keys() {
		data, _ := st.Get(key)
		data = bytes.Clone(data)
		data[len(data)/2] ^= byte(1 << (i % 8)) // sound to the store: somebody put it so
		if i%3 == 0 {
			data = data[:len(data)-1]
		}
		bad.Put(key, data)
	}
	tree, _ := LoadWith(fsys, Kept{Store: bad})
	for _, p := range tree.Pages {
		if _, err := tree.Doc(p); err != nil {
			t.Errorf("%s: %v", p.Path, err)
		}
	}
	none := store.Memory()
	for i, key := range st.Keys() {
		data, _ := st.Get(key)
		none.Put(key, data[:len(data)-1-i%len(data)])
	}
	tree, _ = LoadWith(fsys, Kept{Store: none})
	sameTrees(t, "all records cut", want, tree)
}

func TestAFileChangedMeanwhile(t *testing.T) {
	fsys := corpusFS()
	tree, _ := LoadWith(fsys, Kept{Store: &store.Store{}})
	name := "content/posts/2025-10-14-plain.md"
	fsys[name] = &fstest.MapFile{Data: []byte("Other text.\n")}
	for _, p := range tree.Pages {
		_, err := tree.Doc(p)
		if (err != nil) != (p.Path == name) {
			t.Errorf("%s: %v", p.Path, err)
		}
	}
}

func TestKeysHoldWhatBearsOnAParse(t *testing.T) {
	key := func(settings, path, text string) [32]byte {
		tree, _ := LoadWith(fstest.MapFS{"studylog.yaml": {Data: []byte(settings)}, path: {Data: []byte(text)}}, Kept{})
		return tree.Pages[0].Key
	}
	const path = "content/posts/2025-10-14-a.md"
	base := key("title: A\n", path, "x")
	if key("title: B\npaginate: 3\n", path, "x") != base {
		t.Error("a setting that bears on no parse made another key")
	}
	for i, other := range [][32]byte{
		key("title: A\n", path, "y"), key("title: A\n", "content/posts/2025-10-14-b.md", "x"),
		key("limits: {post_bytes: 2000000}\n", path, "x"), key("markdown: {line_numbers: true}\n", path, "x"),
	} {
		if other == base {
			t.Errorf("case %d has the same key", i)
		}
	}
}

// A file at rest is read once; one that was just written is read again, since its time may not change with the next
// change; and a new time is looked into.
func TestFilesAtRestAreNotReadAgain(t *testing.T) {
	const name = "content/posts/2025-10-14-a.md"
	now := time.Date(2025, 11, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		age, later time.Duration
		size       int
		read       bool
	}{
		{time.Hour, 0, 0, false},
		{4 * time.Second, 0, 0, false},
		{time.Second, 0, 0, true},
		{0, 0, 0, true},
		{-time.Hour, 0, 0, true},
		{time.Hour, time.Nanosecond, 0, true},
		{time.Hour, -time.Minute, 0, true},
		{time.Hour, 0, 1, true},
	} {
		at := now.Add(-c.age)
		kept := Kept{Store: store.Memory(), Now: now}
		LoadWith(fstest.MapFS{name: {Data: []byte("first"), ModTime: at}}, kept)
		tree, _ := LoadWith(fstest.MapFS{name: {Data: []byte("other" + strings.Repeat("!", c.size)), ModTime: at.Add(c.later)}}, kept)
		if got := tree.Pages[0].Doc.Lede != "first"; got != c.read {
			t.Errorf("%+v: read: %v", c, got)
		}
	}
}

func TestPagesAreTakenOver(t *testing.T) {
	fsys := corpusFS()
	kept := Kept{Store: store.Memory()}
	kept.Last, _ = LoadWith(fsys, kept)
	name := "content/posts/2025-10-14-plain.md"
	fsys[name] = &fstest.MapFile{Data: []byte("Other text.\n")}
	tree, _ := LoadWith(fsys, kept)
	for i, p := range tree.Pages {
		if same := p == kept.Last.Pages[i]; same == (p.Path == name) {
			t.Errorf("%s: taken over: %v", p.Path, same)
		}
	}
	fsys["studylog.yaml"] = &fstest.MapFile{Data: []byte("markdown: {line_numbers: true}\n")}
	kept.Last = tree
	tree, _ = LoadWith(fsys, kept)
	want, _ := Load(fsys)
	sameTrees(t, "after another setting", want, tree)
}

// FuzzDecodePage reads records that anything may be in: what is accepted is a page like any other.
func FuzzDecodePage(f *testing.F) {
	tree, _ := Load(corpusFS())
	for _, p := range tree.Pages {
		f.Add(encodePage(p))
	}
	f.Add([]byte{0})
	f.Fuzz(func(t *testing.T, data []byte) {
		p := decodePage(data, "a.md", [32]byte{})
		if p == nil {
			return
		}
		p = decodePage(encodePage(p), "a.md", [32]byte{}) // without lists that are empty and yet there
		again := decodePage(encodePage(p), "a.md", [32]byte{})
		if again == nil || text(*again) != text(*p) {
			t.Errorf("%s\nbecame\n%v", text(*p), again)
		}
	})
}

func FuzzDecodeProse(f *testing.F) {
	tree, _ := Load(corpusFS())
	for _, p := range tree.Pages {
		f.Add(encodeProse(p.Doc))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		x := decodeProse(data)
		if x == nil {
			return
		}
		for _, fragment := range []*markdown.Fragment{&x.Body, &x.H1Body} {
			var b bytes.Buffer
			fragment.Render(&b, nil) // panics on a mark without a hole
		}
	})
}

func TestDeepRecordsAreRefused(t *testing.T) {
	x := any("end")
	for range deepest + 1 {
		x = []any{x}
	}
	p := &Page{Path: "a.md", Doc: &markdown.Doc{}, Meta: Meta{Params: map[string]any{"x": x}}}
	if decodePage(encodePage(p), "a.md", [32]byte{}) != nil {
		t.Error("it was read")
	}
}

func BenchmarkDecodePage(b *testing.B) {
	makeCodecs()
	const path = "content/posts/2025-10-15-rich.md"
	data := encodePage(ParsePage(path, []byte(corpus[path]), DefaultSettings()))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if decodePage(data, path, [32]byte{}) == nil {
			b.Fatal("not read")
		}
	}
}
