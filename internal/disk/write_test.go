package disk

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWrite(t *testing.T) {
	j := newJournal(t)
	p := j.path("content/posts/x/index.md")
	if err := WriteNew(p, []byte("one"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := WriteNew(p, []byte("two"), 0o644); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), "index.md") {
		t.Errorf("WriteNew over a file: %v", err)
	}
	os.Chmod(p, 0o600)
	if err := Write(p, []byte("three"), 0o644); err != nil {
		t.Fatal(err)
	}
	if fi, _ := os.Stat(p); fi.Mode().Perm() != 0o600 && inode(fi) != 0 {
		t.Errorf("permissions became %v", fi.Mode())
	}
	if got := readSite(t, j.path("content")); !maps.Equal(got, site{"posts/x/index.md": "three"}) {
		t.Errorf("%q", got)
	}
}

func TestWriteFollowsNoLink(t *testing.T) {
	j := newJournal(t)
	j.write("outside.md", "safe")
	os.Symlink(j.path("outside.md"), j.path("content/link.md"))
	os.Symlink(j.path("none.md"), j.path("content/dangling.md"))
	before := readSite(t, j.dir)
	for _, p := range []string{"content/link.md", "content/dangling.md", "content"} {
		if err := Write(j.path(p), []byte("x"), 0o644); err == nil {
			t.Errorf("Write(%s) went through", p)
		}
		if err := WriteNew(j.path(p), []byte("x"), 0o644); !errors.Is(err, fs.ErrExist) {
			t.Errorf("WriteNew(%s): %v", p, err)
		}
	}
	if got := readSite(t, j.dir); !maps.Equal(got, before) {
		t.Errorf("%q", got)
	}
}

func TestLock(t *testing.T) {
	defer func(d time.Duration) { lockWait = d }(lockWait)
	lockWait = 0
	dir := filepath.Join(t.TempDir(), "journal", ".studylog")
	unlock, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Lock(dir)
	list := Diags(err)
	if len(list) != 1 || !strings.Contains(list[0].Msg, "process ") || list[0].Hint == "" {
		t.Errorf("a second lock: %v", list)
	}
	unlock()
	unlock, err = Lock(dir)
	if err != nil {
		t.Fatal("after unlock:", err)
	}
	lockWait = time.Hour
	got := make(chan error)
	go func() {
		unlock, err := Lock(dir)
		if err == nil {
			unlock()
		}
		got <- err
	}()
	unlock()
	if err := <-got; err != nil {
		t.Error("whoever waits gets it:", err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, ".gitignore")); string(data) != "*\n" {
		t.Errorf("our notes can be committed: %q, %v", data, err)
	}
}

func TestLockRefusesALink(t *testing.T) {
	dir := t.TempDir()
	os.Symlink(t.TempDir(), filepath.Join(dir, ".studylog"))
	if _, err := Lock(filepath.Join(dir, ".studylog")); err == nil {
		t.Error("locked through a link")
	}
}

func TestManifestRoundTrip(t *testing.T) {
	m := manifest{"a b/ü.html": {sha256.Sum256(nil), [32]byte{255}, 1 << 40, -5}, "x": {}}
	got, err := decodeManifest(m.encode())
	if err != nil || !maps.Equal(got, m) {
		t.Errorf("%v, %v", got, err)
	}
}

func FuzzManifest(f *testing.F) {
	f.Add(manifest{"a b": {size: 1}, "c": {mtime: -1}}.encode())
	f.Add([]byte(manifestHead))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, d := range [][]byte{data, seal(data)} {
			m, err := decodeManifest(d)
			if err != nil {
				continue
			}
			for p := range m {
				if !fs.ValidPath(p) {
					t.Fatalf("took %q", p)
				}
			}
			if again, err := decodeManifest(m.encode()); err != nil || !maps.Equal(m, again) {
				t.Fatalf("%v is not %v: %v", again, m, err)
			}
		}
	})
}

// seal makes any lines a manifest with a right sum, so that the fuzzer comes past it.
func seal(lines []byte) []byte {
	end := manifest{}.encode()[len(manifestHead):]
	body := append([]byte(manifestHead), lines...)
	sum := sha256.Sum256(body)
	copy(end[len("end "):], fmt.Sprintf("%x", sum))
	return append(body, end...)
}
