package highlight

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/dlclark/regexp2/v2"
)

// unlike compares our matcher with regexp2 at every place of a text, and says where they differ. It reports false where the
// expression is not ours to match, or is too much for it.
func unlike(expr, text string, groups bool) (diff string, ours bool) {
	p, err := compile(expr, groups)
	if err != nil {
		return "", false
	}
	re, err := regexp2.Compile(expr)
	if err != nil {
		return "compiled what regexp2 refuses: " + err.Error(), true
	}
	re.MatchTimeout = 250 * time.Millisecond
	x := &tokeniser{}
	x.load(text)
	for pos := range len(x.runes) {
		x.text = x.runes
		got := "no match"
		end, ok := x.match(p, pos)
		if x.spent {
			return "", false
		}
		if ok {
			got = fmt.Sprint(end)
			for i := 1; groups && i < p.groups; i++ {
				from, to := x.group(i)
				got += fmt.Sprintf(" %d-%d", from, to)
			}
		}
		if ok && !p.heads.has(headAt(x.runes, pos)) {
			return fmt.Sprintf("at %d of %q: matched what it cannot begin with", pos, text), true
		}
		want := "no match"
		m, err := re.FindRunesMatchStartingAt(x.runes, pos)
		if err != nil {
			return "", false
		}
		if m != nil && m.RuneIndex == pos {
			want = fmt.Sprint(pos + m.RuneLength)
			for i, g := range m.Groups() {
				if groups && i > 0 {
					want += fmt.Sprintf(" %d-%d", g.RuneIndex, g.RuneIndex+g.RuneLength)
				}
			}
		}
		if got != want {
			return fmt.Sprintf("at %d of %q: %s, regexp2: %s", pos, text, got, want), true
		}
	}
	return "", true
}

var expressions = []string{
	`a`, `[^a]`, `abc`, `a*`, `a+b`, `a*?b`, `a{2,3}`, `a{2,3}?b`, `(a)(b)?`, `(?:ab)*`, `(ab)*`, `(a|b)*c`, `(a|ab)(c|bcd)(d*)`, `(.|\n)*?c`,
	`(?:a|b|)+c`, `(a?)*b`, `(a*)*b`, `(a*)+`, `(a*?)*?b`, `(?:a*?)+?c`, `(a|b?){2,4}`, `(a|b?){2,4}?c`, `(?:ab?){0,2}c`, `(?:a{0,2}){3}b`, `(ab|a){2,}b`,
	`(a)\1`, `(a*)b\1`, `(?i)(a)\1`, `(?:(a)|b)*\1`, `(a)?b\1`, `(?<x>a)b\k<x>`, `(?<x>a)(b)(?<y>c)`, `(?'x'a)(?<5>b)(c)`,
	`(?=ab)a`, `(?=(a+))\1b`, `(?!ab)a`, `(?!(a)b)(a)`, `a(?=b)`, `a(?!b)`, `(?<=a)b`, `(?<!a)b`, `(?<=(a|b)+)c`, `(?<=a*)b`, `(?<=(a)(b))c`, `(?<=\bab?)c`,
	`(?<=a{1,2}?)b`, `(?<=[ab]+?c)a`, `(?<=(.)\1)c`, `(?<=^a)b`, `(?<!(?=a)a)b`, `(?<=(?:ab)*)c`, `(?<=(?:a|bc){2})d`, `(?<=(?<!a)b)c`,
	`(?>a*)b`, `(?>a|ab)c`, `(?>(a+))b\1`, `(?:(?>a+)|b)*c`, `(?>(?:a|b)*?c)a`,
	`^a`, `a$`, `\Aa`, `a\z`, `a\Z`, `\Ga`, `\bab\b`, `a\Bb`, `(?m)^a$`, `(?m)a$\n^b`, `(?s).`, `.`, `(?x: a b )`, `\n`, `\s+`, `\S+\s`, `\d+(\.\d+)?`,
	`\w+`, `\W`, `[\w-]+`, `[^\W\d]\w*`, `[a-c\u00e0-\u00ff]+`, `\p{Lu}\p{Ll}*`, `\P{L}+`, `[a-z-[b]]+`, `[^a-z-[b]]`, `(?i)[a-c]+`, `(?i)straße`, `(?i)k`, `(?i)[^k]`,
	`(a)(?(1)b|c)`, `(?(?=a)ab|c)`, `(?<a>a)+(?<-a>b)+`, `a|b|ab`, `abc|abd|acd|b`, `(?:if|else|elif|for)\b`, `(?:true|false)\b|\w+`,
	`"(\\\\|\\"|[^"])*"`, `/(\\\n)?[*](.|\n)*?[*](\\\n)?/`, `(\s*)(\w+)(\s*=)`, `("|')(?:(?!\1).)*\1`, `(?:[^\\'"$]|\\.)+?`, `(a+)+c`, `([^]]+)(\])`, `[]a]+`,
	`(|a)+b`, `(?:|a)*?b`, `(a|)(|b)c`, `()*a`, `(?:\b|a)+b`, `(^a|b)+`, `(?:a(?=b)|b)+`, `(?:(a)|(b)|(c))+`, `(?:(a)|(b)){2}`, `((a)|b)*?c`, `(?:^|(?<=b))a`,
}

var haystacks = []string{
	"", "a", "b", "ab", "aab", "abc", "abcd", "aaabbb", "abab c", "aabbcc\nabc", "a\nb\n", "\na", "if else_x true", "\"a\\\"b\" 'c'",
	"/* a\n*/ b", "x = 1.5", "éa ABC Kk K ß STRASSE straße İ", "日本a b", "acdabdabc", "baab-aab", "aaaaaaaaaaab", "]a]", "abcabcbca", "a'b'\"c\"",
}

func TestMatcherIsRegexp2(t *testing.T) {
	var left []string
	for _, expr := range expressions {
		for _, expr := range []string{expr, `\G(?m)(?:` + expr + `)`, `\G(?mis)(?:` + expr + `)`} {
			for _, text := range haystacks {
				for _, groups := range []bool{true, false} {
					diff, ours := unlike(expr, text, groups)
					if diff != "" {
						t.Errorf("%s: %s", expr, diff)
					}
					if !ours {
						left = append(left, expr)
					}
				}
			}
		}
	}
	for _, expr := range left {
		if !strings.Contains(expr, "(?(") && !strings.Contains(expr, "(?<-") {
			t.Errorf("%s is left to regexp2", expr)
		}
	}
}

// The rules of languages, one by one, on what is and what is not of the language.
func TestMatcherOnRules(t *testing.T) {
	for _, lang := range []string{"go", "python", "bash", "yaml", "c", "javascript", "html", "css", "rust", "perl", "ruby", "docker"} {
		l, _ := lookup(lang)
		rules, err := l.(*chroma.RegexLexer).Rules()
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(2, 3))
		texts := []string{generate(r, nil), generate(r, []string{posted["python"], posted["bash"]}), generate(r, []string{posted["go"], posted["yaml"]})}
		for state, list := range rules {
			for _, rule := range list {
				for _, text := range texts {
					if diff, _ := unlike(`\G(?m)(?:`+rule.Pattern+`)`, text, true); diff != "" {
						t.Errorf("%s, %s, %s: %s", lang, state, rule.Pattern, diff)
					}
				}
			}
		}
	}
}

func FuzzMatcher(f *testing.F) {
	for i, expr := range expressions {
		f.Add(expr, haystacks[i%len(haystacks)])
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		if len(expr) > 60 || len(text) > 60 {
			return
		}
		if diff, _ := unlike(`\G(?m)(?:`+expr+`)`, strings.ToValidUTF8(text, "?"), true); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What goes back too often is given up, and then goes to regexp2 with its limit.
func TestMatcherIsSpent(t *testing.T) {
	text := strings.Repeat("a", 40) + "\n"
	p, err := compile(`\G(?:(?:a|a?)+b)`, false)
	if err != nil {
		t.Fatal(err)
	}
	x := &tokeniser{}
	x.load(text)
	x.text = x.runes
	if _, ok := x.match(p, 0); ok || !x.spent {
		t.Errorf("ok %v, spent %v", ok, x.spent)
	}
	if _, ok := x.match(p, len(text)-1); ok || x.spent {
		t.Errorf("at the end: ok %v, spent %v", ok, x.spent)
	}
	l := chroma.MustNewLexer(&chroma.Config{Name: "catastrophe"}, func() chroma.Rules {
		return chroma.Rules{"root": {{Pattern: `(?:a|a?)+b`, Type: chroma.Error}, {Pattern: `a+|\n`, Type: chroma.Text}}}
	})
	f, err := newFast(l)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := tokensOf(func(yield func(chroma.TokenType, string) bool) bool {
		return f.tokenise(text, &chroma.TokeniseOptions{State: "root"}, 0, yield)
	})
	if fmt.Sprint(got) != fmt.Sprint(tokens{{Type: chroma.Text, Value: text[:40]}, {Type: chroma.Text, Value: "\n"}}) || !ok {
		t.Errorf("%v %v", got, ok)
	}
}
