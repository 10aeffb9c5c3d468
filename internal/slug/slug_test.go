package slug

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

func TestMake(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"  ", ""},
		{"!?", ""},
		{"Hello, World!", "hello-world"},
		{"--a--b--", "a-b"},
		{"Über", "uber"},
		{"U\u0308ber", "uber"},
		{"Crème brûlée", "creme-brulee"},
		{"Straße in Łódź", "strasse-in-lodz"},
		{"Ünïcödé q\u0303", "unicode-q"},
		{"İstanbul ışık", "istanbul-isik"},
		{"Ελλάδα", "ελλαδα"},
		{"ΟΔΟΣ", "οδοσ"},
		{"Ёлка", "елка"},
		{"हिन्दी में", "हिन्दी-में"},
		{"日本語 テスト", "日本語-テスト"},
		{"パン", "パン"},
		{"ภาษาไทย", "ภาษาไทย"},
		{"עִבְרִית", "עִבְרִית"},
		{"C", "c"},
		{"C++", "c-plus-plus"},
		{"C#", "c-sharp"},
		{"c++17 and f#.", "c-plus-plus-17-and-f-sharp"},
		{"1+1", "1-1"},
		{"a + b", "a-b"},
		{"issue#3 #golang", "issue-3-golang"},
		{".NET", "net"},
		{"../../etc/passwd", "etc-passwd"},
		{"H₂O, x² and ½", "h2o-x2-and-1-2"},
		{"Part Ⅳ ﬁnal Ａ", "part-iv-final-a"},
		{"µm", "μm"},
		{"Foo™", "foo"},
		{"soft\u00adhyphen\u200b zero", "softhyphen-zero"},
		{"a\u202Eb", "ab"},
		{"a\x00b", "ab"},
		{"bad\xffutf8", "bad-utf8"},
		{"🚀 Start", "start"},
		{"1️⃣ first", "1-first"},
		{"\u037A", "\u037A"},
		{"१२३", "१२३"},
	} {
		if got := Make(c.in); got != c.want {
			t.Errorf("Make(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestMakeCapsAtARune(t *testing.T) {
	long := Make(strings.Repeat("हि", 200))
	if len(long) > longest || !utf8.ValidString(long) || !strings.HasSuffix(long, "हि") {
		t.Errorf("cut to %d bytes, ending in %q", len(long), long[len(long)-6:])
	}
	if got := Make(strings.Repeat("a", longest-1) + " b"); got != strings.Repeat("a", longest-1) {
		t.Errorf("a hyphen is left at the end: %q", got)
	}
	if got := Make("א" + strings.Repeat("\u05B4", 300)); got == "" || len(got) > longest+2 {
		t.Errorf("one letter under many marks: %d bytes", len(got))
	}
}

func TestHeading(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Getting Started", "getting-started"},
		{"What's new in 1.2?", "whats-new-in-12"},
		{"snake_case and-dash", "snake_case-and-dash"},
		{"Über हिन्दी", "über-हिन्दी"},
		{"a  b", "a--b"},
		{"C & D", "c--d"},
		{" trimmed ", "trimmed"},
		{"⚙\uFE0F Setup", "-setup"},
		{"<b>", "b"},
		{"a\u202Eb\x00", "ab"},
		{"…", ""},
	} {
		if got := Heading(c.in); got != c.want {
			t.Errorf("Heading(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, same := range [][]string{
		{"Core threat model", "core  Threat\tmodel ", "CORE\u00a0THREAT MODEL", "Core threat\u200b model", "Ｃore threat model"},
		{"Straße", "STRASSE"},
		{"é", "e\u0301", "É"},
		{"ﬁ", "fi"},
		{`The attacker's "goal"`, "The attacker’s “goal”"},
	} {
		for _, s := range same[1:] {
			if Key(s) != Key(same[0]) {
				t.Errorf("Key(%q) = %q, but Key(%q) = %q", s, Key(s), same[0], Key(same[0]))
			}
		}
	}
	if Key("Goal") == Key("Goals") || Key("C") == Key("C++") || Key("~~Goal~~") == Key("Goal") {
		t.Error("different keys are one")
	}
}

func TestID(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Deploy the VPC lab", "deploy-the-vpc-lab"},
		{"Reach chapter 5!", "reach-chapter-5"},
		{"C++", "c"},
		{"Über", "über"},
		{"हिन्दी", "हिन्दी"},
		{"…", ""},
	} {
		if got := ID(c.in); got != c.want {
			t.Errorf("ID(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestValidID(t *testing.T) {
	for s, want := range map[string]bool{
		"aws-bootcamp": true, "a": true, "c3": true, "a--": true,
		"": false, "3c": false, "-a": false, "Aws": false, "ä": false, "a_b": false, "a b": false, "a/b": false,
	} {
		if ValidID(s) != want {
			t.Errorf("ValidID(%q) = %v", s, !want)
		}
	}
}

func TestFoldPath(t *testing.T) {
	if FoldPath("posts/É/Index.html") != FoldPath("posts/e\u0301/index.HTML") {
		t.Error("case and Unicode form make one path")
	}
	if FoldPath("a/b") == FoldPath("a/c") || FoldPath("ﬁ") == FoldPath("fl") {
		t.Error("different paths are one")
	}
}

func TestReserved(t *testing.T) {
	for s, want := range map[string]bool{
		"con": true, "NUL": true, "aux.txt": true, "Com1": true, "lpt9.tar.gz": true, "com¹": true, "prn ": true,
		"com": false, "com0": false, "com10": false, "console": false, "null": false, "": false, "lpt": false,
	} {
		if Reserved(s) != want {
			t.Errorf("Reserved(%q) = %v", s, !want)
		}
	}
}

// Every code point by itself: what folding or normalising does not settle would go round for ever.
func TestEveryRuneIsStable(t *testing.T) {
	for r := range rune(0x20000) { // above are ideographs and private use
		s := string(r)
		if key := Key(s); Key(key) != key {
			t.Errorf("Key(%U) = %q, and of that %q", r, key, Key(key))
		}
		if path := FoldPath(s); FoldPath(path) != path {
			t.Errorf("FoldPath(%U) = %q is not stable", r, path)
		}
		if made := Make(s); Make(made) != made {
			t.Errorf("Make(%U) = %q, and of that %q", r, made, Make(made))
		}
	}
}

func FuzzMake(f *testing.F) {
	for _, s := range []string{"Hello, World!", "C++", "C#+", "हिन्दी", "a\u202e/../b", "İ\u0307", "ﬁ\u0301ⅷ½", "\u1100\u1161\u11a8", "ͅͺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Make(s)
		if again := Make(got); again != got {
			t.Fatalf("Make(%q) = %q, and of that %q", s, got, again)
		}
		if !norm.NFC.IsNormalString(got) || strings.HasPrefix(got, "-") || strings.HasSuffix(got, "-") || strings.Contains(got, "--") {
			t.Fatalf("Make(%q) = %q", s, got)
		}
		content := false
		for _, r := range norm.NFC.String(s) {
			content = content || (unicode.IsLetter(r) || unicode.IsNumber(r)) && !ignorable(r)
		}
		if content && got == "" {
			t.Fatalf("Make(%q) is empty", s)
		}
		for _, r := range got {
			if r != '-' && !unicode.In(r, unicode.L, unicode.M, unicode.N) || ignorable(r) || unicode.IsUpper(r) && unicode.ToLower(r) != r {
				t.Fatalf("Make(%q) = %q has %U", s, got, r)
			}
		}
	})
}

func FuzzKey(f *testing.F) {
	for _, s := range []string{"Core  threat", "Straße", "ﬁ\u200b", "\u0345\u03b1", "İ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if key := Key(s); Key(key) != key || Key(" "+s+"\u200b ") != key {
			t.Fatalf("Key(%q) = %q is not stable: %q", s, key, Key(key))
		}
		if folded := FoldPath(s); FoldPath(folded) != folded || FoldPath(NFC(s)) != folded {
			t.Fatalf("FoldPath(%q) = %q is not stable", s, folded)
		}
		if id := ID(s); ID(id) != id {
			t.Fatalf("ID(%q) = %q is not stable", s, id)
		}
	})
}

// Case is folded by hand, since the library's tables are large. It is what the library says, letter by letter.
func TestFoldIsUnicodes(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		letter := string(r)
		if unicode.Is(unicode.Cherokee, r) { // which the library swaps
			letter = string(unicode.ToUpper(r))
		}
		for name, form := range map[string]norm.Form{"NFC": norm.NFC, "NFKC": norm.NFKC} {
			if got, want := form.String(foldCase(string(r))), form.String(cases.Fold().String(letter)); got != want {
				t.Errorf("%U in %s folds to %+q, want %+q", r, name, got, want)
			}
		}
	}
}
