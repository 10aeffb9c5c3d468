package site

import (
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"time"

	"studylog/internal/chart"
	"studylog/internal/civil"
)

// head is what a page says of itself; base makes the layout's view of it.
type head struct {
	title       string
	description string
	url         string // site path
	lang        string
	noIndex     bool
	kind        string // OpenGraph: "website" or "article"
	image       string // site path
	imageAlt    string
	canonical   string // stated in the front matter
	ribbon      string
	script      bool // wants the small enhancements
	jsonLD      any
	published   time.Time
	updated     time.Time
}

// base fills what the layout prints.
func (p *Plan) base(h head) Base {
	s := &p.Settings
	b := Base{
		Lang: h.lang, Title: h.title, Description: h.description, CSP: p.csp(),
		Stylesheet: p.asset("css/site.css"), Icon: p.asset("icon.svg"),
		SiteTitle: s.Title, SiteDescription: s.Description, Home: p.Base.URL("/"), Nav: p.nav(h.url), Ink: p.ink(),
		Author: s.Author.Name, Licence: s.Licence, Years: p.years, ThemeToggle: s.ThemeToggle, Ribbon: h.ribbon,
		NoIndex: h.noIndex || h.ribbon != "", Params: s.Params,
	}
	if b.Lang == "" {
		b.Lang = s.Language
	}
	if b.Description == "" {
		b.Description = s.Description
	}
	if s.ThemeToggle {
		b.HeadScript = p.asset("js/theme.js")
	}
	if h.script {
		b.Script = p.asset("js/site.js")
	}
	if p.Base.Known() {
		p.absolute(&b, h)
	}
	return b
}

// absolute adds what needs an origin: canonical, feeds, OpenGraph, JSON-LD.
func (p *Plan) absolute(b *Base, h head) {
	b.FeedAtom, b.FeedJSON = p.Base.URL("/feed.xml"), p.Base.URL("/feed.json")
	if h.url == "/404.html" {
		return
	}
	b.Canonical = p.Base.Abs(h.url)
	if h.canonical != "" {
		b.Canonical = h.canonical
	}
	kind := h.kind
	if kind == "" {
		kind = "website"
	}
	add := func(name, content string) {
		if content != "" {
			b.OG = append(b.OG, Property{name, content})
		}
	}
	add("og:type", kind)
	add("og:title", h.title)
	add("og:description", b.Description)
	add("og:url", b.Canonical)
	add("og:site_name", p.Settings.Title)
	if h.image != "" {
		add("og:image", p.Base.Abs(h.image))
		add("og:image:alt", h.imageAlt)
	}
	if kind == "article" && !h.published.IsZero() {
		add("article:published_time", h.published.Format(time.RFC3339))
		if !h.updated.IsZero() {
			add("article:modified_time", h.updated.Format(time.RFC3339))
		}
	}
	if h.jsonLD != nil {
		b.JSONLD = jsonLD(h.jsonLD)
	}
}

// jsonLD writes a data block. encoding/json escapes <, > and &, so that no text can close the element.
func jsonLD(v any) template.JS {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("site: JSON-LD: %v", err)) // plain maps and strings always marshal
	}
	return template.JS(data)
}

// csp is the page's content security policy. Scripts and connections are scoped to the site's own path where the
// origin is known: on user.github.io, 'self' would let in every project of that user.
func (p *Plan) csp() string {
	own := "'self'"
	if p.Base.Known() && !p.opts.Preview {
		own = p.Base.String()
	}
	return "default-src 'none'; script-src " + own + "; connect-src " + own +
		"; style-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'"
}

func (p *Plan) asset(name string) string {
	if a, ok := p.theme.assets[name]; ok {
		return p.Base.URL(a.url)
	}
	return ""
}

// nav is the five links, or those of the settings; the one whose section the page is in is current.
func (p *Plan) nav(at string) []NavLink {
	items := []Link{{"Posts", "/posts/"}, {"Tracker", "/tracker/"}, {"Compare", "/compare/"}}
	if about := p.byURL("/about/"); about != nil {
		items = append(items, Link{about.Meta.Title, "/about/"})
	}
	if p.Settings.Nav != nil {
		items = items[:0]
		for _, n := range p.Settings.Nav {
			items = append(items, Link(n))
		}
	}
	nav := make([]NavLink, len(items))
	for i, it := range items {
		url := it.URL
		if strings.HasPrefix(url, "/") && !strings.HasPrefix(url, "//") {
			url = p.Base.URL(url)
		}
		nav[i] = NavLink{it.Name, url, it.URL != "/" && strings.HasPrefix(at, it.URL) || it.URL == at}
	}
	return nav
}

// span is the posts' years: what the footer's © may say without a clock.
func (p *Plan) span() string {
	first, last := 0, 0
	for _, post := range p.Posts {
		y := post.Meta.Date.Day.Year()
		if first == 0 || y < first {
			first = y
		}
		last = max(last, y)
	}
	switch {
	case first == 0:
		return ""
	case first == last:
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d–%d", first, last)
}

func day(d civil.Date) Day {
	return Day{d.String(), d.Long(), d.Short(), d.Medium()}
}

func dayOrNil(d civil.Date) *Day {
	if d == 0 {
		return nil
	}
	x := day(d)
	return &x
}

// plural is "1 post", "2 posts".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// hours prints minutes as people say them: "45 min", "2 h", "14.5 h"; nothing for none.
func hours(minutes int) string {
	if minutes <= 0 {
		return ""
	}
	return chart.Hours(minutes)
}

// period prints two days as short as they can be told: "14–28 October 2025".
func period(from, to civil.Date) string {
	fy, fm, fd := from.Parts()
	ty, tm, _ := to.Parts()
	switch {
	case from == to:
		return to.Long()
	case fy == ty && fm == tm:
		return fmt.Sprintf("%d–%s", fd, to.Long())
	case fy == ty:
		return strings.TrimSuffix(from.Long(), fmt.Sprintf(" %d", fy)) + " – " + to.Long()
	}
	return from.Long() + " – " + to.Long()
}
