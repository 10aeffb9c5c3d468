package main

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"studylog"
	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/disk"
	"studylog/internal/media"
	"studylog/internal/meter"
	"studylog/internal/scan"
	"studylog/internal/site"
	"studylog/internal/store"
	"studylog/internal/vfs"
)

// A journal is a journal's folder, opened. Everything in it is read through fs: no link leads out of it, and no FIFO or
// device is ever opened.
type journal struct {
	dir    string // absolute
	prefix string // what makes the journal's paths the user's: "", "notes/", "../"
	root   *os.Root
	own    folders
	fs     fs.FS // with the built-in theme below

	keeps bool         // the command writes: a cache may be begun
	built bool         // everything that is worth keeping was used
	cache *store.Store // nil: none yet, or none at all
	clock func() time.Time
	found func(pages int)
	meter *meter.Meter
	last  *content.Tree // of a command that builds more than once
	moved []string      // what changed since, if that is known

	pictures *media.Maker // of the first load on

	offered *content.Known // what the schemas of this journal say, as last written

	afresh bool // nothing that was kept is to be used
}

// open finds the journal and opens it.
func (p *program) open() (*journal, error) {
	dir, err := p.find()
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	own := folders{root.FS().(fs.ReadLinkFS), root}
	return &journal{dir: dir, prefix: p.prefix(dir), root: root, clock: p.clock, found: p.found, meter: p.meter, own: own, fs: vfs.Overlay(own, studylog.Theme)}, nil
}

// folders is a root's file system that lists a folder of ten thousand files ten times as fast: through a root of its own,
// so that each entry is described in one step, and not by the whole way down.
type folders struct {
	fs.ReadLinkFS
	root *os.Root
}

func (f folders) ReadDir(name string) ([]fs.DirEntry, error) {
	own, err := f.root.OpenRoot(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer own.Close()
	d, err := own.Open(".")
	if err != nil {
		return nil, err
	}
	defer d.Close()
	infos, err := d.Readdir(-1)
	list := make([]fs.DirEntry, len(infos))
	for i, info := range infos {
		list[i] = fs.FileInfoToDirEntry(info)
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, err
}

// close ends the work, and tidies the cache if a whole build came to its end. What goes wrong with a cache is no mistake
// of the user's, and costs time only.
func (j *journal) close() {
	if j.built {
		j.cache.Compact()
	} else {
		j.cache.Close()
	}
	j.root.Close()
}

// state is the folder of studylog's own notes.
func (j *journal) state() string { return j.path(".studylog") }

// load reads the journal, with the parses that are kept from earlier runs. A command that only looks uses the cache that
// is there and begins none.
func (j *journal) load() (*content.Tree, diag.List) {
	if j.afresh {
		return content.Load(j.fs)
	}
	if j.cache == nil {
		j.cache = j.openCache()
	}
	if j.pictures == nil {
		j.pictures = &media.Maker{Store: j.cache}
	}
	tree, list := content.LoadWith(j.fs, content.Kept{Store: j.cache, Now: j.clock(), Last: j.last, Changed: j.moved, Found: j.found, Meter: j.meter})
	j.last = tree
	return tree, list
}

func (j *journal) openCache() *store.Store {
	if fi, err := os.Lstat(filepath.Join(j.state(), "cache")); !j.keeps && (err != nil || !fi.IsDir()) {
		return nil
	}
	if err := disk.MakeState(j.state()); err != nil {
		return nil // who writes there will say so
	}
	st := store.Open(j.state())
	if st.Err() != nil && !j.keeps {
		return nil
	}
	return st
}

// cacheNote says why the next build will not be faster, if so it is.
func (j *journal) cacheNote() (list diag.List) {
	if err := j.cache.Err(); err != nil {
		if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
			return nil // of a journal that can only be read, it is no news
		}
		list.Add(diag.Warnf(diag.Pos{}, "", "%v; builds are slower without it", err).Hintf("studylog clean removes the cache, and the next build begins a new one"))
	}
	return list
}

// path is where a file of the journal lies on the disk.
func (j *journal) path(name string) string { return filepath.Join(j.dir, filepath.FromSlash(name)) }

// find returns the folder that -s names, or the nearest one upwards that is a journal.
func (p *program) find() (string, error) {
	if p.source != "" {
		dir := p.abs(p.source)
		switch fi, err := os.Stat(dir); {
		case err != nil:
			return "", usage("there is no folder %s", p.source)
		case !fi.IsDir():
			return "", usage("%s is not a folder", p.source)
		case !isJournal(dir):
			f := usage("%s has neither studylog.yaml nor content/: it is no journal", p.source)
			if outer := nearestJournal(dir); outer != "" {
				return "", f.hintf("it is in one: -s %s", shellWord(p.rel(outer)))
			}
			return "", f.hintf("studylog init %s makes one of it", shellWord(p.source))
		}
		return dir, nil
	}
	if dir := nearestJournal(p.dir); dir != "" {
		return dir, nil
	}
	return "", usage("there is no journal here: neither this folder nor one above it has studylog.yaml or content/").
		hintf("studylog init starts one here; -s FOLDER names one elsewhere")
}

func isJournal(dir string) bool {
	settings, err := os.Lstat(filepath.Join(dir, "studylog.yaml"))
	if err == nil && settings.Mode().IsRegular() {
		return true
	}
	content, err := os.Lstat(filepath.Join(dir, "content"))
	return err == nil && content.IsDir()
}

// abs reads a path as the user meant it: from the current folder.
func (p *program) abs(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(p.dir, name)
}

// rel is the shorter way to write an absolute path: from the current folder, if it is not far.
func (p *program) rel(name string) string {
	rel, err := filepath.Rel(p.dir, name)
	if err != nil || strings.HasPrefix(rel, filepath.Join("..", "..", "..")) {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(rel)
}

func (p *program) prefix(dir string) string {
	if rel := p.rel(dir); rel != "." {
		return rel + "/"
	}
	return ""
}

// A request is what a build was asked for on the command line.
type request struct {
	base           string // -b
	drafts, future bool
	now            string // --now
}

// plan loads the journal and plans its site. Mistakes in one post hide no others, so the plan is made even of a tree
// that has some; whoever gets it looks at the list first.
func (p *program) plan(j *journal, r request) (*site.Plan, diag.List, error) {
	tree, list := j.load()
	base, more, err := p.base(j, r.base, tree.Settings)
	if err != nil {
		return nil, nil, err
	}
	list.Add(more...)
	now, err := p.now(r.now, tree.Settings)
	if err != nil {
		return nil, nil, err
	}
	plan, problems := site.NewPlan(tree, site.Options{Base: base, Drafts: r.drafts, Future: r.future, Pictures: j.pictures}, now)
	list.Add(problems...)
	list.Sort()
	return plan, list, nil
}

// now is the moment that decides what is published: --now, SOURCE_DATE_EPOCH, or the clock. A day means its first
// moment in the journal's zone.
func (p *program) now(flag string, settings content.Settings) (time.Time, error) {
	if flag == "" {
		return p.epochOrClock()
	}
	zone, err := time.LoadLocation(settings.Timezone)
	if err != nil {
		zone = time.UTC // said already, by the settings
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, flag, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usage("--now %q is no date", flag).hintf("write --now 2025-10-28, or --now 2025-10-28T09:00:00Z")
}

func (p *program) epochOrClock() (time.Time, error) {
	epoch := p.getenv("SOURCE_DATE_EPOCH")
	if epoch == "" {
		return p.clock(), nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return time.Time{}, usage("SOURCE_DATE_EPOCH is %q: it must be a number of seconds", epoch)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// verdict is the failure that a list means, or nil: settings that are wrong come before content that is, and a journal
// without content is none.
func verdict(list diag.List, strict bool) error {
	var settings, missing bool
	for _, d := range list {
		settings = settings || d.Severity == diag.Error && d.File == content.SettingsFile
		missing = missing || d.Code == content.CodeNoContent
	}
	switch {
	case missing:
		return &failure{code: exitUsage}
	case settings:
		return &failure{code: exitSettings}
	case list.HasErrors():
		return &failure{code: exitContent}
	case strict && list.Count(diag.Warning) > 0:
		return &failure{code: exitFindings}
	}
	return nil
}

// strictly returns the list as --strict sees it: a warning is an error in every respect but the exit code.
func strictly(list diag.List) diag.List {
	out := make(diag.List, len(list))
	for i, d := range list {
		if d.Severity == diag.Warning {
			d.Severity = diag.Error
		}
		out[i] = d
	}
	return out
}

func withoutNotes(list diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(list), func(d diag.Diagnostic) bool { return d.Severity == diag.Note })
}

// printJSON prints data for other programs.
func (p *program) printJSON(data any) error {
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(data)
}

// report prints a list for people, with the places as the user would open them, and no secret that stands there.
func (p *program) report(j *journal, list diag.List) error {
	return p.reportTo(p.err, j, list, p.paint)
}

func (p *program) reportTo(w io.Writer, j *journal, list diag.List, paint func(role, s string) string) error {
	return diag.Print(w, located(j, list), diag.PrintOptions{
		Read: func(file string) ([]byte, error) {
			src, err := fs.ReadFile(j.fs, strings.TrimPrefix(file, j.prefix))
			return scan.Mask(src), err
		},
		Paint: paint,
	})
}

// located writes the places of a list from the current folder, so that an editor or GitHub finds them.
func located(j *journal, list diag.List) diag.List {
	out := make(diag.List, len(list))
	for i, d := range list {
		if d.File != "" {
			d.File = j.prefix + d.File
		}
		d.Msg, d.Hint = masked(d.Msg), masked(d.Hint)
		out[i] = d
	}
	return out
}
