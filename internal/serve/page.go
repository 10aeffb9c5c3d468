package serve

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"sync"
)

//go:embed page.html
var pageSource string

var page = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageSource)) })

// A view is a page of serve's own: there is no page of the site to show.
type view struct {
	Title      string
	Text       string
	Link       string // a way on
	Notes      []note
	Own        string // where serve's files lie
	Generation string
	Build      int
}

func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, v view) {
	st := s.now.Load()
	v.Own, v.Generation, v.Build = st.base+own, s.name(st.generation), st.build
	var b bytes.Buffer
	if err := page().Execute(&b, v); err != nil {
		panic(err) // the template is ours, and views have no methods
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'")
	sendBytes(w, r, b.Bytes(), status)
}

// refuse answers in plain text, to whoever should not have asked: nothing of theirs is in it.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	sendBytes(w, r, []byte(text+"\n"), status)
}

// noSite shows what is wrong when nothing was ever right.
func (s *Server) noSite(w http.ResponseWriter, r *http.Request, st *state) {
	s.show(w, r, http.StatusServiceUnavailable, view{
		Title: "The site cannot be built yet", Text: "Correct what is listed here; this page then becomes the site.", Notes: st.problems,
	})
}

// broken shows why a file of the site cannot be rendered.
func (s *Server) broken(w http.ResponseWriter, r *http.Request, st *state, name string, err error) {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	s.logf("%s: %v\n", name, err)
	s.show(w, r, http.StatusInternalServerError, view{
		Title: "This page cannot be rendered", Notes: append([]note{{Severity: "error", Place: name, Text: err.Error()}}, st.problems...),
	})
}

// notFound answers as GitHub Pages does, with the site's own page if it has one.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	st := s.now.Load()
	if st.site != nil {
		if f, err := openFile(st.site, "404.html"); err == nil {
			defer f.Close()
			s.send(w, r, st, "404.html", f, http.StatusNotFound)
			return
		}
	}
	s.show(w, r, http.StatusNotFound, view{Title: "There is no such page", Link: st.base})
}

// outside answers to paths that are not the site's: as a rule a link that lacks the base path.
func (s *Server) outside(w http.ResponseWriter, r *http.Request) {
	base := s.now.Load().base
	s.show(w, r, http.StatusNotFound, view{
		Title: "Outside the site",
		Text:  fmt.Sprintf("The site lies below %s. A link that leads here lacks that, and is broken on the published site too.", base),
		Link:  base + strings.TrimPrefix(r.URL.Path, "/"),
	})
}
