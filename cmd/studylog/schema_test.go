package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// While serve runs, an id that has just been listed is offered in the next post, and refused no longer.
func TestServeKeepsTheSchemas(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "studylog.yaml", "")
	write(t, dir, "content/resources.yaml", "- {id: a-book, kind: book}\n")
	write(t, dir, "content/posts/2025-10-14-a.md", "A.\n")
	running(t, dir, "serve", "-p", "0").await(t, `serving (http://\S+)`)
	awaitInFile(t, filepath.Join(dir, ".studylog", "schema", "post.json"), `"a-book"`)
	replace(t, dir, "content/resources.yaml", "- {id: a-book, kind: book}\n- {id: b-book, kind: book}\n")
	awaitInFile(t, filepath.Join(dir, ".studylog", "schema", "post.json"), `"b-book"`)
}

// awaitInFile waits until a file has a text, and gives up after a time that no machine needs.
func awaitInFile(t *testing.T, file, text string) {
	t.Helper()
	for range 600 {
		if data, _ := os.ReadFile(file); strings.Contains(string(data), text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s never has %s", filepath.Base(file), text)
}
