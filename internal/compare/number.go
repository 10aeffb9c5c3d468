package compare

import (
	"strconv"
	"strings"

	"studylog/internal/lazy"
)

var numberPattern = lazy.Regexp{Pattern: `^[+\-−]?(\d+|\d{1,3}([,  ]\d{3})+)(\.\d+)?[  ]?%?$`}

// Number reads the cell's text as a number, for sorting: 1,200 and 12.5 % are numbers, 3h and v1.2.3 are not.
func (c Cell) Number() (float64, bool) {
	s := strings.TrimSpace(c.Text)
	if !numberPattern.Get().MatchString(s) {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.NewReplacer(",", "", " ", "", " ", "", "%", "", "−", "-").Replace(s), 64)
	return f, err == nil
}

// numeric reports whether the live cells of a column are numbers, and there is one.
func (t *Table) numeric(col int) bool {
	found := false
	for _, r := range t.Rows {
		c := r.Cells[col]
		if r.Retired || c == nil || c.NotApplicable() || c.Unknown() {
			continue
		}
		if _, ok := c.Number(); !ok {
			return false
		}
		found = true
	}
	return found
}
