package site

import (
	"bytes"
	picture "image"
	"image/jpeg"
	"strings"
	"testing"
	"testing/fstest"

	"studylog/internal/content"
	"studylog/internal/vfs"
)

// A picture is too large by its bytes or by its pixels, and is told of where it is shown first. One that a post only
// links to is there to be opened, and may be as it is.
func TestLargePictures(t *testing.T) {
	var wide bytes.Buffer
	if err := jpeg.Encode(&wide, picture.NewGray(picture.Rect(0, 0, 3200, 10)), nil); err != nil {
		t.Fatal(err)
	}
	heavy := append([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="10">`), strings.Repeat("<g/>", 300_000)+"</svg>"...)
	fsys := fstest.MapFS{
		"content/posts/2025-10-14-a.md": {Data: []byte("Text.\n\n[Full size](linked.jpg) ![Wide](wide.jpg) ![Small](dot.png)\n\n![Heavy](heavy.svg)\n")},
		"content/posts/2025-10-13-b.md": {Data: []byte("![Wide](wide.jpg)\n")},
		"content/posts/wide.jpg":        {Data: wide.Bytes()},
		"content/posts/linked.jpg":      {Data: append(wide.Bytes(), 0)},
		"content/posts/heavy.svg":       {Data: heavy},
		"content/posts/unused.svg":      {Data: heavy},
		"content/posts/dot.png":         {Data: dot()},
		"static/poster.svg":             {Data: heavy},
	}
	tree, diags := content.Load(vfs.Overlay(fsys, themeFS()))
	p, more := NewPlan(tree, ada, now)
	if diags.HasErrors() || more.HasErrors() {
		t.Fatal(messages(append(diags, more...)))
	}
	var got []string
	for _, d := range p.Remarks() {
		got = append(got, d.Pos.String()+": "+d.Code+" "+d.Msg)
	}
	want := []string{
		"content/posts/2025-10-14-a.md:3:25: A213 content/posts/wide.jpg measures 3200 × 10 pixels, of which no page shows a third",
		"content/posts/2025-10-14-a.md:5:1: A212 content/posts/heavy.svg has 1.2 MB: on a phone, readers wait for it",
		"static/poster.svg: A212 static/poster.svg has 1.2 MB: on a phone, readers wait for it",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
