package markdown

import (
	"bytes"
	"fmt"
	"strconv"

	"studylog/internal/diag"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// Footnotes are written twice. On a page each stands beside its text: after the outermost block that refers to it there
// is a NotesHole with an <aside> for each. In a feed they are a list at the end, the EndnotesHole. Whoever fills the
// holes fills one kind and drops the other, so both may use the same ids, and references lead to either.
//
// Numbers are ours, not goldmark's: they count first references in reading order, a note's own references after it.
type notes struct {
	defs   map[int]*east.Footnote // by goldmark's index
	unused []*east.Footnote
	made   map[int]*note
	list   []*note // by number
	queue  []*note // referred to, not yet rendered
	aside  []asideHole
	text   plain
}

type note struct {
	number int
	def    *east.Footnote
	body   Fragment
	refs   int // references with an id to come back to
}

// asideHole is a NotesHole to be filled when all references are known.
type asideHole struct {
	out   *builder
	index int
	notes []*note
}

// collect finds the definitions.
func (s *notes) collect(list *east.FootnoteList) {
	s.defs, s.made = map[int]*east.Footnote{}, map[int]*note{}
	for c := list.FirstChild(); c != nil; c = c.NextSibling() {
		def := c.(*east.Footnote)
		if def.Index < 0 {
			s.unused = append(s.unused, def)
		} else {
			s.defs[def.Index] = def
		}
	}
}

// noteRef renders a reference.
func (r *renderer) noteRef(n *east.FootnoteLink) {
	if r.bare {
		return
	}
	def := r.notes.defs[n.Index]
	if def == nil {
		return
	}
	t := r.notes.made[n.Index]
	if t == nil {
		t = &note{number: len(r.notes.list) + 1, def: def}
		r.notes.made[n.Index] = t
		r.notes.list = append(r.notes.list, t)
		r.notes.queue = append(r.notes.queue, t)
	}
	number := strconv.Itoa(t.number)
	if r.links > 0 { // a link in a link is text
		r.out.WriteString(`<sup class="fr">` + number + `</sup>`)
		return
	}
	t.refs++
	id := r.refID(t, t.refs)
	r.doc.IDs = append(r.doc.IDs, id)
	r.out.WriteString(`<a class="fr" id="` + id + `" href="#` + r.noteID(t) + `" role="doc-noteref" aria-label="Note ` + number + `">` + number + `</a>`)
}

func (r *renderer) noteID(t *note) string { return "fn:" + r.prefix + strconv.Itoa(t.number) }

func (r *renderer) refID(t *note, ref int) string {
	id := "fnref:" + r.prefix + strconv.Itoa(t.number)
	if ref > 1 {
		id += "." + strconv.Itoa(ref)
	}
	return id
}

// sideNotes renders the notes that the block before referred to first, and leaves a hole for them.
func (r *renderer) sideNotes() {
	if len(r.notes.queue) == 0 {
		return
	}
	var these []*note
	for len(r.notes.queue) > 0 {
		t := r.notes.queue[0]
		r.notes.queue = r.notes.queue[1:]
		t.body = r.noteBody(t)
		r.doc.IDs = append(r.doc.IDs, r.noteID(t))
		these = append(these, t)
	}
	i := r.out.hole(Hole{Kind: NotesHole, Pos: r.pos(these[0].def.Pos())})
	r.notes.aside = append(r.notes.aside, asideHole{r.out, i, these})
}

// noteBody renders a note's content; a single paragraph goes without its element.
func (r *renderer) noteBody(t *note) Fragment {
	out, text, outer := r.out, r.text, r.enter()
	r.out, r.text = &builder{}, &r.notes.text
	first := t.def.FirstChild()
	if p, ok := first.(*ast.Paragraph); ok && isAlone(p) {
		r.phrasing(p)
		r.text.line()
	} else {
		r.blocks(first)
	}
	r.leave(outer)
	body := r.out.take()
	r.out, r.text = out, text
	return body
}

// finishNotes fills the holes, says what is amiss, and appends the list for the end.
func (r *renderer) finishNotes(missing []missingNote) {
	for _, a := range r.notes.aside {
		var b builder
		for _, t := range a.notes {
			b.WriteString(`<aside class="note" role="note" id="` + r.noteID(t) + `">`)
			r.writeNote(&b, t, "<b>"+strconv.Itoa(t.number)+"</b> ")
			b.WriteString("</aside>\n")
		}
		inner := b.take()
		a.out.holes[a.index].Inner = &inner
	}
	for _, m := range missing {
		r.report(diag.Warnf(r.pos(m.at), "", "there is no footnote [^%s]: it is shown as written", m.label).
			Hintf("write it on a line of its own: [^%s]: text", m.label))
	}
	for _, def := range r.notes.unused {
		r.report(diag.Warnf(r.pos(def.Pos()), "", "nothing refers to the footnote [^%s]: it is not shown", def.Ref).
			Hintf("write [^%s] where it belongs, or delete it; of two with one name the first counts", def.Ref))
	}
	if len(r.notes.list) == 0 {
		return
	}
	var b builder
	b.WriteString("<section class=\"endnotes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<hr>\n<ol>\n")
	for _, t := range r.notes.list {
		b.WriteString(`<li id="` + r.noteID(t) + `">`)
		r.writeNote(&b, t, "")
		b.WriteString("</li>\n")
	}
	b.WriteString("</ol>\n</section>\n")
	inner := b.take()
	r.out.hole(Hole{Kind: EndnotesHole, Inner: &inner, Pos: r.pos(r.notes.list[0].def.Pos())})
}

// writeNote writes a note between its number and the links back, which belong into its first and last paragraph.
func (r *renderer) writeNote(b *builder, t *note, number string) {
	body := t.body
	if rest, ok := bytes.CutPrefix(body.HTML, []byte("<p>")); ok {
		b.WriteString("<p>")
		body.HTML = rest
	}
	b.WriteString(number)
	rest, inPara := bytes.CutSuffix(body.HTML, []byte("</p>\n"))
	body.HTML = rest
	b.fragment(&body)
	for ref := 1; ref <= t.refs; ref++ {
		label := fmt.Sprintf("Back to reference %d", t.number)
		if t.refs > 1 {
			label += fmt.Sprintf(", %d of %d", ref, t.refs)
		}
		b.WriteString(` <a class="back" href="#` + r.refID(t, ref) + `" aria-label="` + label + "\">↩\uFE0E</a>")
	}
	if inPara {
		b.WriteString("</p>\n")
	}
}
