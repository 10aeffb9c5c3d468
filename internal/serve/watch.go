package serve

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// watch sends the files that change until ctx is done. Where the system has no more events to give, it looks at the
// files twice a second instead.
func (s *Server) watch(ctx context.Context) (<-chan change, error) {
	events := make(chan change, 64)
	sc := scope{ignore: absolute(s.Ignore), dirs: absolute(s.Dirs)}
	poll := s.Poll
	if poll == 0 {
		w, err := newWatcher(sc, events)
		if err == nil {
			go w.run(ctx)
			return events, nil
		}
		poll = 500 * time.Millisecond
		s.logf("no events from the system (%v): looking at the files every %v\n", err, poll)
	}
	p := &poller{scope: sc, events: events}
	p.seen = p.look()
	go p.run(ctx, poll)
	return events, nil
}

// A scope says which files matter.
type scope struct{ dirs, ignore []string }

func absolute(paths []string) (list []string) {
	for _, p := range paths {
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		list = append(list, p)
	}
	return list
}

// has reports whether a change at path may change the site.
func (sc scope) has(path string) bool {
	for _, dir := range sc.ignore {
		if _, in := below(path, dir); in {
			return false
		}
	}
	for _, dir := range sc.dirs {
		if rel, in := below(path, dir); in && !slices.ContainsFunc(strings.Split(rel, string(filepath.Separator)), passing) {
			return true
		}
	}
	return false
}

// below returns the way from dir to path, empty if they are one, and whether path lies there at all.
func below(path, dir string) (rel string, in bool) {
	if path == dir {
		return "", true
	}
	return strings.CutPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
}

// passing reports whether a name is one that no source has: hidden, or a passing file of an editor, browser or system.
func passing(name string) bool {
	switch {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"), strings.HasSuffix(name, "~"):
		return true
	case name == "4913", name == "Thumbs.db", name == "desktop.ini": // 4913: vim asks whether it may write in a folder
		return true
	case strings.Contains(name, "___jb_"):
		return true
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".swp", ".swo", ".swx", ".tmp", ".part", ".crdownload", ".bak", ".orig":
		return true
	}
	return false
}

// files calls f for every file and folder below path, path too, that is in the scope. No link is followed.
func (sc scope) files(path string, f func(path string, d fs.DirEntry)) {
	filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // gone meanwhile: there is or was an event for that
		case sc.has(p):
			f(p, d)
		case d.IsDir():
			return fs.SkipDir
		}
		return nil
	})
}

// A watcher gets events from the system, for the files of folders: folders are watched, since an editor that saves by
// renaming leaves a watched file behind.
type watcher struct {
	scope
	*fsnotify.Watcher
	events  chan<- change
	watched map[string]bool
}

func newWatcher(sc scope, events chan<- change) (*watcher, error) {
	fw, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &watcher{sc, fw, events, map[string]bool{}}
	for _, dir := range sc.dirs {
		// The folder above tells when the one to watch comes, goes or is replaced.
		if err := errors.Join(w.add(filepath.Dir(dir)), w.addAll(dir, nil)); err != nil {
			fw.Close()
			return nil, err
		}
	}
	return w, nil
}

func (w *watcher) add(dir string) error {
	if w.watched[dir] {
		return nil
	}
	err := w.Watcher.Add(dir)
	if err == nil {
		w.watched[dir] = true
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// addAll watches path, if it is a folder, and all folders below, and calls found with the files.
func (w *watcher) addAll(path string, found func(file string)) error {
	var errs []error
	w.files(path, func(p string, d fs.DirEntry) {
		switch {
		case d.IsDir():
			errs = append(errs, w.add(p))
		case found != nil:
			found(p)
		}
	})
	return errors.Join(errs...)
}

// drop forgets the folders at path and below: those that were renamed would go on sending events by their old names.
func (w *watcher) drop(path string) {
	for dir := range w.watched {
		if _, in := below(dir, path); in {
			w.Watcher.Remove(dir)
			delete(w.watched, dir)
		}
	}
}

func (w *watcher) run(ctx context.Context) {
	defer w.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case e, ok := <-w.Events:
			if !ok {
				return
			}
			w.handle(ctx, e)
		case _, ok := <-w.Errors:
			if !ok {
				return
			}
			// Events were lost, folders may be new: all of it again.
			for _, dir := range w.dirs {
				w.addAll(dir, nil)
			}
			w.send(ctx, "")
		}
	}
}

func (w *watcher) handle(ctx context.Context, e fsnotify.Event) {
	if e.Op == fsnotify.Chmod || !w.has(e.Name) {
		return
	}
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		w.drop(e.Name)
	}
	fi, err := os.Lstat(e.Name)
	switch {
	case err == nil && fi.IsDir() && !e.Has(fsnotify.Create):
		return // a folder's own times changed: its files have events of their own
	case err == nil && fi.IsDir():
		w.addAll(e.Name, func(file string) { w.send(ctx, change(file)) })
	}
	w.send(ctx, change(e.Name))
}

func (w *watcher) send(ctx context.Context, c change) { send(ctx, w.events, c) }

func send(ctx context.Context, events chan<- change, c change) {
	select {
	case events <- c:
	case <-ctx.Done():
	}
}

// A poller looks at the files itself.
type poller struct {
	scope
	events chan<- change
	seen   map[string]look
}

// A look is what tells one state of a file from another: size, time, mode, and which file it is.
type look struct{ fs.FileInfo }

func (a look) same(b look) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && a.Mode() == b.Mode() && os.SameFile(a.FileInfo, b.FileInfo)
}

func (p *poller) look() map[string]look {
	seen := map[string]look{}
	for _, dir := range p.dirs {
		p.files(dir, func(path string, d fs.DirEntry) {
			if fi, err := d.Info(); err == nil && !d.IsDir() {
				seen[path] = look{fi}
			}
		})
	}
	return seen
}

func (p *poller) run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := p.look()
		for path, l := range now {
			if was, ok := p.seen[path]; !ok || !was.same(l) {
				send(ctx, p.events, change(path))
			}
		}
		for path := range p.seen {
			if _, still := now[path]; !still {
				send(ctx, p.events, change(path))
			}
		}
		p.seen = now
	}
}
