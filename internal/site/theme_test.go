package site_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
	"golang.org/x/net/html"

	"studylog/internal/site"
)

// The default theme, executed with invented views: every kind of page, full, on the first day and empty. What a browser
// alone can judge is judged elsewhere; here stands what must hold of the markup. With THEME_OUT=dir the pages are
// written there, with the theme's static files, to be looked at.

const themeRoot = "../.."

func TestThemeExecutes(t *testing.T) {
	out := os.Getenv("THEME_OUT")
	for _, p := range themePages() {
		t.Run(p.name, func(t *testing.T) {
			page := execute(t, p.kind, p.view)
			checkPage(t, page)
			if out != "" {
				writePage(t, out, p.name+".html", page)
			}
		})
	}
	if out != "" {
		copyStatic(t, out)
	}
}

// A template must stand a view in which nothing is set: the plan executes each one so, to find its mistakes early.
func TestThemeExecutesZeroViews(t *testing.T) {
	for kind, view := range map[string]any{
		"home": site.HomeView{}, "post": site.PostView{}, "page": site.PostView{}, "list": site.ListView{}, "tags": site.TagsView{},
		"tracker": site.TrackerView{}, "resource": site.ResourceView{}, "comparisons": site.ComparisonsView{},
		"comparison": site.ComparisonView{}, "404": site.NotFoundView{},
	} {
		t.Run(kind, func(t *testing.T) {
			checkStructure(t, execute(t, kind, view))
		})
	}
}

// The days before there is anything to show say how to fill the page, and draw nothing.
func TestThemeFirstDays(t *testing.T) {
	day := string(execute(t, "tracker", dayOneTracker()))
	for _, want := range []string{"Charts appear after the first update.", "11 November 2025", "The plan", "Promised next", "not started"} {
		if !strings.Contains(day, want) {
			t.Errorf("the first day's tracker does not say %q", want)
		}
	}
	if strings.Contains(day, "Likely finish") || strings.Contains(day, ">Pace<") {
		t.Error("the first day's tracker has a column that no resource fills")
	}
	for name, page := range map[string][]byte{
		"tracker": execute(t, "tracker", site.TrackerView{Base: base("Tracker", 1), Heading: "Tracker", Empty: true}),
		"home":    execute(t, "home", site.HomeView{Base: base("", 0), Heading: "Study journal"}),
		"compare": execute(t, "comparisons", site.ComparisonsView{Base: base("Compare", 2), Heading: "Comparisons", Empty: true}),
	} {
		if !bytes.Contains(page, []byte(`class="empty"`)) {
			t.Errorf("%s: the empty page does not say how to fill it", name)
		}
		if bytes.Contains(page, []byte(`class="chart"`)) {
			t.Errorf("%s: the empty page has a chart", name)
		}
	}
}

// What a view says as text stays text.
func TestThemeEscapes(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	views := map[string]any{
		"home": site.HomeView{
			Base: site.Base{Title: evil, SiteTitle: evil, Description: evil, Ribbon: evil}, Heading: evil,
			Posts: []site.PostItem{{Title: evil, URL: "javascript:alert(1)", Summary: evil}},
		},
		"tracker": site.TrackerView{Lede: evil, Kinds: []site.KindView{{Name: evil, Resources: []site.ResourceRow{{
			Name: evil,
			URL:  evil, Bar: &site.Bar{Text: evil},
		}}}}},
		"comparison": site.ComparisonView{ID: evil, Columns: columns(evil, evil), Tools: true, Choice: true, Rows: []site.ComparisonRow{{
			ID: evil, Text: evil,
			Cells: []site.ComparisonCell{{Column: evil, Source: site.ComparisonSource{URL: "javascript:alert(1)", Title: evil}}},
		}}},
	}
	for kind, view := range views {
		page := execute(t, kind, view)
		if bytes.Contains(page, []byte("<script>alert")) || bytes.Contains(page, []byte(`href="javascript:`)) {
			t.Errorf("%s: a text became markup:\n%s", kind, page)
		}
	}
}

// What the reader waits for is small: the style sheet at most 5 KB on the wire, the script before it at most 400 bytes.
func TestThemeBudget(t *testing.T) {
	m := minify.New()
	m.AddFunc(".css", css.Minify)
	m.AddFunc(".js", js.Minify)
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(themeRoot, "static", name))
		if err != nil {
			t.Fatal(err)
		}
		if b, err = m.Bytes(filepath.Ext(name), b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return b
	}
	if n := gzipped(t, read("css/site.css")); n > 5<<10 {
		t.Errorf("site.css has %d bytes minified and compressed, more than %d", n, 5<<10)
	}
	if n := len(read("js/theme.js")); n > 400 {
		t.Errorf("theme.js has %d bytes minified, more than 400", n)
	}
	if n := gzipped(t, read("js/site.js")); n > 1536 {
		t.Errorf("site.js has %d bytes minified and compressed, more than 1536", n)
	}
}

func gzipped(t *testing.T, b []byte) int {
	t.Helper()
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(b)
	w.Close()
	return buf.Len()
}

// A token that no rule uses is a leftover, and one that is not defined is a slip. Nothing is fetched for the style.
func TestThemeTokensAreUsed(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(themeRoot, "static/css/site.css"))
	if err != nil {
		t.Fatal(err)
	}
	sheet := string(b)
	for _, m := range regexp.MustCompile(`(?m)^  (--[a-z0-9-]+):`).FindAllStringSubmatch(sheet, -1) {
		if !strings.Contains(sheet, "var("+m[1]+")") {
			t.Errorf("%s is defined and not used", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`var\((--[a-z0-9-]+)`).FindAllStringSubmatch(sheet, -1) {
		if !strings.Contains(sheet, m[1]+":") {
			t.Errorf("%s is used and not defined", m[1])
		}
	}
	if strings.Contains(sheet, "url(") != strings.Contains(sheet, "url(#hatch)") || strings.Contains(sheet, "@import") {
		t.Error("the style sheet asks for another file")
	}
}

// A view may have a field of the same name as one of Base (the tracker's Years): masthead and footer print Base's.
func TestThemeFooterIsBases(t *testing.T) {
	if page := execute(t, "tracker", trackerFull()); !bytes.Contains(page, []byte("© 2025–2026 A. Student · CC BY 4.0")) {
		t.Error("the tracker's footer does not say whose site it is")
	}
}

// Every id that the theme itself makes on pages with ids from content has a colon, which no heading or row id has.
func TestThemeReservesItsIDs(t *testing.T) {
	for _, kind := range []string{"post", "page", "comparison"} {
		for _, p := range themePages() {
			if p.kind != kind {
				continue
			}
			page := execute(t, kind, stripContent(p.view))
			for _, id := range ids(parse(t, page)) {
				if !strings.Contains(id, ":") {
					t.Errorf("%s: id %q may be a heading's", p.name, id)
				}
			}
		}
	}
}

func stripContent(view any) any {
	switch v := view.(type) {
	case site.PostView:
		v.Body, v.TOC = "", nil
		return v
	case site.ComparisonView:
		v.Rows, v.Retired = nil, nil
		return v
	}
	return view
}

func execute(t *testing.T, kind string, view any) []byte {
	t.Helper()
	partials, err := filepath.Glob(filepath.Join(themeRoot, "templates/partials/*.html"))
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(partials)
	files := append([]string{filepath.Join(themeRoot, "templates/base.html")}, partials...)
	files = append(files, filepath.Join(themeRoot, "templates", kind+".html"))
	set, err := template.New(kind).Funcs(themeFuncs).ParseFiles(files...)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := set.ExecuteTemplate(&b, "base", view); err != nil {
		t.Fatalf("execute %s: %v", kind, err)
	}
	return b.Bytes()
}

var themeFuncs = template.FuncMap{
	"join": func(sep string, list []string) string { return strings.Join(list, sep) },
	"pct":  func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) },
	"dict": func(kv ...any) (map[string]any, error) {
		if len(kv)%2 != 0 {
			return nil, fmt.Errorf("dict wants pairs, has %d values", len(kv))
		}
		m := map[string]any{}
		for i := 0; i < len(kv); i += 2 {
			m[fmt.Sprint(kv[i])] = kv[i+1]
		}
		return m, nil
	},
}

func parse(t *testing.T, page []byte) *html.Node {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func checkPage(t *testing.T, page []byte) {
	t.Helper()
	checkStructure(t, page)
	doc := parse(t, page)
	seen := map[string]bool{}
	for _, id := range ids(doc) {
		if id == "" || seen[id] {
			t.Errorf("id %q stands twice or is empty", id)
		}
		seen[id] = true
	}
	level := 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("h%d %q follows h%d", next, text(n), level)
			}
			level = next
			if strings.TrimSpace(text(n)) == "" {
				t.Errorf("an empty %s", n.Data)
			}
		}
		if n.Data == "a" && attr(n, "aria-label") == "" && strings.TrimSpace(text(n)) == "" {
			t.Errorf("a link without a name: %s", attr(n, "href"))
		}
		if ref := attr(n, "href"); strings.HasPrefix(ref, "#") && !seen[ref[1:]] {
			t.Errorf("%s leads nowhere", ref)
		}
		for ref := range strings.FieldsSeq(attr(n, "aria-labelledby")) {
			if !seen[ref] {
				t.Errorf("aria-labelledby=%q names nothing", ref)
			}
		}
		if n.Data == "svg" && attr(n, "aria-hidden") != "true" && attr(n, "role") != "img" && inSVG(n) == 0 {
			t.Errorf("an SVG that is neither hidden nor a named image")
		}
	}
}

// checkStructure asserts what holds of every page, the one made of a zero view included.
func checkStructure(t *testing.T, page []byte) {
	t.Helper()
	if bytes.Contains(page, []byte("ZgotmplZ")) || bytes.Contains(page, []byte("<no value>")) || bytes.Contains(page, []byte("%!")) {
		t.Errorf("a value that could not be printed:\n%s", page)
	}
	if first := []byte("<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\""); !bytes.Contains(page, first) {
		t.Error("the head does not begin with charset and policy")
	}
	checkBalance(t, page)
	count := map[string]int{}
	for n := range parse(t, page).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		if n.Data == "script" && attr(n, "src") == "" && attr(n, "type") != "application/ld+json" {
			t.Error("an inline script")
		}
		if n.Data == "style" {
			t.Error("an inline style sheet")
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	for _, name := range []string{"h1", "main", "title", "header", "footer"} {
		if n := count[name]; n != 1 && (name != "header" && name != "footer" || n == 0) {
			t.Errorf("%d %s elements", n, name)
		}
	}
}

// checkBalance reads the page as tokens: a parser mends what is not closed, and so would hide it.
func checkBalance(t *testing.T, page []byte) {
	t.Helper()
	void := map[string]bool{"meta": true, "link": true, "input": true, "img": true, "br": true, "hr": true, "source": true}
	var open []string
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("not closed: %v", open)
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Errorf("</%s> closes %v", name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func ids(doc *html.Node) (list []string) {
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "id" {
				list = append(list, a.Val)
			}
		}
	}
	return list
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// inSVG counts the svg elements around n.
func inSVG(n *html.Node) (depth int) {
	for a := range n.Ancestors() {
		if a.Data == "svg" {
			depth++
		}
	}
	return depth
}

func writePage(t *testing.T, dir, name string, page []byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), page, 0o644); err != nil {
		t.Fatal(err)
	}
}

func copyStatic(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"css/site.css", "js/theme.js", "js/site.js", "icon.svg"} {
		b, err := os.ReadFile(filepath.Join(themeRoot, "static", name))
		if err != nil {
			t.Fatal(err)
		}
		writePage(t, dir, filepath.Base(name), b)
	}
}

type themePage struct {
	name, kind string
	view       any
}

func themePages() []themePage {
	return []themePage{
		{"home", "home", homeFull()},
		{"home-one", "home", homeDayOne()},
		{"home-empty", "home", site.HomeView{Base: base("", 0), Heading: "Study journal"}},
		{"post", "post", postFull()},
		{"post-short", "post", postShort()},
		{"page", "page", pageAbout()},
		{"list", "list", archive()},
		{"list-empty", "list", site.ListView{Base: base("Posts", 0), Heading: "Posts"}},
		{"tags", "tags", tags()},
		{"tags-empty", "tags", site.TagsView{Base: base("Tags", -1), Heading: "Tags"}},
		{"tracker", "tracker", trackerFull()},
		{"tracker-one", "tracker", dayOneTracker()},
		{"tracker-empty", "tracker", site.TrackerView{Base: base("Tracker", 1), Heading: "Tracker", Empty: true}},
		{"resource", "resource", resourceFull()},
		{"resource-empty", "resource", resourceEmpty()},
		{"comparisons", "comparisons", comparisons()},
		{"comparisons-empty", "comparisons", site.ComparisonsView{Base: base("Compare", 2), Heading: "Comparisons", Empty: true}},
		{"comparison", "comparison", comparisonSmall()},
		{"comparison-large", "comparison", comparisonLarge()},
		{"404", "404", notFound()},
	}
}

// base is what all pages share; current is the place in the navigation, -1 for none.
func base(title string, current int) site.Base {
	b := site.Base{
		Lang: "en", Title: title, Description: "A journal of the way into AI security engineering.",
		CSP:       "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'",
		Canonical: "https://ada.example/journal/", FeedAtom: "feed.xml", FeedJSON: "feed.json",
		Stylesheet: "site.css", HeadScript: "theme.js", Script: "site.js", Icon: "icon.svg",
		OG:        []site.Property{{Name: "og:title", Content: title}, {Name: "og:type", Content: "website"}},
		JSONLD:    `{"@context":"https://schema.org","@type":"WebSite","name":"From gradients to guardrails"}`,
		SiteTitle: "Gradient to Guard", Home: "home.html",
		Nav: []site.NavLink{
			{Name: "Posts", URL: "list.html"},
			{Name: "Tracker", URL: "tracker.html"},
			{Name: "Compare", URL: "comparison.html"},
			{Name: "Tags", URL: "tags.html"},
			{Name: "About", URL: "page.html"},
		},
		Ink:    &site.Bar{Before: 27.1, Gained: 8.4, Text: "35.5 % of planned effort"},
		Author: "A. Student", Licence: "CC BY 4.0", Years: "2025–2026", ThemeToggle: true,
	}
	if current >= 0 {
		b.Nav[current].Current = true
	}
	return b
}

func day(iso, long, short string) site.Day {
	return site.Day{ISO: iso, Long: long, Short: short, Medium: short + " " + iso[:4]}
}

var (
	oct14 = day("2025-10-14", "14 October 2025", "14 Oct")
	oct28 = day("2025-10-28", "28 October 2025", "28 Oct")
	nov5  = day("2025-11-05", "5 November 2025", "5 Nov")
	nov11 = day("2025-11-11", "11 November 2025", "11 Nov")
	feb14 = day("2026-02-14", "14 February 2026", "14 Feb")
)

func posts() []site.PostItem {
	return []site.PostItem{
		{Title: "My first evasion attack", URL: "post.html", Date: nov11, Label: "Update 2", Hours: "14.5 h", Summary: "FGSM against a small CNN, the VPC lab deployed, and a table of numbers I would defend."},
		{Title: "Why prompt injection is not SQL injection", URL: "post.html", Date: nov5, Label: "Note", Summary: "The analogy helps for one afternoon and then misleads."},
		{Title: "Two weeks in: IAM, three chapters and one wall", URL: "post.html", Date: oct28, Label: "Update 1", Hours: "19 h", Summary: "What the first fortnight taught me about my own estimates."},
		{Title: "From gradients to guardrails", URL: "post-short.html", Date: oct14, Summary: "Why I am moving from a PhD in machine learning into AI security engineering, and the plan for it.", Ribbon: "Draft"},
	}
}

func bars() []site.ResourceBar {
	return []site.ResourceBar{
		{Name: "The plan", URL: "tracker.html", Bar: site.Bar{Before: 27.1, Gained: 8.4, Text: "35.5 %"}},
		{Name: "The Developer’s Playbook for Large Language Model Security", URL: "resource.html", Bar: site.Bar{Before: 25, Gained: 16.7, Text: "5 of 12 chapters"}},
		{Name: "AWS Cloud Complete Bootcamp", URL: "resource.html", Bar: site.Bar{Before: 62.5, Text: "15 of 24 h"}},
	}
}

func homeFull() site.HomeView {
	heat := heatChart("heat-home", "The last 20 weeks", 20, 3)
	return site.HomeView{
		Base: base("", 0), Heading: "From gradients to guardrails",
		Intro: "I am a PhD student moving into AI security engineering. Every two weeks I write down what I read, broke and understood.",
		Posts: posts(), All: &site.Link{Name: "All 26 posts", URL: "list.html"},
		Where: &site.WhereView{
			Rules: bars(), Line: "35.5 % of planned effort, 69 h logged.", Heat: &heat,
			Next: "Next update planned for 25 November 2025.", Tracker: "tracker.html",
		},
	}
}

func homeDayOne() site.HomeView {
	v := site.HomeView{
		Base: base("", 0), Heading: "From gradients to guardrails", Intro: "A study journal.", Posts: posts()[3:],
		Where: &site.WhereView{
			Rules: []site.ResourceBar{
				{Name: "The Developer’s Playbook for LLM Security", URL: "resource-empty.html", Bar: site.Bar{Text: "12 chapters"}},
				{Name: "AWS Cloud Complete Bootcamp", URL: "resource-empty.html", Bar: site.Bar{Text: "24 h"}},
			},
			Line: "The plan: 6 resources, 194 plan-hours.", Next: "First update planned for 28 October 2025.", Tracker: "tracker-one.html", DayOne: true,
		},
	}
	v.Ink = &site.Bar{Text: "0 of 194 plan-hours"}
	return v
}

func postFull() site.PostView {
	b := base("My first evasion attack", 0)
	b.Ribbon = "Draft"
	return site.PostView{
		Base: b, Heading: "My first <em>evasion</em> attack", Label: "Update 2", Date: &nov11, Updated: &nov11,
		Period: "29 Oct – 11 Nov 2025", Hours: "14.5 h", ReadingTime: "6 min read",
		Lede: "FGSM against a small CNN, lab 3 finished, and the first table of numbers I would defend in public.",
		Strip: &site.StripView{Title: "Progress, 29 October to 11 November 2025", Note: "14.5 h logged on 9 of 14 days.", Rows: []site.StripRow{
			{Name: "Adversarial AI Attacks, Mitigations, and Defense Strategies", URL: "resource.html", Bar: site.Bar{Before: 38, Gained: 9, Text: "38 → 47 %"}},
			{Name: "LLM security labs", URL: "resource.html", Bar: site.Bar{Before: 25, Gained: 12.5, Text: "2 → 3 of 8 labs"}},
		}},
		TOC: []site.TOCItem{
			{ID: "what-i-did", HTML: "What I did", Sub: []site.TOCItem{{ID: "one-equation", HTML: "Evasion in <em>one</em> equation"}}},
			{ID: "code", HTML: "Code"},
			{ID: "results", HTML: "Results"},
			{ID: "callouts", HTML: "Callouts"},
			{ID: "next", HTML: "Next"},
		},
		Body: template.HTML(postBody), Tags: []site.Link{{Name: "adversarial-ml", URL: "tags.html"}, {Name: "labs", URL: "tags.html"}},
		Comparisons: []site.Link{{Name: "Traditional and AI security", URL: "comparison.html"}},
		Series:      &site.SeriesView{Name: "Attacks, from scratch", Posts: posts()[:3], Index: 0},
		Older:       &site.Link{Name: "Why prompt injection is not SQL injection", URL: "post-short.html"},
		Newer:       &site.Link{Name: "Reading a threat model like a proof", URL: "post-short.html"},
	}
}

const postBody = `<p>This fortnight I moved from <em>optimising models</em> to <strong>attacking them</strong>. The goal was to finish chapter 4 of the adversarial ML book, reproduce one evasion attack, and log every hour honestly.<a class="fr" id="fnref:1" href="#fn:1" role="doc-noteref" aria-label="Footnote 1">1</a></p>
<aside class="note" role="note" id="fn:1"><b>1</b> Hours come from the tracker; a session shorter than ten minutes is not counted.</aside>
<h2 id="what-i-did">What I did <a class="anchor" href="#what-i-did" aria-label="Link to What I did">#</a></h2>
<ul><li>Read chapter 4 (42 pages) of <a href="https://example.org">Adversarial Machine Learning</a></li><li>Finished lab 3: prompt injection against a retrieval agent<ul><li>with a nested point</li></ul></li><li>Wrote 310 lines of <code>Go</code> for the scanner, <kbd>Ctrl</kbd>+<kbd>C</kbd></li></ul>
<ul class="tasks"><li class="task"><input type="checkbox" disabled checked aria-label="done"> Deploy the VPC lab</li><li class="task"><input type="checkbox" disabled aria-label="to do"> Read <mark>chapter 5</mark></li></ul>
<h3 id="one-equation">Evasion in one equation <a class="anchor" href="#one-equation" aria-label="Link to Evasion in one equation">#</a></h3>
<p>The fast gradient sign method perturbs an input by a step of size <math><mi>ε</mi></math> in the direction of the loss gradient. It is cheap, and it is surprisingly hard to defend against.<a class="fr" id="fnref:2" href="#fn:2" role="doc-noteref" aria-label="Footnote 2">2</a></p>
<aside class="note" role="note" id="fn:2"><b>2</b> Goodfellow, Shlens and Szegedy, <em>Explaining and Harnessing Adversarial Examples</em>, 2015.</aside>
<math display="block"><mrow><msup><mi>x</mi><mo>′</mo></msup><mo>=</mo><mi>x</mi><mo>+</mo><mi>ε</mi><mo>·</mo><mi>sign</mi><mo>(</mo><msub><mo>∇</mo><mi>x</mi></msub><mi>L</mi><mo>(</mo><mi>θ</mi><mo>,</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo><mo>)</mo></mrow></math>
<h2 id="code">Code <a class="anchor" href="#code" aria-label="Link to Code">#</a></h2>
<figure class="code"><figcaption>attack.py</figcaption><pre tabindex="0"><code class="language-python"><span class="k">import</span> torch

<span class="k">def</span> <span class="nf">fgsm</span>(model, loss_fn, x, y, eps=<span class="m">0.03</span>):
    <span class="s">"""One-step evasion attack (untargeted)."""</span>
    x = x.clone().detach().requires_grad_(<span class="k">True</span>)
<span class="hl">    loss = loss_fn(model(x), y)
</span>    loss.backward()
    <span class="c"># clamp keeps the image valid after the perturbation, which real attackers do as well</span>
    <span class="k">return</span> (x + eps * x.grad.sign()).clamp(<span class="m">0</span>, <span class="m">1</span>).detach()
</code></pre></figure>
<pre tabindex="0"><code class="language-diff"><span class="gd">- temperature = 1.0
</span><span class="gi">+ temperature = 0.2
</span></code></pre>
<h2 id="results">Results <a class="anchor" href="#results" aria-label="Link to Results">#</a></h2>
<div class="tw" tabindex="0" role="region" aria-label="Table 1"><table><thead><tr><th scope="col">Model</th><th scope="col" class="n">Clean</th><th scope="col" class="n">FGSM ε=.01</th><th scope="col" class="n">FGSM ε=.03</th><th scope="col" class="n">PGD-20</th><th scope="col">Notes</th></tr></thead><tbody>
<tr><td>Baseline CNN</td><td class="n">98.1 %</td><td class="n">71.4 %</td><td class="n">22.8 %</td><td class="n">3.1 %</td><td>no defence</td></tr>
<tr><td>+ input noise</td><td class="n">96.9 %</td><td class="n">78.0 %</td><td class="n">35.2 %</td><td class="n">6.4 %</td><td>gradient masking</td></tr>
<tr><td>+ adversarial training</td><td class="n">93.3 %</td><td class="n">90.1 %</td><td class="n">78.6 %</td><td class="n">61.7 %</td><td>7× slower to train</td></tr></tbody></table></div>
<blockquote><p>Security is a process, not a product. A defence that was never attacked was never measured.</p></blockquote>
<h2 id="callouts">Callouts <a class="anchor" href="#callouts" aria-label="Link to Callouts">#</a></h2>
<div class="callout callout-note" role="note"><p class="callout-title">Note</p><p>A callout with <a href="#next">a link</a> and <code>code</code>.</p></div>
<div class="callout callout-warning" role="note"><p class="callout-title">Only with permission</p><p>Attack what you own.</p></div>
<details class="callout callout-tip"><summary class="callout-title">Foldable tip</summary><p>Inside.</p></details>
<p class="card"><a href="https://www.youtube.com/watch?v=zA8guDqfv40"><strong>AWS Cloud Complete Bootcamp Course</strong> <span>youtube.com</span></a></p>
<dl><dt>Evasion</dt><dd>An input made at test time that the model misreads.</dd><dt>Poisoning</dt><dd>Training data made to mislead it.</dd></dl>
<hr>
<h2 id="next">Next <a class="anchor" href="#next" aria-label="Link to Next">#</a></h2>
<ol><li>Chapter 5: poisoning attacks</li><li>Lab 4: exfiltration through tool calls</li><li>The threat model for the capstone</li></ol>
<p>Plain prose needs room too, so here is a longer paragraph. A study journal is mostly read by two people: the future self who wants to know what was understood and when, and the stranger who wants to see honest evidence of work. Both of them skim first and read second, which means headings must carry meaning, numbers must line up, and the page must not move under the finger while it loads.</p>`

func postShort() site.PostView {
	return site.PostView{
		Base: base("From gradients to guardrails", 0), Heading: "From gradients to guardrails", Date: &oct14, ReadingTime: "1 min read",
		Body:  `<p>Why I am moving from a PhD in machine learning into AI security engineering, and the plan for it. Every two weeks I will report here.</p><p>A second paragraph.</p>`,
		Newer: &site.Link{Name: "Two weeks in", URL: "post.html"},
	}
}

func pageAbout() site.PostView {
	return site.PostView{Base: base("About", 4), Heading: "About", Body: `<p>I study in public. Write to <a href="mailto:a@example.org">a@example.org</a>.</p><h2 id="main">Main<a class="anchor" href="#main" aria-label="Link to Main">#</a></h2><p>A heading with a common name.</p>`}
}

func archive() site.ListView {
	return site.ListView{
		Base: base("Posts", 0), Heading: "Posts", Intro: "Everything, newest first.",
		Groups: []site.ListGroup{{Name: "2026", Posts: posts()[:2]}, {Name: "2025", Posts: posts()[1:]}},
		Pager:  site.Pager{Number: 2, Of: 3, Newer: "list.html", Older: "list.html"},
	}
}

func tags() site.TagsView {
	return site.TagsView{Base: base("Tags", 3), Heading: "Tags", Tags: []site.TagCount{
		{Name: "adversarial-ml", URL: "list.html", Count: 4},
		{Name: "aws", URL: "list.html", Count: 2},
		{Name: "llm-security", URL: "list.html", Count: 7},
		{Name: "mlops", URL: "list.html", Count: 1},
	}}
}

func plan(rich bool) []site.KindView {
	row := func(name, by string, gained, before float64, position, percent, time, pace, finish, moved, state, note string) site.ResourceRow {
		r := site.ResourceRow{
			Name: name, URL: "resource.html", By: by, Bar: &site.Bar{Before: before, Gained: gained, Text: position}, Position: position,
			Percent: percent, Time: time, Pace: pace, Finish: finish, State: state, Note: note,
		}
		if moved != "" {
			r.Moved = &site.Link{Name: moved, URL: "post.html"}
		}
		return r
	}
	if !rich {
		return []site.KindView{
			{Name: "Books", Note: "118 plan-hours", Resources: []site.ResourceRow{
				row("The Developer’s Playbook for Large Language Model Security", "Steve Wilson", 0, 0, "not started, 12 chapters", "", "", "", "", "", "planned", ""),
				row("Adversarial AI Attacks, Mitigations, and Defense Strategies", "John Sotiropoulos", 0, 0, "not started, 11 chapters", "", "", "", "", "", "planned", ""),
			}},
			{Name: "Videos", Resources: []site.ResourceRow{row("AWS Cloud Complete Bootcamp", "Jeff Hale", 0, 0, "not started, 24 h", "", "", "", "", "", "planned", "first")}},
		}
	}
	return []site.KindView{
		{Name: "Books", Bar: &site.Bar{Before: 18.2, Gained: 12, Text: "30.2 % of 118 plan-hours"}, Resources: []site.ResourceRow{
			row("The Developer’s Playbook for Large Language Model Security", "Steve Wilson", 16.7, 25, "5 of 12 chapters", "41.7 %", "11.5 h", "1.1 ch/wk", "Jan – Feb 2026", "11 Nov", "active", ""),
			row("Adversarial AI Attacks, Mitigations, and Defense Strategies", "John Sotiropoulos", 0, 18, "2 of 11 chapters", "18.2 %", "4 h", "", "", "28 Oct", "active", "est. effort"),
			row("Practicing Trustworthy Machine Learning", "", 0, 100, "9 of 9 chapters", "100 %", "25 h", "", "", "28 Oct", "done", "took 1.4× the estimate"),
		}},
		{Name: "Certificates", Bar: &site.Bar{Before: 15, Text: "15 % of 40 plan-hours"}, Resources: []site.ResourceRow{
			row("Certified AI Security Professional", "Practical DevSecOps", 0, 15, "15 %", "15 %", "6 h", "4 %/wk", "Mar – Jun 2026", "28 Oct", "active", "exam 14 Feb 2026"),
		}},
		{Name: "Videos", Bar: &site.Bar{Before: 35, Gained: 27.5, Text: "62.5 % of 36 plan-hours"}, Resources: []site.ResourceRow{
			row("AWS Cloud Complete Bootcamp", "Jeff Hale", 35.4, 27.1, "15 of 24 h", "62.5 %", "22 h", "4.2 h/wk", "24 Nov – 8 Dec", "11 Nov", "active", ""),
		}},
	}
}

func dayOneTracker() site.TrackerView {
	b := base("Tracker", 1)
	b.Ink = &site.Bar{Text: "0 of 194 plan-hours"}
	return site.TrackerView{
		Base: b, Heading: "Tracker", DayOne: true, NextDue: &nov11,
		Lede:   "The plan is made: 3 resources, 154 plan-hours.",
		Status: "Data through 14 October 2025. First update planned for 11 November 2025.", Kinds: plan(false),
		Commitments: []site.CommitmentRow{{Do: "Reach chapter 3 of the playbook", By: &nov11}, {Do: "Deploy the VPC lab", By: &nov11}},
		Goal:        []string{"Two hours a day, at least 30 minutes, two free days a week.", "First: AWS Cloud Complete Bootcamp."},
	}
}

func trackerFull() site.TrackerView {
	weekly := site.Chart{ID: "weekly", Title: "Hours per week", Caption: "A median week has 11.5 hours; 9 of 20 weeks met the plan of 12.", SVG: weeklySVG(), Table: sampleTable("Hours per week")}
	burn := site.Chart{ID: "burnup", Title: "Burn-up", Caption: "93 of 175 plan-hours are done.", SVG: burnUpSVG(), Table: sampleTable("Done and planned, by update")}
	return site.TrackerView{
		Base: base("Tracker", 1), Heading: "Tracker",
		Lede:    "69 hours over 4 weeks. 35.5 % of the planned effort is done; at the pace of the last three updates the plan is complete between January and April 2026.",
		Status:  "Data through 11 November 2025 (update 2). Next update planned for 25 November 2025.",
		NextDue: &nov11,
		Figures: []site.Figure{
			{Value: "35.5", Unit: "%", Label: "of planned effort", Note: "69 of 194 plan-hours"},
			{Value: "1", Unit: "of 5", Label: "resources done", Note: "4 started"},
			{Value: "69", Unit: "h", Label: "logged", Note: "of 52 planned"},
			{Value: "82", Label: "consistency", Note: "showed up on 19 of 22 days"},
		},
		Kinds: plan(true), Missing: "Over 4 of 5 resources; 1 has no total yet.", Weekly: &weekly,
		Goal:     []string{"The goal is two hours a day and at least 30 minutes, with two free days a week. Showed up on 19 of 22 eligible days; 14 met the full goal."},
		Runs:     []string{"4 weeks in a row, the longest run so far. 1 comeback."},
		Calendar: []site.Chart{heatChart("cal1", "July to December 2025", 26, 1), heatChart("cal2", "January to June 2026", 26, 2)}, BurnUp: &burn,
		Forecast: []string{
			"At this pace (5 plan-hours a week) the plan is complete between January and April 2026, most likely in February. The range is what the last eight updates allow; it is no promise.",
			"Of 9 earlier forecasts for finished items, 7 contained the real date.",
		},
		Cadence: &site.DataTable{
			Caption: "Updates", Head: []string{"Update", "Planned", "Came", "Late by"}, Numeric: []bool{false, false, false, true},
			Rows: [][]site.Datum{{{Text: "Update 2", URL: "post.html"}, {Text: "11 Nov"}, {Text: "11 Nov"}, {Text: "0 days"}}, {{Text: "Update 1", URL: "post.html"}, {Text: "28 Oct"}, {Text: "29 Oct"}, {Text: "1 day"}}},
		},
		CadenceNote: "2 of 2 updates on time, one every 14 days.",
		Commitments: []site.CommitmentRow{
			{Do: "Deploy the VPC lab", Promised: site.Link{Name: "Update 1", URL: "post.html"}, By: &nov11, Outcome: "kept", Resolved: &site.Link{Name: "Update 2", URL: "post.html"}},
			{Do: "Reach chapter 5 of the playbook", Promised: site.Link{Name: "The start", URL: "post.html"}, By: &nov11, Outcome: "moved", Resolved: &site.Link{Name: "Update 2", URL: "post.html"}},
			{Do: "Write the capstone’s threat model", Promised: site.Link{Name: "Update 2", URL: "post.html"}, Outcome: "open"},
		},
		Labs: []site.LabCard{
			{
				ID: "vpc-lab", Title: "A VPC with a private model endpoint", Status: "deployed", Post: site.Link{Name: "Update 2", URL: "post.html"}, Repo: "https://example.org/vpc", Hours: "6 h",
				For: []site.Link{{Name: "AWS Cloud Complete Bootcamp", URL: "resource.html"}}, Shots: []template.HTML{`<img src="icon.svg" alt="The diagram of the VPC" width="320" height="180" loading="lazy">`},
			},
			{ID: "leak", Title: "Leaking a system prompt", Status: "working", Post: site.Link{Name: "Update 2", URL: "post.html"}, Hours: "3 h"},
		},
		Topics: &site.DataTable{
			Caption: "Where each topic has its evidence", Head: []string{"Topic", "Read", "Watched", "Built", "Certified", "Written"},
			Rows: [][]site.Datum{
				{{Text: "OWASP:LLM01:2025"}, {Text: "2 posts", URL: "post.html"}, {}, {Text: "1 post", URL: "post.html"}, {}, {Text: "3 posts", URL: "post.html"}},
				{{Text: "ATLAS:AML.T0051"}, {Text: "1 post", URL: "post.html"}, {Text: "1 post", URL: "post.html"}, {}, {}, {}},
			},
		},
		Certificates: []site.CertificateRow{{Name: "AI security fundamentals", URL: "https://example.org", On: nov5, Expires: &feb14, Post: site.Link{Name: "Update 2", URL: "post.html"}}},
		Milestones: []site.MilestoneRow{
			{Date: feb14, Text: "Exam: Certified AI Security Professional"},
			{Date: nov11, Text: "50 hours", Post: &site.Link{Name: "Update 2", URL: "post.html"}, Done: true},
			{Date: oct28, Text: "Practicing Trustworthy Machine Learning done", Post: &site.Link{Name: "Update 1", URL: "post.html"}, Done: true},
		},
		ByYear: []site.Link{{Name: "2025", URL: "tracker.html"}}, Method: []string{"Effort weighs each resource.", "Minutes are whole; sums are exact."},
		Notes:     []site.NoteRow{{Text: "llm-playbook went from 5 to 4 chapters; 4 is used from 5 Nov and marked as a correction.", Post: &site.Link{Name: "Update 2", URL: "post.html"}}},
		Downloads: []site.Link{{Name: "progress.json", URL: "progress.json"}, {Name: "sessions.csv", URL: "sessions.csv"}, {Name: "updates.ics", URL: "updates.ics"}},
	}
}

func resourceFull() site.ResourceView {
	return site.ResourceView{
		Base: base("The Developer’s Playbook", 1), Heading: "The Developer’s Playbook for Large Language Model Security", By: "Steve Wilson", Kind: "Book", Link: "https://example.org/book",
		State: "active", Bar: &site.Bar{Before: 25, Gained: 16.7, Text: "5 of 12 chapters"},
		Figures: []site.Figure{{Value: "41.7", Unit: "%", Label: "of the planned part"}, {Value: "11.5", Unit: "h", Label: "logged"}, {Value: "1.1", Unit: "ch/wk", Label: "pace"}},
		Timeline: &site.DataTable{Caption: "What was stated", Head: []string{"Date", "Position", "Stated in"}, Rows: [][]site.Datum{
			{{Text: "11 Nov 2025"}, {Text: "5 of 12 chapters"}, {Text: "Update 2", URL: "post.html"}},
			{{Text: "28 Oct 2025"}, {Text: "3 of 12 chapters"}, {Text: "Update 1", URL: "post.html"}},
		}},
		Sessions: &site.DataTable{Caption: "Sessions", Head: []string{"Date", "Time"}, Numeric: []bool{false, true}, Rows: [][]site.Datum{{{Text: "10 Nov 2025"}, {Text: "1h 30m"}}, {{Text: "9 Nov 2025"}, {Text: "45m"}}}},
		Forecast: []string{"Likely done between 5 January and 20 February 2026."}, Topics: []string{"llm-security"}, Posts: posts()[:2], Back: site.Link{Name: "Tracker", URL: "tracker.html"},
	}
}

func resourceEmpty() site.ResourceView {
	return site.ResourceView{
		Base: base("AWS Cloud Complete Bootcamp", 1), Heading: "AWS Cloud Complete Bootcamp", By: "Jeff Hale", Kind: "Video", State: "planned",
		Bar: &site.Bar{Text: "not started, 24 h"}, Empty: "Write progress: aws-bootcamp 1h30m in a post.", Back: site.Link{Name: "Tracker", URL: "tracker-one.html"},
	}
}

func comparisons() site.ComparisonsView {
	return site.ComparisonsView{Base: base("Compare", 2), Heading: "Comparisons", Items: []site.ComparisonItem{
		{Title: "Traditional and AI security", URL: "comparison.html", Text: "3 rows, updated 5 November 2025 from 2 posts", Columns: []string{"Traditional security engineering", "AI security engineering"}},
		{Title: "Guardrail libraries", URL: "comparison-large.html", Text: "9 rows, updated 11 November 2025 from 3 posts", Columns: []string{"Language", "Licence", "Catches"}},
	}}
}

func comparisonSmall() site.ComparisonView {
	first := site.ComparisonSource{Date: oct14, URL: "post-short.html", Title: "From gradients to guardrails"}
	later := site.ComparisonSource{Date: nov5, URL: "post.html", Title: "Why prompt injection is not SQL injection", Confirmed: &nov11}
	cell := func(column, text string, s site.ComparisonSource) site.ComparisonCell {
		return site.ComparisonCell{Column: column, HTML: template.HTML(text), Source: s}
	}
	row := func(id, key, a, b string, s site.ComparisonSource) site.ComparisonRow {
		return site.ComparisonRow{ID: id, Key: template.HTML(key), Text: key, Source: first, Cells: []site.ComparisonCell{cell("Traditional security engineering", a, first), cell("AI security engineering", b, s)}}
	}
	return site.ComparisonView{
		Base: base("Traditional and AI security", 2), ID: "ai-vs-traditional", Heading: "Traditional and AI security",
		Intro: "<p>What changes and what stays when the target is a model.</p>", Caption: "4 rows, updated 5 November 2025 from 2 posts",
		Columns: columns("Focus area", "Traditional security engineering", "AI security engineering"),
		Rows: []site.ComparisonRow{
			row("primary-target", "Primary target", "Networks, endpoints, applications, databases", "Training data, model artefacts, <strong>MLOps</strong> pipelines", first),
			row("core-threat-model", "Core threat model", "Exploits, vulnerabilities, misconfigurations", "Adversarial attacks (evasion, poisoning), privacy attacks, <code>prompt injection</code>", later),
			row("goal", "Goal", "The CIA triad of infrastructure and data", "Robustness and trustworthiness of the ML system", first),
			{ID: "patch", Key: "Patch", Text: "Patch", Source: later, Cells: []site.ComparisonCell{{Column: "Traditional security engineering", NA: true, Source: first}, {Column: "AI security engineering", Unknown: true, Source: later}}},
		},
		Exports: []site.Link{{Name: "CSV", URL: "a.csv"}, {Name: "JSON", URL: "a.json"}, {Name: "Markdown", URL: "a.md"}}, CSVNote: "In the CSV, cells that begin with = + - @ have a quote before them.",
		History: []site.HistoryEntry{
			{Date: nov5, Post: site.Link{Name: "Why prompt injection is not SQL injection", URL: "post.html"}, Items: []site.HistoryItem{
				{Word: "Changed", What: "Core threat model, AI security engineering", Before: "Evasion, poisoning", After: "Adversarial attacks (evasion, poisoning), privacy attacks, prompt injection"}, {Word: "Added", What: "Patch, AI security engineering", After: "not known yet"}, {Word: "Retired", What: "row", Whole: true, Before: "Tools"},
			}},
			{Date: oct14, Post: site.Link{Name: "From gradients to guardrails", URL: "post-short.html"}, Items: []site.HistoryItem{{Word: "Added", What: "3 rows"}}},
		},
		Posts:   posts()[1:3],
		Retired: []site.ComparisonRow{{ID: "tools", Key: "Tools", Text: "Tools", Source: later, Cells: []site.ComparisonCell{cell("Traditional security engineering", "Scanners", first)}}},
	}
}

func columns(names ...string) (list []site.ComparisonColumn) {
	for i, name := range names {
		list = append(list, site.ComparisonColumn{Name: name, ID: "c" + strconv.Itoa(i)})
	}
	return list
}

func comparisonLarge() site.ComparisonView {
	v := comparisonSmall()
	v.Title, v.Heading, v.Intro = "Guardrail libraries", "Guardrail libraries", ""
	v.Columns = columns("Library", "Language", "Licence", "Catches", "Latency", "Verdict")
	v.Tools, v.Choice = true, true
	v.Rows = nil
	for i, name := range []string{"Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India"} {
		r := site.ComparisonRow{ID: strings.ToLower(name), Key: template.HTML(name), Text: name}
		for j, c := range v.Columns[1:] {
			r.Cells = append(r.Cells, site.ComparisonCell{
				Column: c.Name, HTML: template.HTML(fmt.Sprintf("%s %d", c.Name, (i*7+j*3)%10)),
				Source: site.ComparisonSource{Date: nov5, URL: "post.html", Title: "A post"},
			})
		}
		v.Rows = append(v.Rows, r)
	}
	v.Caption = "9 rows, updated 5 November 2025 from 2 posts"
	return v
}

func notFound() site.NotFoundView {
	return site.NotFoundView{
		Base: base("No page at this address", -1), Heading: "No page at this address",
		Links: []site.Link{{Name: "Latest posts", URL: "home.html"}, {Name: "All posts", URL: "list.html"}, {Name: "The tracker", URL: "tracker.html"}},
	}
}

func sampleTable(caption string) site.DataTable {
	t := site.DataTable{Caption: caption, Head: []string{"Week", "Hours", "Plan"}, Numeric: []bool{false, true, true}}
	for i := range 20 {
		t.Rows = append(t.Rows, []site.Datum{{Text: fmt.Sprintf("Week %d", i+1)}, {Text: fmt.Sprintf("%d.5", 6+i*7%9)}, {Text: "12"}})
	}
	return t
}

// The pictures below are stand-ins in the vocabulary of classes that the style sheet knows.

func heatChart(id, title string, weeks, seed int) site.Chart {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg width="%d" height="108" role="img" aria-label="%s">`, weeks*13+2, title)
	for i, m := range []string{"Jul", "Aug", "Sep", "Oct", "Nov"} {
		if i*52 < weeks*13-20 {
			fmt.Fprintf(&b, `<text x="%d" y="10">%s</text>`, i*52, m)
		}
	}
	size := []int{3, 5, 7, 9, 11}
	for w := range weeks {
		for d := range 7 {
			l := (w*w*3 + d*d*5 + w*d*seed) % 7
			if l > 4 {
				l = 0
			}
			fmt.Fprintf(&b, `<rect class="h%d" x="%d" y="%d" width="%d" height="%d"/>`, l, w*13+(13-size[l])/2, 17+d*13+(13-size[l])/2, size[l], size[l])
		}
	}
	b.WriteString(`</svg>`)
	return site.Chart{
		ID: id, Title: title, Caption: title + ": 61 of 140 days with study time.", SVG: template.HTML(b.String()),
		Key:   []site.KeyItem{{Class: "h0", Text: "none"}, {Class: "h1", Text: "under the minimum"}, {Class: "h2", Text: "under the target"}, {Class: "h4", Text: "target met"}},
		Table: sampleTable(title),
	}
}

func weeklySVG() template.HTML {
	var b strings.Builder
	b.WriteString(`<svg class="chart" width="100%" height="224" role="img" aria-label="Bars: hours per week"><g class="bars">`)
	for i, h := range []float64{6, 8, 7.5, 9, 11, 10, 4, 12, 13, 9, 14, 14.5, 12, 11, 15, 13, 9.5, 2, 10, 11} {
		class := ""
		if i == 19 {
			class = ` class="now"`
		}
		fmt.Fprintf(&b, `<rect%s x="%.2f%%" y="%.2f%%" width="3.2%%" height="%.2f%%"/>`, class, float64(i)*4.6, 88-h*4.7, h*4.7)
	}
	b.WriteString(`</g><line class="axis" x1="0" x2="93%" y1="88%" y2="88%"/><line class="goal" x1="0" x2="93%" y1="31.6%" y2="31.6%"/><text class="tm" x="0" y="29%">goal 12 h</text><text x="0" y="97%">Jul</text><text x="50%" y="97%">Oct</text><text x="95%" y="33%">12</text><text x="95%" y="89%">0</text></svg>`)
	return template.HTML(b.String())
}

func burnUpSVG() template.HTML {
	return `<svg class="chart" width="100%" height="224" role="img" aria-label="Lines: planned and done effort"><line class="grid" x1="0" x2="90%" y1="10%" y2="10%"/><line class="grid" x1="0" x2="90%" y1="49%" y2="49%"/><line class="axis" x1="0" x2="90%" y1="88%" y2="88%"/><svg width="90%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none"><path class="area" d="M0 88L20 80L45 64L68 47L68 88Z"/><path class="scope" vector-effect="non-scaling-stroke" d="M0 34L25 34L25 24L50 24L50 19L100 19"/><path class="done" vector-effect="non-scaling-stroke" d="M0 88L20 80L45 64L68 47"/><path class="proj" vector-effect="non-scaling-stroke" d="M68 47L100 19"/></svg><text class="t2" x="1%" y="31%">planned 140</text><text class="ta" x="48%" y="72%">done 93</text><text x="92%" y="12%">200</text><text x="92%" y="89%">0</text><text x="0" y="97%">Jul</text><text x="45%" y="97%">Oct</text></svg>`
}

// On paper a heading and a chart's finding stay with the chart, and the chart's table may go on overleaf: a figure kept
// whole with its table would leave half a page blank.
func TestOnPaperAChartStaysWithItsHeading(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(themeRoot, "static/css/site.css"))
	if err != nil {
		t.Fatal(err)
	}
	_, paper, _ := strings.Cut(string(data), "@media print")
	for _, rule := range []string{".two { display: block }", "h2, figcaption { break-after: avoid }", "figure:not(.fig) { break-inside: avoid }"} {
		if !strings.Contains(paper, rule) {
			t.Errorf("the style for paper has no %s", rule)
		}
	}
}
