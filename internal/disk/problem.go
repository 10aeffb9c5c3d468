package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"studylog/internal/diag"
)

// A Problem is a failure that the user can do something about.
type Problem struct {
	Path string // the file or folder it is about
	Msg  string
	Hint string // the cure
	Err  error  // the cause, if the system gave one
}

func (p *Problem) Error() string {
	s := p.Msg
	if p.Path != "" {
		s = p.Path + ": " + s
	}
	if p.Err != nil {
		s += ": " + p.Err.Error()
	}
	return s
}

func (p *Problem) Unwrap() error { return p.Err }

// Diags turns an error of this package, which may hold several, into diagnostics with hints.
func Diags(err error) (list diag.List) {
	var p *Problem
	joined, several := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
	case several:
		for _, e := range joined.Unwrap() {
			list = append(list, Diags(e)...)
		}
	case errors.As(err, &p):
		d := diag.Errorf(diag.Pos{File: p.Path}, "", "%s", p.Msg)
		if p.Err != nil {
			d.Msg = fmt.Sprintf("%s: %v", p.Msg, p.Err)
		}
		d.Hint = p.Hint
		list.Add(d)
	default:
		list.Add(diag.Errorf(diag.Pos{}, "", "%v", err))
	}
	return list
}

// bare is the system's own reason, without the operation and the path of the stage, which mean nothing to the user.
func bare(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	}
	return err
}

// readOnly reports whether an error says that something may not be written.
func readOnly(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// writeError names what the system's reason means for the site.
func (j *job) writeError(path string, err error) error {
	p := &Problem{Path: j.o.Out, Msg: fmt.Sprintf("write %s", path), Err: bare(err)}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return j.unwritable(err)
	case errors.Is(err, syscall.ENOSPC):
		p.Hint = "the disk is full; the site is as it was: make room and build again"
	case errors.Is(err, syscall.EROFS):
		p.Hint = "the disk can only be read; build into a folder elsewhere with -d"
	}
	return p
}
