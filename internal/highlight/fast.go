package highlight

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/alecthomas/chroma/v2"
)

// slow are the lexers that chroma runs itself though they are made of rules that we can run, and why. A test proves that all
// others are equal, so a lexer of which it finds that they differ goes in here.
var slow = []struct{ name, why string }{
	{"OpenEdge ABL", "most of its time goes to one expression of 31 KB, which is more than our graph takes"},
}

func isSlow(name string) bool {
	for _, s := range slow {
		if s.name == name {
			return true
		}
	}
	return false
}

var fastSeen sync.Map // of chroma.Lexer to *fastLexer, nil for those that are chroma's

// fast returns the fast form of a lexer, or nil where chroma must run it. Which it is, is found out once.
func fast(l chroma.Lexer) *fastLexer {
	if f, seen := fastSeen.Load(l); seen {
		return f.(*fastLexer)
	}
	var f *fastLexer
	if rules, ok := l.(*chroma.RegexLexer); ok && !isSlow(rules.Config().Name) {
		f, _ = newFast(rules)
	}
	first, _ := fastSeen.LoadOrStore(l, f)
	return first.(*fastLexer)
}

var (
	named      sync.Map // of names that texts give to chroma.Lexer, or to unknown
	namedCount atomic.Int32
)

// namesKept bounds the memory that texts can take by naming languages.
const namesKept = 10_000

type unknown struct{}

// registered is chroma's look-up by name, alias or file name. It takes 5 ms for an unknown name, so it is asked once for each.
func registered(name string) chroma.Lexer {
	if l, seen := named.Load(name); seen {
		known, _ := l.(chroma.Lexer)
		return known
	}
	l := registry().Get(name)
	if namedCount.Add(1) <= namesKept {
		if l == nil {
			named.Store(strings.Clone(name), unknown{})
		} else {
			named.Store(strings.Clone(name), l)
		}
	}
	return l
}
