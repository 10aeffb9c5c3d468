package audit

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"studylog/internal/diag"
)

// resolve follows one reference of a file, as a browser and GitHub Pages would.
func (c *checker) resolve(f *file, r ref) []finding {
	say := func(severity diag.Severity, code, hint, format string, args ...any) []finding {
		return []finding{{f.path, severity, code, fmt.Sprintf(format, args...), hint}}
	}
	raw := strings.TrimSpace(r.url)
	if raw == "" && r.load {
		return say(diag.Error, DeadLink, "", "the %s has no address", r.what)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return say(diag.Error, DeadLink, "", "the %s %q is no URL", r.what, shown(raw))
	}
	if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return c.scheme(f, r, u)
	}
	if u.Host != "" && !c.own(u) {
		if r.load {
			return say(diag.Error, ForeignHost, "keep a copy in the journal: no request leaves the site",
				"the %s %s is requested from another host", r.what, shown(raw))
		}
		return nil
	}
	relative := u.Host == "" && !strings.HasPrefix(u.Path, "/")
	if relative && r.feed {
		return say(diag.Warning, RelativeURL, "", "the %s %q is relative: a feed is read elsewhere, where that leads nowhere", r.what, shown(raw))
	}
	if relative && f.path == "404.html" && u.Path != "" {
		return say(diag.Warning, RelativeURL, "begin it with /", "the %s %q is relative, but 404.html is served at any depth", r.what, shown(raw))
	}
	at, ok := c.inSite(f, u)
	if !ok && u.Host != "" {
		return nil // another project of the same person
	}
	if !ok {
		return say(diag.Error, OutsideBase, fmt.Sprintf("the site lives below %s: begin the link with that", c.base),
			"the %s %s leaves the site", r.what, shown(raw))
	}
	target, redirect := c.serve(at)
	switch {
	case target == nil:
		return say(diag.Error, DeadLink, c.suggest(at), "the %s %s leads nowhere: %s", r.what, shown(raw), c.missing(at))
	case redirect && r.what == "link":
		return say(diag.Warning, Redirect, "end it with a slash", "the %s %s costs a redirect to %s/", r.what, shown(raw), shown(u.Path))
	}
	if missing, hint := target.lacks(u.EscapedFragment()); missing {
		return say(diag.Error, DeadAnchor, hint, "the %s %s leads to no place on its page: %s has no id %q",
			r.what, shown(raw), target.path, u.Fragment)
	}
	return nil
}

// scheme judges what is neither a path nor http.
func (c *checker) scheme(f *file, r ref, u *url.URL) []finding {
	switch s := strings.ToLower(u.Scheme); {
	case s == "mailto" || s == "tel" || s == "data" && r.load:
		return nil
	default:
		return []finding{{f.path, diag.Error, BadScheme, fmt.Sprintf("the %s %s has the scheme %q", r.what, shown(r.url), s), "use http, https or mailto"}}
	}
}

func (c *checker) own(u *url.URL) bool {
	return c.origin != nil && strings.EqualFold(c.origin.Host, u.Host) && (u.Scheme == "" || u.Scheme == c.origin.Scheme)
}

// inSite returns the path of a URL below the base, as a path in the output: "posts/x/" or "feed.xml".
func (c *checker) inSite(f *file, u *url.URL) (string, bool) {
	here := &url.URL{Path: c.base + f.path}
	if path.Base(f.path) == "index.html" {
		here.Path = strings.TrimSuffix(here.Path, "index.html")
	}
	if b, err := url.Parse(f.base); f.base != "" && err == nil {
		here = here.ResolveReference(b)
	}
	to := here.ResolveReference(u).Path
	if to+"/" == c.base {
		return "", true
	}
	return strings.CutPrefix(to, c.base)
}

// serve returns the file that GitHub Pages answers with, nil for 404, and whether it first redirects to the path with a
// slash.
func (c *checker) serve(at string) (f *file, redirect bool) {
	if at == "" || strings.HasSuffix(at, "/") {
		return c.files[at+"index.html"], false
	}
	if f := c.files[at]; f != nil {
		return f, false
	}
	if f := c.files[at+".html"]; f != nil {
		return f, false
	}
	return c.files[at+"/index.html"], true
}

func (c *checker) missing(at string) string {
	bare := strings.TrimSuffix(at, "/")
	switch {
	case bare != at && c.files[bare] != nil:
		return "a file's path ends without a slash"
	case c.dirs[bare]:
		return "the folder has no index.html"
	}
	return "there is no such file"
}

// suggest looks for what was meant: another case, or a page of that name elsewhere.
func (c *checker) suggest(at string) string {
	bare := strings.TrimSuffix(at, "/")
	for _, p := range []string{at, bare, bare + "/index.html", bare + ".html"} {
		if right, ok := c.folded[strings.ToLower(p)]; ok && right != bare && right != p {
			right = strings.TrimSuffix(right, "index.html")
			if c.dirs[right] {
				right += "/"
			}
			return fmt.Sprintf("names are case-sensitive: did you mean %s%s?", c.base, right)
		}
	}
	if c.files[bare] != nil {
		return fmt.Sprintf("write %s%s", c.base, bare)
	}
	if pages := c.named[strings.ToLower(path.Base(bare))]; len(pages) == 1 {
		return fmt.Sprintf("did you mean %s%s?", c.base, pages[0])
	}
	return ""
}

// lacks reports whether a page has no such anchor, and which one may have been meant.
func (f *file) lacks(escaped string) (bool, string) {
	escaped, _, _ = strings.Cut(escaped, ":~:") // a text fragment is for the browser
	fragment, err := url.PathUnescape(escaped)
	if err != nil {
		fragment = escaped
	}
	if !f.html || fragment == "" || strings.EqualFold(fragment, "top") || f.ids[fragment] || f.ids[escaped] {
		return false, ""
	}
	meant := ""
	for id := range f.ids {
		if strings.EqualFold(id, fragment) && (meant == "" || id < meant) {
			meant = id
		}
	}
	if meant != "" {
		return true, fmt.Sprintf("names are case-sensitive: did you mean #%s?", meant)
	}
	return true, ""
}

// shown keeps a long URL, a data: one above all, from filling the screen.
func shown(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}
