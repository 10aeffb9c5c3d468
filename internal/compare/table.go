package compare

import (
	"strings"

	"studylog/internal/civil"
	"studylog/internal/slug"
)

// A Table is a comparison as its posts have made it.
type Table struct {
	ID      string
	Title   string     // the definition's, else the last one that a marker stated, else made from the id
	Columns []Column   // the key's first, then in the definition's order, then in order of appearance
	Rows    []TableRow // in order of appearance; retired ones too: see Live
	Sources []*Source  // the tables it is made of, oldest first
	History []Event    // what each post changed, oldest first
	Updated civil.Date // of the last post that changed something; a confirmation changes nothing
	Posts   int        // that contributed

	def    Definition
	parts  []Contribution // sorted; with mode=show, for AsOf
	byKey  map[string]int // identities a row goes or went by -> index in Rows
	colKey map[string]int // the same for Columns

	rowNames, colNames aliases
}

// A Source is one contribution: the place to link to from each cell that it stated.
type Source struct {
	Index  int    // in Table.Sources
	Post   string // permalink without the base path
	Title  string // of the post
	Date   civil.Date
	Clock  int
	Anchor string // of the table in the post
	File   string
}

// Column is a table's column. Its name keeps the first spelling.
type Column struct {
	Head   Cell    // Ref is zero where a rename or an alias named it: show Text
	Source *Source // that brought it; nil if it is only an alias
	ID     string  // unique in the table: for ?cols= and ?sort=
	// Numeric says that each value shown in the column is a number (with "—", "?" and blanks between them).
	Numeric bool
}

// TableRow is a row of a table. Its key keeps the first spelling.
type TableRow struct {
	ID      string       // permalink, unique in the table: "primary-goal"
	Former  []string     // permalinks it had under earlier names; they should go on leading here
	Key     Cell         // Ref is zero where a rename or an alias named it: show Text
	Source  *Source      // that brought the row
	Retired bool         // no longer shown; kept for the history
	Ended   *Source      // that retired it
	Cells   []*TableCell // as Table.Columns, Cells[0] always nil: the key is Key. nil: nothing was stated
}

// TableCell is a cell with its provenance.
type TableCell struct {
	Cell              // as the stating post wrote it
	Source    *Source // the contribution that stated it
	Action    Action  // Added or Changed
	Previous  *TableCell
	Confirmed *Source // the last one that said the same again, or nil
}

// NotApplicable reports whether the cell says "—".
func (c Cell) NotApplicable() bool { return strings.TrimSpace(c.Text) == "—" }

// Unknown reports whether the cell says "?": not known yet.
func (c Cell) Unknown() bool { return strings.TrimSpace(c.Text) == "?" }

// Action is what a contribution did to a row, a column or a cell.
type Action uint8

const (
	Added Action = iota
	Changed
	Retired
	Restored
	Renamed
	Confirmed
)

// String returns the word for readers: "Added".
func (a Action) String() string {
	return [...]string{"Added", "Changed", "Retired", "Restored", "Renamed", "Confirmed"}[a]
}

// An Event is what one post did to a table.
type Event struct {
	Post      string
	Title     string
	Date      civil.Date
	Clock     int
	File      string
	Changes   []Change // in the order of the post; none if it only confirmed
	Confirmed []Change // cells stated again: no entry in the history proper, no reason for a feed to wake
}

// A Change is one entry of the history. Row and Column name what it is about, as they were called then: a cell has
// both, a row has no Column, a column no Row.
type Change struct {
	Action Action
	Row    string
	RowID  string // the permalink it has now
	Column string
	Before *Cell   // nil if there was nothing
	After  *Cell   // nil if there is nothing any more
	Source *Source // the table that said so

	of *line // the row, while the table is under construction
}

// Live returns the rows that are not retired.
func (t Table) Live() []TableRow {
	live := make([]TableRow, 0, len(t.Rows))
	for _, r := range t.Rows {
		if !r.Retired {
			live = append(live, r)
		}
	}
	return live
}

// Row finds a row, retired or not, by any name that it goes or went by.
func (t Table) Row(name string) (TableRow, bool) {
	i, ok := t.byKey[t.rowNames.identity(slug.Key(name))]
	if !ok {
		return TableRow{}, false
	}
	return t.Rows[i], true
}

// Column finds a column's index by any name that it goes or went by.
func (t Table) Column(name string) (int, bool) {
	i, ok := t.colKey[t.colNames.identity(slug.Key(name))]
	return i, ok
}

// AsOf returns the table as it stood after a post that has one of its tables, shown ones included. For a post that
// only embeds the comparison, see At.
func (t Table) AsOf(post string) (Table, bool) {
	for i := len(t.parts) - 1; i >= 0; i-- {
		if t.parts[i].Post == post {
			return t.prefix(i + 1)
		}
	}
	return Table{}, false
}

// At returns the table as it stood after any post, by its date, its time of day and its path. It is false if there was
// none yet.
func (t Table) At(date civil.Date, clock int, file string) (Table, bool) {
	n := 0
	for n < len(t.parts) && byPost(t.parts[n], Contribution{Date: date, Clock: clock, File: file}) <= 0 {
		n++
	}
	return t.prefix(n)
}

// prefix merges the first n contributions again: the same rules, without a word about mistakes. The title is the
// present one, as is what the definition says.
func (t Table) prefix(n int) (Table, bool) {
	then, ok := merge(t.ID, t.def, t.parts[:n], nil)
	then.Title = t.Title
	return then, ok
}
