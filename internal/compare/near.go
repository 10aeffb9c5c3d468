package compare

import (
	"slices"
	"strings"
	"unicode"

	"studylog/internal/diag"
)

// nearDuplicates is C103: a row or a column that this table brings and that looks like one there was before. Where the
// table names both, they are meant to be two.
func (b *builder) nearDuplicates(a *axis, known *looks, before int, named func(*line) bool) {
	if b.diags == nil {
		return
	}
	option := map[*axis]string{b.rows: "rename", b.cols: "rename-column"}[a]
	for _, l := range a.lines[before:] {
		key := a.identity(l.head.Text)
		old := known.find(key, func(o *line) bool {
			return !named(o) && o.into == nil && near(key, a.identity(o.head.Text))
		})
		if old != nil {
			b.report(diag.Warnf(l.head.Pos, "C103", "new %s %q looks like %q", a.what, l.head.Text, old.head.Text).
				Hintf(`did you mean %q? If the %s has a new name, write %s="%s -> %s" in the marker, or an alias in content/comparisons/%s.md`,
					old.head.Text, a.what, option, old.head.Text, l.head.Text, b.id))
		}
	}
	for _, l := range a.lines[before:] {
		known.add(a.identity(l.head.Text), l)
	}
}

// looks finds a near key among thousands without comparing pairs: keys that differ by one slip meet in a spelling
// that one of them has after that slip. What meets there is then judged by near.
type looks struct {
	whole map[string]*line // keys as they are, and without what is between their words
	less  map[string]*line // keys with one letter less
}

// looksLongest is a length in runes from which on keys meet whole only: the spellings grow with its square.
const looksLongest = 200

func (k *looks) add(key string, l *line) {
	if k.whole == nil {
		k.whole, k.less = map[string]*line{}, map[string]*line{}
	}
	first := func(m map[string]*line, s string) {
		if _, ok := m[s]; !ok {
			m[s] = l
		}
	}
	w := words([]rune(key))
	first(k.whole, together(w, ""))
	first(k.whole, together(w, " "))
	slips(w, lose, func(s string) { first(k.less, s) })
}

func (k *looks) find(key string, fits func(*line) bool) (found *line) {
	try := func(m map[string]*line, s string) {
		if l := m[s]; found == nil && l != nil && fits(l) {
			found = l
		}
	}
	w := words([]rune(key))
	try(k.whole, together(w, ""))
	try(k.less, together(w, " "))
	slips(w, lose, func(s string) { try(k.whole, s) })
	slips(w, swap, func(s string) { try(k.whole, s) })
	return found
}

func together(words [][]rune, sep string) string {
	var out strings.Builder
	for i, w := range words {
		if i > 0 {
			out.WriteString(sep)
		}
		for _, r := range w {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// slips calls f with each spelling that one slip after a word's first letter makes.
func slips(w [][]rune, slip func(word []rune, at int) []rune, f func(string)) {
	total := 0
	for _, word := range w {
		total += len(word)
	}
	if total > looksLongest {
		return
	}
	with := slices.Clone(w)
	for i, word := range w {
		for at := 1; at < len(word) && len(word) >= nearLeast; at++ {
			if with[i] = slip(word, at); with[i] != nil {
				f(together(with, " "))
			}
		}
		with[i] = word
	}
}

func lose(word []rune, at int) []rune {
	return append(slices.Clone(word[:at]), word[at+1:]...)
}

func swap(word []rune, at int) []rune {
	if at+1 == len(word) {
		return nil
	}
	out := slices.Clone(word)
	out[at], out[at+1] = out[at+1], out[at]
	return out
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
