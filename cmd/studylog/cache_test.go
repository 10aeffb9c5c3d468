package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A history of edits, renames, removals and changes of settings, built step by step with a cache, gives at each step
// what a build from nothing gives, byte for byte, and says the same.
func TestIncrementalIsClean(t *testing.T) {
	for seed := range uint64(4) {
		h := &history{T: t, r: rand.New(rand.NewPCG(seed, 1)), dir: t.TempDir(), rest: time.Duration(seed%2) * time.Hour}
		h.settings()
		for range 6 {
			h.edit()
		}
		for step := range 12 {
			what := h.change()
			said := h.build(h.dir)
			clean := t.TempDir()
			if err := os.CopyFS(filepath.Join(clean, "content"), os.DirFS(filepath.Join(h.dir, "content"))); err != nil {
				t.Fatal(err)
			}
			settings, err := os.ReadFile(filepath.Join(h.dir, "studylog.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			write(t, clean, "studylog.yaml", string(settings))
			if fresh := h.build(clean); said != fresh {
				t.Fatalf("seed %d, step %d, %s: it said\n%s\nand from nothing\n%s", seed, step, what, said, fresh)
			}
			if diff := difference(os.DirFS(filepath.Join(h.dir, "public")), os.DirFS(filepath.Join(clean, "public"))); len(diff) > 0 {
				t.Fatalf("seed %d, step %d, %s: %s", seed, step, what, strings.Join(diff, ", "))
			}
			if strings.Contains(said, "error") {
				t.Fatalf("seed %d, step %d, %s: no site is compared:\n%s", seed, step, what, said)
			}
		}
	}
}

type history struct {
	*testing.T
	r   *rand.Rand
	dir string
	n   int

	rest time.Duration // how long ago each file was written, for the clock that builds go by
}

// build builds, and returns what was said but for the time and the place.
func (h *history) build(dir string) string {
	var said bytes.Buffer
	p := here(dir, &said)
	p.clock = func() time.Time { return time.Now().Add(h.rest) }
	p.run(context.Background(), []string{"build", "-F", "-b", "https://ada.github.io/j/"})
	text, _, _ := strings.Cut(said.String(), " warnings, ")
	return text
}

func (h *history) posts() (list []string) {
	list, _ = filepath.Glob(filepath.Join(h.dir, "content/posts/*.md"))
	return list
}

func (h *history) any(list ...string) string { return list[h.r.IntN(len(list))] }

func (h *history) settings() string {
	write(h.T, h.dir, "studylog.yaml", fmt.Sprintf("title: %s\nstudy: {start: 2025-10-01, cadence: [{from: 2025-10-01, every: 7d}]}\npaginate: %d\nmarkdown: {line_numbers: %v}\n",
		h.any("One", "Two"), 2+h.r.IntN(3), h.r.IntN(2) == 0))
	write(h.T, h.dir, "content/resources.yaml", fmt.Sprintf("- {id: book, kind: book, title: %s, unit: chapters, total: 200}\n", h.any("A book", "The book")))
	return "settings"
}

// edit writes a post, a new one or one that is there.
func (h *history) edit() string {
	name := fmt.Sprintf("2025-10-%02d-post-%d.md", 1+h.r.IntN(28), h.n)
	if list := h.posts(); len(list) > 3 && h.r.IntN(2) == 0 {
		name = filepath.Base(h.any(list...))
	}
	h.n++
	text := fmt.Sprintf("---\ntitle: %s %d\ntags: [%s]\n", h.any("About", "On"), h.n, h.any("x", "y", "z"))
	text += h.any("", "", "progress: book +1 ch; spent 2h on book\n", "draft: true\n", "description: Said shortly.\n")
	text += "---\n" + h.any("# Its own heading\n\n", "") + "Some words" + h.any("", "[^1] and\n\n[^1]: A note.\n", ", a [link](/tracker/)", ", [[about]]", ", [dead](nowhere.md)") + ".\n\n"
	if list := h.posts(); len(list) > 0 {
		text += "See [another](" + filepath.Base(h.any(list...)) + ").\n\n"
	}
	text += h.any("", "```go\nfunc f() {}\n```\n", fmt.Sprintf("<!-- compare: ab -->\n| Aspect | A |\n|---|---|\n| Cost | %d |\n", h.r.IntN(9)))
	write(h.T, h.dir, "content/posts/"+name, text)
	return "edit of " + name
}

func (h *history) change() string {
	list := h.posts()
	switch h.r.IntN(9) {
	case 0:
		return h.settings()
	case 1:
		from := h.any(list...)
		h.n++
		to := filepath.Join(filepath.Dir(from), fmt.Sprintf("2025-10-%02d-moved-%d.md", 1+h.r.IntN(28), h.n))
		if err := os.Rename(from, to); err != nil {
			h.Fatal(err)
		}
		return "rename of " + filepath.Base(from)
	case 2:
		if len(list) > 3 {
			os.Remove(list[0])
			return "removal of " + filepath.Base(list[0])
		}
	case 3:
		pack := filepath.Join(h.dir, ".studylog/cache/pack")
		if data, err := os.ReadFile(pack); err == nil {
			data[h.r.IntN(len(data))] ^= 8
			if err := os.WriteFile(pack, data[:len(data)-h.r.IntN(40)], 0o666); err != nil {
				h.Fatal(err)
			}
		}
		return "a damaged cache and an " + h.edit()
	case 4:
		if _, err := os.Stat(filepath.Join(h.dir, "public/index.html")); err == nil {
			write(h.T, h.dir, "public/index.html", "not ours")
			return "a page that somebody wrote"
		}
	case 5:
		return "nothing"
	}
	return h.edit()
}
