package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"studylog/internal/civil"
	"studylog/internal/content"
	"studylog/internal/demo"
	"studylog/internal/disk"
)

//go:embed start
var startFiles embed.FS

func (p *program) initCommand() *cobra.Command {
	var example bool
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Start a journal",
		Long: `Start a journal in a folder, the current one by default: settings, a first post, a list for what
you study, a .gitignore, and, where it can work, a workflow for GitHub Pages. The first line of a file
tells editors of its schema (studylog help schema), so that they complete and check it.

Only what is missing is added. No file is overwritten, so init is safe in a journal that exists.

With --demo it is the half year of an invented student, which shows every part of the tracker.`,
		Example: `  studylog init
  studylog init study-journal
  studylog init --demo demo-journal`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return usage("init takes one folder, and these are %d words", len(args)).hintf("studylog init %s", shellWord(strings.Join(args, " ")))
			case len(args) == 1 && p.source != "":
				return usage("init was given two folders: %s and %s", p.source, args[0]).hintf("studylog init %s", shellWord(args[0]))
			}
			return nil
		},
		RunE: does(func(_ *cobra.Command, args []string) error {
			dir := append(args, p.source)[0]
			if err := p.judgePlace(dir); err != nil {
				return err
			}
			build, _ := debug.ReadBuildInfo()
			if example {
				return p.initialiseDemo(dir)
			}
			return p.initialise(dir, fetchable(build))
		}),
	}
	cmd.Flags().BoolVar(&example, "demo", false, "an invented journal of half a year, to look at")
	return cmd
}

// judgePlace refuses a folder in which a journal would be in the way of another: among that one's sources, or, where no
// folder was named, anywhere in it.
func (p *program) judgePlace(dir string) error {
	full := p.abs(dir)
	if isJournal(full) {
		return nil // whatever it lies in, it is one
	}
	outer := nearestJournal(filepath.Dir(full))
	if outer == "" {
		return nil
	}
	inside, err := filepath.Rel(outer, full)
	if err != nil {
		return err
	}
	top, _, _ := strings.Cut(filepath.ToSlash(inside), "/")
	switch {
	case slices.Contains([]string{"content", "templates", "static", "public", ".studylog", ".git"}, top):
		return usage("%s belongs to the journal in %s: another cannot be in it", p.rel(full), p.rel(outer)).
			hintf("studylog init %s adds what is missing there", shellWord(p.rel(outer)))
	case dir == "":
		return usage("this folder is in the journal %s", p.rel(outer)).
			hintf("studylog init %s adds what is missing there; studylog init . makes another journal here", shellWord(p.rel(outer)))
	}
	return nil
}

// nearestJournal is dir or the nearest folder above it that is a journal, or "".
func nearestJournal(dir string) string {
	for ; ; dir = filepath.Dir(dir) {
		if isJournal(dir) {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// initialise adds what a journal in dir lacks. module is where a workflow can fetch this program, or "".
func (p *program) initialise(dir, module string) error {
	in, err := p.initialiser(dir)
	if err != nil {
		return err
	}
	defer in.root.Close()
	if err := in.all(module); err != nil {
		return err
	}
	in.schemas()
	in.list()
	if module == "" && !in.has(".github/workflows/pages.yml") {
		fmt.Fprintln(in.err, "No workflow for GitHub Pages was added: this studylog was built from a checkout, and a workflow could not fetch it.\n"+
			"To put the site online all the same, make the folder a git repository with a remote, and then: studylog publish")
	}
	return in.farewell(dir)
}

// initialiseDemo writes the invented journal into a folder of its own: among a person's posts, nobody could tell them
// apart again.
func (p *program) initialiseDemo(dir string) error {
	in, err := p.initialiser(dir)
	if err != nil {
		return err
	}
	defer in.root.Close()
	if in.has(content.SettingsFile) || in.has("content") {
		return usage("the demo needs a folder of its own: there is a journal here").hintf("studylog init --demo demo-journal")
	}
	err = fs.WalkDir(demo.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(demo.FS(), name)
		if err != nil {
			return err
		}
		return in.file(name, string(text))
	})
	if err != nil {
		return err
	}
	if err := in.ignore("/public/", "/.studylog/"); err != nil {
		return err
	}
	in.schemas()
	fmt.Fprintln(in.err, count(len(in.added), "file")+" of an invented journal; every page says so.")
	return in.farewell(dir)
}

// initialiser adds files to a folder and remembers which.
type initialiser struct {
	*program
	root  *os.Root
	dir   string
	added []string
}

func (p *program) initialiser(dir string) (*initialiser, error) {
	full := p.abs(dir)
	if err := os.MkdirAll(full, 0o777); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(full)
	if err != nil {
		return nil, err
	}
	return &initialiser{program: p, root: root, dir: full}, nil
}

func (in *initialiser) all(module string) error {
	fresh := in.fresh()
	today, err := in.day("", content.Settings{Timezone: "UTC"})
	if err != nil {
		return err
	}
	dated := strings.NewReplacer("{{.Date}}", in.begin(today).String())
	if err := in.file(content.SettingsFile, dated.Replace(start("studylog.yaml"))); err != nil {
		return err
	}
	if fresh {
		// A catalogue makes every id that it lacks an error: it is for new journals only, as is a first post.
		if err := in.file("content/resources.yaml", start("resources.yaml")); err != nil {
			return err
		}
		if err := in.file("content/posts/"+today.String()+"-the-first-page.md", start("first-post.md")); err != nil {
			return err
		}
	}
	if err := in.ignore("/public/", "/.studylog/"); err != nil {
		return err
	}
	if module == "" {
		return nil
	}
	_, version, _ := strings.Cut(module, "@")
	flow := strings.NewReplacer("STUDYLOG build", module+" build", "VERSION", version).Replace(start("pages.yml"))
	return in.file(".github/workflows/pages.yml", flow)
}

func start(name string) string {
	text, err := startFiles.ReadFile("start/" + name)
	if err != nil {
		panic(err) // embedded
	}
	return string(text)
}

// fresh reports whether there is no post yet.
func (in *initialiser) fresh() bool {
	entries, err := fs.ReadDir(in.root.FS(), "content/posts")
	return errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0
}

// begin is the first day of the journal: that of its first post, or today.
func (in *initialiser) begin(today civil.Date) civil.Date {
	tree, _ := content.Load(in.root.FS())
	for _, page := range tree.Pages {
		if day := page.Meta.Date.Day; page.Post && day != 0 {
			today = min(today, day)
		}
	}
	return today
}

// schemas writes the schemas that the first lines of the files speak of.
func (in *initialiser) schemas() {
	tree, _ := content.Load(in.root.FS())
	j := &journal{dir: in.dir, root: in.root}
	j.keepSchemas(tree)
}

// file adds one file, unless there is something of that name.
func (in *initialiser) file(name, text string) error {
	if _, err := in.root.Lstat(name); err == nil {
		return nil
	}
	switch err := disk.WriteNew(filepath.Join(in.dir, filepath.FromSlash(name)), []byte(text), 0o666); {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return err
	}
	in.added = append(in.added, name)
	return nil
}

// ignore makes git pass over what studylog makes, and adds no line that is there.
func (in *initialiser) ignore(patterns ...string) error {
	fi, err := in.root.Lstat(".gitignore")
	if errors.Is(err, fs.ErrNotExist) {
		return in.file(".gitignore", strings.Join(patterns, "\n")+"\n")
	}
	if err != nil || !fi.Mode().IsRegular() {
		return err
	}
	old, err := fs.ReadFile(in.root.FS(), ".gitignore")
	if err != nil {
		return err
	}
	text := string(old)
	for _, pattern := range patterns {
		if ignores(string(old), pattern) {
			continue
		}
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		text += pattern + "\n"
	}
	if text == string(old) {
		return nil
	}
	in.added = append(in.added, ".gitignore")
	return disk.Write(filepath.Join(in.dir, ".gitignore"), []byte(text), 0o666)
}

// ignores reports whether a .gitignore has the pattern, with or without its slashes.
func ignores(text, pattern string) bool {
	for line := range strings.Lines(text) {
		if strings.Trim(strings.TrimSpace(line), "/") == strings.Trim(pattern, "/") {
			return true
		}
	}
	return false
}

// list names what was made: those are the data.
func (in *initialiser) list() {
	for _, name := range in.added {
		fmt.Fprintln(in.out, filepath.ToSlash(filepath.Join(in.rel(in.dir), filepath.FromSlash(name))))
	}
}

// farewell says what to do next.
func (in *initialiser) farewell(dir string) error {
	if len(in.added) == 0 {
		fmt.Fprintln(in.err, "Nothing was missing.")
		return nil
	}
	serve := "studylog serve"
	if in.dir != in.program.dir {
		serve += " -s " + shellWord(dir)
	}
	fmt.Fprintf(in.err, "Your journal is ready. To see it, and to see it change as you write: %s\n", serve)
	return nil
}

func (in *initialiser) has(name string) bool {
	_, err := in.root.Lstat(name)
	return err == nil
}
