//go:build unix

package disk

import (
	"os"
	"syscall"
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
