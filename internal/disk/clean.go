package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Clean takes the output away: each file that the manifest lists and that is as it was written, the folders that are
// then empty, the stage and the manifest. Everything else stays, and is counted as kept. Without a manifest nothing in
// the output is known to be ours, and nothing is removed.
func Clean(o Options) (Stats, error) {
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
	if _, err := os.Lstat(o.State); errors.Is(err, fs.ErrNotExist) {
		return Stats{}, nil // and no folder for a lock is made
	}
	unlock, err := Lock(o.State)
	if err != nil {
		return Stats{}, err
	}
	defer unlock()
	j := &job{o: o, place: p}
	if err := j.open(); err != nil {
		return Stats{}, err
	}
	defer j.close()
	if err := j.recover(); err != nil {
		return Stats{}, err
	}
	return j.clean()
}

func (j *job) clean() (s Stats, err error) {
	if j.disk, err = scan(j.root, j.base); err != nil {
		return s, fmt.Errorf("read %s: %w", j.o.Out, err)
	}
	if err := j.readManifests(); err != nil {
		return s, err
	}
	for _, p := range sorted(j.disk.files) {
		if e, ok := j.last[p]; !ok || !e.agrees(j.disk.files[p]) {
			s.Kept++
			continue
		}
		if err := j.root.Remove(path.Join(j.base, p)); err != nil {
			return s, &Problem{Path: p, Msg: "cannot be removed", Err: bare(err)}
		}
		s.Removed++
	}
	if s.Removed > 0 {
		if err := j.removeEmpty(); err != nil {
			return s, err
		}
	}
	return s, errors.Join(j.root.RemoveAll(j.stage), unlessMissing(j.state.Remove(j.name)))
}

// removeEmpty removes the folders of the site that have nothing in them, the lowest first; those that were empty before
// are the user's.
func (j *job) removeEmpty() error {
	dirs := sorted(j.disk.dirs)
	slices.Reverse(dirs)
	for _, dir := range dirs {
		if slices.Contains(j.disk.empty, dir) {
			continue
		}
		if err := j.root.Remove(path.Join(j.base, dir)); err != nil && !errors.Is(err, fs.ErrExist) { // not empty
			return &Problem{Path: dir, Msg: "cannot be removed", Err: bare(err)}
		}
	}
	return nil
}

// unlessMissing is an error, unless it says that there was nothing to remove.
func unlessMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
