package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A folder is an open folder, to look into and never to write through. A site has as many folders as pages, and an
// os.Root for each takes three times as many calls of the system.
type folder struct {
	fd   int
	file *os.File // of one that was opened by its way from a root
}

// openFolder opens a folder by its way from a root, which it does not leave.
func openFolder(root *os.Root, name string) (folder, error) {
	f, err := root.Open(name)
	if err != nil {
		return folder{}, err
	}
	return folder{int(f.Fd()), f}, nil
}

// enter opens a folder in f. A link is not followed.
func (f folder) enter(name string) (folder, error) {
	fd, err := again(func() (int, error) {
		return unix.Openat(f.fd, name, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	})
	if err != nil {
		return folder{}, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return folder{fd: fd}, nil
}

func (f folder) close() {
	if f.file != nil {
		f.file.Close()
		return
	}
	unix.Close(f.fd)
}

var entryBuffers = sync.Pool{New: func() any { return new([16 << 10]byte) }}

// list describes what lies in f; what vanishes meanwhile is left out.
func (f folder) list() (infos []fs.FileInfo, err error) {
	buf := entryBuffers.Get().(*[16 << 10]byte)
	defer entryBuffers.Put(buf)
	var names []string
	for {
		n, err := again(func() (int, error) { return unix.ReadDirent(f.fd, buf[:]) })
		if err != nil {
			return nil, &fs.PathError{Op: "readdir", Path: ".", Err: err}
		}
		if n <= 0 {
			break
		}
		_, _, names = unix.ParseDirent(buf[:n], -1, names)
	}
	infos = make([]fs.FileInfo, 0, len(names))
	for _, name := range names {
		switch fi, err := f.lstat(name); {
		case err == nil:
			infos = append(infos, fi)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	return infos, nil
}

// lstat describes what lies at a path below f. A link at its end is not followed.
func (f folder) lstat(name string) (fs.FileInfo, error) {
	var st unix.Stat_t
	_, err := again(func() (int, error) { return 0, unix.Fstatat(f.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW) })
	if err != nil {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: err}
	}
	return &status{path.Base(name), modeOf(st.Mode), st.Size, time.Unix(st.Mtim.Sec, st.Mtim.Nsec), uint64(st.Dev), st.Ino}, nil
}

// again does what the system may break off for a signal.
func again(do func() (int, error)) (int, error) {
	for {
		if n, err := do(); !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}

// status describes a file.
type status struct {
	name     string
	mode     fs.FileMode
	size     int64
	time     time.Time
	dev, ino uint64
}

func (s *status) Name() string       { return s.name }
func (s *status) Size() int64        { return s.size }
func (s *status) Mode() fs.FileMode  { return s.mode }
func (s *status) ModTime() time.Time { return s.time }
func (s *status) IsDir() bool        { return s.mode.IsDir() }
func (s *status) Sys() any           { return nil }

// modeOf is a mode in Go's bits.
func modeOf(m uint32) fs.FileMode {
	mode := fs.FileMode(m & 0o777)
	switch m & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		mode |= fs.ModeDir
	case unix.S_IFLNK:
		mode |= fs.ModeSymlink
	case unix.S_IFIFO:
		mode |= fs.ModeNamedPipe
	case unix.S_IFSOCK:
		mode |= fs.ModeSocket
	case unix.S_IFCHR:
		mode |= fs.ModeDevice | fs.ModeCharDevice
	case unix.S_IFBLK:
		mode |= fs.ModeDevice
	default:
		mode |= fs.ModeIrregular
	}
	return mode
}

// sameFile reports whether two descriptions by folders are of one file.
func sameFile(a, b fs.FileInfo) bool {
	x, ok1 := a.(*status)
	y, ok2 := b.(*status)
	return ok1 && ok2 && x.dev == y.dev && x.ino == y.ino
}
