package site

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

// Base is where a site lives: an origin, which may be unknown, and a path that begins and ends with a slash.
// The zero Base is the path "/" with the origin unknown.
type Base struct {
	Origin string // "https://ada.github.io", or empty
	Path   string // "/study-journal/"
}

// ParseBase reads a base URL: http or https with a host and a path, or a path alone. No query, no fragment, no user.
func ParseBase(s string) (Base, error) {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	switch {
	case s == "":
		return Base{}, fmt.Errorf("the base URL is empty; write https://name.github.io/repository/")
	case err != nil:
		return Base{}, fmt.Errorf("%q is not a URL; write https://name.github.io/repository/", s)
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil || strings.ContainsAny(s, "?#"):
		return Base{}, fmt.Errorf("a base URL has no query, fragment or user name: %q", s)
	case u.Scheme == "" && u.Host == "" && strings.HasPrefix(s, "/"):
		return Base{Path: cleanPath(u.EscapedPath())}, nil
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return Base{}, fmt.Errorf("%q is not an http or https address; write https://name.github.io/repository/", s)
	}
	return Base{Origin: u.Scheme + "://" + strings.ToLower(u.Host), Path: cleanPath(u.EscapedPath())}, nil
}

func cleanPath(p string) string {
	p = path.Clean("/" + p)
	if p == "/" {
		return p
	}
	return p + "/"
}

// String is the base as people write it.
func (b Base) String() string { return b.Origin + b.path() }

func (b Base) path() string {
	if b.Path == "" {
		return "/"
	}
	return b.Path
}

// Known reports whether absolute URLs can be made.
func (b Base) Known() bool { return b.Origin != "" }

// URL is the one function that makes URLs: it turns a site path ("/posts/x/", "/feed.xml", "/posts/x/#y") into one
// that a page may print, root-relative with the base path, every character that needs it percent-encoded.
func (b Base) URL(sitePath string) string {
	rest, frag, hasFrag := strings.Cut(sitePath, "#")
	u := url.URL{Path: strings.TrimPrefix(rest, "/")}
	out := b.path() + strings.TrimPrefix(u.EscapedPath(), "./")
	if hasFrag {
		out += "#" + (&url.URL{Fragment: frag}).EscapedFragment()
	}
	return out
}

// Abs is URL with the origin. Call it only where Known.
func (b Base) Abs(sitePath string) string { return b.Origin + b.URL(sitePath) }
