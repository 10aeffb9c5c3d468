package vfs

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

func text(s string) func() ([]byte, error) { return func() ([]byte, error) { return []byte(s), nil } }

func TestTreeIsAFileSystem(t *testing.T) {
	tree := NewTree()
	for _, p := range []string{"index.html", "posts/a/index.html", "posts/b/index.html", "posts/index.html", "a b/ü.txt"} {
		if err := tree.Add(p, sha256.Sum256([]byte(p)), text("<p>"+p)); err != nil {
			t.Fatal(err)
		}
	}
	if err := tree.AddBytes("assets/empty.css", nil); err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(tree, tree.Paths()...); err != nil {
		t.Error(err)
	}
	if err := fstest.TestFS(NewTree()); err != nil {
		t.Error("an empty tree:", err)
	}
	if !slices.IsSorted(tree.Paths()) || len(tree.Paths()) != tree.Len() {
		t.Errorf("paths: %q", tree.Paths())
	}
}

func TestTreeSizeIsTrue(t *testing.T) {
	tree := NewTree()
	tree.Add("x.html", [32]byte{1}, text("twelve bytes"))
	f, err := tree.Open("x.html")
	if err != nil {
		t.Fatal(err)
	}
	fi, _ := f.Stat()
	if fi.Size() != 12 {
		t.Errorf("size = %d, want 12", fi.Size())
	}
	for _, is := range []bool{is[io.Seeker](f), is[io.ReaderAt](f), is[io.WriterTo](f)} {
		if !is {
			t.Error("an open file cannot be served: it does not seek")
		}
	}
}

func is[T any](v any) bool { _, ok := v.(T); return ok }

func TestTreeRendersOnlyWhatIsOpened(t *testing.T) {
	tree, n := NewTree(), 0
	tree.Add("a/x.html", [32]byte{7}, func() ([]byte, error) { n++; return []byte("x"), nil })
	tree.Add("a/y.html", [32]byte{8}, func() ([]byte, error) { n += 100; return nil, nil })
	tree.Paths()
	if list, err := tree.ReadDir("a"); err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	if tree.Key("a/x.html") != [32]byte{7} || tree.Key("a") != [32]byte{} || tree.Key("none") != [32]byte{} {
		t.Error("keys")
	}
	if n != 0 {
		t.Errorf("listing rendered: %d", n)
	}
	if b, err := tree.ReadFile("a/x.html"); string(b) != "x" || err != nil || n != 1 {
		t.Errorf("ReadFile = %q, %v after %d renders", b, err, n)
	}
}

func TestTreeBytesCannotBeChangedByReaders(t *testing.T) {
	tree := NewTree()
	tree.AddBytes("x", []byte("kept"))
	b, _ := tree.ReadFile("x")
	copy(b, "lost")
	if b, _ := tree.ReadFile("x"); string(b) != "kept" {
		t.Errorf("got %q", b)
	}
	if tree.Key("x") != sha256.Sum256([]byte("kept")) {
		t.Error("the key of bytes is their SHA-256")
	}
}

func TestTreeRefuses(t *testing.T) {
	tree := NewTree()
	for _, p := range []string{"posts/x/index.html", "file"} {
		if err := tree.AddBytes(p, nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		path string
		err  error
	}{
		{"", fs.ErrInvalid},
		{".", fs.ErrInvalid},
		{"..", fs.ErrInvalid},
		{"a/../b", fs.ErrInvalid},
		{"/etc/passwd", fs.ErrInvalid},
		{"a//b", fs.ErrInvalid},
		{"a/", fs.ErrInvalid},
		{`a\b`, fs.ErrInvalid},
		{"a\x00b", fs.ErrInvalid},
		{"a\nb", fs.ErrInvalid},
		{"a\u0085", fs.ErrInvalid},
		{"a\x7f", fs.ErrInvalid},
		{"\xff", fs.ErrInvalid},
		{"file", fs.ErrExist},
		{"file/below", fs.ErrExist},
		{"file/far/below", fs.ErrExist},
		{"posts", fs.ErrExist},
		{"posts/x", fs.ErrExist},
	} {
		if err := tree.AddBytes(c.path, nil); !errors.Is(err, c.err) {
			t.Errorf("Add(%q) = %v, want %v", c.path, err, c.err)
		}
	}
	if got := tree.Paths(); !slices.Equal(got, []string{"file", "posts/x/index.html"}) {
		t.Errorf("a refused path left a trace: %q", got)
	}
	if list, _ := tree.ReadDir("."); len(list) != 2 {
		t.Errorf("a refused path left a folder: %v", list)
	}
}

func TestTreeReportsFailedRender(t *testing.T) {
	boom := errors.New("boom")
	tree := NewTree()
	tree.Add("x", [32]byte{}, func() ([]byte, error) { return nil, boom })
	_, open := tree.Open("x")
	_, read := tree.ReadFile("x")
	_, stat := tree.Stat("x")
	for _, err := range []error{open, read, stat} {
		if !errors.Is(err, boom) || !strings.Contains(fmt.Sprint(err), " x: ") {
			t.Errorf("got %v", err)
		}
	}
}

func TestTreeConcurrently(t *testing.T) {
	tree := NewTree()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			p := fmt.Sprintf("d%d/%d.html", i%5, i)
			if err := tree.Add(p, [32]byte{}, text(p)); err != nil {
				t.Error(err)
			}
			if b, err := tree.ReadFile(p); string(b) != p || err != nil {
				t.Errorf("%q, %v", b, err)
			}
			tree.ReadDir(".")
		})
	}
	wg.Wait()
	if tree.Len() != 50 {
		t.Errorf("%d files", tree.Len())
	}
}

func FuzzTreeAdd(f *testing.F) {
	for _, s := range []string{"a", "a/b", "a\\b", "../x", "ü/é", "a/./b", "\x00", "CON", "-", "[/x"} {
		f.Add(s, "a/b")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		tree := NewTree()
		tree.Add(a, [32]byte{}, text(a))
		tree.Add(b, [32]byte{}, text(b))
		for _, p := range tree.Paths() {
			if !fs.ValidPath(p) || strings.ContainsAny(p, "\\\x00\n\r") {
				t.Fatalf("took %q", p)
			}
		}
		for _, p := range tree.Paths() {
			if data, err := tree.ReadFile(p); err != nil || string(data) != p {
				t.Fatalf("%q holds %q, %v", p, data, err)
			}
			if strings.ContainsAny(p, "[*?") {
				return // fstest takes the names of folders for patterns
			}
		}
		if err := fstest.TestFS(tree, tree.Paths()...); err != nil {
			t.Fatal(err)
		}
	})
}
