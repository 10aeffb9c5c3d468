package main

import (
	"embed"
	"io/fs"
	"strings"
)

// theme is a small one for Hugo, so that both make the same kinds of pages: posts with a table of contents, tags and neighbours, a
// home page in pages of ten, an archive by year, a page for each tag, both feeds, a sitemap.
//
//go:embed all:theme
var theme embed.FS

// writeHugo writes the corpus for Hugo into dir, which must be new or empty.
func (c *corpus) writeHugo(dir string) error {
	files := map[string]string{
		"content/about.md": "---\ntitle: About\n---\n\nAn invented journal, written by a program to measure with.\n",
	}
	err := fs.WalkDir(theme, "theme", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := theme.ReadFile(name)
		files[strings.TrimPrefix(name, "theme/")] = string(text)
		return err
	})
	if err != nil {
		return err
	}
	return c.write(dir, files, hugo)
}
