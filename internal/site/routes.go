package site

import (
	"strings"

	"studylog/internal/diag"
	"studylog/internal/slug"
)

// routes is every path of the site with its owner. Two owners of one path, however it is spelt, are an error that
// names both: file systems that fold case or normalise Unicode would let one of them overwrite the other.
type routes struct {
	owner map[string]owner  // by folded output path
	exact map[string]string // site path without "index.html" → itself, for link resolution
	dirs  map[string]owner  // folded folders, each with one file below it
}

type owner struct {
	path string   // as added
	what string   // "content/posts/x.md", or "the tracker page"
	pos  diag.Pos // of a user's file; zero for our own pages
}

func newRoutes() *routes {
	return &routes{owner: map[string]owner{}, exact: map[string]string{}, dirs: map[string]owner{}}
}

// claim gives a site path to an owner, or says who has it.
func (r *routes) claim(sitePath, what string, pos diag.Pos) *diag.Diagnostic {
	out := outPath(sitePath)
	key := slug.FoldPath(out)
	other, taken := r.owner[key]
	if !taken {
		other, taken = r.dirs[key]
	}
	for at := range parents(key) {
		if f, ok := r.owner[at]; ok && !taken {
			other, taken = f, true
		}
	}
	if taken {
		d := collision(owner{sitePath, what, pos}, other)
		return &d
	}
	o := owner{sitePath, what, pos}
	r.owner[key] = o
	r.exact[sitePath] = sitePath
	for at := range parents(key) {
		if _, ok := r.dirs[at]; !ok {
			r.dirs[at] = o
		}
	}
	return nil
}

// parents yields every folder above a path: "a/b" and "a" for "a/b/c".
func parents(p string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for i := len(p) - 1; i > 0; i-- {
			if p[i] == '/' && !yield(p[:i]) {
				return
			}
		}
	}
}

func collision(a, b owner) diag.Diagnostic {
	if a.pos.File == "" {
		a, b = b, a
	}
	d := diag.Errorf(a.pos, "", "%s and %s both want %s", a.what, b.what, a.path)
	if outPath(b.path) != outPath(a.path) {
		d.Msg += " (spelt " + b.path + " by the latter)"
	}
	return d.Hintf("%s", settlement(a, b))
}

// settlement says how two owners of one path come apart: each by what it is, and studylog's own pages stay.
func settlement(a, b owner) string {
	one, two := a.wayOut(), b.wayOut()
	switch {
	case a.isPage() && b.isPage():
		return "give one of them another slug: or url: in its front matter"
	case two == "" && a.isStatic():
		return one + ", or remove it; how studylog's own pages look is for templates/ to say"
	case two == "" || one == two: // two old addresses
		return one
	}
	return one + ", or " + two
}

// wayOut is what an owner may do to leave a path to another; "" for our own pages.
func (o owner) wayOut() string {
	switch {
	case o.pos.File == "":
		return ""
	case o.isStatic():
		return "rename " + o.pos.File // it has no front matter
	case o.isPage():
		return "give " + o.pos.File + " another slug: or url: in its front matter"
	}
	return "remove the alias"
}

func (o owner) isPage() bool { return o.what == o.pos.File && !o.isStatic() }

func (o owner) isStatic() bool { return strings.HasPrefix(o.pos.File, "static/") }

// aliasOf begins what an owner is that is an old address of a page.
const aliasOf = "an alias of "

// has reports whether the site has a page or file at this site path.
func (r *routes) has(sitePath string) bool { _, ok := r.exact[sitePath]; return ok }
