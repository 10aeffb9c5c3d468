package content

// The keys of a post's front matter as editors are told of them.

func postSchema(k Known) *rule {
	s := &rule{
		Title: "the front matter of a post or a page of a study journal", Type: []string{"object", "null"},
		Properties: map[string]*rule{}, Definitions: map[string]*rule{"position": positionSchema()},
	}
	for _, f := range headerKeys(k) {
		for i, name := range f.names {
			is := f.is.says(f.doc)
			if i > 0 {
				is = f.is.says("the same as `" + f.names[0] + "`")
				is.Unsuggested = true
			}
			s.Properties[name] = is
			s.order = append(s.order, name)
		}
	}
	return s
}

// headerKey is a key of the front matter with the other names that it goes by.
type headerKey struct {
	names []string
	doc   string
	is    *rule
}

func headerKeys(k Known) []headerKey {
	stamp := written(`^\s*([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?)?\s*$`)
	tags := oneOrMore(scalars().like(anys(k.Tags)...))
	link := scalars()
	picture := either(scalars(), whatever())
	one := func(name, doc string, is *rule) headerKey { return headerKey{[]string{name}, doc, is} }
	return []headerKey{
		{titleKeys, "what lists, feeds and search engines show", scalars()},
		{descriptionKeys, "one or two sentences, for lists, feeds and search engines", scalars()},
		{dateKeys, "the post's day, with or without a time; it wins over the file name", stamp},
		{updatedKeys, "the day of the last change", stamp},
		one("draft", "`true` keeps it back; `studylog serve` shows it", guard()),
		one("published", "`false` keeps it back; a date is `publishDate`", either(guard(), &rule{Type: []string{"string"}, Pattern: stamp.Pattern})),
		one("publish", "`false` keeps it back", guard()),
		{publishDateKeys, "published from this day", stamp},
		{expiryKeys, "published up to this day", stamp},
		{tagKeys, "what it is about, a list", tags},
		{slugKeys, "the last part of the address", &rule{Type: scalars().Type, Pattern: `^[^/\\]*$`}},
		{urlKeys, "the whole of the address, as a path", link},
		{aliasKeys, "old addresses that lead here", oneOrMore(scalars())},
		{authorKeys, "who wrote it, if not the author of the journal", either(scalars(), whatever(), listOf(either(scalars(), whatever())))},
		{imageKeys, "a picture for links to this post: its path, or `path` and `alt`", either(picture, listOf(picture))},
		one("kind", "`update`, `lab` or `note`", word(kinds...)),
		one("progress", "for the tracker, below", progressSchema(k)),
		one("compare", "for a comparison table: the id of the comparison that the only table of this post belongs to", written(idPattern).like(anys(k.Comparisons)...)),
		one("series", "the name of a series of posts that this one belongs to", oneOrMore(scalars())),
		one("weight", "a whole number: the place in a list, lightest first", &rule{Type: []string{"integer", "null"}}),
		one("lang", "the language, where it is not the journal's: `en`, `de`, `pt-BR`", written(languageTag.Pattern)),
		one("toc", "`true` or `false`: a table of contents, or none", truth()),
		one("math", "`true`: `$…$` and `$$…$$` are maths here", truth()),
		one("noindex", "`true` asks search engines to leave it out", truth()),
		one("search", "`false` leaves it out of the journal's own search", truth()),
		one("canonical", "the address of the original, where this is a copy", written(`^\s*https?://\S+\s*$`)),
		one("layout", "the name of a template of your own: `wide` uses `templates/wide.html`", written(`^\s*[A-Za-z0-9][A-Za-z0-9_-]*(\.html)?\s*$`)),
		one("params", "values of your own, for templates of your own", whatever()),
	}
}

// whereIn is where the author is in one resource.
func whereIn() *rule { return &rule{Ref: "#/definitions/position"} }

func positionSchema() *rule {
	is := amount().like("3 ch", "3/12 ch", "+2 ch", "6h30m", "40%", "done", "paused", "dropped")
	return either(is, keys(
		field{"at", is.says("where you are now, not what you added")},
		field{"note", scalars().says("a word on it")},
		field{"correct", scalars().says("why this step back is a correction; pace ignores it")},
	).needs("at"))
}

func progressSchema(k Known) *rule {
	line := (&rule{Type: []string{"string", "null"}}).like("llm-playbook 3/12 ch; spent 4h; next finish chapter 4")
	return either(line, keys(
		field{"as_of", day().says("the day that the report speaks of; else the post's date, or the newest day under `time` if that is later")},
		field{"period", written(`^\s*[0-9-]+\s*\.\.\s*[0-9-]+\s*$`).says("the days it covers; else from the day after the last report, the first from the day of the plan (start)").like("2025-10-28..2025-11-11")},
		field{"plan", oneOrMore(k.names()).says("what joins the plan here; if no post says `plan`, everything in `resources.yaml` is planned")},
		field{"at", k.byName(whereIn()).says("where you are in each resource")},
		field{"time", timeSchema(true).says("the time of each day; `undated` for time without a day")},
		field{"kept", (&rule{Type: []string{"object", "null"}, Others: keptSchema()}).says("what became of earlier commitments, by their ids")},
		field{"next", oneOrMore(nextSchema(k)).says("what you promise to do")},
		field{"labs", oneOrMore(labSchema(k)).says("labs, each as it is now")},
		field{"earned", oneOrMore(keys(
			field{"cert", k.names().says("the id of the certificate")},
			field{"on", day().says("the day on which you earned it")},
			field{"expires", day().says("the day up to which it holds")},
			field{"url", scalars().says("where it can be verified")},
		).needs("cert", "on")).says("a certificate, which makes it done")},
		field{"topics", oneOrMore(scalars()).says("what the post is about; the tracker gathers the evidence")},
		field{"note", scalars().says("a word on the whole of it")},
	))
}

// keptSchema knows that `yes`, unlike in front matter's truth values, is a word here.
func keptSchema() *rule {
	s := &rule{}
	for _, o := range outcomes {
		s.Enum = append(s.Enum, o)
	}
	return s
}

func timeSchema(days bool) *rule {
	spent := amount().like("2h", "1h30m aws-bootcamp")
	if days {
		spent = spent.like("2h", "1h30m aws-bootcamp", "rest", 0)
	}
	session := either(spent, keys(
		field{"time", spent},
		field{"again", truth().says("`true`: really another session, though an earlier post has the same one")},
	).needs("time"))
	s := &rule{
		Type: []string{"object", "null"}, Others: false,
		Patterns: map[string]*rule{`^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\s*(\.\.\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\s*)?$`: oneOrMore(session)},
	}
	if days {
		s.Properties = map[string]*rule{"undated": oneOrMore(session).says("time that belongs to no day")}
	}
	return s
}

func nextSchema(k Known) *rule {
	return either((&rule{Type: []string{"string"}}), keys(
		field{"id", written(`^[\p{L}\p{N}-]+$`).says("what a later post calls it under `kept`; else made of the words")},
		field{"do", scalars().says("what you promise")},
		field{"until", k.byName(whereIn()).says("positions to reach: it then settles itself")},
		field{"by", day().says("the day by which")},
	).needs("do"))
}

func labSchema(k Known) *rule {
	shot := either(&rule{Type: []string{"string"}}, keys(
		field{"src", scalars().says("the path of the picture")},
		field{"path", alias("src")},
		field{"image", alias("src")},
		field{"alt", scalars().says("what it shows")},
	))
	return keys(
		field{"id", written(idPattern).says("small letters, digits and hyphens")},
		field{"title", scalars().says("what pages show")},
		field{"status", word(labStatuses...).says("how far it is")},
		field{"repo", scalars().says("where its code is")},
		field{"url", scalars().says("where it runs")},
		field{"for", oneOrMore(k.names()).says("the resources that it belongs to")},
		field{"time", timeSchema(false).says("the time of each day, for the lab alone")},
		field{"shots", oneOrMore(shot).says("screenshots: paths, or `src` and `alt`, or `auto` for the post's pictures")},
	).needs("id")
}

func alias(of string) *rule {
	s := scalars().says("the same as `" + of + "`")
	s.Unsuggested = true
	return s
}
