package serve

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"unicode"
)

// own is where serve's own files lie, below the base path.
const own = "_studylog/"

// handler answers requests that are fit to be answered.
func (s *Server) handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache")
		h.Set("Cross-Origin-Resource-Policy", "same-origin") // drafts are no other site's images
		h.Set("Referrer-Policy", "no-referrer")
		switch {
		case !s.answersTo(r.Host):
			s.refuse(w, r, http.StatusMisdirectedRequest, "This server does not answer to that name. Open it by the address that it printed.")
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			s.refuse(w, r, http.StatusMethodNotAllowed, "Pages can be read here, and nothing else.")
		case !cleanPath(r):
			s.refuse(w, r, http.StatusBadRequest, "No page can have that address.")
		default:
			s.route(w, r)
		}
	})
}

// answersTo reports whether host is a name of this server. A page elsewhere can make its own name point to this
// machine, but not make the browser send another than that (DNS rebinding). Numbers cannot be made to point anywhere.
func (s *Server) answersTo(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || !s.local()
	}
	return host == "localhost" || host != "" && (host == strings.ToLower(s.host) || slices.Contains(s.Hosts, host))
}

// local reports whether only this machine can reach the server.
func (s *Server) local() bool {
	ip, err := netip.ParseAddr(s.host)
	return s.host == "localhost" || err == nil && ip.IsLoopback()
}

// cleanPath refuses paths that could mean two things, to us and to a browser, a proxy or a disk.
func cleanPath(r *http.Request) bool {
	raw := strings.ToLower(r.URL.EscapedPath())
	p := r.URL.Path
	return strings.HasPrefix(p, "/") && !strings.Contains(raw, "%2f") && !strings.Contains(p, `\`) &&
		!strings.ContainsFunc(p, unicode.IsControl) && !strings.Contains(p, "//")
}

// route finds out which part of the server a path means.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	st := s.now.Load()
	name, in := strings.CutPrefix(r.URL.Path, st.base)
	former, moved := st.moved(r.URL.Path)
	switch {
	case r.URL.Path == "/" && !in:
		s.redirect(w, r, st.base, http.StatusFound)
	case r.URL.Path+"/" == st.base:
		s.redirect(w, r, st.base, http.StatusMovedPermanently)
	case !in && moved && former == own+"events":
		s.serveStream(w, r)
	case !in && moved:
		s.redirect(w, r, st.base+former, http.StatusFound)
	case !in:
		s.outside(w, r)
	case name == own+"events":
		s.serveStream(w, r)
	case strings.HasPrefix(name, own):
		s.serveOwn(w, r, strings.TrimPrefix(name, own))
	case hidden(name):
		s.notFound(w, r)
	default:
		s.serveSite(w, r, name)
	}
}

// moved returns the way below a path that was the site's before its base changed: pages that are open still ask there.
// Below /, everything lies, and who leaves the base path out should learn of it.
func (st *state) moved(path string) (name string, ok bool) {
	for _, base := range st.former {
		if name, ok := strings.CutPrefix(path, base); ok && (base != "/" || name == own+"events") {
			return name, true
		}
	}
	return "", false
}

func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.Contains(name, "/.")
}

// redirect keeps the query. to begins with one slash, or a browser would take it for another host.
func (s *Server) redirect(w http.ResponseWriter, r *http.Request, to string, status int) {
	u := *r.URL
	u.Scheme, u.Host, u.Path, u.RawPath = "", "", to, ""
	w.Header().Set("Location", u.String())
	w.WriteHeader(status)
}
