package highlight

import (
	"slices"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2/syntax"
)

// charClass is a set of characters: a bitmap for ASCII, and a rule for what is wider.
type charClass struct {
	ascii [2]uint64
	wide  wideness
	ask   func(rune) bool // someWide: whether a wide character is in
}

type wideness uint8

const (
	noneWide wideness = iota // no character beyond ASCII is in the class
	allWide
	someWide
)

func (c *charClass) has(r rune) bool {
	if uint32(r) < utf8.RuneSelf {
		return c.ascii[r>>6]>>(uint(r)&63)&1 != 0
	}
	return c.wide != noneWide && (c.wide == allWide || c.ask(r))
}

// only is the class of one character.
func only(ch rune) *charClass {
	c := &charClass{}
	if ch < utf8.RuneSelf {
		c.ascii[ch>>6] |= 1 << (uint(ch) & 63)
	} else {
		c.wide, c.ask = someWide, func(r rune) bool { return r == ch }
	}
	return c
}

// except is the class of all characters but one.
func except(ch rune) *charClass {
	c := only(ch)
	c.ascii[0], c.ascii[1] = ^c.ascii[0], ^c.ascii[1]
	if c.wide == noneWide {
		c.wide = allWide
	} else {
		c.ask = func(r rune) bool { return r != ch }
	}
	return c
}

// classOf reads a class of the regexp parser.
func classOf(set *syntax.CharSet) *charClass {
	c := &charClass{wide: someWide, ask: set.CharIn}
	if ranges := rangesOf(set); ranges != nil {
		for _, r := range ranges {
			for ch := r.First; ch <= min(r.Last, utf8.RuneSelf-1); ch++ {
				c.ascii[ch>>6] |= 1 << (uint(ch) & 63)
			}
		}
		if set.IsNegated() {
			c.ascii[0], c.ascii[1] = ^c.ascii[0], ^c.ascii[1]
		}
		if ranges[len(ranges)-1].Last < utf8.RuneSelf {
			c.wide, c.ask = noneWide, nil
			if set.IsNegated() {
				c.wide = allWide
			}
		}
		return c
	}
	for r := range rune(utf8.RuneSelf) {
		if set.CharIn(r) {
			c.ascii[r>>6] |= 1 << (uint(r) & 63)
		}
	}
	return c
}

// rangesOf returns the ranges of a class that is nothing but a few of them.
func rangesOf(set *syntax.CharSet) []syntax.SingleRange {
	for n := 1; n <= 8; n++ {
		if ranges := set.GetIfNRanges(n); ranges != nil && slices.IsSortedFunc(ranges, func(a, b syntax.SingleRange) int { return int(a.Last - b.Last) }) {
			return ranges
		}
	}
	return nil
}

// or is the class of what is in either.
func (c *charClass) or(d *charClass) *charClass {
	u := &charClass{ascii: [2]uint64{c.ascii[0] | d.ascii[0], c.ascii[1] | d.ascii[1]}}
	switch {
	case c.wide == allWide || d.wide == allWide:
		u.wide = allWide
	case c.wide == noneWide:
		u.wide, u.ask = d.wide, d.ask
	case d.wide == noneWide:
		u.wide, u.ask = c.wide, c.ask
	default:
		u.wide, u.ask = someWide, func(r rune) bool { return c.ask(r) || d.ask(r) }
	}
	return u
}

// heads is a set of what may come next in a text: an ASCII character, any wider one, or the end. It is where a pattern is
// known to fail before it is tried, so it may hold too much but never too little.
type heads [3]uint64

const (
	wideHead = 128 // any character beyond ASCII
	endHead  = 129 // the end of the text
	headings = 130
)

var anyHead = heads{^uint64(0), ^uint64(0), 3}

func head(i int) (h heads) {
	h[i>>6] = 1 << (i & 63)
	return h
}

// has reports whether i is in the set; nil is the set of all.
func (h *heads) has(i int) bool { return h == nil || h[i>>6]>>(i&63)&1 != 0 }

func (h heads) or(g heads) heads  { return heads{h[0] | g[0], h[1] | g[1], h[2] | g[2]} }
func (h heads) and(g heads) heads { return heads{h[0] & g[0], h[1] & g[1], h[2] & g[2]} }

func (c *charClass) heads() heads {
	h := heads{c.ascii[0], c.ascii[1]}
	if c.wide != noneWide {
		h[2] = 1
	}
	return h
}

// headAt is what comes at pos.
func headAt(text []rune, pos int) int {
	switch {
	case pos >= len(text):
		return endHead
	case text[pos] < utf8.RuneSelf:
		return int(text[pos])
	}
	return wideHead
}
