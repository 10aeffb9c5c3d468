// Package markdown turns a post's body into a Doc: HTML with holes for what only the whole site can know, and all that
// pages, feeds, search and comparisons want to know of the text. goldmark parses, and never leaves the package; the AST
// is walked by our own renderer.
//
// It reads CommonMark and GFM; footnotes, definition lists, typographic quotes and dashes, emoji shortcodes, ==mark==,
// heading attributes {#id .class}, GitHub alerts and Obsidian callouts, wiki-links and embeds, <!--more-->, fenced code
// with {3-5} and title="…", GoAT diagrams, and raw HTML by an allow-list. {{ }} and {% %} are plain text.
//
// Promises:
//   - The HTML holds no script, no on* attribute, no style, no id twice, no link but http, https, mailto and relative
//     ones, and nests, whatever the source is. What the source loses to that is a warning with its place.
//   - Hostile sources end in an error, not in a hang: see limits.go.
//   - A Doc is plain data and depends on the arguments of Parse alone. It is read-only once made.
//   - Places count lines of the file and columns in code points.
//
// Elements and classes that a theme styles, beside plain HTML and the classes of package highlight:
//
//	a.anchor                  in a heading, empty: show a sign by ::before
//	div.tw                    around a table; th and td may be .al, .ac, .ar (left, centre, right)
//	a.fr                      reference to a footnote; aside.note (b its number, a.back) beside the text;
//	section.endnotes          footnotes at the end, for feeds
//	pre.num                   numbered code, a span.l for each line; figure.code > figcaption + pre with a title
//	div.callout               and details.callout, with .callout-title, and one of .callout-note, -tip, -important,
//	                          -warning, -caution, -example, -quote
//	li.task                   item with a check box
//	p.card                    a link to a video (span: where it leads)
//	figure.goat               a diagram: svg with text in currentColor; circle.o is an empty circle
//
// It leaves to others: where links lead and whether they do, images, comparisons, the front matter, what a marker's
// options mean, and what to do with an empty Doc.
package markdown

import (
	"sync"

	"studylog/internal/diag"
	"studylog/internal/slug"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Parse parses a body. line is the line of its first byte in the file, prefix makes footnote ids unique among posts
// that share a page, such as the file's name. Parse is safe for concurrent use.
func Parse(file string, body []byte, line int, prefix string, o Options) *Doc {
	doc := &Doc{}
	if d := tooLarge(file, body, o); d != nil {
		doc.Diags.Add(*d)
		return doc
	}
	src := &source{file: file, first: line, text: clean(body)}
	if d := src.tooHard(); d != nil {
		doc.Diags.Add(*d)
		return doc
	}
	pc := parser.NewContext()
	root := parserFor(o).Parse(text.NewReader(src.text), parser.WithContext(pc))
	r := newRenderer(src, doc, prefix, o)
	r.reserve(root.FirstChild())
	if o.Compare != "" && r.tables == 1 {
		r.onlyTable = true
		r.ids[anchorOf(o.Compare, r.reserved)] = 0
	}
	lead := r.document(root, pc)
	r.summary(root, lead)
	r.release()
	if r.unreported > 0 {
		doc.Diags.Add(diag.Warnf(diag.Pos{File: file}, "", "%d more warnings of this post are not shown", r.unreported))
	}
	doc.Diags.Sort()
	return doc
}

// scratch are the buffers that a parse fills and copies from.
type scratch struct {
	out  builder
	text plain
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func newRenderer(src *source, doc *Doc, prefix string, o Options) *renderer {
	s := scratches.Get().(*scratch)
	r := &renderer{
		source: src, o: o, doc: doc, scratch: s, out: &s.out, text: &s.text,
		ids: map[string]int{}, anchors: map[string]int{}, reserved: map[string]int{},
	}
	if prefix = slug.Make(prefix); prefix != "" {
		r.prefix = prefix + "-"
	}
	return r
}

func (r *renderer) release() {
	r.scratch.out.take()
	r.scratch.text.Reset()
	if r.scratch.out.Cap() < 1<<20 && r.scratch.text.Cap() < 1<<20 {
		scratches.Put(r.scratch)
	}
}

// document renders the whole, the H1 that begins it apart, and returns that.
func (r *renderer) document(root ast.Node, pc parser.Context) (lead ast.Node) {
	lead = r.lead(root)
	body, h1 := r.out, &builder{}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if n == lead {
			r.out = h1
			r.block(n)
			r.sideNotes()
			r.out = body
			r.doc.H1 = r.doc.TOC[0].Text
			r.doc.TOC, r.doc.IDs = nil, nil
			continue
		}
		r.block(n)
		r.sideNotes()
	}
	r.orphanMarkers()
	r.leave(0)
	missing, _ := pc.Get(missingNotes).([]missingNote)
	r.finishNotes(missing)
	r.unclosedComments(pc)
	r.source.bidiLines(r.report)

	r.doc.Body, r.doc.H1Body = r.out.take(), h1.take()
	r.text.Write(r.notes.text.Bytes())
	r.doc.Text = tidy(r.text.Bytes())
	r.doc.Words = countWords(r.doc.Text)
	return lead
}

// lead returns the H1 that is the post's first block, or nil.
func (r *renderer) lead(root ast.Node) ast.Node {
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.LinkReferenceDefinition, *east.FootnoteList:
		case *ast.HTMLBlock:
			if !onlyComments(r.joinBlock(n).text) {
				return nil
			}
		case *ast.Heading:
			if n.Level == 1 {
				return n
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

// summary renders what stands before <!--more-->, else the first paragraph, once more and bare.
func (r *renderer) summary(root, lead ast.Node) {
	b := r.bareCopy()
	if more := r.more(root); more != nil {
		for n := root.FirstChild(); n != more; n = n.NextSibling() {
			if n != lead {
				b.block(n)
			}
		}
	} else if p := firstParagraph(root); p != nil {
		b.block(p)
	}
	b.leave(0)
	r.doc.Summary = b.out.take()
	r.doc.Lede = shorten(b.text.String(), 300)
}

func (r *renderer) more(root ast.Node) ast.Node {
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if r.isMore(n) {
			return n
		}
	}
	return nil
}

// firstParagraph returns the first paragraph that is more than an image.
func firstParagraph(root ast.Node) ast.Node {
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if _, ok := n.(*ast.Paragraph); !ok {
			continue
		}
		if _, image := n.FirstChild().(*ast.Image); n.HasChildren() && !(image && isAlone(n.FirstChild())) {
			return n
		}
	}
	return nil
}
