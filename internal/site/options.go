package site

import (
	"time"

	"studylog/internal/compare"
	"studylog/internal/content"
	"studylog/internal/media"
	"studylog/internal/study"
)

// Options are what a build was asked for beside the journal itself.
type Options struct {
	Base    Address // where the site will live
	Drafts  bool    // admit drafts
	Future  bool    // admit future posts
	Preview bool    // for serve: ribbons say why a post would not be published, and scripts load from whatever host serves the preview

	Pictures *media.Maker // makes copies of pictures; may be nil
}

// Plan is a site decided on: which posts it has, where everything lives, what the tracker says. Nothing has been
// rendered yet.
type Plan struct {
	Base     Address
	Settings content.Settings
	Posts    []*Post // newest first
	Pages    []*Post // outside the blog, by URL
	Excluded []Excluded
	Tracker  *study.Tracker  // never nil; AsOf 0 without any progress block
	Tables   []compare.Table // comparisons, by id

	tree         *content.Tree
	opts         Options
	zone         *time.Location
	theme        *theme
	routes       *routes
	index        index
	images       map[string]*image // by path in content/
	pictures     *media.Maker
	tags         []*tag
	all          []*Post  // Posts, then Pages
	statics      []string // what static/ publishes as it is
	own          []string // the paths that studylog itself fills
	said         findings
	years        string                   // that the posts span: "2025–2026"
	updates      map[string]*study.Update // by permalink
	updateNumber map[string]int
	tables       map[string]*compare.Table      // by id
	intros       map[string]*content.Definition // by id
}

// Status says why a post is, or is not, published.
type Status uint8

const (
	Published Status = iota
	Draft
	Future  // its date or publishDate is still to come
	Expired // its expiryDate has passed
)

func (s Status) String() string {
	return [...]string{"published", "draft", "future", "expired"}[s]
}

// Post is an admitted post or page with its place in the site.
type Post struct {
	*content.Page
	URL    string    // permalink without the base path: "/posts/x/"
	Date   time.Time // in the site's zone; zero for a page without a date
	Status Status    // other than Published only in previews
	Until  time.Time // when a future post is due

	at int // in Plan.all
}

// Excluded is a post that was left out, and why.
type Excluded struct {
	*content.Page
	Status Status
	Until  time.Time // of a future post
}
