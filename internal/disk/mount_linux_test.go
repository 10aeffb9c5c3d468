package disk

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"
)

// A mount point cannot be exchanged: that is said before anything is rendered.
func TestMountPoint(t *testing.T) {
	j := newJournal(t)
	j.o.Out = "/proc" // a mount point on any Linux
	before := j.state()
	_, err := Sync(j.o, first.tree(t))
	list := Diags(err)
	if len(list) != 1 || !strings.Contains(list[0].Msg, "mount point") || !strings.Contains(list[0].Hint, "-d") {
		t.Errorf("%v", err)
	}
	if after := j.state(); len(after) != len(before) {
		t.Errorf("something was written: %q", after)
	}
}

// A journal that can only be read can be built into a folder elsewhere, and that folder is known the next time.
func TestReadOnlyJournal(t *testing.T) {
	j := newJournal(t)
	out := filepath.Join(t.TempDir(), "deep", "site")
	o := Options{Root: j.dir, State: "/sys/.studylog", Out: out} // nobody makes a folder in /sys
	for _, want := range []site{first, second} {
		if _, err := Sync(o, want.tree(t)); err != nil {
			t.Fatal(err)
		}
		if got := readSite(t, out); !maps.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	if s, err := Sync(o, second.tree(t)); err != nil || !s.Unchanged {
		t.Errorf("%+v, %v", s, err)
	}
	o.Out = j.path("public")
	if _, err := Sync(o, first.tree(t)); err == nil || !strings.Contains(Diags(err)[0].Hint, "-d") {
		t.Errorf("%v", err)
	}
}
