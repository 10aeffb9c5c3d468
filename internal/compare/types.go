package compare

import (
	"strings"

	"studylog/internal/civil"
	"studylog/internal/diag"
)

// Mode says what a table does to the comparison.
type Mode uint8

const (
	Patch   Mode = iota // cells replace, new rows and columns append
	Replace             // and rows not named are retired
	Show                // adds nothing
)

// A Contribution is one marked table of one post.
type Contribution struct {
	// Filled at the plan.
	Post   string     // permalink without base path
	Title  string     // the post's
	Date   civil.Date // the post's
	Clock  int        // seconds from the start of that day to the post's time of day; 0 without one
	Anchor string     // id of the table in the post: "compare-ai-vs-traditional"

	ID            string // of the comparison
	Name          string // title="…"
	Mode          Mode
	File          string // content/posts/…md
	Order         int    // of the table in its post
	Header        []Cell
	Rows          []Row
	RenameRows    []Rename
	RenameColumns []Rename
	Pos           diag.Pos
}

type Rename struct{ Old, New string }

// Row is a table's line: Cells[0] is the key, struck if it retires the row.
type Row struct {
	Cells  []Cell
	Struck bool
}

// Cell is a cell as a post wrote it. Ref finds the rendered cell again in the stating post's document.
type Cell struct {
	Markdown string // trimmed
	Portable string // the Markdown with links that lead there from any file; empty if it is the Markdown itself
	Text     string // rendered text
	Ref      Ref
	Pos      diag.Pos
}

// Elsewhere is the cell's Markdown as it can stand in another file.
func (c Cell) Elsewhere() string {
	if c.Portable != "" {
		return c.Portable
	}
	return strings.TrimSpace(c.Markdown)
}

// Ref points into a post's parsed tables: table, row (0 is the header), column.
type Ref struct {
	File            string
	Table, Row, Col int
}

// Definition is content/comparisons/<id>.md: all optional.
type Definition struct {
	ID            string
	Title         string
	Columns       []string          // order
	RowAliases    map[string]string // old -> new
	ColumnAliases map[string]string
	File          string
	Pos           diag.Pos
}
