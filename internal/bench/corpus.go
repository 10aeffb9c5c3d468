package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A corpus is the same for the same number of posts, on every machine. What is ordinary in it (prose, code, tables, notes,
// links) is the same in both dialects; what only studylog knows has its plain form, or none, in Hugo's.
type dialect int

const (
	studylog dialect = iota
	hugo
)

const (
	tags          = 200
	perResource   = 100 // posts, of which every second one reports
	perComparison = 200 // posts, of which every twentieth adds to the table
	lastDay       = "2025-12-31"
)

// corpus makes the posts of a journal that has n of them.
type corpus struct {
	n       int
	grammar grammar
	tags    []string
}

func newCorpus(n int) *corpus {
	c := &corpus{n: n, grammar: readGrammar(grammarText)}
	nouns, words := c.grammar["noun"], c.grammar["word"]
	for i := range tags {
		c.tags = append(c.tags, strings.ReplaceAll(nouns[i%len(nouns)], " ", "-")+"-"+words[i/len(nouns)])
	}
	return c
}

// writeJournal writes the journal into dir, which must be new or empty.
func (c *corpus) writeJournal(dir string) error {
	files := map[string]string{
		"studylog.yaml":          c.settings(),
		"content/resources.yaml": c.catalogue(),
		"content/pages/about.md": "---\ntitle: About\n---\n\nAn invented journal, written by a program to measure with.\n",
	}
	return c.write(dir, files, studylog)
}

// write writes files, and the posts in a dialect.
func (c *corpus) write(dir string, files map[string]string, d dialect) error {
	if old, _ := os.ReadDir(dir); len(old) > 0 {
		return fmt.Errorf("%s is not empty", dir)
	}
	for name, text := range files {
		if err := writeFile(filepath.Join(dir, name), text); err != nil {
			return err
		}
	}
	for i := range c.n {
		if err := writeFile(filepath.Join(dir, c.file(i)), c.post(i, d)); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Chtimes(name, written, written)
}

// written is when all files say that they were: nobody's journal was written a second ago.
var written = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// day is a post's: they are spread over ten years, and over more where that would be above ten a day.
func (c *corpus) day(i int) string {
	last, _ := time.Parse(time.DateOnly, lastDay)
	days := max(3650, c.n/10)
	return last.AddDate(0, 0, i*days/c.n-days+1).Format(time.DateOnly)
}

// file is a post's path; on one day the numbers keep the order.
func (c *corpus) file(i int) string { return "content/posts/" + c.day(i) + "-" + slug(i) + ".md" }

func slug(i int) string { return fmt.Sprintf("post-%06d", i) }

// post is the text of a post. It is written once, and then put into a dialect.
func (c *corpus) post(i int, d dialect) string {
	seed := random(i)*0x5851f42d4c957f2d + random(c.n)
	p := &post{writer: writer{c.grammar, &seed}, c: c, i: i}
	head, progress := p.frontMatter(), p.progress()
	p.body()
	if d == hugo {
		return head + "slug: " + slug(i) + "\n---\n\n" + c.plain(p.String())
	}
	return head + progress + "---\n\n" + c.linked(p.String(), func(to int) string { return c.day(to) + "-" + slug(to) + ".md" })
}

// plain is a body without what only studylog knows.
func (c *corpus) plain(body string) string {
	var b strings.Builder
	for line := range strings.Lines(body) {
		if !strings.HasPrefix(line, "<!-- compare") {
			b.WriteString(line)
		}
	}
	return c.linked(b.String(), func(to int) string { return "/posts/" + slug(to) + "/" })
}

// linked gives a body's links to other posts their targets.
func (c *corpus) linked(body string, target func(int) string) string {
	parts := strings.Split(body, "](post:")
	for i, part := range parts[1:] {
		number, rest, _ := strings.Cut(part, ")")
		to, _ := strconv.Atoi(number)
		parts[i+1] = target(to) + ")" + rest
	}
	return strings.Join(parts, "](")
}

// post is a body in the making.
type post struct {
	strings.Builder
	writer
	c     *corpus
	i     int
	notes []string
}

func (p *post) printf(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// frontMatter is what stands at the top, without its last line.
func (p *post) frontMatter() string {
	head := fmt.Sprintf("---\ntitle: %q\ndate: %s\ntags: [%s, %s, %s]\n", p.say("title"), p.c.day(p.i), p.tag(0), p.tag(1), p.tag(2))
	if p.chance(30) {
		head += fmt.Sprintf("description: %q\n", p.say("title")+", and what came of it.")
	}
	return head
}

// tag is one of the third part of all tags that has this number, so that no post has one twice. Some are used more than others.
func (p *post) tag(part int) string {
	third := tags / 3
	return p.c.tags[part*third+min(p.below(third), p.below(third))]
}

// progress is the part of the front matter that says what was studied; every second post has it.
func (p *post) progress() string {
	short, minutes := p.chance(50), 15*p.between(1, 12)+p.i/2%10 // no two of a day alike: that would be one session
	if p.i%2 == 1 {
		return ""
	}
	id, at := resource(p.i/perResource), (p.i%perResource/2+1)*8
	if short {
		return fmt.Sprintf("progress: %s %d p; spent %dm on %s\n", id, at, minutes, id)
	}
	return fmt.Sprintf("kind: update\nprogress:\n  at:\n    %s: {at: %d p, note: \"%s\"}\n  time:\n    %s: %dm %s\n"+
		"  next:\n    - {id: p-%d, do: \"Reach page %d\", until: {%s: %d p}}\n",
		id, at, p.say("noun"), p.c.day(p.i), minutes, id, p.i, at+16, id, min(at+16, 8*perResource/2))
}

func resource(i int) string { return fmt.Sprintf("book-%04d", i) }

func (p *post) body() {
	p.paragraph()
	if p.chance(50) {
		p.printf("<!--more-->\n\n")
	}
	size, blocks := p.between(6600, 9000), 0
	if p.chance(60) {
		blocks = p.between(2, 4)
	}
	for first := true; first || p.Len() < size; first = false {
		p.section(&blocks)
	}
	p.comparison()
	for n, note := range p.notes {
		p.printf("[^%d]: %s\n", n+1, note)
	}
}

// section is a heading with what stands under it.
func (p *post) section(blocks *int) {
	p.printf("## %s\n\n", p.say("heading"))
	p.paragraph()
	if *blocks > 0 {
		*blocks--
		p.code()
		p.paragraph()
	}
	switch p.below(8) {
	case 0, 1:
		p.list("- ")
	case 2:
		p.table([]string{"Model", "Runs", "Loss"})
	case 3:
		p.printf("> %s\n\n", p.say("sentence"))
	case 4:
		p.printf("### %s\n\n", p.say("heading"))
		p.paragraph()
	case 5:
		p.list("1. ")
	}
}

// paragraph is prose, wrapped by hand as an author does. Some end in a note, or a link to an earlier post.
func (p *post) paragraph() {
	text := p.say("par")
	if p.chance(12) {
		p.notes = append(p.notes, p.say("sentence"))
		text += fmt.Sprintf("[^%d]", len(p.notes))
	}
	if to := max(0, p.i-p.between(1, 40)); p.chance(20) && to != p.i {
		text += " More in [" + p.say("noun") + "](post:" + strconv.Itoa(to) + ")."
	}
	p.printf("%s\n\n", wrap(text, 100))
}

// wrap breaks a text at the spaces before a width.
func wrap(text string, width int) string {
	var b strings.Builder
	line := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i > 0 && line+1+len(word) > width:
			b.WriteByte('\n')
			line = 0
		case i > 0:
			b.WriteByte(' ')
			line++
		}
		b.WriteString(word)
		line += len(word)
	}
	return b.String()
}

func (p *post) list(mark string) {
	for range p.between(3, 6) {
		p.printf("%s%s\n", mark, p.say("item"))
	}
	p.printf("\n")
}

func (p *post) table(head []string) {
	p.printf("| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for range p.between(3, 7) {
		p.printf("| %s | %d | 0.%d |\n", p.say("noun"), p.between(1, 40), p.between(10, 99))
	}
	p.printf("\n")
}

// code is a block, most often in one of the four languages of such journals.
func (p *post) code() {
	common, other := []string{"go", "python", "bash", "yaml"}, []string{"json", "sql", "dockerfile", "javascript"}
	lang := common[p.below(len(common))]
	if p.chance(15) {
		lang = other[p.below(len(other))]
	}
	p.printf("```%s\n%s\n```\n\n", lang, p.say(lang))
}

var aspects = []string{"Primary target", "Threats", "Goal", "Owner", "First step", "Evidence", "Cost", "Tooling", "Response", "Training", "Review", "Metrics"}

// comparison adds to a table that grows, with all rows at its first post and with some at later ones, or shows one as it stood.
func (p *post) comparison() {
	id, n := p.i/perComparison, p.i%perComparison
	switch {
	case n%20 == 7:
		p.printf("<!-- compare: approaches-%03d -->\n", id)
		p.printf("| Aspect | Traditional | With models | Open question |\n|---|---|---|---|\n")
		for row, aspect := range aspects {
			if n == 7 || (row+n/20)%4 == 0 {
				p.printf("| %s | %s | %s | %s |\n", aspect, p.say("np"), p.say("clause"), p.say("np"))
			}
		}
		p.printf("\n")
	case n%50 == 30:
		p.printf("<!-- compare-show: approaches-%03d rows=\"Goal; Threats\" -->\n\n", id)
	}
}

func (c *corpus) settings() string {
	return fmt.Sprintf("title: A journal of %d posts\ndescription: Invented, to measure with.\nauthor: Nobody\n"+
		"study:\n  start: %s\n  cadence:\n    - {every: 7d, grace: 2d}\n  daily_goal:\n    - {target: 1h, minimum: 15m, rest: 2}\n", c.n, c.day(0))
}

// catalogue lists what is studied: a book at a time, most of them read to the end.
func (c *corpus) catalogue() string {
	var b strings.Builder
	w := writer{c.grammar, new(random(c.n))}
	for i := range (c.n + perResource - 1) / perResource {
		fmt.Fprintf(&b, "- id: %s\n  kind: book\n  title: %q\n  unit: pages\n  total: %d\n  effort: 40h\n  topics: [%s]\n",
			resource(i), w.say("title"), 8*perResource/2, w.say("word"))
	}
	return b.String()
}
