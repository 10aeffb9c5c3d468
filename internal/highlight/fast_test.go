package highlight

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
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
//
// Where chroma takes so long that matches may have run into its limit, what it makes of a text depends on the machine. That is
// let pass, but for the strict.
func differ(l chroma.Lexer, f *fastLexer, code string, strict bool) (diff string) {
	for range 4 {
		var long bool
		if diff, long = compared(l, f, code); diff == "" || long && !strict {
			return ""
		}
	}
	return diff
}

func compared(l chroma.Lexer, f *fastLexer, code string) (diff string, long bool) {
	options := &chroma.TokeniseOptions{State: "root"}
	got, gotOK := tokensOf(func(yield func(chroma.TokenType, string) bool) bool { return f.tokenise(code, options, 0, yield) })
	start := time.Now()
	want, wantOK := tokensOf(func(yield func(chroma.TokenType, string) bool) bool {
		next, err := l.Tokenise(options, code)
		return err == nil && drain(next, yield)
	})
	long = time.Since(start) > 200*time.Millisecond
	switch {
	case gotOK == wantOK && (!wantOK || slices.Equal(got, want)):
		return "", long
	case gotOK != wantOK:
		return fmt.Sprintf("ok is %v, chroma's %v", gotOK, wantOK), long
	}
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	return fmt.Sprintf("token %d:\n got %v\nwant %v", i, got[i:min(i+4, len(got))], want[i:min(i+4, len(want))]), long
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
var pieces = []string{
	"\n", "\n\n", " ", "\t", "  ", "(", ")", "[", "]", "{", "}", "<", ">", "</", "/>", "\"", "'", "`", "\"\"\"", "'''", "\\",
	"\\n", "\\\"", "#", "//", "/*", "*/", "--", "<!--", "-->", "%", "$", "${", "{{", "}}", "{%", "@", "&", "&amp;", "|", "~", "^", "*", "+", "-",
	"=", "==", "=>", "->", ":", "::", ";", ",", ".", "...", "?", "!", "_", "0", "1", "42", "0x1F", "1.5e-3", "1_000", "a", "x", "foo", "Bar", "é",
	"日本", "\u200d", "\u00a0", "𝒳", "İ", "ß", "K", "if", "else", "for", "in", "return", "class", "def", "func", "function", "import", "package",
	"var", "let", "const", "begin", "end", "do", "then", "fi", "true", "null", "nil", "string", "int", "SELECT", "from", "<<EOF", "EOF", "#include",
	"key: value", "- item", "r\"", "b'", "f\"{x}\"", "/re/g", "\r\n", "\r", "\x00", "\x1b[0m", "\ufeff", "=begin", "=end", "```go", "```",
}

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
			if !isSlow(name) {
				unfit = append(unfit, name)
			}
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(len(name))))
			var texts []string
			for i := range 10 {
				if i < len(data[l]) {
					texts = append(texts, cut(r, data[l][i]))
				}
				texts = append(texts, generate(r, data[l]))
			}
			for _, text := range data[l] {
				if d := differ(l, f, text, true); d != "" {
					t.Fatalf("%s\nin %.300q", d, text)
				}
			}
			start := time.Now()
			for _, text := range texts {
				if d := differ(l, f, text, false); d != "" {
					t.Fatalf("%s\nin %.300q", d, text)
				}
				if time.Since(start) > 2*time.Second {
					break // a lexer that takes seconds for a line of its language
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
	for _, s := range slow {
		l := registry().Get(s.name)
		if l == nil || l.Config().Name != s.name || fast(l) != nil || s.why == "" {
			t.Errorf("%s: %v", s.name, l)
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

// The package that reads expressions is the one that chroma's are read with, or it may read them another way.
func TestRegexp2IsTheOneOfChroma(t *testing.T) {
	ours, err := exec.Command("go", "list", "-m", "-f", "{{.Path}} {{.Version}}", "github.com/dlclark/regexp2/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	wants, err := os.ReadFile(filepath.Join(chromaDir(t), "go.mod"))
	if err != nil || !strings.Contains(string(wants), strings.TrimSpace(string(ours))+"\n") {
		t.Errorf("ours is %schroma wants\n%s", ours, wants)
	}
}

type (
	ruled chroma.Rule
	rules map[string][]ruled
)

func (r rules) chroma() chroma.Rules {
	out := chroma.Rules{}
	for state, list := range r {
		for _, rule := range list {
			out[state] = append(out[state], chroma.Rule(rule))
		}
	}
	return out
}

// What chroma's rules can do, and what they do wrong, in lexers made for it.
func TestRulesAreChromas(t *testing.T) {
	word, space := ruled{`\w+`, chroma.Name, nil}, ruled{`\s+`, chroma.Text, nil}
	for _, c := range []struct {
		name   string
		config chroma.Config
		rules  rules
		fails  bool
	}{
		{"push and pop", chroma.Config{}, rules{
			"root": {{`\(`, chroma.Punctuation, chroma.Push("in")}, word},
			"in":   {{`\(`, chroma.Operator, chroma.Push()}, {`\)`, chroma.Punctuation, chroma.Pop(1)}, space},
		}, false},
		{"push several", chroma.Config{}, rules{
			"root": {{`\(`, chroma.Punctuation, chroma.Push("a", "b", "#pop")}, word, space},
			"a":    {{`\)`, chroma.Punctuation, chroma.Pop(1)}, {`\w`, chroma.Comment, nil}}, "b": {word},
		}, false},
		{"include and combine", chroma.Config{}, rules{
			"root": {ruled(chroma.Include("a")), {`\(`, chroma.Operator, chroma.Combined("b", "a")}},
			"a":    {space, ruled(chroma.Include("c"))}, "b": {{`\)`, chroma.Operator, chroma.Pop(1)}}, "c": {word},
		}, false},
		{"default", chroma.Config{}, rules{"root": {{`\(`, chroma.Operator, chroma.Push("a")}, word, space}, "a": {{`\d`, chroma.Number, nil}, ruled(chroma.Default(chroma.Pop(1)))}}, false},
		{"the stack runs empty", chroma.Config{EnsureNL: true}, rules{"root": {word, {`\(`, chroma.Operator, chroma.Pop(1)}}}, false},
		{"pop too much", chroma.Config{}, rules{"root": {word, {`\(`, chroma.Operator, chroma.Pop(2)}}}, true},
		{"no such state", chroma.Config{}, rules{"root": {word, {`\(`, chroma.Operator, chroma.Push("nowhere")}}}, true},
		{"groups", chroma.Config{}, rules{"root": {{`(\w)(\()?(\w*)`, chroma.ByGroups(chroma.Keyword, nil, chroma.Name), nil}, space}}, false},
		{"groups out of order", chroma.Config{}, rules{"root": {{`(?=\w*(\d))(\w)`, chroma.ByGroups(chroma.Keyword, chroma.Name), nil}, space}}, false},
		{"a lexer within", chroma.Config{}, rules{
			"root": {{`(\()(.*?)(\))`, chroma.ByGroups(chroma.Operator, chroma.UsingSelf("in"), chroma.Operator), nil}, word},
			"in":   {{`^\w`, chroma.Keyword, nil}, {`\b\d$`, chroma.Number, nil}, word},
		}, false},
		{"another language within", chroma.Config{EnsureNL: true}, rules{"root": {{`(\()([^)]*)`, chroma.ByGroups(chroma.Operator, chroma.Using("JSON")), nil}, {`\)`, chroma.Using("PHTML"), nil}, word}}, false},
		{"a language by its name", chroma.Config{}, rules{"root": {{`(\w+)(\()([^)]*)`, chroma.UsingByGroup(1, 3, chroma.Keyword, chroma.Operator, chroma.Text), nil}, space}}, false},
		{"a function that emits", chroma.Config{}, rules{"root": {{`(\w+)(\()`, chroma.EmitterFunc(func(groups []string, s *chroma.LexerState) chroma.Iterator {
			return chroma.Literator(chroma.Token{Type: chroma.Name, Value: groups[1]}, chroma.Token{Type: chroma.Ignore, Value: "x"}, chroma.Token{Type: chroma.Text, Value: groups[2]})
		}), nil}, space}}, false},
		{"ignored and dropped", chroma.Config{}, rules{"root": {{`\w`, chroma.Ignore, nil}, {`\(`, nil, nil}, space}}, false},
		{"nothing fits", chroma.Config{EnsureNL: true}, rules{"root": {{`\(`, chroma.Operator, chroma.Push("in")}}, "in": {{`\d`, chroma.Number, nil}}}, false},
		{"in circles", chroma.Config{}, rules{"root": {word, {`(?=\()`, chroma.Text, nil}}}, true},
		{"flags", chroma.Config{CaseInsensitive: true, DotAll: true, NotMultiline: true}, rules{"root": {{`^A.`, chroma.Keyword, nil}, {`1.\n?$`, chroma.Number, nil}, {`.`, chroma.Text, nil}}}, false},
		{"back references and looks", chroma.Config{}, rules{"root": {{`(\w)\1`, chroma.Keyword, nil}, {`(?<=\s)\w`, chroma.Name, nil}, {`(?(?=1)1|2)`, chroma.Number, nil}, {`.|\n`, chroma.Text, nil}}}, false},
	} {
		l := chroma.MustNewLexer(&c.config, c.rules.chroma)
		l.SetRegistry(registry())
		f, err := newFast(l)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, code := range []string{"", "ab (1) cd\n", "json( {\"a\": 1}\r\n\r[] ) aa bb1", "nosuch(x\n)y", "(((a) 1 2\n12))\n\n", "é(日本 1)ééß\n", "A1\na1\n1", "a\n1\n"} {
			if d := differ(l, f, code, true); d != "" {
				t.Errorf("%s: %s\nin %q", c.name, d, code)
			}
		}
		if _, ok := tokensOf(func(yield func(chroma.TokenType, string) bool) bool {
			return f.tokenise("a(1", &chroma.TokeniseOptions{State: "root"}, 0, yield)
		}); ok == c.fails {
			t.Errorf("%s: got through is %v", c.name, ok)
		}
	}
}

// Lexers that do what cannot be seen from outside are chroma's.
func TestOpaqueMutators(t *testing.T) {
	l := chroma.MustNewLexer(&chroma.Config{Name: "x"}, func() chroma.Rules {
		return chroma.Rules{"root": {{Pattern: `.`, Type: chroma.Text, Mutator: chroma.MutatorFunc(func(*chroma.LexerState) error { return nil })}}}
	})
	for range 2 { // the second time from memory
		if fast(l) != nil {
			t.Error("a function that changes the state is not known to us")
		}
	}
}

func TestNamesAreAskedOnce(t *testing.T) {
	for range 2 {
		if l := registered("no such language"); l != nil {
			t.Error(l)
		}
		if l := registered("main.go"); l == nil || l.Config().Name != "Go" {
			t.Error(l)
		}
	}
	if _, seen := named.Load("no such language"); !seen {
		t.Error("forgotten")
	}
}

// A token is a piece of the text, so the tokens of a block cost no memory.
func TestTokensAreFree(t *testing.T) {
	for lang, code := range posted {
		l, _ := lookup(lang)
		options := &chroma.TokeniseOptions{State: "root"}
		run := func() int {
			n := 0
			fast(l).tokenise(code, options, 0, func(chroma.TokenType, string) bool { n++; return true })
			return n
		}
		tokens := run()
		if got := testing.AllocsPerRun(50, func() { run() }); got > float64(tokens)/5 {
			t.Errorf("%s: %v allocations for %d tokens", lang, got, tokens)
		}
	}
}

// Blocks are highlighted at once in a build.
func TestConcurrently(t *testing.T) {
	want := map[string]string{}
	for lang, code := range posted {
		l, _ := lookup(lang)
		want[lang] = string(byChroma(l, code))
	}
	fastSeen.Clear()
	var wait sync.WaitGroup
	for range 8 {
		for lang, code := range posted {
			wait.Go(func() {
				if got, _ := HTML([]byte(code), lang, Options{}); string(got) != want[lang] {
					t.Errorf("%s: %s", lang, got)
				}
			})
		}
	}
	wait.Wait()
}

// The fuzzed languages are those of most journals. Give it -fuzzminimizetime 10x: chroma's coverage changes from run to run, and
// to minimise by it takes forever.
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
		if d := differ(l, fast(l), code, false); d != "" {
			t.Fatal(d)
		}
	})
}
