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

// differ compares the two tokenisers on one text, and says where they differ. On a busy machine chroma's clock may stand still
// and then end a match early, so a difference counts only when it comes again and again.
func differ(l chroma.Lexer, f *fastLexer, code string) (diff string) {
	for range 4 {
		if diff = compared(l, f, code); diff == "" {
			break
		}
	}
	return diff
}

// compared says nothing where chroma takes so long that matches may have run into its time limit: what it makes of such a text
// depends on the machine.
func compared(l chroma.Lexer, f *fastLexer, code string) string {
	options := &chroma.TokeniseOptions{State: "root"}
	got, gotOK := tokensOf(func(yield func(chroma.TokenType, string) bool) bool { return f.tokenise(code, options, 0, yield) })
	start := time.Now()
	want, wantOK := tokensOf(func(yield func(chroma.TokenType, string) bool) bool {
		next, err := l.Tokenise(options, code)
		return err == nil && drain(next, yield)
	})
	switch {
	case gotOK == wantOK && (!wantOK || slices.Equal(got, want)), time.Since(start) > 200*time.Millisecond:
		return ""
	case gotOK != wantOK:
		return fmt.Sprintf("ok is %v, chroma's %v", gotOK, wantOK)
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

// others are the lexers of chroma's that are not rules alone.
var others = []string{"Common Lisp", "ERB", "EmacsLisp", "Go HTML Template", "HTTP", "Haxe", "PHTML", "Raku", "Svelte", "YAML+Jinja", "markdown"}

// A lexer is fast only where our tokens are chroma's: on the texts that chroma tests it with, and on what we make of them.
func TestFastIsChroma(t *testing.T) {
	data := samples(t)
	var unfit []string
	for _, l := range registry().Lexers {
		name := l.Config().Name
		f := fast(l)
		if f == nil {
			if slow[name] == "" {
				unfit = append(unfit, name)
			}
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(len(name))))
			texts := slices.Clone(data[l])
			for i := range 10 {
				if i < len(data[l]) {
					texts = append(texts, cut(r, data[l][i]))
				}
				texts = append(texts, generate(r, data[l]))
			}
			for _, text := range texts {
				if d := differ(l, f, text); d != "" {
					t.Fatalf("%s\nin %.300q", d, text)
				}
			}
		})
	}
	slices.Sort(unfit)
	if !slices.Equal(unfit, others) {
		t.Errorf("not fast are %q, should be %q", unfit, others)
	}
}

// cut leaves a piece of a text, which may begin and end in the middle of anything.
func cut(r *rand.Rand, s string) string {
	from := r.IntN(len(s) + 1)
	return strings.ToValidUTF8(s[from:min(len(s), from+r.IntN(1500))], "\uFFFD")
}

// Every lexer that is called slow exists, and is not run by us.
func TestSlowLexersAreChromas(t *testing.T) {
	for name, why := range slow {
		l := registry().Get(name)
		if l == nil || l.Config().Name != name || fast(l) != nil || why == "" {
			t.Errorf("%s: %v", name, l)
		}
	}
}

// The languages of a journal are fast.
func TestFastLanguages(t *testing.T) {
	for _, lang := range strings.Fields("go python bash console yaml json toml ini c cpp rust java kotlin swift javascript typescript tsx html css scss xml " +
		"sql diff docker make hcl terraform nginx powershell lua ruby perl php r julia haskell scala proto graphql latex vim cmake nix zig") {
		if l, known := lookup(lang); !known || l == nil || fast(l) == nil {
			t.Errorf("%s is not fast", lang)
		}
	}
}

// The fuzzed languages are those of most journals.
func FuzzFast(f *testing.F) {
	langs := []string{"go", "python", "bash", "yaml", "json", "c", "javascript", "html", "sql", "rust", "diff", "ini"}
	for i, lang := range langs {
		f.Add(byte(i), posted[lang])
	}
	f.Add(byte(0), "x := `{{ .A }}` /* \n*/ 0x1_F\n\"\\\"")
	f.Add(byte(1), "f'{x!r:>{w}}' 'İ' \"\"\"a\n")
	f.Add(byte(2), "cat <<EOF\n${a[@]} $((1))\nEOF\n")
	f.Add(byte(3), "a: |\n  b\n c: 'd\n- &x !y")
	f.Fuzz(func(t *testing.T, lang byte, code string) {
		l, _ := lookup(langs[int(lang)%len(langs)])
		if len(code) > 2000 {
			code = code[:2000]
		}
		code = strings.ToValidUTF8(code, "?")
		if d := differ(l, fast(l), code); d != "" {
			t.Fatal(d)
		}
	})
}
