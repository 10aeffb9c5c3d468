package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// demoPages are what is kept of the demo's site: its tracker, the data behind it, and a comparison with its history.
var demoPages = []string{"index.html", "tracker/index.html", "tracker/progress.json", "tracker/statements.csv", "compare/attacks/index.html", "compare/attacks/history/index.html"}

// The demo, as init --demo writes it and build makes it, with the two warnings that it is meant to show.
func TestGoldenDemo(t *testing.T) {
	journal, out := filepath.Join(t.TempDir(), "demo"), filepath.Join(t.TempDir(), "site")
	var said bytes.Buffer
	for _, args := range [][]string{{"init", "--demo", journal}, {"build", "-s", journal, "-d", out, "-b", "https://ada.github.io/demo/", "--now", "2026-05-01"}} {
		if code := here(t.TempDir(), &said).run(context.Background(), args); code != 0 {
			t.Fatalf("exit code %d\n%s", code, said.String())
		}
	}
	for _, code := range []string{"warning[P201]", "warning[P205]"} {
		if bytes.Count(said.Bytes(), []byte(code)) != 1 {
			t.Errorf("not one %s:\n%s", code, said.String())
		}
	}
	if n := bytes.Count(said.Bytes(), []byte("warning")); n != 3 { // and once in the last line
		t.Errorf("%d warnings:\n%s", n, said.String())
	}
	for _, name := range demoPages {
		got, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		kept := filepath.Join("testdata/golden-demo", name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(kept), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(kept, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(kept); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s changed; if this is meant: make golden, and read the diff", name)
		}
	}
}

// Every page of the demo says that it is invented, redirects apart, which say nothing.
func TestTheDemoSaysWhatItIs(t *testing.T) {
	for name, text := range contents(os.DirFS("testdata/golden-demo")) {
		if filepath.Ext(name) == ".html" && !slices.ContainsFunc([]string{"invented", "Invented"}, func(w string) bool { return bytes.Contains([]byte(text), []byte(w)) }) {
			t.Errorf("%s does not say that it is invented", name)
		}
	}
}
