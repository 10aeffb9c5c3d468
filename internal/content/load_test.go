package content

import (
	"io/fs"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"studylog/internal/vfs"
)

func journal() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"studylog.yaml":                              file("title: A\n"),
		"content/README.md":                          file("For those who browse the repository.\n"),
		"content/resources.yaml":                     file("- {id: llm-playbook, kind: book, unit: ch, total: 12}\n"),
		"content/comparisons/a-b.md":                 file("---\ntitle: A and B\n---\nIntro.\n"),
		"content/pages/about.md":                     file("# About\n"),
		"content/pages/README.md":                    file("Not a page.\n"),
		"content/posts/2025-10-14-start.md":          file("---\ntitle: Start\nprogress: llm-playbook 1 ch\n---\n![x](a.png)\n"),
		"content/posts/2025-10-28-week-2/index.md":   file("---\ndate: 2025-10-28\n---\n# Week 2\n"),
		"content/posts/2025-10-28-week-2/shot.png":   file("png"),
		"content/posts/a/2025-11-01-nested.md":       file("Text\n"),
		"content/posts/a-b.md":                       file("---\ndate: 2025-11-02\n---\n"),
		"content/posts/_2025-10-15-hidden.md":        file("---\ndraft: yes\n---\n"),
		"content/posts/.obsidian/x.md":               file("draft: yes\n"),
		"content/posts/_drafts/x.md":                 file("draft: yes\n"),
		"content/posts/2025-10-14-start.md~":         file("---\ndraft: yes\n"),
		"content/posts/2025-10-14-start.md.bak":      file("---\ndraft: yes\n"),
		"content/posts/.2025-10-14-start.md.swp":     file("x"),
		"content/images/net.svg":                     file("<svg/>"),
		"content/posts/.#2025-10-14-start.md":        {Data: []byte("ada@host.1"), Mode: fs.ModeSymlink}, // Emacs locks a file so
		"templates/post.html":                        file("x"),
		"content/posts/2025-11-03-upper.MARKDOWN":    file("Text\n"),
		"content/posts/2025-11-04-x/other-notes.txt": file("x"),
	}
}

func TestLoad(t *testing.T) {
	tree, diags := Load(journal())
	saying(t, "journal", diags, nil)
	var pages, files []string
	for _, p := range tree.Pages {
		name := p.Path[len(Root)+1:] + " " + p.Name + " " + p.Meta.Date.Day.String()
		if p.Bundle {
			name += " bundle"
		}
		if !p.Post {
			name += " page"
		}
		pages = append(pages, name)
	}
	for _, f := range tree.Files {
		files = append(files, f.Path)
	}
	wantPages := `pages/about.md about  page
posts/2025-10-14-start.md start 2025-10-14
posts/2025-10-28-week-2/index.md week-2 2025-10-28 bundle
posts/2025-11-03-upper.MARKDOWN upper 2025-11-03
posts/a-b.md a-b 2025-11-02
posts/a/2025-11-01-nested.md nested 2025-11-01`
	wantFiles := `content/images/net.svg
content/posts/2025-10-28-week-2/shot.png
content/posts/2025-11-04-x/other-notes.txt`
	if got := strings.Join(pages, "\n"); got != wantPages {
		t.Errorf("pages:\n%s\nwant:\n%s", got, wantPages)
	}
	if got := strings.Join(files, "\n"); got != wantFiles {
		t.Errorf("files:\n%s\nwant:\n%s", got, wantFiles)
	}
	if len(tree.Definitions) != 1 || tree.Definitions[0].ID != "a-b" || len(tree.Resources) != 1 || !tree.HasCatalog || tree.Settings.Title != "A" {
		t.Errorf("%+v %+v %+v", tree.Definitions, tree.Resources, tree.Settings)
	}
	if shots := tree.Pages[1].Block.Shots; len(shots) != 1 || shots[0].Src != "a.png" || shots[0].Alt != "x" {
		t.Errorf("shots %+v", shots)
	}
	if tree.Pages[1].Hash == tree.Pages[2].Hash {
		t.Error("two pages of one hash")
	}
}

// The number of cores, and what ran before, make no difference.
func TestLoadIsAFunction(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	j := journal()
	j["content/posts/x.md"] = &fstest.MapFile{Data: []byte("---\ntitel: x\ndraft: yes\n---\n[a](b)\n")}
	one, said := Load(j)
	runtime.GOMAXPROCS(8)
	for range 5 {
		if again, more := Load(j); !reflect.DeepEqual(one, again) || !reflect.DeepEqual(said, more) {
			t.Fatalf("%+v\n%+v", said, more)
		}
	}
}

func TestContentThatIsNoFolder(t *testing.T) {
	_, diags := Load(fstest.MapFS{"content": {Data: []byte("x")}})
	saying(t, "a file", diags, []string{"0:0 error: this must be a folder"})
}

// The mistakes of one file never hide those of another, and come sorted by file.
func TestLoadReportsEverything(t *testing.T) {
	j := journal()
	add := func(name, s string) { j[name] = &fstest.MapFile{Data: []byte(s)} }
	add("studylog.yaml", "titel: x\n")
	add("content/resources.yaml", "- {id: A, kind: book}\n")
	add("content/posts/x.md", "Text\n")
	add("content/posts/y.md", "---\ndate: 2025-10-14\n")
	add("content/posts/z.md", "---\ndate: 2025-10-14\nprogress: a three\n---\n")
	add("content/notes.md", "Text\n")
	add("content/posts/index.md", "Text\n")
	add("content/posts/large.md", strings.Repeat("x", 1<<20+1))
	add("content/posts/bad.md", "\xff")
	_, diags := Load(j)
	var got []string
	for _, d := range diags {
		got = append(got, d.Pos.String()+": "+d.Severity.String()+": "+d.Msg)
	}
	want := []string{
		"content/notes.md: warning: this file is not read: it lies neither",
		"content/posts/bad.md:1:1: error: this byte (0xff) is no UTF-8",
		"content/posts/index.md: warning: this file is not read: content/posts makes its own index",
		"content/posts/large.md: error: this file has 1048577 bytes; the limit is 1048576",
		"content/posts/x.md:1:1: error: this post has no date",
		"content/posts/y.md:1:1: error: front matter opens here and is not closed",
		`content/posts/z.md:3:13: error: cannot read "three"`,
		`content/resources.yaml:1:8: error: "A" is no id of a resource`,
		`studylog.yaml:1:1: error: unknown key "titel" in the settings`,
	}
	if len(got) != len(want) {
		t.Fatalf("got\n%s", strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}

func TestLoadOfNothing(t *testing.T) {
	tree, diags := Load(fstest.MapFS{})
	saying(t, "nothing", diags, []string{"0:0 error[S102]: there is no such folder: nothing is there to publish | studylog init makes one"})
	if len(tree.Pages) != 0 || tree.Settings.Permalink != "/posts/:slug/" {
		t.Errorf("%+v", tree)
	}
}

func TestLoadWithoutPosts(t *testing.T) {
	want := []string{`0:0 warning: there is no post here: the site will be empty | studylog new "A title" starts one`}
	for name, file := range map[string]string{"a page alone": "content/pages/about.md", "an image alone": "content/x.png", "hidden": "content/posts/_x.md"} {
		_, diags := Load(fstest.MapFS{file: {Data: []byte("x")}})
		saying(t, name, diags, want)
	}
	_, diags := Load(fstest.MapFS{"content/posts/2025-10-14-a.md": {Data: []byte("---\ndraft: true\n---\nx\n")}})
	saying(t, "a draft", diags, nil)
}

// What is not opened is named: a warning each, and an error where a whole part of the journal would be missing.
func TestLoadNamesWhatItDoesNotOpen(t *testing.T) {
	link := func(to string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(to), Mode: fs.ModeSymlink} }
	const isLink, isPart = "this is a link, and links are not followed", " | put what it leads to in its place"
	for name, tt := range map[string]struct {
		file *fstest.MapFile
		want string
	}{
		"content/posts/2025-10-15-x.md": {link("/etc/passwd"), "warning: " + isLink + ": what it leads to is not read" + isPart + ", or begin"},
		"content/posts/dangling.md":     {link("nowhere"), "warning: " + isLink},
		"content/posts/folder":          {link("../elsewhere"), "warning: " + isLink},
		"content/images/x.png":          {link("y.png"), "warning: " + isLink},
		"content/posts/pipe.md":         {&fstest.MapFile{Mode: fs.ModeNamedPipe}, "warning: this is a named pipe: it is not read | put a file here"},
		"content/posts/socket":          {&fstest.MapFile{Mode: fs.ModeSocket}, "warning: this is a socket"},
		"content/posts/device":          {&fstest.MapFile{Mode: fs.ModeDevice}, "warning: this is a device"},
		"content/posts/junction":        {&fstest.MapFile{Mode: fs.ModeIrregular}, "warning: this is neither a file nor a folder"},
		"content/pages":                 {link("../pages"), "error: " + isLink + "…" + isPart},
		"content/comparisons":           {link("../c"), "error: " + isLink},
		"content/resources.yaml":        {link("../r.yaml"), "error: " + isLink},
	} {
		m := fstest.MapFS{"content/posts/2025-10-14-a.md": {Data: []byte("x\n")}, name: tt.file}
		for kind, fsys := range map[string]fs.FS{"plain": m, "overlay": vfs.Overlay(m, fstest.MapFS{})} {
			tree, diags := Load(fsys)
			saying(t, kind+" "+name, diags, []string{"0:0 " + tt.want})
			if len(tree.Pages) != 1 || len(diags) == 1 && diags[0].File != name {
				t.Errorf("%s %s: %+v %v", kind, name, tree.Pages, diags)
			}
		}
	}
}

func TestLoadNamesWhatItDoesNotOpenBesides(t *testing.T) {
	link := &fstest.MapFile{Data: []byte("elsewhere"), Mode: fs.ModeSymlink}
	theme := fstest.MapFS{"templates/post.html": {}, "static/site.css": {}}
	for _, name := range []string{"templates/post.html", "templates/partials/x.html", "static", "static/fonts", "templates"} {
		m := fstest.MapFS{"content/posts/2025-10-14-a.md": {Data: []byte("x\n")}, name: link}
		_, diags := Load(vfs.Overlay(m, theme))
		saying(t, name, diags, []string{"0:0 warning: this is a link, and links are not followed"})
		if len(diags) == 1 && diags[0].File != name {
			t.Errorf("%s: %v", name, diags)
		}
	}
	_, diags := Load(vfs.Overlay(fstest.MapFS{"content/posts/2025-10-14-a.md": {Data: []byte("x\n")}, "LINK": link, "docs/x": link, "static/.git/x": link}, theme))
	saying(t, "elsewhere", diags, nil)
}

func TestLoadOfALinkInPlaceOfAll(t *testing.T) {
	link := &fstest.MapFile{Data: []byte("elsewhere"), Mode: fs.ModeSymlink}
	for name, want := range map[string]string{
		"content":       "0:0 error[S102]: this is a link",
		"content/posts": "0:0 error: this is a link",
	} {
		_, diags := Load(vfs.Overlay(fstest.MapFS{name: link}))
		saying(t, name, diags, []string{want})
	}
	_, diags := LoadSettings(vfs.Overlay(fstest.MapFS{"studylog.yaml": {Mode: fs.ModeNamedPipe}}))
	saying(t, "settings", diags, []string{"0:0 error: this is a named pipe: it is not read | put the file or folder of the journal in its place"})
}

// vanishing is a file system from which a file goes between listing and reading.
type vanishing struct{ fstest.MapFS }

func (v vanishing) Open(name string) (fs.File, error) {
	if name == "content/posts/2025-10-14-start.md" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return v.MapFS.Open(name)
}

func TestLoadOfVanishingFile(t *testing.T) {
	tree, diags := Load(vanishing{journal()})
	saying(t, "vanished", diags, []string{"0:0 error: cannot be read: file does not exist | it vanished"})
	if len(tree.Pages) != 6 || !tree.Pages[1].Diags.HasErrors() || tree.Pages[1].Doc == nil || !tree.Pages[1].Post {
		t.Errorf("%+v", tree.Pages[1])
	}
}
