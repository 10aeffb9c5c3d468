package publish

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"studylog/internal/vfs"
)

// A Change is what a publish would do to the branch. Paths are sorted.
type Change struct {
	Added, Changed, Removed []string // files of the site
	Kept                    []string // assets of the last site that stay until the next publish
	Foreign                 int      // files on the branch that are not ours
	First                   bool     // there is no such branch yet
	Domain                  string   // what CNAME will say on the branch: the domain that GitHub serves it under

	base  string // the commit it builds on; "" if there is none
	site  *vfs.Tree
	blobs map[string]blob // what Added and Changed will hold
	gone  []string        // what leaves the branch
	list  []byte          // the new .studylog-files; nil if nothing changes
}

// Empty reports whether there is nothing to publish.
func (c *Change) Empty() bool { return c.list == nil }

// A blob is a file's bytes by their names.
type blob struct {
	sum [32]byte // SHA-256 of the bytes
	id  string   // git's name of them
}

// noJekyll tells GitHub Pages to serve the branch as it is.
const noJekyll = ".nojekyll"

// Compare asks the remote for the branch and compares it with the site, every file of which is rendered for it. It
// changes nothing but adds the branch's objects to the repository.
func (t *Target) Compare(ctx context.Context, site *vfs.Tree) (*Change, error) {
	if site.Has(listName) || site.HasDir(listName) {
		return nil, errorf("remove it from the journal", "the site has a file %s, which is for studylog's own list", listName)
	}
	tip, err := t.tip(ctx)
	if err != nil {
		return nil, err
	}
	there, err := t.fetch(ctx, tip)
	if err != nil {
		return nil, err
	}
	old, err := t.files(ctx, there)
	if err != nil {
		return nil, err
	}
	blobs, err := t.hash(ctx, site)
	if err != nil {
		return nil, err
	}
	if f, ok := there[noJekyll]; !site.Has(noJekyll) && (!ok || f.id == t.blob(nil).id) {
		blobs[noJekyll] = t.blob(nil) // whose it is and what is in it does not matter: it is there
	}
	ours, err := t.ours(ctx, there, old, blobs)
	if err != nil {
		return nil, err
	}
	c, clashes := decide(there, old, blobs, ours)
	if len(clashes) > 0 && !t.opts.Adopt {
		return nil, t.clash(clashes)
	}
	c.base, c.site, c.First = tip, site, tip == ""
	c.Domain, err = t.domain(ctx, site, there["CNAME"])
	return c, err
}

// domain reads CNAME: the site's, or that of the branch.
func (t *Target) domain(ctx context.Context, site *vfs.Tree, theirs file) (string, error) {
	var data []byte
	var err error
	if site.Has("CNAME") {
		data, err = fs.ReadFile(site, "CNAME")
	} else if theirs.kind == "blob" {
		data, err = t.git.run(ctx, call{}, "cat-file", "blob", theirs.id)
	}
	name := strings.TrimSpace(string(data))
	if err != nil || len(name) > 253 || strings.ContainsFunc(name, func(r rune) bool { return r != printable(r) || r == ' ' }) {
		return "", err // no name of a host
	}
	return strings.ToLower(name), nil
}

// A file of the branch.
type file struct{ mode, kind, id string }

// fetch brings the commit tip here, if it is not here yet, and lists its files. No reference is written.
func (t *Target) fetch(ctx context.Context, tip string) (map[string]file, error) {
	if tip == "" {
		return nil, nil
	}
	has := func() bool {
		_, err := t.git.run(ctx, call{}, "rev-list", "--quiet", "--objects", "--max-count=1", tip)
		return err == nil
	}
	if !has() {
		_, err := t.git.run(ctx, call{}, "fetch", "--quiet", "--no-tags", "--no-prune", "--no-filter", "--no-write-fetch-head", "--refmap=",
			"--recurse-submodules=no", t.Remote, t.ref())
		if err != nil {
			return nil, failed(err, t.cure(err), "%s cannot be fetched from %s (%s)", t.Branch, t.Remote, t.Address)
		}
		if !has() {
			return nil, errorf("publish again", "%s was moved on %s while it was fetched", t.Branch, t.Remote)
		}
	}
	out, err := t.git.run(ctx, call{}, "ls-tree", "-r", "-z", "--full-tree", tip)
	if err != nil {
		return nil, failed(err, "", "the files of %s cannot be listed", t.Branch)
	}
	there := map[string]file{}
	for line := range strings.SplitSeq(string(out), "\x00") {
		what, name, ok := strings.Cut(line, "\t")
		if f := strings.Fields(what); ok && len(f) == 3 {
			there[name] = file{f[0], f[1], f[2]}
		}
	}
	return there, nil
}

// files reads the branch's list of files that are ours.
func (t *Target) files(ctx context.Context, there map[string]file) (files, error) {
	f, ok := there[listName]
	if !ok {
		return files{}, nil
	}
	damaged := func(why error) (files, error) {
		if t.opts.Adopt && !errors.Is(why, errNewer) {
			return files{}, nil
		}
		hint := "restore it from an earlier commit of the branch; or publish with --adopt, which replaces what the site has and keeps the rest"
		if errors.Is(why, errNewer) {
			hint = "install the newest studylog"
		}
		return files{}, errorf(hint, "%s on %s, which tells whose its files are, cannot be read: %v", listName, t.Branch, why)
	}
	if f.mode != "100644" {
		return damaged(errors.New("it is no plain file"))
	}
	data, err := t.git.run(ctx, call{}, "cat-file", "blob", f.id)
	if err != nil {
		return files{}, failed(err, "", "%s on %s cannot be read", listName, t.Branch)
	}
	list, err := decodeFiles(data)
	if err != nil {
		return damaged(err)
	}
	return list, nil
}

// hash renders every file of the site and keeps its names only.
func (t *Target) hash(ctx context.Context, site *vfs.Tree) (map[string]blob, error) {
	blobs := make(map[string]blob, site.Len())
	var mu sync.Mutex
	err := t.each(ctx, "comparing", site, site.Paths(), func(name string, data []byte) error {
		b := t.blob(data)
		mu.Lock()
		defer mu.Unlock()
		blobs[name] = b
		return nil
	})
	return blobs, err
}

// each renders files, several at a time, and hands them on. All errors are gathered, in the order of the paths.
func (t *Target) each(ctx context.Context, doing string, site fs.FS, paths []string, do func(name string, data []byte) error) error {
	stage := t.opts.Meter.Begin(doing, "file", len(paths))
	defer stage.End()
	errs := make([]error, len(paths))
	var next int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= len(paths) || ctx.Err() != nil {
					return
				}
				stage.Start(paths[i])
				data, err := fs.ReadFile(site, paths[i])
				if err == nil {
					err = do(paths[i], data)
				}
				stage.Done(paths[i])
				errs[i] = err
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return errorf("", "interrupted")
	}
	return errors.Join(errs...)
}

// blob names bytes as git does, by the hash of a header and of them.
func (t *Target) blob(data []byte) blob {
	var h hash.Hash = sha1.New()
	if t.format == "sha256" {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return blob{sha256.Sum256(data), hex.EncodeToString(h.Sum(nil))}
}

// ours tells which of the listed files are on the branch with the bytes that we published. Bytes are read only where
// something is to be decided: of a file that the site has just so, nothing is.
func (t *Target) ours(ctx context.Context, there map[string]file, old files, site map[string]blob) (map[string]bool, error) {
	ours := map[string]bool{}
	asked := map[string][]string{} // by blob
	for name, e := range old.entries {
		f, ok := there[name]
		switch {
		case !ok || f.kind != "blob" || !strings.HasPrefix(f.mode, "100"):
		case site[name].id == f.id:
			ours[name] = site[name].sum == e.sum
		default:
			asked[f.id] = append(asked[f.id], name)
		}
	}
	if len(asked) == 0 {
		return ours, nil
	}
	in := strings.Join(slices.Sorted(maps.Keys(asked)), "\n") + "\n"
	_, err := t.git.run(ctx, call{in: strings.NewReader(in), read: func(out io.Reader) error {
		return readBlobs(out, func(id string, sum [32]byte) {
			for _, name := range asked[id] {
				ours[name] = sum == old.entries[name].sum
			}
		})
	}}, "cat-file", "--batch")
	if err != nil {
		return nil, failed(err, "", "the files of %s cannot be read", t.Branch)
	}
	return ours, nil
}

// readBlobs reads what cat-file --batch writes: "ID blob SIZE", the bytes, a line's end.
func readBlobs(out io.Reader, see func(id string, sum [32]byte)) error {
	r := bufio.NewReaderSize(out, 1<<16)
	for {
		line, err := r.ReadString('\n')
		if err == io.EOF && line == "" {
			return nil
		}
		if err != nil {
			return err
		}
		f := strings.Fields(line)
		if len(f) == 2 && f[1] == "missing" {
			continue // not to be seen, not ours
		}
		if len(f) != 3 {
			return fmt.Errorf("git cat-file said %q", line)
		}
		size, err := strconv.ParseInt(f[2], 10, 64)
		if err != nil {
			return err
		}
		h := sha256.New()
		if _, err := io.CopyN(h, r, size); err != nil {
			return err
		}
		if _, err := r.Discard(1); err != nil {
			return err
		}
		see(f[0], [32]byte(h.Sum(nil)))
	}
}

// decide compares. clashes are the foreign files that would have to go for the site.
func decide(there map[string]file, old files, site map[string]blob, ours map[string]bool) (c *Change, clashes []string) {
	d := newDecision(there, old, site, ours)
	for _, name := range slices.Sorted(maps.Keys(site)) {
		d.wanted(name)
	}
	for _, name := range slices.Sorted(maps.Keys(there)) {
		if _, wanted := site[name]; !wanted && name != listName {
			d.unwanted(name)
		}
	}
	d.writeList()
	slices.Sort(d.clashes)
	return d.Change, d.clashes
}

// A decision is a Change in the making.
type decision struct {
	*Change
	there map[string]file
	old   files
	site  map[string]blob
	ours  map[string]bool // of old's files, those that are as we left them

	paths, dirs, keep map[string]bool // of the site: its files, their folders; the assets that it replaces

	next    files    // the list to come
	says    bool     // it says something new
	expired []string // assets that were kept for one publish
	clashes []string
}

func newDecision(there map[string]file, old files, site map[string]blob, ours map[string]bool) *decision {
	d := &decision{
		Change: &Change{blobs: map[string]blob{}}, there: there, old: old, site: site, ours: ours,
		paths: map[string]bool{}, next: files{old.generation + 1, map[string]entry{}},
	}
	for name := range site {
		d.paths[name] = true
	}
	d.dirs, d.keep = folders(d.paths), old.replaced(d.paths)
	return d
}

// wanted decides on a file that the site has. A foreign one that is the same to the byte is ours from now on; one that
// differs is in the way.
func (d *decision) wanted(name string) {
	b, f, e := d.site[name], d.there[name], d.old.entries[name]
	same := f.id == b.id && strings.HasPrefix(f.mode, "100")
	if same && e.sum == b.sum {
		d.next.entries[name] = entry{sum: b.sum, generation: e.generation}
		d.says = d.says || e.kept
		return
	}
	d.next.entries[name] = entry{sum: b.sum, generation: d.next.generation}
	switch {
	case same:
		d.says = true
		return
	case f.id == "":
		d.Added = append(d.Added, name)
	default:
		d.Changed = append(d.Changed, name)
		if !d.ours[name] {
			d.clashes = append(d.clashes, name)
		}
	}
	d.blobs[name] = b
}

// unwanted decides on a file of the branch that the site does not have: what is not ours stays, unless it is in the way;
// a replaced asset stays once more; the rest goes.
func (d *decision) unwanted(name string) {
	inTheWay := d.dirs[name] || below(name, d.paths)
	switch e := d.old.entries[name]; {
	case !d.ours[name] && inTheWay:
		d.clashes = append(d.clashes, name)
		d.remove(name)
	case !d.ours[name]:
		d.Foreign++
	case d.keep[name] && !inTheWay:
		d.next.entries[name] = entry{e.sum, d.next.generation, true}
		d.Kept = append(d.Kept, name)
		d.says = true
	case e.kept:
		d.next.entries[name] = e
		d.expired = append(d.expired, name)
	default:
		d.remove(name)
	}
}

func (d *decision) remove(names ...string) {
	d.gone = append(d.gone, names...)
	d.Removed = append(d.Removed, names...)
}

// writeList writes the new list, if there is anything to publish. Only then do expired assets go: they are no reason for a
// commit of their own.
func (d *decision) writeList() {
	if _, ok := d.there[listName]; ok && !d.says && len(d.blobs) == 0 && len(d.gone) == 0 {
		d.Kept = d.expired
		return
	}
	for _, name := range d.expired {
		delete(d.next.entries, name)
	}
	d.remove(d.expired...)
	slices.Sort(d.Removed)
	d.list = d.next.encode()
}

// folders are all folders that paths lie in.
func folders(paths map[string]bool) map[string]bool {
	dirs := map[string]bool{}
	for name := range paths {
		for dir := path.Dir(name); dir != "." && !dirs[dir]; dir = path.Dir(dir) {
			dirs[dir] = true
		}
	}
	return dirs
}

// below reports whether name lies under one of paths, which is then a file and a folder at once.
func below(name string, paths map[string]bool) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if paths[dir] {
			return true
		}
	}
	return false
}

func (t *Target) clash(names []string) error {
	const shown = 10
	e := errorf("move them to another branch, or take them over with --adopt: the site's files then replace them",
		"%s has files that studylog did not put there, or that were changed since, where the site wants to put its own", t.Branch)
	var b bytes.Buffer
	for _, name := range names[:min(shown, len(names))] {
		fmt.Fprintln(&b, strings.Map(printable, name))
	}
	if len(names) > shown {
		fmt.Fprintf(&b, "and %d more", len(names)-shown)
	}
	e.Said = strings.TrimSpace(b.String())
	return e
}
