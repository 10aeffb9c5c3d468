package study

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"studylog/internal/civil"
	"studylog/internal/diag"
)

// day reads a date of a test.
func day(s string) Date { return civil.MustParse(s) }

// A draft builds a block as a post would state it. Lines count up, so that every statement has its own place.
type draft struct {
	Block
	line int
}

func wrote(slug, date string) *draft {
	return &draft{Block: Block{Post: "/posts/" + slug + "/", File: "content/posts/" + slug + ".md", Title: slug, Date: day(date)}, line: 1}
}

func (d *draft) pos() diag.Pos {
	d.line++
	return diag.Pos{File: d.File, Line: d.line, Col: 5}
}

func (d *draft) asOf(date string) *draft { d.AsOf = day(date); return d }

func (d *draft) period(from, to string) *draft {
	d.From, d.To = day(from), day(to)
	d.PeriodPos = d.pos()
	return d
}

func (d *draft) plan(ids ...string) *draft {
	d.HasPlan = true
	for _, id := range ids {
		d.Plan = append(d.Plan, Mention{id, d.pos()})
	}
	return d
}

// at states positions: "llm-playbook 3/12 ch".
func (d *draft) at(items ...string) *draft {
	for _, item := range items {
		d.Block.At = append(d.Block.At, d.position(item))
	}
	return d
}

func (d *draft) position(item string) Position {
	id, value, _ := strings.Cut(item, " ")
	p, err := ParsePosition(value)
	if err != nil {
		panic(item + ": " + err.Error())
	}
	p.ID, p.Pos = id, d.pos()
	p.IDPos = p.Pos
	return p
}

// correct states a position that is marked as a correction.
func (d *draft) correct(item string) *draft {
	p := d.position(item)
	p.Correct = "recount"
	d.Block.At = append(d.Block.At, p)
	return d
}

// time states what was spent on a day, or on each day of a range: "2h aws-bootcamp", "rest", "0", "again 2h x".
func (d *draft) time(days string, items ...string) *draft {
	from, to, ranged := strings.Cut(days, "..")
	if !ranged {
		to = from
	}
	for _, item := range items {
		s := d.session(item)
		for s.Date = day(from); s.Date <= day(to); s.Date++ {
			d.Block.Time = append(d.Block.Time, s)
		}
	}
	return d
}

func (d *draft) session(item string) Session {
	s := Session{Pos: d.pos()}
	item, s.Again = strings.CutPrefix(item, "again ")
	switch item {
	case "rest":
		s.Kind = Rest
	case "0":
		s.Kind = Zero
	default:
		m, id, err := ParseSpent(item)
		if err != nil {
			panic(item + ": " + err.Error())
		}
		s.Minutes, s.Resource = m, id
	}
	return s
}

func (d *draft) undated(items ...string) *draft {
	for _, item := range items {
		d.Block.Undated = append(d.Block.Undated, d.session(item))
	}
	return d
}

func (d *draft) kept(id, outcome string) *draft {
	d.Block.Kept = append(d.Block.Kept, Kept{id, outcome, d.pos()})
	return d
}

// next promises: until are conditions as in at.
func (d *draft) next(id, by string, until ...string) *draft {
	p := Promise{ID: id, Do: "do " + id, Pos: d.pos()}
	if by != "" {
		p.By = day(by)
	}
	for _, u := range until {
		p.Until = append(p.Until, d.position(u))
	}
	d.Block.Next = append(d.Block.Next, p)
	return d
}

func (d *draft) lab(id, status, days, item string, of ...string) *draft {
	l := Lab{ID: id, Title: strings.ToUpper(id), Status: status, Pos: d.pos()}
	if days != "" {
		s := d.session(item)
		s.Date = day(days)
		l.Time = []Session{s}
	}
	for _, id := range of {
		l.For = append(l.For, Mention{id, d.pos()})
	}
	d.Block.Labs = append(d.Block.Labs, l)
	return d
}

func (d *draft) earned(cert, on, expires string) *draft {
	e := Earned{Cert: cert, On: day(on), Pos: d.pos()}
	if expires != "" {
		e.Expires = day(expires)
	}
	d.Block.Earned = append(d.Block.Earned, e)
	return d
}

func (d *draft) topics(names ...string) *draft {
	for _, n := range names {
		d.Block.Topics = append(d.Block.Topics, Topic{n, d.pos()})
	}
	return d
}

func blocks(drafts ...*draft) []Block {
	var list []Block
	for _, d := range drafts {
		list = append(list, d.Block)
	}
	return list
}

// total is a total from a day on; "" is always.
func total(from string, n int) Total {
	t := Total{Is: Num(n) * micro}
	if from != "" {
		t.From = day(from)
	}
	return t
}

func book(id string, chapters int) Resource {
	return Resource{ID: id, Kind: "book", Title: id, Unit: Chapters, Totals: []Total{total("", chapters)}}
}

// manual is the settings and resources of the manual.
func manual() Plan {
	return Plan{
		HasCatalog: true,
		Settings: Settings{
			Start: day("2025-10-14"), Finish: day("2026-06-30"),
			Cadence: []Cadence{{day("2025-10-14"), 14, 3}, {day("2025-11-04"), 7, 2}},
			Goals:   []Goal{{From: day("2025-10-14"), Target: 120, Minimum: 30, Rest: 2, Focus: "aws-bootcamp"}},
			Pauses:  []Pause{{day("2025-12-20"), day("2026-01-03"), "holidays"}},
		},
		Resources: []Resource{
			{
				ID: "llm-playbook", Kind: "book", Title: "The Playbook", Unit: Chapters, Totals: []Total{total("", 12)},
				Also: map[Unit]Num{Pages: 254 * micro}, Effort: 1800, Topics: []string{"llm-security"},
			},
			{
				ID: "sec-eng", Kind: "book", Title: "Security Engineering", Unit: Chapters,
				Totals: []Total{total("2025-10-14", 27), total("2025-12-01", 29)},
			},
			{ID: "adv-ml", Kind: "book", Title: "Adversarial ML", Unit: Chapters, Totals: []Total{total("", 11)}, Scope: &Set{{1, 8}}},
			{ID: "caisp", Kind: "cert", Title: "CAISP", Unit: Percent, Effort: 2400, Exam: day("2026-02-14")},
			{ID: "aws-bootcamp", Kind: "video", Title: "AWS", Unit: Hours, Totals: []Total{total("", 24*60)}},
			{ID: "ptml", Kind: "book", Title: "PTML", Unit: Chapters, Totals: []Total{total("", 9)}},
		},
	}
}

// start and inFull are the posts of the manual.
func start() *draft {
	return wrote("start", "2025-10-14").next("first-lab", "2025-10-28")
}

func inFull() *draft {
	return wrote("update", "2025-10-28").asOf("2025-10-28").period("2025-10-14", "2025-10-28").plan("llm-playbook", "caisp").
		at("llm-playbook 3/12 ch", "adv-ml ch 1-2,5", "aws-bootcamp 6h30m", "caisp 15%", "sec-eng paused").correct("ptml 4 ch").
		time("2025-10-15", "2h aws-bootcamp").time("2025-10-16", "1h30m aws-bootcamp", "30m llm-playbook").
		time("2025-10-17..2025-10-19", "2h").time("2025-10-20", "rest").time("2025-10-21", "0").undated("5h llm-playbook").
		kept("first-lab", "moved").next("read-5", "2025-11-11", "llm-playbook 5 ch").next("deploy-the-vpc-lab", "").
		lab("vpc-lab", "deployed", "2025-10-25", "4h", "aws-bootcamp").topics("OWASP:LLM01:2025", "ATLAS:AML.T0051")
}

// codes lists the codes of a list, in its order.
func codes(l diag.List) string {
	var out []string
	for _, d := range l {
		out = append(out, d.Code)
	}
	return strings.Join(out, " ")
}

// track fails on diagnostics that are not expected.
func track(t *testing.T, p Plan, want string, drafts ...*draft) (*Tracker, diag.List) {
	t.Helper()
	tr, l := Track(p, blocks(drafts...))
	if codes(l) != want {
		t.Errorf("diagnostics %q, want %q: %v", codes(l), want, l)
	}
	return tr, l
}

// same compares by what is printed.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("%s: got %s, want %s", what, g, w)
	}
}

// say joins with spaces.
func say(parts ...any) string { return strings.TrimSuffix(fmt.Sprintln(parts...), "\n") }

func opt(n *int) string {
	if n == nil {
		return "null"
	}
	return strconv.Itoa(*n)
}

func TestTheManualsExample(t *testing.T) {
	tr, _ := track(t, manual(), "", start(), inFull())
	same(t, "as of", tr.AsOf, "2025-10-28")
	same(t, "overall", tr.Overall, "{2235 11640 true}")
	same(t, "overall per cent", tr.Overall.Percent(), "19.2")
	var kinds []string
	for _, k := range tr.Kinds {
		kinds = append(kinds, fmt.Sprint(k.Kind, k.Percent(), " ", k.Done, "/", k.Planned, " of ", k.Resources))
	}
	same(t, "kinds", kinds, "[book18.2 1290/7080 of 4 cert15.0 360/2400 of 1 video27.1 585/2160 of 1]")
	same(t, "hours", say(tr.Hours.Minutes, tr.Hours.Dated, tr.Hours.Undated, opt(tr.Hours.Planned), tr.Hours.DatedDays, tr.Hours.Days),
		"1140 840 300 1286 8 15")
	same(t, "adherence", *tr.Adherence, "{6 6 6}")
	same(t, "consistency", tr.Consistency.OK, false)
	same(t, "runs", *tr.Runs, "{weeks 1 1 0}")
	same(t, "next due", tr.Cadence.NextDue, "2025-11-11")
	same(t, "cadence", say(tr.Cadence.Updates, opt(tr.Cadence.OnTime), opt(tr.Cadence.Skipped), *tr.Cadence.MedianGap), "1 1 0 14")
	r := tr.Resource("llm-playbook")
	same(t, "llm-playbook", say(r.PositionText(), r.TotalText(), r.Percent, r.State, r.Weight, r.Estimated, r.Minutes, r.First, r.Moved, r.Post),
		"3 12 25.0 active 1800 false 330 2025-10-16 2025-10-28 /posts/update/")
	w := tr.Weeks[0]
	same(t, "week", say(w.Name(), w.Monday, w.Dated, w.Undated, opt(w.Plan)), "2025-W42 2025-10-13 600 120 514")
	u := tr.Updates[0]
	same(t, "update", say(u.Due, opt(u.Late), opt(u.Skipped), u.Minutes, u.Share, u.From, u.To), "2025-10-28 0 0 1140 {2235 11640 true} 2025-10-14 2025-10-28")
	same(t, "commitments", tr.Commitments, "[{first-lab do first-lab 2025-10-28 /posts/start/ 2025-10-14 moved /posts/update/} {read-5 do read-5 2025-11-11 /posts/update/ 2025-10-28  } {deploy-the-vpc-lab do deploy-the-vpc-lab  /posts/update/ 2025-10-28  }]")
	same(t, "topics", tr.Topics[0], "{ATLAS:AML.T0051 [/posts/update/] [/posts/update/] [/posts/update/] [] [/posts/update/]}")
	states := ""
	for _, d := range tr.Days {
		states += string(d.State[0])
	}
	same(t, "days", states, "ulllllrzuuuluuu")
}

func TestAPostWithoutADateIsPassedOver(t *testing.T) {
	d := wrote("a", "2025-10-28").at("ptml 3 ch")
	d.Date = 0
	tr, _ := Track(manual(), blocks(d))
	same(t, "nothing", say(tr.AsOf, len(tr.Updates), tr.Resource("ptml").PositionText()), " 0 0")
}

func TestStartByDefaultIsTheFirstPost(t *testing.T) {
	p := manual()
	p.Settings.Start = 0
	tr, _ := track(t, p, "", wrote("b", "2025-11-11").at("ptml 4 ch"), wrote("a", "2025-10-28").at("ptml 3 ch"))
	same(t, "start", say(tr.Settings.Start, len(tr.Updates), tr.First), "2025-10-28 1 2025-10-28")
}

func TestPostsOfOneDayGoByTheirTimeOfDay(t *testing.T) {
	write := func(slug string, hour int, item string) *draft {
		d := wrote(slug, "2025-10-28").at(item)
		d.Clock = 3600 * hour
		return d
	}
	for _, tt := range []struct {
		name  string
		posts []*draft
		want  string
	}{
		{"the later one stands, whatever its path", []*draft{write("a", 18, "b 5 ch"), write("z", 9, "b 3 ch")}, "5 /posts/a/"},
		{"of one time, the later path", []*draft{write("a", 9, "b 3 ch"), write("z", 9, "b 5 ch")}, "5 /posts/z/"},
		{"without a time, the later path", []*draft{write("a", 0, "b 3 ch"), write("z", 0, "b 5 ch")}, "5 /posts/z/"},
		{"one without a time speaks at the start of the day", []*draft{write("a", 9, "b 5 ch"), write("z", 0, "b 3 ch")}, "5 /posts/a/"},
	} {
		tr, diags := Track(onlyBook(), blocks(tt.posts...))
		same(t, tt.name, say(tr.Resources[0].PositionText(), tr.Resources[0].Post), tt.want)
		same(t, tt.name+": no step back", len(diags), 0)
	}
}

func TestAnExamIsAheadUntilItIsPassedOrDropped(t *testing.T) {
	p := onlyBook()
	p.Resources[0].Exam = day("2026-02-14")
	for _, tt := range []struct{ item, want string }{{"5 ch", "2026-02-14"}, {"paused", "2026-02-14"}, {"dropped", ""}, {"done", ""}} {
		tr, _ := Track(p, blocks(fortnights("5 ch", tt.item)...))
		same(t, tt.item, tr.Resources[0].ExamAhead(tr.AsOf), tt.want)
		same(t, tt.item+", on its day", tr.Resources[0].ExamAhead(day("2026-02-14")), "")
	}
	earned, _ := track(t, p, "", wrote("a", "2025-11-11").earned("b", "2025-11-10", ""))
	same(t, "earned", earned.Resources[0].ExamAhead(earned.AsOf), "")
}
