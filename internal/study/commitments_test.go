package study

import "testing"

func TestCommitments(t *testing.T) {
	posts := func(second, third *draft) []*draft {
		return []*draft{wrote("a", "2025-10-28").at("b 2 ch", "c 1 ch").next("x", "2025-11-25", "b 5 ch"), second, third}
	}
	p := onlyBook()
	p.Resources = append(p.Resources, book("c", 10))
	for _, tt := range []struct {
		name  string
		posts []*draft
		want  string // by outcome resolved
	}{
		{"open", posts(wrote("b", "2025-11-11").at("b 3 ch"), wrote("c", "2025-11-20")), "2025-11-25  "},
		{"met before by", posts(wrote("b", "2025-11-11").at("b 5 ch"), wrote("c", "2025-11-25")), "2025-11-25 yes /posts/b/"},
		{"met at by", posts(wrote("b", "2025-11-11"), wrote("c", "2025-11-25").at("b 6 ch")), "2025-11-25 yes /posts/c/"},
		{"grown", posts(wrote("b", "2025-11-11"), wrote("c", "2025-11-25").at("b 4 ch")), "2025-11-25 partly /posts/c/"},
		{"not grown", posts(wrote("b", "2025-11-11"), wrote("c", "2025-11-30")), "2025-11-25 moved /posts/c/"},
		{"the day is not over before its last post", posts(wrote("b", "2025-11-25"), wrote("c", "2025-11-25").at("b 5 ch")), "2025-11-25 yes /posts/c/"},
		{"a word wins", posts(wrote("b", "2025-11-11").kept("x", "let-go"), wrote("c", "2025-11-25").at("b 5 ch")), "2025-11-25 let-go /posts/b/"},
		{"whenever it comes", posts(wrote("b", "2025-11-11").at("b 5 ch"), wrote("c", "2025-12-25").kept("x", "partly")), "2025-11-25 partly /posts/c/"},
		{"the last word", posts(wrote("b", "2025-11-11").kept("x", "yes"), wrote("c", "2025-12-25").kept("x", "moved")), "2025-11-25 moved /posts/c/"},
		{"promised again: new words and date", posts(wrote("b", "2025-11-11").next("x", "2025-12-25"), wrote("c", "2025-11-30")), "2025-12-25  "},
		{"promised again: until without by", posts(wrote("b", "2025-11-11").next("x", "", "b 9 ch"), wrote("c", "2025-11-17").at("b 5 ch")), "2025-11-18  "},
		{"growth is measured from the first promise", posts(wrote("b", "2025-11-11").at("b 3 ch").next("x", "2025-11-20", "b 9 ch"), wrote("c", "2025-11-20")), "2025-11-20 partly /posts/c/"},
	} {
		tr, _ := track(t, p, "", tt.posts...)
		c := tr.Commitments[0]
		same(t, tt.name, say(c.By, c.Outcome, c.Resolved), tt.want)
		same(t, tt.name+": rows", len(tr.Commitments), 1)
	}
}

func TestUntilForms(t *testing.T) {
	for _, tt := range []struct{ until, then, want string }{
		{"ch 4-5", "5 ch", "yes"},
		{"ch 4-5", "ch 1-4", "partly"},
		{"+2", "4 ch", "yes"},
		{"+2", "3 ch", "partly"},
		{"50%", "5 ch", "yes"},
		{"100 p", "5 ch", "yes"},
		{"done", "10 ch", "yes"},
		{"done", "9 ch", "partly"},
		{"9 ch", "5 ch done", "yes"},
		{"1 ch", "2 ch", "yes"},
		{"5 ch", "dropped", "moved"},
	} {
		tr, _ := Track(onlyBook(), blocks(wrote("a", "2025-10-28").at("b 2 ch").next("x", "2025-11-11", "b "+tt.until), wrote("b", "2025-11-11").at("b "+tt.then)))
		same(t, tt.until+" then "+tt.then, tr.Commitments[0].Outcome, tt.want)
	}
	p := onlyBook()
	p.Resources = append(p.Resources, book("c", 10))
	tr, _ := track(t, p, "", wrote("a", "2025-10-28").next("x", "2025-11-11", "b 5 ch", "c 5 ch"), wrote("b", "2025-11-11").at("b 5 ch"))
	same(t, "with several keys one that grew makes partly", tr.Commitments[0].Outcome, "partly")
	_, l := Track(p, blocks(wrote("a", "2025-10-28").next("x", "", "d 5 ch", "b 5 ls")))
	same(t, "until is checked", codes(l), "P101 P206")
}

func TestPromisesWithoutADate(t *testing.T) {
	tr, _ := track(t, manual(), "", start(), wrote("b", "2025-11-04").next("dated", "", "ptml 5 ch").next("open", ""))
	same(t, "until without by: the next due date", tr.Commitments[1].By, "2025-11-11")
	same(t, "neither", say(tr.Commitments[2].By), "")
	tr, _ = track(t, manual(), "", wrote("b", "2025-10-10").next("dated", "", "ptml 5 ch"))
	same(t, "in an opening block", tr.Commitments[0].By, "2025-10-28")
	tr, _ = track(t, manual(), "", start(), wrote("b", "2025-11-04").kept("first-lab", "yes").next("first-lab", "2025-12-01"))
	same(t, "after it is settled, a new row", say(len(tr.Commitments), tr.Commitments[0].Outcome, tr.Commitments[1].Outcome), "2 yes ")
}

func TestOutcomes(t *testing.T) {
	list := []Commitment{{Outcome: "yes"}, {Outcome: "yes"}, {Outcome: "partly"}, {}}
	same(t, "below four", outcomes(list).Rate.OK, false)
	o := outcomes(append(list, Commitment{Outcome: "let-go"}))
	same(t, "four", say(o.Rate, o.Open, o.Resolved()), "62.5 1 4")
}
