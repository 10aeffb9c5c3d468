package site

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"studylog/internal/compare"
	"studylog/internal/diag"
	"studylog/internal/markdown"
)

// A post shows a comparison by <!-- compare-show: id rows="Goal; Core threat model" columns="…" as-of=post -->.

// An embedded is a comparison as a post shows it.
type embedded struct {
	table   compare.Table
	rows    []compare.TableRow
	columns []int // of the table, the key's first
}

// embedded finds what an embed shows, as of the post (the default), so that old posts stay true, or the latest. A
// problem comes with what can be shown all the same.
func (p *Plan) embedded(post *Post, h *markdown.Hole) (e embedded, d *diag.Diagnostic) {
	t := p.tables[h.Dest]
	if t == nil {
		d := diag.Errorf(h.Pos, "", "compare-show: there is no comparison %q", h.Dest)
		if names := sortedKeys(p.tables); len(names) > 0 {
			d = d.Hintf("there is %s", strings.Join(names, ", "))
		}
		return e, &d
	}
	e.table = *t
	latest := h.Options["as-of"] == "latest"
	if !latest {
		then, ok := t.At(post.Meta.Date.Day, p.clock(post), post.Path)
		if !ok {
			d := diag.Warnf(h.Pos, "", "compare-show: no post up to this one has a table for %q: nothing is shown", h.Dest).
				Hintf("as-of=latest shows the table as it is now")
			return e, &d
		}
		e.table = then
	}
	missing := func(what, name string, later bool) {
		w := diag.Warnf(h.Pos, "", "compare-show: %s has no %s %q", h.Dest, what, name).
			Hintf(`several %ss are separated by a semicolon: %[1]ss="One; Another"`, what)
		if later {
			w = diag.Warnf(h.Pos, "", "compare-show: %s has no %s %q at this post", h.Dest, what, name).
				Hintf("as-of=latest shows the table as it is now")
		}
		d = &w
	}
	e.rows = e.table.Live()
	if names := listed(h.Options["rows"]); len(names) > 0 {
		e.rows = nil
		for _, name := range names {
			row, ok := e.table.Row(name)
			if ok && !row.Retired {
				e.rows = append(e.rows, row)
				continue
			}
			now, ok := t.Row(name)
			missing("row", name, ok && !now.Retired && !latest)
		}
	}
	e.columns = []int{0}
	names := listed(h.Options["columns"])
	for _, name := range names {
		i, ok := e.table.Column(name)
		if !ok {
			_, later := t.Column(name)
			missing("column", name, later)
		} else if i > 0 {
			e.columns = append(e.columns, i)
		}
	}
	for i := 1; i < len(e.table.Columns) && len(names) == 0; i++ {
		e.columns = append(e.columns, i)
	}
	return e, d
}

// listed reads "Goal; Core threat model".
func listed(option string) (names []string) {
	for name := range strings.SplitSeq(option, ";") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// embed writes a comparison into a post.
func (p *Plan) embed(b *bytes.Buffer, post *Post, h *markdown.Hole, r reader) {
	e, _ := p.embedded(post, h)
	if len(e.rows) == 0 {
		return
	}
	esc := template.HTMLEscapeString
	at := target{url: "/compare/" + e.table.ID + "/"}.href(p.Base, r == inFeed && p.Base.Known())
	text := caption(&e.table)
	if len(e.rows) < len(e.table.Live()) {
		text = fmt.Sprintf("%d of %s", len(e.rows), text)
	}
	fmt.Fprintf(b, `<div class="tw" role="region" tabindex="0" aria-label="%s"><table><caption><a href="%s">%s</a>: %s</caption><thead><tr>`, esc(e.table.Title), esc(at), esc(e.table.Title), esc(text))
	for _, i := range e.columns {
		b.WriteString(`<th scope="col"` + rightIf(e.table.Columns[i].Numeric) + `>` + esc(e.table.Columns[i].Head.Text) + `</th>`)
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range e.rows {
		b.WriteString(`<tr><th scope="row">` + p.cellHTML(row.Key, row.Source, r) + `</th>`)
		for _, i := range e.columns[1:] {
			b.WriteString("<td" + rightIf(e.table.Columns[i].Numeric) + ">")
			if c := row.Cells[i]; c != nil {
				b.WriteString(p.cellHTML(c.Cell, c.Source, r))
			}
			b.WriteString("</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table></div>\n")
}

func rightIf(numeric bool) string {
	if numeric {
		return ` class="ar"`
	}
	return ""
}
