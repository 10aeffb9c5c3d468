package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// A listing is what lies in a folder and below, by path relative to it.
type listing struct {
	files map[string]fs.FileInfo // regular files, and what is neither file nor folder
	dirs  map[string]fs.FileInfo // all folders, with "." for the folder itself
	empty []string               // folders with nothing in them
}

// scan lists the folder called base in root. No link is followed: it is listed itself.
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
	s := &scanner{listing: l}
	f, err := openFolder(root, base)
	if err != nil {
		return nil, err
	}
	defer f.close()
	if err := s.look(f, "."); err != nil {
		return nil, err
	}
	slices.Sort(l.empty)
	return l, nil
}

type scanner struct {
	mu sync.Mutex
	*listing
}

// look lists a folder and those in it. Each is opened by itself, so that whatever lies in it is found in one step, and
// not by the whole way down: a site has as many folders as pages.
func (s *scanner) look(f folder, dir string) error {
	infos, err := f.list()
	if err != nil {
		return err
	}
	inner := s.add(dir, infos)
	errs := make([]error, len(inner))
	each(len(inner), func(i int) {
		own, err := f.enter(inner[i])
		if err != nil {
			errs[i] = err
			return
		}
		defer own.close()
		errs[i] = s.look(own, path.Join(dir, inner[i]))
	})
	return errors.Join(errs...)
}

// add enters what lies in a folder, and returns the names of the folders among it.
func (s *scanner) add(dir string, infos []fs.FileInfo) (inner []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(infos) == 0 {
		s.empty = append(s.empty, dir)
	}
	for _, fi := range infos {
		p := path.Join(dir, fi.Name())
		if fi.IsDir() {
			s.dirs[p] = fi
			inner = append(inner, fi.Name())
		} else {
			s.files[p] = fi
		}
	}
	return inner
}

func readDir(root *os.Root, name string) ([]fs.FileInfo, error) {
	f, err := openFolder(root, name)
	if err != nil {
		return nil, err
	}
	defer f.close()
	return f.list()
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
