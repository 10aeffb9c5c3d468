package markdown

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"studylog/internal/diag"
)

func parse(src string) *Doc { return Parse("x.md", []byte(src), 1, "x", Options{}) }

// Places count lines of the file and columns in code points, whatever stands before.
func TestPlaces(t *testing.T) {
	long := strings.Repeat("日本 text ", 2000)
	for _, c := range []struct {
		name, src string
		at        func(d *Doc) diag.Pos
		line, col int
	}{
		{"link after wide letters", "é日本 [a](b.md)\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 7, 5},
		{"image", "x\n\n![a](b.png)\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 9, 1},
		{"in a quotation's second line", "> a\n> é ![a](b.png)\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 8, 5},
		{"autolink", "see https://a.bc\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 7, 5},
		{"wiki-link", "é [[p]]\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 7, 3},
		{"raw link", "é <a href=x>y</a>\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 7, 3},
		{"raw image in a list", "- é\n\n  <div>\n  é <img src=x>\n  </div>\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 10, 5},
		{"CRLF", "a\r\n\r\n[a](b)\r\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 9, 1},
		{"invalid bytes count one each", "\xff\xfe\x00[a](b)\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 7, 4},
		{"cell", "| é | [a](b) |\n|---|---|\n| ü | y |\n", func(d *Doc) diag.Pos { return d.Tables[0].Rows[1][1].Pos }, 9, 7},
		{"end of a cell", "| é | äbc |\n|---|---|\n", func(d *Doc) diag.Pos { p := d.Tables[0].Rows[0][1].Pos; p.Col = p.EndCol; return p }, 7, 10},
		{"marker", "é\n\n<!-- compare: x -->\n| a |\n|---|\n", func(d *Doc) diag.Pos { return d.Tables[0].Marker.Pos }, 9, 15},
		{"embed", "<!-- compare-show:  x -->\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 7, 21},
		{"footnote", "a[^1]\n\n[^1]: é [a](b)\n", func(d *Doc) diag.Pos { return d.Body.Holes[0].Inner.Holes[0].Pos }, 9, 9},
		{"heading", "a\n\n  ## b\n", func(d *Doc) diag.Pos { return d.TOC[0].Pos }, 9, 3},
		{"end of a long line", long + "[a](b)", func(d *Doc) diag.Pos { return d.Body.Holes[0].Pos }, 7, 16001},
		{"bidi", "a\né \u202e\n", func(d *Doc) diag.Pos { return d.Diags[0].Pos }, 8, 3},
	} {
		d := Parse("x.md", []byte(c.src), 7, "x", Options{})
		p := c.at(d)
		if p.File != "x.md" || p.Line != c.line || p.Col != c.col {
			t.Errorf("%s: %v, want %d:%d", c.name, p, c.line, c.col)
		}
	}
}

func TestDestinations(t *testing.T) {
	for _, c := range []struct{ in, dest, scheme string }{
		{"a.md", "a.md", ""},
		{" ../a b.md#c ", "../a b.md#c", ""},
		{"//h/p", "https://h/p", "https"},
		{"HTTPS://H", "HTTPS://H", "https"},
		{"mailto:a@b", "mailto:a@b", "mailto"},
		{"java\nscript:x", "javascript:x", "javascript"},
		{"JAVASCRIPT:x", "JAVASCRIPT:x", "javascript"},
		{"java script:x", "java script:x", "javascript"},
		{"javascript%3Ax", "javascript%3Ax", "javascript"},
		{"%256Aavascript%253Ax", "%256Aavascript%253Ax", "javascript"},
		{"a/b:c", "a/b:c", ""},
		{"?a:b", "?a:b", ""},
		{"#a:b", "#a:b", ""},
		{":x", ":x", ":"},
		{"https%3A//x", "https%3A//x", ""},
	} {
		if dest, scheme := normalize(c.in); dest != c.dest || scheme != c.scheme {
			t.Errorf("normalize(%q) = %q, %q, want %q, %q", c.in, dest, scheme, c.dest, c.scheme)
		}
	}
}

func TestFence(t *testing.T) {
	for info, want := range map[string]fence{
		"":                                      {},
		"go":                                    {lang: "go"},
		"go{3-5}":                               {lang: "go", lines: [][2]int{{3, 5}}},
		`go {1,3-5} title="a b.go" linenos`:     {lang: "go", lines: [][2]int{{1, 1}, {3, 5}}, title: "a b.go", numbers: true},
		`title="x"`:                             {title: "x"},
		"{2}":                                   {lines: [][2]int{{2, 2}}},
		`go {linenos=table,hl_lines=[1,"3-4"]}`: {lang: "go", lines: [][2]int{{1, 1}, {3, 4}}, numbers: true},
		"{.python .numberLines}":                {},
		"go {0,5-3,x,-1} linenos=false {":       {lang: "go"},
		"js title='it is'":                      {lang: "js", title: "it is"},
	} {
		if got := parseFence(info, false); !reflect.DeepEqual(got, want) {
			t.Errorf("parseFence(%q) = %+v, want %+v", info, got, want)
		}
	}
}

func TestLede(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"  two\n words ", 20, "two words"},
		{"one two three", 9, "one two…"},
		{"日本語日本語日本語", 5, "日本語日…"},
		{"a, b, c, d, e", 8, "a, b…"},
		{"one two three", 8, "one two…"},
	} {
		if got := shorten(c.in, c.n); got != c.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]int{"": 0, "one two": 2, "it's 3.5 – e-mail": 3, "日本語 text": 3, "a\nb": 2} {
		if got := countWords(text); got != want {
			t.Errorf("countWords(%q) = %d, want %d", text, got, want)
		}
	}
}

// The front matter's comparison marks the only table, and leaves several to whoever reads the front matter.
func TestFrontMatterMarksTheOnlyTable(t *testing.T) {
	table := "| a |\n|---|\n| b |\n"
	d := Parse("x.md", []byte("## Compare x\n\n"+table), 1, "x", Options{Compare: "x"})
	if m := d.Tables[0].Marker; m == nil || m.ID != "x" || d.Tables[0].Anchor != "compare-x" || d.TOC[0].ID != "compare-x-1" {
		t.Errorf("marker %v, anchor %q, heading %q", m, d.Tables[0].Anchor, d.TOC[0].ID)
	}
	d = Parse("x.md", []byte(table+"\n"+table), 1, "x", Options{Compare: "x"})
	if d.Tables[0].Marker != nil || d.Tables[1].Marker != nil || len(d.Tables) != 2 {
		t.Errorf("one of two tables is marked")
	}
}

func TestTablesOfOneComparison(t *testing.T) {
	one := "<!-- compare: x -->\n| a |\n|---|\n| b |\n\n"
	d := parse(one + one + one)
	for i, want := range []string{"compare-x", "compare-x-2", "compare-x-3"} {
		if d.Tables[i].Anchor != want || !strings.Contains(page(&d.Body), `<table id="`+want+`">`) {
			t.Errorf("table %d is %q, want %q", i, d.Tables[i].Anchor, want)
		}
	}
}

// A Doc goes into a cache and comes back the same.
func TestDocIsPlainData(t *testing.T) {
	for _, src := range seeds {
		want := parse(src)
		var b bytes.Buffer
		got, again := new(Doc), new(Doc)
		if err := gob.NewEncoder(&b).Encode(want); err != nil {
			t.Fatal(err)
		}
		if err := gob.NewDecoder(&b).Decode(got); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, again); err != nil {
			t.Fatal(err)
		}
		if w := describe(want); w != describe(got) || w != describe(again) {
			t.Errorf("%q changes in a cache", src)
		}
	}
}

// One parser serves all; buffers come from a pool and never leave it.
func TestConcurrentParses(t *testing.T) {
	want := make([]string, len(seeds))
	for i, src := range seeds {
		want[i] = describe(parse(src))
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				for i, src := range seeds {
					if got := describe(parse(src)); got != want[i] {
						t.Errorf("%q gives\n%s\nwant\n%s", src, got, want[i])
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestRenderWithoutFill(t *testing.T) {
	f := Fragment{HTML: []byte("a\x000\x00b\x001\x00"), Holes: make([]Hole, 2)}
	var b bytes.Buffer
	f.Render(&b, nil)
	if b.String() != "ab" {
		t.Errorf("%q", b.String())
	}
}

func TestWarningsAreCapped(t *testing.T) {
	d := parse(strings.Repeat("<font>\n\n", 1000))
	if n := len(d.Diags); n != maxReports+1 || !strings.Contains(d.Diags[0].Msg, "800 more") {
		t.Errorf("%d diagnostics, the first %v", n, d.Diags[0])
	}
}

// What a hard-working writer does must pass.
func TestLimitsThatMustPass(t *testing.T) {
	sentence := "A *study* journal, [linked](https://example.org/a_b) and **marked**, with `code` and \"quotes\" -- it goes on. "
	var headings, notes, table, levels strings.Builder
	for i := range 400 {
		fmt.Fprintf(&headings, "## Heading %d\n\ntext\n\n", i%50)
	}
	for i := range 300 {
		fmt.Fprintf(&notes, "Text[^%d] and[^n%d].\n\n[^%d]: Note *%d*.\n\n", i, i%7, i, i)
	}
	for i := range 7 {
		fmt.Fprintf(&notes, "[^n%d]: again\n\n", i)
	}
	table.WriteString("<!-- compare: big -->\n" + strings.Repeat("| head ", 8) + "|\n" + strings.Repeat("|---", 8) + "|\n")
	for range 300 {
		table.WriteString(strings.Repeat("| **cell** `a\\|b` [l](x.md) ", 8) + "|\n")
	}
	for i := range 12 {
		levels.WriteString(strings.Repeat("  ", i) + "- level\n\n" + strings.Repeat("  ", i+1) + "> quoted\n\n")
	}
	for _, c := range []struct {
		name, src string
		check     func(d *Doc) bool
	}{
		{"900 KB of prose", strings.Repeat(strings.Repeat(sentence, 8)+"\n\n", 900_000/len(sentence)/8), func(d *Doc) bool { return d.Words > 90_000 }},
		{"500 KB in one line", strings.Repeat(sentence, 500_000/len(sentence)), func(d *Doc) bool { return d.Words > 50_000 }},
		{"300 rows of 8", table.String(), func(d *Doc) bool { return len(d.Tables[0].Rows) == 301 && len(d.Body.Holes) == 2400 }},
		{"400 headings", headings.String(), func(d *Doc) bool { return len(d.TOC) == 400 && d.TOC[399].ID == "heading-49-7" }},
		{"300 footnotes", notes.String(), func(d *Doc) bool { return len(d.Body.Holes) == 301 }},
		{"200 KB of code", "```go\n" + strings.Repeat("func f(a *int, b **int) { _x := a_b * *a; s[i](x) }\n", 200_000/51) + "```\n", func(d *Doc) bool { return d.HasCode }},
		{"200 KB of unbroken YAML", "```yaml\n" + strings.Repeat("- a: [b, *c, &d {e: f}]\n", 200_000/24) + "```\n", func(d *Doc) bool { return d.HasCode }},
		{"12 levels", levels.String(), func(d *Doc) bool { return strings.Count(page(&d.Body), "<ul>") == 12 }},
		{"2,000 links", strings.Repeat("[a](b.md) ", 2000), func(d *Doc) bool { return len(d.Body.Holes) == 2000 }},
		{"2,000 links without a space", strings.Repeat("[a](b.md)", 2000), func(d *Doc) bool { return len(d.Body.Holes) == 2000 }},
	} {
		d := Parse("x.md", []byte(c.src), 1, "x", Options{Typographer: true, Emoji: true})
		if d.Diags.HasErrors() || !c.check(d) {
			t.Errorf("%s does not pass: %v", c.name, d.Diags[:min(len(d.Diags), 3)])
		}
	}
}

// What would take goldmark minutes is an error, which names the line.
func TestHostileSources(t *testing.T) {
	const n = 100_000
	rep := func(s string) string { return strings.Repeat(s, n/len(s)) }
	for _, c := range []struct{ name, src, want string }{
		{"open destinations", "x\n\n" + rep("[a]("), "3: this text would take too long"},
		{"open pointed destinations", rep("[a](<b"), "1: this text would take too long"},
		{"brackets in brackets", rep("[") + "a" + rep("]"), "1: this text would take too long"},
		{"emphasis that never matches", rep("_a ") + rep("a* "), "1: this text would take too long"},
		{"the rule of three", "a**b" + rep("c* "), "1: this text would take too long"},
		{"strikes", rep("~~a ") + rep("a* "), "1: this text would take too long"},
		{"in a table that is none", "|a|b|\n|-|\n" + rep("_a ") + rep("a* "), "1: this text would take too long"},
		{"in code that is none", "<div>\n```\n\n" + strings.Repeat(rep("_a ")+rep("a* "), 4), "4: this text would take too long"},
		{"attributes", "# " + rep("{a="), "1: this text would take too long"},
		{"attributes of a setext heading", rep("{a=") + "\n===\n", "1: this text would take too long"},
		{"lists in lists, one line", rep("* ") + "a", "1: lists or quotations more than"},
		{"lists in lists, by tabs", rep("-\t") + "a", "1: lists or quotations more than"},
		{"numbers in numbers", rep("1. ") + "a", "1: lists or quotations more than"},
		{"quotations", rep(">") + "a", "1: lists or quotations more than"},
		{"lists in lists, by indent", func() string {
			var b strings.Builder
			for i := range 150 {
				b.WriteString(strings.Repeat("  ", i) + "- a\n")
			}
			return b.String()
		}(), "101: lists or quotations more than"},
		{"padding", rep("|a") + "|\n" + rep("|-") + "|\n" + rep("|\n"), "2: this table has 50000 columns"},
		{"rows", "x\n\n|a|b|\n|-|-|\n" + rep("|\n") + rep("|\n"), "4: this table has more than"},
		{"pipes", "|a|\n|-|\n" + rep("|`\\|`|\n"), "10003: more than 10000 escaped pipes"},
		{"footnotes", rep("[^1]: a\n\n"), "10001: more than 5000 footnotes"},
		{"definitions", rep("[a]: b\n"), "10001: more than"},
		{"headings", rep("# a\n"), "5001: more than"},
		{"size", rep("a") + strings.Repeat(rep("a"), 10), "this post has 1100000 bytes"},
	} {
		d := parse(c.src)
		got := ""
		if len(d.Diags) > 0 {
			got = fmt.Sprintf("%d: %s", d.Diags[0].Line, d.Diags[0].Msg)
		}
		if !d.Diags.HasErrors() || !strings.Contains(got, c.want) || len(d.Body.HTML) > 0 {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What nests without end in the output is cut, not followed.
func TestDeepHTML(t *testing.T) {
	for _, src := range []string{strings.Repeat("<b>", 50_000), strings.Repeat("<em>a</b>", 20_000), strings.Repeat("<div>\n\n", 20_000)} {
		d := parse(src)
		if got := page(&d.Body); strings.Count(got, "<b>") > maxRaw || strings.Count(got, "<div>") > maxRaw {
			t.Errorf("%.20q nests deeper than %d", src, maxRaw)
		}
		checkSafe(t, page(&d.Body))
	}
}

const sample = `# Week 12

This week I read *Adversarial AI Attacks*, [chapter 4](../posts/week-11.md), and deployed the lab[^1]. It's about
**evasion** and ` + "`poisoning`" + `; see https://example.org/paper.

## What I did

- [x] read the chapter -- all of it
- [ ] write the [report](report.md)

| Focus | Traditional | AI |
|---|:-:|--:|
| target | networks | ` + "`models`" + ` |
| goal | CIA | robustness |

> [!tip] Remember
> Measure first.

![A plot](plot.png "The plot")

[^1]: On a small machine.

`

func BenchmarkParse(b *testing.B) {
	src := []byte(strings.Repeat(sample, 8))
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		Parse("x.md", src, 1, "x", Options{Typographer: true, Emoji: true})
	}
}

func BenchmarkCheck(b *testing.B) {
	src := &source{text: []byte(strings.Repeat(sample, 8))}
	b.SetBytes(int64(len(src.text)))
	for b.Loop() {
		src.tooHard()
	}
}
