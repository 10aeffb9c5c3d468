package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"studylog/internal/audit"
	"studylog/internal/diag"
	"studylog/internal/lazy"
	"studylog/internal/scan"
	"studylog/internal/site"
)

func (p *program) checkCommand() *cobra.Command {
	var r request
	var format string
	var world bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Look for broken links, missing images and other faults",
		Long: `Build the site in memory and look through it: internal links, anchors, images (there, not too large, with
a text for who cannot see them), headings, titles that stand twice, and what else a reader or a browser would
stumble over. In content/, static/ and templates/, look for secrets (keys, tokens, passwords)
and for characters that nobody sees. Nothing is written. The exit code is 4 if something was found.

A secret is never shown whole. One that is an example passes with studylog:allow in a comment on its line;
a comment that says nothing else lets the line below it pass, or the block of code that begins there.

With --external, links to other sites are asked whether they still lead somewhere: one request at a time for
each host, five minutes in all. What answered is kept in .studylog and not asked again for a week. A link
that has moved for good, or will not say, is a note. Nothing is asked without this flag.`,
		Example: `  studylog check
  studylog check --external
  studylog check --format github`,
		Args: cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error { return p.check(cmd.Context(), r, format, world) }),
	}
	p.requestFlags(cmd, &r)
	cmd.Flags().BoolVar(&world, "external", false, "ask whether links to other sites still lead somewhere")
	cmd.Flags().StringVar(&format, "format", "text", "`form` of the answer: text, json or github")
	cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json", "github"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (p *program) check(ctx context.Context, r request, format string, world bool) error {
	switch format {
	case "text", "json", "github":
	default:
		return usage("there is no format %q", format).hintf("the formats are text, json and github")
	}
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	plan, list, err := p.plan(j, r)
	if err != nil {
		return err
	}
	failed := verdict(list, false)
	found := j.hiding()
	if failed == nil { // of a plan with errors there is no site to look through
		remarks := plan.Remarks()
		found.Add(remarks...)
		found.Add(unremarked(p.lookThrough(plan, list), remarks)...)
	}
	if world {
		found.Add(p.external(ctx, j, plan)...)
	}
	findings := raised(withoutEchoes(withoutNotes(list), found))
	if failed == nil && (len(withoutNotes(found)) > 0 || findings.HasErrors()) {
		failed = &failure{code: exitFindings}
	}
	findings.Add(found...)
	findings.Sort()
	if err := p.write(j, findings, format); err != nil {
		return err
	}
	if format == "text" {
		fmt.Fprintln(p.err, checked(plan, findings, failed))
	}
	return failed
}

// withoutEchoes leaves out what a parse said of an invisible character that was found again, and is named there.
func withoutEchoes(planned, found diag.List) diag.List {
	type line struct {
		file string
		n    int
	}
	named := map[line]bool{}
	for _, d := range found {
		named[line{d.File, d.Line}] = named[line{d.File, d.Line}] || d.Code == scan.CodeHidden
	}
	return slices.DeleteFunc(planned, func(d diag.Diagnostic) bool {
		return strings.HasPrefix(d.Msg, "an invisible character (U+") && named[line{d.File, d.Line}]
	})
}

// unremarked leaves out what was found in a page of the site and told of its source already, with the line.
func unremarked(found, remarks diag.List) diag.List {
	said := map[[2]string]bool{}
	for _, d := range remarks {
		said[[2]string{d.File, d.Code}] = true
	}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return said[[2]string{d.File, d.Code}] })
}

// checked is the last line: how many of what, and what comes next.
func checked(plan *site.Plan, findings diag.List, failed error) string {
	switch {
	case failed == nil && len(findings) == 0:
		return fmt.Sprintf("%s checked: no problems; studylog publish --dry-run lists what would go online", count(len(plan.Posts), "post"))
	case failed == nil:
		return fmt.Sprintf("%s checked: %s, which stop nothing", count(len(plan.Posts), "post"), diag.Summary(findings))
	}
	next := "settle them and check again"
	if len(findings) == 1 {
		next = "settle it and check again"
	}
	if what := kinds(findings); what != "" {
		return diag.Summary(findings) + " (" + what + "): " + next
	}
	return diag.Summary(findings) + ": " + next
}

// kinds counts what there are names for: "2 dead links, 1 secret".
func kinds(list diag.List) string {
	words := []struct{ one, many, codes string }{
		{"secret", "secrets", scan.CodeSecret},
		{"hidden character", "hidden characters", scan.CodeHidden},
		{"dead link", "dead links", "L201 A101 A103 A401"},
		{"dead anchor", "dead anchors", "L202 A102"},
		{"missing image", "missing images", "L203"},
		{"image without text", "images without text", "A203"},
		{"large image", "large images", "A212 A213"},
		{"heading out of order", "headings out of order", "A205 A209"},
		{"title that stands twice", "titles that stand twice", "A211"},
	}
	var parts []string
	for _, w := range words {
		n := 0
		for _, d := range list {
			if d.Code != "" && strings.Contains(w.codes, d.Code) {
				n++
			}
		}
		switch n {
		case 0:
		case 1:
			parts = append(parts, "1 "+w.one)
		default:
			parts = append(parts, fmt.Sprint(n, " ", w.many))
		}
	}
	return strings.Join(parts, ", ")
}

// lookThrough finds what is wrong in a finished site and was not said by its plan.
func (p *program) lookThrough(plan *site.Plan, planned diag.List) diag.List {
	p.name(plan)
	return unsaid(audit.Check(plan.Output(), nil, audit.Options{
		BasePath: plan.Base.URL("/"), Origin: plan.Base.Origin, Source: sourceOf(plan), Meter: p.meter,
	}), planned)
}

// sourceOf finds the post or page that an output file was made from.
func sourceOf(plan *site.Plan) func(string) string {
	sources := map[string]string{}
	for _, post := range append(slices.Clone(plan.Posts), plan.Pages...) {
		sources[strings.TrimPrefix(post.URL, "/")+"index.html"] = post.Path
	}
	return func(file string) string { return sources[file] }
}

var anchor = lazy.Regexp{Pattern: `#[^\s"]+`}

// unsaid leaves out the dead anchors that were said already: by the plan, which knows the line, or of a page, which the
// feeds only repeat.
func unsaid(found, planned diag.List) diag.List {
	said := map[string]bool{}
	for _, d := range planned {
		if site.LinkCode(d.Code) {
			said[anchor.Get().FindString(d.Msg)] = true
		}
	}
	var left, feeds diag.List
	repeated := maps.Clone(said)
	for _, d := range found {
		switch at := anchor.Get().FindString(d.Msg); {
		case d.Code != audit.DeadAnchor:
			left.Add(d)
		case d.File == "feed.xml" || d.File == "feed.json":
			feeds.Add(d)
		case !said[at]:
			left.Add(d)
			repeated[at] = true
		}
	}
	for _, d := range feeds {
		if !repeated[anchor.Get().FindString(d.Msg)] {
			left.Add(d)
		}
	}
	return left
}

// raised makes errors of the plan's warnings about links, images and anchors: a build goes on past them, a check
// is there to find them.
func raised(list diag.List) diag.List {
	out := make(diag.List, len(list))
	for i, d := range list {
		if d.Severity == diag.Warning && site.LinkCode(d.Code) {
			d.Severity = diag.Error
		}
		out[i] = d
	}
	return out
}

// write gives the findings to people, or to a program: then they are data.
func (p *program) write(j *journal, list diag.List, format string) error {
	switch format {
	case "json":
		return diag.JSON(p.out, located(j, list))
	case "github":
		return diag.GitHub(p.out, located(j, list))
	}
	return p.reportTo(p.out, j, list, p.paintOut)
}

// name has long work call files by their sources.
func (p *program) name(plan *site.Plan) {
	if p.meter != nil {
		p.meter.Name(sourceOf(plan))
	}
}
