package study

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"studylog/internal/diag"
)

// onlyBooks is a plan of one book of ten chapters in a fortnightly journal.
func onlyBook(totals ...Total) Plan {
	p := manual()
	if totals == nil {
		totals = []Total{total("", 10)}
	}
	p.Resources = []Resource{{ID: "b", Kind: "book", Title: "B", Unit: Chapters, Totals: totals, Also: map[Unit]Num{Pages: 200 * micro}}}
	return p
}

// fortnights writes one post every 14 days from 2025-10-28 on; an item "!x" is a correction, "-" nothing.
func fortnights(items ...string) []*draft {
	var list []*draft
	for i, item := range items {
		date := day("2025-10-28") + Date(14*i)
		d := wrote("p"+pad(i, 2), date.String())
		switch text, corrected := strings.CutPrefix(item, "!"); {
		case corrected:
			d.correct("b " + text)
		case item != "-":
			d.at("b " + item)
		}
		list = append(list, d)
	}
	return list
}

func TestPositions(t *testing.T) {
	for _, tt := range []struct {
		name   string
		totals []Total
		items  []string
		want   string // position total percent state weight
		codes  string
	}{
		{"a count replaces", nil, []string{"3 ch", "5 ch"}, "5 10 50.0 active 1200", ""},
		{"a set unites", nil, []string{"3 ch", "ch 5"}, "4 10 40.0 active 1200", ""},
		{"a set unites with a set", nil, []string{"ch 1-2,5", "ch 2-3"}, "4 10 40.0 active 1200", ""},
		{"a count replaces a set", nil, []string{"ch 8-10", "4 ch"}, "4 10 40.0 active 1200", ""},
		{"a count of the same size replaces too", nil, []string{"ch 1-2,5", "3 ch", "ch 5"}, "4 10 40.0 active 1200", ""},
		{"a step takes the lowest", nil, []string{"ch 1-2,5", "+2", "ch 6"}, "6 10 60.0 active 1200", ""},
		{"a step of parts", nil, []string{"ch 2", "+0.5 ch", "ch 1"}, "2 10 20.0 active 1200", ""},
		{"nothing stated", nil, []string{"-"}, "0 10 0.0 planned 1200", ""},
		{"nought is no move", nil, []string{"0 ch"}, "0 10 0.0 planned 1200", ""},
		{"per cent of the total then", []Total{total("", 10), total("2025-11-20", 20)}, []string{"50%", "-", "-"}, "5 20 25.0 active 2400", ""},
		{"pages become chapters once", []Total{total("", 10), total("2025-11-20", 20)}, []string{"50 p", "-", "-"}, "2.5 20 12.5 active 2400", ""},
		{"two places", nil, []string{"1.125 ch"}, "1.13 10 11.3 active 1200", ""},
		{"the total makes done", nil, []string{"10 ch"}, "10 10 100.0 done 1200", ""},
		{"undone when it grows", []Total{total("", 10), total("2025-11-20", 12)}, []string{"10 ch", "-", "-"}, "10 12 83.3 active 1440", ""},
		{"stated done stays", []Total{total("", 10), total("2025-11-20", 12)}, []string{"10 ch done", "-", "-"}, "12 12 100.0 done 1440", ""},
		{"done fills in", nil, []string{"8 ch", "done"}, "10 10 100.0 done 1200", "P204"},
		{"done with its amount", nil, []string{"8/10 ch done"}, "10 10 100.0 done 1200", "P204"},
		{"equal to the total after done", nil, []string{"8 ch", "done", "10 ch"}, "10 10 100.0 done 1200", "P204"},
		{"paused holds", nil, []string{"3 ch paused", "3 ch"}, "3 10 30.0 paused 1200", ""},
		{"a move ends a pause", nil, []string{"3 ch paused", "4 ch"}, "4 10 40.0 active 1200", ""},
		{"dropped", nil, []string{"3 ch", "dropped"}, "3 10 30.0 dropped 1200", ""},
		{"dropped moves again", nil, []string{"3 ch", "dropped", "4 ch"}, "4 10 40.0 active 1200", "P205"},
		{"dropped is taken up again", nil, []string{"3 ch", "dropped", "active", "4 ch"}, "4 10 40.0 active 1200", ""},
		{"dropped, and moved on purpose", nil, []string{"3 ch", "dropped", "4 ch active"}, "4 10 40.0 active 1200", ""},
		{"a fall after done", nil, []string{"10 ch", "9 ch"}, "9 10 90.0 active 1200", "P205"},
		{"a fall after done, corrected", nil, []string{"10 ch", "!9 ch"}, "9 10 90.0 active 1200", ""},
		{"a fall", nil, []string{"5 ch", "4 ch"}, "4 10 40.0 active 1200", "P201"},
		{"a fall, corrected", nil, []string{"5 ch", "!4 ch"}, "4 10 40.0 active 1200", ""},
		{"above", nil, []string{"12 ch"}, "12 10 100.0 done 1200", "P203"},
		{"a set above", nil, []string{"ch 11-12"}, "2 10 20.0 active 1200", "P203"},
		{"a vast set", nil, []string{"ch 1-999999999"}, "999999999 10 100.0 done 1200", "P203"},
		{"a post's total", nil, []string{"3/12 ch"}, "3 12 25.0 active 1440", "P202"},
		{"a post's total agrees", nil, []string{"3/10 ch"}, "3 10 30.0 active 1200", ""},
		{"said again", nil, []string{"3/12 ch", "4/12 ch"}, "4 12 33.3 active 1440", "P202"},
		{"a total of the catalogue later", []Total{total("", 10), total("2025-11-20", 14)}, []string{"3/12 ch", "-", "4 ch"}, "4 14 28.6 active 1680", "P202"},
		{"on one day the post's", []Total{total("", 10), total("2025-11-11", 14)}, []string{"-", "3/12 ch"}, "3 12 25.0 active 1440", "P202"},
		{"before the first dated one, the first", []Total{total("2026-01-01", 20)}, []string{"5 ch"}, "5 20 25.0 active 2400", ""},
		{"a post before the first dated one", []Total{total("2026-01-01", 20)}, []string{"5/10 ch"}, "5 10 50.0 active 1200", ""},
		{"total and move together", nil, []string{"10/10 ch", "12/12 ch"}, "12 12 100.0 done 1440", "P202"},
		{"correction and total together", nil, []string{"8 ch", "!6/12 ch"}, "6 12 50.0 active 1440", "P202"},
		{"other units", nil, []string{"3 ls"}, "0 10 0.0 planned 1200", "P206"},
		{"without a total", []Total{}, []string{"3 ch"}, "3   active 0", ""},
		{"without a total, done", []Total{}, []string{"3 ch done"}, "3  100.0 done 0", ""},
		{"without a total, done, and on", []Total{}, []string{"3 ch done", "4 ch"}, "4   active 0", "P205"},
		{"without a total, per cent", []Total{}, []string{"30%"}, "0   planned 0", "P206"},
	} {
		p := onlyBook(tt.totals...)
		if tt.totals != nil && len(tt.totals) == 0 {
			p.Resources[0].Totals = nil
		}
		tr, l := Track(p, blocks(fortnights(tt.items...)...))
		r := tr.Resources[0]
		same(t, tt.name, say(r.PositionText(), r.TotalText(), r.Percent, r.State, r.Weight), tt.want)
		same(t, tt.name, codes(l), tt.codes)
	}
}

func TestScope(t *testing.T) {
	p := onlyBook(total("", 11))
	p.Resources[0].Scope = &Set{{3, 8}}
	for _, tt := range []struct{ items, want, codes string }{
		{"5 ch", "3 6 50.0 active", ""},
		{"5/11 ch", "3 6 50.0 active", ""},
		{"50%", "3 6 50.0 active", ""},
		{"ch 1-2,4", "1 6 16.7 active", ""},
		{"+2", "2 6 33.3 active", ""},
		{"8 ch", "6 6 100.0 done", ""},
		{"9 ch", "6 6 100.0 done", ""},
		{"12 ch", "6 6 100.0 done", "P203"},
		{"ch 4 done", "6 6 100.0 done", "P204"},
	} {
		tr, l := Track(p, blocks(fortnights(tt.items)...))
		r := tr.Resources[0]
		same(t, tt.items, say(r.PositionText(), r.TotalText(), r.Percent, r.State), tt.want)
		same(t, tt.items, codes(l), tt.codes)
		same(t, tt.items+" effort", r.Weight, 720)
	}
}

func TestUnitsOfTheFirstStatement(t *testing.T) {
	p := Plan{Settings: manual().Settings}
	tr, _ := track(t, p, "", wrote("a", "2025-10-28").at("x 3/12", "v 6h30m", "c 15%", "g 3 tasks", "l 2 labs", "s 4 ls").time("2025-10-20", "1h y"),
		wrote("b", "2025-11-11").at("x 4 ch", "v 7/24").earned("z", "2025-11-11", ""))
	var got []string
	for _, r := range tr.Resources {
		got = append(got, say(r.ID, r.Kind, r.Unit, r.PositionText()+"/"+r.TotalText()))
	}
	same(t, "made", strings.Join(got, "; "),
		"x book chapters 4/12; v video hours 7/24; c cert percent 15/100; g project tasks 3/; l lab labs 2/; s course lessons 4/; y course  0/; z cert  0/")
	same(t, "joined", tr.Resources[0].Joined, "2025-10-14")
}

func TestWordings(t *testing.T) {
	catalogue := onlyBook()
	catalogue.Resources = append(catalogue.Resources,
		Resource{ID: "llm-playbook", Kind: "book", Unit: Chapters, Totals: []Total{total("", 10)}},
		Resource{ID: "aws-bootcamp", Kind: "video", Unit: Hours, Totals: []Total{total("", 24*60)}},
		Resource{ID: "sec-eng", Kind: "book", Unit: Chapters, Totals: []Total{total("", 10)}})
	for _, tt := range []struct {
		drafts           []*draft
		severity         diag.Severity
		code, text, hint string
	}{
		{
			[]*draft{wrote("a", "2025-11-05").at("llm-playbok 3 ch")},
			diag.Error, "P101",
			`"llm-playbok" is not in content/resources.yaml. Did you mean "llm-playbook"?`, "add it",
		},
		{[]*draft{wrote("a", "2025-11-05").at("quite-another 3/12 ch")}, diag.Error, "P101", `"quite-another" is not in content/resources.yaml.`, "add it"},
		{
			[]*draft{wrote("a", "2025-11-01").at("llm-playbook 5 ch"), wrote("b", "2025-11-05").at("llm-playbook 4 ch")},
			diag.Warning, "P201",
			"llm-playbook went from 5 to 4 chapters; 4 is used from 5 Nov and marked as a correction; pace ignores the step.", `{at: 4 ch, correct: "recount"}`,
		},
		{
			[]*draft{wrote("a", "2025-11-05").at("llm-playbook 3/12 ch")},
			diag.Warning, "P202",
			"this post says 12 chapters, the catalogue 10; 12 is used from 5 Nov.", "give llm-playbook in content/resources.yaml total: [{from: 2025-10-14, is: 10}, {from: 2025-11-05, is: 12}]",
		},
		{[]*draft{wrote("a", "2025-11-05").at("aws-bootcamp 26h")}, diag.Warning, "P203", "aws-bootcamp is at 26h of 24h; 100 % is shown, 26h kept.", "raise its total"},
		{[]*draft{wrote("a", "2025-11-05").at("llm-playbook 8 ch done")}, diag.Note, "P204", "marked done at 8 of 10; the last 2 are filled in.", ""},
		{
			[]*draft{wrote("a", "2025-12-01").at("sec-eng 3 ch dropped"), wrote("b", "2025-12-05").at("sec-eng 4 ch")},
			diag.Warning, "P205",
			"sec-eng was dropped on 1 Dec and moves again here; reopened.", "active",
		},
		{[]*draft{wrote("a", "2025-11-05").at("llm-playbook 40 p")}, diag.Error, "P206", `llm-playbook counts chapters; "40 p" needs also: {pages: N}.`, "add it"},
		{
			[]*draft{wrote("a", "2025-11-05").at("llm-playbook +2 ch", "llm-playbook 5 ch")},
			diag.Warning, "P207",
			`llm-playbook has a position and "+2 ch" on 5 Nov; the snapshot is used.`, "state one",
		},
		{
			[]*draft{wrote("a", "2025-11-05").time("2025-11-01", "2h sec-eng"), wrote("b", "2025-11-06").time("2025-11-01", "2h sec-eng")},
			diag.Warning, "P301",
			"2h sec-eng on 1 Nov is in an earlier post too; counted once.", "again: true",
		},
		{[]*draft{wrote("a", "2025-11-05").time("2025-11-01", "17h")}, diag.Warning, "P302", "2025-11-01 has 17h of time", "undated"},
		{[]*draft{wrote("a", "2025-11-05").time("2025-11-01", "13h"), wrote("b", "2025-11-06").time("2025-11-01", "12h")}, diag.Error, "P302", "2025-11-01 has 25h of time", "undated"},
		{
			[]*draft{wrote("a", "2025-11-05").period("2025-10-20", "2025-11-05"), wrote("b", "2025-11-12").period("2025-11-01", "2025-11-12")},
			diag.Warning, "P303",
			"this period and that of /posts/a/ share 1 Nov to 5 Nov", "begin it on 2025-11-06",
		},
		{
			[]*draft{wrote("a", "2025-11-05").asOf("2025-11-05").time("2025-11-06", "2h")},
			diag.Warning, "P305",
			"2025-11-06 is after as_of 2025-11-05; left out until an update reaches it.", "move as_of",
		},
		{
			[]*draft{wrote("a", "2025-11-05").next("one", "").next("two", "").kept("three", "yes")},
			diag.Error, "P402",
			`"three" is no commitment. None is open.`, "next:",
		},
		{
			[]*draft{wrote("a", "2025-11-05").next("one", "").next("two", ""), wrote("b", "2025-11-06").kept("three", "yes")},
			diag.Error, "P402",
			`"three" is no commitment. Open: one, two.`, "next:",
		},
		{[]*draft{wrote("a", "2025-11-05").topics("LLM02")}, diag.Warning, "P701", `"LLM02" differs between editions. Write OWASP:LLM02:2025.`, ""},
	} {
		_, l := Track(catalogue, blocks(tt.drafts...))
		if len(l) != 1 {
			t.Errorf("%s: %v", tt.code, l)
			continue
		}
		d := l[0]
		if d.Severity != tt.severity || d.Code != tt.code || !strings.Contains(d.Msg, tt.text) || !strings.Contains(d.Hint, tt.hint) || d.Line == 0 {
			t.Errorf("got %+v, want %s %s: %s (%s)", d, tt.severity, tt.code, tt.text, tt.hint)
		}
		for _, dr := range tt.drafts {
			dr.Draft = true
		}
		if _, l := Track(catalogue, blocks(tt.drafts...)); l.HasErrors() {
			t.Errorf("%s: a mistake in a draft is a warning: %v", tt.code, l)
		}
	}
}

// Only what alters a figure stands under the data notes.
func TestDataNotes(t *testing.T) {
	tr, _ := track(t, onlyBook(), "P201 P302 P701", wrote("a", "2025-11-01").at("b 5 ch"),
		wrote("b", "2025-11-05").at("b 4 ch").time("2025-11-02", "17h").topics("LLM02"))
	if len(tr.Notes) != 1 || say(tr.Notes[0].Code, tr.Notes[0].Date, tr.Notes[0].Resource, tr.Notes[0].Post) != "P201 2025-11-05 b /posts/b/" {
		t.Errorf("notes %+v", tr.Notes)
	}
}

func TestSpansAgreeWithSetsOfItems(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	random := func() (spans, []bool) {
		items := make([]bool, 20)
		var set Set
		for i := range items {
			if items[i] = rnd.IntN(3) == 0; items[i] {
				set = append(set, [2]int{i + 1, i + 1})
			}
		}
		return spansOf(set), items
	}
	listed := func(s spans) []bool {
		items := make([]bool, 20)
		for _, r := range s {
			for n := r[0]; n < min(r[1], 20*micro); n += micro {
				items[n/micro] = true
			}
		}
		return items
	}
	for range 500 {
		s, a := random()
		u, b := random()
		both, either, more := make([]bool, 20), make([]bool, 20), slices.Clone(a)
		n := rnd.IntN(5)
		for i, left := 0, n; i < 20; i++ {
			both[i], either[i] = a[i] && b[i], a[i] || b[i]
			if left > 0 && !a[i] {
				more[i] = true
				left--
			}
		}
		if !slices.Equal(listed(s.unite(u)), either) || !slices.Equal(listed(s.within(u)), both) ||
			!slices.Equal(listed(s.more(Num(n)*micro, nil)), more) || s.covers(u) != slices.Equal(both, b) {
			t.Fatalf("%v and %v", s, u)
		}
	}
}

func TestSnapshotsAndStepsOfOneDay(t *testing.T) {
	for _, order := range [][]string{{"b +2 ch", "b 5 ch"}, {"b 5 ch", "b +2 ch"}} {
		tr, _ := track(t, onlyBook(), "P207", wrote("a", "2025-11-05").at(order[0]), wrote("b", "2025-11-05").at(order[1]))
		same(t, order[0], tr.Resources[0].PositionText(), "5")
	}
	tr, _ := track(t, onlyBook(), "", wrote("a", "2025-11-05").at("b 5 ch"), wrote("b", "2025-11-06").at("b +2 ch"))
	same(t, "on two days", tr.Resources[0].PositionText(), "7")
}

func TestTimeAlone(t *testing.T) {
	for _, tt := range []struct{ before, want string }{{"", "active"}, {"planned", "active"}, {"paused", "paused"}, {"dropped", "dropped"}, {"done", "done"}} {
		first := wrote("a", "2025-10-28")
		if tt.before != "" {
			first.at("b " + tt.before)
		}
		tr, _ := Track(onlyBook(), blocks(first, wrote("b", "2025-11-05").time("2025-11-01", "1h b")))
		same(t, "time after "+tt.before, tr.Resources[0].State, tt.want)
		same(t, "minutes after "+tt.before, tr.Resources[0].Minutes, 60)
	}
}

func TestMovesOfAPost(t *testing.T) {
	p := onlyBook()
	tr, _ := track(t, p, "P202", wrote("a", "2025-10-28").at("b 3 ch"), wrote("b", "2025-11-11").at("b 4 ch", "b 6/12 ch").time("2025-11-01", "90m b"),
		wrote("c", "2025-11-25").at("b 6 ch"))
	m := tr.Moves["/posts/b/"]
	if len(m) != 1 || say(m[0].Text(m[0].Before), m[0].Text(m[0].After), m[0].Text(m[0].Gained), m[0].BeforePercent, m[0].AfterPercent, m[0].Minutes) != "3 6 3 25.0 50.0 90" {
		t.Errorf("moves %+v", m)
	}
	tr2, _ := track(t, p, "", wrote("a", "2025-10-28").at("b 3 ch"), wrote("b", "2025-11-11").at("b paused"), wrote("c", "2025-11-25").time("2025-11-20", "1h b"))
	same(t, "a position, a state, time", say(len(tr2.Moves["/posts/a/"]), len(tr2.Moves["/posts/b/"]), len(tr2.Moves["/posts/c/"])), "1 1 1")
	if len(tr.Moves["/posts/c/"]) != 0 {
		t.Errorf("nothing moved: %+v", tr.Moves["/posts/c/"])
	}
	same(t, "last moved", say(tr.Resources[0].Moved, tr.Resources[0].Post), "2025-11-11 /posts/b/")
}

func TestPostsThatNameAResource(t *testing.T) {
	p := onlyBook()
	p.Resources = append(p.Resources, book("c", 10))
	tr, _ := track(t, p, "", wrote("d", "2025-11-20").next("x", "", "b 9 ch").lab("l", "idea", "", "", "c"), wrote("a", "2025-10-20").plan("b"),
		wrote("b", "2025-10-30").time("2025-10-25", "1h b", "1h b", "0"), wrote("c", "2025-11-10").at("b 1 ch", "c 1 ch", "b 2 ch"))
	same(t, "b", tr.Resource("b").Posts, "[/posts/a/ /posts/b/ /posts/c/ /posts/d/]")
	same(t, "c", tr.Resource("c").Posts, "[/posts/c/ /posts/d/]")
}

func TestATotalTooSmallToWeigh(t *testing.T) {
	p := onlyBook()
	p.Resources[0].Unit, p.Resources[0].Totals, p.Resources[0].Also = Pages, []Total{{Is: micro / 1000}}, nil
	tr, _ := track(t, p, "P203", wrote("a", "2025-10-28").at("b 1 p").time("2025-10-20", "1h b"))
	r := tr.Resources[0]
	same(t, "no weight", say(r.State, r.Percent, r.Weight, r.Took, tr.Overall.OK), "done 100.0 0 0 false")
}

func TestNearest(t *testing.T) {
	list := []string{"llm-playbook", "sec-eng", "adv-ml", "caisp", "b"}
	for word, want := range map[string]string{
		"llm-playbok": "llm-playbook", "llm-palybook": "llm-playbook", "sec-end": "sec-eng", "ciasp": "caisp",
		"caispx": "caisp", "quite-another": "", "zzzzz": "", "adv-ai": "adv-ml", "llmplaybok": "llm-playbook",
	} {
		same(t, word, nearest(word, list), want)
	}
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "abd", 1}, {"kitten", "sitting", 3}, {"ab", "b", 1}} {
		same(t, tt.a+" "+tt.b, distance(tt.a, tt.b), tt.want)
	}
}

// A position that is stated as it stands changes nothing, however it came about.
func TestStatedChangesNothing(t *testing.T) {
	for items, want := range map[string]string{
		"3 ch": "3 ch", "ch 1-2,5": "ch 1-2,5", "ch 2": "ch 2", "+2": "2 ch", "2.5 ch": "2.5 ch", "planned": "0 ch", "4 ch paused": "4 ch", "30%": "3 ch", "12 ch": "12 ch",
	} {
		p := onlyBook(total("", 10))
		once, _ := Track(p, blocks(fortnights(items)...))
		r := once.Resources[0]
		if got := r.Stated(); got != want {
			t.Errorf("%q is stated as %q, want %q", items, got, want)
		}
		twice, list := Track(p, blocks(fortnights(items, r.Stated())...))
		after := twice.Resources[0]
		same(t, items, say(after.PositionText(), after.Percent, after.State), say(r.PositionText(), r.Percent, r.State))
		for _, d := range list {
			if d.Code != "P203" {
				t.Errorf("%q, then %q: %s", items, r.Stated(), d.Msg)
			}
		}
	}
}

func TestStatedInEachUnit(t *testing.T) {
	tr, _ := track(t, Plan{Settings: manual().Settings}, "", wrote("a", "2025-10-28").at("v 6h30m", "c 15%", "d 12.5%", "l 2 labs", "n planned", "h 2h"))
	var got []string
	for i := range tr.Resources {
		got = append(got, tr.Resources[i].ID+" "+tr.Resources[i].Stated())
	}
	same(t, "stated", strings.Join(got, ", "), "v 6h30m, c 15%, d 12.5%, l 2 labs, n , h 2h")
}

// trail is a resource's steps: day, position of total, state, and whether a post says so.
func trail(r *Tracked) string {
	var out []string
	for _, s := range r.Trail {
		out = append(out, say(s.AsOf.Short(), decimal(s.Position, r.Unit)+"/"+decimal(s.Total, r.Unit), s.State, s.Post != ""))
	}
	return strings.Join(out, ", ")
}

func TestASmallerTotalFinishesNothingThatThePostDoesNot(t *testing.T) {
	totals := []Total{total("2025-10-14", 10), total("2025-11-20", 6)}
	tr, _ := track(t, onlyBook(totals...), "P201", fortnights("8 ch", "8 ch", "5 ch")...)
	same(t, "milestones", milestones(tr), "2025-10-28 quarter, 2025-10-28 half, 2025-10-28 three-quarters, 2025-10-28 started b")
	same(t, "the trail", trail(&tr.Resources[0]), "28 Oct 8/10 active true, 11 Nov 8/10 active true, 25 Nov 5/6 active true")
}

func TestATotalThatMakesDoneHasItsOwnDayAndNoPost(t *testing.T) {
	tr, _ := track(t, onlyBook(total("2025-10-14", 10), total("2025-11-20", 6)), "", fortnights("6 ch", "-", "-")...)
	r := &tr.Resources[0]
	same(t, "done", say(r.State, r.DoneOn), "done 2025-11-20")
	same(t, "the trail", trail(r), "28 Oct 6/10 active true, 20 Nov 6/6 done false")
	for _, m := range tr.Milestones {
		if m.What == "done" {
			same(t, "the milestone", say(m.Date, m.Post == ""), "2025-11-20 true")
		}
	}
	grown, _ := track(t, onlyBook(total("2025-10-14", 6), total("2025-11-20", 10)), "", fortnights("6 ch", "-", "-")...)
	same(t, "undone", trail(&grown.Resources[0]), "28 Oct 6/6 done true, 20 Nov 6/10 active false")
}
