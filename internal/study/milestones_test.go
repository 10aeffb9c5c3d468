package study

import (
	"strings"
	"testing"
)

func milestones(tr *Tracker) string {
	var out []string
	for _, m := range tr.Milestones {
		out = append(out, strings.TrimSpace(say(m.Date, m.What, m.Resource)))
	}
	return strings.Join(out, ", ")
}

func TestMilestones(t *testing.T) {
	p := onlyBook()
	p.Resources = append(p.Resources, book("c", 10), Resource{ID: "z", Kind: "cert", Unit: Percent})
	tr, _ := track(t, p, "", wrote("s", "2025-10-14").plan("b"),
		wrote("a", "2025-10-28").at("b 5 ch").time("2025-10-20", "10h b"),
		wrote("b", "2025-11-11").at("c 2 ch", "b 10 ch").lab("l", "deployed", "", ""),
		wrote("c", "2025-11-25").at("c dropped").earned("z", "2025-11-20", "").lab("l", "deployed", "", ""))
	same(t, "milestones", milestones(tr), "2025-10-20 started b, 2025-10-28 quarter, 2025-10-28 half, 2025-10-28 10h, 2025-11-11 done b, "+
		"2025-11-11 planned c, 2025-11-11 started c, 2025-11-11 deployed l, 2025-11-20 certificate z, "+
		"2025-11-25 three-quarters, 2025-11-25 dropped c, 2025-11-25 planned z, 2025-11-25 started z, 2025-11-25 done z")
	tr, _ = track(t, p, "", wrote("s", "2025-10-14").plan("b"), wrote("a", "2025-10-28").plan("z").time("2025-10-25", "1h c"))
	same(t, "what had begun when it joined is not planned after it", milestones(tr), "2025-10-25 started c, 2025-10-28 planned z")
	same(t, "the opening plan is no milestone", strings.Contains(milestones(tr), "planned b"), false)
}

func TestPartsOfTheWhole(t *testing.T) {
	for _, tt := range []struct{ done, planned, want int }{{0, 100, 0}, {24, 100, 0}, {25, 100, 1}, {50, 100, 2}, {99, 100, 3}, {100, 100, 3}} {
		same(t, "parts", reachedParts(Share{tt.done, tt.planned, true}), tt.want)
	}
	same(t, "nothing in scope", reachedParts(Share{}), 0)
}

func TestLabs(t *testing.T) {
	p := onlyBook()
	a := wrote("a", "2025-10-28").lab("l", "building", "", "", "b")
	a.Block.Labs[0].Repo, a.Block.Labs[0].Title, a.Block.Labs[0].ShotsAuto = "https://example.org/l", "Lab", true
	a.Shots = []Shot{{Src: "x.png", Alt: "A picture"}}
	b := wrote("b", "2025-11-11").lab("m", "idea", "", "").lab("l", "torn-down", "", "")
	b.Block.Labs[1].Title = ""
	tr, _ := track(t, p, "", a, b)
	l := tr.Labs[0]
	same(t, "what is not said again stays", say(l.ID, l.Title, l.Status, l.Repo, l.For, l.AsOf, l.Post), "l Lab torn-down https://example.org/l [b] 2025-11-11 /posts/b/")
	same(t, "shots", say(len(l.Shots), l.Shots[0].Alt, l.Shots[0].Post), "1 A picture /posts/a/")
	same(t, "history", l.History, "[{2025-10-28 /posts/a/ building} {2025-11-11 /posts/b/ torn-down}]")
	_, diags := Track(p, blocks(wrote("a", "2025-10-28").lab("l", "idea", "", "", "nope")))
	same(t, "for an unknown resource", codes(diags), "P101")
}

func TestCertificates(t *testing.T) {
	p := onlyBook()
	p.Resources = append(p.Resources, Resource{ID: "z", Kind: "cert", Title: "Z", Unit: Percent})
	tr, _ := track(t, p, "", wrote("a", "2025-10-28").at("z 40%"), wrote("b", "2025-11-11").earned("z", "2025-11-01", "2028-11-01"))
	r := tr.Resource("z")
	same(t, "earned gives done at its post's as_of", say(r.State, r.Percent, r.DoneOn, r.PositionText()), "done 100.0 2025-11-11 100")
	same(t, "certificate", tr.Certificates, "[{z 2025-11-01 2028-11-01  /posts/b/}]")
	same(t, "statement", tr.Statements[1], "{2025-11-11 /posts/b/ 2 z earned    }")
	_, diags := Track(p, blocks(wrote("a", "2025-10-28").earned("nope", "2025-11-01", "")))
	same(t, "an unknown one", codes(diags), "P101")
}

func TestTopics(t *testing.T) {
	p := onlyBook()
	p.Resources = append(p.Resources, Resource{ID: "v", Kind: "video", Unit: Hours, Totals: []Total{total("", 600)}}, Resource{ID: "z", Kind: "cert", Unit: Percent})
	tr, _ := track(t, p, "", wrote("a", "2025-10-28").at("b 3 ch").topics("T", "S", "T"), wrote("b", "2025-11-11").at("b 3 ch", "v 1h").topics("T"),
		wrote("c", "2025-11-12").lab("l", "idea", "", "").earned("z", "2025-11-12", "").topics("T"), wrote("d", "2025-11-13").time("2025-11-13", "1h b").topics("T"))
	same(t, "sorted", say(tr.Topics[0].Topic, tr.Topics[1].Topic), "S T")
	e := tr.Topics[1]
	same(t, "evidence", say(e.Read, e.Watched, e.Built, e.Certified, len(e.Written)), "[/posts/a/] [/posts/b/] [/posts/c/] [/posts/c/] 4")
}

func TestEditions(t *testing.T) {
	for topic, want := range map[string]string{
		"LLM02": "OWASP:LLM02:2025", "OWASP:LLM02": "OWASP:LLM02:2025", "OWASP:A03": "OWASP:A03:2021", "LLM2": "OWASP:LLM2:2025",
		"OWASP:LLM02:2025": "", "ATLAS:AML.T0051": "", "A03": "", "LLM": "", "LLM security": "", "LLM2025": "", "llm-security": "",
	} {
		got, ok := edition(topic)
		same(t, topic, say(got, ok), say(want, want != ""))
	}
}

func TestTookAgainstTheEstimate(t *testing.T) {
	tr, _ := track(t, onlyBook(), "", wrote("a", "2025-10-28").at("b 10 ch").undated("28h b"))
	same(t, "28 of 20 hours", tr.Resources[0].Took, 14)
	tr, _ = track(t, onlyBook(), "", wrote("a", "2025-10-28").at("b 9 ch").undated("28h b"))
	same(t, "not before it is done", tr.Resources[0].Took, 0)
}

func TestBurnUp(t *testing.T) {
	p := onlyBook(total("", 10), total("2025-11-01", 20))
	p.Settings.Finish = day("2026-01-10")
	tr, _ := track(t, p, "", append([]*draft{wrote("o", "2025-10-10").at("b 1 ch")}, fortnights("3 ch", "5 ch")...)...)
	same(t, "scope", tr.BurnUp.Scope, "[{2025-10-14 1200 } {2025-11-01 2400 }]")
	same(t, "done", tr.BurnUp.Done, "[{2025-10-14 120 /posts/o/} {2025-10-28 360 /posts/p00/} {2025-11-11 600 /posts/p01/}]")
	// 88 days, 15 of them paused: 66 to 19 December, then flat, then 7 more.
	same(t, "plan", tr.BurnUp.Plan, "[{2025-10-14 0 } {2025-12-19 2170 } {2026-01-03 2170 } {2026-01-10 2400 }]")
	same(t, "without a finish", planLine(100, 0, 10, calendar{}) == nil, true)
}

func TestMilestonesAreTakenBack(t *testing.T) {
	for _, tt := range []struct {
		name  string
		items []string
		want  string
	}{
		{"what is undone", []string{"10 ch", "9 ch active"}, "quarter half three-quarters started"},
		{"done once more: the day that holds", []string{"10 ch", "9 ch active", "10 ch"}, "quarter half three-quarters started done"},
		{"what was dropped and is taken up", []string{"2 ch", "dropped", "3 ch active"}, "started quarter"},
		{"parts of the plan that a typo had reached", []string{"3 ch", "8 ch", "!4 ch"}, "quarter started"},
		{"reached again: the day that holds", []string{"3 ch", "8 ch", "!4 ch", "6 ch"}, "quarter started half"},
	} {
		tr, _ := Track(onlyBook(), blocks(fortnights(tt.items...)...))
		var what []string
		for _, m := range tr.Milestones {
			what = append(what, m.What)
		}
		same(t, tt.name, strings.Join(what, " "), tt.want)
	}
	grown, _ := Track(onlyBook(total("2025-10-14", 10), total("2025-11-20", 20)), blocks(fortnights("6 ch", "-", "-")...))
	same(t, "a plan that grows takes nothing back", milestones(grown), "2025-10-28 quarter, 2025-10-28 half, 2025-10-28 started b")
}

func TestTheTrailOfACertificateHasTheDayItWasEarned(t *testing.T) {
	tr, _ := track(t, onlyBook(), "", wrote("a", "2025-12-15").earned("b", "2025-12-12", ""))
	steps := tr.Resources[0].Trail
	same(t, "stated, and earned", say(steps[0].AsOf, steps[0].On), "2025-12-15 2025-12-12")
}
