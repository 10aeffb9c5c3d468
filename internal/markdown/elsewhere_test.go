package markdown

import (
	"strings"
	"testing"
)

// Each cell is parsed in a table of a post; the second one is how it can stand in another post.
var elsewhere = [][2]string{
	{"plain", "plain"},
	{"[a](b.md)", "[a](there:b.md)"},
	{`[a](  <b c.md> "T")`, `[a](  there:b%20c.md "T")`},
	{"x [a `]` *b*](b.md#c) y [d](e.md)", "x [a `]` *b*](there:b.md#c) y [d](there:e.md)"},
	{"[a](#c)", "[a](there:#c)"},
	{"[a](https://x.example/y)", "[a](https://x.example/y)"},
	{"<https://x.example/>", "<https://x.example/>"},
	{"![i](p_(1).png)", "![i](there:p_%281%29.png)"},
	{"[![i](p.png)](b.md)", "[![i](there:p.png)](there:b.md)"},
	{"`a|b` [c](d.md)", "`a|b` [c](there:d.md)"},
	{"[a][ref] [ref][] [ref]", `[a](there:r.md "A \"title\"") [ref](there:r.md "A \"title\"") [ref](there:r.md "A \"title\"")`},
	{"[a][web]", "[a](there:https://x.example/)"},
	{"[[Post|a *b*]] ![[p.png|400]] ![[m.mp4]]", `[a \*b\*](there:Post) ![](there:p.png) [m.mp4](there:m.mp4)`},
	{"[[Post]]", "[Post](there:Post)"},
	{"said[^1], *again*[^1]", "said, *again*"},
	{`<a href="b.md">x</a> <img alt='i' src=p.png>`, `<a href="there:b.md">x</a> <img alt='i' src="there:p.png">`},
	{"[bad](javascript:x)", "[bad](javascript:x)"},
	{"[nowhere](dead.md) [a](b.md)", "[nowhere](dead.md) [a](there:b.md)"},
	{"مرحبا [日本](b.md) 👩‍💻 [c](d.md)", "مرحبا [日本](there:b.md) 👩‍💻 [c](there:d.md)"},
}

func TestACellCanStandElsewhere(t *testing.T) {
	for _, tt := range elsewhere {
		src := "<!-- compare: x -->\n| K | V |\n|---|---|\n| a \\| b | " + strings.ReplaceAll(tt[0], "|", `\|`) + " |\n\n" +
			"[ref]: r.md 'A \"title\"'\n[web]: https://x.example/\n\n[^1]: A note.\n"
		doc := Parse("a.md", []byte(src), 1, "a", Options{})
		cell := &doc.Tables[0].Rows[1][1]
		got := cell.Elsewhere(func(h *Hole) string {
			if h.Dest == "dead.md" {
				return ""
			}
			return "there:" + h.Dest
		})
		if got != tt[1] {
			t.Errorf("%s\n got %s\nwant %s", tt[0], got, tt[1])
		}
	}
}

func TestACellWhoseHTMLIsDroppedShowsNothing(t *testing.T) {
	for cell, shows := range map[string]bool{
		"<script>x</script>": false, "<span></span>": false, "<iframe src=x></iframe>": false, "<br>": false,
		"<img src=x.png>": true, "![](x.png)": true, "<b>x</b>": true, "—": true, "<audio src=x.mp3></audio>": true,
	} {
		doc := Parse("a.md", []byte("<!-- compare: x -->\n| K | V |\n|---|---|\n| a | "+cell+" |\n"), 1, "a", Options{})
		if got := doc.Tables[0].Rows[1][1].Shows(); got != shows {
			t.Errorf("%s: shows %v", cell, got)
		}
	}
}
