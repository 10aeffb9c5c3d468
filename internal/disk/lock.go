package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// lockWait is how long a run waits for another one to end its writing.
var lockWait = 10 * time.Second

// errLocked: another process, or another part of this one, has the lock.
var errLocked = errors.New("locked")

// Lock takes the one lock of a journal, the file lock in dir (.studylog, made if need be), for whoever writes: build,
// log, publish. If another run has it, Lock waits for some seconds and then says which process that is. The lock ends
// with its process, however that ends.
//
// It is not to be taken twice: Sync takes it itself.
func Lock(dir string) (unlock func(), err error) {
	if err := MakeState(dir); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	defer root.Close()
	for end := time.Now().Add(lockWait); ; time.Sleep(20 * time.Millisecond) {
		unlock, err := tryLock(root, "lock")
		if !errors.Is(err, errLocked) {
			if err != nil {
				err = &Problem{
					Path: filepath.Join(dir, "lock"), Msg: "cannot be locked", Err: bare(err),
					Hint: "give yourself leave to write in " + dir,
				}
			}
			return unlock, err
		}
		if time.Now().After(end) {
			return nil, lockedProblem(root, dir)
		}
	}
}

func lockedProblem(root *os.Root, dir string) error {
	who := "another studylog"
	if pid, err := root.ReadFile("lock"); err == nil && len(strings.TrimSpace(string(pid))) > 0 {
		who += " (process " + strings.TrimSpace(string(pid)) + ")"
	}
	return &Problem{Path: dir, Msg: who + " is writing in this journal", Hint: "wait until it is done, or stop it"}
}

// MakeState makes the folder of our notes, with a .gitignore that keeps it out of commits.
func MakeState(dir string) error {
	fi, err := os.Lstat(dir)
	switch {
	case err == nil && fi.IsDir():
		return nil
	case err == nil:
		return &Problem{Path: dir, Msg: "is a link or a file; studylog keeps its notes in a folder there", Hint: "remove it"}
	case !os.IsNotExist(err):
		return fmt.Errorf("look at %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return &Problem{Path: dir, Msg: "cannot be made; studylog keeps its notes there", Err: bare(err), Hint: "give yourself leave to write in the journal; or build from it as it is, into a folder elsewhere, with -d"}
	}
	if err := WriteNew(filepath.Join(dir, ".gitignore"), []byte("*\n"), 0o666); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
