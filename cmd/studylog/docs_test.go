package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"studylog/internal/content"
	"studylog/internal/site"
)

// manuals are the documents whose examples a reader copies. What they show is built here: every fenced block with a
// title is a file of one journal, every `yaml` block that begins with progress: is a front matter, and every `sh` line
// with studylog is a command line that must parse.
var manuals = []string{"guide/writing.md", "guide/settings.md", "guide/themes.md"}

func TestManuals(t *testing.T) {
	for _, manual := range manuals {
		t.Run(filepath.Base(manual), func(t *testing.T) {
			text, err := os.ReadFile(manual)
			if err != nil {
				t.Fatal(err)
			}
			blocks := fences(string(text))
			if len(blocks) == 0 {
				t.Fatal("no examples found")
			}
			journal := t.TempDir()
			write(t, journal, "studylog.yaml", "")
			write(t, journal, "content/posts/2025-10-01-day-one.md", "---\ntitle: Day one\n---\nText.\n")
			for _, b := range blocks {
				if b.title != "" {
					write(t, journal, b.title, b.text)
				}
				for line := range strings.Lines(b.text) {
					if b.lang == "sh" && strings.HasPrefix(line, "studylog ") {
						parses(t, strings.TrimSpace(line))
					}
				}
			}
			builds(t, journal)
			for _, b := range blocks {
				if b.title == "" && b.lang == "yaml" && strings.HasPrefix(b.text, "progress:") {
					if strings.Contains(b.text, "my-book") {
						t.Errorf("an example speaks of a resource that the manual does not define:\n%s", b.text)
					}
					write(t, journal, "content/posts/2025-12-30-example.md", "---\ntitle: Example\n"+b.text+"---\nText.\n")
					builds(t, journal)
				}
			}
		})
	}
}

// The README is followed as a reader would, today: its commands are run in order, its files are written where it says,
// and what has no name goes into the file that studylog new has just named.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir, post := t.TempDir(), ""
	for _, b := range fences(string(text)) {
		switch {
		case b.title != "":
			write(t, dir, b.title, b.text)
		case b.lang == "markdown":
			write(t, dir, post, b.text)
		}
		if b.lang != "sh" {
			continue
		}
		for line := range strings.Lines(b.text) {
			words := splitWords(line)
			switch {
			case words[0] == "cd":
				dir = filepath.Join(dir, words[1])
			case words[0] == "studylog" && words[1] != "serve" && words[1] != "publish":
				var out, said bytes.Buffer
				p := here(dir, &said)
				p.out = &out
				if code := p.run(context.Background(), words[1:]); code != 0 || strings.Contains(said.String(), "warning:") {
					t.Fatalf("%s: exit code %d\n%s", strings.TrimSpace(line), code, said.String())
				}
				if words[1] == "new" {
					post = strings.TrimSpace(out.String())
				}
				t.Logf("%s%s%s", line, out.String(), said.String())
			case words[0] == "studylog":
				parses(t, strings.TrimSpace(line))
			}
		}
	}
	for file, want := range map[string]string{
		"public/tracker/index.html":                                "2 of 12",
		"public/compare/attacks/index.html":                        "Indirect prompt injection",
		"public/posts/two-chapters-on-prompt-injection/index.html": "one surprise",
		"content/posts/2026-02-01-update-1.md":                     "llm-playbook: 3 ch",
	} {
		if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%s does not say %q: %v", file, want, err)
		}
	}
}

// The defaults that the manual of the settings states are those that hold, and its example names every key of its tables.
func TestSettingsManual(t *testing.T) {
	text, err := os.ReadFile("guide/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	d := content.DefaultSettings()
	for key, value := range map[string]any{
		"title": d.Title, "timezone": d.Timezone, "language": d.Language, "permalink": d.Permalink, "paginate": d.Paginate,
		"feed_items": d.FeedItems, "theme.toggle": d.ThemeToggle, "markdown.typographer": d.Markdown.Typographer,
		"markdown.emoji": d.Markdown.Emoji, "markdown.line_numbers": d.Markdown.LineNumbers, "markdown.math": d.Markdown.Math,
		"limits.post_bytes": fmt.Sprintf("%d MiB", d.Limits.PostBytes>>20), "limits.pixels": d.Limits.Pixels, "study.streaks": d.Study.Streaks,
	} {
		if row := fmt.Sprintf("\n| `%s` | %v | ", key, value); !strings.Contains(string(text), row) {
			t.Errorf("the manual lacks %q", row)
		}
	}
	var example strings.Builder
	for _, b := range fences(string(text)) {
		example.WriteString(b.text)
	}
	keys := regexp.MustCompile("(?m)^\\| `([a-z_.]+)`").FindAllStringSubmatch(string(text), -1)
	for _, m := range keys {
		last := m[1][strings.LastIndexByte(m[1], '.')+1:]
		if !strings.Contains(example.String(), last+":") {
			t.Errorf("no example has %s", m[1])
		}
	}
	if len(keys) < 35 {
		t.Errorf("only %d keys are found", len(keys))
	}
}

// Editors say what the manuals say: each key that a schema offers stands in a manual, with these very words.
func TestSchemasSpeakAsTheManualsDo(t *testing.T) {
	settings, err := os.ReadFile("guide/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	writing, err := os.ReadFile("guide/writing.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range content.SettingKeys() {
		if row := fmt.Sprintf("\n| `%s` | %s | %s |\n", key.Path, key.Default, key.Doc); !strings.Contains(string(settings), row) {
			t.Errorf("guide/settings.md lacks %s", row)
		}
	}
	other := regexp.MustCompile("^the same as `")
	said := func(manual []byte, name, doc string) {
		row := regexp.MustCompile("\n\\| `" + name + "` \\|([^\n|]*\\|)* " + regexp.QuoteMeta(doc) + " \\|\n")
		if !other.MatchString(doc) && !row.Match(manual) {
			t.Errorf("no manual says %q of %s", doc, name)
		}
	}
	for name, doc := range described(t, "resources", "items") {
		said(settings, name, doc)
	}
	for _, list := range []string{"cadence", "daily_goal", "pauses"} {
		for name, doc := range described(t, "settings", "properties", "study", "properties", list, "anyOf", "0") {
			said(settings, name, doc)
		}
	}
	for name, doc := range described(t, "post") {
		if name != "publish" && name != "published" { // what other generators have for draft
			said(writing, name, doc)
		}
	}
}

// described finds the properties at a place of a schema, with what is said of each.
func described(t *testing.T, schema string, path ...string) map[string]string {
	t.Helper()
	text, err := content.Schema(schema, content.Known{})
	if err != nil {
		t.Fatal(err)
	}
	var at any
	if err := json.Unmarshal(text, &at); err != nil {
		t.Fatal(err)
	}
	for _, step := range path {
		if list, ok := at.([]any); ok {
			i, _ := strconv.Atoi(step)
			at = list[i]
			continue
		}
		at = at.(map[string]any)[step]
	}
	docs := map[string]string{}
	for name, p := range at.(map[string]any)["properties"].(map[string]any) {
		docs[name] = fmt.Sprint(p.(map[string]any)["description"])
	}
	return docs
}

// The guide for themes has every field of every view, and what it is, and no other; and every function, with an example
// that works.
func TestThemesManual(t *testing.T) {
	text, err := os.ReadFile("guide/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	section := ""
	for line := range strings.Lines(string(text)) {
		if m := regexp.MustCompile("^#+ (?:`([A-Za-z]+)`)?").FindStringSubmatch(line); m != nil {
			section = m[1]
		} else if m := regexp.MustCompile("^\\| `(\\.[A-Za-z]+)` \\| ([^|]+) \\| [^| ][^|]+ \\|$").FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			told[section+m[1]+": "+m[2]] = true
		}
	}
	has := map[string]bool{}
	for _, view := range site.Views() {
		fieldsOf(reflect.TypeOf(view), has)
	}
	for field := range has {
		if !told[field] {
			t.Errorf("guide/themes.md does not tell of %s", field)
		}
	}
	for field := range told {
		if !has[field] {
			t.Errorf("guide/themes.md tells of %s, which there is not", field)
		}
	}
	for _, name := range site.Functions() {
		row := regexp.MustCompile("\n\\| `" + name + "` \\| [^|]+ \\| `([^|]+)` \\|\n").FindSubmatch(text)
		if row == nil {
			t.Errorf("guide/themes.md has no example of the function %s", name)
			continue
		}
		dir := t.TempDir()
		write(t, dir, "content/posts/2025-10-14-a.md", "---\ntitle: A\n---\nText.\n")
		write(t, dir, "templates/post.html", `{{define "note"}}{{.text}}{{end}}{{define "main"}}`+string(row[1])+"{{end}}\n")
		builds(t, dir)
	}
	if rows := strings.Count(string(text), "\n| `"); len(told) < 200 || rows < len(told) {
		t.Errorf("only %d fields are found, in %d rows", len(told), rows)
	}
}

// fieldsOf gathers the fields of a view, and of all that they hold, as the guide writes them.
func fieldsOf(view reflect.Type, has map[string]bool) {
	for i := range view.NumField() {
		f := view.Field(i)
		if !f.Anonymous {
			is := view.Name() + "." + f.Name + ": " + inWords(f.Type)
			if has[is] {
				return // it was here before
			}
			has[is] = true
		}
		below := f.Type
		for below.Kind() == reflect.Slice || below.Kind() == reflect.Pointer {
			below = below.Elem()
		}
		if below.Kind() == reflect.Struct {
			fieldsOf(below, has)
		}
	}
}

func inWords(of reflect.Type) string {
	switch of.Kind() {
	case reflect.Slice:
		return "list of " + strings.Replace(inWords(of.Elem()), "list of", "lists of", 1)
	case reflect.Pointer:
		return of.Elem().Name() + ", or nothing"
	case reflect.Bool:
		return "yes or no"
	case reflect.Int, reflect.Float64:
		return "number"
	case reflect.Map:
		return "map"
	}
	switch of.Name() {
	case "string":
		return "text"
	case "JS":
		return "script"
	}
	return of.Name()
}

// The README names every command, and every manual.
func TestReadmeNamesCommands(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, cmd := range here(t.TempDir(), &bytes.Buffer{}).root().Commands() {
		name := cmd.Name()
		if !cmd.Runnable() {
			name = "help " + name
		}
		if name != "help" && !strings.Contains(string(text), "`studylog "+name) {
			t.Errorf("the README does not speak of studylog %s", name)
		}
	}
}

type fence struct{ lang, title, text string }

var opening = regexp.MustCompile("^```([a-z]+)(?: title=\"([^\"]+)\")?$")

// fences finds the fenced blocks of a document.
func fences(doc string) (list []fence) {
	var open *fence
	for line := range strings.Lines(doc) {
		m := opening.FindStringSubmatch(strings.TrimSpace(line))
		switch {
		case open != nil && strings.TrimSpace(line) == "```":
			list, open = append(list, *open), nil
		case open != nil:
			open.text += line
		case m != nil:
			open = &fence{lang: m[1], title: m[2]}
		}
	}
	return list
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func builds(t *testing.T, journal string) {
	t.Helper()
	for _, command := range []string{"build", "check"} {
		var said bytes.Buffer
		p := here(journal, &said)
		p.out = &said
		if code := p.run(context.Background(), []string{command, "-F", "-b", "https://ada.github.io/j/"}); code != 0 || strings.Contains(said.String(), "warning:") {
			t.Errorf("studylog %s: exit code %d\n%s", command, code, said.String())
		}
	}
}

// parses wants a documented command line to name a command and flags that there are.
func parses(t *testing.T, line string) {
	t.Helper()
	root := here(t.TempDir(), &bytes.Buffer{}).root()
	words := splitWords(line)
	cmd, rest, err := root.Find(words[1:])
	if err != nil {
		t.Errorf("%s: %v", line, err)
		return
	}
	if err := cmd.ParseFlags(rest); err != nil {
		t.Errorf("%s: %v", line, err)
		return
	}
	if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
		t.Errorf("%s: %v", line, err)
	}
}

// splitWords splits a command line as a shell does, for the quotes that our examples use.
func splitWords(line string) (words []string) {
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	return words
}
