package content

import (
	"fmt"
	"strings"
	"testing"
)

// What keeps a page back has its key and line named, whatever it is called; what does not is not named.
func TestOriginsOfDrafts(t *testing.T) {
	for header, want := range map[string]string{
		"draft: true":                      "draft 2",
		"Draft: yes":                       "Draft 2",
		"draft: false":                     "",
		"published: false":                 "published 2",
		"published: 2025-10-14":            "",
		"publish: false\ndraft: false":     "publish 2",
		"draft: true\npublished: false":    "draft 2, published 3",
		"status: draft":                    "status 2",
		"status: draft\ndraft: false":      "",
		"title: A\nvisibility: [private]":  "visibility 3",
		"published: soon":                  "published 2",
		"publishDate: 2025-12-01\nkind: x": "",
	} {
		src := []byte("---\n" + header + "\n---\nText.\n")
		var keys []string
		for _, o := range Origins("content/posts/2025-10-14-a.md", src)["draft"] {
			keys = append(keys, fmt.Sprintf("%s %d", o.Key, o.Pos.Line))
		}
		if got := strings.Join(keys, ", "); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
		page := ParsePage("content/posts/2025-10-14-a.md", src, DefaultSettings())
		if page.Meta.Draft != (want != "") {
			t.Errorf("%q: the page is a draft: %v, but named is %q", header, page.Meta.Draft, want)
		}
	}
}

func TestOriginsNameTheKeyThatCounts(t *testing.T) {
	src := []byte("+++\npubDate = \"2025-10-14\"\ncategories = [\"b\"]\ntags = [\"a\"]\npermalink = \"/x/\"\ntitle = \"A\"\n+++\n")
	from := Origins("content/posts/a.md", src)
	for field, want := range map[string]string{"date": "pubDate 2", "tags": "tags 4 categories 3", "url": "permalink 5", "title": "title 6", "slug": ""} {
		var got []string
		for _, o := range from[field] {
			got = append(got, fmt.Sprintf("%s %d", o.Key, o.Pos.Line))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s comes from %v, want %s", field, got, want)
		}
	}
}

func TestWhyNotRead(t *testing.T) {
	for path, want := range map[string]string{
		"content/posts/_a.md": "its name begins with _", "content/_x/a.md": "its name begins with _", "content/posts/.a.md": "its name begins with a dot",
		"content/posts/a.md~": "its name is that of a backup or of an unfinished file", "content/README.md": "it is a README, for whoever looks into the folder",
		"content/a.md": "it lies neither under content/posts nor under content/pages", "content/posts/index.md": "the folder makes its own index",
		"content/posts/a.md": "", "content/posts/a.png": "", "content/comparisons/a.md": "", "static/a.css": "",
	} {
		if why, cure := WhyNotRead(path); why != want || (cure == "") != (want == "") {
			t.Errorf("%s: %q (%q), want %q", path, why, cure, want)
		}
	}
}
