package site

import (
	"fmt"
	"html/template"
	"maps"
	"time"

	"studylog/internal/markdown"
)

// postView is a post or a page without its body: what the page's key is made of.
func (p *Plan) postView(post *Post) PostView {
	m := &post.Meta
	v := PostView{
		Heading: template.HTML(template.HTMLEscapeString(m.Title)), Label: p.label(post), Lede: m.Description,
		Tags: p.tagLinks(post), Base: p.base(p.postHead(post)),
	}
	if post.Doc != nil && m.H1Title && len(post.Doc.TOC) > 0 && post.Doc.TOC[0].Level == 1 {
		v.Heading = template.HTML(post.Doc.TOC[0].HTML)
	}
	if len(m.Params) > 0 {
		v.Params = both(v.Params, m.Params)
	}
	for _, a := range m.Authors {
		if a.Name != p.Settings.Author.Name {
			v.Authors = append(v.Authors, a.Name)
		}
	}
	if wantsTOC(post) {
		v.TOC = tableOfContents(post.Doc.TOC)
	}
	if !post.Post {
		return v
	}
	v.Date, v.Updated = dayOrNil(m.Date.Day), dayOrNil(m.Updated.Day)
	v.ReadingTime = fmt.Sprintf("%d min read", max(1, (post.Doc.Words+219)/220)) // 220 words a minute
	p.addProgress(&v, post)
	v.Comparisons = p.comparisonLinks(post)
	v.Series = p.series(post)
	v.Newer, v.Older = p.neighbour(post.at-1), p.neighbour(post.at+1)
	return v
}

// both are the parameters of the site with those of a post, which win.
func both(site, own map[string]any) map[string]any {
	all := maps.Clone(own)
	for name, value := range site {
		if _, stated := all[name]; !stated {
			all[name] = value
		}
	}
	return all
}

// neighbour links to the i-th newest post; nil if there is none.
func (p *Plan) neighbour(i int) *Link {
	if i < 0 || i >= len(p.Posts) {
		return nil
	}
	return &Link{p.Posts[i].Meta.Title, p.Base.URL(p.Posts[i].URL)}
}

func (p *Plan) postHead(post *Post) head {
	m := &post.Meta
	h := head{title: m.Title, description: summary(post), url: post.URL, lang: m.Lang, noIndex: m.NoIndex, canonical: m.Canonical, ribbon: p.ribbon(post), script: true}
	if post.Post {
		h.kind, h.published, h.updated = "article", post.Date, p.instant(m.Updated)
		h.image, h.imageAlt = p.ogImage(post)
		h.jsonLD = p.postingLD(post, h.image)
	}
	return h
}

// ogImage is the picture that links to a post are shown with: the one it names, else its first.
func (p *Plan) ogImage(post *Post) (url, alt string) {
	if img := p.images[p.findFile(post, post.Meta.Image)]; img != nil && img.err == nil && img.picture {
		return img.url, post.Meta.ImageAlt
	}
	if post.Doc == nil {
		return "", ""
	}
	for i := range post.Doc.Images {
		h := &post.Doc.Images[i]
		if img := p.images[p.findFile(post, h.Dest)]; img != nil && img.err == nil && img.picture {
			return img.url, h.Text
		}
	}
	return "", ""
}

// ribbon says why a post would not be published; only previews show it.
func (p *Plan) ribbon(post *Post) string {
	if !p.opts.Preview {
		return ""
	}
	switch post.Status {
	case Draft:
		return "Draft"
	case Future:
		return "Scheduled for " + post.Until.Format("2 January 2006")
	}
	return ""
}

// label is the small word above a title: the number of an update, or the kind that the front matter names.
func (p *Plan) label(post *Post) string {
	if n := p.updateNumber[post.URL]; n > 0 {
		return fmt.Sprintf("Update %d", n)
	}
	switch post.Meta.Kind {
	case "lab":
		return "Lab"
	case "note":
		return "Note"
	case "update":
		return "Update"
	}
	return ""
}

// wantsTOC: the front matter decides, else a post with three headings or more has one.
func wantsTOC(post *Post) bool {
	if post.Doc == nil || post.Meta.TOC != nil && !*post.Meta.TOC {
		return false
	}
	n := 0
	for _, h := range post.Doc.TOC {
		if h.Level == 2 || h.Level == 3 {
			n++
		}
	}
	return n >= 3 || post.Meta.TOC != nil && n > 0
}

// tableOfContents nests third-level headings below second-level ones.
func tableOfContents(list []markdown.Heading) []TOCItem {
	var toc []TOCItem
	for _, h := range list {
		it := TOCItem{ID: h.ID, HTML: template.HTML(h.HTML)}
		switch {
		case h.Level == 2, h.Level == 3 && len(toc) == 0:
			toc = append(toc, it)
		case h.Level == 3:
			last := &toc[len(toc)-1]
			last.Sub = append(last.Sub, it)
		}
	}
	return toc
}

// series is the posts of one series, oldest first.
func (p *Plan) series(post *Post) *SeriesView {
	if post.Meta.Series == "" {
		return nil
	}
	s := &SeriesView{Name: post.Meta.Series}
	for i := len(p.Posts) - 1; i >= 0; i-- {
		other := p.Posts[i]
		if other.Meta.Series != post.Meta.Series {
			continue
		}
		if other == post {
			s.Index = len(s.Posts)
		}
		s.Posts = append(s.Posts, p.postItem(other))
	}
	return s
}

// updatedAt is when a post last changed, from its own words: never from a file's time.
func (p *Plan) updatedAt(post *Post) time.Time {
	if u := p.instant(post.Meta.Updated); u.After(post.Date) {
		return u
	}
	return post.Date
}
