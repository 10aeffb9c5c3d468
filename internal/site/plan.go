package site

import (
	"cmp"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"studylog/internal/compare"
	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/media"
	"studylog/internal/slug"
	"studylog/internal/study"
)

// NewPlan decides on the whole site: who is admitted, where everything lives, what the tracker and the comparisons
// say. Everything that can be wrong in the content is found here, in one run; rendering can then only fail on a
// template. now decides only what is published: no byte of the site is derived from it.
func NewPlan(t *content.Tree, o Options, now time.Time) (*Plan, diag.List) {
	return newPlan(nil, t, o, now, false)
}

// newPlan takes over from last, if there is one, only what it took long to read: pictures, and, if it stands, the theme.
func newPlan(last *Plan, t *content.Tree, o Options, now time.Time, themeStands bool) (*Plan, diag.List) {
	p := &Plan{Base: o.Base, Settings: t.Settings, tree: t, opts: o, pictures: cmp.Or(o.Pictures, &media.Maker{}), routes: newRoutes(), zone: zone(t.Settings.Timezone)}
	p.admit(now)
	p.years = p.span()
	p.claimPages()
	p.relate()
	p.buildIndex()
	p.claimStatic()
	p.loadImages(last)
	p.track()
	p.claimOwn(p.ownPaths())
	p.gather() // cells name other paths
	p.claimOwn(p.tablePaths())
	p.own = p.ownPaths()
	p.checkReserved()
	p.checkAll()
	if layouts := p.layouts(); themeStands && maps.Equal(layouts, last.layouts()) {
		p.theme, p.said.theme = last.theme, last.said.theme
	} else {
		p.theme, p.said.theme = loadTheme(t.FS, layouts)
	}
	return p, p.problems()
}

// findings are what is wrong, each beside what it was found with.
type findings struct {
	paths, tags, tracker, tables, intros, theme diag.List
	posts                                       []diag.List // by Post.at
}

// problems is all that is wrong, sorted.
func (p *Plan) problems() (list diag.List) {
	f := &p.said
	for _, part := range append([]diag.List{f.paths, f.tags, f.tracker, f.tables, f.intros, f.theme, p.noteOrigin()}, f.posts...) {
		list.Add(part...)
	}
	list.Sort()
	return list
}

// checkAll judges all that posts link to.
func (p *Plan) checkAll() {
	p.said.posts = make([]diag.List, len(p.all))
	parallel(len(p.all), func(i int) { p.said.posts[i] = p.checkHoles(p.all[i]) })
	p.said.intros = p.checkIntros()
}

func zone(name string) *time.Location {
	if loc, err := time.LoadLocation(name); err == nil {
		return loc
	}
	return time.UTC
}

// claimPages gives every admitted page its URL, and its old ones.
func (p *Plan) claimPages() {
	for post := range p.everyPost() {
		at := diag.Pos{File: post.Path, Line: 1, Col: 1}
		url, problem := p.permalink(post)
		if problem != nil {
			p.said.paths.Add(*problem)
			url = "/" + slug.Make(post.Path) + "/"
		}
		post.URL = url
		if d := p.routes.claim(url, post.Path, at); d != nil {
			p.said.paths.Add(*d)
		}
	}
	for post := range p.everyPost() {
		for _, a := range post.Meta.Aliases {
			url, reason := cleanURL(a.Path)
			if reason != "" {
				p.said.paths.Add(diag.Errorf(a.Pos, "", "the alias %q %s", a.Path, reason).Hintf("write the old path, such as /2024/old-name/"))
				continue
			}
			if url == post.URL {
				continue
			}
			if d := p.routes.claim(url, aliasOf+post.Path, a.Pos); d != nil {
				p.said.paths.Add(*d)
			}
		}
	}
	slices.SortFunc(p.Pages, func(a, b *Post) int { return cmp.Compare(a.URL, b.URL) })
	p.all = slices.Concat(p.Posts, p.Pages)
	for i, post := range p.all {
		post.at = i
	}
}

// claimStatic gives every file of static/ its own path; the theme's own files go under a name with a hash.
func (p *Plan) claimStatic() {
	p.statics = p.staticFiles()
	for _, f := range p.statics {
		if d := p.routes.claim("/"+f, "static/"+f, diag.Pos{File: "static/" + f}); d != nil {
			p.said.paths.Add(*d)
		}
	}
}

// staticFiles lists what static/ publishes as it is. Names that begin with a dot, but for the two that hosts look for,
// and those of backups and keys stay at home.
func (p *Plan) staticFiles() (files []string) {
	_ = fs.WalkDir(p.tree.FS, "static", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		base := path.Base(name)
		hidden := strings.HasPrefix(base, ".") && base != ".well-known" && base != ".nojekyll"
		switch {
		case e.IsDir() && hidden:
			return fs.SkipDir
		case e.IsDir(), hidden, content.NeverPublished(base):
			return nil
		}
		rel := strings.TrimPrefix(name, "static/")
		if !slices.Contains(hashed, rel) {
			files = append(files, rel)
		}
		return nil
	})
	return files
}

// ownPaths are the paths that studylog itself fills.
func (p *Plan) ownPaths() []string {
	own := []string{"/", "/posts/", "/tags/", "/tracker/", "/compare/", "/404.html", "/robots.txt"}
	if p.Base.Known() {
		own = append(own, "/feed.xml", "/feed.json", "/sitemap.xml")
	}
	for n := 2; n <= p.homePages(); n++ {
		own = append(own, pagePath(n))
	}
	for _, t := range p.tags {
		own = append(own, t.url)
	}
	for i := range p.Tracker.Resources {
		own = append(own, "/tracker/"+p.Tracker.Resources[i].ID+"/")
	}
	for name := range trackerFiles {
		own = append(own, "/tracker/"+name)
	}
	own = append(own, "/tracker/updates.ics", "/tracker/badge.svg")
	if !p.dayOne() {
		for _, y := range p.trackerYears() {
			own = append(own, yearPath(y))
		}
	}
	own = append(own, p.tablePaths()...)
	slices.Sort(own)
	return own
}

// tablePaths are those of the comparisons.
func (p *Plan) tablePaths() (own []string) {
	for i := range p.Tables {
		id := p.Tables[i].ID
		own = append(own, "/compare/"+id+"/", "/compare/"+id+"/"+id+".csv", "/compare/"+id+"/"+id+".json", "/compare/"+id+"/"+id+".md")
		own = append(own, p.historyRoutes(&p.Tables[i])...)
	}
	return own
}

func (p *Plan) claimOwn(paths []string) {
	for _, at := range paths {
		if d := p.routes.claim(at, "studylog's own "+at, diag.Pos{}); d != nil {
			p.said.paths.Add(*d)
		}
	}
}

func (p *Plan) checkReserved() {
	for _, reserved := range []string{"/search/"} {
		if o, ok := p.routes.owner[slug.FoldPath(outPath(reserved))]; ok && o.pos.File != "" {
			p.said.paths.Add(diag.Errorf(o.pos, "", "%s wants %s, which is kept for studylog's own page", o.what, reserved).Hintf("%s", o.wayOut()))
		}
	}
}

func (p *Plan) layouts() map[string]diag.Pos {
	m := map[string]diag.Pos{}
	for post := range p.everyPost() {
		if l := post.Meta.Layout; l != "" {
			m[l] = post.Meta.LayoutPos
		}
	}
	return m
}

// track computes the tracker from the admitted posts.
func (p *Plan) track() {
	plan := study.Plan{Settings: p.Settings.Study, Resources: p.tree.Resources, HasCatalog: p.tree.HasCatalog}
	var blocks []study.Block
	for _, post := range p.Posts {
		if post.Block == nil {
			continue
		}
		b := *post.Block
		b.Post, b.Clock = post.URL, p.clock(post)
		blocks = append(blocks, b)
		if on := max(b.Date, b.AsOf); on < plan.Settings.Start && len(b.At)+len(b.Time) > 0 {
			p.said.tracker.Add(diag.Warnf(b.Pos, "", "this reports progress before the journal starts (study.start is %s): it counts, but it is no update", plan.Settings.Start).Hintf("set study.start in studylog.yaml to the first day of the journal"))
		}
	}
	var diags diag.List
	p.Tracker, diags = study.Track(plan, blocks)
	p.updates, p.updateNumber = map[string]*study.Update{}, map[string]int{}
	for i := range p.Tracker.Updates {
		u := &p.Tracker.Updates[i]
		p.updates[u.Post], p.updateNumber[u.Post] = u, u.N
	}
	p.said.tracker.Add(diags...)
}

// gather merges the comparison tables of the admitted posts.
func (p *Plan) gather() {
	var all []compare.Contribution
	for _, post := range p.Posts {
		clock := p.clock(post)
		for _, c := range post.Tables {
			c.Post, c.Title, c.Date, c.Clock = post.URL, post.Meta.Title, post.Meta.Date.Day, clock
			p.carry(post, &c)
			all = append(all, c)
		}
	}
	p.intros = map[string]*content.Definition{}
	var defs []compare.Definition
	for i := range p.tree.Definitions {
		d := &p.tree.Definitions[i]
		p.intros[d.ID] = d
		defs = append(defs, d.Definition)
	}
	p.Tables, p.said.tables = compare.Merge(all, defs)
	p.tables = make(map[string]*compare.Table, len(p.Tables))
	for i := range p.Tables {
		p.tables[p.Tables[i].ID] = &p.Tables[i]
	}
}

// CodeNoOrigin is the code of the note that the site's origin is not known.
const CodeNoOrigin = "S101"

func (p *Plan) noteOrigin() diag.List {
	if p.Base.Known() {
		return nil
	}
	return diag.List{diag.Notef(diag.Pos{File: p.Settings.File}, CodeNoOrigin, "the site's address is not known: there are no feeds, no sitemap and no canonical links").Hintf("set base_url: https://name.github.io/repository/, or pass --base-url")}
}

// Routes lists every site path, sorted.
func (p *Plan) Routes() []string {
	return slices.Sorted(maps.Keys(p.routes.exact))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
