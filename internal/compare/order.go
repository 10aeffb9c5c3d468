package compare

import (
	"cmp"
	"strings"
)

// byPost is the order in which posts speak: by date, then by the time of day (a post that names none speaks at the
// start of its day), then by path.
func byPost(a, b Contribution) int {
	return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Clock, b.Clock), strings.Compare(a.File, b.File))
}

// inOrder is the order in which contributions apply.
func inOrder(a, b Contribution) int {
	return cmp.Or(byPost(a, b), cmp.Compare(a.Order, b.Order),
		cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
}
