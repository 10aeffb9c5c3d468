//go:build unix

package disk

import (
	"io/fs"
	"os"
	"syscall"
)

func inode(fi fs.FileInfo) uint64 { return uint64(fi.Sys().(*syscall.Stat_t).Ino) }

// kill ends the process as nothing can be done about: no deferred call runs.
func kill() {
	syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}
