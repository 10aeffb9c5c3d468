package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// A room is how much memory a run may take before garbage is collected. The collector may let the heap grow fivefold,
// which suits a run of a second, up to a limit: about what a journal of so many pages needs. The limit itself follows
// what turns out to be in use. Near a fixed one, each collection would make room for no more than the last megabytes, and
// go through a heap that grows with the journal: work that grows with its square.
type room struct {
	mu    sync.Mutex
	least int64 // the limit for what was found
	ends  bool
}

func newRoom() *room {
	r := &room{least: memoryFor(0)}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(r.least)
	r.follow()
	return r
}

// memoryFor is the limit that a journal of so many pages starts with.
func memoryFor(pages int) int64 { return 38<<20 + int64(pages)*11<<10 }

// limitFor is the limit after a collection that left so much in use: half of that is free to be used until the next,
// which then costs the same for each page, however many there are.
func limitFor(least, inUse int64) int64 { return max(least, 16<<20+inUse+inUse/2) }

// found sets the limit for a journal's size.
func (r *room) found(pages int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.least = memoryFor(pages); !r.ends {
		debug.SetMemoryLimit(limitFor(r.least, inUse()))
	}
}

// follow sets the limit anew after each collection, of which a finalizer hears.
func (r *room) follow() {
	type herald struct{ _ *herald } // with a pointer: tiny objects without may share a block, and never be collected
	runtime.SetFinalizer(new(herald), func(*herald) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if !r.ends {
			debug.SetMemoryLimit(limitFor(r.least, inUse()))
			r.follow()
		}
	})
}

// inUse is what the last collection left.
func inUse() int64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return int64(live[0].Value.Uint64())
}

// stays is for a program that waits after its first work: it gives back what it does not hold.
func (r *room) stays() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ends = true
	debug.SetMemoryLimit(math.MaxInt64)
	debug.SetGCPercent(50)
	go debug.FreeOSMemory()
}
