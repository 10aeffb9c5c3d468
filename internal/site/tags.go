package site

import (
	"cmp"
	"slices"

	"studylog/internal/diag"
	"studylog/internal/slug"
)

// tag is a term of the taxonomy with its posts, newest first.
type tag struct {
	name, url string
	posts     []*Post
}

// relate gathers what holds posts together: tags by slug (so that case variants are one tag), and series.
func (p *Plan) relate() {
	bySlug, slugs := map[string]*tag{}, map[string]string{}
	for _, post := range p.Posts {
		for _, name := range post.Meta.Tags {
			s, known := slugs[name]
			if !known {
				s = slug.Make(name)
				slugs[name] = s
			}
			if s == "" {
				p.said.tags.Add(diag.Warnf(diag.Pos{File: post.Path, Line: 1, Col: 1}, "", "the tag %q has no letter or digit, and is left out", name))
				continue
			}
			t := bySlug[s]
			if t == nil {
				t = &tag{name: name, url: "/tags/" + s + "/"}
				bySlug[s] = t
				p.tags = append(p.tags, t)
			}
			if n := len(t.posts); n == 0 || t.posts[n-1] != post {
				t.posts = append(t.posts, post)
			}
		}
	}
	slices.SortFunc(p.tags, func(a, b *tag) int { return cmp.Compare(slug.Key(a.name), slug.Key(b.name)) })
	p.warnSpellings(bySlug, slugs)
}

// warnSpellings says where one tag is spelt in two ways; the newest post's spelling is shown.
func (p *Plan) warnSpellings(bySlug map[string]*tag, slugs map[string]string) {
	said := map[string]bool{}
	for _, post := range p.Posts {
		for _, name := range post.Meta.Tags {
			if t := bySlug[slugs[name]]; t != nil && t.name != name && !said[name] {
				said[name] = true
				p.said.tags.Add(diag.Warnf(diag.Pos{File: post.Path, Line: 1, Col: 1}, "", "the tags %q and %q are one tag, shown as %q", name, t.name, t.name).Hintf("spell it one way"))
			}
		}
	}
}

func (p *Plan) tagLinks(post *Post) []Link {
	var links []Link
	for _, name := range post.Meta.Tags {
		if s := slug.Make(name); s != "" {
			links = append(links, Link{name, p.Base.URL("/tags/" + s + "/")})
		}
	}
	return links
}
