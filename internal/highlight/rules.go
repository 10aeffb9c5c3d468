package highlight

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/dlclark/regexp2/v2"
)

// A fastLexer is chroma's rules of one language, for our matcher. Patterns are compiled when their state is first entered.
type fastLexer struct {
	lexer  *chroma.RegexLexer
	config *chroma.Config
	flags  string
	states []state
	byName map[string]int32

	mu    sync.Mutex
	rules map[*chroma.CompiledRule]*rule // shared by the states that include them
}

// state is a list of rules, and which of them may match where.
type state struct {
	raw   []*chroma.CompiledRule
	ready atomic.Pointer[table]
}

// table lists the rules to try, in chroma's order, for what comes next in the text.
type table struct {
	list  [headings]uint16
	lists [][]*rule
}

// rule is a pattern, what it does to the stack of states, and what it emits.
type rule struct {
	expr    string
	pattern *pattern // nil: slow only
	heads   heads
	groups  int
	moves   []move
	emit    emitter
	slow    func() *regexp2.Regexp
}

// move changes the stack of states.
type move struct {
	pop   int   // so many off; else push:
	again bool  // the present state
	state int32 // or this one
}

// emitter says what tokens a match is.
type emitter struct {
	kind       emitKind // the others belong to one each
	token      chroma.TokenType
	parts      []emitter           // groups, named: of each group
	state      int32               // self
	lexer      chroma.Lexer        // using
	mapped     [2]chroma.TokenType // using: the first becomes the second
	name, code int                 // named: which groups
	other      chroma.Emitter      // opaque
}

type emitKind uint8

const (
	emitNothing emitKind = iota
	emitToken
	emitGroups
	emitSelf
	emitLexer
	emitNamed
	emitOpaque
)

// registry is where chroma finds lexers that others name.
func registry() *chroma.LexerRegistry { return lexers.GlobalLexerRegistry }

// newFast reads the rules of a lexer. It fails where we would have to guess what chroma does.
func newFast(l *chroma.RegexLexer) (*fastLexer, error) {
	raw, err := l.Rules()
	if err != nil {
		return nil, err
	}
	f := &fastLexer{lexer: l, config: l.Config(), byName: map[string]int32{}, rules: map[*chroma.CompiledRule]*rule{}}
	if !f.config.NotMultiline {
		f.flags += "m"
	}
	if f.config.CaseInsensitive {
		f.flags += "i"
	}
	if f.config.DotAll {
		f.flags += "s"
	}
	resolved, err := resolve(raw)
	if err != nil {
		return nil, err
	}
	f.states = make([]state, 0, len(resolved))
	for name, rules := range resolved {
		f.byName[name] = int32(len(f.states))
		f.states = f.states[:len(f.states)+1]
		f.states[len(f.states)-1].raw = rules
	}
	for i := range f.states {
		for _, r := range f.states[i].raw {
			if _, err := f.emitter(r.Type, 0); err != nil {
				return nil, err
			}
			if _, err := f.moves(r.Mutator, nil); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

// resolve lets chroma's own mutators put included and combined states in place.
func resolve(raw chroma.Rules) (chroma.CompiledRules, error) {
	rules := chroma.CompiledRules{}
	for name, list := range raw {
		rules[name] = nil
		for _, r := range list {
			rules[name] = append(rules[name], &chroma.CompiledRule{Rule: r})
		}
	}
	for range 100_000 {
		name, i := unresolved(rules)
		if i < 0 {
			return rules, nil
		}
		rules[name] = slices.Clone(rules[name])
		if err := rules[name][i].Mutator.(chroma.LexerMutator).MutateLexer(rules, name, i); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("states include each other")
}

func unresolved(rules chroma.CompiledRules) (name string, i int) {
	for name, list := range rules {
		for i, r := range list {
			if _, ok := r.Mutator.(chroma.LexerMutator); ok {
				return name, i
			}
		}
	}
	return "", -1
}

// field reads a field of one of chroma's mutators or emitters, whose types have no name outside.
func field[T any](v any, name string) (t T, err error) {
	f := reflect.Indirect(reflect.ValueOf(v)).FieldByName(name)
	if f.IsValid() && f.CanInterface() {
		if t, ok := f.Interface().(T); ok {
			return t, nil
		}
	}
	return t, fmt.Errorf("%T has no %s as we know it", v, name)
}

// moves appends what a mutator does.
func (f *fastLexer) moves(m chroma.Mutator, to []move) ([]move, error) {
	if m == nil {
		return to, nil
	}
	known, ok := m.(chroma.SerialisableMutator)
	if !ok {
		return nil, fmt.Errorf("a mutator of its own: %T", m)
	}
	switch known.MutatorKind() {
	case "push":
		states, err := field[[]string](m, "States")
		if err != nil {
			return nil, err
		}
		if len(states) == 0 {
			return append(to, move{again: true}), nil
		}
		for _, s := range states {
			if s == "#pop" {
				to = append(to, move{pop: 1})
			} else {
				to = append(to, move{state: f.state(s)})
			}
		}
		return to, nil
	case "pop":
		n, err := field[int](m, "Depth")
		if err != nil || n < 0 {
			return nil, errors.Join(err, fmt.Errorf("pop %d", n))
		}
		if n > 0 {
			to = append(to, move{pop: n})
		}
		return to, nil
	case "mutators":
		list, err := field[[]chroma.Mutator](m, "Mutators")
		for _, m := range list {
			if err == nil {
				to, err = f.moves(m, to)
			}
		}
		return to, err
	}
	return nil, fmt.Errorf("mutator %s", known.MutatorKind())
}

// state returns the number of a state, or -1, where chroma panics once it gets there.
func (f *fastLexer) state(name string) int32 {
	if i, ok := f.byName[name]; ok {
		return i
	}
	return -1
}

// emitter reads what chroma emits for a rule, or at depth 1 for one of its groups.
func (f *fastLexer) emitter(e chroma.Emitter, depth int) (emitter, error) {
	if e == nil {
		return emitter{}, nil
	}
	known, ok := e.(chroma.SerialisableEmitter)
	if !ok {
		return emitter{kind: emitOpaque, other: e}, nil
	}
	switch kind := known.EmitterKind(); kind {
	case "token":
		if t, ok := e.(chroma.TokenType); ok {
			return emitter{kind: emitToken, token: t}, nil
		}
	case "using":
		name, err := field[string](e, "Lexer")
		return emitter{kind: emitLexer, lexer: registered(name)}, err
	case "usingself":
		name, err := field[string](e, "State")
		return emitter{kind: emitSelf, state: f.state(name)}, err
	case "bygroups", "usingbygroup":
		if depth > 0 {
			break
		}
		list, err := field[chroma.Emitters](e, "Emitters")
		out := emitter{kind: emitGroups}
		for _, e := range list {
			part, failed := f.emitter(e, depth+1)
			err = errors.Join(err, failed)
			out.parts = append(out.parts, part)
		}
		if kind == "usingbygroup" && err == nil {
			out.kind = emitNamed
			out.name, err = field[int](e, "SublexerNameGroup")
			if err == nil {
				out.code, err = field[int](e, "CodeGroup")
			}
		}
		return out, err
	}
	return emitter{}, fmt.Errorf("emitter %T", e)
}

// table returns the rules of a state.
func (f *fastLexer) table(i int32) *table {
	if t := f.states[i].ready.Load(); t != nil {
		return t
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if t := f.states[i].ready.Load(); t != nil {
		return t
	}
	var rules []*rule
	for _, raw := range f.states[i].raw {
		r := f.rules[raw]
		if r == nil {
			r = f.rule(raw)
			f.rules[raw] = r
		}
		rules = append(rules, r)
	}
	t := sorted(rules)
	f.states[i].ready.Store(t)
	return t
}

func sorted(rules []*rule) *table {
	t := &table{}
	known := map[string]uint16{}
	key := make([]byte, len(rules))
	for h := range headings {
		var list []*rule
		for i, r := range rules {
			key[i] = 0
			if r.heads.has(h) {
				key[i], list = 1, append(list, r)
			}
		}
		at, ok := known[string(key)]
		if !ok {
			at = uint16(len(t.lists))
			known[string(key)], t.lists = at, append(t.lists, list)
		}
		t.list[h] = at
	}
	return t
}

// rule compiles one of chroma's rules.
func (f *fastLexer) rule(raw *chroma.CompiledRule) *rule {
	r := &rule{heads: anyHead, expr: `\G` + "(?:" + raw.Pattern + ")"}
	if f.flags != "" {
		r.expr = `\G(?` + f.flags + ")(?:" + raw.Pattern + ")"
	}
	r.moves, _ = f.moves(raw.Mutator, nil)
	r.emit, _ = f.emitter(raw.Type, 0)
	f.special(raw, r)
	r.slow = sync.OnceValue(func() *regexp2.Regexp {
		re := regexp2.MustCompile(r.expr)
		re.MatchTimeout = 250 * time.Millisecond // chroma's limit
		return re
	})
	reads := r.emit.kind == emitGroups || r.emit.kind == emitNamed || r.emit.kind == emitOpaque
	if p, err := compile(r.expr, reads); err == nil {
		r.pattern, r.heads, r.groups = p, p.heads, p.groups
	} else {
		r.groups = len(r.slow().GetGroupNumbers())
	}
	return r
}

// special knows the one lexer behind an opaque emitter that is worth it: a raw string of Go is looked through for templates.
func (f *fastLexer) special(raw *chroma.CompiledRule, r *rule) {
	if f.config.Name == "Go" && raw.Pattern == "(`)([^`]*)(`)" && r.emit.kind == emitGroups && len(r.emit.parts) == 3 && r.emit.parts[1].kind == emitOpaque {
		r.emit.parts[1] = emitter{kind: emitLexer, lexer: lexers.GoTextTemplate, mapped: [2]chroma.TokenType{chroma.Other, chroma.LiteralString}}
	}
}
