package site

import (
	"fmt"
	"io"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"studylog/internal/content"
	"studylog/internal/vfs"
)

// year is a journal of 300 posts, of which every fifth reports and every twentieth adds to a table.
func year(b *testing.B) *content.Tree {
	b.Helper()
	files := fstest.MapFS{
		"studylog.yaml":          {Data: []byte("title: A journal\nstudy: {start: 2025-01-01}\n")},
		"content/resources.yaml": {Data: []byte("- {id: playbook, kind: book, title: The Playbook, unit: pages, total: 900}\n")},
	}
	for i := range 300 {
		var text strings.Builder
		day := fmt.Sprintf("2025-%02d-%02d", i/25+1, i%25+1)
		fmt.Fprintf(&text, "---\ntitle: Post %d\ntags: [tag-%d, tag-%d]\n", i, i%7, i%11+20)
		if i%5 == 0 {
			fmt.Fprintf(&text, "progress: playbook %d p; spent 45m on playbook\n", 3*i+1)
		}
		text.WriteString("---\n\nWhat I *read* today.[^1]\n\n[^1]: And where.\n\n")
		for part := range 6 {
			fmt.Fprintf(&text, "## Part %d\n\n%s\n\n```go\nfor i := range %d {\n\tfmt.Println(i)\n}\n```\n\n", part, strings.Repeat("More of it, in `code` and in words. ", 12), i)
		}
		if i%20 == 3 {
			fmt.Fprintf(&text, "<!-- compare: models -->\n| Aspect | Before | After |\n|---|---|---|\n| Goal | a | b%d |\n| Cost | c | d |\n", i)
		}
		files["content/posts/"+day+".md"] = &fstest.MapFile{Data: []byte(text.String())}
	}
	tree, diags := content.Load(vfs.Overlay(files, themeFS()))
	if diags.HasErrors() {
		b.Fatal(messages(diags))
	}
	return tree
}

func BenchmarkPlan(b *testing.B) {
	tree := year(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := NewPlan(tree, ada, now); diags.HasErrors() {
			b.Fatal(messages(diags))
		}
	}
}

// BenchmarkKeys is what an unchanged build asks of every file.
func BenchmarkKeys(b *testing.B) {
	tree := year(b)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		p, _ := NewPlan(tree, ada, now)
		b.StartTimer()
		out := p.Output()
		for _, name := range out.Paths() {
			out.Key(name)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	p, _ := NewPlan(year(b), ada, now)
	out := p.Output()
	for _, name := range []string{"posts/2025-03-05/index.html", "index.html", "tags/tag-3/index.html", "tracker/index.html", "compare/models/index.html", "feed.xml"} {
		b.Run(path.Base(path.Dir("home/"+name))+"/"+path.Base(name), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := out.Open(name)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, f); err != nil {
					b.Fatal(err)
				}
				f.Close()
			}
		})
	}
}
