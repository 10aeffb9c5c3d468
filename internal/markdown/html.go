package markdown

import (
	"bytes"
	"html"
	"slices"
	"strings"

	"studylog/internal/diag"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Raw HTML passes by an allow-list of elements and attributes, and always nests: whatever a post opens is closed where
// the Markdown around it ends, and a closing tag that closes nothing is dropped, so that no post can break its page.
// Every loss is a warning with its line.

// element says how an allowed element behaves.
type element struct {
	phrasing bool     // may stand in a paragraph
	void     bool     // has no content and no closing tag
	implied  bool     // its closing tag may be left out
	spans    bool     // may stay open over blank lines, with Markdown in between
	attrs    []string // beside the global ones
	parents  []string // where alone it may stand
}

var elements = func() map[string]element {
	m := map[string]element{
		"a":        {phrasing: true, attrs: []string{"href", "name"}},
		"del":      {phrasing: true, attrs: []string{"datetime"}},
		"ins":      {phrasing: true, attrs: []string{"datetime"}},
		"time":     {phrasing: true, attrs: []string{"datetime"}},
		"data":     {phrasing: true, attrs: []string{"value"}},
		"br":       {phrasing: true, void: true},
		"wbr":      {phrasing: true, void: true},
		"hr":       {void: true},
		"img":      {phrasing: true, void: true, attrs: []string{"src", "alt", "width", "height"}},
		"video":    {phrasing: true, attrs: []string{"src", "poster", "width", "height", "muted", "loop", "preload", "playsinline", "controls"}},
		"audio":    {phrasing: true, attrs: []string{"src", "muted", "loop", "preload", "controls"}},
		"source":   {phrasing: true, void: true, attrs: []string{"src", "type"}, parents: []string{"video", "audio"}},
		"track":    {phrasing: true, void: true, attrs: []string{"src", "kind", "srclang", "label", "default"}, parents: []string{"video", "audio"}},
		"rt":       {phrasing: true, implied: true, parents: []string{"ruby"}},
		"rp":       {phrasing: true, implied: true, parents: []string{"ruby"}},
		"details":  {spans: true, attrs: []string{"open", "name"}},
		"summary":  {parents: []string{"details"}},
		"figure":   {spans: true},
		"ul":       {spans: true},
		"ol":       {spans: true, attrs: []string{"start", "reversed", "type"}},
		"li":       {spans: true, implied: true, attrs: []string{"value"}, parents: []string{"ul", "ol"}},
		"dl":       {spans: true},
		"dt":       {implied: true, parents: []string{"dl"}},
		"dd":       {spans: true, implied: true, parents: []string{"dl"}},
		"p":        {implied: true},
		"pre":      {},
		"table":    {spans: true},
		"caption":  {parents: []string{"table"}},
		"colgroup": {implied: true, parents: []string{"table"}, attrs: []string{"span"}},
		"col":      {void: true, parents: []string{"colgroup"}, attrs: []string{"span"}},
		"thead":    {spans: true, implied: true, parents: []string{"table"}},
		"tbody":    {spans: true, implied: true, parents: []string{"table"}},
		"tfoot":    {spans: true, implied: true, parents: []string{"table"}},
		"tr":       {spans: true, implied: true, parents: []string{"table", "thead", "tbody", "tfoot"}},
		"th":       {spans: true, implied: true, parents: []string{"tr"}, attrs: []string{"colspan", "rowspan", "scope", "abbr"}},
		"td":       {spans: true, implied: true, parents: []string{"tr"}, attrs: []string{"colspan", "rowspan"}},
	}
	m["figcaption"] = element{spans: true, parents: []string{"figure"}}
	for _, name := range strings.Fields("abbr b bdi bdo cite code dfn em i kbd mark q ruby s samp small span strong sub sup u var") {
		m[name] = element{phrasing: true}
	}
	for _, name := range strings.Fields("article aside blockquote div section") {
		m[name] = element{spans: true}
	}
	for _, name := range strings.Fields("h1 h2 h3 h4 h5 h6") {
		m[name] = element{}
	}
	return m
}()

// globalAttrs may stand on every element. An id is checked, a class cleaned.
var globalAttrs = []string{"id", "class", "title", "lang", "dir", "translate", "aria-label", "aria-hidden"}

// opaque elements go with all that is in them.
var opaque = map[string]bool{
	"script": true, "style": true, "iframe": true, "object": true, "noscript": true, "noembed": true, "noframes": true,
	"template": true, "textarea": true, "title": true, "select": true, "xmp": true, "svg": true, "math": true,
	"canvas": true, "applet": true,
}

// rawTag is an element that raw HTML has opened.
type rawTag struct {
	name string
	at   int
}

// joined is text that may stand in pieces in the source: a block's lines without the > of a quotation, say.
type joined struct {
	text  []byte
	start []int // of each piece in text
	at    []int // of each piece in the source
}

func join(src []byte, segments ...text.Segment) *joined {
	j := &joined{}
	for _, s := range segments {
		j.start = append(j.start, len(j.text))
		j.at = append(j.at, s.Start)
		j.text = append(j.text, s.Value(src)...)
	}
	return j
}

// offset returns where in the source a byte of the text stands.
func (j *joined) offset(i int) int {
	if len(j.start) == 0 {
		return 0
	}
	k, found := slices.BinarySearch(j.start, i)
	if !found {
		k--
	}
	return j.at[k] + i - j.start[k]
}

func (r *renderer) joinBlock(n *ast.HTMLBlock) *joined {
	lines := n.Lines().Sliced(0, n.Lines().Len())
	if n.HasClosure() {
		lines = append(slices.Clone(lines), n.ClosureLine)
	}
	return join(r.source.text, lines...)
}

// enter begins a container that raw HTML may not reach out of; leave ends it.
func (r *renderer) enter() (outer int) {
	outer, r.base = r.base, len(r.raw)
	return outer
}

func (r *renderer) leave(outer int) {
	for len(r.raw) > r.base {
		r.pop(true)
	}
	r.base = outer
}

// pop closes the innermost element, with a warning if its closing tag may not be left out.
func (r *renderer) pop(warn bool) {
	t := r.raw[len(r.raw)-1]
	r.raw = r.raw[:len(r.raw)-1]
	if t.name == "a" {
		r.links--
	}
	r.out.WriteString("</" + t.name + ">")
	if warn && !elements[t.name].implied {
		r.report(diag.Warnf(r.pos(t.at), "", "<%s> is not closed: it is closed here for you", t.name).Hintf("write </%s>", t.name))
	}
}

func (r *renderer) htmlBlock(n *ast.HTMLBlock) {
	j := r.joinBlock(n)
	alone := onlyComments(j.text)
	if !alone {
		r.orphanMarkers()
	}
	if alone {
		r.comments(j)
		return
	}
	r.html(j)
	// What cannot hold Markdown ends with its block.
	for len(r.raw) > r.base && !elements[r.raw[len(r.raw)-1].name].spans {
		r.pop(true)
	}
	r.text.line()
}

// comments deals with a block that is comments alone.
func (r *renderer) comments(j *joined) {
	for i := bytes.Index(j.text, []byte("<!--")); i >= 0 && i < len(j.text); {
		i = r.htmlComment(j, i, true)
		if n := bytes.Index(j.text[i:], []byte("<!--")); n >= 0 {
			i += n
		} else {
			return
		}
	}
}

// inlineHTML renders a tag or comment in a text, and returns the last node dealt with: what stands between the tags of
// an opaque element is dropped with them.
func (r *renderer) inlineHTML(n *ast.RawHTML) ast.Node {
	j := join(r.source.text, n.Segments.Sliced(0, n.Segments.Len())...)
	name, closing := tagName(j.text)
	if opaque[name] && !closing {
		for c := n.NextSibling(); c != nil; c = c.NextSibling() {
			if raw, ok := c.(*ast.RawHTML); ok {
				k := join(r.source.text, raw.Segments.Sliced(0, raw.Segments.Len())...)
				if end, closing := tagName(k.text); closing && end == name {
					r.dropped(name, j.offset(0))
					return c
				}
			}
		}
	}
	r.html(j)
	return n
}

// html renders raw HTML, token by token.
func (r *renderer) html(j *joined) {
	for i := 0; i < len(j.text); {
		rest := j.text[i:]
		switch {
		case rest[0] != '<':
			n := bytes.IndexByte(rest, '<')
			if n < 0 {
				n = len(rest)
			}
			r.rawText(rest[:n], j.offset(i))
			i += n
		case bytes.HasPrefix(rest, []byte("<!--")):
			i = r.htmlComment(j, i, false)
		case bytes.HasPrefix(rest, []byte("<!")), bytes.HasPrefix(rest, []byte("<?")):
			n := bytes.IndexByte(rest, '>')
			if n < 0 {
				n = len(rest) - 1
			}
			r.report(diag.Warnf(r.pos(j.offset(i)), "", "a declaration is dropped: only elements may stand in a post"))
			i += n + 1
		default:
			t, n := parseTag(rest)
			if n == 0 {
				r.literal(rest[:1])
				i++
				continue
			}
			i += n
			if opaque[t.name] && !t.closing && !t.empty {
				r.dropped(t.name, j.offset(i-n))
				i += skipTo(j.text[i:], t.name)
				continue
			}
			r.tag(t, j.offset(i-n))
		}
	}
}

// rawText writes text that stands between tags.
func (r *renderer) rawText(text []byte, at int) {
	if bytes.IndexByte(text, '&') < 0 {
		r.literal(text)
		return
	}
	plain := strings.Map(printable, html.UnescapeString(string(text)))
	for _, c := range plain {
		if isBidi(c) && !bytes.ContainsRune(text, c) {
			r.report(bidiWarning(r.pos(at), c))
			break
		}
	}
	r.literal([]byte(plain))
}

// skipTo returns how many bytes there are up to and with the closing tag of an opaque element; all, if there is none.
func skipTo(text []byte, name string) int {
	for i := 0; ; {
		n := bytes.Index(text[i:], []byte("</"))
		if n < 0 {
			return len(text)
		}
		i += n
		if end, closing := tagName(text[i:]); closing && end == name {
			if n := bytes.IndexByte(text[i:], '>'); n >= 0 {
				return i + n + 1
			}
			return len(text)
		}
		i += 2
	}
}

// dropped reports an element that is not allowed.
func (r *renderer) dropped(name string, at int) {
	d := diag.Warnf(r.pos(at), "", "<%s> is not allowed in a post: it is dropped", name)
	switch name {
	case "iframe", "embed", "object":
		d = d.Hintf("write the address of a video on a line of its own: it becomes a card that loads nothing from elsewhere")
	case "script":
		d = d.Hintf("scripts belong into the theme")
	case "style":
		d = d.Hintf("styles belong into the theme's style sheet; give the element a class")
	case "svg":
		d = d.Hintf("save the picture as a file, and show it as an image")
	}
	r.report(d)
}

func (r *renderer) tag(t tag, at int) {
	e, ok := elements[t.name]
	switch {
	case t.closing:
		r.closeTag(t.name, e, ok, at)
	case !ok:
		r.dropped(t.name, at)
	case r.place(t.name, e, at):
		r.openTag(t, e, at)
	default:
		if !e.void && !t.empty && len(r.lost) < maxRaw {
			r.lost = append(r.lost, t.name)
		}
	}
}

// maxRaw is how deep raw HTML may nest: browsers give up at 512.
const maxRaw = 100

// place makes sure that an element may stand here; elements whose end is implied make way.
func (r *renderer) place(name string, e element, at int) bool {
	if len(r.raw) >= maxRaw && !e.void {
		r.report(diag.Warnf(r.pos(at), "", "<%s> is dropped: it is nested too deep", name))
		return false
	}
	if name == "a" && r.links > 0 {
		r.report(diag.Warnf(r.pos(at), "", "a link in a link is dropped"))
		return false
	}
	if !e.phrasing && r.inPara > 0 {
		r.report(diag.Warnf(r.pos(at), "", "<%s> is dropped: it cannot stand inside a paragraph", name).
			Hintf("begin a line with it, after a blank line"))
		return false
	}
	if e.parents == nil {
		if !e.phrasing && len(r.raw) > r.base && r.raw[len(r.raw)-1].name == "p" {
			r.pop(false)
		}
		return true
	}
	for i := len(r.raw) - 1; i >= r.base; i-- {
		if slices.Contains(e.parents, r.raw[i].name) {
			for len(r.raw) > i+1 {
				r.pop(false)
			}
			return true
		}
		if !elements[r.raw[i].name].implied {
			break
		}
	}
	r.report(diag.Warnf(r.pos(at), "", "<%s> is dropped: it must stand in <%s>", name, e.parents[0]))
	return false
}

func (r *renderer) openTag(t tag, e element, at int) {
	if t.name == "img" {
		r.rawImage(t, at)
		return
	}
	r.out.WriteString("<" + t.name)
	isLink := r.attributes(t, e, at)
	r.out.WriteByte('>')
	switch {
	case t.name == "br" || t.name == "hr":
		r.text.space()
	case e.void:
	case t.empty:
		r.out.WriteString("</" + t.name + ">")
	default:
		r.raw = append(r.raw, rawTag{t.name, at})
		if isLink {
			r.links++
		}
	}
}

func (r *renderer) closeTag(name string, e element, known bool, at int) {
	if !known || e.void {
		return // the opening tag has been reported
	}
	for i := len(r.raw) - 1; i >= r.base; i-- {
		if r.raw[i].name == name {
			for len(r.raw) > i+1 {
				r.pop(true)
			}
			r.pop(false)
			return
		}
	}
	if i := slices.Index(r.lost, name); i >= 0 {
		r.lost = slices.Delete(r.lost, i, i+1)
		return
	}
	if name != "p" {
		r.report(diag.Warnf(r.pos(at), "", "</%s> closes nothing here: it is dropped", name))
	}
}

// attributes writes what is allowed of a tag's attributes, and reports whether the element counts as a link.
func (r *renderer) attributes(t tag, e element, at int) (isLink bool) {
	media := t.name == "video" || t.name == "audio"
	if media {
		r.out.WriteString(" controls")
	}
	for _, a := range t.attrs {
		switch {
		case a.name == "controls" && media:
		case a.name == "id", a.name == "name" && t.name == "a":
			r.rawID(a.value, at)
		case a.name == "class":
			names := classNames(a.value)
			if names != "" {
				r.attribute("class", names)
			}
			if names != collapse(a.value) {
				r.droppedAttribute(t.name, a.name, at)
			}
		case a.name == "href" && t.name == "a":
			if dest, ok := r.allowed(a.value, at); ok {
				r.out.WriteString(` href="`)
				r.out.hole(Hole{Kind: LinkHole, Dest: dest, Raw: true, Pos: r.pos(at)})
				r.out.WriteByte('"')
			}
		case (a.name == "src" || a.name == "poster") && slices.Contains(e.attrs, a.name):
			if dest, ok := r.allowedImage(a.value, at); ok {
				r.out.WriteString(" " + a.name + `="`)
				r.out.hole(Hole{Kind: MediaHole, Dest: dest, Raw: true, Pos: r.pos(at)})
				r.out.WriteByte('"')
			}
		case slices.Contains(e.attrs, a.name), slices.Contains(globalAttrs, a.name):
			r.attribute(a.name, a.value)
		default:
			r.droppedAttribute(t.name, a.name, at)
		}
	}
	return t.name == "a"
}

// flags are attributes that say all by being there.
var flags = []string{"open", "muted", "loop", "playsinline", "reversed", "default"}

func (r *renderer) attribute(name, value string) {
	if slices.Contains(flags, name) {
		r.out.WriteString(" " + name)
		return
	}
	r.out.WriteString(" " + name + `="`)
	escape(&r.out.Buffer, []byte(value))
	r.out.WriteByte('"')
}

func (r *renderer) droppedAttribute(tag, name string, at int) {
	d := diag.Warnf(r.pos(at), "", "the attribute %q of <%s> is dropped", name, tag)
	if name == "style" {
		d = d.Hintf("give it a class, and style that in the theme")
	}
	r.report(d)
}

// rawID writes an id, if it is free: two of one name would leave links to chance.
func (r *renderer) rawID(id string, at int) {
	if r.bare {
		return
	}
	if id == "" || strings.ContainsAny(id, " \t\n\f\r\"'<>&") || strings.HasPrefix(id, "fn:") || strings.HasPrefix(id, "fnref:") {
		r.report(diag.Warnf(r.pos(at), "", "the id %q cannot be used", id).Hintf("write letters, digits and hyphens"))
		return
	}
	if _, taken := r.ids[id]; taken {
		r.report(diag.Warnf(r.pos(at), "", "the id %q is taken: it is dropped", id).Hintf("give this element another id"))
		return
	}
	r.ids[id] = 0
	r.doc.IDs = append(r.doc.IDs, id)
	r.attribute("id", id)
}

func (r *renderer) rawImage(t tag, at int) {
	h := Hole{Raw: true, Pos: r.pos(at)}
	src, ok := "", false
	for _, a := range t.attrs {
		switch a.name {
		case "src":
			src = a.value
		case "alt":
			h.Text = a.value
		case "title":
			h.Title = a.value
		case "width":
			if h.Width, ok = pixels(a.value); !ok {
				r.droppedAttribute("img", a.name, at)
			}
		case "height":
			if h.Height, ok = pixels(a.value); !ok {
				r.droppedAttribute("img", a.name, at)
			}
		default:
			r.droppedAttribute("img", a.name, at)
		}
	}
	dest, ok := r.allowedImage(src, at)
	if !ok || dest == "" {
		r.literal([]byte(h.Text))
		return
	}
	h.Dest = dest
	r.text.add([]byte(h.Text))
	r.imageHole(h)
}

// pixels reads 400 and 400px; a share of the width is the theme's business.
func pixels(s string) (n int32, ok bool) {
	return number(strings.TrimSuffix(strings.TrimSpace(s), "px"))
}

// tag is a tag as written, names in lower case, values decoded.
type tag struct {
	name    string
	closing bool
	empty   bool // <x/>
	attrs   []attr
}

type attr struct{ name, value string }

// tagName reads the name after < or </, in lower case.
func tagName(text []byte) (name string, closing bool) {
	i := 1
	if len(text) > 1 && text[1] == '/' {
		i, closing = 2, true
	}
	end := i
	for end < len(text) && !isTagEnd(text[end]) {
		end++
	}
	if end == i || end > i+40 || text[i]|0x20 < 'a' || text[i]|0x20 > 'z' {
		return "", closing
	}
	return strings.ToLower(string(text[i:end])), closing
}

func isTagEnd(c byte) bool { return isTagSpace(c) || c == '>' || c == '/' || c == '<' }

func isTagSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// parseTag reads the tag that text begins with, as a browser would, and its length; 0 if it is none.
func parseTag(text []byte) (t tag, n int) {
	t.name, t.closing = tagName(text)
	if t.name == "" {
		return t, 0
	}
	i := 1 + len(t.name)
	if t.closing {
		i++
	}
	for {
		slash := false
		for i < len(text) && (isTagSpace(text[i]) || text[i] == '/') {
			slash = text[i] == '/'
			i++
		}
		if i >= len(text) {
			return t, 0
		}
		if text[i] == '>' {
			t.empty = slash && !t.closing
			return t, i + 1
		}
		var a attr
		if a, i = parseAttr(text, i); i < 0 {
			return t, 0
		}
		if !slices.ContainsFunc(t.attrs, func(b attr) bool { return a.name == b.name }) && len(t.attrs) < 50 {
			t.attrs = append(t.attrs, a)
		}
	}
}

func parseAttr(text []byte, i int) (a attr, end int) {
	from := i
	for i++; i < len(text) && !isTagSpace(text[i]) && text[i] != '=' && text[i] != '>' && text[i] != '/'; i++ {
	}
	a.name = strings.ToLower(string(text[from:i]))
	for i < len(text) && isTagSpace(text[i]) {
		i++
	}
	if i >= len(text) || text[i] != '=' {
		return a, i
	}
	for i++; i < len(text) && isTagSpace(text[i]); i++ {
	}
	if i >= len(text) {
		return a, -1
	}
	from = i
	if quote := text[i]; quote == '"' || quote == '\'' {
		n := bytes.IndexByte(text[i+1:], quote)
		if n < 0 {
			return a, -1
		}
		from, i = i+1, i+1+n
		a.value = value(text[from:i])
		return a, i + 1
	}
	for i < len(text) && !isTagSpace(text[i]) && text[i] != '>' {
		i++
	}
	a.value = value(text[from:i])
	return a, i
}

func value(text []byte) string { return strings.Map(printable, html.UnescapeString(string(text))) }
