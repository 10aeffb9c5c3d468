package content

import (
	"io/fs"
	"time"

	"studylog/internal/civil"
	"studylog/internal/compare"
	"studylog/internal/diag"
	"studylog/internal/markdown"
	"studylog/internal/store"
	"studylog/internal/study"
)

// Tree is a loaded journal: everything that was read, nothing that was decided.
type Tree struct {
	FS          fs.FS // the overlay it was read from: templates/, static/, content/
	Settings    Settings
	Pages       []*Page // posts and pages, by path; drafts and future ones too
	Resources   []study.Resource
	HasCatalog  bool
	Definitions []Definition // content/comparisons/*.md
	Files       []File       // images and other files in content/ that a page may refer to, by path

	store   *store.Store // of the documents' HTML: see Doc
	parsing [32]byte     // stands for the settings that parses depend on
	found   finding      // the files, as they were when they were read
	atRest  []bool       // whether a page's file was at rest then
	aside   diag.List    // what is wrong beside pages and settings
}

// Page is one Markdown file. Parsed pages are shared between builds: treat them as read-only.
type Page struct {
	Path   string   // content/posts/2025-10-14-start.md
	Post   bool     // under content/posts/
	Bundle bool     // …/index.md: its folder's files are its own
	Name   string   // file or bundle name without date and extension
	Hash   [32]byte // sha256 of the source bytes
	Meta   Meta
	Doc    *markdown.Doc
	Block  *study.Block           // nil without `progress`
	Tables []compare.Contribution // marked tables
	Diags  diag.List              // of this file alone

	Key   [32]byte // stands for Doc: of source, path, settings and the parser's version
	apart bool     // Doc is without its HTML: see Tree.Doc
}

// Definition is a comparison's own file with its introduction.
type Definition struct {
	compare.Definition
	Doc *markdown.Doc
}

// File is a file beside the posts.
type File struct {
	Path string
	Size int64
	time time.Time // of its last change
}

// Stamp is a date as written: a civil day, perhaps with a time, perhaps with a zone.
type Stamp struct {
	Day     civil.Date
	HasTime bool
	Second  int // of the day
	HasZone bool
	Offset  int // seconds east of UTC
	Pos     diag.Pos
}

// Meta is the front matter of a page, every key and alias of the manual resolved.
type Meta struct {
	Title       string
	TitlePos    diag.Pos
	H1Title     bool // the title came from, or equals, the body's first H1: do not show that twice
	Date        Stamp
	Updated     Stamp
	Draft       bool
	Publish     Stamp
	Expiry      Stamp
	Slug        string // stated
	URL         string // stated; may hold :year etc.
	URLPos      diag.Pos
	Aliases     []Alias
	Names       []string // aliases that are no paths: other names for wiki-links
	Tags        []string // as spelt, `#` removed, without repeats of one slug
	Description string
	Authors     []Author
	Image       string
	ImageAlt    string
	ImagePos    diag.Pos
	Kind        string // update, lab, note, or ""
	Series      string
	Weight      int
	Lang        string
	TOC         *bool
	NoIndex     bool
	Math        bool
	Search      *bool
	Canonical   string
	Layout      string
	LayoutPos   diag.Pos
	Params      map[string]any // unknown keys and `params`: string, bool, int64, float64, []any, map[string]any
}

type Alias struct {
	Path string
	Pos  diag.Pos
}

type Author struct{ Name, URL, Email string }

// Settings is studylog.yaml.
type Settings struct {
	Title, Description string
	BaseURL            string
	Timezone           string // IANA; "UTC" by default
	Language           string // "en"
	Author             Author
	Licence            string
	Nav                []NavItem // nil: the default
	Permalink          string    // "/posts/:slug/"
	Paginate           int       // 10
	FeedItems          int       // 20
	ThemeToggle        bool      // true
	Limits             Limits
	Markdown           markdown.Options
	Study              study.Settings
	Params             map[string]any
	File               string              // "studylog.yaml", or "" if there is none
	Positions          map[string]diag.Pos // key path ("base_url") → place
}

type NavItem struct{ Name, URL string }

type Limits struct {
	PostBytes int // 1 MiB
	Pixels    int // of one image, 40e6
}
