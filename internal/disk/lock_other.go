//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// tryLock makes the file called name, which only one can. Here the file outlives a killed process, so that one whose
// process is gone does not count.
func tryLock(root *os.Root, name string) (unlock func(), err error) {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		if gone(root, name) {
			root.Remove(name)
		}
		return nil, errLocked
	}
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(f, os.Getpid())
	f.Close()
	return func() { root.Remove(name) }, nil
}

func gone(root *os.Root, name string) bool {
	data, err := root.ReadFile(name)
	if err != nil {
		return false
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		return false
	}
	p, err := os.FindProcess(pid)
	return err != nil || errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}
