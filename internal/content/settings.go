package content

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"studylog/internal/civil"
	"studylog/internal/decode"
	"studylog/internal/diag"
	"studylog/internal/lazy"
	"studylog/internal/markdown"
	"studylog/internal/study"
)

// DefaultSettings are those of an empty studylog.yaml.
func DefaultSettings() Settings {
	return Settings{
		Title:       "Study journal",
		Timezone:    "UTC",
		Language:    "en",
		Permalink:   "/posts/:slug/",
		Paginate:    10,
		FeedItems:   20,
		ThemeToggle: true,
		Limits:      Limits{PostBytes: 1 << 20, Pixels: 40_000_000},
		Markdown:    markdown.Options{Typographer: true, Emoji: true, MaxBytes: 1 << 20},
		Study:       study.Settings{Streaks: "weeks"},
	}
}

// LoadSettings reads studylog.yaml; without one, the defaults hold. Whatever is wrong has studylog.yaml as its file.
// Values that cannot be used keep their default, so that the rest of the journal can still be looked at.
func LoadSettings(fsys fs.FS) (Settings, diag.List) {
	src, err := readAtMost(fsys, SettingsFile, longestYAML+1)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if mode, ok := instead(fsys, SettingsFile); ok {
			return DefaultSettings(), diag.List{notOpened(SettingsFile, mode)}
		}
		return DefaultSettings(), otherEnding(fsys, SettingsFile)
	case err != nil:
		s := DefaultSettings()
		s.File = SettingsFile
		return s, diag.List{diag.Errorf(diag.Pos{File: SettingsFile}, "", "cannot read the settings: %s", reason(err))}
	}
	return ParseSettings(src)
}

// otherEnding finds x.yml where x.yaml is read: silence there would look as if it were.
func otherEnding(fsys fs.FS, name string) diag.List {
	other := strings.TrimSuffix(name, ".yaml") + ".yml"
	if _, err := fs.Stat(fsys, other); err != nil {
		return nil
	}
	d := diag.Errorf(diag.Pos{File: name}, "", "there is no %s, but there is %s, which is not read", name, other)
	return diag.List{d.Hintf("rename it to %s", name)}
}

// ParseSettings reads the text of studylog.yaml.
func ParseSettings(src []byte) (Settings, diag.List) {
	r := &settingsReader{s: DefaultSettings()}
	r.s.File = SettingsFile
	r.s.Positions = map[string]diag.Pos{}
	if d, bad := notUTF8(SettingsFile, src); bad {
		r.diags.Add(d)
		return r.s, r.diags
	}
	root, diags := decode.Parse(SettingsFile, src, 1, decode.YAML)
	r.diags = diags
	r.read(root)
	r.diags.Sort()
	return r.s, r.diags
}

type settingsReader struct {
	s     Settings
	diags diag.List
}

func (r *settingsReader) errorf(n *decode.Node, hint, format string, args ...any) {
	d := diag.Errorf(n.Pos, "", format, args...)
	d.Hint = hint
	r.diags.Add(d)
}

// take returns a key's value, or nil if it is absent, and notes its place under path.
func (r *settingsReader) take(o *decode.Object, path string) *decode.Node {
	n := o.Take(path[strings.LastIndexByte(path, '.')+1:])
	if n.Absent() {
		return nil
	}
	r.s.Positions[path] = n.Pos
	return n
}

func (r *settingsReader) read(root *decode.Node) {
	o := decode.NewObject(root, "the settings", &r.diags)
	r.text(o, "title", &r.s.Title)
	r.text(o, "description", &r.s.Description)
	r.baseURL(r.take(o, "base_url"))
	r.timezone(r.take(o, "timezone"))
	r.language(r.take(o, "language"))
	r.author(r.take(o, "author"))
	r.text(o, "licence", &r.s.Licence)
	r.nav(r.take(o, "nav"))
	r.permalink(r.take(o, "permalink"))
	r.number(o, "paginate", &r.s.Paginate, 1, 1000)
	r.number(o, "feed_items", &r.s.FeedItems, 1, 1000)
	r.theme(r.take(o, "theme"))
	r.limits(r.take(o, "limits"))
	r.markdown(r.take(o, "markdown"))
	r.study(r.take(o, "study"))
	if n := r.take(o, "params"); n != nil {
		if m, ok := n.Any().(map[string]any); ok {
			r.s.Params = m
		} else {
			r.errorf(n, "", "params must be keys with values")
		}
	}
	o.Refuse("", diag.Error)
}

func (r *settingsReader) text(o *decode.Object, path string, into *string) {
	n := r.take(o, path)
	if n == nil {
		return
	}
	s, ok := n.Str()
	if !ok {
		r.errorf(n, "", "%s must be text, not %s", path, n.Kind)
		return
	}
	*into = oneLine(s)
}

func (r *settingsReader) number(o *decode.Object, path string, into *int, least, most int) {
	n := r.take(o, path)
	if n == nil {
		return
	}
	v, ok := n.Int()
	if !ok || v < least || v > most {
		hint := ""
		if n.Quoted {
			hint = "write the number without quotes"
		}
		r.errorf(n, hint, "%s must be a whole number from %d to %d", path, least, most)
		return
	}
	*into = v
}

func (r *settingsReader) truth(o *decode.Object, path string, into *bool) {
	n := r.take(o, path)
	if n == nil {
		return
	}
	v, ok := n.StrictBool()
	if !ok {
		r.errorf(n, "", "%s must be true or false", path)
		return
	}
	*into = v
}

func (r *settingsReader) baseURL(n *decode.Node) {
	if n == nil {
		return
	}
	s, _ := n.Str()
	if cause := badBaseURL(s); cause != "" {
		r.errorf(n, `for example "https://ada.github.io/study-journal/"`, "base_url %s", cause)
		return
	}
	r.s.BaseURL = s
}

func badBaseURL(s string) string {
	u, err := url.Parse(s)
	switch {
	case s == "":
		return "must be an address"
	case err != nil || strings.ContainsAny(s, " \\\"<>\t\n"):
		return fmt.Sprintf("%q is no address", s)
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Sprintf("%q must begin with https:// or http://", s)
	case u.Host == "" || u.Hostname() == "":
		return fmt.Sprintf("%q names no host", s)
	case u.User != nil:
		return "must not hold a user name or password"
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#"):
		return "must end with its path: no ? and no #"
	case slices.Contains(strings.Split(u.Path, "/"), ".."):
		return "must not hold .."
	}
	return ""
}

func (r *settingsReader) timezone(n *decode.Node) {
	if n == nil {
		return
	}
	s, _ := n.Str()
	if _, err := time.LoadLocation(s); err != nil || s == "" || s == "Local" {
		r.errorf(n, `use an IANA name, such as "Europe/Berlin", or "UTC"`, "timezone %q is not known", s)
		return
	}
	r.s.Timezone = s
}

var languageTag = lazy.Regexp{Pattern: `^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`}

func (r *settingsReader) language(n *decode.Node) {
	if n == nil {
		return
	}
	s, _ := n.Str()
	if !languageTag.Get().MatchString(s) {
		r.errorf(n, `for example "en", "de" or "pt-BR"`, "language %q is no language tag", s)
		return
	}
	r.s.Language = s
}

func (r *settingsReader) author(n *decode.Node) {
	if n == nil {
		return
	}
	if s, ok := n.Str(); ok {
		r.s.Author = Author{Name: oneLine(s)}
		return
	}
	o := decode.NewObject(n, "author", &r.diags)
	r.text(o, "author.name", &r.s.Author.Name)
	r.text(o, "author.url", &r.s.Author.URL)
	r.text(o, "author.email", &r.s.Author.Email)
	o.Refuse("", diag.Error)
	if p := r.s.Positions["author.url"]; r.s.Author.URL != "" && !safeURL(r.s.Author.URL) {
		r.diags.Add(diag.Errorf(p, "", "author.url %q is no web address", r.s.Author.URL))
		r.s.Author.URL = ""
	}
}

// nav reads a list of {name, url}, a list of `Name: url`, or a map of these.
func (r *settingsReader) nav(n *decode.Node) {
	if n == nil {
		return
	}
	r.s.Nav = []NavItem{}
	add := func(name string, at *decode.Node) {
		to, _ := at.Str()
		switch {
		case strings.TrimSpace(name) == "" || to == "":
			r.errorf(at, `write {name: Tracker, url: /tracker/} or "Tracker: /tracker/"`, "an entry of nav needs a name and an address")
		case !safeURL(to):
			r.errorf(at, "use /a/path/ of this site, or https://…", "nav: %q is no address that a page may link to", to)
		default:
			r.s.Nav = append(r.s.Nav, NavItem{oneLine(name), to})
		}
	}
	items := n.Items
	switch n.Kind {
	case decode.Map:
		items = []*decode.Node{n}
	case decode.Scalar:
		r.errorf(n, `write a list: - {name: Tracker, url: /tracker/}`, "nav must be a list")
	}
	for _, item := range items {
		switch {
		case item.Kind != decode.Map:
			r.errorf(item, `write {name: Tracker, url: /tracker/} or "Tracker: /tracker/"`, "an entry of nav needs a name and an address")
		case item.Get("url") != nil || item.Get("name") != nil:
			o := decode.NewObject(item, "nav", &r.diags)
			name, to := o.Take("name"), o.Take("url")
			text, _ := name.Str()
			if to == nil {
				to = item
			}
			add(text, to)
			o.Refuse("", diag.Error)
		default:
			for _, f := range item.Fields {
				r.meant(f.KeyPos)
				add(f.Key, f.Value)
			}
		}
	}
}

// meant takes back the warning that a list's item is a map: `- About: /about/` is what nav wants.
func (r *settingsReader) meant(at diag.Pos) {
	r.diags = slices.DeleteFunc(r.diags, func(d diag.Diagnostic) bool { return d.Pos == at && d.Severity == diag.Warning })
}

// PermalinkWords are what a permalink pattern may hold.
var PermalinkWords = []string{":year", ":month", ":day", ":slug", ":title", ":section"}

var placeholder = lazy.Regexp{Pattern: `:[A-Za-z_]*`}

func (r *settingsReader) permalink(n *decode.Node) {
	if n == nil {
		return
	}
	s, _ := n.Str()
	cause, hint := badPermalink(s)
	if cause == "" && !slices.ContainsFunc(placeholder.Get().FindAllString(s, -1), func(w string) bool { return w == ":slug" || w == ":title" }) {
		cause, hint = "gives every post of a day the same address", "it must hold :slug or :title"
	}
	if cause != "" {
		r.errorf(n, hint, "permalink %q %s", s, cause)
		return
	}
	r.s.Permalink = s
}

// badPermalink judges a pattern, of the settings or of one post.
func badPermalink(s string) (cause, hint string) {
	for _, w := range placeholder.Get().FindAllString(s, -1) {
		if !slices.Contains(PermalinkWords, w) {
			hint = "it may hold " + strings.Join(PermalinkWords, " ")
			if near := decode.Nearest(w, PermalinkWords); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return fmt.Sprintf("holds %q, which is not known", w), hint
		}
	}
	switch {
	case !strings.HasPrefix(s, "/"):
		return "must begin with /", `for example "/posts/:slug/"`
	case strings.HasPrefix(s, "//"):
		return "would lead to another host", "begin with one /"
	case strings.ContainsAny(s, "?#%\\"), hasControl(s):
		return "holds a character that no path of ours may have", "leave out ? # % and \\"
	}
	for part := range strings.SplitSeq(strings.Trim(s, "/"), "/") {
		if part == "." || part == ".." || strings.HasPrefix(part, ".") && part != "." {
			return "holds a segment that begins with a dot", ""
		}
	}
	return "", ""
}

func (r *settingsReader) theme(n *decode.Node) {
	if n == nil {
		return
	}
	if s, ok := n.Str(); ok && s == "toggle" {
		r.s.ThemeToggle = true
		return
	}
	o := decode.NewObject(n, "theme", &r.diags)
	r.truth(o, "theme.toggle", &r.s.ThemeToggle)
	o.Refuse("", diag.Error)
}

func (r *settingsReader) limits(n *decode.Node) {
	o := decode.NewObject(n, "limits", &r.diags)
	if n := r.take(o, "limits.post_bytes"); n != nil {
		s, _ := n.Str()
		v, ok := parseBytes(s)
		if !ok || v < 1<<10 || v > 64<<20 {
			r.errorf(n, `for example 2097152 or "2 MiB"`, "limits.post_bytes must be a size from 1 KiB to 64 MiB")
		} else {
			r.s.Limits.PostBytes, r.s.Markdown.MaxBytes = v, v
		}
	}
	r.number(o, "limits.pixels", &r.s.Limits.Pixels, 1, 1_000_000_000)
	o.Refuse("", diag.Error)
}

// parseBytes reads 2097152, 2 MiB, 2MB, 900 KB.
func parseBytes(s string) (int, bool) {
	digits := strings.TrimRight(s, " BbKkMmIi")
	factor := map[string]int{"": 1, "b": 1, "kb": 1000, "kib": 1 << 10, "k": 1 << 10, "mb": 1_000_000, "mib": 1 << 20, "m": 1 << 20}
	f, known := factor[strings.ToLower(strings.TrimSpace(s[len(digits):]))]
	v, err := strconv.Atoi(digits)
	if !known || err != nil || v < 0 || v > 1<<40/f {
		return 0, false
	}
	return v * f, true
}

func (r *settingsReader) markdown(n *decode.Node) {
	o := decode.NewObject(n, "markdown", &r.diags)
	r.truth(o, "markdown.line_numbers", &r.s.Markdown.LineNumbers)
	r.truth(o, "markdown.typographer", &r.s.Markdown.Typographer)
	r.truth(o, "markdown.emoji", &r.s.Markdown.Emoji)
	r.truth(o, "markdown.math", &r.s.Markdown.Math)
	o.Refuse("", diag.Error)
}

func (r *settingsReader) study(n *decode.Node) {
	o := decode.NewObject(n, "study", &r.diags)
	s := &r.s.Study
	s.Start = r.day(r.take(o, "study.start"), "study.start")
	finish := r.take(o, "study.finish")
	s.Finish = r.day(finish, "study.finish")
	if s.Start > 0 && s.Finish > 0 && s.Finish <= s.Start {
		r.errorf(finish, "", "study.finish %s is not after study.start %s", s.Finish, s.Start)
		s.Finish = 0
	}
	r.each(r.take(o, "study.cadence"), "study.cadence", r.cadence)
	r.each(r.take(o, "study.daily_goal"), "study.daily_goal", r.goal)
	r.each(r.take(o, "study.pauses"), "study.pauses", r.pause)
	if n := r.take(o, "study.streaks"); n != nil {
		word, _ := n.Str()
		known := []string{"weeks", "days", "off"}
		if !slices.Contains(known, word) {
			r.errorf(n, meant(word, known), "study.streaks %q is none of weeks, days, off", word)
		} else {
			s.Streaks = word
		}
	}
	o.Refuse("", diag.Error)
}

// each reads a list of maps, or one map where a list of one is meant.
func (r *settingsReader) each(n *decode.Node, what string, read func(*decode.Object, *decode.Node)) {
	switch {
	case n == nil:
	case n.Kind == decode.Map:
		r.one(n, what, read)
	case n.Kind == decode.List:
		for _, item := range n.Items {
			if item.Kind != decode.Map {
				r.errorf(item, "", "an entry of %s must be keys with values, not %s", what, item.Kind)
				continue
			}
			r.one(item, what, read)
		}
	default:
		r.errorf(n, map[string]string{
			"study.cadence":    "write a list: - {from: 2025-10-14, every: 14d}",
			"study.daily_goal": "write a list: - {from: 2025-10-14, target: 2h}",
			"study.pauses":     "write a list: - {from: 2025-12-22, to: 2026-01-04}",
		}[what], "%s must be a list, not %s", what, n.Kind)
	}
}

func (r *settingsReader) one(n *decode.Node, what string, read func(*decode.Object, *decode.Node)) {
	o := decode.NewObject(n, what, &r.diags)
	read(o, n)
	o.Refuse("", diag.Error)
}

func (r *settingsReader) day(n *decode.Node, what string) civil.Date {
	if n.Absent() {
		return 0
	}
	s, _ := n.Str()
	d, ok := civil.Parse(strings.TrimSpace(s))
	if !ok {
		r.errorf(n, "write it as 2025-10-14", "%s: %q is no day", what, s)
	}
	return d
}

// from reads the day from which an entry holds; entries stand in order of it.
func (r *settingsReader) from(o *decode.Object, n *decode.Node, what string, last civil.Date, first bool) (civil.Date, bool) {
	at := o.Take("from")
	if at.Absent() {
		if first && what != "study.pauses" && r.s.Study.Start > 0 {
			return r.s.Study.Start, true
		}
		r.errorf(n, "for example from: 2025-10-14", "an entry of %s needs the day from which it holds", what)
		return 0, false
	}
	d := r.day(at, what)
	if d > 0 && !first && d <= last {
		r.errorf(at, "put the entries in order of their days", "%s: %s does not come after %s, the entry before", what, d, last)
		return 0, false
	}
	return d, d > 0
}

func (r *settingsReader) cadence(o *decode.Object, n *decode.Node) {
	list := &r.s.Study.Cadence
	var last civil.Date
	if len(*list) > 0 {
		last = (*list)[len(*list)-1].From
	}
	from, ok := r.from(o, n, "study.cadence", last, len(*list) == 0)
	c := study.Cadence{From: from}
	every := o.Take("every")
	if every.Absent() {
		r.errorf(n, "for example every: 14d", "an entry of study.cadence needs every")
		ok = false
	} else if c.Every = r.days(every, "every"); c.Every < 1 {
		ok = false
	}
	if grace := o.Take("grace"); !grace.Absent() {
		if c.Grace = r.days(grace, "grace"); c.Grace < 0 {
			ok = false
		}
	}
	if ok {
		*list = append(*list, c)
	}
}

// days reads 14d, 2w or 14; it is −1 after an error.
func (r *settingsReader) days(n *decode.Node, what string) int {
	s, _ := n.Str()
	digits := strings.TrimRight(strings.TrimSpace(s), " adeksywADEKSYW")
	factor, known := map[string]int{"": 1, "d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}[strings.TrimSpace(strings.TrimSpace(s)[len(digits):])]
	v, err := strconv.Atoi(digits)
	least := 0
	if what == "every" {
		least = 1
	}
	if !known || err != nil || v < least || v > 3660 || !allDigits(digits) {
		r.errorf(n, "write 14d for fourteen days, or 2w", "%s: %q is no number of days", what, s)
		return -1
	}
	return v * factor
}

func (r *settingsReader) goal(o *decode.Object, n *decode.Node) {
	list := &r.s.Study.Goals
	var last civil.Date
	if len(*list) > 0 {
		last = (*list)[len(*list)-1].From
	}
	from, ok := r.from(o, n, "study.daily_goal", last, len(*list) == 0)
	g := study.Goal{From: from, Minimum: 1}
	target, minimum, rest := o.Take("target"), o.Take("minimum"), o.Take("rest")
	if target.Absent() {
		r.errorf(n, "for example target: 2h", "an entry of study.daily_goal needs a target")
		ok = false
	} else {
		ok = r.minutes(target, "target", &g.Target) && ok
	}
	if !minimum.Absent() {
		ok = r.minutes(minimum, "minimum", &g.Minimum) && ok
	}
	if !rest.Absent() {
		v, whole := rest.Int()
		if !whole || v < 0 || v > 6 {
			r.errorf(rest, "", "rest is the free days of a week: a whole number from 0 to 6")
			ok = false
		}
		g.Rest = v
	}
	if focus := o.Take("focus"); !focus.Absent() {
		words, _, isText := focus.Strings()
		if !isText {
			r.errorf(focus, "", "focus must be words")
		}
		g.Focus = oneLine(strings.Join(words, ", "))
	}
	if ok && g.Minimum > g.Target {
		at := minimum
		if at.Absent() {
			at = target
		}
		r.errorf(at, "lower the minimum, or raise the target", "the minimum of a day is above its target: %d of %d minutes", g.Minimum, g.Target)
		ok = false
	}
	if ok {
		*list = append(*list, g)
	}
}

// minutes reads a time above zero and at most a day.
func (r *settingsReader) minutes(n *decode.Node, what string, into *int) bool {
	s, _ := n.Str()
	v, err := study.ParseDuration(s)
	switch {
	case err != nil:
		r.errorf(n, "", "%s: %s", what, err)
	case v < 1 || v > 24*60:
		r.errorf(n, "", "%s must be from 1m to 24h", what)
	default:
		*into = v
		return true
	}
	return false
}

func (r *settingsReader) pause(o *decode.Object, n *decode.Node) {
	list := &r.s.Study.Pauses
	var last study.Pause
	if len(*list) > 0 {
		last = (*list)[len(*list)-1]
	}
	from, ok := r.from(o, n, "study.pauses", last.From, len(*list) == 0)
	p := study.Pause{From: from}
	if to := o.Take("to"); !to.Absent() {
		p.To = r.day(to, "study.pauses")
		if ok = ok && p.To > 0; ok && p.To < p.From {
			r.errorf(to, "swap from and to", "a pause ends on %s, before it begins on %s", p.To, p.From)
			ok = false
		}
	}
	if why := o.Take("why"); !why.Absent() {
		text, isText := why.Str()
		if !isText {
			r.errorf(why, "", "why must be words")
		}
		p.Why = oneLine(text)
	}
	if !ok {
		return
	}
	if len(*list) > 0 && (last.To == 0 || p.From <= last.To) {
		r.diags.Add(diag.Warnf(n.Pos, "", "this pause begins on %s, within the one before; a day is counted once", p.From))
	}
	*list = append(*list, p)
}

// meant is a hint that names what was probably meant, or all that is known.
func meant(word string, known []string) string {
	if near := decode.Nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "known here: " + strings.Join(known, ", ")
}
