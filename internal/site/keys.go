package site

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"studylog/internal/compare"
	"studylog/internal/content"
)

// Most of a site is posts and lists of posts. Their keys are made of what their views are made of, and not of the views:
// at ten thousand posts, making each view, and writing it down as JSON, was half of a build in which nothing changed.
// content.Page.Key stands for all that a post's own file says; what is left is what other files, the settings and the
// options say of it. A view that learns of something new from there needs it here as well.

// shared is the key of what all posts have in common: the settings, the options, and what the layout prints everywhere.
func (o *output) sharedKey() [32]byte {
	p := o.p
	settings := p.Settings
	settings.Positions = nil // a comment above a setting changes no page
	return o.key("shared", struct {
		Base     Base
		Settings content.Settings
		Address  Address
		Preview  bool
	}{p.base(head{url: "/", script: true}), settings, p.Base, p.opts.Preview}, nil)
}

// context is what a post's page shows beside what its own file says.
type context struct {
	URL, Layout   string
	Date, Updated string
	Ribbon, Label string
	Period, Hours string
	Strip         *StripView
	Comparisons   []Link
	Series        *SeriesView
	Newer, Older  *Link
	Image, Alt    string
	Body          []byte
}

func (o *output) postKey(post *Post) [32]byte {
	p := o.p
	c := context{
		URL: post.URL, Layout: layout(post), Date: post.Date.Format(time.RFC3339), Updated: p.instant(post.Meta.Updated).Format(time.RFC3339),
		Ribbon: p.ribbon(post), Label: p.label(post), Body: p.bodyKey(post),
	}
	if post.Post {
		var v PostView
		p.addProgress(&v, post)
		c.Period, c.Hours, c.Strip = v.Period, v.Hours, v.Strip
		c.Comparisons, c.Series = p.comparisonLinks(post), p.series(post)
		c.Newer, c.Older = p.neighbour(post.at-1), p.neighbour(post.at+1)
		c.Image, c.Alt = p.ogImage(post)
	}
	return o.key("post", c, o.shared[:])
}

// list adds a page that is a frame around posts. It is made when it is opened.
func (o *output) list(sitePath, kind string, frame func() any, posts []*Post, view func() any) {
	if o.keyless {
		o.page(sitePath, kind, view)
		return
	}
	more := make([]byte, 0, len(posts)*sha256.Size)
	for _, post := range posts {
		item := o.items[o.p.now(post)]
		more = append(more, item[:]...)
	}
	o.add(sitePath, o.key(kind, frame(), more), func() ([]byte, error) { return o.p.theme.render(kind, view()) })
}

// itemKeys are the keys of posts as lists show them.
func (o *output) itemKeys() map[*Post][32]byte {
	posts := o.p.Posts
	keys := make([][32]byte, len(posts))
	parallel(len(posts), func(i int) {
		data, err := json.Marshal(o.p.postItem(posts[i]))
		if err != nil {
			panic("site: a view is no plain data: " + err.Error())
		}
		keys[i] = sha256.Sum256(data)
	})
	m := make(map[*Post][32]byte, len(posts))
	for i, post := range posts {
		m[post] = keys[i]
	}
	return m
}

// trackerKey stands for all that the tracker is made of: the settings, the resources, the posts that report progress or
// are named by what does, the days of all others, the pictures, and what paths there are. So nothing of the tracker
// needs to be computed to see that nothing of it changed; and what did not change of it, although something did, is found
// to be the same bytes when it is written.
func (o *output) trackerKey() (key [32]byte) {
	if o.keyless {
		return key
	}
	p := o.p
	h := sha256.New()
	h.Write(o.shared[:])
	for _, post := range p.Posts {
		item := o.items[post]
		if post.Block != nil { // and not the post's key: what its text says beside is none of the tracker's
			block := o.key("block", post.Block, nil)
			fmt.Fprintf(h, "%s %s %d %x\n", post.Path, post.URL, p.clock(post), block)
		}
		h.Write(item[:])
	}
	for _, file := range sortedKeys(p.images) {
		img := p.images[file]
		fmt.Fprintf(h, "%q %q %d %d %v\n", file, img.url, img.width, img.height, img.err)
	}
	for _, at := range p.Routes() {
		fmt.Fprintf(h, "%q\n", at)
	}
	return o.key("tracker", p.tree.Resources, h.Sum(nil))
}

// tableKeys stand for what a comparison's pages are made of: the whole of it, and what it was after each post.
type tableKeys struct {
	all   [32]byte
	after map[string][32]byte // by the post's path
}

// tableKeys goes through the posts of a comparison once, oldest first. A page of the table as of one of them knows
// nothing of those after it, so that an edit renders no older page again, and none is made to see that it stands.
func (o *output) tableKeys(t *compare.Table) (keys tableKeys) {
	if o.keyless {
		return keys
	}
	p := o.p
	h := sha256.New()
	h.Write(o.shared[:])
	var def compare.Definition
	intro := ""
	if d := p.intros[t.ID]; d != nil {
		def = d.Definition
		if d.Doc != nil {
			intro, _ = p.body(p.definitionPost(d), onPage) // whole: nothing is read
		}
	}
	lastYear := p.Posts[0].Meta.Date.Day.Year() // days of other years are written with theirs
	fmt.Fprintf(h, "%q %q %d %q %q %q\n", t.ID, t.Title, lastYear, def.Columns, def.RowAliases, def.ColumnAliases)
	keys.after = make(map[string][32]byte, len(t.History))
	for i, s := range t.Sources {
		if i > 0 && s.File == t.Sources[i-1].File {
			continue
		}
		post := p.byPath(s.File)
		item := o.items[post]
		fmt.Fprintf(h, "%q %s %d %x %x\n", post.URL, s.Date, s.Clock, p.bodyKey(post), item)
		keys.after[s.File] = [32]byte(h.Sum(nil))
	}
	keys.all = o.key("comparison", intro, h.Sum(nil))
	return keys
}

// lazy adds a page whose view is made when it is opened.
func (o *output) lazy(sitePath, kind string, inputs [32]byte, view func() any) {
	o.add(sitePath, o.key(kind, sitePath, inputs[:]), func() ([]byte, error) { return o.p.theme.render(kind, view()) })
}

// data adds a file that is written when it is opened.
func (o *output) data(sitePath string, inputs [32]byte, write func() []byte) {
	o.add(sitePath, o.key("data", sitePath, inputs[:]), func() ([]byte, error) { return write(), nil })
}
