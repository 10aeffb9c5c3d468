package audit

import (
	"bytes"
	"strconv"
	"strings"
	"unique"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// parsePage reads a page: its ids, its references, and what is wrong with it alone.
func parsePage(f *file, data []byte, _ string) {
	doc, err := html.ParseWithOptions(bytes.NewReader(data), html.ParseOptionEnableScripting(false)) // noscript is read too
	if err != nil {
		f.fail(Unreadable, "", "the page cannot be read: %v", err)
		return
	}
	f.ids = map[string]bool{}
	p := page{file: f}
	p.walk(doc)
	p.whole()
}

// A page is what is gathered on the way through one.
type page struct {
	*file
	lang, title bool
	h1          int
	level       int // of the last heading
}

func (p *page) walk(n *html.Node) {
	if n.Type == html.ElementNode {
		if n.DataAtom == atom.Template {
			return // not part of the page
		}
		p.element(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c)
	}
}

func (p *page) whole() {
	if !p.lang {
		p.warn(NoLang, "", "the page does not state its language")
	}
	if !p.title {
		p.warn(NoTitle, "", "the page has no title")
	}
	if p.h1 > 1 {
		p.warn(ManyH1, "begin the sections of a post with ##", "the page has %d headings of level 1", p.h1)
	}
}

func (p *page) element(n *html.Node) {
	p.id(n)
	p.references(n)
	switch n.DataAtom {
	case atom.Html:
		p.lang = strings.TrimSpace(attr(n, "lang")) != ""
	case atom.Base:
		p.base = attr(n, "href")
	case atom.Title:
		p.title = p.title || n.Namespace == "" && strings.TrimSpace(text(n)) != ""
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.heading(n)
	case atom.Img:
		p.image(n)
	case atom.A:
		if has(n, "href") && n.Namespace == "" && name(n) == "" {
			p.warn(EmptyLink, "give it text, or an aria-label", "the link to %s has no name", shown(attr(n, "href")))
		}
	}
}

func (p *page) id(n *html.Node) {
	if n.DataAtom == atom.A && has(n, "name") {
		p.ids[attr(n, "name")] = true
	}
	id := attr(n, "id")
	if id == "" {
		return
	}
	if p.ids[id] && !(n.DataAtom == atom.A && attr(n, "name") == id) {
		p.warn(RepeatedID, "", "the id %q stands twice on the page", id)
	}
	p.ids[id] = true
}

func (p *page) heading(n *html.Node) {
	level, _ := strconv.Atoi(n.Data[1:])
	if level == 1 {
		p.h1++
	}
	if p.level > 0 && level > p.level+1 {
		p.warn(SkipsLevel, "", "the heading %q of level %d follows one of level %d", shown(strings.TrimSpace(text(n))), level, p.level)
	}
	p.level = level
}

func (p *page) image(n *html.Node) {
	src := shown(attr(n, "src"))
	if !has(n, "alt") {
		p.warn(NoAlt, `describe it, or say alt="" if it only adorns`, "the image %s has no alt text", src)
	}
	if !has(n, "width") || !has(n, "height") {
		p.warn(NoSize, "without it the page jumps while it loads", "the image %s has no width and height", src)
	}
}

// loads are the attributes that make a browser request something.
var loads = map[atom.Atom]map[string]string{
	atom.Img:    {"src": "image"},
	atom.Script: {"src": "script"},
	atom.Source: {"src": "media file"},
	atom.Video:  {"src": "video", "poster": "image"},
	atom.Audio:  {"src": "sound"},
	atom.Track:  {"src": "track"},
	atom.Iframe: {"src": "frame"},
	atom.Frame:  {"src": "frame"},
	atom.Embed:  {"src": "object"},
	atom.Object: {"data": "object"},
	atom.Input:  {"src": "image"},
}

// references gathers what an element refers to.
func (p *page) references(n *html.Node) {
	if n.Namespace != "" {
		p.foreign(n)
		return
	}
	for key, what := range loads[n.DataAtom] {
		if has(n, key) {
			p.refer(attr(n, key), what, true)
		}
	}
	switch n.DataAtom {
	case atom.A, atom.Area:
		if has(n, "href") {
			p.refer(attr(n, "href"), "link", false)
		}
	case atom.Link:
		p.link(n)
	case atom.Img, atom.Source:
		for _, candidate := range candidates(attr(n, "srcset")) {
			p.refer(candidate, "image", true)
		}
	case atom.Form:
		if has(n, "action") {
			p.refer(attr(n, "action"), "form", false)
		}
	case atom.Meta:
		p.meta(n)
	}
}

func (p *page) refer(url, what string, load bool) {
	// The links of the theme are the same on every page: one copy of each is kept.
	p.refs = append(p.refs, ref{url: unique.Make(url).Value(), what: what, load: load})
}

// foreign is SVG in a page.
func (p *page) foreign(n *html.Node) {
	for _, a := range n.Attr {
		if a.Key == "href" && (a.Namespace == "" || a.Namespace == "xlink") {
			load := n.Data != "a"
			what := "link"
			if load {
				what = "picture"
			}
			p.refer(a.Val, what, load)
		}
	}
}

var linkWords = map[string]string{
	"stylesheet": "style sheet", "icon": "icon", "preload": "preload", "modulepreload": "script",
	"manifest": "manifest", "prefetch": "prefetch", "preconnect": "connection", "dns-prefetch": "connection", "apple-touch-icon": "icon",
}

func (p *page) link(n *html.Node) {
	url := attr(n, "href")
	if strings.TrimSpace(url) == "" {
		return
	}
	what, load := "relation", false
	for _, rel := range strings.Fields(strings.ToLower(attr(n, "rel"))) {
		if word, ok := linkWords[rel]; ok {
			what, load = word, true
		} else if rel == "alternate" && isFeed(attr(n, "type")) {
			what = "feed"
		}
	}
	p.refer(url, what, load)
}

// meta reads pictures and addresses for previews, which readers of the page's address request, and redirects.
func (p *page) meta(n *html.Node) {
	content := attr(n, "content")
	switch property := strings.ToLower(attr(n, "property") + attr(n, "name")); {
	case strings.EqualFold(attr(n, "http-equiv"), "refresh"):
		if _, url, ok := strings.Cut(content, "="); ok {
			p.refer(strings.Trim(strings.TrimSpace(url), `'"`), "link", false)
		}
	case content == "":
	case property == "og:image" || property == "twitter:image":
		p.refer(content, "preview image", false)
	case property == "og:url":
		p.refer(content, "address", false)
	}
}

// candidates splits a srcset: URLs with descriptors, separated by commas. A URL may hold a comma, but not end in one.
func candidates(srcset string) (urls []string) {
	rest := strings.TrimLeft(srcset, " \t\r\n\f,")
	for rest != "" {
		end := strings.IndexAny(rest, " \t\r\n\f")
		if end < 0 {
			end = len(rest)
		}
		url := rest[:end]
		rest = rest[end:]
		if trimmed := strings.TrimRight(url, ","); trimmed != url {
			url = trimmed
		} else if _, after, ok := strings.Cut(rest, ","); ok {
			rest = after
		} else {
			rest = ""
		}
		urls = append(urls, url)
		rest = strings.TrimLeft(rest, " \t\r\n\f,")
	}
	return urls
}

// name is what assistive technology reads out for a link.
func name(n *html.Node) string {
	if s := strings.TrimSpace(attr(n, "aria-label") + attr(n, "aria-labelledby") + attr(n, "title")); s != "" {
		return s
	}
	return strings.TrimSpace(text(n))
}

// text is the text in a node; pictures give their alternative.
func text(n *html.Node) string {
	var out strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			out.WriteString(n.Data)
		case n.Type == html.ElementNode && (has(n, "alt") || has(n, "aria-label")):
			out.WriteString(attr(n, "alt") + attr(n, "aria-label"))
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c)
	}
	return out.String()
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return true
		}
	}
	return false
}
