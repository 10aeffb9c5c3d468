package decode

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"studylog/internal/diag"
)

func parse(t *testing.T, f Format, src string, opts ...Option) *Node {
	t.Helper()
	n, list := Parse("f", []byte(src), 1, f, opts...)
	if len(list) > 0 {
		t.Fatalf("%q: %s", src, texts(list))
	}
	return n
}

func TestScalarsKeepTheirText(t *testing.T) {
	for _, c := range []struct {
		src, text string
		kind      Kind
		quoted    bool
		any       any
	}{
		{"010", "010", Scalar, false, "010"},
		{"+2", "+2", Scalar, false, int64(2)},
		{"1:30", "1:30", Scalar, false, "1:30"},
		{"0x10", "0x10", Scalar, false, "0x10"},
		{"3.10", "3.10", Scalar, false, 3.1},
		{"1e3", "1e3", Scalar, false, 1000.0},
		{".inf", ".inf", Scalar, false, ".inf"},
		{"99999999999999999999", "99999999999999999999", Scalar, false, "99999999999999999999"},
		{"no", "no", Scalar, false, "no"},
		{"true", "true", Scalar, false, true},
		{"'true'", "true", Scalar, true, "true"},
		{"2025-10-14", "2025-10-14", Scalar, false, "2025-10-14"},
		{"~", "~", Null, false, nil},
		{"null", "null", Null, false, nil},
		{"", "", Null, false, nil},
		{"\"null\"", "null", Scalar, true, "null"},
		{"''", "", Scalar, true, ""},
		{"|\n  a\n  b", "a\nb\n", Scalar, true, "a\nb\n"},
		{">\n  a\n  b\n", "a b\n", Scalar, true, "a b\n"},
		{"a\n  b", "a b", Scalar, false, "a b"},
		{"3/12 ch", "3/12 ch", Scalar, false, "3/12 ch"},
		{"[1, a]", "", List, false, []any{int64(1), "a"}},
		{"{b: 1.5, c: ~}", "", Map, false, map[string]any{"b": 1.5, "c": nil}},
	} {
		n := parse(t, YAML, "a: "+c.src+"\n").Get("a")
		if n.Kind != c.kind || n.Text != c.text || n.Quoted != c.quoted || !reflect.DeepEqual(n.Any(), c.any) {
			t.Errorf("%q: %v %q quoted %v, any %#v", c.src, n.Kind, n.Text, n.Quoted, n.Any())
		}
	}
}

// A place is where an editor's cursor finds it: code points, not bytes, in every format.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		format Format
		src    string
	}{
		{YAML, "é: 日本\nmap:\n  key: [ü, \"vä l\", 'it''s']\nlist:\n- {a: b}\n"},
		{TOML, "\"é\" = \"日本\"\n[map]\nkey = [\"ü\"]\nn = 3.10\n[[list]]\na = \"b\"\n"},
		{JSON, "{\"é\": \"日本\", \"map\": {\n \"key\": [\"ü\", 3.10, null]},\n\"list\": [{\"a\": \"b\"}]}"},
	} {
		n, list := Parse("f", []byte(c.src), 11, c.format)
		if len(list) > 0 {
			t.Fatalf("%v: %s", c.format, texts(list))
		}
		lines := strings.Split(c.src, "\n")
		at := func(p diag.Pos) string {
			rest := []rune(lines[p.Line-11])[p.Col-1:]
			if p.EndCol > 0 {
				rest = rest[:p.EndCol-p.Col]
			}
			return string(rest)
		}
		var walk func(n *Node)
		walk = func(n *Node) {
			if n.Kind == Scalar && c.format != TOML && strings.Trim(at(n.Pos), `"'`) != strings.ReplaceAll(n.Text, "'", "''") {
				t.Errorf("%v: %q is at %v: %q", c.format, n.Text, n.Pos, at(n.Pos))
			}
			for _, f := range n.Fields {
				if got := strings.Trim(at(f.KeyPos), `"[]`); got != f.Key {
					t.Errorf("%v: the key %q is at %v: %q", c.format, f.Key, f.KeyPos, got)
				}
				walk(f.Value)
			}
			for _, item := range n.Items {
				walk(item)
			}
		}
		walk(n)
		if got := n.Get("list").Items[0].Get("a"); got == nil || got.Text != "b" || got.Format != c.format {
			t.Errorf("%v: the list is %+v", c.format, n.Get("list"))
		}
	}
}

// After one letter of YAML that is wrong, the writer reads what to do, and can paste it.
func TestYAMLMessages(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"title: AI Lab: Week 1", `1:14: error: quote the title: it contains ": " | title: "AI Lab: Week 1"`},
		{"title: Say \"hi\": a", `1:16: error: quote the title: it contains ": " | title: 'Say "hi": a'`},
		{"title: A \"b\": it's # c", `| title: "A \"b\": it's" # c`},
		{"a:\n  next: x: y", `2:10: error: quote the next: it contains ": " | next: "x: y"`},
		{"a:\n- x: y: z", `2:7: error: quote the x: it contains ": " | - x: "y: z"`},
		{"a: {b: c: d}", `1:9: error: quote the text: it contains ": "`},
		{"a:\n\t- x", "2:1: error: indent with spaces, not tabs |   - x"},
		{"a:\n  b: 1\n\tc: 2", "3:1: error: indent with spaces, not tabs"},
		{"a: @x", `1:4: error: quote the a: it begins with @ | a: "@x"`},
		{"a: `x`", "1:4: error: quote the a: it begins with ` | a: \"`x`\""},
		{"a: %x", `1:4: error: quote the a: it begins with % | a: "%x"`},
		{"a: *x y", `1:4: error: quote the a: it begins with * | a: "*x y"`},
		{"a: **x** y", `1:4: error: quote the a: it begins with * | a: "**x** y"`},
		{"a: & b", `1:4: error: quote the a: it begins with & | a: "& b"`},
		{"a: > x", `1:4: error: quote the a: it begins with > | a: "> x"`},
		{"a: ? x", `1:4: error: quote the a: it begins with ? | a: "? x"`},
		{"a: , x", `1:4: error: quote the a: it begins with , | a: ", x"`},
		{"a: ]x", `1:4: error: quote the a: it begins with ] | a: "]x"`},
		{"a: [b] c", `1:8: error: quote the a: it begins with [, and text follows its end | a: "[b] c"`},
		{"a: [b, c\nd: e", `1:4: error: this [ is not closed, or a comma is missing after it | close it with ], or quote the a: a: "[b, c"`},
		{"a: {b: c\nd: e", `1:4: error: this { is not closed`},
		{"a: [\nd: e", `1:4: error: this [ is not closed`},
		{"a: [\n  b,\n  c,\nd: e", `1:4: error: this [ is not closed`},
		{"a: \"b\nc: d", `1:4: error: the quote that opens here is never closed | close it with "`},
		{"a: 'b\nc: d", `1:4: error: the quote that opens here is never closed | close it with '`},
		{"a: 'it's'", `1:8: error: quote the whole of a: text follows its closing quote | a: "it's"`},
		{"a: \"b\" c", `quote the whole of a: text follows its closing quote | a: '"b" c'`},
		{"a: \"\\q\"", "1:5: error: a backslash escapes what follows it"},
		{"a: - b", `1:4: error: a list begins on a line of its own | move it to the next line, or quote the value: a: "- b"`},
		{"a:\n  - b\n c", "3:2: error:"},
		{"a:\n  b: 1\n   c: 2", "3:5: error: the key c cannot be here"},
		{"progress: llm: 3 ch; spent 4h # so far", `1:14: error: progress on one line has no colon | progress: llm 3 ch; spent 4h # so far`},
		{"progress: next: finish", `1:15: error: progress on one line has no colon | progress: next finish`},
		{"title: T\n tags: [a]", "2:6: error: the key tags cannot be here"},
		{" title: T\ntags:\n  - a", "1:1: error: this line is indented further than the key tags below it, on line 2 | keys that belong together begin in one column: title: T"},
		{"# a\n\n  a: 1\n b: 2", "3:1: error: this line is indented further than the key b below it, on line 4 | keys that belong together begin in one column:  a: 1"},
		{"a\nb: 1", `1:1: error: this line is no "key: value"`},
		{"a: 1\n---\nb: 2", "2:1: error: a second YAML document begins here"},
		{"a: 1\n...\nb: [", "error: a second YAML document begins here"},
		{"? [a]\n: b", "1:3: error: a key must be a word"},
		{": b", "1:1: error: a key is missing before the colon"},
	} {
		n, list := Parse("f", []byte(c.src), 1, YAML)
		if !list.HasErrors() || n == nil || !strings.Contains(texts(list), c.want) {
			t.Errorf("%q: %q\nwant %q", c.src, texts(list), c.want)
		}
		if strings.Contains(texts(list), "this is not YAML") {
			t.Errorf("%q: the library's words: %s", c.src, texts(list))
		}
	}
}

// The line that a hint offers to paste is right.
func TestHintsCanBePasted(t *testing.T) {
	for _, src := range []string{"t: AI Lab: Week 1", "t: @x", "t: 'it's'", "t: say \"a\": it's \\o/", "t: [b] c", "t: > x", "t: a: # b"} {
		_, list := Parse("f", []byte(src), 1, YAML)
		if len(list) != 1 {
			t.Fatalf("%q: %s", src, texts(list))
		}
		n, again := Parse("f", []byte(list[0].Hint), 1, YAML)
		if len(again) > 0 || !n.Get("t").Quoted {
			t.Errorf("%q: the hint %q is no better: %s", src, list[0].Hint, texts(again))
		}
	}
}

func TestAfterAnErrorTheOtherKeysAreRead(t *testing.T) {
	n, list := Parse("f", []byte("a: 1\nb: x: y\nc:\n- d\n- e\n\"f\": 2\ng: @\nh:\n  i: [\nj: 3\n"), 1, YAML)
	if got := keys(n); got != "a=1 c= f=2 j=3" || len(n.Get("c").Items) != 2 || list.Count(diag.Error) != 3 {
		t.Errorf("%q, %s", got, texts(list))
	}
	if n.Get("j").Pos.Line != 10 {
		t.Errorf("j is at %v", n.Get("j").Pos)
	}
	n, list = Parse("f", []byte("- id: a\n  t: x\n- id: b: c\n- id: d\n"), 1, YAML)
	if n.Kind != List || len(n.Items) != 2 || n.Items[1].Get("id").Text != "d" || list.Count(diag.Error) != 1 {
		t.Errorf("%+v, %s", n, texts(list))
	}
}

func TestTraps(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"at: {adv-ml: ch 1-2,5}", `1:21: error: quote the set: inside { } a comma ends a value, and 5 became a key | adv-ml: "ch 1-2,5"`},
		{"next: finish #3", `1:14: warning: #3 is read as a comment, since a # with a space before it begins one | quote it: "finish #3"; or put a space after the #`},
		{"tags: #security", `1:7: warning: #security is read as a comment, since a # with a space before it begins one | quote it: "#security"`},
		{"tags:\n  - #security\n  - b", `2:5: warning: #security is read as a comment`},
		{"next:\n  - Deploy: the lab\n  - {id: a, do: b}", `2:5: warning: this item is read as the key "Deploy" with a value, since it contains ": " | quote it: - "Deploy: the lab"`},
		{"next:\n  - b\n  - deploy: the lab", `3:5: warning: this item is read as the key "deploy"`},
	} {
		_, list := Parse("f", []byte(c.src), 1, YAML)
		if !strings.HasPrefix(texts(list), c.want) || len(list) != 1 {
			t.Errorf("%q: %q\nwant %q", c.src, texts(list), c.want)
		}
	}
	for _, src := range []string{
		"next: finish # 3", "next: 'finish #3'", "next: c#3", "next: x # a comment\ny: z ## two", "at: {adv-ml: 'ch 1-2,5', b: 1}",
		"cadence:\n  - from: 2025-10-14\n  - {from: a}", "next:\n  - 'a: b'\n  - c", "c: |\n  text #3", "at: {a, b}", "params:\n  - Any: thing", "- id: x\n  kind: y\n- id: z\n",
	} {
		if _, list := Parse("f", []byte(src), 1, YAML); len(list) > 0 {
			t.Errorf("%q: %s", src, texts(list))
		}
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name, src, want string
		format          Format
	}{
		{"deep YAML", "a: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "nested more than 32 levels deep", YAML},
		{"deep block YAML", deepBlock(40), "nested more than 32 levels deep", YAML},
		{"very deep YAML", "a: " + strings.Repeat("[", 60000), "error:", YAML},
		{"deep TOML", "a = " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "nested more than 32 levels deep", TOML},
		{"deep JSON", strings.Repeat("[", 40) + strings.Repeat("]", 40), "nested more than 32 levels deep", JSON},
		{"a bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "aliases (*a) are not read", YAML},
		{"a large file", strings.Repeat("#", maxFile+1), "larger than 4 MiB", YAML},
	} {
		n, list := Parse("f", []byte(c.src), 1, c.format)
		if !strings.Contains(texts(list), c.want) || n == nil {
			t.Errorf("%s: %s", c.name, clip(texts(list)))
		}
		checkPlaces(t, n, strings.Count(c.src, "\n")+1)
	}
	deepest := "a: " + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth)
	if _, list := Parse("f", []byte(deepest), 1, YAML); len(list) > 0 {
		t.Errorf("%d levels: %s", maxDepth, texts(list))
	}
}

func deepBlock(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%sk:\n", strings.Repeat(" ", i))
	}
	return b.String()
}

func TestEmptyFiles(t *testing.T) {
	for _, f := range []Format{YAML, TOML, JSON} {
		n := parse(t, f, "")
		if len(n.Fields) > 0 || n.Pos.Line != 1 {
			t.Errorf("%v: %+v", f, n)
		}
	}
	if n := parse(t, YAML, "\uFEFF# only a comment\n"); !n.Absent() {
		t.Errorf("%+v", n)
	}
}

func TestKeysFoldOnlyWhereAsked(t *testing.T) {
	src := "A: 1\na: 2\nb: {C: 1, c: 2}\n"
	if n := parse(t, YAML, src); len(n.Fields) != 3 {
		t.Errorf("%q", keys(n))
	}
	n, list := Parse("f", []byte(src), 1, YAML, FoldKeys)
	if len(n.Fields) != 2 || list.Count(diag.Error) != 1 || len(n.Get("b").Fields) != 2 {
		t.Errorf("%q, %s", keys(n), texts(list))
	}
}

func TestTOML(t *testing.T) {
	n := parse(t, TOML, "z = 1_000\na = 3.10 # c\nd = 2025-10-14\nt = 2025-10-14T08:00:00Z\nl = [2025-10-14, 07:30:00]\ns = \"\"\"\nx = 1\n\"\"\"\nb = true\n[m.n]\no = 'p'\n")
	if got := keys(n); got != "z=1000 a=3.10 d=2025-10-14 t=2025-10-14T08:00:00Z l= s=x = 1\n b=true m=" {
		t.Errorf("%q", got)
	}
	if items, _, _ := n.Get("l").Strings(); !reflect.DeepEqual(items, []string{"2025-10-14", "07:30:00"}) {
		t.Errorf("%q", items)
	}
	if o := n.Get("m").Get("n").Get("o"); o.Pos.Line != 11 || o.Pos.Col != 5 || !o.Quoted {
		t.Errorf("%+v", o)
	}
	if b, ok := n.Get("b").StrictBool(); !b || !ok {
		t.Error("true is no bool")
	}
}

func FuzzParse(f *testing.F) {
	for i, s := range []string{
		"a: 1\nb: [x, {y: z}]\nc: |\n  t\n", "a = 1\n[b.c]\nd = [{e = 'f'}]\n[[g]]\n", `{"a": [1, {"b": null}], "c": "\u00e9"}`,
		"a: AI: b\n- c\n\td\n? e\n: f\n", "a: \"\\x\n--- x\n...\n%Y\n", "a = \"\"\"\n0\n", "{\"a\": 1, \"a\": 2,}", "- a\n- b: c: d\n-\n", "a: !t &b *c\n<<: d\n",
	} {
		f.Add([]byte(s), uint8(i))
	}
	f.Fuzz(func(t *testing.T, src []byte, format uint8) {
		f := Format(format%3) + YAML
		n, list := Parse("f", src, 1, f, FoldKeys)
		again, more := Parse("f", src, 1, f, FoldKeys)
		if texts(list) != texts(more) || !reflect.DeepEqual(n, again) {
			t.Fatal("two readings differ")
		}
		lines := strings.Count(string(src), "\n") + 1
		checkPlaces(t, n, lines)
		for _, d := range list {
			if d.Line < 1 || d.Line > lines || d.Col < 1 || d.Msg == "" {
				t.Fatalf("%q at %d:%d is no place in %d lines", d.Msg, d.Line, d.Col, lines)
			}
		}
	})
}
