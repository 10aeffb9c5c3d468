package site

import (
	"testing"

	"studylog/internal/diag"
)

// A file of static/ has no front matter, and an alias is no address that a slug would change: the hint of a collision
// is one that can be followed.
func TestCollisionsHaveACureThatCanBeFollowed(t *testing.T) {
	const (
		a = "-- content/posts/2025-01-01-a.md --\n---\ntitle: A\n---\nx\n"
		b = "-- content/posts/2025-01-02-a.md --\n---\ntitle: B\n---\nx\n"
	)
	for name, tt := range map[string]struct{ files, msg, hint string }{
		"two posts": {
			a + b, "content/posts/2025-01-01-a.md and content/posts/2025-01-02-a.md both want /posts/a/",
			"give one of them another slug: or url: in its front matter",
		},
		"an alias and a post": {
			b + "-- content/posts/2025-01-03-c.md --\n---\naliases: [/posts/a/]\n---\nx\n",
			"an alias of content/posts/2025-01-03-c.md and content/posts/2025-01-02-a.md both want /posts/a/",
			"remove the alias, or give content/posts/2025-01-02-a.md another slug: or url: in its front matter",
		},
		"static and the home page": {
			"-- static/index.html --\nx\n", "static/index.html and studylog's own / both want /index.html",
			"rename static/index.html, or remove it; how studylog's own pages look is for templates/ to say",
		},
		"static and a post": {
			a + "-- static/posts/a/index.html --\nx\n", "static/posts/a/index.html and content/posts/2025-01-01-a.md both want /posts/a/index.html",
			"rename static/posts/a/index.html, or give content/posts/2025-01-01-a.md another slug: or url: in its front matter",
		},
		"two of static": {
			"-- static/A.txt --\nx\n-- static/a.txt --\nx\n", "static/a.txt and static/A.txt both want /a.txt (spelt /A.txt by the latter)",
			"rename static/a.txt, or rename static/A.txt",
		},
		"a page and ours": {
			"-- content/pages/tracker.md --\nx\n", "content/pages/tracker.md and studylog's own /tracker/ both want /tracker/",
			"give content/pages/tracker.md another slug: or url: in its front matter",
		},
		"an alias and ours": {
			"-- content/posts/2025-01-01-a.md --\n---\naliases: [/tracker/]\n---\nx\n",
			"an alias of content/posts/2025-01-01-a.md and studylog's own /tracker/ both want /tracker/", "remove the alias",
		},
		"static and the search": {"-- static/search/index.html --\nx\n", "static/search/index.html wants /search/, which is kept for studylog's own page", "rename static/search/index.html"},
	} {
		_, diags := plan(t, tt.files, Options{})
		var d diag.Diagnostic
		for _, found := range diags {
			if found.Severity == diag.Error {
				d = found
			}
		}
		if diags.Count(diag.Error) != 1 || d.Msg != tt.msg || d.Hint != tt.hint {
			t.Errorf("%s:\n%s", name, messages(diags))
		}
	}
}
