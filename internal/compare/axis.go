package compare

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"studylog/internal/diag"
	"studylog/internal/slug"
)

// An axis holds the rows, or the columns, of a table under construction: lines, found by every name they go or went by.
type axis struct {
	what    string // "row" or "column"
	lines   []*line
	by      map[string]*line // identity -> line
	aliases aliases
	ids     map[string]bool
	joined  int
}

// A line is a row or a column.
type line struct {
	index   int // in its axis
	head    Cell
	source  *Source
	id      string
	former  []string
	retired bool
	ended   *Source
	into    *line        // the line that a rename joined this one into
	cells   []*TableCell // of a row, by the column's index
}

func newAxis(what string, a map[string]string) *axis {
	return &axis{what: what, by: map[string]*line{}, aliases: newAliases(a), ids: map[string]bool{}}
}

func (a *axis) count() int { return len(a.lines) - a.joined }

func (a *axis) identity(text string) string { return a.aliases.identity(slug.Key(text)) }

func (a *axis) find(text string) (*line, bool) {
	l, ok := a.by[a.identity(text)]
	return l, ok
}

// add appends a line. Where the definition gives its name another spelling, that one is shown.
func (a *axis) add(head Cell, from *Source) *line {
	key := a.identity(head.Text)
	if key != slug.Key(head.Text) {
		head = plain(a.aliases.spelling[key], head.Pos)
	}
	l := &line{index: len(a.lines), head: head, source: from, id: a.newID(head.Text)}
	a.lines = append(a.lines, l)
	if key != "" {
		a.by[key] = l
	}
	return l
}

// newID is the permalink of a name, unique among all that the axis ever gave out, so that an old link never leads to
// another line.
func (a *axis) newID(text string) string {
	base := slug.Make(text)
	if base == "" {
		base = a.what
	}
	id := base
	for n := 2; a.ids[id]; n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	a.ids[id] = true
	return id
}

// suggest is the hint for a name that is not there.
func (a *axis) suggest(text string) string {
	key := a.identity(text)
	for _, l := range a.lines {
		if l.into == nil && near(key, a.identity(l.head.Text)) {
			return "did you mean " + strconv.Quote(l.head.Text) + "?"
		}
	}
	return "names are compared as rendered, whatever their case; a row or column must be there before it is named so"
}

// last is the line itself, or the one it has been joined into.
func (l *line) last() *line {
	for l.into != nil {
		l = l.into
	}
	return l
}

func (l *line) cell(col *line) *TableCell {
	if col.index < len(l.cells) {
		return l.cells[col.index]
	}
	return nil
}

func (l *line) put(col *line, c *TableCell) {
	if n := col.index + 1 - len(l.cells); n > 0 {
		l.cells = append(l.cells, make([]*TableCell, n)...)
	}
	l.cells[col.index] = c
}

// rename gives a line another name; the old one becomes an alias. A name that another line bears joins the two: the
// renamed line stays, with its place and its cells, and takes from the other only the cells that it lacks.
func (b *builder) rename(a *axis, r Rename) {
	l, ok := a.find(r.Old)
	if !ok {
		b.report(diag.Warnf(b.part.Pos, "", "there is no %s %q in the comparison %q to rename", a.what, r.Old, b.id).
			Hintf("%s", a.suggest(r.Old)))
		return
	}
	name, key := r.New, a.identity(r.New)
	if key != slug.Key(r.New) {
		name = a.aliases.spelling[key]
	}
	if key == "" || l.head.Text == name {
		return // said before, or reported where it is read
	}
	was := *l
	if other, ok := a.by[key]; ok && other != l && a.identity(other.head.Text) == key {
		if a == b.cols && (l.index == 0 || other.index == 0) {
			b.report(diag.Warnf(b.part.Pos, "", "the column %q cannot become %q: one of them holds the keys", r.Old, r.New))
			return
		}
		b.join(a, l, other)
	} else if id := slug.Make(name); id != l.id {
		l.former = append(l.former, l.id)
		l.id = a.newID(name)
	}
	a.by[key] = l
	l.head = plain(name, b.part.Pos)
	c := Change{Action: Renamed, Before: &was.head, After: &l.head}
	if a == b.rows {
		c.Row, c.of = name, l
	} else {
		c.Column = name
	}
	b.change(c)
}

// join lets into take the name, the permalinks and the missing cells of from, which is no more.
func (b *builder) join(a *axis, into, from *line) {
	c := Change{Action: Retired, Before: &from.head}
	if a == b.rows {
		c.Row, c.of = from.head.Text, from
		for _, col := range b.cols.lines {
			into.take(col, from.cell(col))
		}
	} else {
		c.Column = from.head.Text
		for _, row := range b.rows.lines {
			row.take(into, row.cell(from))
		}
	}
	b.change(c)
	into.former = append(append(into.former, into.id), from.former...)
	into.id, from.into = from.id, into
	a.joined++
	for key, l := range a.by {
		if l == from {
			a.by[key] = into
		}
	}
}

func (l *line) take(col *line, c *TableCell) {
	if c != nil && l.cell(col) == nil {
		l.put(col, c)
	}
}

// plain is a head that no post rendered: its text, and Markdown that means just that.
func plain(text string, at diag.Pos) Cell {
	return Cell{Markdown: escapeMarkdown(text), Text: text, Pos: at}
}

// aliases lead from identities to the one that is shown.
type aliases struct {
	to       map[string]string // identity -> identity
	spelling map[string]string // identity -> as the definition spells it
}

func newAliases(names map[string]string) aliases {
	a := aliases{map[string]string{}, map[string]string{}}
	for _, old := range slices.Sorted(maps.Keys(names)) {
		from, to := slug.Key(old), slug.Key(names[old])
		if _, ok := a.to[from]; ok || from == "" || to == "" || from == to {
			continue
		}
		a.to[from] = to
		if _, ok := a.spelling[to]; !ok {
			a.spelling[to] = strings.TrimSpace(names[old])
		}
	}
	return a
}

// identity follows one alias; there are no chains.
func (a aliases) identity(key string) string {
	if to, ok := a.to[key]; ok {
		return to
	}
	return key
}
