//go:build unix

package disk

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// device returns the number of the disk that a file lies on.
func device(fi os.FileInfo) (uint64, bool) {
	if fi == nil {
		return 0, false
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return uint64(st.Dev), true
}

// mayWrite asks the system, which knows of owners and groups.
func mayWrite(dir string) bool { return unix.Access(dir, unix.W_OK) == nil }
