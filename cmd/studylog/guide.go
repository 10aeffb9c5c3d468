package main

import (
	"embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"studylog/internal/decode"
)

//go:embed guide/*.md
var guideFiles embed.FS

// guides are the manuals: `studylog help writing` prints one.
func (p *program) guides() []*cobra.Command {
	topics := []struct{ name, short string }{
		{"writing", "How to write posts, report progress and grow comparison tables"},
		{"settings", "Every key of studylog.yaml and content/resources.yaml, with its default"},
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

// helpCommand prints a command's help or a manual. Of a topic that there is not it says so: cobra's own ends well then.
func (p *program) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND|TOPIC]",
		Short:   "Help for a command, or one of the manuals",
		Example: "  studylog help build\n  studylog help writing",
		RunE: does(func(help *cobra.Command, args []string) error {
			root := help.Root()
			cmd, rest, err := root.Find(args)
			if err == nil && len(rest) == 0 {
				cmd.InitDefaultHelpFlag()
				return cmd.Help()
			}
			topic := strings.Join(args, " ")
			f := usage("there is no help on %q", topic).hintf("studylog help lists what there is")
			if near := decode.Nearest(topic, commandNames(root)); near != "" {
				f.hintf("did you mean studylog help %s?", near)
			}
			return f
		}),
		ValidArgsFunction: func(help *cobra.Command, args []string, _ string) (list []string, _ cobra.ShellCompDirective) {
			for _, c := range help.Root().Commands() {
				if len(args) == 0 && (c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand()) {
					list = append(list, c.Name()+"\t"+c.Short)
				}
			}
			return list, cobra.ShellCompDirectiveNoFileComp
		},
	}
}
