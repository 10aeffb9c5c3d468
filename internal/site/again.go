package site

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"studylog/internal/civil"
	"studylog/internal/content"
	"studylog/internal/diag"
)

// Who writes saves one post again and again, and of all that a plan decides next to nothing depends on one post's text.
// So a plan can be made from the last one: what each step is made of is compared, and a step whose inputs stand is taken
// over. Nothing is guessed: where anything else than the pages of a tree changed, or more of a page than is known to
// matter to its own page only, everything is planned from the start. A test compares random histories of edits with
// plans made from nothing.

// Again is NewPlan for who planned before: it gives the same plan, sooner, and last itself if nothing changed. last may be nil. themeStands says that nothing
// below templates/ and static/ changed since.
func Again(last *Plan, t *content.Tree, o Options, now time.Time, themeStands bool) (*Plan, diag.List) {
	if last != nil && themeStands && t == last.tree && o == last.opts && last.statusStands(now) {
		return last, last.problems()
	}
	if last != nil && themeStands && o == last.opts && last.restStands(t) {
		if p := last.edited(t, now); p != nil {
			return p, p.problems()
		}
	}
	return newPlan(last, t, o, now, themeStands && last != nil)
}

// restStands reports whether a tree has the same pages, by their paths, and all but pages just as p's tree has it.
func (p *Plan) restStands(t *content.Tree) bool {
	was := p.tree
	return slices.EqualFunc(t.Pages, was.Pages, func(a, b *content.Page) bool { return a == b || a.Path == b.Path }) &&
		slices.Equal(t.Files, was.Files) && t.HasCatalog == was.HasCatalog &&
		reflect.DeepEqual(t.Settings, was.Settings) && reflect.DeepEqual(t.Resources, was.Resources) && reflect.DeepEqual(t.Definitions, was.Definitions)
}

// An edit is what a page's new text changed beside what stands on the page itself.
type edit struct{ title, tags, files, anchors, block, tables bool }

// edited is the plan after edits to pages, or nil if they change too much.
func (last *Plan) edited(t *content.Tree, now time.Time) *Plan {
	p := *last
	p.tree, p.all = t, slices.Clone(last.all)
	p.Posts, p.Pages = p.all[:len(last.Posts):len(last.Posts)], p.all[len(last.Posts):]
	if !last.statusStands(now) {
		return nil
	}
	var all edit
	var changed []*Post
	for i, page := range t.Pages {
		if page == last.tree.Pages[i] {
			continue
		}
		was := last.byPath(page.Path)
		if was == nil || !sameAddress(was.Page, page) {
			return nil
		}
		post := *was
		post.Page = page
		p.all[post.at] = &post
		changed = append(changed, &post)
		all.add(&p, was, &post)
	}
	if !p.redo(all, last) {
		return nil
	}
	if p.said.posts = slices.Clone(last.said.posts); all.title || all.files || all.anchors || all.tables {
		p.checkAll()
	}
	for _, post := range changed {
		p.said.posts[post.at] = p.checkHoles(post)
	}
	return &p
}

// statusStands reports whether all who were in and out still are, at another moment.
func (p *Plan) statusStands(now time.Time) bool {
	today := civil.OfTime(now.In(p.zone))
	for _, post := range p.all {
		if status, until := p.status(post.Page, today, now); status != post.Status || !until.Equal(post.Until) {
			return false
		}
	}
	for _, x := range p.Excluded {
		if status, until := p.status(x.Page, today, now); status != x.Status || !until.Equal(x.Until) {
			return false
		}
	}
	return true
}

// sameAddress reports whether two texts of one page agree in who may see it, where it lives, and what it is rendered
// with. A place in the file counts only where the plan may have to name it.
func sameAddress(a, b *content.Page) bool {
	x, y := a.Meta, b.Meta
	return sameStamp(x.Date, y.Date) && sameStamp(x.Publish, y.Publish) && sameStamp(x.Expiry, y.Expiry) && x.Draft == y.Draft &&
		x.Slug == y.Slug && x.URL == y.URL && (x.URL == "" || x.URLPos == y.URLPos) && slices.Equal(x.Aliases, y.Aliases) && slices.Equal(x.Names, y.Names) &&
		x.Layout == y.Layout && (x.Layout == "" || x.LayoutPos == y.LayoutPos)
}

func sameStamp(a, b content.Stamp) bool {
	a.Pos, b.Pos = diag.Pos{}, diag.Pos{}
	return a == b
}

func (e *edit) add(p *Plan, was, post *Post) {
	a, b := was.Page, post.Page
	e.title = e.title || a.Meta.Title != b.Meta.Title
	e.tags = e.tags || !slices.Equal(a.Meta.Tags, b.Meta.Tags)
	e.files = e.files || !maps.Equal(p.fileSet(was), p.fileSet(post))
	e.anchors = e.anchors || !reflect.DeepEqual(a.Doc.IDs, b.Doc.IDs) || !reflect.DeepEqual(a.Doc.TOC, b.Doc.TOC)
	e.block = e.block || !reflect.DeepEqual(a.Block, b.Block)
	e.tables = e.tables || !reflect.DeepEqual(a.Tables, b.Tables) || len(b.Tables) > 0 && !reflect.DeepEqual(a.Doc.Tables, b.Doc.Tables)
}

func (p *Plan) fileSet(post *Post) map[string]bool {
	set := map[string]bool{}
	for f := range p.filesOf(post) {
		set[f] = true
	}
	return set
}

// redo takes the steps again whose inputs changed. It reports false if some path of the site came or went by that.
func (p *Plan) redo(e edit, last *Plan) bool {
	if e.title {
		if strings.Contains(p.Settings.Permalink, ":title") {
			return false
		}
		p.buildIndex()
	}
	if e.tags {
		p.tags, p.said.tags = nil, nil
		p.relate()
	}
	if e.files {
		p.loadImages(last)
	}
	if e.block {
		p.said.tracker = nil
		p.track()
	}
	if e.tables || e.title || e.files || e.anchors { // a cell may link to what moved
		p.gather()
	}
	return e == (edit{}) || slices.Equal(p.ownPaths(), p.own)
}
