package disk

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write puts data into a file of the journal: whole, or not at all. A file that exists keeps its permissions, a new one
// gets perm (less the umask); folders above it are made. What is there and no regular file, a link above all, is not
// replaced and not followed.
func Write(path string, data []byte, perm fs.FileMode) error { return writeAt(path, data, perm, false) }

// WriteNew is Write for a file that must not exist yet; if it does, the error says so (errors.Is fs.ErrExist) and
// nothing is changed.
func WriteNew(path string, data []byte, perm fs.FileMode) error {
	return writeAt(path, data, perm, true)
}

func writeAt(path string, data []byte, perm fs.FileMode, fresh bool) error {
	dir, name := filepath.Dir(path), filepath.Base(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("write %s: %w", path, bare(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, bare(err))
	}
	defer root.Close()
	if err := write(root, name, data, perm, fresh); err != nil {
		return fmt.Errorf("write %s: %w", path, bare(err))
	}
	return nil
}

// write makes a temporary file beside the target, brings it to the disk, and gives it the target's name.
func write(root *os.Root, name string, data []byte, perm fs.FileMode, fresh bool) error {
	old, err := root.Lstat(name)
	switch {
	case err == nil && fresh:
		return fs.ErrExist
	case err == nil && !old.Mode().IsRegular():
		return fmt.Errorf("a link or folder, not a file: %w", fs.ErrInvalid)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	tmp := "." + name + ".studylog-" + rand.Text()[:8]
	if err := writeTemp(root, tmp, data, perm, old); err != nil {
		root.Remove(tmp)
		return err
	}
	if fresh {
		err = linkNew(root, tmp, name, data, perm)
	} else {
		err = root.Rename(tmp, name)
	}
	if fresh || err != nil {
		root.Remove(tmp)
	}
	return err
}

func writeTemp(root *os.Root, tmp string, data []byte, perm fs.FileMode, old fs.FileInfo) error {
	f, err := root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = cmp.Or(err, f.Sync(), f.Close()); err == nil && old != nil {
		err = root.Chmod(tmp, old.Mode().Perm())
	}
	return err
}

// linkNew gives a finished file its name only if nobody has it: a rename would replace what came meanwhile. Where there
// are no hard links, the file is made in place.
func linkNew(root *os.Root, tmp, name string, data []byte, perm fs.FileMode) error {
	err := root.Link(tmp, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = cmp.Or(err, f.Sync(), f.Close()); err != nil {
		root.Remove(name)
	}
	return err
}
