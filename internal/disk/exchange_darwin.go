package disk

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// exchange gives each of two folders in root the other's name, in one step.
func exchange(root *os.Root, a, b string) error {
	err := unix.RenamexNp(filepath.Join(root.Name(), a), filepath.Join(root.Name(), b), unix.RENAME_SWAP)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return errNoExchange
	}
	return err
}

// syncAll asks for everything written so far to be brought to the disks; there is no call for one of them.
func syncAll(*os.File) error { return unix.Sync() }
