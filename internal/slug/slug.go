// Package slug makes the names that a text goes by: URL segments, heading ids, ids of commitments, and the keys under
// which two texts count as the same. It is the home of Unicode normalisation.
//
// What is for addresses ([Make], [ID]) has only letters, marks, digits and single hyphens in it: never a slash, a dot,
// a control or a bidirectional character, so that it is one path segment on every system and cannot climb out of its
// folder. Latin, Greek and Cyrillic lose their accents ("Über" is "uber"), as readers of URLs expect; every other
// script keeps its marks, since Hindi without them is another word. Making a slug of a slug changes nothing.
//
// What is for comparing ([Key], [FoldPath]) is never shown. Whether two names that meet are a mistake is the caller's
// affair, and so is what to do about an empty result.
package slug

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is the cap of a URL segment in bytes: a file name has 255 on most systems, and variants need suffixes.
const longest = 200

// Make returns the URL segment of a title: lower case, letters and digits, one hyphen for every run of anything else.
// A plus or sharp that ends a word is spelt out, so that C, C++ and C# are three. It is empty only if s has no
// letter and no digit.
func Make(s string) string {
	var b builder
	runes := []rune(norm.NFC.String(strings.ToValidUTF8(s, " ")))
	for i := 0; i < len(runes); i++ {
		if n := symbols(runes[i:]); n > 0 && b.inWord() {
			for _, r := range runes[i : i+n] {
				b.gap()
				b.word(spelt[r])
			}
			b.gap()
			i += n - 1
			continue
		}
		b.rune(runes[i])
	}
	return trim(norm.NFC.String(b.String()))
}

var spelt = map[rune]string{'+': "plus", '#': "sharp"}

// symbols returns how many runes at the start of s are pluses and sharps that belong to the word before them: at most
// three, with no letter after them ("1+1" and "issue#3" are two words each; "c++17" is C++).
func symbols(s []rune) int {
	n := 0
	for n < len(s) && spelt[s[n]] != "" {
		n++
	}
	if n == 0 || n > 3 {
		return 0
	}
	if n < len(s) && (unicode.IsLetter(s[n]) || unicode.IsNumber(s[n])) && (n == 1 || unicode.IsLetter(s[n])) {
		return 0
	}
	return n
}

// A builder writes words with single hyphens between them.
type builder struct {
	strings.Builder
	pending bool // a hyphen, if another word comes
	bare    bool // the last letter was Latin, Greek or Cyrillic, or a digit: it sheds its marks
}

func (b *builder) inWord() bool { return b.Len() > 0 && !b.pending }

func (b *builder) gap() { b.pending = b.Len() > 0 }

func (b *builder) word(s string) {
	if s == "" {
		return
	}
	if b.pending {
		b.WriteByte('-')
		b.pending = false
	}
	b.WriteString(s)
}

func (b *builder) rune(r rune) {
	switch {
	case ignorable(r):
	case unicode.IsMark(r):
		if b.inWord() && !b.bare {
			b.WriteRune(r)
		}
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		b.letter(r)
	default:
		b.gap()
	}
}

// letter writes r in lower case, and folded if its script is folded. A number that is no digit (², ⅓, Ⅳ) is
// written as what it stands for.
func (b *builder) letter(r rune) {
	r = unicode.ToLower(r)
	if r < utf8.RuneSelf {
		b.word(string(r))
		b.bare = true
		return
	}
	if ascii, ok := spellings[r]; ok {
		b.word(ascii)
		b.bare = true
		return
	}
	parts := []rune(norm.NFKD.String(string(r)))
	if !folded(parts[0]) {
		b.word(string(r))
		b.bare = unicode.IsNumber(r)
		return
	}
	for _, p := range parts {
		p = unicode.ToLower(p)
		switch {
		case unicode.IsLetter(p) || unicode.IsNumber(p):
			if ascii, ok := spellings[p]; ok {
				b.word(ascii)
			} else {
				b.word(string(p))
			}
		case !unicode.IsMark(p):
			b.gap()
		}
	}
	b.bare = true
}

// folded reports whether a letter sheds its marks.
func folded(r rune) bool {
	return r >= '0' && r <= '9' || unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}

// Latin letters that have no decomposition, but an accepted spelling without the stroke; and the final sigma, of which
// upper case knows nothing.
var spellings = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'þ': "th", 'ħ': "h", 'ŧ': "t", 'ı': "i",
	'ŋ': "n", 'ĸ': "k", 'ſ': "s", 'ς': "σ",
}

// trim caps s at a rune's boundary, and never between a letter and its marks.
func trim(s string) string {
	if len(s) > longest {
		end := 0
		for i, r := range s {
			if i > longest {
				break
			}
			if !unicode.IsMark(r) || end == 0 {
				end = i
			}
		}
		s = s[:end]
	}
	return strings.Trim(s, "-")
}

// Heading returns a heading's id as GitHub makes it, so that links to it work in both places: lower case, spaces become
// hyphens, punctuation goes. It may be empty, and it is not unique: that is for the document to see to.
func Heading(s string) string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(norm.NFC.String(strings.ToValidUTF8(s, ""))) {
		switch {
		case ignorable(r):
		case unicode.IsSpace(r):
			b.WriteByte('-')
		case r == '-', unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.Pc):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(b.String())
}

// ID returns the id of a commitment that was not given one: lower case, one hyphen for every run of anything but
// letters and digits. It is empty if there are none.
func ID(s string) string {
	var b builder
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, " ")) {
		switch {
		case ignorable(r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.word(string(unicode.ToLower(r)))
		case unicode.IsMark(r) && b.inWord():
			b.WriteRune(r)
		default:
			b.gap()
		}
	}
	return norm.NFC.String(b.String())
}

// ValidID reports whether s may be the id of a resource, a lab, a commitment or a comparison: ASCII letters in lower
// case, digits and hyphens, a letter first. That it must not read as an amount is for package study to say.
func ValidID(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

// Reserved reports whether Windows keeps the name, whatever its case and extension, for a device.
func Reserved(s string) bool {
	base, _, _ := strings.Cut(s, ".")
	base, _, _ = strings.Cut(base, ":")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	number, ok := strings.CutPrefix(base, "COM")
	if !ok {
		number, ok = strings.CutPrefix(base, "LPT")
	}
	return ok && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "123456789¹²³")
}
