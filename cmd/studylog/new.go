package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"studylog/internal/civil"
	"studylog/internal/content"
	"studylog/internal/disk"
	"studylog/internal/slug"
)

func (p *program) newCommand() *cobra.Command {
	var o newOptions
	cmd := &cobra.Command{
		Use:   `new "Title"`,
		Short: "Start a post",
		Long: `Start a post: a draft in content/posts, named for its day and title. It is not published until
you take the line "draft: true" out.

An update begins with where everything stands, the days since the last update and the promises that
are open. They are comments: what you take the "# " off is said, and nothing else.

What a new post holds comes from templates/archetypes/update.md, lab.md or note.md in your journal,
else from default.md there, else from the built-in one (studylog help themes).`,
		Example: `  studylog new "Two chapters on prompt injection" --kind update
  studylog new "A VPC from scratch" --kind lab --bundle
  studylog new "On threat models" --date sunday --edit`,
		Args: oneTitle,
		RunE: does(func(cmd *cobra.Command, args []string) error { return p.newPost(cmd.Context(), args[0], o) }),
	}
	cmd.Flags().StringVarP(&o.kind, "kind", "k", "note", "`kind` of post: update, lab or note")
	cmd.Flags().StringVar(&o.date, "date", "", "the post's `day`: 2025-10-28, today, yesterday, monday (default: today)")
	cmd.Flags().BoolVar(&o.bundle, "bundle", false, "make a folder for the post, so that its images lie beside it")
	cmd.Flags().BoolVarP(&o.edit, "edit", "e", false, "open the post in $VISUAL or $EDITOR")
	cmd.RegisterFlagCompletionFunc("date", completeDays)
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
	var editor []string
	if o.edit {
		words, err := p.editor()
		if err != nil {
			return err
		}
		editor = words
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
	text, err := p.archetype(j, tree, o.kind, title, day)
	if err != nil {
		return err
	}
	file := path.Join("content/posts", day.String()+"-"+name+".md")
	if o.bundle {
		file = path.Join("content/posts", day.String()+"-"+name, "index.md")
		text = bytes.Replace(text, []byte("$schema=../../."), []byte("$schema=../../../."), 1) // a folder deeper
	}
	if o.kind == "update" {
		if text, err = p.laterToday(tree, file, text, day); err != nil {
			return err
		}
	}
	if err := disk.WriteNew(j.path(file), text, 0o666); errors.Is(err, fs.ErrExist) {
		return usage("%s is there already, and was left as it is", p.shown(j, file)).hintf("give this one another title")
	} else if err != nil {
		return err
	}
	j.keepSchemas(tree)
	fmt.Fprintln(p.out, p.shown(j, file))
	if twin != nil {
		fmt.Fprintf(p.err, "%s %s is called %s already, so this one is %s; slug: in its front matter sets another address\n",
			p.paint("note", "note:"), p.shown(j, twin.Path), twin.Name, name)
	}
	fmt.Fprintln(p.err, `It is a draft: take the line "draft: true" out to publish it. To see it as you write: studylog serve`)
	if o.edit {
		return p.edit(ctx, editor, j.path(file))
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

// editor is the command that VISUAL or EDITOR names, with its arguments. Quotes hold a path with blanks together, as in
// a shell.
func (p *program) editor() ([]string, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := quotedWords(p.getenv(name)); len(words) > 0 {
			return words, nil
		}
	}
	return nil, usage("--edit opens $VISUAL or $EDITOR, and neither is set: nothing was written").
		hintf("export EDITOR=nano, or without --edit open the file that new names")
}

// quotedWords parts a command at its blanks, but for those in quotes.
func quotedWords(s string) (words []string) {
	var word []rune
	var quote rune
	open := false // there is a word, if only an empty one
	for _, r := range s + " " {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, open = r, true
		case quote == 0 && unicode.IsSpace(r):
			if open {
				words = append(words, string(word))
			}
			word, open = nil, false
		default:
			word, open = append(word, r), true
		}
	}
	return words
}

// edit opens a file in the user's editor and waits for it.
func (p *program) edit(ctx context.Context, editor []string, file string) error {
	cmd := exec.CommandContext(ctx, editor[0], append(editor[1:], file)...)
	cmd.Dir, cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.dir, p.environ, p.in, p.err, p.err
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the post was made, but the editor %s failed: %w", editor[0], err)
	}
	return nil
}
