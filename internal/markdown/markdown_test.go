package markdown

import (
	"bytes"
	"testing"
)

func TestParse(t *testing.T) {
	d := Parse("a.md", []byte("# T\n\nHello *you*.\n"), 5, "a", Options{})
	var b bytes.Buffer
	d.Body.Render(&b, nil)
	if got, want := b.String(), "<p>Hello <em>you</em>.</p>\n"; got != want || d.H1 != "T" {
		t.Errorf("body %q, want %q; H1 %q", got, want, d.H1)
	}
}
