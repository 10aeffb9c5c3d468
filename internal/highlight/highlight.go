// Package highlight colours code: bytes in, spans with short classes out. It is chroma's lexers behind a matcher and a
// renderer of ours, and chroma never leaves it.
//
// The classes are few, so that a theme can style each with care. A theme relies on this list:
//
//	c   comment                       k   keyword, word operator, preprocessor
//	s   string, character, regexp     m   number, date, constant
//	nf  function, decorator, builtin  nt  type, class, tag, key of a data format
//	gd  deleted line                  gi  inserted line
//	gh  heading of a diff             gp  prompt of a shell session (not to be selected)
//	hl  a line that was asked for with {3-5}; wraps the whole line and its line end
//	l   any line, where lines are numbered: number it with a CSS counter, so that copying leaves the numbers out
//
// What has no class (names, operators, punctuation) has no span. Neighbours of one class share a span.
//
// Promises: every byte of the code comes out, escaped; there is no attribute but class; an unknown language is plain
// text and costs a map look-up; a lexer that fails, hangs (chroma stops a single match after 250 ms) or loses text
// gives plain text. Safe for concurrent use. Nothing is built before it is needed: a lexer when its language first comes up,
// the patterns of a state when a text first enters it.
//
// # How it is fast
//
// Left to itself chroma takes four fifths of a build: it tries the rules of a state one after the other, each by a regular
// expression of its own that may search nothing and allocates for every match. So we read its rules and run them ourselves:
//
//	rules.go     chroma's rules, mutators and emitters, and per state a table: the rules that may match at a given character
//	pattern.go   an expression, parsed and optimised by chroma's own regexp library, as a graph of steps
//	class.go     characters: classes, and what may come next
//	matcher.go   a backtracking walk through the graph, without a search, a lock, a clock or memory of its own
//	tokenise.go  the loop of chroma's lexer over these; tokens are pieces of the text
//	fast.go      which lexers this is for
//
// The tokens are chroma's, one by one: what chroma makes of a text is the definition. The tests compare the two for every
// lexer that is run this way, on the texts that chroma is tested with and on generated ones, and the matcher with regexp2 on
// expressions; what they find to differ goes to chroma, by a list in fast.go. So does what is not rules alone: lexers that
// wrap others, and rules that are functions which change the state. An expression with a construct that the matcher does not
// know is matched by regexp2, and so is a text that sends it back too often, where chroma's time limit then counts.
//
// Measured in CPU time on what a journal shows (BenchmarkHTML, medians of 7, two shared cores, November 2026), against
// chroma: Go 0.020, Python 0.017, Bash 0.029, YAML 0.056. The alternative was chroma's rules on regexp2 itself with the same
// tables: 0.37.
//
// It leaves to others: the pre and code elements, the title, what an unknown language is to the writer.
package highlight

import (
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
)

// Options of one block of code.
type Options struct {
	Lines   [][2]int // lines to mark, from 1, both ends included; in any order
	Numbers bool     // wrap every line, so that a theme can count them
}

// HTML returns code as the content of a <code> element, and whether lang is a language (or one of the names of plain
// text). The code is expected to be valid UTF-8 with \n line ends.
func HTML(code []byte, lang string, o Options) (html []byte, known bool) {
	l, known := lookup(lang)
	w := writer{options: o, out: make([]byte, 0, len(code)*2+64)}
	if l != nil {
		if w.lex(l, string(code)) {
			return w.out, true
		}
		w = writer{options: o, out: w.out[:0]}
	}
	w.token("", string(code))
	w.finish()
	return w.out, known
}

// lex writes the tokens of a lexer, and reports whether they were the whole code. chroma reports trouble by a panic.
func (w *writer) lex(l chroma.Lexer, code string) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	rest := code
	ok = tokenise(l, code, func(t chroma.TokenType, text string) bool {
		if !strings.HasPrefix(rest, text) {
			// A lexer that ends every text with a line end may have added one.
			if rest+"\n" != text {
				return false
			}
			text = rest
		}
		rest = rest[len(text):]
		w.token(class(t), text)
		return true
	})
	w.finish()
	return ok && rest == ""
}

// tokenise hands on the tokens of code in order, until yield refuses one, and reports whether all were taken.
func tokenise(l chroma.Lexer, code string, yield func(chroma.TokenType, string) bool) bool {
	options := &chroma.TokeniseOptions{State: "root"}
	if utf8.ValidString(code) {
		if f := fast(l); f != nil {
			return f.tokenise(code, options, 0, yield)
		}
	}
	next, err := l.Tokenise(options, code)
	return err == nil && drain(next, yield)
}

// drain hands on the tokens of chroma's.
func drain(next chroma.Iterator, yield func(chroma.TokenType, string) bool) bool {
	empty := 0
	for t := next(); t != chroma.EOF; t = next() {
		if t.Value == "" {
			if empty++; empty > circles { // a lexer that goes in circles
				return false
			}
			continue
		}
		empty = 0
		if !yield(t.Type, t.Value) {
			return false
		}
	}
	return true
}

// class maps chroma's hundred token types to ours.
func class(t chroma.TokenType) string {
	switch t {
	case chroma.KeywordType, chroma.NameClass, chroma.NameTag, chroma.NameException, chroma.NameNamespace:
		return "nt"
	case chroma.KeywordConstant, chroma.NameConstant, chroma.NameEntity, chroma.LiteralDate, chroma.Literal:
		return "m"
	case chroma.NameFunction, chroma.NameFunctionMagic, chroma.NameDecorator, chroma.NameBuiltin:
		return "nf"
	case chroma.NameKeyword, chroma.OperatorWord, chroma.OperatorReserved, chroma.NameBuiltinPseudo,
		chroma.CommentPreproc, chroma.CommentPreprocFile:
		return "k"
	case chroma.NameAttribute, chroma.NameProperty:
		return "nt"
	case chroma.GenericDeleted:
		return "gd"
	case chroma.GenericInserted:
		return "gi"
	case chroma.GenericHeading, chroma.GenericSubheading:
		return "gh"
	case chroma.GenericPrompt:
		return "gp"
	}
	switch {
	case t.InCategory(chroma.Keyword):
		return "k"
	case t.InCategory(chroma.Comment):
		return "c"
	case t.InSubCategory(chroma.LiteralString):
		return "s"
	case t.InSubCategory(chroma.LiteralNumber):
		return "m"
	}
	return ""
}
