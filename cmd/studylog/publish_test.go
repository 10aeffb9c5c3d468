package main

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"studylog/internal/audit"
	"studylog/internal/publish"
	"studylog/internal/site"
)

// sound wants a folder to be a site that works under a path: not one link, image or anchor in it leads nowhere.
func sound(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sound PATH FOLDER")
	}
	site := os.DirFS(ts.MkAbs(args[1]))
	var files []string
	ts.Check(fs.WalkDir(site, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && name != "." && strings.HasPrefix(e.Name(), ".") {
			return fs.SkipDir
		}
		if err == nil && !e.IsDir() {
			files = append(files, name)
		}
		return err
	}))
	if len(files) < 5 {
		ts.Fatalf("%s is no site: %v", args[1], files)
	}
	for _, d := range audit.Check(site, files, audit.Options{BasePath: args[0], Origin: "https://ada.github.io"}) {
		ts.Logf("%s: %s", d.Pos, d.Msg)
		ts.Fatalf("%s is not sound", args[1])
	}
}

// On GitHub a repository's name decides where its site is: one built for another address would have no link that works.
func TestPublishElsewhere(t *testing.T) {
	for _, c := range []struct {
		base, remote string
		warns        bool
	}{
		{"https://ada.github.io/notes/", "git@github.com:Ada/notes.git", false},
		{"https://ada.github.io/", "https://***@github.com/ada/ada.github.io", false},
		{"https://ada.github.io/study/", "git@github.com:ada/notes.git", true},
		{"https://ada.github.io/", "git@github.com:ada/notes.git", true},
		{"https://study.example.org/", "git@github.com:ada/notes.git", false},
		{"https://ada.github.io/notes/", "/srv/git/notes.git", false},
	} {
		base, err := site.ParseBase(c.base)
		if err != nil {
			t.Fatal(err)
		}
		list := elsewhere(&site.Plan{Base: base}, &publish.Target{Address: c.remote})
		if got := len(list) > 0; got != c.warns {
			t.Errorf("%s to %s: %v", c.base, c.remote, list)
		}
	}
}
