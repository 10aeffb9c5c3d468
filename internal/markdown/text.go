package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// escape writes text so that it is safe as content and between double quotes.
func escape(w *bytes.Buffer, text []byte) {
	from := 0
	for i, c := range text {
		var entity string
		switch c {
		case '<':
			entity = "&lt;"
		case '>':
			entity = "&gt;"
		case '&':
			entity = "&amp;"
		case '"':
			entity = "&#34;"
		case 0:
			entity = "\uFFFD"
		default:
			continue
		}
		w.Write(text[from:i])
		w.WriteString(entity)
		from = i + 1
	}
	w.Write(text[from:])
}

// decode resolves backslash escapes and character references. Text without any is returned as it is.
func decode(text []byte) []byte {
	if bytes.IndexByte(text, '\\') < 0 && bytes.IndexByte(text, '&') < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && util.IsPunct(text[i+1]):
			out = append(out, text[i+1])
			i += 2
		case c == '&':
			chars, n := reference(text[i:])
			out = append(out, chars...)
			i += n
		default:
			out = append(out, c)
			i++
		}
	}
	return out
}

// reference resolves the character reference that text begins with; without one, it is the & itself.
func reference(text []byte) (chars []byte, n int) {
	end := bytes.IndexByte(text[:min(len(text), 40)], ';')
	if end < 2 {
		return text[:1], 1
	}
	if text[1] != '#' {
		if e, ok := util.LookUpHTML5EntityByName(string(text[1:end])); ok {
			return e.Characters, end + 1
		}
		return text[:1], 1
	}
	digits, base, most := text[2:end], rune(10), 7
	if len(digits) > 0 && digits[0]|0x20 == 'x' {
		digits, base, most = digits[1:], 16, 6
	}
	if len(digits) == 0 || len(digits) > most {
		return text[:1], 1
	}
	r := rune(0)
	for _, c := range digits {
		d := rune(c) - '0'
		if c|0x20 >= 'a' && c|0x20 <= 'f' && base == 16 {
			d = rune(c|0x20) - 'a' + 10
		}
		if d < 0 || d >= base {
			return text[:1], 1
		}
		r = r*base + d
	}
	return utf8.AppendRune(nil, printable(r)), end + 1
}

// printable replaces what HTML and XML do not allow.
func printable(r rune) rune {
	if r < 0x20 && r != '\t' && r != '\n' || r >= 0x7F && r < 0xA0 || r == 0xFFFE || r == 0xFFFF || !utf8.ValidRune(r) {
		return utf8.RuneError
	}
	return r
}

// collapse joins the words of text by single spaces.
func collapse(text string) string { return strings.Join(strings.Fields(text), " ") }

// tidy makes each run of white space one line end, if there is one in it, else one space. It uses up text.
func tidy(text []byte) string {
	out := text[:0]
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && text[i] != ' ' && text[i] != '\n' && text[i] != '\t' {
			i++
		}
		out = append(out, text[from:i]...)
		if i == len(text) {
			break
		}
		space := byte(' ')
		for ; i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t'); i++ {
			if text[i] == '\n' {
				space = '\n'
			}
		}
		if len(out) > 0 && i < len(text) {
			out = append(out, space)
		}
	}
	return string(out)
}

// shorten cuts collapsed text after at most n code points, at a word's end if there is one.
func shorten(text string, n int) string {
	text = collapse(text)
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	end, count := 0, 0
	for i := range text {
		if count == n-1 { // one is for the ellipsis
			end = i
			break
		}
		count++
	}
	if space := strings.LastIndexByte(text[:end], ' '); space > end/2 && text[end] != ' ' {
		end = space
	}
	return strings.TrimRight(text[:end], " ,;:.–—-") + "…"
}

// countWords counts words for a reading time. Scripts without spaces are counted by characters, two to a word.
func countWords(text string) int {
	words, halves := 0, 0
	inWord := false
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf { // nearly all there is
			i++
			switch {
			case c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9':
				if !inWord {
					words++
				}
				inWord = true
			case c == ' ' || c >= '\t' && c <= '\r':
				inWord = false
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			halves++
			inWord = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !inWord {
				words++
			}
			inWord = true
		case unicode.IsSpace(r):
			inWord = false
		}
	}
	return words + (halves+1)/2
}
