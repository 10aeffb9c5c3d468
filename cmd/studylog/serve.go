package main

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"studylog"
	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/serve"
	"studylog/internal/site"
)

func (p *program) serveCommand() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:     "serve",
		Aliases: []string{"server"},
		Short:   "Show the site in the browser while you write",
		Long: `Serve the journal on this machine, and build again whenever a file changes; open pages follow.
Drafts and future posts are shown with a ribbon. A mistake is laid over the page, and the last good
site stays below it. Nothing is written to the disk but the cache in .studylog.

The site lives under the same path as later on the web, so that a broken link breaks here too.`,
		Example: `  studylog serve
  studylog serve -p 8000 --open
  studylog serve --production`,
		Args: cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("poll") && o.poll <= 0 {
				return usage("--poll %s is no time to wait", o.poll).hintf("for example --poll 1s; without it, the disk says when a file changes")
			}
			return p.serve(cmd.Context(), o)
		}),
	}
	p.requestFlags(cmd, &o.request)
	cmd.Flags().IntVarP(&o.port, "port", "p", 1313, "the `port`; one that is taken makes room for the next")
	cmd.Flags().StringVar(&o.bind, "bind", "127.0.0.1", "the `address` to listen on; another one lets other machines in")
	cmd.Flags().BoolVarP(&o.open, "open", "O", false, "open the site in the browser")
	cmd.Flags().DurationVar(&o.poll, "poll", 0, "look at the files this `often`, where the disk sends no events: 1s")
	cmd.Flags().BoolVar(&o.production, "production", false, "show what will be published: no drafts, no future posts, no ribbons")
	return cmd
}

type serveOptions struct {
	request
	port             int
	bind             string
	poll             time.Duration
	open, production bool
}

func (p *program) serve(ctx context.Context, o serveOptions) error {
	if o.port < 0 || o.port > 65535 {
		return usage("there is no port %d", o.port).hintf("ports are 1 to 65535, and 0 is any that is free; the default is 1313")
	}
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	j.keeps, j.meter = true, nil // it has lines of its own to write
	if !o.production {
		o.drafts, o.future = true, true
	}
	settings, _ := content.LoadSettings(j.fs) // what is wrong in them is said by the first build
	if _, _, err := p.base(j, o.base, settings); err != nil {
		return err
	}
	if _, err := p.now(o.now, settings); err != nil {
		return err
	}
	s := serve.Server{
		Build:  (&preview{program: p, journal: j, request: o.request}).build,
		Root:   j.dir,
		Dirs:   j.sources(),
		Ignore: []string{j.path("public"), j.state()},
		Addr:   net.JoinHostPort(o.bind, strconv.Itoa(o.port)),
		Read:   func(file string) ([]byte, error) { return fs.ReadFile(j.fs, file) },
		Log:    p.err,
		Poll:   o.poll,
	}
	if o.open {
		s.Open = func(url string) { p.browse(ctx, url) }
	}
	return s.Run(ctx)
}

// sources is what a journal is made of: whatever else lies in its folder changes nothing.
func (j *journal) sources() []string {
	return []string{j.path(content.SettingsFile), j.path("content"), j.path("templates"), j.path("static")}
}

// A preview is the site for this machine: under the path that it will have, feeds and all. It is planned again at every
// change, from the last plan and from what is known to have changed since.
type preview struct {
	*program
	journal *journal
	request request

	plan *site.Plan
	site fs.FS // of plan
	lost bool  // changes were heard of that no plan has seen
}

func (v *preview) build(changed []string) (serve.Site, diag.List) {
	if v.lost {
		changed = nil
	}
	v.journal.moved, v.lost = changed, true
	before := v.journal.last
	tree, list := v.journal.load()
	if tree != before {
		v.journal.keepSchemas(tree)
	}
	base, more, err := v.base(v.journal, v.request.base, tree.Settings)
	if err != nil {
		return serve.Site{}, diag.List{diag.Errorf(diag.Pos{}, "", "%v", err)}
	}
	list.Add(more...)
	now, err := v.now(v.request.now, tree.Settings)
	if err != nil {
		return serve.Site{}, diag.List{diag.Errorf(diag.Pos{}, "", "%v", err)}
	}
	o := site.Options{Base: base, Drafts: v.request.drafts, Future: v.request.future, Preview: true, Pictures: v.journal.pictures}
	plan, problems := site.Again(v.plan, tree, o, now, !v.themeMayHaveChanged(changed))
	if v.plan == nil && v.stays != nil {
		v.stays()
		v.journal.found = nil
	}
	if v.lost = false; plan != v.plan {
		v.plan, v.site = plan, plan.Preview()
	}
	if !onlyPosts(changed) {
		v.journal.keepSchemas(tree)
	}
	for _, d := range problems {
		if d.Code != site.CodeNoOrigin { // that the address is not known is so on purpose
			list.Add(d)
		}
	}
	if list.HasErrors() {
		return serve.Site{Base: base.Path}, list
	}
	return serve.Site{FS: v.site, Base: base.Path, Scripts: plan.OwnScripts(studylog.Theme)}, list
}

// onlyPosts: what an editor is told of, the ids above all, is stated elsewhere; a tag that is new can wait.
func onlyPosts(changed []string) bool {
	return changed != nil && !slices.ContainsFunc(changed, func(file string) bool { return !strings.HasPrefix(file, content.PostsDir+"/") })
}

// themeMayHaveChanged: nothing that the theme is made of lies elsewhere than in these two folders.
func (*preview) themeMayHaveChanged(changed []string) bool {
	return changed == nil || slices.ContainsFunc(changed, func(file string) bool {
		top, _, _ := strings.Cut(file, "/")
		return top == "templates" || top == "static"
	})
}

// browse opens an address in the user's browser. That it does not work is no reason to stop serving.
func (p *program) browse(ctx context.Context, url string) {
	command := map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	if err := exec.CommandContext(ctx, command[0], append(command[1:], url)...).Start(); err != nil {
		fmt.Fprintf(p.err, "the browser could not be opened: %v\n", err)
	}
}
