package site

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode"

	"studylog/internal/civil"
	"studylog/internal/compare"
)

// shownHistory is how many posts' changes a comparison's own page tells; the history page tells all.
const shownHistory = 3

func historyPath(id string) string { return "/compare/" + id + "/history/" }

// history adds what each post did to a comparison, the table as of each of them, and a feed of the changes.
func (o *output) history(t *compare.Table, keys tableKeys) {
	p := o.p
	o.lazy(historyPath(t.ID), "history", keys.all, func() any { return p.historyView(t) })
	for _, e := range t.History {
		o.lazy(p.asOfPath(t, e), "comparison", keys.after[e.File], func() any {
			then, _ := t.At(e.Date, e.Clock, e.File) // there was one: this post had a part in it
			return p.asOfView(t, &then, e)
		})
	}
	if p.Base.Known() {
		o.data(historyPath(t.ID)+"feed.xml", keys.all, func() []byte { return p.changesFeed(t) })
	}
}

// historyRoutes are the site paths that history adds.
func (p *Plan) historyRoutes(t *compare.Table) []string {
	routes := []string{historyPath(t.ID)}
	for _, e := range t.History {
		routes = append(routes, p.asOfPath(t, e))
	}
	if p.Base.Known() {
		routes = append(routes, historyPath(t.ID)+"feed.xml")
	}
	return routes
}

// asOfPath is where the table as of a post lives: under the post's day, numbered where a day has several.
func (p *Plan) asOfPath(t *compare.Table, e compare.Event) string {
	return historyPath(t.ID) + eventID(t, e) + "/"
}

func eventID(t *compare.Table, e compare.Event) string {
	first, _ := slices.BinarySearchFunc(t.History, e.Date, func(e compare.Event, d civil.Date) int { return cmp.Compare(e.Date, d) })
	n := 1 + slices.IndexFunc(t.History[first:], func(other compare.Event) bool { return other.File == e.File })
	if n == 1 {
		return e.Date.String()
	}
	return fmt.Sprintf("%s-%d", e.Date, n)
}

func (p *Plan) asOfView(t, then *compare.Table, e compare.Event) ComparisonView {
	title := t.Title + ", " + e.Date.Long()
	v := ComparisonView{ID: t.ID, Heading: title, Caption: caption(then), AsOf: &Link{t.Title + " today", p.Base.URL("/compare/" + t.ID + "/")}}
	v.Base = p.base(head{title: title, description: t.Title + " as it stood after " + e.Title + ".", url: p.asOfPath(t, e), noIndex: true})
	p.fillTable(&v, then)
	return v
}

func (p *Plan) historyView(t *compare.Table) HistoryView {
	title := t.Title + ": history"
	v := HistoryView{Heading: title, Back: Link{t.Title, p.Base.URL("/compare/" + t.ID + "/")}, Entries: p.changes(t)}
	v.Base = p.base(head{title: title, description: "What each post added to, changed in or took out of " + t.Title + ".", url: historyPath(t.ID)})
	if p.Base.Known() {
		v.Feed = p.Base.URL(historyPath(t.ID) + "feed.xml")
	}
	return v
}

// changes tells what each post did, newest first. The cells of a new row go without saying, as does the name of a new
// row or column beside itself.
func (p *Plan) changes(t *compare.Table) []HistoryEntry {
	var list []HistoryEntry
	for i := len(t.History) - 1; i >= 0; i-- {
		e := t.History[i]
		entry := HistoryEntry{ID: eventID(t, e), Date: day(e.Date), Post: Link{e.Title, p.Base.URL(e.Post)}}
		entry.Then = &Link{"the table then", p.Base.URL(p.asOfPath(t, e))}
		isNew := map[string]bool{}
		for _, c := range e.Changes {
			if c.Action == compare.Added && c.Column == "" {
				isNew[c.Row] = true
			}
		}
		for _, c := range e.Changes {
			if c.Action == compare.Added && c.Row != "" && c.Column != "" && isNew[c.Row] {
				continue
			}
			entry.Items = append(entry.Items, historyItem(c))
		}
		if n := len(e.Confirmed); n > 0 { // said again in the same words: worth a line, not a list
			entry.Items = append(entry.Items, HistoryItem{Word: compare.Confirmed.String(), What: plural(n, "cell")})
		}
		if len(entry.Items) > 0 {
			list = append(list, entry)
		}
	}
	return list
}

func historyItem(c compare.Change) HistoryItem {
	item := HistoryItem{Word: c.Action.String()}
	whole := c.Row == "" || c.Column == "" // of a row or a column its name is all there is to say
	switch {
	case !whole:
		item.What = c.Row + ", " + c.Column
	case c.Row == "":
		item.What = "column"
	default:
		item.What = "row"
	}
	if c.Before != nil {
		item.Before = c.Before.Text
	}
	if c.After != nil {
		item.After = c.After.Text
	}
	item.Whole = whole
	if c.Action == compare.Changed && c.Before != nil && c.After != nil {
		item.Diff = diffHTML(item.Before, item.After)
	}
	return item
}

// html is what stood before and what stands now, as the history page shows it.
func (it HistoryItem) html() string {
	text := string(it.Diff)
	if text == "" && it.Before != "" {
		text = "<del>" + template.HTMLEscapeString(it.Before) + "</del>"
		if it.After != "" {
			text += " → "
		}
	}
	if it.Diff == "" && it.After != "" {
		text += "<ins>" + template.HTMLEscapeString(it.After) + "</ins>"
	}
	switch {
	case text == "":
		return ""
	case it.Whole:
		return " " + text
	}
	return ": " + text
}

// diffHTML marks the words that changed. The entry's own word says "Changed", so that colour is not needed to tell.
func diffHTML(before, after string) template.HTML {
	var b strings.Builder
	last := compare.Equal
	for _, s := range wholeWords(compare.Diff(before, after)) {
		if last == compare.Delete && s.Op == compare.Insert {
			b.WriteString(" → ") // where no colour tells them apart
		}
		last = s.Op
		text := template.HTMLEscapeString(s.Text)
		switch s.Op {
		case compare.Insert:
			text = "<ins>" + text + "</ins>"
		case compare.Delete:
			text = "<del>" + text + "</del>"
		}
		b.WriteString(text)
	}
	return template.HTML(b.String())
}

// wholeWords widens each replacement to what it touches without a space, so that "3.5 → 4" does not read as "3.54". Where
// writing has no spaces it stays as narrow as it was.
func wholeWords(spans []compare.Span) (out []compare.Span) {
	apart := func(r rune) bool { return unicode.IsSpace(r) || r >= 0x2E80 }
	spans = slices.Clone(spans)
	for i := 1; i < len(spans); i++ {
		del, ins := &spans[i-1], &spans[i]
		if del.Op != compare.Delete || ins.Op != compare.Insert {
			continue
		}
		if i > 1 {
			rest := &spans[i-2].Text
			cut := len(strings.TrimRightFunc(*rest, func(r rune) bool { return !apart(r) }))
			del.Text, ins.Text, *rest = (*rest)[cut:]+del.Text, (*rest)[cut:]+ins.Text, (*rest)[:cut]
		}
		if i+1 < len(spans) {
			rest := &spans[i+1].Text
			cut := len(*rest) - len(strings.TrimLeftFunc(*rest, func(r rune) bool { return !apart(r) }))
			del.Text, ins.Text, *rest = del.Text+(*rest)[:cut], ins.Text+(*rest)[:cut], (*rest)[cut:]
		}
	}
	for _, s := range spans {
		switch n := len(out); {
		case s.Text == "":
		case n > 1 && out[n-1].Op == compare.Insert && out[n-2].Op == compare.Delete && s.Op == compare.Delete:
			out[n-2].Text += s.Text
		case n > 0 && out[n-1].Op == s.Op:
			out[n-1].Text += s.Text
		default:
			out = append(out, s)
		}
	}
	return out
}

// changesFeed is an Atom feed of a comparison's changes. A post that only confirmed wakes nobody.
func (p *Plan) changesFeed(t *compare.Table) []byte {
	at := p.Base.Abs(historyPath(t.ID))
	f := atomFeed{
		Lang: p.Settings.Language, ID: at, Title: t.Title + ": changes", Updated: t.Updated.Time(p.zone).Format(rfc3339),
		Links:  []atomLink{{"self", "application/atom+xml", at + "feed.xml"}, {"alternate", "text/html", at}},
		Author: p.feedAuthor(),
	}
	stamps := map[string]string{}
	for _, e := range t.History {
		stamps[eventID(t, e)] = e.Date.Time(p.zone).Format(rfc3339)
	}
	confirmed := compare.Confirmed.String()
	for _, e := range p.changes(t) {
		var b bytes.Buffer
		for _, it := range e.Items {
			if it.Word == confirmed {
				continue
			}
			fmt.Fprintf(&b, "<li><b>%s</b> %s%s</li>", it.Word, template.HTMLEscapeString(it.What), it.html())
		}
		if b.Len() == 0 {
			continue
		}
		stamp := stamps[e.ID]
		f.Entries = append(f.Entries, atomEntry{
			ID: at + "#" + e.ID, Title: t.Title + ": " + e.Post.Name, Published: stamp, Updated: stamp,
			Link: atomLink{"alternate", "text/html", at + "#" + e.ID}, Content: atomContent{Type: "html", Body: "<ul>" + xmlText(b.String()) + "</ul>"},
		})
	}
	data, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		panic("site: the feed of changes: " + err.Error()) // plain strings always marshal
	}
	return append([]byte(xml.Header), append(data, '\n')...)
}
