package markdown

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"studylog/internal/lazy"
)

// A comparison takes cells out of their posts, and its Markdown is pasted into others. What a cell says by a relative
// path, a wiki-link's name, or a definition and a note further down means nothing there. So a cell keeps the places of
// these in its source, and the plan, which knows where they lead, has them written out.

// Local is a part of a cell's Markdown that means something in its own post only.
type Local struct {
	From, To int // in Cell.Markdown
	Form     LocalForm
	Hole     Hole // what it means: Kind, Dest, Text (as shown), Title
}

// LocalForm says how an address is written in a Local's place.
type LocalForm uint8

const (
	asDestination LocalForm = iota // of [text](dest)
	asReference                    // [text][label]: all but [text]
	asWiki                         // [[name|text]] and ![[file]]
	asAttribute                    // href=… of raw HTML, with its quotes
	asNote                         // [^1]
)

// Elsewhere returns the cell's Markdown as it can stand in another file. lead says where a hole leads; for an empty url
// the source stays. The cell's Text, by which rows are found, stays the same.
func (c *Cell) Elsewhere(lead func(h *Hole) (url string)) string {
	var out strings.Builder
	at := 0
	for i := range c.Locals {
		l := &c.Locals[i]
		written := ""
		if l.Form != asNote {
			url := lead(&l.Hole)
			if url == "" {
				continue
			}
			written = l.written(urlInMarkdown.Replace(url))
		}
		out.WriteString(c.Markdown[at:l.From] + written)
		at = l.To
	}
	return strings.TrimSpace(out.String() + c.Markdown[at:])
}

var (
	urlInMarkdown  = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `"`, "%22", "|", "%7C")
	textInMarkdown = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`)
)

func (l *Local) written(url string) string {
	switch l.Form {
	case asReference:
		if l.Hole.Title == "" {
			return "(" + url + ")"
		}
		return "(" + url + ` "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(l.Hole.Title) + `")`
	case asWiki:
		link := "[" + textInMarkdown.Replace(l.Hole.Text) + "](" + url + ")"
		if l.Hole.Kind == ImageHole {
			return "!" + link
		}
		return link
	case asAttribute:
		return `"` + url + `"`
	}
	return url
}

// Shows reports whether a cell has anything to show: raw HTML may have been dropped.
func (c *Cell) Shows() bool {
	for i := range c.Body.Holes {
		if k := c.Body.Holes[i].Kind; k == ImageHole || k == MediaHole {
			return true
		}
	}
	return c.Text != "" || bytes.Contains(c.Body.HTML, []byte("<input"))
}

// locals finds what the cell c, whose source stands in from to to, says in terms of its post.
func (r *renderer) locals(c ast.Node, from, to int) (list []Local) {
	src := r.source.text
	add := func(at, end int, form LocalForm, h Hole) {
		if at < from || end > to {
			return
		}
		list = append(list, Local{at - from - pipes(src[from:at]), end - from - pipes(src[from:end]), form, h})
	}
	_ = ast.Walk(c, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			h := Hole{Kind: LinkHole, Dest: string(n.Destination), Title: string(decode(n.Title))}
			r.localLink(n.Pos(), to, n.Reference != nil, h, add)
		case *ast.Image:
			h := Hole{Kind: ImageHole, Dest: string(n.Destination), Title: string(decode(n.Title))}
			r.localLink(n.Pos()+1, to, n.Reference != nil, h, add)
			return ast.WalkSkipChildren, nil
		case *wiki:
			r.localWiki(n, add)
		case *ast.RawHTML:
			seg := n.Segments.At(0)
			r.localAttribute(seg.Start, seg.Stop, add)
		case *east.FootnoteLink:
			if end := bytes.IndexByte(src[n.Pos():to], ']'); end > 0 {
				add(n.Pos(), n.Pos()+end+1, asNote, Hole{})
			}
		}
		return ast.WalkContinue, nil
	})
	slices.SortStableFunc(list, func(a, b Local) int { return cmp.Compare(a.From, b.From) }) // an image stands in its link
	last := 0
	return slices.DeleteFunc(list, func(l Local) bool {
		overlaps := l.From < last
		last = max(last, l.To)
		return overlaps
	})
}

// pipes counts the backslashes that a cell's source has and its Markdown has not.
func pipes(src []byte) int { return bytes.Count(src, []byte(`\|`)) }

// localLink finds where a link or an image that begins at the bracket at writes its destination.
func (r *renderer) localLink(at, to int, refers bool, h Hole, add func(int, int, LocalForm, Hole)) {
	raw := h.Dest
	dest, scheme := normalize(string(decode([]byte(raw))))
	h.Dest = dest
	if scheme != "" && (!refers || scheme != "http" && scheme != "https" && scheme != "mailto") {
		return
	}
	src := r.source.text[:to]
	end := at + bracketed(src[at:])
	switch {
	case end == at:
	case refers:
		after := end
		if end < to && src[end] == '[' {
			if n := bytes.IndexByte(src[end:], ']'); n > 0 {
				after = end + n + 1
			}
		}
		add(end, after, asReference, h)
	case end < to && src[end] == '(':
		from := end + 1
		from += len(src[from:]) - len(bytes.TrimLeft(src[from:], " \t"))
		if angled := "<" + raw + ">"; bytes.HasPrefix(src[from:], []byte(angled)) {
			add(from, from+len(angled), asDestination, h)
		} else if raw != "" && bytes.HasPrefix(src[from:], []byte(raw)) {
			add(from, from+len(raw), asDestination, h)
		}
	}
}

// bracketed returns the length of the [text] that src begins with, 0 if it does not close.
func bracketed(src []byte) int {
	depth := 0
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '\\':
			i++
		case '`':
			fence := len(src[i:]) - len(bytes.TrimLeft(src[i:], "`"))
			if n := bytes.Index(src[i+fence:], src[i:i+fence]); n >= 0 {
				i += fence + n
			}
			i += fence - 1
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		if depth == 0 {
			return 0
		}
	}
	return 0
}

func (r *renderer) localWiki(n *wiki, add func(int, int, LocalForm, Hole)) {
	at := n.Pos()
	end := bytes.Index(r.source.text[at:], []byte("]]"))
	if end < 0 {
		return
	}
	h := Hole{Kind: WikiHole, Dest: n.target, Text: n.text}
	_, _, sized := size(n.text)
	switch {
	case n.embed && isImage(n.target):
		h.Kind = ImageHole
		if sized {
			h.Text = ""
		}
	case n.embed && mediaTag(n.target) != "":
		h.Kind, h.Text = MediaHole, n.target
	case n.text == "":
		h.Text = n.target
	}
	add(at, at+end+2, asWiki, h)
}

var address = lazy.Regexp{Pattern: `(?i)\s(href|src|poster)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)`}

// localAttribute finds the addresses of a raw tag.
func (r *renderer) localAttribute(from, to int, add func(int, int, LocalForm, Hole)) {
	for _, m := range address.Get().FindAllSubmatchIndex(r.source.text[from:to], -1) {
		value := string(decode(bytes.Trim(r.source.text[from+m[4]:from+m[5]], `"'`)))
		dest, scheme := normalize(value)
		if scheme != "" {
			continue
		}
		h := Hole{Kind: MediaHole, Dest: dest}
		if name := r.source.text[from+m[2]]; name|0x20 == 'h' {
			h.Kind = LinkHole
		}
		add(from+m[4], from+m[5], asAttribute, h)
	}
}
