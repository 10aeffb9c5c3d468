package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"runtime"
	"sync"
	"sync/atomic"
)

// A listing is what lies in a folder and below, by path relative to it.
type listing struct {
	files map[string]fs.FileInfo // regular files, and what is neither file nor folder
	dirs  map[string]fs.FileInfo // all folders, with "." for the folder itself
	empty []string               // folders with nothing in them
}

// scan lists the folder called base in root, a level of folders at a time. No link is followed: it is listed itself.
func scan(root *os.Root, base string) (*listing, error) {
	l := &listing{files: map[string]fs.FileInfo{}, dirs: map[string]fs.FileInfo{}}
	top, err := root.Lstat(base)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	if !top.IsDir() {
		return nil, &fs.PathError{Op: "scan", Path: base, Err: errors.New("not a folder")}
	}
	l.dirs["."] = top
	for level := []string{"."}; len(level) > 0; {
		found := make([][]fs.FileInfo, len(level))
		errs := make([]error, len(level))
		each(len(level), func(i int) { found[i], errs[i] = readDir(root, path.Join(base, level[i])) })
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		var next []string
		for i, dir := range level {
			if len(found[i]) == 0 {
				l.empty = append(l.empty, dir)
			}
			for _, fi := range found[i] {
				p := path.Join(dir, fi.Name())
				if fi.IsDir() {
					l.dirs[p] = fi
					next = append(next, p)
				} else {
					l.files[p] = fi
				}
			}
		}
		level = next
	}
	return l, nil
}

// readDir lists a folder through a root of its own: each entry is then found in one step, and not by the whole way down.
func readDir(root *os.Root, name string) ([]fs.FileInfo, error) {
	own, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	defer own.Close()
	f, err := own.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdir(-1)
}

// each calls f with 0 … n-1, on all cores.
func each(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(int(i))
			}
		})
	}
	wg.Wait()
}
