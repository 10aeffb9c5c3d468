package main

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed grammar.txt
var grammarText string

// grammar is what the texts of a corpus are made of; grammar.txt says how it is written.
type grammar map[string][]string

func readGrammar(text string) grammar {
	g := grammar{}
	_, text, _ = strings.Cut(text, "\n%%")
	for rule := range strings.SplitSeq(text, "\n%%") {
		head, body, _ := strings.Cut(rule, "\n")
		name, block := strings.CutPrefix(head, "% ")
		sep := "\n"
		if block {
			sep = "\n%\n"
		}
		g[strings.TrimSpace(name)] = strings.Split(strings.Trim(body, "\n"), sep)
	}
	return g
}

// random is splitmix64: the same numbers on every machine and with every version of Go.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (r *random) below(n int) int          { return int(r.next() % uint64(n)) }
func (r *random) chance(percent int) bool  { return r.below(100) < percent }
func (r *random) between(low, top int) int { return low + r.below(top-low+1) }

// writer writes texts by a grammar, at random.
type writer struct {
	grammar
	*random
}

// say is a text by the rule of that name. A name in upper case that is no rule is the lower one with a capital.
func (w writer) say(name string) string {
	var b strings.Builder
	w.expand(&b, name, map[string]string{})
	return b.String()
}

func (w writer) expand(b *strings.Builder, name string, same map[string]string) {
	text := w.pick(name)
	for {
		before, rest, found := strings.Cut(text, "«")
		b.WriteString(before)
		if !found {
			return
		}
		inner, after, _ := strings.Cut(rest, "»")
		b.WriteString(w.part(inner, same))
		text = after
	}
}

// part is what stands for «name», «Name», «name#1» or «n».
func (w writer) part(name string, same map[string]string) string {
	if said, ok := same[name]; ok {
		return said
	}
	rule, _, keep := strings.Cut(name, "#")
	var b strings.Builder
	switch first, size := utf8.DecodeRuneInString(rule); {
	case rule == "n":
		b.WriteString(strconv.Itoa(w.between(2, 99)))
	case rule == "n00":
		b.WriteString(strconv.Itoa(w.between(100, 999)))
	case w.grammar[rule] == nil && unicode.IsUpper(first):
		w.expand(&b, string(unicode.ToLower(first))+rule[size:], same)
		said := b.String()
		b.Reset()
		first, size = utf8.DecodeRuneInString(said)
		b.WriteString(string(unicode.ToUpper(first)) + said[size:])
	default:
		w.expand(&b, rule, same)
	}
	if keep {
		same[name] = b.String()
	}
	return b.String()
}

func (w writer) pick(name string) string {
	rule := w.grammar[name]
	if len(rule) == 0 {
		panic(fmt.Sprintf("no rule %q in grammar.txt", name))
	}
	return rule[w.below(len(rule))]
}
