package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	picture "image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/vfs"
)

var now = time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC)

func dot() []byte {
	img := picture.NewGray(picture.Rect(0, 0, 30, 20))
	img.Set(1, 1, color.White)
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

// plan loads and plans a journal written as a txtar archive, with a picture beside its posts.
func plan(t testing.TB, archive string, o Options) (*Plan, diag.List) {
	t.Helper()
	tree, diags := load(archive)
	p, more := NewPlan(tree, o, now)
	all := append(diags, more...)
	all.Sort()
	return p, all
}

func load(archive string) (*content.Tree, diag.List) {
	m := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		m[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	m["content/posts/dot.png"] = &fstest.MapFile{Data: dot()}
	return content.Load(vfs.Overlay(m, themeFS()))
}

// themeFS is the built-in theme, without the journal that lies beside it in this repository.
func themeFS() fs.FS {
	theme := fstest.MapFS{}
	for _, dir := range []string{"templates", "static"} {
		_ = fs.WalkDir(os.DirFS("../.."), dir, func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				data, _ := os.ReadFile("../../" + name)
				theme[name] = &fstest.MapFile{Data: data}
			}
			return err
		})
	}
	return theme
}

var ada = Options{Base: Address{Origin: "https://ada.github.io", Path: "/study-journal/"}}

func page(t testing.TB, p *Plan, name string) string {
	t.Helper()
	data, err := p.Output().ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func messages(l diag.List) string {
	var b strings.Builder
	for _, d := range l {
		b.WriteString(d.Pos.String() + ": " + d.Severity.String() + ": " + d.Msg + " | " + d.Hint + "\n")
	}
	return b.String()
}

const small = `
-- studylog.yaml --
title: A journal
description: What I learn
study: {start: 2025-10-14, cadence: [{from: 2025-10-14, every: 14d, grace: 3d}]}
-- content/resources.yaml --
- {id: playbook, kind: book, title: The Playbook, unit: chapters, total: 12}
-- content/posts/2025-10-14-start.md --
---
title: Start
tags: [Plan]
aliases: [/old/start/]
progress: {plan: [playbook], next: ["Read on"]}
---
First words. See [the next](2025-10-28-next.md#the-table) and [tracker](/tracker/).

![A dot](dot.png "Just a dot")

<!-- compare: ab -->
| Aspect | A |
|---|---|
| Goal | [one](2025-10-28-next.md) |
-- content/posts/2025-10-28-next.md --
---
title: Next & more
tags: [plan]
progress: playbook 3 ch; spent 2h on playbook
---
## The table

<!-- compare: ab -->
| Aspect | A | B |
|---|---|---|
| Goal | | two |
-- content/posts/2025-11-01-hidden.md --
---
title: Zebrasecret
draft: true
tags: [zebratag]
aliases: [/zebraalias/]
progress: playbook 5 ch
---
Zebrabody ![x](zebra.png)

<!-- compare: ab -->
| Aspect | A |
|---|---|
| Zebrarow | zebracell |
-- content/posts/2027-01-01-later.md --
---
title: Zebrafuture
---
Zebrabody
-- content/posts/2025-01-01-gone.md --
---
title: Zebraexpired
expiryDate: 2025-06-01
---
Zebrabody
-- content/posts/zebra.png --
not published
-- content/pages/about.md --
---
title: About
---
Me.
`

func TestWhatIsNotAdmittedIsNowhere(t *testing.T) {
	p, diags := plan(t, small, ada)
	if diags.HasErrors() {
		t.Fatal(messages(diags))
	}
	if len(p.Excluded) != 3 {
		t.Errorf("%d left out, want 3", len(p.Excluded))
	}
	out := p.Output()
	for _, name := range out.Paths() {
		data, err := out.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(name+string(data)), "zebra") {
			t.Errorf("%s tells of a post that is not published", name)
		}
	}
	all, _ := plan(t, small, Options{Base: ada.Base, Drafts: true, Future: true, Preview: true})
	if html := page(t, all, "posts/hidden/index.html"); !strings.Contains(html, "Zebrabody") || !strings.Contains(html, "Draft") {
		t.Error("a preview shows the draft, with a ribbon")
	}
	if html := page(t, all, "posts/later/index.html"); !strings.Contains(html, "Scheduled for 1 January 2027") {
		t.Error("a preview shows the future post, with its day")
	}
}

func TestEverythingIsUnderTheBasePath(t *testing.T) {
	p, _ := plan(t, small, ada)
	html := page(t, p, "posts/start/index.html")
	for _, want := range []string{
		`href="/study-journal/posts/next/#the-table"`, `href="/study-journal/tracker/"`, `src="/study-journal/assets/dot.`, `width="30" height="20"`, `alt="A dot"`,
		`<figcaption>Just a dot</figcaption>`, `<link rel="canonical" href="https://ada.github.io/study-journal/posts/start/">`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the post does not hold %s", want)
		}
	}
	feed := page(t, p, "feed.xml")
	for _, want := range []string{"https://ada.github.io/study-journal/assets/dot.", "https://ada.github.io/study-journal/posts/next/#the-table", "Next &amp; more"} {
		if !strings.Contains(feed, want) {
			t.Errorf("the feed does not hold %s", want)
		}
	}
	if err := xml.Unmarshal([]byte(feed), new(atomFeed)); err != nil {
		t.Error(err)
	}
	if html := page(t, p, "old/start/index.html"); !strings.Contains(html, "url=/study-journal/posts/start/") {
		t.Error("the alias does not lead on:", html)
	}
	if cell := page(t, p, "compare/ab/index.html"); !strings.Contains(cell, `href="/study-journal/posts/start/#compare-ab"`) || !strings.Contains(cell, `href="/study-journal/posts/next/"`) {
		t.Error("a cell names its post, and its links resolve from there")
	}
}

func TestWithoutAnOriginThereIsNothingAbsolute(t *testing.T) {
	p, diags := plan(t, small, Options{})
	out := p.Output()
	for _, name := range out.Paths() {
		data, _ := out.ReadFile(name)
		for _, no := range []string{"canonical\" href=\"http", "og:url", "application/atom+xml", "ld+json"} {
			if strings.Contains(string(data), no) {
				t.Errorf("%s holds %s", name, no)
			}
		}
	}
	for _, name := range []string{"feed.xml", "feed.json", "sitemap.xml"} {
		if _, err := out.Open(name); err == nil {
			t.Errorf("there is %s", name)
		}
	}
	if diags.Count(diag.Note) != 1 {
		t.Errorf("%d notes, want the one:\n%s", diags.Count(diag.Note), messages(diags))
	}
}

func TestTheTrackerAndTheStripAgree(t *testing.T) {
	p, _ := plan(t, small, ada)
	if html := page(t, p, "posts/next/index.html"); !strings.Contains(html, "0 → 3 of 12 chapters") || !strings.Contains(html, "Update 1") {
		t.Error("the strip says what moved")
	}
	html := page(t, p, "tracker/index.html")
	for _, want := range []string{"3 of 12 chapters", "25 %", "Data through 28 October 2025 (update 1). Next update planned for 11 November 2025<time"} {
		if !strings.Contains(html, want) {
			t.Errorf("the tracker does not say %q", want)
		}
	}
}

func TestCollisionsNameBoth(t *testing.T) {
	for name, files := range map[string]string{
		"equal slugs":         "-- content/posts/2025-01-01-a.md --\nx\n-- content/posts/2025-01-02-a.md --\ny\n",
		"case":                "-- content/posts/2025-01-01-a.md --\n---\nurl: /Posts/B/\n---\nx\n-- content/posts/2025-01-02-b.md --\ny\n",
		"Unicode form":        "-- content/posts/2025-01-01-x.md --\n---\nurl: /caf\u00e9/\n---\nx\n-- content/posts/2025-01-02-y.md --\n---\nurl: /cafe\u0301/\n---\ny\n",
		"our own page":        "-- content/pages/tracker.md --\nx\n",
		"a page kept for us":  "-- content/pages/search.md --\nx\n",
		"an alias":            "-- content/posts/2025-01-01-a.md --\n---\naliases: [/posts/b/]\n---\nx\n-- content/posts/2025-01-02-b.md --\ny\n",
		"a file of static":    "-- static/about/index.html --\nx\n-- content/pages/about.md --\ny\n",
		"a file and a folder": "-- content/posts/2025-01-01-a.md --\n---\nurl: /x.html\n---\nx\n-- content/posts/2025-01-02-b.md --\n---\nurl: /x.html/y/\n---\ny\n",
	} {
		_, diags := plan(t, files, Options{})
		if diags.Count(diag.Error) != 1 {
			t.Errorf("%s: want one error:\n%s", name, messages(diags))
		}
	}
}

func TestDeadLinksAreWarnedOfWithACure(t *testing.T) {
	_, diags := plan(t, `
-- content/posts/2025-01-01-a.md --
[a](b.md) [c](2025-01-02-c.md#nowhere) [c](/Posts/c/) ![p](Dot.PNG) ![r](https://elsewhere.example/x.png) [[No such]] [d](2025-01-03-d.md) [ok](dot.png) [l]({{% url %}})
-- content/posts/2025-01-02-c.md --
## Here
-- content/posts/2025-01-03-d.md --
---
draft: true
---
`, ada)
	got := messages(diags)
	for _, want := range []string{
		`a.md:1:1: warning: "b.md" leads nowhere`, `has no heading or anchor "#nowhere"`, `did you mean /posts/c/?`, `names are case-sensitive`,
		`lives on another host`, `[[No such]]: no post has`, `which is not published: it is a draft`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q in\n%s", want, got)
		}
	}
	if diags.HasErrors() || strings.Contains(got, "leads nowhere: there is no such page or file |  dot") {
		t.Error(got)
	}
}

func TestOutputIsAFileSystem(t *testing.T) {
	p, _ := plan(t, small, ada)
	out := p.Output()
	if err := fstest.TestFS(out, out.Paths()...); err != nil {
		t.Fatal(err)
	}
}

func TestKeysStandForBytes(t *testing.T) {
	one, _ := plan(t, small, ada)
	a := one.Output()
	sameKeySameBytes := func(change string, b *vfs.Tree) {
		t.Helper()
		for _, name := range b.Paths() {
			data, _ := b.ReadFile(name)
			before, err := a.ReadFile(name)
			if err == nil && a.Key(name) == b.Key(name) && !bytes.Equal(data, before) {
				t.Errorf("%s: %s has other bytes and the same key", change, name)
			}
		}
	}
	changes := [][2]string{
		{"First words", "Other words"},
		{"title: Next & more", "title: Next"},
		{"spent 2h", "spent 3h"},
		{"| two |", "| three |"},
		{"title: A journal", "title: B"},
		{"2025-10-28-next.md --\n---", "2025-10-28-next.md --\n---\nslug: else"},
		{"## The table", "## Another"},
		{"title: The Playbook", "title: Book"},
		{"every: 14d", "every: 7d"},
		{"study: {start: 2025-10-14", "study: {start: 2025-10-13"},
		{"description: What I learn", "description: Else"},
		{"draft: true", "draft: false"},
		{"unit: chapters", "unit: lessons, by: Ada, topics: [plan]"},
		{"-- content/posts/zebra.png --", "-- content/comparisons/ab.md --\n---\ntitle: The table of A and B\n---\n[Words](../posts/2025-10-14-start.md).\n-- content/posts/zebra.png --"},
		{"-- content/posts/zebra.png --", "-- static/css/site.css --\np { color: red }\n-- content/posts/zebra.png --"},
		{"-- content/posts/zebra.png --", "-- templates/partials/footer.html --\n{{define \"footer\"}}else{{end}}\n-- content/posts/zebra.png --"},
	}
	for _, setting := range []string{
		"language: de", "timezone: Asia/Tokyo", "author: {name: Ada, url: 'https://ada.example/'}", "licence: CC BY 4.0", "nav: [{name: Home, url: /}]",
		"permalink: /:year/:slug/", "paginate: 1", "feed_items: 1", "theme: {toggle: false}", "markdown: {typographer: false}", "limits: {pixels: 10}", "params: {a: b}",
		"base_url: https://else.example/",
	} {
		changes = append(changes, [2]string{"title: A journal", "title: A journal\n" + setting})
	}
	for _, key := range content.SettingKeys() {
		name, _, _ := strings.Cut(key.Path, ".")
		if !slices.ContainsFunc(changes, func(c [2]string) bool { return strings.Contains(c[1], name+":") }) {
			t.Errorf("no change of %s is tried", name)
		}
	}
	for _, key := range []string{
		"lang: de", "updated: 2025-11-11", "description: Else", "authors: [Grace]", "image: dot.png", "kind: lab", "series: S", "toc: true", "noindex: true",
		"canonical: https://example.org/", "layout: page", "params: {a: b}", "publishDate: 2027-01-01", "aliases: [/else/]",
	} {
		changes = append(changes, [2]string{"title: Next & more", "title: Next & more\n" + key})
	}
	for _, change := range changes {
		text := strings.Replace(small, change[0], change[1], 1)
		if text == small {
			t.Errorf("%q is not there", change[0])
		}
		changed, _ := plan(t, text, ada)
		sameKeySameBytes(fmt.Sprintf("%q → %q", change[0], change[1]), changed.Output())
	}
	for name, o := range map[string]Options{
		"no origin": {Base: Address{Path: ada.Base.Path}}, "another": {Base: Address{Origin: "https://else.example", Path: "/"}},
		"a preview": {Base: ada.Base, Preview: true}, "with drafts": {Base: ada.Base, Drafts: true, Future: true},
	} {
		changed, _ := plan(t, small, o)
		sameKeySameBytes(name, changed.Output())
	}
}

func TestACommentInTheSettingsChangesNoPost(t *testing.T) {
	one, _ := plan(t, small, ada)
	two, _ := plan(t, strings.Replace(small, "title: A journal", "# A comment.\n\ntitle: A journal", 1), ada)
	a, b := one.Output(), two.Output()
	for _, name := range a.Paths() {
		if a.Key(name) != b.Key(name) {
			t.Errorf("%s has another key", name)
		}
	}
}

func TestTwiceTheSameBytes(t *testing.T) {
	sum := func(at time.Time) string {
		tree, _ := load(small)
		p, _ := NewPlan(tree, ada, at)
		h := sha256.New()
		out := p.Output()
		for _, name := range out.Paths() {
			data, _ := out.ReadFile(name)
			h.Write(data)
		}
		return hex.EncodeToString(h.Sum(nil))
	}
	if a, b := sum(now), sum(now.AddDate(0, 3, 0)); a != b {
		t.Error("two builds differ")
	}
}

// A template that fails on real data says which line of which file failed.
func TestTemplateErrorsHaveAPlace(t *testing.T) {
	_, diags := plan(t, "-- templates/post.html --\n{{define \"main\"}}\n{{.Nothing}}\n{{end}}\n", Options{})
	if got := messages(diags); !strings.Contains(got, "templates/post.html:2:") || !strings.Contains(got, "Nothing") {
		t.Error(got)
	}
}
