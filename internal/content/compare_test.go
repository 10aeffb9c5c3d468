package content

import (
	"fmt"
	"strings"
	"testing"

	"studylog/internal/compare"
)

const marked = `<!-- compare: ai-vs-traditional mode=replace title="AI and the rest" rename="Goal -> Aim; Old->New" rename-column='A -> B' -->
| Focus | Traditional |
|---|---|
| **Goal** | a \| b |
| ~~Old~~ | |
`

func body(text string) *Page {
	return ParsePage(postPath, []byte(text), DefaultSettings())
}

func TestContributions(t *testing.T) {
	p := body("Text.\n\n" + marked + "\n| x |\n|---|\n| y |\n\n<!-- compare: ai-vs-traditional -->\n| x |\n|---|\n| y |\n")
	saying(t, "marked", p.Diags, nil)
	if len(p.Tables) != 2 {
		t.Fatalf("%d contributions", len(p.Tables))
	}
	c := p.Tables[0]
	got := fmt.Sprint(c.ID, c.Name, c.Mode, c.File, c.Order, c.Anchor, c.RenameRows, c.RenameColumns, len(c.Rows), c.Rows[0].Struck, c.Rows[1].Struck)
	want := "ai-vs-traditionalAI and the rest1" + postPath + "0compare-ai-vs-traditional[{Goal Aim} {Old New}] [{A B}] 2 false true"
	if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
		t.Errorf("got %s\nwant %s", got, want)
	}
	key, cell := c.Rows[0].Cells[0], c.Rows[0].Cells[1]
	if key.Text != "Goal" || key.Markdown != "**Goal**" || key.Pos.Line != 6 || key.Pos.Col != 3 {
		t.Errorf("key %+v", key)
	}
	if cell.Markdown != "a | b" || cell.Ref != (compare.Ref{File: postPath, Table: 0, Row: 1, Col: 1}) {
		t.Errorf("cell %+v", cell)
	}
	if p.Tables[1].Order != 2 || p.Tables[1].Anchor != "compare-ai-vs-traditional-2" {
		t.Errorf("second: %+v", p.Tables[1])
	}
}

func TestCompareInTheFrontMatter(t *testing.T) {
	one := "\n| x |\n|---|\n| y |\n"
	p := body("---\ncompare: a-b\n---\n" + one)
	saying(t, "one table", p.Diags, nil)
	if len(p.Tables) != 1 || p.Tables[0].ID != "a-b" || p.Tables[0].Anchor != "compare-a-b" {
		t.Errorf("%+v", p.Tables)
	}
	saying(t, "two tables", body("---\ncompare: a-b\n---\n"+one+one).Diags,
		[]string{`2:10 error[C107]: compare: a-b stands in the front matter, but the post has 2 tables | put <!-- compare: a-b -->`})
	saying(t, "two ids", body("---\ncompare: a-b\n---\n<!-- compare: c -->"+one).Diags,
		[]string{`2:10 error[C107]: compare: a-b stands in the front matter, but the table's own marker says c`})
}

func TestComparisonDiagnostics(t *testing.T) {
	table := func(marker, rows string) string {
		return "<!-- compare: " + marker + " -->\n| x | y |\n|---|---|\n" + rows
	}
	for _, tt := range []struct {
		text string
		want []string
	}{
		{table("a", "| k | v |\n"), nil},
		{table("A", "| k | v |\n"), []string{`1:15 error: "A" is no id of a comparison… | did you mean "a"?`}},
		{table("labs", "| k | v |\n"), nil},
		{table("1-x", "| k | v |\n"), []string{`1:15 error: "1-x" is no id of a comparison`}},
		{table("a mode=replcae", "| k | v |\n"), []string{`1:17 error: mode=replcae is none of patch, replace, show | did you mean "replace"?`}},
		{table("a titel=x", "| k | v |\n"), []string{`1:17 error: unknown option "titel" of a comparison | did you mean "title"?`}},
		{table("a mode=show mode=patch", "| k | v |\n"), []string{`1:27 error: the option mode is there twice`}},
		{table(`a rename="Goal"`, "| k | v |\n"), []string{`1:17 error: cannot read the rename "Goal" | write rename="Old name -> New name"`}},
		{table("a", "| k | v |\n| K  | w |\n"), []string{`5:3 error[C102]: the key "K" is in this table twice, first at 4:3`}},
		{table("a", "| | v |\n"), []string{`4:…error: the key is empty`}},
		{table("a", "| k | v | w |\n"), []string{`4:11 error[C104]: this row has 3 cells for 2 columns: the 3rd would vanish`}},
		{"<!-- compare: a -->\n| x | |\n|---|---|\n| k | v |\n", []string{`2:…error: the column is empty`}},
		{"<!-- compare: a -->\n| x | X |\n|---|---|\n| k | v |\n", []string{`2:7 error: the column "X" is in this table twice`}},
		{"<!-- compare: a -->\n\nText.\n", []string{`1:15 error[C107]:`}},
		// A front matter that cannot be read hides nothing in the body.
		{"---\ntags: [a\n---\n" + table("a", "| k | v | w |\n"), []string{`2:7 error: this [ is not closed`, `7:11 error[C104]`}},
		{"---\ndraft: true\n---\n" + table("a", "| k | v |\n| k | w |\n"), []string{`8:3 warning[C102]:`}},
	} {
		saying(t, tt.text, body(tt.text).Diags, tt.want)
	}
}

func TestDefinitions(t *testing.T) {
	parse := func(name, src string) (Definition, []string) {
		d, diags := ParseDefinition("content/comparisons/"+name, []byte(src), DefaultSettings())
		return d, said(diags)
	}
	d, diags := parse("a-b.md", "---\ntitle: A and B\ncolumns: [Focus, B]\naliases: {rows: {Old: New}, columns: {A: B}}\n---\nIntro.\n")
	if len(diags) > 0 || d.ID != "a-b" || d.Title != "A and B" || len(d.Columns) != 2 || d.RowAliases["Old"] != "New" || d.ColumnAliases["A"] != "B" || d.Doc.Text == "" {
		t.Errorf("%+v %q", d.Definition, diags)
	}
	for _, tt := range []struct{ name, front, want string }{
		{"A b.md", "title: x", `0:0 error: "A b" is no id of a comparison`},
		{"a.md", "titel: x", `2:1 error: unknown key "titel" in a comparison | did you mean "title"?`},
		{"a.md", "columns: {a: b}", `2:10 error: columns must be a list of headers`},
		{"a.md", "aliases: {rows: {A: B, B: C}}", `2:21 error: aliases make no chains: "B" is an alias itself`},
		{"a.md", "aliases: {rows: {A: }}", `2:18 error: an alias needs an old and a new name`},
		{"a.md", "aliases: {cells: {A: B}}", `2:11 error: unknown key "cells" in aliases`},
	} {
		_, diags := parse(tt.name, "---\n"+tt.front+"\n---\n")
		if len(diags) != 1 || !strings.HasPrefix(diags[0], tt.want) {
			t.Errorf("%s: %q, want %q", tt.front, diags, tt.want)
		}
	}
}
