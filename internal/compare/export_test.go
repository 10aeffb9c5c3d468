package compare

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func exported(t *testing.T) Table {
	t.Helper()
	tables, diags := Merge([]Contribution{
		post("2025-10-14 a", "Area | Old\nGoal | **CIA**\nSum | =1+1\nGone | x"),
		post("2025-10-28 b", "rename=Goal -> Aim \"1\"\nArea | New\nGoal | a, \"b\"\n~~Gone~~ |"),
	}, nil)
	if len(diags) > 0 {
		t.Fatal(said(diags))
	}
	return tables[0]
}

func TestCSV(t *testing.T) {
	table := exported(t)
	want := "Area,Old,New\r\n\"Aim \"\"1\"\"\",CIA,\"a, \"\"b\"\"\"\r\nSum,'=1+1,\r\n"
	if got := string(table.CSV()); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if !table.CSVQuoted() {
		t.Error("the apostrophe is not owned up to")
	}
}

func TestCSVField(t *testing.T) {
	for text, quoted := range map[string]bool{
		"":                   false,
		"plain":              false,
		"a=b":                false,
		"'=1":                false,
		"— no":               false,
		"=1+1":               true,
		"+1":                 true,
		"-1":                 true,
		"@SUM(A1)":           true,
		"  \t =1":            true,
		"\u00a0=1":           true,
		"\u200b=1":           true,
		"\ufeff\u202e@x":     true,
		"＝1":                 true,
		"＋1":                 true,
		"－1":                 true,
		"＠x":                 true,
		"﹣1":                 true,
		"\r\n=1":             true,
		"\x00=1":             true,
		"a\n=not at a start": false,
	} {
		want := text
		if quoted {
			want = "'" + text
		}
		if got := CSVField(text); got != want {
			t.Errorf("CSVField(%q) = %q", text, got)
		}
	}
}

func TestMarkdownExport(t *testing.T) {
	want := "<!-- compare: t -->\n| Area | Old | New |\n|---|---|---|\n| Aim \\\"1\\\" | **CIA** | a, \"b\" |\n| Sum | =1+1 | |\n"
	if got := string(exported(t).Markdown()); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// The export, pasted into a later post, confirms and changes nothing.
func TestMarkdownCanBePastedBack(t *testing.T) {
	parts := []Contribution{post("2025-10-14 a", "Area | Old\nGoal | **CIA**\nTarget | ?"), post("2025-10-15 b", "Area | New\nTarget | `x`")}
	before, _ := Merge(parts, nil)
	lines := strings.Split(strings.TrimSpace(string(before[0].Markdown())), "\n")
	var pasted []string
	for i, line := range lines[1:] {
		if i != 1 {
			pasted = append(pasted, strings.Trim(line, "|"))
		}
	}
	after, diags := Merge(append(parts, post("2025-11-01 c", strings.Join(pasted, "\n"))), nil)
	if len(diags) > 0 || shape(after[0]) != shape(before[0]) {
		t.Errorf("said %q, table\n%s", said(diags), shape(after[0]))
	}
	if e := after[0].History[2]; len(e.Changes) != 0 || len(e.Confirmed) != 3 {
		t.Errorf("%d changes, %d confirmed", len(e.Changes), len(e.Confirmed))
	}
}

func TestPipesAreEscaped(t *testing.T) {
	part := post("2025-10-14 a", "Area | Old\nGoal | x")
	part.Rows[0].Cells[1].Markdown = "`a|b`\nc"
	tables, _ := Merge([]Contribution{part}, nil)
	if got := string(tables[0].Markdown()); !strings.HasSuffix(got, "| Goal | `a\\|b` c |\n") {
		t.Errorf("%q", got)
	}
}

func TestJSON(t *testing.T) {
	got := exported(t).JSON(func(post, anchor string) string {
		if anchor != "" {
			anchor = "#" + anchor
		}
		return "/base" + post + anchor
	})
	var doc struct {
		ID, Title, Updated string
		Posts              []map[string]string
		Rows               []struct {
			ID      string
			Retired bool
			Cells   []*struct {
				Markdown, Text, Post, Date, Action string
				Previous                           *struct{ Text string }
				Confirmed                          *string
			}
		}
		History []struct {
			Post    string
			Changes []struct {
				Action, Row, Column string
				Before, After       *struct{ Text string }
			}
		}
	}
	if err := json.Unmarshal(got, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.ID != "t" || doc.Title != "T" || doc.Updated != "2025-10-28" || len(doc.Posts) != 2 {
		t.Errorf("%+v", doc)
	}
	c := doc.Rows[0].Cells[0]
	if c.Markdown != "**CIA**" || c.Text != "CIA" || c.Post != "/base/posts/a/#compare-t" || c.Date != "2025-10-14" || c.Action != "added" {
		t.Errorf("%+v", c)
	}
	if doc.Rows[1].Cells[1] != nil || !doc.Rows[2].Retired {
		t.Errorf("%+v", doc.Rows)
	}
	last := doc.History[1].Changes
	if doc.History[1].Post != "/base/posts/b/" || last[len(last)-1].Action != "retired" || last[len(last)-1].After != nil {
		t.Errorf("%+v", doc.History[1])
	}
}

// checkExports holds for every table.
func checkExports(t *testing.T, table Table) {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(table.CSV()))
	records, err := r.ReadAll()
	if err != nil {
		t.Fatalf("csv: %v", err)
	}
	blank := len(table.Columns) == 1 // a lone empty field is no record to a CSV reader
	if !blank && len(records) != 1+len(table.Live()) {
		t.Errorf("%d records for %d rows", len(records), len(table.Live()))
	}
	for _, record := range records {
		for _, field := range record {
			if s := strings.TrimSpace(field); s != "" && strings.ContainsAny(s[:1], "=+-@") {
				t.Errorf("a formula: %q", field)
			}
		}
	}
	if !json.Valid(table.JSON(nil)) {
		t.Error("no JSON")
	}
	if bytes.Contains(table.JSON(nil), []byte("</")) {
		t.Error("JSON could end a script element")
	}
	lines := bytes.Count(table.Markdown(), []byte("\n"))
	if lines != 3+len(table.Live()) {
		t.Errorf("%d lines of Markdown for %d rows:\n%s", lines, len(table.Live()), table.Markdown())
	}
	if d := cmp.Diff(table.CSV(), table.CSV()); d != "" {
		t.Error("the export changes from call to call")
	}
}
