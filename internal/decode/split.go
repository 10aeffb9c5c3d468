package decode

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"studylog/internal/diag"
	"studylog/internal/lazy"

	"github.com/adrg/frontmatter"
)

// Split takes a post apart. A source without front matter is all body, and OK; one whose front matter has any error is
// not OK, and must not be published, whatever was read of it.
func Split(file string, src []byte) (Header, diag.List) {
	s := &splitter{file: file, src: bytes.TrimPrefix(src, bom)}
	s.lines = splitLines(string(s.src))
	h := s.split()
	if h.Root == nil || h.Root.Kind != Map {
		h.Root = &Node{Kind: Map, Format: h.Format, Pos: s.place(s.open+1, 1, 0)}
	}
	h.BodyLine = 1 + bytes.Count(s.src[:len(s.src)-len(h.Body)], []byte("\n"))
	h.OK = !s.diags.HasErrors()
	return h, s.diags
}

type splitter struct {
	file  string
	src   []byte
	lines []line
	open  int // index of the line that opens the front matter
	diags diag.List
}

// A line of the source, without its end, and where it begins.
type line struct {
	text  string
	start int
}

func splitLines(src string) (lines []line) {
	start := 0
	lines = make([]line, 0, strings.Count(src, "\n")+1)
	for text := range strings.Lines(src) {
		lines = append(lines, line{strings.TrimRight(text, "\r\n"), start})
		start += len(text)
	}
	return lines
}

func (s *splitter) place(line, col, endCol int) diag.Pos {
	return diag.Pos{File: s.file, Line: line, Col: col, EndCol: endCol}
}

// errorAt reports a whole line.
func (s *splitter) errorAt(i int, format string, args ...any) *diag.Diagnostic {
	pos := s.place(i+1, 1, 0)
	if i < len(s.lines) {
		if n := utf8.RuneCountInString(strings.TrimRight(s.lines[i].text, " \t")); n > 0 {
			pos.EndCol = n + 1
		}
	}
	s.diags.Add(diag.Errorf(pos, "", format, args...))
	return &s.diags[len(s.diags)-1]
}

var (
	dashes    = lazy.Regexp{Pattern: `^(-{2,}|[—–―−]+|-{3}[a-z]+|;;;)$`} // what was meant to open front matter
	closings  = lazy.Regexp{Pattern: `^(-{2,}|[—–―−]+|\.{3}|…|\*{3,}|_{3,}|\+{3,}|-{3}[a-z]+)$`}
	keyLine   = lazy.Regexp{Pattern: `^[\s\pZ]*(?:"[^"]+"|'[^']+'|[\pL_][\pL\pN_.-]*)\s*:(?:$|[^/]|/[^/])`}
	jsonStart = lazy.Regexp{Pattern: `^\{\s*(?:"|\}?\s*$)`}
	tomlLine  = lazy.Regexp{Pattern: `^\s*(?:"[^"]+"|[\pL_][\w.-]*)\s*=`}
)

// split finds out what the source begins with.
func (s *splitter) split() Header {
	if bytes.HasPrefix(s.src, []byte{0xFF, 0xFE}) || bytes.HasPrefix(s.src, []byte{0xFE, 0xFF}) {
		s.errorAt(0, "this file is UTF-16").Hint = "save it as UTF-8"
		return Header{Body: s.src}
	}
	if bytes.IndexByte(s.src, '\n') < 0 && bytes.IndexByte(bytes.TrimRight(s.src, "\r"), '\r') >= 0 {
		return s.returnsOnly()
	}
	s.open = s.firstLine(0)
	if s.open == len(s.lines) {
		return Header{Body: s.src}
	}
	switch text := s.lines[s.open].text; {
	case fence(text, "---"):
		return s.fenced(YAML, "---")
	case fence(text, "+++"):
		return s.fenced(TOML, "+++")
	case strings.HasPrefix(text, "{") && jsonStart.Get().MatchString(text):
		return s.json()
	case fence(strings.TrimSpace(text), "---") && s.keysFollow(s.open):
		s.errorAt(s.open, "the --- that opens the front matter is indented").Hint = "begin the line with it"
		return s.fenced(YAML, "---")
	case dashes.Get().MatchString(strings.TrimSpace(text)) && s.keysFollow(s.open):
		s.errorAt(s.open, "front matter opens with ---, not with %s", clip(strings.TrimSpace(text))).Hint = "write --- on a line of its own"
		return s.unfenced(s.open)
	}
	return s.afterComment()
}

// returnsOnly is about a file whose lines end with CR, as no system has had them for long: one line to everybody else.
func (s *splitter) returnsOnly() Header {
	h, more := Split(s.file, bytes.ReplaceAll(s.src, []byte("\r"), []byte("\n")))
	s.diags = more
	first := s.errorAt(0, "the lines of this file end with CR only")
	first.Hint, first.EndCol = "save it with LF or CRLF line ends", 0
	h.Body = s.src
	return h
}

// firstLine returns the index of the first line from i on that is not blank.
func (s *splitter) firstLine(i int) int {
	for i < len(s.lines) && strings.TrimSpace(s.lines[i].text) == "" {
		i++
	}
	return i
}

// fence reports whether a line is a fence; spaces after it are ignored.
func fence(text, delim string) bool {
	rest, ok := strings.CutPrefix(text, delim)
	return ok && strings.TrimSpace(rest) == ""
}

// keysFollow reports whether the line after i is a key.
func (s *splitter) keysFollow(i int) bool {
	return s.key(i+1) || i+1 < len(s.lines) && strings.TrimSpace(s.lines[i+1].text) == "{"
}

// key reports whether line i begins like a key of YAML or TOML.
func (s *splitter) key(i int) bool {
	return i < len(s.lines) && (keyLine.Get().MatchString(s.lines[i].text) || tomlLine.Get().MatchString(s.lines[i].text))
}

// A block is front matter in the source: lines open+1 to end, not included; the body begins at line body.
type block struct{ end, body int }

// fenced reads front matter between fences.
func (s *splitter) fenced(f Format, delim string) Header {
	b, closed := s.close(delim)
	if f == YAML && !s.keys(b) && (!closed || s.ruleOnly(b)) {
		s.diags = nil // what looked like a badly closed block has nothing in it: a rule
		return Header{Body: s.src}
	}
	if !closed {
		s.notClosed(delim)
	}
	raw, rest, found := s.capture(f, delim, b)
	if !found {
		raw, rest = s.raw(b), s.from(b.body)
	}
	if closed && f == YAML {
		s.secondDocument(b)
	}
	return Header{Format: f, Root: s.parse(raw, f, s.open+2), Body: rest}
}

// close finds the line that closes the block, or that was meant to.
func (s *splitter) close(delim string) (b block, closed bool) {
	for i := s.open + 1; i < len(s.lines); i++ {
		text := s.lines[i].text
		trimmed := strings.TrimSpace(text)
		switch {
		case fence(text, delim):
			return block{i, i + 1}, true
		case trimmed == delim:
			s.errorAt(i, "an indented %s closes the front matter", delim).Hint = "begin the line with it; inside a text, quote it or write another rule"
			return block{i, i + 1}, true
		case delim == "---" && (fence(text, "...") || strings.HasPrefix(text, "----") && strings.Trim(trimmed, "-") == ""):
			s.errorAt(i, "the front matter is closed by %s", clip(trimmed)).Hint = "close it with ---"
			return block{i, i + 1}, true
		}
	}
	return s.guess(), false
}

// guess returns what an unclosed block most likely is, so that its keys are judged all the same: up to a line like a
// fence, or to the first blank line that no key follows, or that none precedes.
func (s *splitter) guess() block {
	text, key := false, false
	for i := s.open + 1; i < len(s.lines); i++ {
		trimmed := strings.TrimSpace(s.lines[i].text)
		switch {
		case closings.Get().MatchString(trimmed):
			return block{i, i + 1}
		case trimmed == "" && (key && !s.key(s.firstLine(i)) || text && !key):
			return block{i, i}
		}
		key = key || s.key(i)
		text = text || trimmed != "" && trimmed[0] != '#'
	}
	return block{len(s.lines), len(s.lines)}
}

func (s *splitter) notClosed(delim string) {
	b := s.guess()
	d := s.errorAt(s.open, "front matter opens here and is not closed")
	switch {
	case b.body > b.end:
		d.Hint = "line " + strconv.Itoa(b.end+1) + " is no fence: write " + delim + " there"
	case delim == "---":
		d.Hint = "write --- on a line of its own after the last key; if this is a rule, write *** instead"
	default:
		d.Hint = "write " + delim + " on a line of its own after the last key"
	}
}

// keys reports whether a line of the block begins like a key. Where a blank line follows the opening one, as it does
// below a rule, only the first paragraph is asked: in prose a later one may well begin with "Note:".
func (s *splitter) keys(b block) bool {
	prose := false
	for i := s.open + 1; i < b.end; i++ {
		text := strings.TrimSpace(s.lines[i].text)
		switch {
		case keyLine.Get().MatchString(s.lines[i].text):
			return true
		case text == "" && prose && strings.TrimSpace(s.lines[s.open+1].text) == "":
			return false
		}
		prose = prose || text != "" && text[0] != '#'
	}
	return false
}

// ruleOnly reports whether a closed block without keys is Markdown between two rules, and not front matter: it has
// text, and no map.
func (s *splitter) ruleOnly(b block) bool {
	text := false
	for _, l := range s.lines[s.open+1 : b.end] {
		trimmed := strings.TrimSpace(l.text)
		text = text || trimmed != "" && trimmed[0] != '#'
	}
	if !text {
		return false
	}
	raw := s.raw(b)
	r := &reader{file: s.file, first: 1, format: YAML}
	if len(raw) > maxHeader || !r.text(raw) {
		return true
	}
	root := r.yaml()
	return root == nil || root.Kind != Map || r.diags.HasErrors()
}

func (s *splitter) from(i int) []byte {
	if i >= len(s.lines) {
		return s.src[len(s.src):]
	}
	return s.src[s.lines[i].start:]
}

func (s *splitter) raw(b block) []byte {
	from := s.from(s.open + 1)
	return from[:len(from)-len(s.from(b.end))]
}

// capture lets the library split, in the one format that was found. That it sees the same block is checked: where it
// would not, the error is out already.
func (s *splitter) capture(f Format, delim string, b block) (raw, rest []byte, found bool) {
	format := frontmatter.NewFormat(delim, delim, func(data []byte, v any) error {
		*v.(*[]byte) = bytes.Clone(data)
		return nil
	})
	if f == JSON {
		format.End, format.UnmarshalDelims, format.RequiresNewLine = "}", true, true
	}
	if f != JSON {
		head := s.src[:len(s.src)-len(s.from(b.body))] // what is behind does not make another end of it
		body, err := frontmatter.MustParse(bytes.NewReader(head), &raw, format)
		return raw, s.from(b.body), err == nil && len(body) == 0
	}
	body, err := frontmatter.MustParse(bytes.NewReader(s.src), &raw, format)
	if err != nil || !bytes.HasSuffix(s.src, body) {
		return nil, nil, false
	}
	return raw, s.src[len(s.src)-len(body):], true
}

// parse reads a captured block, which begins at a line of the file.
func (s *splitter) parse(raw []byte, f Format, line int) *Node {
	if len(raw) > maxHeader {
		s.errorAt(s.open, "the front matter is larger than %d KiB", maxHeader>>10).Hint = "is its closing fence missing?"
		return nil
	}
	root, more := Parse(s.file, raw, line, f, FoldKeys)
	s.diags.Add(more...)
	if !more.HasErrors() && root.Kind != Map && root.Kind != Null {
		d := diag.Errorf(root.Pos, "", "front matter is keys with values, not %s", root.Kind)
		s.diags.Add(d.Hintf("write one key: value to a line"))
	}
	return root
}

// secondDocument finds front matter that goes on after its fence: keys directly below it, and one more fence.
func (s *splitter) secondDocument(b block) {
	i := b.body
	if next := s.firstLine(i); next < len(s.lines) && fence(s.lines[next].text, "---") {
		i = next + 1
	}
	for first := i; i < len(s.lines); i++ {
		switch text := s.lines[i].text; {
		case fence(text, "---") && i > first:
			s.errorAt(first, "a second front matter begins here").Hint = "put all keys between the first two fences"
			return
		case keyLine.Get().MatchString(text), i > first && text != "" && strings.ContainsAny(text[:1], " \t-"):
		default:
			return
		}
	}
}

// unfenced reads what follows a line that was meant as a fence.
func (s *splitter) unfenced(open int) Header {
	s.open = open
	b := s.guess()
	return Header{Format: YAML, Root: s.parse(s.raw(b), YAML, open+2), Body: s.from(b.body)}
}

// afterComment finds front matter below comments, headings or directives, where no generator reads it. Below a heading
// it must be closed to be taken for some: a heading and a rule are ordinary Markdown.
func (s *splitter) afterComment() Header {
	first, i := s.open, s.open
	heading, inside := false, false
	for ; i < len(s.lines); i++ {
		text := strings.TrimSpace(s.lines[i].text)
		heading = heading || !inside && strings.HasPrefix(text, "#")
		comment := inside || strings.HasPrefix(text, "<!--")
		if comment {
			inside = !strings.Contains(text, "-->")
		} else if text != "" && !strings.ContainsAny(text[:1], "#%") {
			break
		}
	}
	if i == first || i == len(s.lines) || !s.keysFollow(i) {
		return Header{Body: s.src}
	}
	delim := strings.TrimSpace(s.lines[i].text)
	format := map[string]Format{"---": YAML, "+++": TOML}[delim]
	if format == None {
		return Header{Body: s.src}
	}
	s.open = i
	b, closed := s.close(delim)
	switch {
	case !closed && heading:
		return Header{Body: s.src}
	case !closed:
		s.notClosed(delim)
	}
	s.errorAt(first, "nothing can stand before the front matter").Hint = "move this below the second " + delim
	return Header{Format: format, Root: s.parse(s.raw(b), format, i+2), Body: s.from(b.body)}
}

// json reads a front matter that begins with a brace. It ends with a brace and an empty line.
func (s *splitter) json() Header {
	if strings.TrimSpace(s.lines[s.open].text) == "{" {
		if raw, rest, found := s.capture(JSON, "{", block{}); found {
			return Header{Format: JSON, Root: s.parse(raw, JSON, s.open+1), Body: rest}
		}
		s.errorAt(s.open, "JSON front matter opens here and is not closed").Hint = "end it with } on a line of its own and an empty line"
	} else {
		s.errorAt(s.open, "JSON front matter begins with a { on a line of its own").Hint = "break the line after it, and before the last }"
	}
	end := s.open
	for end < len(s.lines) && strings.TrimSpace(s.lines[end].text) != "" {
		end++
	}
	from, rest := s.from(s.open), s.from(end)
	return Header{Format: JSON, Root: s.parse(from[:len(from)-len(rest)], JSON, s.open+1), Body: rest}
}
