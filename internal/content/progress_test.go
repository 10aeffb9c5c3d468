package content

import (
	"fmt"
	"strings"
	"testing"

	"studylog/internal/civil"
	"studylog/internal/study"
)

// fullBlock is the block of the manual.
const fullBlock = `date: 2025-10-28
progress:
  as_of: 2025-10-28
  period: 2025-10-14..2025-10-28
  plan: [llm-playbook, caisp]
  at:
    llm-playbook: 3/12 ch
    adv-ml: "ch 1-2,5"
    aws-bootcamp: {at: 6h30m, note: "IAM and VPC"}
    caisp: 15%
    sec-eng: paused
    ptml: {at: 4 ch, correct: "recount"}
  time:
    2025-10-15: 2h aws-bootcamp
    2025-10-16: [1h30m aws-bootcamp, 30m llm-playbook]
    2025-10-17..2025-10-19: 2h
    2025-10-20: rest
    2025-10-21: 0
    2025-10-22: {time: 1h caisp, again: true}
    undated: 5h llm-playbook
  kept: {first-lab: moved}
  next:
    - {id: read-5, do: "Reach chapter 5", until: {llm-playbook: 5 ch}, by: 2025-11-11}
    - "Deploy the VPC lab"
  labs:
    - {id: vpc-lab, title: VPC, status: deployed, repo: https://x.example/y, for: [aws-bootcamp], time: {2025-10-25: 4h}, shots: auto}
  earned: [{cert: caisp, on: 2025-10-20, url: https://x.example/c, expires: 2029-02-14}]
  topics: ["OWASP:LLM01:2025", "ATLAS:AML.T0051"]
  note: A note.
`

func TestProgressInFull(t *testing.T) {
	p := post(fullBlock)
	saying(t, "full", p.Diags, nil)
	b := p.Block
	if b == nil {
		t.Fatal("no block")
	}
	var got []string
	add := func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) }
	add("%s %s..%s plan %t", b.AsOf, b.From, b.To, b.HasPlan)
	for _, m := range b.Plan {
		add("plan %s %d:%d", m.ID, m.Pos.Line, m.Pos.Col)
	}
	for _, a := range b.At {
		add("at %s %q %s note=%s correct=%s %d:%d", a.ID, a.Raw, a.State, a.Note, a.Correct, a.Pos.Line, a.Pos.Col)
	}
	for _, s := range append(b.Time, b.Undated...) {
		add("time %s %d %d %s %t %d:%d", s.Date, s.Kind, s.Minutes, s.Resource, s.Again, s.Pos.Line, s.Pos.Col)
	}
	for _, k := range b.Kept {
		add("kept %s %s", k.ID, k.Outcome)
	}
	for _, n := range b.Next {
		add("next %s %q %d %s", n.ID, n.Do, len(n.Until), n.By)
	}
	for _, l := range b.Labs {
		add("lab %s %s %s %s %s %d %s %t", l.ID, l.Title, l.Status, l.Repo, l.For[0].ID, l.Time[0].Minutes, l.Time[0].Lab, l.ShotsAuto)
	}
	for _, e := range b.Earned {
		add("earned %s %s %s %s", e.Cert, e.On, e.Expires, e.URL)
	}
	for _, topic := range b.Topics {
		add("topic %s", topic.Name)
	}
	want := `2025-10-28 2025-10-14..2025-10-28 plan true
plan llm-playbook 6:10
plan caisp 6:24
at llm-playbook "3/12 ch"  note= correct= 8:19
at adv-ml "ch 1-2,5"  note= correct= 9:13
at aws-bootcamp "6h30m"  note=IAM and VPC correct= 10:24
at caisp "15%"  note= correct= 11:12
at sec-eng "paused" paused note= correct= 12:14
at ptml "4 ch"  note= correct=recount 13:16
time 2025-10-15 0 120 aws-bootcamp false 15:17
time 2025-10-16 0 90 aws-bootcamp false 16:18
time 2025-10-16 0 30 llm-playbook false 16:38
time 2025-10-17 0 120  false 17:29
time 2025-10-18 0 120  false 17:29
time 2025-10-19 0 120  false 17:29
time 2025-10-20 2 0  false 18:17
time 2025-10-21 1 0  false 19:17
time 2025-10-22 0 60 caisp true 20:24
time  0 300 llm-playbook false 21:14
kept first-lab moved
next read-5 "Reach chapter 5" 1 2025-11-11
next deploy-the-vpc-lab "Deploy the VPC lab" 0 
lab vpc-lab VPC deployed https://x.example/y aws-bootcamp 240 vpc-lab true
earned caisp 2025-10-20 2029-02-14 https://x.example/c
topic OWASP:LLM01:2025
topic ATLAS:AML.T0051`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	if b.Note != "A note." || b.Draft || b.File != postPath || b.Date != civil.MustParse("2025-10-28") || b.PeriodPos.Line != 5 || b.AsOfPos.Line != 4 {
		t.Errorf("%+v", b)
	}
}

func TestProgressInOneLine(t *testing.T) {
	for _, front := range []string{
		"progress: llm-playbook 3/12 ch; aws-bootcamp 6h30m done; spent 22h; kept a; next Read on\n",
		"progress: 'llm-playbook 3/12 ch; aws-bootcamp 6h30m done; spent 22h; kept a; next Read on'\n",
		"progress: >\n  llm-playbook 3/12 ch; aws-bootcamp 6h30m done;\n  spent 22h; kept a; next Read on\n",
		"progress: |\n  llm-playbook 3/12 ch; aws-bootcamp 6h30m done;\n  spent 22h; kept a; next Read on\n",
	} {
		p := post(front)
		saying(t, front, p.Diags, nil)
		b := p.Block
		if b == nil || len(b.At) != 2 || b.At[1].State != study.Done || len(b.Undated) != 1 || len(b.Kept) != 1 || len(b.Next) != 1 || b.Next[0].ID != "read-on" {
			t.Errorf("%q: %+v", front, b)
			continue
		}
		// Wherever the text stands, the place of an item is found in it.
		src := strings.Split("---\n"+front, "\n")
		for part, pos := range map[string]struct{ line, col, end int }{
			"6h30m done": {b.At[1].Pos.Line, b.At[1].Pos.Col, b.At[1].Pos.EndCol},
			"22h":        {b.Undated[0].Pos.Line, b.Undated[0].Pos.Col, b.Undated[0].Pos.EndCol},
		} {
			if got := src[pos.line-1][pos.col-1 : pos.end-1]; got != part {
				t.Errorf("%q: %q is said to stand at %q", front, part, got)
			}
		}
	}
}

func TestNoProgress(t *testing.T) {
	for _, front := range []string{"title: A\n", "progress:\n", "progress: \"\"\n", "progress: ' ; '\n", "progress:\n  at: # where\n    # a: 1 ch\n  next:\n"} {
		if p := post(front); p.Block != nil || len(p.Diags) > 0 {
			t.Errorf("%q: %+v %v", front, p.Block, p.Diags)
		}
	}
	if p := post("progress: {}\n"); p.Block == nil {
		t.Error("an empty map is a block that states nothing")
	}
}

func TestProgressDiagnostics(t *testing.T) {
	for _, tt := range []struct {
		front string
		want  []string
	}{
		{"progress: [a]\n", []string{`2:11 error[P102]: progress is a list`}},
		{"progress: llm three chapters\n", []string{`2:15 error[P102]: cannot read "three chapters". Try "3 ch", "3/12 ch", "30%" or "+2 ch".`}},
		{"progress: llm 1:30; b 010\n", []string{`2:15 error[P307]: "1:30"`, `2:23 error[P307]: "010"`}},
		{"progress: LLM 3 ch\n", []string{`2:11 error[P102]: "LLM" is no id of a resource: ids are letters… | did you mean "llm"?`}},
		{"progress: spent 2h on x_y\n", []string{`2:17 error[P102]: "x_y" is no id`}},
		{"progress: next !!\n", []string{`2:16 error[P102]: "!!" has no letter`}},
		{"progress:\n  att: {a: 3 ch}\n", []string{`3:3 error[P103]: unknown key "att" in progress | did you mean "at"?`}},
		{"progress:\n  at: {a: 1.5}\n", []string{`3:11 error[P306]: "1.5" has no unit. Write 1h30m or 1.5h.`}},
		{"progress:\n  at: {a: three}\n", []string{`3:11 error[P102]: cannot read "three"`}},
		{"progress:\n  at:\n    a:\n    b: 3 ch\n", []string{`4:…error[P102]: a has no value`}},
		{"progress:\n  at: {a: ch 1-2,5}\n", []string{`3:18 error: quote the set`}},
		{"progress:\n  at: [a]\n", []string{`3:7 error[P102]: at must be keys with values, not a list | for example at:`}},
		{"progress:\n  at: {a: {at: 3 ch, nota: x}}\n", []string{`3:22 error[P103]: unknown key "nota" in at.a | did you mean "note"?`}},
		{"progress:\n  at: {a: {note: x}}\n", []string{`3:11 error[P102]: a does not say where you are`}},
		{"progress:\n  at: {done: 3 ch}\n", []string{`3:8 error[P102]: "done" is no id of a resource: it reads as a unit, a state`}},
		{"progress:\n  at: {ch: 3}\n", []string{`3:8 error[P102]: "ch" is no id`}},
		{"progress:\n  time: {2025-10-28: 1h75m}\n", []string{`3:22 error[P102]: cannot read "1h75m". Minutes after hours go to 59: write 2h15m.`}},
		{"progress:\n  time: {2025-10-28T10:00: 1h}\n", []string{`3:10 error[P102]: "2025-10-28T10:00" is a point in time, where a day is wanted. Write 2025-10-28.`}},
		{"progress:\n  time: {tuesday: 1h}\n", []string{`3:10 error[P102]: cannot read "tuesday". Write a day as 2025-10-28.`}},
		{"progress:\n  time: {2025-10-28..2025-10-20: 1h}\n", []string{`3:10 error[P102]: "2025-10-28..2025-10-20" ends before it begins. Write 2025-10-20..2025-10-28.`}},
		{"progress:\n  time: {2024-10-01..2025-10-20: 1h}\n", []string{`3:10 error[P102]: "2024-10-01..2025-10-20" is 385 days long; at most 366`}},
		{"progress:\n  time: {2999-01-05: 1h}\n", []string{`3:10 error[P308]: 2999-01-05 is 973 years after this post | correct the year`}},
		{"progress:\n  time: {0225-10-14: 1h}\n", []string{`3:10 error[P308]: 0225-10-14 is 1800 years before this post`}},
		{"progress:\n  time: {2025-11-28: 1h, 2025-11-29: 1h}\n", []string{`3:26 error[P308]: 2025-11-29 is 32 days after this post`}},
		{"progress:\n  as_of: 2026-12-28\n", []string{`3:10 error[P308]: 2026-12-28 is 1 year after this post`}},
		{"progress:\n  as_of: 2025-10-28 10:00\n", []string{`3:10 error[P102]: "2025-10-28 10:00" is a point in time`}},
		{"progress:\n  time: {2025-10-8: 1h, 2025-10-08: 1h}\n", []string{`3:25 error[P102]: 2025-10-08 is already on line 3`}},
		{"progress:\n  time: {2025-10-08: [rest, 1h]}\n", []string{`3:23 error[P102]: 2025-10-08 is a day of rest, or it has time: not both`}},
		{"progress:\n  time: {undated: rest}\n", []string{`3:19 error[P102]: cannot read "rest" here`}},
		{"progress:\n  time: {2025-10-08: {time: 1h, again: yes}}\n", []string{`3:40 error[P102]: again must be true or false`}},
		{"progress:\n  period: 2025-10-28..2025-10-14\n", []string{`3:11 error[P102]: "2025-10-28..2025-10-14" ends before`}},
		{"progress:\n  period: 2025-10-28\n", []string{`3:11 error[P102]: cannot read the period`}},
		{"progress:\n  kept: {a: dropped}\n", []string{`3:13 error[P102]: cannot read "dropped". Write yes, partly, moved or let-go.`}},
		{"progress:\n  next:\n    - Deploy: the lab\n", []string{`4:7 error[P103]: "Deploy" became a key… | quote it: "Deploy: the lab"`}},
		{"progress:\n  next: [{id: a}]\n", []string{`3:10 error[P102]: a promise says what`}},
		{"progress:\n  next: [{id: A b, do: x}]\n", []string{`3:15 error[P102]: "A b" is no id… | did you mean "a-b"?`}},
		{"progress:\n  next: [{do: x, until: {a: +2 ch}}]\n", []string{`3:29 error[P102]: cannot read "+2 ch" here. Write the position to reach`}},
		{"progress:\n  next: [{do: x, until: {a: paused}}]\n", []string{`3:29 error[P102]: cannot read "paused" here`}},
		{"progress:\n  labs: [{title: x}]\n", []string{`3:10 error[P102]: a lab needs an id`}},
		{"progress:\n  labs: [{id: x, status: deplyed}]\n", []string{`3:26 error[P102]: cannot read the status "deplyed"… | did you mean "deployed"?`}},
		{"progress:\n  labs: [{id: x, repo: \"javascript:x\"}]\n", []string{`3:24 warning: repo "javascript:x" is no address`}},
		{"progress:\n  labs: [{id: x, time: {2025-10-25: 4h aws}}]\n", []string{`3:37 error[P102]: the time of a lab is the lab's alone, but this one names aws. Write "4h".`}},
		{"progress:\n  labs: [{id: x, time: 4h}]\n", []string{`3:24 error[P102]: the time of a lab must be keys with values`}},
		{"progress:\n  labs: [{id: x, shots: [a.png, {src: b.png, alt: B}]}]\n", []string{`3:26 error[P520]: the screenshot a.png has no alt text`}},
		{"progress:\n  earned: [{cert: caisp, on: 2025-10-20, expires: 2025-10-19}]\n", []string{`3:51 error[P102]: caisp expires on 2025-10-19, before it was earned`}},
		{"progress:\n  earned: [{on: 2025-10-20}]\n", []string{`3:12 error[P102]: an entry of earned needs the id`}},
		{"progress:\n  topics: {a: b}\n", []string{`3:11 error[P102]: topics must be a list`}},
		{"progress:\n  plan: {a: b}\n", []string{`3:9 error[P102]: plan must be a list of ids`}},
		{"draft: true\nprogress:\n  at: {a: three}\n", []string{`4:11 warning[P102]: cannot read "three"`}},
		// One mistake never hides another.
		{"progress:\n  at: {a: three, b: 3 ch, c: 1:30}\n  kept: {x: y}\n", []string{`3:11 error[P102]`, `3:30 error[P307]`, `4:13 error[P102]`}},
	} {
		saying(t, tt.front, post(tt.front).Diags, tt.want)
	}
}

// TOML and JSON bend numbers, so amounts must be strings there.
func TestProgressInOtherFormats(t *testing.T) {
	toml := "+++\ndate = 2025-10-28\n[progress]\nat = {a = \"3 ch\", b = 3.10}\n[progress.time]\n2025-10-15 = \"2h\"\n+++\n"
	p := ParsePage(postPath, []byte(toml), DefaultSettings())
	saying(t, "TOML", p.Diags, []string{`4:…error[P307]: b is a bare number`})
	if p.Block == nil || len(p.Block.At) != 1 || len(p.Block.Time) != 1 {
		t.Errorf("%+v", p.Block)
	}
	json := "{\n\"date\": \"2025-10-28\",\n\"progress\": {\"at\": {\"a\": \"3 ch\", \"b\": 3}}\n}\n"
	saying(t, "JSON", ParsePage(postPath, []byte(json), DefaultSettings()).Diags, []string{`3:…error[P307]: b is a bare number`})
}
