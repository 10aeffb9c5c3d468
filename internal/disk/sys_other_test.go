//go:build !unix

package disk

import (
	"io/fs"
	"os"
)

func inode(fs.FileInfo) uint64 { return 0 }

// kill ends the process without a deferred call.
func kill() { os.Exit(9) }
