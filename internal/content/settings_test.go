package content

import (
	"reflect"
	"testing"
	"testing/fstest"

	"studylog/internal/civil"
	"studylog/internal/study"
)

func TestEmptySettingsAreDefaults(t *testing.T) {
	for _, src := range []string{"", "# nothing\n", "title:\n", "study:\nlimits:\n"} {
		s, diags := ParseSettings([]byte(src))
		saying(t, src, diags, nil)
		want := DefaultSettings()
		want.File, want.Positions = SettingsFile, s.Positions
		if !reflect.DeepEqual(s, want) {
			t.Errorf("%q: %+v", src, s)
		}
	}
	s, diags := LoadSettings(fstest.MapFS{})
	if s.File != "" || len(diags) > 0 || !reflect.DeepEqual(s, DefaultSettings()) {
		t.Errorf("without a file: %+v %v", s, diags)
	}
	_, diags = LoadSettings(fstest.MapFS{"studylog.yml": {}})
	saying(t, "studylog.yml", diags, []string{`0:0 error: there is no studylog.yaml, but there is studylog.yml`})
}

func TestSettings(t *testing.T) {
	s, diags := ParseSettings([]byte(`title: A journal
base_url: https://ada.github.io/study-journal/
timezone: Europe/Berlin
language: pt-BR
author: {name: Ada, url: https://ada.example, email: ada@ada.example}
licence: CC BY 4.0
nav:
  - {name: Tracker, url: /tracker/}
  - About: /about/
permalink: /:year/:slug/
paginate: 5
feed_items: 7
theme: {toggle: false}
limits: {post_bytes: 2 MiB, pixels: 1000}
markdown: {line_numbers: true, typographer: false, emoji: false, math: true}
study:
  start: 2025-10-14
  finish: 2026-06-30
  cadence:
    - {from: 2025-10-14, every: 14d, grace: 3d}
    - {from: 2025-11-04, every: 1w, grace: 2}
  daily_goal:
    - {from: 2025-10-14, target: 2h, minimum: 30m, rest: 2, focus: aws-bootcamp}
  pauses: [{from: 2025-12-20, to: 2026-01-03, why: holidays}, {from: 2026-03-01}]
  streaks: off
params: {x: 1}
`))
	saying(t, "settings", diags, nil)
	day := civil.MustParse
	want := DefaultSettings()
	want.File, want.Positions = SettingsFile, s.Positions
	want.Title, want.BaseURL, want.Timezone, want.Language = "A journal", "https://ada.github.io/study-journal/", "Europe/Berlin", "pt-BR"
	want.Author, want.Licence = Author{"Ada", "https://ada.example", "ada@ada.example"}, "CC BY 4.0"
	want.Nav = []NavItem{{"Tracker", "/tracker/"}, {"About", "/about/"}}
	want.Permalink, want.Paginate, want.FeedItems, want.ThemeToggle = "/:year/:slug/", 5, 7, false
	want.Limits = Limits{PostBytes: 2 << 20, Pixels: 1000}
	want.Markdown.LineNumbers, want.Markdown.Typographer, want.Markdown.Emoji, want.Markdown.Math = true, false, false, true
	want.Markdown.MaxBytes = 2 << 20
	want.Study = study.Settings{
		Start: day("2025-10-14"), Finish: day("2026-06-30"), Streaks: "off",
		Cadence: []study.Cadence{{From: day("2025-10-14"), Every: 14, Grace: 3}, {From: day("2025-11-04"), Every: 7, Grace: 2}},
		Goals:   []study.Goal{{From: day("2025-10-14"), Target: 120, Minimum: 30, Rest: 2, Focus: "aws-bootcamp"}},
		Pauses:  []study.Pause{{From: day("2025-12-20"), To: day("2026-01-03"), Why: "holidays"}, {From: day("2026-03-01")}},
	}
	want.Params = map[string]any{"x": int64(1)}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
	if p := s.Positions["base_url"]; p.Line != 2 || p.Col != 11 {
		t.Errorf("base_url stands at %v", p)
	}
}

func TestSettingsDiagnostics(t *testing.T) {
	for _, tt := range []struct {
		src  string
		want []string
	}{
		{"titel: x\n", []string{`1:1 error: unknown key "titel" in the settings | did you mean "title"?`}},
		{"title: [x]\n", []string{`1:8 error: title must be text, not a list`}},
		{"base_url: ada.github.io\n", []string{`1:11 error: base_url "ada.github.io" must begin with https:// or http://`}},
		{"base_url: https://\n", []string{`1:11 error: base_url "https://" names no host`}},
		{"base_url: https://a.example/?x\n", []string{`1:11 error: base_url must end with its path`}},
		{"base_url: https://a:b@a.example/\n", []string{`1:11 error: base_url must not hold a user name`}},
		{"timezone: Berlin\n", []string{`1:11 error: timezone "Berlin" is not known | use an IANA name`}},
		{"timezone: Local\n", []string{`1:11 error: timezone "Local" is not known`}},
		{"language: English language\n", []string{`1:11 error: language "English language" is no language tag`}},
		{"author: {nam: x}\n", []string{`1:10 error: unknown key "nam" in author | did you mean "name"?`}},
		{"nav: /tracker/\n", []string{`1:6 error: nav must be a list`}},
		{"nav: [{name: x, url: \"javascript:x\"}]\n", []string{`1:22 error: nav: "javascript:x" is no address`}},
		{"nav: [{name: x}]\n", []string{`1:7 error: an entry of nav needs a name and an address`}},
		{"permalink: /posts/\n", []string{`1:12 error: permalink "/posts/" gives every post of a day the same address | it must hold :slug or :title`}},
		{"permalink: /:yaer/:slug/\n", []string{`1:12 error: permalink "/:yaer/:slug/" holds ":yaer", which is not known | did you mean ":year"?`}},
		{"permalink: posts/:slug\n", []string{`1:12 error: permalink "posts/:slug" must begin with /`}},
		{"permalink: /../:slug/\n", []string{`1:12 error: permalink "/../:slug/" holds a segment that begins with a dot`}},
		{"paginate: 0\n", []string{`1:11 error: paginate must be a whole number from 1 to 1000`}},
		{"feed_items: many\n", []string{`1:13 error: feed_items must be a whole number`}},
		{"theme: {toggle: yes}\n", []string{`1:17 error: theme.toggle must be true or false`}},
		{"limits: {post_bytes: huge}\n", []string{`1:22 error: limits.post_bytes must be a size`}},
		{"markdown: {emojis: true}\n", []string{`1:12 error: unknown key "emojis" in markdown | did you mean "emoji"?`}},
		{"params: [x]\n", []string{`1:9 error: params must be keys with values`}},
		{"study: {start: 2025-13-01}\n", []string{`1:16 error: study.start: "2025-13-01" is no day`}},
		{"study: {start: 2025-10-14, finish: 2025-10-01}\n", []string{`1:36 error: study.finish 2025-10-01 is not after study.start 2025-10-14`}},
		{"study: {streak: weeks}\n", []string{`1:9 error: unknown key "streak" in study | did you mean "streaks"?`}},
		{"study: {streaks: months}\n", []string{`1:18 error: study.streaks "months" is none of`}},
		{"study: {cadence: [{from: 2025-10-14, every: often}]}\n", []string{`1:45 error: every: "often" is no number of days`}},
		{"study: {cadence: [{every: 14d}]}\n", []string{`1:19 error: an entry of study.cadence needs the day from which it holds`}},
		{"study: {cadence: 14d}\n", []string{`1:18 error: study.cadence must be a list`}},
		{
			"study: {cadence: [{from: 2025-11-14, every: 7d}, {from: 2025-10-14, every: 7d}]}\n",
			[]string{`1:57 error: study.cadence: 2025-10-14 does not come after 2025-11-14`},
		},
		{
			"study: {daily_goal: [{from: 2025-10-14, target: 30m, minimum: 1h}]}\n",
			[]string{`1:63 error: the minimum of a day is above its target: 60 of 30 minutes`},
		},
		{"study: {daily_goal: [{from: 2025-10-14, target: 1.5}]}\n", []string{`1:49 error: target: "1.5" has no unit. Write 1h30m or 1.5h.`}},
		{
			"study: {daily_goal: [{from: 2025-10-14, target: -1h}]}\n",
			[]string{`1:49 error: target: "-1h" is no plain number: it is negative. A time is never below 0. Try "1h30m", "90m" or "1.5h".`},
		},
		{"study: {daily_goal: [{from: 2025-10-14, target: 2h, rest: 7}]}\n", []string{`1:59 error: rest is the free days of a week`}},
		{"study: {pauses: [{from: 2025-10-14, to: 2025-10-01}]}\n", []string{`1:41 error: a pause ends on 2025-10-01, before it begins`}},
		{"study: {pauses: [{from: 2025-10-14}, {from: 2025-10-20, to: 2025-10-21}]}\n", []string{`1:38 warning: this pause begins on 2025-10-20, within the one before`}},
		{"title: a\ntitle: b\n", []string{`2:1 error:`}},
		{"title: \"\xff\"\n", []string{`1:9 error: this byte (0xff) is no UTF-8`}},
		{"- a\n", []string{`1:1 error: the settings must be keys with values`}},
	} {
		_, diags := ParseSettings([]byte(tt.src))
		saying(t, tt.src, diags, tt.want)
		for _, d := range diags {
			if d.File != SettingsFile {
				t.Errorf("%s: in %s", tt.src, d.File)
			}
		}
	}
}
