package main

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"studylog/internal/content"
	"studylog/internal/study"
)

func (p *program) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes commands, flags and your ids in your shell",
		Long: `Print a script that completes commands, flags, the ids of your resources and the names of your posts in
bash, zsh, fish or powershell.

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
				if _, err := io.WriteString(p.out, plainBash); err != nil {
					return err
				}
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

// plainBash is what the script for bash needs of the package bash-completion, where that is not installed: the words of the
// line, put together again where bash has split them at = and :.
const plainBash = `# completion of studylog in bash
if ! declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref() {
        local i last
        words=() cword=-1
        for ((i = 0; i <= COMP_CWORD; i++)); do
            last=
            ((cword >= 0)) && last=${words[cword]}
            if ((cword > 0)) && [[ ${COMP_WORDS[i]} == [=:] || $last == *[=:] && ${COMP_WORDS[i]} != -* ]]; then
                words[cword]=$last${COMP_WORDS[i]}
            else
                words[++cword]=${COMP_WORDS[i]}
            fi
        done
        cur=${words[cword]}
        prev=${words[cword > 0 ? cword - 1 : 0]}
    }
fi

`

// completing reports whether a shell asks what could come next.
func completing(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// offer says of each command and flag what could come next: what the journal knows, or nothing. Without it a shell
// offers files, which next to no word of ours is. Of what goes wrong nothing is said, as the line is still being typed.
func (p *program) offer(root *cobra.Command) {
	arguments := map[string]cobra.CompletionFunc{
		"log": p.completeLog, "status": first(p.completeResource), "init": completeFolder,
	}
	flags := map[string]cobra.CompletionFunc{"log --post": p.completeFile}
	for _, cmd := range root.Commands() {
		name := cmd.Name()
		switch {
		case arguments[name] != nil:
			cmd.ValidArgsFunction = arguments[name]
		case cmd.ValidArgs == nil && cmd.ValidArgsFunction == nil:
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		case cmd.ValidArgsFunction == nil:
			cmd.ValidArgsFunction = first(cobra.FixedCompletions(cmd.ValidArgs, cobra.ShellCompDirectiveNoFileComp))
			cmd.ValidArgs = nil
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if own := flags[name+" --"+f.Name]; own != nil {
				delete(f.Annotations, cobra.BashCompFilenameExt)
				_ = cmd.RegisterFlagCompletionFunc(f.Name, own)
			} else if _, set := cmd.GetFlagCompletionFunc(f.Name); !set && len(f.Annotations) == 0 {
				_ = cmd.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions)
			}
		})
	}
}

// first offers what it is given for the first argument, and nothing for those after it.
func first(offers cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return offers(cmd, args, begun)
	}
}

func completeFolder(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeLog offers a resource, or a day without one, and then what is said of it beside an amount.
func (p *program) completeLog(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		ids, _ := p.completeResource(cmd, args, begun)
		return append(ids, "rest\ta day off"), cobra.ShellCompDirectiveNoFileComp
	case 1:
		return []string{"done\tit is finished", "paused\tnot for now", "dropped\tgiven up"}, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// completeResource offers the journal's resources. A catalogue is read by itself, which takes the same time in a journal
// of ten thousand posts; without one, they are what the posts speak of.
func (p *program) completeResource(*cobra.Command, []string, string) (ids []string, _ cobra.ShellCompDirective) {
	j, err := p.open()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer j.close()
	for _, r := range j.resources() {
		ids = append(ids, offered(r.ID, r.Title))
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

func (j *journal) resources() []study.Resource {
	if src, err := fs.ReadFile(j.fs, content.ResourcesFile); err == nil {
		if list, _, _ := content.ParseResources(src); len(list) > 0 {
			return list
		}
	}
	tree, _ := j.load()
	return tree.Known().Resources
}

// offered is a word with what is shown beside it.
func offered(word, about string) string {
	if about == "" || about == word {
		return word
	}
	return word + "\t" + printable(about)
}

// completeFile offers the files of posts, as one would type them from here, newest first.
// Who began to write another path gets files.
func (p *program) completeFile(_ *cobra.Command, _ []string, begun string) (files []string, _ cobra.ShellCompDirective) {
	j, err := p.open()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer j.close()
	_ = fs.WalkDir(j.root.FS(), content.PostsDir, func(name string, e fs.DirEntry, err error) error {
		ext := strings.ToLower(path.Ext(name))
		if err == nil && !e.IsDir() && (ext == ".md" || ext == ".markdown") {
			files = append(files, p.shown(j, name))
		}
		return nil
	})
	slices.Sort(files)
	slices.Reverse(files)
	if !slices.ContainsFunc(files, func(file string) bool { return strings.HasPrefix(file, begun) }) {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return files, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}
