package markdown

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"

	"studylog/internal/diag"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// phrasing renders n's children where HTML allows no blocks: in a paragraph, heading, term or title.
func (r *renderer) phrasing(n ast.Node) {
	r.inPara++
	r.inlineFrame(n)
	r.inPara--
}

// inlineFrame renders n's children, and closes what raw HTML among them leaves open.
func (r *renderer) inlineFrame(n ast.Node) {
	outer := r.enter()
	r.inlines(n)
	r.leave(outer)
}

func (r *renderer) inlines(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if raw, ok := c.(*ast.RawHTML); ok {
			c = r.inlineHTML(raw)
			continue
		}
		r.inline(c)
	}
}

func (r *renderer) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		r.textNode(n)
	case *ast.String:
		r.literal(n.Value)
	case *ast.CodeSpan:
		r.codeSpan(n)
	case *ast.Emphasis:
		if n.Level == 2 {
			r.element("strong", n)
		} else {
			r.element("em", n)
		}
	case *east.Strikethrough:
		r.element("del", n)
	case *mark:
		r.element("mark", n)
	case *ast.Link:
		r.link(n)
	case *ast.AutoLink:
		r.autoLink(n)
	case *ast.Image:
		r.image(n, false)
	case *wiki:
		r.wiki(n, false)
	case *east.FootnoteLink:
		r.noteRef(n)
	case *east.TaskCheckBox:
		if n.IsChecked {
			r.out.WriteString(`<input type="checkbox" checked disabled> `)
		} else {
			r.out.WriteString(`<input type="checkbox" disabled> `)
		}
	default:
		panic("markdown: an inline of kind " + n.Kind().String())
	}
}

func (r *renderer) element(tag string, n ast.Node) {
	r.out.WriteString("<" + tag + ">")
	r.inlineFrame(n)
	r.out.WriteString("</" + tag + ">")
}

func (r *renderer) textNode(n *ast.Text) {
	value := n.Segment.Value(r.source.text)
	if !n.IsRaw() {
		value = r.decoded(value, n.Segment.Start)
	}
	r.literal(value)
	switch {
	case n.HardLineBreak():
		r.out.WriteString("<br>\n")
		r.text.space()
	case n.SoftLineBreak():
		r.out.WriteByte('\n')
		r.text.space()
	}
}

// decoded decodes text, and looks at what references brought in.
func (r *renderer) decoded(text []byte, at int) []byte {
	out := decode(text)
	if len(out) == len(text) {
		return out
	}
	for _, c := range string(out) {
		if isBidi(c) && !bytes.ContainsRune(text, c) {
			r.report(bidiWarning(r.pos(at), c))
			break
		}
	}
	return out
}

// literal writes plain text.
func (r *renderer) literal(text []byte) {
	escape(&r.out.Buffer, text)
	r.text.add(text)
}

func (r *renderer) codeSpan(n *ast.CodeSpan) {
	r.out.WriteString("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		value := c.(*ast.Text).Segment.Value(r.source.text)
		if rest, ok := bytes.CutSuffix(value, []byte("\n")); ok {
			r.literal(rest)
			r.literal([]byte(" "))
		} else {
			r.literal(value)
		}
	}
	r.out.WriteString("</code>")
}

func (r *renderer) link(n *ast.Link) {
	dest := string(decode(n.Destination))
	dest, ok := r.allowed(dest, n.Pos())
	if !ok || r.links > 0 {
		r.inlineFrame(n)
		return
	}
	h := Hole{Kind: LinkHole, Dest: dest, Title: string(decode(n.Title)), Pos: r.pos(n.Pos())}
	before := r.text.length()
	r.openLink(&h)
	i := len(r.out.holes) - 1
	r.links++
	r.inlineFrame(n)
	r.links--
	r.out.WriteString("</a>")
	r.out.holes[i].Text = r.text.from(before)
}

func (r *renderer) openLink(h *Hole) {
	r.out.WriteString(`<a href="`)
	r.out.hole(*h)
	if h.Title != "" {
		r.out.WriteString(`" title="`)
		escape(&r.out.Buffer, []byte(h.Title))
	}
	r.out.WriteString(`">`)
}

func (p *plain) length() int {
	if p == nil {
		return 0
	}
	return p.Len()
}

func (p *plain) from(i int) string {
	if p == nil || i > p.Len() {
		return ""
	}
	return string(p.Bytes()[i:])
}

func (r *renderer) autoLink(n *ast.AutoLink) {
	label := n.Label(r.source.text)
	dest := string(n.URL(r.source.text))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	dest, ok := r.allowed(dest, r.autoLinkAt(n))
	if !ok || r.links > 0 {
		r.literal(label)
		return
	}
	r.openLink(&Hole{Kind: LinkHole, Dest: dest, Text: string(label), Pos: r.pos(r.autoLinkAt(n))})
	r.literal(label)
	r.out.WriteString("</a>")
}

// autoLinkAt is where a link's text begins: goldmark's place may be that of the character before.
func (r *renderer) autoLinkAt(n *ast.AutoLink) int {
	at := max(n.Pos(), 0)
	if i := bytes.Index(r.source.text[at:min(len(r.source.text), at+2048)], n.Label(r.source.text)); i > 0 && i < 3 {
		at += i
	}
	return at
}

// allowed judges a link's destination, and returns it as it is to be written.
func (r *renderer) allowed(dest string, at int) (string, bool) {
	dest, scheme := normalize(dest)
	switch scheme {
	case "":
		return dest, true
	case "http", "https", "mailto":
		return escapeURL(dest), true
	}
	r.report(diag.Warnf(r.pos(at), "", "links may not use %q: the text stays, without a link", scheme+":").
		Hintf("links are http, https, mailto, or a path"))
	return "", false
}

// image renders ![alt](file "title"); figure, if it stands alone in its paragraph.
func (r *renderer) image(n *ast.Image, figure bool) {
	alt := r.bareCopy()
	alt.links = 1
	alt.inlineFrame(n)
	text := collapse(alt.text.String())
	dest, ok := r.allowedImage(string(decode(n.Destination)), n.Pos())
	if !ok {
		r.literal([]byte(text))
		return
	}
	r.text.add([]byte(text))
	r.imageHole(Hole{Dest: dest, Text: text, Title: string(decode(n.Title)), Figure: figure, Pos: r.pos(n.Pos())})
}

func (r *renderer) imageHole(h Hole) {
	h.Kind, h.Linked = ImageHole, r.links > 0
	r.out.hole(h)
	if !r.bare {
		r.doc.Images = append(r.doc.Images, h)
	}
}

// allowedImage judges the address of an image, a film or a sound.
func (r *renderer) allowedImage(dest string, at int) (string, bool) {
	dest, scheme := normalize(dest)
	switch scheme {
	case "":
		return dest, true
	case "http", "https":
		return escapeURL(dest), true
	}
	r.report(diag.Warnf(r.pos(at), "", "images may not use %q", scheme+":").Hintf("save the image beside the post, and name the file"))
	return "", false
}

// figure renders a paragraph that is an image alone.
func (r *renderer) figure(n *ast.Paragraph) bool {
	c := n.FirstChild()
	if !isAlone(c) {
		return false
	}
	switch c := c.(type) {
	case *ast.Image:
		r.image(c, true)
	case *wiki:
		if !c.embed || !isImage(c.target) {
			return false
		}
		r.wiki(c, true)
	default:
		return false
	}
	r.out.WriteByte('\n')
	return true
}

// normalize resolves what a browser would resolve before it looks at the scheme, and returns the scheme in lower case.
// A scheme hidden in percent escapes is none to a browser, but nobody writes one in good faith.
func normalize(dest string) (string, string) {
	dest = strings.Map(func(c rune) rune {
		if c < 0x20 || c == 0x7F {
			return -1
		}
		return c
	}, strings.TrimSpace(dest))
	if strings.HasPrefix(dest, "//") {
		dest = "https:" + dest
	}
	if s := scheme(dest); s != "" || strings.IndexByte(dest, '%') < 0 {
		return dest, s
	}
	plain := dest
	for range 3 {
		next := unescapePercent(plain)
		if next == plain {
			break
		}
		plain = next
	}
	switch s := scheme(plain); s {
	case "http", "https", "mailto":
		return dest, ""
	default:
		return dest, s
	}
}

// scheme returns what stands before the first colon, if that comes before any slash, query or fragment.
func scheme(dest string) string {
	i := strings.IndexAny(dest, ":/?#")
	if i < 0 || dest[i] != ':' {
		return ""
	}
	s := strings.Map(func(c rune) rune {
		if c <= 0x20 || c == 0x7F {
			return -1
		}
		return c
	}, strings.ToLower(dest[:i]))
	if s == "" {
		return ":"
	}
	return s
}

func unescapePercent(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if hi, lo := unhex(s[i+1]), unhex(s[i+2]); hi >= 0 && lo >= 0 {
				if c := byte(hi<<4 | lo); c > 0x20 && c != 0x7F {
					out = append(out, c)
				}
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// escapeURL escapes what may not stand in an absolute URL; escapes that are there stay.
func escapeURL(dest string) string {
	clean := true
	for i := range len(dest) {
		clean = clean && dest[i] > ' ' && dest[i] < 0x7F && !strings.ContainsRune("\"<>\\^`{|}", rune(dest[i]))
	}
	if clean {
		return dest
	}
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(dest)+16)
	for i := range len(dest) {
		if c := dest[i]; c > ' ' && c < 0x7F && !strings.ContainsRune("\"<>\\^`{|}", rune(c)) {
			out = append(out, c)
		} else {
			out = append(out, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(out)
}

// wiki renders [[target|text]] and ![[file|width]].
func (r *renderer) wiki(n *wiki, figure bool) {
	text := n.text
	switch {
	case n.embed && isImage(n.target):
		h := Hole{Dest: n.target, Text: text, Figure: figure, Pos: r.pos(n.Pos())}
		first, rest, _ := strings.Cut(text, "|")
		last := strings.LastIndexByte(text, '|')
		if w, ht, ok := size(strings.TrimSpace(first)); ok {
			h.Text, h.Width, h.Height = strings.TrimSpace(rest), w, ht
		} else if w, ht, ok := size(strings.TrimSpace(text[last+1:])); ok && last >= 0 {
			h.Text, h.Width, h.Height = strings.TrimSpace(text[:last]), w, ht
		}
		if dest, ok := r.allowedImage(n.target, n.Pos()); ok {
			h.Dest = dest
			r.text.add([]byte(h.Text))
			r.imageHole(h)
		}
		return
	case n.embed && mediaTag(n.target) != "" && r.links == 0:
		r.media(n)
		return
	case n.embed:
		r.report(diag.Warnf(r.pos(n.Pos()), "", "![[%s]] would show a note within this one: a link stands in its place", n.target).
			Hintf("write [[%s]] if a link is meant", n.target))
	}
	shown := text
	if shown == "" {
		shown = n.target
	}
	if r.links > 0 {
		r.literal([]byte(shown))
		return
	}
	r.text.add([]byte(shown))
	r.out.hole(Hole{Kind: WikiHole, Dest: n.target, Text: text, Pos: r.pos(n.Pos())})
}

// media renders an embedded film or sound.
func (r *renderer) media(n *wiki) {
	dest, ok := r.allowedImage(n.target, n.Pos())
	if !ok {
		return
	}
	tag := mediaTag(n.target)
	r.out.WriteString("<" + tag + ` controls preload="metadata" src="`)
	r.out.hole(Hole{Kind: MediaHole, Dest: dest, Pos: r.pos(n.Pos())})
	r.out.WriteString(`"></` + tag + ">")
}

// size reads 400 or 400x300.
func size(s string) (w, h int32, ok bool) {
	wide, high, both := strings.Cut(s, "x")
	w, ok = number(wide)
	if both && ok {
		h, ok = number(high)
	}
	if !ok {
		return 0, 0, false
	}
	return w, h, true
}

// number reads up to five digits.
func number(s string) (n int32, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || i == 5 {
			return 0, false
		}
		n = 10*n + int32(s[i]-'0')
	}
	return n, s != ""
}

func isImage(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", ".tif", ".tiff", ".apng":
		return true
	}
	return false
}

func mediaTag(file string) string {
	switch strings.ToLower(path.Ext(file)) {
	case ".mp4", ".webm", ".ogv", ".mov":
		return "video"
	case ".mp3", ".ogg", ".oga", ".m4a", ".wav", ".flac", ".opus":
		return "audio"
	}
	return ""
}

// videoHosts are where a link that stands alone becomes a card: the page that shows it loads nothing from them.
var videoHosts = map[string]string{
	"youtube.com": "YouTube", "youtu.be": "YouTube", "youtube-nocookie.com": "YouTube", "m.youtube.com": "YouTube",
	"vimeo.com": "Vimeo", "player.vimeo.com": "Vimeo", "twitch.tv": "Twitch", "ted.com": "TED",
	"media.ccc.de": "media.ccc.de", "dailymotion.com": "Dailymotion", "dai.ly": "Dailymotion", "bilibili.com": "Bilibili",
}

// card renders a paragraph that is a link to a video alone.
func (r *renderer) card(n *ast.Paragraph) bool {
	c := n.FirstChild()
	if !isAlone(c) || r.links > 0 {
		return false
	}
	switch c := c.(type) {
	case *ast.AutoLink:
		dest := string(c.URL(r.source.text))
		site := videoSite(dest)
		if site == "" {
			return false
		}
		dest, _ = r.allowed(dest, r.autoLinkAt(c))
		r.out.WriteString(`<p class="card">`)
		r.openLink(&Hole{Kind: LinkHole, Dest: dest, Text: "Video on " + site, Pos: r.pos(r.autoLinkAt(c))})
		r.literal([]byte("Video on " + site))
		r.out.WriteString(" <span>")
		escape(&r.out.Buffer, []byte(shortURL(dest)))
		r.out.WriteString("</span></a></p>\n")
	case *ast.Link:
		site := videoSite(string(decode(c.Destination)))
		if site == "" || !c.HasChildren() {
			return false
		}
		r.out.WriteString(`<p class="card">`)
		r.inPara++
		r.link(c)
		r.inPara--
		r.out.Truncate(r.out.Len() - len("</a>"))
		r.out.WriteString(" <span>Video on " + site + "</span></a></p>\n")
	default:
		return false
	}
	return true
}

func videoSite(dest string) string {
	rest, ok := strings.CutPrefix(dest, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(dest, "http://"); !ok {
			return ""
		}
	}
	host, where, _ := strings.Cut(rest, "/")
	if where == "" {
		return ""
	}
	return videoHosts[strings.TrimPrefix(strings.ToLower(host), "www.")]
}

func shortURL(dest string) string {
	_, rest, _ := strings.Cut(dest, "://")
	rest = strings.TrimPrefix(rest, "www.")
	if utf8.RuneCountInString(rest) > 60 {
		rest = string([]rune(rest)[:59]) + "…"
	}
	return rest
}
