package decode

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"studylog/internal/diag"
)

// keys lists what a header holds: "title=x draft=true".
func keys(n *Node) string {
	var list []string
	for _, f := range n.Fields {
		list = append(list, f.Key+"="+f.Value.Text)
	}
	return strings.Join(list, " ")
}

// texts writes diagnostics on one line each, without the file.
func texts(list diag.List) string {
	list = slices.Clone(list)
	list.Sort()
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%d:%d: %s: %s", d.Line, d.Col, d.Severity, d.Msg)
		if d.Hint != "" {
			fmt.Fprintf(&b, " | %s", d.Hint)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, src string
		format    Format
		keys      string
		body      string
		line      int
	}{
		{"yaml", "---\ntitle: x\ndraft: true\n---\nbody\n", YAML, "title=x draft=true", "body\n", 5},
		{"empty file", "", None, "", "", 1},
		{"no front matter", "# Hi\n\ntext\n", None, "", "# Hi\n\ntext\n", 1},
		{"empty front matter", "---\n---\nbody", YAML, "", "body", 3},
		{"only comments", "---\n# nothing yet\n\n---\nbody", YAML, "", "body", 5},
		{"nothing after it", "---\ntitle: x\n---", YAML, "title=x", "", 3},
		{"byte order mark", "\uFEFF---\ntitle: x\n---\nbody", YAML, "title=x", "body", 4},
		{"byte order mark, no front matter", "\uFEFFbody", None, "", "body", 1},
		{"CRLF", "---\r\ntitle: x y\r\ntags:\r\n- a\r\n---\r\nbody\r\n", YAML, "title=x y tags=", "body\r\n", 6},
		{"blank lines before", "\n\n---\ntitle: x\n---\nbody", YAML, "title=x", "body", 6},
		{"spaces after the fences", "--- \ntitle: x\n---\t \nbody", YAML, "title=x", "body", 4},
		{"indented keys", "---\n  title: x\n  draft: true\n---\n", YAML, "title=x draft=true", "", 5},
		{"a flow map", "---\n{title: x}\n---\n", YAML, "title=x", "", 4},
		{"a rule later", "---\ntitle: x\n---\na\n\n---\n\nb\n", YAML, "title=x", "a\n\n---\n\nb\n", 4},
		{"a setext heading after it", "---\ntitle: x\n---\n\nHeading\n---\ntext", YAML, "title=x", "\nHeading\n---\ntext", 4},
		{"a rule first", "---\n\nHello\n", None, "", "---\n\nHello\n", 1},
		{"two rules", "---\n\nHello.\n\nNote: well\n\n---\nx", None, "", "---\n\nHello.\n\nNote: well\n\n---\nx", 1},
		{"a rule and a list", "---\n- [[a]]\n- [ ] do\n---\nx", None, "", "---\n- [[a]]\n- [ ] do\n---\nx", 1},
		{"a rule and prose below it", "---\nSee https://x.org/ for more\n---\n", None, "", "---\nSee https://x.org/ for more\n---\n", 1},
		{"dashes first", "-----\n\ntext\n", None, "", "-----\n\ntext\n", 1},
		{"a heading, a rule and a colon", "# T\n---\nNote: x\n", None, "", "# T\n---\nNote: x\n", 1},
		{"a comment, no front matter", "<!-- a\nb -->\n\ntext\n", None, "", "<!-- a\nb -->\n\ntext\n", 1},
		{"toml", "+++\ntitle = \"x\"\nweight = 3\n+++\nbody", TOML, "title=x weight=3", "body", 5},
		{"json", "{\n  \"title\": \"x\",\n  \"draft\": true\n}\n\nbody", JSON, "title=x draft=true", "body", 6},
		{"json alone", "{\n\"title\": \"x\"\n}\n", JSON, "title=x", "", 4},
		{"braces in prose", "{{ x }} and {y}\n", None, "", "{{ x }} and {y}\n", 1},
	} {
		h, list := Split("p.md", []byte(c.src))
		if len(list) > 0 || !h.OK {
			t.Errorf("%s: ok %v, %s", c.name, h.OK, texts(list))
		}
		if h.Format != c.format || keys(h.Root) != c.keys || string(h.Body) != c.body || h.BodyLine != c.line || h.Root.Kind != Map {
			t.Errorf("%s: %v, %q, body %q from line %d", c.name, h.Format, keys(h.Root), h.Body, h.BodyLine)
		}
	}
}

// What cannot be understood is never published, and never "no front matter". Every rule has its own words, and the
// other keys are read all the same.
func TestSplitFailsClosed(t *testing.T) {
	for _, c := range []struct{ name, src, want, keys string }{
		{
			"not closed", "---\ntitle: x\ndraft: true\n\nbody\n",
			"1:1: error: front matter opens here and is not closed | write --- on a line of its own", "title=x draft=true",
		},
		{"not closed, no body", "---\ntitle: x", "1:1: error: front matter opens here and is not closed", "title=x"},
		{"not closed, blank line first", "---\n\ntitle: x\n", "1:1: error: front matter opens here and is not closed", "title=x"},
		{"closed by dots", "---\ntitle: x\n...\nbody", "3:1: error: the front matter is closed by ... | close it with ---", "title=x"},
		{"closed by four dashes", "---\ntitle: x\n----\nbody", "3:1: error: the front matter is closed by ---- |", "title=x"},
		{"dots and a rule later", "---\ntitle: x\n...\nbody\n\n---\n", "3:1: error: the front matter is closed by ...", "title=x"},
		{"closed by two dashes", "---\ntitle: x\n--\nbody", "error: front matter opens here and is not closed | line 3 is no fence", "title=x"},
		{"closed by an em dash", "---\ntitle: x\n—\nbody", "line 3 is no fence: write --- there", "title=x"},
		{"closed by an indented fence", "---\ntitle: x\n  ---\nbody", "3:1: error: an indented --- closes the front matter", "title=x"},
		{"an indented fence in a text", "---\nd: |\n  a\n  ---\n  b\ntitle: x\n---\n", "4:1: error: an indented --- closes the front matter", "d=a\n"},
		{"opened by an indented fence", " ---\ntitle: x\n---\n", "1:1: error: the --- that opens the front matter is indented", "title=x"},
		{"opened by four dashes", "----\ntitle: x\n----\n", "1:1: error: front matter opens with ---, not with ----", "title=x"},
		{"opened by an em dash", "—\ntitle: x\n---\n", "1:1: error: front matter opens with ---, not with —", "title=x"},
		{"opened with a name", "---toml\ntitle = \"x\"\n---\n", "not with ---toml", ""},
		{"a comment before it", "<!-- c -->\n---\ntitle: x\n---\n", "1:1: error: nothing can stand before the front matter | move this below the second ---", "title=x"},
		{"a long comment before it", "<!--\nc\n-->\n\n---\ntitle: x\n\nbody", "1:1: error: nothing can stand before the front matter", "title=x"},
		{"a YAML comment before it", "# c\n---\ntitle: x\n---\n", "1:1: error: nothing can stand before the front matter", "title=x"},
		{"a directive before it", "%YAML 1.2\n---\ntitle: x\n---\n", "1:1: error: nothing can stand before the front matter", "title=x"},
		{"CR only", "---\rtitle: x\r---\rbody\r", "1:1: error: the lines of this file end with CR only", "title=x"},
		{"CR inside a line", "---\ntitle: x\rdraft: true\n---\n", "2:9: error: a carriage return stands inside the line", ""},
		{"UTF-16", "\xff\xfe-\x00-\x00-\x00", "1:1: error: this file is UTF-16 | save it as UTF-8", ""},
		{"not UTF-8", "---\ntitle: caf\xe9\n---\n", "2:11: error: this is not UTF-8", ""},
		{"a control", "---\ntitle: a\x00b\n---\n", "2:9: error: the control character U+0000 cannot be read here", ""},
		{"a line separator", "---\ntitle: é\u2028x\n---\n", "2:9: error: the invisible line separator U+2028", ""},
		{"a second document", "---\ntitle: x\n---\ndraft: true\n---\nbody", "4:1: error: a second front matter begins here", "title=x"},
		{"a second fenced one", "---\ntitle: x\n---\n---\ndraft: true\n---\nbody", "5:1: error: a second front matter begins here", "title=x"},
		{"a second document on a fence", "---\ntitle: x\n--- {draft: true}\n---\n", "3:1: error: a second YAML document begins here", "title=x"},
		{"a duplicate", "---\ntitle: x\ndraft: false\ndraft: true\n---\n", `4:1: error: "draft" is already set on line 3`, "title=x draft=false"},
		{"a duplicate but for case", "---\ndraft: false\nDraft: true\n---\n", `3:1: error: "Draft" is already set on line 2: which one counts? (case makes no difference)`, "draft=false"},
		{"an anchor", "---\na: &x 1\ntitle: x\n---\n", "2:4: error: anchors (&x) are not read", "a=1 title=x"},
		{"an alias", "---\na: &x 1\nb: *x\n---\n", "3:4: error: aliases (*x) are not read", "a=1 b="},
		{"a merge key", "---\n<<: {a: 1}\ntitle: x\n---\n", "2:1: error: merge keys (<<) are not read", "title=x"},
		{"a tag", "---\na: !!binary aGk=\n---\n", "2:4: error: tags (!!binary) are not read", "a=aGk="},
		{"no colon space", "---\ntitle:x\ndraft:true\n---\n", `3:1: error: this line is no "key: value" | a space belongs after the colon: draft: true`, ""},
		{"no colon", "---\ntitle: x\nfoo bar\ndraft: true\n---\n", `3:1: error: this line is no "key: value"`, "title=x draft=true"},
		{"the body inside", "---\ntitle: x\n\nSome text.\n\nNote: y\n\n---\n", `4:1: error: this line is no "key: value" | if the front matter ends above it, close it there`, "title=x"},
		{"a list with keys", "---\n- a\ntitle: x\n---\n", "error:", ""},
		{"toml not closed", "+++\ntitle = \"x\"\n\nbody", "1:1: error: front matter opens here and is not closed | write +++", "title=x"},
		{"toml, an indented fence", "+++\ntitle = \"x\"\n +++\nbody", "3:1: error: an indented +++ closes the front matter", "title=x"},
		{"toml fault", "+++\ntitle = x\ndraft = true\n+++\n", "2:1: error: this is not TOML", "draft=true"},
		{"toml with colons", "+++\ntitle: \"x\"\ndraft = true\n+++\n", `title = "x"`, "draft=true"},
		{"toml duplicate", "+++\ndraft = true\ndraft = false\n+++\n", `3:1: error: "draft" is already set on line 2`, "draft=true"},
		{"toml duplicate but for case", "+++\ndraft = true\nDraft = false\n+++\n", `3:1: error: "Draft" is already set on line 2`, "draft=true"},
		{"json not closed", "{\n\"title\": \"x\",\n\"draft\": true\n\nbody", "1:1: error: JSON front matter opens here and is not closed", "title=x draft=true"},
		{"json without the empty line", "{\n\"title\": \"x\"\n}\nbody", "1:1: error: JSON front matter opens here and is not closed", "title=x"},
		{"json on one line", "{\"title\": \"x\"}\n\nbody", "1:1: error: JSON front matter begins with a { on a line of its own", "title=x"},
		{"json duplicate", "{\n\"a\": 1,\n\"A\": 2\n}\n", `3:1: error: "A" is already set on line 2`, "a=1"},
		{"json fault", "{\n\"a\": 1,\n\"b\": nope\n}\n", "3:6: error: this is not JSON", "a=1"},
		{"too large", "---\ntitle: " + strings.Repeat("x", maxHeader) + "\n---\n", "1:1: error: the front matter is larger than 64 KiB", ""},
	} {
		h, list := Split("p.md", []byte(c.src))
		if h.OK || !strings.Contains(texts(list), c.want) {
			t.Errorf("%s: ok %v, %q\nwant %q", c.name, h.OK, texts(list), c.want)
		}
		if keys(h.Root) != c.keys {
			t.Errorf("%s: the keys are %q, want %q", c.name, keys(h.Root), c.keys)
		}
	}
}

// CRLF and a byte order mark change no position and no value.
func TestSplitLineEndsChangeNothing(t *testing.T) {
	src := "---\ntitle: é: x\ntags: [a, \"b\"]\nn: |\n  one\n  two\nx: #y\n---\nbody\n"
	h, list := Split("p.md", []byte(src))
	other, more := Split("p.md", []byte("\uFEFF"+strings.ReplaceAll(src, "\n", "\r\n")))
	if texts(list) != texts(more) || keys(h.Root) != keys(other.Root) || h.BodyLine != other.BodyLine {
		t.Errorf("%s%q\n%s%q", texts(list), keys(h.Root), texts(more), keys(other.Root))
	}
	for i, f := range h.Root.Fields {
		if g := other.Root.Fields[i]; f.KeyPos != g.KeyPos || f.Value.Pos != g.Value.Pos {
			t.Errorf("%s is at %v and %v", f.Key, f.Value.Pos, g.Value.Pos)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: x\n---\nbody", "\uFEFF---\r\ntitle: AI: x\r\n---\r\n", "+++\na = 1\n[[b]]\nc = {d = 1}\n+++\n", "{\n\"a\": [1]\n}\n\nb",
		"---\na: &x [*x]\n<<: 1\n---\n", "<!-- c -->\n---\na: b\n", "---\ra: b\r---\r", "---\n- [[x]]\n---\n", "--- \na: \"b\n...\n ---\n", "---\na: {b: c, 5}\n\t- x #y\n? z\n---\nq: r\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		h, list := Split("p.md", src)
		all := bytes.TrimPrefix(src, bom)
		switch {
		case h.Root == nil || h.Root.Kind != Map:
			t.Fatal("the root is no map")
		case h.OK == list.HasErrors():
			t.Fatalf("ok is %v: %s", h.OK, texts(list))
		case h.OK && h.Format == None && !bytes.Equal(h.Body, all):
			t.Fatalf("without front matter the body is %q", h.Body)
		case !bytes.HasSuffix(all, h.Body):
			t.Fatalf("the body %q is no suffix", h.Body)
		case h.BodyLine != 1+bytes.Count(all[:len(all)-len(h.Body)], []byte("\n")):
			t.Fatalf("the body begins on line %d", h.BodyLine)
		}
		checkPlaces(t, h.Root, 1+bytes.Count(all, []byte("\n"))+bytes.Count(all, []byte("\r")))
		for _, d := range list {
			if d.Line < 1 || d.Col < 1 || d.File != "p.md" || d.Msg == "" {
				t.Fatalf("%+v has no place", d)
			}
		}
	})
}

// checkPlaces asserts that every node and key stands somewhere in the file, and not too deep.
func checkPlaces(t *testing.T, n *Node, lines int) {
	t.Helper()
	var walk func(n *Node, depth int)
	walk = func(n *Node, depth int) {
		if n == nil || depth > maxDepth+1 {
			t.Fatalf("a node is missing, or at depth %d", depth)
		}
		if n.Pos.Line < 1 || n.Pos.Line > lines+1 || n.Pos.Col < 1 || n.Pos.EndCol < 0 {
			t.Fatalf("%+v is no place in %d lines", n.Pos, lines)
		}
		for _, item := range n.Items {
			walk(item, depth+1)
		}
		for _, f := range n.Fields {
			if f.KeyPos.Line < 1 || f.KeyPos.Col < 1 {
				t.Fatalf("%q has no place", f.Key)
			}
			walk(f.Value, depth+1)
		}
	}
	walk(n, 0)
	n.Any()
}
