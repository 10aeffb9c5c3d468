//go:build !linux

package disk

import (
	"io/fs"
	"os"
)

// A folder is an open folder, to look into.
type folder struct{ *os.Root }

// openFolder opens a folder by its way from a root, which it does not leave.
func openFolder(root *os.Root, name string) (folder, error) {
	own, err := root.OpenRoot(name)
	return folder{own}, err
}

func (f folder) enter(name string) (folder, error) { return openFolder(f.Root, name) }

func (f folder) close() { f.Close() }

// list describes what lies in f.
func (f folder) list() ([]fs.FileInfo, error) {
	dir, err := f.Open(".")
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.Readdir(-1)
}

// lstat describes what lies at a path below f. A link at its end is not followed.
func (f folder) lstat(name string) (fs.FileInfo, error) { return f.Lstat(name) }

// sameFile reports whether two descriptions are of one file.
func sameFile(a, b fs.FileInfo) bool { return os.SameFile(a, b) }
