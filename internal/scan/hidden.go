package scan

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters that nobody sees can make code read other than it runs (Trojan Source, CVE-2021-42574), and carry words
// that only a machine reads: a text that is given to a language model obeys what its reader never saw. What scripts and
// emoji are spelt with is left alone: joiners between other letters than ASCII, marks of direction in a line that has
// both, tags in the flag of a region, selectors after what they select.

// An Invisible is a run of such characters, or the first of a line.
type Invisible struct {
	From, To   int
	What, Cure string
}

// Hidden finds what a text hides, at most once a line for each kind.
func Hidden(src []byte) (list []Invisible) {
	last := map[kind]int{} // end of the line that the kind was reported for
	for i := 0; i < len(src); {
		c := src[i]
		if c >= 0x20 && c < 0x7F || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		r, n := utf8.DecodeRune(src[i:])
		if k := kindOf(r); k != none && i >= last[k] && !proper(src, i, r, k) {
			run := i + n
			for k == smuggled {
				next, m := utf8.DecodeRune(src[run:])
				if kindOf(next) != smuggled {
					break
				}
				run += m
			}
			list = append(list, invisible(src, i, run, k))
			last[k] = lineEnd(src, i)
		}
		i += n
	}
	return list
}

type kind uint8

const (
	none kind = iota
	direction
	mark // of direction: without effect on what is far
	empty
	joiner
	smuggled
	selector
	control
)

func kindOf(r rune) kind {
	switch {
	case r == utf8.RuneError:
		return none // what is no UTF-8 is said elsewhere
	case r < 0x20, r >= 0x7F && r < 0xA0:
		return control
	case r < 0x61C:
		return none
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return direction
	case r == 0x200E, r == 0x200F, r == 0x61C:
		return mark
	case r == 0x200C, r == 0x200D:
		return joiner
	case r >= 0xE0000 && r <= 0xE007F:
		return smuggled
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF:
		return selector
	case names[r] != "", r >= 0x206A && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return empty
	}
	return none
}

// proper says whether a character is where it belongs.
func proper(src []byte, i int, r rune, k kind) bool {
	before, _ := utf8.DecodeLastRune(src[:i])
	after, _ := utf8.DecodeRune(src[i+utf8.RuneLen(r):])
	switch k {
	case mark:
		line := src[lineStart(src, i):lineEnd(src, i)]
		return strings.ContainsFunc(string(line), rightToLeft)
	case joiner:
		return before >= 0x80 && after >= 0x80 || before >= 0x80 && kindOf(before) == none && !isWord(after)
	case selector:
		return kindOf(before) != selector && kindOf(after) != selector && i > 0
	case smuggled: // the flag of a region is a black flag, its letters as tags, and the last tag
		for at := i; at > 0; {
			prev, n := utf8.DecodeLastRune(src[:at])
			if kindOf(prev) != smuggled {
				return prev == 0x1F3F4
			}
			at -= n
		}
		return false
	case empty:
		return r == 0xFEFF && i == 0 // the mark at the very beginning of a file
	case control:
		return r == '\f'
	}
	return false
}

func rightToLeft(r rune) bool {
	return r >= 0x590 && r < 0x900 && r != 0x61C || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFC
}

func isWord(r rune) bool { return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func lineStart(src []byte, i int) int {
	for i > 0 && src[i-1] != '\n' {
		i--
	}
	return i
}

func lineEnd(src []byte, i int) int {
	for i < len(src) && src[i] != '\n' {
		i++
	}
	return i
}

func invisible(src []byte, from, to int, k kind) Invisible {
	r, _ := utf8.DecodeRune(src[from:])
	v := Invisible{From: from, To: to, Cure: "delete it; if it is meant, studylog:allow in a comment on the line lets it pass"}
	name := fmt.Sprintf("U+%04X (%s)", r, Name(r))
	switch k {
	case direction, mark:
		v.What = "the invisible character " + name + " makes text read other than it runs"
	case control:
		v.What = "the control character " + name + " has no place in a text"
	case smuggled:
		v.What = fmt.Sprintf("%d invisible characters, from %s on", utf8.RuneCount(src[from:to]), name)
		if said := spelt(src[from:to]); said != "" {
			v.What += fmt.Sprintf(", spell %q: no reader sees it, and a language model may obey it", said)
		}
	case selector:
		v.What = "the invisible character " + name + " selects nothing here: such characters can carry hidden text"
	default:
		v.What = "the invisible character " + name + " stands here: a search will not find the word, and copied code will not run"
	}
	return v
}

// spelt is what tags say.
func spelt(tags []byte) string {
	var b strings.Builder
	for _, r := range string(tags) {
		if r > 0xE001F && r < 0xE007F && b.Len() < 60 {
			b.WriteRune(r - 0xE0000)
		}
	}
	return b.String()
}

// Name is a character's name in Unicode, of those that are told of here.
func Name(r rune) string {
	switch {
	case names[r] != "":
		return names[r]
	case r > 0xE001F && r < 0xE007F:
		return fmt.Sprintf("TAG %q", r-0xE0000)
	case r >= 0xFE00 && r <= 0xFE0F:
		return fmt.Sprintf("VARIATION SELECTOR-%d", r-0xFE00+1)
	case r >= 0xE0100 && r <= 0xE01EF:
		return fmt.Sprintf("VARIATION SELECTOR-%d", r-0xE0100+17)
	case unicode.IsControl(r):
		return "CONTROL"
	}
	return "FORMAT"
}

var names = map[rune]string{
	0x00: "NULL", 0x08: "BACKSPACE", 0x0B: "LINE TABULATION", 0x1B: "ESCAPE", 0x7F: "DELETE", 0x85: "NEXT LINE",
	0x061C: "ARABIC LETTER MARK", 0x115F: "HANGUL CHOSEONG FILLER", 0x1160: "HANGUL JUNGSEONG FILLER", 0x180E: "MONGOLIAN VOWEL SEPARATOR",
	0x200B: "ZERO WIDTH SPACE", 0x200C: "ZERO WIDTH NON-JOINER", 0x200D: "ZERO WIDTH JOINER",
	0x200E: "LEFT-TO-RIGHT MARK", 0x200F: "RIGHT-TO-LEFT MARK", 0x2028: "LINE SEPARATOR", 0x2029: "PARAGRAPH SEPARATOR",
	0x202A: "LEFT-TO-RIGHT EMBEDDING", 0x202B: "RIGHT-TO-LEFT EMBEDDING", 0x202C: "POP DIRECTIONAL FORMATTING",
	0x202D: "LEFT-TO-RIGHT OVERRIDE", 0x202E: "RIGHT-TO-LEFT OVERRIDE", 0x2060: "WORD JOINER", 0x2061: "FUNCTION APPLICATION",
	0x2062: "INVISIBLE TIMES", 0x2063: "INVISIBLE SEPARATOR", 0x2064: "INVISIBLE PLUS", 0x2066: "LEFT-TO-RIGHT ISOLATE",
	0x2067: "RIGHT-TO-LEFT ISOLATE", 0x2068: "FIRST STRONG ISOLATE", 0x2069: "POP DIRECTIONAL ISOLATE", 0x3164: "HANGUL FILLER",
	0xFEFF: "ZERO WIDTH NO-BREAK SPACE", 0xFFA0: "HALFWIDTH HANGUL FILLER", 0xE0001: "LANGUAGE TAG", 0xE007F: "CANCEL TAG",
}
