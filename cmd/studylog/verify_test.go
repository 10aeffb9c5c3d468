package main

import (
	"bytes"
	"strings"
	"testing"
)

// What --verify is for: a site that comes out otherwise the second time is named, and not written.
func TestVerifyNoticesADifference(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "studylog.yaml", "")
	write(t, dir, "content/posts/2025-10-14-a.md", "A.\n")
	write(t, dir, "content/posts/2025-10-15-b.md", "---\ndraft: true\n---\nB.\n")
	p := here(dir, &bytes.Buffer{})
	j, err := p.open()
	if err != nil {
		t.Fatal(err)
	}
	defer j.close()
	plan, _, err := p.plan(j, request{drafts: true})
	if err != nil {
		t.Fatal(err)
	}
	tree := plan.Output()
	if err := p.verify(j, request{drafts: true}, tree); err != nil {
		t.Errorf("nothing differs, and yet: %v", err)
	}
	if err := p.verify(j, request{}, tree); err == nil || !strings.Contains(err.Error(), "do not have the same files") {
		t.Errorf("a file more: %v", err)
	}
	write(t, dir, "content/posts/2025-10-14-a.md", "A, but otherwise.\n")
	if err := p.verify(j, request{drafts: true}, tree); err == nil || !strings.HasSuffix(err.Error(), "; nothing was written") {
		t.Errorf("other bytes: %v", err)
	}
}
