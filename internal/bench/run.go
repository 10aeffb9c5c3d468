package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// bench is one call of the program.
type bench struct {
	dir      string // all is made here
	studylog string // the programs
	hugo     string // "" if there is none
	runs     int    // 0: by size
	rows     []row
	notes    []string
}

func measure(args []string) error {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	sizes := flags.String("n", "1000,10000", "how many posts, several by commas")
	runs := flags.Int("runs", 0, "how many runs of each case; else 5 up to 2,000 posts, and 3 above")
	binary := flags.String("studylog", "", "the program to measure; else this checkout's, built as by make install")
	other := flags.String("hugo", "hugo", "Hugo, if it is there; empty to leave it out")
	dir := flags.String("dir", "", "a folder to work in, new or empty, that is kept; else a temporary one")
	flags.Parse(args)
	b := &bench{dir: *dir, studylog: *binary, runs: *runs}
	if *other != "" {
		b.hugo, _ = exec.LookPath(*other)
	}
	if err := b.prepare(); err != nil {
		return err
	}
	if *dir == "" {
		defer os.RemoveAll(b.dir)
	}
	for size := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 {
			return fmt.Errorf("-n %s: numbers of posts, such as 1000,10000", *sizes)
		}
		if err := b.size(n); err != nil {
			return err
		}
	}
	fmt.Print(b.report())
	return nil
}

// prepare makes the folder, and the program to measure.
func (b *bench) prepare() (err error) {
	if b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "studylog-bench-"); err != nil {
			return err
		}
	}
	if b.dir, err = filepath.Abs(b.dir); err != nil {
		return err
	}
	if b.studylog != "" {
		b.studylog, err = filepath.Abs(b.studylog)
		return err
	}
	b.studylog = filepath.Join(b.dir, "studylog")
	progress("building studylog")
	build := exec.Command("go", "build", "-trimpath", "-tags", "nethttpomithttp2", "-ldflags=-s -w", "-o", b.studylog, "studylog/cmd/studylog")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as make install does
	out, err := build.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// progress tells whoever waits; the report alone goes to standard output.
func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// size measures all cases with n posts.
func (b *bench) size(n int) error {
	generators, err := b.corpora(n)
	if err != nil {
		return err
	}
	runs := b.runs
	switch {
	case runs == 0 && n <= 2000:
		runs = 5
	case runs == 0:
		runs = 3
	}
	cold := func(g *generator, _ int) error { return g.forget() }
	nothing := func(*generator, int) error { return nil }
	edit := func(g *generator, run int) error { _, err := g.edit(run + 1); return err }
	for _, c := range []struct {
		what  string
		first func(g *generator, run int) error
	}{{"cold", cold}, {"nothing changed", nothing}, {"one post edited", edit}} {
		if err := b.builds(n, runs, c.what, generators, c.first); err != nil {
			return err
		}
	}
	for _, g := range generators {
		files, bytes := weigh(filepath.Join(g.dir, "public"))
		b.notes = append(b.notes, fmt.Sprintf("%s wrote %s files of %d MB in all for %s posts.", g.name, thousands(files), bytes/1_000_000, thousands(n)))
	}
	return b.serves(n, runs, generators)
}

// builds measures one case. The generators take turns, so that what else goes on in the machine meets both.
func (b *bench) builds(n, runs int, what string, generators []*generator, first func(*generator, int) error) error {
	results := map[string]result{}
	for run := range runs {
		for _, g := range generators {
			if err := first(g, run); err != nil {
				return err
			}
			s, err := g.once()
			if err != nil {
				return err
			}
			progress("%s posts, %s, %s: %s", thousands(n), what, g.name, short(s.wall))
			results[g.name] = append(results[g.name], s)
		}
	}
	b.rows = append(b.rows, row{n, what, results["studylog"], results["Hugo"]})
	return nil
}

// serves measures how long an edit takes to be served. One server runs at a time.
func (b *bench) serves(n, runs int, generators []*generator) error {
	results := map[string]result{}
	for _, g := range generators {
		settle()
		s, err := g.start()
		if err != nil {
			return err
		}
		var times result
		for run := range 2 * runs {
			wall, err := s.untilServed(100 + run)
			if err != nil {
				s.stop()
				return err
			}
			progress("%s posts, edit served, %s: %s", thousands(n), g.name, short(wall))
			times = append(times, sample{wall: wall})
		}
		most := s.stop()
		for i := range times {
			times[i].peak = most
		}
		results[g.name] = times
	}
	b.rows = append(b.rows, row{n, "one post edited, until served", results["studylog"], results["Hugo"]})
	return nil
}

// corpora writes the corpus for each generator, and says how it is run. The edited post is the middle one.
func (b *bench) corpora(n int) ([]*generator, error) {
	c, dir := newCorpus(n), filepath.Join(b.dir, strconv.Itoa(n))
	progress("writing %s posts", thousands(n))
	ours := &generator{
		name: "studylog", dir: filepath.Join(dir, "journal"), made: []string{"public", ".studylog"},
		build:  []string{b.studylog, "build", "-b", "https://example.org/"},
		serve:  []string{b.studylog, "serve", "-p", "PORT", "-b", "https://example.org/"},
		events: "_studylog/events", edited: c.file(n / 2), page: "posts/" + slug(n/2) + "/",
	}
	if err := c.writeJournal(ours.dir); err != nil || b.hugo == "" {
		return []*generator{ours}, err
	}
	theirs := &generator{
		name: "Hugo", dir: filepath.Join(dir, "site"), made: []string{"public", "resources", "cache", ".hugo_build.lock"},
		build:  []string{b.hugo, "--cacheDir", filepath.Join(dir, "site", "cache")},
		serve:  []string{b.hugo, "server", "-p", "PORT", "--bind", "127.0.0.1", "--cacheDir", filepath.Join(dir, "site", "cache")},
		edited: ours.edited, page: ours.page,
	}
	return []*generator{ours, theirs}, c.writeHugo(theirs.dir)
}

// weigh counts the files below a folder, and their bytes.
func weigh(dir string) (files int, bytes int64) {
	filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			files++
			bytes += info.Size()
		}
		return err
	})
	return files, bytes
}

// report is the page to paste.
func (b *bench) report() string {
	var out strings.Builder
	other := "No hugo on the path: measured without."
	if b.hugo != "" {
		other = said(b.hugo, "version") + "."
	}
	fmt.Fprintf(&out, "%s, %d × %s, %s/%s, %s. %s. %s\nMedians, with the least and the most in brackets; memory is the peak.\n\n", time.Now().Format(time.DateOnly),
		runtime.NumCPU(), processor(), runtime.GOOS, runtime.GOARCH, runtime.Version(), b.revision(), other)
	out.WriteString(table(b.rows) + "\n")
	for _, what := range []string{"cold", "nothing changed", "one post edited"} {
		if line := growth(b.rows, what); line != "" {
			fmt.Fprintf(&out, "- %s\n", line)
		}
	}
	for _, note := range b.notes {
		fmt.Fprintf(&out, "- %s\n", note)
	}
	return out.String()
}

// revision says what of studylog was measured.
func (b *bench) revision() string {
	if b.studylog == filepath.Join(b.dir, "studylog") {
		return "studylog at " + said("git", "describe", "--always", "--dirty")
	}
	return said(b.studylog, "version")
}

// said is the first line of a program's answer.
func said(args ...string) string {
	out, err := exec.Command(args[0], args[1:]...).Output()
	line, _, _ := strings.Cut(string(out), "\n")
	if err != nil {
		return filepath.Base(args[0]) + " (its version is not known)"
	}
	return strings.TrimSpace(line)
}

// processor is the name of the machine's, where the system says it in a file.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimLeft(strings.TrimSpace(name), ": \t")
		}
	}
	return "processor"
}
