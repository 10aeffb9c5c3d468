package study

import (
	"slices"
	"strconv"
	"strings"
)

const (
	micro = 1_000_000 // of one
	// maxWhole bounds every number of a post, so that sums of many of them stay far inside an int64.
	maxWhole = 999_999_999
)

// unitWords are a unit's names, in full first, then singular and short.
var unitWords = []struct {
	unit  Unit
	words []string
}{
	{Chapters, []string{"chapters", "chapter", "ch"}},
	{Pages, []string{"pages", "page", "p"}},
	{Lessons, []string{"lessons", "lesson", "ls"}},
	{Modules, []string{"modules", "module", "mod"}},
	{Hours, []string{"hours", "hour", "h"}},
	{Percent, []string{"percent", "%"}},
	{Labs, []string{"labs", "lab"}},
	{Tasks, []string{"tasks", "task"}},
}

var minuteWords = []string{"m", "min", "mins", "minute", "minutes"}

// ParseUnit reads a unit in singular, plural or short, in any case.
func ParseUnit(s string) (Unit, bool) {
	s = strings.ToLower(s)
	for _, u := range unitWords {
		if slices.Contains(u.words, s) {
			return u.unit, true
		}
	}
	return "", false
}

// UnitNames lists the units in full, for messages and schemas.
func UnitNames() []string {
	names := make([]string, len(unitWords))
	for i, u := range unitWords {
		names[i] = string(u.unit)
	}
	return names
}

// shortUnit is how a post would write u after a number: "ch", "p", "%".
func shortUnit(u Unit) string {
	for _, w := range unitWords {
		if w.unit == u {
			return w.words[len(w.words)-1]
		}
	}
	return ""
}

// formatMicro writes n millionths as the shortest decimal: "3", "6.5".
func formatMicro(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	whole, frac := n/micro, n%micro
	if frac == 0 {
		return sign + strconv.FormatInt(whole, 10)
	}
	digits := strconv.FormatInt(micro+frac, 10)[1:]
	return sign + strconv.FormatInt(whole, 10) + "." + strings.TrimRight(digits, "0")
}

// formatMinutes writes a time as posts do: "1h30m", "2h", "45m", "0m".
func formatMinutes(m int64) string {
	switch h := m / 60; {
	case h == 0:
		return strconv.FormatInt(m, 10) + "m"
	case m%60 == 0:
		return strconv.FormatInt(h, 10) + "h"
	default:
		return strconv.FormatInt(h, 10) + "h" + strconv.FormatInt(m%60, 10) + "m"
	}
}

// unite sorts ranges and joins those that overlap or touch, so that equal sets are equal values.
func unite(ranges [][2]int) Set {
	sorted := slices.Clone(ranges)
	slices.SortStableFunc(sorted, func(a, b [2]int) int {
		if a[0] != b[0] {
			return a[0] - b[0]
		}
		return a[1] - b[1]
	})
	var set Set
	for _, r := range sorted {
		if n := len(set); n > 0 && r[0] <= set[n-1][1]+1 {
			set[n-1][1] = max(set[n-1][1], r[1])
			continue
		}
		set = append(set, r)
	}
	return set
}

// formatSet writes a set as posts do: "1-3,5".
func formatSet(s Set) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(r[0]))
		if r[1] > r[0] {
			b.WriteByte('-')
			b.WriteString(strconv.Itoa(r[1]))
		}
	}
	return b.String()
}
