package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"studylog/internal/diag"

	"github.com/yuin/goldmark/util"
)

// A parser of Markdown can be made to work in the square of a post's size, and goldmark is no exception: on brackets
// that never close, on emphasis that never matches, on lists in lists, on tables whose rows are padded to the header.
// So a source is looked over first, in one pass, and what would take long is an error with its place.
//
// The pass counts what goldmark would do, not what there is: 900 KB of prose with emphasis in every line cost nothing,
// since each closing delimiter finds its opening one at once.

const (
	maxBytes     = 1 << 20 // of a body, by default
	maxDepth     = 100     // of lists and quotations in each other
	maxColumns   = 200
	maxCells     = 100_000 // of one table
	maxHeadings  = 5_000
	maxNotes     = 5_000
	maxPipes     = 10_000 // escaped, in tables
	maxRefs      = 10_000 // link definitions
	maxWork      = 30_000_000
	maxIdle      = 5 * maxWork // in fenced code: it is not done, unless we take for code what is none
	scanWeight   = 3           // a byte looked at costs a third of a delimiter
	indentPerSub = 2           // a list in a list is indented by two columns at least
)

func tooLarge(file string, body []byte, o Options) *diag.Diagnostic {
	limit := o.MaxBytes
	if limit <= 0 {
		limit = maxBytes
	}
	if len(body) <= limit {
		return nil
	}
	d := diag.Errorf(diag.Pos{File: file}, "", "this post has %d bytes; the limit is %d", len(body), limit).
		Hintf("split it, or raise limits.post_bytes in studylog.yaml")
	return &d
}

// guard is the pass. It stops at the first finding.
type guard struct {
	*source
	problem *diag.Diagnostic

	headings, notes, pipes, refs int

	fence   []byte // that opened the code we are in
	braces  int    // work that the braces of the line before would make, if it were a heading
	block   int    // where the present run of lines without a blank one began
	headerC int    // cells of the line before
	isTable bool   // a delimiter row has been seen in the run
	noTable bool   // … and did not fit: there is no table in the run
	columns int
	rows    int
	tableAt int

	work     int // done in text
	idle     int // that would be done in code
	delims   []delim
	openers  [4 * 2 * 3]int // of delims, by class
	brackets []int          // tokens before each open bracket
	tokens   int
}

// delim is a run of *, _, ~ or = as goldmark keeps it while a block lasts.
type delim struct {
	class int8 // of an opener; −1 for one that opens nothing but is looked at in passing
}

// tooHard returns what goldmark would choke on, or nil.
func (s *source) tooHard() *diag.Diagnostic {
	g := guard{source: s}
	for at := 0; at < len(s.text) && g.problem == nil; {
		end := bytes.IndexByte(s.text[at:], '\n')
		if end < 0 {
			end = len(s.text) - at
		}
		g.line(at, s.text[at:at+end])
		at += end + 1
	}
	return g.problem
}

func (g *guard) fail(at int, hint, format string, args ...any) {
	if g.problem == nil {
		d := diag.Errorf(g.pos(at), "", format, args...)
		d.Hint = hint
		g.problem = &d
	}
}

func (g *guard) line(at int, line []byte) {
	text := line
	for len(text) > 0 && (text[0] == ' ' || text[0] == '\t') {
		text = text[1:]
	}
	if len(text) == 0 {
		g.endBlock(at + len(line))
		return
	}
	g.fences(line, text)
	g.depth(at, line)
	g.counts(at, text)
	g.attributes(line)
	g.table(at, line)
	if g.isTable {
		g.resetInline()
	}
	g.inline(line)
	if g.work > maxWork || g.idle > maxIdle {
		g.fail(g.block, "close brackets and emphasis, or put the text into a code block",
			"this text would take too long to read: it is full of brackets, braces or emphasis marks that never close")
	}
}

func (g *guard) endBlock(next int) {
	g.block, g.headerC, g.isTable, g.noTable = next+1, 0, false, false
	g.resetInline()
}

func (g *guard) resetInline() {
	g.delims, g.brackets, g.tokens = g.delims[:0], g.brackets[:0], 0
	g.openers = [len(g.openers)]int{}
}

// fences keeps track of fenced code, roughly: of that which is not in a list or quotation.
func (g *guard) fences(line, text []byte) {
	if len(line)-len(text) > 3 || text[0] != '`' && text[0] != '~' {
		return
	}
	run := text[:len(text)-len(bytes.TrimLeft(text, string(text[:1])))]
	switch {
	case len(run) < 3:
	case g.fence == nil:
		if text[0] == '~' || bytes.IndexByte(text[len(run):], '`') < 0 {
			g.fence = run
		}
	case run[0] == g.fence[0] && len(run) >= len(g.fence) && len(bytes.TrimSpace(text[len(run):])) == 0:
		g.fence = nil
	}
}

// depth counts the markers of lists and quotations that a line begins with, and the lists its indentation implies.
func (g *guard) depth(at int, line []byte) {
	indent, markers, i := 0, 0, 0
	for i < len(line) {
		switch c := line[i]; {
		case c == ' ':
			indent++
		case c == '\t':
			indent += 4
		case c == '>':
			markers++
		case (c == '-' || c == '*' || c == '+' || c == ':') && (i+1 == len(line) || line[i+1] == ' ' || line[i+1] == '\t'):
			markers++
		case c >= '0' && c <= '9':
			n := i
			for n < len(line) && line[n] >= '0' && line[n] <= '9' {
				n++
			}
			if n+1 >= len(line) || line[n] != '.' && line[n] != ')' || line[n+1] != ' ' && line[n+1] != '\t' {
				goto end
			}
			markers++
			i = n
		default:
			goto end
		}
		i++
	}
end:
	if markers > 0 && markers+(indent-markers)/indentPerSub > maxDepth && len(bytes.Trim(line, "-*_ \t")) > 0 {
		g.fail(at, "indent less", "lists or quotations more than %d deep", maxDepth)
	}
	if markers > maxDepth {
		g.fail(at, "indent less", "lists or quotations more than %d deep", maxDepth)
	}
}

func (g *guard) counts(at int, text []byte) {
	switch {
	case text[0] == '#':
		if g.headings++; g.headings > maxHeadings && g.fence == nil {
			g.fail(at, "split the post", "more than %d headings", maxHeadings)
		}
	case text[0] == '[' && len(text) > 1 && text[1] == '^':
		if g.notes++; g.notes > maxNotes {
			g.fail(at, "split the post", "more than %d footnotes", maxNotes)
		}
	case text[0] == '[' && bytes.Contains(text, []byte("]:")):
		if g.refs++; g.refs > maxRefs {
			g.fail(at, "split the post", "more than %d link definitions", maxRefs)
		}
	}
}

// attributes: at every brace of a heading its attributes are tried, to the end of the line.
func (g *guard) attributes(line []byte) {
	if g.braces > 0 && len(bytes.Trim(line, " \t>=-")) == 0 {
		g.work += g.braces
	}
	if g.braces = bytes.Count(line, []byte("{")) * len(line); g.braces == 0 {
		return
	}
	if text := bytes.TrimLeft(line, " \t>-*+:.)0123456789"); len(text) > 0 && text[0] == '#' {
		g.work += g.braces
	}
}

// table finds the delimiter row of a table and counts the cells that goldmark would make.
func (g *guard) table(at int, line []byte) {
	if g.pipes += bytes.Count(line, []byte(`\|`)); g.pipes > maxPipes {
		g.fail(at, `write &#124; for a pipe in text`, `more than %d escaped pipes`, maxPipes)
	}
	if g.isTable {
		if g.rows++; g.rows*g.columns > maxCells {
			g.fail(g.tableAt, "split the table", "this table has more than %d cells", maxCells)
		}
		return
	}
	columns := delimiterColumns(line)
	if columns > maxColumns {
		g.fail(at, "split the table", "this table has %d columns; the limit is %d", columns, maxColumns)
	}
	if columns > 0 && !g.noTable {
		g.isTable, g.noTable = columns == g.headerC, columns != g.headerC
		g.columns, g.rows, g.tableAt = columns, 1, at
	}
	g.headerC = 0
	if bytes.IndexByte(line, '|') >= 0 {
		for i := 0; i < len(line) && g.headerC <= maxColumns+1; {
			from, _, next := nextCell(line, i, i == 0)
			if from < 0 {
				break
			}
			g.headerC++
			i = next
		}
	} else {
		g.headerC = 1
	}
}

// delimiterColumns returns the columns of a row like |:--|--:|, or 0.
func delimiterColumns(line []byte) int {
	columns, dashes, any := 0, 0, false
	for _, c := range line {
		switch c {
		case '-':
			dashes++
		case '|':
			any = true
			if dashes > 0 {
				columns++
			}
			dashes = 0
		case ':':
			any = true
		case ' ', '\t':
		default:
			return 0
		}
	}
	if dashes > 0 {
		columns++
	}
	if !any {
		return 0
	}
	return columns
}

// inline follows what the inline parser would do with a line, and adds up its work.
func (g *guard) inline(line []byte) {
	work, limit := &g.work, maxWork
	if g.fence != nil {
		work, limit = &g.idle, maxIdle
	}
	for i := 0; i < len(line) && *work <= limit; i++ {
		switch c := line[i]; c {
		case '\\':
			i++
		case '*', '_', '~', '=':
			n := i + 1
			for n < len(line) && line[n] == c {
				n++
			}
			*work += g.delimiter(line, i, n)
			i = n - 1
		case '[':
			g.tokens++
			g.brackets = append(g.brackets, g.tokens)
		case ']':
			*work += g.closeBracket(line, i)
		}
	}
}

// closeBracket: goldmark looks at all that stands since the bracket was opened, and reads a destination to its end.
func (g *guard) closeBracket(line []byte, i int) (work int) {
	if len(g.brackets) == 0 {
		return 0
	}
	last := len(g.brackets) - 1
	work = g.tokens - g.brackets[last]
	g.brackets = g.brackets[:last]
	if i+1 >= len(line) || line[i+1] != '(' {
		return work
	}
	depth, n := 0, i+2
	for ; n < len(line); n++ {
		c := line[n]
		if c == ' ' || c == '\t' || c == ')' && depth == 0 {
			break
		}
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case '\\':
			n++
		}
	}
	if i+2 < len(line) && line[i+2] == '<' {
		if n = bytes.IndexByte(line[i:], '>'); n < 0 {
			n = len(line)
		}
		n += i
	}
	return work + (n-i)/scanWeight
}

// delimiter follows a run of line[from:to]: it closes the nearest opener that fits, after looking at every one since.
func (g *guard) delimiter(line []byte, from, to int) (work int) {
	c, n := line[from], to-from
	kind := strings.IndexByte("*_~=", c)
	if kind >= 2 && n > 2 || kind == 3 && n != 2 {
		return 0
	}
	open, shut := flanking(line, from, to)
	if shut {
		same, fits := false, false
		for class := kind * 6; class < kind*6+6; class++ {
			if g.openers[class] > 0 {
				same = true
				fits = fits || fitting(class, open, n)
			}
		}
		for fits {
			last := g.delims[len(g.delims)-1].class
			g.delims = g.delims[:len(g.delims)-1]
			if last >= 0 {
				g.openers[last]--
				if int(last)/6 == kind && fitting(int(last), open, n) {
					return 0
				}
			}
		}
		work = len(g.delims)
		if !same && !open {
			return work
		}
	}
	d := delim{-1}
	if open {
		class := kind*6 + n%3
		if shut {
			class += 3
		}
		g.openers[class]++
		d.class = int8(class)
	}
	g.delims = append(g.delims, d)
	return work
}

// fitting is CommonMark's rule of three, for an opener of a class and a closer of length n.
func fitting(class int, closerOpens bool, n int) bool {
	openerShuts := class%6 >= 3
	return !((openerShuts || closerOpens) && (class%3+n)%3 == 0 && n%3 != 0)
}

// flanking tells whether a run can open and close, as CommonMark has it.
func flanking(line []byte, from, to int) (open, shut bool) {
	before, after := ' ', ' '
	if from > 0 {
		before, _ = utf8.DecodeLastRune(line[:from])
	}
	if to < len(line) {
		after, _ = utf8.DecodeRune(line[to:])
	}
	spaceB, spaceA := util.IsSpaceRune(before), util.IsSpaceRune(after)
	punctB, punctA := util.IsPunctRune(before), util.IsPunctRune(after)
	left := !spaceA && (!punctA || spaceB || punctB)
	right := !spaceB && (!punctB || spaceA || punctA)
	if line[from] == '_' {
		return left && (!right || punctB), right && (!left || punctA)
	}
	return left, right
}
