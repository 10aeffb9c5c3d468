package site

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"
)

const rfc3339 = time.RFC3339

// feedPosts are the newest posts, as many as the settings say.
func (p *Plan) feedPosts() []*Post {
	n := p.Settings.FeedItems
	if n <= 0 {
		n = 20
	}
	return p.Posts[:min(n, len(p.Posts))]
}

// Atom, RFC 4287.
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr,omitempty"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Links    []atomLink  `xml:"link"`
	Author   *atomPerson `xml:"author"`
	Rights   string      `xml:"rights,omitempty"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomPerson struct {
	Name  string `xml:"name"`
	URI   string `xml:"uri,omitempty"`
	Email string `xml:"email,omitempty"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Link       atomLink       `xml:"link"`
	Authors    []atomPerson   `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    atomContent    `xml:"content"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Base string `xml:"xml:base,attr,omitempty"`
	Body string `xml:",chardata"`
}

// atom writes the feed with each post's full content and absolute URLs. Its date is the newest post's: the same
// journal gives the same bytes whenever it is built.
func (p *Plan) atom(posts []*Post) ([]byte, error) {
	s := &p.Settings
	f := atomFeed{
		Lang: s.Language, ID: p.Base.Abs("/"), Title: s.Title, Subtitle: s.Description, Rights: s.Licence, Updated: "1970-01-01T00:00:00Z",
		Links:  []atomLink{{"self", "application/atom+xml", p.Base.Abs("/feed.xml")}, {"alternate", "text/html", p.Base.Abs("/")}},
		Author: p.feedAuthor(),
	}
	var newest time.Time
	for _, post := range posts {
		if u := p.updatedAt(post); u.After(newest) {
			newest = u
			f.Updated = u.Format(time.RFC3339)
		}
		body, err := p.body(post, inFeed)
		if err != nil {
			return nil, err
		}
		f.Entries = append(f.Entries, p.atomEntry(post, body))
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	if err := enc.Encode(f); err != nil {
		return nil, fmt.Errorf("write the Atom feed: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// feedAuthor is the journal's author; RFC 4287 asks for one, so that a nameless journal speaks for itself.
func (p *Plan) feedAuthor() *atomPerson {
	a := p.Settings.Author
	if a.Name == "" {
		a.Name = p.Settings.Title
	}
	return &atomPerson{a.Name, a.URL, a.Email}
}

func (p *Plan) atomEntry(post *Post, body string) atomEntry {
	e := atomEntry{
		ID: p.Base.Abs(post.URL), Title: post.Meta.Title, Published: post.Date.Format(time.RFC3339), Updated: p.updatedAt(post).Format(time.RFC3339),
		Link: atomLink{"alternate", "text/html", p.Base.Abs(post.URL)}, Summary: summary(post),
		Content: atomContent{"html", p.Base.Abs(post.URL), xmlText(body)},
	}
	for _, a := range post.Meta.Authors {
		if a.Name != "" {
			e.Authors = append(e.Authors, atomPerson{a.Name, a.URL, a.Email})
		}
	}
	for _, t := range post.Meta.Tags {
		e.Categories = append(e.Categories, atomCategory{t})
	}
	return e
}

// xmlText drops what XML cannot hold, control characters above all.
func xmlText(html string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, html)
}

// jsonFeed writes JSON Feed 1.1.
func (p *Plan) jsonFeed(posts []*Post) ([]byte, error) {
	type author struct {
		Name string `json:"name,omitempty"`
		URL  string `json:"url,omitempty"`
	}
	type item struct {
		ID        string   `json:"id"`
		URL       string   `json:"url"`
		Title     string   `json:"title"`
		Content   string   `json:"content_html"`
		Summary   string   `json:"summary,omitempty"`
		Published string   `json:"date_published"`
		Modified  string   `json:"date_modified,omitempty"`
		Tags      []string `json:"tags,omitempty"`
		Language  string   `json:"language,omitempty"`
	}
	feed := struct {
		Version     string   `json:"version"`
		Title       string   `json:"title"`
		Home        string   `json:"home_page_url"`
		Feed        string   `json:"feed_url"`
		Description string   `json:"description,omitempty"`
		Language    string   `json:"language,omitempty"`
		Authors     []author `json:"authors,omitempty"`
		Items       []item   `json:"items"`
	}{
		Version: "https://jsonfeed.org/version/1.1", Title: p.Settings.Title, Home: p.Base.Abs("/"), Feed: p.Base.Abs("/feed.json"),
		Description: p.Settings.Description, Language: p.Settings.Language, Items: []item{},
	}
	if a := p.Settings.Author; a.Name != "" {
		feed.Authors = []author{{a.Name, a.URL}}
	}
	for _, post := range posts {
		body, err := p.body(post, inFeed)
		if err != nil {
			return nil, err
		}
		it := item{
			ID: p.Base.Abs(post.URL), URL: p.Base.Abs(post.URL), Title: post.Meta.Title, Content: body,
			Summary: summary(post), Published: post.Date.Format(time.RFC3339), Tags: post.Meta.Tags, Language: post.Meta.Lang,
		}
		if u := p.updatedAt(post); u.After(post.Date) {
			it.Modified = u.Format(time.RFC3339)
		}
		feed.Items = append(feed.Items, it)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(feed); err != nil {
		return nil, fmt.Errorf("write the JSON feed: %w", err)
	}
	return b.Bytes(), nil
}

// sitemap lists every page that may be found, with the day of the content that it was made from.
func (p *Plan) sitemap() []byte {
	lastmod := map[string]string{}
	newest := time.Time{}
	for _, post := range p.Posts {
		u := p.updatedAt(post)
		lastmod[post.URL] = u.Format(time.DateOnly)
		if u.After(newest) {
			newest = u
		}
	}
	for _, at := range []string{"/", "/posts/"} {
		if !newest.IsZero() {
			lastmod[at] = newest.Format(time.DateOnly)
		}
	}
	if t := p.Tracker.AsOf; t != 0 {
		lastmod["/tracker/"] = t.String()
	}
	for i := range p.Tables {
		lastmod["/compare/"+p.Tables[i].ID+"/"] = p.Tables[i].Updated.String()
	}
	var b bytes.Buffer
	b.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, at := range p.sitemapPaths() {
		b.WriteString("<url><loc>")
		_ = xml.EscapeText(&b, []byte(p.Base.Abs(at)))
		b.WriteString("</loc>")
		if day := lastmod[at]; day != "" {
			b.WriteString("<lastmod>" + day + "</lastmod>")
		}
		b.WriteString("</url>\n")
	}
	b.WriteString("</urlset>\n")
	return b.Bytes()
}

// sitemapPaths are the pages for readers: no files, no redirects, nothing that asks not to be found.
func (p *Plan) sitemapPaths() []string {
	hidden := map[string]bool{"/404.html": true}
	for post := range p.everyPost() {
		if post.Meta.NoIndex {
			hidden[post.URL] = true
		}
		for _, a := range post.Meta.Aliases {
			if url, reason := cleanURL(a.Path); reason == "" && url != post.URL {
				hidden[url] = true
			}
		}
	}
	return slices.DeleteFunc(p.Routes(), func(at string) bool {
		page := strings.HasSuffix(at, "/") || p.byURL(at) != nil
		return !page || hidden[at]
	})
}

func (p *Plan) robots() []byte {
	text := "User-agent: *\nAllow: /\n"
	if p.Base.Known() {
		text += "\nSitemap: " + p.Base.Abs("/sitemap.xml") + "\n"
	}
	return []byte(text)
}
