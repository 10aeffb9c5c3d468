package disk

import (
	"fmt"
	"testing"
)

// Ten thousand pages: nothing changed, and one edited.
func BenchmarkSync(b *testing.B) {
	j, s := newJournal(b), site{}
	for i := range 10000 {
		s[fmt.Sprintf("posts/a-post-of-mine-%d/index.html", i)] = fmt.Sprintf("%08000d", i)
	}
	j.sync(s)
	b.Run("unchanged", func(b *testing.B) {
		tree := s.tree(b)
		for b.Loop() {
			if st, err := Sync(j.o, tree); err != nil || !st.Unchanged {
				b.Fatal(st, err)
			}
		}
	})
	b.Run("one", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			s["posts/a-post-of-mine-7/index.html"] = fmt.Sprint(n)
			if st, err := Sync(j.o, s.tree(b)); err != nil || st.Written != 1 {
				b.Fatal(st, err)
			}
		}
	})
}
