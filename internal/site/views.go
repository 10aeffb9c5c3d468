package site

import "html/template"

// The views are what templates see: a public API. A change here needs a CHANGELOG entry.
//
// Every string is plain text and is escaped by html/template; template.HTML fields were made by studylog from
// parsed Markdown or chart geometry. Every URL is ready to print: root-relative with the base path, unless the field
// says absolute. Dates come as Day, which knows its forms.

// Base is what the layout (base.html) prints on every page. All views embed it.
type Base struct {
	Lang        string
	Title       string // of the page, for <title>: "AI security · My journal" is made by the layout from Title and SiteTitle
	Description string
	CSP         string
	Canonical   string // absolute; empty while the origin is unknown
	FeedAtom    string // empty where there are no feeds
	FeedJSON    string
	Stylesheet  string
	HeadScript  string // remembers the theme choice; before the stylesheet
	Script      string // small enhancements, deferred; empty where the page needs none
	Icon        string
	OG          []Property
	JSONLD      template.JS
	NoIndex     bool

	SiteTitle       string
	SiteDescription string
	Home            string
	Nav             []NavLink
	Ink             *Bar // the masthead's inked rule; nil where nothing is planned
	Author          string
	Licence         string
	Years           string // "2025" or "2025–2026", from the posts
	ThemeToggle     bool
	Ribbon          string // "Draft", "Scheduled for 2 October 2026": only in previews
	Params          map[string]any
}

// Property is one <meta property=… content=…>.
type Property struct{ Name, Content string }

type NavLink struct {
	Name, URL string
	Current   bool
}

type Link struct{ Name, URL string }

// Day is a date in the forms that templates print.
type Day struct {
	ISO    string // 2025-10-28
	Long   string // 28 October 2025
	Short  string // 28 Oct
	Medium string // 28 Oct 2025
}

// Bar is an inked rule: Before and Gained are per cents of the width, text says the same in words.
type Bar struct {
	Before float64 // pale part
	Gained float64 // dark part, drawn after Before
	Text   string  // "38 → 47 %", "3 of 12 chapters"
}

// PostItem is a post in a list.
type PostItem struct {
	Title   string
	URL     string
	Date    Day
	Label   string // "Update 3", "Lab", "Note", or empty
	Hours   string // "14.5 h", or empty
	Summary string
	Ribbon  string
}

// HomeView is home.html: the first pages of the journal.
type HomeView struct {
	Base
	Heading string
	Intro   string
	Posts   []PostItem
	All     *Link // "All 26 posts", to the archive
	Where   *WhereView
	Pager   Pager
}

// WhereView is "Where I am" on the home page.
type WhereView struct {
	Rules   []ResourceBar // at most three
	Line    string        // one sentence for small screens: "19.2 % of planned effort, 19 h logged"
	Heat    *Chart        // the last 20 weeks; nil before there is time
	Next    string        // "Next update planned for 11 November 2025."
	Tracker string        // URL
	DayOne  bool
}

type ResourceBar struct {
	Name, URL string
	Bar       Bar
}

type Pager struct {
	Number, Of   int
	Newer, Older string // URLs; empty where there is none
}

// PostView is post.html and page.html (a page has no date, strip, tags or neighbours).
type PostView struct {
	Base
	Heading      template.HTML // inline HTML of the title
	Label        string        // "Update 3", "Lab", or empty
	Date         *Day
	Updated      *Day
	Period       string // "14–28 Oct 2025"
	Hours        string // "19 h"
	ReadingTime  string // "3 min read"
	Lede         string
	Strip        *StripView
	TOC          []TOCItem
	Body         template.HTML
	Tags         []Link
	Comparisons  []Link // tables of this post that a comparison page gathers
	Series       *SeriesView
	Newer, Older *Link
	Authors      []string
}

// StripView shows what moved in a post.
type StripView struct {
	Title string // "Progress, 14–28 October 2025"
	Rows  []StripRow
	Note  string
}

type StripRow struct {
	Name, URL string
	Bar       Bar
}

type TOCItem struct {
	ID   string
	HTML template.HTML
	Sub  []TOCItem
}

type SeriesView struct {
	Name  string
	Posts []PostItem
	Index int
}

// ListView is list.html: the archive by year, and the posts of a tag.
type ListView struct {
	Base
	Heading string
	Intro   string
	Groups  []ListGroup
	Pager   Pager
}

type ListGroup struct {
	Name  string // a year; empty for one unnamed group
	Posts []PostItem
}

// TagsView is tags.html.
type TagsView struct {
	Base
	Heading string
	Tags    []TagCount
}

type TagCount struct {
	Name, URL string
	Count     int
}

// Figure is a number with its label.
type Figure struct {
	Value string // "19.2"
	Unit  string // "%", "of 6"
	Label string // "of planned effort"
	Note  string // "37 of 194 plan-hours"
	URL   string // where its parts stand, each with its post
}

// Chart is a picture made of text: its finding, the SVG and the same data as a table.
type Chart struct {
	ID      string
	Title   string
	Caption string // the finding, a sentence
	SVG     template.HTML
	Key     []KeyItem
	Table   DataTable
}

// KeyItem explains a mark of a chart; D is the path of one that is no filled square.
type KeyItem struct{ Class, Text, D string }

type DataTable struct {
	Caption string
	Head    []string
	Rows    [][]Datum
	Numeric []bool // per column
}

// Datum is a cell of a data table, perhaps a link.
type Datum struct{ Text, URL string }

// TrackerView is tracker.html. Nil and empty parts are left out of the page.
type TrackerView struct {
	Base
	Heading        string
	Lede           string // the story in a sentence or two
	Status         string // "Data through 28 October 2025 (update 1). Next update planned for 11 November 2025", with a full stop where there is no NextDue
	Source         *Link  // the newest update: the post that the figures at the head hold as of
	NextDue        *Day
	DayOne         bool // a plan and no update yet
	Empty          bool // no progress block at all
	Figures        []Figure
	Kinds          []KindView
	Finished       []KindView // done and dropped resources, folded, where there are many
	Missing        string     // "over 4 of 6 resources; 2 have no total yet"
	Elsewhere      []Link     // "4 h went to labs": time that stands with no resource, and where it is told
	Weekly         *Chart
	Goal           []string // sentences on the daily goal
	Runs           []string
	Calendar       []Chart // halves of a year
	BurnUp         *Chart
	Forecast       []string
	Cadence        *DataTable
	CadenceNote    string
	Commitments    []CommitmentRow
	CommitmentNote string // where the older ones are
	Labs           []LabCard
	Topics         *DataTable
	Certificates   []CertificateRow
	Milestones     []MilestoneRow
	ByYear         []Link     // the pages of the years
	Years          *DataTable // a row a year, in a journal of more than one
	Method         []string
	Notes          []NoteRow
	Downloads      []Link
}

// KindView is one kind of resource: a <tbody> of "Where things stand".
type KindView struct {
	Name      string // "Books"
	Bar       *Bar   // nil without totals
	Note      string
	Pace      string
	Finish    string // its own forecast, or why there is none
	Resources []ResourceRow
}

// ResourceRow is one line of "Where things stand".
type ResourceRow struct {
	Name, URL string
	By        string
	Bar       *Bar
	Position  string // "3 of 12 chapters", "not started"
	Percent   string // "25 %", or empty
	Time      string // "5.5 h", or empty
	TimeURL   string // of its entries, each with its post
	Pace      string
	Spark     template.HTML // the share over time, as a small line
	Finish    string        // or why there is none
	Moved     *Link         // Name "28 Oct", URL of the post that stated it
	State     string
	Note      string // "took 1.4× the estimate"
}

type CommitmentRow struct {
	Do       string
	Promised Link // the post
	By       *Day
	Outcome  string // "open", "kept", "partly", "moved", "let go"
	Resolved *Link
}

type LabCard struct {
	ID, Title, Status string
	Post              Link  // that tells of it
	Stated            *Link // the post that stated its status, if it is another
	Repo              string
	Hours             string
	For               []Link
	Shots             []template.HTML
}

type CertificateRow struct {
	Name, URL string
	On        Day
	Expires   *Day
	Post      Link
}

type MilestoneRow struct {
	Date Day
	Text string
	Post *Link
	Done bool
}

type NoteRow struct {
	Text string
	Post *Link
}

// ResourceView is resource.html: /tracker/<id>/.
type ResourceView struct {
	Base
	Heading  string
	By       string
	Kind     string
	Link     string // the resource's own URL
	State    string
	Bar      *Bar
	Figures  []Figure
	Timeline *DataTable // what was stated, newest first, each with its post
	Sessions *DataTable
	Forecast []string
	Topics   []string
	Posts    []PostItem
	Empty    string // what to write to fill the page; empty if it is filled
	Back     Link
}

// ComparisonsView is comparisons.html: /compare/.
type ComparisonsView struct {
	Base
	Heading string
	Items   []ComparisonItem
	Empty   bool
}

type ComparisonItem struct {
	Title, URL string
	Text       string // "3 rows, updated 5 November 2025 from 2 posts"
	Columns    []string
}

// ComparisonView is comparison.html: /compare/<id>/.
type ComparisonView struct {
	Base
	ID      string
	Heading string
	Intro   template.HTML
	Caption string // "3 rows, updated 5 November 2025 from 2 posts"
	Columns []ComparisonColumn
	Tools   bool // long enough, or with columns of numbers, so that sorting and filtering help
	Choice  bool // of columns
	Rows    []ComparisonRow
	Exports []Link
	CSVNote string         // said beside the CSV link if cells were quoted
	History []HistoryEntry // the newest; all of it is on the history page
	Older   *Link          // to the history page
	AsOf    *Link          // set on a table as of an earlier day: back to the latest
	Posts   []PostItem     // that contributed
	Retired []ComparisonRow
}

type ComparisonColumn struct {
	Name    string
	ID      string // in the page's address: ?cols=, ?sort=
	Numeric bool
}

type ComparisonRow struct {
	ID     string
	Former []string // ids under earlier names, which go on leading here
	Key    template.HTML
	Text   string           // key as text, for labels
	Source ComparisonSource // that brought the row
	Ended  ComparisonSource // that retired it
	Alone  bool             // no cell of it says who brought it
	Cells  []ComparisonCell
}

type ComparisonCell struct {
	Column  string
	HTML    template.HTML // empty: nothing stated
	NA      bool          // not applicable
	Unknown bool          // not known yet
	Numeric bool          // a cell of a column of numbers
	Source  ComparisonSource
}

// ComparisonSource says who stated a cell: "14 Oct", linked to the table in the post.
type ComparisonSource struct {
	Date         Day
	URL          string
	Title        string
	Confirmed    *Day
	ConfirmedURL string
	Note         int    // of the post in the page's list, for print
	Was          string // what stood there before, shortened; the history has all of it
}

// HistoryEntry is what one post did to a comparison.
type HistoryEntry struct {
	ID    string // of the entry, for links to it
	Date  Day
	Post  Link
	Items []HistoryItem
	Then  *Link // the table as it stood after this post
}

type HistoryItem struct {
	Word   string // Added, Changed, Retired, Restored, Confirmed
	What   string // "Goal, Traditional"; "row", "column"
	Whole  bool   // a row or a column: Before and After are its names
	Before string
	After  string
	Diff   template.HTML // words changed, in <ins> and <del>; empty unless both texts are there
}

// HistoryView is history.html: /compare/<id>/history/.
type HistoryView struct {
	Base
	Heading string
	Back    Link
	Feed    string // Atom feed of changes; empty while the origin is unknown
	Entries []HistoryEntry
}

// NotFoundView is 404.html.
type NotFoundView struct {
	Base
	Heading string
	Links   []Link
}
