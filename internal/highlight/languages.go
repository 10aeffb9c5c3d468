package highlight

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// plain are names that people write for no language at all.
var plain = []string{"", "ascii", "none", "nohighlight", "output", "plain", "plaintext", "text", "txt"}

// also are names in use that chroma does not know.
var also = map[string]string{
	"console": "bash-session",
	"golang":  "go",
	"jsonc":   "json",
	"json5":   "json",
	"ksh":     "bash",
	"patch":   "diff",
	"shell":   "bash",
	"tf":      "terraform",
	"ts":      "typescript",
	"yml":     "yaml",
	"zsh":     "bash",
}

// languages is the index of every name. chroma's own look-up tries each name as a file name against 900 patterns when
// it does not know it, which takes 5 ms; an index takes a map look-up for the unknown too.
type languages struct {
	lexers map[string]chroma.Lexer // by name, alias and extension, in lower case; nil is plain text
	names  []string                // names and aliases, sorted: to suggest from
}

var index = sync.OnceValue(func() languages {
	all := slices.Clone(lexers.GlobalLexerRegistry.Lexers)
	slices.SortStableFunc(all, func(a, b chroma.Lexer) int {
		return cmp.Or(cmp.Compare(b.Config().Priority, a.Config().Priority), cmp.Compare(a.Config().Name, b.Config().Name))
	})
	x := languages{lexers: make(map[string]chroma.Lexer, 2048)}
	add := func(name string, l chroma.Lexer) {
		name = strings.ToLower(name)
		if _, taken := x.lexers[name]; !taken {
			x.lexers[name] = l
			x.names = append(x.names, name)
		}
	}
	for _, name := range plain {
		add(name, nil)
	}
	for _, l := range all {
		add(l.Config().Name, l)
	}
	for _, l := range all {
		for _, alias := range l.Config().Aliases {
			add(alias, l)
		}
	}
	for alias, name := range also {
		if l, ok := x.lexers[name]; ok {
			add(alias, l)
		}
	}
	slices.Sort(x.names)
	x.names = slices.Clip(x.names)
	for _, l := range all { // extensions last, and not to be suggested
		for _, pattern := range l.Config().Filenames {
			ext, ok := strings.CutPrefix(pattern, "*.")
			if _, taken := x.lexers[strings.ToLower(ext)]; ok && !taken && !strings.ContainsAny(ext, "*?[") {
				x.lexers[strings.ToLower(ext)] = l
			}
		}
	}
	return x
})

func lookup(lang string) (l chroma.Lexer, known bool) {
	l, known = index().lexers[lang]
	if !known {
		l, known = index().lexers[strings.ToLower(lang)]
	}
	return l, known
}

// Known reports whether lang is a language, or one of the names of plain text.
func Known(lang string) bool {
	_, known := lookup(lang)
	return known
}

// Suggest returns the language that an unknown one was probably meant to be, or "".
func Suggest(lang string) string {
	lang = strings.ToLower(lang)
	limit := 2
	if len(lang) < 5 {
		limit = 1
	}
	best, found := limit+1, ""
	for _, name := range index().names {
		if len(name) < 3 || abs(len(name)-len(lang)) >= best {
			continue
		}
		if d := distance(lang, name); d < best {
			best, found = d, name
		}
	}
	return found
}

func abs(n int) int { return max(n, -n) }

// distance counts the letters to change, add or drop, and neighbours to swap, that make b of a (optimal string
// alignment).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
