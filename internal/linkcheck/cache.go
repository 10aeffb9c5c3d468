package linkcheck

import (
	"encoding/json"
	"time"
)

// age is how long an answer is believed.
const age = 7 * 24 * time.Hour

// A Cache is what answered, by address. It is never believed beyond its form: damaged, it is empty.
type Cache map[string]entry

type entry struct {
	At     time.Time `json:"at"`
	Unsure string    `json:"unsure,omitempty"` // the cause
	Moved  string    `json:"moved,omitempty"`
}

// ReadCache reads what [Cache.Bytes] wrote.
func ReadCache(data []byte) Cache {
	c := Cache{}
	if json.Unmarshal(data, &c) != nil || c == nil {
		return Cache{}
	}
	return c
}

// Bytes is the cache as a file, without what is too old.
func (c Cache) Bytes(now time.Time) []byte {
	kept := Cache{}
	for raw, e := range c {
		if current(e.At, now) {
			kept[raw] = e
		}
	}
	data, err := json.MarshalIndent(kept, "", " ") // sorts the keys
	if err != nil {
		panic("linkcheck: " + err.Error()) // plain texts and times
	}
	return append(data, '\n')
}

// current: what is said to come from the future was written by another clock.
func current(at, now time.Time) bool { return !at.After(now) && now.Sub(at) < age }

// Missing counts the addresses that a check would have to ask.
func (c Cache) Missing(urls []string, now time.Time) int {
	missing := map[string]bool{}
	for _, raw := range urls {
		if _, ok := c.fresh(raw, now); !ok {
			missing[raw] = true
		}
	}
	return len(missing)
}

func (c Cache) fresh(raw string, now time.Time) (Result, bool) {
	e, ok := c[raw]
	if !ok || !current(e.At, now) {
		return Result{}, false
	}
	r := Result{Verdict: Fine, Moved: e.Moved}
	if e.Unsure != "" {
		r.Verdict, r.Cause = Unsure, e.Unsure
	}
	return r, true
}

// keep remembers a good answer with the day that it was given, and forgets one that was followed by a bad one.
func (c Cache) keep(raw string, r Result, now time.Time) {
	switch {
	case c == nil:
	case r.Verdict != Fine && r.Verdict != Unsure:
		if r.Verdict != Unasked {
			delete(c, raw)
		}
	default:
		if e, ok := c[raw]; !ok || !current(e.At, now) {
			c[raw] = entry{At: now.UTC().Truncate(time.Second), Unsure: r.Cause, Moved: r.Moved}
		}
	}
}
