package main

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"studylog/internal/content"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/site"
)

// subject finds what is meant by a word, in this order: an address, a file of the journal or of its output, a path of
// the site, a name.
func (p *program) subject(x *explainer, word string) (*explanation, error) {
	if strings.Contains(word, "://") {
		at, err := x.onSite(word)
		if err != nil {
			return nil, err
		}
		if e := x.url(at); e != nil {
			return e, nil
		}
		return nil, p.noSubject(x, word)
	}
	for _, name := range p.journalFiles(x.j, word) {
		if e := x.file(name); e != nil {
			return e, nil
		}
	}
	if e := x.url(word); e != nil {
		return e, nil
	}
	if e := x.named(word); e != nil {
		return e, nil
	}
	return nil, p.noSubject(x, word)
}

// onSite is the path of an address, of the site or of a preview of it on this machine.
func (x *explainer) onSite(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", usage("%q is no address", address)
	}
	base := x.plan.Base
	_, host, _ := strings.Cut(base.Origin, "://")
	if base.Known() && !strings.EqualFold(u.Host, host) && !slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname()) {
		return "", usage("%s is not of this site, which is at %s", address, base)
	}
	return u.Path, nil
}

// journalFiles are the files that a word can mean, by their paths in the journal: from the current folder, or from the
// journal's own.
func (p *program) journalFiles(j *journal, word string) (names []string) {
	for _, abs := range []string{p.abs(word), filepath.Join(j.dir, filepath.FromSlash(word))} {
		rel, err := filepath.Rel(j.dir, abs)
		if err != nil || !filepath.IsLocal(rel) || rel == "." {
			continue
		}
		name := filepath.ToSlash(rel)
		if info, err := os.Lstat(abs); err == nil && info.IsDir() && content.Root != name {
			name = path.Join(name, "index.md")
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// file explains a file of the journal, by its path there; nil if there is none.
func (x *explainer) file(name string) *explanation {
	if rest, ok := strings.CutPrefix(name, "public/"); ok {
		return x.url("/" + strings.TrimSuffix(rest, "index.md"))
	}
	if e := x.pageAt(func(p *content.Page) bool { return p.Path == name }); e != nil {
		return e
	}
	info, err := os.Lstat(x.j.path(name))
	builtIn := err != nil && strings.HasPrefix(name, "templates/")
	if _, there := fs.Stat(x.j.fs, name); err != nil && (!builtIn || there != nil) {
		return nil
	}
	e := &explanation{Subject: x.j.prefix + name, Status: "not read"}
	x.mistakes(e, name)
	switch why, cure := content.WhyNotRead(name); {
	case err == nil && !info.Mode().IsRegular():
		e.What, e.Why = "neither a file nor a folder", "not read: links, pipes and devices are never opened; put a file in its place"
	case strings.HasPrefix(name, "templates/"):
		x.templateFile(e, name)
	case name == content.SettingsFile:
		x.settingsFile(e)
	case name == content.ResourcesFile:
		x.catalogue(e)
	case strings.HasPrefix(name, "content/") && why != "":
		e.What, e.Why = "a file in "+content.Root, "not read: "+why+"; "+cure+", and it is"
	case path.Dir(name) == content.ComparisonsDir:
		if about := x.url("/compare/" + strings.TrimSuffix(path.Base(name), path.Ext(name)) + "/"); about != nil {
			about.Subject = e.Subject
			return about
		}
		e.What, e.Status, e.Why = "the title and introduction of a comparison", "unused", "not published: no table of a published post names this comparison"
	case strings.HasPrefix(name, "content/"), strings.HasPrefix(name, "static/"):
		x.picture(e, name)
	default:
		e.What, e.Why = "a file of the folder", "not read: a site is made of content/, static/, templates/ and "+content.SettingsFile
	}
	return e
}

// pageAt explains the first page that answers to a question, published or not.
func (x *explainer) pageAt(is func(*content.Page) bool) *explanation {
	for _, list := range [][]*site.Post{x.plan.Posts, x.plan.Pages} {
		for _, post := range list {
			if is(post.Page) {
				return x.page(post.Page, post, post.Status, post.Until)
			}
		}
	}
	for _, left := range x.plan.Excluded {
		if is(left.Page) {
			return x.page(left.Page, nil, left.Status, left.Until)
		}
	}
	return nil
}

// url explains a path of the site, with or without the base path; nil if nothing is there.
func (x *explainer) url(at string) *explanation {
	at, _, _ = strings.Cut(at, "#")
	at, _, _ = strings.Cut(at, "?")
	if clean, err := url.PathUnescape(at); err == nil {
		at = clean
	}
	at = "/" + strings.TrimPrefix(at, "/")
	forms := []string{at}
	if base := x.plan.Base.URL("/"); base != "/" {
		if rest, ok := strings.CutPrefix(at+"/", base); ok {
			forms = []string{"/" + strings.TrimSuffix(rest, "/"), at}
			if strings.HasSuffix(at, "/") {
				forms[0] += "/"
			}
		}
	}
	for _, form := range forms {
		clean := path.Clean(form)
		for _, try := range []string{clean, strings.TrimSuffix(clean, "/") + "/", strings.TrimSuffix(clean, "index.html"), clean + ".html"} {
			if about, ok := x.plan.About(try); ok {
				return x.about(about)
			}
			if e := x.leftOutAt(try); e != nil {
				return e
			}
		}
	}
	return nil
}

// leftOutAt explains the page that would live at a path, were it published.
func (x *explainer) leftOutAt(at string) *explanation {
	for _, left := range x.plan.Excluded {
		if x.plan.WouldBe(left.Page) == at {
			return x.page(left.Page, nil, left.Status, left.Until)
		}
	}
	return nil
}

// about explains a page of the site that is no post's own.
func (x *explainer) about(a site.About) *explanation {
	if a.Post != nil && !a.Alias {
		return x.page(a.Post.Page, a.Post, a.Post.Status, a.Post.Until)
	}
	e := &explanation{Subject: a.URL, What: a.What, Status: site.Published.String(), URL: x.plan.Base.URL(a.URL), Output: a.File}
	e.Why = "published: studylog makes it"
	if a.Alias {
		e.Why = "published: it leads on to " + x.plan.Base.URL(a.Post.URL)
		e.MadeOf = append(e.MadeOf, place{File: x.j.prefix + a.Post.Path, What: a.Post.Meta.Title})
		for _, alias := range a.Post.Meta.Aliases {
			if strings.Trim(alias.Path, "/") == strings.Trim(a.URL, "/") {
				e.MadeOf[0].Line = alias.Pos.Line
			}
		}
		return e
	}
	if len(a.Sources) == 1 && a.Template == "" && len(a.Posts) == 0 {
		if of := x.file(a.Sources[0]); of != nil && !strings.HasSuffix(a.Sources[0], ".yaml") {
			of.What = a.What + ", from " + of.Subject
			return of
		}
	}
	if a.Template != "" {
		e.Facts = append(e.Facts, x.template(a.Template))
	}
	for _, key := range a.Settings {
		if where, pos := x.setting(key); pos.File != "" {
			e.Settings = append(e.Settings, fact{key, x.lineText(pos), where, pos.File, pos.Line})
		}
	}
	for _, file := range a.Sources {
		e.MadeOf = append(e.MadeOf, place{File: x.j.prefix + file})
	}
	for _, post := range a.Posts {
		e.MadeOf = append(e.MadeOf, place{File: x.j.prefix + post.Path, Line: part(a.URL, post), What: post.Meta.Title})
	}
	for _, use := range x.plan.LinksTo(a.URL) {
		e.LinkedFrom = append(e.LinkedFrom, x.at(use.Pos, use.What))
	}
	return e
}

// part is the line at which a post has what a page is made of; 0 where that is the whole post.
func part(url string, post *site.Post) int {
	switch {
	case strings.HasPrefix(url, "/tracker/") && post.Block != nil:
		return post.Block.Pos.Line
	case strings.HasPrefix(url, "/compare/"):
		for _, t := range post.Tables {
			if strings.HasPrefix(url, "/compare/"+t.ID+"/") {
				return t.Pos.Line
			}
		}
	}
	return 0
}

// lineText is the value of a setting as it stands there, as far as its first line goes.
func (x *explainer) lineText(pos diag.Pos) string {
	src, _ := fs.ReadFile(x.j.fs, content.SettingsFile)
	lines := strings.Split(string(src), "\n")
	if pos.Line < 1 || pos.Line > len(lines) {
		return ""
	}
	text := []rune(lines[pos.Line-1])
	if end := pos.EndCol - 1; end > pos.Col && end < len(text) {
		text = text[:end]
	}
	return masked(strings.TrimSpace(string(text[min(max(pos.Col-1, 0), len(text)):])))
}

// picture explains a file beside the posts, or of static/.
func (x *explainer) picture(e *explanation, name string) {
	pic := x.plan.Picture(name)
	e.What = "a file beside the posts"
	if strings.HasPrefix(name, "static/") {
		e.What = "a file of static/"
	}
	e.Facts = append(e.Facts, fact{Name: "size", Value: sizeText(pic.Bytes)})
	if pic.Width > 0 {
		e.What = "a picture"
		e.Facts = append(e.Facts, fact{Name: "pixels", Value: fmt.Sprintf("%d × %d", pic.Width, pic.Height)})
	}
	for _, use := range x.plan.UsesOf(name) {
		e.LinkedFrom = append(e.LinkedFrom, x.at(use.Pos, use.What))
	}
	switch {
	case pic.Err != nil && pic.Picture:
		e.Status, e.Why = "error", fmt.Sprintf("left out: it cannot be read: %v", pic.Err)
	case pic.URL == "" && strings.HasPrefix(name, "static/"):
		e.Status, e.Why = "not read", "not published: hidden files, backups and keys stay at home"
	case pic.URL == "":
		e.Status, e.Why = "unused", "not published: no published post or page refers to it"
	default:
		e.Status, e.URL, e.Output = site.Published.String(), x.plan.Base.URL(pic.URL), site.OutputFile(pic.URL)
		e.Why = "published"
		if pic.Picture {
			e.Why += ", without the place, camera and texts that may be hidden in it"
		}
		if strings.HasPrefix(pic.URL, "/assets/") {
			e.Why += "; its name carries a hash of its content"
		}
	}
}

func sizeText(n int64) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1000:
		return fmt.Sprintf("%.1f KB", float64(n)/1e3)
	}
	return count(int(n), "byte")
}

func (x *explainer) templateFile(e *explanation, name string) {
	e.What, e.Status, e.Why = "a template that comes with studylog", "unused", "used by no page"
	if x.j.has(name) {
		e.What = "a template of yours"
	}
	if strings.Contains(name, "/partials/") || name == "templates/base.html" {
		e.Status, e.Why = "used", "other templates include it"
		return
	}
	if strings.Contains(name, "/archetypes/") {
		e.Status, e.Why = "used", "studylog new begins posts of its kind with it"
		return
	}
	n, first := 0, ""
	for _, at := range x.plan.Routes() {
		if a, ok := x.plan.About(at); ok && a.Template == name {
			if n++; first == "" {
				first = x.plan.Base.URL(at)
			}
		}
	}
	if n > 0 {
		e.Status, e.Why = "used", fmt.Sprintf("%s made with it, such as %s", map[bool]string{true: "1 page is", false: fmt.Sprint(n, " pages are")}[n == 1], first)
	}
}

func (x *explainer) settingsFile(e *explanation) {
	e.What, e.Status, e.Why = "the settings", "used", "studylog help settings has every key with its default; these are set"
	positions := x.plan.Settings.Positions
	for key, pos := range positions {
		if key == "study" || key == "limits" || key == "markdown" {
			continue // their keys are named
		}
		e.Settings = append(e.Settings, fact{Name: key, Value: x.lineText(pos), From: lineOf(pos), File: e.Subject, Line: pos.Line})
	}
	slices.SortStableFunc(e.Settings, func(a, b fact) int { return 2*(a.Line-b.Line) + strings.Compare(a.Name, b.Name) })
}

func (x *explainer) catalogue(e *explanation) {
	e.What, e.Status, e.Why = "what is studied here", "used", "the tracker has a page for each"
	for i := range x.plan.Tracker.Resources {
		r := &x.plan.Tracker.Resources[i]
		if r.Pos.File == content.ResourcesFile {
			e.Facts = append(e.Facts, fact{r.ID, r.Title, lineOf(r.Pos), e.Subject, r.Pos.Line})
		}
	}
}

// named explains what has a name: a post as a wiki-link finds it, one that is left out, or a resource.
func (x *explainer) named(word string) *explanation {
	if r := x.plan.Tracker.Resource(word); r != nil {
		return x.url("/tracker/" + word + "/")
	}
	if post := x.plan.Named(strings.TrimSuffix(word, ".md")); post != nil {
		return x.page(post.Page, post, post.Status, post.Until)
	}
	return x.pageAt(func(p *content.Page) bool {
		file := strings.TrimSuffix(path.Base(p.Path), path.Ext(p.Path))
		return p.Name == word || file == word || path.Base(p.Path) == word || strings.EqualFold(p.Meta.Title, word) || p.Bundle && path.Base(path.Dir(p.Path)) == word
	})
}

// noSubject is the failure of a word that means nothing here, with what may have been meant.
func (p *program) noSubject(x *explainer, word string) error {
	f := usage("nothing here is called %s: no file of the journal, no page of the site, no post and no resource", shellWord(word))
	if base := path.Base(word); !x.plan.Base.Known() && (strings.HasPrefix(base, "feed.") || base == "sitemap.xml") {
		return f.hintf("there are no feeds and no sitemap until the site's address is known: base_url: in %s, or -b", content.SettingsFile)
	}
	names := map[string]string{} // what may have been typed → what to type
	for _, post := range slices.Concat(x.plan.Posts, x.plan.Pages) {
		names[post.Path], names[path.Base(post.Path)], names[post.Name] = post.Path, post.Path, post.Path
	}
	for _, left := range x.plan.Excluded {
		names[left.Path], names[path.Base(left.Path)], names[left.Name] = left.Path, left.Path, left.Path
	}
	for _, at := range x.plan.Routes() {
		names[at] = x.plan.Base.URL(at)
	}
	for _, id := range trackedIDs(x.plan.Tracker) {
		names[id] = id
	}
	known := make([]string, 0, len(names))
	for name := range names {
		known = append(known, name)
	}
	slices.Sort(known)
	near := decode.Nearest(word, known)
	if near == "" {
		near = decode.Nearest(path.Base(word), known)
	}
	if near == "" {
		return f.hintf("studylog list shows the posts")
	}
	meant := names[near]
	if strings.HasPrefix(meant, "content/") {
		meant = x.j.prefix + meant
	}
	return f.hintf("did you mean studylog explain %s?", shellWord(meant))
}
