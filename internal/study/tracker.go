package study

import "strconv"

// A Tracker is everything that can be said of a journal as of T: what the tracker page shows, what `status` prints and
// what progress.json holds, so that they cannot disagree. It is a plain value: treat it as read-only.
//
// A figure that does not exist is a nil pointer, a zero Date, an empty string or a false OK, never a 0.
type Tracker struct {
	Settings Settings // as used: lists in order of From, Start filled in
	AsOf     Date     // T, the newest as_of of any block; 0: no block, no data
	First    Date     // the journal's first day: start, or the earliest dated time if that is before

	Overall     Share
	InPlan      int // resources in the plan that are not dropped
	Weighed     int // those of them with a total: the page says "over 4 of 6 resources"
	Kinds       []Kind
	Hours       HourFigures
	Adherence   *Adherence
	Consistency Percentage
	Runs        *Runs

	Resources    []Tracked
	Weeks        []Week
	Years        []Year
	Days         []Day
	Updates      []Update
	Cadence      Rhythm
	Commitments  []Commitment
	Promises     Outcomes
	Forecast     *Forecast
	Intervals    int    // of the overall forecast: one exists from 3 on
	NoForecast   string // why there is none: "needs 3 updates at least 4 days apart; there is 1"; "" with one
	TrackRecord  *TrackRecord
	Labs         []LabState
	Certificates []Certificate
	Topics       []TopicEvidence
	Milestones   []Milestone
	Notes        []DataNote
	BurnUp       BurnUp

	Statements []Statement       // in statement order
	Sessions   []SessionRow      // by date, then statement order: what counts, to T
	Moves      map[string][]Move // by permalink: what moved in a post, for its strip; resources in the tracker's order
}

// Resource returns the tracked resource of an id, or nil.
func (t *Tracker) Resource(id string) *Tracked {
	for i := range t.Resources {
		if t.Resources[i].ID == id {
			return &t.Resources[i]
		}
	}
	return nil
}

// DayOne says that there is a plan and nothing has been reported yet. A post at or before start may report too: it is no
// update, since nobody knows in how many days it was done, but what it says is shown.
func (t *Tracker) DayOne() bool {
	if t.AsOf == 0 || len(t.Updates) > 0 || t.Hours.Minutes > 0 || len(t.Labs)+len(t.Certificates) > 0 {
		return false
	}
	for i := range t.Resources {
		if r := &t.Resources[i]; r.First != 0 || r.State == Done {
			return false
		}
	}
	return true
}

// LastUpdate returns the newest update, or nil.
func (t *Tracker) LastUpdate() *Update {
	if len(t.Updates) == 0 {
		return nil
	}
	return &t.Updates[len(t.Updates)-1]
}

// Percentage is a per cent in tenths, rounded half up: 192 is 19.2 %. The zero value is no figure at all.
type Percentage struct {
	Tenths int
	OK     bool
}

// String returns "19.2", or "" for no figure.
func (p Percentage) String() string {
	if !p.OK {
		return ""
	}
	return strconv.Itoa(p.Tenths/10) + "." + strconv.Itoa(p.Tenths%10)
}

// Float returns 19.2, for geometry; 0 for no figure.
func (p Percentage) Float() float64 { return float64(p.Tenths) / 10 }

// Share is done of planned effort, both in whole minutes; OK is false if nothing in it has a total.
type Share struct {
	Done, Planned int
	OK            bool
}

// Percent is Done of Planned.
func (s Share) Percent() Percentage {
	if !s.OK {
		return Percentage{}
	}
	return percentOf(int64(s.Done), int64(s.Planned))
}

// Kind sums the resources of a kind that are in the plan and not dropped; Share is over those with a total.
type Kind struct {
	Kind string
	Share
	Resources   int
	Weighed     int
	Forecast    *Forecast
	Intervals   int    // the forecast's n, also below 3
	NoForecast  string // why there is none: "nothing under way"; "" with one
	TrackRecord *TrackRecord
}

// HourFigures is the time, in minutes. Planned is nil without a goal.
type HourFigures struct {
	Minutes, Dated, Undated int
	Planned                 *int
	DatedDays, Days         int // of the unpaused days: those with time, 0 or rest; all
}

// Adherence counts eligible days: minutes ≥ minimum, minutes ≥ target.
type Adherence struct{ Eligible, ShowedUp, FullGoal int }

// Runs counts runs in weeks or days.
type Runs struct {
	Unit                        string // "weeks", "days"
	Current, Longest, Comebacks int
}

// Tracked is a resource with everything known of it at T. The embedded Resource is the catalogue's entry (or the one
// made at the first mention), with its unit filled in from the posts.
type Tracked struct {
	Resource
	InPlan   bool
	Joined   Date // as_of of the block that put it into the plan; start if the whole catalogue is planned
	Position Num  // of the scope, if it has one; hours in minutes, as everywhere
	Total    Num  // in force at T; 0: none
	Percent  Percentage
	State    State

	Weight    int // effort in minutes, stated or estimated; only with Weighed
	Weighed   bool
	Estimated bool
	Done      int // done minutes: Weight × position ÷ total, rounded half up

	Minutes   int    // time, dated and undated
	First     Date   // first time, or first as_of with a position above 0
	FirstPost string // the post that states it
	Moved     Date   // last change of position or state
	Post      string // the post that stated it
	DoneOn    Date   // as_of at which it was done last, or the day of the total that made it done; 0 unless done
	Took      int    // once done: its time in tenths of its effort, rounded half up: 14 is "took 1.4× the estimate"; 0: not known

	Forecast    *Forecast
	Intervals   int          // the forecast's n, also below 3
	NoForecast  string       // why there is none: "paused", "needs 3 updates; there is 1"; "" with one
	TrackRecord *TrackRecord // once done: how its own forecasts did
	Trail       []Step
	Posts       []string // that name it, in statement order

	stands spans // what is done of it, in the scope or not
}

// ExamAhead returns the day of an exam that is still to come; 0 once the resource is done, as a certificate makes it, or
// dropped.
func (r *Tracked) ExamAhead(asOf Date) Date {
	if r.Exam <= asOf || r.State == Done || r.State == Dropped {
		return 0
	}
	return r.Exam
}

// PositionText and TotalText are decimals of at most two places: "3", "6.5". TotalText is empty without a total.
func (r *Tracked) PositionText() string { return decimal(r.Position, r.Unit) }

func (r *Tracked) TotalText() string {
	if r.Total == 0 {
		return ""
	}
	return decimal(r.Total, r.Unit)
}

// Stated is the position as a post would state it: "3 ch", "ch 1-2,5", "6h30m", "15%". A post that says so changes
// nothing. It is empty without a unit, and for the rare position that has no such words.
func (r *Tracked) Stated() string {
	size := r.stands.size()
	unit := shortUnit(r.Unit)
	switch upTo := len(r.stands) == 0 || len(r.stands) == 1 && r.stands[0][0] == 0; {
	case r.Unit == "":
		return ""
	case r.Unit == Hours && size == 0:
		return "0h"
	case upTo && r.Unit == Hours && size%micro == 0:
		return formatMinutes(int64(size) / micro)
	case !upTo:
		return r.statedSet(unit)
	case r.Unit == Hours:
		return ""
	case r.Unit == Percent:
		return formatMicro(int64(size)) + "%"
	case size != micro && (r.Unit == Labs || r.Unit == Tasks):
		unit += "s"
	}
	return formatMicro(int64(size)) + " " + unit
}

// statedSet is a position with gaps, if it consists of whole numbers.
func (r *Tracked) statedSet(unit string) string {
	var set Set
	for _, s := range r.stands {
		if s[0]%micro != 0 || s[1]%micro != 0 || r.Unit == Hours || r.Unit == Percent {
			return ""
		}
		set = append(set, [2]int{int(s[0]/micro) + 1, int(s[1] / micro)})
	}
	return unit + " " + formatSet(set)
}

// Step is one statement in a resource's own history.
type Step struct {
	AsOf, Date Date // Date is the post's
	Post       string
	Raw        string // as written
	Said       State  // the state that it sets, if any
	Position   Num    // after it
	Total      Num
	Percent    Percentage
	State      State
	Note       string
	Correct    string
	Earned     bool
	On         Date // of a certificate: the day it was earned
	Resized    bool // no statement: the catalogue's total changed the state; Post is empty
}

// Corrects says whether the i-th step of the trail is a correction: said to be one, or lower than the one before.
func (r *Tracked) Corrects(i int) bool {
	return r.Trail[i].Correct != "" || i > 0 && r.Trail[i].Position < r.Trail[i-1].Position
}

// Week is an ISO week of the journal; minutes. Undated time is spread over its period. Plan is nil without a goal.
type Week struct {
	Year, Week     int
	Monday         Date
	Dated, Undated int
	Plan           *int
	Paused         bool   // wholly, and without any time
	Post           string // the newest one that states something of its time, spread time included
}

// Name is "2025-W42".
func (w Week) Name() string {
	return pad(w.Year, 4) + "-W" + pad(w.Week, 2)
}

// Year is a calendar year of the journal; minutes. Undated time is spread over its period's days, as it is for weeks.
type Year struct {
	Year           int
	Dated, Undated int
	Plan           *int
	DaysWithTime   int
}

// DayState tells apart what must never be confused.
type DayState string

const (
	DayLogged  DayState = "logged"
	DayZero    DayState = "zero"
	DayRest    DayState = "rest"
	DayPause   DayState = "pause"
	DayNone    DayState = "none"
	DayUnknown DayState = "unknown"
)

// Day is one day of the journal. Minutes are dated ones, 0 unless State is DayLogged. Target and Minimum are the goal's
// in force, 0 without one.
type Day struct {
	Date            Date
	Minutes         int
	State           DayState
	Target, Minimum int
	Eligible        bool
}

// Update is a published post with a progress block and an as_of after start.
type Update struct {
	N        int // from 1; updates of one as_of share it
	Post     string
	Title    string
	Date     Date
	AsOf     Date
	From, To Date // its period, cut to the journal and to its as_of; 0 if empty
	Due      Date // 0: none
	Late     *int // unpaused days after Due, negative when early
	Skipped  *int
	OnTime   bool
	Minutes  int // of the post, that count
	Share    Share
}

// Rhythm is how the cadence was kept. OnTime and Skipped are nil if no update has a due date.
type Rhythm struct {
	Updates   int
	OnTime    *int
	Skipped   *int
	MedianGap *float64 // calendar days
	NextDue   Date
	Rate      Percentage // on time ÷ Σ(1 + skipped)
}

// Commitment is a promise and what became of it.
type Commitment struct {
	ID, Do   string
	By       Date
	Post     string // promised in
	AsOf     Date   // of that post
	Outcome  string // yes, partly, moved, let-go; empty: open
	Resolved string // the post that settled it
}

// Outcomes counts commitments; Rate is (kept + ½·partly) ÷ resolved and hidden below 4 resolved.
type Outcomes struct {
	Open, Kept, Partly, Moved, LetGo int
	Rate                             Percentage
}

// Resolved is the number of settled commitments.
func (o Outcomes) Resolved() int { return o.Kept + o.Partly + o.Moved + o.LetGo }

// Forecast is when what is left will be done at the recent pace. Pace and Half are minutes of effort a week, with one
// decimal. A zero date is more than five years away, or never.
type Forecast struct {
	N                        int
	Pace, Half               float64
	Earliest, Likely, Latest Date
}

// TrackRecord is how earlier forecasts of finished resources did.
type TrackRecord struct{ Forecasts, Inside int }

// LabState is a lab as last stated.
type LabState struct {
	ID, Title, Status, Repo, URL string
	AsOf                         Date
	Post                         string
	Minutes                      int
	For                          []string
	Shots                        []LabShot
	History                      []LabStep
}

// LabShot is a screenshot and the post whose path it is.
type LabShot struct {
	Shot
	Post, File string
}

// LabStep is one statement about a lab.
type LabStep struct {
	AsOf         Date
	Post, Status string
}

// Certificate is an earned certificate. Cert is the resource's id.
type Certificate struct {
	Cert        string
	On, Expires Date
	URL, Post   string
}

// TopicEvidence lists, for a topic, the posts that give evidence of each kind, in statement order.
type TopicEvidence struct {
	Topic                                    string
	Read, Watched, Built, Certified, Written []string
}

// Milestone is something reached. What is planned, started, done, dropped; quarter, half, three-quarters; 10h … 1000h;
// deployed, certificate, comeback. Resource is a lab's id for deployed, and empty where none is meant.
type Milestone struct {
	Date     Date
	What     string
	Resource string
	Post     string
}

// DataNote is a warning that altered a figure.
type DataNote struct {
	Code     string
	Date     Date
	Resource string
	Post     string
	Text     string
}

// BurnUp is the chart of effort over time, in minutes. Scope changes in steps; Done has a dot per update, after the
// opening one at start; Plan has the corners of the plan line and is empty without a finish.
type BurnUp struct{ Scope, Done, Plan []Point }

// Point is a value at a day; Post is set on dots that a post made.
type Point struct {
	Date    Date
	Minutes int
	Post    string
}

// Statement is a row of statements.csv, as stated.
type Statement struct {
	AsOf            Date
	Post            string
	Line            int
	Resource        string
	Form            string // snapshot, delta, set, state, earned
	Position, Total string
	Unit            Unit
	State           State
}

// SessionRow is a row of sessions.csv. Resource is "lab:<id>" for a lab's time, empty for none.
type SessionRow struct {
	Date     Date
	Minutes  int
	Resource string
	Post     string
	Line     int
	Kind     string // dated, undated, rest, zero
}

// Move is what one post changed about one resource: position before, after and gained, in its unit (hours in
// minutes), per cent of the total in force after it, and the time the post reports for it.
type Move struct {
	Resource              string
	Title, Kind           string
	Unit                  Unit
	Before, After, Gained Num
	Total                 Num
	BeforePercent         Percentage
	AfterPercent          Percentage
	State                 State
	StateBefore           State
	Minutes               int
}

// Text returns a position of the move's unit as a decimal.
func (m Move) Text(n Num) string { return decimal(n, m.Unit) }

func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}
