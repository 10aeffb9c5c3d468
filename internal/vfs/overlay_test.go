package vfs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
)

func mapFS(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1]), Mode: 0o644}
	}
	return m
}

func names(t *testing.T, fsys fs.FS, dir string) (list []string) {
	t.Helper()
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestOverlay(t *testing.T) {
	top := mapFS("templates/post.html", "mine", "content/x.md", "x", "shadow", "a file over a folder", "folder/in", "1")
	mid := mapFS("templates/post.html", "theirs", "templates/list.html", "list", "shadow/below", "hidden", "folder", "a file under a folder")
	low := mapFS("folder/low", "2", "static/site.css", "css")
	o := Overlay(top, nil, mid, low)

	if err := fstest.TestFS(o, "templates/post.html", "templates/list.html", "content/x.md", "shadow", "folder/in", "folder/low", "static/site.css"); err != nil {
		t.Error(err)
	}
	if b, err := fs.ReadFile(o, "templates/post.html"); string(b) != "mine" || err != nil {
		t.Errorf("the upper file does not win: %q, %v", b, err)
	}
	if got := names(t, o, "templates"); !slices.Equal(got, []string{"list.html", "post.html"}) {
		t.Errorf("folders are not merged: %q", got)
	}
	for _, gone := range []string{"shadow/below", "none", "none/x", "content/x.md/y"} {
		if _, err := o.Open(gone); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Open(%q) = %v", gone, err)
		}
	}
	for _, bad := range []string{"", "/", "../x", "a//b"} {
		if _, err := o.Open(bad); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("Open(%q) = %v", bad, err)
		}
	}
	if err := fstest.TestFS(Overlay()); err != nil {
		t.Error("no layers:", err)
	}
}

// plain hides everything but Open, as a file system from elsewhere may.
type plain struct{ fs.FS }

func TestOverlayOfTreesAndOverlays(t *testing.T) {
	tree := NewTree()
	tree.AddBytes("a/tree", []byte("t"))
	o := Overlay(tree, plain{mapFS("a/plain", "p", "b", "b")}, Overlay(mapFS("a/inner", "i")))
	if err := fstest.TestFS(o, "a/tree", "a/plain", "a/inner", "b"); err != nil {
		t.Error(err)
	}
}

// On a disk there are links, in a journal from elsewhere even to what should never be read.
func TestOverlayNeverFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	write := func(name, data string) {
		os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("secret/key.md", "secret")
	write("content/real.md", "real")
	for link, target := range map[string]string{
		"content/file.md": "../secret/key.md", "content/folder": "../secret", "content/dangling.md": "none", "content/loop": "loop", "content/theme.md": "real.md",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()

	for name, layer := range map[string]fs.FS{"os.Root": root.FS(), "os.DirFS": os.DirFS(dir), "no Lstat": plain{os.DirFS(dir)}} {
		o := Overlay(layer, mapFS("content/theme.md", "the lower layer's"))
		if got := names(t, o, "content"); !slices.Equal(got, []string{"real.md", "theme.md"}) {
			t.Errorf("%s: listed %q", name, got)
		}
		for _, p := range []string{"content/file.md", "content/folder", "content/folder/key.md", "content/dangling.md", "content/loop", "content/loop/x"} {
			if b, err := fs.ReadFile(o, p); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: ReadFile(%q) = %q, %v", name, p, b, err)
			}
			if _, err := fs.Stat(o, p); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: Stat(%q) = %v", name, p, err)
			}
		}
		if b, err := fs.ReadFile(o, "content/theme.md"); string(b) != "the lower layer's" {
			t.Errorf("%s: behind a link: %q, %v", name, b, err)
		}
		if err := fstest.TestFS(o, "content/real.md", "secret/key.md"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a layer has at a path besides files and folders is named, also where the file of a lower layer shows instead.
func TestOverlayNamesWhatItPassesOver(t *testing.T) {
	top := fstest.MapFS{
		"templates/post.html": {Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink},
		"templates/b.html":    {Mode: fs.ModeNamedPipe},
		"templates/x.html":    {},
	}
	o := Overlay(top, mapFS("templates/post.html", "theirs", "templates/a.html", "")).(Lister)
	shown, left, err := o.List("templates")
	if err != nil || len(shown) != 3 || shown[1].Name() != "post.html" || shown[1].Type() != 0 {
		t.Errorf("shown %v, %v", shown, err)
	}
	if len(left) != 2 || left[0].Name() != "b.html" || left[1].Name() != "post.html" || left[1].Type() != fs.ModeSymlink {
		t.Errorf("passed over %v", left)
	}
	for _, name := range []string{"none", "templates/x.html", "../x"} {
		if shown, left, err := o.List(name); err == nil || shown != nil || left != nil {
			t.Errorf("List(%q) = %v, %v, %v", name, shown, left, err)
		}
	}
}
