package content

import "studylog/internal/study"

// The keys of studylog.yaml and content/resources.yaml as editors are told of them. What a key means is said in the
// words of the manual (`studylog help settings`), and a test holds the two together.

// setting is a key with what holds without it.
func setting(name, without, doc string, is *rule) field {
	c := is.says(doc)
	c.without = without
	return field{name, c}
}

// part is a setting that is a map. It may have another, shorter form beside its keys.
func part(name string, parts *rule, short ...*rule) field {
	if len(short) == 0 {
		c := *parts
		c.parts = parts
		return field{name, &c}
	}
	return field{name, &rule{AnyOf: append([]*rule{parts}, short...), parts: parts}}
}

func settingsSchema(k Known) *rule {
	d := DefaultSettings()
	s := keys(
		setting("title", d.Title, "the name of the site", scalars()),
		setting("description", "none", "one sentence, for search engines and feeds", scalars()),
		setting("base_url", "a GitHub remote's Pages address, or unknown", "where the site will live, path included", written(`^https?://[^?#\s]+$`).like("https://ada.github.io/study-journal/")),
		setting("timezone", d.Timezone, "an IANA name; it decides which day it is, and so when a post with a future date appears", written("").like("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")),
		setting("language", d.Language, "the language of your posts: `en`, `de`, `pt-BR`", written(languageTag.Pattern)),
		part("author", keys(
			setting("name", "none", "who writes; `author: Ada` is short for it", scalars()),
			setting("url", "none", "the author's own page", written("")),
			setting("email", "none", "the author's address, for feeds", written("")),
		), scalars()),
		setting("licence", "none", "what readers may do with your texts", scalars().like("CC BY 4.0")),
		setting("nav", "Posts, Tracker, Compare, and About if there is one", "the links at the top, in your order: these, and no others", navSchema()),
		setting("permalink", d.Permalink, "the address of a post: `:year :month :day :slug :title :section`; it needs `:slug` or `:title`",
			written(`^/[^?#%\\]*:(slug|title)`).like(d.Permalink, "/:year/:slug/")),
		setting("paginate", "10", "how many posts a page of a list shows, 1 to 1000", whole(1, 1000)),
		setting("feed_items", "20", "how many posts a feed has, 1 to 1000", whole(1, 1000)),
		part("theme", keys(setting("toggle", "true", "a button for light and dark", truth())), word("toggle")),
		part("markdown", keys(
			setting("typographer", "true", "quotes, dashes and dots set as in print", truth()),
			setting("emoji", "true", "`:tada:` becomes the character", truth()),
			setting("line_numbers", "false", "line numbers beside code", truth()),
			setting("math", "false", "`$…$` and `$$…$$` are maths", truth()),
		)),
		part("limits", keys(
			setting("post_bytes", "1 MiB", "the longest post: a number of bytes, or `2 MiB`; from 1 KiB to 64 MiB", amount().like("2 MiB")),
			setting("pixels", "40000000", "the largest picture, width times height", whole(1, 1_000_000_000)),
		)),
		part("study", studySettings(k)),
		setting("params", "none", "values of your own, for templates of your own", whatever()),
	)
	s.Title = "studylog.yaml: the settings of a study journal"
	return s
}

func navSchema() *rule {
	link := written("")
	entry := either(
		keys(field{"name", scalars()}, field{"url", link}).needs("name", "url"),
		&rule{Type: []string{"object"}, Others: link},
	)
	return either(listOf(entry), &rule{Type: []string{"object", "null"}, Others: link})
}

func studySettings(k Known) *rule {
	from := day().says("the first day on which it holds").like("2025-10-14")
	days := &rule{Type: []string{"string", "integer", "null"}, Pattern: `^\s*[0-9]+\s*([dD](ays?)?|[wW](eeks?)?)?\s*$`}
	cadence := keys(
		field{"from", from},
		field{"every", days.says("the days between updates: `14d` or `2w`").like("14d", "2w", "1w")},
		field{"grace", days.says("the days by which an update may be late").like("2d")},
	).needs("every")
	goal := keys(
		field{"from", from},
		field{"target", amount().says("the time for a day: `2h`, `90m`").like("2h", "90m")},
		field{"minimum", amount().says("the time from which a day counts").like("15m")},
		field{"rest", whole(0, 6).says("the free days of a week, 0 to 6; within a week the goal of its first day says how many are forgiven, so let a change begin on a Monday")},
		field{"focus", oneOrMore(scalars().like(k.ids()...)).says("what it is for: the id of a resource, or words")},
	).needs("target")
	pause := keys(
		field{"from", from},
		field{"to", day().says("the last day")},
		field{"why", scalars().says("the reason")},
	).needs("from")
	return keys(
		setting("start", "the day of the first report", "the first day of the plan", day()),
		setting("finish", "none", "the day by which you mean to be done", day()),
		setting("cadence", "none", "how often you mean to report: a list, see below", oneOrMore(cadence)),
		setting("daily_goal", "none", "what you mean to do on a day: a list, see below", oneOrMore(goal)),
		setting("pauses", "none", "holidays and the like: a list, see below", oneOrMore(pause)),
		setting("streaks", "weeks", "what a run is counted in: `weeks`, `days`, or `off`", word("weeks", "days", "off")),
	)
}

func (k Known) ids() (ids []any) {
	for _, r := range k.Resources {
		ids = append(ids, r.ID)
	}
	return ids
}

func resourcesSchema() *rule {
	total := amount().like(12, "24h")
	grown := keys(field{"from", day()}, field{"is", total}).needs("from", "is")
	sizes := &rule{Type: []string{"object", "null"}, Properties: map[string]*rule{}, Others: amount()}
	for _, unit := range study.UnitNames() {
		if unit != string(study.Percent) {
			sizes.Properties[unit] = amount()
		}
	}
	// A unit may also be written short, or in the singular: the names are offered, and none is refused.
	unit := either(word(study.UnitNames()...), written(`^\s*(%|[A-Za-z]+)\s*$`))
	entry := keys(
		setting("id", "needed", "what posts call it: small letters, digits and hyphens; no word that `progress:` reads otherwise, such as `labs` or `done`", written(idPattern)),
		setting("kind", "by its unit", "book, course, video, cert, paper, lab or project", word(resourceKinds...)),
		setting("title", "its id", "what pages show", scalars()),
		setting("by", "none", "who made it", scalars()),
		setting("url", "none", "where it is", written("")),
		setting("unit", "that of the first report", "chapters, pages, lessons, modules, hours, percent, labs or tasks", unit),
		setting("total", "the first report that states one", "how many there are, or `24h`; or a list of `from` and `is`, where it grows", either(total, listOf(grown))),
		setting("also", "none", "its size in other units, so that you may report in those: `{pages: 254}`; it needs a `total`", sizes),
		setting("scope", "all of it", "the part that you plan: `1-6,9`", amount()),
		setting("effort", "estimated from unit and size", "how much work it is: `30h`", amount()),
		setting("topics", "none", "what it is about, a list", oneOrMore(scalars())),
		setting("exam", "none", "the day of the exam", day()),
	).needs("id")
	return &rule{
		Title: "content/resources.yaml: what is studied", Type: []string{"array", "null"}, Items: entry,
	}
}
