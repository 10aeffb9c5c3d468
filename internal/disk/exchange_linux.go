package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// exchange gives each of two folders in root the other's name, in one step.
func exchange(root *os.Root, a, b string) error {
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	fd := int(dir.Fd())
	err = unix.Renameat2(fd, a, fd, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EPERM) {
		return errNoExchange
	}
	return err
}

// syncAll writes what the disk of dir has in memory to it: all, in one call. A disk that has no such call does without.
func syncAll(dir *os.File) error {
	err := unix.Syncfs(int(dir.Fd()))
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) {
		return nil
	}
	return err
}
