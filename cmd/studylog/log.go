package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"studylog/internal/civil"
	"studylog/internal/content"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/disk"
	"studylog/internal/site"
	"studylog/internal/slug"
	"studylog/internal/study"
)

func (p *program) logCommand() *cobra.Command {
	var o logOptions
	cmd := &cobra.Command{
		Use:   "log RESOURCE [AMOUNT]",
		Short: "Record where you are, or what you spent, without an editor",
		Long: `Record a position, time, or both. An amount is where you are now (8h, 3/12 ch, 30%), a step (+2 ch),
a set (ch 1-3,5) or a state (done, paused). "log rest" records a day of rest, "log 0" an honest zero.

It goes into the newest draft of an update; where there is none, or a later post overrules what that
would say, one is started. What does not count all the same is said. A post that is
published is never touched unless --post names it. What stands in the file stays: the entry is put in
as you would type it. --undo takes the last entry back, and none before it.`,
		Example: `  studylog log aws-bootcamp 8h --time 1h30m --note "IAM"
  studylog log llm-playbook 3/12 ch --time 45m --date yesterday
  studylog log caisp --time 2h --date monday
  studylog log llm-playbook done
  studylog log rest --date sunday
  studylog log 0 --date 2025-10-21
  studylog log --undo`,
		Args: func(_ *cobra.Command, args []string) error { return o.judge(args) },
		RunE: does(func(_ *cobra.Command, args []string) error {
			if o.undo {
				return p.undoLog()
			}
			return p.log(args, o)
		}),
	}
	cmd.Flags().StringVarP(&o.time, "time", "t", "", "the `time` spent: 1h30m, 90m, 1.5h or 90")
	cmd.Flags().StringVar(&o.date, "date", "", "the `day` of the time: 2025-10-28, today, yesterday, monday (default: today)")
	cmd.Flags().StringVarP(&o.note, "note", "n", "", "a `text` beside the position")
	cmd.Flags().StringVar(&o.post, "post", "", "the `file` of the post to add to")
	cmd.Flags().BoolVar(&o.undo, "undo", false, "take the last entry back")
	cmd.MarkFlagFilename("post", "md", "markdown")
	cmd.RegisterFlagCompletionFunc("date", completeDays)
	return cmd
}

type logOptions struct {
	time, date, note, post string
	undo                   bool
}

// judge finds what is wrong with a command line by itself.
func (o *logOptions) judge(args []string) error {
	quiet := len(args) == 1 && (args[0] == "rest" || args[0] == "0")
	switch {
	case o.undo && (len(args) > 0 || o.time+o.date+o.note+o.post != ""):
		return usage("--undo stands alone").hintf("studylog log --undo")
	case o.undo:
		return nil
	case len(args) == 0:
		return usage("what did you study?").hintf("studylog log aws-bootcamp 8h --time 1h30m, or studylog log rest")
	case quiet && (o.time != "" || o.note != ""):
		return usage("%q says all there is to say of a day: no --time, no --note", args[0])
	case quiet:
		return nil
	case len(args) == 1 && o.time == "":
		return usage("say where you are, or for how long you studied").hintf("studylog log %s 8h, or studylog log %s --time 1h30m", args[0], args[0])
	case len(args) == 1 && o.note != "":
		return usage("a note stands beside a position").hintf(`studylog log %s 8h --note "…"`, args[0])
	case o.time == "" && o.date != "":
		return usage("--date is the day of --time: a position holds as of its post").hintf("leave --date out, or add --time")
	}
	if len(args) > 1 {
		if _, err := study.ParsePosition(strings.Join(args[1:], " ")); err != nil {
			if last := args[len(args)-1]; namesDay(last) {
				return usage("%q is a day: --date takes that", last).hintf("studylog log %s --date %s%s", strings.Join(args[:len(args)-1], " "), last, o.spoken(args))
			}
			return usage("%s", err)
		}
	}
	if o.time != "" {
		if minutes, err := study.ParseDuration(o.time); err != nil {
			return usage("%s", err)
		} else if minutes == 0 {
			return usage("--time is 0").hintf("an honest zero is a day's: studylog log 0")
		}
	}
	return nil
}

// spoken is the time that a day is that of, as it was typed, or as an example.
func (o *logOptions) spoken(args []string) string {
	switch {
	case args[0] == "rest" || args[0] == "0":
		return ""
	case o.time == "":
		return " --time 45m"
	}
	return " --time " + o.time
}

// entry is what a command line that was judged has to say.
func (o *logOptions) entry(args []string, day civil.Date) content.Entry {
	switch {
	case len(args) == 1 && o.time == "":
		return content.Entry{Time: args[0], Day: day}
	case o.time == "":
		day = 0
	}
	return content.Entry{Resource: args[0], Position: strings.Join(args[1:], " "), Note: o.note, Time: o.time, Day: day}
}

// studyDay reads the day of a session, which is not still to come.
func (p *program) studyDay(s string, settings content.Settings) (civil.Date, error) {
	day, err := p.day(s, settings)
	if err != nil {
		return 0, err
	}
	if now, err := p.day("", settings); err != nil || day > now {
		return 0, cmp.Or[error](err, usage("%s is still to come", day).hintf("log it on the day"))
	}
	return day, nil
}

// A logbook is one run of log: the journal, the post that the entry goes to, and what becomes of it.
type logbook struct {
	*program
	j       *journal
	tree    *content.Tree
	entry   content.Entry
	page    *content.Page // nil: a new post
	chosen  bool          // by us: nobody named it
	file    string
	before  []byte // nil: a new post
	after   []byte
	edited  *content.Page // what after is read as
	note    string
	plan    *site.Plan // with the entry
	remarks diag.List
}

func (p *program) log(args []string, o logOptions) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	unlock, err := disk.Lock(j.path(".studylog"))
	if err != nil {
		return err
	}
	defer unlock()
	j.keeps = true
	tree, list := j.load()
	for _, d := range list { // what is wrong in other posts is no reason to lose an hour of study
		if d.Severity == diag.Error && (d.File == content.SettingsFile || d.File == content.ResourcesFile) {
			return cmp.Or(p.report(j, list), verdict(list, false))
		}
	}
	l := &logbook{program: p, j: j, tree: tree}
	day, err := p.studyDay(o.date, tree.Settings)
	if err != nil {
		return err
	}
	l.entry = o.entry(args, day)
	for _, step := range []func() error{l.resource, func() error { return l.post(o.post) }, l.edit, l.replan, l.catchUp, l.judgeOrder, l.judgeResult, l.write, l.answer} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// resource wants the entry's resource to be one that there is. Without a catalogue any new name makes one, but none
// that looks like a slip.
func (l *logbook) resource() error {
	id := l.entry.Resource
	if id == "" {
		return nil
	}
	t, _ := study.Track(study.Plan{Settings: l.tree.Settings.Study, Resources: l.tree.Resources, HasCatalog: l.tree.HasCatalog}, l.blocks(nil))
	known := trackedIDs(t)
	if slices.Contains(known, id) {
		l.unit(t.Resource(id).Unit)
		return nil
	}
	if l.tree.HasCatalog {
		return unknownResource(id, known)
	}
	if near := decode.Nearest(id, known); near != "" {
		return usage("there is no resource %q", id).hintf("did you mean %s? A new one can be listed in %s", near, content.ResourcesFile)
	}
	return nil
}

// unit gives a bare number the unit that the posts have given the resource: it may take the place of the very statement
// that the unit is known by. One that stands in the catalogue needs no repeating.
func (l *logbook) unit(u study.Unit) {
	e := &l.entry
	if slices.ContainsFunc(l.tree.Resources, func(r study.Resource) bool { return r.ID == e.Resource && r.Unit != "" }) {
		return
	}
	if p, err := study.ParsePosition(e.Position); err == nil {
		e.Position = p.WithUnit(u)
	}
}

// blocks are the progress blocks of the journal, with a page in the place of the one at its path.
func (l *logbook) blocks(page *content.Page) (list []study.Block) {
	for _, p := range l.pages(page) {
		if p.Post && p.Block != nil {
			b := *p.Block
			b.Post, b.Clock = p.Path, p.Meta.Date.Second
			list = append(list, b)
		}
	}
	return list
}

// pages are the journal's, with one in the place of that at its path, or added.
func (l *logbook) pages(page *content.Page) []*content.Page {
	if page == nil {
		return l.tree.Pages
	}
	pages := slices.DeleteFunc(slices.Clone(l.tree.Pages), func(p *content.Page) bool { return p.Path == page.Path })
	pages = append(pages, page)
	slices.SortFunc(pages, func(a, b *content.Page) int { return strings.Compare(a.Path, b.Path) })
	return pages
}

// post finds the post to add to: the one that is named, else the newest draft of an update, else a new one.
func (l *logbook) post(name string) error {
	if name != "" {
		return l.namedPost(name)
	}
	for _, p := range l.tree.Pages {
		isUpdate := p.Meta.Kind == "update" || p.Meta.Kind == "" && p.Block != nil
		if !p.Post || !p.Meta.Draft || !isUpdate {
			continue
		}
		if l.page == nil || cmp.Or(cmp.Compare(p.Meta.Date.Day, l.page.Meta.Date.Day), cmp.Compare(p.Meta.Date.Second, l.page.Meta.Date.Second)) >= 0 { // of one moment, the last by path
			l.page = p
		}
	}
	if l.page != nil {
		l.chosen = true
		return l.read()
	}
	return l.newPost()
}

// namesOf are the names that a post goes by: its file's or folder's, with and without the path, its slug, its address.
func namesOf(p *content.Page) []string {
	file := p.Path
	if p.Bundle {
		file = path.Dir(file)
	}
	base := path.Base(file)
	return []string{p.Path, file, base, strings.TrimSuffix(base, path.Ext(p.Path)), p.Name, "posts/" + p.Name}
}

func (l *logbook) namedPost(name string) error {
	file := filepath.ToSlash(name)
	if rel, err := filepath.Rel(l.j.dir, l.abs(name)); err == nil {
		file = filepath.ToSlash(rel)
	}
	var names []string
	for _, p := range l.tree.Pages {
		if p.Post && (slices.Contains(namesOf(p), file) || slices.Contains(namesOf(p), strings.Trim(name, "/"))) {
			l.page = p
			return l.read()
		}
		if p.Post {
			names = append(names, p.Path, p.Name)
		}
	}
	f := usage("there is no post %s", name).hintf("studylog list shows the posts")
	if near := decode.Nearest(name, names); near != "" {
		f.hintf("did you mean %s?", near)
	}
	return f
}

func (l *logbook) read() (err error) {
	l.file = l.page.Path
	l.before, err = fs.ReadFile(l.j.fs, l.file)
	return err
}

// newPost starts an update, as `new --kind update` does. It is named for its number; a title is the writer's to find.
func (l *logbook) newPost() error {
	day, err := l.day("", l.tree.Settings)
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, p := range l.tree.Pages {
		taken[p.Name] = true
	}
	number := 1
	for _, p := range l.tree.Pages {
		if p.Post && p.Block != nil && p.Meta.Date.Day > l.tree.Settings.Study.Start {
			number++
		}
	}
	title := ""
	for ; title == "" || taken[slug.Make(title)]; number++ {
		title = fmt.Sprintf("Update %d", number)
	}
	l.file = path.Join(content.PostsDir, day.String()+"-"+slug.Make(title)+".md")
	text, err := l.archetype(l.j, l.tree, "update", title, day)
	if err != nil {
		return err
	}
	if !content.ParsePage(l.file, text, l.tree.Settings).Meta.Draft {
		return usage("the archetype for updates makes posts that are no drafts, and nothing is published by the way").
			hintf("add draft: true to it, in templates/archetypes; or name a post with --post")
	}
	l.after, err = l.laterToday(l.tree, l.file, text, day)
	return err
}

// mostDaysLater is how far after a post's date its time may lie (P308).
const mostDaysLater = 31

func (l *logbook) edit() error {
	src := l.before
	if l.page == nil {
		src = l.after
	}
	out, note, diags := content.Edit(l.file, src, l.entry)
	if diags != nil {
		if l.chosen && diags[0].Hint == "" && l.entry.Day > l.page.Meta.Date.Day+mostDaysLater {
			diags[0] = diags[0].Hintf("this is the newest draft of an update; --post names another post")
		}
		if err := l.report(l.j, diags); err != nil {
			return err
		}
		fmt.Fprintln(l.err, "nothing was written")
		return &failure{code: exitContent}
	}
	l.after, l.note = out, note
	l.edited = content.ParsePage(l.file, out, l.tree.Settings)
	return nil
}

// judgeResult stops an entry that is a mistake beside the other posts: pages of a book that counts chapters. That the
// post is a draft makes it no better. Whatever else there is to remark is said once the entry is written.
func (l *logbook) judgeResult() error {
	was := map[string]bool{}
	for _, d := range l.mistakes(l.page) {
		was[d.Code+d.Msg] = true
	}
	for _, d := range l.mistakes(l.edited) {
		switch {
		case was[d.Code+d.Msg] || d.Severity == diag.Note:
		case d.Severity == diag.Error:
			f := &failure{code: exitContent, msg: strings.TrimSuffix(d.Msg, ".") + "; nothing was written", hint: d.Hint}
			if _, err := study.ParseDuration(l.entry.Position); err == nil && d.Code == "P206" {
				f.hintf("if that is time spent: studylog log %s --time %s", l.entry.Resource, strings.ReplaceAll(l.entry.Position, " ", ""))
			}
			return f
		default:
			l.remarks.Add(d)
		}
	}
	return nil
}

// mistakes are what package study says of a page, judged as if it were published.
func (l *logbook) mistakes(page *content.Page) diag.List {
	if page == nil || page.Block == nil {
		return nil
	}
	strict, block := *page, *page.Block
	block.Draft = false
	strict.Block = &block
	_, list := study.Track(study.Plan{Settings: l.tree.Settings.Study, Resources: l.tree.Resources, HasCatalog: l.tree.HasCatalog}, l.blocks(&strict))
	return slices.DeleteFunc(list, func(d diag.Diagnostic) bool { return d.File != page.Path })
}

// write puts the entry on the disk, with the record by which it can be taken back written first: what it says of the
// file is true as soon as the file is.
func (l *logbook) write() error {
	record := undoRecord{File: l.file, New: l.page == nil, Before: l.before, After: sum(l.after)}
	text, err := json.Marshal(record)
	if err != nil {
		return err
	}
	if err := disk.Write(l.j.path(undoFile), text, 0o600); err != nil {
		return err
	}
	if l.page == nil {
		return disk.WriteNew(l.j.path(l.file), l.after, 0o666)
	}
	if now, err := fs.ReadFile(l.j.fs, l.file); err != nil || !bytes.Equal(now, l.before) {
		return fmt.Errorf("%s was changed meanwhile, and is left as it is: log again", l.shown(l.j, l.file))
	}
	return disk.Write(l.j.path(l.file), l.after, 0o666)
}

// answer says what the tracker says now, and where the entry went.
func (l *logbook) answer() error {
	today, err := l.day("", l.tree.Settings)
	if err != nil {
		return err
	}
	fmt.Fprintln(l.out, l.words(l.plan, today))
	if l.note != "" {
		fmt.Fprintf(l.err, "%s %s\n", l.paint("note", "note:"), l.note)
	}
	if alone := l.aloneInSet(); alone != "" {
		fmt.Fprintf(l.err, "%s %s\n", l.paint("note", "note:"), alone)
	}
	if err := l.report(l.j, l.remarks); err != nil {
		return err
	}
	kind := ""
	switch {
	case l.page == nil:
		kind = ", a new draft: until it is published, only studylog status -D counts it"
	case l.edited.Meta.Draft:
		kind = ", a draft: until it is published, only studylog status -D counts it"
	}
	fmt.Fprintf(l.err, "written to %s%s\n", l.shown(l.j, l.file), kind)
	return nil
}

// aloneInSet says how "ch 3" is read, where somebody who means "3 ch" would see another figure.
func (l *logbook) aloneInSet() string {
	r := l.plan.Tracker.Resource(l.entry.Resource)
	p, err := study.ParsePosition(l.entry.Position)
	if err != nil || r == nil || len(p.Amount.Set) != 1 {
		return ""
	}
	only := p.Amount.Set[0]
	stated, err := study.ParsePosition(r.Stated())
	if only[0] != only[1] || err != nil || stated.Amount.Form != study.SetForm {
		return "" // several, or all before it is done
	}
	upTo := study.Position{Raw: strconv.Itoa(only[0]), Amount: study.Amount{Form: study.Snapshot}}.WithUnit(p.Amount.Unit)
	return fmt.Sprintf(`"%s" is that one alone; all up to it is "%s"`, l.entry.Position, upTo)
}

// words is "aws-bootcamp 8h of 24h, 33.3 %; this week 6h of 10h; next update due Tuesday".
func (l *logbook) words(plan *site.Plan, today civil.Date) string {
	e, t := l.entry, plan.Tracker
	var parts []string
	r := t.Resource(e.Resource)
	switch {
	case e.Resource == "" && l.timed() != nil: // it is no such day, and a remark says why
	case e.Resource == "" && e.Time == "rest":
		parts = append(parts, e.Day.Short()+" a day of rest")
	case e.Resource == "":
		parts = append(parts, e.Day.Short()+" an honest zero")
	case r != nil:
		text := r.ID + " " + where(r)
		if r.Percent.OK && r.Unit != study.Percent && where(r) != notStarted && where(r) != string(r.State) {
			text += ", " + percent(r.Percent)
		}
		if (r.State == study.Paused || r.State == study.Dropped || r.State == study.Done) && where(r) != string(r.State) {
			text += ", " + string(r.State)
		}
		parts = append(parts, text)
		if e.Time != "" {
			parts = append(parts, spell(r.Minutes)+" in all")
		}
	}
	if week := weekText(t, today); week != "" {
		parts = append(parts, "this week "+week)
	}
	if due, _ := nextUpdate(plan); due != 0 {
		parts = append(parts, "next update "+dueText(due, today))
	}
	return strings.Join(parts, "; ")
}

// dueText is "due Tuesday". A day that has passed is no reproach.
func dueText(due, today civil.Date) string {
	switch n := due - today; {
	case n == 0:
		return "due today"
	case n == 1:
		return "due tomorrow"
	case n > 1 && n < 7:
		return "due " + weekdayName(due)
	case n < 0:
		return "was planned for " + due.Medium()
	}
	return "due " + due.Medium()
}

// undoFile keeps the last entry's undo: one, like the one step back that a writer expects.
const undoFile = ".studylog/undo.json"

type undoRecord struct {
	File   string `json:"file"`
	New    bool   `json:"new"`    // log made the file
	Before []byte `json:"before"` // what it held otherwise
	After  string `json:"after"`  // SHA-256 of what log wrote
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// undoLog takes the last entry back, if its file is still what log left.
func (p *program) undoLog() error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	unlock, err := disk.Lock(j.path(".studylog"))
	if err != nil {
		return err
	}
	defer unlock()
	var r undoRecord
	text, err := fs.ReadFile(j.root.FS(), undoFile)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil || !fs.ValidPath(r.File) || !strings.HasPrefix(r.File, content.PostsDir+"/") {
		return usage("there is nothing to undo: no entry was logged here, or the last one was taken back").
			hintf("only the last entry can be taken back; take an older one out of its post by hand")
	}
	now, err := fs.ReadFile(j.root.FS(), r.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s is gone: there is nothing to undo in it", p.shown(j, r.File))
	case err != nil:
		return err
	case sum(now) != r.After:
		return &failure{
			code: exitContent, msg: p.shown(j, r.File) + " has changed since the entry was logged, and is left as it is",
			hint: "take the entry out by hand",
		}
	case r.New:
		err = j.root.Remove(filepath.FromSlash(r.File))
	default:
		err = disk.Write(j.path(r.File), r.Before, 0o666)
	}
	if err != nil {
		return err
	}
	if err := j.root.Remove(filepath.FromSlash(undoFile)); err != nil {
		return err
	}
	done := " is as it was before"
	if r.New {
		done = " is gone again"
	}
	fmt.Fprintln(p.err, p.shown(j, r.File)+done)
	return nil
}
