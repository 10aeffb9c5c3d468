package vfs

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Overlay lays file systems over each other, the first on top. A file of an upper layer hides whatever lower layers
// have at its path; directories are merged. Layers that are nil are left out.
//
// Only regular files and directories are visible, in paths too: a link to a directory is no way to the files behind
// it. What a layer has at a path besides these is as if it were not there, and a lower layer's file shows instead.
//
// The result implements fs.ReadDirFS, fs.ReadFileFS, fs.StatFS, fs.ReadLinkFS (in which nothing is a link) and [Lister].
func Overlay(layers ...fs.FS) fs.FS {
	return overlay(slices.DeleteFunc(slices.Clone(layers), func(l fs.FS) bool { return l == nil }))
}

// A Lister lists a directory as fs.ReadDirFS does, and names beside it what it passes over there, sorted: the links, FIFOs
// and devices that are as if they were not. Nothing is opened to find that out. Who reads the user's files can so say
// why one that is plainly there is not read.
type Lister interface {
	List(dir string) (shown, passedOver []fs.DirEntry, err error)
}

type overlay []fs.FS

// found is what lies at a path: a file, in the one layer that has it on top, or a directory, in all that have it.
type found struct {
	layers []fs.FS
	info   fs.FileInfo
}

// find walks down to name, one element at a time, so that the kind of every directory on the way is seen before
// anything is opened: an open follows links, and hangs on a FIFO.
func (o overlay) find(op, name string) (found, error) {
	fail := func(err error) (found, error) {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return found{}, &fs.PathError{Op: op, Path: name, Err: err}
	}
	if !fs.ValidPath(name) {
		return fail(fs.ErrInvalid)
	}
	at, err := o.root()
	if err != nil {
		return fail(err)
	}
	for end := 0; name != "." && end < len(name); {
		if end > 0 {
			end++ // the slash
		}
		if next := strings.IndexByte(name[end:], '/'); next >= 0 {
			end += next
		} else {
			end = len(name)
		}
		if !at.info.IsDir() {
			return fail(fs.ErrNotExist)
		}
		if at, err = at.down(name[:end]); err != nil {
			return fail(err)
		}
	}
	return at, nil
}

func (o overlay) root() (found, error) {
	if len(o) == 0 {
		return found{nil, info{name: ".", dir: true}}, nil
	}
	fi, err := fs.Stat(o[0], ".")
	return found{o, fi}, err
}

// down looks at name in the layers whose directory above it is merged.
func (f found) down(name string) (found, error) {
	var to found
	for _, layer := range f.layers {
		fi, err := lstat(layer, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return found{}, err
		case fi.Mode().IsRegular() && to.info == nil:
			return found{[]fs.FS{layer}, fi}, nil
		case fi.IsDir():
			to.layers = append(to.layers, layer)
			to.info = cmp.Or(to.info, fi)
		}
	}
	if to.info == nil {
		return found{}, fs.ErrNotExist
	}
	return to, nil
}

// lstat describes name without following it. A layer that cannot say what a link is by itself (fs.ReadLinkFS) is asked
// for the listing of the directory, whose types are never those of a link's target.
func lstat(layer fs.FS, name string) (fs.FileInfo, error) {
	if l, ok := layer.(fs.ReadLinkFS); ok {
		return l.Lstat(name)
	}
	list, err := fs.ReadDir(layer, path.Dir(name))
	if err != nil {
		return nil, err
	}
	i, ok := slices.BinarySearchFunc(list, path.Base(name), func(e fs.DirEntry, base string) int {
		return strings.Compare(e.Name(), base)
	})
	if !ok {
		return nil, fs.ErrNotExist
	}
	if t := list[i].Type(); t != 0 && t != fs.ModeDir {
		return nil, fs.ErrNotExist
	}
	return list[i].Info()
}

func (o overlay) Open(name string) (fs.File, error) {
	at, err := o.find("open", name)
	if err != nil {
		return nil, err
	}
	if at.info.IsDir() {
		list, _, err := at.list(name)
		if err != nil {
			return nil, err
		}
		return &openDir{at.info, list}, nil
	}
	return openRegular(at.layers[0], name)
}

// openRegular opens a file that was seen to be regular, and looks again at what it got: on a live disk, the one may
// have been replaced before the other.
func openRegular(layer fs.FS, name string) (fs.File, error) {
	f, err := layer.Open(name)
	if err != nil {
		return nil, err
	}
	fi, err := f.Stat()
	if err == nil && !fi.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf("no longer a regular file: %w", fs.ErrInvalid)}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	at, err := o.find("read", name)
	if err != nil {
		return nil, err
	}
	if at.info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrInvalid}
	}
	return fs.ReadFile(at.layers[0], name)
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	at, err := o.find("stat", name)
	return at.info, err
}

func (o overlay) Lstat(name string) (fs.FileInfo, error) { return o.Stat(name) }

func (o overlay) ReadLink(name string) (string, error) {
	if _, err := o.find("readlink", name); err != nil {
		return "", err
	}
	return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	shown, _, err := o.List(name)
	return shown, err
}

func (o overlay) List(name string) (shown, passedOver []fs.DirEntry, err error) {
	at, err := o.find("readdir", name)
	if err != nil {
		return nil, nil, err
	}
	if !at.info.IsDir() {
		return nil, nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	return at.list(name)
}

// list merges the layers' listings of one directory; of entries of one name, the uppermost wins.
func (f found) list(name string) (shown, passedOver []fs.DirEntry, err error) {
	for _, layer := range f.layers {
		list, err := fs.ReadDir(layer, name)
		if err != nil {
			return nil, nil, err
		}
		for _, e := range list {
			if t := e.Type(); t == 0 || t == fs.ModeDir {
				shown = append(shown, e)
			} else {
				passedOver = append(passedOver, e)
			}
		}
	}
	return firstByName(shown), firstByName(passedOver), nil
}

func firstByName(list []fs.DirEntry) []fs.DirEntry {
	slices.SortStableFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return slices.CompactFunc(list, func(a, b fs.DirEntry) bool { return a.Name() == b.Name() })
}
