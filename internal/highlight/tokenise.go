package highlight

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
	"github.com/dlclark/regexp2/v2"
)

// tokeniser runs the rules of fast lexers over one text. Tokens are pieces of it: none is allocated.
type tokeniser struct {
	matcher
	source  string
	runes   []rune
	offsets []int32 // of each rune in source, and of its end; empty when all are ASCII
	stack   []int32 // of states, of all the lexers at work
	groups  []int32 // from, to: of rules at work whose groups are lexed in turn
	nested  int
	mapped  [2]chroma.TokenType
	yield   func(chroma.TokenType, string) bool
}

const (
	circles    = 100_000 // matches without getting on
	nestLimit  = 200     // lexers in lexers
	keepRunes  = 1 << 18 // longer buffers are not kept
	keepFrames = 1 << 16
)

var tokenisers = sync.Pool{New: func() any { return new(tokeniser) }}

// tokenise hands on the tokens that chroma makes of code, but for empty ones, and reports whether chroma gets through and
// yield took all. code is valid UTF-8.
func (f *fastLexer) tokenise(code string, options *chroma.TokeniseOptions, nested int, yield func(chroma.TokenType, string) bool) bool {
	added := !options.Nested && f.config.EnsureNL && !strings.HasSuffix(code, "\n")
	if added {
		code += "\n"
	}
	x := tokenisers.Get().(*tokeniser)
	defer x.release()
	x.load(code)
	x.yield, x.nested = yield, nested
	end := len(x.runes)
	if added {
		end--
	}
	return x.lex(f, 0, len(x.runes), end, f.state(options.State))
}

func (x *tokeniser) load(code string) {
	x.source, x.runes, x.offsets = code, x.runes[:0], x.offsets[:0]
	ascii := true
	for i := range len(code) {
		if code[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		for i := range len(code) {
			x.runes = append(x.runes, rune(code[i]))
		}
		return
	}
	for i, r := range code {
		x.runes, x.offsets = append(x.runes, r), append(x.offsets, int32(i))
	}
	x.offsets = append(x.offsets, int32(len(code)))
}

func (x *tokeniser) release() {
	x.source, x.yield, x.text = "", nil, nil
	x.stack, x.groups, x.mapped = x.stack[:0], x.groups[:0], [2]chroma.TokenType{}
	if cap(x.runes) > keepRunes {
		x.runes, x.offsets = nil, nil
	}
	if cap(x.frames) > keepFrames {
		x.frames = nil
	}
	tokenisers.Put(x)
}

// slice is the text of some runes.
func (x *tokeniser) slice(from, to int) string {
	if len(x.offsets) > 0 {
		return x.source[x.offsets[from]:x.offsets[to]]
	}
	return x.source[from:to]
}

// emit hands on a token.
func (x *tokeniser) emit(t chroma.TokenType, from, to int) bool {
	if from == to || t == chroma.Ignore {
		return true
	}
	if t == x.mapped[0] && t != 0 {
		t = x.mapped[1]
	}
	return x.yield(t, x.slice(from, to))
}

// lex makes tokens of the runes from lo to hi as a text of its own, up to end, beginning in a state.
func (x *tokeniser) lex(f *fastLexer, lo, hi, end int, first int32) bool {
	text, base := x.runes[lo:hi], len(x.stack)
	x.stack = append(x.stack, first)
	x.text = text
	pos, idle := 0, 0
	for end -= lo; pos < end && len(x.stack) > base; {
		now := x.stack[len(x.stack)-1]
		if now < 0 {
			return false // chroma does not know the state either
		}
		r, to := x.try(f.table(now), pos)
		if r == nil {
			// From Pygments: a line end that fits nowhere begins anew, so that an open string does not colour the rest.
			if text[pos] == '\n' && now != first {
				x.stack = append(x.stack[:base], first)
				continue
			}
			if !x.error(lo+pos, lo+pos+1) {
				return false
			}
			pos, idle = pos+1, 0
			continue
		}
		from := pos
		pos = to
		if pos > from {
			idle = 0
		} else if idle++; idle > circles {
			return false
		}
		if r.emit.kind == emitToken {
			if !x.emit(r.emit.token, lo+from, lo+pos) {
				return false
			}
		} else if r.emit.kind != emitNothing {
			if !x.groupsOf(f, r, lo, from, pos) {
				return false
			}
			x.text = text // a lexer within had its own
		}
		if !x.move(r.moves, base, now) {
			return false
		}
	}
	if pos != len(text) && len(x.stack) == base {
		return x.error(lo+pos, hi)
	}
	x.stack = x.stack[:base]
	return true
}

// error hands on what no rule matched.
func (x *tokeniser) error(from, to int) bool { return x.emit(chroma.Error, from, to) }

// try finds the first rule of a state that matches at pos, and where the match ends.
func (x *tokeniser) try(t *table, pos int) (r *rule, end int) {
	for _, r := range t.lists[t.list[headAt(x.text, pos)]] {
		if r.pattern != nil {
			if end, ok := x.match(r.pattern, pos); ok {
				return r, end
			}
			if !x.spent {
				continue
			}
		}
		if end, ok := x.slow(r.slow(), r.groups, pos); ok {
			return r, end
		}
	}
	return nil, 0
}

// slow is match by regexp2.
func (x *tokeniser) slow(re *regexp2.Regexp, groups, pos int) (end int, ok bool) {
	match, err := re.FindRunesMatchStartingAt(x.text, pos)
	if match == nil || err != nil || match.RuneIndex != pos {
		return 0, false
	}
	x.registers = x.registers[:0]
	for _, g := range match.Groups() {
		x.registers = append(x.registers, -1, int32(g.RuneIndex), int32(g.RuneIndex+g.RuneLength))
	}
	return pos + match.RuneLength, true
}

// move changes the states above base as a rule wants, in the state now. Where chroma panics, it reports false.
func (x *tokeniser) move(moves []move, base int, now int32) bool {
	for _, m := range moves {
		switch {
		case m.pop > 0:
			if len(x.stack)-m.pop < base {
				return false
			}
			x.stack = x.stack[:len(x.stack)-m.pop]
		case m.again:
			x.stack = append(x.stack, now)
		default:
			x.stack = append(x.stack, m.state)
		}
	}
	return true
}

// groupsOf emits a match by its groups, of a text that begins at lo.
func (x *tokeniser) groupsOf(f *fastLexer, r *rule, lo, from, to int) bool {
	if r.emit.kind == emitSelf || r.emit.kind == emitLexer {
		return x.part(f, &r.emit, lo+from, lo+to)
	}
	base := len(x.groups)
	x.groups = append(x.groups, int32(lo+from), int32(lo+to))
	for i := 1; i < r.groups; i++ {
		a, b := x.group(i)
		x.groups = append(x.groups, int32(lo+a), int32(lo+b))
	}
	group := func(i int) (from, to int) { return int(x.groups[base+2*i]), int(x.groups[base+2*i+1]) }
	switch e := &r.emit; e.kind {
	case emitGroups, emitNamed:
		if len(e.parts) != r.groups-1 {
			return false
		}
		var sub chroma.Lexer
		if e.kind == emitNamed {
			sub = registered(x.slice(group(e.name)))
		}
		for i := range e.parts {
			from, to := group(i + 1)
			if sub != nil && i == e.code-1 {
				if !x.foreign(sub, &chroma.TokeniseOptions{State: "root", EnsureLF: true}, x.slice(from, to)) {
					return false
				}
			} else if !x.part(f, &e.parts[i], from, to) {
				return false
			}
		}
	case emitOpaque:
		texts := make([]string, r.groups)
		for i := range texts {
			texts[i] = x.slice(group(i))
		}
		if !x.ask(f, e.other, texts) {
			return false
		}
	}
	x.groups = x.groups[:base]
	return true
}

// part emits one group, or the whole of a match.
func (x *tokeniser) part(f *fastLexer, e *emitter, from, to int) bool {
	switch e.kind {
	case emitToken:
		return x.emit(e.token, from, to)
	case emitSelf:
		return x.inner(f, from, to, e.state)
	case emitLexer:
		if e.lexer == nil {
			return false
		}
		if e.mapped[0] != 0 {
			defer func(outer [2]chroma.TokenType) { x.mapped = outer }(x.mapped)
			x.mapped = e.mapped
		}
		if sub := fast(e.lexer); sub != nil {
			return x.inner(sub, from, to, sub.state("root"))
		}
		return x.foreign(e.lexer, &chroma.TokeniseOptions{State: "root", Nested: true}, x.slice(from, to))
	case emitOpaque:
		return x.ask(f, e.other, []string{x.slice(from, to)})
	}
	return true
}

// inner lexes a piece of the text as a text of its own.
func (x *tokeniser) inner(f *fastLexer, from, to int, first int32) bool {
	if from == to {
		return true
	}
	if x.nested++; x.nested > nestLimit {
		return false
	}
	defer func() { x.nested-- }()
	return x.lex(f, from, to, to, first)
}

// foreign lexes a text by any lexer of chroma's.
func (x *tokeniser) foreign(l chroma.Lexer, options *chroma.TokeniseOptions, text string) bool {
	if x.nested++; x.nested > nestLimit {
		return false
	}
	defer func() { x.nested-- }()
	if f := fast(l); f != nil {
		if options.EnsureLF && strings.Contains(text, "\r") {
			text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
		}
		return f.tokenise(text, options, x.nested, x.pass)
	}
	next, err := l.Tokenise(options, text)
	return err == nil && drain(next, x.pass)
}

// ask lets an emitter that is a function of chroma's emit.
func (x *tokeniser) ask(f *fastLexer, e chroma.Emitter, texts []string) bool {
	next := e.Emit(texts, &chroma.LexerState{Lexer: f.lexer, Registry: registry(), Groups: texts, MutatorContext: map[any]any{}})
	return drain(next, x.pass)
}

// pass hands on a token that is not a piece of the text.
func (x *tokeniser) pass(t chroma.TokenType, text string) bool {
	if text == "" || t == chroma.Ignore {
		return true
	}
	if t == x.mapped[0] && t != 0 {
		t = x.mapped[1]
	}
	return x.yield(t, text)
}
