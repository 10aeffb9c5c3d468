package compare

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"studylog/internal/diag"
	"studylog/internal/slug"
)

// Limits of one comparison, merged. Retired rows count: they are kept.
const (
	MaxRows    = 2000
	MaxColumns = 50
)

// Merge puts the contributions to each comparison together and returns the tables by id, with what was noticed.
// Neither slice is changed; their order does not matter.
func Merge(contributions []Contribution, defs []Definition) ([]Table, diag.List) {
	var diags diag.List
	parts := map[string][]Contribution{}
	for _, c := range contributions {
		parts[c.ID] = append(parts[c.ID], c)
	}
	defined := define(defs, &diags)
	var tables []Table
	for id, p := range parts {
		slices.SortStableFunc(p, inOrder)
		if t, ok := merge(id, defined[id], p, &diags); ok {
			tables = append(tables, t)
			continue
		}
		for _, c := range p {
			diags.Add(diag.Warnf(c.Pos, "", "no post adds to the comparison %q: mode=show adds nothing", id).
				Hintf("leave mode=show out, or correct the id"))
		}
	}
	for id, d := range defined {
		if len(parts[id]) == 0 {
			diags.Add(diag.Warnf(d.Pos, "", "no post has a table for the comparison %q", id).
				Hintf("put <!-- compare: %s --> on a line of its own, directly above a table", id))
		}
	}
	slices.SortStableFunc(tables, func(a, b Table) int { return strings.Compare(a.ID, b.ID) })
	diags.Sort()
	return tables, diags
}

// define returns the definitions by id; of two with one id, the first by path.
func define(defs []Definition, diags *diag.List) map[string]Definition {
	defs = slices.Clone(defs)
	slices.SortStableFunc(defs, func(a, b Definition) int { return strings.Compare(a.File, b.File) })
	defined := map[string]Definition{}
	for _, d := range defs {
		if first, ok := defined[d.ID]; ok {
			diags.Add(diag.Errorf(d.Pos, "", "the comparison %q is defined in %s already", d.ID, first.File))
			continue
		}
		defined[d.ID] = d
	}
	return defined
}

// merge is the fold: it applies sorted contributions one by one. diags may be nil, for a second telling.
// It is false if nothing contributed.
func merge(id string, def Definition, parts []Contribution, diags *diag.List) (Table, bool) {
	b := &builder{
		id: id, diags: diags,
		rows: newAxis("row", def.RowAliases), cols: newAxis("column", def.ColumnAliases),
	}
	for _, c := range parts {
		if c.Mode != Show && len(c.Header) > 0 {
			b.apply(c)
		}
	}
	if len(b.sources) == 0 {
		return Table{}, false
	}
	return b.table(def, parts), true
}

// A builder is a table under construction.
type builder struct {
	id         string
	title      string
	rows, cols *axis
	sources    []*Source
	history    []Event
	diags      *diag.List
	full       struct{ rows, cols bool }  // said once
	looks      struct{ rows, cols looks } // of the names there are

	// Of the contribution that is being applied.
	now  *Source
	part Contribution
}

func (b *builder) report(d diag.Diagnostic) {
	if b.diags != nil {
		b.diags.Add(d)
	}
}

// apply is one contribution: first renames, so that the table below them may use the new names, then columns, then
// rows, then what mode=replace leaves out.
func (b *builder) apply(c Contribution) {
	b.part = c
	b.now = &Source{Index: len(b.sources), Post: c.Post, Title: c.Title, Date: c.Date, Clock: c.Clock, Anchor: c.Anchor, File: c.File}
	b.sources = append(b.sources, b.now)
	if n := len(b.history); n == 0 || b.history[n-1].File != c.File {
		b.history = append(b.history, Event{Post: c.Post, Title: c.Title, Date: c.Date, Clock: c.Clock, File: c.File})
	}
	if c.Name != "" {
		b.title = c.Name
	}
	for _, r := range c.RenameColumns {
		b.rename(b.cols, r)
	}
	for _, r := range c.RenameRows {
		b.rename(b.rows, r)
	}
	before := len(b.cols.lines)
	columns := b.header(c.Header)
	b.nearDuplicates(b.cols, &b.looks.cols, before, func(l *line) bool { return slices.Contains(columns, l) })

	before = len(b.rows.lines)
	named := b.body(c.Rows, columns)
	b.nearDuplicates(b.rows, &b.looks.rows, before, func(l *line) bool { _, ok := named[l]; return ok })
	if c.Mode == Replace {
		b.retireOthers(before, named)
		b.reorder(c.Rows)
	}
}

// header finds or adds the columns of a table's header; nil stands for one that cannot be used.
func (b *builder) header(head []Cell) []*line {
	columns := make([]*line, len(head))
	columns[0] = b.keyColumn(head[0])
	seen := map[*line]Cell{}
	for i, h := range head[1:] {
		col, ok := b.cols.find(h.Text)
		switch {
		case slug.Key(h.Text) == "":
			continue // reported where it is read
		case ok && col == columns[0]:
			b.keyColumnElsewhere(head[0], h, col)
			continue
		case ok && seen[col].Text != "":
			if slug.Key(seen[col].Text) != slug.Key(h.Text) {
				b.report(diag.Errorf(h.Pos, "", "the columns %q and %q are one column, %q", seen[col].Text, h.Text, col.head.Text).
					Hintf("keep one of them: an alias or a rename makes them the same"))
			}
			continue
		case !ok && b.cols.count() >= MaxColumns:
			b.tooMany(&b.full.cols, h.Pos, MaxColumns, "columns")
			continue
		case !ok:
			col = b.cols.add(h, b.now)
			b.change(Change{Action: Added, Column: col.head.Text, After: &col.head})
		}
		seen[col] = h
		columns[i+1] = col
	}
	return columns
}

// keyColumn is the first column, whatever its header says.
func (b *builder) keyColumn(h Cell) *line {
	if len(b.cols.lines) == 0 {
		col := b.cols.add(h, b.now)
		if h.Text != "" {
			b.change(Change{Action: Added, Column: col.head.Text, After: &col.head})
		}
		return col
	}
	col := b.cols.lines[0]
	if slug.Key(col.head.Text) == "" {
		return col // reported where it was read
	}
	if other, ok := b.cols.find(h.Text); (!ok || other != col) && slug.Key(h.Text) != "" {
		b.report(diag.Warnf(h.Pos, "C105", "the first column is headed %q here and %q in the comparison %q; its cells are taken as keys, %[2]q stays",
			h.Text, col.head.Text, b.id).
			Hintf(`head it %q, or rename the column: rename-column="%s -> %s"`, col.head.Text, col.head.Text, h.Text))
	}
	return col
}

// keyColumnElsewhere: the key column of the comparison stands to the right of another first column, so that every
// key of this table is a wrong one.
func (b *builder) keyColumnElsewhere(first, h Cell, col *line) {
	if slug.Key(first.Text) == slug.Key(h.Text) {
		return // a repeated header, reported where it is read
	}
	b.report(diag.Errorf(h.Pos, "", "the column %q holds the keys of the comparison %q, but stands behind %q here",
		col.head.Text, b.id, first.Text).Hintf("put it first"))
}

// body applies the rows and returns which lines the table named.
func (b *builder) body(rows []Row, columns []*line) map[*line]Cell {
	named := map[*line]Cell{}
	for _, r := range rows {
		if len(r.Cells) == 0 || slug.Key(r.Cells[0].Text) == "" {
			continue // reported where it is read
		}
		key := r.Cells[0]
		row, ok := b.rows.find(key.Text)
		if ok {
			if first, twice := named[row]; twice {
				b.twice(first, key, row)
				continue
			}
		}
		switch {
		case !ok && r.Struck:
			b.report(diag.Warnf(key.Pos, "", "there is no row %q in the comparison %q to retire", key.Text, b.id).
				Hintf("%s", b.rows.suggest(key.Text)))
			continue
		case !ok && b.rows.count() >= MaxRows:
			b.tooMany(&b.full.rows, key.Pos, MaxRows, "rows")
			continue
		case !ok:
			row = b.rows.add(key, b.now)
			b.change(Change{Action: Added, Row: row.head.Text, of: row, After: &row.head})
		case r.Struck:
			b.retire(row)
		case row.retired:
			row.retired, row.ended = false, nil
			b.change(Change{Action: Restored, Row: row.head.Text, of: row, After: &row.head})
		}
		named[row] = key
		if !r.Struck {
			b.cells(row, r.Cells, columns)
		}
	}
	return named
}

// twice: the same key again in one table is C102 and reported where the table is read, unless it takes an alias or
// a rename to see it.
func (b *builder) twice(first, again Cell, row *line) {
	if slug.Key(first.Text) != slug.Key(again.Text) {
		b.report(diag.Errorf(again.Pos, "C102", "the rows %q and %q are one row, %q", first.Text, again.Text, row.head.Text).
			Hintf("keep one of them: an alias or a rename makes them the same"))
	}
}

func (b *builder) cells(row *line, cells []Cell, columns []*line) {
	for i := 1; i < len(cells) && i < len(columns); i++ {
		if col := columns[i]; col != nil && !blank(cells[i].Markdown) {
			b.set(row, col, cells[i])
		}
	}
}

// blank: nothing that a reader could see.
func blank(markdown string) bool {
	s := strings.TrimSpace(markdown)
	return s == "" || s[0] >= utf8.RuneSelf && slug.Key(s) == ""
}

// set states one cell.
func (b *builder) set(row, col *line, c Cell) {
	have := row.cell(col)
	change := Change{Action: Added, Row: row.head.Text, of: row, Column: col.head.Text, After: &c}
	switch {
	case have == nil:
		row.put(col, &TableCell{Cell: c, Source: b.now, Action: Added})
	case same(have.Cell, c):
		if last := have.lastSaid(); last.File != b.now.File {
			have.Confirmed = b.now
			change.Action, change.Before, change.Source = Confirmed, &have.Cell, b.now
			e := &b.history[len(b.history)-1]
			e.Confirmed = append(e.Confirmed, change)
		}
		return
	default:
		b.sameDay(row, col, have.lastSaid(), c)
		change.Action, change.Before = Changed, &have.Cell
		row.put(col, &TableCell{Cell: c, Source: b.now, Action: Changed, Previous: have})
	}
	b.change(change)
}

// same: two spellings of a link that lead to one place are one statement, so that a table's own export confirms it.
func same(a, b Cell) bool {
	return strings.TrimSpace(a.Markdown) == strings.TrimSpace(b.Markdown) || a.Elsewhere() == b.Elsewhere()
}

// lastSaid is the contribution that stated or last confirmed the cell.
func (c *TableCell) lastSaid() *Source {
	if c.Confirmed != nil {
		return c.Confirmed
	}
	return c.Source
}

// sameDay warns of two posts of one day that disagree, unless the time of day says which of them is the later.
func (b *builder) sameDay(row, col *line, last *Source, c Cell) {
	if last.Date != b.now.Date || last.File == b.now.File || last.Clock != b.now.Clock && last.Clock != 0 {
		return
	}
	later := "the later by path"
	if last.Clock != b.now.Clock {
		later = "the one with a time"
	}
	b.report(diag.Warnf(c.Pos, "C101", "%q in the row %q is set by two posts of %s, %s and %s; %s, %s, is used",
		col.head.Text, row.head.Text, b.now.Date.Long(), last.File, b.now.File, later, b.now.File).
		Hintf("give both a time of day (date: %s 14:00), change the date of one of them, or leave the cell of the other blank", b.now.Date))
}

func (b *builder) retire(row *line) {
	if row.retired {
		return
	}
	row.retired, row.ended = true, b.now
	b.change(Change{Action: Retired, Row: row.head.Text, of: row, Before: &row.head})
}

// retireOthers is mode=replace: of the rows there were before, those the table does not name.
func (b *builder) retireOthers(before int, named map[*line]Cell) {
	var gone []string
	for _, row := range b.rows.lines[:before] {
		if _, ok := named[row]; ok || row.into != nil || row.retired {
			continue
		}
		b.retire(row)
		gone = append(gone, fmt.Sprintf("%q", row.head.Text))
	}
	if len(gone) > 0 {
		b.report(diag.Warnf(b.part.Pos, "C106", "mode=replace retires %s of %q: %s", plural(len(gone), "row"), b.id, listed(gone)).
			Hintf("to retire a row on purpose, name it struck through: ~~key~~"))
	}
}

// reorder is mode=replace too: the rows stand as this table has them. Those that it does not name keep their places, so
// that one that is restored comes back where it was.
func (b *builder) reorder(rows []Row) {
	var order []*line
	seen := map[*line]bool{}
	for _, r := range rows {
		if len(r.Cells) == 0 {
			continue
		}
		if l, ok := b.rows.find(r.Cells[0].Text); ok && !seen[l] {
			seen[l] = true
			order = append(order, l)
		}
	}
	for i, l := range b.rows.lines {
		if seen[l] {
			b.rows.lines[i], order = order[0], order[1:]
			b.rows.lines[i].index = i
		}
	}
}

func (b *builder) tooMany(said *bool, at diag.Pos, limit int, what string) {
	if !*said {
		*said = true
		b.report(diag.Errorf(at, "", "the comparison %q has more than %d %s", b.id, limit, what).
			Hintf("split it into two comparisons"))
	}
}

// change enters the history. Cells and heads are copied: a later rename must not rewrite what was.
func (b *builder) change(c Change) {
	c.Source = b.now
	c.Before, c.After = kept(c.Before), kept(c.After)
	e := &b.history[len(b.history)-1]
	e.Changes = append(e.Changes, c)
}

func kept(c *Cell) *Cell {
	if c == nil {
		return nil
	}
	copy := *c
	return &copy
}

// table is the builder's result: columns in their order, joined lines gone.
func (b *builder) table(def Definition, parts []Contribution) Table {
	t := Table{
		ID: b.id, Title: title(def.Title, b.title, b.id), Sources: b.sources, History: b.history,
		def: def, parts: parts, rowNames: b.rows.aliases, colNames: b.cols.aliases,
		byKey: map[string]int{}, colKey: map[string]int{},
	}
	order := b.columnOrder(def.Columns)
	place := map[*line]int{}
	for i, col := range order {
		place[col] = i
		t.Columns = append(t.Columns, Column{Head: col.head, Source: col.source, ID: col.id})
	}
	for _, row := range b.rows.lines {
		if row.into != nil {
			continue
		}
		place[row] = len(t.Rows)
		r := TableRow{
			ID: row.id, Former: row.former, Key: row.head, Source: row.source, Retired: row.retired, Ended: row.ended,
			Cells: make([]*TableCell, len(order)),
		}
		for i, col := range order {
			r.Cells[i] = row.cell(col)
		}
		t.Rows = append(t.Rows, r)
	}
	for key, row := range b.rows.by {
		t.byKey[key] = place[row]
	}
	for key, col := range b.cols.by {
		t.colKey[key] = place[col]
	}
	t.tally()
	return t
}

// tally derives what is counted.
func (t *Table) tally() {
	t.Posts = len(t.History) // one event per post
	for _, e := range t.History {
		if len(e.Changes) > 0 {
			t.Updated = e.Date
		}
		for _, changes := range [][]Change{e.Changes, e.Confirmed} {
			for i := range changes {
				if c := &changes[i]; c.of != nil {
					c.RowID, c.of = c.of.last().id, nil
				}
			}
		}
	}
	for i := range t.Columns {
		t.Columns[i].Numeric = i > 0 && t.numeric(i)
	}
}

// columnOrder puts the key first, then the columns that the definition lists, then the others as they came.
func (b *builder) columnOrder(wanted []string) []*line {
	order := b.cols.lines[:1:1]
	for _, name := range wanted {
		if col, ok := b.cols.find(name); ok && !slices.Contains(order, col) {
			order = append(order, col)
		}
	}
	for _, col := range b.cols.lines {
		if col.into == nil && !slices.Contains(order, col) {
			order = append(order, col)
		}
	}
	return order
}

// title prefers the definition's, then a marker's, then makes one from the id: "ai-vs-traditional" is "Ai vs traditional".
func title(definition, marker, id string) string {
	switch {
	case definition != "":
		return definition
	case marker != "":
		return marker
	}
	words := strings.ReplaceAll(id, "-", " ")
	first, n := utf8.DecodeRuneInString(words)
	if n == 0 {
		return id
	}
	return string(unicode.ToUpper(first)) + words[n:]
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// listed names at most ten.
func listed(names []string) string {
	if len(names) > 10 {
		return strings.Join(names[:10], ", ") + fmt.Sprintf(" and %d more", len(names)-10)
	}
	return strings.Join(names, ", ")
}
