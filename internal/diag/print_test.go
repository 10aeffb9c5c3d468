package diag

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func read(files map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if s, ok := files[name]; ok {
			return []byte(s), nil
		}
		return nil, errors.New("no such file")
	}
}

func TestPrint(t *testing.T) {
	files := map[string]string{
		"a.md": "\uFEFF---\r\ntitle: AI Lab: Week 1\r\n\tat: x\r\n日本語: 漢字 y\r\nz\u202ez\x1b[31m\r\n\r\n",
		"long": strings.Repeat("a", 200) + "HERE" + strings.Repeat("b", 200),
	}
	for _, c := range []struct {
		name string
		d    Diagnostic
		want string
	}{
		{
			"code, excerpt and hint", Errorf(Pos{"a.md", 2, 8, 22}, "P101", "quote the title").Hintf("title: %q", "AI Lab: Week 1"),
			"a.md:2:8: error[P101]: quote the title\n   2 | title: AI Lab: Week 1\n     |        ^~~~~~~~~~~~~~\nhint: title: \"AI Lab: Week 1\"\n",
		},
		{"no code", Warnf(Pos{"a.md", 2, 1, 0}, "", "w"), "a.md:2:1: warning: w\n   2 | title: AI Lab: Week 1\n     | ^\n"},
		{"a mark at the file's start is no column", Notef(Pos{"a.md", 1, 1, 4}, "", "n"), "a.md:1:1: note: n\n   1 | ---\n     | ^~~\n"},
		{"tabs are kept", Errorf(Pos{"a.md", 3, 2, 4}, "", "m"), "a.md:3:2: error: m\n   3 | \tat: x\n     | \t^~\n"},
		{"wide runes take two columns", Errorf(Pos{"a.md", 4, 6, 8}, "", "m"), "a.md:4:6: error: m\n   4 | 日本語: 漢字 y\n     |         ^~~~\n"},
		{
			"controls are shown, not sent", Errorf(Pos{"a.md", 5, 4, 0}, "", "bad \x1b[0m"),
			"a.md:5:4: error: bad ␛[0m\n   5 | z<U+202E>z␛[31m\n     |           ^\n",
		},
		{"an empty line has no excerpt", Errorf(Pos{"a.md", 6, 1, 0}, "", "m"), "a.md:6:1: error: m\n"},
		{"beyond the end of the line", Errorf(Pos{"a.md", 3, 99, 0}, "", "m"), "a.md:3:99: error: m\n   3 | \tat: x\n     | \t     ^\n"},
		{"beyond the end of the file", Errorf(Pos{"a.md", 99, 1, 0}, "", "m"), "a.md:99:1: error: m\n"},
		{"no line", Errorf(Pos{File: "a.md"}, "", "m"), "a.md: error: m\n"},
		{"no column", Errorf(Pos{File: "a.md", Line: 1}, "", "m"), "a.md:1: error: m\n   1 | ---\n"},
		{"no file", Errorf(Pos{}, "", "m"), "studylog: error: m\n"},
		{"unreadable", Errorf(Pos{"b.md", 1, 1, 0}, "", "m"), "b.md:1:1: error: m\n"},
		{"hint of two lines", Errorf(Pos{}, "", "m").Hintf("a\nb"), "studylog: error: m\nhint: a\n      b\n"},
		{
			"a long line is a window", Errorf(Pos{"long", 1, 201, 205}, "", "m"),
			"long:1:201: error: m\n   1 | …" + strings.Repeat("a", 40) + "HERE" + strings.Repeat("b", 56) + "…\n     |  " + strings.Repeat(" ", 40) + "^~~~\n",
		},
	} {
		var b strings.Builder
		if err := Print(&b, List{c.d}, PrintOptions{Read: read(files)}); err != nil {
			t.Fatal(err)
		}
		if b.String() != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, b.String(), c.want)
		}
	}
}

func TestPrintPaints(t *testing.T) {
	var b strings.Builder
	roles := map[string]bool{}
	paint := func(role, s string) string { roles[role] = true; return "<" + s + ">" }
	d := Warnf(Pos{"a", 1, 1, 0}, "", "m").Hintf("h")
	if err := Print(&b, List{d}, PrintOptions{Read: read(map[string]string{"a": "x"}), Paint: paint}); err != nil {
		t.Fatal(err)
	}
	if want := "<a:1:1:> <warning:> m\n<   1 | x>\n<     | ><^>\n<hint:> h\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	for _, role := range []string{"pos", "warning", "excerpt", "hint"} {
		if !roles[role] {
			t.Errorf("%s is not painted", role)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestWriteErrorsAreReturned(t *testing.T) {
	list := List{Errorf(Pos{}, "", "m")}
	if Print(broken{}, list, PrintOptions{}) == nil || JSON(broken{}, list) == nil || GitHub(broken{}, list) == nil {
		t.Error("a failed write is not an error")
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, List{Errorf(Pos{"a.md", 2, 8, 12}, "P101", "<m>").Hintf("h"), Notef(Pos{}, "", "n")}); err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"file": "a.md", "line": 2.0, "col": 8.0, "endCol": 12.0, "severity": "error", "code": "P101", "message": "<m>", "hint": "h"}
	for k, v := range want {
		if got[0][k] != v {
			t.Errorf("%s is %v, want %v", k, got[0][k], v)
		}
	}
	if len(got[0]) != len(want) || len(got[1]) != len(want) {
		t.Errorf("the fields are %v", got)
	}
	b.Reset()
	if err := JSON(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("an empty list is %q", b.String())
	}
}

func TestGitHub(t *testing.T) {
	var b strings.Builder
	err := GitHub(&b, List{
		Errorf(Pos{"a,b:c.md", 2, 8, 12}, "P101", "50%% done\n::error::injected").Hintf("h"),
		Notef(Pos{}, "", "n"),
		Warnf(Pos{File: "x"}, "", "w"),
	})
	want := "::error file=a%2Cb%3Ac.md,line=2,col=8,endColumn=12,title=P101::50%25 done%0A::error::injected%0Ahint: h\n" +
		"::notice::n\n::warning file=x::w\n"
	if err != nil || b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestSummary(t *testing.T) {
	e, w, n := Errorf(Pos{}, "", ""), Warnf(Pos{}, "", ""), Notef(Pos{}, "", "")
	for want, list := range map[string]List{
		"no problems":         nil,
		"1 error":             {e},
		"3 errors, 1 warning": {w, e, e, e},
		"2 warnings, 1 note":  {w, n, w},
	} {
		if got := Summary(list); got != want {
			t.Errorf("Summary = %q, want %q", got, want)
		}
	}
}

func TestSortDropsRepeats(t *testing.T) {
	a, b := Errorf(Pos{"a", 1, 2, 0}, "", "x"), Warnf(Pos{"a", 1, 2, 0}, "", "x")
	list := List{b, a, b}
	list.Sort()
	if len(list) != 2 || list[0] != a {
		t.Errorf("%v", list)
	}
}

func FuzzPrint(f *testing.F) {
	f.Add("title: a\x1b[0m", "m\u202e", 1, 8, 9)
	f.Add("日本\t語", "m", 1, 3, 0)
	f.Add(strings.Repeat("x\t", 300), "m", 1, 400, 900)
	f.Fuzz(func(t *testing.T, src, msg string, line, col, end int) {
		var b strings.Builder
		d := Errorf(Pos{"f", line, col, end}, "", "%s", msg).Hintf("%s", msg)
		if err := Print(&b, List{d}, PrintOptions{Read: read(map[string]string{"f": src})}); err != nil {
			t.Fatal(err)
		}
		if !utf8.ValidString(b.String()) {
			t.Fatal("not UTF-8")
		}
		for _, r := range b.String() {
			if r != '\n' && r != '\t' && hidden(r) {
				t.Fatalf("%U reaches the terminal", r)
			}
		}
	})
}
