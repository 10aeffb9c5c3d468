package serve

import (
	"bytes"
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"studylog/internal/diag"
)

const (
	coalesce = 30 * time.Millisecond // after a build, before the next
	patience = 50 * time.Millisecond // with an editor that has emptied a file, or written half of one
	pulse    = 5 * time.Millisecond  // how often an empty file is looked at meanwhile
)

// A change is a file that changed; the empty one means that anything may have.
type change string

// loop builds at every change until ctx is done.
func (s *Server) loop(ctx context.Context, events <-chan change) {
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-events:
			for batch := s.gather(ctx, []change{c}, events, 0); len(batch) > 0; {
				s.rebuild(batch)
				batch = s.gather(ctx, nil, events, coalesce)
			}
		}
	}
}

// gather adds the events that are there, and those that come within d, to batch.
func (s *Server) gather(ctx context.Context, batch []change, events <-chan change, d time.Duration) []change {
	end := time.After(d)
	for {
		select {
		case c := <-events:
			batch = append(batch, c)
			continue
		default:
		}
		if d == 0 {
			return batch
		}
		select {
		case <-ctx.Done():
			return nil
		case c := <-events:
			batch = append(batch, c)
		case <-end:
			return batch
		}
	}
}

// rebuild has the site built and shows it, or what is wrong with it. No changes: anything may have changed.
func (s *Server) rebuild(changes []change) {
	files := s.names(changes)
	for range patience / pulse {
		if !s.anyEmpty(files) {
			break
		}
		s.wait(pulse) // an editor that truncates first is about to write
	}
	began := time.Now()
	site, list := s.Build(files)
	failed := func() bool { return site.FS == nil || list.HasErrors() }
	if failed() && files != nil {
		s.wait(patience) // half of a file may have been written
		site, list = s.Build(files)
	}
	list.Sort()
	last := s.now.Load()
	next := *last
	next.build, next.restyled, next.problems = last.build+1, false, nil
	switch {
	case failed():
		next.problems = s.notes(list)
		if last.site == nil {
			next.base = cleanBase(site.Base) // where it will be
		}
	case site.FS != last.site:
		next.site, next.scripts, next.generation = site.FS, site.Scripts, last.generation+1
		next.restyled = len(files) > 0 && last.problems == nil && !slices.ContainsFunc(files, func(f string) bool { return path.Ext(f) != ".css" })
		next.move(cleanBase(site.Base))
	}
	s.now.Store(&next)
	s.stream.send(s.message(&next))
	s.report(files, list, last, time.Since(began))
}

// move gives the site another base path; what asks below the former one is sent on.
func (st *state) move(base string) {
	if base == st.base {
		return
	}
	if st.generation > 1 {
		st.former = append(slices.Clone(st.former), st.base)
	}
	st.former = slices.DeleteFunc(st.former, func(f string) bool { return f == base })
	st.base = base
}

// names are the changed files as the build knows them, sorted; nil if anything may have changed.
func (s *Server) names(changes []change) []string {
	var files []string
	for _, c := range changes {
		if c == "" {
			return nil
		}
		name := string(c)
		if rel, err := filepath.Rel(s.Root, name); s.Root != "" && err == nil {
			name = rel
		}
		files = append(files, filepath.ToSlash(name))
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// anyEmpty reports whether one of the files has nothing in it, yet.
func (s *Server) anyEmpty(files []string) bool {
	return slices.ContainsFunc(files, func(f string) bool {
		name := filepath.FromSlash(f)
		if !filepath.IsAbs(name) {
			name = filepath.Join(s.Root, name)
		}
		fi, err := os.Lstat(name)
		return err == nil && fi.Mode().IsRegular() && fi.Size() == 0
	})
}

// report tells the terminal what came of a build. Of one that changed nothing there is nothing to tell.
func (s *Server) report(files []string, list diag.List, last *state, took time.Duration) {
	now := s.now.Load()
	failed := now.problems != nil
	if s.Log == nil || !failed && last.problems == nil && now.site == last.site {
		return
	}
	diag.Print(s.Log, list, diag.PrintOptions{Read: s.Read})
	what := strings.Join(files, ", ")
	if len(files) > 3 {
		what = strings.Join(files[:3], ", ") + ", …"
	}
	switch {
	case failed && now.site != nil:
		s.logf("%s: not built; the last good site is shown\n", what)
	case failed:
		s.logf("not built; correct a file and it is tried again\n")
	case files != nil:
		s.logf("%s: built in %d ms\n", what, took.Milliseconds())
	}
	if last.site != nil && now.base != last.base {
		s.logf("the site now lives at %s\n", s.url())
	}
}

// A note is a diagnostic as a page shows it.
type note struct {
	Severity string `json:"severity"`
	Place    string `json:"place"`
	Text     string `json:"text"`
	Excerpt  string `json:"excerpt,omitempty"`
	Hint     string `json:"hint,omitempty"`
}

func (s *Server) notes(list diag.List) []note {
	if len(list) == 0 {
		return []note{{Severity: "error", Place: "studylog", Text: "there is no site"}}
	}
	notes := make([]note, len(list))
	for i, d := range list {
		notes[i] = note{d.Severity.String(), d.Pos.String(), d.Msg, s.excerpt(d), d.Hint}
		if d.Code != "" {
			notes[i].Severity += " " + d.Code
		}
	}
	return notes
}

// excerpt is the line that a diagnostic is about and the marks below it, as a terminal shows them: what diag prints
// between the message and the hint.
func (s *Server) excerpt(d diag.Diagnostic) string {
	if s.Read == nil || d.Line == 0 {
		return ""
	}
	var b bytes.Buffer
	diag.Print(&b, diag.List{{Pos: d.Pos, Severity: d.Severity}}, diag.PrintOptions{Read: s.Read})
	_, excerpt, _ := strings.Cut(b.String(), "\n")
	return strings.TrimRight(excerpt, "\n")
}
