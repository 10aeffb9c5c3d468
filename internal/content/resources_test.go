package content

import (
	"reflect"
	"testing"

	"studylog/internal/civil"
	"studylog/internal/study"
)

func TestResources(t *testing.T) {
	list, present, diags := ParseResources([]byte(`- id: llm-playbook
  kind: book
  title: The playbook
  by: Somebody
  url: https://x.example/
  unit: chapters
  total: 12
  also: {pages: 254, hours: 20}
  effort: 30h
  topics: [llm-security]
- {id: sec-eng, kind: book, title: S, unit: ch, total: [{from: 2025-10-14, is: 27}, {from: 2025-12-01, is: 29 ch}]}
- {id: adv-ml, kind: book, unit: chapters, total: 11, scope: 1-8}
- {id: caisp, kind: cert, unit: percent, effort: 40h, exam: 2026-02-14}
- {id: aws-bootcamp, kind: video, unit: hours, total: 24h}
- {id: talks, unit: hours, total: 24.5}
- {id: loose, kind: paper}
`))
	saying(t, "catalogue", diags, nil)
	const one = 1_000_000
	day := civil.MustParse
	want := []study.Resource{
		{
			ID: "llm-playbook", Kind: "book", Title: "The playbook", By: "Somebody", URL: "https://x.example/", Unit: study.Chapters,
			Totals: []study.Total{{Is: 12 * one}}, Also: map[study.Unit]study.Num{study.Pages: 254 * one, study.Hours: 1200 * one},
			Effort: 1800, Topics: []string{"llm-security"},
		},
		{
			ID: "sec-eng", Kind: "book", Title: "S", Unit: study.Chapters,
			Totals: []study.Total{{From: day("2025-10-14"), Is: 27 * one}, {From: day("2025-12-01"), Is: 29 * one}},
		},
		{ID: "adv-ml", Kind: "book", Title: "adv-ml", Unit: study.Chapters, Totals: []study.Total{{Is: 11 * one}}, Scope: &study.Set{{1, 8}}},
		{ID: "caisp", Kind: "cert", Title: "caisp", Unit: study.Percent, Effort: 2400, Exam: day("2026-02-14")},
		{ID: "aws-bootcamp", Kind: "video", Title: "aws-bootcamp", Unit: study.Hours, Totals: []study.Total{{Is: 1440 * one}}},
		{ID: "talks", Kind: "video", Title: "talks", Unit: study.Hours, Totals: []study.Total{{Is: 1470 * one}}},
		{ID: "loose", Kind: "paper", Title: "loose"},
	}
	for i := range list {
		if list[i].Pos.Line == 0 || list[i].Pos.File != ResourcesFile {
			t.Errorf("%s stands at %v", list[i].ID, list[i].Pos)
		}
		list[i].Pos = want[0].Pos
	}
	if !present || !reflect.DeepEqual(list, want) {
		t.Errorf("got  %+v\nwant %+v", list, want)
	}
}

func TestCatalogueOfCommentsOnly(t *testing.T) {
	if list, present, diags := ParseResources([]byte("# later\n")); list != nil || present || len(diags) > 0 {
		t.Error(list, present, diags)
	}
	if _, present, _ := ParseResources([]byte("[]\n")); !present {
		t.Error("an empty list is a catalogue")
	}
}

func TestResourceDiagnostics(t *testing.T) {
	for _, tt := range []struct {
		src  string
		want []string
	}{
		{"a: b\n", []string{`1:1 error[P103]: the catalogue must be a list, not keys with values`}},
		{"- a\n", []string{`1:3 error[P103]: a resource must be keys with values`}},
		{"- {kind: book}\n", []string{`1:3 error[P103]: a resource needs an id`}},
		{"- {id: Book 1, kind: book}\n", []string{`1:8 error[P103]: "Book 1" is no id of a resource… | did you mean "book-1"?`}},
		{"- {id: next, kind: book}\n", []string{`1:8 error[P103]: "next" is no id of a resource: it reads as`}},
		{"- {id: a, kind: boook}\n", []string{`1:17 error[P103]: the kind "boook" is not known | did you mean "book"?`}},
		{"- {id: a}\n", []string{`1:3 error[P103]: a resource needs a kind`}},
		{"- {id: a, kind: book, unit: chaptrs}\n", []string{`1:29 error[P103]: the unit "chaptrs" is not known | did you mean "chapters"?`}},
		{"- {id: a, kind: book, unit: ch, totl: 3}\n", []string{`1:33 error[P103]: unknown key "totl" in the catalogue | did you mean "total"?`}},
		{"- {id: a, kind: book, unit: ch, total: 0}\n", []string{`1:40 error[P103]: total must be above 0`}},
		{"- {id: a, kind: book, unit: ch, total: -3}\n", []string{`1:40 error[P307]: total must be above 0, not -3`}},
		{"- {id: a, kind: book, unit: ch, total: [{from: 2025-10-14, is: -3 ch}]}\n", []string{`1:64 error[P307]: is must be above 0, not -3 ch`}},
		{"- {id: a, kind: book, unit: ch, total: 3, also: {pages: -9}}\n", []string{`1:57 error[P307]: also.pages must be above 0, not -9`}},
		{"- {id: a, kind: book, effort: -3h}\n", []string{`1:31 error[P307]: "-3h" is no plain number: it is negative. A time is never below 0. Try "1h30m", "90m" or "1.5h".`}},
		{"- {id: a, kind: book, unit: ch, total: 3, scope: -2}\n", []string{`1:50 error[P307]: "-2" is no plain number: it is negative. A set counts from 1. Try "1-8"`}},
		{"- {id: p, kind: book}\n", []string{`1:8 error[P103]: "p" is no id of a resource: it reads as a unit, a state or a word of the one-line form | a longer one will do, such as "my-p"`}},
		{"- {id: a, kind: book, unit: ch, total: 010}\n", []string{`1:40 error[P307]: "010"`}},
		{"- {id: a, kind: book, unit: ch, total: many}\n", []string{`1:40 error[P102]: total: cannot read "many"`}},
		{"- {id: a, kind: book, unit: ch, total: 200 p}\n", []string{`1:40 error[P206]: total is in pages, but the resource counts chapters`}},
		{"- {id: a, kind: cert, unit: percent, total: 90}\n", []string{`1:45 error[P103]: a per cent is of 100, not of 90`}},
		{"- {id: a, kind: book, unit: ch, total: [{is: 3}]}\n", []string{`1:41 error[P103]: a dated total needs from`}},
		{"- {id: a, kind: book, unit: ch, total: [{from: 2025-12-01, is: 3}, {from: 2025-10-01, is: 4}]}\n", []string{`1:75 error[P103]: 2025-10-01 does not come after 2025-12-01`}},
		{"- {id: a, kind: book, unit: ch, total: 3, also: {chapter: 3}}\n", []string{`1:50 error[P103]: also names chapters`}},
		{"- {id: a, kind: book, unit: ch, total: 3, also: {words: 3}}\n", []string{`1:50 error[P103]: the unit "words" is not known`}},
		{"- {id: a, kind: book, unit: ch, effort: 1.5}\n", []string{`1:41 error[P306]: "1.5" has no unit`}},
		{"- {id: a, kind: book, unit: ch, total: 3, scope: 3-1}\n", []string{`1:50 error[P102]: cannot read "3-1". A range goes up`}},
		{"- {id: a, kind: book, unit: ch, total: 3, scope: 1-8}\n", []string{`1:50 warning[P203]: the scope reaches to 8, above the total`}},
		{"- {id: a, kind: cert, unit: percent, scope: 1-8}\n", []string{`1:45 error[P103]: a scope is of counted units`}},
		{"- {id: a, kind: book, url: \"javascript:x\"}\n", []string{`1:28 warning: url "javascript:x" is no address that a page may link to`}},
		{"- {id: a, kind: book}\n- {id: a, kind: book}\n", []string{`2:8 error[P103]: a is in the catalogue twice, first on line 1`}},
		{"- {id: a, kind: cert, exam: soon}\n", []string{`1:29 error[P102]: cannot read "soon". Write a day`}},
	} {
		_, _, diags := ParseResources([]byte(tt.src))
		saying(t, tt.src, diags, tt.want)
	}
}
