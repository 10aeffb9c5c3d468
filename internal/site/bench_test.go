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

// journalWith is a journal of n posts, of which every fifth reports and every twentieth adds to a table; a table grows for
// two hundred posts.
func journalWith(n int) fstest.MapFS {
	files := fstest.MapFS{
		"studylog.yaml":          {Data: []byte("title: A journal\nstudy: {start: 2000-01-01}\n")},
		"content/resources.yaml": {Data: []byte("- {id: playbook, kind: book, title: The Playbook, unit: pages, total: 90000}\n")},
	}
	for i := range n {
		var text strings.Builder
		fmt.Fprintf(&text, "---\ntitle: Post %d\ntags: [tag-%d, tag-%d]\n", i, i%7, i%11+20)
		if i%5 == 0 {
			fmt.Fprintf(&text, "progress: playbook %d p; spent 45m on playbook\n", 3*i+1)
		}
		text.WriteString("---\n\nWhat I *read* today.[^1]\n\n[^1]: And where.\n\n")
		for part := range 6 {
			fmt.Fprintf(&text, "## Part %d\n\n%s\n\n```go\nfor i := range %d {\n\tfmt.Println(i)\n}\n```\n\n", part, strings.Repeat("More of it, in `code` and in words. ", 12), i)
		}
		if i%20 == 3 {
			fmt.Fprintf(&text, "<!-- compare: models-%d -->\n| Aspect | Before | After |\n|---|---|---|\n| Goal | a | b%d |\n| Cost | c | d |\n", i/200, i)
		}
		files[postPath(i)] = &fstest.MapFile{Data: []byte(text.String())}
	}
	return files
}

func treeOf(b *testing.B, n int) *content.Tree {
	b.Helper()
	tree, diags := content.Load(vfs.Overlay(journalWith(n), themeFS()))
	if diags.HasErrors() {
		b.Fatal(messages(diags))
	}
	return tree
}

func year(b *testing.B) *content.Tree { return treeOf(b, 300) }

// BenchmarkGrowth is what a post costs, in the plan and in the keys of all files, in small journals and in large ones: as
// long as it is the same, nothing grows with the square.
func BenchmarkGrowth(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		tree := treeOf(b, n)
		perPost := func(b *testing.B) { b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/post") }
		b.Run(fmt.Sprintf("plan/%d", n), func(b *testing.B) {
			for b.Loop() {
				NewPlan(tree, ada, now)
			}
			perPost(b)
		})
		p, _ := NewPlan(tree, ada, now)
		b.Run(fmt.Sprintf("keys/%d", n), func(b *testing.B) {
			for b.Loop() {
				p.Output()
			}
			perPost(b)
		})
	}
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
	for _, name := range []string{"posts/" + postDay(55) + "/index.html", "index.html", "tags/tag-3/index.html", "tracker/index.html", "compare/models-0/index.html", "feed.xml"} {
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
