package vfs

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// A Tree is a set of files that render when they are opened; see the package comment. Make one with [NewTree].
type Tree struct {
	mu    sync.RWMutex
	files map[string]*file
	dirs  map[string]bool // "." is always there
	paths []string        // of the files, sorted, when somebody asked for them since the last Add
	slab  []file          // room for files that are yet to come: a site has as many as pages
}

type file struct {
	key    [32]byte
	render func() ([]byte, error)
	size   int64 // known without rendering, or -1
}

// NewTree returns a tree with nothing in it but its root.
func NewTree() *Tree {
	return &Tree{files: map[string]*file{}, dirs: map[string]bool{".": true}}
}

// Add puts a file into the tree. key is the hash of everything that render's result depends on: two trees that hold
// one key at one path hold the same bytes there, so that nobody needs to render to see that nothing changed. render
// may be called never, often, and by several goroutines at once; its result is not modified.
//
// An error says that the path cannot be a file of a site, or that it is taken: by a file (errors.Is fs.ErrExist), or
// because a file would have to be a directory as well. Paths that differ in case or Unicode form only are different
// paths here: who adds them knows which pages they come from, and is the one to compare them.
func (t *Tree) Add(name string, key [32]byte, render func() ([]byte, error)) error {
	return t.add(name, file{key, render, -1})
}

// AddBytes adds a file whose bytes are known; its key is their SHA-256.
func (t *Tree) AddBytes(name string, data []byte) error {
	render := func() ([]byte, error) { return data, nil }
	return t.add(name, file{sha256.Sum256(data), render, int64(len(data))})
}

func (t *Tree) add(name string, f file) error {
	if err := validPath(name); err != nil {
		return fmt.Errorf("add %q: %w", name, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.files[name] != nil {
		return fmt.Errorf("add %s: there is such a file already: %w", name, fs.ErrExist)
	}
	if t.dirs[name] {
		return fmt.Errorf("add %s: it is a folder already: %w", name, fs.ErrExist)
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if t.files[dir] != nil {
			return fmt.Errorf("add %s: %s is a file, and cannot be a folder too: %w", name, dir, fs.ErrExist)
		}
	}
	if len(t.slab) == cap(t.slab) {
		t.slab = make([]file, 0, 256)
	}
	t.slab = append(t.slab, f)
	t.files[name], t.paths = &t.slab[len(t.slab)-1], nil
	for dir := path.Dir(name); !t.dirs[dir]; dir = path.Dir(dir) {
		t.dirs[dir] = true
	}
	return nil
}

// validPath refuses what no file of a site may be called, on any of the systems it may be written to or served from.
func validPath(name string) error {
	switch {
	case name == "." || !fs.ValidPath(name):
		return fmt.Errorf("not a path below the root: %w", fs.ErrInvalid)
	case strings.Contains(name, `\`):
		return fmt.Errorf("a path cannot hold a backslash: %w", fs.ErrInvalid)
	case strings.ContainsFunc(name, unicode.IsControl):
		return fmt.Errorf("a path cannot hold control characters: %w", fs.ErrInvalid)
	}
	return nil
}

// Paths returns the path of every file, sorted.
func (t *Tree) Paths() []string { return slices.Clone(t.sorted()) }

// sorted returns the paths, which are not to be modified.
func (t *Tree) sorted() []string {
	t.mu.RLock()
	paths := t.paths
	t.mu.RUnlock()
	if paths != nil {
		return paths
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.paths == nil {
		t.paths = slices.AppendSeq(make([]string, 0, len(t.files)), maps.Keys(t.files))
		slices.Sort(t.paths)
	}
	return t.paths
}

// Len returns the number of files.
func (t *Tree) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.files)
}

// Has reports whether there is a file, and HasDir whether there is a folder, at name.
func (t *Tree) Has(name string) bool { return t.file(name) != nil }

func (t *Tree) HasDir(name string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.dirs[name]
}

// Key returns the hash of all that the file is rendered from, without rendering it; zero if there is no such file.
func (t *Tree) Key(name string) (key [32]byte) {
	if f := t.file(name); f != nil {
		key = f.key
	}
	return key
}

func (t *Tree) file(name string) *file {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.files[name]
}

// names returns what is in a directory, sorted, and whether there is such a directory.
func (t *Tree) names(dir string) (list []string, ok bool) {
	if !t.HasDir(dir) {
		return nil, false
	}
	above := ""
	if dir != "." {
		above = dir + "/"
	}
	rest := t.sorted()
	at, _ := slices.BinarySearch(rest, above)
	for rest = rest[at:]; len(rest) > 0 && strings.HasPrefix(rest[0], above); {
		name, _, inner := strings.Cut(rest[0][len(above):], "/")
		list = append(list, name)
		if rest = rest[1:]; inner {
			at, _ := slices.BinarySearch(rest, above+name+"0") // which is what follows the slash
			rest = rest[at:]
		}
	}
	slices.Sort(list) // "a.b" stands before "a/b" among paths
	return slices.Compact(list), true
}

// Open renders the file and returns it, an io.ReadSeeker, io.ReaderAt and io.WriterTo whose Stat knows its length; or
// a directory.
func (t *Tree) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if f := t.file(name); f != nil {
		data, err := f.render()
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
		return &openFile{bytes.NewReader(data), info{name: path.Base(name), size: int64(len(data))}}, nil
	}
	list, err := t.ReadDir(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openDir{info: info{name: path.Base(name), dir: true}, list: list}, nil
}

// ReadFile renders the file. The bytes are the caller's own.
func (t *Tree) ReadFile(name string) ([]byte, error) {
	data, err := t.Render(name)
	if err != nil {
		return nil, err
	}
	return append(make([]byte, 0, len(data)), data...), nil
}

// Render renders the file. The bytes are shared, and not to be modified.
func (t *Tree) Render(name string) ([]byte, error) {
	f := t.file(name)
	if f == nil {
		err := fs.ErrNotExist
		if t.HasDir(name) || !fs.ValidPath(name) {
			err = fs.ErrInvalid
		}
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	data, err := f.render()
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// Stat describes a file or directory. The length of a file that is not known from the start is found by rendering it.
func (t *Tree) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	if f := t.file(name); f != nil {
		size, err := f.length()
		if err != nil {
			return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
		}
		return info{name: path.Base(name), size: size}, nil
	}
	if t.HasDir(name) {
		return info{name: path.Base(name), dir: true}, nil
	}
	return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
}

func (f *file) length() (int64, error) {
	if f.size >= 0 {
		return f.size, nil
	}
	data, err := f.render()
	return int64(len(data)), err
}

// ReadDir lists a directory, sorted by name. Nothing is rendered before an entry's Info is asked for.
func (t *Tree) ReadDir(name string) ([]fs.DirEntry, error) {
	names, ok := t.names(name)
	if !ok {
		err := fs.ErrNotExist
		if t.file(name) != nil || !fs.ValidPath(name) {
			err = fs.ErrInvalid
		}
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: err}
	}
	list := make([]fs.DirEntry, len(names))
	for i, base := range names {
		full := path.Join(name, base)
		list[i] = entry{t, full, t.file(full) == nil}
	}
	return list, nil
}

// entry is a name in a directory of a Tree.
type entry struct {
	tree *Tree
	path string
	dir  bool
}

func (e entry) Name() string               { return path.Base(e.path) }
func (e entry) IsDir() bool                { return e.dir }
func (e entry) Info() (fs.FileInfo, error) { return e.tree.Stat(e.path) }
func (e entry) String() string             { return fs.FormatDirEntry(e) }
func (e entry) Type() fs.FileMode          { return info{dir: e.dir}.Mode().Type() }

// info describes a file that was never on a disk: it has no time of its own.
type info struct {
	name string
	size int64
	dir  bool
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) IsDir() bool        { return i.dir }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) Sys() any           { return nil }
func (i info) String() string     { return fs.FormatFileInfo(i) }

func (i info) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type openFile struct {
	*bytes.Reader
	info info
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

// openDir is an open directory, of a Tree or of an overlay.
type openDir struct {
	info fs.FileInfo
	list []fs.DirEntry // what is still to be read
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openDir) Close() error               { return nil }
func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.Name(), Err: fs.ErrInvalid}
}

func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(d.list) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(d.list) {
		n = len(d.list)
	}
	list := slices.Clone(d.list[:n])
	d.list = d.list[n:]
	return list, nil
}
