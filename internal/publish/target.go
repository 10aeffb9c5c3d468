package publish

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"studylog/internal/meter"
)

// Options say where a site is published.
type Options struct {
	Dir    string   // the journal: a folder in a git repository
	State  string   // a folder for the private index, beside the repository's own
	Env    []string // the environment of the git command
	Remote string   // a remote's name; "" is origin
	Branch string   // "" is gh-pages
	Adopt  bool     // take over foreign files that the site wants to replace

	Meter *meter.Meter // told of each file that is rendered; may be nil
}

// A Target is a branch of a remote that may be published to.
type Target struct {
	Remote  string
	Branch  string
	Address string // of the remote, masked

	opts   Options
	git    *git
	format string // "sha1" or "sha256": what objects are named by
}

// Open looks at the repository around the journal: whether there is one, and whether the remote and the branch can be
// published to as far as can be told without asking the remote. It changes nothing.
func Open(ctx context.Context, o Options) (*Target, error) {
	t := &Target{Remote: o.Remote, Branch: o.Branch, opts: o, git: newGit(o.Dir, o.Env)}
	if t.Remote == "" {
		t.Remote = "origin"
	}
	if t.Branch == "" {
		t.Branch = "gh-pages"
	}
	for _, step := range []func(context.Context) error{t.checkVersion, t.checkRepository, t.checkRemote, t.checkBranch} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Target) checkVersion(ctx context.Context) error {
	said, err := t.git.line(ctx, "version")
	if err != nil {
		return failed(err, "", "the git command does not work")
	}
	var major, minor int
	if n, _ := fmt.Sscanf(said, "git version %d.%d", &major, &minor); n == 2 && (major < 2 || major == 2 && minor < 29) {
		return errorf("install git 2.29 or newer: https://git-scm.com/downloads", "%s is too old", strings.Replace(said, " version", "", 1))
	}
	return nil
}

func (t *Target) checkRepository(ctx context.Context) error {
	format, err := t.git.line(ctx, "rev-parse", "--show-object-format")
	var ge *gitError
	switch {
	case errors.As(err, &ge) && strings.Contains(ge.said, "not a git repository"):
		return errorf("git init, git add, git commit; then make a repository on GitHub, git remote add origin ADDRESS and git push",
			"the journal is not in a git repository")
	case err != nil:
		return failed(err, "", "the repository around the journal cannot be used")
	case format != "sha1" && format != "sha256":
		return errorf("", "the repository names its objects by %s, which is not known here", format)
	}
	t.format = format
	return nil
}

func (t *Target) checkRemote(ctx context.Context) error {
	out, err := t.git.line(ctx, "remote")
	if err != nil {
		return failed(err, "", "the remotes of the repository cannot be read")
	}
	names := strings.Fields(out)
	switch {
	case len(names) == 0:
		return errorf("make a repository on GitHub, then git remote add "+quotable(t.Remote)+" ADDRESS, and git push", "the repository has no remote to publish to")
	case !slices.Contains(names, t.Remote):
		return errorf("the remotes are "+strings.Join(names, ", ")+"; choose one with --remote NAME", "there is no remote %q", mask(t.Remote))
	}
	reads, err := t.git.line(ctx, "remote", "get-url", "--all", t.Remote)
	if err != nil {
		return failed(err, "", "the remote %s has no address", t.Remote)
	}
	writes, err := t.git.line(ctx, "remote", "get-url", "--push", "--all", t.Remote)
	if err != nil {
		return failed(err, "", "the remote %s has no address", t.Remote)
	}
	for address := range strings.Lines(reads + "\n" + writes) {
		t.git.secrets = append(t.git.secrets, secretsOf(strings.TrimSpace(address))...)
	}
	if strings.Contains(writes, "\n") {
		return errorf("name a remote that has one address with --remote", "the remote %s is pushed to several addresses at once: if one refused, the others would differ", t.Remote)
	}
	t.Address = t.git.speakable(writes)
	return nil
}

// quotable is a remote's name if it can be said in a hint, or the usual one.
func quotable(name string) string {
	if strings.ContainsAny(name, ":/@ ") {
		return "origin"
	}
	return name
}

func (t *Target) checkBranch(ctx context.Context) error {
	if _, err := t.git.line(ctx, "check-ref-format", "refs/heads/"+t.Branch); err != nil || strings.HasPrefix(t.Branch, "-") || strings.HasPrefix(t.Branch, "refs/") || t.Branch == "HEAD" {
		var code *exec.ExitError
		if err != nil && !errors.As(err, &code) {
			return err
		}
		return errorf("the usual one is gh-pages", "%q cannot be the name of a branch", t.Branch)
	}
	head, err := t.git.line(ctx, "symbolic-ref", "--quiet", "HEAD")
	if err == nil && head == t.ref() {
		return errorf(t.elsewhere(ctx), "%s is checked out: a site is published to a branch of its own", t.Branch)
	}
	return nil // without a current branch HEAD is detached, which does no harm
}

// elsewhere says how not to publish to the branch that is checked out: to the usual one or, if it is that, from another.
func (t *Target) elsewhere(ctx context.Context) string {
	if t.Branch != "gh-pages" {
		return "publish to a branch of its own: --branch gh-pages"
	}
	out, _ := t.git.line(ctx, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads")
	others := slices.DeleteFunc(strings.Fields(out), func(name string) bool { return name == t.Branch })
	for _, name := range slices.Concat([]string{"main", "master"}, others) {
		if slices.Contains(others, name) {
			return "publish from the journal's own branch: git switch " + name
		}
	}
	return "the journal needs a branch of its own: git switch -c main"
}

func (t *Target) ref() string { return "refs/heads/" + t.Branch }

// tip asks the remote where the branch stands: its commit, or "" if there is none yet.
func (t *Target) tip(ctx context.Context) (string, error) {
	out, err := t.git.line(ctx, "ls-remote", "--symref", t.Remote, "HEAD", "refs/heads/*")
	if err != nil {
		return "", failed(err, t.cure(err), "the remote %s (%s) did not answer as hoped", t.Remote, t.Address)
	}
	var tip, standard string
	branches := 0
	for line := range strings.Lines(out) {
		value, name, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		target, symbolic := strings.CutPrefix(value, "ref: ")
		switch {
		case symbolic && name == "HEAD":
			standard = target
		case name == t.ref():
			tip = value
		}
		if strings.HasPrefix(name, "refs/heads/") {
			branches++
		}
	}
	if standard == "" { // an old server, or a HEAD of its own: then what the clone saw
		known, _ := t.git.line(ctx, "symbolic-ref", "--quiet", "refs/remotes/"+t.Remote+"/HEAD")
		if rest, ok := strings.CutPrefix(known, "refs/remotes/"+t.Remote+"/"); ok {
			standard = "refs/heads/" + rest
		}
	}
	switch {
	case standard == t.ref():
		return "", errorf("publish to a branch of its own, such as --branch gh-pages; or choose another default branch in the repository's settings",
			"%s is the default branch of %s", t.Branch, t.Remote)
	case branches == 0 && t.hosted():
		return "", errorf("push the journal first: git push -u "+t.Remote+" HEAD",
			"the repository at %s is empty: the first branch in it becomes its default branch, which a site must not be", t.Address)
	}
	return tip, nil
}

// hosted tells a remote on a server from one in a folder: a server makes the first branch it gets the default one.
func (t *Target) hosted() bool {
	scheme, _, ok := strings.Cut(t.Address, "://")
	if ok {
		return scheme != "file"
	}
	host, _, ok := strings.Cut(t.Address, ":")
	return ok && len(host) > 1 && !strings.Contains(host, "/") // not C:\, not ./a:b
}

// cure finds what helps against the usual reasons why a remote does not answer.
func (t *Target) cure(err error) string {
	var ge *gitError
	if !errors.As(err, &ge) {
		return ""
	}
	for _, c := range []struct{ word, hint string }{
		{"terminal prompts disabled", "sign in first: with a credential helper (gh auth setup-git), or by an SSH address (git remote set-url)"},
		{"could not read Username", "sign in first: with a credential helper (gh auth setup-git), or by an SSH address (git remote set-url)"},
		{"Authentication failed", "the sign-in was refused: renew the token, or sign in again (gh auth login)"},
		{"Permission denied (publickey", "the server does not know your key: ssh-add it, and add it to your account"},
		{"Host key verification failed", "connect once by hand to accept the server's key: ssh -T git@github.com"},
		{"Could not resolve host", "is there a connection? try again"},
		{"Connection timed out", "is there a connection? try again"},
		{"does not appear to be a git repository", "is the address right? git remote -v"},
		{"not found", "is the address right, and may you see it? git remote -v"},
	} {
		if strings.Contains(ge.said, c.word) {
			return c.hint
		}
	}
	return ""
}
