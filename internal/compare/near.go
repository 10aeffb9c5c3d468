package compare

import (
	"slices"
	"unicode"

	"studylog/internal/diag"
)

// nearDuplicates is C103: a row that this table brings and that looks like one there was before. Where the table
// names both, they are meant to be two. Candidates share their first character, which keeps this far from quadratic
// in practice and out of the way of pairs such as symmetric and asymmetric.
func (b *builder) nearDuplicates(before int, named map[*line]Cell) {
	if b.diags == nil || before == len(b.rows.lines) {
		return
	}
	old := map[rune][]*line{}
	for _, l := range b.rows.lines[:before] {
		if _, both := named[l]; !both && l.into == nil {
			first := firstRune(b.rows.identity(l.head.Text))
			old[first] = append(old[first], l)
		}
	}
	for _, l := range b.rows.lines[before:] {
		key := b.rows.identity(l.head.Text)
		for _, o := range old[firstRune(key)] {
			if near(key, b.rows.identity(o.head.Text)) {
				b.report(diag.Warnf(l.head.Pos, "C103", "new row %q looks like %q", l.head.Text, o.head.Text).
					Hintf(`if it is the same row, write rename="%s -> %s" in the marker, or an alias in content/comparisons/%s.md`,
						o.head.Text, l.head.Text, b.id))
				break
			}
		}
	}
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// near reports whether two identities look like one mistyped: they differ in punctuation and spaces only, or in one
// letter of one word, added, lost or swapped with its neighbour. As for front-matter keys, never a substitution
// (collision, collusion), nothing in short words (phase I, phase II), and not the first letter (symmetric, asymmetric).
// Keys that differ in digits are versions, levels, years: never near.
func near(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if a == b || a == "" || b == "" || max(len(x), len(y))-min(len(x), len(y)) > nearSlack || x[0] != y[0] || !slices.Equal(numbers(x), numbers(y)) {
		return false
	}
	p, q := letters(x), letters(y)
	if len(p) < nearLeast || len(q) < nearLeast {
		return false
	}
	if slices.Equal(p, q) {
		return true
	}
	v, w := words(x), words(y)
	if len(v) != len(w) {
		return false
	}
	differ := -1
	for i := range v {
		if slices.Equal(v[i], w[i]) {
			continue
		}
		if differ >= 0 {
			return false
		}
		differ = i
	}
	return differ >= 0 && oneSlip(v[differ], w[differ])
}

const (
	nearLeast = 4 // letters, of a word and of a key
	nearSlack = 8 // characters by which punctuation may make the lengths differ
)

// oneSlip: one letter more, one less, or two neighbours swapped, after the first.
func oneSlip(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < nearLeast || len(b)-len(a) > 1 || a[0] != b[0] {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return slices.Equal(a[i:], b[i+1:])
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

func letters(s []rune) (l []rune) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			l = append(l, r)
		}
	}
	return l
}

func words(s []rune) (w [][]rune) { return runs(s, unicode.IsLetter, unicode.IsMark, unicode.IsDigit) }

func numbers(s []rune) (n []string) {
	for _, run := range runs(s, unicode.IsDigit) {
		n = append(n, string(run))
	}
	return n
}

// runs returns the longest runs of characters of which one of the predicates holds.
func runs(s []rune, is ...func(rune) bool) (all [][]rune) {
	start := -1
	for i, r := range s {
		in := slices.ContainsFunc(is, func(f func(rune) bool) bool { return f(r) })
		switch {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			all = append(all, s[start:i])
			start = -1
		}
	}
	if start >= 0 {
		all = append(all, s[start:])
	}
	return all
}
