package content

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/study"
)

// jsonSchema is a schema as an editor has it: read back from its text.
func jsonSchema(t *testing.T, name string, k Known) map[string]any {
	t.Helper()
	text, err := Schema(name, k)
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// A validator finds where a value does not fit a schema. It knows the words that ours use, and fails on others.
type validator struct {
	t    *testing.T
	root map[string]any
}

func (j validator) breach(rule map[string]any, v any, at string) string {
	for word, want := range rule {
		if b := j.word(rule, word, want, v, at); b != "" {
			return b
		}
	}
	return ""
}

func (j validator) word(rule map[string]any, word string, want, v any, at string) string {
	switch word {
	case "$schema", "title", "description", "examples", "definitions", "doNotSuggest", "properties", "patternProperties":
	case "$ref":
		name, ok := strings.CutPrefix(want.(string), "#/definitions/")
		to, there := j.root["definitions"].(map[string]any)[name].(map[string]any)
		if !ok || !there || len(rule) > 1 {
			j.t.Fatalf("%s: a reference that leads nowhere, or has neighbours: %v", at, rule)
		}
		return j.breach(to, v, at)
	case "type":
		if !slices.ContainsFunc(want.([]any), func(t any) bool { return isType(t.(string), v) }) {
			return fmt.Sprintf("%s is %v, not of type %v", at, v, want)
		}
	case "enum":
		if !slices.Contains(want.([]any), v) {
			return fmt.Sprintf("%s is %v, none of %v", at, v, want)
		}
	case "pattern":
		if s, ok := v.(string); ok && !regexp.MustCompile(want.(string)).MatchString(s) {
			return fmt.Sprintf("%s is %q, not like %s", at, s, want)
		}
	case "minimum", "maximum":
		n, ok := v.(int64)
		if limit := int64(want.(float64)); ok && (word == "minimum" && n < limit || word == "maximum" && n > limit) {
			return fmt.Sprintf("%s is %d, beyond %d", at, n, limit)
		}
	case "anyOf", "allOf":
		return j.several(word, want.([]any), v, at)
	case "items":
		list, _ := v.([]any)
		for i, item := range list {
			if b := j.breach(want.(map[string]any), item, fmt.Sprintf("%s[%d]", at, i)); b != "" {
				return b
			}
		}
	case "required":
		m, ok := v.(map[string]any)
		for _, name := range want.([]any) {
			if _, there := m[name.(string)]; ok && !there {
				return fmt.Sprintf("%s has no %s", at, name)
			}
		}
	case "additionalProperties":
	default:
		j.t.Fatalf("%s: the test does not know the word %s", at, word)
	}
	if word == "type" {
		return j.inside(rule, v, at)
	}
	return ""
}

func (j validator) several(word string, list []any, v any, at string) string {
	var breaches []string
	for _, rule := range list {
		if b := j.breach(rule.(map[string]any), v, at); b != "" {
			breaches = append(breaches, b)
		}
	}
	if len(breaches) == 0 || word == "anyOf" && len(breaches) < len(list) {
		return ""
	}
	return strings.Join(breaches, ", or ")
}

// inside judges the keys of a map.
func (j validator) inside(rule map[string]any, v any, at string) string {
	m, _ := v.(map[string]any)
	properties, _ := rule["properties"].(map[string]any)
	patterns, _ := rule["patternProperties"].(map[string]any)
	for name, value := range m {
		fits, known := properties[name]
		for pattern, sub := range patterns {
			if !known && regexp.MustCompile(pattern).MatchString(name) {
				fits, known = sub, true
			}
		}
		if others, stated := rule["additionalProperties"]; !known && stated {
			if others == false {
				return at + "." + name + " is not known"
			}
			fits, known = others, true
		}
		if !known {
			continue
		}
		if b := j.breach(fits.(map[string]any), value, at+"."+name); b != "" {
			return b
		}
	}
	return ""
}

func isType(name string, v any) bool {
	switch v.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case int64:
		return name == "integer" || name == "number"
	case float64:
		return name == "number"
	case []any:
		return name == "array"
	}
	return name == "object"
}

// objects are the maps of which every key is known, by the path that leads to them.
func objects(rule map[string]any, at string, found map[string][]string) {
	if properties, ok := rule["properties"].(map[string]any); ok {
		if rule["additionalProperties"] == false && rule["patternProperties"] == nil {
			var names []string
			for name := range properties {
				names = append(names, name)
			}
			slices.Sort(names)
			found[at] = names
		}
		for name, sub := range properties {
			objects(sub.(map[string]any), strings.TrimPrefix(at+"."+name, "."), found)
		}
	}
	for _, word := range []string{"anyOf", "allOf"} {
		list, _ := rule[word].([]any)
		for _, sub := range list {
			objects(sub.(map[string]any), at, found)
		}
	}
	for _, word := range []string{"items", "additionalProperties"} {
		if sub, ok := rule[word].(map[string]any); ok {
			objects(sub, at, found)
		}
	}
	patterns, _ := rule["patternProperties"].(map[string]any)
	for _, sub := range patterns {
		objects(sub.(map[string]any), at+".*", found)
	}
	definitions, _ := rule["definitions"].(map[string]any)
	for name, sub := range definitions {
		objects(sub.(map[string]any), name, found)
	}
}

// knownHere is what a reader says that it knows, to a key that nobody would write.
func knownHere(t *testing.T, list diag.List) []string {
	t.Helper()
	for _, d := range list {
		if known, ok := strings.CutPrefix(d.Hint, "known here: "); ok && strings.Contains(d.Msg, "qqqqzzzz") {
			return strings.Split(known, ", ")
		}
	}
	t.Fatalf("no reader refuses an unknown key: %v", said(list))
	return nil
}

// Every map of which the readers know all keys is in the schema with these very keys, and the schema has no other.
func TestSchemasHaveTheKeysOfTheReaders(t *testing.T) {
	for name, sources := range map[string]map[string]string{
		"settings": {
			"": "qqqqzzzz: 1", "author": "author: {qqqqzzzz: 1}", "theme": "theme: {qqqqzzzz: 1}", "nav": "nav: [{name: a, url: /a/, qqqqzzzz: 1}]",
			"limits": "limits: {qqqqzzzz: 1}", "markdown": "markdown: {qqqqzzzz: 1}", "study": "study: {qqqqzzzz: 1}",
			"study.cadence":    "study: {cadence: [{from: 2025-10-14, every: 1w, qqqqzzzz: 1}]}",
			"study.daily_goal": "study: {daily_goal: [{from: 2025-10-14, target: 1h, qqqqzzzz: 1}]}",
			"study.pauses":     "study: {pauses: [{from: 2025-10-14, qqqqzzzz: 1}]}",
		},
		"resources": {
			"": "- {id: book, kind: book, qqqqzzzz: 1}", "total": "- {id: book, kind: book, total: [{from: 2025-10-14, is: 3, qqqqzzzz: 1}]}",
		},
		"post": {
			"progress": "progress: {qqqqzzzz: 1}", "position": "progress: {at: {a-book: {at: 3 ch, qqqqzzzz: 1}}}",
			"progress.time.*":      "progress: {time: {2025-10-28: {time: 1h, qqqqzzzz: 1}}}",
			"progress.next":        "progress: {next: [{do: it, by: 2025-10-30, qqqqzzzz: 1}]}",
			"progress.labs":        "progress: {labs: [{id: a-lab, title: A, qqqqzzzz: 1}]}",
			"progress.labs.time.*": "progress: {labs: [{id: a-lab, time: {2025-10-28: {time: 1h, qqqqzzzz: 1}}}]}",
			"progress.labs.shots":  "progress: {labs: [{id: a-lab, shots: [{src: a.png, alt: a, qqqqzzzz: 1}]}]}",
			"progress.earned":      "progress: {earned: [{cert: a-cert, on: 2025-10-28, qqqqzzzz: 1}]}",

			"progress.time.undated": "progress: {time: {undated: {time: 1h, qqqqzzzz: 1}}}",
		},
	} {
		found := map[string][]string{}
		objects(jsonSchema(t, name, Known{}), "", found)
		for at, src := range sources {
			if known := knownHere(t, reading(name, src)); !slices.Equal(found[at], known) {
				t.Errorf("%s, %q: the schema has %v, and the reader %v", name, at, found[at], known)
			}
			delete(found, at)
		}
		for at, names := range found {
			t.Errorf("%s: no reader was asked for the keys at %q: %v", name, at, names)
		}
	}
}

// reading reads a text as the file that it is, and returns what is wrong.
func reading(schema, text string) (list diag.List) {
	switch schema {
	case "settings":
		_, list = ParseSettings([]byte(text))
	case "resources":
		_, _, list = ParseResources([]byte(text))
	case "post":
		list = ParsePage(postPath, []byte("---\n"+text+"\n---\nText.\n"), DefaultSettings()).Diags
	}
	return list
}

// A front matter may have keys of its own; ours, with their other names, are those that the reader takes.
func TestSchemaOfFrontMatter(t *testing.T) {
	s := jsonSchema(t, "post", Known{})
	var names []string
	for name := range s["properties"].(map[string]any) {
		names = append(names, name)
	}
	var list diag.List
	o := decode.NewObject(&decode.Node{Kind: decode.Map}, "", &list)
	readMeta(o, &list)
	taken, listed := o.Known(), slices.Clone(allKeys)
	for _, keys := range [][]string{names, taken, listed} {
		slices.Sort(keys)
	}
	taken, listed = slices.Compact(taken), slices.Compact(listed)
	if !slices.Equal(names, taken) || !slices.Equal(names, listed) {
		t.Errorf("the schema has\n%v\nthe reader takes\n%v\nand the list of all has\n%v", names, taken, listed)
	}
	if s["additionalProperties"] != nil {
		t.Error("a front matter may have other keys")
	}
}

// The journals that are in this repository fit the schemas that are made for them.
func TestJournalsFitTheirSchemas(t *testing.T) {
	for _, dir := range []string{"../..", "../demo/journal", "../../cmd/studylog/testdata/journal"} {
		fsys, checked := os.DirFS(dir), 0
		tree, _ := Load(fsys)
		for _, name := range []string{SettingsFile, ResourcesFile} {
			src, err := fs.ReadFile(fsys, name)
			if err != nil {
				continue
			}
			root, _ := decode.Parse(name, src, 1, decode.YAML)
			schema := jsonSchema(t, strings.TrimSuffix(strings.TrimPrefix(strings.Replace(name, SettingsFile, "settings.yaml", 1), "content/"), ".yaml"), tree.Known())
			if b := (validator{t, schema}).breach(schema, root.Any(), name); b != "" {
				t.Errorf("%s: %s", dir, b)
			}
			checked++
		}
		schema := jsonSchema(t, "post", tree.Known())
		for _, page := range tree.Pages {
			src, err := fs.ReadFile(fsys, page.Path)
			if err != nil {
				t.Fatal(err)
			}
			header, _ := decode.Split(page.Path, src)
			if b := (validator{t, schema}).breach(schema, header.Root.Any(), page.Path); b != "" {
				t.Errorf("%s: %s", dir, b)
			}
			checked++
		}
		if checked < 2 {
			t.Errorf("%s: only %d files are there", dir, checked)
		}
	}
}

// What a reader refuses the schema refuses, and what it takes the schema takes. Not on this list is what a schema
// cannot know: that days are in order, that a zone exists, that a file is there.
func TestSchemasAndReadersAgree(t *testing.T) {
	for _, c := range []struct{ schema, text string }{
		{"settings", "title: 2025"},
		{"settings", "title: [a]"},
		{"settings", "base_url: https://ada.github.io/j/"},
		{"settings", "base_url: ada.github.io"},
		{"settings", "base_url: https://a.example/?x"},
		{"settings", "language: pt-BR"},
		{"settings", "language: '?'"},
		{"settings", "author: Ada"},
		{"settings", "author: {name: Ada, url: https://ada.example/}"},
		{"settings", "author: [Ada]"},
		{"settings", "nav: [About: /about/]"},
		{"settings", "nav: {About: /about/}"},
		{"settings", "nav: [{name: About, url: /about/}]"},
		{"settings", "nav: /about/"},
		{"settings", "permalink: /:year/:slug/"},
		{"settings", "permalink: /:year/"},
		{"settings", "permalink: posts/:slug/"},
		{"settings", "paginate: 0"},
		{"settings", "paginate: 1"},
		{"settings", "paginate: 1000"},
		{"settings", "paginate: 1001"},
		{"settings", "paginate: ten"},
		{"settings", "feed_items: 0"},
		{"settings", "feed_items: 1000"},
		{"settings", "feed_items: 1001"},
		{"settings", "theme: toggle"},
		{"settings", "theme: dark"},
		{"settings", "theme: {toggle: false}"},
		{"settings", "theme: {toggle: yes}"},
		{"settings", "limits: {post_bytes: 2 MiB, pixels: 1}"},
		{"settings", "limits: {pixels: 0}"},
		{"settings", "limits: {pixels: 1000000001}"},
		{"settings", "markdown: {math: true}"},
		{"settings", "study: {start: 2025-10-14}"},
		{"settings", "study: {start: soon}"},
		{"settings", "study: {streaks: off}"},
		{"settings", "study: {streaks: months}"},
		{"settings", "study: {cadence: {from: 2025-10-14, every: 14}}"},
		{"settings", "study: {cadence: [{from: 2025-10-14, every: 2 weeks, grace: 1day}]}"},
		{"settings", "study: {cadence: [{from: 2025-10-14}]}"},
		{"settings", "study: {cadence: [{from: 2025-10-14, every: often}]}"},
		{"settings", "study: {cadence: weekly}"},
		{"settings", "study: {daily_goal: [{from: 2025-10-14, target: 2h, rest: 6, focus: [a, b]}]}"},
		{"settings", "study: {daily_goal: [{from: 2025-10-14, target: 2h, rest: 7}]}"},
		{"settings", "study: {daily_goal: [{from: 2025-10-14}]}"},
		{"settings", "study: {pauses: [{from: 2025-12-22, to: 2026-01-04, why: Christmas}]}"},
		{"settings", "study: {pauses: [{to: 2026-01-04}]}"},
		{"settings", "params: {a: {b: 1}}"},
		{"settings", "params: 1"},
		{"settings", "title:"},
		{"settings", "titel: x"},

		{"resources", "- {id: a-book, kind: book, total: 12}"},
		{"resources", "- {id: a-book, kind: bok}"},
		{"resources", "- {kind: book}"},
		{"resources", "- {id: A Book, kind: book}"},
		{"resources", "- {id: a-book, unit: ch, total: 12 ch}"},
		{"resources", "- {id: a-book, kind: book, exam: soon}"},
		{"resources", "- {id: a-book, kind: book, unit: chapters, total: [{from: 2025-10-14, is: 12}]}"},
		{"resources", "- {id: a-book, kind: book, unit: chapters, total: [{is: 12}]}"},
		{"resources", "- {id: a-book, unit: chapters, total: 12, also: {pages: 200}, scope: '1-6,9', effort: 30h, topics: [a]}"},
		{"resources", "- {id: a-book, kind: book, pages: 200}"},
		{"resources", "- a-book"},
		{"resources", "a-book: {kind: book}"},

		{"post", "title: 2025"},
		{"post", "title: [a]"},
		{"post", "date: 2025-10-28"},
		{"post", "date: 2025-10-28T14:05:09+09:00"},
		{"post", "date: '2025-10-28 14:05'"},
		{"post", "date: soon"},
		{"post", "date: 2025"},
		{"post", "draft: true"},
		{"post", "draft: yes"},
		{"post", "draft: 'true'"},
		{"post", "draft:"},
		{"post", "published:"},
		{"post", "date:"},
		{"post", "published: 2025-10-28"},
		{"post", "published: false"},
		{"post", "published: maybe"},
		{"post", "publish: 2025-10-28"},
		{"post", "slug: a-slug"},
		{"post", "slug: a/slug"},
		{"post", "tags: [a, b]"},
		{"post", "tags: a, b"},
		{"post", "tags: {a: b}"},
		{"post", "kind: lab"},
		{"post", "weight: 3"},
		{"post", "noindex: true"},
		{"post", "noindex: maybe"},
		{"post", "layout: wide"},
		{"post", "layout: a/b"},
		{"post", "image: a.png"},
		{"post", "image: {path: a.png, alt: An a}"},
		{"post", "author: [Ada, {name: Bo}]"},
		{"post", "params: [a]"},
		{"post", "mine: {a: [1]}"},

		{"post", "progress: a-book 3 ch"},
		{"post", "progress: [a-book]"},
		{"post", "progress: {at: {a-book: 3 ch, b-book: done, c-book: 40%}}"},
		{"post", "progress: {at: {a-book: {at: 3 ch, note: hard, correct: recount}}}"},
		{"post", "progress: {at: {a-book: {note: hard}}}"},
		{"post", "progress: {at: {A Book: 3 ch}}"},
		{"post", "progress: {at: {a-book: [3]}}"},
		{"post", "progress: {as_of: 2025-10-28, period: 2025-10-14..2025-10-28, plan: [a-book]}"},
		{"post", "progress: {as_of: today}"},
		{"post", "progress: {period: two weeks}"},
		{"post", "progress: {plan: [A Book]}"},
		{"post", "progress: {time: {2025-10-20: 2h a-book, 2025-10-21: rest, 2025-10-22: 0}}"},
		{"post", "progress: {time: {2025-10-20..2025-10-22: 1h, undated: [1h, 2h a-book]}}"},
		{"post", "progress: {time: {monday: 1h}}"},
		{"post", "progress: {time: {2025-10-20: {time: 1h, again: true}}}"},
		{"post", "progress: {time: {2025-10-20: {again: true}}}"},
		{"post", "progress: {kept: {a-lab: yes, b: let-go}}"},
		{"post", "progress: {kept: {a-lab: true}}"},
		{"post", "progress: {kept: {a-lab: perhaps}}"},
		{"post", "progress: {next: finish chapter 4}"},
		{"post", "progress: {next: [{do: it, until: {a-book: 5 ch}, by: 2025-11-11}]}"},
		{"post", "progress: {next: [{by: 2025-11-11}]}"},
		{"post", "progress: {next: [{id: An Id, do: it}]}"},
		{"post", "progress: {labs: [{id: a-lab, status: deployed, for: [a-book], time: {2025-10-20: 4h}}]}"},
		{"post", "progress: {labs: [{id: a-lab, status: done}]}"},
		{"post", "progress: {labs: [{title: A}]}"},
		{"post", "progress: {labs: [a-lab]}"},
		{"post", "progress: {labs: [{id: a-lab, shots: [{src: a.png, alt: An a}]}]}"},
		{"post", "progress: {earned: [{cert: a-cert, on: 2025-10-28}]}"},
		{"post", "progress: {earned: [{cert: a-cert}]}"},
		{"post", "progress: {earned: a-cert}"},
		{"post", "progress: {topics: [a], note: a word}"},
		{"post", "progress: {attt: {}}"},
		{"post", "compare: a-table"},
		{"post", "compare: [a]"},
	} {
		list := reading(c.schema, c.text)
		if strings.HasPrefix(c.text, "compare: a-table") {
			list = nil // it misses the table, of which a schema knows nothing
		}
		root, _ := decode.Parse("x.yaml", []byte(c.text), 1, decode.YAML)
		s := jsonSchema(t, c.schema, Known{})
		breach := validator{t, s}.breach(s, root.Any(), c.schema)
		if list.HasErrors() != (breach != "") {
			t.Errorf("%s: the reader says %q, and the schema %q", c.text, said(list), breach)
		}
	}
}

// What a journal knows is offered; what its catalogue does not know is refused.
func TestSchemaKnowsTheJournal(t *testing.T) {
	open := Known{Resources: []study.Resource{{ID: "a-book"}}, Tags: []string{"reading"}, Comparisons: []string{"attacks"}}
	closed := Known{Resources: []study.Resource{{ID: "a-book", Title: "A book", Kind: "book"}}, Closed: true}
	for _, c := range []struct {
		known Known
		text  string
		ok    bool
	}{
		{open, "progress: {at: {a-book: 3 ch, other: 3 ch}, plan: [other]}", true},
		{closed, "progress: {at: {a-book: 3 ch}, plan: [a-book], next: [{do: it, until: {a-book: done}}]}", true},
		{closed, "progress: {at: {other: 3 ch}}", false},
		{closed, "progress: {plan: [other]}", false},
		{closed, "progress: {next: [{do: it, until: {other: done}}]}", false},
		{closed, "progress: {labs: [{id: a-lab, for: [other]}]}", false},
	} {
		root, _ := decode.Parse("x.yaml", []byte(c.text), 1, decode.YAML)
		s := jsonSchema(t, "post", c.known)
		if breach := (validator{t, s}).breach(s, root.Any(), "post"); (breach == "") != c.ok {
			t.Errorf("%s: %q", c.text, breach)
		}
	}
	for want, known := range map[string]Known{`"reading"`: open, `"attacks"`: open, `"A book, book"`: closed} {
		if s, _ := Schema("post", known); !strings.Contains(string(s), want) {
			t.Errorf("%s is not offered", want)
		}
	}
	if s, _ := Schema("settings", open); !strings.Contains(string(s), `"a-book"`) {
		t.Error("the focus of a daily goal is not offered")
	}
}

// What a schema offers as an example fits it.
func TestSchemasFitTheirExamples(t *testing.T) {
	var walk func(j validator, v any, at string)
	walk = func(j validator, v any, at string) {
		switch v := v.(type) {
		case map[string]any:
			examples, _ := v["examples"].([]any)
			for _, e := range examples {
				if f, ok := e.(float64); ok {
					e = int64(f)
				}
				if b := j.breach(v, e, at); b != "" {
					t.Error(b)
				}
			}
			for name, sub := range v {
				walk(j, sub, at+"."+name)
			}
		case []any:
			for i, sub := range v {
				walk(j, sub, fmt.Sprintf("%s[%d]", at, i))
			}
		}
	}
	for _, name := range SchemaNames {
		s := jsonSchema(t, name, Known{})
		walk(validator{t, s}, s, name)
	}
}
