package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// A mistake in an archetype is told with its place, and with what was probably meant.
func TestArchetypeMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"---\ntitle: {{.Titel}}\n---\n":        `templates/archetypes/x.md:2:10: there is no .Titel to print here (did you mean .Title?)`,
		"\n\n{{if}}":                           `templates/archetypes/x.md:3: missing value for if (studylog help themes lists what an archetype can print)`,
		"{{range .Resources}}{{.Id}}{{end}}":   `templates/archetypes/x.md:1:23: there is no .Id to print here (did you mean .ID?)`,
		"{{.Date}} {{.Kind}} {{.First}} {{end": `templates/archetypes/x.md:1: unclosed action (studylog help themes lists what an archetype can print)`,
	} {
		_, d := fillIn("templates/archetypes/x.md", text, archetypeData{Resources: []archetypeResource{{ID: "a"}}})
		if d == nil {
			t.Errorf("%q passes", text)
		} else if got := fmt.Sprintf("%s: %s (%s)", d.Pos, strings.TrimPrefix(d.Msg, "archetype: "), d.Hint); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// The names that a mistake is compared with are those that there are.
func TestArchetypeNames(t *testing.T) {
	for _, v := range []any{archetypeData{}, archetypeResource{}, archetypeDay{}, archetypeOpen{}} {
		kind := reflect.TypeOf(v)
		var names []string
		for field := range kind.Fields() {
			names = append(names, field.Name)
		}
		if !slices.Equal(names, archetypeNames[kind.Name()]) {
			t.Errorf("%s has %v, not %v", kind.Name(), names, archetypeNames[kind.Name()])
		}
	}
}

func TestIDOf(t *testing.T) {
	for title, want := range map[string]string{
		"A VPC": "a-vpc", "1: One": "lab-1-one", "Überblick — 漢字": "uberblick", "漢字": "lab", "Next": "lab-next", "Done!": "lab-done", "90": "lab-90",
	} {
		if got := idOf(title, "lab"); got != want {
			t.Errorf("the id of %q is %q, want %q", title, got, want)
		}
	}
}

func TestQuotedWords(t *testing.T) {
	for command, want := range map[string][]string{
		"nano": {"nano"}, "code --wait": {"code", "--wait"}, "  vim\t-c 'set tw=72' ": {"vim", "-c", "set tw=72"},
		`"/Applications/My Editor/run" -w`: {"/Applications/My Editor/run", "-w"}, `C:\Windows\notepad.exe`: {`C:\Windows\notepad.exe`},
		`e ""`: {"e", ""}, "": nil, "  ": nil, `e 'open`: {"e"},
	} {
		if got := quotedWords(command); !slices.Equal(got, want) {
			t.Errorf("quotedWords(%q) = %q, want %q", command, got, want)
		}
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
	for _, want := range []string{
		"run: go run github.com/ada/studylog/cmd/studylog@v1.2.0 build\n", "\npermissions: {}\n", "persist-credentials: false", "cancel-in-progress: false",
		"path: .studylog/cache\n", "key: studylog-v1.2.0-${{ hashFiles(", "STUDYLOG_BASE_URL: ${{ steps.pages.outputs.base_url }}",
	} {
		if !bytes.Contains(flow, []byte(want)) {
			t.Errorf("the workflow lacks %q", want)
		}
	}
	if bytes.Contains(said.Bytes(), []byte("No workflow")) {
		t.Errorf("it says that there is none:\n%s", said.String())
	}
}

// The workflow of this repository and the one that init writes are one, but for where the program comes from.
func TestWorkflowsAgree(t *testing.T) {
	own, err := os.ReadFile("../../.github/workflows/pages.yml")
	if err != nil {
		t.Fatal(err)
	}
	lines := func(text string) (list []string) {
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "#") {
				list = append(list, line)
			}
		}
		return list
	}
	theirs := strings.NewReplacer(
		"VERSION-", "", "'static/**'", "'static/**', '**/*.go'", "go run STUDYLOG build", "make site",
		"go-version: stable\n          cache: false", "go-version-file: go.mod",
	).Replace(start("pages.yml"))
	if diff := cmp.Diff(lines(theirs), lines(string(own))); diff != "" {
		t.Errorf("the workflows differ (- init's, + ours):\n%s", diff)
	}
}
