package markdown

import (
	"bytes"
	"slices"
	"strconv"

	"studylog/internal/diag"
	"studylog/internal/slug"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// renderer walks the AST once, and writes HTML, holes, plain text and all that a Doc holds as it goes.
//
// A bare renderer makes a second copy of something for another place (a summary, a cell, an entry of the table of
// contents): without ids, footnotes and side notes, and without saying anything twice.
type renderer struct {
	*source
	o      Options
	doc    *Doc
	prefix string // of footnote ids
	out    *builder
	text   *plain // hides source.text: that is r.source.text
	bare   bool

	unreported int // warnings beyond maxReports

	copy    *renderer // see bareCopy
	scratch *scratch  // what out and text of a full renderer are

	ids    map[string]int // ids taken; the value is the last suffix given
	links  int            // depth of links we are in: a link in a link is text
	inPara int            // depth of elements that hold only phrasing content
	notes  notes

	raw  []rawTag // raw HTML elements that are open, innermost last
	base int      // how many of them belong to outer containers
	lost []string // elements whose opening tags were dropped

	markers   []Marker       // compare markers just seen, waiting for their table
	anchors   map[string]int // marked tables so far, by comparison
	reserved  map[string]int // the same, as found beforehand
	tables    int            // in the whole document
	onlyTable bool           // the front matter marks the only table
}

// plain gathers plain text; nil gathers nothing.
type plain struct{ bytes.Buffer }

func (p *plain) add(text []byte) {
	if p != nil {
		p.Write(text)
	}
}

func (p *plain) space() {
	if p != nil && p.Len() > 0 && p.Bytes()[p.Len()-1] > ' ' {
		p.WriteByte(' ')
	}
}

// line ends a block of text.
func (p *plain) line() {
	if p == nil || p.Len() == 0 {
		return
	}
	text := bytes.TrimRight(p.Bytes(), " \n")
	p.Truncate(len(text))
	if len(text) > 0 {
		p.WriteByte('\n')
	}
}

// maxReports is how many warnings one post may have: a thousandth would help nobody.
const maxReports = 200

func (r *renderer) report(d diag.Diagnostic) {
	switch {
	case r.bare:
	case d.Severity < diag.Error && len(r.doc.Diags) >= maxReports:
		r.unreported++
	default:
		r.doc.Diags.Add(d)
	}
}

// bareCopy returns a renderer that writes elsewhere. It is the same one each time: take what it made before asking again.
func (r *renderer) bareCopy() *renderer {
	if r.copy == nil {
		r.copy = &renderer{source: r.source, o: r.o, doc: r.doc, out: &builder{}, text: &plain{}, bare: true}
	}
	b := r.copy
	b.out.Reset()
	b.out.holes = nil
	b.text.Reset()
	b.links, b.inPara, b.base, b.raw, b.lost = 0, 0, 0, b.raw[:0], b.lost[:0]
	return b
}

// blocks renders n and the siblings after it.
func (r *renderer) blocks(n ast.Node) {
	for ; n != nil; n = n.NextSibling() {
		r.block(n)
	}
	r.orphanMarkers()
}

func (r *renderer) block(n ast.Node) {
	switch n.(type) {
	case *east.Table, *ast.HTMLBlock:
	default:
		r.orphanMarkers()
	}
	switch n := n.(type) {
	case *ast.Paragraph:
		r.paragraph(n)
	case *ast.TextBlock:
		r.textBlock(n)
	case *ast.Heading:
		r.heading(n)
	case *ast.FencedCodeBlock:
		r.fencedCode(n)
	case *ast.CodeBlock:
		r.plainCode(n)
	case *ast.List:
		r.list(n)
	case *ast.Blockquote:
		r.blockquote(n)
	case *ast.ThematicBreak:
		r.out.WriteString("<hr>\n")
	case *ast.HTMLBlock:
		r.htmlBlock(n)
	case *east.Table:
		r.table(n)
	case *east.DefinitionList:
		r.definitions(n)
	case *east.FootnoteList, *ast.LinkReferenceDefinition:
	default:
		panic("markdown: a block of kind " + n.Kind().String())
	}
}

func (r *renderer) paragraph(n *ast.Paragraph) {
	if n.FirstChild() == nil || r.figure(n) || r.card(n) {
		r.text.line()
		return
	}
	r.out.WriteString("<p>")
	r.labelled(n)
	r.out.WriteString("</p>\n")
	r.text.line()
}

// textBlock is a paragraph of a tight list.
func (r *renderer) textBlock(n ast.Node) {
	if _, ok := n.FirstChild().(*east.TaskCheckBox); ok {
		r.labelled(n)
	} else {
		r.inlineFrame(n)
	}
	if n.NextSibling() != nil && n.FirstChild() != nil {
		r.out.WriteByte('\n')
	}
	r.text.line()
}

// labelled renders phrasing content, as the label of its check box if it begins with one.
func (r *renderer) labelled(n ast.Node) {
	if _, ok := n.FirstChild().(*east.TaskCheckBox); !ok {
		r.phrasing(n)
		return
	}
	r.out.WriteString("<label>")
	r.phrasing(n)
	r.out.WriteString("</label>")
}

func (r *renderer) list(n *ast.List) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	r.out.WriteString("<" + tag)
	if n.IsOrdered() && n.Start != 1 {
		r.out.WriteString(` start="` + strconv.Itoa(n.Start) + `"`)
	}
	r.out.WriteString(">\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.listItem(c)
	}
	r.out.WriteString("</" + tag + ">\n")
}

func (r *renderer) listItem(n ast.Node) {
	outer := r.enter()
	first := n.FirstChild()
	task := false
	if first != nil {
		_, task = first.FirstChild().(*east.TaskCheckBox)
	}
	if task {
		r.out.WriteString(`<li class="task">`)
	} else {
		r.out.WriteString("<li>")
	}
	if _, tight := first.(*ast.TextBlock); first != nil && !tight {
		r.out.WriteByte('\n')
	}
	r.blocks(first)
	r.leave(outer)
	r.out.WriteString("</li>\n")
	r.text.line()
}

func (r *renderer) definitions(n *east.DefinitionList) {
	r.out.WriteString("<dl>\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		outer := r.enter()
		switch c := c.(type) {
		case *east.DefinitionTerm:
			r.out.WriteString("<dt>")
			r.phrasing(c)
			r.out.WriteString("</dt>\n")
		case *east.DefinitionDescription:
			r.out.WriteString("<dd>")
			if !c.IsTight {
				r.out.WriteByte('\n')
			}
			r.blocks(c.FirstChild())
			r.leave(outer)
			r.out.WriteString("</dd>\n")
		}
		r.leave(outer)
		r.text.line()
	}
	r.out.WriteString("</dl>\n")
}

func (r *renderer) heading(n *ast.Heading) {
	tag := "h" + strconv.Itoa(n.Level)
	if r.bare {
		r.out.WriteString("<" + tag + ">")
		r.phrasing(n)
		r.out.WriteString("</" + tag + ">\n")
		r.text.line()
		return
	}
	html, text := r.title(n)
	id := r.headingID(n, text)
	r.out.WriteString("<" + tag + ` id="`)
	escape(&r.out.Buffer, []byte(id))
	r.out.WriteByte('"')
	if class := headingClass(n); class != "" {
		r.out.WriteString(` class="` + class + `"`)
	}
	r.out.WriteByte('>')
	r.phrasing(n)
	r.out.WriteString(` <a class="anchor" href="#`)
	escape(&r.out.Buffer, []byte(id))
	r.out.WriteString(`" aria-label="Link to this section"></a></` + tag + ">\n")
	r.text.line()
	r.doc.IDs = append(r.doc.IDs, id)
	r.doc.TOC = append(r.doc.TOC, Heading{Level: n.Level, ID: id, Text: text, HTML: string(html), Pos: r.pos(n.Pos())})
}

// title returns a heading's content without links and holes, and its text.
func (r *renderer) title(n ast.Node) (html []byte, text string) {
	b := r.bareCopy()
	b.links = 1
	b.inlineFrame(n)
	f := b.out.take()
	if len(f.Holes) > 0 { // images, since links are text
		var w bytes.Buffer
		f.Render(&w, func(w *bytes.Buffer, h *Hole) { escape(w, []byte(h.Text)) })
		f.HTML = w.Bytes()
	}
	return bytes.TrimSpace(f.HTML), collapse(b.text.String())
}

// headingID returns the heading's own id, or one made of its text, that nothing else in the document has.
func (r *renderer) headingID(n *ast.Heading, text string) string {
	if id := statedID(n); id != "" {
		if r.ids[id] < 0 { // reserved for the first heading that states it
			r.ids[id] = 0
			return id
		}
		r.report(diag.Warnf(r.pos(n.Pos()), "", "the id %q is taken by an earlier heading", id).Hintf("give this heading another id"))
		return r.unique(id)
	}
	id := slug.Heading(text)
	if id == "" {
		id = "section"
	}
	return r.unique(id)
}

// unique returns id, or id-1, id-2, …, whichever is free, and takes it.
func (r *renderer) unique(id string) string {
	last, taken := r.ids[id]
	if !taken {
		r.ids[id] = 0
		return id
	}
	for last = max(last, 0) + 1; ; last++ {
		next := id + "-" + strconv.Itoa(last)
		if _, taken := r.ids[next]; !taken {
			r.ids[id], r.ids[next] = last, 0
			return next
		}
	}
}

// statedID returns the id of {#id}, or "".
func statedID(n ast.Node) string {
	v, _ := n.AttributeString("id")
	id, _ := v.([]byte)
	if len(id) == 0 || bytes.ContainsAny(id, " \t\n\"'<>&\x00") || bytes.HasPrefix(id, []byte("fn:")) || bytes.HasPrefix(id, []byte("fnref:")) {
		return ""
	}
	return string(id)
}

// headingClass returns the classes of {.class}, as far as they are names.
func headingClass(n ast.Node) string {
	v, _ := n.AttributeString("class")
	class, _ := v.([]byte)
	return classNames(string(class))
}

// reserve takes the ids that are stated, before any is made up, so that a heading's text cannot push one aside.
func (r *renderer) reserve(n ast.Node) {
	for ; n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			r.checkAttributes(n)
			if id := statedID(n); id != "" {
				if _, taken := r.ids[id]; !taken {
					r.ids[id] = -1
				}
			}
		case *ast.HTMLBlock:
			r.reserveAnchors(n)
		case *east.Table:
			r.tables++
		case *east.FootnoteList:
			r.notes.collect(n)
			r.reserve(n.FirstChild())
		case *ast.Blockquote, *ast.List, *ast.ListItem, *east.DefinitionList, *east.DefinitionDescription, *east.Footnote:
			r.reserve(n.FirstChild())
		}
	}
}

// checkAttributes warns of everything in a heading's braces but an id and classes.
func (r *renderer) checkAttributes(n *ast.Heading) {
	for _, a := range n.Attributes() {
		switch string(a.Name) {
		case "id":
			if statedID(n) == "" {
				r.report(diag.Warnf(r.pos(n.Pos()), "", "this heading's id cannot be used").
					Hintf("write {#id} in letters, digits and hyphens"))
			}
		case "class":
			if v, _ := a.Value.([]byte); headingClass(n) != string(v) {
				r.report(diag.Warnf(r.pos(n.Pos()), "", "a class of this heading cannot be used").
					Hintf("write {.class} in letters, digits and hyphens"))
			}
		default:
			r.report(diag.Warnf(r.pos(n.Pos()), "", "the attribute %q of this heading is dropped", a.Name).
				Hintf("a heading takes {#id} and {.class}"))
		}
	}
}

// isAlone reports whether n is the only child of its parent, not counting a line's trailing spaces.
func isAlone(n ast.Node) bool {
	return n != nil && n.PreviousSibling() == nil && n.NextSibling() == nil
}

// classNames returns those of the names that are letters, digits, - and _.
func classNames(s string) string {
	names := bytes.Fields([]byte(s))
	names = slices.DeleteFunc(names, func(name []byte) bool {
		for _, c := range name {
			if c < 0x80 && c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
				return true
			}
		}
		return false
	})
	return string(bytes.Join(names, []byte(" ")))
}
