package serve

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// serveSite answers with a file of the site, found as GitHub Pages finds it.
func (s *Server) serveSite(w http.ResponseWriter, r *http.Request, name string) {
	st := s.now.Load()
	if st.site == nil {
		s.noSite(w, r, st)
		return
	}
	f, name, err := find(st.site, name)
	switch {
	case errors.Is(err, errFolder):
		s.redirect(w, r, r.URL.Path+"/", http.StatusMovedPermanently)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid):
		s.notFound(w, r)
	case err != nil:
		s.broken(w, r, st, name, err)
	default:
		defer f.Close()
		s.send(w, r, st, name, f, http.StatusOK)
	}
}

var errFolder = errors.New("a folder")

// find opens the file that an address means, or says that the address lacks the slash of a folder.
func find(site fs.FS, name string) (fs.File, string, error) {
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	f, err := openFile(site, name)
	if !errors.Is(err, errFolder) && !errors.Is(err, fs.ErrNotExist) {
		return f, name, err
	}
	if f, err := openFile(site, name+".html"); err == nil {
		return f, name + ".html", nil
	}
	if errors.Is(err, errFolder) {
		index, err := openFile(site, name+"/index.html")
		if err != nil {
			return nil, name + "/index.html", err
		}
		index.Close()
	}
	return nil, name, err
}

func openFile(site fs.FS, name string) (fs.File, error) {
	f, err := site.Open(name)
	if err != nil {
		return nil, err
	}
	fi, err := f.Stat()
	if err == nil && fi.IsDir() {
		err = errFolder
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// send answers with an open file; into a page it puts the script that reloads it.
func (s *Server) send(w http.ResponseWriter, r *http.Request, st *state, name string, f fs.File, status int) {
	ctype := contentType(name)
	w.Header().Set("Content-Type", ctype)
	content, seeks := f.(io.ReadSeeker)
	if seeks && status == http.StatusOK && !isPage(ctype) {
		http.ServeContent(w, r, name, time.Time{}, content)
		return
	}
	data, err := io.ReadAll(f)
	if err != nil {
		s.broken(w, r, st, name, err)
		return
	}
	if isPage(ctype) {
		data = s.withScript(data, st)
	}
	sendBytes(w, r, data, status)
}

func sendBytes(w http.ResponseWriter, r *http.Request, data []byte, status int) {
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(data)
	}
}

// withScript puts the reload script before the end of a page's body, or at its end. It learns there which other scripts
// may run again.
func (s *Server) withScript(page []byte, st *state) []byte {
	again := ""
	if len(st.scripts) > 0 {
		again = fmt.Sprintf(" data-again=\"%s\"", html.EscapeString(strings.Join(st.scripts, " ")))
	}
	tag := fmt.Sprintf("<script src=\"%s%sreload.js\" data-generation=\"%s\"%s defer></script>\n", html.EscapeString(st.base), own, s.name(st.generation), again)
	at := bodyEnd(page)
	out := make([]byte, 0, len(page)+len(tag))
	return append(append(append(out, page[:at]...), tag...), page[at:]...)
}

// bodyEnd returns where the last </body> begins, in any case, or the end of the page.
func bodyEnd(page []byte) int {
	const end = "</body>"
	for at := len(page); ; {
		at = bytes.LastIndex(page[:at], []byte("</"))
		if at < 0 {
			return len(page)
		}
		if len(page)-at >= len(end) && strings.EqualFold(string(page[at:at+len(end)]), end) {
			return at
		}
	}
}

// files are serve's own.
//
//go:embed reload.js overlay.css
var files embed.FS

func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request, name string) {
	data, err := files.ReadFile(name)
	if err != nil {
		s.refuse(w, r, http.StatusNotFound, "There is no such file.")
		return
	}
	w.Header().Set("Content-Type", contentType(name))
	sendBytes(w, r, data, http.StatusOK)
}

func isPage(ctype string) bool { return strings.HasPrefix(ctype, "text/html") }

// contentType does not ask the system, which says other things on other machines.
func contentType(name string) string {
	if t := types[strings.ToLower(path.Ext(name))]; t != "" {
		return t
	}
	return "application/octet-stream"
}

var types = map[string]string{
	".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8",
	".css": "text/css; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".md": "text/markdown; charset=utf-8",
	".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".ics": "text/calendar; charset=utf-8", ".vtt": "text/vtt; charset=utf-8",
	".json": "application/json; charset=utf-8", ".map": "application/json; charset=utf-8", ".webmanifest": "application/manifest+json; charset=utf-8",
	".xml": "application/xml; charset=utf-8", ".xsl": "application/xml; charset=utf-8",
	".atom": "application/atom+xml; charset=utf-8", ".rss": "application/rss+xml; charset=utf-8",
	".svg": "image/svg+xml; charset=utf-8", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
	".webp": "image/webp", ".avif": "image/avif", ".ico": "image/vnd.microsoft.icon",
	".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/wav", ".flac": "audio/flac",
	".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf",
	".pdf": "application/pdf", ".wasm": "application/wasm", ".zip": "application/zip", ".gz": "application/gzip", ".bib": "text/plain; charset=utf-8",
}
