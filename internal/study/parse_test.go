package study

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseAmount(t *testing.T) {
	n := func(x float64) Num { return Num(x * micro) }
	for _, tt := range []struct {
		in   string
		want Amount
	}{
		{"3", Amount{Form: Snapshot, N: n(3)}},
		{"0", Amount{Form: Snapshot}},
		{"3/12", Amount{Form: Snapshot, N: n(3), Total: n(12)}},
		{"3/12 ch", Amount{Form: Snapshot, N: n(3), Total: n(12), Unit: Chapters}},
		{"3 / 12ch", Amount{Form: Snapshot, N: n(3), Total: n(12), Unit: Chapters}},
		{"5 ch", Amount{Form: Snapshot, N: n(5), Unit: Chapters}},
		{"1 chapter", Amount{Form: Snapshot, N: n(1), Unit: Chapters}},
		{"2.5 chapters", Amount{Form: Snapshot, N: n(2.5), Unit: Chapters}},
		{"40 p", Amount{Form: Snapshot, N: n(40), Unit: Pages}},
		{"1 lesson", Amount{Form: Snapshot, N: n(1), Unit: Lessons}},
		{"2 mod", Amount{Form: Snapshot, N: n(2), Unit: Modules}},
		{"1 lab", Amount{Form: Snapshot, N: n(1), Unit: Labs}},
		{"7 Tasks", Amount{Form: Snapshot, N: n(7), Unit: Tasks}},
		{"15%", Amount{Form: Snapshot, N: n(15), Unit: Percent}},
		{"15.5 percent", Amount{Form: Snapshot, N: n(15.5), Unit: Percent}},
		{"15/100%", Amount{Form: Snapshot, N: n(15), Total: n(100), Unit: Percent}},
		{"+2 ch", Amount{Form: Delta, N: n(2), Unit: Chapters}},
		{"+2", Amount{Form: Delta, N: n(2)}},
		{"+3/12 ch", Amount{Form: Delta, N: n(3), Total: n(12), Unit: Chapters}},
		{"+30m", Amount{Form: Delta, N: n(30), Unit: Hours}},
		{"6h30m", Amount{Form: Snapshot, N: n(390), Unit: Hours}},
		{"6h 30m", Amount{Form: Snapshot, N: n(390), Unit: Hours}},
		{"1h05m", Amount{Form: Snapshot, N: n(65), Unit: Hours}},
		{"6.5h", Amount{Form: Snapshot, N: n(390), Unit: Hours}},
		{"6 hours", Amount{Form: Snapshot, N: n(360), Unit: Hours}},
		{"90m", Amount{Form: Snapshot, N: n(90), Unit: Hours}},
		{"6h30m/24h", Amount{Form: Snapshot, N: n(390), Total: n(1440), Unit: Hours}},
		{"6.5/24 h", Amount{Form: Snapshot, N: n(390), Total: n(1440), Unit: Hours}},
		{"30/90m", Amount{Form: Snapshot, N: n(30), Total: n(90), Unit: Hours}},
		{"ch 5", Amount{Form: SetForm, Unit: Chapters, Set: Set{{5, 5}}}},
		{"ch 1-2,5", Amount{Form: SetForm, Unit: Chapters, Set: Set{{1, 2}, {5, 5}}}},
		{"ch 5, 1 - 2", Amount{Form: SetForm, Unit: Chapters, Set: Set{{1, 2}, {5, 5}}}},
		{"p 1-3,2-4,5", Amount{Form: SetForm, Unit: Pages, Set: Set{{1, 5}}}},
		{"5\u00a0ch", Amount{Form: Snapshot, N: n(5), Unit: Chapters}},
		{"5\u202fch", Amount{Form: Snapshot, N: n(5), Unit: Chapters}},
		{"999999999 p", Amount{Form: Snapshot, N: 999_999_999 * micro, Unit: Pages}},
	} {
		got, err := ParseAmount(tt.in)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("ParseAmount(%q) = %+v, %v; want %+v", tt.in, got, err, tt.want)
		}
	}
}

func TestParseAmountRefuses(t *testing.T) {
	for _, tt := range []struct{ in, code, part string }{
		{"three chapters", "P102", `cannot read "three chapters". Try "3 ch", "3/12 ch", "30%" or "+2 ch".`},
		{"", "P102", `cannot read "".`},
		{"ch", "P102", "Try"},
		{"3 ch 4", "P102", "Try"},
		{"3 x", "P102", "Try"},
		{"3/ ch", "P102", "Try"},
		{"3/0 ch", "P102", "A total is above 0"},
		{"15/90%", "P102", `of 100`},
		{"+ch 3", "P102", "Try"},
		{"h 1-3", "P102", "Try"},
		{"ch 5-3", "P102", "write 3-5"},
		{"ch 0-3", "P102", "counts from 1"},
		{"ch 1,,2", "P102", "Try"},
		{"ch 1.5", "P102", "Try"},
		{"1h75m", "P102", "write 2h15m"},
		{"1h60m", "P102", "write 2h."},
		{"1.5h30m", "P102", "Try"},
		{"1h30", "P102", "Try"},
		{"30m1h", "P102", "Try"},
		{"1.5m", "P102", "Minutes are whole"},
		{"6h30m/24", "P102", "Try"},
		{"6/24h30m", "P102", "Try"},
		{"1,5 h", "P102", "Try"},
		{"1.2345678 ch", "P102", "six digits"},
		{"٣ ch", "P102", "Try"},
		{"３ ch", "P102", "Try"},
		{"½ ch", "P102", "Try"},
		{"1.5", "P306", `"1.5" has no unit. Write 1h30m or 1.5h.`},
		{"2.25", "P306", `"2.25" has no unit. Write 2h15m or 2.25h.`},
		{"+1.5", "P306", `"+1.5" has no unit. Write 1h30m or 1.5h.`},
		{"1.5/12", "P306", "1.5/12 ch"},
		{"1:30", "P307", "Write 1h30m"},
		{"010", "P307", "Write 10."},
		{"007 ch", "P307", "Write 7."},
		{"00", "P307", "Write 0."},
		{"ch 01-3", "P307", "Write 1."},
		{"NaN", "P307", "none at all"},
		{".nan", "P307", "none at all"},
		{"-.inf", "P307", "none at all"},
		{"infinity", "P307", "none at all"},
		{"-3 ch", "P307", "negative"},
		{"3/-12 ch", "P307", "negative"},
		{"1e3", "P307", "power of ten"},
		{"1.5e+3 p", "P307", "power of ten"},
		{"0x1F", "P307", "another base"},
		{"0o17", "P307", "another base"},
		{"1_000 p", "P307", "Write 1000 p."},
		{"9999999999 p", "P307", "too large"},
		{"99999999999999999999999", "P307", "too large"},
	} {
		_, err := ParseAmount(tt.in)
		expect(t, tt.in, err, tt.code, tt.part)
	}
}

func expect(t *testing.T, in string, err error, code, part string) {
	t.Helper()
	var p *ParseError
	if !errors.As(err, &p) || p.Code != code || !strings.Contains(p.Msg, part) {
		t.Errorf("%q: got %#v; want %s with %q", in, err, code, part)
	}
}

func TestParseDuration(t *testing.T) {
	for in, want := range map[string]int{
		"1h30m": 90, "1h 30m": 90, "90m": 90, "1.5h": 90, "90": 90, "0": 0, "0m": 0, "22h": 1320, "1 hour": 60,
		"1.33h": 80, "90 minutes": 90, "1h\u00a030m": 90, " 2h ": 120,
	} {
		if got, err := ParseDuration(in); err != nil || got != want {
			t.Errorf("ParseDuration(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for _, tt := range []struct{ in, code, part string }{
		{"", "P102", `Try "1h30m"`},
		{"2 ch", "P102", `Try "1h30m"`},
		{"1h75m", "P102", "2h15m"},
		{"2h/4h", "P102", "Try"},
		{"+2h", "P102", "Try"},
		{"50%", "P102", "Try"},
		{"rest", "P102", "Try"},
		{"1.5", "P306", `Write 1h30m or 1.5h.`},
		{"1:30", "P307", "1h30m"},
		{"010", "P307", "Write 10."},
		{"-2h", "P307", `it is negative. A time is never below 0. Try "1h30m"`},
		{"nan", "P307", `none at all. Try "1h30m"`},
		{"9999999999h", "P307", "too large"},
	} {
		_, err := ParseDuration(tt.in)
		expect(t, tt.in, err, tt.code, tt.part)
	}
}

func TestParseSetRefuses(t *testing.T) {
	for _, tt := range []struct{ in, code, part string }{
		{"-3", "P307", `it is negative. A set counts from 1. Try "1-8"`},
		{"three", "P102", `Try "1-8"`},
		{"0-3", "P102", "counts from 1"},
	} {
		_, err := ParseSet(tt.in)
		expect(t, tt.in, err, tt.code, tt.part)
	}
}

func TestParseSpent(t *testing.T) {
	for _, tt := range []struct {
		in, id  string
		minutes int
	}{
		{"2h aws-bootcamp", "aws-bootcamp", 120},
		{"1h 30m on aws-bootcamp", "aws-bootcamp", 90},
		{"90 m-book", "m-book", 90},
		{"1 h", "", 60},
		{"2h ch-010", "ch-010", 120},
	} {
		m, id, err := ParseSpent(tt.in)
		if err != nil || m != tt.minutes || id != tt.id {
			t.Errorf("ParseSpent(%q) = %d, %q, %v", tt.in, m, id, err)
		}
	}
	for _, in := range []string{"on caisp", "caisp 2h", "2h on", "caisp"} {
		if m, id, err := ParseSpent(in); err == nil {
			t.Errorf("ParseSpent(%q) = %d, %q; want an error", in, m, id)
		}
	}
}

func TestParseLine(t *testing.T) {
	items, errs := ParseLine("llm-playbook 3/12 ch; aws-bootcamp 6h30m; spent 22h;; kept first-lab ; sec-eng paused; x 10/10 ch done; next read; spent 30m on caisp")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var got []string
	for _, p := range items.At {
		got = append(got, p.ID+"|"+p.Raw+"|"+string(p.State))
	}
	want := []string{"llm-playbook|3/12 ch|", "aws-bootcamp|6h30m|", "sec-eng|paused|paused", "x|10/10 ch|done"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("at = %q, want %q", got, want)
	}
	if p := items.At[0]; p.IDPos.Col != 0 || p.IDPos.EndCol != 12 || p.Pos.Col != 13 || p.Pos.EndCol != 20 {
		t.Errorf("places of the first item: %+v %+v", p.IDPos, p.Pos)
	}
	if len(items.Spent) != 2 || items.Spent[0].Minutes != 1320 || items.Spent[1].Resource != "caisp" {
		t.Errorf("spent = %+v", items.Spent)
	}
	if len(items.Kept) != 1 || items.Kept[0].ID != "first-lab" || items.Kept[0].Outcome != "yes" {
		t.Errorf("kept = %+v", items.Kept)
	}
	if len(items.Next) != 1 || items.Next[0].Do != "read" {
		t.Errorf("next = %+v", items.Next)
	}
}

func TestParseLineNext(t *testing.T) {
	for in, want := range map[string]string{
		`next finish chapter 5`:           "finish chapter 5",
		`next "read; then write"`:         "read; then write",
		`next 'read; then write' ; x 1 p`: "read; then write",
		`next don't stop; x 1 p`:          "don't stop",
		`next "Adversarial AI" again`:     `"Adversarial AI" again`,
		`next 'it's late; really'; x 1 p`: "it's late; really",
	} {
		items, errs := ParseLine(in)
		if len(errs) > 0 || len(items.Next) != 1 || items.Next[0].Do != want {
			t.Errorf("%s: %+v %v", in, items.Next, errs)
		}
	}
}

func TestParseLineRefuses(t *testing.T) {
	for _, tt := range []struct {
		in, code, part string
		col, end       int
	}{
		{"übung 3 ch; llm three", "P102", `cannot read "three"`, 16, 21},
		{"llm-playbook", "P102", `cannot read "llm-playbook"`, 0, 12},
		{"spent", "P102", `cannot read "spent"`, 0, 5},
		{"spent 1.5", "P306", "1h30m", 6, 9},
		{"spent lots", "P102", "Try", 6, 10},
		{"spent 2h on done", "P102", "Try", 6, 16},
		{"next", "P102", "Say what", 0, 4},
		{"kept a b", "P102", "full form", 0, 8},
		{"ch 5", "P102", "Try", 0, 4},
		{"5 ch", "P102", "Try", 0, 4},
		{"next read; and write", "P102", "put that text in quotes", 15, 20},
		{"llm 010 ch", "P307", "Write 10", 4, 10},

		{"b 3 ch, spent 9h", "P102", `cannot read "b 3 ch, spent 9h". Items are separated by semicolons: "b 3 ch; spent 9h".`, 0, 16},
		{"a done; b ch 1-3,5 ,kept x", "P102", `Items are separated by semicolons: "b ch 1-3,5; kept x".`, 8, 26},
		{"spent 9h, b 3 ch, next rest", "P102", `semicolons: "spent 9h; b 3 ch; next rest".`, 0, 27},
		{"kept a, kept b", "P102", `semicolons: "kept a; kept b".`, 0, 14},
		{"b 3 ch, three", "P102", "Try", 2, 13}, // semicolons would not mend it
		{"spend 9h", "P102", `cannot read "spend 9h". Did you mean "spent 9h"?`, 0, 8},
		{"Spent 1h30m on llm", "P102", `Did you mean "spent 1h30m on llm"?`, 0, 18},
		{"a done; spent: 9h", "P102", `Did you mean "spent 9h"?`, 8, 17},
		{"keep first-lab", "P102", `Did you mean "kept first-lab"?`, 0, 14},
		{"nxt finish chapter 5", "P102", `Did you mean "next finish chapter 5"?`, 0, 20},
		{"spend three", "P102", `cannot read "three". Try`, 6, 11},

		{"p 3 ch", "P102", `"p" is a unit, so no resource can have that id: give it another.`, 0, 6},
		{"m 3 ch", "P102", `"m" is a unit`, 0, 6},
		{"done 3 ch", "P102", `"done" is a state`, 0, 9},
		{"lab done", "P102", `"lab" is a unit`, 0, 8},
		{"inf 3 ch", "P102", `"inf" is no name`, 0, 8},
	} {
		_, errs := ParseLine(tt.in)
		if len(errs) != 1 {
			t.Errorf("%q: %+v", tt.in, errs)
			continue
		}
		e := errs[0]
		expect(t, tt.in, &e.ParseError, tt.code, tt.part)
		if e.Col != tt.col || e.EndCol != tt.end {
			t.Errorf("%q: at %d-%d, want %d-%d", tt.in, e.Col, e.EndCol, tt.col, tt.end)
		}
	}
}

// What looks like a slip is an id all the same, where it reads as one.
func TestParseLineLeavesIDsAlone(t *testing.T) {
	items, errs := ParseLine("spend 3 ch; keep 3h; nex done; b ch 1,3")
	if len(errs) != 0 || len(items.At) != 4 || items.At[0].ID != "spend" || items.At[1].ID != "keep" || items.At[2].ID != "nex" {
		t.Errorf("%+v %+v", items, errs)
	}
}

// One mistake never hides the other items.
func TestParseLineGoesOn(t *testing.T) {
	items, errs := ParseLine("a three; b 2 p; c 1:30; d done")
	if len(errs) != 2 || len(items.At) != 2 || items.At[0].ID != "b" || items.At[1].ID != "d" {
		t.Errorf("%+v %+v", items, errs)
	}
}

// spell writes an amount back as a post would.
func spell(a Amount) string {
	num := func(n Num) string {
		if a.Unit == Hours && int64(n)%micro == 0 {
			return formatMinutes(int64(n) / micro)
		}
		return formatMicro(int64(n))
	}
	s := num(a.N)
	switch {
	case a.Form == SetForm:
		return shortUnit(a.Unit) + " " + formatSet(a.Set)
	case a.Form == Delta:
		s = "+" + s
	}
	if a.Total > 0 {
		s += "/" + num(a.Total)
	}
	if a.Unit != "" && a.Unit != Hours {
		s += " " + shortUnit(a.Unit)
	}
	return s
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"3/12 ch", "+2", "6h30m/24h", "ch 1-3,5", "30%", "1.5", "010", "1h75m", "6/24 h", "5\u00a0p"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAmount(s)
		if err != nil {
			if p, ok := err.(*ParseError); !ok || p.Msg == "" || p.Code != "P102" && p.Code != "P306" && p.Code != "P307" {
				t.Fatalf("%q: %#v", s, err)
			}
			return
		}
		if a.N < 0 || a.Total < 0 || a.Form == NoAmount {
			t.Fatalf("%q: %+v", s, a)
		}
		if a.Unit == Hours && (a.N%micro != 0 || a.Total%micro != 0) {
			return // parts of a minute have no spelling of their own
		}
		again, err := ParseAmount(spell(a))
		if err != nil || !reflect.DeepEqual(a, again) {
			t.Fatalf("%q is %+v, but %q is %+v (%v)", s, a, spell(a), again, err)
		}
	})
}

func FuzzDuration(f *testing.F) {
	for _, s := range []string{"1h30m", "1h 30m", "90m", "1.5h", "90", "1.5", "1:30", "1h75m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseDuration(s)
		if err != nil {
			return
		}
		if again, err := ParseDuration(formatMinutes(int64(m))); m < 0 || err != nil || again != m {
			t.Fatalf("%q is %d, and again %d (%v)", s, m, again, err)
		}
	})
}

func FuzzLine(f *testing.F) {
	for _, s := range []string{"llm 3/12 ch; spent 22h", `next "a; b"; kept x`, "x done;;", "ü 1 p; next 'it's'", ";"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		items, errs := ParseLine(s)
		length := utf8.RuneCountInString(s)
		for _, e := range errs {
			if e.Col < 0 || e.EndCol <= e.Col || e.EndCol > length {
				t.Fatalf("%q: %+v of %d", s, e, length)
			}
		}
		for _, p := range items.At {
			if p.ID == "" || p.State == "" && p.Amount.Form == NoAmount || p.Pos.EndCol > length {
				t.Fatalf("%q: %+v", s, p)
			}
		}
	})
}
