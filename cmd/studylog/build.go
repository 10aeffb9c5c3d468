package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"studylog/internal/diag"
	"studylog/internal/disk"
	"studylog/internal/site"
	"studylog/internal/vfs"
)

func (p *program) buildCommand() *cobra.Command {
	var o buildOptions
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the site",
		Long: `Build the site: the whole of it, or, if anything is wrong, nothing; then the old one stays.

The address of the site decides every link. It is taken from --base-url, STUDYLOG_BASE_URL, base_url
in the settings, GitHub's environment or remote, in this order.`,
		Example: `  studylog build
  studylog build -d site -b https://ada.github.io/study-journal/
  studylog build --strict --verify`,
		Args: cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			if o.watch {
				return p.watch(cmd.Context(), o)
			}
			return p.build(o)
		}),
	}
	p.requestFlags(cmd, &o.request)
	cmd.Flags().StringVarP(&o.out, "output", "d", "", "the `folder` to build into (default: public in the journal)")
	cmd.Flags().BoolVar(&o.strict, "strict", false, "let warnings stop the build, with exit code 4")
	cmd.Flags().BoolVar(&o.verify, "verify", false, "build twice and compare every byte")
	cmd.Flags().BoolVar(&o.adopt, "adopt", false, "move files that studylog did not write out of the site's way, to a folder beside the output")
	cmd.Flags().BoolVarP(&o.watch, "watch", "w", false, "build again whenever a file changes")
	cmd.MarkFlagDirname("output")
	return cmd
}

// requestFlags are the flags of every command that plans a site.
func (p *program) requestFlags(cmd *cobra.Command, r *request) {
	baseFlag(cmd, r)
	cmd.Flags().BoolVarP(&r.drafts, "drafts", "D", false, "include drafts")
	cmd.Flags().BoolVarP(&r.future, "future", "F", false, "include posts with a date in the future")
	nowFlag(cmd, r)
}

func baseFlag(cmd *cobra.Command, r *request) {
	cmd.Flags().StringVarP(&r.base, "base-url", "b", "", "the site's `address`: https://name.github.io/repository/")
}

func nowFlag(cmd *cobra.Command, r *request) {
	cmd.Flags().StringVar(&r.now, "now", "", "pretend that it is this `time`: 2025-10-28, or 2025-10-28T09:00:00Z")
}

type buildOptions struct {
	request
	out                   string
	strict, verify, adopt bool
	watch                 bool
}

// build plans the site and writes it, and says so in one line that hides nothing.
func (p *program) build(o buildOptions) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	return p.buildFrom(j, o)
}

func (p *program) buildFrom(j *journal, o buildOptions) error {
	started := p.clock()
	j.keeps = true
	out := filepath.Join(j.dir, "public")
	if o.out != "" {
		out = p.abs(o.out)
	}
	place := disk.Options{Root: j.dir, State: j.state(), Out: out, Adopt: o.adopt, Meter: p.meter}
	key, sure := p.receiptKey(j, o, out)
	if sure {
		if r, ok := p.receipt(j, o, place, key); ok {
			return p.repeat(j, o, r, out, started)
		}
	}
	plan, list, err := p.plan(j, o.request)
	if err != nil {
		return err
	}
	failed := verdict(list, o.strict)
	said := list
	if o.strict {
		said = strictly(said)
	}
	if failed != nil {
		said = withoutNotes(said) // they speak of a site that is not made
	}
	if err := p.report(j, said); err != nil {
		return err
	}
	if failed != nil {
		fmt.Fprintf(p.err, "%s: nothing was written\n", diag.Summary(said))
		return failed
	}
	p.name(plan)
	tree := plan.Output()
	if o.verify {
		if err := p.verify(j, o.request, tree); err != nil {
			return err
		}
	}
	done, err := disk.Sync(place, tree)
	if err != nil {
		if err := diag.Print(p.err, disk.Diags(err), diag.PrintOptions{Paint: p.paint}); err != nil {
			return err
		}
		fmt.Fprintln(p.err, "nothing was written")
		return &failure{code: exitContent}
	}
	j.built = true
	p.moved(done)
	if err := p.report(j, j.cacheNote()); err != nil {
		return err
	}
	p.nearMidnight(plan, o.request)
	r := receipt{Output: hex.EncodeToString(done.Sum[:]), Said: list, Tally: tally(plan, tree, list), Base: plan.Base.String()}
	if sure {
		p.keepReceipt(j, key, plan, r)
	}
	p.summary(r, out, started)
	return nil
}

// moved says where the files are that --adopt moved away.
func (p *program) moved(done disk.Stats) {
	if n := len(done.Moved); n > 0 {
		names := strings.Join(done.Moved[:min(n, 10)], ", ")
		if n > 10 {
			names += fmt.Sprintf(" and %d more", n-10)
		}
		fmt.Fprintf(p.err, "%s moved to %s/, since the site has files of those names: %s\n",
			p.paint("note", "note:"), p.rel(done.MovedTo), names)
	}
}

// repeat says of a site that stands what was said when it was built.
func (p *program) repeat(j *journal, o buildOptions, r receipt, out string, started time.Time) error {
	said := r.Said
	if o.strict {
		said = strictly(said)
	}
	if err := p.report(j, said); err != nil {
		return err
	}
	p.summary(r, out, started)
	return nil
}

func (p *program) summary(r receipt, out string, started time.Time) {
	fmt.Fprintf(p.err, "%s, %.2f s → %s/ (base %s)\n", r.Tally, p.clock().Sub(started).Seconds(), p.rel(out), r.Base)
}

// verify parses, plans and renders everything a second time, without the cache: a site must be the same bytes whenever
// and however it is made.
func (p *program) verify(j *journal, r request, tree *vfs.Tree) error {
	afresh := *j
	afresh.afresh, afresh.pictures = true, nil
	again, _, err := p.plan(&afresh, r)
	if err != nil {
		return err
	}
	other := again.Output()
	if !slices.Equal(tree.Paths(), other.Paths()) {
		return fmt.Errorf("built twice, and the two do not have the same files; nothing was written")
	}
	stage := p.meter.Begin("comparing", "file", tree.Len())
	defer stage.End()
	for _, name := range tree.Paths() {
		stage.Start(name)
		a, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		b, err := fs.ReadFile(other, name)
		if err != nil {
			return err
		}
		if !bytes.Equal(a, b) || tree.Key(name) != other.Key(name) {
			return fmt.Errorf("built twice, and %s differs; nothing was written", name)
		}
		stage.Done(name)
	}
	return nil
}

// nearMidnight tells who has set no time zone of a post that waits for a day which has begun elsewhere: there, its day
// is today.
func (p *program) nearMidnight(plan *site.Plan, r request) {
	now, err := p.now(r.now, plan.Settings)
	if _, set := plan.Settings.Positions["timezone"]; set || err != nil {
		return
	}
	const east = 14 * time.Hour // no zone is farther ahead of UTC
	for _, e := range plan.Excluded {
		if e.Status == site.Future && e.Until.Sub(now) <= east {
			fmt.Fprintf(p.err, "%s days are days in %s here, where %s is still to come; timezone: in studylog.yaml sets yours\n",
				p.paint("note", "note:"), plan.Settings.Timezone, e.Until.Format(time.DateOnly))
			return
		}
	}
}

// tally counts what a site holds and what was left out of it: "42 posts (3 drafts left out), 118 pages, 0 warnings".
func tally(plan *site.Plan, tree *vfs.Tree, list diag.List) string {
	pages := 0
	for _, name := range tree.Paths() {
		if strings.HasSuffix(name, ".html") {
			pages++
		}
	}
	s := count(len(plan.Posts), "post")
	if left := leftOut(plan.Excluded); left != "" {
		s += " (" + left + " left out" + until(plan.Excluded) + ")"
	}
	return s + ", " + count(pages, "page") + ", " + count(list.Count(diag.Warning), "warning")
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// leftOut counts: "3 drafts, 1 future post and 1 expired post".
func leftOut(excluded []site.Excluded) string {
	var parts []string
	for _, s := range []site.Status{site.Draft, site.Future, site.Expired} {
		word := map[site.Status]string{site.Draft: "draft", site.Future: "future post", site.Expired: "expired post"}[s]
		n := 0
		for _, e := range excluded {
			if e.Status == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, count(n, word))
		}
	}
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + " and " + parts[last]
	}
	return strings.Join(parts, "")
}

// until names the posts that will come by themselves, soonest first; of many, the next three.
func until(excluded []site.Excluded) string {
	var future []site.Excluded
	for _, e := range excluded {
		if e.Status == site.Future {
			future = append(future, e)
		}
	}
	slices.SortStableFunc(future, func(a, b site.Excluded) int { return a.Until.Compare(b.Until) })
	var parts []string
	for _, e := range future[:min(len(future), 3)] {
		parts = append(parts, e.Path+" until "+e.Until.Format(time.DateOnly))
	}
	if len(parts) == 0 {
		return ""
	}
	s := ": " + strings.Join(parts, ", ")
	if more := len(future) - len(parts); more > 0 {
		s += fmt.Sprintf(" and %d more, see studylog list future", more)
	}
	return s
}
