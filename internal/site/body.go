package site

import (
	"bytes"
	"crypto/sha256"
	"html/template"
	"strings"

	"studylog/internal/diag"
	"studylog/internal/markdown"
)

// holes yields every hole of a post, those inside notes, headings and the summary too.
func holes(post *Post) func(func(*markdown.Hole) bool) {
	return func(yield func(*markdown.Hole) bool) {
		if post.Doc == nil {
			return
		}
		_ = fragmentHoles(&post.Doc.H1Body, yield) && fragmentHoles(&post.Doc.Body, yield)
	}
}

func fragmentHoles(f *markdown.Fragment, yield func(*markdown.Hole) bool) bool {
	for i := range f.Holes {
		h := &f.Holes[i]
		if !yield(h) || h.Inner != nil && !fragmentHoles(h.Inner, yield) {
			return false
		}
	}
	return true
}

// checkHoles finds every link, picture and embed of a post that leads nowhere, before anything is rendered.
func (p *Plan) checkHoles(post *Post) (list diag.List) {
	if post.Doc == nil {
		return nil
	}
	report := func(d *diag.Diagnostic) {
		if d != nil {
			list.Add(*d)
		}
	}
	for h := range holes(post) {
		switch h.Kind {
		case markdown.LinkHole:
			_, d := p.resolve(post, h)
			report(d)
		case markdown.WikiHole:
			_, _, d := p.wiki(post, h)
			report(d)
		case markdown.ImageHole, markdown.MediaHole:
			report(p.judgeImage(post, h))
		case markdown.CompareHole:
			_, d := p.embedded(post, h)
			report(d)
		}
	}
	if src := post.Meta.Image; src != "" && !isRemote(src) {
		h := &markdown.Hole{Kind: markdown.ImageHole, Dest: src, Pos: post.Meta.ImagePos}
		report(p.judgeImage(post, h))
	}
	return list
}

// reader is who will read a body: a page, or a feed, which shows it far from here.
type reader uint8

const (
	onPage reader = iota
	inFeed
)

// fragment renders a piece of a post with its holes filled.
func (p *Plan) fragment(b *bytes.Buffer, post *Post, f *markdown.Fragment, r reader) {
	f.Render(b, func(b *bytes.Buffer, h *markdown.Hole) { p.fill(b, post, h, r) })
}

func (p *Plan) fill(b *bytes.Buffer, post *Post, h *markdown.Hole, r reader) {
	absolute := r == inFeed && p.Base.Known()
	switch h.Kind {
	case markdown.LinkHole:
		t, _ := p.resolve(post, h)
		if r == onPage && !t.external && strings.HasPrefix(h.Dest, "#") {
			b.WriteString(template.HTMLEscapeString(strings.TrimPrefix(t.href(p.Base, false), p.Base.URL(post.URL))))
			return
		}
		b.WriteString(template.HTMLEscapeString(t.href(p.Base, absolute)))
	case markdown.WikiHole:
		t, text, _ := p.wiki(post, h)
		if t.url == "" {
			b.WriteString(template.HTMLEscapeString(text))
			return
		}
		b.WriteString(`<a href="` + template.HTMLEscapeString(t.href(p.Base, absolute)) + `">` + template.HTMLEscapeString(text) + `</a>`)
	case markdown.ImageHole:
		b.WriteString(p.imageHTML(post, h, absolute))
	case markdown.MediaHole:
		if img := p.images[p.findFile(post, h.Dest)]; img != nil && img.err == nil {
			b.WriteString(template.HTMLEscapeString(target{url: img.url}.href(p.Base, absolute)))
		}
	case markdown.CompareHole:
		p.embed(b, post, h, r)
	case markdown.NotesHole:
		if r == onPage && h.Inner != nil {
			p.fragment(b, post, h.Inner, r)
		}
	case markdown.EndnotesHole:
		if r == inFeed && h.Inner != nil {
			p.fragment(b, post, h.Inner, r)
		}
	}
}

// body renders a post's body. Its HTML is read now, and not kept.
func (p *Plan) body(post *Post, r reader) (string, error) {
	if post.Doc == nil {
		return "", nil
	}
	doc, err := p.tree.Doc(post.Page)
	if err != nil {
		return "", err
	}
	b := buffers.Get().(*bytes.Buffer)
	defer release(b)
	if !post.Meta.H1Title {
		p.fragment(b, post, &doc.H1Body, r)
	}
	p.fragment(b, post, &doc.Body, r)
	if r == inFeed {
		return string(withoutAnchors(b.Bytes())), nil
	}
	return b.String(), nil
}

// withoutAnchors takes out the links that headings have to themselves: empty but for a sign that the style sheet gives
// them, and no style sheet goes along with a feed.
func withoutAnchors(html []byte) []byte {
	const start, end = `<a class="anchor"`, `</a>`
	var out []byte
	for {
		i := bytes.Index(html, []byte(start))
		if i < 0 {
			return append(out, html...)
		}
		j := bytes.Index(html[i:], []byte(end))
		if j < 0 {
			return append(out, html...)
		}
		out = append(out, bytes.TrimRight(html[:i], " ")...)
		html = html[i+j+len(end):]
	}
}

// bodyKey is the hash of all that a body is rendered from: what stands for its parse, and where every hole leads.
func (p *Plan) bodyKey(post *Post) []byte {
	h := sha256.New()
	h.Write(post.Key[:])
	var b bytes.Buffer
	for hole := range holes(post) {
		if hole.Inner == nil {
			p.fill(&b, post, hole, inFeed)
			b.WriteByte(0)
		}
	}
	h.Write(b.Bytes())
	return h.Sum(nil)
}
