package markdown

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"studylog/internal/diag"
)

// source is a body and where its bytes stand in their file.
type source struct {
	file   string
	first  int // line of the first byte
	text   []byte
	starts []int // of lines; made when the first place is asked for
	runes  []int // code points before every pageSize-th byte, for lines that are longer
}

const pageSize = 4096

// clean makes text safe to parse: \n line ends, valid UTF-8, no control characters, hence no NUL. Every replacement is
// one code point for one, so that columns stay right.
func clean(text []byte) []byte {
	if isClean(text) {
		return text
	}
	out := make([]byte, 0, len(text)+16)
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case r == '\r' && len(text) > 1 && text[1] == '\n':
		case r == '\r' || r == '\f' || r == '\v':
			out = append(out, ' ')
		case r < 0x20 && r != '\t' && r != '\n', r == utf8.RuneError:
			out = append(out, "\uFFFD"...)
		default:
			out = append(out, text[:n]...)
		}
		text = text[n:]
	}
	return out
}

func isClean(text []byte) bool {
	for _, c := range text {
		if c < 0x20 && c != '\n' && c != '\t' {
			return false
		}
	}
	return utf8.Valid(text)
}

// pos returns the place of a byte.
func (s *source) pos(offset int) diag.Pos {
	if s.starts == nil {
		s.index()
	}
	offset = min(max(offset, 0), len(s.text))
	line, found := slices.BinarySearch(s.starts, offset)
	if !found {
		line--
	}
	return diag.Pos{File: s.file, Line: s.first + line, Col: 1 + s.count(s.starts[line], offset)}
}

func (s *source) index() {
	s.starts = append(s.starts, 0)
	for i := 0; ; {
		n := bytes.IndexByte(s.text[i:], '\n')
		if n < 0 {
			return
		}
		i += n + 1
		s.starts = append(s.starts, i)
	}
}

// count returns the code points between two places. A line may be as long as the post, and hold thousands of places.
func (s *source) count(from, to int) int {
	if to-from <= pageSize {
		return utf8.RuneCount(s.text[from:to])
	}
	if s.runes == nil {
		total := 0
		for i := 0; i <= len(s.text); i += pageSize {
			s.runes = append(s.runes, total)
			total += firstBytes(s.text[i:min(i+pageSize, len(s.text))])
		}
	}
	before := func(i int) int { return s.runes[i/pageSize] + firstBytes(s.text[i/pageSize*pageSize:i]) }
	return before(to) - before(from)
}

// firstBytes counts the bytes that begin a code point.
func firstBytes(text []byte) (n int) {
	for _, c := range text {
		if c&0xC0 != 0x80 {
			n++
		}
	}
	return n
}

// isBidi tells the controls that make text read other than it runs (CVE-2021-42574).
func isBidi(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x061C
}

// bidiLines warns of bidirectional controls, once a line.
func (s *source) bidiLines(report func(diag.Diagnostic)) {
	last := -1 // end of the line that was reported last
	for i := range s.text {
		if c := s.text[i]; c != 0xE2 && c != 0xD8 || i < last {
			continue
		}
		if r, _ := utf8.DecodeRune(s.text[i:]); isBidi(r) {
			report(bidiWarning(s.pos(i), r))
			end := bytes.IndexByte(s.text[i:], '\n')
			if end < 0 {
				return
			}
			last = i + end
		}
	}
}

func bidiWarning(p diag.Pos, r rune) diag.Diagnostic {
	return diag.Warnf(p, "", "an invisible character (U+%04X) makes text read other than it runs", r).
		Hintf("delete it, unless you mean to switch the writing direction")
}
