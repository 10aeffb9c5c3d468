package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCorpusIsTheSameEveryTime(t *testing.T) {
	one, two := readAll(t, journal(t, 60)), readAll(t, journal(t, 60))
	if len(one) != 63 {
		t.Errorf("%d files, want 60 posts, the settings, the catalogue and a page", len(one))
	}
	for name, text := range one {
		if two[name] != text {
			t.Errorf("%s differs from time to time", name)
		}
	}
}

func TestCorpusHasItsParts(t *testing.T) {
	var all strings.Builder
	for name, text := range readAll(t, journal(t, 60)) {
		if strings.Contains(text, "«") {
			t.Errorf("%s has a rule's name left in it", name)
		}
		all.WriteString(text)
	}
	for _, part := range []string{"```go", "```python", "```bash", "```yaml", "\n|---|", "[^1]: ", "](20", "progress: book", "  time:", "<!-- compare: ", "<!-- compare-show: ", "<!--more-->"} {
		if !strings.Contains(all.String(), part) {
			t.Errorf("no %q in 60 posts", part)
		}
	}
	if mean := all.Len() / 60; mean < 7500 || mean > 9500 {
		t.Errorf("%d bytes a post, want about 8 KB", mean)
	}
}

// The posts for Hugo are the same, but for links and for what only studylog knows.
func TestCorpusForHugoIsTheSameText(t *testing.T) {
	c := newCorpus(60)
	for i := range c.n {
		ours, theirs := c.post(i, studylog), c.post(i, hugo)
		if words(ours) != words(theirs) {
			t.Errorf("the body of post %d differs", i)
		}
		if strings.Contains(theirs, "progress") || strings.Contains(theirs, "compare:") || strings.Contains(theirs, ".md)") {
			t.Errorf("post %d for Hugo has what only studylog knows", i)
		}
	}
}

// words is a post's text without its front matter, marks and the targets of links.
func words(post string) string {
	_, body, _ := strings.Cut(strings.TrimPrefix(post, "---\n"), "---\n")
	for {
		before, rest, found := strings.Cut(body, "<!-- compare")
		if !found {
			break
		}
		_, after, _ := strings.Cut(rest, "-->\n")
		body = before + after
	}
	for _, cut := range []string{"](20", "](/posts/"} {
		parts := strings.Split(body, cut)
		for i := range parts[1:] {
			_, parts[i+1], _ = strings.Cut(parts[i+1], ")")
		}
		body = strings.Join(parts, "]()")
	}
	return body
}

func TestCorpusIsNeverWrittenOverFiles(t *testing.T) {
	dir := journal(t, 1)
	if err := newCorpus(1).writeJournal(dir); err == nil {
		t.Error("written into a folder that is not empty")
	}
}

func journal(t *testing.T, n int) string {
	dir := t.TempDir()
	if err := newCorpus(n).writeJournal(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func readAll(t *testing.T, dir string) map[string]string {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		files[strings.TrimPrefix(name, dir)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// What stands in the table is reckoned right: medians, ratios of medians, growth.
func TestTable(t *testing.T) {
	seconds := func(list ...float64) (r result) {
		for _, s := range list {
			wall := time.Duration(s * float64(time.Second))
			r = append(r, sample{wall: wall, cpu: 2 * wall, peak: int64(s * 100e6)})
		}
		return r
	}
	rows := []row{
		{1000, "cold", seconds(0.5, 0.3, 0.4), seconds(4, 1.6, 2)},
		{10000, "cold", seconds(5, 3, 4, 4.4), nil},
	}
	want := `| posts | case | studylog: wall | CPU | memory | Hugo: wall | CPU | memory | wall, of Hugo's | CPU | memory |
|--:|---|---|--:|--:|---|--:|--:|--:|--:|--:|
| 1,000 | cold | 400 ms (300 ms–500 ms) | 800 ms | 40 MB | 2.00 s (1.60 s–4.00 s) | 4.00 s | 200 MB | 0.20 | 0.20 | 0.20 |
| 10,000 | cold | 4.20 s (3.00 s–5.00 s) | 8.40 s | 420 MB | – | – | – | – | – | – |
`
	if got := table(rows); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got, want := growth(rows, "cold"), "cold, from 1,000 posts to 10,000: 10.5 times the wall time, 10.5 times the CPU, 10.5 times the memory."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := growth(rows[:1], "cold"); got != "" {
		t.Errorf("growth of one size: %s", got)
	}
}

// An edit takes the place of the one before, so that a post does not grow while it is measured.
func TestEditsDoNotAddUp(t *testing.T) {
	g := &generator{dir: t.TempDir(), edited: "post.md"}
	if err := os.WriteFile(filepath.Join(g.dir, "post.md"), []byte("A post.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for number := range 3 {
		mark, err := g.edit(number)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := readAll(t, g.dir)["/post.md"], "A post.\n\n"+mark+"\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
