package content

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"

	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/markdown"
	"studylog/internal/slug"
)

// ParsePage reads one Markdown file. It depends on nothing but its arguments, of the settings on Limits and Markdown
// only, and always returns a page: where the file cannot be understood, one with errors in its Diags.
func ParsePage(path string, src []byte, s Settings) *Page {
	name, bundle := pageName(path)
	day, rest := splitName(name)
	p := &Page{
		Path: path, Post: under(PostsDir, path), Bundle: bundle, Name: rest,
		Hash: sha256.Sum256(src), Doc: &markdown.Doc{},
	}
	if d, found := unfit(path, src, s); found {
		p.Diags.Add(d)
		return p
	}
	header, diags := decode.Split(path, src)
	p.Diags = diags
	o := decode.NewObject(header.Root, "the front matter", &p.Diags)
	p.Meta = readMeta(o, &p.Diags)
	p.date(Stamp{Day: day, Pos: diag.Pos{File: path}})
	if p.Post && p.Meta.Date.Day == 0 && header.OK && !stated(header.Root, dateKeys) {
		p.Diags.Add(diag.Errorf(diag.Pos{File: path, Line: 1, Col: 1}, "", "this post has no date").
			Hintf("add date: 2025-10-14 to its front matter, or begin its file name with the date"))
	}
	if len(bytes.TrimSpace(bytes.TrimPrefix(src, []byte("\uFEFF")))) == 0 {
		p.Diags.Add(diag.Warnf(diag.Pos{File: path}, "", "this file is empty: its page will have a name and nothing else").
			Hintf("write its title and its text, or begin its name with _ until you do"))
	}
	p.body(header, s)
	p.title()
	p.study(header.Root, src)
	p.Diags = withoutEchoes(p.Diags)
	p.Diags.Sort()
	return p
}

// withoutEchoes drops the warnings that stand at the very place of an error: it says the same, and knows more.
func withoutEchoes(list diag.List) diag.List {
	wrong := map[diag.Pos]bool{}
	for _, d := range list {
		wrong[d.Pos] = wrong[d.Pos] || d.Severity == diag.Error && d.Col > 0
	}
	return slices.DeleteFunc(list, func(d diag.Diagnostic) bool { return d.Severity == diag.Warning && wrong[d.Pos] })
}

// unfit finds what keeps a file from being read at all.
func unfit(path string, src []byte, s Settings) (diag.Diagnostic, bool) {
	if len(src) > s.Limits.PostBytes {
		return tooLarge(path, int64(len(src)), s.Limits.PostBytes), true
	}
	return notUTF8(path, src)
}

func tooLarge(path string, size int64, limit int) diag.Diagnostic {
	has, most := byteSize(size), byteSize(int64(limit))
	if has == most {
		has, most = fmt.Sprintf("%d bytes", size), fmt.Sprintf("%d", limit)
	}
	return diag.Errorf(diag.Pos{File: path}, "", "this file has %s; the limit is %s", has, most).
		Hintf("split it, or raise limits.post_bytes in %s", SettingsFile)
}

func byteSize(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

// date settles the header's date and that of the file name: the header wins.
func (p *Page) date(named Stamp) {
	m := &p.Meta
	switch {
	case m.Date.Day == 0 && named.Day > 0:
		m.Date = named
	case m.Date.Day > 0 && named.Day > 0 && m.Date.Day != named.Day:
		p.Diags.Add(diag.Warnf(m.Date.Pos, "", "the date is %s here and %s in the file name; %s is used", m.Date.Day, named.Day, m.Date.Day).
			Hintf("rename the file, or remove one of the dates"))
	}
}

// stated says whether one of the keys has a value, readable or not.
func stated(root *decode.Node, keys []string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return !root.Get(key).Absent() })
}

// body parses what follows the front matter, unless there is no telling where that ends.
func (p *Page) body(header decode.Header, s Settings) {
	if !header.OK && header.BodyLine == 1 {
		return
	}
	o := s.Markdown
	o.MaxBytes = s.Limits.PostBytes
	marked := header.Root.Get("compare")
	id, ok := frontMatterCompare(marked, &p.Diags)
	if ok {
		o.Compare = id
	}
	p.Doc = markdown.Parse(p.Path, header.Body, header.BodyLine, slug.Make(p.Name), o)
	list := slices.Clone(p.Doc.Diags)
	if ok && (len(p.Doc.Tables) > 0 || !list.HasErrors()) {
		checkOnlyTable(marked, id, p.Doc, &list)
	}
	p.Tables = readContributions(p.Path, p.Doc, &list)
	if p.Meta.Draft {
		list = softenedComparisons(list)
	}
	p.Diags.Add(list...)
}

func (p *Page) title() {
	m := &p.Meta
	switch {
	case m.Title == "" && p.Doc.H1 != "":
		m.Title, m.H1Title = oneLine(p.Doc.H1), true
	case m.Title == "":
		m.Title = fallbackTitle(p.Name)
	default:
		m.H1Title = p.Doc.H1 != "" && slug.Key(p.Doc.H1) == slug.Key(m.Title)
	}
}

func (p *Page) study(root *decode.Node, src []byte) {
	block, list := readProgress(p, src, root.Get("progress"), p.Doc.Images)
	p.Block = block
	if p.Meta.Draft {
		list = softened(list)
	}
	p.Diags.Add(list...)
}
