package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"
	"testing/fstest"

	"studylog/internal/civil"
	"studylog/internal/decode"
)

func TestGitHubRemote(t *testing.T) {
	for remote, want := range map[string]string{
		"https://github.com/Ada/Notes.git":            "Ada/Notes",
		"https://token@github.com/ada/notes":          "ada/notes",
		"git@github.com:ada/notes.git":                "ada/notes",
		"ssh://git@github.com/ada/notes.git":          "ada/notes",
		"ssh://git@ssh.github.com:443/ada/notes.git/": "ada/notes",
		"git://github.com/ada/notes.js":               "ada/notes.js",
		"github.com:ada/notes":                        "ada/notes",
		"https://gitlab.com/ada/notes.git":            "",
		"https://github.com.evil.example/ada/notes":   "",
		"git@example.org:github.com/ada":              "",
		"/srv/git/github.com/ada/notes":               "",
		"https://github.com/ada":                      "",
		"":                                            "",
	} {
		if got := onGitHub(remote); got != want {
			t.Errorf("onGitHub(%q) = %q, want %q", remote, got, want)
		}
	}
}

func TestPagesURL(t *testing.T) {
	for repository, want := range map[string]string{
		"Ada/Study-Journal": "https://ada.github.io/Study-Journal/",
		"Ada/ada.github.io": "https://ada.github.io/",
		"ada/Ada.GitHub.io": "https://ada.github.io/",
		"":                  "/", "ada": "/", "/x": "/", "ada/": "/",
	} {
		if got := pagesURL(repository); got != want {
			t.Errorf("pagesURL(%q) = %q, want %q", repository, got, want)
		}
	}
}

// A title is read back from the new post as the very text that was given.
func TestQuotedTitles(t *testing.T) {
	titles := []string{
		"Plain words", "AI Lab: Week 1", `"Quoted"`, "It's", "# no comment", "a # b", "- list", "@here", "*star", "&anchor", "!tag",
		"yes", "No", "null", "~", "1:30", "010", "2025-10-28", "{a}", "[a]", "a: b: c", "back\\slash", "Ünïcode — 漢字", "tab\tin", "<b>&amp;",
		"100%", "`code`", "|", ">", "true", "ends with:", "%TAG", "\u2028line", "\u00a0space", "😀", "x\u0085y", "\x7f", "\ufeffbom",
	}
	for _, title := range titles {
		if got, ok := reread(t, title); !ok || got != title {
			t.Errorf("%q was written as %s and read as %q", title, quoted(title), got)
		}
	}
}

func FuzzQuoted(f *testing.F) {
	for _, s := range []string{"a", "a: b", `"`, "\u2029", "é", "- x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, title string) {
		text := quoted(title)
		if bytes.ContainsAny([]byte(text), "\r\n") {
			t.Fatalf("%q was written on several lines: %s", title, text)
		}
		want := string([]rune(title)) // what is no UTF-8 is replaced
		if got, ok := reread(t, title); !ok || got != want {
			t.Fatalf("%q was written as %s and read as %q", title, text, got)
		}
	})
}

// reread writes a title into a front matter and reads it back.
func reread(t *testing.T, title string) (string, bool) {
	t.Helper()
	root, list := decode.Parse("x.md", []byte("title: "+quoted(title)+"\n"), 1, decode.YAML)
	if list.HasErrors() || root.Get("title") == nil {
		return "", false
	}
	return root.Get("title").Str()
}

func TestArchetypeOverrides(t *testing.T) {
	fsys := fstest.MapFS{"templates/archetypes/lab.md": {Data: []byte("{{.Title}}|{{.Slug}}|{{.Date}}|{{.Kind}}|{{.First}}")}}
	got, err := archetype(fsys, "lab", "1: One", civil.MustParse("2025-10-28"), nil)
	if err != nil || string(got) != `"1: One"|lab-1-one|2025-10-28|lab|` {
		t.Errorf("%s, %v", got, err)
	}
	fsys["templates/archetypes/lab.md"].Data = []byte("{{.Titel}}")
	if _, err := archetype(fsys, "lab", "x", 1, nil); err == nil {
		t.Error("an unknown field passes")
	}
}

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"journal": "journal", "../a_b-c/d.e": "../a_b-c/d.e", "Tagebücher": "Tagebücher", "a/b c": "'a/b c'", "it's": `'it'\''s'`,
		"-s": "'-s'", "": "''", "a$HOME": "'a$HOME'", "~ada": "'~ada'", "a;b": "'a;b'", "*": "'*'",
	} {
		if got := shellWord(word); got != want {
			t.Errorf("shellWord(%q) = %s, want %s", word, got, want)
		}
	}
}

// What package disk knows of a cure is said, whichever command met the trouble.
func TestTroubleOfTheDiskHasItsCure(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "studylog.yaml", "")
	write(t, dir, ".studylog", "a file where a folder should be")
	var said bytes.Buffer
	if code := here(dir, &said).run(context.Background(), []string{"log", "rest"}); code != exitContent {
		t.Errorf("exit code %d", code)
	}
	if !bytes.Contains(said.Bytes(), []byte("hint: remove it")) {
		t.Errorf("no cure is said:\n%s", said.String())
	}
}

// A workflow is written only by a program that the workflow can fetch.
func TestFetchable(t *testing.T) {
	build := func(path, version, sum string) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Path: path, Version: version, Sum: sum}}
	}
	for _, c := range []struct {
		build *debug.BuildInfo
		want  string
	}{
		{nil, ""},
		{build("github.com/ada/studylog", "(devel)", ""), ""},
		{build("github.com/ada/studylog", "v1.2.0", ""), ""}, // named after a tag by go build, in a checkout
		{build("studylog", "v1.2.0", "h1:x"), ""},
		{build("github.com/ada/studylog", "v1.2.0", "h1:x"), "github.com/ada/studylog/cmd/studylog@v1.2.0"},
	} {
		if got := fetchable(c.build); got != c.want {
			t.Errorf("fetchable(%v) = %q, want %q", c.build, got, c.want)
		}
	}
}

func TestInitWritesTheWorkflowIfItCanWork(t *testing.T) {
	dir := t.TempDir()
	var said bytes.Buffer
	if err := here(dir, &said).initialise("", "github.com/ada/studylog/cmd/studylog@v1.2.0"); err != nil {
		t.Fatal(err)
	}
	flow, err := os.ReadFile(filepath.Join(dir, ".github", "workflows", "pages.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"run: go run github.com/ada/studylog/cmd/studylog@v1.2.0 build\n", "\npermissions: {}\n", "persist-credentials: false", "cancel-in-progress: false"} {
		if !bytes.Contains(flow, []byte(want)) {
			t.Errorf("the workflow lacks %q", want)
		}
	}
	if bytes.Contains(said.Bytes(), []byte("No workflow")) {
		t.Errorf("it says that there is none:\n%s", said.String())
	}
}
