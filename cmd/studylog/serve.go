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
	"time"

	"github.com/spf13/cobra"

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
	o.preview, j.keeps, j.meter = true, true, nil // it has lines of its own to write
	if !o.production {
		o.drafts, o.future = true, true
	}
	settings, _ := content.LoadSettings(j.fs) // what is wrong in them is said by the first build
	base, _, err := p.base(j, o.base, settings)
	if err != nil {
		return err
	}
	if _, err := p.now(o.now, settings); err != nil {
		return err
	}
	s := serve.Server{
		Build:    func([]string) (fs.FS, diag.List) { return p.preview(j, o.request, base) },
		Root:     j.dir,
		Dirs:     j.sources(),
		Ignore:   []string{j.path("public"), j.state()},
		Addr:     net.JoinHostPort(o.bind, strconv.Itoa(o.port)),
		BasePath: base.Path,
		Read:     func(file string) ([]byte, error) { return fs.ReadFile(j.fs, file) },
		Log:      p.err,
		Poll:     o.poll,
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

// preview plans the site for this machine: under the path that it will have, feeds and all. The path is that of the
// first build, since what listens on it goes on listening.
func (p *program) preview(j *journal, r request, base site.Address) (fs.FS, diag.List) {
	r.base = base.String()
	plan, list, err := p.plan(j, r)
	if err != nil {
		return nil, diag.List{diag.Errorf(diag.Pos{}, "", "%v", err)}
	}
	j.keepSchemas(j.last)
	list = slices.DeleteFunc(list, func(d diag.Diagnostic) bool { // that the address is not known is so on purpose
		return d.Code == site.CodeNoOrigin
	})
	if list.HasErrors() {
		return nil, list
	}
	return plan.Output(), list
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
