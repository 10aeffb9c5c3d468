package disk

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"studylog/internal/meter"
	"studylog/internal/vfs"
)

// Options say where a site is written.
type Options struct {
	Root  string // the journal
	Out   string // the output; public in Root if empty
	State string // studylog's own notes; .studylog in Root if empty

	// Adopt takes an output folder over that no manifest tells about: its files are moved to Stats.MovedTo where the site
	// has one of that name, and kept as foreign ones where it has none.
	Adopt bool

	Meter *meter.Meter // told of each file that is rendered; may be nil

	fault     func(point string) error // tests: called before each step that a crash may separate
	aside     bool                     // tests: as if there were no exchange
	noLinking bool                     // tests: as if there were no hard links
}

// Stats tell what a Sync did.
type Stats struct {
	Files     int   // of the site
	Bytes     int64 // in them
	Written   int   // files that are new or have new bytes
	Linked    int   // files taken over from the old tree
	Removed   int   // files of the old site that the new one does not have
	Kept      int   // files in the output that are not ours
	Unchanged bool  // the output was not touched

	Moved   []string // files that are not ours, which the site has taken the place of; see Options.Adopt
	MovedTo string   // the folder beside the output where they are now

	Sum [sha256.Size]byte // of the output's manifest; see [Stands]
}

// A job is one Sync.
type job struct {
	o     Options
	t     *vfs.Tree
	place          // where the output is
	root  *os.Root // of place.parent
	state *os.Root // of Options.State

	last  manifest          // of the output; nil if unknown
	sum   [sha256.Size]byte // of the manifest as it lies there now
	disk  *listing          // the output as it is
	spare *listing          // the stage as it is: the output before the last, or what a killed run left
	done  manifest          // of the new tree

	rendering *meter.Stage
	staged    *os.Root               // the stage, while it is made
	late      map[string]*lateFolder // of the stage
}

// Sync makes the output folder hold the files of t, and what in it is not ours; see the package comment. It takes the
// [Lock] of o.State itself. An error, or several joined, means that the output is as it was.
func Sync(o Options, t *vfs.Tree) (Stats, error) {
	if o.Out == "" {
		o.Out = filepath.Join(o.Root, "public")
	}
	if o.State == "" {
		o.State = filepath.Join(o.Root, ".studylog")
	}
	p, err := locate(o)
	if err != nil {
		return Stats{}, err
	}
	unlock, err := Lock(o.State)
	if readOnly(err) && !p.inside {
		if o.State, p, err = notesElsewhere(o); err != nil {
			return Stats{}, err
		}
		unlock, err = Lock(o.State)
	}
	if err != nil {
		return Stats{}, err
	}
	defer unlock()
	j := &job{o: o, t: t, place: p}
	if err := j.open(); err != nil {
		return Stats{}, err
	}
	defer j.close()
	if err := j.recover(); err != nil {
		return Stats{}, err
	}
	return j.run()
}

func (j *job) open() (err error) {
	if err := os.MkdirAll(j.parent, 0o777); err != nil {
		return j.unwritable(err)
	}
	if j.root, err = os.OpenRoot(j.parent); err != nil {
		return fmt.Errorf("open the folder of %s: %w", j.o.Out, err)
	}
	if j.state, err = os.OpenRoot(j.o.State); err != nil {
		j.root.Close()
		return fmt.Errorf("open %s: %w", j.o.State, err)
	}
	return nil
}

func (j *job) close() {
	j.root.Close()
	j.state.Close()
}

// step does one of the things that a crash or an error may separate from the next.
func (j *job) step(point string, do func() error) error {
	if j.o.fault != nil {
		if err := j.o.fault(point); err != nil {
			return err
		}
	}
	return do()
}

func (j *job) run() (Stats, error) {
	w, err := j.plan()
	if err != nil {
		return Stats{}, err
	}
	if w.nothing() {
		return w.unchanged(j.sum), nil
	}
	if err := j.build(w); err != nil {
		j.root.RemoveAll(j.stage)
		return Stats{}, err
	}
	if w.same() {
		if !j.keep {
			j.root.RemoveAll(j.stage)
		}
		err := j.writeManifest(j.name, j.done)
		return w.unchanged(j.sum), err
	}
	undo, err := j.moveAway(w)
	if err == nil {
		err = j.commit(w)
	}
	if err != nil {
		undo()
		j.root.RemoveAll(j.stage)
		return Stats{}, err
	}
	w.stats.Sum = j.sum
	return w.stats, nil
}

// A work is what there is to do, found by comparing tree, manifests and disk. Its slices are sorted.
type work struct {
	files   []file
	foreign []string // carried along
	stale   []string // files of ours that the site no longer has
	covered []string // foreign, and a folder of the site takes their place
	stats   Stats
}

// A file is one of the site's.
type file struct {
	path string
	key  [32]byte
	old  fs.FileInfo // what lies there; nil if nothing does
	was  entry       // what the manifest says about it
	// ours: the manifest lists it, and replacing it needs no leave. known: it is also as it was written.
	ours, known bool
	covers      bool  // what lies there is not ours, and has other bytes
	done        entry // what is known about the file in the new tree
}

// stands reports whether the file needs no rendering.
func (f *file) stands() bool { return f.known && f.was.key == f.key }

// nothing reports whether the output is just as it should be.
func (w *work) nothing() bool {
	return len(w.stale) == 0 && !slices.ContainsFunc(w.files, func(f file) bool { return !f.stands() })
}

// toRender counts the files that are to be rendered.
func (w *work) toRender() (n int) {
	for i := range w.files {
		if !w.files[i].stands() {
			n++
		}
	}
	return n
}

// same reports, after the stage was built, whether it holds nothing new.
func (w *work) same() bool { return len(w.stale) == 0 && w.stats.Written == 0 }

func (w *work) unchanged(sum [sha256.Size]byte) Stats {
	s := Stats{Files: len(w.files), Kept: len(w.foreign), Unchanged: true, Sum: sum}
	for _, f := range w.files {
		s.Bytes += f.done.size
	}
	return s
}

func (j *job) plan() (*work, error) {
	var err error
	if j.disk, err = scan(j.root, j.base); err != nil {
		return nil, fmt.Errorf("read %s: %w", j.o.Out, err)
	}
	if err := j.readManifests(); err != nil {
		return nil, err
	}
	w := &work{}
	for _, p := range j.t.Paths() {
		f := file{path: p, key: j.t.Key(p), old: j.disk.files[p]}
		f.was, f.ours = j.last[p]
		f.known = f.ours && f.was.agrees(f.old)
		if f.stands() {
			f.done = f.was
		}
		w.files = append(w.files, f)
	}
	w.stats.Files = len(w.files)
	var odd []string // foreign, in a folder that we know nothing of
	for _, p := range sorted(j.disk.files) {
		switch {
		case j.t.Has(p):
		case j.last.has(p):
			w.stale = append(w.stale, p)
		default:
			w.foreign = append(w.foreign, p)
			if j.unknown() && !litter[path.Base(p)] {
				odd = append(odd, p)
			}
		}
	}
	err = j.conflicts(w, odd)
	w.stats.Removed, w.stats.Kept = len(w.stale), len(w.foreign)
	return w, err
}

// unknown reports whether nothing is known about the output, and may not be guessed.
func (j *job) unknown() bool { return j.last == nil && !j.o.Adopt }

// litter is what systems drop into folders by themselves.
var litter = map[string]bool{".DS_Store": true, "Thumbs.db": true, "desktop.ini": true}

// readManifests finds out what is known about the output. Next to its manifest there may be that of a stage, by a run
// that was killed before or after the exchange: then each file is asked which of the two it agrees with, and the
// answer is the manifest from now on.
func (j *job) readManifests() error {
	j.last, j.sum = readManifest(j.state, j.name)
	next, _ := readManifest(j.state, j.name+".next")
	if next == nil {
		return nil
	}
	m := manifest{}
	for p, fi := range j.disk.files {
		if e, ok := next[p]; ok && e.agrees(fi) {
			m[p] = e
		} else if e, ok := j.last[p]; ok {
			m[p] = e
		}
	}
	if j.last != nil || len(m) > 0 {
		if err := j.writeManifest(j.name, m); err != nil {
			return err
		}
		j.last = m
	}
	return j.state.Remove(j.name + ".next")
}

// conflicts stops at foreign files that cannot be carried along: because the site has a folder where they are, or a file
// where they have a folder, or because nothing is known about the folder they lie in (odd).
func (j *job) conflicts(w *work, odd []string) error {
	var o obstacles
	for _, p := range odd {
		if !j.blocked(path.Dir(p)) && !j.t.HasDir(p) {
			o.kept = append(o.kept, p)
		}
	}
	w.foreign = slices.DeleteFunc(w.foreign, func(p string) bool {
		folder := j.t.HasDir(p)
		switch {
		case j.blocked(path.Dir(p)):
			o.barred = append(o.barred, p)
		case folder && !j.o.Adopt:
			o.replaced = append(o.replaced, p)
		case folder:
			w.covered = append(w.covered, p)
		}
		return folder
	})
	j.disk.empty = slices.DeleteFunc(j.disk.empty, j.blocked)
	if len(o.barred)+len(o.replaced)+len(o.kept) == 0 {
		return nil
	}
	for i := range w.files { // with trouble at hand anyway, say all that would be lost
		if f := &w.files[i]; f.old != nil && !f.ours && !j.o.Adopt {
			if _, same, err := j.render(f); err != nil || !same {
				o.replaced = append(o.replaced, f.path)
			}
		}
	}
	return j.foreignProblem(o)
}

// blocked reports whether the site has a file at dir or above it.
func (j *job) blocked(dir string) bool {
	for ; dir != "."; dir = path.Dir(dir) {
		if j.t.Has(dir) {
			return true
		}
	}
	return false
}

// obstacles are the foreign files that stop a build, by what becomes of them with Options.Adopt.
type obstacles struct {
	replaced []string // by a file or a folder of the site
	barred   []string // they lie in a folder where the site has a file: nothing can be done
	kept     []string
}

// foreignProblem names the obstacles, those first that a careless answer would destroy.
func (j *job) foreignProblem(o obstacles) error {
	p := &Problem{
		Path: j.o.Out,
		Hint: "move them away; or build with --adopt, which moves those that would be replaced to " + filepath.Base(j.o.Out) + replacedSuffix +
			"/ beside the folder, and keeps the rest; or delete the folder if it is an old build",
	}
	var parts []string
	for _, part := range []struct {
		fate  string
		paths []string
	}{{"would be replaced: ", o.replaced}, {"cannot stay: ", o.barred}, {"would be kept: ", o.kept}} {
		if len(part.paths) > 0 {
			parts = append(parts, part.fate+some(part.paths))
		}
	}
	if len(o.barred) > 0 {
		p.Hint = "move away what cannot stay, since the site has a file where its folder is; --adopt takes over the rest"
	}
	p.Msg = "files that studylog did not write are in the way; " + strings.Join(parts, "; ")
	return p
}

// some lists the first of many paths, in order.
func some(paths []string) string {
	const most = 10
	paths = slices.Sorted(slices.Values(paths))
	if more := len(paths) - most; more > 0 {
		paths = append(paths[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(paths, ", ")
}

func sorted[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for p := range m {
		list = append(list, p)
	}
	slices.Sort(list)
	return list
}

// render makes the file's bytes, and finds out whether those on the disk are the same.
func (j *job) render(f *file) (data []byte, same bool, err error) {
	data, err = j.t.Render(f.path)
	if err != nil {
		return nil, false, &Problem{Path: f.path, Msg: "cannot be rendered", Err: bare(err)}
	}
	f.done = entry{key: f.key, sum: sha256.Sum256(data), size: int64(len(data))}
	switch {
	case f.known:
		same = f.was.sum == f.done.sum
	case f.old != nil && f.old.Mode().IsRegular() && f.old.Size() == f.done.size:
		old, err := j.root.ReadFile(path.Join(j.base, f.path))
		same = err == nil && bytes.Equal(old, data)
	}
	if same {
		f.done.mtime = f.old.ModTime().UnixNano()
	}
	return data, same, nil
}

func (j *job) writeManifest(name string, m manifest) error {
	data := m.encode()
	if err := write(j.state, name, data, 0o666, false); err != nil {
		return &Problem{Path: j.o.State, Msg: "write the manifest", Err: bare(err)}
	}
	j.sum = sumOf(data)
	return nil
}
