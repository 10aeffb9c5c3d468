package site

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/lazy"
)

// A template is tried before anything is made of it: with the view in which nothing is set, which many a page is near
// to, and with one in which everything is, once. The second finds the misspelt field in a list or below an if, which
// would else be found by the first page that has one, weeks later.

// Views are what the templates of a journal are given, by kind of page. Functions are what they can call beside
// html/template's own. Both are a public API, and the guide for themes describes all of them.
func Views() map[string]any {
	all := map[string]any{}
	for kind, view := range kinds {
		all[kind] = view
	}
	return all
}

// Functions lists the names of our functions.
func Functions() []string { return sortedKeys(functions) }

// builtin are html/template's own functions, for suggestions.
var builtin = []string{
	"and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf", "println", "slice", "urlquery",
}

// usage shows how each of our functions is called.
var usage = map[string]string{
	"join": `{{join ", " .Authors}}`,
	"dict": `{{template "part" dict "name" .Title "more" .Posts}}`,
	"pct":  `width="{{pct .Bar.Gained}}%"`,
}

func (k *trial) run(base *template.Template, fsys fs.FS) {
	name := "templates/" + k.kind + ".html"
	if _, err := fs.Stat(fsys, name); err != nil && k.layout {
		k.diags.Add(diag.Errorf(k.at, "", "layout: %s: there is no %s", k.kind, name).Hintf("write the template, or take the layout out"))
		return
	}
	set, err := base.Clone()
	if err != nil {
		k.diags.Add(templateError(name, err, base))
		return
	}
	if k.diags = parseTemplate(set, fsys, name, k.sum); len(k.diags) > 0 {
		return
	}
	if k.diags = needsMain(base, set, name); len(k.diags) > 0 {
		return
	}
	if err := set.ExecuteTemplate(io.Discard, "base", k.view); err != nil {
		k.diags.Add(templateError(name, err, set))
		return
	}
	// Only what is wrong on every page is wrong for certain: one entry may be too few for what a template counts on.
	if err := set.ExecuteTemplate(io.Discard, "base", filled(k.view)); err != nil && noField.Get().MatchString(err.Error()) {
		k.diags.Add(templateError(name, err, set))
		return
	}
	k.set = set
}

// needsMain finds the page that says nothing: where the frame leaves room for main, a page's template defines it.
func needsMain(base, set *template.Template, name string) diag.List {
	room, main := base.Lookup("main"), set.Lookup("main")
	if room == nil || main == nil || room.Tree != main.Tree && room.Tree.Root.String() != main.Tree.Root.String() {
		return nil
	}
	d := diag.Errorf(diag.Pos{File: name, Line: 1, Col: 1}, "", "template: it defines no main, so the page would be empty").
		Hintf(`put what it prints between {{define "main"}} and {{end}}`)
	var defined []string
	for _, t := range set.Templates() {
		if base.Lookup(t.Name()) == nil {
			defined = append(defined, t.Name())
		}
	}
	slices.Sort(defined)
	if near := decode.Nearest("main", defined); near != "" {
		d = d.Hintf(`it defines %s: did you mean {{define "main"}}?`, near)
	}
	return diag.List{d}
}

// filled returns a view of the same type in which everything is set: each list has an entry, each text is not empty.
func filled(view any) any {
	v := reflect.New(reflect.TypeOf(view)).Elem()
	fill(v, nil)
	return v.Interface()
}

func fill(v reflect.Value, above []reflect.Type) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), above)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), above)
	case reflect.Struct:
		if slices.Contains(above, v.Type()) {
			return // a table of contents holds others
		}
		above = append(slices.Clone(above), v.Type())
		for i := range v.NumField() {
			fill(v.Field(i), above)
		}
	}
}

var (
	templatePlace = lazy.Regexp{Pattern: `^(?:html/)?template: ?([^:]+):(\d+)(?::(\d+))?: (.*)$`}
	executing     = lazy.Regexp{Pattern: `^executing "[^"]*" at <.*?>: `}

	noField    = lazy.Regexp{Pattern: `can't evaluate field (\w+) in type \*?(?:\[\])?([\w.]+)`}
	noFunction = lazy.Regexp{Pattern: `function "(\w+)" not defined`}
	noTemplate = lazy.Regexp{Pattern: `no such template "([^"]*)"|template "([^"]*)" not defined`}
	badCall    = lazy.Regexp{Pattern: `(?:error calling|number of args for|value for|argument for) (\w+)`}
)

// templateError puts a template's error at the line of the file that it came from, says it in our words, and names
// what was probably meant.
func templateError(name string, err error, set *template.Template) diag.Diagnostic {
	pos := diag.Pos{File: name}
	msg := strings.ReplaceAll(err.Error(), "\n", " ")
	if m := templatePlace.Get().FindStringSubmatch(msg); m != nil {
		file := "templates/" + m[1]
		if path.Base(name) != m[1] && m[1] != "base.html" {
			file = "templates/partials/" + m[1]
		}
		pos.File, msg = file, m[4]
		pos.Line, _ = strconv.Atoi(m[2])
		if col, err := strconv.Atoi(m[3]); err == nil {
			pos.Col = col + 1
		}
	}
	msg = executing.Get().ReplaceAllString(msg, "")
	d := diag.Errorf(pos, "", "template: %s", msg).Hintf("studylog help themes lists what a template can print")
	if m := noField.Get().FindStringSubmatch(msg); m != nil {
		view := strings.TrimPrefix(m[2], "site.")
		d.Msg = fmt.Sprintf("template: %s has no field %s", view, m[1])
		if fields := fieldsOf(view); len(fields) > 0 {
			d = meant(d, m[1], ".", fields)
		}
	} else if m := noFunction.Get().FindStringSubmatch(msg); m != nil {
		d.Msg = fmt.Sprintf("template: there is no function %s", m[1])
		d = meant(d, m[1], "", append(Functions(), builtin...))
	} else if m := noTemplate.Get().FindStringSubmatch(msg); m != nil {
		missing := m[1] + m[2]
		d.Msg = fmt.Sprintf("template: there is no part %q", missing)
		d = meant(d, missing, "", partsOf(set))
	} else if m := badCall.Get().FindStringSubmatch(msg); m != nil && usage[m[1]] != "" {
		d = d.Hintf("for example %s", usage[m[1]])
	}
	return d
}

func meant(d diag.Diagnostic, word, sign string, known []string) diag.Diagnostic {
	if near := decode.Nearest(word, known); near != "" {
		return d.Hintf("did you mean %s%s?", sign, near)
	}
	return d
}

func partsOf(set *template.Template) (names []string) {
	for _, t := range set.Templates() {
		names = append(names, t.Name())
	}
	slices.Sort(names)
	return names
}

// fieldsOf lists the fields of a view or of a part of one, by the name of its type.
func fieldsOf(name string) []string {
	t := viewTypes()[name]
	if t == nil {
		return nil
	}
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous {
			names = append(names, f.Name)
		}
	}
	return names
}

// viewTypes are the types of all views and of whatever they hold, by name.
func viewTypes() map[string]reflect.Type {
	types := map[string]reflect.Type{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || types[t.Name()] != nil {
			return
		}
		types[t.Name()] = t
		for i := range t.NumField() {
			walk(t.Field(i).Type)
		}
	}
	for _, view := range kinds {
		walk(reflect.TypeOf(view))
	}
	return types
}
