package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"studylog/internal/demo"
)

// A new post builds as it is made, in any journal and with any title, and so does what it offers in comments once the
// "# " is taken off: every word of it is true on that day.
func TestNewPostsBuild(t *testing.T) {
	titles := []string{"Part 1: a start", `He said "no" \ it's`, "Überblick — 漢字", "# 2025-10-28"}
	for name, journal := range map[string]fs.FS{
		"seed": os.DirFS("../.."), "golden": os.DirFS("testdata/journal"), "demo": demo.FS(), "empty": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			copyJournal(t, dir, journal)
			before := complaints(t, dir)
			for i, kind := range []string{"update", "update", "lab", "note"} {
				newPostBuilds(t, dir, before, titles[i], kind, i%2 == 1)
			}
		})
	}
}

func newPostBuilds(t *testing.T, dir string, before []string, title, kind string, bundle bool) {
	t.Helper()
	p, file := onDay(dir), bytes.Buffer{}
	p.out = &file
	args := []string{"new", title, "--kind", kind}
	if bundle {
		args = append(args, "--bundle")
	}
	if code := p.run(context.Background(), args); code != 0 {
		t.Fatalf("%v: exit code %d", args, code)
	}
	post := filepath.Join(dir, strings.TrimSpace(file.String()))
	if more := added(before, complaints(t, dir)); len(more) > 0 {
		t.Errorf("%v: the draft brings %q", args, more)
	}
	text, err := os.ReadFile(post)
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(post)
	said := uncommented(string(text))
	if kind != "note" && said == string(text) {
		t.Errorf("%v offers nothing", args)
	}
	if err := os.WriteFile(post, []byte(strings.Replace(said, "draft: true\n", "", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	if more := added(before, complaints(t, dir)); len(more) > 0 {
		t.Errorf("%v: what it offers brings %q:\n%s", args, more, said)
	}
}

// uncommented takes the "# " off what an archetype offers below progress:.
func uncommented(text string) string {
	return regexp.MustCompile(`(?m)^( +)# `).ReplaceAllString(text, "$1")
}

func copyJournal(t *testing.T, dir string, journal fs.FS) {
	t.Helper()
	if journal == nil {
		write(t, dir, "studylog.yaml", "")
		write(t, dir, "content/pages/about.md", "")
		return
	}
	for _, part := range []string{"studylog.yaml", "content"} {
		err := fs.WalkDir(journal, part, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := fs.ReadFile(journal, name)
			write(t, dir, name, string(data))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// onDay is a program on 20 April 2026, a Monday, when all posts of the demo are published.
func onDay(dir string) *program {
	p := here(dir, &bytes.Buffer{})
	p.getenv = func(name string) string { return map[string]string{"SOURCE_DATE_EPOCH": "1776686400"}[name] }
	return p
}

// complaints are what a build with drafts has to say, a line each.
func complaints(t *testing.T, dir string) (lines []string) {
	t.Helper()
	var said bytes.Buffer
	p := onDay(dir)
	p.err = &said
	if code := p.run(context.Background(), []string{"build", "-D"}); code != 0 {
		t.Fatalf("exit code %d\n%s", code, said.String())
	}
	for line := range strings.Lines(said.String()) {
		if strings.Contains(line, ": warning") || strings.Contains(line, ": error") {
			lines = append(lines, line)
		}
	}
	return lines
}

func added(before, after []string) []string {
	return slices.DeleteFunc(after, func(line string) bool { return slices.Contains(before, line) })
}
