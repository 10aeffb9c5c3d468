package site

import (
	"strings"
	"testing"
)

// A lab leads to the post that tells of it; where a later one only says what became of it, its state leads there.
func TestALabLeadsToItsOwnPost(t *testing.T) {
	p, diags := plan(t, `
-- studylog.yaml --
study: {start: 2025-10-01}
-- content/posts/2025-10-14-built.md --
---
title: Built
progress:
  labs: [{id: vpc, title: A network, status: deployed, time: {2025-10-13: 4h}}, {id: box, title: A box, status: idea}]
---
-- content/posts/2025-10-28-gone.md --
---
title: Gone
progress:
  labs: [{id: vpc, status: torn-down}, {id: box, status: building}]
---
`, ada)
	if diags.HasErrors() {
		t.Fatal(messages(diags))
	}
	text := page(t, p, "tracker/index.html")
	for _, want := range []string{
		`<h3><a href="/study-journal/posts/built/">A network</a></h3>`, `<a href="/study-journal/posts/gone/"><b>torn-down</b></a><span>4 h</span>`,
		`<h3><a href="/study-journal/posts/built/">A box</a></h3>`, `<a href="/study-journal/posts/gone/"><b>building</b></a>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the tracker page does not say %s", want)
		}
	}
}
