//go:build unix

package vfs

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"testing/fstest"
)

// Opening a FIFO waits for a writer that never comes: this test then never ends.
func TestOverlayNeverOpensAFIFO(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(dir, "socket.md"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := os.WriteFile(filepath.Join(dir, "x.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for name, layer := range map[string]fs.FS{"os.Root": root.FS(), "no Lstat": plain{root.FS()}} {
		o := Overlay(layer)
		if got := names(t, o, "."); !slices.Equal(got, []string{"x.md"}) {
			t.Errorf("%s: listed %q", name, got)
		}
		_, left, err := o.(Lister).List(".")
		if err != nil || len(left) != 2 || left[0].Name() != "fifo.md" || left[0].Type() != fs.ModeNamedPipe || left[1].Type() != fs.ModeSocket {
			t.Errorf("%s: passed over %v, %v", name, left, err)
		}
		for _, p := range []string{"fifo.md", "fifo.md/x", "socket.md"} {
			if _, err := o.Open(p); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: Open(%q) = %v", name, p, err)
			}
		}
		if err := fstest.TestFS(o, "x.md"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
