package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"studylog/internal/content"
)

// log is what a running command says; await waits until it has said something.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// await returns what re's first group matches, once it does. It gives up after a time that no machine needs.
func (l *log) await(t *testing.T, re string) string {
	t.Helper()
	for range 600 {
		if m := regexp.MustCompile(re).FindStringSubmatch(l.String()); m != nil {
			return m[len(m)-1]
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%q was never said:\n%s", re, l)
	return ""
}

// running starts a command in a journal and ends it with the test; it must end well.
func running(t *testing.T, dir string, args ...string) *log {
	t.Helper()
	said := &log{}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int)
	go func() { ended <- here(dir, said).run(ctx, args) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("studylog %s: exit code %d\n%s", strings.Join(args, " "), code, said)
		}
	})
	return said
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// replace changes a file in one step, as good editors do.
func replace(t *testing.T, dir, name, text string) {
	t.Helper()
	write(t, dir, ".new", text)
	if err := os.Rename(filepath.Join(dir, ".new"), filepath.Join(dir, filepath.FromSlash(name))); err != nil {
		t.Fatal(err)
	}
}

func TestServe(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "studylog.yaml", "base_url: https://ada.github.io/study-journal/\n")
	write(t, dir, "content/posts/2025-10-14-plan.md", "The plan, first words.\n")
	write(t, dir, "content/posts/2025-10-15-draft.md", "---\ndraft: true\n---\nA draft.\n")
	said := running(t, dir, "serve", "-p", "0")
	url := said.await(t, `serving (http://127\.0\.0\.1:\d+/study-journal/)`)

	if code, body := get(t, url+"posts/plan/"); code != 200 || !strings.Contains(body, "first words") || !strings.Contains(body, `href="/study-journal/tracker/"`) {
		t.Errorf("the post: %d\n%s", code, body)
	}
	if code, body := get(t, url+"posts/draft/"); code != 200 || !strings.Contains(body, "Draft") {
		t.Errorf("a draft is not shown with its ribbon: %d\n%s", code, body)
	}
	if code, _ := get(t, url+"posts/none/"); code != 404 {
		t.Errorf("a page that is not there: %d", code)
	}

	replace(t, dir, "content/posts/2025-10-14-plan.md", "The plan, second words.\n")
	said.await(t, `2025-10-14-plan\.md: built`)
	if _, body := get(t, url+"posts/plan/"); !strings.Contains(body, "second words") {
		t.Errorf("the change is not shown:\n%s", body)
	}
	replace(t, dir, "content/posts/2025-10-14-plan.md", "---\ndraft: yes\n---\nThird words.\n")
	said.await(t, `the last good site is shown`)
	if code, body := get(t, url+"posts/plan/"); code != 200 || !strings.Contains(body, "second words") {
		t.Errorf("the last good site is gone: %d", code)
	}
	if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
		t.Error("serve has written to the disk")
	}
	if strings.Contains(said.String(), "address is not known") {
		t.Errorf("serve complains of an address that it does not need:\n%s", said)
	}
}

// Whatever is edited while a journal is served, what is shown is what a build from nothing would show.
func TestServeFollowsEverything(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "studylog.yaml", "title: First title\nbase_url: https://ada.github.io/one/\nstudy: {start: 2025-10-14}\n")
	write(t, dir, "content/resources.yaml", "- {id: book, title: The Book, kind: book, unit: chapters, total: 20}\n")
	write(t, dir, "content/posts/2025-10-14-a.md", "---\ntitle: A\nprogress: book 2 ch; spent 1h on book\n---\nWords.\n")
	said := running(t, dir, "serve", "-p", "0")
	url := said.await(t, `serving (http://127\.0\.0\.1:\d+/one/)`)
	for i, c := range []struct{ file, text, page, shows string }{
		{"content/posts/2025-10-14-a.md", "---\ntitle: A\nprogress: book 3 ch; spent 2h on book\n---\nWords.\n", "tracker/sessions.csv", ",120,book,"},
		{"content/posts/2025-10-20-b.md", "---\ntitle: B\nprogress: book 5 ch\n---\nMore.\n", "tracker/book/", "5 of 20 chapters"},
		{"content/resources.yaml", "- {id: book, title: The Book, kind: book, unit: chapters, total: 10}\n", "tracker/book/", "5 of 10 chapters"},
		{"content/posts/deep/2025-10-21-c.md", "---\ntitle: C in a new folder\n---\n", "", "C in a new folder"},
		{"templates/404.html", "{{define \"main\"}}my own words{{end}}", "404.html", "my own words"},
		{"static/hello.txt", "hello", "hello.txt", "hello"},
		{"static/hello.txt", "hello again", "hello.txt", "hello again"},
		{"studylog.yaml", "title: Second title\nbase_url: https://ada.github.io/one/\nstudy: {start: 2025-10-14}\n", "posts/a/", "Second title"},
		{"studylog.yaml", "base_url: https://ada.github.io/two/\n", "../two/posts/a/", `href="/two/tracker/"`},
	} {
		before := strings.Count(said.String(), ": built in")
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, c.file)), 0o777); err != nil {
			t.Fatal(err)
		}
		replace(t, dir, c.file, c.text)
		said.await(t, fmt.Sprintf(`(?s)(: built in.*){%d}`, before+1))
		for try := 0; ; try++ { // a new folder is heard of before the file in it
			_, body := get(t, url+c.page)
			if strings.Contains(body, c.shows) {
				break
			}
			if time.Sleep(50 * time.Millisecond); try == 200 {
				t.Fatalf("edit %d, of %s: %s does not show %q:\n%s\n%s", i, c.file, c.page, c.shows, body, said)
			}
		}
	}
	if schema, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(content.SchemaFile("post")))); err != nil || !strings.Contains(string(schema), `"book"`) {
		t.Errorf("the editor does not hear of the resources: %v", err)
	}
	said.await(t, `the site now lives at (http://127\.0\.0\.1:\d+/two/)`)
	if code, body := get(t, url+"posts/a/"); code != 200 || !strings.Contains(body, "/two/") {
		t.Errorf("who asks below the former path is not sent on: %d", code)
	}
}

func TestServeProduction(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "content/posts/2025-10-14-plan.md", "The plan.\n")
	write(t, dir, "content/posts/2025-10-15-draft.md", "---\ndraft: true\n---\nA draft.\n")
	url := running(t, dir, "server", "-p", "0", "--production").await(t, `serving (http://127\.0\.0\.1:\d+/)`)
	if code, _ := get(t, url+"posts/plan/"); code != 200 {
		t.Errorf("a post: %d", code)
	}
	if code, _ := get(t, url+"posts/draft/"); code != 404 {
		t.Errorf("a draft under --production: %d", code)
	}
}

func TestBuildWatch(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "content/posts/2025-10-14-plan.md", "First words.\n")
	said := running(t, dir, "build", "--watch")
	said.await(t, `1 post, (?s:.*)watching`)
	replace(t, dir, "content/posts/2025-10-15-broken.md", "---\ndraft: yes\n---\n")
	said.await(t, `1 error: nothing was written\nwatching`)
	if _, err := os.Stat(filepath.Join(dir, "public/posts/plan/index.html")); err != nil {
		t.Errorf("a build that failed took the site along: %v", err)
	}
	replace(t, dir, "content/posts/2025-10-15-broken.md", "Mended, and longer than it was.\n")
	said.await(t, `2 posts, `)
}
