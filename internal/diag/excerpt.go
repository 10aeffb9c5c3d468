package diag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// widest is how many columns of a source line are shown; a longer one is cut to a window around the place.
const widest = 100

// A cell is a code point as a terminal shows it.
type cell struct {
	text  string
	width int
}

// An excerpt is a source line, and the line of marks below it.
type excerpt struct {
	text   string
	indent string // what stands below the text before the marks: as wide, with the same tabs
	marks  string // ^~~~; empty if the column is unknown
}

func newExcerpt(line string, col, endCol int) excerpt {
	cells := make([]cell, 0, len(line))
	for _, r := range line {
		cells = append(cells, cellOf(r))
	}
	for len(cells) > 0 && cells[len(cells)-1].text == " " {
		cells = cells[:len(cells)-1]
	}
	from := min(max(col-1, 0), len(cells))
	to := min(max(endCol-1, from+1), len(cells))
	first, last := window(cells, from)

	var ex excerpt
	if first > 0 {
		ex.text, ex.indent = "…", " "
	}
	width := 0
	for i := first; i < last; i++ {
		ex.text += cells[i].text
		switch {
		case i >= from:
		case cells[i].text == "\t":
			ex.indent += "\t" // under a tab a tab: where it goes to is the terminal's affair
		default:
			ex.indent += strings.Repeat(" ", cells[i].width)
		}
		if i >= from && i < to {
			width += cells[i].width
		}
	}
	if last < len(cells) {
		ex.text += "…"
	}
	if col > 0 {
		ex.marks = "^" + strings.Repeat("~", max(width-1, 0))
	}
	return ex
}

// window returns the range of cells to show so that cell at is among them, with more of what follows than of what
// precedes it.
func window(cells []cell, at int) (first, last int) {
	total := 0
	for _, c := range cells {
		total += c.width
	}
	if total <= widest {
		return 0, len(cells)
	}
	before := 0
	for first = at; first > 0 && before < widest*2/5; first-- {
		before += cells[first-1].width
	}
	for last = at; last < len(cells) && before < widest; last++ {
		before += cells[last].width
	}
	return first, last
}

func cellOf(r rune) cell {
	switch {
	case r == '\t':
		return cell{"\t", 1}
	case hidden(r):
		s := show(r)
		return cell{s, utf8.RuneCountInString(s)}
	case unicode.In(r, unicode.Mn, unicode.Me), r == '\u200C', r == '\u200D':
		return cell{string(r), 0}
	case wide(r):
		return cell{string(r), 2}
	}
	return cell{string(r), 1}
}

// visible returns s with what would act on a terminal, or reorder its text, made visible.
func visible(s string) string {
	if strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			b.WriteString(show(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden reports whether r is never passed on raw: a control, a bidirectional mark, a line separator, any other
// invisible format character. The two joiners are left alone: words of several scripts, and emoji, are spelt with them.
func hidden(r rune) bool {
	switch r {
	case '\u200C', '\u200D':
		return false
	case '\u2028', '\u2029':
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// show names a hidden character: control pictures for ASCII, the code point for the rest.
func show(r rune) string {
	switch {
	case r < 0x20:
		return string(rune(0x2400) + r)
	case r == 0x7F:
		return "␡"
	}
	return fmt.Sprintf("<U+%04X>", r)
}

// wide reports whether r takes two columns: Unicode's East_Asian_Width W and F, emoji among them.
func wide(r rune) bool {
	if r < wideRunes[0][0] {
		return false
	}
	lo, hi := 0, len(wideRunes)
	for lo < hi {
		mid := (lo + hi) / 2
		switch {
		case r < wideRunes[mid][0]:
			hi = mid
		case r > wideRunes[mid][1]:
			lo = mid + 1
		default:
			return true
		}
	}
	return false
}

// The ranges run over unassigned neighbours.
var wideRunes = [...][2]rune{
	{0x1100, 0x115F},
	{0x231A, 0x231B},
	{0x2329, 0x232A},
	{0x23E9, 0x23EC},
	{0x23F0, 0x23F0},
	{0x23F3, 0x23F3},
	{0x25FD, 0x25FE},
	{0x2614, 0x2615},
	{0x2648, 0x2653},
	{0x267F, 0x267F},
	{0x2693, 0x2693},
	{0x26A1, 0x26A1},
	{0x26AA, 0x26AB},
	{0x26BD, 0x26BE},
	{0x26C4, 0x26C5},
	{0x26CE, 0x26CE},
	{0x26D4, 0x26D4},
	{0x26EA, 0x26EA},
	{0x26F2, 0x26F3},
	{0x26F5, 0x26F5},
	{0x26FA, 0x26FA},
	{0x26FD, 0x26FD},
	{0x2705, 0x2705},
	{0x270A, 0x270B},
	{0x2728, 0x2728},
	{0x274C, 0x274C},
	{0x274E, 0x274E},
	{0x2753, 0x2755},
	{0x2757, 0x2757},
	{0x2795, 0x2797},
	{0x27B0, 0x27B0},
	{0x27BF, 0x27BF},
	{0x2B1B, 0x2B1C},
	{0x2B50, 0x2B50},
	{0x2B55, 0x2B55},
	{0x2E80, 0x303E},
	{0x3041, 0x3247},
	{0x3250, 0x4DBF},
	{0x4E00, 0xA4C6},
	{0xA960, 0xA97C},
	{0xAC00, 0xD7A3},
	{0xF900, 0xFAFF},
	{0xFE10, 0xFE19},
	{0xFE30, 0xFE6B},
	{0xFF01, 0xFF60},
	{0xFFE0, 0xFFE6},
	{0x16FE0, 0x1B2FB},
	{0x1F004, 0x1F004},
	{0x1F0CF, 0x1F0CF},
	{0x1F18E, 0x1F18E},
	{0x1F191, 0x1F19A},
	{0x1F200, 0x1F320},
	{0x1F32D, 0x1F335},
	{0x1F337, 0x1F37C},
	{0x1F37E, 0x1F393},
	{0x1F3A0, 0x1F3CA},
	{0x1F3CF, 0x1F3D3},
	{0x1F3E0, 0x1F3F0},
	{0x1F3F4, 0x1F3F4},
	{0x1F3F8, 0x1F43E},
	{0x1F440, 0x1F440},
	{0x1F442, 0x1F4FC},
	{0x1F4FF, 0x1F53D},
	{0x1F54B, 0x1F54E},
	{0x1F550, 0x1F567},
	{0x1F57A, 0x1F57A},
	{0x1F595, 0x1F596},
	{0x1F5A4, 0x1F5A4},
	{0x1F5FB, 0x1F64F},
	{0x1F680, 0x1F6C5},
	{0x1F6CC, 0x1F6CC},
	{0x1F6D0, 0x1F6D2},
	{0x1F6D5, 0x1F6DF},
	{0x1F6EB, 0x1F6EC},
	{0x1F6F4, 0x1F6FC},
	{0x1F7E0, 0x1F7F0},
	{0x1F90C, 0x1F93A},
	{0x1F93C, 0x1F945},
	{0x1F947, 0x1F9FF},
	{0x1FA70, 0x1FAF8},
	{0x20000, 0x3FFFF},
}
