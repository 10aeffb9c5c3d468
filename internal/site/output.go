package site

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"

	"studylog/internal/media"
	"studylog/internal/vfs"
)

// renderVersion is part of every page's key. Raise it when rendering changes and no template, view or source does:
// a test keeps a fixed corpus's hash beside it.
const renderVersion = "19"

// Output is the site as a tree whose files render when they are opened. Nothing has been rendered when it returns,
// and no page is kept when it has been.
func (p *Plan) Output() *vfs.Tree {
	o := &output{p: p, tree: vfs.NewTree()}
	o.shared, o.items = o.sharedKey(), o.itemKeys()
	o.posts()
	o.rest()
	return o.tree
}

// rest adds all but posts and pages.
func (o *output) rest() {
	p := o.p
	for n := 1; n <= p.homePages(); n++ {
		o.list(pagePath(n), "home", func() any { return p.homeFrame(n) }, p.homePosts(n), func() any { return p.homeView(n) })
	}
	o.list("/posts/", "list", func() any { return p.archiveFrame() }, p.Posts, func() any { return p.archiveView() })
	o.page("/tags/", "tags", func() any { return p.tagsView() })
	for _, t := range p.tags {
		o.list(t.url, "list", func() any { return p.tagFrame(t) }, t.posts, func() any { return p.tagView(t) })
	}
	o.page("/404.html", "404", func() any { return p.notFoundView() })
	o.tracker()
	o.comparisons()
	o.aliases()
	o.assets()
	o.static()
	o.feeds()
}

type output struct {
	p      *Plan
	tree   *vfs.Tree
	shared [32]byte           // of what all posts have in common
	items  map[*Post][32]byte // of posts as lists show them

	keyless bool // all keys are zero, and nothing is made before it is opened
}

// add puts a file into the tree. The plan has claimed every path, so that a path taken twice is a bug of ours.
func (o *output) add(sitePath string, key [32]byte, render func() ([]byte, error)) {
	if err := o.tree.Add(outPath(sitePath), key, render); err != nil {
		panic("site: " + err.Error())
	}
}

// bytes adds a small file: it is made now.
func (o *output) bytes(sitePath string, make func() []byte) {
	if o.keyless {
		o.add(sitePath, [32]byte{}, func() ([]byte, error) { return make(), nil })
		return
	}
	data := make()
	o.add(sitePath, sha256.Sum256(data), func() ([]byte, error) { return data, nil })
}

// again adds a file whose key is of its bytes, that are made once more when it is opened: of many files, they would all be
// kept until the last of them is written.
func (o *output) again(sitePath string, make func() []byte) {
	key := [32]byte{}
	if !o.keyless {
		key = sha256.Sum256(make())
	}
	o.add(sitePath, key, func() ([]byte, error) { return make(), nil })
}

// page adds a page whose view is small: it is made now and rendered later.
func (o *output) page(sitePath, kind string, view func() any) {
	if o.keyless {
		o.add(sitePath, [32]byte{}, func() ([]byte, error) { return o.p.theme.render(kind, view()) })
		return
	}
	made := view()
	o.add(sitePath, o.key(kind, made, nil), func() ([]byte, error) { return o.p.theme.render(kind, made) })
}

// key is the hash of all that a page is rendered from: its view, the templates, and what the view holds by hash only.
func (o *output) key(kind string, view any, more []byte) (key [32]byte) {
	if o.keyless {
		return key
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00", renderVersion, kind)
	h.Write(o.p.theme.hash[:])
	h.Write(more)
	if err := json.NewEncoder(h).Encode(view); err != nil {
		panic("site: a view is no plain data: " + err.Error())
	}
	h.Sum(key[:0])
	return key
}

// posts adds posts and pages. Their bodies, the bulk of a site, are rendered when opened and never kept.
func (o *output) posts() {
	p := o.p
	posts := slices.Collect(p.everyPost())
	keys := make([][32]byte, len(posts))
	parallel(len(posts), func(i int) { keys[i] = o.postKey(posts[i]) })
	for i, post := range posts {
		o.add(post.URL, keys[i], func() ([]byte, error) { return p.renderPost(post) })
	}
}

func (p *Plan) renderPost(post *Post) ([]byte, error) {
	body, err := p.body(post, onPage)
	if err != nil {
		return nil, err
	}
	v := p.postView(post)
	v.Body = template.HTML(body)
	return p.theme.render(layout(post), v)
}

// layout is the one template of a page: its layout, else its kind's.
func layout(post *Post) string {
	switch {
	case post.Meta.Layout != "":
		return post.Meta.Layout
	case post.Post:
		return "post"
	}
	return "page"
}

// aliases adds a page for each old URL that sends readers on to the new one.
func (o *output) aliases() {
	for post := range o.p.everyPost() {
		for _, a := range post.Meta.Aliases {
			if url, reason := cleanURL(a.Path); reason == "" && url != post.URL {
				o.bytes(url, func() []byte { return o.p.redirect(post.URL, post.Meta.Title) })
			}
		}
	}
}

func (p *Plan) redirect(to, title string) []byte {
	href := template.HTMLEscapeString(p.Base.URL(to))
	canonical := ""
	if p.Base.Known() {
		canonical = `"><link rel="canonical" href="` + template.HTMLEscapeString(p.Base.Abs(to))
	}
	t := template.HTMLEscapeString(title)
	return []byte(`<!doctype html><html lang="` + template.HTMLEscapeString(p.Settings.Language) + `"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'"><title>` + t +
		`</title><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><meta http-equiv="refresh" content="0; url=` + href +
		canonical + `"><h1>This page has moved</h1><p><a href="` + href + `">` + t + "</a></p></html>\n")
}

// assets adds the theme's files and the pictures and files that posts refer to.
func (o *output) assets() {
	for _, name := range hashed {
		if a, ok := o.p.theme.assets[name]; ok {
			o.add(a.url, a.key, func() ([]byte, error) { return a.data, nil })
		}
	}
	seen := map[string]bool{}
	for _, file := range sortedKeys(o.p.images) {
		img := o.p.images[file]
		if img.err != nil || seen[img.url] {
			continue // two files of one name and content are one asset
		}
		seen[img.url] = true
		o.add(img.url, img.key, func() ([]byte, error) { return o.p.imageBytes(img) })
		for _, w := range img.widths {
			o.add(img.copyURL(w), media.CopyKey(img.source, w), func() ([]byte, error) { return o.p.copyBytes(img, w) })
		}
	}
}

// static adds the files of static/.
func (o *output) static() {
	for _, rel := range o.p.statics {
		if o.keyless {
			o.add("/"+rel, [32]byte{}, func() ([]byte, error) { return o.p.staticBytes(rel) })
			continue
		}
		data, err := o.p.staticBytes(rel)
		if err != nil {
			o.add("/"+rel, [32]byte{}, func() ([]byte, error) { return nil, err })
			continue
		}
		o.bytes("/"+rel, func() []byte { return data })
	}
}

// staticBytes is a file of static/ as it is published: pictures lose their metadata here too.
func (p *Plan) staticBytes(rel string) ([]byte, error) {
	data, err := fs.ReadFile(p.tree.FS, "static/"+rel)
	if err != nil {
		return nil, err
	}
	if slices.Contains([]string{".png", ".jpg", ".jpeg", ".webp"}, strings.ToLower(path.Ext(rel))) {
		if clean, _, err := media.Clean(data, p.limits()); err == nil {
			return clean, nil
		}
	}
	return data, nil
}

// feeds adds what other programs read.
func (o *output) feeds() {
	p := o.p
	o.bytes("/robots.txt", p.robots)
	if !p.Base.Known() {
		return
	}
	posts := p.feedPosts()
	deps := slices.Clone(o.shared[:])
	for _, post := range posts {
		if o.keyless {
			break
		}
		item := o.key("feed", []any{p.postItem(post), post.Date, p.updatedAt(post), post.Meta.Tags, post.Meta.Authors}, p.bodyKey(post))
		deps = append(deps, item[:]...)
	}
	o.add("/feed.xml", o.key("atom", nil, deps), func() ([]byte, error) { return p.atom(posts) })
	o.add("/feed.json", o.key("json", nil, deps), func() ([]byte, error) { return p.jsonFeed(posts) })
	o.bytes("/sitemap.xml", p.sitemap)
}
