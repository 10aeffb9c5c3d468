package disk

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
)

// build makes the stage: folders first, then what changed and what did not, then what is not ours.
func (j *job) build(w *work) error {
	if err := j.step("stage", func() error { return j.prepare(w) }); err != nil {
		return j.stageError(err)
	}
	defer j.staged.Close()
	if err := j.writeAll(w); err != nil {
		return err
	}
	return j.carry(w.foreign)
}

// prepare makes the folders of the stage and removes what the new tree does not have. A stage that is there already is
// most of the work done: a file in it that is a link to the one in the output stays, and all others are replaced.
func (j *job) prepare(w *work) (err error) {
	if fi, err := j.root.Lstat(j.stage); err == nil && !fi.IsDir() {
		if err := j.root.Remove(j.stage); err != nil { // a link, which is not to be looked behind
			return err
		}
	}
	if j.spare, err = scan(j.root, j.stage); err != nil {
		return err
	}
	files, dirs := map[string]bool{}, map[string]bool{".": true}
	need := func(dir string) {
		for ; !dirs[dir]; dir = path.Dir(dir) {
			dirs[dir] = true
		}
	}
	for _, f := range w.files {
		files[f.path] = true
		need(path.Dir(f.path))
	}
	for _, p := range w.foreign {
		files[p] = true
		need(path.Dir(p))
	}
	for _, dir := range j.disk.empty {
		need(dir)
	}
	if err := j.clear(files, dirs); err != nil {
		return err
	}
	return j.openStage(dirs)
}

// openStage opens the stage, and makes what folders of it are not there.
func (j *job) openStage(dirs map[string]bool) (err error) {
	fresh := j.spare.dirs["."] == nil
	if fresh {
		if err := j.root.Mkdir(j.stage, 0o777); err != nil {
			return err
		}
	}
	if j.staged, err = j.root.OpenRoot(j.stage); err != nil {
		return err
	}
	if fresh {
		err = j.likeOld(".")
	}
	if err = cmp.Or(err, j.folders(dirs)); err != nil {
		j.staged.Close()
	}
	return err
}

// folders makes those of the stage that are not there. One with files in it and no folders, as most are, is left to the
// first of its files: so it is made while others are rendered.
func (j *job) folders(dirs map[string]bool) error {
	now := map[string]bool{}
	for dir := range dirs {
		now[path.Dir(dir)] = true
	}
	for _, dir := range j.disk.empty {
		now[dir] = true
	}
	j.late = map[string]*lateFolder{}
	for _, dir := range sorted(dirs) { // each after the one above
		switch {
		case j.spare.dirs[dir] != nil || dir == ".":
		case !now[dir]:
			j.late[dir] = &lateFolder{}
		default:
			if err := j.mkdir(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// A lateFolder is made when the first file of it comes.
type lateFolder struct {
	once sync.Once
	err  error
}

// room sees to it that there is a folder for a file of the stage.
func (j *job) room(p string) error {
	f := j.late[path.Dir(p)]
	if f == nil {
		return nil
	}
	f.once.Do(func() { f.err = j.mkdir(path.Dir(p)) })
	return f.err
}

// clear removes from the stage what is neither a wanted file nor a wanted folder.
func (j *job) clear(files, dirs map[string]bool) error {
	for p := range j.spare.files {
		if !files[p] {
			if err := j.root.Remove(path.Join(j.stage, p)); err != nil {
				return err
			}
			delete(j.spare.files, p)
		}
	}
	for dir := range j.spare.dirs {
		if !dirs[dir] {
			if err := j.root.RemoveAll(path.Join(j.stage, dir)); err != nil {
				return err
			}
			delete(j.spare.dirs, dir)
		}
	}
	return nil
}

// vacate makes room for a file of the stage, and removes one that it is to replace. That is never written to: it may be
// a link to one in the output.
func (j *job) vacate(p string) error {
	if j.spare.files[p] == nil {
		return j.room(p)
	}
	if err := j.staged.Remove(p); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// mkdir makes a folder of the stage, with the permissions of the one it replaces.
func (j *job) mkdir(dir string) error {
	if err := j.staged.Mkdir(dir, 0o777); err != nil {
		return err
	}
	return j.likeOld(dir)
}

func (j *job) likeOld(dir string) error {
	old := j.disk.dirs[dir]
	if old == nil || old.Mode().Perm() == 0o755 && dir != "." {
		return nil
	}
	return j.staged.Chmod(dir, old.Mode().Perm())
}

func (j *job) stageError(err error) error {
	if readOnly(err) {
		return j.unwritable(err)
	}
	return j.writeError("the stage", err)
}

// unwritable says what cannot be written: a folder of the old site, which must give its place, or else the folder that
// both lie in.
func (j *job) unwritable(err error) error {
	if j.disk != nil {
		for _, dir := range sorted(j.disk.dirs) {
			name := filepath.Join(j.o.Out, filepath.FromSlash(dir))
			if j.disk.dirs[dir].Mode().Perm()&0o200 != 0 && mayWrite(name) {
				continue
			}
			return &Problem{
				Path: name, Msg: "the folder cannot be written, and a new site is to take its place", Err: bare(err),
				Hint: fmt.Sprintf("give yourself leave to write there (chmod -R u+w %s), or build into another folder with -d", j.o.Out),
			}
		}
	}
	return &Problem{
		Path: j.o.Out, Msg: fmt.Sprintf("a new site is exchanged for the old one in %s, and nothing can be written there", filepath.Dir(j.o.Out)), Err: bare(err),
		Hint: "give yourself leave to write there, or build with -d into a folder inside one that you can write",
	}
}

// writeAll puts every file of the site into the stage. After a rendering error the others are still rendered, to report
// all; after a writing error nothing more is done, for a full disk is one error.
func (j *job) writeAll(w *work) error {
	var stop atomic.Int32
	var written, linked atomic.Int64
	errs, way := make([]error, len(w.files)), make([]bool, len(w.files))
	j.rendering = j.o.Meter.Begin("rendering", "file", w.toRender())
	defer j.rendering.End()
	each(len(w.files), func(i int) {
		f := &w.files[i]
		fresh, err := j.stageFile(f, &stop)
		switch {
		case errors.Is(err, errInTheWay):
			way[i] = true
		case err != nil:
			errs[i] = err
		case fresh:
			written.Add(1)
		default:
			linked.Add(1)
		}
	})
	var paths []string
	for i, is := range way {
		if is {
			paths = append(paths, w.files[i].path)
		}
	}
	if len(paths) > 0 {
		errs = append(errs, j.foreignProblem(obstacles{replaced: paths}))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	w.stats.Written, w.stats.Linked = int(written.Load()), int(linked.Load())
	j.done = make(manifest, len(w.files))
	for _, f := range w.files {
		j.done[f.path] = f.done
		w.stats.Bytes += f.done.size
	}
	return nil
}

var errInTheWay = errors.New("a foreign file is in the way")

// How far an error stops the others.
const (
	goOn = iota
	onlyRender
	stopAll
)

// stageFile puts one file into the stage: as it lies in the output if it can, else rendered.
func (j *job) stageFile(f *file, stop *atomic.Int32) (fresh bool, err error) {
	if stop.Load() == stopAll {
		return false, nil
	}
	if f.stands() && (stop.Load() != goOn || j.take(f.path, f.old) == nil) {
		return false, nil
	}
	j.rendering.Start(f.path)
	data, same, err := j.render(f)
	j.rendering.Done(f.path)
	f.covers = f.old != nil && !f.ours && !same
	if err == nil && f.covers && !j.o.Adopt {
		err = errInTheWay
	}
	if err != nil {
		stop.CompareAndSwap(goOn, onlyRender)
		return false, err
	}
	if stop.Load() != goOn || same && j.take(f.path, f.old) == nil {
		return false, nil
	}
	if err := j.step("write "+f.path, func() error { return j.create(f, data) }); err != nil {
		stop.Store(stopAll)
		return false, j.writeError(f.path, err)
	}
	return true, nil
}

func (j *job) create(f *file, data []byte) error {
	if err := j.vacate(f.path); err != nil {
		return err
	}
	out, err := j.staged.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	fi, serr := out.Stat()
	if err := cmp.Or(err, serr, out.Close()); err != nil {
		return err
	}
	f.done.mtime = fi.ModTime().UnixNano()
	return nil
}

// take puts a file of the output into the stage as well: as a hard link or, where there are none, as a copy that has
// its time. Links and FIFOs of the user's are linked themselves, never opened.
func (j *job) take(p string, fi fs.FileInfo) error {
	if spare := j.spare.files[p]; spare != nil && sameFile(spare, fi) {
		return nil
	}
	if err := j.vacate(p); err != nil {
		return err
	}
	return j.double(path.Join(j.base, p), path.Join(j.stage, p), fi)
}

// double gives a file a second place.
func (j *job) double(from, to string, fi fs.FileInfo) error {
	err := fs.ErrInvalid
	if !j.o.noLinking {
		if err = j.root.Link(from, to); err == nil {
			return nil
		}
	}
	switch fi.Mode().Type() {
	case 0:
		return j.copy(from, to, fi)
	case fs.ModeSymlink:
		target, err := j.root.Readlink(from)
		if err != nil {
			return err
		}
		return j.root.Symlink(target, to)
	}
	return err
}

func (j *job) copy(from, to string, fi fs.FileInfo) error {
	in, err := j.root.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := j.root.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fi.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	err = cmp.Or(err, out.Close())
	if err == nil {
		err = j.root.Chtimes(to, fi.ModTime(), fi.ModTime())
	}
	if err != nil {
		j.root.Remove(to) // so that the file can be rendered in its place
	}
	return err
}

// carry takes along what is not ours.
func (j *job) carry(foreign []string) error {
	errs := make([]error, len(foreign))
	each(len(foreign), func(i int) {
		p := foreign[i]
		err := j.step("carry "+p, func() error { return j.take(p, j.disk.files[p]) })
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have been removed meanwhile
			errs[i] = j.writeError(p, err)
		}
	})
	return errors.Join(slices.DeleteFunc(errs, func(err error) bool { return err == nil })...)
}
