// Command studylog builds a study journal: Markdown posts become a static site with a tracker and comparison tables
// that are derived from the posts.
//
// This package is the only one that knows the outside world: arguments, environment, clock, terminal, current folder.
// main.go takes them in and hands them down; each command has a file of its own, which reads flags, calls the packages
// in internal, and prints. What a command is for, and what its exit codes mean, is the manual's to say: studylog help.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // a journal's time zone must be known on every machine

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"studylog/internal/decode"
	"studylog/internal/disk"
	"studylog/internal/lazy"
	"studylog/internal/linkcheck"
	"studylog/internal/meter"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error: the current folder cannot be found:", err)
		os.Exit(1)
	}
	colour := os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	p := &program{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		dir: dir, getenv: os.Getenv, environ: os.Environ(), clock: time.Now,
		paint: painter(colour && isTerminal(os.Stderr)), paintOut: painter(colour && isTerminal(os.Stdout)),
	}
	if attended(os.Getenv, isTerminal(os.Stderr)) {
		p.meter = meter.New(os.Stderr, time.Now)
		go func() {
			for range time.Tick(100 * time.Millisecond) {
				p.meter.Tick()
			}
		}()
	}
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		room := newRoom()
		p.found, p.stays = room.found, room.stays
	}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// attended reports whether somebody watches: then long work shows how far it is.
func attended(getenv func(string) string, terminal bool) bool {
	return terminal && getenv("CI") == "" && getenv("TERM") != "dumb"
}

func isTerminal(f *os.File) bool {
	fi, err := f.Stat()
	return err == nil && fi.Mode()&os.ModeCharDevice != 0
}

// program is the world as commands see it.
type program struct {
	in       io.Reader
	out, err io.Writer // data go to out, everything else to err
	dir      string    // the current folder
	getenv   func(string) string
	environ  []string // for commands that are run
	clock    func() time.Time
	paint    func(role, s string) string // for err
	paintOut func(role, s string) string // for out
	found    func(pages int)             // told of a journal's size before it is read; may be nil
	stays    func()                      // told that the program goes on after its first work, and waits; may be nil
	meter    *meter.Meter                // nil where nobody watches

	source string // -s

	links *linkcheck.Checker // how links to other sites are asked; nil: by the network
}

// The exit codes, a public promise.
const (
	exitContent  = 1 // problems in the content or the build: nothing was written
	exitUsage    = 2
	exitSettings = 3
	exitFindings = 4 // findings of check; warnings under --strict
)

// A failure ends the program with a code. If msg is empty, everything has been said.
type failure struct {
	code      int
	msg, hint string
}

func (f *failure) Error() string { return f.msg }

func usage(format string, args ...any) *failure {
	return &failure{code: exitUsage, msg: fmt.Sprintf(format, args...)}
}

func (f *failure) hintf(format string, args ...any) *failure {
	f.hint = fmt.Sprintf(format, args...)
	return f
}

func (p *program) run(ctx context.Context, args []string) int {
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	if completing(args) {
		p.offer(root)
	}
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var f *failure
	if !errors.As(err, &f) {
		f = p.misuse(root, args, err)
	}
	if f.msg != "" {
		fmt.Fprintf(p.err, "%s %s\n", p.paint("error", "error:"), f.msg)
	}
	if f.hint != "" {
		fmt.Fprintf(p.err, "%s %s\n", p.paint("hint", "hint:"), f.hint)
	}
	return f.code
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "studylog",
		Short: "A study journal that keeps count",
		Long: `studylog turns a folder of Markdown posts into a static site: a blog, a tracker of what
you study, and comparison tables that grow from post to post.

Start a journal with "studylog init", look at it with "studylog serve", build it with "studylog build".`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.Version = versionLine() // with --version and -v
	root.SetVersionTemplate("{{.Version}}\n")
	root.InitDefaultVersionFlag()
	root.PersistentFlags().StringVarP(&p.source, "source", "s", "", "the journal's `folder` (default: the nearest one upwards)")
	root.MarkPersistentFlagDirname("source")
	root.SetGlobalNormalizationFunc(foreignFlags)
	root.SetFlagErrorFunc(p.flagError)
	root.AddCommand(
		p.buildCommand(), p.serveCommand(), p.newCommand(), p.initCommand(), p.checkCommand(), p.listCommand(), p.explainCommand(),
		p.logCommand(), p.statusCommand(),
		p.publishCommand(), p.cleanCommand(), p.schemaCommand(), p.configCommand(), p.versionCommand(), p.manCommand(), p.completionCommand(),
	)
	root.AddCommand(p.guides()...)
	root.SetHelpCommand(p.helpCommand())
	return root
}

// does makes a command's function out of ours: an error that is no failure yet is one of the work, not of usage.
func does(run func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := run(cmd, args)
		var f *failure
		if err == nil || errors.As(err, &f) {
			return err
		}
		f = &failure{code: exitContent, msg: err.Error()}
		var problem *disk.Problem
		if errors.As(err, &problem) {
			f.hint = problem.Hint
		}
		return f
	}
}

// foreignFlags accepts the names that other generators have for our flags.
func foreignFlags(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	switch name {
	case "buildDrafts":
		name = "drafts"
	case "buildFuture":
		name = "future"
	case "baseURL", "baseUrl", "baseurl":
		name = "base-url"
	case "destination":
		name = "output"
	}
	return pflag.NormalizedName(name)
}

// flagError says which flag was probably meant, and what a flag takes: cobra does the one for commands only, and says
// the other in the words of the standard library.
func (p *program) flagError(cmd *cobra.Command, err error) error {
	f := usage("%s", sentence(err)).hintf("%s --help lists the flags", cmd.CommandPath())
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &invalid):
		f.msg = fmt.Sprintf("--%s %s: it takes %s", invalid.GetFlag().Name, shellWord(invalid.GetValue()), takes(invalid.GetFlag()))
	case errors.As(err, &unknown) && len(unknown.GetSpecifiedName()) > 1:
		var names []string
		cmd.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
		if near := decode.Nearest(unknown.GetSpecifiedName(), names); near != "" {
			f.hintf("did you mean --%s?", near)
		}
	}
	return f
}

// takes says what the values of a flag look like.
func takes(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int":
		return "a whole number"
	case "bool":
		return "true or false, or nothing"
	case "duration":
		return "a time such as 500ms, 1s or 1m30s"
	}
	return "another kind of value"
}

// misuse turns what cobra says of wrong arguments into our form, with its suggestion as the hint.
func (p *program) misuse(root *cobra.Command, args []string, err error) *failure {
	msg, rest, _ := strings.Cut(sentence(err), "\n\nDid you mean this?\n")
	if cmd, _, found := root.Find(args); found == nil && cmd != root { // cobra calls an argument too many an unknown command
		if word, unknown := strings.CutPrefix(msg, "unknown command "); unknown {
			word, _, _ = strings.Cut(word, " for ")
			msg = fmt.Sprintf("%s takes no such word: %s", cmd.CommandPath(), word)
		}
		return usage("%s", msg).hintf("%s --help shows what it takes", cmd.CommandPath())
	}
	f := usage("%s", msg).hintf("studylog --help lists the commands")
	if near := strings.Fields(rest); len(near) > 0 {
		f.hintf("did you mean %s?", strings.Join(near, " or "))
	} else if word, ok := strings.CutPrefix(msg, "unknown command "); ok {
		word, _, _ = strings.Cut(strings.TrimPrefix(word, `"`), `"`)
		if near := decode.Nearest(word, commandNames(root)); near != "" {
			f.hintf("did you mean %s?", near)
		}
	}
	return f
}

func commandNames(root *cobra.Command) (names []string) {
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return names
}

// shellWord writes a word as it must be typed into a shell. On Windows a backslash parts folders, and quotes nothing.
func shellWord(s string) string {
	plain := s
	if filepath.Separator == '\\' {
		plain = filepath.ToSlash(s)
	}
	if plainWord.Get().MatchString(plain) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

var plainWord = lazy.Regexp{Pattern: `^[\pL\pN_./:@%+,][\pL\pN_./:@%+,-]*$`}

func sentence(err error) string { return strings.TrimSpace(err.Error()) }
