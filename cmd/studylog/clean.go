package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"studylog/internal/diag"
	"studylog/internal/disk"
	"studylog/internal/store"
)

func (p *program) cleanCommand() *cobra.Command {
	var all bool
	var out string
	cmd := &cobra.Command{
		Use:   "clean",
		Short: "Remove what studylog keeps for the next build",
		Long: `Remove the cache in .studylog, which only makes builds faster. With --all the built site goes too: the
files that studylog wrote and nobody changed since; others stay where they are.`,
		Example: `  studylog clean
  studylog clean --all`,
		Args: cobra.NoArgs,
		RunE: does(func(*cobra.Command, []string) error { return p.clean(all, out) }),
	}
	cmd.Flags().BoolVar(&all, "all", false, "remove the built site as well")
	cmd.Flags().StringVarP(&out, "output", "d", "", "the `folder` that the site was built into (default: public in the journal)")
	cmd.MarkFlagDirname("output")
	return cmd
}

func (p *program) clean(all bool, out string) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	if err := store.Remove(j.state()); err != nil {
		return fmt.Errorf("remove the cache: %w", err)
	}
	if err := os.Remove(j.linksFile()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the cache: %w", err)
	}
	if !all {
		fmt.Fprintln(p.err, "the cache is removed")
		return nil
	}
	if out == "" {
		out = filepath.Join(j.dir, "public")
	}
	out = p.abs(out)
	s, err := disk.Clean(disk.Options{Root: j.dir, State: j.state(), Out: out})
	if err != nil {
		if err := diag.Print(p.err, disk.Diags(err), diag.PrintOptions{Paint: p.paint}); err != nil {
			return err
		}
		return &failure{code: exitContent}
	}
	fmt.Fprintf(p.err, "the cache and %s of the site are removed", count(s.Removed, "file"))
	if s.Kept > 0 {
		fmt.Fprintf(p.err, "; %s in %s stayed, since studylog did not write them so", count(s.Kept, "file"), p.rel(out))
	}
	fmt.Fprintln(p.err)
	return nil
}
