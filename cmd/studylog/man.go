package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"studylog/internal/lazy"
)

func (p *program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "Print the manual page",
		Long: `Print the manual page of studylog and all its commands, as roff. To read it: studylog man | man -l -
To have it under "man studylog", write it into a folder that man looks into, such as ~/.local/share/man/man1.`,
		Example: "  studylog man",
		Args:    cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			root := cmd.Root()
			root.InitDefaultHelpCmd()
			_, err := io.WriteString(p.out, manPage(root))
			return err
		}),
	}
}

// manPage is the manual page, made from the commands as they are: nothing in it can be out of date. It has no date,
// since none would say more than the version.
func manPage(root *cobra.Command) string {
	m := &roff{}
	m.line(`.TH STUDYLOG 1 "" %s "User Commands"`, quotedRoff(versionLine()))
	m.line(".SH NAME\nstudylog \\- %s", escaped(strings.ToLower(root.Short[:1])+root.Short[1:]))
	m.line(".SH SYNOPSIS\n.B studylog\n.I COMMAND\n[\\fIARGUMENTS\\fR]\n[\\fIFLAGS\\fR]")
	m.line(".SH DESCRIPTION")
	m.paragraphs(root.Long)
	m.line(".SH COMMANDS")
	for _, cmd := range root.Commands() {
		if cmd.Runnable() {
			m.command(cmd)
		}
	}
	m.line(".SH FLAGS OF ALL COMMANDS")
	m.flags(root.PersistentFlags())
	m.tags("EXIT STATUS", exitMeanings)
	m.tags("ENVIRONMENT", environment)
	m.tags("FILES", filesOfAJournal)
	m.line(".SH SEE ALSO")
	for _, cmd := range root.Commands() {
		if cmd.IsAdditionalHelpTopicCommand() {
			m.tag("studylog help "+cmd.Name(), cmd.Short)
		}
	}
	return m.String()
}

// A tag is a word with what it means.
type tag struct{ word, means string }

var exitMeanings = []tag{
	{"0", "done"},
	{"1", "problems in the content or the build: nothing was written"},
	{"2", "wrong use of the command line"},
	{"3", "settings invalid"},
	{"4", "findings of check; warnings under --strict; a secret stopped publish"},
	{"5", "publish or git failed: the remote is as it was"},
}

var environment = []tag{
	{"STUDYLOG_BASE_URL", "the address of the site, where --base-url does not say it"},
	{"SOURCE_DATE_EPOCH", "the moment that decides which posts have a date in the future, in seconds since 1970"},
	{"NO_COLOR", "if it is not empty, messages have no colour"},
	{"VISUAL, EDITOR", "the editor of studylog new --edit"},
	{"GITHUB_ACTIONS, GITHUB_REPOSITORY", "in a workflow of GitHub: where its Pages are"},
}

var filesOfAJournal = []tag{
	{"studylog.yaml", "the settings"},
	{"content/posts/, content/pages/", "posts, and pages outside the blog"},
	{"content/resources.yaml", "what is studied"},
	{"content/comparisons/", "titles and introductions of comparison tables"},
	{"templates/, static/", "changes to the theme"},
	{"public/", "the site"},
	{".studylog/", "what studylog keeps for the next build, and schemas for editors"},
}

// roff writes what man reads.
type roff struct{ strings.Builder }

func (m *roff) line(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

func (m *roff) command(cmd *cobra.Command) {
	m.line(".SS studylog %s", escaped(cmd.Use))
	m.paragraphs(either(cmd.Long, cmd.Short+"."))
	if len(cmd.Aliases) > 0 {
		m.line(".PP\nAlso called: %s.", escaped(strings.Join(cmd.Aliases, ", ")))
	}
	m.flags(cmd.LocalNonPersistentFlags())
	if cmd.Example != "" {
		m.line(".PP\nExamples:")
		m.verbatim(cmd.Example)
	}
}

// paragraphs writes text. Lines that are set apart, in columns or by an indent, stay as they are.
func (m *roff) paragraphs(text string) {
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if set.Get().MatchString(part) {
			m.verbatim(part)
			continue
		}
		m.line(".PP\n%s", escaped(part))
	}
}

var set = lazy.Regexp{Pattern: `(?m)^ |\S  +\S`}

func (m *roff) verbatim(text string) {
	m.line(".PP\n.nf\n.RS\n%s\n.RE\n.fi", escaped(strings.Trim(text, "\n")))
}

func (m *roff) flags(flags *pflag.FlagSet) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, means := pflag.UnquoteUsage(f)
		word := "--" + f.Name
		if f.Shorthand != "" {
			word = "-" + f.Shorthand + ", " + word
		}
		if value != "" && f.Value.Type() != "bool" {
			word += " " + strings.ToUpper(value)
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "0s" {
			means += " (default " + f.DefValue + ")"
		}
		m.tag(word, means)
	})
}

func (m *roff) tags(section string, list []tag) {
	m.line(".SH %s", section)
	for _, t := range list {
		m.tag(t.word, t.means)
	}
}

func (m *roff) tag(word, means string) { m.line(".TP\n\\fB%s\\fR\n%s", escaped(word), escaped(means)) }

var escapes = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `'`, `\(aq`, "`", "\\(ga", `^`, `\(ha`, `~`, `\(ti`, "…", "...", "→", `\(->`)

// escaped makes text of what roff would take for a request or for another character.
func escaped(s string) string {
	lines := strings.Split(escapes.Replace(s), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

func quotedRoff(s string) string { return `"` + strings.ReplaceAll(escaped(s), `"`, `\(dq`) + `"` }

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
