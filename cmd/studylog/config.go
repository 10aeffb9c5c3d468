package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"studylog"
	"studylog/internal/content"
	"studylog/internal/decode"
	"studylog/internal/disk"
)

func (p *program) configCommand() *cobra.Command {
	var r request
	var theme string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "config [--theme [FILE]]",
		Short: "Show the settings that hold and where each comes from, or copy a part of the theme out",
		Long: `Show the settings that hold, and where each comes from: a line of studylog.yaml, a flag, the environment,
GitHub, or the default.

With --theme and the name of a file it copies that part of the built-in theme into the journal, where it
stands in for the built-in one and can be changed. Without a name it lists the parts.`,
		Example: `  studylog config
  studylog config --json
  studylog config --theme
  studylog config --theme templates/post.html`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 0 && !cmd.Flags().Changed("theme"):
				return usage("config takes no word without --theme").hintf("studylog config --theme %s copies that part of the theme out", shellWord(args[0]))
			case len(args) > 1:
				return usage("config --theme copies one file at a time")
			}
			return nil
		},
		RunE: does(func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("theme") {
				return p.config(r, asJSON)
			}
			return p.themeFile(append(args, theme)[0])
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 || !cmd.Flags().Changed("theme") {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return themeFiles(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().StringVar(&theme, "theme", "", "list the theme's files, or copy the `file` that is named into the journal")
	cmd.Flags().Lookup("theme").NoOptDefVal = everyFile
	baseFlag(cmd, &r)
	nowFlag(cmd, &r)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// everyFile is what --theme holds where no file is named.
const everyFile = "list"

// A held is a setting that holds.
type held struct {
	Key    string `json:"key"`
	Value  any    `json:"value"`
	Source string `json:"source"` // "studylog.yaml:3", "--base-url", "STUDYLOG_BASE_URL", "default"
	said   string // for people, where the value says less
}

// config prints the settings that hold. Mistakes in them are shown, and end it with their code: what is printed is then
// what would hold if the wrong lines were taken out.
func (p *program) config(r request, asJSON bool) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	settings, list := content.LoadSettings(j.fs)
	base, more, err := p.base(j, r.base, settings)
	if err != nil {
		return err
	}
	list.Add(more...)
	values := settingValues(settings)
	var all []held
	for _, key := range content.SettingKeys() {
		h := held{Key: key.Path, Value: values[key.Path], Source: j.settingSource(settings, key.Path)}
		if h.Source == "default" {
			h.said = key.Default
		}
		if key.Path == baseSetting {
			h.Value, h.said = base.String(), base.String()
			if _, source := p.statedBase(j, r.base, settings); source != baseSetting {
				h.Source = source
			}
		}
		all = append(all, h)
	}
	if now, err := p.now(r.now, settings); err != nil {
		return err
	} else if source := p.nowSource(r.now); source != "" {
		all = append(all, held{Key: "now", Value: now.Format(time.RFC3339), Source: source})
	}
	if err := p.report(j, list); err != nil {
		return err
	}
	if err := p.printHeld(all, asJSON); err != nil {
		return err
	}
	return verdict(list, false)
}

func (p *program) printHeld(all []held, asJSON bool) error {
	if asJSON {
		return p.printJSON(all)
	}
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	for _, h := range all {
		said := h.said
		if said == "" {
			said = inYAML(h.Value)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", h.Key, clipped(printable(said), 60), h.Source)
	}
	return w.Flush()
}

// inYAML writes a value in one line, as studylog.yaml could have it.
func inYAML(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	text, _ := json.Marshal(v) // plain data
	return strings.NewReplacer(`":`, ": ", `,"`, ", ", `"`, "").Replace(string(text))
}

// settingValues are the settings by their keys.
func settingValues(s content.Settings) map[string]any {
	day := func(d interface{ String() string }, set bool) any {
		if !set {
			return nil
		}
		return d.String()
	}
	nav := []map[string]string{}
	for _, link := range s.Nav {
		nav = append(nav, map[string]string{"name": link.Name, "url": link.URL})
	}
	cadence, goals, pauses := []map[string]any{}, []map[string]any{}, []map[string]any{}
	for _, c := range s.Study.Cadence {
		cadence = append(cadence, map[string]any{"from": c.From.String(), "every": fmt.Sprintf("%dd", c.Every), "grace": fmt.Sprintf("%dd", c.Grace)})
	}
	for _, g := range s.Study.Goals {
		goals = append(goals, map[string]any{"from": g.From.String(), "target": fmt.Sprintf("%dm", g.Target), "minimum": fmt.Sprintf("%dm", g.Minimum), "rest": g.Rest, "focus": g.Focus})
	}
	for _, pause := range s.Study.Pauses {
		pauses = append(pauses, map[string]any{"from": pause.From.String(), "to": day(pause.To, pause.To > 0), "why": pause.Why})
	}
	return map[string]any{
		"title": s.Title, "description": s.Description, "base_url": s.BaseURL, "timezone": s.Timezone, "language": s.Language,
		"author.name": s.Author.Name, "author.url": s.Author.URL, "author.email": s.Author.Email, "licence": s.Licence, "nav": nav,
		"permalink": s.Permalink, "paginate": s.Paginate, "feed_items": s.FeedItems, "theme.toggle": s.ThemeToggle,
		"markdown.typographer": s.Markdown.Typographer, "markdown.emoji": s.Markdown.Emoji, "markdown.line_numbers": s.Markdown.LineNumbers,
		"markdown.math": s.Markdown.Math, "limits.post_bytes": s.Limits.PostBytes, "limits.pixels": s.Limits.Pixels,
		"study.start": day(s.Study.Start, s.Study.Start > 0), "study.finish": day(s.Study.Finish, s.Study.Finish > 0), "study.cadence": cadence,
		"study.daily_goal": goals, "study.pauses": pauses, "study.streaks": s.Study.Streaks, "params": s.Params,
	}
}

// settingSource is the line of a setting, or that of the short form that holds several.
func (j *journal) settingSource(s content.Settings, key string) string {
	whole, _, _ := strings.Cut(key, ".")
	for _, name := range []string{key, whole} {
		pos, stated := s.Positions[name]
		if stated && (name == key || whole == "author" && key == "author.name" || whole == "theme") && !(name == whole && hasPart(s, whole)) {
			return fmt.Sprintf("%s%s:%d", j.prefix, content.SettingsFile, pos.Line)
		}
	}
	return "default"
}

// hasPart reports whether a setting is written with its keys, and not in its short form.
func hasPart(s content.Settings, whole string) bool {
	for key := range s.Positions {
		if strings.HasPrefix(key, whole+".") {
			return true
		}
	}
	return false
}

func (p *program) nowSource(flag string) string {
	switch {
	case flag != "":
		return "--now"
	case p.getenv("SOURCE_DATE_EPOCH") != "":
		return "SOURCE_DATE_EPOCH"
	}
	return ""
}

// themeFiles lists what a journal can stand its own file in for.
func themeFiles() (names []string) {
	_ = fs.WalkDir(studylog.Theme, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return nil
	})
	return names
}

// themeFile copies a part of the theme into the journal, or lists the parts.
func (p *program) themeFile(name string) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	if name == everyFile {
		return p.listTheme(j)
	}
	file, err := p.findThemeFile(j, name)
	if err != nil {
		return err
	}
	text, err := fs.ReadFile(studylog.Theme, file)
	if err != nil {
		return err
	}
	if err := disk.WriteNew(j.path(file), text, 0o666); errors.Is(err, fs.ErrExist) {
		return usage("%s is yours already, and was left as it is", p.shown(j, file)).hintf("remove it, and the built-in one holds again")
	} else if err != nil {
		return err
	}
	fmt.Fprintln(p.out, p.shown(j, file))
	see := "studylog serve shows what you change"
	if path.Dir(file) == "templates/archetypes" {
		see = "studylog new begins posts with it"
	}
	fmt.Fprintf(p.err, "It stands in for the built-in one now: %s; studylog help themes says what it can print. To go back, remove it.\n", see)
	return nil
}

// findThemeFile finds a file of the theme by its path, or by the end of one that no other has.
func (p *program) findThemeFile(j *journal, name string) (string, error) {
	all := themeFiles()
	wanted := strings.TrimPrefix(path.Clean(strings.ReplaceAll(name, `\`, "/")), "./")
	if slices.Contains(all, wanted) {
		return wanted, nil
	}
	var ends []string
	for _, file := range all {
		if strings.HasSuffix(file, "/"+wanted) {
			ends = append(ends, file)
		}
	}
	if len(ends) == 1 {
		return ends[0], nil
	}
	if len(ends) > 1 {
		return "", usage("there is more than one %s in the theme", name).hintf("which of them: %s?", strings.Join(ends, ", "))
	}
	f := usage("there is no %s in the theme", name).hintf("studylog config --theme lists its files")
	last := make([]string, len(all))
	for i, file := range all {
		last[i] = path.Base(file)
	}
	if near := decode.Nearest(wanted, all); near != "" {
		f.hintf("did you mean %s?", near)
	} else if near := decode.Nearest(path.Base(wanted), last); near != "" {
		f.hintf("did you mean %s?", all[slices.Index(last, near)])
	}
	return "", f
}

// listTheme lists the parts of the theme, and says which of them are the journal's own.
func (p *program) listTheme(j *journal) error {
	for _, file := range themeFiles() {
		own := ""
		if _, err := os.Lstat(j.path(file)); err == nil {
			own = "\tyours"
		}
		if _, err := fmt.Fprintln(p.out, file+own); err != nil {
			return err
		}
	}
	fmt.Fprintln(p.err, "To change one: studylog config --theme templates/post.html")
	return nil
}
