package markdown

import (
	"bytes"
	"fmt"
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"
)

// page renders a body as a page would: holes filled plainly, side notes beside, no notes at the end.
func page(f *Fragment) string { return fill(f, NotesHole) }

// feed renders a body as a feed would.
func feed(f *Fragment) string { return fill(f, EndnotesHole) }

func fill(f *Fragment, shown HoleKind) string {
	var b bytes.Buffer
	var fill func(w *bytes.Buffer, h *Hole)
	fill = func(w *bytes.Buffer, h *Hole) {
		switch h.Kind {
		case LinkHole, MediaHole:
			w.WriteString(html.EscapeString(h.Dest))
		case ImageHole:
			fmt.Fprintf(w, `<img src="%s" alt="%s">`, html.EscapeString(h.Dest), html.EscapeString(h.Text))
		case WikiHole:
			fmt.Fprintf(w, `<a href="/w">%s</a>`, html.EscapeString(h.Dest))
		case CompareHole:
			fmt.Fprintf(w, `<div>%s</div>`, html.EscapeString(h.Dest))
		case NotesHole, EndnotesHole:
			if h.Kind == shown {
				h.Inner.Render(w, fill)
			}
		}
	}
	f.Render(&b, fill)
	return b.String()
}

// checkSafe fails if HTML, as a browser would read it, holds what it must not, or breaks out of its place.
func checkSafe(t *testing.T, body string) {
	t.Helper()
	if strings.ContainsRune(body, 0) || !utf8.ValidString(body) {
		t.Fatalf("NUL or invalid UTF-8 in %q", body)
	}
	root, err := nethtml.Parse(strings.NewReader(`<!doctype html><body><article id=" in">` + body + `</article><footer id=" out"></footer>`))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	var out *nethtml.Node
	for n := range root.Descendants() {
		if n.Type != nethtml.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "style", "iframe", "object", "embed", "base", "meta", "link", "form", "template", "title":
			if n.Data != "title" && n.Parent.Data != "head" || n.Data == "title" && n.Parent.Data != "svg" && n.Parent.Data != "head" {
				t.Fatalf("<%s> in %q", n.Data, body)
			}
		}
		for _, a := range n.Attr {
			v := strings.ToLower(strings.Map(func(c rune) rune {
				if c <= ' ' {
					return -1
				}
				return c
			}, a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "formaction":
				t.Fatalf("attribute %s in %q", a.Key, body)
			case (a.Key == "href" || a.Key == "src" || a.Key == "poster") && strings.Contains(v, ":"):
				before, _, _ := strings.Cut(v, ":")
				if before != "http" && before != "https" && before != "mailto" && !strings.ContainsAny(before, "/?#") {
					t.Fatalf("%s=%q in %q", a.Key, a.Val, body)
				}
			case a.Key == "id":
				if ids[a.Val] {
					t.Fatalf("id %q twice in %q", a.Val, body)
				}
				ids[a.Val] = true
			}
		}
		if n.Data == "footer" {
			out = n
		}
	}
	if out == nil || out.Parent.Data != "body" || out.PrevSibling == nil || out.PrevSibling.Data != "article" {
		t.Fatalf("the body breaks its page: %q", body)
	}
}

func checkDoc(t *testing.T, src string, o Options) {
	t.Helper()
	d := Parse("x.md", []byte(src), 1, "x", o)
	whole := page(&d.H1Body) + page(&d.Body)
	checkSafe(t, whole)
	checkSafe(t, feed(&d.H1Body)+feed(&d.Body))
	checkSafe(t, page(&d.Summary))
	for _, table := range d.Tables {
		for _, row := range table.Rows {
			if len(row) != len(table.Rows[0]) {
				t.Fatalf("a row of %d cells under %d headers in %q", len(row), len(table.Rows[0]), src)
			}
			for _, c := range row {
				checkSafe(t, "<table><tr><td>"+page(&c.Body)+"</table>")
			}
		}
	}
	for _, h := range d.TOC {
		checkSafe(t, h.HTML)
		if strings.Contains(h.HTML, "<a ") {
			t.Fatalf("a link in the table of contents: %q", h.HTML)
		}
	}
	for _, id := range d.IDs {
		if !strings.Contains(whole, `id="`+html.EscapeString(id)+`"`) && !strings.Contains(whole, `id="`+strings.ReplaceAll(html.EscapeString(id), "&#39;", "'")+`"`) {
			t.Fatalf("the id %q is not in %q", id, whole)
		}
	}
	lines := strings.Count(src, "\n") + 1
	for _, g := range d.Diags {
		if g.Line > lines || g.Line == 0 && g.Col != 0 {
			t.Fatalf("%v in a source of %d lines", g.Pos, lines)
		}
	}
}

var seeds = []string{
	"# H\n\ntext [a](b \"c\") ![i](j.png) `c` **b**\n",
	"<script>alert(1)</script>\n\nx <script>y</script> <img src=x onerror=alert(1)> <b style='x'>\n",
	"[x](javascript:alert(1)) [y](java&#x73;cript:x) [z](%6aavascript:x) <javascript:x> [d](data:text/html,x) [t](&#9;javascript:x)\n",
	"<a href=\" java\nscript:x\">q</a> <a href=x><a href=y>z</a></a> </div></article></body>\n",
	"<details><summary>a</summary>\n\n**b**\n\n</details>\n\n<div>\n\n> </div>\n\n<table><tr><td>x\n\n</table>\n",
	"a[^1] b[^1] c[^2]\n\n[^1]: n[^2]\n[^2]: m\n\n    - l[^1]\n",
	"<!-- compare: a -->\n| a | b |\n|--|:-:|\n| ~~x~~ | y \\| z | w |\n\n<!-- compare-show: a rows='x' -->\n<!-- compare: b -->\n",
	"> [!note]- T *x*\n> y\n\n- [x] a <div>b</div>\n- [ ] [[p|q]] ![[i.png|3x4]] ![[n]]\n\nT\n: D\n",
	"```go {1-2} title=\"<x>\" linenos\nx := 1 // <\n```\n\n```goat\n.-.\n|o|\n'-'\n```\n\n```mermaid\na\n```\n",
	"## A {#x .y onclick=z style=\"q\"}\n\n## A\n\n## A\n\n<p id=x><h2 id='a'>\n",
	"&lt;script&gt; &#0; &#x202e; \u202e &#1; \x00 \xff\n",
	"<svg><style><a title=\"</style><img src=x onerror=1>\"></svg> <math><mtext><table><mglyph><style><img src=x>\n",
	"<!-- \n\nx <!-- compare: y\n",
	"<p>a<ul><li>b<li>c</ul><td>x</td> <h2><h3></h2>\n\n| <td> | </table> |\n|--|--|\n| <ul><li>x | <div> |\n",
	"https://www.youtube.com/watch?v=x\n\n[T](https://youtu.be/x)\n\n:smile: \"q\" -- ... ==m== www.a.bc x@y.zz\n",
	"[![a](b.png)](c) [a[^1]](b) [<b>x](y)</b> *<i>a* b</i>\n\n[^1]: z\n",
}

func FuzzHTML(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		checkDoc(t, src, Options{Typographer: true, Emoji: true})
		checkDoc(t, src, Options{LineNumbers: true, Compare: "x"})
	})
}
