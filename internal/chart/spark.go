package chart

import (
	"math"
	"strings"

	"studylog/internal/study"
)

// Spark draws how a resource's share grew, as a line of 72 × 16 px beside its row; "" for fewer than three statements.
// It is a picture of the timeline on the resource's own page, and hidden from readers of the text.
func Spark(r *study.Tracked, from, to study.Date) string {
	if len(r.Trail) < 3 || to <= from || !r.Percent.OK {
		return ""
	}
	const width, height = 70.0, 14.0
	x := func(d study.Date) float64 { return math.Round(1 + width*float64(max(d, from)-from)/float64(to-from)) }
	y := func(p study.Percentage) float64 { return math.Round(10*(1+height-height*min(100, p.Float())/100)) / 10 }
	var b strings.Builder
	b.WriteString(`<svg width="72" height="16" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="1.5" d="M` + num(x(from)) + " " + num(1+height))
	for _, s := range r.Trail {
		b.WriteString("L" + num(x(s.AsOf)) + " " + num(y(s.Percent)))
	}
	b.WriteString("H" + num(x(to)) + `"/></svg>`)
	return b.String()
}
