package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"studylog/internal/demo"
	"studylog/internal/meter"
)

// A terminal keeps what was ever on its line.
type terminal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

// Work that takes longer than a second, as here where each look at the clock is 50 ms later than the last, shows how far
// it is, and its line is gone before anything else is said.
func TestLongWorkIsShown(t *testing.T) {
	for command, stages := range map[string][]string{
		"build": {"reading ", "rendering ", " files"}, "check": {"reading ", "looking through "},
	} {
		dir := t.TempDir()
		copyJournal(t, dir, demo.FS())
		term := &terminal{}
		p := onDay(dir)
		p.err, p.out = term, term
		var mu sync.Mutex
		now := time.Date(2026, 4, 20, 12, 0, 0, 0, time.UTC)
		p.meter = meter.New(term, func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			now = now.Add(50 * time.Millisecond)
			return now
		})
		stop := make(chan struct{})
		var ticker sync.WaitGroup
		ticker.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					p.meter.Tick()
				}
			}
		})
		code := p.run(t.Context(), []string{command, "-b", "https://ada.github.io/j/"})
		close(stop)
		ticker.Wait()
		said := term.text.String()
		if code == exitUsage || code == exitSettings {
			t.Fatalf("%s: exit code %d: %s", command, code, said)
		}
		for _, want := range stages {
			if !strings.Contains(said, want) {
				t.Errorf("%s does not say %q", command, want)
			}
		}
		for line := range strings.Lines(said) {
			shown := line[strings.LastIndex(line, "\r")+1:]
			if strings.HasPrefix(shown, "reading ") || strings.HasPrefix(shown, "rendering ") {
				t.Errorf("%s leaves %q on the terminal", command, shown)
			}
		}
	}
}

func TestNobodyWatches(t *testing.T) {
	env := func(vars map[string]string) func(string) string {
		return func(name string) string { return vars[name] }
	}
	for _, c := range []struct {
		vars     map[string]string
		terminal bool
		want     bool
	}{
		{nil, true, true},
		{nil, false, false},
		{map[string]string{"CI": "true"}, true, false},
		{map[string]string{"TERM": "dumb"}, true, false},
	} {
		if got := attended(env(c.vars), c.terminal); got != c.want {
			t.Errorf("%v, terminal %v: %v", c.vars, c.terminal, got)
		}
	}
}
