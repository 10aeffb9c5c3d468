package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Op says what a Span is to the change.
type Op uint8

const (
	Equal  Op = iota
	Insert    // <ins>
	Delete    // <del>
)

// A Span is a run of text that was kept, inserted or deleted.
type Span struct {
	Op   Op
	Text string
}

// diffCells bounds the table of the longest common subsequence: beyond it the middle counts as replaced whole.
const diffCells = 1 << 20

// Diff compares two texts word by word: words, spaces and single punctuation marks are units, and so is each character
// of the scripts that write without spaces. The Equal and Delete spans together are a, the Equal and Insert spans are
// b. Where both happen at one place the deletion comes first. Spans are never empty.
func Diff(a, b string) []Span {
	x, y := units(a), units(b)
	head := 0
	for head < len(x) && head < len(y) && x[head] == y[head] {
		head++
	}
	tail := 0
	for tail < len(x)-head && tail < len(y)-head && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	var d spans
	d.add(Equal, x[:head]...)
	d.middle(x[head:len(x)-tail], y[head:len(y)-tail])
	d.add(Equal, x[len(x)-tail:]...)
	return d.joined()
}

type spans []Span

func (d *spans) add(op Op, units ...string) {
	text := strings.Join(units, "")
	if text == "" {
		return
	}
	if n := len(*d); n > 0 && (*d)[n-1].Op == op {
		(*d)[n-1].Text += text
		return
	}
	*d = append(*d, Span{op, text})
}

// middle walks the table of the longest common subsequence of x and y.
func (d *spans) middle(x, y []string) {
	if len(x)*len(y) > diffCells {
		d.add(Delete, x...)
		d.add(Insert, y...)
		return
	}
	w := len(y) + 1
	common := make([]int32, (len(x)+1)*w) // common[i*w+j]: of x[i:] and y[j:]
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				common[i*w+j] = common[(i+1)*w+j+1] + 1
			} else {
				common[i*w+j] = max(common[(i+1)*w+j], common[i*w+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(x) && j < len(y) {
		switch {
		case x[i] == y[j]:
			d.add(Equal, x[i])
			i, j = i+1, j+1
		case common[(i+1)*w+j] >= common[i*w+j+1]:
			d.add(Delete, x[i])
			i++
		default:
			d.add(Insert, y[j])
			j++
		}
	}
	d.add(Delete, x[i:]...)
	d.add(Insert, y[j:]...)
}

// joined makes a change one change: spaces between two changed words belong to both sides, and of each run of changes
// the deletions come first.
func (d spans) joined() []Span {
	var out spans
	var del, ins string
	flush := func() {
		out.add(Delete, del)
		out.add(Insert, ins)
		del, ins = "", ""
	}
	for i, s := range d {
		between := i > 0 && i+1 < len(d) && strings.TrimSpace(s.Text) == ""
		switch {
		case s.Op == Delete:
			del += s.Text
		case s.Op == Insert:
			ins += s.Text
		case between && del != "" && ins != "":
			del += s.Text
			ins += s.Text
		default:
			flush()
			out.add(Equal, s.Text)
		}
	}
	flush()
	return out
}

// units splits a text so that joining them gives it back, whatever bytes it holds.
func units(s string) (out []string) {
	for s != "" {
		n := unit(s)
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

func unit(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	var more func(rune) bool
	switch {
	case unicode.IsSpace(r):
		more = unicode.IsSpace
	case unspaced(r):
		more = unicode.IsMark
	case inWord(r):
		more = inWord
	default:
		more = unicode.IsMark
	}
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if !more(r) || r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}

func inWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !unspaced(r)
}

func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && !unicode.IsMark(r)
}
