package markdown

import (
	"bytes"
	"strconv"
	"strings"

	"studylog/internal/diag"
	"studylog/internal/slug"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// table renders a table, and keeps its cells.
func (r *renderer) table(n *east.Table) {
	if r.bare {
		r.tableHTML(n, nil)
		return
	}
	t := &Table{Marker: r.marker(n), Pos: r.tablePos(n)}
	if t.Marker != nil {
		t.Anchor = anchorOf(t.Marker.ID, r.anchors)
		r.doc.IDs = append(r.doc.IDs, t.Anchor)
	}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		r.checkRow(row, len(n.Alignments), t.Marker != nil)
		var cells []Cell
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, r.cell(c, t.Marker != nil))
		}
		t.Rows = append(t.Rows, cells)
	}
	r.doc.Tables = append(r.doc.Tables, *t)
	r.tableHTML(n, t)
}

// anchorOf returns a comparison's table id: compare-x, then compare-x-2, … in one document.
func anchorOf(id string, seen map[string]int) string {
	seen[id]++
	anchor := "compare-" + slug.Make(id)
	if n := seen[id]; n > 1 {
		anchor += "-" + strconv.Itoa(n)
	}
	return anchor
}

// tablePos is the place of the first cell: goldmark's own may be off.
func (r *renderer) tablePos(n *east.Table) diag.Pos { return r.pos(r.rowAt(n.FirstChild())) }

func (r *renderer) rowAt(row ast.Node) int {
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		if at := cellAt(c); at >= 0 {
			return at
		}
	}
	return max(row.Pos(), 0)
}

// cellAt is where a cell's text begins, or −1 for one that the row lacks.
func cellAt(c ast.Node) int {
	if c.Lines() == nil || c.Lines().Len() == 0 {
		return -1
	}
	return c.Lines().At(0).Start
}

// cell keeps a cell's source and text, and its content if a comparison will show it.
func (r *renderer) cell(c ast.Node, marked bool) Cell {
	at := cellAt(c)
	if at < 0 {
		return Cell{Pos: r.pos(max(c.Parent().Pos(), 0))}
	}
	seg := c.Lines().At(0)
	b := r.bareCopy()
	b.inlineFrame(c)
	cell := Cell{
		Markdown: strings.ReplaceAll(string(seg.Value(r.source.text)), `\|`, "|"),
		Text:     collapse(b.text.String()),
		Pos:      r.pos(at),
	}
	cell.Pos.EndCol = r.pos(seg.Stop).Col
	if _, ok := c.FirstChild().(*east.Strikethrough); ok && isAlone(c.FirstChild()) {
		cell.Struck = true
	}
	if marked {
		cell.Body = b.out.take()
		cell.Locals = r.locals(c, seg.Start, seg.Stop)
	}
	return cell
}

// checkRow finds the cells that GFM drops without a word because the header has fewer.
func (r *renderer) checkRow(row ast.Node, columns int, marked bool) {
	if row.Pos() < 0 || row.Kind() == east.KindTableHeader {
		return
	}
	line := r.source.text[row.Pos():]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	cells, extra := 0, -1
	for at := 0; at < len(line); {
		from, to, next := nextCell(line, at, at == 0)
		if from < 0 {
			break
		}
		if cells++; cells > columns && extra < 0 && len(bytes.TrimSpace(line[from:to])) > 0 {
			extra = from
		}
		at = next
	}
	if extra < 0 {
		return
	}
	extra += len(line[extra:]) - len(bytes.TrimLeft(line[extra:], " \t"))
	d := diag.Warnf(r.pos(row.Pos()+extra), "C104", "this row has %d cells for %d columns: the %s would vanish", cells, columns, ordinal(columns+1)).
		Hintf(`escape a pipe inside code as \|`)
	if marked {
		d.Severity = diag.Error
	}
	r.report(d)
}

// nextCell finds the cell that begins at at, as goldmark does: every pipe without a backslash ends one.
func nextCell(line []byte, at int, first bool) (from, to, next int) {
	if first {
		at += len(line) - len(bytes.TrimLeft(line, " \t"))
		if at < len(line) && line[at] == '|' {
			at++
		}
	}
	if len(bytes.TrimSpace(line[at:])) == 0 {
		return -1, -1, -1
	}
	for i := at; i < len(line); i++ {
		if line[i] == '|' && (i == 0 || line[i-1] != '\\') {
			return at, i, i + 1
		}
	}
	return at, len(line), len(line)
}

func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

// tableHTML writes a table in a region that scrolls sideways by keyboard too. The region's name is its number and its
// header. In a marked table the first column is the key: row headers.
func (r *renderer) tableHTML(n *east.Table, t *Table) {
	r.out.WriteString(`<div class="tw"`)
	if t != nil {
		name := "Table " + strconv.Itoa(len(r.doc.Tables)) + ": " + headerText(t)
		r.out.WriteString(` role="region" tabindex="0" aria-label="`)
		escape(&r.out.Buffer, []byte(name))
		r.out.WriteByte('"')
	}
	r.out.WriteString("><table")
	if t != nil && t.Anchor != "" {
		r.out.WriteString(` id="` + t.Anchor + `"`)
	}
	r.out.WriteString(">\n")
	keyed := t != nil && t.Marker != nil
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		switch {
		case row == n.FirstChild():
			r.out.WriteString("<thead>\n")
			r.rowHTML(row, true, false)
			r.out.WriteString("</thead>\n")
			if row.NextSibling() != nil {
				r.out.WriteString("<tbody>\n")
			}
		default:
			r.rowHTML(row, false, keyed)
		}
	}
	if n.ChildCount() > 1 {
		r.out.WriteString("</tbody>\n")
	}
	r.out.WriteString("</table></div>\n")
}

func (r *renderer) rowHTML(row ast.Node, header, keyed bool) {
	r.out.WriteString("<tr>")
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		tag, scope := "td", ""
		switch {
		case header:
			tag, scope = "th", ` scope="col"`
		case keyed && c.PreviousSibling() == nil:
			tag, scope = "th", ` scope="row"`
		}
		r.out.WriteString("<" + tag + scope + alignClass(c.(*east.TableCell).Alignment) + ">")
		r.inlineFrame(c)
		r.out.WriteString("</" + tag + ">")
		if c.NextSibling() != nil {
			r.text.space()
		}
	}
	r.out.WriteString("</tr>\n")
	r.text.line()
}

func alignClass(a east.Alignment) string {
	switch a {
	case east.AlignLeft:
		return ` class="al"`
	case east.AlignCenter:
		return ` class="ac"`
	case east.AlignRight:
		return ` class="ar"`
	}
	return ""
}

func headerText(t *Table) string {
	var names []string
	for _, c := range t.Rows[0] {
		if c.Text != "" {
			names = append(names, c.Text)
		}
	}
	return shorten(strings.Join(names, ", "), 80)
}
