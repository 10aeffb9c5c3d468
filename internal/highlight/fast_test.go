package highlight

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/chroma/v2"
)

type tokens []chroma.Token

// tokensOf collects what a tokeniser hands on, with the line ends of one string told from those of two.
func tokensOf(run func(func(chroma.TokenType, string) bool) bool) (list tokens, ok bool) {
	defer func() {
		if recover() != nil {
			list, ok = nil, false
		}
	}()
	ok = run(func(t chroma.TokenType, text string) bool {
		list = append(list, chroma.Token{Type: t, Value: text})
		return len(list) < 1_000_000
	})
	return list, ok
}

// differ compares the two tokenisers on one text, and says where they differ. Neither is right where a match of chroma's ran
// into its time limit.
func differ(l chroma.Lexer, f *fastLexer, code string) string {
	options := &chroma.TokeniseOptions{State: "root"}
	start := time.Now()
	want, wantOK := tokensOf(func(yield func(chroma.TokenType, string) bool) bool {
		next, err := l.Tokenise(options, code)
		return err == nil && drain(next, yield)
	})
	if time.Since(start) > 200*time.Millisecond {
		return ""
	}
	got, gotOK := tokensOf(func(yield func(chroma.TokenType, string) bool) bool { return f.tokenise(code, options, 0, yield) })
	switch {
	case gotOK != wantOK:
		return fmt.Sprintf("ok is %v, chroma's %v", gotOK, wantOK)
	case !wantOK || slices.Equal(got, want):
		return ""
	}
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	return fmt.Sprintf("token %d:\n got %v\nwant %v", i, got[i:min(i+4, len(got))], want[i:min(i+4, len(want))])
}

func (l tokens) String() string {
	var b strings.Builder
	for _, t := range l {
		fmt.Fprintf(&b, "%v %q  ", t.Type, t.Value)
	}
	return b.String()
}

// chromaDir is where chroma's source is: the module cache.
func chromaDir(t testing.TB) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/alecthomas/chroma/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// samples are the texts that chroma tests its lexers with, by lexer.
func samples(t testing.TB) map[chroma.Lexer][]string {
	dir := filepath.Join(chromaDir(t), "lexers", "testdata")
	found := map[chroma.Lexer][]string{}
	files, _ := filepath.Glob(filepath.Join(dir, "*.actual"))
	deep, _ := filepath.Glob(filepath.Join(dir, "*", "*.actual"))
	for _, file := range append(files, deep...) {
		name := filepath.Base(filepath.Dir(file))
		if name == "analysis" {
			continue
		}
		if name == "testdata" {
			name, _, _ = strings.Cut(filepath.Base(file), ".")
		}
		l := registry().Get(name)
		code, err := os.ReadFile(file)
		if err != nil || l == nil {
			t.Fatal(file, err, l)
		}
		found[l] = append(found[l], strings.ToValidUTF8(string(code), "\uFFFD"))
	}
	if len(found) < 150 {
		t.Fatalf("%d lexers have test data", len(found))
	}
	return found
}

// pieces are what generated code is made of, whatever the language.
var pieces = []string{"\n", "\n\n", " ", "\t", "  ", "(", ")", "[", "]", "{", "}", "<", ">", "</", "/>", "\"", "'", "`", "\"\"\"", "'''", "\\",
	"\\n", "\\\"", "#", "//", "/*", "*/", "--", "<!--", "-->", "%", "$", "${", "{{", "}}", "{%", "@", "&", "&amp;", "|", "~", "^", "*", "+", "-",
	"=", "==", "=>", "->", ":", "::", ";", ",", ".", "...", "?", "!", "_", "0", "1", "42", "0x1F", "1.5e-3", "1_000", "a", "x", "foo", "Bar", "é",
	"日本", "\u200d", "\u00a0", "𝒳", "İ", "ß", "K", "if", "else", "for", "in", "return", "class", "def", "func", "function", "import", "package",
	"var", "let", "const", "begin", "end", "do", "then", "fi", "true", "null", "nil", "string", "int", "SELECT", "from", "<<EOF", "EOF", "#include",
	"key: value", "- item", "r\"", "b'", "f\"{x}\"", "/re/g", "\r\n", "\r", "\x00", "\x1b[0m", "\ufeff", "=begin", "=end", "```go", "```"}

// generate makes code that looks a little like the samples: mutated, cut off, put together.
func generate(r *rand.Rand, samples []string) string {
	var b strings.Builder
	for b.Len() < 400 && r.IntN(12) > 0 {
		switch k := r.IntN(10); {
		case k < 4 && len(samples) > 0:
			s := samples[r.IntN(len(samples))]
			from := r.IntN(len(s) + 1)
			b.WriteString(s[from:min(len(s), from+1+r.IntN(80))])
		case k < 5:
			b.WriteByte(byte(r.IntN(256)))
		case k < 6:
			b.WriteRune(rune(r.IntN(0x3000)))
		default:
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// A lexer is fast only where our tokens are chroma's.
func TestFastIsChroma(t *testing.T) {
	data := samples(t)
	var unfit []string
	for _, l := range registry().Lexers {
		name := l.Config().Name
		rules, ok := l.(*chroma.RegexLexer)
		if !ok {
			unfit = append(unfit, fmt.Sprintf("%s (%T)", name, l))
			continue
		}
		f, err := newFast(rules)
		if err != nil {
			unfit = append(unfit, name+": "+err.Error())
			continue
		}
		if slow[name] != "" {
			continue
		}
		texts := slices.Clone(data[l])
		for _, text := range data[l] {
			texts = append(texts, strings.TrimRight(text, "\n"), text+"\n\n")
		}
		r := rand.New(rand.NewPCG(1, uint64(len(name))))
		for range 40 {
			texts = append(texts, generate(r, data[l]))
		}
		for _, text := range texts {
			if d := differ(l, f, text); d != "" {
				t.Errorf("%s: %s\nin %.300q", name, d, text)
				break
			}
		}
	}
	t.Logf("%d lexers are not of rules that we can run: %s", len(unfit), strings.Join(unfit, ", "))
}


