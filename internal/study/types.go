package study

import (
	"studylog/internal/civil"
	"studylog/internal/diag"
)

// Date is a civil day; 0 is "no date".
type Date = civil.Date

// Settings is the `study` part of studylog.yaml. Lists are in order of From.
type Settings struct {
	Start, Finish Date
	Cadence       []Cadence
	Goals         []Goal
	Pauses        []Pause
	Streaks       string // "weeks" (default), "days", "off"
}

// Cadence is the rhythm of updates from a day on, in days.
type Cadence struct {
	From         Date
	Every, Grace int
}

// Goal is the daily goal from a day on: Target and Minimum in minutes, Rest in free days per ISO week.
type Goal struct {
	From                  Date
	Target, Minimum, Rest int
	Focus                 string
}

// Pause is a span of days, both in; To 0 means that it lasts until T.
type Pause struct {
	From, To Date
	Why      string
}

// Unit is what a position counts. The empty Unit means not stated.
type Unit string

const (
	Chapters Unit = "chapters"
	Pages    Unit = "pages"
	Lessons  Unit = "lessons"
	Modules  Unit = "modules"
	Hours    Unit = "hours" // amounts of this unit are kept in minutes ×60 precision: see Num
	Percent  Unit = "percent"
	Labs     Unit = "labs"
	Tasks    Unit = "tasks"
)

// Num is an exact decimal with six places: 1 is Num(1_000_000). Hours are in hours (6h30m is 6.5); since a minute
// is no finite decimal of an hour, Num of Hours counts *minutes* instead (6h30m is Num(390_000_000)).
type Num int64

// Resource is one entry of content/resources.yaml, or one made at its first mention.
type Resource struct {
	ID, Kind, Title, By, URL string
	Unit                     Unit
	Totals                   []Total // undated: From 0
	Also                     map[Unit]Num
	Effort                   int // minutes, what is planned; 0 = estimate it
	Scope                    *Set
	Topics                   []string
	Exam                     Date
	Pos                      diag.Pos
}

// Total is a size from a day on (0: always).
type Total struct {
	From Date
	Is   Num
}

// Set is a set of whole numbers, as ascending, disjoint, inclusive ranges.
type Set [][2]int

// Form says how an amount was written.
type Form uint8

const (
	NoAmount Form = iota
	Snapshot      // 3/12 ch, 40 %, 6h30m
	Delta         // +2 ch
	SetForm       // ch 1-3,5
)

// Amount is a position as stated. Total is 0 where none was stated; Unit empty where none was stated.
type Amount struct {
	Form  Form
	N     Num
	Total Num
	Unit  Unit
	Set   Set
}

// State words: "", planned, active, done, paused, dropped.
type State string

const (
	Planned State = "planned"
	Active  State = "active"
	Done    State = "done"
	Paused  State = "paused"
	Dropped State = "dropped"
)

// A Block is the `progress` block of one post, read but not yet judged against anything outside its own file.
type Block struct {
	// Filled at the plan.
	Post string // permalink without the base path: "/posts/x/"

	File      string // content/posts/…md: with as_of, Date and Clock the sort key
	Title     string // the post's
	Date      Date   // the post's date
	Clock     int    // filled at the plan: seconds from the start of that day to the post's time of day; 0 without one
	AsOf      Date   // stated, or 0
	From, To  Date   // stated period, or 0, 0
	Pos       diag.Pos
	AsOfPos   diag.Pos
	PeriodPos diag.Pos
	Draft     bool // its mistakes are warnings

	HasPlan bool
	Plan    []Mention
	At      []Position
	Time    []Session
	Undated []Session // Date 0
	Kept    []Kept
	Next    []Promise
	Labs    []Lab
	Earned  []Earned
	Topics  []Topic
	Note    string
	Shots   []Shot // the post's images, for `shots: auto`
}

// Mention names a resource.
type Mention struct {
	ID  string
	Pos diag.Pos
}

// Position is one entry of `at`, or one item of a one-line progress: an amount, a state, or both.
type Position struct {
	ID      string
	Amount  Amount
	Raw     string // as written: "3/12 ch"
	State   State
	Note    string
	Correct string
	Pos     diag.Pos // of the amount (or the state)
	IDPos   diag.Pos
}

// SessionKind tells apart what must never be confused: time, an honest zero, and rest.
type SessionKind uint8

const (
	Spent SessionKind = iota
	Zero
	Rest
)

// Session is time on one day. A range of days in a post is one Session a day, all with the same Pos.
type Session struct {
	Date     Date // 0: undated
	Kind     SessionKind
	Minutes  int
	Resource string // empty: none named
	Lab      string // a lab's time
	Again    bool
	Pos      diag.Pos
}

// Kept closes a commitment.
type Kept struct {
	ID      string
	Outcome string // yes, partly, moved, let-go
	Pos     diag.Pos
}

// Promise is one entry of `next`.
type Promise struct {
	ID    string // stated, or the slug of Do
	Do    string
	Until []Position // amounts that settle it
	By    Date
	Pos   diag.Pos
}

// Lab is one entry of `labs`.
type Lab struct {
	ID, Title, Status, Repo, URL string
	For                          []Mention
	Time                         []Session
	Shots                        []Shot
	ShotsAuto                    bool
	Pos                          diag.Pos
}

// Shot is a screenshot: a path as the post wrote it, with its alt text.
type Shot struct {
	Src, Alt string
	Pos      diag.Pos
}

// Earned is a certificate.
type Earned struct {
	Cert        string
	On, Expires Date
	URL         string
	Pos         diag.Pos
}

// Topic is one topic a post touches, "OWASP:LLM01:2025".
type Topic struct {
	Name string
	Pos  diag.Pos
}

// Plan is what Track needs beside the blocks.
type Plan struct {
	Settings   Settings
	Resources  []Resource
	HasCatalog bool // content/resources.yaml exists: an unknown id is an error
}
