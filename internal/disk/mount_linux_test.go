package disk

import (
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
