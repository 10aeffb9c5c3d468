package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"syscall"
)

// errNoExchange: this system, or this disk, cannot exchange two folders in one step.
var errNoExchange = errors.New("no exchange")

// commit puts the stage in the output's place. Before the exchange everything is as it was; after it, what is left to
// do is not worth an error: the next run does it as well.
func (j *job) commit(w *work) error {
	err := j.step("manifest", func() error { return j.writeManifest(j.name+".next", j.done) })
	if err == nil {
		err = j.step("sync", j.syncStage)
	}
	if err == nil {
		err = j.step("exchange", j.swap)
	}
	if err != nil {
		j.state.Remove(j.name + ".next")
		j.root.RemoveAll(j.stage)
		return err
	}
	j.step("promote", func() error { return j.state.Rename(j.name+".next", j.name) })
	j.step("sweep", func() error { j.sweep(w); return nil })
	return nil
}

// syncStage waits until the stage is on the disk: once, not once a file.
func (j *job) syncStage() error {
	dir, err := j.root.Open(j.stage)
	if err != nil {
		return fmt.Errorf("open the stage: %w", err)
	}
	defer dir.Close()
	if err := syncAll(dir); err != nil {
		return j.writeError("to the disk", err)
	}
	return nil
}

// swap is the one step in which the output changes.
func (j *job) swap() error {
	if _, err := j.root.Lstat(j.base); errors.Is(err, fs.ErrNotExist) {
		if err := j.root.MkdirAll(path.Dir(j.base), 0o777); err != nil {
			return j.unwritable(err)
		}
		return j.swapError(j.root.Rename(j.stage, j.base))
	}
	err := errNoExchange
	if !j.o.aside {
		err = exchange(j.root, j.stage, j.base)
	}
	if errors.Is(err, errNoExchange) {
		err = j.swapAside()
	}
	return j.swapError(err)
}

func (j *job) swapError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EBUSY), errors.Is(err, syscall.EXDEV):
		return mountProblem(j.o.Out, bare(err))
	case readOnly(err):
		return j.unwritable(err)
	}
	return &Problem{Path: j.o.Out, Msg: "put the new site into place", Err: bare(err), Hint: "close the programs that have the folder open"}
}

// swapAside does in two steps what cannot be done in one. A note in .studylog/ says that it was begun: the stage is
// whole then, and whoever finds the note finishes.
func (j *job) swapAside() error {
	note := j.name + ".exchange"
	if err := write(j.state, note, []byte(j.base+"\n"), 0o666, false); err != nil {
		return err
	}
	if err := j.step("aside", func() error { return j.root.Rename(j.base, j.aside) }); err != nil {
		j.state.Remove(note)
		return err
	}
	if err := j.step("into place", func() error { return j.root.Rename(j.stage, j.base) }); err != nil {
		if back := j.root.Rename(j.aside, j.base); back == nil {
			j.state.Remove(note)
		}
		return err
	}
	j.step("old", func() error { // from here on all is as after an exchange
		if err := j.root.Rename(j.aside, j.stage); err != nil {
			return err
		}
		return j.state.Remove(note)
	})
	return nil
}

// recover ends what a killed run began, and removes what it left.
func (j *job) recover() error {
	note := j.name + ".exchange"
	if _, err := j.state.Lstat(note); err == nil {
		if !j.exists(j.base) {
			from := j.aside // the stage is gone: back to the old site
			if j.exists(j.stage) {
				from = j.stage
			}
			if err := j.root.Rename(from, j.base); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("complete the exchange of %s that was cut short: %w", j.o.Out, err)
			}
		}
		if err := j.state.Remove(note); err != nil {
			return fmt.Errorf("complete the exchange of %s that was cut short: %w", j.o.Out, err)
		}
	}
	left := []string{j.aside}
	if !j.keep {
		left = append(left, j.stage)
	}
	for _, name := range left {
		if !j.exists(name) {
			continue
		}
		if err := j.root.RemoveAll(name); err != nil {
			return fmt.Errorf("remove the stage of a build that was cut short: %w", err)
		}
	}
	return nil
}

func (j *job) exists(name string) bool {
	_, err := j.root.Lstat(name)
	return err == nil
}

// sweep looks through the old tree, which has the stage's place now. What came into it while the site was built is not
// ours: it follows the tree that it was meant for. The rest is removed, or kept for the next stage to be made from.
func (j *job) sweep(w *work) {
	if j.disk.dirs["."] == nil {
		return // there was no old tree
	}
	carried := make(map[string]bool, len(w.foreign))
	for _, p := range w.foreign {
		carried[p] = true
	}
	for _, dir := range j.touched() {
		j.rescue(dir, carried)
	}
	if !j.keep {
		j.root.RemoveAll(j.stage)
	}
}

// touched lists the folders of the old tree in which names came or went since it was read.
func (j *job) touched() (list []string) {
	dirs := sorted(j.disk.dirs)
	late := make([]bool, len(dirs))
	old, err := openFolder(j.root, j.stage)
	if err != nil {
		return nil
	}
	defer old.close()
	each(len(dirs), func(i int) {
		fi, err := old.lstat(dirs[i])
		late[i] = err == nil && !fi.ModTime().Equal(j.disk.dirs[dirs[i]].ModTime())
	})
	for i, dir := range dirs {
		if late[i] {
			list = append(list, dir)
		}
	}
	return list
}

// rescue moves the files of a folder, and folders in it, that are new since the old tree was read into the new one.
func (j *job) rescue(dir string, carried map[string]bool) {
	found, err := readDir(j.root, path.Join(j.stage, dir))
	if err != nil {
		return
	}
	for _, fi := range found {
		p := path.Join(dir, fi.Name())
		if fi.IsDir() {
			if j.disk.dirs[p] == nil {
				j.rescue(p, carried)
			}
			continue
		}
		was, to := j.disk.files[p], path.Join(j.base, p)
		if was != nil && (!carried[p] || sameFile(was, fi)) || was == nil && j.t.Has(p) {
			continue
		}
		if err := j.root.MkdirAll(path.Dir(to), 0o777); err == nil {
			j.root.Rename(path.Join(j.stage, p), to)
		}
	}
}
