package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/site"
	"studylog/internal/slug"
)

func (p *program) explainCommand() *cobra.Command {
	var r request
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain FILE|URL",
		Short: "Say why a post is or is not published, and where all of it comes from",
		Long: `Say why a post is or is not published; where its title, date, address and tags come from, with file and line;
which settings and which template bear on it; what it tells the tracker and the comparisons; and what links to it.

It takes a file of the journal, a file of the output, a path of the site (with or without the address before
it), a post's name, or the id of a resource. Of other pages it says what they are made of, of a picture who
shows it and what becomes of it.`,
		Example: `  studylog explain content/posts/2025-10-14-the-plan.md
  studylog explain /tracker/
  studylog explain the-plan --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("explain takes one file or address").hintf("studylog list shows the posts")
			}
			return nil
		},
		ValidArgsFunction: p.completePost,
		RunE:              does(func(_ *cobra.Command, args []string) error { return p.explain(args[0], r, asJSON) }),
	}
	baseFlag(cmd, &r)
	nowFlag(cmd, &r)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// explain plans the site and says what the plan knows of one part. Mistakes are part of the answer: they end nothing.
func (p *program) explain(what string, r request, asJSON bool) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	plan, problems, err := p.plan(j, r)
	if err != nil {
		return err
	}
	now, err := p.now(r.now, plan.Settings)
	if err != nil {
		return err
	}
	x := &explainer{j: j, plan: plan, problems: problems, now: now}
	e, err := p.subject(x, what)
	if err != nil {
		return err
	}
	x.otherMistakes(e)
	e.fill()
	if asJSON {
		return p.printJSON(e)
	}
	_, err = p.out.Write([]byte(e.text(p.paintOut)))
	return err
}

// An explanation is all that can be said of one file or page; lists that are empty are [] in JSON.
type explanation struct {
	Subject     string   `json:"subject"` // the file, from the current folder; else the path of the site
	What        string   `json:"what"`    // "a post"
	Status      string   `json:"status"`  // published, draft, future, expired, error, unused, not read
	Why         string   `json:"why"`     // in a sentence, with its place
	URL         string   `json:"url"`     // with the base path; "" if it has none
	Output      string   `json:"output"`  // the file in the output; "" if there is none
	Facts       []fact   `json:"facts"`
	Settings    []fact   `json:"settings"`
	Progress    []fact   `json:"progress"`
	Comparisons []fact   `json:"comparisons"`
	MadeOf      []place  `json:"made_of"`
	LinkedFrom  []place  `json:"linked_from"`
	ShownOn     []string `json:"shown_on"`
	Problems    []place  `json:"problems"`
}

// fill makes [] of lists that are empty.
func (e *explanation) fill() {
	for _, list := range []*[]fact{&e.Facts, &e.Settings, &e.Progress, &e.Comparisons} {
		*list = append([]fact{}, *list...)
	}
	for _, list := range []*[]place{&e.MadeOf, &e.LinkedFrom, &e.Problems} {
		*list = append([]place{}, *list...)
	}
	e.ShownOn = append([]string{}, e.ShownOn...)
}

// A fact is a value and where it comes from.
type fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"` // in words; file and line say it once more
	File  string `json:"file"`
	Line  int    `json:"line"`
}

// A place is a line that has to do with the subject.
type place struct {
	File string `json:"file"`
	Line int    `json:"line"`
	What string `json:"what"` // "link", a post's title, a message
}

type explainer struct {
	j        *journal
	plan     *site.Plan
	problems diag.List
	now      time.Time
}

func (x *explainer) at(pos diag.Pos, what string) place {
	return place{File: x.j.prefix + pos.File, Line: pos.Line, What: what}
}

// otherMistakes says that nothing is published at all, where something else is why.
func (x *explainer) otherMistakes(e *explanation) {
	n := 0
	for _, d := range x.problems {
		if d.Severity == diag.Error {
			n++
		}
	}
	if n > 0 && e.Status == site.Published.String() {
		e.Why += fmt.Sprintf("; but a build stops at present (%s), and the old site stays: studylog build shows why", count(n, "error"))
	}
}

// page explains a post or a page: admitted, or left out.
func (x *explainer) page(page *content.Page, post *site.Post, status site.Status, until time.Time) *explanation {
	src, _ := fs.ReadFile(x.j.fs, page.Path)
	from := content.Origins(page.Path, src)
	e := &explanation{Subject: x.j.prefix + page.Path, What: "a page outside the blog", Status: status.String()}
	if page.Post {
		e.What = "a post"
	}
	e.Why = x.why(page, status, until, from)
	url := x.plan.WouldBe(page)
	e.URL, e.Output = x.plan.Base.URL(url), site.OutputFile(url)
	x.mistakes(e, page.Path)
	x.identity(e, page, from)
	x.address(e, page, post != nil && e.Status != "error", url, from)
	x.bearing(e, page)
	x.progress(e, page)
	x.comparisons(e, page)
	if post == nil || e.Status == "error" {
		e.URL, e.Output = "", ""
		return e
	}
	for _, use := range x.plan.LinksTo(post.URL) {
		if use.Post != post {
			e.LinkedFrom = append(e.LinkedFrom, x.at(use.Pos, use.What))
		}
	}
	for _, at := range x.plan.ShownOn(post) {
		e.ShownOn = append(e.ShownOn, x.plan.Base.URL(at))
	}
	return e
}

// why says in a sentence what decides whether a page is seen.
func (x *explainer) why(page *content.Page, status site.Status, until time.Time, from map[string][]content.Origin) string {
	m := &page.Meta
	switch status {
	case site.Draft:
		var keys []string
		for _, o := range from["draft"] {
			keys = append(keys, fmt.Sprintf("%s: %s in line %d", o.Key, o.Value, o.Pos.Line))
		}
		why := "not published: it is a draft"
		if len(keys) > 0 {
			why += ", by " + strings.Join(keys, " and ")
		}
		if m.Date.Day > today(x.now, x.plan.Settings) {
			why += fmt.Sprintf("; and its date, %s, is still to come", m.Date.Day)
		}
		return why
	case site.Future:
		which := "its date"
		if m.Publish.Day != 0 && m.Date.Day <= today(x.now, x.plan.Settings) {
			which = "publishDate in " + lineOf(m.Publish.Pos)
		} else if o := from["date"]; len(o) > 0 {
			which = o[0].Key + " in " + lineOf(o[0].Pos)
		} else {
			which += ", in the file's name"
		}
		day := until.Format(time.DateOnly)
		if until.Hour()+until.Minute() > 0 {
			day = until.Format("2006-01-02 15:04")
		}
		return fmt.Sprintf("not published before %s: %s; a build on or after that day takes it in (time zone %s)", day, which, x.plan.Settings.Timezone)
	case site.Expired:
		return fmt.Sprintf("no longer published: expiryDate in %s was %s", lineOf(m.Expiry.Pos), m.Expiry.Day)
	}
	if page.Post {
		return "published: it is no draft, and its day has come"
	}
	return "published: it is no draft"
}

func lineOf(pos diag.Pos) string {
	if pos.Line == 0 {
		return "the front matter"
	}
	return fmt.Sprintf("line %d", pos.Line)
}

// mistakes are what is wrong with a file. An error keeps it, and everything, from being published.
func (x *explainer) mistakes(e *explanation, file string) {
	errors, dead := 0, 0
	for _, d := range x.problems {
		if d.File != file || d.Severity == diag.Note {
			continue
		}
		switch {
		case d.Severity == diag.Error:
			errors++
		case site.LinkCode(d.Code): // as check and publish judge it
			d.Severity = diag.Error
			dead++
		}
		e.Problems = append(e.Problems, x.at(d.Pos, d.Severity.String()+": "+masked(d.Msg)))
	}
	if dead > 0 && e.Status == site.Published.String() {
		e.Why += fmt.Sprintf("; but check and publish stop at %s below, which a build goes past", count(dead, "error"))
	}
	if errors > 0 {
		e.Status = "error"
		e.Why = fmt.Sprintf("not published: it has %s, and what cannot be understood stops the build", count(errors, "error"))
	}
}

// identity is what a page is called, and when it is from.
func (x *explainer) identity(e *explanation, page *content.Page, from map[string][]content.Origin) {
	m := &page.Meta
	named := "the file's name"
	if page.Bundle {
		named = "the folder's name"
	}
	title := fact{Name: "title", Value: m.Title, From: named}
	switch h := heading(page); {
	case len(from["title"]) > 0:
		title = x.stated("title", m.Title, from["title"])
	case m.H1Title && h.Line > 0:
		title.From = "first heading, " + lineOf(h)
		title.File, title.Line = e.Subject, h.Line
	}
	e.Facts = append(e.Facts, title)
	if m.Date.Day != 0 {
		date := fact{Name: "date", Value: stamp(m.Date), From: named}
		if len(from["date"]) > 0 {
			date = x.stated("date", stamp(m.Date), from["date"])
		}
		e.Facts = append(e.Facts, date)
	}
	for _, f := range []struct{ name, value string }{
		{"updated", stamp(m.Updated)},
		{"publishDate", stamp(m.Publish)},
		{"expiryDate", stamp(m.Expiry)},
		{"tags", strings.Join(m.Tags, ", ")},
		{"kind", m.Kind},
		{"series", m.Series},
		{"description", m.Description},
		{"image", m.Image},
	} {
		if f.value != "" && len(from[f.name]) > 0 {
			e.Facts = append(e.Facts, x.stated(f.name, f.value, from[f.name]))
		}
	}
}

func heading(page *content.Page) diag.Pos {
	if page.Doc != nil && len(page.Doc.TOC) > 0 {
		return page.Doc.TOC[0].Pos
	}
	return diag.Pos{}
}

func stamp(s content.Stamp) string {
	switch {
	case s.Day == 0:
		return ""
	case s.HasTime:
		return fmt.Sprintf("%s %02d:%02d", s.Day, s.Second/3600, s.Second/60%60)
	}
	return s.Day.String()
}

// stated is a fact that stands in the front matter.
func (x *explainer) stated(name, value string, from []content.Origin) fact {
	var where []string
	for _, o := range from {
		line := lineOf(o.Pos)
		if !strings.EqualFold(o.Key, name) {
			line += " (" + o.Key + ")"
		}
		where = append(where, line)
		if name != "tags" && name != "aliases" {
			break // the first one counts
		}
	}
	return fact{name, value, "front matter, " + strings.Join(where, " and "), x.j.prefix + from[0].Pos.File, from[0].Pos.Line}
}

// address is where a page lives, and what makes that of it.
func (x *explainer) address(e *explanation, page *content.Page, live bool, url string, from map[string][]content.Origin) {
	m, name := &page.Meta, "address"
	if !live {
		name = "would be"
	}
	full := x.plan.Base.URL(url)
	if x.plan.Base.Known() {
		full = x.plan.Base.Abs(url)
	}
	pattern, pos := x.setting("permalink")
	f := fact{Name: name, Value: full, From: "permalink " + x.plan.Settings.Permalink + ", " + pattern}
	f.File, f.Line = pos.File, pos.Line
	uses := strings.Contains(x.plan.Settings.Permalink, ":slug")
	switch {
	case m.URL != "":
		f, uses = x.stated(name, full, from["url"]), strings.Contains(m.URL, ":slug")
		if len(from["url"]) > 0 && from["url"][0].Key == name {
			f.From = "front matter, " + lineOf(from["url"][0].Pos)
		}
	case !page.Post:
		f, uses = fact{Name: name, Value: full, From: "its place in " + content.PagesDir}, true
	}
	e.Facts = append(e.Facts, f)
	if uses {
		s := fact{Name: "slug", Value: slug.Make(page.Name), From: "the file's name, without its date"}
		if page.Bundle {
			s.From = "the folder's name, without its date"
		}
		if m.Slug != "" && len(from["slug"]) > 0 {
			s = x.stated("slug", slug.Make(m.Slug), from["slug"])
		}
		e.Facts = append(e.Facts, s)
	}
	for _, a := range m.Aliases {
		e.Facts = append(e.Facts, fact{"alias", a.Path, "front matter, " + lineOf(a.Pos), e.Subject, a.Pos.Line})
	}
	if len(m.Names) > 0 {
		e.Facts = append(e.Facts, fact{Name: "other names", Value: strings.Join(m.Names, ", "), From: "front matter, for [[wiki links]]"})
	}
	layout := "page"
	if page.Post {
		layout = "post"
	}
	if m.Layout != "" {
		layout = m.Layout
	}
	e.Facts = append(e.Facts, x.template("templates/"+layout+".html"))
}

// setting says where a setting stands: "studylog.yaml:3", or that it is the default.
func (x *explainer) setting(key string) (string, diag.Pos) {
	pos, ok := x.plan.Settings.Positions[key]
	if !ok {
		return "the default", diag.Pos{}
	}
	pos.File = x.j.prefix + content.SettingsFile
	return fmt.Sprintf("%s:%d", pos.File, pos.Line), pos
}

func (x *explainer) template(name string) fact {
	f := fact{Name: "template", Value: name, From: "built in"}
	if x.j.has(name) {
		f.From, f.File, f.Value = "yours, in place of the built-in one", x.j.prefix+name, x.j.prefix+name
	}
	return f
}

// has says whether the journal has a file itself, and does not show the built-in one.
func (j *journal) has(name string) bool {
	info, err := j.root.Lstat(name)
	return err == nil && info.Mode().IsRegular()
}

// bearing are the settings that a page depends on.
func (x *explainer) bearing(e *explanation, page *content.Page) {
	s := &x.plan.Settings
	lang := s.Language
	if page.Meta.Lang != "" {
		lang = page.Meta.Lang + " (its own)"
	}
	for _, f := range []struct{ key, value string }{
		{"base_url", s.BaseURL},
		{"timezone", s.Timezone},
		{"language", lang},
		{"author.name", s.Author.Name},
		{"licence", s.Licence},
		{"limits.post_bytes", fmt.Sprint(s.Limits.PostBytes)},
		{"markdown.math", fmt.Sprint(s.Markdown.Math)},
		{"markdown.line_numbers", fmt.Sprint(s.Markdown.LineNumbers)},
		{"markdown.typographer", fmt.Sprint(s.Markdown.Typographer)},
		{"markdown.emoji", fmt.Sprint(s.Markdown.Emoji)},
		{"study.start", s.Study.Start.String()},
	} {
		where, pos := x.setting(f.key)
		if pos.File != "" && !(f.key == "study.start" && page.Block == nil) || f.key == "timezone" && page.Post {
			e.Settings = append(e.Settings, fact{f.key, f.value, where, pos.File, pos.Line})
		}
	}
}

// progress is what a post tells the tracker, in short.
func (x *explainer) progress(e *explanation, page *content.Page) {
	b := page.Block
	if b == nil {
		return
	}
	say := func(pos diag.Pos, name, format string, args ...any) {
		e.Progress = append(e.Progress, fact{name, fmt.Sprintf(format, args...), lineOf(pos), e.Subject, pos.Line})
	}
	if b.AsOf != 0 {
		say(b.AsOfPos, "as of", "%s", b.AsOf)
	}
	if len(b.Plan) > 0 {
		var ids []string
		for _, m := range b.Plan {
			ids = append(ids, m.ID)
		}
		say(b.Plan[0].Pos, "plan", "%s", strings.Join(ids, ", "))
	}
	for _, at := range b.At {
		say(at.Pos, at.ID, "%s", strings.Join(slices.DeleteFunc([]string{at.Raw, string(at.State)}, func(s string) bool { return s == "" }), " "))
	}
	minutes, days := 0, map[int]bool{}
	sessions := slices.Concat(b.Time, b.Undated)
	for _, s := range sessions {
		minutes += s.Minutes
		days[int(s.Date)] = days[int(s.Date)] || s.Date != 0 && s.Minutes > 0
	}
	if minutes > 0 {
		dated := 0
		for _, yes := range days {
			if yes {
				dated++
			}
		}
		how := "undated"
		if dated > 0 {
			how = "on " + count(dated, "day")
		}
		say(sessions[0].Pos, "time", "%s, %s", spell(minutes), how)
	}
	for _, k := range b.Kept {
		say(k.Pos, "kept", "%s: %s", k.ID, k.Outcome)
	}
	for _, n := range b.Next {
		by := ""
		if n.By != 0 {
			by = ", by " + n.By.String()
		}
		say(n.Pos, "promise", "%s%s", n.Do, by)
	}
	for _, l := range b.Labs {
		say(l.Pos, "lab", "%s (%s)", l.Title, l.Status)
	}
	for _, c := range b.Earned {
		say(c.Pos, "earned", "%s", c.Cert)
	}
}

// comparisons are the tables that a post gives to comparisons.
func (x *explainer) comparisons(e *explanation, page *content.Page) {
	modes := []string{"states %s", "replaces the rows by %s", "shows %s, and adds nothing"}
	for _, c := range page.Tables {
		e.Comparisons = append(e.Comparisons, fact{c.ID, fmt.Sprintf(modes[c.Mode], count(len(c.Rows), "row")), lineOf(c.Pos), e.Subject, c.Pos.Line})
	}
}

// completePost offers the journal's posts and pages to the shell.
func (p *program) completePost(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	j, err := p.open()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer j.close()
	tree, _ := j.load()
	var names []string
	for _, page := range tree.Pages {
		if name := j.prefix + page.Path; strings.HasPrefix(name, begun) {
			names = append(names, name+"\t"+printable(page.Meta.Title))
		}
	}
	return names, cobra.ShellCompDirectiveDefault // pictures and templates are files like any other
}
