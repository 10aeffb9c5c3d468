package site

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"studylog/internal/content"
	"studylog/internal/vfs"
)

// Whatever was edited: a file whose key was seen before has the bytes that it had then.
func TestAKeyStandsForItsBytes(t *testing.T) {
	type version struct {
		name string
		key  [32]byte
	}
	o := Options{Base: ada.Base, Drafts: true, Future: true}
	again := 0
	for seed := range uint64(3) {
		s, seen := newScribe(seed+10), map[version][]byte{}
		src := vfs.Overlay(s.files, themeFS())
		for i := range 25 {
			edited := s.edit()
			tree, _ := content.Load(src)
			p, diags := NewPlan(tree, o, now)
			if diags.HasErrors() {
				continue
			}
			out := p.Output()
			for _, name := range out.Paths() {
				data, err := out.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				v := version{name, out.Key(name)}
				if before, ok := seen[v]; !ok {
					seen[v] = data
				} else if again++; !bytes.Equal(before, data) {
					t.Fatalf("seed %d, edit %d of %v: %s has the key that it had when it was\n%s\nand is\n%s", seed, i, edited, name, before, data)
				}
			}
		}
	}
	if again < 300 {
		t.Errorf("only %d files had a key again", again)
	}
}

// An edit renders again what it may change, and nothing that it cannot.
func TestAnEditChangesFewKeys(t *testing.T) {
	files := journalWith(210)
	output := func() *vfs.Tree {
		tree, _ := content.Load(vfs.Overlay(files, themeFS()))
		p, diags := NewPlan(tree, ada, now)
		if diags.HasErrors() {
			t.Fatal(messages(diags))
		}
		return p.Output()
	}
	before := output()
	for _, c := range []struct {
		name, post, old, new string
		stands, changes      []string
	}{
		{
			"a sentence in a post that reports progress", postPath(10), "More of it", "Much more of it",
			[]string{"tracker/index.html", "tracker/playbook/index.html", "tracker/statements.csv", "compare/models-0/index.html"},
			[]string{"posts/" + postDay(10) + "/index.html"},
		},
		{
			"another position", postPath(10), " p; spent", ".5 p; spent",
			[]string{"compare/models-0/index.html"},
			[]string{"tracker/index.html", "tracker/playbook/index.html", "tracker/statements.csv"},
		},
		{
			"a line above the block, which the statements name", postPath(10), "tags:", "# note\ntags:",
			nil,
			[]string{"tracker/statements.csv"},
		},
		{
			"a cell of a later post", postPath(23), "| b23 |", "| bb |",
			[]string{"compare/models-0/history/" + postDay(3) + "/index.html", "compare/models-1/index.html"},
			[]string{"compare/models-0/history/" + postDay(23) + "/index.html", "compare/models-0/history/index.html", "compare/models-0/index.html", "compare/models-0/models-0.json"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			was := files[c.post]
			files[c.post] = &fstest.MapFile{Data: []byte(strings.Replace(string(was.Data), c.old, c.new, 1))}
			after := output()
			files[c.post] = was
			for _, name := range slices.Concat(c.stands, c.changes) {
				if before.Key(name) == ([32]byte{}) {
					t.Fatalf("there is no %s", name)
				}
				if changed := before.Key(name) != after.Key(name); changed != slices.Contains(c.changes, name) {
					t.Errorf("the key of %s changed: %v", name, changed)
				}
			}
		})
	}
}

func postDay(i int) string { return fmt.Sprintf("%d-%02d-%02d", 2000+i/300, i%300/25+1, i%25+1) }

func postPath(i int) string { return "content/posts/" + postDay(i) + ".md" }
