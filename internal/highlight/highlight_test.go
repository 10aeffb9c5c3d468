package highlight

import (
	"html"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	for _, c := range []struct {
		name, lang, code string
		o                Options
		want             string
		known            bool
	}{
		{"plain", "text", "a <b> & \"c\"\n", Options{}, "a &lt;b&gt; &amp; &#34;c&#34;\n", true},
		{"unknown", "nosuch", "x < y\n", Options{}, "x &lt; y\n", false},
		{"none", "", "x\n", Options{}, "x\n", true},
		{
			"go", "go", "func main() {} // x\n",
			Options{},
			`<span class="k">func</span> <span class="nf">main</span>() {} <span class="c">// x</span>` + "\n", true,
		},
		{"upper case alias", "GoLang", "nil", Options{}, `<span class="m">nil</span>`, true},
		{"diff", "diff", "-a\n+b\n", Options{}, "<span class=\"gd\">-a\n</span><span class=\"gi\">+b\n</span>", true},
		{"marked line", "text", "a\nb\nc\n", Options{Lines: [][2]int{{2, 2}}}, "a\n<span class=\"hl\">b\n</span>c\n", true},
		{
			"marked inside a token", "python", "'''a\nb\nc'''\n",
			Options{Lines: [][2]int{{2, 2}}},
			"<span class=\"s\">'''a\n</span><span class=\"hl\"><span class=\"s\">b\n</span></span><span class=\"s\">c'''</span>\n", true,
		},
		{
			"numbers", "text", "a\n\nb",
			Options{Numbers: true, Lines: [][2]int{{3, 9}}},
			"<span class=\"l\">a\n</span><span class=\"l\">\n</span><span class=\"l hl\">b</span>", true,
		},
		{"nothing", "go", "", Options{Numbers: true}, "", true},
		{"a NUL forges no mark", "text", "a\x00b", Options{}, "a\uFFFDb", true},
	} {
		got, known := HTML([]byte(c.code), c.lang, c.o)
		if string(got) != c.want || known != c.known {
			t.Errorf("%s:\n got %q %v\nwant %q %v", c.name, got, known, c.want, c.known)
		}
	}
}

// Whatever the language, the text that a reader copies is the text that the writer wrote.
func TestEveryLexerKeepsTheText(t *testing.T) {
	code := "# if (x < \"y\") { return 'z' } /* <b> & */\n\t<a href=\"u\">é 日本</a> -- 1.5 \\n\n\n@tag: [1, 2]\n$x = `ls`; end\n"
	for _, name := range index().names {
		for _, o := range []Options{{}, {Numbers: true, Lines: [][2]int{{2, 3}}}} {
			got, known := HTML([]byte(code), name, o)
			if text := strip(t, string(got)); text != code || !known {
				t.Fatalf("%s: known %v, text %q", name, known, text)
			}
		}
	}
}

// strip removes the spans, and checks that they nest and carry nothing but a class.
func strip(t *testing.T, s string) string {
	var b strings.Builder
	depth := 0
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		end := strings.IndexByte(s[i:], '>') + i
		switch tag := s[i : end+1]; {
		case tag == "</span>":
			depth--
		case strings.HasPrefix(tag, `<span class="`) && strings.Count(tag, `"`) == 2:
			depth++
		default:
			t.Fatalf("tag %q", tag)
		}
		if depth < 0 || depth > 2 {
			t.Fatalf("depth %d at %q", depth, s[:end])
		}
		s = s[end+1:]
	}
	if depth != 0 {
		t.Fatalf("%d spans left open", depth)
	}
	return html.UnescapeString(b.String())
}

func TestSuggest(t *testing.T) {
	for lang, want := range map[string]string{"pyhton": "python", "javscript": "javascript", "yalm": "yaml", "qqqqqq": "", "xx": ""} {
		if got := Suggest(lang); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", lang, got, want)
		}
		if Known(lang) {
			t.Errorf("%q is known", lang)
		}
	}
	for _, lang := range []string{"py", "rs", "yml", "console", "Dockerfile", "c++", "c#", "tsx", "hcl", "sh", "plaintext"} {
		if !Known(lang) {
			t.Errorf("%q is not known", lang)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add("go", "func x() { return \"<script>\" }\n", 1, true)
	f.Add("html", "<script>alert('x')</script>\n<!-- ", 2, false)
	f.Add("diff", "+a\n-b\n@@ 1 @@\n", 0, true)
	f.Fuzz(func(t *testing.T, lang, code string, line int, numbers bool) {
		code = strings.ToValidUTF8(strings.ReplaceAll(code, "\x00", ""), "?")
		got, _ := HTML([]byte(code), lang, Options{Lines: [][2]int{{line, line + 1}}, Numbers: numbers})
		if text := strip(t, string(got)); text != code {
			t.Fatalf("text %q, want %q", text, code)
		}
	})
}
