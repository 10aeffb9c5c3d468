package site

import (
	"cmp"
	"slices"
	"strings"

	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/markdown"
)

// A WorldLink is an address outside of the site, with the place that states it.
type WorldLink struct {
	URL string
	Pos diag.Pos
}

// WorldLinks lists every http address outside of the site that a reader can click on, by place: in posts, pages and
// introductions, in what is studied, in labs and certificates, in the settings. Those of the site itself are checked
// without asking anybody.
func (p *Plan) WorldLinks() (list []WorldLink) {
	add := func(url string, pos diag.Pos) {
		low := strings.ToLower(url)
		own := p.Base.Known() && strings.HasPrefix(url+"/", p.Base.Abs("/"))
		if (strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://")) && !own {
			list = append(list, WorldLink{url, pos})
		}
	}
	inText := func(post *Post) {
		for h := range holes(post) {
			if h.Kind == markdown.LinkHole || h.Kind == markdown.ImageHole {
				dest := strings.TrimSpace(h.Dest)
				if strings.HasPrefix(dest, "//") {
					dest = "https:" + dest
				}
				add(dest, h.Pos)
			}
		}
	}
	for post := range p.everyPost() {
		inText(post)
		if post.Block == nil {
			continue
		}
		for _, lab := range post.Block.Labs {
			add(lab.Repo, lab.Pos)
			add(lab.URL, lab.Pos)
		}
		for _, c := range post.Block.Earned {
			add(c.URL, c.Pos)
		}
	}
	for i := range p.tree.Definitions {
		inText(p.definitionPost(&p.tree.Definitions[i]))
	}
	for i := range p.tree.Resources {
		add(p.tree.Resources[i].URL, p.tree.Resources[i].Pos)
	}
	setting := func(key string) diag.Pos {
		pos := p.Settings.Positions[key]
		pos.File = content.SettingsFile
		return pos
	}
	add(p.Settings.Author.URL, setting("author.url"))
	for _, item := range p.Settings.Nav {
		add(item.URL, setting("nav"))
	}
	slices.SortStableFunc(list, func(a, b WorldLink) int {
		return cmp.Or(strings.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col), strings.Compare(a.URL, b.URL))
	})
	return slices.Compact(list)
}
