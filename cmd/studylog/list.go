package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"studylog/internal/civil"
	"studylog/internal/diag"
	"studylog/internal/site"
)

func (p *program) listCommand() *cobra.Command {
	var r request
	var asJSON bool
	what := []string{"posts", "drafts", "future", "resources", "next"}
	cmd := &cobra.Command{
		Use:   "list [posts|drafts|future|resources|next]",
		Short: "List posts, resources, or what is due next",
		Long: `List posts, newest first, with the reason why one is not published; drafts or future posts only;
resources with where they stand; or what is due next.`,
		Example: `  studylog list
  studylog list drafts
  studylog list resources --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("list one thing at a time: %s", strings.Join(what, ", "))
			}
			if len(args) == 1 && !slices.Contains(what, args[0]) {
				return usage("there is no list of %q", args[0]).hintf("the lists are %s", strings.Join(what, ", "))
			}
			return nil
		},
		ValidArgs: what,
		RunE: does(func(_ *cobra.Command, args []string) error {
			return p.list(append(args, "posts")[0], r, asJSON)
		}),
	}
	nowFlag(cmd, &r)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// list plans the site and prints a part of the plan. Mistakes in the content are shown, and end it with their code;
// what could be read is listed all the same.
func (p *program) list(what string, r request, asJSON bool) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	plan, problems, err := p.plan(j, r)
	if err != nil {
		return err
	}
	failed := verdict(problems, false)
	if failed != nil {
		if err := p.report(j, withoutNotes(problems)); err != nil {
			return err
		}
	}
	var t table
	switch what {
	case "resources":
		t = resourceTable(plan)
	case "next":
		now, err := p.now(r.now, plan.Settings)
		if err != nil {
			return err
		}
		t = nextTable(plan, today(now, plan.Settings))
	default:
		t = postTable(j, plan, what, problems)
	}
	if err := p.print(t, asJSON); err != nil {
		return err
	}
	return failed
}

// A table is printed for people, in columns, or as JSON, in objects with the same names.
type table struct {
	columns []string
	rows    [][]string
	none    string // what to say when there are no rows
}

func (p *program) print(t table, asJSON bool) error {
	if asJSON {
		objects := make([]map[string]string, len(t.rows)) // json sorts the keys
		for i, row := range t.rows {
			objects[i] = map[string]string{}
			for k, cell := range row {
				objects[i][t.columns[k]] = cell
			}
		}
		return p.printJSON(objects)
	}
	if len(t.rows) == 0 {
		_, err := fmt.Fprintln(p.err, t.none)
		return err
	}
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.ToUpper(strings.Join(t.columns, "\t")))
	for _, row := range t.rows {
		line := make([]string, len(row))
		for i, cell := range row {
			line[i] = cmp.Or(printable(cell), "-")
		}
		fmt.Fprintln(w, strings.Join(line, "\t"))
	}
	return w.Flush()
}

// printable keeps a text from a user's file away from the terminal's controls, and in its column.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, s)
}

// postTable lists posts. One with a mistake is called that, whatever else it would be: it stops the build.
func postTable(j *journal, plan *site.Plan, what string, problems diag.List) table {
	t := table{columns: []string{"date", "status", "title", "file", "url"}, none: "There are no posts yet: studylog new \"Title\" starts one."}
	want := map[string]site.Status{"drafts": site.Draft, "future": site.Future}
	if _, ok := want[what]; ok {
		t.none = map[string]string{"drafts": "There are no drafts.", "future": "No post waits for its day."}[what]
	}
	broken := map[string]bool{}
	for _, d := range problems {
		broken[d.File] = broken[d.File] || d.Severity == diag.Error
	}
	add := func(status site.Status, date, title, file, url string, until time.Time) {
		if s, ok := want[what]; ok && s != status {
			return
		}
		word := status.String()
		if status == site.Future {
			word += " until " + until.Format(time.DateOnly)
		}
		if broken[file] {
			word, url = "error", ""
		}
		t.rows = append(t.rows, []string{date, word, title, j.prefix + file, url})
	}
	for _, post := range plan.Posts {
		add(post.Status, post.Meta.Date.Day.String(), post.Meta.Title, post.Path, plan.Base.URL(post.URL), post.Until)
	}
	for _, e := range plan.Excluded {
		if e.Post {
			add(e.Status, e.Meta.Date.Day.String(), e.Meta.Title, e.Path, "", e.Until)
		}
	}
	slices.SortStableFunc(t.rows, func(a, b []string) int { return cmp.Or(cmp.Compare(b[0], a[0]), cmp.Compare(b[3], a[3])) })
	return t
}

func resourceTable(plan *site.Plan) table {
	t := table{
		columns: []string{"id", "kind", "position", "percent", "state", "time", "title"},
		none:    "Nothing is studied yet: list it in content/resources.yaml.",
	}
	for i := range plan.Tracker.Resources {
		r := &plan.Tracker.Resources[i]
		position := r.PositionText()
		if total := r.TotalText(); total != "" {
			position += " of " + total
		}
		if r.Unit != "" {
			position += " " + string(r.Unit)
		}
		percent := r.Percent.String()
		if percent != "" {
			percent += " %"
		}
		t.rows = append(t.rows, []string{r.ID, r.Kind, position, percent, string(r.State), hours(r.Minutes), r.Title})
	}
	return t
}

func hours(minutes int) string {
	if minutes == 0 {
		return ""
	}
	return spell(minutes)
}

// nextTable is what is due: the next update, open commitments, and posts that wait for their day.
func nextTable(plan *site.Plan, today civil.Date) table {
	t := table{columns: []string{"due", "when", "what", "text"}, none: "Nothing is due."}
	if due := plan.Tracker.Cadence.NextDue; due != 0 {
		t.rows = append(t.rows, []string{due.String(), when(due, today), "update", "the next update"})
	}
	for _, c := range plan.Tracker.Commitments {
		if c.Outcome == "" {
			t.rows = append(t.rows, []string{c.By.String(), when(c.By, today), "promise", c.Do})
		}
	}
	for _, e := range plan.Excluded {
		if e.Status == site.Future {
			t.rows = append(t.rows, []string{e.Until.Format(time.DateOnly), when(civil.OfTime(e.Until), today), "post", e.Meta.Title})
		}
	}
	slices.SortStableFunc(t.rows, func(a, b []string) int { // what has no day comes last
		return cmp.Or(cmp.Compare(cmp.Or(a[0], "~"), cmp.Or(b[0], "~")), cmp.Compare(a[2], b[2]), cmp.Compare(a[3], b[3]))
	})
	return t
}

// when is a day as seen from today: "in 3 days", "was due 3 days ago"; "" of none.
func when(due, today civil.Date) string {
	switch n := int(due - today); {
	case due == 0:
		return ""
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n > 1:
		return fmt.Sprintf("in %d days", n)
	default:
		return "was due " + count(-n, "day") + " ago"
	}
}
