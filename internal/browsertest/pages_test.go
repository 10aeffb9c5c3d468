package browsertest

import (
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// pages serves a folder below a path as GitHub Pages does: a folder without its slash is a 301, a folder means its
// index.html, a file with a slash does not exist, names are case-sensitive, dotfiles were never uploaded, and whatever
// is missing gets 404.html.
type pages struct {
	dir  string
	base string // "/study-journal/"
}

func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path+"/" == p.base {
		http.Redirect(w, r, p.base, http.StatusMovedPermanently)
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, p.base)
	if !ok {
		http.Error(w, "another site's 404", http.StatusNotFound)
		return
	}
	slash := name == "" || strings.HasSuffix(name, "/")
	file := filepath.Join(p.dir, filepath.FromSlash(path.Clean("/"+name)))
	fi, err := os.Stat(file)
	switch {
	case err != nil || strings.Contains("/"+name, "/.") || !exact(p.dir, name) || slash && !fi.IsDir():
		p.missing(w)
	case fi.IsDir() && !slash:
		http.Redirect(w, r, r.URL.Path+"/", http.StatusMovedPermanently)
	case fi.IsDir():
		p.file(w, r, filepath.Join(file, "index.html"))
	default:
		p.file(w, r, file)
	}
}

func (p pages) file(w http.ResponseWriter, r *http.Request, file string) {
	f, err := os.Open(file)
	if err != nil {
		p.missing(w)
		return
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil || fi.IsDir() {
		p.missing(w)
		return
	}
	http.ServeContent(w, r, file, fi.ModTime(), f)
}

func (p pages) missing(w http.ResponseWriter) {
	page, err := os.ReadFile(filepath.Join(p.dir, "404.html"))
	if err != nil {
		http.Error(w, "no 404.html", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(page)
}

// exact reports whether every part of name is spelt as on the disk, also where the disk does not care.
func exact(dir, name string) bool {
	for part := range strings.SplitSeq(strings.Trim(name, "/"), "/") {
		if part == "" {
			continue
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			return false
		}
		found := false
		for _, e := range entries {
			found = found || e.Name() == part
		}
		if !found {
			return false
		}
		dir = filepath.Join(dir, part)
	}
	return true
}
