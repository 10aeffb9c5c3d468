package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"studylog/internal/vfs"
)

// A world is a journal in a repository with a bare remote, and nothing of the machine's own settings.
type world struct {
	t       *testing.T
	journal string
	remote  string
	env     []string
}

func newWorld(t *testing.T, initArgs ...string) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{t: t, journal: filepath.Join(dir, "journal"), remote: filepath.Join(dir, "remote.git")}
	w.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + filepath.Join(dir, "gitconfig"),
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.org", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.org",
	}
	init := append([]string{"init", "-q", "-b", "main"}, initArgs...)
	w.gitIn(dir, append(slices.Clone(init), "--bare", w.remote)...)
	w.gitIn(dir, append(slices.Clone(init), w.journal)...)
	w.write("content/posts/a.md", "A.\n")
	w.write(".gitignore", ".studylog/\n")
	w.git("add", "-A")
	w.git("commit", "-q", "-m", "a start")
	w.git("remote", "add", "origin", w.remote)
	w.git("push", "-q", "origin", "main")
	return w
}

func (w *world) write(name, text string) {
	w.t.Helper()
	file := filepath.Join(w.journal, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) git(args ...string) string { w.t.Helper(); return w.gitIn(w.journal, args...) }

func (w *world) gitIn(dir string, args ...string) string {
	w.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, w.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (w *world) options() Options {
	w.t.Helper()
	state := filepath.Join(w.journal, ".studylog")
	if err := os.MkdirAll(state, 0o777); err != nil {
		w.t.Fatal(err)
	}
	return Options{Dir: w.journal, State: state, Env: w.env}
}

// publish does what the command does.
func (w *world) publish(site map[string]string) (*Change, error) {
	return w.publishWith(w.options(), site)
}

func (w *world) publishWith(o Options, site map[string]string) (*Change, error) {
	w.t.Helper()
	ctx := context.Background()
	target, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	c, err := target.Compare(ctx, tree(w.t, site))
	if err != nil {
		return nil, err
	}
	return c, target.Push(ctx, c, time.Unix(1763208000, 0))
}

func (w *world) must(site map[string]string) *Change {
	w.t.Helper()
	c, err := w.publish(site)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func tree(t *testing.T, site map[string]string) *vfs.Tree {
	t.Helper()
	v := vfs.NewTree()
	for name, text := range site {
		if err := v.AddBytes(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// branch is what the remote serves: every file of the branch but our list.
func (w *world) branch(name string) map[string]string {
	w.t.Helper()
	files := map[string]string{}
	for f := range strings.SplitSeq(w.gitIn(w.remote, "ls-tree", "-r", "-z", "--name-only", name), "\x00") {
		if f != "" && f != listName {
			cmd := exec.Command("git", "show", name+":"+f)
			cmd.Dir, cmd.Env = w.remote, w.env
			out, err := cmd.Output()
			if err != nil {
				w.t.Fatal(err)
			}
			files[f] = string(out)
		}
	}
	return files
}

func (w *world) serves(want map[string]string) {
	w.t.Helper()
	got := w.branch("gh-pages")
	for name, text := range want {
		if have, ok := got[name]; !ok || have != text {
			w.t.Errorf("%s: the branch has %q, want %q", name, have, text)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			w.t.Errorf("the branch has %s", name)
		}
	}
}

// foreign commits files to the branch as somebody else does.
func (w *world) foreign(files map[string]string) {
	w.t.Helper()
	clone := filepath.Join(w.t.TempDir(), "clone")
	w.gitIn(w.journal, "clone", "-q", w.remote, clone)
	if strings.Contains(w.gitIn(w.remote, "branch", "--list", "gh-pages"), "gh-pages") {
		w.gitIn(clone, "switch", "-q", "gh-pages")
	} else {
		w.gitIn(clone, "switch", "-q", "--orphan", "gh-pages")
	}
	for name, text := range files {
		file := filepath.Join(clone, filepath.FromSlash(name))
		if text == "" {
			os.Remove(file)
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			w.t.Fatal(err)
		}
	}
	w.gitIn(clone, "add", "-A")
	w.gitIn(clone, "commit", "-q", "-m", "by somebody else")
	w.gitIn(clone, "push", "-q", "origin", "gh-pages")
}

// hook puts a script into a repository.
func (w *world) hook(repository, name, script string) {
	w.t.Helper()
	dir := filepath.Join(repository, "hooks")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o777); err != nil {
		w.t.Fatal(err)
	}
}

// state is all that publishing must leave alone: refs, HEAD, the index and the work tree, byte by byte.
func (w *world) state() string {
	w.t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(w.journal, func(name string, e os.DirEntry, err error) error {
		rel, _ := filepath.Rel(w.journal, name)
		rel = filepath.ToSlash(rel)
		switch {
		case err != nil:
			return err
		case rel == ".studylog" || rel == ".git/objects" || rel == ".git/refs/remotes" || rel == ".git/logs/refs/remotes":
			return filepath.SkipDir
		case e.IsDir():
			return nil
		}
		data, err := os.ReadFile(name)
		fmt.Fprintf(&b, "%s %q\n", rel, data)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

func site(pages ...string) map[string]string {
	m := map[string]string{"index.html": "home", "posts/a/index.html": "A", "assets/site.0123456789.css": "css"}
	for _, p := range pages {
		name, text, ok := strings.Cut(p, "=")
		if m[name] = text; !ok {
			delete(m, name)
		}
	}
	return m
}

func with(site map[string]string, more ...string) map[string]string {
	for _, m := range append(more, ".nojekyll=") {
		name, text, _ := strings.Cut(m, "=")
		site[name] = text
	}
	return site
}

// refused wants an Error that says words and, in its hint, cure.
func refused(t *testing.T, err error, words, cure string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a refusal that says %q", err, words)
	}
	if !strings.Contains(e.Error(), words) || !strings.Contains(e.Hint, cure) {
		t.Errorf("got %q, hint %q; want %q, hint %q", e.Error(), e.Hint, words, cure)
	}
}

func TestFirstPublish(t *testing.T) {
	w := newWorld(t)
	before := w.state()
	c := w.must(site())
	if !c.First || len(c.Added) != 4 || len(c.Changed)+len(c.Removed)+len(c.Kept)+c.Foreign != 0 {
		t.Errorf("%+v", c)
	}
	w.serves(with(site()))
	if got := w.gitIn(w.remote, "log", "--format=%an %ae %cn %ct %P %s", "gh-pages"); got != "Ada ada@example.org Ada 1763208000  Publish the site: 4 files added" {
		t.Errorf("the commit is %q", got)
	}
	if w.state() != before {
		t.Error("the repository was touched")
	}
	if got := w.gitIn(w.remote, "branch", "--format=%(refname)"); got != "refs/heads/gh-pages\nrefs/heads/main" {
		t.Errorf("branches: %q", got)
	}
}

func TestNothingChangedMakesNoCommit(t *testing.T) {
	w := newWorld(t)
	w.must(site())
	at := w.gitIn(w.remote, "rev-parse", "gh-pages")
	if c := w.must(site()); !c.Empty() || c.First {
		t.Errorf("%+v", c)
	}
	if now := w.gitIn(w.remote, "rev-parse", "gh-pages"); now != at {
		t.Error("an empty commit")
	}
}

func TestAddedChangedRemoved(t *testing.T) {
	w := newWorld(t)
	w.must(site("posts/b/index.html=B"))
	c := w.must(site("index.html=new home", "posts/c/index.html=C"))
	if !slices.Equal(c.Added, []string{"posts/c/index.html"}) || !slices.Equal(c.Changed, []string{"index.html"}) || !slices.Equal(c.Removed, []string{"posts/b/index.html"}) {
		t.Errorf("%+v", c)
	}
	w.serves(with(site("index.html=new home", "posts/c/index.html=C")))
	if n := w.gitIn(w.remote, "rev-list", "--count", "gh-pages"); n != "2" {
		t.Errorf("%s commits", n)
	}
	list := w.gitIn(w.remote, "show", "gh-pages:"+listName)
	for _, want := range []string{"studylog-files 1 generation 2\n", " 2 index.html\n", " 1 posts/a/index.html\n"} {
		if !strings.Contains(list+"\n", want) {
			t.Errorf("%q is not in the list:\n%s", want, list)
		}
	}
}

// A file becomes a folder, and back.
func TestFileBecomesFolder(t *testing.T) {
	w := newWorld(t)
	w.must(site("data=file"))
	w.must(site("data/x/index.html=folder"))
	w.serves(with(site("data/x/index.html=folder")))
	w.must(site("data=file"))
	w.serves(with(site("data=file")))
}

func TestForeignFilesAndCommitsStay(t *testing.T) {
	w := newWorld(t)
	w.foreign(map[string]string{"CNAME": "study.example.org\n", "old/page.html": "old", "LICENSE": "free"})
	theirs := w.gitIn(w.remote, "rev-parse", "gh-pages")
	c := w.must(site())
	if c.Foreign != 3 || c.First || c.Domain != "study.example.org" {
		t.Errorf("%+v", c)
	}
	kept := []string{"CNAME=study.example.org\n", "old/page.html=old", "LICENSE=free"}
	w.serves(with(site(), kept...))
	if got := w.gitIn(w.remote, "rev-parse", "gh-pages^"); got != theirs {
		t.Error("the foreign commit is no parent of ours")
	}
	w.foreign(map[string]string{"README.md": "between", "posts/a/index.html": ""})
	w.must(site("index.html=2"))
	w.serves(with(site("index.html=2"), append(kept, "README.md=between")...))
}

// A foreign mode, link or submodule is carried along as it is.
func TestForeignModesStay(t *testing.T) {
	w := newWorld(t)
	w.must(site())
	clone := filepath.Join(t.TempDir(), "clone")
	w.gitIn(w.journal, "clone", "-q", "-b", "gh-pages", w.remote, clone)
	os.WriteFile(filepath.Join(clone, "run.sh"), []byte("#!/bin/sh\n"), 0o777)
	w.gitIn(clone, "add", "-A")
	w.gitIn(clone, "update-index", "--add", "--cacheinfo", "120000,"+w.gitIn(clone, "rev-parse", "HEAD:index.html")+",link.html")
	w.gitIn(clone, "update-index", "--add", "--cacheinfo", "160000,"+w.gitIn(clone, "rev-parse", "HEAD")+",sub")
	w.gitIn(clone, "commit", "-q", "-m", "odd")
	w.gitIn(clone, "push", "-q", "origin", "gh-pages")
	modes := func() string { return w.gitIn(w.remote, "ls-tree", "gh-pages", "run.sh", "link.html", "sub") }
	before := modes()
	if c := w.must(site("index.html=2")); c.Foreign != 3 {
		t.Errorf("%d foreign files", c.Foreign)
	}
	if modes() != before {
		t.Errorf("was\n%s\nis\n%s", before, modes())
	}
}

func TestForeignFileInTheWay(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"other bytes":     {"index.html": "by hand"},
		"a file, our dir": {"posts": "a file"},
		"a dir, our file": {"index.html/x": "a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.foreign(files)
			w.foreign(map[string]string{"CNAME": "x"})
			at := w.gitIn(w.remote, "rev-parse", "gh-pages")
			_, err := w.publish(site())
			for path := range files {
				refused(t, err, path, "--adopt")
			}
			if now := w.gitIn(w.remote, "rev-parse", "gh-pages"); now != at {
				t.Error("the branch moved")
			}
			o := w.options()
			o.Adopt = true
			if _, err := w.publishWith(o, site()); err != nil {
				t.Fatal(err)
			}
			w.serves(with(site(), "CNAME=x"))
		})
	}
}

// What somebody edited on the branch is theirs: it is not written over, and not removed with its post.
func TestEditedFileIsForeign(t *testing.T) {
	w := newWorld(t)
	w.must(site("posts/b/index.html=B"))
	w.foreign(map[string]string{"posts/b/index.html": "edited"})
	_, err := w.publish(site("posts/b/index.html=B2"))
	refused(t, err, "posts/b/index.html", "--adopt")
	c := w.must(site())
	if c.Foreign != 1 {
		t.Errorf("%d foreign files", c.Foreign)
	}
	w.serves(with(site(), "posts/b/index.html=edited"))
}

// A foreign file that is to the byte what the site has becomes ours.
func TestEqualFileIsAdopted(t *testing.T) {
	w := newWorld(t)
	w.foreign(map[string]string{"index.html": "home", "robots.txt": "r"})
	if c := w.must(site()); slices.Contains(c.Added, "index.html") || slices.Contains(c.Changed, "index.html") {
		t.Errorf("%+v", c)
	}
	w.must(site("index.html"))
	w.serves(with(site("index.html"), "robots.txt=r"))
}

func TestLastAssetsStayForOnePublish(t *testing.T) {
	const one, two, three = "assets/site.0123456789.css", "assets/site.aaaaaaaaaa.css", "assets/site.bbbbbbbbbb.css"
	w := newWorld(t)
	w.must(site())
	c := w.must(site(one, two+"=css2"))
	if !slices.Equal(c.Kept, []string{one}) || len(c.Removed) != 0 {
		t.Errorf("%+v", c)
	}
	w.serves(with(site(two+"=css2"), one+"=css"))
	if c := w.must(site(one, two+"=css2")); !c.Empty() {
		t.Error("a publish of nothing new took the old asset away")
	}
	c = w.must(site(one, three+"=css3"))
	if !slices.Equal(c.Kept, []string{two}) || !slices.Equal(c.Removed, []string{one}) {
		t.Errorf("%+v", c)
	}
	w.serves(with(site(one, three+"=css3"), two+"=css2"))

	// One that comes back is of the site again.
	w.must(site(one, two+"=css2"))
	w.serves(with(site(one, two+"=css2"), three+"=css3"))
}

// A picture that nothing replaces goes with its post, at once.
func TestPictureGoesWithItsPost(t *testing.T) {
	w := newWorld(t)
	w.must(site("posts/b/index.html=B", "assets/face.1111111111.jpg=face"))
	c := w.must(site())
	if len(c.Kept) != 0 {
		t.Errorf("kept %v", c.Kept)
	}
	w.serves(with(site()))
}

func TestDefaultAndCurrentBranchAreRefused(t *testing.T) {
	w := newWorld(t)
	o := w.options()
	o.Branch = "main"
	_, err := w.publishWith(o, site())
	refused(t, err, "main is checked out", "--branch gh-pages")

	if e := new(Error); errors.As(err, &e) && strings.Contains(e.Hint, "switch") {
		t.Errorf("who names the journal's branch is told to leave it: %s", e.Hint)
	}

	w.git("checkout", "-q", "--detach")
	_, err = w.publishWith(o, site())
	refused(t, err, "main is the default branch of origin", "--branch")
	if _, err := w.publish(site()); err != nil {
		t.Errorf("on a detached HEAD: %v", err)
	}

	w.git("switch", "-q", "--orphan", "gh-pages")
	_, err = w.publish(site())
	refused(t, err, "gh-pages is checked out", "git switch main")
	w.git("branch", "-m", "main", "draft")
	_, err = w.publish(site())
	refused(t, err, "gh-pages is checked out", "git switch draft")
	w.git("branch", "-D", "draft")
	_, err = w.publish(site())
	refused(t, err, "gh-pages is checked out", "git switch -c main")
}

func TestOtherBranchAndRemote(t *testing.T) {
	w := newWorld(t)
	w.git("remote", "rename", "origin", "backup")
	o := w.options()
	_, err := w.publishWith(o, site())
	refused(t, err, `no remote "origin"`, "backup")
	o.Remote, o.Branch = "backup", "site/live"
	if _, err := w.publishWith(o, site()); err != nil {
		t.Fatal(err)
	}
	if got := w.branch("site/live"); got["index.html"] != "home" {
		t.Errorf("%v", got)
	}
	for _, bad := range []string{"-f", "a..b", "refs/heads/x", "HEAD", "a b", "x.lock", "a:b"} {
		o.Branch = bad
		_, err := w.publishWith(o, site())
		refused(t, err, "cannot be the name of a branch", "gh-pages")
	}
	o.Remote = "https://ada:topsecret@example.org/x"
	_, err = w.publishWith(o, site())
	refused(t, err, "no remote", "backup")
	if strings.Contains(err.Error(), "topsecret") {
		t.Error(err)
	}
}

func TestWhereThereIsNoRepository(t *testing.T) {
	w := newWorld(t)
	o := w.options()
	o.Dir = t.TempDir()
	_, err := Open(context.Background(), o)
	refused(t, err, "not in a git repository", "git init")

	w.git("remote", "remove", "origin")
	_, err = w.publish(site())
	refused(t, err, "no remote to publish to", "git remote add")

	w.git("remote", "add", "origin", filepath.Join(w.journal, "nowhere"))
	_, err = w.publish(site())
	refused(t, err, "did not answer", "git remote -v")

	t.Setenv("PATH", t.TempDir())
	_, err = w.publish(site())
	refused(t, err, "git command was not found", "install git")
}

func TestOldGit(t *testing.T) {
	w := newWorld(t)
	bin := t.TempDir()
	os.WriteFile(filepath.Join(bin, "git"), []byte("#!/bin/sh\necho git version 2.17.1\n"), 0o777)
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	_, err := Open(context.Background(), w.options())
	refused(t, err, "git 2.17.1 is too old", "2.29")
}

func TestIdentityIsNeeded(t *testing.T) {
	w := newWorld(t)
	o := w.options()
	o.Env = slices.DeleteFunc(slices.Clone(w.env), func(v string) bool { return strings.Contains(v, "_NAME=") || strings.Contains(v, "_EMAIL=") })
	_, err := w.publishWith(o, site())
	refused(t, err, "git does not know who you are", "user.email")
	if got := w.gitIn(w.remote, "branch", "--list", "gh-pages"); got != "" {
		t.Error("published all the same")
	}
	w.git("config", "user.name", "Grace")
	w.git("config", "user.email", "grace@example.org")
	if _, err := w.publishWith(o, site()); err != nil {
		t.Fatal(err)
	}
	if got := w.gitIn(w.remote, "log", "-1", "--format=%an <%ce>", "gh-pages"); got != "Grace <grace@example.org>" {
		t.Errorf("by %s", got)
	}
}

func TestServerRefuses(t *testing.T) {
	w := newWorld(t)
	w.must(site())
	at := w.gitIn(w.remote, "rev-parse", "gh-pages")
	before := w.state()
	w.hook(w.remote, "pre-receive", `echo "no pages on Sundays" >&2; printf 'red \033[31m alert\n' >&2; exit 1`)
	_, err := w.publish(site("index.html=2"))
	refused(t, err, "origin refused the push to gh-pages: pre-receive hook declined", "")
	refused(t, err, "remote: no pages on Sundays", "")
	if strings.Contains(err.Error(), "\033") {
		t.Error("the server steers the terminal")
	}
	if now := w.gitIn(w.remote, "rev-parse", "gh-pages"); now != at || w.state() != before {
		t.Error("something was changed")
	}
	os.Remove(filepath.Join(w.remote, "hooks", "pre-receive"))
	w.must(site("index.html=2"))
	w.serves(with(site("index.html=2")))
}

func TestPushBreaks(t *testing.T) {
	w := newWorld(t)
	w.must(site())
	at := w.gitIn(w.remote, "rev-parse", "gh-pages")
	w.git("config", "remote.origin.receivepack", "false")
	_, err := w.publish(site("index.html=2"))
	refused(t, err, "the push to gh-pages of origin", "the branch is as it was: publish again")
	if now := w.gitIn(w.remote, "rev-parse", "gh-pages"); now != at {
		t.Error("the branch moved")
	}
}

// The connection breaks when the server has taken the commit: then it is published.
// A server that dies on the way, and then says nothing either, leaves it open what it took.
func TestServerGoesAway(t *testing.T) {
	w := newWorld(t)
	w.must(site())
	w.hook(w.remote, "pre-receive", "mv "+w.remote+" "+w.remote+".gone; kill -9 $PPID")
	_, err := w.publish(site("index.html=2"))
	refused(t, err, "the push to gh-pages of origin", "--dry-run tells whether")
	w.remote += ".gone"
	os.Remove(filepath.Join(w.remote, "hooks", "pre-receive"))
	w.serves(with(site()))
}

func TestPushArrivesAndBreaks(t *testing.T) {
	w := newWorld(t)
	w.hook(w.remote, "reference-transaction", `[ "$1" != committed ] || kill -9 $PPID`)
	w.must(site())
	w.serves(with(site()))
}

// Somebody pushes between our look and our push, as early and as late as can be.
func TestSomebodyPushesMeanwhile(t *testing.T) {
	w := newWorld(t)
	w.must(site())
	ctx := context.Background()
	target, err := Open(ctx, w.options())
	if err != nil {
		t.Fatal(err)
	}
	c, err := target.Compare(ctx, tree(t, site("index.html=2")))
	if err != nil {
		t.Fatal(err)
	}
	w.foreign(map[string]string{"README.md": "first"})
	at := w.gitIn(w.remote, "rev-parse", "gh-pages")
	err = target.Push(ctx, c, time.Unix(1763208000, 0))
	refused(t, err, "somebody pushed to gh-pages", "publish again")
	if now := w.gitIn(w.remote, "rev-parse", "gh-pages"); now != at {
		t.Error("their commit is gone")
	}
	w.must(site("index.html=2"))
	w.serves(with(site("index.html=2"), "README.md=first"))

	// And where there was no branch, it must not be laid over theirs.
	w = newWorld(t)
	if target, err = Open(ctx, w.options()); err != nil {
		t.Fatal(err)
	}
	if c, err = target.Compare(ctx, tree(t, site())); err != nil {
		t.Fatal(err)
	}
	w.foreign(map[string]string{"README.md": "first"})
	refused(t, target.Push(ctx, c, time.Unix(1763208000, 0)), "somebody pushed to gh-pages", "publish again")
}

func TestWorkInProgressIsLeftAlone(t *testing.T) {
	w := newWorld(t)
	w.write("content/posts/a.md", "stashed\n")
	w.git("stash")
	w.write("content/posts/b.md", "staged\n")
	w.git("add", "content/posts/b.md")
	w.write("content/posts/b.md", "and edited\n")
	w.write("content/posts/c.md", "untracked\n")
	before := w.state()
	w.must(site())
	w.must(site("index.html=2"))
	if w.state() != before {
		t.Error("the work was touched")
	}
	if got := w.git("stash", "list"); !strings.HasPrefix(got, "stash@{0}") {
		t.Errorf("stash: %q", got)
	}
	if got := w.git("show", ":content/posts/b.md"); got != "staged" {
		t.Errorf("index: %q", got)
	}
	entries, _ := os.ReadDir(filepath.Join(w.journal, ".studylog"))
	if len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

// Of the user's hooks pre-push runs, which guards; the others do not.
func TestHooks(t *testing.T) {
	w := newWorld(t)
	ran := filepath.Join(t.TempDir(), "ran")
	for _, name := range []string{"pre-commit", "commit-msg", "post-commit", "post-index-change", "post-checkout"} {
		w.hook(filepath.Join(w.journal, ".git"), name, "echo "+name+" >> "+ran)
	}
	w.must(site())
	if data, err := os.ReadFile(ran); err == nil {
		t.Errorf("ran: %s", data)
	}
	w.hook(filepath.Join(w.journal, ".git"), "pre-push", "echo the guard says no >&2; exit 1")
	_, err := w.publish(site("index.html=2"))
	refused(t, err, "the guard says no", "settle what it says")
	refused(t, err, "the pre-push hook of this repository refused the push to gh-pages", "settle what it says")
}

// Who signs commits signs this one; who cannot, does not publish.
func TestSignedCommits(t *testing.T) {
	w := newWorld(t)
	gpg := filepath.Join(t.TempDir(), "gpg")
	sign := func(script string) {
		if err := os.WriteFile(gpg, []byte("#!/bin/sh\n"+script+"\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	w.git("config", "commit.gpgSign", "true")
	w.git("config", "gpg.program", gpg)
	sign("echo no key >&2; exit 1")
	_, err := w.publish(site())
	refused(t, err, "the commit cannot be made", "")
	sign("cat >/dev/null; echo '[GNUPG:] SIG_CREATED ' >&2; echo '-----BEGIN PGP SIGNATURE-----'; echo '-----END PGP SIGNATURE-----'")
	w.must(site())
	if got := w.gitIn(w.remote, "cat-file", "commit", "gh-pages"); !strings.Contains(got, "gpgsig -----BEGIN") {
		t.Errorf("no signature:\n%s", got)
	}
}

// A page that does not render stops everything, and every such page is named.
func TestPagesThatDoNotRender(t *testing.T) {
	w := newWorld(t)
	v := tree(t, site())
	for _, name := range []string{"x.html", "y.html"} {
		if err := v.Add(name, [32]byte{1}, func() ([]byte, error) { return nil, errors.New("template fails") }); err != nil {
			t.Fatal(err)
		}
	}
	target, err := Open(context.Background(), w.options())
	if err != nil {
		t.Fatal(err)
	}
	_, err = target.Compare(context.Background(), v)
	if err == nil || !strings.Contains(err.Error(), "x.html: template fails") || !strings.Contains(err.Error(), "y.html: template fails") {
		t.Errorf("got %v", err)
	}
}

// Run by a hook, git's variables point elsewhere.
func TestMisleadingEnvironment(t *testing.T) {
	w := newWorld(t)
	o := w.options()
	o.Env = append(slices.Clone(w.env), "GIT_DIR=/nowhere", "GIT_INDEX_FILE=/nowhere/index", "GIT_WORK_TREE=/nowhere", "GIT_TRACE=1", "LC_ALL=de_DE.UTF-8")
	if _, err := w.publishWith(o, site()); err != nil {
		t.Fatal(err)
	}
	w.serves(with(site()))
}

// User's settings that change how git keeps its index, makes commits and pushes do no harm.
func TestOddSettings(t *testing.T) {
	w := newWorld(t)
	for _, s := range [][2]string{
		{"core.splitIndex", "true"},
		{"feature.manyFiles", "true"},
		{"core.autocrlf", "true"},
		{"core.fsmonitor", "/nowhere"},
		{"index.sparse", "true"},
		{"i18n.commitEncoding", "latin1"},
		{"push.followTags", "true"},
		{"fetch.prune", "true"},
		{"push.default", "nothing"},
		{"core.quotePath", "true"},
		{"remote.origin.push", "+refs/heads/*:refs/heads/*"},
		{"diff.noprefix", "true"},
		{"core.ignoreCase", "true"},
		{"diff.renames", "copies"},
	} {
		w.git("config", s[0], s[1])
	}
	w.git("tag", "-a", "v1", "-m", "v1")
	w.must(site("posts/größe/index.html=G\r\n", "posts/a b/index.html=A"))
	w.must(site("posts/größe/index.html=G2\r\n", "posts/日本/index.html=J"))
	w.serves(with(site("posts/größe/index.html=G2\r\n", "posts/日本/index.html=J")))
	if got := w.gitIn(w.remote, "for-each-ref", "--format=%(refname)"); got != "refs/heads/gh-pages\nrefs/heads/main" {
		t.Errorf("refs: %s", got)
	}
}

func TestKindsOfRepositories(t *testing.T) {
	second := site("index.html=2", "posts/b/index.html=B")
	check := func(t *testing.T, w *world) {
		t.Helper()
		w.must(site())
		w.foreign(map[string]string{"CNAME": "x"})
		w.must(second)
		w.serves(with(site("index.html=2", "posts/b/index.html=B"), "CNAME=x"))
	}
	t.Run("sha256", func(t *testing.T) { check(t, newWorld(t, "--object-format=sha256")) })
	t.Run("subfolder", func(t *testing.T) {
		w := newWorld(t)
		w.write("notes/journal/content/posts/a.md", "A")
		w.journal = filepath.Join(w.journal, "notes", "journal")
		check(t, w)
	})
	t.Run("shallow", func(t *testing.T) {
		w := newWorld(t)
		w.write("content/posts/a.md", "A2")
		w.git("commit", "-q", "-am", "more")
		w.git("push", "-q", "origin", "main")
		w.must(site("index.html=0"))
		w.must(site("index.html=1"))
		clone := filepath.Join(t.TempDir(), "clone")
		w.git("clone", "-q", "--depth=1", "file://"+w.remote, clone)
		w.journal = clone
		check(t, w)
		if got := w.git("rev-list", "--count", "HEAD"); got != "1" {
			t.Errorf("the clone has %s commits now", got)
		}
	})
	t.Run("partial", func(t *testing.T) {
		w := newWorld(t)
		w.must(site("index.html=0"))
		w.gitIn(w.remote, "config", "uploadpack.allowFilter", "true")
		clone := filepath.Join(t.TempDir(), "clone")
		w.git("clone", "-q", "--filter=blob:none", "file://"+w.remote, clone)
		w.journal = clone
		check(t, w)
	})
	t.Run("worktree", func(t *testing.T) {
		w := newWorld(t)
		linked := filepath.Join(t.TempDir(), "linked")
		w.git("worktree", "add", "-q", "-b", "draft", linked)
		w.journal = linked
		check(t, w)
	})
	t.Run("detached HEAD", func(t *testing.T) {
		w := newWorld(t)
		w.git("switch", "-q", "--detach")
		check(t, w)
		if got := w.git("rev-parse", "--abbrev-ref", "HEAD"); got != "HEAD" {
			t.Errorf("HEAD is at %s now", got)
		}
	})
	t.Run("no commit yet", func(t *testing.T) {
		w := newWorld(t)
		fresh := filepath.Join(t.TempDir(), "fresh")
		w.git("init", "-q", "-b", "main", fresh)
		w.journal = fresh
		w.git("remote", "add", "origin", w.remote)
		before := w.state()
		check(t, w)
		if w.state() != before {
			t.Error("the repository is not as it was")
		}
	})
	t.Run("an address written short", func(t *testing.T) {
		w := newWorld(t)
		w.git("remote", "set-url", "origin", "my:"+filepath.Base(w.remote))
		w.git("config", "url."+filepath.Dir(w.remote)+"/.insteadOf", "my:")
		check(t, w)
		w.git("config", "url.https://ada:sekrit-token@127.0.0.1:1/.pushInsteadOf", "my:")
		_, err := w.publish(site("index.html=3"))
		refused(t, err, "the push to gh-pages of origin (https://***@127.0.0.1:1/remote.git) failed", "")
		if strings.Contains(err.Error(), "sekrit") {
			t.Errorf("the token is told: %v", err)
		}
	})
	t.Run("a branch of that name at home", func(t *testing.T) {
		w := newWorld(t)
		w.must(site())
		w.git("fetch", "-q", "origin")
		w.git("branch", "-q", "gh-pages", "main") // with something else in it
		linked := filepath.Join(t.TempDir(), "pages")
		w.git("worktree", "add", "-q", linked, "gh-pages")
		before := w.git("rev-parse", "gh-pages")
		w.must(second)
		w.serves(with(site("index.html=2", "posts/b/index.html=B")))
		if got := w.git("rev-parse", "gh-pages"); got != before {
			t.Error("the branch at home was moved")
		}
		if got := w.gitIn(linked, "status", "--porcelain"); got != "" {
			t.Errorf("its work tree: %s", got)
		}
	})
	t.Run("submodule", func(t *testing.T) {
		w, outer := newWorld(t), newWorld(t)
		outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", w.remote, "sub")
		w.journal = filepath.Join(outer.journal, "sub")
		check(t, w)
	})
}

func TestTwoAddressesAreRefused(t *testing.T) {
	w := newWorld(t)
	w.git("remote", "set-url", "--add", "--push", "origin", w.remote)
	w.git("remote", "set-url", "--add", "--push", "origin", w.remote+"2")
	_, err := w.publish(site())
	refused(t, err, "several addresses", "--remote")
}

func TestEmptyRemote(t *testing.T) {
	w := newWorld(t)
	bare := filepath.Join(t.TempDir(), "empty.git")
	w.git("init", "-q", "--bare", "-b", "main", bare)
	w.git("remote", "set-url", "origin", bare)
	w.remote = bare
	w.must(site())
	w.serves(with(site()))
	for address, want := range map[string]bool{
		"https://github.com/a/b": true, "git@github.com:a/b": true, "ssh://x/y": true, "file:///x": false, "/srv/x.git": false, "../x": false, `C:\x`: false, "./a:b": false,
	} {
		if got := (&Target{Address: address}).hosted(); got != want {
			t.Errorf("hosted(%s) = %v", address, got)
		}
	}
}

// A file that does not render as it did stops everything.
func TestJournalEditedMeanwhile(t *testing.T) {
	w := newWorld(t)
	n := 0
	v := tree(t, site())
	if err := v.Add("live.html", [32]byte{1}, func() ([]byte, error) { n++; return fmt.Append(nil, n), nil }); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	target, err := Open(ctx, w.options())
	if err != nil {
		t.Fatal(err)
	}
	c, err := target.Compare(ctx, v)
	if err != nil {
		t.Fatal(err)
	}
	before := w.state()
	refused(t, target.Push(ctx, c, time.Unix(0, 0)), "live.html changed while it was published", "publish again")
	if w.gitIn(w.remote, "branch", "--list", "gh-pages") != "" || w.state() != before {
		t.Error("something was left behind")
	}
}

func TestDamagedList(t *testing.T) {
	w := newWorld(t)
	w.must(site())
	w.foreign(map[string]string{listName: "<<<<<<< ours\n"})
	_, err := w.publish(site("index.html=2"))
	refused(t, err, "cannot be read", "--adopt")
	o := w.options()
	o.Adopt = true
	if _, err := w.publishWith(o, site("index.html=2")); err != nil {
		t.Fatal(err)
	}
	w.serves(with(site("index.html=2")))
	w.foreign(map[string]string{listName: "studylog-files 2 generation 9\n"})
	_, err = w.publishWith(o, site("index.html=3"))
	refused(t, err, "newer studylog", "newest")
}

func TestKilledRunLeavesNoObstacle(t *testing.T) {
	w := newWorld(t)
	w.write(".studylog/publish-index", "half")
	w.write(".studylog/publish-index.lock", "")
	w.must(site())
	w.serves(with(site()))
}

func TestInterrupted(t *testing.T) {
	w := newWorld(t)
	ctx, stop := context.WithCancel(context.Background())
	target, err := Open(ctx, w.options())
	if err != nil {
		t.Fatal(err)
	}
	stop()
	_, err = target.Compare(ctx, tree(t, site()))
	refused(t, err, "interrupted", "")
}

func TestDomain(t *testing.T) {
	w := newWorld(t)
	if c := w.must(site()); c.Domain != "" {
		t.Errorf("domain %q", c.Domain)
	}
	if c := w.must(site("CNAME=Study.example.org\n")); c.Domain != "study.example.org" {
		t.Errorf("domain %q", c.Domain)
	}
	if c := w.must(site("CNAME=a host\x1b[2J\n")); c.Domain != "" {
		t.Errorf("domain %q", c.Domain)
	}
}
