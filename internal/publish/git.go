package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
	"unicode"

	"studylog/internal/lazy"
)

// An Error is a failure that the user can do something about.
type Error struct {
	Msg  string
	Said string // what git or the server said, masked; may have several lines
	Hint string // the cure
}

func (e *Error) Error() string {
	if e.Said == "" {
		return e.Msg
	}
	return e.Msg + ":\n  " + strings.ReplaceAll(e.Said, "\n", "\n  ")
}

func errorf(hint, format string, args ...any) *Error {
	return &Error{Msg: fmt.Sprintf(format, args...), Hint: hint}
}

// git runs the git command in one folder, in an environment that asks no questions and speaks English.
type git struct {
	dir     string
	env     []string
	secrets []string // parts of addresses that no message may hold
}

// misleading are variables that would turn git to another repository or index than the one around the journal, as they
// do when studylog is run by a hook; or that would mix traces into what we read.
var misleading = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_NAMESPACE", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_QUARANTINE_PATH",
	"GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE", "GIT_CURL_VERBOSE", "GIT_CONFIG",
}

func newGit(dir string, environ []string) *git {
	g := &git{dir: dir}
	for _, v := range environ {
		name, _, _ := strings.Cut(v, "=")
		if !slices.Contains(misleading, name) && !strings.HasPrefix(name, "GIT_TRACE") {
			g.env = append(g.env, v)
		}
	}
	g.env = append(g.env, "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1")
	return g
}

// plain are the settings that every call is made with: whatever the user's may be, git shall not clean up, watch, or
// split an index on our account.
var plain = []string{
	"gc.auto=0", "maintenance.auto=false", "core.fsmonitor=false", "core.splitIndex=false", "core.untrackedCache=false",
	"core.sparseCheckout=false", "index.sparse=false", "i18n.commitEncoding=UTF-8", "user.useConfigOnly=true", "push.followTags=false",
}

// A call is one run of git.
type call struct {
	in    io.Reader
	env   []string              // beside the common ones
	hooks bool                  // the user's hooks may run
	read  func(io.Reader) error // gets the output as it comes; then run returns none
}

// A gitError is a git that ended with an error.
type gitError struct {
	args []string
	said string
	err  error
}

func (e *gitError) Error() string {
	return fmt.Sprintf("git %s: %v: %s", e.args[0], e.err, e.said)
}

func (e *gitError) Unwrap() error { return e.err }

// maxOutput bounds what is read of git at once: a branch may hold anything.
const maxOutput = 256 << 20

// run gives git's output. What git says on the way goes into the error, if there is one.
func (g *git) run(ctx context.Context, c call, args ...string) ([]byte, error) {
	var all []string
	for _, setting := range plain {
		all = append(all, "-c", setting)
	}
	if !c.hooks {
		all = append(all, "-c", "core.hooksPath="+os.DevNull)
	}
	cmd := exec.CommandContext(ctx, "git", append(all, args...)...)
	cmd.Dir, cmd.Env, cmd.Stdin = g.dir, slices.Concat(g.env, c.env), c.in
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // git removes its temporary files
	cmd.WaitDelay = 3 * time.Second                                       // some helpers outlive git and keep its stderr
	said := &limited{max: 64 << 10}
	cmd.Stderr = said
	out := &limited{max: maxOutput}
	var err error
	if c.read == nil {
		cmd.Stdout = out
		err = cmd.Run()
	} else {
		err = pour(cmd, c.read)
	}
	switch {
	case errors.Is(err, exec.ErrWaitDelay):
		err = nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, errorf("install git, 2.29 or newer: https://git-scm.com/downloads", "the git command was not found")
	}
	if ctx.Err() != nil {
		return nil, errorf("", "interrupted")
	}
	if err == nil && out.over {
		err = errors.New("its output is too large")
	}
	if err != nil {
		err = &gitError{args, g.speakable(said.buf.String()), err}
	}
	return out.buf.Bytes(), err
}

func pour(cmd *exec.Cmd, read func(io.Reader) error) error {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	bad := read(out)
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil {
		return err
	}
	return bad
}

// line is run for commands that answer with one line.
func (g *git) line(ctx context.Context, args ...string) (string, error) {
	out, err := g.run(ctx, call{}, args...)
	return strings.TrimRight(string(out), "\r\n"), err
}

// failed makes what the user reads of a git that ended with an error.
func failed(err error, hint, format string, args ...any) error {
	var ours *Error
	if errors.As(err, &ours) {
		return err
	}
	e := errorf(hint, format, args...)
	var ge *gitError
	if errors.As(err, &ge) {
		e.Said = ge.said
	}
	if e.Said == "" {
		e.Said = err.Error()
	}
	return e
}

// limited keeps the first max bytes that are written to it. It embeds no buffer, whose ReadFrom would know no bound.
type limited struct {
	buf  bytes.Buffer
	max  int
	over bool
}

func (b *limited) Write(p []byte) (int, error) {
	room := b.max - b.buf.Len()
	b.over = b.over || len(p) > room
	b.buf.Write(p[:min(len(p), room)])
	return len(p), nil
}

// The user part of an address, up to the last @ before the address can end. A token is often a user without a password.
var userPart = lazy.Regexp{Pattern: `(?i)\b([a-z][a-z0-9+.-]*://)[^\s'"<>]*@`}

// mask hides what comes before the host in addresses. The user git, which SSH has, says nothing.
func mask(s string) string {
	return userPart.Get().ReplaceAllStringFunc(s, func(m string) string {
		scheme := userPart.Get().FindStringSubmatch(m)[1]
		if m == scheme+"git@" {
			return m
		}
		return scheme + "***@"
	})
}

// secretsOf are the texts in an address that are nobody else's business, wherever a server repeats them: the password,
// and a user as long as a token. Shorter users are names, and may be a part of words that are to be read.
func secretsOf(address string) (secrets []string) {
	u := userPart.Get().FindString(address)
	_, user, _ := strings.Cut(strings.TrimSuffix(u, "@"), "://")
	name, password, _ := strings.Cut(user, ":")
	if len(name) >= 16 {
		secrets = append(secrets, name)
	}
	if len(password) >= 4 {
		secrets = append(secrets, password)
	}
	for _, s := range slices.Clone(secrets) {
		if decoded, err := url.PathUnescape(s); err == nil && decoded != s {
			secrets = append(secrets, decoded)
		}
	}
	return secrets
}

// maxLines is how much of a server's talk is passed on.
const maxLines = 40

// speakable makes what git and the server said fit for a terminal: no secrets, no controls, no end of lines.
func (g *git) speakable(s string) string {
	for _, secret := range g.secrets {
		s = strings.ReplaceAll(s, secret, "***")
	}
	s = mask(s)
	var lines []string
	for line := range strings.Lines(s) {
		if i := strings.LastIndexByte(strings.TrimRight(line, "\r\n"), '\r'); i >= 0 {
			line = line[i+1:] // a progress that was written over
		}
		line = strings.Map(printable, strings.TrimRightFunc(line, unicode.IsSpace))
		if line = strings.TrimRight(line, " "); line != "" && line != "remote:" {
			lines = append(lines, line)
		}
	}
	if len(lines) > maxLines {
		lines = append(lines[:maxLines], "…")
	}
	return strings.Join(lines, "\n")
}

// printable turns what could steer a terminal, or turn text around, into a blank.
func printable(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
		return ' '
	}
	return r
}
