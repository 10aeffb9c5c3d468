package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	for _, left := range []string{j.stage, j.aside} {
		if !j.exists(left) {
			continue
		}
		if err := j.root.RemoveAll(left); err != nil {
			return fmt.Errorf("remove the stage of a build that was cut short: %w", err)
		}
	}
	return nil
}

func (j *job) exists(name string) bool {
	_, err := j.root.Lstat(name)
	return err == nil
}

// sweep removes the old tree, which has the stage's name now. What came into it while the site was built is not ours:
// it follows the tree that it was meant for. A failure leaves the rest to the next run.
func (j *job) sweep(w *work) {
	if !j.exists(j.stage) {
		return
	}
	old, err := scan(j.root, j.stage)
	if err != nil {
		return
	}
	carried := make(map[string]bool, len(w.foreign))
	for _, p := range w.foreign {
		carried[p] = true
	}
	for _, p := range sorted(old.files) {
		was := j.disk.files[p]
		if was != nil && (!carried[p] || os.SameFile(was, old.files[p])) {
			continue
		}
		to := path.Join(j.base, p)
		if now, err := j.root.Lstat(to); err == nil && (!carried[p] || sameFile(now, old.files[p])) {
			continue
		}
		if j.root.MkdirAll(path.Dir(to), 0o777) != nil || j.root.Rename(path.Join(j.stage, p), to) != nil {
			return
		}
	}
	j.root.RemoveAll(j.stage)
}

// sameFile reports whether one file is a link to the other, or a copy.
func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) || a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && a.Mode() == b.Mode()
}
