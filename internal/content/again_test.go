package content

import (
	"maps"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"studylog/internal/store"
)

// A step of a history of edits: files that are written or, with no text, removed, and what a watcher says of it.
type step struct {
	name    string
	write   map[string]string
	changed []string // nil: anything may have
}

// What a load takes over from the last one is what reading everything gives, whatever happened in between.
func TestLoadsAfterEdits(t *testing.T) {
	const plain, rich = "content/posts/2025-10-14-plain.md", "content/posts/2025-10-15-rich.md"
	steps := []step{
		{"an edit", map[string]string{plain: "Other text.\n"}, []string{plain}},
		{"a new post", map[string]string{"content/posts/2025-10-20-new.md": "New.\n"}, []string{"content/posts/2025-10-20-new.md"}},
		{"a new folder", map[string]string{"content/posts/deep/2025-10-21-deep.md": "Deep.\n"}, []string{"content/posts/deep"}},
		{"another folder in its place", map[string]string{"content/posts/deep/2025-10-21-deep.md": "Away.\n"}, []string{"content/posts/deep"}},
		{"a mistake", map[string]string{plain: "---\ndraft: yes\n---\n"}, []string{plain}},
		{"another edit beside it", map[string]string{rich: "Poor.\n"}, []string{rich}},
		{"a mended mistake", map[string]string{plain: "Fine.\n"}, []string{plain}},
		{"a removed post", map[string]string{rich: ""}, []string{rich}},
		{"a setting that bears on parses", map[string]string{"studylog.yaml": "markdown: {line_numbers: true}\n"}, []string{"studylog.yaml"}},
		{"a wrong setting", map[string]string{"studylog.yaml": "paginate: many\n"}, []string{"studylog.yaml"}},
		{"settings as before", map[string]string{"studylog.yaml": ""}, []string{"studylog.yaml"}},
		{"the catalogue", map[string]string{ResourcesFile: "- {id: one, title: One}\n"}, []string{ResourcesFile}},
		{"a mistake in it", map[string]string{ResourcesFile: "- {id: one, titel: One}\n"}, []string{ResourcesFile}},
		{"a comparison's own file", map[string]string{ComparisonsDir + "/tools.md": "---\ntitle: Tools\n---\nWords.\n"}, []string{ComparisonsDir + "/tools.md"}},
		{"an edit of it", map[string]string{ComparisonsDir + "/tools.md": "---\ntitle: Other tools\n---\nWords.\n"}, []string{ComparisonsDir + "/tools.md"}},
		{"a picture", map[string]string{"content/posts/a.png": "x"}, []string{"content/posts/a.png"}},
		{"another picture", map[string]string{"content/posts/a.png": "xyz"}, []string{"content/posts/a.png"}},
		{"a style sheet", map[string]string{"static/x.css": "a{}"}, []string{"static/x.css"}},
		{"a file written again as it was", map[string]string{plain: "Fine.\n"}, []string{plain}},
		{"nobody watched", map[string]string{plain: "Unseen.\n"}, nil},
	}
	for _, st := range []*store.Store{nil, store.Memory()} {
		files := maps.Clone(corpusFS())
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		kept := Kept{Store: st, Now: now}
		kept.Last, _ = LoadWith(files, kept)
		for i, s := range steps {
			for name, text := range s.write {
				if delete(files, name); text != "" {
					files[name] = &fstest.MapFile{Data: []byte(text), ModTime: now.Add(time.Duration(i) * time.Second)}
				}
			}
			kept.Now, kept.Changed = now.Add(time.Duration(i)*time.Second), s.changed
			tree, diags := LoadWith(files, kept)
			want, wantDiags := Load(files)
			sameTrees(t, s.name, want, tree)
			if !slices.Equal(diags, wantDiags) {
				t.Errorf("%s: it says\n%v\nand not\n%v", s.name, diags, wantDiags)
			}
			if d := cmp.Diff(besidePages(want), besidePages(tree), cmpopts.EquateEmpty(), cmp.Exporter(func(reflect.Type) bool { return true })); d != "" {
				t.Errorf("%s: beside the pages:\n%s", s.name, d)
			}
			kept.Last = tree
		}
	}
}

// besidePages is a tree without its pages.
func besidePages(t *Tree) []any {
	return []any{t.Settings, t.Resources, t.HasCatalog, t.Definitions, t.Files}
}

// When nothing changed, the tree is the last one itself: whoever planned that needs to plan nothing.
func TestNothingChanged(t *testing.T) {
	files := corpusFS()
	kept := Kept{Store: store.Memory(), Changed: []string{"content/posts/2025-10-14-plain.md"}}
	kept.Last, _ = LoadWith(files, kept)
	if tree, _ := LoadWith(files, kept); tree != kept.Last {
		t.Error("a file that was written again as it was made another tree")
	}
	kept.Changed = []string{"static/css/site.css"}
	if tree, _ := LoadWith(files, kept); tree == kept.Last {
		t.Error("who plans cannot tell that a style sheet changed")
	}
}
