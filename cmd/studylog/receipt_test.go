package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A build of what was built before reads no post, and says the same; whatever changed, on either side, it is noticed.
func TestNothingIsReadWhereNothingChanged(t *testing.T) {
	dir := t.TempDir()
	const post, page = "content/posts/2025-10-14-a.md", "public/posts/a/index.html"
	write(t, dir, "studylog.yaml", "title: One\n")
	write(t, dir, post, "---\ntitle: First\n---\nText, and [a link](nowhere.md).\n")
	write(t, dir, "content/posts/2090-01-05-later.md", "---\ntitle: Later\n---\nText.\n")
	write(t, dir, "content/posts/2025-10-16-c.md", "---\ntitle: C\n---\nText.\n")
	clock := time.Now().Add(time.Hour)
	build := func(args ...string) (said string, read bool) {
		var out bytes.Buffer
		p := here(dir, &out)
		p.clock, p.found = func() time.Time { return clock }, func(int) { read = true }
		if code := p.run(context.Background(), append([]string{"build"}, args...)); code != 0 {
			t.Fatalf("build %v: exit code %d\n%s", args, code, out.String())
		}
		return out.String(), read
	}
	first, _ := build()
	if again, read := build(); read || again != first || !strings.Contains(again, "leads nowhere") {
		t.Fatalf("the second build read posts: %t; it said\n%sand the first\n%s", read, again, first)
	}
	text := func(name, text string) func() { return func() { write(t, dir, name, text) } }
	for what, change := range map[string]func(){
		"a post of the same length": text(post, "---\ntitle: Other\n---\nText, and [a link](nowhere.md).\n"),
		"the settings":              text("studylog.yaml", "title: Two\n"),
		"a template":                text("templates/404.html", `{{define "main"}}gone{{end}}`),
		"a static file":             text("static/a.txt", "a"),
		"a new post":                text("content/posts/2025-10-15-b.md", "---\ntitle: B\n---\nText.\n"),
		"a post that went":          func() { os.Remove(filepath.Join(dir, "content/posts/2025-10-16-c.md")) },
		"a page that was written":   text(page, "mine"),
		"a page that went":          func() { os.RemoveAll(filepath.Join(dir, "public/posts")) },
		"the cache":                 func() { os.RemoveAll(filepath.Join(dir, ".studylog/cache")) },
		"a post due tomorrow":       func() { clock = time.Date(2090, 1, 4, 12, 0, 0, 0, time.UTC) },
		"a clock set back":          func() { clock = time.Now().Add(2 * time.Minute) },
	} {
		build()
		change()
		if _, read := build(); !read {
			t.Errorf("%s was not noticed", what)
		}
		html, err := os.ReadFile(filepath.Join(dir, page))
		if err != nil || !strings.Contains(string(html), "<p>Text, and") {
			t.Errorf("after %s the page is %q, %v", what, html, err)
		}
	}
	for _, flag := range []string{"--verify", "--future", "--now=2025-11-01", "--base-url=/x/", "--output=site"} {
		if _, read := build(flag); !read {
			t.Errorf("with %s no post was read", flag)
		}
	}
}

// While a file may still be written to within a tick of its time, nothing is concluded from that.
func TestFilesOnTheMoveAreRead(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "content/posts/2025-10-14-a.md", "---\ntitle: First\n---\nText.\n")
	for range 3 {
		var out bytes.Buffer
		read := false
		p := here(dir, &out)
		p.clock, p.found = time.Now, func(int) { read = true }
		if code := p.run(context.Background(), []string{"build"}); code != 0 || !read {
			t.Fatalf("exit code %d, read: %t\n%s", code, read, out.String())
		}
	}
}
