package site

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"studylog/internal/compare"
	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/markdown"
	"studylog/internal/slug"
)

// About is what one file of the site is made of.
type About struct {
	URL      string   // site path: "/tracker/"
	File     string   // in the output: "tracker/index.html"
	What     string   // "the tracker"
	Template string   // "templates/tracker.html"; empty for what has none
	Post     *Post    // the post or page that it is, or that it leads to
	Alias    bool     // it only leads there
	Posts    []*Post  // whose words it shows
	Sources  []string // other files of the journal that it is made of
	Settings []string // keys that bear on it
}

// About says what is at a path of the site.
func (p *Plan) About(at string) (About, bool) {
	a := About{URL: at, File: outPath(at)}
	if !p.routes.has(at) && p.assetFile(at) == "" {
		return a, false
	}
	section, rest, _ := strings.Cut(strings.Trim(at, "/"), "/")
	switch o := p.routes.owner[slug.FoldPath(outPath(at))]; {
	case p.index.byURL[at] != nil:
		a.Post = p.index.byURL[at]
		a.What, a.Template = "a page", "templates/"+layout(a.Post)+".html"
		if a.Post.Post {
			a.What = "a post"
		}
	case strings.HasPrefix(o.what, aliasOf):
		a.What, a.Alias, a.Post = "an old address", true, p.index.byPath[strings.TrimPrefix(o.what, aliasOf)]
	case o.isStatic():
		a.What, a.Sources = "a file of static/, published as it is", []string{o.pos.File}
	case section == "assets":
		a.What, a.Sources = "a file under a name of its content", []string{p.assetFile(at)}
	case section == "tracker":
		p.aboutTracker(&a, rest)
	case section == "compare":
		p.aboutComparison(&a, rest)
	case section == "tags":
		p.aboutTags(&a)
	default:
		p.aboutOwn(&a, section)
	}
	return a, true
}

// assetFile finds the file that is published under a name with its hash.
func (p *Plan) assetFile(at string) string {
	for _, file := range sortedKeys(p.images) {
		if p.images[file].url == at {
			return file
		}
	}
	if p.theme != nil {
		for _, name := range hashed {
			if p.theme.assets[name].url == at {
				return "static/" + name
			}
		}
	}
	return ""
}

// aboutOwn is about the lists, the feeds, and what only programs read.
func (p *Plan) aboutOwn(a *About, section string) {
	switch {
	case a.URL == "/" || section == "page":
		a.What, a.Template, a.Settings = "the home page", "templates/home.html", []string{"title", "description", "paginate"}
		for n := 1; n <= p.homePages(); n++ {
			if pagePath(n) == a.URL {
				a.Posts = p.homePosts(n)
			}
		}
	case a.URL == "/posts/":
		a.What, a.Template, a.Posts = "the archive of all posts", "templates/list.html", p.Posts
	case a.URL == "/404.html":
		a.What, a.Template = "the page that hosts show where there is none", "templates/404.html"
	case section == "feed.xml" || section == "feed.json":
		a.What, a.Posts, a.Settings = "the feed of the newest posts", p.feedPosts(), []string{"title", "description", "author", "feed_items"}
	case section == "sitemap.xml":
		a.What, a.Posts = "the list of pages that search engines read", p.Posts
	default:
		a.What = "a file that studylog makes"
	}
}

func (p *Plan) aboutTags(a *About) {
	a.What, a.Template = "the list of all tags", "templates/tags.html"
	for _, t := range p.tags {
		if t.url == a.URL {
			a.What, a.Template, a.Posts = "the posts with the tag "+t.name, "templates/list.html", t.posts
		}
	}
}

// aboutTracker is about the tracker, its years and files, and its resources.
func (p *Plan) aboutTracker(a *About, rest string) {
	a.What, a.Settings = "the tracker", []string{"timezone", "study.start", "study.finish", "study.cadence", "study.daily_goal", "study.pauses", "study.streaks"}
	if p.tree.HasCatalog {
		a.Sources = []string{content.ResourcesFile}
	}
	id := strings.TrimSuffix(rest, "/")
	if r := p.Tracker.Resource(id); r != nil && id != "" {
		a.What, a.Template = "the resource "+id+" in the tracker", "templates/resource.html"
		for _, post := range p.Posts {
			if slices.Contains(r.Posts, post.URL) {
				a.Posts = append(a.Posts, post)
			}
		}
		return
	}
	for _, post := range p.Posts {
		if post.Block != nil {
			a.Posts = append(a.Posts, post)
		}
	}
	switch {
	case strings.HasSuffix(a.URL, "/"):
		a.Template = "templates/tracker.html"
		if rest != "" {
			a.What = "the tracker's year " + id
		}
	default:
		a.What = "the tracker's data for other programs"
	}
}

// aboutComparison is about the list of comparisons, one of them, its history and its exports.
func (p *Plan) aboutComparison(a *About, rest string) {
	id, part, _ := strings.Cut(rest, "/")
	t := p.tables[id]
	if t == nil {
		a.What, a.Template = "the list of all comparisons", "templates/comparisons.html"
		return
	}
	a.What, a.Template = "the comparison "+id, "templates/comparison.html"
	switch {
	case part == "history/":
		a.What, a.Template = "the history of the comparison "+id, "templates/history.html"
	case strings.HasPrefix(part, "history/") && strings.HasSuffix(part, "/"):
		a.What = "the comparison " + id + " as one post left it"
	case strings.HasPrefix(part, "history/"):
		a.What, a.Template = "the feed of changes to the comparison "+id, ""
	case part != "":
		a.What, a.Template = "the comparison "+id+" for other programs", ""
	}
	for _, post := range p.Posts {
		if slices.ContainsFunc(t.Sources, func(s *compare.Source) bool { return s.Post == post.URL }) {
			a.Posts = append(a.Posts, post)
		}
	}
	if def := p.intros[id]; def != nil && def.File != "" {
		a.Sources = []string{def.File}
	}
}

// WouldBe is where a page that is left out would live.
func (p *Plan) WouldBe(page *content.Page) string {
	url, _ := p.permalink(&Post{Page: page, Date: p.instant(page.Meta.Date)})
	return url
}

// OutputFile is the file of the output that a path of the site is served from.
func OutputFile(sitePath string) string { return outPath(sitePath) }

// ShownOn lists the pages of the site that list a post, or are made of what it says.
func (p *Plan) ShownOn(post *Post) (list []string) {
	n := slices.Index(p.Posts, post)
	if n < 0 {
		return nil
	}
	list = append(list, pagePath(1+n/p.perPage()), "/posts/")
	for _, t := range p.tags {
		if slices.Contains(t.posts, post) {
			list = append(list, t.url)
		}
	}
	if post.Block != nil {
		list = append(list, "/tracker/")
	}
	for i := range p.Tracker.Resources {
		if r := &p.Tracker.Resources[i]; slices.Contains(r.Posts, post.URL) {
			list = append(list, "/tracker/"+r.ID+"/")
		}
	}
	for i := range p.Tables {
		if t := &p.Tables[i]; slices.ContainsFunc(t.Sources, func(s *compare.Source) bool { return s.Post == post.URL }) {
			list = append(list, "/compare/"+t.ID+"/")
		}
	}
	if p.Base.Known() && n < len(p.feedPosts()) {
		list = append(list, "/feed.xml", "/feed.json")
	}
	return list
}

// A Use is a place in a post.
type Use struct {
	Post *Post
	Pos  diag.Pos
	What string // "link", "image", "embed"
}

// LinksTo finds the links of posts and pages that lead to a page or a file of the site.
func (p *Plan) LinksTo(url string) (list []Use) {
	for post := range p.everyPost() {
		for h := range holes(post) {
			switch t, what := p.holeTarget(post, h); {
			case what == "":
			case strings.TrimSuffix(pathOf(t), "index.html") == url:
				list = append(list, Use{post, h.Pos, what})
			}
		}
	}
	return list
}

func pathOf(url string) string {
	at, _, _ := strings.Cut(url, "#")
	return at
}

// holeTarget is the site path that a hole leads to, and what it is there for.
func (p *Plan) holeTarget(post *Post, h *markdown.Hole) (url, what string) {
	switch h.Kind {
	case markdown.LinkHole:
		if t, d := p.resolve(post, h); d == nil && !t.external && !strings.HasPrefix(h.Dest, "#") {
			return t.url, "link"
		}
	case markdown.WikiHole:
		if t, _, _ := p.wiki(post, h); t.url != "" && !strings.HasPrefix(h.Dest, "#") {
			return t.url, "link"
		}
	case markdown.CompareHole:
		if p.tables[h.Dest] != nil {
			return "/compare/" + h.Dest + "/", "embed"
		}
	}
	return "", ""
}

// UsesOf finds where posts and pages show or link a file of the journal.
func (p *Plan) UsesOf(file string) (list []Use) {
	rooted := "/" + strings.TrimPrefix(file, "static/")
	for post := range p.everyPost() {
		for h := range holes(post) {
			switch h.Kind {
			case markdown.ImageHole, markdown.MediaHole, markdown.LinkHole:
				if p.findFile(post, h.Dest) == file || strings.HasPrefix(file, "static/") && path.Clean(h.Dest) == rooted {
					list = append(list, Use{post, h.Pos, map[bool]string{true: "link", false: "image"}[h.Kind == markdown.LinkHole]})
				}
			}
		}
		if post.Meta.Image != "" && p.findFile(post, post.Meta.Image) == file {
			list = append(list, Use{post, post.Meta.ImagePos, "image of the front matter"})
		}
		if post.Block == nil {
			continue
		}
		for _, lab := range post.Block.Labs {
			for _, s := range lab.Shots {
				if p.findFile(post, s.Src) == file {
					list = append(list, Use{post, s.Pos, "screenshot of the lab " + lab.ID})
				}
			}
		}
	}
	return list
}

// A Picture is a file beside the posts, as the plan knows it.
type Picture struct {
	URL           string // "" if nobody refers to it
	Width, Height int    // 0 of what is no picture, or is not shown
	Bytes         int64  // of the source
	Picture       bool
	Err           error // it cannot be read
}

// Picture describes a file of content/ or static/.
func (p *Plan) Picture(file string) Picture {
	var v Picture
	if info, err := fs.Stat(p.tree.FS, file); err == nil {
		v.Bytes = info.Size()
	}
	img := p.images[file]
	if img == nil {
		img = p.loadImage(file)
	} else if img.err == nil {
		v.URL = img.url
	}
	v.Width, v.Height, v.Picture, v.Err = img.width, img.height, img.picture, img.err
	if rel, ok := strings.CutPrefix(file, "static/"); ok {
		switch a, hash := p.theme.assets[rel]; {
		case hash:
			v.URL = a.url
		case p.routes.has("/" + rel):
			v.URL = "/" + rel
		}
	}
	return v
}

// Named finds the post or page that a name means, as a wiki-link does: by file name, slug, title or alias.
func (p *Plan) Named(name string) *Post { return p.named(name) }
