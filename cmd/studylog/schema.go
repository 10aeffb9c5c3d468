package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"studylog/internal/content"
	"studylog/internal/decode"
	"studylog/internal/disk"
)

func (p *program) schemaCommand() *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:   "schema [post|settings|resources]",
		Short: "Print what an editor needs to complete and check your files",
		Long: `Print a JSON Schema: of the front matter of posts, which is the default, of studylog.yaml, or of
content/resources.yaml. In a journal it has the ids of your resources and comparisons, and your tags.

With --write all three go into .studylog/schema, where the first line of the files that init and new
make lets editors find them. init, new and serve do the same by themselves.`,
		Example: `  studylog schema
  studylog schema settings
  studylog schema --write`,
		Args:      oneSchema,
		ValidArgs: content.SchemaNames,
		RunE: does(func(_ *cobra.Command, args []string) error {
			if write {
				return p.writeSchemas()
			}
			return p.printSchema(append(args, "post")[0])
		}),
	}
	cmd.Flags().BoolVarP(&write, "write", "w", false, "write all of them into .studylog/schema")
	return cmd
}

func oneSchema(cmd *cobra.Command, args []string) error {
	write, _ := cmd.Flags().GetBool("write")
	switch {
	case len(args) > 1 || write && len(args) > 0:
		return usage("schema prints one schema, or writes all").hintf("studylog schema %s, or studylog schema --write", args[0])
	case len(args) == 1:
		for _, name := range content.SchemaNames {
			if args[0] == name {
				return nil
			}
		}
		f := usage("there is no schema %q", args[0]).hintf("the schemas are %s", strings.Join(content.SchemaNames, ", "))
		if near := decode.Nearest(args[0], content.SchemaNames); near != "" {
			f.hintf("did you mean studylog schema %s?", near)
		}
		return f
	}
	return nil
}

// printSchema works without a journal too, as long as none is named: then nothing is known of one.
func (p *program) printSchema(name string) error {
	var known content.Known
	if p.source != "" || nearestJournal(p.dir) != "" {
		j, err := p.open()
		if err != nil {
			return err
		}
		defer j.close()
		tree, _ := j.load() // what can be read is offered, whatever else is wrong
		known = tree.Known()
	}
	text, err := content.Schema(name, known)
	if err != nil {
		return err
	}
	_, err = p.out.Write(text)
	return err
}

func (p *program) writeSchemas() error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	tree, _ := j.load()
	if err := j.writeSchemas(tree.Known()); err != nil {
		return err
	}
	for _, name := range content.SchemaNames {
		fmt.Fprintln(p.out, p.shown(j, content.SchemaFile(name)))
	}
	return nil
}

// keepSchemas brings the journal's schemas up to what it knows now. They are a help only: that they cannot be written
// is no reason to stop anything.
func (j *journal) keepSchemas(tree *content.Tree) {
	known := tree.Known()
	if j.offered != nil && reflect.DeepEqual(*j.offered, known) {
		return
	}
	if j.writeSchemas(known) == nil {
		j.offered = &known
	}
}

// writeSchemas writes each schema that is not there yet as it is. They lie in the folder that git and the site pass over.
func (j *journal) writeSchemas(known content.Known) error {
	if err := disk.MakeState(j.state()); err != nil {
		return err
	}
	for _, name := range content.SchemaNames {
		text, err := content.Schema(name, known)
		if err != nil {
			return err
		}
		file := content.SchemaFile(name)
		if old, err := fs.ReadFile(j.root.FS(), file); err == nil && bytes.Equal(old, text) {
			continue
		}
		if err := disk.Write(j.path(file), text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
