package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A result is all runs of one case by one generator.
type result []sample

func (r result) wall() []time.Duration {
	return each(r, func(s sample) time.Duration { return s.wall })
}

func (r result) cpu() []time.Duration { return each(r, func(s sample) time.Duration { return s.cpu }) }
func (r result) peak() []int64        { return each(r, func(s sample) int64 { return s.peak }) }

func each[T any](r result, f func(sample) T) []T {
	var list []T
	for _, s := range r {
		list = append(list, f(s))
	}
	return list
}

// median is the middle value, or the mean of the middle two. There must be a value.
func median[T ~int64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// ratio is how one median stands to another, or "–" where one of them is not known.
func ratio[T ~int64](ours, theirs []T) string {
	if len(ours) == 0 || len(theirs) == 0 || median(theirs) == 0 || median(ours) == 0 {
		return "–"
	}
	switch r := float64(median(ours)) / float64(median(theirs)); {
	case r < 0.1:
		return fmt.Sprintf("%.3f", r)
	case r < 10:
		return fmt.Sprintf("%.2f", r)
	default:
		return fmt.Sprintf("%.1f", r)
	}
}

// spread is a median, with the least and the most.
func spread(values []time.Duration) string {
	if len(values) == 0 {
		return "–"
	}
	return fmt.Sprintf("%s (%s–%s)", short(median(values)), short(slices.Min(values)), short(slices.Max(values)))
}

// short is a time in the unit that suits it: 48 ms, 1.32 s.
func short(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1000)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1000)
	case d < 10*time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

func middle(values []time.Duration) string {
	if len(values) == 0 || median(values) == 0 {
		return "–"
	}
	return short(median(values))
}

func megabytes(values []int64) string {
	if len(values) == 0 || median(values) == 0 {
		return "–"
	}
	return fmt.Sprintf("%d MB", (median(values)+500_000)/1_000_000)
}

// A row is one case of one size: what each generator took, ours first.
type row struct {
	posts int
	what  string
	ours  result
	hugo  result // empty without it
}

// table writes rows as Markdown.
func table(rows []row) string {
	var b strings.Builder
	b.WriteString("| posts | case | studylog: wall | CPU | memory | Hugo: wall | CPU | memory | wall, of Hugo's | CPU | memory |\n")
	b.WriteString("|--:|---|---|--:|--:|---|--:|--:|--:|--:|--:|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", thousands(r.posts), r.what,
			spread(r.ours.wall()), middle(r.ours.cpu()), megabytes(r.ours.peak()),
			spread(r.hugo.wall()), middle(r.hugo.cpu()), megabytes(r.hugo.peak()),
			ratio(r.ours.wall(), r.hugo.wall()), ratio(r.ours.cpu(), r.hugo.cpu()), ratio(r.ours.peak(), r.hugo.peak()))
	}
	return b.String()
}

// growth says how what a case took grew from the fewest posts to the most; "" where there is one size only.
func growth(rows []row, what string) string {
	var same []row
	for _, r := range rows {
		if r.what == what {
			same = append(same, r)
		}
	}
	slices.SortFunc(same, func(a, b row) int { return cmp.Compare(a.posts, b.posts) })
	if len(same) < 2 {
		return ""
	}
	few, many := same[0], same[len(same)-1]
	return fmt.Sprintf("%s, from %s posts to %s: %s times the wall time, %s times the CPU, %s times the memory.", what, thousands(few.posts),
		thousands(many.posts), ratio(many.ours.wall(), few.ours.wall()), ratio(many.ours.cpu(), few.ours.cpu()), ratio(many.ours.peak(), few.ours.peak()))
}

// thousands is a number as people read it: 10,000.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
