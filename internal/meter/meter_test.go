package meter

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// A screen is what a terminal shows of one line.
type screen struct {
	line   []rune
	at     int
	writes int
}

func (s *screen) Write(p []byte) (int, error) {
	s.writes++
	for _, r := range string(p) {
		switch {
		case r == '\r':
			s.at = 0
			continue
		case r < ' ':
			panic(fmt.Sprintf("a control %q", r))
		case s.at == len(s.line):
			s.line = append(s.line, r)
		default:
			s.line[s.at] = r
		}
		s.at++
	}
	return len(p), nil
}

func (s *screen) shows() string { return strings.TrimRight(string(s.line), " ") }

// A clock stands still until it is moved.
type clock struct{ t time.Time }

func (c *clock) now() time.Time       { return c.t }
func (c *clock) pass(d time.Duration) { c.t = c.t.Add(d) }

func TestLine(t *testing.T) {
	term, c := &screen{}, &clock{}
	m := New(term, c.now)
	m.Name(func(piece string) string { return map[string]string{"posts/x/index.html": "content/posts/x.md"}[piece] })
	s := m.Begin("rendering", "page", 10_234)
	for i := range 4209 {
		s.Start(fmt.Sprint(i))
		s.Done(fmt.Sprint(i))
	}
	s.Start("posts/x/index.html")
	c.pass(800 * time.Millisecond)
	m.Tick()
	if term.writes != 0 {
		t.Errorf("it speaks before a second is over: %q", term.shows())
	}
	s.Done("posts/x/index.html")
	c.pass(1200 * time.Millisecond)
	m.Tick()
	if got, want := term.shows(), "rendering 4,210 of 10,234 pages, 2,105/s; slowest: content/posts/x.md 0.8 s"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.Start("posts/long/index.html")
	c.pass(3 * time.Second)
	m.Tick()
	if got, want := term.shows(), "rendering 4,210 of 10,234 pages, 842/s; busy with: posts/long/index.html 3.0 s"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.End()
	if got := term.shows(); got != "" || term.at != 0 {
		t.Errorf("after the end, %q is shown, and the cursor is at %d", got, term.at)
	}
	writes := term.writes
	m.Tick()
	s.End()
	if term.writes != writes {
		t.Error("after the end, it writes")
	}
}

// Of stages that follow each other, the short ones are not shown, and a line leaves nothing behind.
func TestStages(t *testing.T) {
	term, c := &screen{}, &clock{}
	m := New(term, c.now)
	c.pass(2 * time.Second)
	short := m.Begin("reading", "post", 1)
	c.pass(200 * time.Millisecond)
	m.Tick()
	short.End()
	if term.writes != 0 {
		t.Errorf("a glimpse is shown: %q", term.shows())
	}
	first := m.Begin("reading", "post", 1000)
	first.Start(strings.Repeat("long/", 30) + "a\x1b[31m.md")
	c.pass(time.Second)
	m.Tick()
	if got := term.shows(); len([]rune(got)) != columns || !strings.HasSuffix(got, "long/a?[31m.md 1.0 s") || !strings.Contains(got, ": …") {
		t.Errorf("a long line is %q", got)
	}
	second := m.Begin("writing", "page", 1)
	first.End() // late
	c.pass(time.Second)
	m.Tick()
	if got := term.shows(); got != "writing 0 of 1 page" {
		t.Errorf("%q", got)
	}
	second.End()
}

func TestNoMeter(t *testing.T) {
	var m *Meter
	m.Name(nil)
	s := m.Begin("rendering", "page", 3)
	s.Start("a")
	s.Done("a")
	m.Tick()
	s.End()
	if n := testing.AllocsPerRun(10, func() { s.Start("a"); s.Done("a") }); n != 0 {
		t.Errorf("no meter costs %v allocations", n)
	}
}

// Workers and the ticker meet.
func TestTogether(t *testing.T) {
	term, c := &screen{}, &clock{}
	m := New(term, c.now)
	c.pass(2 * time.Second)
	s := m.Begin("rendering", "page", 800)
	c.pass(time.Second)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 100 {
				name := fmt.Sprint(w, i)
				s.Start(name)
				m.Tick()
				s.Done(name)
			}
		})
	}
	wg.Wait()
	m.Tick()
	if got := term.shows(); got != "rendering 800 of 800 pages, 800/s" {
		t.Errorf("%q", got)
	}
}

func BenchmarkPiece(b *testing.B) {
	m := New(&screen{}, time.Now)
	s := m.Begin("rendering", "page", b.N)
	for b.Loop() {
		s.Start("posts/x/index.html")
		s.Done("posts/x/index.html")
	}
}
