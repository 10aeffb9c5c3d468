package main

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"studylog/internal/civil"
	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/site"
	"studylog/internal/study"
)

// What is logged is where its writer is now. A post that speaks later than the one with the entry, and says something
// else, overrules it. So an update that log starts speaks later than what was said that day before it, a draft that has
// been overtaken is passed over, and where nothing of that helps the answer says so.

// replan computes the tracker as it is with the entry, drafts and posts to come included.
func (l *logbook) replan() error {
	tree := *l.tree
	tree.Pages = l.pages(l.edited)
	now, err := l.now("", tree.Settings)
	if err != nil {
		return err
	}
	l.plan, _ = site.NewPlan(&tree, site.Options{Drafts: true, Future: true}, now)
	return nil
}

// catchUp starts an update after all if the draft that was chosen speaks too early: what it would say of today, a post
// of today or before has said otherwise.
func (l *logbook) catchUp() error {
	today, err := l.day("", l.tree.Settings)
	if err != nil {
		return err
	}
	if over := l.overruling(); over == nil || !l.chosen || over.asOf > today {
		return nil
	}
	l.page, l.before, l.chosen = nil, nil, false
	for _, step := range []func() error{l.newPost, l.edit, l.replan} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// A later statement, by which an entry does not count.
type later struct {
	page *content.Page
	line int
	says string
	asOf civil.Date
}

// overruling is the last statement that speaks later than the entry's and leaves nothing of it, or nil.
func (l *logbook) overruling() *later {
	r := l.plan.Tracker.Resource(l.entry.Resource)
	own := slices.IndexFunc(l.plan.Posts, func(p *site.Post) bool { return p.Path == l.file })
	if r == nil || own < 0 || l.entry.Position == "" {
		return nil
	}
	statements := slices.DeleteFunc(slices.Clone(l.plan.Tracker.Statements), func(s study.Statement) bool { return s.Resource != r.ID })
	mine := -1
	for i, s := range statements {
		if s.Post == l.plan.Posts[own].URL {
			mine = i
		}
	}
	if mine < 0 {
		return nil
	}
	for i := len(statements) - 1; i > mine; i-- {
		was, is := r.Trail[mine], r.Trail[i]
		if (is.Position != was.Position || is.State != was.State) && overrules(&statements[i], &statements[mine]) {
			return l.later(statements[i], is)
		}
	}
	return nil
}

// overrules says whether nothing of one statement is left after a later one: a step or a set adds to a position, but
// ends a state.
func overrules(later, s *study.Statement) bool {
	return later.Form == "snapshot" || later.Form == "earned" || later.State == study.Done || s.Form == "state"
}

func (l *logbook) later(s study.Statement, step study.Step) *later {
	for _, post := range l.plan.Posts {
		if post.URL == s.Post {
			return &later{post.Page, s.Line, step.Raw, s.AsOf}
		}
	}
	return nil
}

// judgeOrder says that an entry does not count, and what to do about it.
func (l *logbook) judgeOrder() error {
	l.judgeQuiet()
	over := l.overruling()
	if over == nil {
		return nil
	}
	today, err := l.day("", l.tree.Settings)
	if err != nil {
		return err
	}
	e := &l.entry
	d := diag.Warnf(diag.Pos{File: l.file}, "", "%s %s does not count: %s:%d speaks later, and says %q", e.Resource, e.Position, over.page.Path, over.line, over.says)
	there := fmt.Sprintf("--post %s", over.page.Path)
	if over.asOf <= today && l.page != nil && !l.chosen {
		there = "without --post"
	}
	l.remarks.Add(d.Hintf("studylog log --undo, then log it %s", there))
	return nil
}

// judgeQuiet says that a day of rest, or one with nothing, is none: a post has time on it.
func (l *logbook) judgeQuiet() {
	s := l.timed()
	if l.entry.Resource != "" || s == nil {
		return
	}
	for _, post := range l.plan.Posts {
		if post.URL == s.Post {
			l.remarks.Add(diag.Warnf(diag.Pos{File: l.file}, "", "%q does not count for %s: %s:%d has time on that day", l.entry.Time, l.entry.Day, post.Path, s.Line).
				Hintf("studylog log --undo; or take the time out there"))
		}
	}
}

// timed is a session of the entry's day, or nil.
func (l *logbook) timed() *study.SessionRow {
	rows := l.plan.Tracker.Sessions
	i := slices.IndexFunc(rows, func(s study.SessionRow) bool { return s.Kind == "dated" && s.Date == l.entry.Day })
	if i < 0 {
		return nil
	}
	return &rows[i]
}

// laterToday gives the text of a new update its time of day, if another post of its day, today, reports: of those without
// one, the last by name would have the last word.
func (p *program) laterToday(tree *content.Tree, file string, text []byte, day civil.Date) ([]byte, error) {
	others := slices.ContainsFunc(tree.Pages, func(p *content.Page) bool { return p.Post && p.Block != nil && p.Meta.Date.Day == day })
	now, err := p.now("", tree.Settings)
	if err != nil || !others || today(now, tree.Settings) != day {
		return text, err
	}
	zone, err := time.LoadLocation(tree.Settings.Timezone)
	if err != nil {
		zone = time.UTC // said already, by the settings
	}
	return withTime(file, text, now.In(zone), tree.Settings), nil
}

// withTime writes a moment into the front matter as the post's date, below its title. A text in which that cannot be done
// stays as it is: an archetype may be TOML, and may name a time of its own.
func withTime(file string, text []byte, at time.Time, settings content.Settings) []byte {
	was := content.ParsePage(file, text, settings).Meta
	date := []byte("date: " + at.Format("2006-01-02 15:04:05") + "\n")
	lines := bytes.SplitAfter(text, []byte("\n"))
	switch dated, below := was.Date.Pos.Line, max(1, was.TitlePos.Line); {
	case dated > 0 && bytes.HasPrefix(lines[dated-1], []byte("date:")):
		lines[dated-1] = date
	case dated == 0 && below < len(lines):
		lines = slices.Insert(lines, below, date)
	}
	out := bytes.Join(lines, nil)
	if is := content.ParsePage(file, out, settings).Meta; was.Date.HasTime || !is.Date.HasTime || is.Title != was.Title {
		return text
	}
	return out
}
