package site

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"studylog/internal/content"
	"studylog/internal/store"
	"studylog/internal/vfs"
)

// A scribe writes and rewrites a journal at random, of pieces that bear on more than their own page.
type scribe struct {
	*rand.Rand
	files fstest.MapFS
	posts [8][12]uint64 // what was chosen for each piece of a post
	clock time.Time
}

func (s *scribe) one(list ...string) string { return list[s.IntN(len(list))] }

func (s *scribe) write(name, text string) {
	s.clock = s.clock.Add(time.Second)
	s.files[name] = &fstest.MapFile{Data: []byte(text), ModTime: s.clock}
}

// post writes a post anew of which one piece is perhaps another, as most edits are small.
func (s *scribe) post(n int) (name string) {
	s.posts[n][s.IntN(12)] = s.Uint64()
	at, b := 0, strings.Builder{}
	piece := func(list ...string) {
		b.WriteString(list[s.posts[n][at]%uint64(len(list))])
		at++
	}
	b.WriteString("---\n")
	piece(fmt.Sprintf("title: Post %d\n", n), fmt.Sprintf("title: Post %d\n", n), "title: A\n", "title: B\n")
	piece("", "", "", "", "", "", "draft: true\n", "layout: page\n", fmt.Sprintf("slug: own%d\n", n/2), fmt.Sprintf("aliases: [/old%d/, Nick]\n", n/2), "publishDate: 2026-01-15\n", "expiryDate: 2026-01-12\n")
	piece("tags: [one]\n", "tags: [one]\n", "tags: [one]\n", "tags: [One, two]\n", "tags: [three]\n", "")
	piece("", "", "series: S\n", "image: dot.png\n", "description: Words.\n", "# a comment\n", "noindex: true\n", "lang: de\n")
	piece(fmt.Sprintf("progress: book %d ch\n", n), fmt.Sprintf("progress: book %d/20 ch; spent 2h on book\n", n+1), "progress: spent 1h on other\n", "")
	b.WriteString("---\n")
	piece("Text.\n", "Other text.\n", "\nText, lower.\n", "<!--more-->\nText.\n")
	piece("## Heading\n", "## Heading\n", "## Another\n", "### Deep\n## Heading\n", "# One\n")
	for range 3 {
		b.WriteString("\n")
		piece("", fmt.Sprintf("[on](2025-10-14-p%d.md#heading)", (n+1)%8), fmt.Sprintf("[on](2025-10-14-p%d.md#deep)", (n+3)%8), "![dot](dot.png)", "![none](none.png)",
			"[file](notes.txt)", "[[Nick]]", "[[A#Heading]]", "[tag](/tags/two/)", "[tracker](/tracker/)", "[[p2]]", "[own](/posts/own1/)", "![away](https://example.org/x.png)")
		b.WriteString("\n")
	}
	piece("", "", "\n<!-- compare: ab -->\n| Aspect | X |\n|---|---|\n| Goal | [a](#heading) |\n", "\n<!-- compare: ab -->\n| Aspect | X |\n|---|---|\n| Goal | b |\n",
		"\n<!-- compare: ab -->\n| Aspect | X |\n|---|---|\n| Cost | b |\n", "\n<!-- compare: cd -->\n| Aspect | X |\n|---|---|\n| Goal | a |\n")
	piece("", "", "", "", "", "", "", "", "", "", "\n<!-- compare-show: ab -->\n", "\n[x](javascript:x)\n")
	name = fmt.Sprintf("content/posts/2025-10-14-p%d.md", n)
	s.write(name, b.String())
	return name
}

// edit changes something, and returns what a watcher says of it.
func (s *scribe) edit() []string {
	switch s.IntN(16) {
	case 0:
		const last = "content/posts/2025-10-14-p7.md"
		delete(s.files, last)
		return []string{last}
	case 1:
		s.write("content/posts/dot.png", string(dot())+s.one("", "more"))
		return []string{"content/posts/dot.png"}
	case 2:
		s.write("content/resources.yaml", "- {id: book, kind: book, title: Book, unit: chapters, total: "+s.one("20", "30")+"}\n- {id: other, title: Other}\n")
		return []string{"content/resources.yaml"}
	case 3:
		s.write("studylog.yaml", "study: {start: 2025-10-10}\n"+s.one("", "", "title: Mine\n", "permalink: /:year/:title/\n"))
		return []string{"studylog.yaml"}
	case 4:
		s.write("content/comparisons/ab.md", "---\ntitle: "+s.one("AB", "A and B")+"\n---\n[to](../posts/2025-10-14-p1.md#heading)\n")
		return []string{"content/comparisons/ab.md"}
	case 5:
		return []string{s.post(1), s.post(2)}
	}
	return []string{s.post(s.IntN(8))}
}

// newScribe is a scribe who has written a first journal.
func newScribe(seed uint64) *scribe {
	s := &scribe{Rand: rand.New(rand.NewPCG(seed, 1)), files: fstest.MapFS{}, clock: now.AddDate(0, -1, 0)}
	s.write("studylog.yaml", "study: {start: 2025-10-10}\n")
	s.write("content/resources.yaml", "- {id: book, kind: book, title: Book, unit: chapters, total: 20}\n- {id: other, title: Other}\n")
	s.write("content/posts/dot.png", string(dot()))
	s.write("content/posts/notes.txt", "notes")
	s.write("content/pages/about.md", "---\ntitle: About\n---\n[[A]]\n")
	for n := range s.posts {
		s.post(n)
	}
	return s
}

// A plan made from the last one is the plan that is made from nothing: the same problems, paths, keys and bytes, whatever
// was edited in between.
func TestAgainIsAsNew(t *testing.T) {
	taken, compared := 0, 0
	for seed := range uint64(3) {
		s := newScribe(seed)
		src := vfs.Overlay(s.files, themeFS())
		kept := content.Kept{Store: store.Memory(), Now: s.clock}
		o := Options{Base: ada.Base, Preview: true, Drafts: seed%2 == 0, Future: true}
		var last *Plan
		for i := range 30 {
			if last != nil {
				kept.Changed = s.edit()
			}
			moment := now.AddDate(0, 0, i/4)
			tree, _ := content.LoadWith(src, kept)
			kept.Last = tree
			p, diags := Again(last, tree, o, moment, true)
			if last != nil && p.routes == last.routes {
				taken++
			}
			last = p

			anew, _ := content.Load(src)
			want, wantDiags := NewPlan(anew, o, moment)
			if !slices.Equal(diags, wantDiags) {
				t.Fatalf("seed %d, edit %d of %v: it says\n%s\nand not\n%s", seed, i, kept.Changed, messages(diags), messages(wantDiags))
			}
			if wantDiags.HasErrors() {
				continue
			}
			compared++
			when := fmt.Sprintf("seed %d, edit %d of %v", seed, i, kept.Changed)
			made := want.Output()
			sameOutput(t, when, made, p.Output())
			samePages(t, when+", as a preview", made, p.Preview())
			if t.Failed() {
				return
			}
		}
	}
	if taken < 30 || compared < 50 {
		t.Errorf("of 90 plans, only %d were made from the last one, and %d compared", taken, compared)
	}
}

func sameOutput(t *testing.T, when string, want, got *vfs.Tree) {
	t.Helper()
	if !slices.Equal(got.Paths(), want.Paths()) {
		t.Fatalf("%s: the paths are\n%s\nand not\n%s", when, got.Paths(), want.Paths())
	}
	samePages(t, when, want, got)
	for _, name := range want.Paths() {
		if want.Key(name) != got.Key(name) {
			t.Errorf("%s: %s has another key", when, name)
		}
	}
}

func samePages(t *testing.T, when string, want *vfs.Tree, got fs.FS) {
	t.Helper()
	for _, name := range want.Paths() {
		a, err := want.ReadFile(name)
		if err != nil {
			t.Fatalf("%s: %s: %v", when, name, err)
		}
		b, err := fs.ReadFile(got, name)
		if err != nil {
			t.Fatalf("%s: %s: %v", when, name, err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s: %s is\n%s\nand not\n%s", when, name, b, a)
		}
		fi, err := fs.Stat(got, path.Dir(name))
		if err != nil || !fi.IsDir() {
			t.Errorf("%s: the folder of %s: %v", when, name, err)
		}
	}
	for _, name := range []string{"posts/none", "posts/p1.html", "index", "posts/p1/index.html/index.html", "old9/index.html", "../x"} {
		if f, err := got.Open(name); err == nil {
			f.Close()
			t.Errorf("%s: there is %s", when, name)
		}
	}
}
