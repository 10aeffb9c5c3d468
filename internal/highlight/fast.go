package highlight

import (
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// slow are the lexers that chroma runs itself though they are made of rules, and why. TestFast proves all others equal.
var slow = map[string]string{
	"JSONata":      "chroma runs into its time limit on its own test data",
	"Jungle":       "chroma runs into its time limit on its own test data",
	"OpenEdge ABL": "chroma runs into its time limit on its own test data",
}

var (
	fastMu   sync.RWMutex
	fastSeen = map[chroma.Lexer]*fastLexer{} // nil: slow
	namedMu  sync.RWMutex
	named    = map[string]chroma.Lexer{} // nil: unknown
)

// fast returns the fast form of a lexer, or nil where chroma must run it.
func fast(l chroma.Lexer) *fastLexer {
	fastMu.RLock()
	f, seen := fastSeen[l]
	fastMu.RUnlock()
	if seen {
		return f
	}
	if rules, ok := l.(*chroma.RegexLexer); ok && slow[rules.Config().Name] == "" {
		f, _ = newFast(rules)
	}
	fastMu.Lock()
	defer fastMu.Unlock()
	if f, seen := fastSeen[l]; seen {
		return f
	}
	fastSeen[l] = f
	return f
}

// remembered is how many names from texts are remembered.
const remembered = 10_000

// registered is chroma's look-up by name, alias or file name, which takes 5 ms for an unknown one: it is asked once.
func registered(name string) chroma.Lexer {
	namedMu.RLock()
	l, seen := named[name]
	namedMu.RUnlock()
	if seen {
		return l
	}
	l = registry().Get(name)
	namedMu.Lock()
	defer namedMu.Unlock()
	if len(named) < remembered {
		named[strings.Clone(name)] = l
	}
	return l
}
