package main

import (
	"github.com/spf13/cobra"
)

func (p *program) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes commands and flags in your shell",
		Long: `Print a script that completes commands and flags in bash, zsh, fish or powershell.

bash        echo 'source <(studylog completion bash)' >> ~/.bashrc
zsh         studylog completion zsh > "${fpath[1]}/_studylog"
fish        studylog completion fish > ~/.config/fish/completions/studylog.fish
powershell  studylog completion powershell | Out-String | Invoke-Expression`,
		Example:   "  studylog completion bash",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: shells,
		RunE: does(func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(p.out, true)
			case "zsh":
				return root.GenZshCompletion(p.out)
			case "fish":
				return root.GenFishCompletion(p.out, true)
			}
			return root.GenPowerShellCompletionWithDesc(p.out)
		}),
	}
}
