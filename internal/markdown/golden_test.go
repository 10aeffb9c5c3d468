package markdown

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew, to be read in review")

// TestGolden renders testdata/*.md as a page and as a feed, with what was said about each. Features are described
// there, one file for each.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := Parse(filepath.Base(file), src, 1, strings.TrimSuffix(filepath.Base(file), ".md"), Options{Typographer: true, Emoji: true})
		got := describe(d)
		golden := strings.TrimSuffix(file, ".md") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s:\n got: %s\nwant: %s", file, got, want)
		}
	}
}

// describe writes all of a Doc that a reader might meet.
func describe(d *Doc) string {
	var b strings.Builder
	section := func(name, text string) {
		if text != "" {
			b.WriteString("== " + name + "\n" + strings.TrimSuffix(text, "\n") + "\n")
		}
	}
	section("H1", page(&d.H1Body))
	body := page(&d.Body)
	section("page", body)
	if feed := feed(&d.Body); feed != body {
		section("feed", feed)
	}
	section("summary", page(&d.Summary))
	section("lede", d.Lede)
	section("text", d.Text)
	section("ids", strings.Join(d.IDs, " "))
	var lines []string
	for _, h := range d.TOC {
		lines = append(lines, strings.Repeat("#", h.Level)+" "+h.ID+": "+h.HTML+" | "+h.Text)
	}
	section("toc", strings.Join(lines, "\n"))
	lines = nil
	for _, table := range d.Tables {
		name := "table at " + table.Pos.String()
		if table.Marker != nil {
			name += " of " + table.Marker.ID + " as " + table.Anchor
			for _, o := range table.Marker.Options {
				name += ", " + o.Key + "=" + o.Value + " at " + o.Pos.String()
			}
		}
		lines = append(lines, name)
		for _, row := range table.Rows {
			for _, c := range row {
				line := "  " + c.Pos.String() + " " + c.Markdown + " | " + c.Text
				if html := page(&c.Body); html != c.Text {
					line += " | " + html
				}
				if c.Struck {
					line += " | struck"
				}
				lines = append(lines, line)
			}
		}
	}
	section("tables", strings.Join(lines, "\n"))
	lines = nil
	for _, g := range d.Diags {
		lines = append(lines, g.Pos.String()+": "+g.Severity.String()+" "+g.Code+": "+g.Msg+" // "+g.Hint)
	}
	section("says", strings.Join(lines, "\n"))
	return b.String()
}
