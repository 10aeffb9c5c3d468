package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"studylog/internal/linkcheck"
)

// Every command's help has an example, and each line of it does what it says: it is run here, in the order of the help,
// in a demo journal that has a git repository and a remote. What stands for the world outside is a program that does
// nothing: the browser, the editor, the hosts of links. Nothing is left out; what needs another journal, or ends with another code than 0,
// stands in the tables below with its reason.

// startsIn has the commands whose examples begin in another folder.
var startsIn = map[string]func(t *testing.T, dir string){
	"init": func(*testing.T, string) {}, // an empty one
}

// endings are the lines that end with another code than 0.
var endings = map[string]int{
	"studylog build --strict --verify": exitFindings, // the demo has warnings on purpose: they show what they look like
}

func TestExamples(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("the examples of publish need git")
	}
	idle := idlePrograms(t)
	var each func(cmd *cobra.Command)
	each = func(cmd *cobra.Command) {
		if cmd.Runnable() && cmd.HasParent() {
			t.Run(cmd.Name(), func(t *testing.T) { runExamples(t, cmd, idle) })
		}
		for _, sub := range cmd.Commands() {
			each(sub)
		}
	}
	root := here(t.TempDir(), &bytes.Buffer{}).root()
	root.InitDefaultHelpCmd()
	each(root)
}

// idlePrograms makes programs that do nothing, and puts them before all others.
func idlePrograms(t *testing.T) string {
	bin := t.TempDir()
	for _, name := range []string{"xdg-open", "open", "idle-editor"} {
		write(t, bin, name, "#!/bin/sh\nexit 0\n")
		if err := os.Chmod(filepath.Join(bin, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return filepath.Join(bin, "idle-editor")
}

func runExamples(t *testing.T, cmd *cobra.Command, editor string) {
	dir := t.TempDir()
	if prepare := startsIn[cmd.Name()]; prepare != nil {
		prepare(t, dir)
	} else {
		demoWithRemote(t, dir)
	}
	lines := 0
	for line := range strings.Lines(cmd.Example) {
		line = strings.TrimSpace(line)
		words := splitWords(line)
		if len(words) < 2 || words[0] != "studylog" || !strings.HasPrefix(line, cmd.CommandPath()) && cmd.Name() != "help" {
			t.Fatalf("an example of %s is none: %q", cmd.CommandPath(), line)
		}
		lines++
		if code, said := runExample(t, dir, editor, words[1:]); code != endings[line] {
			t.Errorf("%s: exit code %d\n%s", line, code, said)
		}
	}
	if lines == 0 {
		t.Errorf("%s has no example", cmd.CommandPath())
	}
}

// runExample runs a line to its end. A command that goes on until it is interrupted is interrupted once it is at work.
func runExample(t *testing.T, dir, editor string, args []string) (int, string) {
	t.Helper()
	out, said := &log{}, &log{}
	p := here(dir, said)
	p.out = out
	p.clock = func() time.Time { return time.Date(2026, 4, 14, 12, 0, 0, 0, time.UTC) } // as the demo ends
	p.environ = os.Environ()
	p.links = &linkcheck.Checker{Via: fineWorld{}, Pause: time.Microsecond}
	p.getenv = func(name string) string {
		return map[string]string{"EDITOR": editor}[name]
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan int, 1)
	go func() { ended <- p.run(ctx, args) }()
	if goesOn(args) {
		said.await(t, `(http://[^ ]+|watching for changes)`)
		stop()
	}
	code := <-ended
	return code, out.String() + said.String()
}

func goesOn(args []string) bool {
	if args[0] == "serve" {
		return true
	}
	for _, arg := range args {
		if arg == "--watch" || arg == "-w" && args[0] == "build" {
			return true
		}
	}
	return false
}

// demoWithRemote makes the demo journal, with an address, and in a git repository whose remote is a folder.
func demoWithRemote(t *testing.T, dir string) {
	t.Helper()
	remote := t.TempDir()
	if code, said := runExample(t, dir, "", []string{"init", "--demo"}); code != 0 {
		t.Fatal(said)
	}
	settings, err := os.ReadFile(filepath.Join(dir, "studylog.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "studylog.yaml", string(settings)+"\nbase_url: https://nobody.github.io/demo/\n")
	for _, args := range [][]string{
		{"init", "-q", "--bare", remote},
		{"init", "-q", "-b", "main", dir},
		{"-C", dir, "config", "user.name", "Nobody"},
		{"-C", dir, "config", "user.email", "nobody@example.org"},
		{"-C", dir, "remote", "add", "origin", remote},
		{"-C", dir, "add", "."},
		{"-C", dir, "commit", "-q", "-m", "the demo"},
		{"-C", dir, "push", "-q", "origin", "main"},
	} {
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
