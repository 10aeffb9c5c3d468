// Package lazy keeps what is costly to make until it is first asked for. A program that compiles its patterns when it
// starts pays for all of them in each completion of a word.
package lazy

import (
	"regexp"
	"sync"
)

// A Regexp is a pattern that is compiled when it is first used. As a package's variable it costs nothing at start-up.
type Regexp struct {
	Pattern  string
	once     sync.Once
	compiled *regexp.Regexp
}

// Get returns the expression. It panics if the pattern is none: patterns are constants, and tests reach each.
func (r *Regexp) Get() *regexp.Regexp {
	r.once.Do(func() { r.compiled = regexp.MustCompile(r.Pattern) })
	return r.compiled
}
