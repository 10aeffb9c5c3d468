package content

import (
	"slices"
	"strings"

	"studylog/internal/civil"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/study"
)

var resourceKinds = []string{"book", "course", "video", "cert", "paper", "lab", "project"}

// ParseResources reads content/resources.yaml. The catalogue is present unless the file holds nothing but comments.
// An entry with a mistake is reported and kept as far as it goes, and one without an id makes as if there were no
// catalogue, so that posts that name it are not blamed as well.
func ParseResources(src []byte) (list []study.Resource, present bool, diags diag.List) {
	if d, bad := notUTF8(ResourcesFile, src); bad {
		return nil, true, diag.List{d}
	}
	root, diags := decode.Parse(ResourcesFile, src, 1, decode.YAML)
	if root.Absent() {
		return nil, diags.HasErrors(), diags
	}
	if root.Kind != decode.List {
		if !diags.HasErrors() {
			diags.Add(diag.Errorf(root.Pos, "P103", "the catalogue must be a list, not %s", root.Kind).
				Hintf("begin each resource with a hyphen: - {id: llm-playbook, kind: book, …}"))
		}
		return nil, true, diags
	}
	present = true
	seen := map[string]diag.Pos{}
	for _, item := range root.Items {
		r := &resourceReader{}
		r.read(item)
		diags.Add(r.diags...)
		if r.res.ID == "" { // any id that posts name may be the one that is lost
			present = false
			continue
		}
		if before, again := seen[r.res.ID]; again {
			diags.Add(diag.Errorf(r.res.Pos, "P103", "%s is in the catalogue twice, first on line %d", r.res.ID, before.Line).
				Hintf("give one of them another id"))
			continue
		}
		seen[r.res.ID] = r.res.Pos
		list = append(list, r.res)
	}
	return list, present, diags
}

type resourceReader struct {
	reader
	res  study.Resource
	unit *decode.Node // where it is stated
}

func (r *resourceReader) read(n *decode.Node) {
	if n.Kind != decode.Map {
		r.fail(n.Pos, "P103", "a resource must be keys with values, not %s", n.Kind)
		r.hint("for example - {id: llm-playbook, kind: book, title: …}")
		return
	}
	o := decode.NewObject(n, "the catalogue", &r.diags)
	r.res.Pos = n.Pos
	id := o.Take("id")
	kind := o.Take("kind")
	r.res.Title = oneLine(r.words(o.Take("title"), "title"))
	r.res.By = oneLine(r.words(o.Take("by"), "by"))
	r.res.URL = r.address(o.Take("url"), "url")
	r.unit = o.Take("unit")
	total, also, scope := o.Take("total"), o.Take("also"), o.Take("scope")
	r.effort(o.Take("effort"))
	topics, _, ok := o.Take("topics").Strings()
	if !ok {
		r.fail(n.Get("topics").Pos, "P103", "topics must be a list of texts")
	}
	for _, t := range topics {
		r.res.Topics = append(r.res.Topics, oneLine(t))
	}
	if exam := o.Take("exam"); !exam.Absent() {
		r.res.Exam = r.day(exam)
	}
	o.Refuse("P103", diag.Error)

	r.name(id, n)
	r.readUnit()
	r.totals(total)
	r.also(also)
	r.scope(scope)
	r.kind(kind, n)
	if r.res.Title == "" {
		r.res.Title = r.res.ID
	}
}

func (r *resourceReader) name(id, n *decode.Node) {
	if id.Absent() {
		r.fail(n.Pos, "P103", "a resource needs an id")
		r.hint("for example id: llm-playbook")
		return
	}
	text := r.words(id, "id")
	if cause := badResourceID(text); cause != "" {
		r.diags.Add(notAnID(text, id.Pos, "P103", "resource", cause))
		return
	}
	r.res.ID, r.res.Pos = text, id.Pos
}

func (r *resourceReader) kind(n, item *decode.Node) {
	if n.Absent() {
		kind := map[study.Unit]string{
			study.Chapters: "book", study.Pages: "book", study.Lessons: "course", study.Modules: "course", study.Hours: "video",
			study.Percent: "cert", study.Labs: "lab", study.Tasks: "project",
		}[r.res.Unit]
		if kind == "" {
			r.fail(item.Pos, "P103", "a resource needs a kind: %s", strings.Join(resourceKinds, ", "))
		}
		r.res.Kind = kind
		return
	}
	s := r.words(n, "kind")
	if !slices.Contains(resourceKinds, s) {
		r.fail(n.Pos, "P103", "the kind %q is not known", s)
		r.hint("%s", meant(s, resourceKinds))
	}
	r.res.Kind = s
}

func (r *resourceReader) readUnit() {
	if r.unit.Absent() {
		return
	}
	s := r.words(r.unit, "unit")
	unit, ok := study.ParseUnit(s)
	if !ok {
		r.fail(r.unit.Pos, "P103", "the unit %q is not known", s)
		r.hint("%s", meant(s, study.UnitNames()))
		return
	}
	r.res.Unit = unit
}

func (r *resourceReader) effort(n *decode.Node) {
	if n.Absent() {
		return
	}
	text, ok := r.amountText(n, "effort")
	if !ok {
		return
	}
	minutes, err := study.ParseDuration(text)
	switch {
	case err != nil:
		r.failed(n.Pos, err)
	case minutes == 0:
		r.fail(n.Pos, "P102", "effort must be above 0; without it, it is estimated")
	default:
		r.res.Effort = minutes
	}
}

// totals reads one size for ever, or a list of {from, is}.
func (r *resourceReader) totals(n *decode.Node) {
	if n.Absent() {
		return
	}
	if n.Kind != decode.List {
		if is, ok := r.size(n, "total"); ok {
			r.res.Totals = []study.Total{{Is: is}}
		}
		return
	}
	last, any := civil.Date(0), false
	for _, item := range n.Items {
		o := decode.NewObject(item, "total", &r.diags)
		from, is := o.Take("from"), o.Take("is")
		o.Refuse("P103", diag.Error)
		if item.Kind != decode.Map {
			continue
		}
		t := study.Total{}
		if from.Absent() {
			r.fail(item.Pos, "P103", "a dated total needs from: {from: 2025-10-14, is: 27}")
			continue
		}
		if t.From = r.day(from); t.From == 0 {
			continue
		}
		if any && t.From <= last {
			r.fail(from.Pos, "P103", "%s does not come after %s, the total before: put them in order of their days", t.From, last)
			continue
		}
		last, any = t.From, true
		var ok bool
		if t.Is, ok = r.size(orPlace(is, item.Pos), "is"); ok {
			r.res.Totals = append(r.res.Totals, t)
		}
	}
}

// size reads how much there is in all: a number above 0, with the resource's unit or none. Of a resource without a
// unit it states that too.
func (r *resourceReader) size(n *decode.Node, what string) (study.Num, bool) {
	text, ok := r.amountText(n, what)
	if !ok {
		return 0, false
	}
	a, ok := r.amount(text, r.res.Unit, n.Pos, what)
	if !ok {
		return 0, false
	}
	if r.res.Unit == "" {
		r.res.Unit = a.Unit
	}
	if r.res.Unit == study.Percent && a.N != 100_000_000 {
		r.fail(n.Pos, "P103", "a per cent is of 100, not of %s", text)
		return 0, false
	}
	return a.N, true
}

// amount reads a plain size; a bare number is in unit.
func (r *resourceReader) amount(text string, unit study.Unit, at diag.Pos, what string) (study.Amount, bool) {
	a, err := study.ParseAmount(text)
	if (err == nil && a.Unit == "" || codeOf(err) == "P306") && unit != "" {
		a, err = study.ParseAmount(text + " " + string(unit))
	}
	switch {
	case strings.HasPrefix(strings.TrimSpace(text), "-"):
		r.fail(at, "P307", "%s must be above 0, not %s", what, text)
	case err != nil && codeOf(err) != "P307":
		r.fail(at, "P102", "%s: cannot read %q. Write a number above 0, such as 12 or 24h.", what, text)
	case err != nil:
		r.failed(at, err)
	case a.Form != study.Snapshot || a.Total != 0:
		r.fail(at, "P102", "%s: cannot read %q. Write a number above 0, such as 12 or 24h.", what, text)
	case a.N <= 0:
		r.fail(at, "P103", "%s must be above 0", what)
	case a.Unit != unit && unit != "" && a.Unit != "":
		r.fail(at, "P206", "%s is in %s, but the resource counts %s", what, a.Unit, unit)
	default:
		return a, true
	}
	return a, false
}

func (r *resourceReader) also(n *decode.Node) {
	for _, f := range r.fields(n, "also", "also: {pages: 254}") {
		unit, ok := study.ParseUnit(f.Key)
		switch {
		case !ok:
			r.fail(f.KeyPos, "P103", "the unit %q is not known", f.Key)
			r.hint("%s", meant(f.Key, study.UnitNames()))
			continue
		case unit == r.res.Unit, unit == study.Percent:
			r.fail(f.KeyPos, "P103", "also names %s, which may be reported anyhow", unit)
			r.hint("remove it")
			continue
		}
		value := orPlace(f.Value, f.KeyPos)
		text, ok := r.amountText(value, "also."+f.Key)
		if !ok {
			continue
		}
		if a, ok := r.amount(text, unit, value.Pos, "also."+f.Key); ok {
			if r.res.Also == nil {
				r.res.Also = map[study.Unit]study.Num{}
			}
			r.res.Also[unit] = a.N
		}
	}
	if len(r.res.Also) > 0 && len(r.res.Totals) == 0 {
		r.diags.Add(diag.Warnf(n.Pos, "", "also needs a total, or pages could not be turned into %s", orElse(string(r.res.Unit), "units")))
	}
}

// scope reads the part that is planned, as a set with or without its unit.
func (r *resourceReader) scope(n *decode.Node) {
	if n.Absent() {
		return
	}
	text, ok := r.amountText(n, "scope")
	if !ok {
		return
	}
	if r.res.Unit == study.Hours || r.res.Unit == study.Percent {
		r.fail(n.Pos, "P103", "a scope is of counted units, but this resource counts %s", r.res.Unit)
		return
	}
	set, err := study.ParseSet(text)
	if err != nil {
		if a, aerr := study.ParseAmount(text); aerr == nil && a.Form == study.SetForm && (r.res.Unit == "" || a.Unit == r.res.Unit) {
			set, err = a.Set, nil
		}
	}
	if err != nil {
		r.failed(n.Pos, err)
		return
	}
	r.res.Scope = &set
	for _, t := range r.res.Totals {
		if top := set[len(set)-1][1]; study.Num(top)*1_000_000 > t.Is {
			r.diags.Add(diag.Warnf(n.Pos, "P203", "the scope reaches to %d, above the total", top).
				Hintf("correct the scope, or the total"))
			break
		}
	}
}
