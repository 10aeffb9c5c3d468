package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"text/template"
	"time"

	"github.com/spf13/cobra"

	"studylog/internal/civil"
	"studylog/internal/content"
	"studylog/internal/disk"
	"studylog/internal/slug"
	"studylog/internal/study"
)

func (p *program) newCommand() *cobra.Command {
	var o newOptions
	cmd := &cobra.Command{
		Use:   `new "Title"`,
		Short: "Start a post",
		Long: `Start a post: a draft in content/posts, named for its day and title. It is not published until
you take the line "draft: true" out.

What a new post holds comes from templates/archetypes/update.md, lab.md and note.md; a file of that
name in your journal replaces the built-in one.`,
		Example: `  studylog new "Two chapters on prompt injection" --kind update
  studylog new "A VPC from scratch" --kind lab --bundle
  studylog new "On threat models" --date 2025-10-20`,
		Args: oneTitle,
		RunE: does(func(cmd *cobra.Command, args []string) error { return p.newPost(cmd.Context(), args[0], o) }),
	}
	cmd.Flags().StringVarP(&o.kind, "kind", "k", "note", "`kind` of post: update, lab or note")
	cmd.Flags().StringVar(&o.date, "date", "", "the post's `day`: 2025-10-28, today, yesterday (default: today)")
	cmd.Flags().BoolVar(&o.bundle, "bundle", false, "make a folder for the post, so that its images lie beside it")
	cmd.Flags().BoolVarP(&o.edit, "edit", "e", false, "open the post in $VISUAL or $EDITOR")
	cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions([]string{"update", "lab", "note"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

type newOptions struct {
	kind, date   string
	bundle, edit bool
}

// oneTitle wants one argument, and tells who forgot the quotes.
func oneTitle(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return usage("a post needs a title").hintf(`studylog new "My title"`)
	case len(args) > 1:
		return usage("a post has one title, and these are %d words", len(args)).hintf(`studylog new "%s"`, strings.Join(args, " "))
	}
	return nil
}

func (p *program) newPost(ctx context.Context, title string, o newOptions) error {
	switch o.kind {
	case "update", "lab", "note":
	default:
		return usage("there is no kind %q", o.kind).hintf("the kinds are update, lab and note")
	}
	title = strings.Join(strings.Fields(title), " ")
	name := slug.Make(title)
	switch {
	case name == "":
		return usage("the title %q makes no file name", title).hintf("a title needs a letter or a digit")
	case slug.Reserved(name):
		return usage("the title %q makes no file name: Windows keeps %s for itself", title, name).hintf("add a word to the title; it can be changed in the file afterwards")
	}
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	tree, _ := j.load() // mistakes in other posts are no reason not to write a new one
	day, err := p.day(o.date, tree.Settings)
	if err != nil {
		return err
	}
	name, twin := freeName(tree, name, day)
	if name == "" {
		return usage("there is a post of that name and day: %s", p.shown(j, twin.Path)).hintf("give this one another title, or another day with --date")
	}
	text, err := archetype(j.fs, o.kind, title, day, tree.Resources)
	if err != nil {
		return err
	}
	file := path.Join("content/posts", day.String()+"-"+name+".md")
	if o.bundle {
		file = path.Join("content/posts", day.String()+"-"+name, "index.md")
	}
	if err := disk.WriteNew(j.path(file), text, 0o666); errors.Is(err, fs.ErrExist) {
		return usage("%s is there already, and was left as it is", p.shown(j, file)).hintf("give this one another title")
	} else if err != nil {
		return err
	}
	fmt.Fprintln(p.out, p.shown(j, file))
	if twin != nil {
		fmt.Fprintf(p.err, "%s %s is called %s already, so this one is %s; slug: in its front matter sets another address\n",
			p.paint("note", "note:"), p.shown(j, twin.Path), twin.Name, name)
	}
	fmt.Fprintln(p.err, `It is a draft: take the line "draft: true" out to publish it. To see it as you write: studylog serve`)
	if o.edit {
		return p.edit(ctx, j.path(file))
	}
	return nil
}

// freeName is the name, or the first with a number behind it that no post has: titles come again, as "AI Lab" does every
// week. twin is the post that has the name already; if it is of the same day too, it is more likely a slip, and there is
// no name.
func freeName(tree *content.Tree, name string, day civil.Date) (free string, twin *content.Page) {
	posts := map[string]*content.Page{}
	for _, page := range tree.Pages {
		if page.Post {
			posts[page.Name] = page
		}
	}
	free, twin = name, posts[name]
	for n := 2; posts[free] != nil; n++ {
		if posts[free].Meta.Date.Day == day {
			return "", posts[free]
		}
		free = fmt.Sprintf("%s-%d", name, n)
	}
	return free, twin
}

// shown is how the user would name a file of the journal.
func (p *program) shown(j *journal, file string) string { return j.prefix + file }

// day reads the day of a post; without one it is today, in the journal's zone.
func (p *program) day(s string, settings content.Settings) (civil.Date, error) {
	zone, err := time.LoadLocation(settings.Timezone)
	if err != nil {
		zone = time.UTC
	}
	now, err := p.epochOrClock()
	if err != nil {
		return 0, err
	}
	today := civil.OfTime(now.In(zone))
	switch s {
	case "", "today":
		return today, nil
	case "yesterday":
		return today - 1, nil
	case "tomorrow":
		return today + 1, nil
	}
	if day, ok := civil.Parse(s); ok {
		return day, nil
	}
	return 0, usage("--date %q is no day", s).hintf("write 2025-10-28, today or yesterday")
}

// archetype fills in templates/archetypes/KIND.md, the journal's own or the built-in one.
func archetype(fsys fs.FS, kind, title string, day civil.Date, resources []study.Resource) ([]byte, error) {
	name := "templates/archetypes/" + kind + ".md"
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	tmpl, err := template.New(name).Option("missingkey=error").Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	data := archetypeData{Title: quoted(title), Slug: slug.ID(title), Date: day.String(), Kind: kind}
	if c := data.Slug[0]; c < 'a' || c > 'z' {
		data.Slug = kind + "-" + data.Slug
	}
	for _, r := range resources {
		data.Resources = append(data.Resources, archetypeResource{ID: r.ID, Title: r.Title, Example: example(r.Unit)})
	}
	if len(resources) > 0 {
		data.First = resources[0].ID
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("%s cannot be filled in: %w", name, err)
	}
	return out.Bytes(), nil
}

// archetypeData is what an archetype can print. Its fields are a public API: see `studylog help themes`.
type archetypeData struct {
	Title     string // quoted for YAML
	Slug      string
	Date      string // 2025-10-28
	Kind      string
	Resources []archetypeResource
	First     string // the id of the first resource
}

type archetypeResource struct{ ID, Title, Example string }

// quoted writes a text as a YAML scalar that is read back as that very text: plain where it can be nothing else, else
// in double quotes, with an escape for whatever cannot be seen. What is no UTF-8 becomes U+FFFD.
func quoted(s string) string {
	if plainScalar.MatchString(s) && !bareWord[strings.ToLower(s)] {
		return s
	}
	return content.QuoteYAML(s)
}

var (
	plainScalar = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]*( [A-Za-z0-9.-]+)*$`)
	bareWord    = map[string]bool{"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true, "true": true, "false": true, "null": true}
)

// example is an amount of a unit, as one would report it.
func example(u study.Unit) string {
	switch u {
	case study.Hours:
		return "6h30m"
	case study.Percent:
		return "15%"
	case study.Pages:
		return "40 p"
	case study.Lessons:
		return "3 ls"
	case study.Modules:
		return "2 mod"
	case study.Labs:
		return "1 lab"
	case study.Tasks:
		return "2 tasks"
	}
	return "3 ch"
}

// edit opens a file in the user's editor and waits for it.
func (p *program) edit(ctx context.Context, file string) error {
	editor := strings.Fields(p.getenv("VISUAL"))
	if len(editor) == 0 {
		editor = strings.Fields(p.getenv("EDITOR"))
	}
	if len(editor) == 0 {
		return usage("the post was made, but neither VISUAL nor EDITOR names an editor").hintf("export EDITOR=nano")
	}
	cmd := exec.CommandContext(ctx, editor[0], append(editor[1:], file)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.in, p.err, p.err
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the post was made, but the editor %s failed: %w", editor[0], err)
	}
	return nil
}
