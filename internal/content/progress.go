package content

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"studylog/internal/civil"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/lazy"
	"studylog/internal/markdown"
	"studylog/internal/slug"
	"studylog/internal/study"
)

const (
	longestRange = 366  // days
	farAhead     = 31   // days after the post's date
	farBehind    = 3653 // days before it: ten years
)

var (
	outcomes    = []string{"yes", "partly", "moved", "let-go"}
	labStatuses = []string{"idea", "building", "working", "deployed", "torn-down", "abandoned"}
)

// progressReader reads one `progress` block. It judges what this one file can tell; whether a resource exists, and
// whether a position goes down, is for package study to say.
type progressReader struct {
	file  string
	src   []byte // the whole file: to find the places of a one-line form's items
	date  civil.Date
	block *study.Block
	reader
}

// readProgress returns nil if there is no block, or one that says nothing: a form whose keys have no values yet is no
// report. The mistakes of a draft are warnings.
func readProgress(p *Page, src []byte, n *decode.Node, images []markdown.Hole) (*study.Block, diag.List) {
	if n.Absent() {
		return nil, nil
	}
	r := &progressReader{file: p.Path, src: src, date: p.Meta.Date.Day}
	r.block = &study.Block{File: p.Path, Title: p.Meta.Title, Date: p.Meta.Date.Day, Draft: p.Meta.Draft, Pos: n.Pos}
	for _, img := range images {
		r.block.Shots = append(r.block.Shots, study.Shot{Src: img.Dest, Alt: strings.TrimSpace(img.Text), Pos: img.Pos})
	}
	block := r.read(n)
	return block, r.diags
}

func (r *progressReader) read(n *decode.Node) *study.Block {
	switch n.Kind {
	case decode.Scalar:
		if strings.Trim(n.Text, " ;\n\t\u00a0\u202f") == "" {
			return nil
		}
		r.line(n)
	case decode.List:
		r.fail(n.Pos, "P102", "progress is a list; it must be one line, or keys with values")
		r.hint(`for example "progress: llm-playbook 3/12 ch; spent 22h"`)
	default:
		r.full(n)
		if len(n.Fields) > 0 && !slices.ContainsFunc(n.Fields, func(f decode.Field) bool { return !f.Value.Absent() }) {
			return nil
		}
	}
	return r.block
}

// line reads the one-line form.
func (r *progressReader) line(n *decode.Node) {
	b := r.block
	items, errs := study.ParseLine(n.Text)
	find := r.finder(n)
	for _, e := range errs {
		r.fail(find(e.Col, e.EndCol), e.Code, "%s", e.Msg)
	}
	place := func(p *diag.Pos) { *p = find(p.Col, p.EndCol) }
	for _, p := range items.At {
		place(&p.Pos)
		place(&p.IDPos)
		if r.id(p.ID, p.IDPos) {
			b.At = append(b.At, p)
		}
	}
	for _, s := range items.Spent {
		place(&s.Pos)
		if s.Minutes > 0 && (s.Resource == "" || r.id(s.Resource, s.Pos)) {
			b.Undated = append(b.Undated, s)
		}
	}
	for _, p := range items.Next {
		place(&p.Pos)
		if p.ID = r.promiseID(p.Do, p.Pos); p.ID != "" {
			b.Next = append(b.Next, p)
		}
	}
	for _, k := range items.Kept {
		place(&k.Pos)
		b.Kept = append(b.Kept, k)
	}
}

// finder turns offsets into a scalar's text into places in the file. The scalar may be quoted, folded over lines or
// a block: its parts are searched for in the source from its place on, and where one is not to be found as it is (an
// escape, a fold), the place of the whole scalar stands for it.
func (r *progressReader) finder(n *decode.Node) func(from, to int) diag.Pos {
	text := []rune(n.Text)
	rest := []string{sourceLine(r.src, n.Pos.Line)}
	for i := range strings.Count(n.Text, "\n") + 2*(len(text)/40+2) { // folded lines are seldom shorter than 20
		rest = append(rest, sourceLine(r.src, n.Pos.Line+1+i))
	}
	first := []rune(rest[0])
	rest[0] = string(first[min(max(n.Pos.Col-1, 0), len(first)):])
	return func(from, to int) diag.Pos {
		from, to = min(from, len(text)), min(to, len(text))
		part := string(text[from:to])
		skip := strings.Count(string(text[:from]), part)
		for i, line := range rest {
			for off := 0; part != ""; {
				j := strings.Index(line[off:], part)
				if j < 0 {
					break
				}
				if skip == 0 {
					col := utf8.RuneCountInString(line[:off+j]) + 1
					if i == 0 {
						col += max(n.Pos.Col-1, 0)
					}
					return diag.Pos{File: r.file, Line: n.Pos.Line + i, Col: col, EndCol: col + to - from}
				}
				skip--
				off += j + len(part)
			}
		}
		return n.Pos
	}
}

// full reads the form with keys.
func (r *progressReader) full(n *decode.Node) {
	b := r.block
	o := decode.NewObject(n, "progress", &r.diags)
	if at := o.Take("as_of"); !at.Absent() {
		b.AsOf, b.AsOfPos = r.day(at), at.Pos
		r.notFarOff(b.AsOf, at.Pos)
	}
	r.period(o.Take("period"))
	if plan := o.Take("plan"); !plan.Absent() {
		b.HasPlan = true
		b.Plan = r.mentions(plan, "plan")
	}
	r.at(o.Take("at"))
	r.time(o.Take("time"))
	r.kept(o.Take("kept"))
	r.each(o.Take("next"), "next", r.next)
	r.each(o.Take("labs"), "labs", r.lab)
	r.each(o.Take("earned"), "earned", r.earned)
	r.topics(o.Take("topics"))
	b.Note = r.words(o.Take("note"), "note")
	o.Refuse("P103", diag.Error)
}

// each reads a list, or one entry where a list of one is meant.
func (r *progressReader) each(n *decode.Node, what string, read func(*decode.Node)) {
	switch {
	case n.Absent():
	case n.Kind == decode.List:
		for _, item := range n.Items {
			if item.Absent() {
				r.fail(item.Pos, "P102", "an entry of %s is empty", what)
				continue
			}
			read(item)
		}
	default:
		read(n)
	}
}

// span reads a..b, both in.
func (r *progressReader) span(s string, at diag.Pos) (from, to civil.Date, ok bool) {
	a, b, _ := strings.Cut(s, "..")
	from, to = r.parseDay(a, at), r.parseDay(b, at)
	switch {
	case from == 0 || to == 0:
		return 0, 0, false
	case to < from:
		r.fail(at, "P102", "%q ends before it begins. Write %s..%s.", s, to, from)
		return 0, 0, false
	case to-from+1 > longestRange:
		r.fail(at, "P102", "%q is %d days long; at most %d are allowed", s, to-from+1, longestRange)
		return 0, 0, false
	}
	return from, to, true
}

// notFarOff is P308: such a date is a slip of the keyboard, and would stretch every chart.
func (r *progressReader) notFarOff(d civil.Date, at diag.Pos) bool {
	switch {
	case d == 0 || r.date == 0 || r.date-farBehind <= d && d <= r.date+farAhead:
		return true
	case d < r.date:
		r.fail(at, "P308", "%s is %s before this post", d, distance(d, r.date))
	default:
		r.fail(at, "P308", "%s is %s after this post", d, distance(r.date, d))
	}
	r.hint("correct the year, or the date of the post (%s)", r.date)
	return false
}

func distance(from, to civil.Date) string {
	y1, m1, d1 := from.Parts()
	y2, m2, d2 := to.Parts()
	years := y2 - y1
	if m2 < m1 || m2 == m1 && d2 < d1 {
		years--
	}
	switch {
	case years > 1:
		return fmt.Sprintf("%d years", years)
	case years == 1:
		return "1 year"
	}
	return fmt.Sprintf("%d days", to-from)
}

func (r *progressReader) period(n *decode.Node) {
	if n.Absent() {
		return
	}
	s, ok := n.Str()
	if !ok || !strings.Contains(s, "..") {
		r.fail(n.Pos, "P102", "cannot read the period. Write 2025-10-14..2025-10-28.")
		return
	}
	r.block.PeriodPos = n.Pos
	from, to, ok := r.span(s, n.Pos)
	if ok && r.notFarOff(to, n.Pos) {
		r.block.From, r.block.To = from, to
	}
}

func (r *progressReader) mentions(n *decode.Node, what string) []study.Mention {
	texts, places, ok := n.Strings()
	if !ok {
		r.fail(n.Pos, "P102", "%s must be a list of ids", what)
		r.hint("for example %s: [llm-playbook, caisp]", what)
	}
	var list []study.Mention
	for i, id := range texts {
		if r.id(id, places[i]) {
			list = append(list, study.Mention{ID: id, Pos: places[i]})
		}
	}
	return list
}

var looksLikeSet = lazy.Regexp{Pattern: `^[0-9]+(-[0-9]+)?$`}

func (r *progressReader) at(n *decode.Node) {
	for _, f := range r.fields(n, "at", "at: {llm-playbook: 3/12 ch}") {
		if n.Flow && f.Value.Absent() && looksLikeSet.Get().MatchString(f.Key) {
			continue // a set that fell apart at its comma: package decode has said so
		}
		if !r.id(f.Key, f.KeyPos) {
			continue
		}
		if p, ok := r.position(f); ok {
			r.block.At = append(r.block.At, p)
		}
	}
}

// position reads one entry of `at`: an amount, a state, or a map that says more.
func (r *progressReader) position(f decode.Field) (study.Position, bool) {
	n, note, correct := f.Value, "", ""
	if n != nil && n.Kind == decode.Map {
		o := decode.NewObject(n, "at."+f.Key, &r.diags)
		value := o.Take("at")
		note, correct = r.words(o.Take("note"), "note"), r.words(o.Take("correct"), "correct")
		o.Refuse("P103", diag.Error)
		if value == nil {
			r.fail(n.Pos, "P102", "%s does not say where you are. Write {at: 3 ch, …}.", f.Key)
			return study.Position{}, false
		}
		n = value
	}
	text, ok := r.amountText(orPlace(n, f.KeyPos), f.Key)
	if !ok {
		return study.Position{}, false
	}
	p, err := study.ParsePosition(text)
	if err != nil {
		r.failed(n.Pos, err)
		return study.Position{}, false
	}
	p.ID, p.IDPos, p.Pos, p.Note, p.Correct = f.Key, f.KeyPos, n.Pos, note, correct
	return p, true
}

func (r *progressReader) time(n *decode.Node) {
	seen := map[civil.Date]diag.Pos{}
	for _, f := range r.fields(n, "time", "time: {2025-10-15: 2h aws-bootcamp}") {
		if strings.EqualFold(f.Key, "undated") {
			for _, s := range r.sessions(f, sessionRules{}) {
				if s.Minutes > 0 {
					r.block.Undated = append(r.block.Undated, s)
				}
			}
			continue
		}
		r.block.Time = append(r.block.Time, r.dated(f, sessionRules{days: true}, seen)...)
	}
}

// dated reads the sessions of a day, or of each day of a range.
func (r *progressReader) dated(f decode.Field, rules sessionRules, seen map[civil.Date]diag.Pos) []study.Session {
	from := civil.Date(0)
	to, ok := from, true
	if strings.Contains(f.Key, "..") {
		from, to, ok = r.span(f.Key, f.KeyPos)
	} else {
		from = r.parseDay(f.Key, f.KeyPos)
		to, ok = from, from > 0
		if before, again := seen[from]; ok && again {
			r.fail(f.KeyPos, "P102", "%s is already on line %d: put both into one list", from, before.Line)
		} else if ok {
			seen[from] = f.KeyPos
		}
	}
	stated := r.sessions(f, rules)
	if !ok || !r.notFarOff(from, f.KeyPos) || !r.notFarOff(to, f.KeyPos) {
		return nil
	}
	var all []study.Session
	for d := from; d <= to; d++ {
		for _, s := range stated {
			s.Date = d
			all = append(all, s)
		}
	}
	return all
}

// sessionRules say what may stand for time: `rest` needs a day, and a lab's time names no resource.
type sessionRules struct {
	days bool
	lab  string
}

// sessions reads the value of a day: time, `rest`, 0, a map with `again`, or a list of these.
func (r *progressReader) sessions(f decode.Field, rules sessionRules) []study.Session {
	n := orPlace(f.Value, f.KeyPos)
	if n.Kind != decode.List {
		s, ok := r.session(n, f.Key, rules)
		if !ok {
			return nil
		}
		return []study.Session{s}
	}
	var list []study.Session
	for _, item := range n.Items {
		s, ok := r.session(item, f.Key, rules)
		if ok && s.Kind == study.Rest {
			r.fail(item.Pos, "P102", "%s is a day of rest, or it has time: not both", f.Key)
			continue
		}
		if ok {
			list = append(list, s)
		}
	}
	return list
}

// turned is how the sessions of a day are written that stand there as a map from resource to time: {llm: 1h}.
func turned(n *decode.Node) string {
	if n.Kind != decode.Map || len(n.Fields) == 0 {
		return ""
	}
	var right []string
	for _, f := range n.Fields {
		minutes, named, err := study.ParseSpent(textOf(f.Value))
		if f.Key == "time" || f.Key == "again" || err != nil || minutes == 0 || named != "" {
			return ""
		}
		right = append(right, textOf(f.Value)+" "+f.Key)
	}
	if len(right) == 1 {
		return right[0]
	}
	return "[" + strings.Join(right, ", ") + "]"
}

func textOf(n *decode.Node) string {
	text, _ := n.Str()
	return strings.TrimSpace(text)
}

func (r *progressReader) session(n *decode.Node, key string, rules sessionRules) (study.Session, bool) {
	s := study.Session{Pos: n.Pos, Lab: rules.lab}
	if right := turned(n); right != "" {
		r.fail(n.Pos, "P102", "time is stated as the time, then what it was spent on")
		r.hint("write %s: %s", key, right)
		return s, false
	}
	if n.Kind == decode.Map {
		o := decode.NewObject(n, "time."+key, &r.diags)
		value, again := o.Take("time"), o.Take("again")
		o.Refuse("P103", diag.Error)
		if !again.Absent() {
			v, ok := again.StrictBool()
			if !ok {
				r.fail(again.Pos, "P102", "again must be true or false")
			}
			s.Again = v
		}
		if value == nil {
			r.fail(n.Pos, "P102", "%s does not say how long. Write {time: 1h, again: true}.", key)
			return s, false
		}
		n = value
		s.Pos = n.Pos
	}
	text, ok := r.amountText(n, key)
	if !ok {
		return s, false
	}
	if strings.TrimSpace(text) == "rest" {
		if !rules.days {
			r.fail(n.Pos, "P102", `cannot read "rest" here. Rest belongs to a day under time.`)
			return s, false
		}
		s.Kind = study.Rest
		return s, true
	}
	minutes, id, err := study.ParseSpent(text)
	switch {
	case err != nil:
		r.failed(n.Pos, err)
		return s, false
	case id != "" && rules.lab != "":
		r.fail(n.Pos, "P102", "the time of a lab is the lab's alone, but this one names %s. Write %q.", id, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), id)), "on")))
		return s, false
	case id != "" && !r.id(id, n.Pos):
		return s, false
	}
	s.Minutes, s.Resource = minutes, id
	if minutes == 0 {
		s.Kind = study.Zero
	}
	return s, true
}

func (r *progressReader) kept(n *decode.Node) {
	for _, f := range r.fields(n, "kept", "kept: {first-lab: yes}") {
		word, _ := f.Value.Str()
		word = strings.ToLower(strings.TrimSpace(word))
		at := orPlace(f.Value, f.KeyPos).Pos
		if !slices.Contains(outcomes, word) {
			r.fail(at, "P102", "cannot read %q. Write yes, partly, moved or let-go.", word)
			if near := decode.Nearest(word, outcomes); near != "" {
				r.hint("did you mean %q?", near)
			}
			continue
		}
		r.block.Kept = append(r.block.Kept, study.Kept{ID: f.Key, Outcome: word, Pos: f.KeyPos})
	}
}

// promiseID is the id of a promise that was not given one.
func (r *progressReader) promiseID(do string, at diag.Pos) string {
	id := slug.ID(do)
	if id == "" {
		r.fail(at, "P102", "%q has no letter and no digit, of which its id could be made", do)
	}
	return id
}

func (r *progressReader) next(n *decode.Node) {
	p := study.Promise{Pos: n.Pos}
	switch n.Kind {
	case decode.Scalar:
		p.Do = oneLine(n.Text)
	case decode.Map:
		if len(n.Fields) == 1 && !slices.Contains([]string{"id", "do", "until", "by"}, strings.ToLower(n.Fields[0].Key)) {
			f := n.Fields[0]
			value, _ := f.Value.Str()
			r.fail(f.KeyPos, "P103", "%q became a key, since a colon and a space follow it", f.Key)
			r.hint(`quote it: "%s: %s"`, f.Key, value)
			return
		}
		if !r.promise(n, &p) {
			return
		}
	default:
		r.fail(n.Pos, "P102", "an entry of next must be text, or {id: …, do: …, until: …, by: …}")
		return
	}
	if p.Do == "" {
		r.fail(n.Pos, "P102", "an entry of next is empty: say what comes next")
		return
	}
	if p.ID == "" {
		p.ID = r.promiseID(p.Do, p.Pos)
	}
	if p.ID != "" {
		r.block.Next = append(r.block.Next, p)
	}
}

func (r *progressReader) promise(n *decode.Node, p *study.Promise) bool {
	o := decode.NewObject(n, "next", &r.diags)
	id, do, until, by := o.Take("id"), o.Take("do"), o.Take("until"), o.Take("by")
	o.Refuse("P103", diag.Error)
	if !id.Absent() {
		p.ID = r.words(id, "id")
		if p.ID == "" || slug.ID(p.ID) != p.ID {
			r.fail(id.Pos, "P102", "%q is no id: ids are letters, digits and hyphens, in lower case", p.ID)
			if made := slug.ID(p.ID); made != "" {
				r.hint("did you mean %q?", made)
			}
			return false
		}
	}
	if do.Absent() {
		r.fail(n.Pos, "P102", `a promise says what: do: "Reach chapter 5"`)
		return false
	}
	p.Do = oneLine(r.words(do, "do"))
	for _, f := range r.fields(until, "until", "until: {llm-playbook: 5 ch}") {
		if goal, ok := r.goal(f); ok {
			p.Until = append(p.Until, goal)
		}
	}
	if !by.Absent() {
		p.By = r.day(by)
	}
	return true
}

// goal reads one entry of `until`: a position to reach.
func (r *progressReader) goal(f decode.Field) (study.Position, bool) {
	p, ok := study.Position{}, r.id(f.Key, f.KeyPos)
	if ok {
		p, ok = r.position(f)
	}
	switch {
	case !ok:
		return p, false
	case p.Amount.Form == study.Delta:
		r.fail(p.Pos, "P102", "cannot read %q here. Write the position to reach, such as 5 ch.", p.Raw)
		return p, false
	case p.State != "" && p.State != study.Done:
		r.fail(p.Pos, "P102", "cannot read %q here. Write the position to reach, such as 5 ch, or done.", p.Raw)
		return p, false
	}
	return p, true
}

func (r *progressReader) lab(n *decode.Node) {
	if n.Kind != decode.Map {
		r.fail(n.Pos, "P102", "a lab must be keys with values, not %s", n.Kind)
		r.hint("for example {id: vpc-lab, title: …, status: deployed}")
		return
	}
	o := decode.NewObject(n, "labs", &r.diags)
	l := study.Lab{Pos: n.Pos}
	id := o.Take("id")
	l.ID = r.words(id, "id")
	l.Title = oneLine(r.words(o.Take("title"), "title"))
	l.Status = r.labStatus(o.Take("status"))
	l.Repo = r.address(o.Take("repo"), "repo")
	l.URL = r.address(o.Take("url"), "url")
	l.For = r.mentions(o.Take("for"), "for")
	time, shots := o.Take("time"), o.Take("shots")
	o.Refuse("P103", diag.Error)
	if id.Absent() {
		r.fail(n.Pos, "P102", "a lab needs an id")
		r.hint("for example id: vpc-lab")
	} else if !r.goodID(l.ID, id.Pos, "lab", badID(l.ID)) {
		l.ID = ""
	}
	seen := map[civil.Date]diag.Pos{}
	for _, f := range r.fields(time, "the time of a lab", "time: {2025-10-25: 4h}") {
		l.Time = append(l.Time, r.dated(f, sessionRules{lab: orElse(l.ID, "lab")}, seen)...)
	}
	r.shots(shots, &l)
	if l.ID != "" {
		r.block.Labs = append(r.block.Labs, l)
	}
}

func (r *progressReader) labStatus(n *decode.Node) string {
	if n.Absent() {
		return ""
	}
	s := r.words(n, "status")
	if !slices.Contains(labStatuses, s) {
		r.fail(n.Pos, "P102", "cannot read the status %q. Write idea, building, working, deployed, torn-down or abandoned.", s)
		if near := decode.Nearest(s, labStatuses); near != "" {
			r.hint("did you mean %q?", near)
		}
		return ""
	}
	return s
}

// shots reads `auto`, or a list of paths and {src, alt}. A picture that the post shows too may take its alt text from there.
func (r *progressReader) shots(n *decode.Node, l *study.Lab) {
	if s, _ := n.Str(); s == "auto" {
		l.ShotsAuto = true
		for _, shot := range r.block.Shots {
			r.needsAlt(shot)
		}
		return
	}
	r.each(n, "shots", func(item *decode.Node) {
		shot := study.Shot{Pos: item.Pos}
		if item.Kind == decode.Map {
			o := decode.NewObject(item, "shots", &r.diags)
			shot.Src = r.words(o.Take("src", "path", "image"), "src")
			shot.Alt = oneLine(r.words(o.Take("alt"), "alt"))
			o.Refuse("P103", diag.Error)
		} else {
			shot.Src = r.words(item, "a screenshot")
		}
		if shot.Src == "" {
			r.fail(item.Pos, "P102", "a screenshot needs its path. Write {src: vpc.png, alt: …}, or shots: auto.")
			return
		}
		for _, img := range r.block.Shots {
			if shot.Alt == "" && img.Src == shot.Src {
				shot.Alt = img.Alt
			}
		}
		r.needsAlt(shot)
		l.Shots = append(l.Shots, shot)
	})
}

func (r *progressReader) needsAlt(s study.Shot) {
	if s.Alt == "" {
		r.fail(s.Pos, "P520", "the screenshot %s has no alt text", s.Src)
		r.hint("say what it shows: ![…](%s), or {src: %s, alt: …}", s.Src, s.Src)
	}
}

func (r *progressReader) earned(n *decode.Node) {
	if n.Kind != decode.Map {
		r.fail(n.Pos, "P102", "an entry of earned must be {cert: …, on: 2026-02-14}")
		return
	}
	o := decode.NewObject(n, "earned", &r.diags)
	e := study.Earned{Pos: n.Pos}
	cert, on, expires := o.Take("cert"), o.Take("on"), o.Take("expires")
	e.URL = r.address(o.Take("url"), "url")
	o.Refuse("P103", diag.Error)
	e.Cert = r.words(cert, "cert")
	ok := true
	switch {
	case e.Cert == "":
		r.fail(n.Pos, "P102", "an entry of earned needs the id of the certificate: cert: caisp")
		ok = false
	case !r.id(e.Cert, cert.Pos):
		ok = false
	}
	if on.Absent() {
		r.fail(n.Pos, "P102", "an entry of earned needs the day: on: 2026-02-14")
		return
	}
	e.On = r.day(on)
	if e.On == 0 || !r.notFarOff(e.On, on.Pos) {
		ok = false
	}
	if !expires.Absent() {
		if e.Expires = r.day(expires); e.Expires > 0 && e.Expires < e.On {
			r.fail(expires.Pos, "P102", "%s expires on %s, before it was earned on %s", e.Cert, e.Expires, e.On)
			ok = false
		}
	}
	if ok {
		r.block.Earned = append(r.block.Earned, e)
	}
}

func (r *progressReader) topics(n *decode.Node) {
	texts, places, ok := n.Strings()
	if !ok {
		r.fail(n.Pos, "P102", "topics must be a list of texts")
		r.hint(`for example topics: ["OWASP:LLM01:2025"]`)
	}
	for i, t := range texts {
		if t = oneLine(t); t != "" {
			r.block.Topics = append(r.block.Topics, study.Topic{Name: t, Pos: places[i]})
		}
	}
}

// softened makes warnings of errors: the mistakes of a draft stop nothing.
func softened(list diag.List) diag.List {
	for i := range list {
		list[i].Severity = min(list[i].Severity, diag.Warning)
	}
	return list
}
