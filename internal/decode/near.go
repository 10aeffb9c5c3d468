package decode

import (
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

const longestWord = 64 // nobody misspells a word of more runes; a distance costs the product of the lengths

// Nearest returns the known word that word was probably meant to be, for "did you mean …?", or "". It is generous: up
// to a third of the letters may differ. Of equally near words the first is returned.
func Nearest(word string, known []string) string {
	lower := strings.ToLower(word)
	length := utf8.RuneCountInString(lower)
	if length > longestWord {
		return ""
	}
	best, nearest := max(1, length/3)+1, ""
	if length < 2 {
		return ""
	}
	for _, k := range known {
		if utf8.RuneCountInString(k) > longestWord {
			continue
		}
		if d := distance(lower, strings.ToLower(k)); d < best {
			best, nearest = d, k
		}
	}
	return nearest
}

// distance is Levenshtein's, but for swapped neighbours, the commonest slip of all, which count as one.
func distance(a, b string) int {
	if slip(a, b) {
		return 1
	}
	return levenshtein.ComputeDistance(a, b)
}

// common words one letter from a key of ours, in the front matter of real journals.
var exempt = map[string]bool{"data": true, "dates": true, "rate": true}

// NearMiss returns the known word of which word is a slip of the keyboard, or "": two letters swapped, or one added,
// lost or doubled. It is strict, since it judges keys that may well be the author's own: another letter in place of
// one makes another word (`date`, `rate`), and so do `data` and `dates`. Case is folded; a known word is no near miss.
func NearMiss(word string, known []string) string {
	lower := strings.ToLower(word)
	if exempt[lower] || len(word) > longestWord {
		return ""
	}
	near := ""
	for _, k := range known {
		switch k := strings.ToLower(k); {
		case k == lower:
			return ""
		case near == "" && slip(lower, k):
			near = k
		}
	}
	for _, k := range known {
		if strings.ToLower(k) == near {
			return k
		}
	}
	return ""
}

// slip reports whether a is b with two neighbours swapped, or with one rune more or less.
func slip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	switch len(y) - len(x) {
	case 0:
		return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
	case 1:
		return string(x[i:]) == string(y[i+1:])
	}
	return false
}
