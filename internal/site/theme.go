package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"html/template"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/svg"

	"studylog/internal/diag"
)

// theme is the templates and the files that every page needs. One file per kind of page, one layout, and partials;
// a journal's own file of the same name stands in for the built-in one.
type theme struct {
	pages  map[string]*template.Template // by kind: "post", or a layout that front matter names
	hash   [32]byte                      // of every template: part of every page's key
	assets map[string]asset              // by name below static/
}

// asset is a file of the theme that is published under a name with its hash.
type asset struct {
	url  string
	data []byte
	key  [32]byte
}

// kinds are the templates that a theme must have, each with the zero view it is tried with.
var kinds = map[string]any{
	"home": HomeView{}, "post": PostView{}, "page": PostView{}, "list": ListView{}, "tags": TagsView{}, "tracker": TrackerView{},
	"resource": ResourceView{}, "comparisons": ComparisonsView{}, "comparison": ComparisonView{}, "history": HistoryView{}, "404": NotFoundView{},
}

// hashed are the theme's files that pages refer to by a name with a hash.
var hashed = []string{"css/site.css", "js/theme.js", "js/site.js", "icon.svg"}

// functions is all that templates can call beside html/template's own. Each depends on its arguments only.
var functions = template.FuncMap{
	"join": func(sep string, list []string) string { return strings.Join(list, sep) },
	"dict": dict,
	"pct":  func(f float64) string { return strconv.FormatFloat(float64(int(f*100+.5))/100, 'f', -1, 64) },
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict takes pairs of a name and a value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// loadTheme parses every template once, tries each with its zero view, and reads the theme's files.
func loadTheme(fsys fs.FS, layouts map[string]diag.Pos) (*theme, diag.List) {
	t := &theme{pages: map[string]*template.Template{}, assets: map[string]asset{}}
	var diags, assetDiags diag.List
	sum := sha256.New()
	base := template.New("theme").Funcs(functions)
	shared := []string{"templates/base.html"}
	partials, _ := fs.Glob(fsys, "templates/partials/*.html")
	for _, name := range append(shared, partials...) {
		diags.Add(parseTemplate(base, fsys, name, sum)...)
	}
	names := map[string]any{}
	for kind, view := range kinds {
		names[kind] = view
	}
	for layout := range layouts {
		if names[layout] == nil {
			names[layout] = PostView{}
		}
	}
	list := make([]trial, 0, len(names))
	for _, kind := range sortedKeys(names) {
		at, custom := layouts[kind]
		list = append(list, trial{kind: kind, view: names[kind], layout: custom && kinds[kind] == nil, at: at, sum: sha256.New()})
	}
	parallel(len(list)+1, func(i int) { // half of what a small build in which nothing changed has to do
		if i == len(list) {
			assetDiags = t.loadAssets(fsys)
			return
		}
		list[i].run(base, fsys)
	})
	diags.Add(together(list)...)
	for _, kind := range list {
		sum.Write(kind.sum.Sum(nil))
		if kind.set != nil {
			t.pages[kind.kind] = kind.set
		}
	}
	sum.Sum(t.hash[:0])
	diags.Add(assetDiags...)
	return t, diags
}

// A trial is one kind of page, whose template is parsed and tried with the zero view.
type trial struct {
	kind   string
	view   any
	layout bool // that a front matter names
	at     diag.Pos

	set   *template.Template // nil if it cannot be used
	sum   hash.Hash
	diags diag.List
}

// together gathers the mistakes of all pages. One in a part that several pages share is said once, with their kinds.
func together(list []trial) (diags diag.List) {
	type mistake struct {
		diag.Pos
		msg string
	}
	at, pages := map[mistake]int{}, map[int][]string{}
	for _, kind := range list {
		for _, d := range kind.diags {
			i, again := at[mistake{d.Pos, d.Msg}]
			if !again {
				i = len(diags)
				at[mistake{d.Pos, d.Msg}] = i
				diags.Add(d)
			}
			pages[i] = append(pages[i], kind.kind)
		}
	}
	for i, on := range pages {
		switch {
		case len(on) == len(list):
			diags[i].Msg += " (on every page)"
		case diags[i].File != "templates/"+on[0]+".html":
			diags[i].Msg += " (on pages of " + strings.Join(on, ", ") + ")"
		}
	}
	return diags
}

func parseTemplate(set *template.Template, fsys fs.FS, name string, sum interface{ Write([]byte) (int, error) }) diag.List {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return diag.List{diag.Errorf(diag.Pos{File: name}, "", "the template cannot be read: %v", err)}
	}
	fmt.Fprintf(sum, "%s\x00%d\x00", name, len(data))
	sum.Write(data)
	if _, err := set.New(path.Base(name)).Parse(string(data)); err != nil {
		return diag.List{templateError(name, err, set)}
	}
	return nil
}

func (t *theme) loadAssets(fsys fs.FS) (diags diag.List) {
	m := minify.New()
	m.AddFunc(".css", css.Minify)
	m.AddFunc(".js", js.Minify)
	m.AddFunc(".svg", svg.Minify)
	for _, name := range hashed {
		data, err := fs.ReadFile(fsys, "static/"+name)
		if err != nil {
			diags.Add(diag.Errorf(diag.Pos{File: "static/" + name}, "", "the theme's file cannot be read: %v", err))
			continue
		}
		key := assetKey(data)
		ext := path.Ext(name)
		if small, err := m.Bytes(ext, data); err == nil {
			data = small
		}
		url := "/assets/" + strings.TrimSuffix(path.Base(name), ext) + "." + hex.EncodeToString(key[:5]) + ext
		t.assets[name] = asset{url, data, key}
	}
	return diags
}

// assetKey stands for a file of the theme and for what is made of it.
func assetKey(data []byte) [32]byte { return sha256.Sum256(append([]byte("minify-1\x00"), data...)) }

// render executes a page's template.
func (t *theme) render(kind string, view any) ([]byte, error) {
	set := t.pages[kind]
	if set == nil {
		return nil, fmt.Errorf("there is no template %s.html", kind)
	}
	b := buffers.Get().(*bytes.Buffer)
	defer release(b)
	if err := set.ExecuteTemplate(b, "base", view); err != nil {
		d := templateError("templates/"+kind+".html", err, set)
		return nil, fmt.Errorf("%s: %s", d.Pos, d.Msg)
	}
	return bytes.Clone(b.Bytes()), nil
}

// buffers are what pages are rendered into, and copied from: to grow one for each page takes more than the copy.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func release(b *bytes.Buffer) {
	if b.Reset(); b.Cap() < 1<<20 {
		buffers.Put(b)
	}
}
