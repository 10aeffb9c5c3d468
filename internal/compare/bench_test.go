package compare

import (
	"fmt"
	"strings"
	"testing"

	"studylog/internal/civil"
)

// A table of thirty rows that a hundred posts changed.
func BenchmarkMerge(b *testing.B) {
	first := civil.MustParse("2025-10-14")
	list := make([]Contribution, 100)
	for i := range list {
		text := []string{"Area | Old | New | Open"}
		for row := range 30 {
			if i == 0 || (row+i)%7 == 0 {
				text = append(text, fmt.Sprintf("Row %c%c | %d is *old* | %d is new | ?", 'a'+row%5, 'a'+row/5, row, i))
			}
		}
		list[i] = post(fmt.Sprintf("%s p%03d", first+civil.Date(7*i), i), strings.Join(text, "\n"))
	}
	b.ReportAllocs()
	for b.Loop() {
		if tables, _ := Merge(list, nil); len(tables) != 1 {
			b.Fatal(len(tables), "tables")
		}
	}
}
