package disk

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// A place is where an output folder lies, links on the way resolved.
type place struct {
	parent string // the folder that all is done in: the journal, or the folder above the output
	base   string // the output, from parent
	stage  string // where the stage is, from parent
	aside  string // where the old tree is, for a moment, if it cannot be exchanged
	name   string // what the output's files in .studylog/ are called
	keep   bool   // the stage lies in .studylog/, where an old tree is in nobody's way
	inside bool   // the output lies in the journal
}

// sources are the folders of a journal that a site must never be written into.
var sources = []string{"content", "templates", "static", ".git"}

// locate finds the output's place and refuses the ones where writing would destroy something. It changes nothing.
func locate(o Options) (place, error) {
	out, err := resolve(o.Out)
	if err != nil {
		return place{}, err
	}
	root, err := filepath.EvalSymlinks(o.Root) // a journal may be reached by a link; an output may not be one
	if err == nil {
		root, err = filepath.Abs(root)
	}
	if err != nil {
		return place{}, fmt.Errorf("find %s: %w", o.Root, err)
	}
	state, err := resolve(o.State)
	if err != nil {
		return place{}, err
	}
	if err := refuse(o, out, root, state); err != nil {
		return place{}, err
	}
	p := place{parent: filepath.Dir(out), base: filepath.Base(out), name: "output-" + nick(root, out)}
	p.stage = "." + p.base + ".studylog-" + nick(p.parent, state)
	toOut, err1 := filepath.Rel(root, out)
	toState, err2 := filepath.Rel(root, state)
	p.inside = err1 == nil && filepath.IsLocal(toOut)
	if p.inside && err2 == nil && filepath.IsLocal(toState) && sameDisk(p.parent, state) {
		p.parent, p.base, p.keep = root, filepath.ToSlash(toOut), true
		p.stage = path.Join(filepath.ToSlash(toState), "stage-"+nick(root, out))
	}
	p.aside = p.stage + "-old"
	return p, nil
}

// notesElsewhere is for a journal that can only be read, whose site is written into a folder elsewhere: our notes lie in
// a hidden folder beside that one then.
func notesElsewhere(o Options) (state string, p place, err error) {
	o.State = filepath.Join(filepath.Dir(o.Out), "."+filepath.Base(o.Out)+".studylog")
	p, err = locate(o)
	return o.State, p, err
}

// sameDisk reports whether two folders, or what is above them while they are yet to be made, lie on one disk.
func sameDisk(a, b string) bool {
	da, ok := device(existing(a))
	db, _ := device(existing(b))
	return !ok || da == db
}

// existing describes a folder, or the nearest above it that exists.
func existing(dir string) os.FileInfo {
	fi, err := os.Stat(dir)
	for err != nil && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
		fi, err = os.Stat(dir)
	}
	return fi
}

// nick is a short name for the way from one folder to another: it stays when both move together.
func nick(from, to string) string {
	if rel, err := filepath.Rel(from, to); err == nil {
		to = rel
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(filepath.ToSlash(to))))[:8]
}

// resolve makes a path absolute and resolves the links among its parents, but not one at its end. What does not exist
// yet stays as it is.
func resolve(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", name, err)
	}
	dir, rest := filepath.Dir(abs), filepath.Base(abs)
	for dir != filepath.Dir(dir) {
		real, err := filepath.EvalSymlinks(dir)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !os.IsNotExist(err) {
			return "", fmt.Errorf("find %s: %w", name, err)
		}
		dir, rest = filepath.Dir(dir), filepath.Join(filepath.Base(dir), rest)
	}
	return abs, nil
}

func refuse(o Options, out, root, state string) error {
	problem := func(hint, msg string, args ...any) error {
		return &Problem{Path: o.Out, Msg: fmt.Sprintf(msg, args...), Hint: hint}
	}
	const elsewhere = "name another folder with -d; the default is public"
	if filepath.Dir(out) == out {
		return problem(elsewhere, "the top of a disk cannot be the output")
	}
	if within(root, out) {
		return problem(elsewhere, "the output would replace the journal in %s", o.Root)
	}
	if within(state, out) || within(out, state) {
		return problem(elsewhere, "the output would get in the way of %s, where studylog keeps its own notes", o.State)
	}
	for _, dir := range sources {
		if within(out, filepath.Join(root, dir)) {
			return problem(elsewhere, "the output would lie in %s, which belongs to the journal", dir)
		}
	}
	fi, err := os.Lstat(out)
	switch {
	case os.IsNotExist(err):
		return nil
	case err != nil:
		return fmt.Errorf("look at %s: %w", o.Out, err)
	case fi.Mode().Type()&os.ModeSymlink != 0:
		return problem("remove the link, or name the folder that it points to with -d", "the output is a link")
	case !fi.IsDir():
		return problem("remove it, or name another folder with -d", "the output is not a folder")
	case isMount(out, fi):
		return mountProblem(o.Out, nil)
	}
	return nil
}

func mountProblem(out string, err error) error {
	return &Problem{
		Path: out, Msg: "the output is a mount point, which cannot be exchanged for a new tree", Err: err,
		Hint: fmt.Sprintf("mount the folder above it instead, or build into a folder inside it: -d %s", filepath.Join(out, "site")),
	}
}

// isMount reports whether a folder lies on another disk than the one above it.
func isMount(dir string, fi os.FileInfo) bool {
	above, err := os.Stat(filepath.Dir(dir))
	if err != nil {
		return false
	}
	a, ok1 := device(fi)
	b, ok2 := device(above)
	return ok1 && ok2 && a != b
}

// within reports whether path is dir or lies below it, whatever the two are called: on some disks, several names lead
// to one folder.
func within(path, dir string) bool {
	di, err := os.Stat(dir)
	for {
		if path == dir {
			return true
		}
		if pi, perr := os.Stat(path); err == nil && perr == nil && os.SameFile(pi, di) {
			return true
		}
		up := filepath.Dir(path)
		if up == path {
			return false
		}
		path = up
	}
}
