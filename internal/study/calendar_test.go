package study

import (
	"math/rand/v2"
	"testing"
)

func TestCalendarAgreesWithCountingDays(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		asOf := day("2025-10-14") + Date(rnd.IntN(60))
		var pauses []Pause
		for range rnd.IntN(5) {
			p := Pause{From: day("2025-10-01") + Date(rnd.IntN(80))}
			if rnd.IntN(4) > 0 {
				p.To = p.From + Date(rnd.IntN(10))
			}
			pauses = append(pauses, p)
		}
		c := newCalendar(pauses, asOf)
		isPaused := func(d Date) bool {
			for _, p := range pauses {
				to := p.To
				if to == 0 {
					to = asOf
				}
				if d >= p.From && d <= to {
					return true
				}
			}
			return false
		}
		from := day("2025-09-25") + Date(rnd.IntN(60))
		count := 0
		for d := from; d < from+70; d++ {
			if isPaused(d) != c.paused(d) {
				t.Fatalf("%v on %s: paused %v", pauses, d, c.paused(d))
			}
			if !isPaused(d) {
				count++
			}
			if got := c.unpaused(from, d); got != count {
				t.Fatalf("%v: %d unpaused days %s to %s, want %d", pauses, got, from, d, count)
			}
		}
		n, last := 1+rnd.IntN(40), from
		for left := n; left > 0; {
			if last++; !isPaused(last) {
				left--
			}
		}
		if got := c.add(from, n); got != last {
			t.Fatalf("%v: %d days after %s is %s, want %s", pauses, n, from, got, last)
		}
	}
	if n := newCalendar(nil, 0).unpaused(10, 8); n != 0 {
		t.Errorf("backwards: %d", n)
	}
}

func TestInForce(t *testing.T) {
	s := manual().Settings
	for _, tt := range []struct {
		on   string
		want string
	}{{"2025-10-13", "0 false"}, {"2025-10-14", "14 true"}, {"2025-11-03", "14 true"}, {"2025-11-04", "7 true"}} {
		c, ok := s.cadenceAt(day(tt.on))
		same(t, "cadence on "+tt.on, say(c.Every, ok), tt.want)
	}
}
