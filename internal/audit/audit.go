// Package audit checks a finished site as a visitor on GitHub Pages would find it: every link, image, anchor and asset
// in every page, style sheet and feed, and what makes pages usable for everybody.
//
//	list := audit.Check(tree, tree.Paths(), audit.Options{BasePath: "/journal/", Origin: "https://ada.github.io"})
//
// It reads the output tree itself, not the plan that made it: what it says holds for the bytes that are published.
//
// Errors are what does not work: links, images, scripts, style sheets and feeds that lead nowhere, anchors that no page
// has, links that leave the base path, requests to other hosts. Warnings are what works badly: a link that costs a
// redirect, an id twice on a page, images without alt text or size, headings that skip a level, links without a name,
// pages without a language or a title, several h1.
//
// GitHub Pages decides what a link reaches: names are case-sensitive; /x/ is x/index.html; /x is the file x, else
// x.html, else a redirect to /x/; nothing else. 404.html is served at any depth, so its links must be absolute.
//
// A finding lies in the output, so its position is the output file, or the source that Options.Source names for it. A
// finding that more than half of the pages share is the theme's: it is reported once.
//
// Promises: it opens each file once, several at a time, and keeps no page in memory; the list is sorted and the same
// whatever the order of the work. Left to others: secrets, and the world outside (links to other hosts are not followed).
package audit

import (
	"cmp"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"studylog/internal/diag"
	"studylog/internal/meter"
)

// Options say where the site will live and where its pages come from.
type Options struct {
	BasePath string                   // "/" or "/journal/"; "" is "/"
	Origin   string                   // "https://ada.github.io"; "" if it is not known: absolute URLs are then foreign
	Source   func(page string) string // the source file of an output file, or ""; may be nil
	Meter    *meter.Meter             // told of each file; may be nil
}

// Codes of the findings.
const (
	DeadLink    = "A101" // link, image, script, style sheet or feed that leads nowhere
	DeadAnchor  = "A102"
	OutsideBase = "A103"
	ForeignHost = "A104" // a request to another host
	BadScheme   = "A105"
	Unreadable  = "A106" // a file that does not render, or a feed that is no XML or JSON
	Redirect    = "A201"
	RepeatedID  = "A202"
	NoAlt       = "A203"
	NoSize      = "A204"
	SkipsLevel  = "A205"
	EmptyLink   = "A206"
	NoLang      = "A207"
	NoTitle     = "A208"
	ManyH1      = "A209"
	RelativeURL = "A210" // in a feed, or in 404.html
)

// Check reads the files of site at paths (all of them, if paths is nil) and returns what is wrong, sorted.
func Check(site fs.FS, paths []string, opts Options) diag.List {
	var list diag.List
	if paths == nil {
		paths = walk(site, &list)
	}
	c := &checker{site: site, opts: opts, base: "/" + strings.Trim(opts.BasePath, "/") + "/"}
	if c.base == "//" {
		c.base = "/"
	}
	if o, err := url.Parse(opts.Origin); err == nil && o.Host != "" {
		c.origin = o
	} else {
		c.opts.Origin = ""
	}
	files := c.readAll(paths)
	c.index(files)
	var found []finding
	for _, f := range files {
		found = append(found, f.found...)
		for _, r := range f.refs {
			found = append(found, c.resolve(f, r)...)
		}
	}
	list.Add(c.report(found, files)...)
	list.Sort()
	return list
}

func walk(site fs.FS, list *diag.List) (paths []string) {
	err := fs.WalkDir(site, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, p)
		}
		return err
	})
	if err != nil {
		list.Add(diag.Errorf(diag.Pos{}, Unreadable, "the output cannot be listed: %v", err))
	}
	return paths
}

// A checker holds what is known of the whole site once every file has been read.
type checker struct {
	site fs.FS
	opts Options
	base string // begins and ends with a slash

	origin *url.URL // nil if unknown

	files  map[string]*file
	dirs   map[string]bool
	folded map[string]string   // path in lower case -> path
	named  map[string][]string // last element of a page's URL -> pages
}

// A file of the output, read and let go: what it refers to and what can be referred to in it.
type file struct {
	path  string
	html  bool
	ids   map[string]bool
	base  string // <base href>
	refs  []ref
	found []finding
}

// A ref is a reference to something else.
type ref struct {
	url  string
	what string // "link", "image", "script": for the message
	load bool   // the browser requests it by itself
	feed bool   // it stands in a feed, where URLs must be absolute
}

// A finding is a diagnostic without its place.
type finding struct {
	page     string
	severity diag.Severity
	code     string
	msg      string
	hint     string
}

func (f *file) warn(code, hint, format string, args ...any) {
	f.found = append(f.found, finding{f.path, diag.Warning, code, fmt.Sprintf(format, args...), hint})
}

func (f *file) fail(code, hint, format string, args ...any) {
	f.found = append(f.found, finding{f.path, diag.Error, code, fmt.Sprintf(format, args...), hint})
}

// readAll reads every file that can refer to others, as many at once as there are processors.
func (c *checker) readAll(paths []string) []*file {
	files := make([]*file, len(paths))
	stage := c.opts.Meter.Begin("looking through", "file", len(paths))
	defer stage.End()
	next := make(chan int)
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := range next {
				stage.Start(paths[i])
				files[i] = c.read(paths[i])
				stage.Done(paths[i])
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	work.Wait()
	return files
}

func (c *checker) read(name string) *file {
	f := &file{path: name}
	var parse func(*file, []byte, string)
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm":
		f.html = true
		parse = parsePage
	case ".css":
		parse = parseCSS
	case ".xml":
		parse = parseXML
	case ".json":
		parse = parseJSON
	default:
		return f
	}
	data, err := fs.ReadFile(c.site, name)
	if err != nil {
		f.fail(Unreadable, "", "the file cannot be rendered: %v", err)
		return f
	}
	parse(f, data, c.opts.Origin)
	return f
}

func (c *checker) index(files []*file) {
	c.files, c.dirs = make(map[string]*file, len(files)), map[string]bool{"": true}
	c.folded, c.named = make(map[string]string, len(files)), map[string][]string{}
	for _, f := range files {
		c.files[f.path] = f
		c.folded[strings.ToLower(f.path)] = f.path
		dir := path.Dir(f.path)
		if path.Base(f.path) == "index.html" && dir != "." {
			c.named[path.Base(dir)] = append(c.named[path.Base(dir)], dir+"/")
		}
		for ; dir != "." && !c.dirs[dir]; dir = path.Dir(dir) {
			c.dirs[dir] = true
			c.folded[strings.ToLower(dir)] = dir
		}
	}
}

// report places the findings, and says once what is the same on most pages.
func (c *checker) report(found []finding, files []*file) (list diag.List) {
	pages := 0
	for _, f := range files {
		if f.html {
			pages++
		}
	}
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Or(strings.Compare(a.code, b.code), strings.Compare(a.msg, b.msg), strings.Compare(a.page, b.page))
	})
	same := func(a, b finding) bool { return a.code == b.code && a.msg == b.msg }
	for i := 0; i < len(found); {
		n := i + 1
		for n < len(found) && same(found[i], found[n]) {
			n++
		}
		group := slices.CompactFunc(found[i:n:n], func(a, b finding) bool { return a.page == b.page })
		i = n
		if len(group) > max(pages/2, 4) {
			list.Add(diag.Diagnostic{
				Pos: diag.Pos{File: group[0].page}, Severity: group[0].severity, Code: group[0].code,
				Msg: fmt.Sprintf("%s (and on %d more pages: the theme's, or a setting's)", group[0].msg, len(group)-1), Hint: group[0].hint,
			})
			continue
		}
		for _, g := range group {
			list.Add(c.place(g))
		}
	}
	return list
}

func (c *checker) place(f finding) diag.Diagnostic {
	d := diag.Diagnostic{Pos: diag.Pos{File: f.page}, Severity: f.severity, Code: f.code, Msg: f.msg, Hint: f.hint}
	if c.opts.Source == nil {
		return d
	}
	if source := c.opts.Source(f.page); source != "" {
		d.File = source
		d.Msg += " (in " + f.page + ")"
	}
	return d
}
