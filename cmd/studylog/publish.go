package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"studylog/internal/diag"
	"studylog/internal/disk"
	"studylog/internal/publish"
	"studylog/internal/site"
)

const exitPublish = 5 // publish or git failed: the remote is as it was

func (p *program) publishCommand() *cobra.Command {
	var o publishOptions
	cmd := &cobra.Command{
		Use:   "publish",
		Short: "Build, check and push the site to its branch",
		Long: `Build the site in memory, look through it as "studylog check" does, and push it to a branch that a host
such as GitHub Pages serves: as one commit on top of what is there, never by force. Commits and files of others on the
branch stay, a CNAME above all; your work tree, index, branches and stash are not touched. If anything is wrong, the
remote is as it was.`,
		Example: `  studylog publish --dry-run
  studylog publish
  studylog publish --remote origin --branch gh-pages`,
		Args: cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error { return p.publish(cmd.Context(), o) }),
	}
	baseFlag(cmd, &o.request)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "list what would be added, changed and removed, and push nothing")
	cmd.Flags().StringVar(&o.branch, "branch", "gh-pages", "the `branch` to publish to")
	cmd.Flags().StringVar(&o.remote, "remote", "origin", "the `remote` to publish to, by its name")
	cmd.Flags().BoolVar(&o.adopt, "adopt", false, "replace files on the branch that studylog did not put there, where the site has its own")
	return cmd
}

type publishOptions struct {
	request
	branch, remote string
	dryRun, adopt  bool
}

// publish plans the site, looks through it, and pushes it. Git is asked first, since that takes the least.
func (p *program) publish(ctx context.Context, o publishOptions) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	state := filepath.Join(j.dir, ".studylog")
	target, err := publish.Open(ctx, publish.Options{
		Dir: j.dir, State: state, Env: p.environ, Remote: o.remote, Branch: o.branch, Adopt: o.adopt, Meter: p.meter,
	})
	if err != nil {
		return unpublished(err)
	}
	plan, list, err := p.publishable(j, o.request, target)
	if err != nil {
		return err
	}
	if !o.dryRun {
		unlock, err := disk.Lock(state)
		if err != nil {
			return unpublished(err)
		}
		defer unlock()
	}
	tree := plan.Output()
	change, err := target.Compare(ctx, tree)
	if err != nil {
		return unpublished(err)
	}
	if err := p.report(j, otherDomain(plan, change)); err != nil {
		return err
	}
	what := tally(plan, tree, list)
	switch {
	case o.dryRun:
		p.listChange(j, plan, change)
		fmt.Fprintf(p.err, "%s: %s on %s of %s, but this is a dry run → %s\n", what, change.Summary(), target.Branch, target.Remote, plan.Base)
		return nil
	case change.Empty():
		fmt.Fprintf(p.err, "%s: nothing changed since the last publish → %s\n", what, plan.Base)
		return nil
	}
	now, err := p.epochOrClock()
	if err != nil {
		return err
	}
	if err := target.Push(ctx, change, now); err != nil {
		return unpublished(err)
	}
	if change.First && onGitHub(target.Address) != "" {
		fmt.Fprintf(p.err, "%s GitHub serves it once the repository's settings, under Pages, say: deploy from the branch %s, folder / (root)\n",
			p.paint("note", "note:"), target.Branch)
	}
	fmt.Fprintf(p.err, "%s: %s on %s of %s → %s\n", what, change.Summary(), target.Branch, target.Remote, plan.Base)
	return nil
}

// publishable plans a site that may be published: without errors, at an address that is known, with nothing in it that
// leads nowhere, and no secret.
func (p *program) publishable(j *journal, r request, target *publish.Target) (*site.Plan, diag.List, error) {
	plan, list, err := p.plan(j, r)
	if err != nil {
		return nil, nil, err
	}
	failed := verdict(list, false)
	said := list
	switch {
	case failed != nil:
		said = withoutNotes(list)
	case !plan.Base.Known():
		f := &failure{code: exitPublish, msg: "the site's address is not known, and its links depend on it: nothing was published"}
		return nil, nil, f.hintf("set base_url: in studylog.yaml, or give it with -b https://name.github.io/repository/")
	default:
		findings := raised(withoutNotes(list))
		findings.Add(p.lookThrough(plan, list)...)
		leaks := j.leaking(plan)
		findings.Add(leaks...)
		if said = append(said, leaks...); findings.HasErrors() {
			findings.Sort()
			failed, said = &failure{code: exitFindings}, findings
		}
	}
	if failed == nil {
		said = append(said, elsewhere(plan, target)...)
	}
	if err := p.report(j, said); err != nil {
		return nil, nil, err
	}
	if failed != nil {
		fmt.Fprintf(p.err, "%s: nothing was published\n", diag.Summary(said))
	}
	return plan, list, failed
}

// elsewhere warns of a site that is built for another repository's address on GitHub than it is pushed to: there, each
// of its links would lead nowhere.
func elsewhere(plan *site.Plan, target *publish.Target) (list diag.List) {
	repository := onGitHub(target.Address)
	if repository == "" || !strings.HasSuffix(plan.Base.Origin, ".github.io") {
		return nil
	}
	if want := pagesURL(repository); want != plan.Base.String() {
		list.Add(diag.Warnf(diag.Pos{}, "", "the site is built for %s, but GitHub serves %s at %s", plan.Base, repository, want).
			Hintf("-b %s, or base_url: in studylog.yaml", want))
	}
	return list
}

// otherDomain warns of a branch that is served under another domain than the site is built for.
func otherDomain(plan *site.Plan, c *publish.Change) (list diag.List) {
	_, host, _ := strings.Cut(plan.Base.Origin, "://")
	if c.Domain != "" && strings.TrimPrefix(c.Domain, "www.") != strings.TrimPrefix(host, "www.") {
		list.Add(diag.Warnf(diag.Pos{}, "", "the site is built for %s, but CNAME on the branch says that it is served at %s", plan.Base, c.Domain).
			Hintf("-b https://%s/, or base_url: in studylog.yaml", c.Domain))
	}
	return list
}

// listChange prints what a publish would do, a line each, pages by their paths on the site.
func (p *program) listChange(j *journal, plan *site.Plan, c *publish.Change) {
	for _, part := range []struct {
		word  string
		files []string
	}{{"added", c.Added}, {"changed", c.Changed}, {"removed", c.Removed}, {"kept", c.Kept}} {
		for _, file := range part.files {
			fmt.Fprintf(p.out, "%-9s /%s\n", part.word, printable(strings.TrimSuffix(file, "index.html")))
		}
	}
	for _, e := range plan.Excluded {
		why := e.Status.String()
		if e.Status == site.Future {
			why += " until " + e.Until.Format(time.DateOnly)
		}
		fmt.Fprintf(p.out, "%-9s %s (%s)\n", "left out", printable(j.prefix+e.Path), why)
	}
}

// unpublished is the failure of an attempt that left the remote as it was.
func unpublished(err error) error {
	f := &failure{code: exitPublish, msg: err.Error()}
	var git *publish.Error
	var problem *disk.Problem
	switch {
	case errors.As(err, &git):
		f.hint = git.Hint
	case errors.As(err, &problem):
		f.hint = problem.Hint
	}
	return f
}
