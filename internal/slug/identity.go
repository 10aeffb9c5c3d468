package slug

import (
	"strings"
	"unicode"
	"unicode/utf8"

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

// foldCase folds once, to what has the same normal form as Unicode's full case folding. All but a few letters can be told
// by their case and their parts: golang.org/x/text/cases, for these few, would be a quarter of a megabyte.
func foldCase(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(unicode.ToLower(r))
		} else {
			b.WriteString(foldLetter(r))
		}
	}
	return b.String()
}

// foldLetter folds a letter.
func foldLetter(r rune) string {
	switch r { // the dotless i is none, and the others are several letters which are not their parts
	case 'ß', 'ẞ':
		return "ss"
	case 'İ':
		return "i\u0307"
	case 'ı':
		return "ı"
	case 'ŉ':
		return "ʼn"
	case 'ẚ':
		return "aʾ"
	case 'և':
		return "եւ"
	}
	if 'ﬀ' <= r && r <= 'ﬗ' { // ligatures
		return norm.NFKD.String(string(r))
	}
	const below = "\u0345" // an iota that is written below a letter: it folds to one beside it
	if letter, ok := strings.CutSuffix(norm.NFD.String(string(r)), below); ok && letter != "" {
		return strings.ToLower(letter) + "ι"
	}
	return string(unicode.ToLower(unicode.ToUpper(r)))
}

// ignorable reports whether r is invisible: Unicode's Default_Ignorable_Code_Point, and controls that are no space.
func ignorable(r rune) bool {
	if r < 0x7F {
		return r < 0x20 && !unicode.IsSpace(r)
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) &&
		!unicode.In(r, unicode.Prepended_Concatenation_Mark, unicode.White_Space)
}
