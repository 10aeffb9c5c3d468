package study

import (
	"slices"
	"strings"
	"unicode/utf8"

	"studylog/internal/diag"
	"studylog/internal/lazy"
)

// LineItems is a one-line progress, read. The Col and EndCol of every Pos are offsets into the line in code points,
// from 0; the rest of the Pos is empty. A promise's ID is left to the caller.
type LineItems struct {
	At    []Position
	Spent []Session // undated
	Next  []Promise
	Kept  []Kept
}

// A LineError is a ParseError and the part of the line it speaks of: offsets in code points, from 0.
type LineError struct {
	ParseError
	Col, EndCol int
}

const tryItem = `Try "llm-playbook 3/12 ch", "llm-playbook done", "spent 1h30m on llm-playbook", "kept first-lab" or "next …".`

// ParseLine reads the one-line form: items between semicolons. An item that cannot be read is reported and left out,
// and the others are read all the same.
func ParseLine(s string) (LineItems, []LineError) {
	l := lineReader{text: plainSpaces(s)}
	for start := 0; start <= len(l.text); {
		end := l.itemEnd(start)
		l.item(start, end)
		start = end + 1
	}
	return l.items, l.errs
}

type lineReader struct {
	text   string
	items  LineItems
	errs   []LineError
	inNext bool // the item before was a `next`
}

// itemEnd finds the semicolon that ends an item; one within the quotes of a `next "…"` does not.
func (l *lineReader) itemEnd(start int) int {
	rest := l.text[start:]
	item := strings.TrimLeft(rest, " ")
	if text, ok := afterWord(item, "next"); ok && text != "" && (text[0] == '"' || text[0] == '\'') {
		if n := closingQuote(text); n > 0 {
			return start + len(rest) - len(text) + n + 1
		}
	}
	if i := strings.IndexByte(rest, ';'); i >= 0 {
		return start + i
	}
	return len(l.text)
}

// closingQuote returns the index of the quote that ends a text and its item, or 0: an apostrophe within ends nothing.
func closingQuote(text string) int {
	for i := 1; i < len(text); i++ {
		if text[i] != text[0] {
			continue
		}
		if after := strings.TrimLeft(text[i+1:], " "); after == "" || after[0] == ';' {
			return i
		}
	}
	return 0
}

// afterWord returns what follows a leading word, without the spaces between.
func afterWord(item, word string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(item, word)
	if !ok || rest != "" && rest[0] != ' ' {
		return "", false
	}
	return strings.TrimLeft(rest, " "), true
}

// item reads l.text[start:end].
func (l *lineReader) item(start, end int) {
	for start < end && l.text[start] == ' ' {
		start++
	}
	for start < end && l.text[end-1] == ' ' {
		end--
	}
	if start == end {
		return
	}
	item, place := l.text[start:end], l.place(start, end)
	if text, ok := afterWord(item, "next"); ok {
		l.next(text, end-len(text), place)
		return
	}
	failed := len(l.errs)
	if text, ok := afterWord(item, "spent"); ok {
		l.spent(text, end-len(text), place)
	} else if id, ok := afterWord(item, "kept"); ok {
		l.kept(id, end-len(id), place)
	} else {
		l.at(item, start, place)
	}
	if len(l.errs) > failed {
		l.explain(&l.errs[failed], item, place)
	}
	l.inNext = false
}

// explain gives an item that cannot be read the cure of its slip, where it has one of those that are common.
func (l *lineReader) explain(e *LineError, item string, place diag.Pos) {
	cure := ""
	if line := afterCommas(item); line != "" {
		cure = `Items are separated by semicolons: "` + line + `".`
	} else if meant := inPlaceOfSlip(item); meant != "" {
		cure = `Did you mean "` + meant + `"?`
	}
	switch {
	case cure != "":
		*e = LineError{*unreadable(item, cure), place.Col, place.EndCol}
	case l.inNext:
		e.Msg += " If it belongs to the text of next, put that text in quotes, or use the full form."
	}
}

// readsWell says whether a line holds nothing but items that can be read.
func readsWell(line string) bool {
	_, errs := ParseLine(line)
	return len(errs) == 0
}

var commaBeforeWord = lazy.Regexp{Pattern: ` *, *(\pL)`}

// afterCommas returns an item as the several that its commas were meant to separate, or "". A comma before a digit is
// one within a set.
func afterCommas(item string) string {
	line := commaBeforeWord.Get().ReplaceAllString(item, "; $1")
	if line == item || !readsWell(line) {
		return ""
	}
	return line
}

// slips are what is written for the words of the one-line form by mistake; in lower case.
var slips = map[string]string{
	"spend": "spent", "spends": "spent", "spended": "spent", "sepnt": "spent", "spnet": "spent", "spent": "spent", "spent:": "spent",
	"keep": "kept", "keeps": "kept", "keeped": "kept", "kpet": "kept", "kept": "kept", "kept:": "kept",
	"nxt": "next", "nex": "next", "next": "next", "next:": "next",
}

// inPlaceOfSlip returns an item with its first word as it was probably meant, if it can be read then, or "".
func inPlaceOfSlip(item string) string {
	first, rest, _ := strings.Cut(item, " ")
	word, ok := slips[strings.ToLower(first)]
	if !ok || word == first {
		return ""
	}
	if item = word + " " + strings.TrimLeft(rest, " "); !readsWell(item) {
		return ""
	}
	return item
}

func (l *lineReader) next(text string, start int, place diag.Pos) {
	l.inNext = true
	if n := len(text); n > 1 && (text[0] == '"' || text[0] == '\'') && closingQuote(text) == n-1 {
		text = strings.TrimSpace(text[1 : n-1])
		start++
	}
	if text == "" {
		l.fail(unreadable("next", `Say what comes next: "next finish chapter 5".`), place)
		return
	}
	l.items.Next = append(l.items.Next, Promise{Do: text, Pos: l.place(start, start+len(text))})
}

func (l *lineReader) spent(text string, start int, place diag.Pos) {
	minutes, id, err := ParseSpent(text)
	switch {
	case text == "":
		l.fail(unreadable("spent", tryTime), place)
	case err != nil:
		l.fail(err, l.place(start, start+len(text)))
	case id != "" && ReservedID(id):
		l.fail(unreadable(text, tryTime), l.place(start, start+len(text)))
	default:
		l.items.Spent = append(l.items.Spent, Session{Minutes: minutes, Resource: id, Pos: l.place(start, start+len(text))})
	}
}

func (l *lineReader) kept(id string, start int, place diag.Pos) {
	if id == "" || strings.Contains(id, " ") {
		l.fail(unreadable(l.slice(place), `Try "kept first-lab"; other outcomes need the full form, kept: {first-lab: moved}.`), place)
		return
	}
	l.items.Kept = append(l.items.Kept, Kept{ID: id, Outcome: "yes", Pos: l.place(start, start+len(id))})
}

// at reads: id amount [state], or id state.
func (l *lineReader) at(item string, start int, place diag.Pos) {
	id, _, _ := strings.Cut(item, " ")
	value := strings.TrimLeft(item[len(id):], " ")
	switch {
	case !startsWithLetter(id) || value == "" || slips[strings.ToLower(id)] == "spent" && inPlaceOfSlip(item) != "":
		l.fail(unreadable(item, tryItem), place)
		return
	case ReservedID(id):
		cure := tryItem
		if readsAsPosition(value) {
			cure = `"` + id + `" is ` + reservedAs(id) + `, so no resource can have that id: give it another.`
		}
		l.fail(unreadable(item, cure), place)
		return
	}
	from := start + len(item) - len(value)
	p := Position{ID: id, IDPos: l.place(start, start+len(id)), Pos: l.place(from, from+len(value))}
	if err := p.read(value); err != nil {
		l.fail(err, p.Pos)
		return
	}
	l.items.At = append(l.items.At, p)
}

func (l *lineReader) fail(err error, place diag.Pos) {
	e := LineError{Col: place.Col, EndCol: place.EndCol}
	e.ParseError = *err.(*ParseError)
	l.errs = append(l.errs, e)
}

// place turns byte offsets into offsets in code points.
func (l *lineReader) place(start, end int) diag.Pos {
	col := utf8.RuneCountInString(l.text[:start])
	return diag.Pos{Col: col, EndCol: col + utf8.RuneCountInString(l.text[start:end])}
}

func (l *lineReader) slice(p diag.Pos) string {
	return string([]rune(l.text)[p.Col:p.EndCol])
}

// readsAsPosition says whether a value is plainly a place in something: in "ch 5" it is not, for want of an id before it.
func readsAsPosition(value string) bool {
	p, err := ParsePosition(value)
	return err == nil && (p.State != "" || p.Amount.Unit != "")
}

func reservedAs(id string) string {
	if _, ok := ParseState(id); ok {
		return "a state"
	}
	if slices.Contains([]string{"spent", "next", "kept"}, id) {
		return "a word of this form"
	}
	if _, ok := ParseUnit(id); ok || slices.Contains(minuteWords, id) {
		return "a unit"
	}
	return "no name"
}

// ParsePosition reads what stands after an id: an amount, a state, or an amount and a state.
// The error, if any, is a *ParseError.
func ParsePosition(s string) (Position, error) {
	var p Position
	if err := p.read(s); err != nil {
		return Position{}, err
	}
	return p, nil
}

func (p *Position) read(s string) error {
	s = tidy(s)
	amount := s
	last := s[strings.LastIndexByte(s, ' ')+1:]
	if state, ok := ParseState(last); ok {
		p.State = state
		if amount = strings.TrimSpace(s[:len(s)-len(last)]); amount == "" {
			p.Raw = s
			return nil
		}
	}
	a, err := ParseAmount(amount)
	if err != nil {
		return err
	}
	p.Amount, p.Raw = a, amount
	return nil
}

// WithUnit is the position as it would be written in u. One that has its unit, or only a state, stays as it is.
func (p Position) WithUnit(u Unit) string {
	text := p.Raw
	switch bare := p.Amount.Form != NoAmount && p.Amount.Unit == ""; {
	case !bare || u == "" || u == Percent && p.Amount.Total != 0:
	case u == Percent || u == Hours:
		text += shortUnit(u)
	case (u == Labs || u == Tasks) && p.Amount.N != micro:
		text += " " + string(u)
	default:
		text += " " + shortUnit(u)
	}
	if p.State != "" && p.Amount.Form != NoAmount {
		text += " " + string(p.State)
	}
	return text
}
