package publish

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Push commits a change, as of now, and pushes the commit. Whoever calls holds the journal's lock.
func (t *Target) Push(ctx context.Context, c *Change, now time.Time) error {
	if c.Empty() {
		return nil
	}
	if err := t.checkIdentity(ctx); err != nil {
		return err
	}
	if err := t.store(ctx, c); err != nil {
		return err
	}
	tree, err := t.tree(ctx, c)
	if err != nil {
		return err
	}
	if err := t.checkTree(ctx, c, tree); err != nil {
		return err
	}
	commit, err := t.commit(ctx, c, tree, now)
	if err != nil {
		return err
	}
	return t.push(ctx, commit)
}

// checkIdentity asks for the name that the commit will bear. Git would guess one, from the machine's names.
func (t *Target) checkIdentity(ctx context.Context) error {
	for _, who := range []string{"GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"} {
		if _, err := t.git.line(ctx, "var", who); err != nil {
			return failed(err, `git config --global user.name "Your Name" and git config --global user.email you@example.org`, "git does not know who you are, and a commit bears a name")
		}
	}
	return nil
}

// store writes what is new as objects: by fast-import, which makes one pack of many. A file must render as it did when
// it was compared; if it does not, the journal was edited meanwhile.
func (t *Target) store(ctx context.Context, c *Change) error {
	in, out := io.Pipe()
	var render error
	done := make(chan struct{})
	go func() {
		defer close(done)
		render = t.writeBlobs(ctx, c, out)
		out.Close()
	}()
	_, err := t.git.run(ctx, call{in: in}, "fast-import", "--quiet", "--done")
	in.Close() // a git that ended early must not leave the writer waiting
	<-done
	if render != nil && !errors.Is(render, io.ErrClosedPipe) {
		return render
	}
	if err != nil {
		return failed(err, "", "the site cannot be written to the repository")
	}
	return nil
}

func (t *Target) writeBlobs(ctx context.Context, c *Change, out io.Writer) error {
	w := bufio.NewWriterSize(out, 1<<16)
	put := func(data []byte) {
		fmt.Fprintf(w, "blob\ndata %d\n", len(data))
		w.Write(data)
		w.WriteByte('\n')
	}
	var mu sync.Mutex
	paths := slices.DeleteFunc(slices.Sorted(maps.Keys(c.blobs)), func(name string) bool { return !c.site.Has(name) })
	err := t.each(ctx, "storing", c.site, paths, func(name string, data []byte) error {
		if t.blob(data) != c.blobs[name] {
			return errorf("publish again", "%s changed while it was published", name)
		}
		mu.Lock()
		defer mu.Unlock()
		put(data)
		return nil
	})
	if err == nil {
		put(nil) // .nojekyll, if it is ours
		put(c.list)
	}
	fmt.Fprint(w, "done\n") // after an error, too: else git leaves a report of a crash
	return cmp.Or(err, w.Flush())
}

// tree makes the new tree from the old one in a private index, and returns its name.
func (t *Target) tree(ctx context.Context, c *Change) (string, error) {
	index := filepath.Join(t.opts.State, "publish-index")
	sweep := func() { os.Remove(index); os.Remove(index + ".lock") } // a killed run leaves them
	sweep()
	defer sweep()
	private := call{env: []string{"GIT_INDEX_FILE=" + index}}
	from := "--empty"
	if c.base != "" {
		from = c.base
	}
	problem := func(err error) (string, error) { return "", failed(err, "", "the commit cannot be prepared") }
	if _, err := t.git.run(ctx, private, "read-tree", from); err != nil {
		return problem(err)
	}
	var edits bytes.Buffer
	for _, name := range c.gone { // first: a folder may come where a file was
		fmt.Fprintf(&edits, "0 %s\t%s\x00", strings.Repeat("0", len(t.blob(nil).id)), name)
	}
	for _, name := range slices.Sorted(maps.Keys(c.blobs)) {
		fmt.Fprintf(&edits, "100644 %s\t%s\x00", c.blobs[name].id, name)
	}
	fmt.Fprintf(&edits, "100644 %s\t%s\x00", t.blob(c.list).id, listName)
	update := call{in: &edits, env: private.env}
	if _, err := t.git.run(ctx, update, "update-index", "-z", "--index-info"); err != nil {
		return problem(err)
	}
	out, err := t.git.run(ctx, private, "write-tree")
	if err != nil {
		return problem(err)
	}
	return strings.TrimSpace(string(out)), nil
}

// checkTree looks at the new tree once more: it differs from the old one in what was announced, and in nothing else.
func (t *Target) checkTree(ctx context.Context, c *Change, tree string) error {
	from := c.base
	if from == "" {
		empty, err := t.git.run(ctx, call{in: strings.NewReader("")}, "hash-object", "-t", "tree", "-w", "--stdin")
		if err != nil {
			return failed(err, "", "the commit cannot be prepared")
		}
		from = strings.TrimSpace(string(empty))
	}
	out, err := t.git.run(ctx, call{}, "diff-tree", "-r", "-z", "--name-only", "--no-renames", from, tree)
	if err != nil {
		return failed(err, "", "the commit cannot be checked")
	}
	got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	want := append(slices.Sorted(maps.Keys(c.blobs)), c.gone...)
	want = append(want, listName)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Errorf("the commit would change %d files, and not the %d that it should: nothing was published", len(got), len(want))
	}
	return nil
}

// commit makes the commit; no branch gets it.
func (t *Target) commit(ctx context.Context, c *Change, tree string, now time.Time) (string, error) {
	args := []string{"commit-tree", tree}
	if c.base != "" {
		args = append(args, "-p", c.base)
	}
	if sign, _ := t.git.line(ctx, "config", "--type=bool", "commit.gpgSign"); sign == "true" {
		args = append(args, "-S")
	}
	date := fmt.Sprintf("@%d +0000", now.Unix())
	in := call{in: strings.NewReader("Publish the site: " + c.Summary() + "\n"), env: []string{"GIT_AUTHOR_DATE=" + date, "GIT_COMMITTER_DATE=" + date}}
	out, err := t.git.run(ctx, in, args...)
	if err != nil {
		return "", failed(err, "", "the commit cannot be made")
	}
	return strings.TrimSpace(string(out)), nil
}

// Summary counts: "3 files added, 1 changed, 2 removed".
func (c *Change) Summary() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{len(c.Added), "added"}, {len(c.Changed), "changed"}, {len(c.Removed), "removed"}} {
		if p.n == 0 {
			continue
		}
		what := fmt.Sprint(p.n)
		if len(parts) == 0 && p.n == 1 {
			what += " file"
		} else if len(parts) == 0 {
			what += " files"
		}
		parts = append(parts, what+" "+p.word)
	}
	if len(parts) == 0 {
		return "no file differs"
	}
	return strings.Join(parts, ", ")
}

// push is one plain push. A connection can break after the server took the commit: then it is asked.
func (t *Target) push(ctx context.Context, commit string) error {
	out, err := t.git.run(ctx, call{hooks: true}, "push", "--porcelain", "--no-progress", "--recurse-submodules=no", t.Remote, commit+":"+t.ref())
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return errorf("studylog publish --dry-run tells whether the site arrived", "interrupted during the push")
	}
	verdict, next := t.verdict(out), ""
	if verdict == "" {
		tip, asked := t.git.line(ctx, "ls-remote", t.Remote, t.ref())
		switch {
		case asked != nil:
			next = "studylog publish --dry-run tells whether the site arrived, once the server answers"
		case strings.HasPrefix(tip, commit+"\t"):
			return nil
		case t.hooked(ctx, err):
			return failed(err, "settle what it says, and publish again", "the pre-push hook of this repository refused the push to %s", t.Branch)
		default:
			next = "the branch is as it was: publish again"
		}
	}
	switch {
	case moved(verdict, err):
		return failed(err, "publish again: it then builds on what was pushed", "somebody pushed to %s while this was published", t.Branch)
	case verdict != "":
		return failed(err, refusal(err), "%s refused the push to %s: %s", t.Remote, t.Branch, verdict)
	}
	return failed(err, cmp.Or(t.cure(err), next), "the push to %s of %s (%s) failed", t.Branch, t.Remote, t.Address)
}

// hooked reports whether a push that no server answered was stopped by the user's own hook: git says no more then.
func (t *Target) hooked(ctx context.Context, err error) bool {
	var ge *gitError
	if !errors.As(err, &ge) || !strings.Contains(ge.said, "failed to push some refs") || strings.Contains(ge.said, "fatal:") {
		return false
	}
	out, err := t.git.run(ctx, call{hooks: true}, "rev-parse", "--git-path", "hooks/pre-push")
	if err != nil {
		return false
	}
	name := strings.TrimRight(string(out), "\r\n")
	if !filepath.IsAbs(name) {
		name = filepath.Join(t.opts.Dir, name)
	}
	fi, err := os.Stat(name)
	return err == nil && fi.Mode().IsRegular()
}

// verdict is what the server said of our branch: "[remote rejected] (pre-receive hook declined)" is "pre-receive hook declined".
func (t *Target) verdict(porcelain []byte) string {
	for line := range strings.Lines(string(porcelain)) {
		f := strings.SplitN(strings.TrimSpace(line), "\t", 3)
		if len(f) != 3 || f[0] != "!" || !strings.HasSuffix(f[1], ":"+t.ref()) {
			continue
		}
		said := t.git.speakable(f[2])
		if _, reason, ok := strings.Cut(said, "("); ok {
			return strings.TrimSuffix(reason, ")")
		}
		return said
	}
	return ""
}

// moved tells a refusal because the branch is no longer where it was: seen before the push, or in the very moment.
func moved(verdict string, err error) bool {
	switch verdict {
	case "fetch first", "non-fast-forward", "needs force", "failed to update ref", "incorrect old value provided":
		return true
	}
	var ge *gitError
	return verdict != "" && errors.As(err, &ge) && strings.Contains(ge.said, "cannot lock ref")
}

// refusal finds the cure for what servers commonly refuse.
func refusal(err error) string {
	var ge *gitError
	if !errors.As(err, &ge) {
		return ""
	}
	switch {
	case strings.Contains(ge.said, "protected branch"):
		return "let yourself push to the branch in the repository's settings, or publish to another with --branch"
	case strings.Contains(ge.said, "exceeds GitHub's file size limit"):
		return "a file is too large for the host: make it smaller"
	}
	return "the server's words say why; the remote is as it was"
}
