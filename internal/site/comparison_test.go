package site

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"studylog/internal/content"
	"studylog/internal/vfs"
)

// each calls f with every element below n that has the tag.
func each(n *html.Node, tag string, f func(*html.Node)) {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == tag {
			f(c)
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// said is the text of a node without sources and permalinks.
func said(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if c := attribute(n, "class"); c == "src" || c == "pl" || c == "vh" {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// sourcesLead checks that every cell of a site's comparison pages that says something links to a table, in a post, that
// says just that. It returns how many there are.
func sourcesLead(t *testing.T, out *vfs.Tree, base string) (cells int) {
	t.Helper()
	parsed := map[string]*html.Node{}
	page := func(name string) *html.Node {
		if parsed[name] == nil {
			data, err := fs.ReadFile(out, name)
			if err != nil {
				t.Fatal(err)
			}
			if parsed[name], err = html.Parse(bytes.NewReader(data)); err != nil {
				t.Fatal(err)
			}
		}
		return parsed[name]
	}
	stated := func(name, anchor, text string) (found bool) {
		each(page(name), "table", func(table *html.Node) {
			if attribute(table, "id") == anchor {
				each(table, "td", func(td *html.Node) { found = found || said(td) == text })
			}
		})
		return found
	}
	for _, name := range out.Paths() {
		if !strings.HasPrefix(name, "compare/") || !strings.HasSuffix(name, "/index.html") {
			continue
		}
		check := func(cell *html.Node, text string) {
			href := ""
			each(cell, "small", func(small *html.Node) {
				if attribute(small, "class") == "src" && href == "" {
					each(small, "a", func(a *html.Node) { href = first(href, attribute(a, "href")) })
				}
			})
			to, anchor, _ := strings.Cut(strings.TrimPrefix(href, base), "#")
			if cells++; href == "" || !stated(to+"index.html", anchor, text) {
				t.Errorf("%s: the cell %q leads to %q, which does not say so", name, text, href)
			}
		}
		each(page(name), "td", func(td *html.Node) {
			if text := said(td); text != "" {
				check(td, text)
			} else if td.FirstChild != nil && !hasPicture(td) {
				t.Errorf("%s: a cell says nothing and is not empty", name)
			}
		})
		each(page(name), "ul", func(list *html.Node) {
			if attribute(list, "class") != "retired plain" {
				return
			}
			each(list, "b", func(b *html.Node) {
				_, text, _ := strings.Cut(said(b.Parent), ": ")
				check(b.Parent, text)
			})
		})
	}
	return cells
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func hasPicture(n *html.Node) (has bool) {
	each(n, "img", func(*html.Node) { has = true })
	return has
}

func TestEveryCellOfTheDemoLeadsToThePostThatStatedIt(t *testing.T) {
	if n := sourcesLead(t, demoPlan(t).Output(), "/study-journal/"); n < 250 {
		t.Errorf("only %d cells were looked at", n)
	}
}

// journalOf plans a journal of posts by name.
func journalOf(t *testing.T, posts map[string]string) (*Plan, string) {
	t.Helper()
	fsys := fstest.MapFS{"studylog.yaml": {Data: []byte("title: Journal\n")}}
	for name, text := range posts {
		fsys["content/posts/"+name+".md"] = &fstest.MapFile{Data: []byte("---\ntitle: " + name[11:] + "\n---\n" + text)}
	}
	tree, diags := content.Load(vfs.Overlay(fsys, themeFS()))
	p, more := NewPlan(tree, ada, now.AddDate(1, 0, 0))
	var said strings.Builder
	for _, d := range append(diags, more...) {
		fmt.Fprintf(&said, "%s: %s (%s)\n", d.Severity, d.Msg, d.Hint)
	}
	return p, said.String()
}

var unruly = map[string]string{
	"2025-01-05-first": "[r]: /tags/\n\n<!-- compare: x -->\n| Key | Price | Notes |\n|---|---|---|\n" +
		"| `a\\|b` | 1,200 | [there](2025-01-07-second.md) and [r] |\n| مرحبا | −5 | نص *عربي* |\n| 日本語 | 10 % | 「引用」 👩‍💻 |\n" +
		"| <b>raw</b> | ? | <i>x</i> &amp; <kbd>y</kbd> |\n| =1+1 | — | =cmd() |\n| Gone | 7 | <script>x</script> |\n| Kept | 0 | a<br>b |\n",
	"2025-01-07-second": "<!-- compare: x rename='Kept -> \"Held\"' -->\n| Key | Price |\n|---|---|\n| \"Held\" | 3.5 |\n\n" +
		"<!-- compare: x mode=replace -->\n| Key | Price | New |\n|---|---|---|\n| 日本語 | 11 % | n |\n| `a\\|b` | 1,200 | m |\n| مرحبا | | |\n| \"Held\" | | |\n| <b>raw</b> | | |\n| =1+1 | | |\n",
	"2025-01-07-third": "<!-- compare: x -->\n| Key | Price |\n|---|---|\n| 日本語 | 12 % |\n",
}

func TestEveryCellOfAnUnrulyTableLeadsToThePostThatStatedIt(t *testing.T) {
	p, _ := journalOf(t, unruly)
	if n := sourcesLead(t, p.Output(), "/study-journal/"); n < 40 {
		t.Errorf("only %d cells were looked at", n)
	}
	for name, want := range map[string]string{
		"compare/x/index.html": `<th scope="col" role="columnheader" class="ar" data-id="price">Price</th>`,
		"compare/x/x.csv":      "日本語,12 %,「引用」 👩‍💻,n\r\na|b,\"1,200\",there and r,m\r\nمرحبا,−5,نص عربي,\r\n",
		"compare/x/x.md":       "[there](https://ada.github.io/study-journal/posts/second/) and [r](https://ada.github.io/study-journal/tags/)",
	} {
		if got := page(t, p, name); !strings.Contains(got, want) {
			t.Errorf("%s lacks %s:\n%s", name, want, got)
		}
	}
}

func TestAnEmbedShowsWhatItsPostKnew(t *testing.T) {
	table := "<!-- compare: x -->\n| Key | A | B |\n|---|---|---|\n"
	posts := map[string]string{
		"2025-01-01-early":  "<!-- compare-show: x -->\n",
		"2025-01-02-first":  table + "| One | 1 | [b](#h) |\n| Two | 2 | |\n\n## H\n",
		"2025-01-03-then":   "<!-- compare-show: x rows=\"One\" columns=\"B\" -->\n\n<!-- compare-show: x rows=\"Three\" -->\n",
		"2025-01-04-second": table + "| One | 3 | |\n| Three | 3 | |\n| ~~Two~~ | | |\n",
		"2025-01-05-latest": "<!-- compare-show: x as-of=latest rows=\"Three; Two\" columns=\"A; C\" -->\n",
	}
	p, said := journalOf(t, posts)
	for _, want := range []string{
		`no post up to this one has a table for "x": nothing is shown (as-of=latest shows the table as it is now)`,
		`x has no row "Three" at this post (as-of=latest shows the table as it is now)`,
		`x has no column "C" (several columns are separated by a semicolon: columns="One; Another")`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing says %s:\n%s", want, said)
		}
	}
	if early := page(t, p, "posts/early/index.html"); strings.Contains(early, "<table") {
		t.Error("a post shows a table from its future")
	}
	then := page(t, p, "posts/then/index.html")
	if !strings.Contains(then, `1 of 2 rows, updated 2 January 2025 from 1 post</caption><thead><tr><th scope="col">Key</th><th scope="col">B</th></tr></thead>`) ||
		!strings.Contains(then, `<th scope="row">One</th><td><a href="/study-journal/posts/first/#h">b</a></td>`) || strings.Count(then, "<table") != 1 {
		t.Errorf("the table then:\n%s", then)
	}
	if latest := page(t, p, "posts/latest/index.html"); !strings.Contains(latest, `<th scope="row">Three</th><td class="ar">3</td>`) || strings.Contains(latest, "Two</th>") {
		t.Errorf("the latest table:\n%s", latest)
	}
	if feed := page(t, p, "feed.xml"); !strings.Contains(feed, `href=&#34;https://ada.github.io/study-journal/posts/first/#h&#34;`) && !strings.Contains(feed, `href="https://ada.github.io/study-journal/posts/first/#h"`) {
		t.Error("in the feed, a link of an embedded cell is not absolute")
	}
}

func TestAHistorySaysInWordsWhatChanged(t *testing.T) {
	table := "<!-- compare: x -->\n| Key | A |\n|---|---|\n"
	p, _ := journalOf(t, map[string]string{
		"2025-01-01-one": table + "| Goal | old words |\n| Target | t |\n",
		"2025-01-02-two": "<!-- compare: x rename=\"Goal -> Aim\" -->\n| Key | A |\n|---|---|\n| Aim | new words |\n| ~~Target~~ | |\n",
	})
	history, feed := page(t, p, "compare/x/history/index.html"), page(t, p, "compare/x/history/feed.xml")
	for _, want := range []string{
		`<b>Renamed</b> row <del>Goal</del> <span aria-hidden="true">→</span> <ins>Aim</ins></li>`,
		`<b>Changed</b> Aim, A: <del>old</del> → <ins>new</ins> words</li>`,
		`<b>Retired</b> row <del>Target</del></li>`,
		`<b>Added</b> row <ins>Target</ins></li>`,
	} {
		if !strings.Contains(history, want) {
			t.Errorf("the history lacks %s:\n%s", want, history)
		}
	}
	for _, want := range []string{"row &lt;del&gt;Goal&lt;/del&gt; → &lt;ins&gt;Aim&lt;/ins&gt;", "Aim, A: &lt;del&gt;old", "<updated>2025-01-02T00:00:00Z</updated>"} {
		if !strings.Contains(feed, want) {
			t.Errorf("the feed lacks %s:\n%s", want, feed)
		}
	}
	if now := page(t, p, "compare/x/index.html"); !strings.Contains(now, `<del>Target</del> <small>retired by <a href="/study-journal/posts/two/#compare-x">two</a>`) {
		t.Errorf("the page does not say who retired a row:\n%s", now)
	}
}

// A cell that was changed says what stood there before, on the page itself, without a script.
func TestAChangedCellSaysWhatStoodThereBefore(t *testing.T) {
	p, diags := plan(t, `
-- content/posts/2025-10-14-a.md --
---
title: A
---
<!-- compare: costs -->
| Service | Fee | Note |
|---|---|---|
| One | 3.5 % | a long note that says a great deal about what the service is, and goes on for a while |
| Two | 5 | same |
-- content/posts/2025-10-28-b.md --
---
title: B
---
<!-- compare: costs -->
| Service | Fee | Note |
|---|---|---|
| One | 4 % | short |
| Two | 6 | same |
`, ada)
	if diags.HasErrors() {
		t.Fatal(messages(diags))
	}
	text := page(t, p, "compare/costs/index.html")
	for _, want := range []string{"</a>, was 3.5 %</small>", "</a>, was a long note that says a great deal about what the service…</small>", "</a>, was 5</small>"} {
		if !strings.Contains(text, want) {
			t.Errorf("the comparison does not say %s", want)
		}
	}
	if n := strings.Count(text, ", was "); n != 3 {
		t.Errorf("%d cells say what stood there before, not 3", n)
	}
}

// A replacement reads as one without colours: in a text browser, or when it is copied.
func TestAChangeReadsAsTextToo(t *testing.T) {
	for _, tt := range [][3]string{
		{"5", "6", "<del>5</del> → <ins>6</ins>"},
		{"3.5 %", "4 %", "<del>3.5</del> → <ins>4</ins> %"},
		{"2020-11-30", "2020-12-15", "<del>2020-11-30</del> → <ins>2020-12-15</ins>"},
		{"the old town, by day", "the new town, by night", "the <del>old</del> → <ins>new</ins> town, by <del>day</del> → <ins>night</ins>"},
		{"one two", "one", "one<del> two</del>"},
		{"威胁模型", "威胁建模", "威胁<ins>建</ins>模<del>型</del>"},
	} {
		if got := string(diffHTML(tt[0], tt[1])); got != tt[2] {
			t.Errorf("%s to %s: %s, not %s", tt[0], tt[1], got, tt[2])
		}
	}
}
