package study

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file reads what posts write about amounts and time, by this grammar:
//
//	line   = item {";" item}
//	item   = id amount [state] | id state | "spent" dur ["on" id] | "next" text | "kept" id
//	amount = ["+"] (num ["/" num] [unit] | num "%" | dur ["/" dur]) | unit set        set: 1-3,5
//	dur    = 1h30m | 1h 30m | 90m | 1.5h | 90         (a bare number is minutes, in time only)
//
// Texts arrive as they stand in the file, never as a number that a YAML library has already bent: `+2` is a delta and
// `010` a mistake. Digits are ASCII; every kind of no-break space is a space. `5 ch` is a count, `ch 5` a set.

// A ParseError says why a text is no amount, no time or no item, under its code: P102 unreadable, P306 a decimal
// without a unit, P307 a number that YAML would bend, or none at all.
type ParseError struct {
	Code string
	Msg  string
}

func (e *ParseError) Error() string { return e.Msg }

const (
	tryAmount = `Try "3 ch", "3/12 ch", "30%" or "+2 ch".`
	tryTime   = `Try "1h30m", "90m" or "1.5h".`
	trySet    = `Try "1-8" or "1-3,5".`
)

func unreadable(s, cure string) *ParseError {
	return &ParseError{"P102", `cannot read "` + s + `". ` + cure}
}

// ParseAmount reads a position: a count, a part of a total, a per cent, a time, a step or a set.
// The error, if any, is a *ParseError.
func ParseAmount(s string) (Amount, error) {
	s = tidy(s)
	if err := bentNumber(s, aboutPlaces); err != nil {
		return Amount{}, err
	}
	p := &amountParser{text: s, toks: scan(s), cure: tryAmount}
	a, err := p.amount()
	if err != nil {
		return Amount{}, err
	}
	return a, nil
}

// ParseDuration reads a time and returns whole minutes; a decimal of hours is rounded to the nearest minute.
// The error, if any, is a *ParseError.
func ParseDuration(s string) (minutes int, err error) {
	s = tidy(s)
	if err := bentNumber(s, aboutTime); err != nil {
		return 0, err
	}
	p := &amountParser{text: s, toks: scan(s), cure: tryTime}
	m, perr := p.duration()
	if perr != nil {
		return 0, perr
	}
	return m, nil
}

// ParseSpent reads time, perhaps with what it was spent on: "2h", "1h 30m aws-bootcamp", "90 on caisp".
// The error, if any, is a *ParseError.
func ParseSpent(s string) (minutes int, id string, err error) {
	minutes, err = ParseDuration(s)
	if err == nil {
		return minutes, "", nil
	}
	words := strings.Fields(tidy(s))
	n := len(words) - 1
	if n < 1 || !startsWithLetter(words[n]) || words[n] == "on" {
		return 0, "", err
	}
	id = words[n]
	if n > 1 && words[n-1] == "on" {
		n--
	}
	minutes, err = ParseDuration(strings.Join(words[:n], " "))
	if err != nil {
		return 0, "", err
	}
	return minutes, id, nil
}

// ParseSet reads a set of whole numbers from 1: "1-3,5". The error, if any, is a *ParseError.
func ParseSet(s string) (Set, error) {
	s = tidy(s)
	if err := bentNumber(s, aboutSets); err != nil {
		return nil, err
	}
	p := &amountParser{text: s, toks: scan(s), cure: trySet}
	set, err := p.set()
	if err != nil {
		return nil, err
	}
	return set, nil
}

// ParseState reads a state word.
func ParseState(s string) (State, bool) {
	switch st := State(s); st {
	case Planned, Active, Done, Paused, Dropped:
		return st, true
	}
	return "", false
}

// ReservedID says whether a word would be read as something else where an id may stand: a unit, a state, or one of the
// words of the one-line form.
func ReservedID(s string) bool {
	if _, ok := ParseUnit(s); ok {
		return true
	}
	if _, ok := ParseState(s); ok {
		return true
	}
	return slices.Contains(minuteWords, s) || slices.Contains([]string{"spent", "next", "kept", "nan", "inf", "infinity"}, s)
}

// tidy turns every kind of space into a plain one, one for one, and trims the ends.
func tidy(s string) string { return strings.TrimSpace(plainSpaces(s)) }

func plainSpaces(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s)
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func digit(c byte) bool  { return '0' <= c && c <= '9' }
func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// cures are what to write in place of what is no number, or below 0: that depends on what is wanted.
type cures struct{ none, negative string }

var (
	aboutPlaces = cures{`Write a count such as "3 ch".`, `Write where you are ("3 ch"); to go back, {at: 3 ch, correct: "recount"}.`}
	aboutTime   = cures{tryTime, `A time is never below 0. ` + tryTime}
	aboutSets   = cures{trySet, `A set counts from 1. ` + trySet}
)

// bentNumber finds what looks like a number, but is another one to some YAML reader, or none: these are never guessed.
func bentNumber(s string, cure cures) *ParseError {
	bent := func(why, cure string) *ParseError {
		return &ParseError{"P307", `"` + s + `" is no plain number: ` + why + `. ` + cure}
	}
	switch word := strings.ToLower(strings.TrimLeft(s, "+-.")); {
	case word == "nan" || word == "inf" || word == "infinity":
		return bent("it is none at all", cure.none)
	case len(s) > 1 && s[0] == '-' && (digit(s[1]) || s[1] == '.'), strings.Contains(s, "/-"), strings.Contains(s, "/ -"):
		return bent("it is negative", cure.negative)
	}
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) || i > 0 && (digit(s[i-1]) || s[i-1] == '.') {
			continue
		}
		end := i
		for end < len(s) && digit(s[end]) {
			end++
		}
		whole := s[i:end]
		next, after := byte(0), byte(0)
		if end < len(s) {
			next = s[end]
		}
		if end+1 < len(s) {
			after = s[end+1]
		}
		switch {
		case next == ':' && digit(after):
			return bent("YAML may read a colon as base 60", `Write 1h30m, with h and m.`)
		case next == '_' && digit(after):
			return bent("YAML drops the underscore", "Write "+strings.ReplaceAll(s, "_", "")+".")
		case whole == "0" && (next == 'x' || next == 'X' || next == 'o' || next == 'O' || next == 'b') && (digit(after) || letter(after)):
			return bent("YAML reads it in another base", `Write it in decimal digits.`)
		case len(whole) > 1 && whole[0] == '0' && !minutePart(s, i):
			return bent("YAML may read a leading zero as octal", `Write `+strings.TrimLeft(whole[:len(whole)-1], "0")+whole[len(whole)-1:]+`.`)
		case exponent(s[end:]):
			return bent("YAML reads it as a power of ten", `Write it in decimal digits.`)
		case len(whole) > len(strconv.Itoa(maxWhole)):
			return bent("it is too large", `The largest is `+strconv.Itoa(maxWhole)+`.`)
		}
		i = end
	}
	return nil
}

// minutePart says whether the number at i follows an hour's h, where 1h05m is as good as 1h5m.
func minutePart(s string, i int) bool {
	before := strings.TrimRight(s[:i], " ")
	n := len(before)
	return n > 1 && (before[n-1] == 'h' || before[n-1] == 'H') && digit(before[n-2])
}

// exponent says whether s, which follows digits, continues them as 1e3 or 1.5e+3.
func exponent(s string) bool {
	if len(s) > 0 && s[0] == '.' {
		s = strings.TrimLeft(s[1:], "0123456789")
	}
	if len(s) < 2 || s[0] != 'e' && s[0] != 'E' {
		return false
	}
	return digit(s[1]) || len(s) > 2 && (s[1] == '+' || s[1] == '-') && digit(s[2])
}

// A token of an amount: a number as written, a word, or one other character.
type token struct {
	kind byte // '1' number, 'a' word, else the character itself
	text string
}

// scan never fails: what it does not know becomes a token that no rule accepts.
func scan(s string) []token {
	var toks []token
	for i := 0; i < len(s); {
		start := i
		switch c := s[i]; {
		case c == ' ':
			i++
			continue
		case digit(c):
			for i < len(s) && digit(s[i]) {
				i++
			}
			if i+1 < len(s) && s[i] == '.' && digit(s[i+1]) {
				for i++; i < len(s) && digit(s[i]); {
					i++
				}
			}
			toks = append(toks, token{'1', s[start:i]})
		case letter(c):
			for i < len(s) && letter(s[i]) {
				i++
			}
			toks = append(toks, token{'a', s[start:i]})
		case c < utf8.RuneSelf:
			i++
			toks = append(toks, token{c, s[start:i]})
		default:
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
			toks = append(toks, token{'?', s[start:i]})
		}
	}
	return toks
}

type amountParser struct {
	text string // the whole, for messages
	toks []token
	cure string
}

func (p *amountParser) fail() *ParseError { return unreadable(p.text, p.cure) }

func (p *amountParser) peek() byte {
	if len(p.toks) == 0 {
		return 0
	}
	return p.toks[0].kind
}

func (p *amountParser) take(kind byte) (string, bool) {
	if p.peek() != kind {
		return "", false
	}
	text := p.toks[0].text
	p.toks = p.toks[1:]
	return text, true
}

// takeWord takes the next word if accept does.
func (p *amountParser) takeWord(accept func(string) bool) bool {
	if p.peek() != 'a' || !accept(p.toks[0].text) {
		return false
	}
	p.toks = p.toks[1:]
	return true
}

func isHour(w string) bool   { u, ok := ParseUnit(w); return ok && u == Hours }
func isMinute(w string) bool { return slices.Contains(minuteWords, strings.ToLower(w)) }

// amount reads the whole text.
func (p *amountParser) amount() (Amount, *ParseError) {
	if p.peek() == 'a' {
		return p.unitSet()
	}
	a := Amount{Form: Snapshot}
	if _, ok := p.take('+'); ok {
		a.Form = Delta
	}
	at, err := p.quantity()
	if err != nil {
		return Amount{}, err
	}
	var of quantity
	_, parted := p.take('/')
	if parted {
		if of, err = p.quantity(); err != nil {
			return Amount{}, err
		}
	}
	if err := p.settle(&a, at, of, parted); err != nil {
		return Amount{}, err
	}
	if len(p.toks) > 0 {
		return Amount{}, p.fail()
	}
	return a, nil
}

// settle puts a quantity and the one after the slash into an amount, and reads the unit that follows them.
func (p *amountParser) settle(a *Amount, at, of quantity, parted bool) *ParseError {
	if parted {
		switch {
		case (at.time == noTime) == (of.time == noTime):
		case at.time != noTime, of.time == both, of.time == minutes && at.decimal:
			return p.fail()
		default:
			at.spell(of.time) // 6/24h: the unit after the total is that of both
		}
	}
	a.N, a.Total = Num(at.micro), Num(of.micro)
	switch {
	case at.time != noTime:
		a.Unit = Hours
	case p.peek() == '%':
		p.take('%')
		a.Unit = Percent
	case p.peek() == 'a':
		word, _ := p.take('a')
		unit, ok := ParseUnit(word)
		if !ok {
			return p.fail()
		}
		a.Unit = unit
	case at.decimal || of.decimal:
		return p.unitless(at, parted)
	}
	if parted && a.Total <= 0 {
		return unreadable(p.text, "A total is above 0.")
	}
	if a.Unit == Percent && parted && a.Total != 100*micro {
		return unreadable(p.text, `A per cent is of 100: write "30%".`)
	}
	return nil
}

// unitless is P306: whether 1.5 means 1h30m or a chapter and a half is not for us to say.
func (p *amountParser) unitless(at quantity, parted bool) *ParseError {
	cure := "Write " + p.text + " ch or " + p.text + "h."
	if !parted {
		cure = "Write " + formatMinutes((at.micro*60+micro/2)/micro) + " or " + strings.TrimPrefix(p.text, "+") + "h."
	}
	return &ParseError{"P306", `"` + p.text + `" has no unit. ` + cure}
}

func (p *amountParser) unitSet() (Amount, *ParseError) {
	word, _ := p.take('a')
	unit, ok := ParseUnit(word)
	if !ok || unit == Hours || unit == Percent {
		return Amount{}, p.fail()
	}
	set, err := p.set()
	if err != nil {
		return Amount{}, err
	}
	return Amount{Form: SetForm, Unit: unit, Set: set}, nil
}

// set reads what is left as 1-3,5.
func (p *amountParser) set() (Set, *ParseError) {
	var ranges [][2]int
	for {
		from, err := p.counting()
		if err != nil {
			return nil, err
		}
		to := from
		if _, ok := p.take('-'); ok {
			if to, err = p.counting(); err != nil {
				return nil, err
			}
		}
		if to < from {
			return nil, unreadable(p.text, "A range goes up: write "+strconv.Itoa(to)+"-"+strconv.Itoa(from)+".")
		}
		ranges = append(ranges, [2]int{from, to})
		if _, ok := p.take(','); !ok {
			break
		}
	}
	if len(p.toks) > 0 {
		return nil, p.fail()
	}
	return unite(ranges), nil
}

// counting reads one whole number from 1.
func (p *amountParser) counting() (int, *ParseError) {
	text, ok := p.take('1')
	n, err := strconv.Atoi(text)
	if !ok || err != nil {
		return 0, p.fail()
	}
	if n == 0 {
		return 0, unreadable(p.text, "A set counts from 1.")
	}
	return n, nil
}

// duration reads the whole text.
func (p *amountParser) duration() (int, *ParseError) {
	q, err := p.quantity()
	if err != nil {
		return 0, err
	}
	if len(p.toks) > 0 {
		return 0, p.fail()
	}
	if q.time == noTime {
		if q.decimal {
			return 0, p.unitless(q, false)
		}
		return int(q.micro / micro), nil
	}
	return int((q.micro + micro/2) / micro), nil
}

// timeForm says how a quantity was spelt as time.
type timeForm uint8

const (
	noTime  timeForm = iota
	hours            // 6h
	minutes          // 30m
	both             // 6h30m
)

// A quantity is a bare number in millionths, or a time in millionths of a minute.
type quantity struct {
	micro   int64
	decimal bool
	time    timeForm
}

// spell turns a bare number into a time.
func (q *quantity) spell(f timeForm) {
	if f == hours {
		q.micro *= 60
	}
	q.time = f
}

// quantity reads num, or num h, num m, num h num m. A slash, a unit or nothing may follow.
func (p *amountParser) quantity() (quantity, *ParseError) {
	n, decimal, err := p.number()
	if err != nil {
		return quantity{}, err
	}
	q := quantity{micro: n, decimal: decimal}
	switch {
	case p.takeWord(isMinute):
		if decimal {
			return q, unreadable(p.text, "Minutes are whole.")
		}
		q.time = minutes
	case p.takeWord(isHour):
		q.spell(hours)
		if p.peek() != '1' {
			return q, nil
		}
		if decimal {
			return q, p.fail()
		}
		m, fraction, err := p.number()
		if err != nil {
			return q, err
		}
		if !p.takeWord(isMinute) || fraction {
			return q, p.fail()
		}
		if q.micro += m; m >= 60*micro {
			return q, unreadable(p.text, "Minutes after hours go to 59: write "+formatMinutes(q.micro/micro)+".")
		}
		q.time = both
	}
	return q, nil
}

// number reads digits, perhaps with a point and at most six more.
func (p *amountParser) number() (n int64, decimal bool, perr *ParseError) {
	text, ok := p.take('1')
	if !ok {
		return 0, false, p.fail()
	}
	whole, frac, decimal := strings.Cut(text, ".")
	if len(frac) > 6 {
		return 0, decimal, unreadable(p.text, "At most six digits may follow the point.")
	}
	w, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || w > maxWhole {
		return 0, decimal, p.fail()
	}
	f, _ := strconv.ParseInt((frac + "000000")[:6], 10, 64)
	return w*micro + f, decimal, nil
}
