package site

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/markdown"
	"studylog/internal/slug"
)

// Codes of what can be wrong with a link or an image. A build warns; `check` takes each for an error.
const (
	codeDeadLink    = "L201"
	codeDeadAnchor  = "L202"
	codeNoImage     = "L203"
	codeBadImage    = "L204"
	codeRemoteImage = "L205"
)

// LinkCode reports whether a diagnostic is about a link, an anchor or an image that leads nowhere.
func LinkCode(code string) bool { return strings.HasPrefix(code, "L2") }

// target is where a link leads: a site path with a fragment, or somewhere else in the world.
type target struct {
	url      string // of the site, perhaps with a fragment; or an address of the world
	query    string
	external bool
}

func (t target) href(a Address, absolute bool) string {
	if t.external {
		return t.url
	}
	url := a.URL(t.url)
	if t.query != "" {
		path, frag, has := strings.Cut(url, "#")
		if url = path + "?" + t.query; has {
			url += "#" + frag
		}
	}
	if absolute {
		return a.Origin + url
	}
	return url
}

// nowhere is what a dead link leads to: the page that says so.
var nowhere = target{url: "/404.html"}

// index finds pages by what people call them. Its posts may be those of an earlier plan: see Plan.now.
type index struct {
	byPath   map[string]*Post           // content/posts/x.md
	byURL    map[string]*Post           // site path
	excluded map[string]Excluded        // by path
	files    map[string]content.File    // other files in content/
	names    func() [4]map[string]*Post // wiki names: file name, slug, title, alias; found out when first asked for
	media    map[string]string          // file name → path of an image anywhere in content/
	hidden   map[string]bool            // wiki names of excluded posts
}

func (p *Plan) buildIndex() {
	ix := index{byPath: make(map[string]*Post, len(p.all)), byURL: make(map[string]*Post, len(p.all)), excluded: map[string]Excluded{}, files: map[string]content.File{}, media: map[string]string{}, hidden: map[string]bool{}}
	for _, post := range p.all {
		ix.byPath[post.Path], ix.byURL[post.URL] = post, post
	}
	posts := p.all
	ix.names = sync.OnceValue(func() [4]map[string]*Post { return wikiNames(posts) })
	for _, x := range p.Excluded {
		ix.excluded[x.Path] = x
		for _, name := range []string{x.Name, fileName(x.Page), x.Meta.Title} {
			ix.hidden[slug.Key(name)] = true
		}
	}
	for _, f := range p.tree.Files {
		ix.files[f.Path] = f
		if base := path.Base(f.Path); ix.media[base] == "" {
			ix.media[base] = f.Path
		}
	}
	p.index = ix
}

// wikiNames finds posts by each name that a [[wiki link]] may call them. Of several with one name, the first has it.
func wikiNames(posts []*Post) (found [4]map[string]*Post) {
	for i := range found {
		found[i] = map[string]*Post{}
	}
	for _, post := range posts {
		names := [4][]string{{post.Name, fileName(post.Page)}, {path.Base(post.URL)}, {post.Meta.Title}, nil}
		names[3] = append(names[3], post.Meta.Names...)
		for _, a := range post.Meta.Aliases {
			names[3] = append(names[3], a.Path, path.Base(a.Path))
		}
		for i, list := range names {
			for _, n := range list {
				if key := slug.Key(n); found[i][key] == nil {
					found[i][key] = post
				}
			}
		}
	}
	return found
}

// fileName is a page's own name as its author sees it: the file's, or the folder's of a bundle, with its date.
func fileName(page *content.Page) string {
	if page.Bundle {
		return path.Base(path.Dir(page.Path))
	}
	return strings.TrimSuffix(path.Base(page.Path), path.Ext(page.Path))
}

// now is the post of this plan that one of an earlier plan became: where nothing but a post's text changes, the index
// stands. Of nil it is nil.
func (p *Plan) now(post *Post) *Post {
	if post == nil {
		return nil
	}
	return p.all[post.at]
}

func (p *Plan) byPath(file string) *Post { return p.now(p.index.byPath[file]) }

func (p *Plan) byURL(at string) *Post { return p.now(p.index.byURL[at]) }

// everyPost yields posts, then pages.
func (p *Plan) everyPost() func(func(*Post) bool) {
	return func(yield func(*Post) bool) {
		for _, list := range [][]*Post{p.Posts, p.Pages} {
			for _, post := range list {
				if !yield(post) {
					return
				}
			}
		}
	}
}

// resolve finds where a destination, as a post wrote it, leads. A problem comes with the best target there is.
func (p *Plan) resolve(post *Post, h *markdown.Hole) (target, *diag.Diagnostic) {
	dest := strings.TrimSpace(h.Dest)
	if i := strings.IndexAny(dest, ":/?#"); i > 0 && dest[i] == ':' || strings.HasPrefix(dest, "//") {
		return target{url: dest, external: true}, nil
	}
	if strings.Contains(dest, "{{") || strings.Contains(dest, "{%") || strings.Contains(dest, "%7B%7B") || strings.Contains(dest, "%7B%25") {
		d := diag.Warnf(h.Pos, codeDeadLink, "the link %q is left over from another generator's templates", dest).Hintf("write the page's file name or its path instead")
		return nowhere, &d
	}
	where, frag, hasFrag := strings.Cut(dest, "#")
	where, query, hasQuery := strings.Cut(where, "?")
	if clean, err := url.PathUnescape(where); err == nil {
		where = clean
	}
	if clean, err := url.PathUnescape(frag); err == nil {
		frag = clean
	}
	t, page, d := p.place(post, where, h)
	if hasFrag && frag != "" && d == nil {
		if page != nil && !hasID(page, frag) {
			e := diag.Warnf(h.Pos, codeDeadAnchor, "%s has no heading or anchor %q", page.Path, "#"+frag)
			if near := nearestID(page, frag); near != "" {
				e = e.Hintf("did you mean #%s?", near)
			}
			d = &e
		}
		t.url += "#" + frag
	}
	if hasQuery && !t.external && d == nil {
		t.query = query
	}
	return t, d
}

// place finds the page or file that a path names: a source file first, then a path of the site.
func (p *Plan) place(post *Post, where string, h *markdown.Hole) (target, *Post, *diag.Diagnostic) {
	if where == "" {
		return target{url: post.URL}, post, nil
	}
	rooted := strings.HasPrefix(where, "/")
	candidates := []string{path.Join(path.Dir(post.Path), where)}
	if rooted {
		candidates = []string{"content" + path.Clean(where), strings.TrimPrefix(path.Clean(where), "/")}
	}
	for _, file := range candidates {
		if other := p.byFile(file); other != nil {
			return target{url: other.URL}, other, nil
		}
		if x, ok := p.index.excluded[file]; ok {
			d := diag.Warnf(h.Pos, codeDeadLink, "this links to %s, which is not published: it is %s", file, x.Status.word()).Hintf("publish it, or take the link out")
			return nowhere, nil, &d
		}
		if img := p.images[file]; img != nil && img.err == nil {
			return target{url: img.url}, nil, nil
		}
	}
	for _, at := range p.sitePaths(post, where) {
		if p.routes.has(at) {
			return target{url: at}, p.byURL(at), nil
		}
	}
	d := diag.Warnf(h.Pos, codeDeadLink, "%q leads nowhere: there is no such page or file", h.Dest)
	if hint := p.nearestRoute(post, where); hint != "" {
		d = d.Hintf("did you mean %s?", hint)
	} else {
		d = d.Hintf("name a file in content/, such as ../posts/other-post.md, or a path of the site, such as /tracker/")
	}
	return nowhere, nil, &d
}

func (p *Plan) byFile(file string) *Post {
	for _, name := range []string{file, file + ".md", file + "/index.md"} {
		if post := p.byPath(name); post != nil {
			return post
		}
	}
	return nil
}

// sitePaths are the paths of the site that a destination may mean: from the root, or relative to the post's URL.
func (p *Plan) sitePaths(post *Post, where string) []string {
	at := where
	if !strings.HasPrefix(where, "/") {
		at = path.Join(post.URL, where)
		if strings.HasSuffix(where, "/") || where == "." || where == ".." {
			at += "/"
		}
	}
	clean := path.Clean(at)
	if clean == "/" {
		return []string{"/"}
	}
	return []string{clean, clean + "/", strings.TrimSuffix(clean, "index.html")}
}

func hasID(post *Post, id string) bool {
	if id == "top" || post.Doc != nil && slices.Contains(post.Doc.IDs, id) {
		return true
	}
	return false
}

func nearestID(post *Post, id string) string {
	if post.Doc == nil {
		return ""
	}
	want := slug.Heading(id)
	for _, have := range post.Doc.IDs {
		if have == want || strings.EqualFold(have, id) {
			return have
		}
	}
	return ""
}

// nearestRoute finds the route that differs from what was written in case only, or a page of the same name.
func (p *Plan) nearestRoute(post *Post, where string) string {
	for _, at := range p.sitePaths(post, where) {
		if o, ok := p.routes.owner[slug.FoldPath(outPath(at))]; ok {
			return o.path
		}
	}
	base := strings.TrimSuffix(path.Base(where), ".md")
	all := p.index.names()
	for _, names := range all[:2] {
		if other := p.now(names[slug.Key(base)]); other != nil {
			return written(post, other.Path)
		}
	}
	return ""
}

// wiki finds the post that [[name#heading]] means: by file name, slug, title, alias, in that order.
func (p *Plan) wiki(post *Post, h *markdown.Hole) (target, string, *diag.Diagnostic) {
	name, heading, hasHeading := strings.Cut(h.Dest, "#")
	text := h.Text
	page := post
	if name = strings.TrimSpace(name); name != "" {
		page = p.named(strings.TrimSuffix(name, ".md"))
	}
	if page == nil {
		d := diag.Warnf(h.Pos, codeDeadLink, "[[%s]]: no post has this file name, slug, title or alias", h.Dest)
		if p.index.hidden[slug.Key(name)] {
			d = diag.Warnf(h.Pos, codeDeadLink, "[[%s]] names a post that is not published", h.Dest)
		}
		if text == "" {
			text = h.Dest
		}
		return target{}, text, &d
	}
	if text == "" {
		text = page.Meta.Title
		if hasHeading {
			text = strings.TrimSpace(heading)
		}
	}
	t := target{url: page.URL}
	if !hasHeading {
		return t, text, nil
	}
	if id := headingID(page, heading); id != "" {
		t.url += "#" + id
		return t, text, nil
	}
	d := diag.Warnf(h.Pos, codeDeadAnchor, "[[%s]]: %s has no such heading", h.Dest, page.Path)
	return t, text, &d
}

func (p *Plan) named(name string) *Post {
	key := slug.Key(name)
	all := p.index.names()
	for _, names := range all {
		if post := names[key]; post != nil {
			return p.now(post)
		}
	}
	if key = slug.Key(path.Base(name)); key != "" {
		return p.now(all[0][key])
	}
	return nil
}

func headingID(post *Post, heading string) string {
	if post.Doc == nil {
		return ""
	}
	want := slug.Key(heading)
	for _, h := range post.Doc.TOC {
		if slug.Key(h.Text) == want || h.ID == slug.Heading(heading) {
			return h.ID
		}
	}
	return ""
}

func (s Status) word() string {
	return [...]string{"published", "a draft", "due in the future", "expired"}[s]
}
