package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"studylog/internal/diag"
	"studylog/internal/vfs"
)

func siteOf(t testing.TB, files map[string]string) *vfs.Tree {
	t.Helper()
	tree := vfs.NewTree()
	for p, data := range files {
		if err := tree.AddBytes(p, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	tree.Add("broken/index.html", [32]byte{}, func() ([]byte, error) { return nil, errors.New("no field <Nope>") })
	return tree
}

var pages = map[string]string{
	"index.html": "<html><body>home</BODY></html>", "about/index.html": "<body>about</body>", "posts/x/index.html": "no body tag", "plain.html": "<p>plain</p>",
	"404.html": "<body>lost</body>", "feed.xml": "<feed/>", "assets/site.css": "a{}", "app.webmanifest": "{}", "plan.ics": "BEGIN", "CNAME": "ada.example",
	".well-known/x": "hidden", "a/.b/c": "hidden", "two words/ü.txt": "words", "empty/x.txt": "", "v.mp4": "0123456789",
}

// ready returns a server that has built a site, without a listener.
func ready(t testing.TB, base string) *Server {
	s := &Server{Build: func([]string) (Site, diag.List) { return Site{FS: siteOf(t, pages), Base: base}, nil }}
	s.prepare()
	s.rebuild(nil)
	return s
}

func (s *Server) get(t testing.TB, target string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	r.Host = "127.0.0.1:1313"
	u, err := url.ParseRequestURI(target) // as net/http does
	if err != nil {
		t.Fatal(err)
	}
	r.URL = u
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	s.handler().ServeHTTP(w, r)
	return w
}

func TestPages(t *testing.T) {
	s := ready(t, "study-journal")
	for _, c := range []struct {
		path   string
		status int
		want   string // in the body, or the whole Location
		ctype  string
	}{
		{"/study-journal/", 200, "home", "text/html; charset=utf-8"},
		{"/study-journal/about/", 200, "about", "text/html; charset=utf-8"},
		{"/study-journal/plain", 200, "plain", "text/html; charset=utf-8"},
		{"/study-journal/about", 301, "/study-journal/about/", ""},
		{"/study-journal/posts/x?a=1&b=%20", 301, "/study-journal/posts/x/?a=1&b=%20", ""},
		{"/study-journal", 301, "/study-journal/", ""},
		{"/", 302, "/study-journal/", ""},
		{"/?q", 302, "/study-journal/?q", ""},
		{"/about/", 404, "/study-journal/about/", "text/html; charset=utf-8"},
		{"/study-journal/About/", 404, "lost", "text/html; charset=utf-8"},
		{"/study-journal/feed.xml/", 404, "lost", "text/html; charset=utf-8"},
		{"/study-journal/posts/", 404, "lost", "text/html; charset=utf-8"},
		{"/study-journal/posts", 404, "lost", "text/html; charset=utf-8"},
		{"/study-journal/.well-known/x", 404, "lost", "text/html; charset=utf-8"},
		{"/study-journal/a/.b/c", 404, "lost", "text/html; charset=utf-8"},
		{"/study-journal/../secret", 404, "lost", "text/html; charset=utf-8"},
		{"/study-journal/feed.xml", 200, "<feed/>", "application/xml; charset=utf-8"},
		{"/study-journal/assets/site.css", 200, "a{}", "text/css; charset=utf-8"},
		{"/study-journal/app.webmanifest", 200, "{}", "application/manifest+json; charset=utf-8"},
		{"/study-journal/plan.ics", 200, "BEGIN", "text/calendar; charset=utf-8"},
		{"/study-journal/CNAME", 200, "ada.example", "application/octet-stream"},
		{"/study-journal/two%20words/%C3%BC.txt", 200, "words", "text/plain; charset=utf-8"},
		{"/study-journal/empty/x.txt", 200, "", "text/plain; charset=utf-8"},
		{"/study-journal/broken/", 500, "no field &lt;Nope&gt;", "text/html; charset=utf-8"},
		{"/study-journal/_studylog/reload.js", 200, "EventSource", "text/javascript; charset=utf-8"},
		{"/study-journal/_studylog/overlay.css", 200, "#studylog-overlay", "text/css; charset=utf-8"},
		{"/study-journal/_studylog/page.html", 404, "no such file", "text/plain; charset=utf-8"},
		{"/study-journal/a%2fb", 400, "", ""},
		{"/study-journal/a%5Cb", 400, "", ""},
		{"/study-journal/a%00b", 400, "", ""},
		{"/study-journal/a%0Ab", 400, "", ""},
		{"//evil.example/study-journal/about", 400, "", ""},
		{"/study-journal//evil.example", 400, "", ""},
	} {
		w := s.get(t, c.path)
		h := w.Header()
		switch {
		case w.Code != c.status:
			t.Errorf("%s: %d, want %d", c.path, w.Code, c.status)
		case w.Code/100 == 3 && h.Get("Location") != c.want:
			t.Errorf("%s: leads to %s, want %s", c.path, h.Get("Location"), c.want)
		case w.Code/100 != 3 && !strings.Contains(w.Body.String(), c.want):
			t.Errorf("%s: %q does not hold %q", c.path, w.Body, c.want)
		case c.ctype != "" && h.Get("Content-Type") != c.ctype:
			t.Errorf("%s: is %s, want %s", c.path, h.Get("Content-Type"), c.ctype)
		case h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-cache" || h.Get("Access-Control-Allow-Origin") != "":
			t.Errorf("%s: headers %v", c.path, h)
		}
	}
}

func TestScriptIsPutIn(t *testing.T) {
	s := ready(t, "/b&c/")
	tag := fmt.Sprintf("<script src=\"/b&amp;c/_studylog/reload.js\" data-generation=\"%s-1\" defer></script>\n", s.session)
	for path, want := range map[string]string{
		"/b&c/":         "<html><body>home" + tag + "</BODY></html>",
		"/b&c/posts/x/": "no body tag" + tag,
		"/b&c/none":     "<body>lost" + tag + "</body>",
		"/b&c/feed.xml": "<feed/>",
	} {
		w := s.get(t, path)
		if w.Body.String() != want {
			t.Errorf("%s: %q, want %q", path, w.Body, want)
		}
		head := s.get(t, path, func(r *http.Request) { r.Method = "HEAD" })
		if head.Body.Len() != 0 || head.Header().Get("Content-Length") != fmt.Sprint(len(want)) {
			t.Errorf("HEAD %s: %q, length %s", path, head.Body, head.Header().Get("Content-Length"))
		}
	}
}

// A page is told which scripts may run again; in an address nothing is markup.
func TestPagesLearnWhichScriptsMayRunAgain(t *testing.T) {
	s := &Server{Build: func([]string) (Site, diag.List) {
		return Site{FS: siteOf(t, pages), Scripts: []string{"/assets/a&b.js", "/assets/c.js"}}, nil
	}}
	s.prepare()
	s.rebuild(nil)
	if got, want := s.get(t, "/about/").Body.String(), ` data-again="/assets/a&amp;b.js /assets/c.js" defer></script>`; !strings.Contains(got, want) {
		t.Errorf("%q does not hold %q", got, want)
	}
}

func TestBodyEnd(t *testing.T) {
	for page, want := range map[string]int{"": 0, "x": 1, "</body>": 0, "</body></html>": 0, "a</BoDy >": 9, "İ</body>": 2, "<!-- </body> --></body>": 16, "</": 2, "</bod": 5} {
		if got := bodyEnd([]byte(page)); got != want {
			t.Errorf("bodyEnd(%q) = %d, want %d", page, got, want)
		}
	}
}

func TestRanges(t *testing.T) {
	w := ready(t, "").get(t, "/v.mp4", func(r *http.Request) { r.Header.Set("Range", "bytes=2-4") })
	if w.Code != 206 || w.Body.String() != "234" {
		t.Errorf("%d %q: a video cannot be wound", w.Code, w.Body)
	}
}

func TestWhoMayAsk(t *testing.T) {
	local, open := ready(t, ""), ready(t, "")
	open.host, open.Hosts = "0.0.0.0", []string{"laptop.local"}
	for _, c := range []struct {
		host        string
		local, open int
	}{
		{"127.0.0.1:1313", 200, 200},
		{"localhost:1313", 200, 200},
		{"LOCALHOST", 200, 200},
		{"[::1]:1313", 200, 200},
		{"localhost:8080", 200, 200},
		{"evil.example", 421, 421},
		{"127.0.0.1.evil.example:1313", 421, 421},
		{"localhost.evil.example", 421, 421},
		{"", 421, 421},
		{"192.168.1.7:1313", 421, 200},
		{"laptop.local:1313", 421, 200},
	} {
		host := func(r *http.Request) { r.Host = c.host }
		if w := local.get(t, "/", host); w.Code != c.local {
			t.Errorf("%q at 127.0.0.1: %d, want %d", c.host, w.Code, c.local)
		}
		if w := open.get(t, "/", host); w.Code != c.open {
			t.Errorf("%q at 0.0.0.0: %d, want %d", c.host, w.Code, c.open)
		}
	}
	for _, m := range []string{"POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get"} {
		if w := local.get(t, "/", func(r *http.Request) { r.Method = m }); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", m, w.Code)
		}
	}
	for name, value := range map[string]string{"Origin": "http://evil.example", "origin": "null", "Sec-Fetch-Site": "cross-site"} {
		if w := local.get(t, "/_studylog/events", func(r *http.Request) { r.Header.Set(name, value) }); w.Code != 403 {
			t.Errorf("the stream with %s %s: %d", name, value, w.Code)
		}
	}
}

func TestNoSiteYet(t *testing.T) {
	s := &Server{Build: func([]string) (Site, diag.List) {
		return Site{}, diag.List{diag.Errorf(diag.Pos{File: "content/posts/x.md", Line: 2, Col: 8}, "F102", "quote <the> title").Hintf("title: %q", "a: b")}
	}, Read: func(string) ([]byte, error) { return []byte("---\ntitle: a: b\n---\n"), nil }}
	s.prepare()
	s.rebuild(nil)
	w := s.get(t, "/anything/")
	for _, want := range []string{"content/posts/x.md:2:8", "quote &lt;the&gt; title", "title: a: b", "error F102", "hint: title: &#34;a: b&#34;", "/_studylog/reload.js", "data-build=\"1\""} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, w.Body)
		}
	}
	if w.Code != 503 || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func FuzzPath(f *testing.F) {
	for _, p := range []string{"/", "/b/", "/b/about", "//x", "/b/..%2f", "/b/%2e%2e/x", "/b/.git/config", "/b/a%5cb", "/b/?x=//y", "/b/about?//evil", "*"} {
		f.Add(p)
	}
	s := ready(f, "/b/")
	f.Fuzz(func(t *testing.T, target string) {
		r := httptest.NewRequest("GET", "/", nil)
		u, err := url.ParseRequestURI(target)
		if err != nil || strings.HasSuffix(u.Path, "/_studylog/events") {
			return
		}
		r.URL, r.Host = u, "localhost"
		w := httptest.NewRecorder()
		s.handler().ServeHTTP(w, r)
		if l := w.Header().Get("Location"); w.Code/100 == 3 && (!strings.HasPrefix(l, "/b/") || strings.HasPrefix(l, "//")) {
			t.Fatalf("%q leads to %q", target, l)
		}
		if strings.Contains(w.Body.String(), "hidden") {
			t.Fatalf("%q shows what is hidden", target)
		}
	})
}

// A running server over a folder of files, each of which is a page; a page that holds ERROR is an error.
type running struct {
	*testing.T
	dir    string
	url    string
	mu     sync.Mutex
	builds [][]string
	stop   func() error
}

// patient is how long a test waits for what must come. It is never waited out when all is well.
const patient = 20 * time.Second

func run(t *testing.T, poll time.Duration) *running {
	r := &running{T: t, dir: t.TempDir()}
	r.write("content/x.md", "first")
	r.write("static/site.css", "a{}")
	up := make(chan string, 1)
	s := &Server{
		Build: r.build, Root: r.dir, Addr: "127.0.0.1:0", Poll: poll, Open: func(url string) { up <- url }, Log: io.Discard,
		Dirs: []string{r.path("content"), r.path("static"), r.path("templates"), r.path("studylog.yaml")}, Ignore: []string{r.path("public")},
		Read: func(f string) ([]byte, error) { return os.ReadFile(r.path(f)) },
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	r.stop = func() error { cancel(); return <-done }
	t.Cleanup(cancel)
	select {
	case r.url = <-up:
	case err := <-done:
		t.Fatal(err)
	case <-time.After(patient):
		t.Fatal("it does not start")
	}
	return r
}

func (r *running) path(p string) string { return filepath.Join(r.dir, filepath.FromSlash(p)) }

func (r *running) write(p, data string) {
	r.Helper()
	os.MkdirAll(filepath.Dir(r.path(p)), 0o777)
	if err := os.WriteFile(r.path(p), []byte(data), 0o666); err != nil {
		r.Fatal(err)
	}
}

// replace writes a file in one step, as no build can see it empty.
func (r *running) replace(p, data string) {
	r.Helper()
	r.write(p+".tmp", data)
	if err := os.Rename(r.path(p+".tmp"), r.path(p)); err != nil {
		r.Fatal(err)
	}
}

func (r *running) build(changed []string) (Site, diag.List) {
	r.mu.Lock()
	r.builds = append(r.builds, changed)
	r.mu.Unlock()
	tree, list := vfs.NewTree(), diag.List{}
	filepath.WalkDir(r.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		data, err := os.ReadFile(p)
		rel, _ := filepath.Rel(r.dir, p)
		rel = filepath.ToSlash(rel)
		switch {
		case err != nil:
		case len(data) == 0:
			list.Add(diag.Errorf(diag.Pos{File: rel}, "", "empty"))
		case strings.Contains(string(data), "ERROR"):
			list.Add(diag.Errorf(diag.Pos{File: rel, Line: 1, Col: 1}, "X1", "it says so"))
		default:
			tree.AddBytes(rel+".html", data)
		}
		return nil
	})
	return Site{FS: tree, Base: "/base/"}, list
}

// A feed is the event stream of a page.
type feed struct {
	*running
	lines *bufio.Scanner
	body  io.Closer
}

type message struct {
	Build      int
	Generation string
	Restyled   string
	Problems   []note
}

func (r *running) listen() *feed {
	r.Helper()
	resp, err := http.Get(r.url + "_studylog/events")
	if err != nil || resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		r.Fatal(resp, err)
	}
	r.Cleanup(func() { resp.Body.Close() })
	return &feed{r, bufio.NewScanner(resp.Body), resp.Body}
}

// next waits for the next message that want accepts.
func (f *feed) next(what string, want func(message) bool) (m message) {
	f.Helper()
	late := time.AfterFunc(patient, func() { f.body.Close() })
	defer late.Stop()
	for f.lines.Scan() {
		data, ok := strings.CutPrefix(f.lines.Text(), "data: ")
		if !ok {
			continue
		}
		m = message{}
		if err := json.Unmarshal([]byte(data), &m); err != nil {
			f.Fatal(err)
		}
		if want(m) {
			return m
		}
	}
	f.Fatalf("waited in vain: %s", what)
	return m
}

func (r *running) page(p string) string {
	resp, err := http.Get(r.url + p)
	if err != nil {
		r.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return string(b)
}

func any1(message) bool { return true }

func TestEdits(t *testing.T) {
	for name, poll := range map[string]time.Duration{"events": 0, "polling": 10 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			r := run(t, poll)
			f := r.listen()
			now := f.next("the state", any1)
			changed := func(what string, edit func(), page, text string) {
				t.Helper()
				edit()
				now = f.next(what, func(m message) bool {
					return m.Generation != now.Generation && (text == "" || strings.Contains(r.page(page), text))
				})
			}
			changed("an edit", func() { r.write("content/x.md", "second") }, "content/x.md", "second")
			changed("a new file in new folders", func() { r.write("content/deep/er/new.md", "new here") }, "content/deep/er/new.md", "new here")
			changed("an edit in there", func() { r.write("content/deep/er/new.md", "edited") }, "content/deep/er/new.md", "edited")
			changed("a folder that was not there at first", func() { r.write("templates/post.tmpl", "mine") }, "templates/post.tmpl", "mine")
			changed("a file that was not there at first", func() { r.write("studylog.yaml", "title: x") }, "studylog.yaml", "title")
			changed("saving by renaming", func() {
				r.write("content/.x.md.swp", "renamed")
				os.Rename(r.path("content/.x.md.swp"), r.path("content/x.md"))
			}, "content/x.md", "renamed")
			changed("a renamed folder", func() { os.Rename(r.path("content/deep"), r.path("content/other")) }, "content/other/er/new.md", "edited")
			changed("an edit in there", func() { r.write("content/other/er/new.md", "again") }, "content/other/er/new.md", "again")
			changed("a removed file", func() { os.Remove(r.path("content/x.md")) }, "content/x.md", "no such page")
			if err := r.stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestMistakesAreLaidOverTheLastGoodSite(t *testing.T) {
	r := run(t, 0)
	f := r.listen()
	first := f.next("the state", any1)
	r.write("content/y.md", "ERROR <b>")
	m := f.next("a mistake", func(m message) bool { return len(m.Problems) > 0 && m.Problems[0].Text == "it says so" })
	if p := m.Problems[0]; m.Generation != first.Generation || p.Place != "content/y.md:1:1" || p.Severity != "error X1" || !strings.Contains(p.Excerpt, "ERROR <b>") {
		t.Errorf("%+v", m)
	}
	if got := r.page("content/x.md"); !strings.Contains(got, "first") {
		t.Errorf("the last good site is gone: %q", got)
	}
	if late := r.listen().next("the state", any1); len(late.Problems) != 1 {
		t.Errorf("a page that comes later does not learn of it: %+v", late)
	}
	r.write("content/y.md", "right")
	if m := f.next("its correction", func(m message) bool { return m.Generation != first.Generation }); len(m.Problems) != 0 {
		t.Errorf("%+v", m)
	}
}

func TestStyleSheetsAreExchanged(t *testing.T) {
	r := run(t, 0)
	f := r.listen()
	first := f.next("the state", any1)
	r.replace("static/site.css", "b{}")
	if m := f.next("new style", func(m message) bool { return m.Generation != first.Generation }); m.Restyled == "" {
		t.Errorf("%+v: the page would reload", m)
	}
	r.replace("content/x.md", "page")
	f.next("a page that must reload", func(m message) bool { return m.Restyled == "" && strings.Contains(r.page("content/x.md"), "page") })
}

func TestPassingFilesAreNotLookedAt(t *testing.T) {
	r := run(t, 0)
	f := r.listen()
	f.next("the state", any1)
	for _, p := range []string{"public/index.html", ".git/index", ".studylog/lock", "content/.x.md.swp", "content/x.md~", "content/4913", "content/#x.md#", "content/.obsidian/w.json", "other/x"} {
		r.write(p, "x")
	}
	os.Chmod(r.path("content/x.md"), 0o600)
	r.write("content/last.md", "x")
	f.next("the last", func(m message) bool { return strings.Contains(r.page("content/last.md"), "x") })
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, b := range r.builds[1:] {
		if !slices.Equal(b, []string{"content/last.md"}) {
			t.Errorf("built for %q", b)
		}
	}
}

func TestScope(t *testing.T) {
	sep := string(filepath.Separator)
	root := sep + "j"
	sc := scope{dirs: []string{root}, ignore: []string{filepath.Join(root, "public")}}
	for p, want := range map[string]bool{
		"": true, "content/x.md": true, "studylog.yaml": true, "public": false, "public/x": false, "publications/x.md": true, ".git/x": false, "content/.x": false,
		"content/a.BAK": false, "content/a~/x": false, "content/___jb_tmp___": false, "content/c#.md": true,
	} {
		if got := sc.has(filepath.Join(root, filepath.FromSlash(p))); got != want {
			t.Errorf("%q: %v", p, got)
		}
	}
	if sc.has(sep + "journal") {
		t.Error("a neighbour whose name begins alike")
	}
}

// An editor that empties a file and then writes it gets one build, of what it wrote.
func TestEmptiedFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x.md")
	os.WriteFile(file, nil, 0o666)
	var built []string
	s := &Server{Root: dir, Build: func([]string) (Site, diag.List) {
		data, _ := os.ReadFile(file)
		built = append(built, string(data))
		return Site{FS: vfs.NewTree()}, nil
	}}
	s.wait = func(time.Duration) { os.WriteFile(file, []byte("written"), 0o666) }
	s.prepare()
	s.rebuild([]change{change(file)})
	if !slices.Equal(built, []string{"written"}) {
		t.Errorf("built: %q", built)
	}
}

// A file that is emptied while it is read is read again before anybody is told off.
func TestFileEmptiedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x.md")
	os.WriteFile(file, []byte("old"), 0o666)
	n := 0
	s := &Server{Root: dir, Build: func([]string) (Site, diag.List) {
		if n++; n == 1 {
			os.WriteFile(file, nil, 0o666)
			return Site{}, diag.List{diag.Errorf(diag.Pos{File: "x.md"}, "", "empty")}
		}
		return Site{FS: vfs.NewTree()}, nil
	}}
	s.wait = func(time.Duration) { os.WriteFile(file, []byte("written"), 0o666) }
	s.prepare()
	s.rebuild([]change{change(file)})
	if st := s.now.Load(); n != 2 || st.problems != nil || st.generation != 1 {
		t.Errorf("%d builds, %+v", n, st)
	}
}

func TestGather(t *testing.T) {
	s := &Server{}
	s.prepare()
	events := make(chan change, 10)
	for range 3 {
		events <- "b"
	}
	events <- "a"
	if got := s.names(s.gather(t.Context(), []change{"c"}, events, 0)); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("%q", got)
	}
	if got := s.names([]change{"a", ""}); got != nil {
		t.Errorf("lost events: %q", got)
	}
}

func TestATakenPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var log strings.Builder
	s := &Server{Addr: l.Addr().String(), Log: &log}
	s.prepare()
	ln, err := s.listen()
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if ln.Addr().String() == l.Addr().String() || !strings.Contains(log.String(), "is taken") {
		t.Errorf("listens on %v and says %q", ln.Addr(), log.String())
	}
	for _, bad := range []string{"127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "256.1.1.1:0"} {
		s.Addr = bad
		if ln, err := s.listen(); err == nil {
			ln.Close()
			t.Errorf("listens on %s", bad)
		}
	}
}

func TestStopsWithOpenStreams(t *testing.T) {
	r := run(t, 0)
	f := r.listen()
	f.next("the state", any1)
	stopped := make(chan error)
	go func() { stopped <- r.stop() }()
	select {
	case err := <-stopped:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(patient):
		t.Fatal("it does not stop")
	}
	rest := 0 // lines that were on their way
	for rest < 3 && f.lines.Scan() {
		rest++
	}
	if rest == 3 {
		t.Error("the stream goes on")
	}
}

// Who lets other devices in is told the addresses to type into them; who does not, is told none.
func TestAddressesForOtherDevices(t *testing.T) {
	s := &Server{}
	s.prepare()
	s.now.Store(&state{base: "/j/"})
	for _, host := range []string{"127.0.0.1", "::1", "192.0.2.7"} {
		s.addr = &net.TCPAddr{IP: net.ParseIP(host), Port: 1313}
		if list := s.others(); list != nil {
			t.Errorf("on %s: %q", host, list)
		}
	}
	known, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	s.addr = &net.TCPAddr{IP: net.IPv6unspecified, Port: 1313}
	list := s.others()
	for _, a := range known {
		ip := a.(*net.IPNet).IP
		want := ip.To4() != nil && ip.IsGlobalUnicast()
		if got := slices.Contains(list, "http://"+ip.String()+":1313/j/"); got != want {
			t.Errorf("%s is among %q: %t", ip, list, got)
		}
	}
}

// Half of a file may have been written when it is read: it is read again before anybody is told off.
func TestHalfAFile(t *testing.T) {
	n := 0
	s := &Server{Build: func([]string) (Site, diag.List) {
		if n++; n == 2 {
			return Site{}, diag.List{diag.Errorf(diag.Pos{File: "x.md"}, "", "a fence is not closed")}
		}
		return Site{FS: vfs.NewTree()}, nil
	}}
	var waited time.Duration
	s.wait = func(d time.Duration) { waited += d }
	s.prepare()
	s.rebuild(nil)
	s.rebuild([]change{"x.md"})
	if st := s.now.Load(); n != 3 || st.problems != nil || st.generation != 2 || waited != patience {
		t.Errorf("%d builds, waited %v, %+v", n, waited, st)
	}
}

// Editors save in two steps, and a second build then gives the site that is shown: no page reloads for that.
func TestNothingChanged(t *testing.T) {
	site, log := siteOf(t, pages), strings.Builder{}
	s := &Server{Build: func([]string) (Site, diag.List) { return Site{FS: site}, nil }, Log: &log}
	s.prepare()
	s.rebuild(nil)
	s.rebuild([]change{"x.md"})
	if st := s.now.Load(); st.generation != 1 || log.Len() > 0 {
		t.Errorf("it is generation %d, and the terminal says %q", st.generation, log.String())
	}
	site = siteOf(t, pages)
	s.rebuild([]change{"x.md"})
	if st := s.now.Load(); st.generation != 2 || !strings.Contains(log.String(), "x.md: built in") {
		t.Errorf("it is generation %d, and the terminal says %q", st.generation, log.String())
	}
}

// The base path may change while it is served: pages that are open hear of it and are sent on.
func TestTheBasePathMoves(t *testing.T) {
	base, log := "/old/", strings.Builder{}
	s := &Server{Build: func([]string) (Site, diag.List) { return Site{FS: siteOf(t, pages), Base: base}, nil }, Log: &log, addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1313}}
	s.prepare()
	s.rebuild(nil)
	base = "/new/"
	s.rebuild([]change{"studylog.yaml"})
	if !strings.Contains(log.String(), "http://127.0.0.1:1313/new/") {
		t.Errorf("the terminal says %q", log.String())
	}
	for path, want := range map[string]string{"/old/about/?q": "/new/about/?q", "/old/_studylog/reload.js": "/new/_studylog/reload.js", "/": "/new/"} {
		if w := s.get(t, path); w.Code != 302 || w.Header().Get("Location") != want {
			t.Errorf("%s: %d %s, want %s", path, w.Code, w.Header().Get("Location"), want)
		}
	}
	head := func(r *http.Request) { r.Method = "HEAD" } // the stream itself would not end
	for path, want := range map[string]int{"/new/about/": 200, "/old/_studylog/events": 200, "/other/": 404} {
		if w := s.get(t, path, head); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	base = "/old/"
	s.rebuild([]change{"studylog.yaml"})
	if w := s.get(t, "/old/about/"); w.Code != 200 {
		t.Errorf("back at its first path: %d", w.Code)
	}
	if w := s.get(t, "/new/about/"); w.Header().Get("Location") != "/old/about/" {
		t.Errorf("from the path between: %d %v", w.Code, w.Header())
	}
}
