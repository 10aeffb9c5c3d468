package content

import (
	"bytes"
	"strings"
	"testing"

	"studylog/internal/civil"
)

var (
	position = Entry{Resource: "aws", Position: "8h"}
	noted    = Entry{Resource: "aws", Position: "8h", Note: `IAM: "roles"`}
	spent    = Entry{Resource: "aws", Day: civil.MustParse("2025-11-15"), Time: "1h30m"}
	both     = Entry{Resource: "aws", Position: "8h", Day: civil.MustParse("2025-11-15"), Time: "1h30m"}
	rest     = Entry{Day: civil.MustParse("2025-11-15"), Time: "rest"}
	zero     = Entry{Day: civil.MustParse("2025-11-15"), Time: "0"}
	set      = Entry{Resource: "book", Position: "ch 4-5,7"}
	steps    = Entry{Resource: "book", Position: "+2 ch"}
	done     = Entry{Resource: "book", Position: "done"}
)

// Each case is a front matter, an entry, and what comes out.
func TestEdit(t *testing.T) {
	for _, c := range []struct {
		name         string
		from         string
		entry        Entry
		want, noting string
	}{
		{"nothing yet", "title: x\n# later", both, "title: x\n# later\nprogress:\n  at:\n    aws: 8h\n  time:\n    2025-11-15: 1h30m aws", ""},
		{"an empty one", "progress: # soon\ntitle: x", position, "progress: # soon\n  at:\n    aws: 8h\ntitle: x", ""},
		{"a null", "progress: ~ # soon\ntitle: x", rest, "progress: # soon\n  time:\n    2025-11-15: rest\ntitle: x", ""},
		{"no keys", "", zero, "progress:\n  time:\n    2025-11-15: 0", ""},
		{"flow", "{title: x, draft: true}", both, "{title: x, draft: true, progress: {at: {aws: 8h}, time: {2025-11-15: 1h30m aws}}}", ""},

		{"a line", "progress: book 3/12 ch # c\ndraft: true", position, "progress: book 3/12 ch; aws 8h # c\ndraft: true", ""},
		{"a line that has it", "progress: 'book 3/12 ch; aws 6h; next it is'", position, "progress: 'book 3/12 ch; aws 8h; next it is'", ""},
		{
			"a line grows", "progress: book 3/12 ch done; spent 22h; spent 2h on book; kept first; next do: it # c\nx: 1", noted,
			"", "error: ",
		},
		{
			"a line grows for time", "progress: book 3/12 ch done; spent 22h; spent 2h on book; kept first; next do it # c\nx: 1", spent,
			"progress: # c\n  at:\n    book: 3/12 ch done\n  time:\n    undated: [22h, 2h on book]\n    2025-11-15: 1h30m aws\n  kept:\n    first: yes\n  next: [\"do it\"]\nx: 1", "has keys now",
		},
		{"a line grows for a note", "progress: aws 6h30m", noted, "progress:\n  at:\n    aws: {at: 8h, note: \"IAM: \\\"roles\\\"\"}", "has keys now"},
		{
			"a folded line", "progress: >- # c\n  book 3 ch;\n  next it\ntitle: x", position,
			"progress: # c\n  at:\n    book: 3 ch\n    aws: 8h\n  next: [\"it\"]\ntitle: x", "has keys now",
		},
		{"a line in braces", "{progress: aws 6h}", both, "{progress: {at: {aws: 8h}, time: {2025-11-15: 1h30m aws}}}", "has keys now"},

		{
			"block", "progress:\n    at:\n        book: \"ch 1-2,5\" # c\n    next: x", both,
			"progress:\n    at:\n        book: \"ch 1-2,5\" # c\n        aws: 8h\n    next: x\n    time:\n        2025-11-15: 1h30m aws", "",
		},
		{"a position changes", "progress:\n  at:\n    aws: '6h30m' # c\n    book: 1 ch", position, "progress:\n  at:\n    aws: 8h # c\n    book: 1 ch", ""},
		{"its total stays", "progress: {at: {book: 3/12 ch}}", Entry{Resource: "book", Position: "5 ch"}, "progress: {at: {book: 5/12 ch}}", ""},
		{"a step adds up", "progress: {at: {book: 3/12 ch}}", steps, "progress: {at: {book: 5/12 ch}}", ""},
		{"two steps", "progress: {at: {book: +1 ch}}", steps, "progress: {at: {book: +3 ch}}", ""},
		{"two sets", "progress: {at: {book: \"ch 1,3\"}}", set, "progress: {at: {book: \"ch 1,3-5,7\"}}", ""},
		{"a set after a count", "progress:\n  at: {book: 2 ch}", set, "progress:\n  at: {book: \"ch 1-2,4-5,7\"}", ""},
		{"a state beside an amount", "progress: {at: {book: 3/12 ch}}", done, "progress: {at: {book: 3/12 ch done}}", ""},
		{"a map in flow", "progress: {at: {aws: {at: 6h, note: VPC, correct: recount}}}", position, "progress: {at: {aws: {at: 8h, note: VPC, correct: recount}}}", ""},
		{"notes add up", "progress: {at: {aws: {note: 'VPC', at: 6h}}}", noted, "progress: {at: {aws: {note: \"VPC; IAM: \\\"roles\\\"\", at: 8h}}}", ""},
		{
			"a map in block", "progress:\n  at:\n    aws:\n      at: 6h # c\n      correct: x", noted,
			"progress:\n  at:\n    aws:\n      at: 8h # c\n      note: \"IAM: \\\"roles\\\"\"\n      correct: x", "",
		},
		{"a set in flow is quoted", "progress: {at: {}}", set, "progress: {at: {book: \"ch 4-5,7\"}}", ""},
		{"a set in block is not", "progress:\n  at:", set, "progress:\n  at:\n    book: ch 4-5,7", ""},

		{"a second session", "progress:\n  time:\n    2025-11-15: 2h book # c", spent, "progress:\n  time:\n    2025-11-15: [2h book, 1h30m aws] # c", ""},
		{"a third", "progress:\n  time:\n    2025-11-15: [\"2h book\", 1h ] # c", spent, "progress:\n  time:\n    2025-11-15: [\"2h book\", 1h, 1h30m aws ] # c", ""},
		{
			"on a list of dashes", "progress:\n  time:\n    2025-11-15:\n    -   2h book # c\n    # d\n  at: {aws: 1h}", spent,
			"progress:\n  time:\n    2025-11-15:\n    -   2h book # c\n    -   1h30m aws\n    # d\n  at: {aws: 1h}", "",
		},
		{"beside another one", "progress: {time: {2025-11-15: {time: 1h, again: true}}}", spent, "progress: {time: {2025-11-15: [{time: 1h, again: true}, 1h30m aws]}}", ""},
		{
			"in its place", "progress:\n  time:\n    2025-11-10..2025-11-12: 1h\n    2025-11-20: 1h\n    undated: 3h", spent,
			"progress:\n  time:\n    2025-11-10..2025-11-12: 1h\n    2025-11-15: 1h30m aws\n    2025-11-20: 1h\n    undated: 3h", "",
		},
		{"before all others", "progress:\n  time: # c\n    2025-11-20: 1h", spent, "progress:\n  time: # c\n    2025-11-15: 1h30m aws\n    2025-11-20: 1h", ""},
		{"in braces too", "progress: {time: { 2025-11-20: 1h}}", spent, "progress: {time: { 2025-11-15: 1h30m aws, 2025-11-20: 1h}}", ""},
		{"not above a comment", "progress:\n  time:\n    # c\n    2025-11-20: 1h", spent, "progress:\n  time:\n    # c\n    2025-11-20: 1h\n    2025-11-15: 1h30m aws", ""},
		{"after a rest", "progress:\n  time:\n    2025-11-15: rest # c", spent, "progress:\n  time:\n    2025-11-15: 1h30m aws # c", "said rest"},
		{"rest after a zero", "progress: {time: {2025-11-15: 0}}", rest, "progress: {time: {2025-11-15: rest}}", "said 0"},
		{"rest after time", "progress: {time: {2025-11-15: 2h}}", rest, "", "error: 2025-11-15 has time"},
		{"rest twice", "progress: {time: {2025-11-15: rest}}", rest, "", "error: 2025-11-15 says rest in this post already"},
		{
			"a text before it", "progress:\n  note: |+\n    one\n    # two\n\n  # c\ntitle: x", spent,
			"progress:\n  note: |+\n    one\n    # two\n\n  time:\n    2025-11-15: 1h30m aws\n  # c\ntitle: x", "",
		},
		{"several lines of flow", "progress: {\n  time: {\n    2025-11-14: 1h, # c, }\n  },\n}", spent, "progress: {\n  time: {\n    2025-11-14: 1h, 2025-11-15: 1h30m aws, # c, }\n  },\n}", ""},

		{"a step on a set", "progress: {at: {book: \"ch 1,3\"}}", steps, "", "error: book is at ch 1,3 in this post already, and a step cannot"},
		{"pages on chapters", "progress: {at: {book: 3 ch}}", Entry{Resource: "book", Position: "+40 p"}, "", "counted in pages"},
		{"what cannot be read", "progress: {at: {book: three}}", done, "", "error: line 2: cannot read"},
		{"a mistake of ours", "date: 2025-01-01", spent, "", "error: 2025-11-15 is 318 days after this post"},
		{"an anchor", "progress: &a {at: {book: 3 ch}}", position, "", "error: anchors"},
		{"a list", "progress: [book 3 ch]", position, "", "must be one line"},
		{"no keys after all", "progress: {at: book 3 ch}", position, "", "at must be keys"},
	} {
		for _, nl := range []string{"\n", "\r\n"} {
			src := frontMatter(c.from, nl)
			out, note, diags := Edit(edited, src, c.entry)
			if diags != nil {
				note = "error: " + diags[0].Msg
			}
			if !strings.Contains(note, c.noting) || c.noting == "" && note != "" {
				t.Errorf("%s: said %q, want %q", c.name, note, c.noting)
			}
			if want := frontMatter(c.want, nl); diags == nil && !bytes.Equal(out, want) {
				t.Errorf("%s: got\n%s\nwant\n%s", c.name, out, want)
			}
		}
	}
}

func TestEditRefusesEntries(t *testing.T) {
	for _, e := range []Entry{
		{},
		{Resource: "aws"},
		{Resource: "aws", Note: "x", Day: 739000, Time: "1h"},
		{Position: "8h"},
		{Resource: "a: b", Position: "8h"},
		{Resource: "done", Position: "8h"},
		{Resource: "aws", Position: "three"},
		{Resource: "aws", Position: "1.5"},
		{Resource: "aws", Time: "1h"},
		{Resource: "aws", Day: 739000, Time: "1h75m"},
		{Resource: "aws", Day: 739000, Time: "0"},
		{Resource: "aws", Day: 739000, Time: "rest"},
		{Day: 739000, Time: "resting"},
	} {
		if out, _, diags := Edit(edited, []byte("text"), e); out != nil || !diags.HasErrors() {
			t.Errorf("%+v is added: %q", e, out)
		}
	}
}

func frontMatter(text, nl string) []byte {
	if text != "" {
		text += "\n"
	}
	return []byte(strings.ReplaceAll("\uFEFF---\n"+text+"---\nBody.\n", "\n", nl))
}

func TestEditOtherFrontMatter(t *testing.T) {
	out, note, diags := Edit(edited, []byte("# A title\r\n\r\nText."), position)
	if want := "---\r\nprogress:\r\n  at:\r\n    aws: 8h\r\n---\r\n# A title\r\n\r\nText."; string(out) != want || note == "" || diags != nil {
		t.Errorf("%q, %q, %v", out, note, diags)
	}
	for _, src := range []string{"+++\ntitle = 'x'\n+++\n", "{\n\"title\": \"x\"\n}\n\n", "---\ntitle: x\n", "\xff"} {
		if out, _, diags := Edit(edited, []byte(src), position); out != nil || !diags.HasErrors() {
			t.Errorf("%q is edited: %q", src, out)
		}
	}
}
