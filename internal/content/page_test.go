package content

import (
	"fmt"
	"strings"
	"testing"

	"studylog/internal/diag"
)

const postPath = "content/posts/2025-10-28-update.md"

// said writes diagnostics as the tests state them: "2:8 error[P102]: message | hint".
func said(list diag.List) []string {
	var lines []string
	for _, d := range list {
		code := ""
		if d.Code != "" {
			code = "[" + d.Code + "]"
		}
		line := fmt.Sprintf("%d:%d %s%s: %s", d.Line, d.Col, d.Severity, code, d.Msg)
		if d.Hint != "" {
			line += " | " + d.Hint
		}
		lines = append(lines, line)
	}
	return lines
}

// saying checks that diagnostics are as many as wanted, and that each begins with its line, and holds what is wanted
// after an ellipsis.
func saying(t *testing.T, name string, list diag.List, want []string) {
	t.Helper()
	got := said(list)
	ok := len(got) == len(want)
	for i := 0; ok && i < len(got); i++ {
		start, end, _ := strings.Cut(want[i], "…")
		ok = strings.HasPrefix(got[i], start) && strings.Contains(got[i], end)
	}
	if !ok {
		t.Errorf("%s:\n got:\n  %s\n want:\n  %s", name, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func post(front string) *Page {
	return ParsePage(postPath, []byte("---\n"+front+"---\n\nText.\n"), DefaultSettings())
}

func TestFrontMatterDiagnostics(t *testing.T) {
	for _, tt := range []struct {
		front string
		want  []string
	}{
		{"title: A\n", nil},
		{"draft: yes\n", []string{`2:8 error: draft must be true or false, not "yes" | write draft: true, without quotes`}},
		{"draft: \"true\"\n", []string{`2:8 error: draft must be true or false, not "true" | write draft: true`}},
		{"draft: truet\n", []string{`2:8 error: draft must be true or false, not "truet" | did you mean true?`}},
		{"published: soon\n", []string{`2:12 error: published must be true, false or a date, not "soon" | write published: false`}},
		{"publish: no\n", []string{`2:10 error: publish must be true or false, not "no" | write publish: false`}},
		{"date: 2025-13-01\n", []string{`2:7 error: date: "2025-13-01" is no date: there is no month 13 | write it as 2025-10-14`}},
		{"date: 2025-02-30\n", []string{`2:7 error: date: "2025-02-30" is no date: that month has no day 30`}},
		{"date: tomorrow\n", []string{`2:7 error: date: "tomorrow" is no date: the form is not known`}},
		{"date: 2025-10-28T25:00\n", []string{`2:7 error: date: "2025-10-28T25:00" is no date: "25:00" is no time of day`}},
		{"date: [2025-10-28]\n", []string{`2:7 error: date must be a date, not a list`}},
		{"date: 2025-10-27\n", []string{`2:7 warning: the date is 2025-10-27 here and 2025-10-28 in the file name; 2025-10-27 is used | rename`}},
		{"drafts: true\n", []string{`2:1 error: unknown key "drafts", where "draft" decides whether the post is seen | write "draft"`}},
		{"dte: 2025-10-28\n", []string{`2:1 error: unknown key "dte"`}},
		{"titel: A\n", []string{`2:1 warning: unknown key "titel"; it is kept as a parameter | did you mean "title"?`}},
		{"data: 1\nrate: 2\ndates: 3\nmood: 4\n", nil},
		{"params: {drafts: 1, titel: x}\n", nil},
		{"title: [a]\n", []string{`2:8 error: the title must be text, not a list`}},
		{"slug: a/b\n", []string{`2:7 error: the slug "a/b" holds a slash`}},
		{"slug: \"!!\"\n", []string{`2:7 error: the slug "!!" has no letter`}},
		{"url: https://x.org/y\n", []string{`2:6 error: url "https://x.org/y" is not within this site`}},
		{"url: /a/../b/\n", []string{`2:6 error: url "/a/../b/" holds a segment that begins with a dot`}},
		{"permalink: /:yaer/:title/\n", []string{`2:12 error: url "/:yaer/:title/" holds ":yaer", which is not known | did you mean ":year"?`}},
		{"tags: {a: b}\n", []string{`2:7 error: tags must be text or a list of texts`}},
		{"tags: [machine learning, machine-learning]\n", []string{`2:26 warning: the tags "machine learning" and "machine-learning" have one address, /tags/machine-learning/`}},
		{"tags: [Go, go, c, c++, c#]\n", nil},
		{"tags: [\"!\"]\n", []string{`2:8 warning: the tag "!" has no letter`}},
		{"kind: updat\n", []string{`2:7 warning: kind must be update, lab or note, not "updat"; it is passed over | did you mean "update"?`}},
		{"noindex: yes\n", []string{`2:10 error: noindex must be true or false`}},
		{"toc: yes\n", []string{`2:6 warning: toc must be true or false`}},
		{"layout: ../x\n", []string{`2:9 error: layout "../x" is no name of a template`}},
		{"canonical: x\n", []string{`2:12 warning: canonical "x" is no web address`}},
		{"compare: [a]\n", []string{`2:10 error: compare must be the id of a comparison, not a list`}},
		{"compare: \"A b\"\n", []string{`2:10 error: "A b" is no id of a comparison: … | did you mean "a-b"?`}},
		{"compare: a-b\n", []string{`2:10 error[C107]: compare: a-b stands in the front matter, but the post has no table`}},
		{"draft: yes\ndate: no\nslug: a/b\n", []string{`2:8 error: draft`, `3:7 error: date`, `4:7 error: the slug`}},
	} {
		saying(t, tt.front, post(tt.front).Diags, tt.want)
	}
}

func TestPostWithoutDate(t *testing.T) {
	parse := func(path, src string) diag.List { return ParsePage(path, []byte(src), DefaultSettings()).Diags }
	want := []string{`1:1 error: this post has no date | add date:`}
	saying(t, "no front matter", parse("content/posts/x.md", "Text.\n"), want)
	saying(t, "null", parse("content/posts/x.md", "---\ndate:\n---\n"), want)
	saying(t, "beside another mistake", parse("content/posts/x.md", "---\nslug: a/b\n---\n"), []string{want[0], `2:7 error: the slug`})
	saying(t, "one complaint for a bad date", parse("content/posts/x.md", "---\ndate: x\n---\n"), []string{`2:7 error: date`})
	saying(t, "page", parse("content/pages/x.md", "Text.\n"), nil)
	saying(t, "file name", parse("content/posts/2025-1-5-x.md", "Text.\n"), nil)
}

func TestEmptyFiles(t *testing.T) {
	parse := func(path, src string) diag.List { return ParsePage(path, []byte(src), DefaultSettings()).Diags }
	want := `0:0 warning: this file is empty: its page will have a name and nothing else | write its title and its text, or begin its name with _`
	saying(t, "a post", parse(postPath, ""), []string{want})
	saying(t, "blank lines", parse(postPath, " \r\n\t\n"), []string{want})
	saying(t, "a byte order mark", parse(postPath, "\uFEFF\n"), []string{want})
	saying(t, "a page", parse("content/pages/about.md", ""), []string{want})
	saying(t, "no date", parse("content/posts/x.md", ""), []string{want, "1:1 error: this post has no date"})
	saying(t, "front matter alone", parse(postPath, "---\nprogress: a 3 ch\n---\n"), nil)
	saying(t, "a word", parse(postPath, "x"), nil)
}

func TestUnfitFiles(t *testing.T) {
	saying(t, "not UTF-8", ParsePage(postPath, []byte("---\ntitle: A\n---\nübe\xff\n"), DefaultSettings()).Diags,
		[]string{`4:4 error: this byte (0xff) is no UTF-8 | save`})
	saying(t, "UTF-16", ParsePage(postPath, []byte("\xff\xfeT\x00"), DefaultSettings()).Diags, []string{`1:1 error: this file is UTF-16 | save it`})
	s := DefaultSettings()
	s.Limits.PostBytes = 10
	saying(t, "too large", ParsePage(postPath, []byte("12345678901"), s).Diags,
		[]string{`0:0 error: this file has 11 bytes; the limit is 10 bytes | split it`})
}

func TestMeta(t *testing.T) {
	p := post(`Title: "Week 3: the lab"
pubDate: 2025-10-28 7:05
lastmod: 2025-11-01T10:00:00Z
Draft: false
published: 2025-10-29
unpublishdate: '2026-01-01'
slug: 007
permalink: /:year/:title/
aliases: [/old/, other.html, AI/ML, "Week 3: lab"]
redirect_from: [/older/]
tags: "#go, ai"
categories: [AI, maths]
summary: >
  A
  summary
authors: [Ada, {name: Bob, url: "https://b.example"}]
cover: {image: a.png, alt: A}
kind: Lab
series: [s1]
weight: 3
toc: false
math: true
search: false
canonical: https://x.example/y
layout: lab.html
mood: 3
params: {a: [1, x]}
`)
	saying(t, "meta", p.Diags, nil)
	m := p.Meta
	got := fmt.Sprint(m.Title, "|", m.Date.Day, m.Date.Second, "|", m.Updated.Day, m.Updated.HasZone, "|", m.Publish.Day, "|", m.Expiry.Day, "|",
		m.Slug, m.URL, "|", m.Aliases[0].Path, m.Aliases[1].Path, m.Aliases[2].Path, m.Names, "|", m.Tags, "|", m.Description, "|",
		m.Authors, "|", m.Image, m.ImageAlt, "|", m.Kind, m.Series, m.Weight, *m.TOC, m.Math, *m.Search, m.Canonical, m.Layout, m.Params)
	want := `Week 3: the lab|2025-10-28 25500|2025-11-01 true|2025-10-29|2026-01-01|007/:year/:title/|/old//other.html/older/[AI/ML Week 3: lab]|` +
		`[go ai maths]|A summary|[{Ada  } {Bob https://b.example }]|a.pngA|labs13 false true falsehttps://x.example/ylabmap[a:[1 x] mood:3]`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDraft(t *testing.T) {
	for front, want := range map[string]bool{
		"title: A\n": false, "draft: true\n": true, "draft: false\n": false, "draft:\n": true, "published: false\n": true,
		"published: true\n": false, "publish: false\n": true, "draft: false\npublished: false\n": true, "draft: true\npublished: true\n": true,
		"DRAFT: True\n": true, "draft: maybe\n": true, "published: perhaps\n": true, "published: 2025-10-10\n": false,
	} {
		if got := post(front).Meta.Draft; got != want {
			t.Errorf("%q: draft = %t", front, got)
		}
	}
}

func TestTitle(t *testing.T) {
	for _, tt := range []struct {
		path, src, title string
		h1               bool
	}{
		{"content/posts/2025-10-14-my-first_post.md", "Text\n", "My first post", false},
		{"content/posts/2025-10-14-x.md", "# The plan\n", "The plan", true},
		{"content/posts/2025-10-14-x.md", "---\ntitle: The  plan\n---\n# The plan\n", "The plan", true},
		{"content/posts/2025-10-14-x.md", "---\ntitle: Mine\n---\n# The plan\n", "Mine", false},
		{"content/pages/über/index.md", "Text\n", "Über", false},
	} {
		p := ParsePage(tt.path, []byte(tt.src), DefaultSettings())
		if p.Meta.Title != tt.title || p.Meta.H1Title != tt.h1 {
			t.Errorf("%s %q: title %q, H1 %t", tt.path, tt.src, p.Meta.Title, p.Meta.H1Title)
		}
	}
}

func TestStamps(t *testing.T) {
	for in, want := range map[string]string{
		"2025-10-14":                    "2025-10-14",
		"2025-1-5":                      "2025-01-05",
		"2025-10-14 14:05":              "2025-10-14 50700",
		"2025-10-14 4:05:09":            "2025-10-14 14709",
		"2025-10-14T14:05:09":           "2025-10-14 50709",
		"2025-10-14T14:05:09Z":          "2025-10-14 50709 z0",
		"2025-10-14T14:05:09.123Z":      "2025-10-14 50709 z0",
		"2025-10-14T14:05+09:00":        "2025-10-14 50700 z32400",
		"2025-10-14 14:05:09 -0400":     "2025-10-14 50709 z-14400",
		"2025-10-14 14:05:09 +05:30":    "2025-10-14 50709 z19800",
		"2025-10-14t00:00:00z":          "2025-10-14 0 z0",
		"2025-10-14 14:05:09 UTC":       "2025-10-14 50709 z0",
		"2025-10-14 24:00":              "",
		"2025-10-14 14":                 "",
		"2025-10-14 14:5":               "",
		"2025-10-14T":                   "",
		"2025-10-14 14:05+9":            "",
		"2025-10-14 14:05+15:00":        "",
		"2025-10-14 14:05+0:900":        "",
		"2025/10/14":                    "",
		"14.10.2025":                    "",
		"2025-10-14x":                   "",
		"20251014":                      "",
		"２０２５-10-14":                    "",
		"2025-10-14 14:05:09 some time": "",
		"":                              "",
	} {
		st, cause := parseStamp(in)
		got := ""
		if cause == "" {
			got = st.Day.String()
			if st.HasTime {
				got += fmt.Sprint(" ", st.Second)
			}
			if st.HasZone {
				got += fmt.Sprint(" z", st.Offset)
			}
		}
		if got != want {
			t.Errorf("%q: %q (%s), want %q", in, got, cause, want)
		}
	}
}

func TestNames(t *testing.T) {
	for path, want := range map[string]string{
		"content/posts/2025-10-14-title.md":       "title 2025-10-14 false",
		"content/posts/2025-1-5-title.md":         "title 2025-01-05 false",
		"content/posts/2025-10-14 A title.md":     "A title 2025-10-14 false",
		"content/posts/2025-10-14.md":             "2025-10-14 2025-10-14 false",
		"content/posts/2025-10-14th.md":           "2025-10-14th  false",
		"content/posts/2025-13-14-x.md":           "2025-13-14-x  false",
		"content/posts/2025-10-14-title/index.md": "title 2025-10-14 true",
		"content/posts/title/index.md":            "title  true",
		"content/posts/2025-in-review.md":         "2025-in-review  false",
	} {
		name, bundle := pageName(path)
		day, rest := splitName(name)
		if got := fmt.Sprint(rest, " ", day, " ", bundle); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func FuzzFrontMatter(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: A\ndraft: false\n---\n# A\n", "---\nprogress: llm 3/12 ch; spent 2h\n---\n", "+++\ntitle = 'A'\n+++\n", "{\"draft\": true}\n",
		"---\nprogress:\n  at: {a: 3 ch}\n  time: {2025-10-15..2025-10-17: 2h, undated: 1h a}\n---\n", "---\ndraft: yes\n---\n",
		"---\nprogress:\n  labs: [{id: x, time: {2025-10-25: 4h}, shots: auto}]\n  earned: {cert: a, on: 2025-10-1}\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p := ParsePage(postPath, src, DefaultSettings())
		lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 1
		for _, d := range p.Diags {
			if d.File != postPath || d.Line > lines || d.Line < 0 || d.Col < 0 || d.Msg == "" {
				t.Fatalf("%q: %+v", src, d)
			}
		}
		// Whatever was read of a post that says draft: true plainly, it is a draft.
		if strings.HasPrefix(string(src), "---\ndraft: true\n") && !p.Meta.Draft && !p.Diags.HasErrors() {
			t.Fatalf("%q is no draft", src)
		}
		if p.Meta.Title == "" {
			if !p.Diags.HasErrors() {
				t.Fatalf("%q has no title", src)
			}
		}
	})
}
