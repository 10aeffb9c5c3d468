package slug

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// NFC returns s in Unicode's composed form: what editors write, and what paths are compared in.
func NFC(s string) string { return norm.NFC.String(s) }

// Key returns the identity of a comparison's row or column: NFKC, case folded, spaces collapsed, invisible characters
// left out, and quotes as a keyboard types them, since a text shows them curled and a marker or a title names them
// straight. Two texts with one key look the same to a reader.
func Key(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case ignorable(r):
			return -1
		case r == '‘' || r == '’':
			return '\''
		case r == '“' || r == '”':
			return '"'
		}
		return r
	}, s)
	return strings.Join(strings.Fields(fold(norm.NFKC, s)), " ")
}

// FoldPath returns what two output paths have in common if some file system takes them for one: Unicode form and case.
func FoldPath(s string) string { return fold(norm.NFC, s) }

// fold folds case, fully (ß is ss), in a normal form. Folding may leave that form, and returning to it may bring up new
// letters to fold, which is why it goes round until nothing changes: two or three times for any text.
func fold(form norm.Form, s string) string {
	s = form.String(s)
	for {
		next := form.String(foldCase(s))
		if next == s {
			return s
		}
		s = next
	}
}

// foldCase folds once. The library swaps the two cases of Cherokee instead of folding them, so it is given only one.
func foldCase(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(s)
	}
	return cases.Fold().String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cherokee, r) {
			return unicode.ToUpper(r)
		}
		return r
	}, s))
}

// ignorable reports whether r is invisible: Unicode's Default_Ignorable_Code_Point, and controls that are no space.
func ignorable(r rune) bool {
	if r < 0x7F {
		return r < 0x20 && !unicode.IsSpace(r)
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) &&
		!unicode.In(r, unicode.Prepended_Concatenation_Mark, unicode.White_Space)
}
