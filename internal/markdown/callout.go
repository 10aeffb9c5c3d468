package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// callout is what a blockquote is that begins with [!type], as GitHub ("alerts") and Obsidian write it:
//
//	> [!tip]- A title
//	> Text
//
// A minus makes it foldable and folded, a plus foldable and open.
type callout struct {
	kind  string
	fold  byte // '+', '-' or 0
	title ast.Node
}

var calloutAttribute = []byte("callout")

// families gives every type in use the look of one of seven. What is not listed looks like a note.
var families = map[string]string{
	"abstract": "note", "info": "note", "note": "note", "summary": "note", "tldr": "note", "todo": "note",
	"check": "tip", "done": "tip", "hint": "tip", "success": "tip", "tip": "tip",
	"faq": "important", "help": "important", "important": "important", "question": "important",
	"attention": "warning", "warning": "warning",
	"bug": "caution", "caution": "caution", "danger": "caution", "error": "caution", "fail": "caution",
	"failure": "caution", "missing": "caution",
	"example": "example",
	"cite":    "quote", "quote": "quote",
}

func (c callout) family() string {
	if f := families[strings.ToLower(c.kind)]; f != "" {
		return f
	}
	return "note"
}

// name is the title of a callout that states none: "Tip" for tip, "Deep dive" for deep-dive.
func (c callout) name() string {
	name := strings.ToLower(strings.NewReplacer("-", " ", "_", " ").Replace(c.kind))
	return strings.ToUpper(name[:1]) + name[1:]
}

// calloutTransformer takes the first line off the paragraph that begins a blockquote. It runs when the paragraph is
// closed, before inline parsing, so that a title may hold inline Markdown.
type calloutTransformer struct{}

func (calloutTransformer) Transform(para *ast.Paragraph, reader text.Reader, _ parser.Context) {
	quote, ok := para.Parent().(*ast.Blockquote)
	if !ok || para.PreviousSibling() != nil {
		return
	}
	first := para.Lines().At(0)
	line := first.Value(reader.Source())
	c, n := parseCallout(line)
	if n == 0 {
		return
	}
	title := first.WithStart(first.Start + n)
	title = title.TrimLeftSpace(reader.Source())
	title = title.TrimRightSpace(reader.Source())
	if title.Len() > 0 {
		c.title = ast.NewTextBlock()
		c.title.Lines().Append(title)
		quote.InsertBefore(quote, para, c.title)
	}
	quote.SetAttribute(calloutAttribute, c)
	if para.Lines().Len() == 1 {
		quote.RemoveChild(quote, para)
		return
	}
	para.Lines().SetSliced(1, para.Lines().Len())
}

// parseCallout reads [!type] and a fold mark, and returns how many bytes they take.
func parseCallout(line []byte) (c callout, n int) {
	rest, ok := bytes.CutPrefix(line, []byte("[!"))
	if !ok {
		return c, 0
	}
	end := bytes.IndexByte(rest, ']')
	if end < 1 || end > 40 {
		return c, 0
	}
	kind, _, _ := bytes.Cut(rest[:end], []byte("|")) // Obsidian allows metadata after a pipe
	for _, b := range kind {
		if b|0x20 < 'a' || b|0x20 > 'z' {
			if b < '0' || b > '9' {
				if b != '-' && b != '_' {
					return c, 0
				}
			}
		}
	}
	if len(kind) == 0 {
		return c, 0
	}
	c.kind, n = string(kind), 2+end+1
	if n < len(line) && (line[n] == '+' || line[n] == '-') {
		c.fold = line[n]
		n++
	}
	return c, n
}

func (r *renderer) blockquote(n *ast.Blockquote) {
	outer := r.enter()
	defer r.text.line()
	v, ok := n.Attribute(calloutAttribute)
	if !ok {
		r.out.WriteString("<blockquote>\n")
		r.blocks(n.FirstChild())
		r.leave(outer)
		r.out.WriteString("</blockquote>\n")
		return
	}
	c := v.(callout)
	body := n.FirstChild()
	open, title, shut := `<div class="callout callout-`, `<p class="callout-title">`, "</p>\n"
	if c.fold != 0 {
		open, title, shut = `<details class="callout callout-`, `<summary class="callout-title">`, "</summary>\n"
	}
	r.out.WriteString(open + c.family() + `"`)
	if c.fold == '+' {
		r.out.WriteString(" open")
	}
	r.out.WriteString(">\n" + title)
	if c.title != nil {
		r.phrasing(c.title)
		body = c.title.NextSibling()
	} else {
		r.literal([]byte(c.name()))
	}
	r.out.WriteString(shut)
	r.text.line()
	r.blocks(body)
	r.leave(outer)
	if c.fold != 0 {
		r.out.WriteString("</details>\n")
	} else {
		r.out.WriteString("</div>\n")
	}
}
