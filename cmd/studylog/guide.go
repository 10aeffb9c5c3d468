package main

import (
	"embed"
	"fmt"

	"github.com/spf13/cobra"
)

//go:embed guide/*.md
var guideFiles embed.FS

// guides are the manuals: `studylog help writing` prints one.
func (p *program) guides() []*cobra.Command {
	topics := []struct{ name, short string }{
		{"writing", "How to write posts, report progress and grow comparison tables"},
		{"themes", "How to change the look: styles, templates and what they can print"},
	}
	var list []*cobra.Command
	for _, t := range topics {
		guide := &cobra.Command{Use: t.name, Short: t.short}
		guide.SetHelpFunc(func(*cobra.Command, []string) {
			text, _ := guideFiles.ReadFile("guide/" + t.name + ".md") // embedded: it is there
			fmt.Fprintf(p.out, "%s", text)
		})
		list = append(list, guide)
	}
	return list
}
