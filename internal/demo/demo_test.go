package demo

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

const firstDay, lastDay = "2025-10-14", "2026-04-14"

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := fs.ReadFile(FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// names are the journal's files.
func names(t *testing.T) []string {
	t.Helper()
	var list []string
	err := fs.WalkDir(FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			list = append(list, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// posts are the posts' texts by path.
func posts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, name := range names(t) {
		if strings.HasPrefix(name, "content/posts/") && path.Ext(name) == ".md" {
			texts[name] = read(t, name)
		}
	}
	return texts
}

// The journal is there as a whole, and nothing else: no hidden file, nothing that a build left behind.
func TestComplete(t *testing.T) {
	have := map[string]bool{}
	for _, name := range names(t) {
		have[name] = true
		for part := range strings.SplitSeq(name, "/") {
			if strings.HasPrefix(part, ".") || strings.HasPrefix(part, "_") || part == "public" {
				t.Errorf("%s is no part of a journal", name)
			}
		}
		switch path.Ext(name) {
		case ".md", ".yaml", ".svg", ".png":
		default:
			t.Errorf("%s: what is that?", name)
		}
		if read(t, name) == "" {
			t.Errorf("%s is empty", name)
		}
	}
	for _, name := range []string{
		"studylog.yaml", "content/resources.yaml", "content/pages/about.md",
		"content/comparisons/ai-vs-traditional.md", "content/comparisons/attacks.md",
	} {
		if !have[name] {
			t.Errorf("%s is missing", name)
		}
	}
	if n := len(posts(t)); n < 16 || n > 20 {
		t.Errorf("%d posts", n)
	}
}

// Every picture that a post names lies beside it.
func TestPicturesLieBesideTheirPosts(t *testing.T) {
	picture := regexp.MustCompile(`[a-z-]+\.(?:svg|png)\b`)
	for name, text := range posts(t) {
		for _, file := range picture.FindAllString(text, -1) {
			if _, err := fs.Stat(FS(), path.Join(path.Dir(name), file)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

var (
	dated   = regexp.MustCompile(`(?m)^date: (\d{4}-\d{2}-\d{2})$`)
	anyDate = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)
)

// postDay is the day in the front matter, else that in the name.
func postDay(name, text string) (string, error) {
	if m := dated.FindStringSubmatch(text); m != nil {
		return m[1], nil
	}
	if day := anyDate.FindString(name); day != "" {
		return day, nil
	}
	return "", fmt.Errorf("%s has no date", name)
}

// Time and posts lie within the half year; what is promised may lie after it.
func TestEveryPostIsInTheSpan(t *testing.T) {
	session := regexp.MustCompile(`(?m)^    (\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?: `)
	earliest, latest := "9", "0"
	for name, text := range posts(t) {
		day, err := postDay(name, text)
		if err != nil {
			t.Error(err)
			continue
		}
		earliest, latest = min(earliest, day), max(latest, day)
		for _, m := range session.FindAllStringSubmatch(text, -1) {
			for _, d := range m[1:] {
				if d != "" && (d < firstDay || d > day) {
					t.Errorf("%s of %s has time on %s", name, day, d)
				}
			}
		}
	}
	if earliest != firstDay || latest != lastDay {
		t.Errorf("the posts are of %s to %s, want %s to %s", earliest, latest, firstDay, lastDay)
	}
}

// What the layout prints on every page says that this is invented: title and licence.
func TestLabelled(t *testing.T) {
	settings := read(t, "studylog.yaml")
	for _, key := range []string{"title", "licence", "author"} {
		line := regexp.MustCompile(`(?m)^` + key + `: .*$`).FindString(settings)
		if !strings.Contains(strings.ToLower(line), "invented") {
			t.Errorf("%s does not say that the journal is invented: %q", key, line)
		}
	}
	_, description, _ := strings.Cut(settings, "\ndescription:")
	if description, _, _ = strings.Cut(description, "\nlicence:"); !strings.Contains(description, "is invented") {
		t.Errorf("the description does not say that the journal is invented: %q", description)
	}
	for _, name := range []string{"content/resources.yaml", "content/pages/about.md"} {
		if !strings.Contains(read(t, name), "invented") {
			t.Errorf("%s does not say that the journal is invented", name)
		}
	}
	if regexp.MustCompile(`(?m)^base_url:`).MatchString(settings) {
		t.Error("the demo has an address: it must take that of its reader")
	}
}

// Every form of the tracker and the comparisons stands in some post, so that the demo is an example to copy from.
func TestShowsEverything(t *testing.T) {
	var all strings.Builder
	for _, text := range posts(t) {
		all.WriteString(text)
	}
	all.WriteString(read(t, "studylog.yaml"))
	all.WriteString(read(t, "content/resources.yaml"))
	for _, name := range []string{"ai-vs-traditional", "attacks"} {
		all.WriteString(read(t, "content/comparisons/"+name+".md"))
	}
	text := all.String()
	for what, form := range map[string]string{
		"settings: dated cadence":      `every: 14d(?s:.*)every: 7d`,
		"settings: dated goal":         `target: 2h(?s:.*)target: 1h30m`,
		"settings: a pause":            `why: holidays`,
		"catalogue: dated totals":      `total: \[\{from: .*\}, \{from: `,
		"catalogue: another unit":      `also: \{pages: `,
		"catalogue: a scope":           `scope: 1-12`,
		"catalogue: stated effort":     `effort: 24h`,
		"catalogue: an exam":           `exam: 2026`,
		"position: of a total":         `: 1/12 ch\n`,
		"position: in another unit":    `\d+/200 p\b`,
		"position: a delta":            `\+\d ch`,
		"position: a set":              `"ch 1-3,5"`,
		"position: hours":              `at: 4h30m`,
		"position: a per cent":         `caisp: \d+%`,
		"position: a note":             `\{at: .*, note: "`,
		"position: a correction":       `correct: "`,
		"state: dropped":               `: dropped\n`,
		"state: paused":                `: paused\n`,
		"state: done early":            `\d p done`,
		"time: a range of days":        `\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d: \d`,
		"time: several on a day":       `: \[\d+m? ?.*, \d`,
		"time: rest":                   `: rest\n`,
		"time: zero":                   `\d: 0\n`,
		"time: undated":                `undated: \d`,
		"time: again":                  `again: true`,
		"one-line form":                `(?m)^progress: .*; spent .*; next `,
		"as_of":                        `(?m)^  as_of: `,
		"plan":                         `(?m)^  plan: \[`,
		"promise: until and by":        `until: \{.*\}, by: `,
		"promise: until alone":         `until: \{[^}]*\}\}`,
		"promise: words alone":         `(?m)^    - "`,
		"kept: yes":                    `kept: \{.*: yes`,
		"kept: partly":                 `kept: \{.*: partly`,
		"kept: moved":                  `kept: \{.*: moved`,
		"kept: let-go":                 `kept: \{.*: let-go`,
		"lab: building":                `status: building`,
		"lab: working":                 `status: working`,
		"lab: deployed":                `status: deployed`,
		"lab: torn-down":               `status: torn-down`,
		"lab: shots":                   `shots: auto(?s:.*)shots: \[\{src: |shots: \[\{src: (?s:.*)shots: auto`,
		"a certificate":                `earned:\n.*expires: `,
		"topics with editions":         `OWASP:LLM01:2025`,
		"comparison: by a comment":     `<!-- compare: attacks -->`,
		"comparison: in front matter":  `(?m)^compare: `,
		"comparison: rename":           `rename="Goal -> `,
		"comparison: replace":          `mode=replace`,
		"comparison: retire":           `\| ~~`,
		"comparison: not known":        `\| \? \|`,
		"comparison: not applicable":   `\| — \|`,
		"comparison: embed":            `<!-- compare-show: .* as-of=post -->`,
		"comparison: aliases":          `aliases:\n  rows: `,
		"comparison: column order":     `columns: \[`,
		"Markdown: footnote":           `\[\^1\]: `,
		"Markdown: callout":            `> \[!WARNING\] `,
		"Markdown: folded callout":     `> \[!QUESTION\]- `,
		"Markdown: Go":                 "```go .*\\{",
		"Markdown: Python":             "```python .*\\{",
		"Markdown: Bash":               "```bash .*\\{",
		"Markdown: YAML":               "```yaml .*\\{",
		"Markdown: diff":               "```diff ",
		"Markdown: diagram":            "```goat",
		"Markdown: wiki-link":          `\[\[[a-z0-9-]+\|`,
		"Markdown: embed":              `!\[\[.*\|.+\]\]`,
		"Markdown: mark":               `==\w`,
		"Markdown: task":               `(?m)^- \[x\] `,
		"Markdown: definition":         `(?m)^: `,
		"Markdown: details":            `<summary>`,
		"front matter: series":         `(?m)^series: `,
		"front matter: aliases":        `(?m)^aliases: \[/`,
		"front matter: image with alt": `(?m)^image: \{path: .*alt: `,
	} {
		if !regexp.MustCompile(form).MatchString(text) {
			t.Errorf("%s is nowhere", what)
		}
	}
}
