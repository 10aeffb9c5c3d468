package site

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

// Address is where a site lives: an origin, which may be unknown, and a path that begins and ends with a slash.
// The zero Address is the path "/" with the origin unknown.
type Address struct {
	Origin string // "https://ada.github.io", or empty
	Path   string // "/study-journal/"
}

// ParseBase reads a base URL: http or https with a host and a path, or a path alone. No query, no fragment, no user.
func ParseBase(s string) (Address, error) {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	switch {
	case s == "":
		return Address{}, fmt.Errorf("the base URL is empty; write https://name.github.io/repository/")
	case err != nil:
		return Address{}, fmt.Errorf("%q is not a URL; write https://name.github.io/repository/", s)
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil || strings.ContainsAny(s, "?#"):
		return Address{}, fmt.Errorf("a base URL has no query, fragment or user name: %q", s)
	case u.Scheme == "" && u.Host == "" && strings.HasPrefix(s, "/"):
		return Address{Path: cleanPath(u.EscapedPath())}, nil
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return Address{}, fmt.Errorf("%q is not an http or https address; write https://name.github.io/repository/", s)
	}
	return Address{Origin: u.Scheme + "://" + strings.ToLower(u.Host), Path: cleanPath(u.EscapedPath())}, nil
}

func cleanPath(p string) string {
	p = path.Clean("/" + p)
	if p == "/" {
		return p
	}
	return p + "/"
}

// String is the base as people write it.
func (a Address) String() string { return a.Origin + a.path() }

func (a Address) path() string {
	if a.Path == "" {
		return "/"
	}
	return a.Path
}

// Known reports whether absolute URLs can be made.
func (a Address) Known() bool { return a.Origin != "" }

// URL is the one function that makes URLs: it turns a site path ("/posts/x/", "/feed.xml", "/posts/x/#y") into one
// that a page may print, root-relative with the base path, every character that needs it percent-encoded.
func (a Address) URL(sitePath string) string {
	rest, frag, hasFrag := strings.Cut(sitePath, "#")
	u := url.URL{Path: strings.TrimPrefix(rest, "/")}
	out := a.path() + strings.TrimPrefix(u.EscapedPath(), "./")
	if hasFrag {
		out += "#" + (&url.URL{Fragment: frag}).EscapedFragment()
	}
	return out
}

// Abs is URL with the origin. Call it only where Known.
func (a Address) Abs(sitePath string) string { return a.Origin + a.URL(sitePath) }
