package markdown

import (
	"bytes"
	"sync"

	"github.com/yuin/goldmark-emoji/definition"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// parsers holds goldmark's parser for each set of options. They are stateless once made, and shared.
var parsers [4]struct {
	once sync.Once
	parser.Parser
}

func parserFor(o Options) parser.Parser {
	i := 0
	if o.Typographer {
		i |= 1
	}
	if o.Emoji {
		i |= 2
	}
	p := &parsers[i]
	p.once.Do(func() { p.Parser = newParser(o) })
	return p.Parser
}

// newParser is CommonMark and GFM with our own inline parsers. goldmark's renderer, and its extensions' renderers, are
// not used: the AST is walked by ours.
func newParser(o Options) parser.Parser {
	heading := parser.WithHeadingAttribute()
	blocks := []util.PrioritizedValue{
		util.Prioritized(parser.NewSetextHeadingParser(heading), 100),
		util.Prioritized(extension.NewDefinitionListParser(), 101),
		util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(heading), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(extension.NewFootnoteBlockParser(), 999),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	}
	inlines := []util.PrioritizedValue{
		util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
		util.Prioritized(wikiParser{}, 90),
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(extension.NewFootnoteParser(), 101),
		util.Prioritized(missingNoteParser{}, 102),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
		util.Prioritized(unclosedParser{}, 401),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
		util.Prioritized(markParser{}, 500),
		util.Prioritized(extension.NewLinkifyParser(
			extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"})), 999),
	}
	if o.Emoji {
		inlines = append(inlines, util.Prioritized(emojiParser{}, 998))
	}
	if o.Typographer {
		inlines = append(inlines, util.Prioritized(newTypographer(), 9999))
	}
	return parser.NewParser(
		parser.WithBlockParsers(blocks...),
		parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(
			util.Prioritized(calloutTransformer{}, 50),
			util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
}

// wiki is [[target]], [[target|text]] or ![[file|width]].
type wiki struct {
	ast.BaseInline
	target, text string
	embed        bool
}

var kindWiki = ast.NewNodeKind("WikiLink")

func (*wiki) Kind() ast.NodeKind     { return kindWiki }
func (n *wiki) Dump(s []byte, l int) { ast.DumpHelper(n, s, l, nil, nil) }

type wikiParser struct{}

func (wikiParser) Trigger() []byte { return []byte{'!', '['} }

func (wikiParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, seg := block.PeekLine()
	embed := line[0] == '!'
	open := line
	if embed {
		open = line[1:]
	}
	if !bytes.HasPrefix(open, []byte("[[")) {
		return nil
	}
	open = open[2:]
	end := bytes.Index(open[:min(len(open), 1000)], []byte("]]"))
	// [[1]](url) is a link whose text is [1].
	if end < 1 || end+2 < len(open) && open[end+2] == '(' || bytes.ContainsAny(open[:end], "[]\n") {
		return nil
	}
	// In a table the pipe is escaped.
	target, label, _ := bytes.Cut(bytes.ReplaceAll(open[:end], []byte(`\|`), []byte("|")), []byte("|"))
	target, label = bytes.TrimSpace(target), bytes.TrimSpace(label)
	if len(target) == 0 {
		return nil
	}
	block.Advance(len(line) - len(open) + end + 2)
	n := &wiki{target: string(target), text: string(label), embed: embed}
	n.SetPos(seg.Start)
	return n
}

// mark is ==text==.
type mark struct{ ast.BaseInline }

var kindMark = ast.NewNodeKind("Mark")

func (*mark) Kind() ast.NodeKind     { return kindMark }
func (n *mark) Dump(s []byte, l int) { ast.DumpHelper(n, s, l, nil, nil) }

type markParser struct{}

func (markParser) Trigger() []byte         { return []byte{'='} }
func (markParser) IsDelimiter(b byte) bool { return b == '=' }
func (markParser) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}
func (markParser) OnMatch(int) ast.Node { return &mark{} }

func (p markParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, seg := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 2, p)
	if d == nil || d.OriginalLength != 2 || before == '=' {
		return nil
	}
	d.Segment = seg.WithStop(seg.Start + 2)
	block.Advance(2)
	pc.PushDelimiter(d)
	return d
}

// emojiParser reads :shortcodes:. The table of them is made when the first candidate turns up.
type emojiParser struct{}

func (emojiParser) Trigger() []byte { return []byte{':'} }

func (emojiParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	i := 1
	for i < len(line) && (util.IsAlphaNumeric(line[i]) || line[i] == '_' || line[i] == '-' || line[i] == '+') {
		i++
	}
	if i < 2 || i >= len(line) || line[i] != ':' {
		return nil
	}
	e, ok := definition.Github().Get(string(line[1:i]))
	if !ok || !e.IsUnicode() {
		return nil
	}
	block.Advance(i + 1)
	return ast.NewString([]byte(string(e.Unicode)))
}

// typographer is goldmark's, with characters instead of entities, but for what programmers write: << and >> stay, and
// so does the -- of a command's --flag.
type typographer struct{ parser.InlineParser }

func newTypographer() typographer {
	return typographer{extension.NewTypographerParser(extension.WithTypographicSubstitutions(
		map[extension.TypographicPunctuation][]byte{
			extension.LeftSingleQuote:  []byte("‘"),
			extension.RightSingleQuote: []byte("’"),
			extension.LeftDoubleQuote:  []byte("“"),
			extension.RightDoubleQuote: []byte("”"),
			extension.EnDash:           []byte("–"),
			extension.EmDash:           []byte("—"),
			extension.Ellipsis:         []byte("…"),
			extension.Apostrophe:       []byte("’"),
			extension.LeftAngleQuote:   nil,
			extension.RightAngleQuote:  nil,
		}))}
}

func (t typographer) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if line[0] == '-' && len(line) > 2 && line[1] == '-' && util.IsAlphaNumeric(line[2]) {
		if before := block.PrecendingCharacter(); util.IsSpaceRune(before) || util.IsPunctRune(before) {
			return nil
		}
	}
	return t.InlineParser.Parse(parent, block, pc)
}

// missingNotes collects, in the parse context, references to footnotes that are not defined.
var missingNotes = parser.NewContextKey()

type missingNote struct {
	label string
	at    int
}

// missingNoteParser sees a [^label] that the footnote parser has refused.
type missingNoteParser struct{}

func (missingNoteParser) Trigger() []byte { return []byte{'['} }

func (missingNoteParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if len(line) < 4 || line[1] != '^' {
		return nil
	}
	i := 2
	for i < len(line) && (util.IsAlphaNumeric(line[i]) || line[i] == '-' || line[i] == '_') {
		i++
	}
	if i > 2 && i < len(line) && line[i] == ']' {
		list, _ := pc.Get(missingNotes).([]missingNote)
		pc.Set(missingNotes, append(list, missingNote{string(line[2:i]), seg.Start}))
	}
	return nil
}

// unclosed collects the places of comments in a text that do not end with it.
var unclosed = parser.NewContextKey()

// unclosedParser sees a <!-- that the parser of raw HTML has refused.
type unclosedParser struct{}

func (unclosedParser) Trigger() []byte { return []byte{'<'} }

func (unclosedParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if bytes.HasPrefix(line, []byte("<!--")) {
		list, _ := pc.Get(unclosed).([]int)
		pc.Set(unclosed, append(list, seg.Start))
	}
	return nil
}
