package site

import (
	"fmt"
	"path"
	"strings"

	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/slug"
)

// permalink decides where a page lives: its own url, else its slug in the permalink pattern of the settings; a page
// outside the blog lives at its path below content/pages/.
func (p *Plan) permalink(post *Post) (string, *diag.Diagnostic) {
	pattern := p.Settings.Permalink
	switch {
	case post.Meta.URL != "":
		pattern = post.Meta.URL
	case !post.Post:
		pattern = "/" + pageFolder(post.Page) + ":slug/"
	}
	name := post.Meta.Slug
	if name == "" {
		name = post.Name
	}
	s := slug.Make(name)
	if s == "" && strings.Contains(pattern, ":slug") {
		d := diag.Errorf(diag.Pos{File: post.Path, Line: 1, Col: 1}, "", "%q has no letter or digit to make a URL of", name).Hintf("give the post a slug: in its front matter")
		return "", &d
	}
	if slug.Reserved(s) {
		p.said.paths.Add(diag.Warnf(diag.Pos{File: post.Path, Line: 1, Col: 1}, "", "%q is a device name on Windows: nobody there can check this site out", s).Hintf("choose another slug:"))
	}
	url := pattern
	if before, after, found := strings.Cut(pattern, ":slug"); found && !strings.Contains(before+after, ":") {
		url = before + s + after // as nearly all are: a Replacer takes longer to make than all else here
	} else if strings.Contains(pattern, ":") {
		y, m, d := post.Meta.Date.Day.Parts()
		url = strings.NewReplacer(":year", fmt.Sprintf("%04d", y), ":month", fmt.Sprintf("%02d", m), ":day", fmt.Sprintf("%02d", d),
			":slug", s, ":title", slug.Make(post.Meta.Title), ":section", section(post)).Replace(pattern)
	}
	clean, err := cleanURL(url)
	if err != "" {
		at := post.Meta.URLPos
		if at.File == "" {
			at = diag.Pos{File: post.Path, Line: 1, Col: 1}
		}
		d := diag.Errorf(at, "", "the URL %q %s", url, err).Hintf("write a path such as /posts/my-post/")
		return "", &d
	}
	return clean, nil
}

func section(post *Post) string {
	if post.Post {
		return "posts"
	}
	return "pages"
}

// pageFolder is the folder of a page below content/pages/, with a slash at its end unless it is empty.
func pageFolder(page *content.Page) string {
	dir := path.Dir(strings.TrimPrefix(page.Path, "content/pages/"))
	if page.Bundle {
		dir = path.Dir(dir)
	}
	if dir == "." || dir == "/" {
		return ""
	}
	parts := strings.Split(dir, "/")
	for i := range parts {
		parts[i] = slug.Make(parts[i])
	}
	return strings.Join(parts, "/") + "/"
}

// cleanURL makes a site path of what a user wrote: "/x/" or "/x.html". The reason is empty if all is well.
func cleanURL(url string) (clean, reason string) {
	switch {
	case strings.Contains(url, "://") || strings.HasPrefix(url, "//"):
		return "", "names another site"
	case strings.ContainsAny(url, "\\?#%*:|\"<>\x00"):
		return "", `has a character that no path may have: \ ? # % * : | " < >`
	case !strings.HasPrefix(url, "/"):
		url = "/" + url
	}
	for _, part := range strings.Split(strings.Trim(url, "/"), "/") {
		if part == "." || part == ".." || strings.HasPrefix(part, ".") {
			return "", "has a part that begins with a dot"
		}
		for _, r := range part {
			if r < 0x20 || r == 0x7f || isBidi(r) {
				return "", "has an invisible character"
			}
		}
	}
	clean = path.Clean(slug.NFC(url))
	if path.Ext(clean) != ".html" && clean != "/" {
		clean += "/"
	}
	return clean, ""
}

func isBidi(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c
}

// outPath is the file that a site path is served from: GitHub Pages serves /x/ from x/index.html.
func outPath(sitePath string) string {
	rel := strings.TrimPrefix(sitePath, "/")
	if rel == "" || strings.HasSuffix(rel, "/") {
		return rel + "index.html"
	}
	return rel
}
