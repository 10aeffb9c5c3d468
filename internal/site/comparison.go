package site

import (
	"bytes"
	"fmt"
	"html/template"
	"path"
	"slices"
	"strings"

	"studylog/internal/compare"
	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/markdown"
)

// comparisons adds the list, a page per comparison, and its exports.
func (o *output) comparisons() {
	p := o.p
	o.page("/compare/", "comparisons", func() any { return p.comparisonsView() })
	for i := range p.Tables {
		t := &p.Tables[i]
		at := "/compare/" + t.ID + "/"
		keys := o.tableKeys(t)
		o.lazy(at, "comparison", keys.all, func() any { return p.comparisonView(t) })
		o.history(t, keys)
		o.again(at+t.ID+".csv", t.CSV)
		o.again(at+t.ID+".json", func() []byte { return t.JSON(p.tableURL) })
		o.again(at+t.ID+".md", t.Markdown)
	}
}

// tableURL is where exports, which are read far from here, find a table: absolute if that is known.
func (p *Plan) tableURL(post, anchor string) string {
	t := target{url: post}
	if anchor != "" {
		t.url += "#" + anchor
	}
	return t.href(p.Base, p.Base.Known())
}

// carry gives the cells of a contribution the Markdown that they are exported as, where that is not as they were written.
// The parse is shared, so that rows are copied before they are changed.
func (p *Plan) carry(post *Post, c *compare.Contribution) {
	c.Header = p.carryCells(post, c.Header)
	copied := false
	for i := range c.Rows {
		cells := p.carryCells(post, c.Rows[i].Cells)
		if len(cells) == 0 || &cells[0] == &c.Rows[i].Cells[0] {
			continue
		}
		if !copied {
			c.Rows, copied = slices.Clone(c.Rows), true
		}
		c.Rows[i].Cells = cells
	}
}

func (p *Plan) carryCells(post *Post, cells []compare.Cell) []compare.Cell {
	copied := false
	for i := range cells {
		from := tableCell(post, cells[i].Ref)
		if from == nil || len(from.Locals) == 0 {
			continue
		}
		if !copied {
			cells, copied = slices.Clone(cells), true
		}
		cells[i].Portable = from.Elsewhere(func(h *markdown.Hole) string { return p.leads(post, h) })
	}
	return cells
}

// leads says where a link or a picture of a post leads, for a reader who is elsewhere: nothing, if it leads nowhere.
func (p *Plan) leads(post *Post, h *markdown.Hole) string {
	var t target
	switch h.Kind {
	case markdown.WikiHole:
		t, _, _ = p.wiki(post, h)
	case markdown.ImageHole, markdown.MediaHole:
		switch img := p.images[p.findFile(post, h.Dest)]; {
		case isRemote(h.Dest):
			t = target{url: h.Dest, external: true}
		case img != nil && img.err == nil:
			t.url = img.url
		case p.staticFile(h.Dest):
			t.url = path.Clean(h.Dest)
		}
	default:
		if t.url = p.comparisonPath(post, h.Dest); t.url == "" {
			t, _ = p.resolve(post, h)
		}
	}
	if t.url == "" || t == nowhere {
		return ""
	}
	return t.href(p.Base, p.Base.Known())
}

// comparisonPath is a path below /compare/, if dest is one. Whether there is such a page is not known before the tables
// are put together, for which cells are asked where they lead.
func (p *Plan) comparisonPath(post *Post, dest string) string {
	where, frag, _ := strings.Cut(dest, "#")
	if where == "" || strings.ContainsAny(where, ":?") {
		return ""
	}
	at := p.sitePaths(post, where)[0]
	if !strings.HasPrefix(at, "/compare/") {
		return ""
	}
	if path.Ext(at) == "" {
		at += "/"
	}
	if frag != "" {
		at += "#" + frag
	}
	return at
}

func (p *Plan) comparisonsView() ComparisonsView {
	v := ComparisonsView{
		Heading: "Comparisons", Empty: len(p.Tables) == 0,
		Base: p.base(head{title: "Comparisons", description: "Tables that grow from post to post.", url: "/compare/"}),
	}
	for i := range p.Tables {
		t := &p.Tables[i]
		item := ComparisonItem{Title: t.Title, URL: p.Base.URL("/compare/" + t.ID + "/"), Text: caption(t)}
		for _, c := range t.Columns {
			item.Columns = append(item.Columns, c.Head.Text)
		}
		v.Items = append(v.Items, item)
	}
	return v
}

// caption is what a table says of itself: "3 rows, updated 5 November 2025 from 2 posts".
func caption(t *compare.Table) string {
	return fmt.Sprintf("%s, updated %s from %s", plural(len(t.Live()), "row"), t.Updated.Long(), plural(t.Posts, "post"))
}

func (p *Plan) comparisonView(t *compare.Table) ComparisonView {
	at := "/compare/" + t.ID + "/"
	text := caption(t)
	v := ComparisonView{ID: t.ID, Heading: t.Title, Caption: text}
	h := head{title: t.Title, description: t.Title + ": " + text + ".", url: at, script: true}
	if p.Base.Known() {
		h.jsonLD = p.datasetLD(t)
	}
	v.Base = p.base(h)
	if def := p.intros[t.ID]; def != nil && def.Doc != nil {
		intro, _ := p.body(p.definitionPost(def), onPage) // a definition's document is whole: nothing is read
		v.Intro = template.HTML(intro)
	}
	p.fillTable(&v, t)
	for _, ext := range []string{"csv", "json", "md"} {
		v.Exports = append(v.Exports, Link{map[string]string{"csv": "CSV", "json": "JSON", "md": "Markdown"}[ext], p.Base.URL(at + t.ID + "." + ext)})
	}
	if t.CSVQuoted() {
		v.CSVNote = "In the CSV, a cell that a spreadsheet would take for a formula begins with an apostrophe."
	}
	v.History = p.changes(t)
	if len(v.History) > shownHistory {
		v.History = v.History[:shownHistory]
	}
	v.Older = &Link{"The whole history", p.Base.URL(historyPath(t.ID))}
	return v
}

// From this many rows on a table can be sorted and filtered, and its columns chosen; up to as many as the style sheet
// has rules for.
const (
	toolsFromRows = 8
	choiceColumns = 8
)

// fillTable puts a table's columns and rows into a view. On paper, where no link leads anywhere, a cell's source is a
// number in the list of posts.
func (p *Plan) fillTable(v *ComparisonView, t *compare.Table) {
	notes := map[string]int{}
	for _, s := range t.Sources {
		if post := p.byURL(s.Post); post != nil && notes[s.Post] == 0 {
			v.Posts = append(v.Posts, p.postItem(post))
			notes[s.Post] = len(v.Posts)
		}
	}
	for i, c := range t.Columns {
		v.Columns = append(v.Columns, ComparisonColumn{Name: c.Head.Text, ID: c.ID, Numeric: c.Numeric})
		v.Tools = v.Tools || i > 0 && c.Numeric
	}
	for _, row := range t.Rows {
		if row.Retired {
			r := p.comparisonRow(t, row, notes)
			r.Ended = p.source(row.Ended)
			v.Retired = append(v.Retired, r)
		} else {
			v.Rows = append(v.Rows, p.comparisonRow(t, row, notes))
		}
	}
	v.Tools = len(v.Rows) > 1 && v.Tools || len(v.Rows) >= toolsFromRows
	v.Choice = v.Tools && len(v.Columns) > 2 && len(v.Columns) <= choiceColumns+1
}

func (p *Plan) comparisonRow(t *compare.Table, row compare.TableRow, notes map[string]int) ComparisonRow {
	r := ComparisonRow{ID: row.ID, Former: row.Former, Text: row.Key.Text, Key: template.HTML(p.cellHTML(row.Key, row.Source, onPage)), Source: p.source(row.Source), Alone: true}
	for i, c := range row.Cells {
		if i == 0 {
			continue
		}
		cell := ComparisonCell{Column: t.Columns[i].Head.Text, Numeric: t.Columns[i].Numeric}
		if c != nil {
			cell.HTML, cell.NA, cell.Unknown = template.HTML(p.cellHTML(c.Cell, c.Source, onPage)), c.NotApplicable(), c.Unknown()
			cell.Source = p.source(c.Source)
			cell.Source.Note = notes[c.Source.Post]
			if c.Action == compare.Changed && c.Previous != nil {
				cell.Source.Was = shortened(c.Previous.Text)
			}
			if c.Confirmed != nil {
				again := p.source(c.Confirmed)
				cell.Source.Confirmed, cell.Source.ConfirmedURL = &again.Date, again.URL
			}
			r.Alone = r.Alone && c.Source != row.Source
		}
		r.Cells = append(r.Cells, cell)
	}
	return r
}

// shortened is the beginning of a text, to the end of a word.
func shortened(text string) string {
	const most = 60
	r := []rune(strings.TrimSpace(text))
	if len(r) <= most {
		return string(r)
	}
	s := string(r[:most])
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = s[:i]
	}
	return s + "…"
}

func (p *Plan) source(s *compare.Source) ComparisonSource {
	if s == nil {
		return ComparisonSource{}
	}
	d := day(s.Date)
	if len(p.Posts) > 0 && s.Date.Year() != p.Posts[0].Meta.Date.Day.Year() {
		d.Short = d.Medium // a day of another year than the journal's last
	}
	return ComparisonSource{Date: d, URL: p.Base.URL(s.Post + "#" + s.Anchor), Title: s.Title}
}

// cellHTML renders a cell as the post that stated it wrote it: its links resolve from there.
func (p *Plan) cellHTML(c compare.Cell, s *compare.Source, r reader) string {
	post := p.byPath(c.Ref.File)
	if post == nil || s == nil {
		return template.HTMLEscapeString(c.Text)
	}
	cell := tableCell(post, c.Ref)
	if cell == nil {
		return template.HTMLEscapeString(c.Text)
	}
	var b bytes.Buffer
	p.fragment(&b, post, &cell.Body, r)
	// A fragment link of a cell means the post's own anchor, not this page's.
	at := target{url: post.URL}.href(p.Base, r == inFeed && p.Base.Known())
	return strings.ReplaceAll(b.String(), `href="#`, `href="`+template.HTMLEscapeString(at)+`#`)
}

// tableCell finds a cell as its post has it.
func tableCell(post *Post, r compare.Ref) *markdown.Cell {
	if post.Doc == nil || r.File != post.Path || r.Table >= len(post.Doc.Tables) || r.Row >= len(post.Doc.Tables[r.Table].Rows) || r.Col >= len(post.Doc.Tables[r.Table].Rows[r.Row]) {
		return nil
	}
	return &post.Doc.Tables[r.Table].Rows[r.Row][r.Col]
}

// comparisonLinks are the comparisons that a post's tables feed.
func (p *Plan) comparisonLinks(post *Post) []Link {
	var links []Link
	seen := map[string]bool{}
	for _, c := range post.Tables {
		if t := p.tables[c.ID]; t != nil && !seen[c.ID] {
			seen[c.ID] = true
			links = append(links, Link{t.Title, p.Base.URL("/compare/" + t.ID + "/")})
		}
	}
	return links
}

// datasetLD describes a comparison (schema.org Dataset).
func (p *Plan) datasetLD(t *compare.Table) any {
	at := "/compare/" + t.ID + "/"
	var files []any
	for _, f := range [][2]string{{"csv", "text/csv"}, {"json", "application/json"}, {"md", "text/markdown"}} {
		files = append(files, map[string]any{"@type": "DataDownload", "encodingFormat": f[1], "contentUrl": p.Base.Abs(at + t.ID + "." + f[0])})
	}
	var posts []string
	for _, s := range t.Sources {
		if u := p.Base.Abs(s.Post); len(posts) == 0 || posts[len(posts)-1] != u {
			posts = append(posts, u)
		}
	}
	return map[string]any{
		"@context": "https://schema.org", "@type": "Dataset", "name": t.Title, "url": p.Base.Abs(at),
		"description": t.Title + ": " + caption(t) + ".", "dateModified": t.Updated.String(), "isBasedOn": posts, "distribution": files,
	}
}

// checkIntros judges the links of the comparisons' introductions, as checkHoles does those of posts.
func (p *Plan) checkIntros() (list diag.List) {
	for i := range p.tree.Definitions {
		list.Add(p.checkHoles(p.definitionPost(&p.tree.Definitions[i]))...)
	}
	return list
}

// definitionPost stands in for a comparison's own file, whose introduction renders as a post's body does.
func (p *Plan) definitionPost(def *content.Definition) *Post {
	return &Post{Page: &content.Page{Path: def.File, Doc: def.Doc}, URL: "/compare/" + def.ID + "/"}
}
