// Package meter tells who waits at a terminal what is being done: how much of it is done, how fast, and what is slow.
//
//	m := meter.New(os.Stderr, time.Now)      // a nil meter says nothing, and costs nothing
//	s := m.Begin("rendering", "page", 10_234)
//	defer s.End()                            // takes the line away
//	s.Start("posts/x/index.html")            // of each piece, by whichever goroutine
//	s.Done("posts/x/index.html")
//
// It writes one line, which it writes over, after a second at the earliest; so work that is quick is silent:
//
//	rendering 4,210 of 10,234 pages, 2,100/s; slowest: content/posts/x.md 0.8 s
//
// Somebody has to call Tick several times a second: the meter has a clock, and no goroutine of its own. Whether there is
// a terminal at all is for the caller to know.
package meter

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

const (
	patience = time.Second            // nothing is said before
	glimpse  = 300 * time.Millisecond // nor of a stage that is shorter
	slow     = 100 * time.Millisecond // what is quicker is never called slow
	columns  = 79                     // a line that the terminal wraps cannot be written over
)

// A Meter is one line of a terminal.
type Meter struct {
	w     io.Writer
	now   func() time.Time
	began time.Time

	mu     sync.Mutex
	stage  *Stage
	shown  int // runes on the line
	source func(piece string) string
}

// New returns a meter that writes to w.
func New(w io.Writer, now func() time.Time) *Meter {
	return &Meter{w: w, now: now, began: now()}
}

// Name has pieces called by the files that a person would open for them, where source knows one.
func (m *Meter) Name(source func(piece string) string) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.source = source
}

// A Stage is one kind of work on many pieces.
type Stage struct {
	m          *Meter
	verb, noun string
	total      int
	began      time.Time

	done     int
	running  map[string]time.Time
	slowest  string
	slowTook time.Duration
}

// Begin begins a stage, in place of the last one.
func (m *Meter) Begin(verb, noun string, total int) *Stage {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stage = &Stage{m: m, verb: verb, noun: noun, total: total, began: m.now(), running: map[string]time.Time{}}
	return m.stage
}

// Start says that work on a piece begins.
func (s *Stage) Start(piece string) {
	if s == nil {
		return
	}
	now := s.m.now()
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.running[piece] = now
}

// Done says that a piece is done.
func (s *Stage) Done(piece string) {
	if s == nil {
		return
	}
	now := s.m.now()
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	if took := now.Sub(s.running[piece]); took > s.slowTook {
		s.slowest, s.slowTook = piece, took
	}
	delete(s.running, piece)
	s.done++
}

// End takes the line away.
func (s *Stage) End() {
	if s == nil {
		return
	}
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	if s.m.stage == s {
		s.m.stage = nil
	}
	s.m.write("")
}

// Tick brings the line up to date, if there is anything to wait for.
func (m *Meter) Tick() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now, s := m.now(), m.stage
	if s != nil && now.Sub(m.began) >= patience && now.Sub(s.began) >= glimpse {
		m.write(s.text(now))
	}
}

// write puts a text in place of the one that is shown. Blanks and a carriage return do on every terminal.
func (m *Meter) write(text string) {
	n := utf8.RuneCountInString(text)
	if n == 0 && m.shown == 0 {
		return
	}
	blank := strings.Repeat(" ", max(0, m.shown-n))
	if n == 0 {
		blank += "\r"
	}
	_, _ = io.WriteString(m.w, "\r"+text+blank) // that a terminal is gone is found out elsewhere
	m.shown = n
}

// text is "rendering 4,210 of 10,234 pages, 2,100/s; slowest: content/posts/x.md 0.8 s".
func (s *Stage) text(now time.Time) string {
	text := fmt.Sprintf("%s %s of %s", s.verb, grouped(s.done), grouped(s.total))
	text += " " + s.noun
	if s.total != 1 {
		text += "s"
	}
	if rate := float64(s.done) / now.Sub(s.began).Seconds(); rate >= 1 {
		text += ", " + grouped(int(rate)) + "/s"
	}
	piece, took, word := s.slowest, s.slowTook, "slowest"
	for name, since := range s.running {
		if d := now.Sub(since); d > took || d == took && name < piece {
			piece, took, word = name, d, "busy with"
		}
	}
	if took < slow {
		return text
	}
	if s.m.source != nil {
		piece = cmp.Or(s.m.source(piece), piece)
	}
	text += "; " + word + ": "
	end := fmt.Sprintf(" %.1f s", took.Seconds())
	return text + clipped(printable(piece), columns-len(text)-len(end)) + end
}

// clipped keeps the end of a name, which tells more than its folders.
func clipped(name string, most int) string {
	if r := []rune(name); len(r) > most {
		return "…" + string(r[len(r)-max(most, 12)+1:])
	}
	return name
}

// printable keeps a file's name from steering the terminal.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return '?'
		}
		return r
	}, name)
}

// grouped writes 10,234.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
