package highlight

import (
	"unicode"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2/syntax"
)

// matcher tries patterns at a place of a text. It goes forward through the steps, and where it could have gone another way it
// leaves a frame to come back to. What it did to the registers is a frame too, so that coming back undoes it.
//
// A match that goes back too often is given up as spent: it then goes to regexp2, which has chroma's limit of 250 ms. So a
// clock is not needed here, and what is coloured does not depend on the machine more than chroma does.
type matcher struct {
	text      []rune
	at        int // where the match begins
	frames    []frame
	registers []int32 // 3 for a group: where it was opened, and its last capture; 2 for counted rounds: place and count
	fuel      int
	spent     bool
	depth     int // of inner graphs
}

type frame struct {
	kind frameKind
	ref  int32 // a step, or a register
	a, b int32
}

type frameKind int32

const (
	goOn     frameKind = iota // with step ref at a
	giveBack                  // one character of run ref, which ends at a and cannot end before b
	takeMore                  // one character of run ref, which ends at a and cannot end after b
	nextOf                    // the branches of ref, at a: number b
	goRound                   // again, ref at a
	restore                   // register ref to a
	restore2                  // registers ref and ref+1 to a and b
)

// fuel of one match: some milliseconds.
const fuel = 1 << 20

// match tries p at pos, and returns where the match ends. When ok is false and the matcher is spent, nobody knows.
func (m *matcher) match(p *pattern, pos int) (end int, ok bool) {
	m.at, m.fuel, m.spent, m.depth, m.frames = pos, fuel, false, 0, m.frames[:0]
	if p.registers > 0 {
		if cap(m.registers) < p.registers {
			m.registers = make([]int32, p.registers)
		}
		m.registers = m.registers[:p.registers]
		for i := range m.registers {
			m.registers[i] = -1
		}
	}
	end, ok = m.walk(p, p.start, pos)
	return end, ok && !m.spent
}

// group returns the last capture of a group, or two zeros as regexp2 does.
func (m *matcher) group(i int) (from, to int) {
	if 3*i+2 >= len(m.registers) || m.registers[3*i+1] < 0 {
		return 0, 0
	}
	return int(m.registers[3*i+1]), int(m.registers[3*i+2])
}

// walk goes from a step to the end of its graph. A case either goes on with another step, or falls out of the switch, and then
// the walk goes back. What is most of the work, single characters and choices, is done here and not in functions.
func (m *matcher) walk(p *pattern, at int32, pos int) (end int, ok bool) {
	base, text := len(m.frames), m.text
	for {
		s := &p.steps[at]
		switch s.op {
		case opDone:
			return pos, true

		case opChar:
			if s.back {
				if pos > 0 && text[pos-1] == s.char {
					pos, at = pos-1, s.next
					continue
				}
			} else if pos < len(text) && text[pos] == s.char {
				pos, at = pos+1, s.next
				continue
			}

		case opClass:
			if s.back {
				if pos > 0 && s.class.has(text[pos-1]) {
					pos, at = pos-1, s.next
					continue
				}
			} else if pos < len(text) && s.class.has(text[pos]) {
				pos, at = pos+1, s.next
				continue
			}

		case opString:
			from := pos
			if s.back {
				from = pos - len(s.str)
			}
			if hasAt(text, from, s.str) {
				pos, at = from, s.next
				if !s.back {
					pos += len(s.str)
				}
				continue
			}

		case opGreedy, opAtomic, opLazy:
			if pos, ok = m.run(s, at, pos); ok {
				at = s.next
				continue
			}

		case opAlternate:
			i := 0
			if s.try != nil {
				i = int(s.try[headAt(text, pos)])
			}
			if s.branches[i] >= 0 {
				if s.branches[i+1] >= 0 {
					m.push(frame{nextOf, at, int32(pos), int32(i + 1)})
				}
				at = s.branches[i]
				continue
			}

		case opStar:
			if h := headAt(text, pos); s.inner.has(h) {
				if s.follow.has(h) {
					m.push(frame{goOn, s.next, int32(pos), 0})
				}
				at = s.arg
			} else {
				at = s.next
			}
			continue

		case opLazyStar:
			if h := headAt(text, pos); s.follow.has(h) {
				if s.inner.has(h) {
					m.push(frame{goOn, s.arg, int32(pos), 0})
				}
				at = s.next
			} else {
				at = s.arg
			}
			continue

		case opOffer:
			m.set2(s.min, -1, 0)
			at = s.arg
			continue

		case opEnter:
			m.set2(s.min, int32(pos), s.max)
			at = s.arg
			continue

		case opRepeat:
			at = m.round(s, at, pos)
			continue

		case opLazyRepeat:
			at = m.lazyRound(s, at, pos)
			continue

		case opOpen:
			m.set(s.arg, int32(pos))
			at = s.next
			continue

		case opClose:
			from, to := m.registers[s.arg], int32(pos)
			m.set2(s.arg+1, min(from, to), max(from, to))
			at = s.next
			continue

		case opReference:
			if pos, ok = m.again(s, pos); ok {
				at = s.next
				continue
			}

		case opLook, opNotLook, opOnce:
			if pos, ok = m.look(p, s, pos); ok {
				at = s.next
				continue
			}
			if m.spent {
				return 0, false
			}

		default:
			if m.holds(s.op, pos) {
				at = s.next
				continue
			}
		}
		if at, pos, ok = m.goBack(p, base); !ok {
			return 0, false
		}
	}
}

// run takes characters of a class: as many as there are and leaves a frame to give them back, as many as there are for good, or as
// few as will do.
func (m *matcher) run(s *step, at int32, pos int) (end int, ok bool) {
	if s.back {
		return m.runLeft(s, at, pos)
	}
	text, most, least := m.text, len(m.text), pos+int(s.min)
	if int(s.max) < most-pos {
		most = pos + int(s.max)
	}
	if s.op == opLazy {
		stop := min(least, len(text))
		for pos < stop && s.class.has(text[pos]) {
			pos++
		}
		if pos < least {
			return pos, false
		}
		return m.takeUntil(s, at, pos, most)
	}
	from, ascii := pos, &s.class.ascii
	for pos < most {
		if r := text[pos]; uint32(r) < utf8.RuneSelf {
			if ascii[r>>6]>>(uint(r)&63)&1 == 0 {
				break
			}
		} else if !s.class.has(r) {
			break
		}
		pos++
	}
	m.fuel -= (pos - from) >> 2
	if pos < least {
		return pos, false
	}
	if s.op == opAtomic || pos == least {
		return pos, true
	}
	if s.follow != nil {
		for pos > least && !s.follow.has(headAt(text, pos)) {
			pos--
		}
	}
	if pos > least {
		m.push(frame{giveBack, at, int32(pos), int32(least)})
	}
	return pos, true
}

// round is the next step of a counted repetition that takes all it can.
func (m *matcher) round(s *step, at int32, pos int) int32 {
	began, count := m.registers[s.min], m.registers[s.min+1]
	if count >= s.max || int(began) == pos && count >= 0 {
		return s.next
	}
	if count >= 0 {
		m.push(frame{goOn, s.next, int32(pos), 0})
	}
	m.set2(s.min, int32(pos), count+1)
	m.fuel--
	return s.arg
}

// lazyRound is the next step of one that takes as few as will do.
func (m *matcher) lazyRound(s *step, at int32, pos int) int32 {
	began, count := m.registers[s.min], m.registers[s.min+1]
	if count < 0 {
		m.set2(s.min, int32(pos), count+1)
		return s.arg
	}
	if count < s.max && int(began) != pos {
		m.push(frame{goRound, at, int32(pos), 0})
	}
	return s.next
}

// look walks an inner graph once. What it chose stays chosen; where it only looked, the place stays too.
func (m *matcher) look(p *pattern, s *step, pos int) (end int, ok bool) {
	held := len(m.frames)
	m.depth++
	end, found := m.walk(p, s.arg, pos)
	m.depth--
	if m.spent {
		return pos, false
	}
	if found {
		m.settle(held, s.op == opNotLook)
	}
	if s.op != opOnce {
		end = pos
	}
	return end, found != (s.op == opNotLook)
}

// holds tells whether what an assertion says is so at pos.
func (m *matcher) holds(o op, pos int) bool {
	text := m.text
	switch o {
	case opLineStart:
		return pos == 0 || text[pos-1] == '\n'
	case opLineEnd:
		return pos == len(text) || text[pos] == '\n'
	case opTextStart:
		return pos == 0
	case opMatchStart:
		return pos == m.at
	case opTextEnd:
		return pos == len(text)
	case opLastLineEnd:
		return pos == len(text) || pos == len(text)-1 && text[pos] == '\n'
	case opBoundary, opNoBoundary:
		return (wordAt(text, pos-1) != wordAt(text, pos)) == (o == opBoundary)
	}
	return false
}

// goBack returns to the last choice above base that has something left.
func (m *matcher) goBack(p *pattern, base int) (at int32, pos int, ok bool) {
	if m.fuel--; m.fuel < 0 {
		m.spent = true
		return 0, 0, false
	}
	for len(m.frames) > base {
		last := len(m.frames) - 1
		f := &m.frames[last]
		switch f.kind {
		case restore:
			m.registers[f.ref] = f.a
		case restore2:
			m.registers[f.ref], m.registers[f.ref+1] = f.a, f.b
		case goOn:
			m.frames = m.frames[:last]
			return f.ref, int(f.a), true
		case goRound:
			s, pos := &p.steps[f.ref], f.a
			m.frames = m.frames[:last]
			m.set2(s.min, pos, m.registers[s.min+1]+1)
			return s.arg, int(pos), true
		case nextOf:
			s, pos, i := &p.steps[f.ref], int(f.a), f.b
			if s.branches[i+1] < 0 {
				m.frames = m.frames[:last]
			} else {
				f.b++
			}
			return s.branches[i], pos, true
		case giveBack:
			if s := &p.steps[f.ref]; m.shorten(s, f) {
				at, pos = s.next, int(f.a)
				if f.a == f.b {
					m.frames = m.frames[:last]
				}
				return at, pos, true
			}
		case takeMore:
			s, at, pos, most := &p.steps[f.ref], f.ref, int(f.a), int(f.b)
			m.frames = m.frames[:last]
			if s.back {
				if s.class.has(m.text[pos-1]) {
					if pos-1 > most {
						m.push(frame{takeMore, at, int32(pos - 1), int32(most)})
					}
					return s.next, pos - 1, true
				}
			} else if s.class.has(m.text[pos]) {
				if pos, ok = m.takeUntil(s, at, pos+1, most); ok {
					return s.next, pos, true
				}
			}
			continue
		}
		m.frames = m.frames[:last]
	}
	return 0, 0, false
}

// shorten takes a character off a greedy run, and more as long as what would come next cannot.
func (m *matcher) shorten(s *step, f *frame) bool {
	if s.back {
		f.a++
		return true
	}
	f.a--
	if s.follow != nil {
		from := f.a
		for f.a > f.b && !s.follow.has(headAt(m.text, int(f.a))) {
			f.a--
		}
		m.fuel -= int(from-f.a) >> 2
		return s.follow.has(headAt(m.text, int(f.a)))
	}
	return true
}

// takeUntil lets a lazy run go on to where what comes next may begin, and remembers that it could go on.
func (m *matcher) takeUntil(s *step, at int32, pos, most int) (int, bool) {
	if s.follow != nil {
		from := pos
		for !s.follow.has(headAt(m.text, pos)) {
			if pos == most || !s.class.has(m.text[pos]) {
				return 0, false
			}
			pos++
		}
		m.fuel -= (pos - from) >> 2
	}
	if pos < most {
		m.push(frame{takeMore, at, int32(pos), int32(most)})
	}
	return pos, true
}

// runLeft is a run inside a look behind.
func (m *matcher) runLeft(s *step, at int32, pos int) (int, bool) {
	least, most := pos-int(s.min), 0
	if int(s.max) < pos {
		most = pos - int(s.max)
	}
	stop := most
	if s.op == opLazy {
		stop = max(least, 0)
	}
	from := pos
	for pos > stop && s.class.has(m.text[pos-1]) {
		pos--
	}
	m.fuel -= (from - pos) >> 2
	switch {
	case pos > least:
		return 0, false
	case s.op == opGreedy && pos < least:
		m.push(frame{giveBack, at, int32(pos), int32(least)})
	case s.op == opLazy && pos > most:
		m.push(frame{takeMore, at, int32(pos), int32(most)})
	}
	return pos, true
}

// again matches what a group captured.
func (m *matcher) again(s *step, pos int) (int, bool) {
	from, to := int(m.registers[s.arg+1]), int(m.registers[s.arg+2])
	if from < 0 {
		return 0, false
	}
	at := pos
	if s.back {
		at = pos - (to - from)
	}
	if at < 0 || at+to-from > len(m.text) {
		return 0, false
	}
	for i, r := range m.text[from:to] {
		if t := m.text[at+i]; t != r && !(s.fold && unicode.ToLower(t) == unicode.ToLower(r)) {
			return 0, false
		}
	}
	if s.back {
		return at, true
	}
	return at + to - from, true
}

// settle drops what an inner graph could have gone back to. What it did to the registers stays and can be undone later, or is
// undone now.
func (m *matcher) settle(held int, undo bool) {
	if undo {
		for i := len(m.frames) - 1; i >= held; i-- {
			switch f := &m.frames[i]; f.kind {
			case restore:
				m.registers[f.ref] = f.a
			case restore2:
				m.registers[f.ref], m.registers[f.ref+1] = f.a, f.b
			}
		}
		m.frames = m.frames[:held]
		return
	}
	kept := held
	for _, f := range m.frames[held:] {
		if f.kind == restore || f.kind == restore2 {
			m.frames[kept] = f
			kept++
		}
	}
	m.frames = m.frames[:kept]
}

func (m *matcher) push(f frame) { m.frames = append(m.frames, f) }

// set and set2 write registers, and remember what was there if anything can come back to it.
func (m *matcher) set(i, a int32) {
	if len(m.frames) > 0 || m.depth > 0 {
		m.push(frame{restore, i, m.registers[i], 0})
	}
	m.registers[i] = a
}

func (m *matcher) set2(i, a, b int32) {
	if len(m.frames) > 0 || m.depth > 0 {
		m.push(frame{restore2, i, m.registers[i], m.registers[i+1]})
	}
	m.registers[i], m.registers[i+1] = a, b
}

func hasAt(text []rune, at int, str []rune) bool {
	if at < 0 || len(text)-at < len(str) {
		return false
	}
	for i, r := range str {
		if text[at+i] != r {
			return false
		}
	}
	return true
}

// wordAt reports whether there is a letter, digit, mark or connector at pos.
func wordAt(text []rune, pos int) bool {
	if pos < 0 || pos >= len(text) {
		return false
	}
	r := text[pos]
	if uint32(r) < utf8.RuneSelf {
		return words.has(r)
	}
	return syntax.IsWordChar(r)
}

var words = charClass{ascii: [2]uint64{0x03ff_0000_0000_0000, 0x07ff_fffe_87ff_fffe}}
