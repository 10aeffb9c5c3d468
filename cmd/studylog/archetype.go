package main

import (
	"bytes"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"studylog/internal/civil"
	"studylog/internal/content"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/lazy"
	"studylog/internal/site"
	"studylog/internal/slug"
	"studylog/internal/study"
	"studylog/internal/vfs"
)

// An archetype is the text that a new post begins with: templates/archetypes/KIND.md of the journal, else its
// default.md, else the built-in one. What it offers of the tracker stands in comments, so that nothing is claimed until
// the writer takes the "# " off.

// archetypeData is what an archetype can print. Its fields are a public API: see `studylog help themes`.
type archetypeData struct {
	Title     string // quoted for YAML
	Slug      string
	Date      string // 2025-10-28
	Kind      string
	Schema    string // the schema of its front matter, as a post in content/posts refers to it
	Resources []archetypeResource
	First     string          // the id of the resource that is being studied, the first of several
	From, To  archetypeDay    // what an update of this day reports on; without From it is not the first of its day
	Days      []archetypeDay  // of it, without pauses, the last fourteen
	Promises  []archetypeOpen // that are open
}

type archetypeResource struct {
	ID, Title string
	State     string // planned, active, paused, done, dropped
	Open      bool   // in the plan, and neither done nor dropped
	At        string // where it stands, as a post would say it: "3 ch", "6h30m"
	Of        string // its total: "12 chapters"
	Example   string // an amount in its unit
}

type archetypeDay struct{ Date, Weekday, Long string }

type archetypeOpen struct{ ID, Do, By string }

// archetype fills in the archetype of a kind for a post of a day.
func (p *program) archetype(j *journal, tree *content.Tree, kind, title string, day civil.Date) ([]byte, error) {
	name, text, err := j.archetypeFile(kind)
	if err != nil {
		return nil, err
	}
	plan, _ := site.NewPlan(tree, site.Options{Drafts: true}, lastMoment(day, tree.Settings))
	out, d := fillIn(name, string(text), dataFor(plan, kind, title, day))
	if d == nil {
		return out, nil
	}
	if err := p.report(j, diag.List{*d}); err != nil {
		return nil, err
	}
	return nil, &failure{code: exitContent, msg: "nothing was written"}
}

// archetypeFile is the journal's file for a kind, its file for all kinds, or the built-in one.
func (j *journal) archetypeFile(kind string) (name string, text []byte, err error) {
	own := vfs.Overlay(j.own) // as everywhere, no link or device is read
	for _, base := range []string{kind, "default"} {
		name = "templates/archetypes/" + base + ".md"
		if _, err := fs.Stat(own, name); err == nil {
			text, err = fs.ReadFile(own, name)
			return name, text, err
		}
	}
	name = "templates/archetypes/" + kind + ".md"
	text, err = fs.ReadFile(j.fs, name)
	return name, text, err
}

func fillIn(name, text string, data archetypeData) ([]byte, *diag.Diagnostic) {
	tmpl, err := template.New(name).Parse(text)
	if err != nil {
		return nil, archetypeError(name, err)
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, data); err != nil {
		return nil, archetypeError(name, err)
	}
	return out.Bytes(), nil
}

var (
	archetypePlace = lazy.Regexp{Pattern: `^template: [^:]+:(\d+)(?::(\d+))?: (?:executing .* at <[^>]*>: )?(.*)$`}
	noField        = lazy.Regexp{Pattern: `can't evaluate field (\w+) in type main\.(\w+)`}
	archetypeNames = map[string][]string{
		"archetypeData":     {"Title", "Slug", "Date", "Kind", "Schema", "Resources", "First", "From", "To", "Days", "Promises"},
		"archetypeResource": {"ID", "Title", "State", "Open", "At", "Of", "Example"},
		"archetypeDay":      {"Date", "Weekday", "Long"},
		"archetypeOpen":     {"ID", "Do", "By"},
	}
)

// archetypeError puts a template's error at its line.
func archetypeError(name string, err error) *diag.Diagnostic {
	pos, msg := diag.Pos{File: name}, oneLine(err.Error())
	if m := archetypePlace.Get().FindStringSubmatch(msg); m != nil {
		pos.Line, _ = strconv.Atoi(m[1])
		if col, err := strconv.Atoi(m[2]); err == nil {
			pos.Col = col + 1
		}
		msg = m[3]
	}
	hint := "studylog help themes lists what an archetype can print"
	if m := noField.Get().FindStringSubmatch(msg); m != nil {
		msg = "there is no ." + m[1] + " to print here"
		if near := decode.Nearest(m[1], archetypeNames[m[2]]); near != "" {
			hint = "did you mean ." + near + "?"
		}
	}
	d := diag.Errorf(pos, "", "archetype: %s", msg).Hintf("%s", hint)
	return &d
}

func oneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// dataFor is what there is to say on a day: where everything stands, what is promised, which days have not been
// reported on.
func dataFor(plan *site.Plan, kind, title string, day civil.Date) archetypeData {
	data := archetypeData{Title: quoted(title), Slug: idOf(title, kind), Date: day.String(), Kind: kind, Schema: "../../" + content.SchemaFile("post"), To: archetypeDayOf(day)}
	t := plan.Tracker
	for i := range t.Resources {
		r := archetypeResourceOf(&t.Resources[i])
		if r.Open && (data.First == "" || r.State == string(study.Active) && !isActive(t, data.First)) {
			data.First = r.ID
		}
		data.Resources = append(data.Resources, r)
	}
	for _, c := range t.Commitments {
		if c.Outcome != "" {
			continue
		}
		open := archetypeOpen{ID: c.ID, Do: oneLine(c.Do)}
		if c.By != 0 {
			open.By = c.By.Long()
		}
		data.Promises = append(data.Promises, open)
	}
	from := t.Settings.Start
	if u := t.LastUpdate(); u != nil {
		from = u.AsOf + 1
	}
	if from > day || from == 0 {
		data.Days = []archetypeDay{data.To}
		return data
	}
	data.From = archetypeDayOf(from)
	for d := day; d >= from && len(data.Days) < 14; d-- {
		if !paused(t.Settings.Pauses, d) {
			data.Days = append(data.Days, archetypeDayOf(d))
		}
	}
	slices.Reverse(data.Days)
	return data
}

// idOf makes an id for the tracker of a title: of ASCII letters, digits and hyphens, and no word with a meaning of its own.
func idOf(title, kind string) string {
	id := strings.Trim(notInIDs.Get().ReplaceAllString(slug.Make(title), "-"), "-")
	if id == "" || id[0] < 'a' || study.ReservedID(id) {
		id = strings.TrimSuffix(kind+"-"+id, "-")
	}
	return id
}

var notInIDs = lazy.Regexp{Pattern: `[^a-z0-9]+`}

func isActive(t *study.Tracker, id string) bool { return t.Resource(id).State == study.Active }

func paused(list []study.Pause, day civil.Date) bool {
	return slices.ContainsFunc(list, func(p study.Pause) bool { return p.From <= day && (p.To == 0 || day <= p.To) })
}

func archetypeDayOf(d civil.Date) archetypeDay {
	name := weekdayName(d)
	return archetypeDay{Date: d.String(), Weekday: name, Long: name + ", " + d.Long()}
}

// archetypeResourceOf writes where a resource stands. One that was not begun stands at nought, and one that counts
// nothing in its state, so that an archetype never says more than is known.
func archetypeResourceOf(r *study.Tracked) archetypeResource {
	a := archetypeResource{ID: r.ID, Title: oneLine(r.Title), State: string(r.State), At: r.Stated(), Example: example(r.Unit)}
	a.Open = r.InPlan && r.State != study.Done && r.State != study.Dropped
	if a.State == "" {
		a.State = string(study.Planned)
	}
	if r.Total > 0 && r.Unit != study.Percent {
		a.Of = sized(r.Total, r.TotalText(), r.Unit)
	}
	if a.At == "" {
		a.At = a.State
	}
	return a
}

// quoted writes a text as a YAML scalar that is read back as that very text: plain where it can be nothing else, else
// in double quotes, with an escape for whatever cannot be seen. What is no UTF-8 becomes U+FFFD.
func quoted(s string) string {
	if plainScalar.Get().MatchString(s) && !bareWord[strings.ToLower(s)] {
		return s
	}
	return content.QuoteYAML(s)
}

var (
	plainScalar = lazy.Regexp{Pattern: `^[A-Za-z][A-Za-z0-9.-]*( [A-Za-z0-9.-]+)*$`}
	bareWord    = map[string]bool{"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true, "true": true, "false": true, "null": true}
)

// example is an amount of a unit, as one would report it.
func example(u study.Unit) string {
	switch u {
	case study.Hours:
		return "6h30m"
	case study.Percent:
		return "15%"
	case study.Pages:
		return "40 p"
	case study.Lessons:
		return "3 ls"
	case study.Modules:
		return "2 mod"
	case study.Labs:
		return "1 lab"
	case study.Tasks:
		return "2 tasks"
	}
	return "3 ch"
}
