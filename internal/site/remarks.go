package site

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"studylog/internal/diag"
	"studylog/internal/slug"
)

// Codes of remarks. Those of headings and of texts for pictures are the codes of an audit of the site that was built, which
// finds the same without the line.
const (
	codeNoAlt      = "A203"
	codeSkipsLevel = "A205"
	codeManyH1     = "A209"
	codeSameTitle  = "A211"
	codeHeavy      = "A212"
	codeLarge      = "A213"
)

// What a picture may weigh and measure. A page shows none wider than some 900 px, twice that on a fine screen.
const (
	heavy = 1_000_000 // bytes
	large = 3000      // pixels a side
)

// Remarks are what works, and works badly: titles that nobody can tell apart, headings that skip a level, pictures that
// say nothing to who cannot see them, or keep readers waiting. They stop no build.
func (p *Plan) Remarks() (list diag.List) {
	list.Add(p.sameTitles()...)
	for post := range p.everyPost() {
		list.Add(headings(post)...)
		list.Add(withoutText(post)...)
	}
	list.Add(p.largePictures()...)
	list.Sort()
	return list
}

// sameTitles tells of the newer one of two posts, and of the later one of two pages.
func (p *Plan) sameTitles() (list diag.List) {
	first := map[string]*Post{}
	for _, posts := range [][]*Post{p.Posts, p.Pages} {
		for i := range posts {
			post := posts[i]
			if post.Post {
				post = posts[len(posts)-1-i] // oldest first
			}
			key := slug.Key(post.Meta.Title)
			other := first[key]
			if other == nil {
				first[key] = post
				continue
			}
			at := post.Meta.TitlePos
			if at.File == "" {
				at = diag.Pos{File: post.Path}
			}
			list.Add(diag.Warnf(at, codeSameTitle, "%s has this title, too: lists, feeds and search results cannot tell them apart", other.Path).
				Hintf("give one of them another title, or number them"))
		}
	}
	return list
}

// headings follows the outline of a page, which begins with its title.
func headings(post *Post) (list diag.List) {
	if post.Doc == nil {
		return nil
	}
	level := 1
	for i, h := range post.Doc.TOC {
		switch {
		case i == 0 && h.Level == 1 && post.Meta.H1Title:
			continue
		case h.Level == 1:
			list.Add(diag.Warnf(h.Pos, codeManyH1, "the heading %q is of level 1, as the page's title is", h.Text).
				Hintf("begin the sections of a post with ##"))
		case h.Level > level+1:
			list.Add(diag.Warnf(h.Pos, codeSkipsLevel, "the heading %q of level %d follows one of level %d: who listens to the page looks for what is missing", h.Text, h.Level, level).
				Hintf("begin it with %s", strings.Repeat("#", level+1)))
		}
		level = h.Level
	}
	return list
}

// withoutText finds the pictures that say nothing to who cannot see them. One in HTML may only adorn: alt="" says so.
func withoutText(post *Post) (list diag.List) {
	if post.Doc == nil {
		return nil
	}
	for _, h := range post.Doc.Images {
		if !h.Raw && strings.TrimSpace(h.Text) == "" {
			list.Add(diag.Warnf(h.Pos, codeNoAlt, "the picture %s has no text for who cannot see it", h.Dest).
				Hintf("![what it shows](%s), or <img src=%q alt=\"\"> if it only adorns", h.Dest, h.Dest))
		}
	}
	return list
}

// largePictures weighs what is published of pictures, each at the first place that shows it.
func (p *Plan) largePictures() (list diag.List) {
	files := sortedKeys(p.images)
	for _, rel := range p.staticFiles() {
		if slices.Contains(pictures, strings.ToLower(path.Ext(rel))) {
			files = append(files, "static/"+rel)
		}
	}
	for _, file := range files {
		info, err := fs.Stat(p.tree.FS, file)
		if err != nil {
			continue
		}
		img := p.images[file]
		heavy := info.Size() > heavy
		if img != nil && (img.err != nil || !img.picture) || img == nil && !heavy {
			continue
		}
		large := img != nil && max(img.width, img.height) > large && path.Ext(file) != ".svg"
		if !heavy && !large {
			continue
		}
		at := diag.Pos{File: file}
		uses := slices.DeleteFunc(p.UsesOf(file), func(u Use) bool { return u.What == "link" })
		switch {
		case len(uses) > 0:
			at = uses[0].Pos
		case img != nil:
			continue // it is there to be opened by itself
		}
		if heavy {
			list.Add(diag.Warnf(at, codeHeavy, "%s has %.1f MB: on a phone, readers wait for it", file, float64(info.Size())/1e6).
				Hintf("save it smaller, as JPEG or WebP if it is a photo; below 1 MB is well"))
		}
		if large {
			list.Add(diag.Warnf(at, codeLarge, "%s measures %d × %d pixels, of which no page shows a third", file, img.width, img.height).
				Hintf("scale it to at most %d pixels a side", 2000))
		}
	}
	return list
}
