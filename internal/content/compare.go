package content

import (
	"slices"
	"strings"

	"studylog/internal/compare"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/markdown"
	"studylog/internal/slug"
)

// readContributions turns the marked tables of a post into contributions. A table with a mistake in its marker, its
// header or its keys is reported, and contributes what is sound: the error stops the build anyhow.
func readContributions(file string, doc *markdown.Doc, diags *diag.List) []compare.Contribution {
	var list []compare.Contribution
	for i := range doc.Tables {
		t := &doc.Tables[i]
		if t.Marker == nil || len(t.Rows) == 0 {
			continue
		}
		r := contributionReader{file: file, index: i, table: t, diags: diags}
		if c, ok := r.read(); ok {
			list = append(list, c)
		}
	}
	return list
}

// softenedComparisons makes warnings of a draft's errors in comparisons, as [softened] does for its progress.
func softenedComparisons(list diag.List) diag.List {
	for i := range list {
		if strings.HasPrefix(list[i].Code, "C") {
			softened(list[i : i+1])
		}
	}
	return list
}

type contributionReader struct {
	file  string
	index int
	table *markdown.Table
	diags *diag.List
}

func (r *contributionReader) read() (compare.Contribution, bool) {
	m := r.table.Marker
	if !comparisonID(m.ID, m.Pos, r.diags) {
		return compare.Contribution{}, false
	}
	c := compare.Contribution{ID: m.ID, File: r.file, Order: r.index, Anchor: r.table.Anchor, Pos: r.table.Pos}
	r.options(&c, m.Options)
	c.Header = r.cells(0)
	r.checkNames(c.Header, "")
	var keys []compare.Cell
	for i := 1; i < len(r.table.Rows); i++ {
		row := compare.Row{Cells: r.cells(i)}
		if len(row.Cells) == 0 {
			continue
		}
		row.Struck = r.table.Rows[i][0].Struck
		keys = append(keys, row.Cells[0])
		c.Rows = append(c.Rows, row)
	}
	r.checkNames(keys, "C102")
	return c, true
}

func comparisonID(id string, at diag.Pos, diags *diag.List) bool {
	cause := badID(id)
	if cause != "" {
		diags.Add(notAnID(id, at, "", "comparison", cause))
	}
	return cause == ""
}

func (r *contributionReader) cells(row int) []compare.Cell {
	var list []compare.Cell
	for col := range r.table.Rows[row] {
		c := r.table.Rows[row][col]
		if row > 0 && col > 0 && c.Markdown != "" && !c.Shows() {
			if strings.Contains(c.Markdown, "<") {
				r.diags.Add(diag.Warnf(c.Pos, "", "nothing of this cell can be shown: it counts as blank, and changes nothing").
					Hintf("write text, — for not applicable, or ? for not known yet"))
			}
			c.Markdown = ""
		}
		list = append(list, compare.Cell{
			Markdown: c.Markdown, Text: c.Text, Pos: c.Pos,
			Ref: compare.Ref{File: r.file, Table: r.index, Row: row, Col: col},
		})
	}
	return list
}

// checkNames finds names that are empty or there twice: of columns without a code, of rows with C102.
func (r *contributionReader) checkNames(cells []compare.Cell, code string) {
	what := "the key"
	if code == "" {
		what = "the column"
	}
	seen := map[string]diag.Pos{}
	for _, c := range cells {
		name := slug.Key(c.Text)
		before, again := seen[name]
		switch {
		case name == "":
			r.diags.Add(diag.Errorf(c.Pos, "", "%s is empty: nothing could be said of it later", what).
				Hintf("give it a name"))
		case again:
			r.diags.Add(diag.Errorf(c.Pos, code, "%s %q is in this table twice, first at %d:%d", what, c.Text, before.Line, before.Col).
				Hintf("rename one of them, or put both into one"))
		default:
			seen[name] = c.Pos
		}
	}
}

var (
	markerOptions = []string{"mode", "title", "rename", "rename-column"}
	modes         = []string{"patch", "replace", "show"}
)

func (r *contributionReader) options(c *compare.Contribution, options []markdown.Option) {
	seen := map[string]bool{}
	for _, o := range options {
		if seen[o.Key] {
			r.diags.Add(diag.Errorf(o.Pos, "", "the option %s is there twice", o.Key))
			continue
		}
		seen[o.Key] = true
		switch o.Key {
		case "mode":
			i := slices.Index(modes, o.Value)
			if i < 0 {
				r.diags.Add(diag.Errorf(o.Pos, "", "mode=%s is none of patch, replace, show", o.Value).
					Hintf("%s", meant(o.Value, modes)))
				continue
			}
			c.Mode = compare.Mode(i)
		case "title":
			if c.Name = oneLine(o.Value); c.Name == "" {
				r.diags.Add(diag.Errorf(o.Pos, "", "the title is empty"))
			}
		case "rename":
			c.RenameRows = r.renames(o)
		case "rename-column":
			c.RenameColumns = r.renames(o)
		default:
			r.diags.Add(diag.Errorf(o.Pos, "", "unknown option %q of a comparison", o.Key).
				Hintf("%s", meant(o.Key, markerOptions)))
		}
	}
}

// renames reads "Old -> New; Old -> New".
func (r *contributionReader) renames(o markdown.Option) []compare.Rename {
	var list []compare.Rename
	for part := range strings.SplitSeq(o.Value, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		old, name, ok := strings.Cut(part, "->")
		rename := compare.Rename{Old: oneLine(old), New: oneLine(name)}
		if !ok || rename.Old == "" || rename.New == "" || strings.Contains(name, "->") {
			r.diags.Add(diag.Errorf(o.Pos, "", "cannot read the rename %q", oneLine(part)).
				Hintf(`write %s="Old name -> New name"; several are separated by ;`, o.Key))
			continue
		}
		list = append(list, rename)
	}
	if len(list) == 0 && strings.Trim(o.Value, " ;") == "" {
		r.diags.Add(diag.Errorf(o.Pos, "", "%s names nothing", o.Key).Hintf(`write %s="Old name -> New name"`, o.Key))
	}
	return list
}

// frontMatterCompare reads the `compare` key, which marks the only table of a post.
func frontMatterCompare(n *decode.Node, diags *diag.List) (id string, ok bool) {
	if n.Absent() {
		return "", false
	}
	s, isText := n.Str()
	if !isText {
		diags.Add(diag.Errorf(n.Pos, "", "compare must be the id of a comparison, not %s", n.Kind).
			Hintf("with options or several tables, put a comment above each: <!-- compare: an-id mode=replace -->"))
		return "", false
	}
	s = strings.TrimSpace(s)
	return s, comparisonID(s, n.Pos, diags)
}

// checkOnlyTable is C107 for the front matter: it cannot tell which of several tables is meant.
func checkOnlyTable(n *decode.Node, id string, doc *markdown.Doc, diags *diag.List) {
	switch count := len(doc.Tables); {
	case count == 0:
		diags.Add(diag.Errorf(n.Pos, "C107", "compare: %s stands in the front matter, but the post has no table", id).
			Hintf("add the table, or remove the key"))
	case count > 1:
		diags.Add(diag.Errorf(n.Pos, "C107", "compare: %s stands in the front matter, but the post has %d tables", id, count).
			Hintf("put <!-- compare: %s --> on a line of its own, directly above the table that is meant", id))
	case doc.Tables[0].Marker != nil && doc.Tables[0].Marker.ID != id:
		diags.Add(diag.Errorf(n.Pos, "C107", "compare: %s stands in the front matter, but the table's own marker says %s", id, doc.Tables[0].Marker.ID).
			Hintf("remove one of them"))
	}
}

// ParseDefinition reads content/comparisons/<id>.md: a title, the order of columns, aliases, and an introduction.
func ParseDefinition(file string, src []byte, s Settings) (Definition, diag.List) {
	var diags diag.List
	name, _ := pageName(file)
	d := Definition{Definition: compare.Definition{ID: name, File: file, Pos: diag.Pos{File: file, Line: 1, Col: 1}}, Doc: &markdown.Doc{}}
	comparisonID(name, diag.Pos{File: file}, &diags)
	if bad, found := unfit(file, src, s); found {
		diags.Add(bad)
		return d, diags
	}
	header, found := decode.Split(file, src)
	diags.Add(found...)
	if header.OK {
		d.Doc = markdown.Parse(file, header.Body, header.BodyLine, slug.Make(name), s.Markdown)
		diags.Add(d.Doc.Diags...)
	}
	o := decode.NewObject(header.Root, "a comparison", &diags)
	if n := o.Take("title"); !n.Absent() {
		text, ok := n.Str()
		if !ok {
			diags.Add(diag.Errorf(n.Pos, "", "title must be text, not %s", n.Kind))
		}
		d.Title = oneLine(text)
	}
	columns, _, ok := o.Take("columns").Strings()
	if !ok {
		diags.Add(diag.Errorf(header.Root.Get("columns").Pos, "", "columns must be a list of headers"))
	}
	for _, c := range columns {
		d.Columns = append(d.Columns, oneLine(c))
	}
	if aliases := o.Take("aliases"); !aliases.Absent() {
		a := decode.NewObject(aliases, "aliases", &diags)
		d.RowAliases = readAliases(a.Take("rows"), "rows", &diags)
		d.ColumnAliases = readAliases(a.Take("columns"), "columns", &diags)
		a.Refuse("", diag.Error)
	}
	o.Refuse("", diag.Error)
	return d, diags
}

// readAliases reads {Old: New}. A new name that is an old one too would make a chain, whose end depends on the order.
func readAliases(n *decode.Node, what string, diags *diag.List) map[string]string {
	if n.Absent() {
		return nil
	}
	if n.Kind != decode.Map {
		diags.Add(diag.Errorf(n.Pos, "", "aliases of %s must be old names with their new ones, not %s", what, n.Kind).
			Hintf("for example %s: {Old name: New name}", what))
		return nil
	}
	old := map[string]bool{}
	for _, f := range n.Fields {
		old[slug.Key(f.Key)] = true
	}
	m := map[string]string{}
	for _, f := range n.Fields {
		name, _ := f.Value.Str()
		from, to := oneLine(f.Key), oneLine(name)
		switch {
		case from == "" || to == "":
			diags.Add(diag.Errorf(f.KeyPos, "", "an alias needs an old and a new name").Hintf("write Old name: New name"))
		case slug.Key(from) == slug.Key(to):
			diags.Add(diag.Errorf(f.KeyPos, "", "the alias %q is its own new name", from))
		case old[slug.Key(to)]:
			diags.Add(diag.Errorf(f.Value.Pos, "", "aliases make no chains: %q is an alias itself", to).
				Hintf("lead each old name to the newest one"))
		default:
			m[from] = to
		}
	}
	return m
}
