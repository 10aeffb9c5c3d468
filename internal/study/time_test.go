package study

import (
	"path"
	"testing"
)

func TestTheSameSessionInTwoPosts(t *testing.T) {
	p := onlyBook()
	day1 := "2025-11-01"
	for _, tt := range []struct {
		name   string
		a, b   []string
		want   string // minutes in all, of a, of b
		codes  string
		rowsOf string
	}{
		{"once in each", []string{"1h b"}, []string{"1h b"}, "60 60 0", "P301", "a"},
		{"as often as in the post that has it most", []string{"1h b"}, []string{"1h b", "1h b", "1h b"}, "180 60 120", "P301", "abb"},
		{"twice in one post are two", []string{"1h b", "1h b"}, nil, "120 120 0", "", "aa"},
		{"again", []string{"1h b"}, []string{"again 1h b"}, "120 60 60", "", "ab"},
		{"another resource", []string{"1h b"}, []string{"1h"}, "120 60 60", "", "ab"},
		{"another length", []string{"1h b"}, []string{"61m b"}, "121 60 61", "", "ab"},
		{"zero and rest", []string{"0"}, []string{"0"}, "0 0 0", "", "a"},
	} {
		tr, _ := track(t, p, tt.codes, wrote("a", "2025-11-05").time(day1, tt.a...), wrote("b", "2025-11-06").time(day1, tt.b...))
		same(t, tt.name, say(tr.Hours.Minutes, tr.Updates[0].Minutes, tr.Updates[1].Minutes), tt.want)
		rows := ""
		for _, s := range tr.Sessions {
			rows += path.Base(s.Post)
		}
		same(t, tt.name, rows, tt.rowsOf)
	}
}

func TestRestIsSaidOnce(t *testing.T) {
	tr, _ := track(t, onlyBook(), "", wrote("a", "2025-11-05").time("2025-11-01", "rest"), wrote("b", "2025-11-06").time("2025-11-01", "rest"))
	same(t, "rows", tr.Sessions, "[{2025-11-01 0  /posts/a/ 2 rest}]")
}

func TestLabTime(t *testing.T) {
	p := onlyBook()
	tr, _ := track(t, p, "P301", wrote("a", "2025-11-05").lab("vpc", "idea", "2025-11-01", "4h", "b").time("2025-11-01", "4h"),
		wrote("b", "2025-11-06").lab("vpc", "building", "2025-11-01", "4h").lab("two", "idea", "2025-11-01", "4h"))
	same(t, "counted for the lab and in all, not for what it is for", say(tr.Hours.Dated, tr.Labs[0].Minutes, tr.Labs[1].Minutes, tr.Resources[0].Minutes), "720 240 240 0")
	other, _ := track(t, p, "", wrote("a", "2025-11-05").lab("vpc", "idea", "2025-11-01", "1h"), wrote("b", "2025-11-06").time("2025-11-01", "1h b", "1h"),
		wrote("c", "2025-11-07").lab("two", "idea", "2025-11-01", "1h"))
	same(t, "labs, resources and neither are three things", other.Hours.Dated, 240)
	same(t, "row", tr.Sessions[1], "{2025-11-01 240 lab:vpc /posts/a/ 3 dated}")
}

func TestLeftOutUntilReached(t *testing.T) {
	p := onlyBook()
	a := wrote("a", "2025-11-05").asOf("2025-11-05").time("2025-11-04", "1h b").time("2025-11-08", "2h b")
	tr, _ := track(t, p, "P305", a)
	same(t, "before", say(tr.AsOf, tr.Hours.Minutes, tr.Updates[0].Minutes, tr.Notes[0].Date), "2025-11-05 60 60 2025-11-08")
	tr, _ = track(t, p, "", a, wrote("b", "2025-11-12"))
	same(t, "once T reaches it, it belongs to its own post", say(tr.Hours.Minutes, tr.Updates[0].Minutes, tr.Updates[1].Minutes, len(tr.Notes)), "180 180 0 0")
}

func TestAsOfByDefault(t *testing.T) {
	p := onlyBook()
	for _, tt := range []struct {
		d    *draft
		want string
	}{
		{wrote("a", "2025-11-05"), "2025-11-05"},
		{wrote("a", "2025-11-05").time("2025-11-08", "1h"), "2025-11-08"},
		{wrote("a", "2025-11-05").lab("l", "idea", "2025-11-09", "1h"), "2025-11-09"},
		{wrote("a", "2025-11-05").asOf("2025-11-01"), "2025-11-01"},
	} {
		tr, _ := Track(p, blocks(tt.d))
		same(t, "as_of", tr.AsOf, tt.want)
	}
}

func TestLongDays(t *testing.T) {
	for days, want := range map[string]string{"16h": "", "16h1m": "P302", "24h": "P302", "24h1m": "P302"} {
		_, l := Track(onlyBook(), blocks(wrote("a", "2025-11-05").time("2025-11-01", days)))
		same(t, days, codes(l), want)
		same(t, days, l.HasErrors(), days == "24h1m")
	}
	tr, _ := Track(onlyBook(), blocks(wrote("a", "2025-11-05").time("2025-11-01", "25h")))
	same(t, "counted in the figures all the same", tr.Hours.Dated, 1500)
}

func TestFirstSigns(t *testing.T) {
	p := onlyBook()
	tr, _ := track(t, p, "", wrote("a", "2025-11-05").at("b 1 ch"), wrote("b", "2025-11-12").time("2025-11-02", "1h b"))
	same(t, "a late session", say(tr.Resources[0].First, tr.Resources[0].FirstPost), "2025-11-02 /posts/b/")
	tr, _ = track(t, p, "", wrote("a", "2025-11-05").undated("1h b"))
	same(t, "undated", say(tr.Resources[0].First, tr.Resources[0].State, tr.Resources[0].Moved), "2025-11-05 active 2025-11-05")
	tr, _ = track(t, p, "", wrote("a", "2025-11-05").at("b 0 ch"))
	same(t, "nothing", say(tr.Resources[0].First), "")
}
