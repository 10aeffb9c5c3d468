package highlight

import (
	"errors"
	"math"

	"github.com/dlclark/regexp2/v2/syntax"
)

// A pattern is a regular expression of chroma's, parsed and optimised by chroma's own regexp library and laid out as a graph
// of steps for our matcher. It is tried at one position only, so nothing here searches.
//
// Three things make it quick. A group that nobody reads is not captured, which turns (.|\n)*? into a loop over single
// characters. A choice looks at the next character before it is made: an alternative, another round or a way out that cannot
// begin with it is not tried. And what cannot fail anew leaves nothing to go back to.
type pattern struct {
	steps     []step
	start     int32
	groups    int // with group 0
	registers int
	heads     heads // what a match may begin with
}

type op uint8

const (
	opFail op = iota
	opDone
	opChar
	opClass
	opString
	opGreedy // a run of single characters, as long as possible at first
	opAtomic // the same for good
	opLazy   // as short as possible at first
	opAlternate
	opStar     // rounds of arg, none of which can be empty
	opLazyStar //
	opEnter    // before counted rounds, or such as can be empty: max is the count to begin with
	opOffer    // the same when there may be no round at all
	opRepeat   // after one of them
	opLazyRepeat
	opOpen
	opClose
	opReference
	opLook
	opNotLook
	opOnce // an atomic group
	opLineStart
	opLineEnd
	opTextStart
	opMatchStart
	opTextEnd
	opLastLineEnd
	opBoundary
	opNoBoundary
	opUnknown // never stays
)

// step is one node of the graph.
type step struct {
	op       op
	back     bool  // goes to the left: inside a look behind
	fold     bool  // a reference that ignores case
	next     int32 // the step after it
	arg      int32 // a group, a register, or the step where an inner graph begins, which ends in opDone or comes back here
	min, max int32 // of runs and rounds; opEnter, opOffer, opRepeat: min is a register for the place, the next one for the count
	char     rune
	class    *charClass
	str      []rune
	inner    *heads            // opStar: what a round may begin with
	follow   *heads            // of runs and rounds: what may come after them
	branches []int32           // of an alternation; then lists of those to try, each ended by -1
	try      *[headings]uint16 // where in branches the list for a head begins; nil: all, from 0
}

const (
	graphLimit = 20_000 // steps of one pattern
	walkLimit  = 3_000  // steps looked at to find what may come next
)

var errPattern = errors.New("a construct that our matcher leaves to regexp2")

type compiler struct {
	pattern
	slots map[int]int  // of group numbers, when there are gaps
	keep  map[int]bool // groups that are read
	open  []bool       // for previews

	unknown bool // there was a construct that we do not know
}

// compile lays out an expression. When groups is false, nobody will read them.
func compile(expr string, groups bool) (p *pattern, err error) {
	tree, err := syntax.Parse(expr, syntax.ParseOptions{})
	if err != nil {
		return nil, err
	}
	c := &compiler{keep: map[int]bool{}}
	c.groups = tree.Captop
	if tree.Capnumlist != nil && tree.Captop != len(tree.Capnumlist) {
		c.groups, c.slots = len(tree.Capnumlist), map[int]int{}
		for i, number := range tree.Capnumlist {
			c.slots[number] = i
		}
	}
	if !c.readable(tree.Root, groups) {
		return nil, errPattern
	}
	if len(c.keep) > 0 {
		c.registers = 3 * c.groups
	}
	done := c.add(step{op: opDone})
	c.start = c.node(tree.Root.Children[0], done)
	if len(c.steps) > graphLimit || c.unknown {
		return nil, errPattern
	}
	c.look()
	return &c.pattern, nil
}

// readable notes the groups to keep, and reports whether the matcher knows every construct below n.
func (c *compiler) readable(n *syntax.RegexNode, groups bool) bool {
	switch n.T {
	case syntax.NtBackRefCond, syntax.NtExprCond, syntax.NtECMABoundary, syntax.NtNonECMABoundary:
		return false
	case syntax.NtCapture:
		if n.N != -1 {
			return false // a balancing group
		}
		if groups && c.slot(n.M) > 0 {
			c.keep[c.slot(n.M)] = true
		}
	case syntax.NtRef:
		c.keep[c.slot(n.M)] = true
	case syntax.NtMulti:
		if n.Options&syntax.IgnoreCase != 0 {
			return false
		}
	}
	for _, child := range n.Children {
		if !c.readable(child, groups) {
			return false
		}
	}
	return true
}

func (c *compiler) slot(number int) int {
	if c.slots != nil {
		return c.slots[number]
	}
	return number
}

func (c *compiler) add(s step) int32 {
	if len(c.steps) > graphLimit {
		return 0
	}
	c.steps = append(c.steps, s)
	return int32(len(c.steps) - 1)
}

func (c *compiler) register(n int) int32 {
	c.registers += n
	return int32(c.registers - n)
}

// node lays out n before the step next, and returns where it begins.
func (c *compiler) node(n *syntax.RegexNode, next int32) int32 {
	back := n.Options&syntax.RightToLeft != 0
	if n.T == syntax.NtOne {
		return c.add(step{op: opChar, back: back, char: n.Ch, next: next})
	}
	if class := c.single(n); class != nil {
		return c.add(step{op: opClass, back: back, class: class, next: next})
	}
	switch n.T {
	case syntax.NtEmpty, syntax.NtUpdateBumpalong:
		return next
	case syntax.NtNothing:
		return c.add(step{op: opFail})
	case syntax.NtConcatenate:
		for i := len(n.Children) - 1; i >= 0; i-- {
			next = c.node(n.Children[i], next)
		}
		return next
	case syntax.NtGroup:
		return c.node(n.Children[0], next)
	case syntax.NtMulti:
		return c.add(step{op: opString, back: back, str: n.Str, next: next})
	case syntax.NtOneloop, syntax.NtNotoneloop, syntax.NtSetloop:
		return c.run(opGreedy, classOfNode(n), n, next)
	case syntax.NtOneloopatomic, syntax.NtNotoneloopatomic, syntax.NtSetloopatomic:
		return c.run(opAtomic, classOfNode(n), n, next)
	case syntax.NtOnelazy, syntax.NtNotonelazy, syntax.NtSetlazy:
		return c.run(opLazy, classOfNode(n), n, next)
	case syntax.NtLoop, syntax.NtLazyloop:
		return c.rounds(n, next)
	case syntax.NtAlternate:
		s := step{op: opAlternate, back: back}
		for _, child := range n.Children {
			s.branches = append(s.branches, c.node(child, next))
		}
		s.branches = append(s.branches, -1)
		return c.add(s)
	case syntax.NtCapture:
		group := c.slot(n.M)
		if !c.keep[group] {
			return c.node(n.Children[0], next)
		}
		end := c.add(step{op: opClose, arg: int32(3 * group), next: next})
		return c.add(step{op: opOpen, arg: int32(3 * group), next: c.node(n.Children[0], end)})
	case syntax.NtRef:
		return c.add(step{op: opReference, back: back, fold: n.Options&syntax.IgnoreCase != 0, arg: int32(3 * c.slot(n.M)), next: next})
	case syntax.NtPosLook:
		return c.add(step{op: opLook, back: back, arg: c.inner(n), next: next})
	case syntax.NtNegLook:
		return c.add(step{op: opNotLook, back: back, arg: c.inner(n), next: next})
	case syntax.NtAtomic:
		return c.add(step{op: opOnce, back: back, arg: c.inner(n), next: next})
	}
	o := assertion(n.T)
	c.unknown = c.unknown || o == opUnknown
	return c.add(step{op: o, next: next})
}

func assertion(t syntax.NodeType) op {
	switch t {
	case syntax.NtBol:
		return opLineStart
	case syntax.NtEol:
		return opLineEnd
	case syntax.NtBeginning:
		return opTextStart
	case syntax.NtStart:
		return opMatchStart
	case syntax.NtEnd:
		return opTextEnd
	case syntax.NtEndZ:
		return opLastLineEnd
	case syntax.NtBoundary:
		return opBoundary
	case syntax.NtNonboundary:
		return opNoBoundary
	}
	return opUnknown
}

// inner lays out the child of n as a graph of its own.
func (c *compiler) inner(n *syntax.RegexNode) int32 {
	return c.node(n.Children[0], c.add(step{op: opDone}))
}

// single returns the class of a node that matches exactly one character, or nil.
func (c *compiler) single(n *syntax.RegexNode) *charClass {
	switch n.T {
	case syntax.NtOne, syntax.NtNotone, syntax.NtSet:
		return classOfNode(n)
	case syntax.NtGroup:
		return c.single(n.Children[0])
	case syntax.NtCapture:
		if !c.keep[c.slot(n.M)] {
			return c.single(n.Children[0])
		}
	case syntax.NtAlternate:
		var union *charClass
		for _, child := range n.Children {
			class := c.single(child)
			if class == nil {
				return nil
			}
			if union == nil {
				union = class
			} else {
				union = union.or(class)
			}
		}
		return union
	}
	return nil
}

func classOfNode(n *syntax.RegexNode) *charClass {
	switch {
	case n.IsSetFamily():
		return classOf(n.Set)
	case n.IsNotoneFamily():
		return except(n.Ch)
	}
	return only(n.Ch)
}

func (c *compiler) run(o op, class *charClass, n *syntax.RegexNode, next int32) int32 {
	return c.add(step{op: o, back: n.Options&syntax.RightToLeft != 0, class: class, min: int32(n.M), max: int32(n.N), next: next})
}

// rounds lays out a loop over more than single characters.
func (c *compiler) rounds(n *syntax.RegexNode, next int32) int32 {
	lazy := n.T == syntax.NtLazyloop
	if class := c.single(n.Children[0]); class != nil {
		if lazy {
			return c.run(opLazy, class, n, next)
		}
		return c.run(opGreedy, class, n, next)
	}
	if n.N == math.MaxInt32 && n.M <= 1 && n.Children[0].ComputeMinLength() > 0 {
		o := opStar
		if lazy {
			o = opLazyStar
		}
		star := c.add(step{op: o, back: n.Options&syntax.RightToLeft != 0, next: next})
		child := c.node(n.Children[0], star)
		c.steps[star].arg = child
		if n.M == 1 {
			return child
		}
		return star
	}
	o := opRepeat
	if lazy {
		o = opLazyRepeat
	}
	limit := int32(math.MaxInt32)
	if n.N != math.MaxInt32 {
		limit = int32(n.N - n.M)
	}
	repeat := c.add(step{op: o, min: c.register(2), max: limit, next: next})
	child := c.node(n.Children[0], repeat)
	c.steps[repeat].arg = child
	if n.M == 0 {
		return c.add(step{op: opOffer, min: c.steps[repeat].min, arg: repeat})
	}
	return c.add(step{op: opEnter, min: c.steps[repeat].min, max: int32(1 - n.M), arg: child})
}

// look fills in what may come next, once the graph stands.
func (c *compiler) look() {
	for i := range c.steps {
		s := &c.steps[i]
		if s.back {
			continue
		}
		switch s.op {
		case opGreedy, opLazy:
			s.follow = c.next(s.next)
		case opStar, opLazyStar:
			s.inner, s.follow = c.next(s.arg), c.next(s.next)
		case opAlternate:
			c.sort(s)
		}
	}
	c.heads = c.from(c.start)
}

// sort makes, for each head, the list of the branches that may begin with it.
func (c *compiler) sort(s *step) {
	branches := s.branches[:len(s.branches)-1]
	may := make([]heads, len(branches))
	for i, b := range branches {
		may[i] = c.from(b)
	}
	known := map[string]uint16{}
	try := new([headings]uint16)
	key := make([]byte, len(branches))
	for h := range headings {
		for i := range branches {
			key[i] = 0
			if may[i].has(h) {
				key[i] = 1
			}
		}
		at, ok := known[string(key)]
		if !ok {
			if len(s.branches) > math.MaxUint16 {
				return
			}
			at = uint16(len(s.branches))
			known[string(key)] = at
			for i, b := range branches {
				if key[i] == 1 {
					s.branches = append(s.branches, b)
				}
			}
			s.branches = append(s.branches, -1)
		}
		try[h] = at
	}
	s.try = try
}

func (c *compiler) from(at int32) heads {
	if len(c.open) < len(c.steps) {
		c.open = make([]bool, len(c.steps))
	}
	w := preview{steps: c.steps, left: walkLimit, open: c.open}
	return w.heads(at, anyHead)
}

// next is from, or nil for anything.
func (c *compiler) next(at int32) *heads {
	if h := c.from(at); h != anyHead {
		return &h
	}
	return nil
}

// preview finds what a text may go on with where a step matches.
type preview struct {
	steps []step
	left  int
	open  []bool // being looked at: coming back to one without having moved tells nothing
}

// heads of a step, where done is what may follow an inner graph.
func (w *preview) heads(at int32, done heads) heads {
	if w.left--; w.left < 0 || w.open[at] {
		return anyHead
	}
	w.open[at] = true
	defer func() { w.open[at] = false }()
	s := &w.steps[at]
	if s.back && s.op != opLook && s.op != opNotLook {
		return anyHead
	}
	switch s.op {
	case opFail:
		return heads{}
	case opDone:
		return done
	case opChar:
		return only(s.char).heads()
	case opClass:
		return s.class.heads()
	case opString:
		return only(s.str[0]).heads()
	case opGreedy, opAtomic, opLazy:
		h := s.class.heads()
		if s.min == 0 {
			h = h.or(w.heads(s.next, done))
		}
		return h
	case opAlternate:
		var h heads
		for _, b := range s.branches {
			if b < 0 {
				break
			}
			h = h.or(w.heads(b, done))
		}
		return h
	case opStar, opLazyStar:
		return w.heads(s.arg, done).or(w.heads(s.next, done))
	case opEnter, opOffer:
		return w.heads(s.arg, done)
	case opRepeat, opLazyRepeat:
		return w.heads(s.arg, done).or(w.heads(s.next, done))
	case opOnce:
		return w.heads(s.arg, w.heads(s.next, done))
	case opLook:
		if s.back {
			return w.heads(s.next, done)
		}
		return w.heads(s.arg, anyHead).and(w.heads(s.next, done))
	case opLineEnd, opLastLineEnd:
		return head('\n').or(head(endHead)).and(w.heads(s.next, done))
	case opTextEnd:
		return head(endHead).and(w.heads(s.next, done))
	case opReference:
		return anyHead
	}
	return w.heads(s.next, done) // a group's ends, a look that must fail, the other assertions
}
