package main

import "testing"

// However large the heap, a collection leaves room for a fixed part of it, so that their number does not grow.
func TestARoomGrowsWithWhatIsInUse(t *testing.T) {
	for _, pages := range []int{0, 1_000, 10_000, 100_000} {
		for _, inUse := range []int64{0, 10 << 20, 100 << 20, 1 << 30} {
			got := limitFor(memoryFor(pages), inUse)
			if got < memoryFor(pages) || got-inUse < inUse/2 {
				t.Errorf("%d pages, %d bytes in use: a limit of %d leaves %d", pages, inUse, got, got-inUse)
			}
		}
	}
}
