package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
)

// replacedSuffix makes the output's name that of the folder for what it held before: no build ever removes it.
const replacedSuffix = ".replaced"

// moveAway puts the foreign files that the site takes the place of into a folder beside the output. It is done before
// the exchange, so that wherever the process is killed they are in one of the two; undo is for a failure after it.
func (j *job) moveAway(w *work) (undo func(), err error) {
	undo = func() {}
	moved := slices.Clone(w.covered)
	for _, f := range w.files {
		if f.covers {
			moved = append(moved, f.path)
		}
	}
	if len(moved) == 0 {
		return undo, nil
	}
	slices.Sort(moved)
	suffix, err := j.replacedFolder()
	if err != nil {
		return undo, j.writeError("the folder for what is replaced", err)
	}
	undo = func() { j.root.RemoveAll(j.base + suffix) }
	for _, p := range moved {
		if err := j.step("move "+p, func() error { return j.moveTo(j.base+suffix, p) }); err != nil {
			return undo, j.writeError(path.Join(path.Base(j.base)+suffix, p), err)
		}
	}
	w.stats.Moved, w.stats.MovedTo = moved, filepath.Clean(j.o.Out)+suffix
	return undo, nil
}

// replacedFolder makes a new folder beside the output: what an earlier run put into one stays.
func (j *job) replacedFolder() (suffix string, err error) {
	for n := 1; ; n++ {
		suffix = replacedSuffix
		if n > 1 {
			suffix += fmt.Sprintf("-%d", n)
		}
		if err := j.root.Mkdir(j.base+suffix, 0o777); !errors.Is(err, fs.ErrExist) {
			return suffix, err
		}
	}
}

func (j *job) moveTo(folder, p string) error {
	to := path.Join(folder, p)
	if err := j.root.MkdirAll(path.Dir(to), 0o777); err != nil {
		return err
	}
	return j.double(path.Join(j.base, p), to, j.disk.files[p])
}
