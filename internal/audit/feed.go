package audit

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"studylog/internal/lazy"
)

func isFeed(mediaType string) bool {
	return strings.Contains(mediaType, "atom") || strings.Contains(mediaType, "rss") || strings.Contains(mediaType, "feed")
}

// address says which elements of feeds and sitemaps hold a URL as their text. Ids are names, not addresses.
var address = map[string]bool{"loc": true, "link": true, "uri": true, "url": true, "icon": true, "logo": true, "comments": true}

// parseXML reads a feed or a sitemap. Without an origin its URLs cannot be told from foreign ones, and only its form
// is looked at.
func parseXML(f *file, data []byte, origin string) {
	d := xml.NewDecoder(bytes.NewReader(data))
	var open []string
	var body strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			f.fail(Unreadable, "", "the file is no XML: %v", err)
			return
		}
		switch t := token.(type) {
		case xml.StartElement:
			open = append(open, t.Name.Local)
			body.Reset()
			for _, a := range t.Attr {
				if a.Name.Space == "" && (a.Name.Local == "href" || a.Name.Local == "src" || a.Name.Local == "url") {
					f.feedRef(a.Value, origin)
				}
			}
		case xml.CharData:
			body.Write(t)
		case xml.EndElement:
			if text := strings.TrimSpace(body.String()); text != "" {
				f.feedText(open[len(open)-1], text, origin)
			}
			body.Reset()
			open = open[:len(open)-1]
		}
	}
}

// feedText is the text of an element: an address, or a whole post.
func (f *file) feedText(element, text, origin string) {
	switch element {
	case "content", "summary", "description", "encoded":
		f.feedHTML(text, origin)
	default:
		if address[element] {
			f.feedRef(text, origin)
		}
	}
}

func (f *file) feedRef(url, origin string) {
	if origin != "" && url != "" {
		f.refs = append(f.refs, ref{url: url, what: "feed's link", feed: true})
	}
}

// feedHTML reads a post in a feed. Where a reader shows it there is no page around it, so anchors are not followed.
func (f *file) feedHTML(text, origin string) {
	if origin == "" || !strings.Contains(text, "<") {
		return
	}
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return // no HTML at all: plain text
	}
	inner := page{file: &file{path: f.path, ids: map[string]bool{}}}
	inner.walk(doc)
	for _, r := range inner.refs {
		if !strings.HasPrefix(r.url, "#") {
			r.feed, r.load = true, false
			r.what = "feed's " + r.what
			f.refs = append(f.refs, r)
		}
	}
}

// parseJSON reads a JSON feed; other JSON is left alone.
func parseJSON(f *file, data []byte, origin string) {
	var doc any
	if err := json.Unmarshal(data, &doc); err != nil {
		f.fail(Unreadable, "", "the file is no JSON: %v", err)
		return
	}
	if top, ok := doc.(map[string]any); ok {
		if version, _ := top["version"].(string); strings.Contains(version, "jsonfeed.org") {
			f.feedJSON("", top, origin)
		}
	}
}

func (f *file) feedJSON(key string, value any, origin string) {
	switch v := value.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			f.feedJSON(k, v[k], origin)
		}
	case []any:
		for _, item := range v {
			f.feedJSON(key, item, origin)
		}
	case string:
		switch key {
		case "url", "home_page_url", "feed_url", "next_url", "image", "banner_image", "icon", "favicon", "avatar":
			f.feedRef(v, origin)
		case "content_html":
			f.feedHTML(v, origin)
		}
	}
}

var (
	cssComment = lazy.Regexp{Pattern: `(?s)/\*.*?\*/`}
	cssRef     = lazy.Regexp{Pattern: `(?i)(?:url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)'))`}
)

// parseCSS finds what a style sheet requests.
func parseCSS(f *file, data []byte, _ string) {
	for _, m := range cssRef.Get().FindAllSubmatch(cssComment.Get().ReplaceAll(data, nil), -1) {
		url := string(bytes.Join(m[1:], nil))
		if url != "" && !strings.HasPrefix(url, "#") {
			f.refs = append(f.refs, ref{url: url, what: "style sheet's file", load: true})
		}
	}
}
