package content

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"studylog/internal/civil"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/study"
)

// An Entry is what one `studylog log` has to say: a position, time on a day, or both.
type Entry struct {
	Resource string     // none for rest and an honest zero
	Position string     // where I am: "3/12 ch", "+2 ch", "done"; empty: nothing said of it
	Note     string     // beside the position
	Day      civil.Date // of Time
	Time     string     // "1h30m", "rest" or "0"; empty: nothing said of it
}

// Edit adds an entry to a post's front matter, as a person would type it in: text is put in at the places of the YAML
// nodes, and nothing is written anew. Comments, quotes, order, spaces, line ends and a byte order mark stay.
//
// What it promises: the post that is read from the result is the post that is read from src, and the entry; every other
// byte is equal, but for the one line whose form must change: a second session makes a list of a day's value, a new
// position takes the place of the one that the post states, and a progress in one line grows into the form with keys,
// if the line has no room for what is said. Where something gave way, the note says what.
//
// It reads what it wrote before it returns it, and rather refuses (no result, and diagnostics with an error) than to
// break this promise. It refuses what Split and the progress block call errors too, and TOML and JSON.
func Edit(file string, src []byte, e Entry) (out []byte, note string, diags diag.List) {
	e.Position, e.Time, e.Note = words(e.Position), words(e.Time), oneLine(e.Note)
	ed := &editor{file: file, src: src, entry: e}
	if cause := e.unfit(); cause != "" {
		return nil, "", diag.List{*ed.refuse("%s", cause)}
	}
	before, diags := readStatement(file, src)
	if diags != nil {
		return nil, "", diags
	}
	ed.take(before.header)
	want, d := ed.expect(before.block)
	if d == nil {
		d = ed.write()
	}
	if d != nil {
		return nil, "", diag.List{*d}
	}
	if diags := ed.check(before, want); diags != nil {
		return nil, "", diags
	}
	return ed.src, strings.Join(ed.notes, "; "), nil
}

// words makes one space of every run of spaces, of any kind.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// unfit says why an entry can be added to no post.
func (e *Entry) unfit() string {
	switch quiet := e.Time == "rest" || e.Time == "0"; {
	case e.Position == "" && e.Time == "":
		return "there is neither a position nor time to add"
	case e.Note != "" && e.Position == "":
		return "a note stands beside a position, and there is none"
	case e.Resource == "" && e.Position != "":
		return "a position is that of a resource, and none is named"
	case e.Resource != "" && badResourceID(e.Resource) != "":
		return fmt.Sprintf("%q is no id of a resource: %s", e.Resource, badResourceID(e.Resource))
	case quiet && e.Resource != "":
		return "rest and an honest zero belong to a day, not to a resource"
	case e.Time != "" && e.Day <= 0:
		return "time needs its day"
	}
	return ""
}

// A statement is what Edit keeps: the front matter and the body around the progress block, and the block.
type statement struct {
	header decode.Header
	block  study.Block // empty if there is none
	errs   []string    // mistakes in the block
}

// readStatement reads a post as far as Edit can do harm to it. What cannot be edited at all is refused.
func readStatement(file string, src []byte) (*statement, diag.List) {
	if d, bad := notUTF8(file, src); bad {
		return nil, diag.List{d}
	}
	header, diags := decode.Split(file, src)
	switch {
	case !header.OK:
		return nil, slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	case header.Format == decode.TOML || header.Format == decode.JSON:
		return nil, diag.List{diag.Errorf(diag.Pos{File: file}, "", "its front matter is %s; entries can be added to YAML only", header.Format).
			Hintf("write it into the file yourself, or turn the front matter into YAML between --- lines")}
	}
	name, _ := pageName(file)
	day, _ := splitName(name)
	p := &Page{Path: file}
	p.Meta = readMeta(decode.NewObject(header.Root, "", &diags), &diags)
	p.date(Stamp{Day: day})
	block, list := readProgress(p, src, header.Root.Get("progress"), nil)
	s := &statement{header: header}
	if block != nil {
		s.block = *block
	}
	for _, d := range list {
		if d.Severity == diag.Error && d.Code != "P520" { // the pictures are in the body
			s.errs = append(s.errs, d.Code+d.Msg)
		}
	}
	return s, nil
}

// expect returns the block that reading the result must give, and works out what is to be written for that.
func (ed *editor) expect(b study.Block) (study.Block, *diag.Diagnostic) {
	e := &ed.entry
	b.At, b.Time = slices.Clone(b.At), slices.Clone(b.Time)
	if e.Position != "" {
		p, d := ed.merge(b.At)
		if d != nil {
			return b, d
		}
		b.At = slices.DeleteFunc(b.At, func(old study.Position) bool { return old.ID == p.ID })
		b.At = append(b.At, p)
	}
	if e.Time != "" {
		s, err := e.session()
		if err != nil {
			return b, ed.refuse("%s", err)
		}
		ed.session = s
		b.Time = append(b.Time, s)
	}
	return b, nil
}

// session reads an entry's time.
func (e *Entry) session() (study.Session, error) {
	s := study.Session{Date: e.Day, Resource: e.Resource}
	if e.Time == "rest" {
		s.Kind = study.Rest
		return s, nil
	}
	minutes, err := study.ParseDuration(e.Time)
	s.Minutes = minutes
	if minutes == 0 {
		s.Kind = study.Zero
	}
	return s, err
}

// check reads the result and compares it with what it must be.
func (ed *editor) check(before *statement, want study.Block) diag.List {
	after, diags := readStatement(ed.file, ed.src)
	if diags != nil {
		return diag.List{*ed.tooOdd()}
	}
	for _, err := range after.errs {
		if !slices.Contains(before.errs, err) {
			return diag.List{*ed.refuse("%s", err[len("P000"):])}
		}
	}
	if ed.gaveWay {
		want.Time = withoutQuiet(before.header.Root, want.Time, ed.entry.Day)
	}
	same := bytes.Equal(before.header.Body, after.header.Body) &&
		sameFields(before.header.Root, after.header.Root) && sameBlock(want, after.block)
	if !same {
		return diag.List{*ed.tooOdd()}
	}
	return nil
}

// sameFields compares what stands beside `progress`.
func sameFields(a, b *decode.Node) bool {
	others := func(n *decode.Node) *decode.Node {
		m := *n
		m.Format = decode.YAML // none, before there was any
		m.Fields = slices.DeleteFunc(slices.Clone(n.Fields), func(f decode.Field) bool { return strings.EqualFold(f.Key, "progress") })
		return &m
	}
	return sameNode(others(a), others(b))
}

func sameNode(a, b *decode.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.Text == b.Text && a.Quoted == b.Quoted && a.Flow == b.Flow && a.Format == b.Format &&
		slices.EqualFunc(a.Items, b.Items, sameNode) &&
		slices.EqualFunc(a.Fields, b.Fields, func(x, y decode.Field) bool { return x.Key == y.Key && sameNode(x.Value, y.Value) })
}

// withoutQuiet takes out the rest or the zero that is a day's one value.
func withoutQuiet(root *decode.Node, list []study.Session, day civil.Date) []study.Session {
	for _, f := range root.Get("progress").Get("time").Fields {
		if at, ok := civil.Parse(strings.TrimSpace(f.Key)); ok && at == day {
			return slices.DeleteFunc(list, func(s study.Session) bool { return s.Pos == f.Value.Pos })
		}
	}
	return list
}

// sameBlock compares blocks but for their places. Days may come in any order, within a day and among them.
func sameBlock(want, got study.Block) bool {
	for _, b := range []*study.Block{&want, &got} {
		withoutPlaces(reflect.ValueOf(b).Elem())
		b.File, b.Title, b.Date, b.Draft = "", "", 0, false
		for i := range b.At { // a text of several lines gets one more
			b.At[i].Note = strings.NewReplacer("; ", " ", "\n", " ").Replace(b.At[i].Note)
		}
		b.Next = slices.Clone(b.Next)
		for i := range b.Next {
			b.Next[i].Do = oneLine(b.Next[i].Do) // which is what the form with keys makes of it
		}
		slices.SortStableFunc(b.At, func(x, y study.Position) int { return cmp.Compare(x.ID, y.ID) })
		slices.SortStableFunc(b.Time, func(x, y study.Session) int {
			return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(x.Minutes, y.Minutes), cmp.Compare(x.Resource, y.Resource), cmp.Compare(x.Kind, y.Kind))
		})
	}
	return reflect.DeepEqual(want, got)
}

// withoutPlaces sets every diag.Pos in a value to zero, and every empty list to nil.
func withoutPlaces(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[diag.Pos]():
		v.SetZero()
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			withoutPlaces(v.Field(i))
		}
	case v.Kind() == reflect.Slice && v.Len() == 0:
		v.SetZero()
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			withoutPlaces(v.Index(i))
		}
	}
}

func (ed *editor) refuse(format string, args ...any) *diag.Diagnostic {
	d := diag.Errorf(diag.Pos{File: ed.file}, "", format, args...)
	return &d
}

// tooOdd is the refusal where the YAML is sound, but written so that no place for the entry was found with certainty.
func (ed *editor) tooOdd() *diag.Diagnostic {
	d := ed.refuse("its front matter is written in a way that cannot be added to").Hintf("write it into the file yourself: %s", ed.entry.byHand())
	return &d
}

// byHand is the entry as one would type it.
func (e *Entry) byHand() string {
	var parts []string
	if e.Position != "" {
		parts = append(parts, fmt.Sprintf("%s: %s under at", e.Resource, e.Position))
	}
	if e.Time != "" {
		parts = append(parts, fmt.Sprintf("%s: %s under time", e.Day, e.spent()))
	}
	return strings.Join(parts, ", ")
}

// spent is the entry's time as it stands under its day.
func (e *Entry) spent() string {
	if e.Resource == "" {
		return e.Time
	}
	return e.Time + " " + e.Resource
}
