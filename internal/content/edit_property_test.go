package content

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"studylog/internal/civil"
	"studylog/internal/study"
)

// Ten thousand entries go into front matters of every style that people write, several into each, and a reader of the
// results finds the entry added, everything else as it was, and every line but one. Those that are refused are not
// counted; anchors and aliases always are.
func TestEditKeepsEverything(t *testing.T) {
	for part := range uint64(4) {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			keepsEverything(t, part, 2_500)
		})
	}
}

func keepsEverything(t *testing.T, part uint64, n int) {
	edits, refused, anchored := 0, map[string]int{}, 0
	for seed := part << 32; edits < n; seed++ {
		w := writer{rand.New(rand.NewPCG(seed, 7))}
		src := w.post()
		before := ParsePage(edited, src, DefaultSettings())
		for range 1 + w.IntN(5) {
			e := w.entry()
			if w.IntN(50) == 0 {
				refusesAnchors(t, []byte("---\ntitle: &a "+w.title()+w.comment()+"\n"+strings.Join(w.progress(), "\n")+"\n---\n"), e)
				anchored++
			}
			out, note, diags := Edit(edited, src, e)
			if diags != nil {
				if out != nil {
					t.Fatalf("a refusal has a result: %v", diags)
				}
				refused[w.reason(t, diags[0].Msg, src, e)]++
				continue
			}
			edits++
			after := ParsePage(edited, out, DefaultSettings())
			if problem := judge(before, after, src, out, e, note); problem != "" {
				t.Fatalf("%s (seed %d, %+v, note %q)\n--- from\n%s\n--- to\n%s", problem, seed, e, note, src, out)
			}
			src, before = out, after
		}
	}
	for reason, k := range refused {
		if k > n/10 {
			t.Errorf("%d of %d entries are refused: %s", k, n, reason)
		}
	}
	if anchored < n/100 {
		t.Errorf("%d posts with an anchor were tried", anchored)
	}
	t.Log(edits, refused, anchored)
}

// refusesAnchors wants an anchor in a title to be named, and nothing to be written.
func refusesAnchors(t *testing.T, src []byte, e Entry) {
	t.Helper()
	out, _, diags := Edit(edited, src, e)
	if out != nil || !diags.HasErrors() || !strings.Contains(diags[0].Msg, "anchors") {
		t.Fatalf("not refused for its anchor: %v\n%s", diags, src)
	}
}

const edited = "content/posts/2025-11-01-x.md"

// judge compares two posts as a build reads them, and line by line.
func judge(a, b *Page, src, out []byte, e Entry, note string) string {
	if len(b.Diags) > len(a.Diags) {
		return fmt.Sprintf("new mistakes: %v", b.Diags)
	}
	if a.Meta.Title != b.Meta.Title || a.Meta.Draft != b.Meta.Draft || !slices.Equal(a.Meta.Tags, b.Meta.Tags) || a.Meta.Description != b.Meta.Description ||
		fmt.Sprint(a.Meta.Params) != fmt.Sprint(b.Meta.Params) || a.Doc.Text != b.Doc.Text {
		return "something beside progress changed"
	}
	if b.Block == nil {
		return "there is no progress"
	}
	if a.Block == nil {
		none := *a
		none.Block = &study.Block{}
		a = &none
	}
	if problem := judgeTime(a.Block, b.Block, e, strings.Contains(note, "said")); problem != "" {
		return problem
	}
	if problem := judgePositions(a.Block, b.Block, e); problem != "" {
		return problem
	}
	if x, y := promises(a.Block), promises(b.Block); x != y || a.Block.Note != b.Block.Note {
		return "promises changed: " + x + " → " + y
	}
	most := 0 // lines of another form
	for _, part := range []string{e.Position, e.Time} {
		if part != "" {
			most++
		}
	}
	if strings.Contains(note, "has keys now") {
		most = math.MaxInt
	}
	return judgeLines(src, out, most)
}

func judgeTime(a, b *study.Block, e Entry, gaveWay bool) string {
	sum := func(b *study.Block, day civil.Date, id string) (minutes, n int) {
		for _, s := range b.Time {
			if (day == 0 || s.Date == day) && (id == "*" || s.Resource == id) {
				minutes, n = minutes+s.Minutes, n+1
			}
		}
		return minutes, n
	}
	minutes, n := 0, 0
	if e.Time != "" {
		n = 1
		if gaveWay {
			n = 0
		}
		minutes, _ = study.ParseDuration(strings.TrimPrefix(e.Time, "rest"))
	}
	m0, n0 := sum(a, 0, "*")
	m1, n1 := sum(b, 0, "*")
	if m1 != m0+minutes || n1 != n0+n {
		return fmt.Sprintf("%d min in %d sessions became %d in %d", m0, n0, m1, n1)
	}
	m0, _ = sum(a, e.Day, e.Resource)
	m1, _ = sum(b, e.Day, e.Resource)
	if m1 != m0+minutes {
		return "the time is not on its day"
	}
	if len(a.Undated) != len(b.Undated) {
		return "undated time changed"
	}
	return ""
}

func judgePositions(a, b *study.Block, e Entry) string {
	find := func(b *study.Block, id string) string {
		for _, p := range b.At {
			if p.ID == id {
				return fmt.Sprint(p.Amount, p.State, p.Note, p.Correct)
			}
		}
		return ""
	}
	for _, p := range append(slices.Clone(a.At), b.At...) {
		before, after := find(a, p.ID), find(b, p.ID)
		if (p.ID != e.Resource || e.Position == "") && before != after {
			return p.ID + " went from " + before + " to " + after
		}
	}
	if e.Position == "" {
		return ""
	}
	if find(b, e.Resource) == "" {
		return "the position is not there"
	}
	want, _ := study.ParsePosition(e.Position)
	for _, p := range b.At {
		if p.ID != e.Resource {
			continue
		}
		if want.Amount.Form == study.Snapshot && p.Amount.N != want.Amount.N || p.State != want.State || !strings.HasSuffix(p.Note, e.Note) {
			return fmt.Sprintf("the position is %+v", p)
		}
	}
	return ""
}

func promises(b *study.Block) string {
	var s strings.Builder
	for _, p := range b.Next {
		fmt.Fprintln(&s, p.ID, oneLine(p.Do), p.By)
	}
	for _, k := range b.Kept {
		fmt.Fprintln(&s, k.ID, k.Outcome)
	}
	return s.String()
}

// judgeLines wants every line to be there still, in order, but for so many (a position and time change one each at most;
// a line that grows may have been folded), every line to end as it did, and the body to be the same to the byte.
func judgeLines(src, out []byte, most int) string {
	if bytes.Contains(src, []byte("\r\n")) && bytes.Count(out, []byte("\n")) != bytes.Count(out, []byte("\r\n")) {
		return "a line does not end with CRLF"
	}
	for _, comment := range []string{"# note", "# ünï: {x}, [y] 'z", "# comment", "# between", "# a comment", "# 2", "#   progress"} {
		if bytes.Count(src, []byte(comment)) != bytes.Count(out, []byte(comment)) {
			return "a comment is lost: " + comment
		}
	}
	if n := changed(src, out); n > most {
		return fmt.Sprintf("%d lines changed", n)
	}
	end := bytes.LastIndex(src, []byte("Text."))
	if end >= 0 && !bytes.HasSuffix(out, src[end:]) {
		return "the body changed"
	}
	return ""
}

// changed counts the lines of src that are not in out, in order.
func changed(src, out []byte) int {
	a, b := bytes.SplitAfter(src, []byte("\n")), bytes.SplitAfter(out, []byte("\n"))
	for len(a) > 0 && len(b) > 0 && bytes.Equal(a[0], b[0]) {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && bytes.Equal(a[len(a)-1], b[len(b)-1]) {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	common := make([]int, len(b)+1) // of the lines of a so far and the first lines of b
	for _, line := range a {
		diagonal := 0
		for i := range b {
			above := common[i+1]
			if bytes.Equal(line, b[i]) {
				common[i+1] = diagonal + 1
			} else {
				common[i+1] = max(above, common[i])
			}
			diagonal = above
		}
	}
	return len(a) - common[len(b)]
}

// writer writes posts as people do.
type writer struct{ *rand.Rand }

func (w writer) pick(of ...string) string { return of[w.IntN(len(of))] }

// some returns s, or nothing.
func (w writer) some(s string) string { return w.pick("", s) }

var ids = []string{"aws", "llm-book", "caisp", "paper"}

func (w writer) entry() Entry {
	e := Entry{Resource: w.pick(ids...)}
	day := civil.MustParse("2025-11-01") + civil.Date(w.IntN(12))
	if w.IntN(6) == 0 {
		return Entry{Day: day, Time: w.pick("rest", "0")}
	}
	if w.IntN(3) > 0 {
		e.Position = w.pick("8h", "8h30m", "3/12 ch", "4 ch", "ch 1-3,7", "+2 ch", "+30m", "done", "paused", "40%", "12 p active")
		e.Note = w.some(w.pick("IAM", `say "x": y # z`, "naïve — 漢字", `back\slash; it's`))
	}
	if e.Position == "" || w.IntN(2) == 0 {
		e.Day, e.Time = day, w.pick("1h30m", "90", "45m", "1.5h", "2h")
	}
	return e
}

// reason checks that a refusal is one of those that the manual of Edit speaks of.
func (w writer) reason(t *testing.T, msg string, src []byte, e Entry) string {
	for _, known := range []string{"in this post already", "has time in this post", "anchors", "aliases", "has one session in several lines"} {
		if strings.Contains(msg, known) {
			return known
		}
	}
	t.Fatalf("refused: %s\n%+v\n%s", msg, e, src)
	return ""
}

func (w writer) post() []byte {
	var lines []string
	if w.IntN(12) == 0 {
		lines = []string{"{title: " + w.title() + ", draft: true" + w.some(", progress: "+w.flowProgress()) + w.some(",") + "}" + w.comment()}
	} else {
		blocks := [][]string{
			{"title: " + w.title() + w.comment()},
			{"draft: true"},
			{"# a comment: with a colon", ""},
			{"tags:", "- one", "-   two # 2"},
			{"tags: [a, 'b c',", "  d]"},
			{"description: >", "  folded", "", "  # no comment", "    more"},
			{"params: {a: {b: [1, 2]}}", "#   progress:"},
			{"note: |+", "    kept", ""},
			{"summary: plain text", "  on two lines"},
			{"params:", "   a:", "      b: \"x # y\"", "   c: 'it''s'"},
		}
		w.Shuffle(len(blocks), func(i, k int) { blocks[i], blocks[k] = blocks[k], blocks[i] })
		blocks = blocks[:w.IntN(len(blocks))]
		seen := map[string]bool{}
		add := func(block []string) {
			key, _, _ := strings.Cut(block[0], ":")
			if key == "summary" {
				key = "description"
			}
			if !seen[key] || strings.HasPrefix(block[0], "#") {
				lines = append(lines, block...)
			}
			seen[key] = true
		}
		at := w.IntN(len(blocks) + 1)
		for i, block := range blocks {
			if i == at && w.IntN(8) > 0 {
				add(w.progress())
			}
			add(block)
		}
		if at == len(blocks) {
			add(w.progress())
		}
		if indent := w.pick("", "", "", " ", "  "); indent != "" && !seen["note"] {
			for i, line := range lines {
				if line != "" {
					lines[i] = indent + line
				}
			}
		}
	}
	text := w.some("\uFEFF") + w.some("\n") + "---" + w.some("  ") + "\n" + strings.Join(append(lines, "---"), "\n") + w.pick("", "\n", "\n\nText. Ünï — 漢字\n\n---\n\n- more\n")
	return []byte(strings.ReplaceAll(text, "\n", w.pick("\n", "\r\n")))
}

func (w writer) title() string {
	return w.pick("x", `"A: b"`, "'it''s # one'", "Ünïcode 漢字", `"a \" b"`, "week 3 — roles")
}

func (w writer) comment() string { return w.pick("", "", " # note", "   # ünï: {x}, [y] 'z") }

func (w writer) progress() []string {
	switch w.IntN(10) {
	case 0:
		return []string{"progress:" + w.pick("", " ~", " null", "  ", " ''") + w.comment()}
	case 1:
		return []string{"progress: " + w.line() + w.comment()}
	case 2:
		return []string{"progress: \"" + w.line() + "\"" + w.comment()}
	case 3:
		return []string{"progress: " + w.pick(">", "|", ">-", "|2") + w.comment(), "  " + w.line() + ";", "  next finish the book"}
	case 4:
		return []string{"progress: " + w.line() + ";", "    next " + w.pick("read on", "it's more"), "", "    and more"}
	case 5:
		return []string{w.pick("progress", "Progress", "\"progress\"") + ": " + w.flowProgress() + w.comment()}
	case 6:
		return []string{"progress: {", "    at: " + w.flowAt() + w.some(" ,") + w.comment(), "}"}
	}
	lines := []string{"progress:" + w.comment()}
	step := strings.Repeat(" ", 1+w.IntN(4))
	parts := [][]string{
		w.blockAt(step), w.blockTime(step),
		{"next:", "- \"Read: on\"", "- {id: x, do: more, by: 2025-12-01}" + w.comment()},
		{"kept: {a: yes,", "   b: moved }"},
		{"note: >-", step + "said", "", step + "  # and done"},
		{"# between", ""},
		{"labs:", step + "- id: vpc", step + "  status: idea" + w.comment()},
		{"topics: [ATLAS:AML.T0051]"},
	}
	w.Shuffle(len(parts), func(i, k int) { parts[i], parts[k] = parts[k], parts[i] })
	for _, part := range parts[:1+w.IntN(len(parts)-1)] {
		for _, line := range part {
			if line != "" {
				line = step + line
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// line is a one-line progress; each resource stands in it once.
func (w writer) line() string {
	items := []string{
		"aws " + w.pick("6h", "6h30m", "6/24h"), "llm-book " + w.pick("3/12 ch", "ch 1-2", "+1 ch", "2 ch paused"), "spent " + w.pick("22h", "5h on aws", "90 aws"),
		"kept first-lab", "next finish 漢字", "caisp 15%", "",
	}
	w.Shuffle(len(items), func(i, k int) { items[i], items[k] = items[k], items[i] })
	if s := strings.TrimSpace(strings.Join(items[:1+w.IntN(4)], w.pick("; ", ";", " ; "))); s != "" && s[0] != ';' {
		return s
	}
	return "paper 3 p"
}

func (w writer) flowProgress() string {
	var parts []string
	if w.IntN(3) > 0 {
		parts = append(parts, w.pick("at", "At")+": "+w.flowAt())
	}
	if w.IntN(3) > 0 {
		parts = append(parts, "time: "+w.flowTime())
	}
	if w.IntN(2) == 0 {
		parts = append(parts, "next: ['a, b', c]")
	}
	return "{" + w.some(" ") + strings.Join(parts, ", ") + w.some(" ") + "}"
}

func (w writer) flowAt() string {
	parts := []string{"aws: " + w.pick("6h", "'6h'", "{at: 6h, note: \"a, b\"}", "{note: x, at: 5h, }"), "llm-book: " + w.pick("\"ch 1-2,5\"", "3/12 ch", "{ at: +1 ch , correct: re }"), "caisp: done"}
	w.Shuffle(len(parts), func(i, k int) { parts[i], parts[k] = parts[k], parts[i] })
	return "{" + strings.Join(parts[:w.IntN(4)], ", ") + w.some(" ") + "}"
}

func (w writer) flowTime() string {
	return w.pick("{}", "{2025-11-03: 2h aws}", "{2025-11-03: [1h, 30m caisp], undated: 3h}", "{ 2025-11-05: rest, '2025-11-06': 0 }", "{2025-11-03: {time: 1h, again: true}}", "~", "{2025-11-04: \"1h aws\",}")
}

func (w writer) blockAt(step string) []string {
	switch w.IntN(5) {
	case 0:
		return []string{"at:" + w.pick("", " ~") + w.comment()}
	case 1:
		return []string{"at: " + w.flowAt() + w.comment()}
	}
	lines := []string{"at:" + w.comment()}
	parts := [][]string{
		{"aws: " + w.pick("6h30m", "'6h'", "\"6h\"", "{at: 6h, note: x}") + w.comment()},
		{"llm-book:" + w.comment(), step + "at: " + w.pick("3/12 ch", "\"ch 1-3,5\"", "+1 ch") + w.comment(), step + w.pick("note: |", "note: >-"), step + " two", step + " lines"},
		{"caisp: " + w.pick("15%", "paused", "2.5 ch")},
		{"# comment"},
	}
	w.Shuffle(len(parts), func(i, k int) { parts[i], parts[k] = parts[k], parts[i] })
	for _, part := range parts[:1+w.IntN(len(parts))] {
		for _, line := range part {
			lines = append(lines, step+line)
		}
	}
	return lines
}

func (w writer) blockTime(step string) []string {
	switch w.IntN(5) {
	case 0:
		return []string{"time:" + w.comment()}
	case 1:
		return []string{"time: " + w.flowTime() + w.comment()}
	}
	lines := []string{"time:" + w.comment()}
	parts := [][]string{
		{"2025-11-02: " + w.pick("2h aws", "'2h aws'", "rest", "0", "90") + w.comment()},
		{"2025-11-3: [2h aws," + w.comment(), step + "  1h ]" + w.comment()},
		{"2025-11-04:", "- 2h aws" + w.comment(), "-  {time: 1h, again: true}"},
		{"2025-11-05:", step + "- \"30m caisp\"", step + "- 10m" + w.comment()},
		{"2025-11-06..2025-11-07: 1h" + w.comment()},
		{"2025-11-08: {time: 2h, again: true}"},
		{"2025-11-09:", step + "time: 2h aws", step + "again: true"},
		{"undated: [5h, 2h aws]"},
		{"", "# comment"},
	}
	if w.IntN(2) == 0 {
		w.Shuffle(len(parts), func(i, k int) { parts[i], parts[k] = parts[k], parts[i] })
	}
	for _, part := range parts[:1+w.IntN(len(parts))] {
		for _, line := range part {
			if line != "" {
				line = step + line
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// Whatever a post holds, an edit is right or refused; it never panics, and never changes another byte.
func FuzzEdit(f *testing.F) {
	for seed := range uint64(40) {
		w := writer{rand.New(rand.NewPCG(seed, 9))}
		e := w.entry()
		f.Add(string(w.post()), e.Resource, e.Position, e.Note, e.Time, int32(e.Day))
	}
	f.Add("---\n? progress\n: at: {aws: 1h}\n---\n", "aws", "2h", "x", "", int32(0))
	f.Add("---\nprogress: {at: {aws: ~, }}\n---\n", "aws", "2h", "", "rest", int32(739000))
	f.Add("text", "book", "3 ch", "", "", int32(0))
	f.Fuzz(func(t *testing.T, src, id, at, words, time string, day int32) {
		e := Entry{Resource: id, Position: at, Note: words, Time: time, Day: civil.Date(day)}
		out, note, diags := Edit(edited, []byte(src), e)
		if (out == nil) != diags.HasErrors() {
			t.Fatalf("result %q with %v", out, diags)
		}
		if out == nil {
			return
		}
		a, b := ParsePage(edited, []byte(src), DefaultSettings()), ParsePage(edited, out, DefaultSettings())
		if b.Block == nil || len(b.Diags) > len(a.Diags) {
			t.Fatalf("%q became %q: %v", src, out, b.Diags)
		}
		if a.Meta.Title != b.Meta.Title || a.Doc.Text != b.Doc.Text {
			t.Fatalf("%q became %q", src, out)
		}
		if n := changed([]byte(src), out); n > 2 && !strings.Contains(note, "has keys now") {
			t.Fatalf("%d lines of %q are not in %q", n, src, out)
		}
	})
}
