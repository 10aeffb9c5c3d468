package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// text is an explanation in 80 columns.
func (e *explanation) text(paint func(role, s string) string) string {
	t := &explained{paint: paint}
	fmt.Fprintf(&t.out, "%s  %s\n", paint("pos", printable(e.Subject)), e.What)
	role := "hint"
	if e.Status == "error" {
		role = "error"
	} else if e.Status != "published" && e.Status != "used" {
		role = "warning"
	}
	word, rest, _ := strings.Cut(wrapped(printable(e.Why), columns-2, "  "), " ")
	fmt.Fprintf(&t.out, "  %s %s\n", paint(role, word), rest)
	t.places("Problems", e.Problems, len(e.Problems))
	t.facts("", e.Facts)
	if e.Output != "" {
		t.facts(".", []fact{{Name: "file", Value: "public/" + e.Output}})
	}
	title := "Settings that bear on it"
	if e.What == "the settings" {
		title = "Set here"
	}
	t.facts(title, e.Settings)
	t.facts("What it tells the tracker", e.Progress)
	t.facts("What it gives to comparisons", e.Comparisons)
	t.places("Made of", e.MadeOf, 12)
	t.places("Linked from", e.LinkedFrom, 12)
	if len(e.ShownOn) > 0 {
		fmt.Fprintf(&t.out, "\n%s\n  %s\n", paint("pos", "Shown on"), wrapped(strings.Join(e.ShownOn, " "), columns-2, "  "))
	}
	return t.out.String()
}

type explained struct {
	paint func(role, s string) string
	out   strings.Builder
}

func (t *explained) heading(s string) {
	switch s {
	case "":
		t.out.WriteByte('\n')
	case ".": // goes on
	default:
		fmt.Fprintf(&t.out, "\n%s\n", t.paint("pos", s))
	}
}

// facts are printed in columns: name, value, where from. What does not fit goes on below.
func (t *explained) facts(heading string, list []fact) {
	if len(list) == 0 {
		return
	}
	t.heading(heading)
	name, value := 12, 0
	for _, f := range list {
		name = max(name, min(utf8.RuneCountInString(f.Name), 22))
		if n := utf8.RuneCountInString(f.Value); n <= 36 {
			value = max(value, n)
		}
	}
	indent := strings.Repeat(" ", name+4)
	for _, f := range list {
		text, from := printable(f.Value), printable(f.From)
		fmt.Fprintf(&t.out, "  %s  ", left(printable(f.Name), name))
		room := columns - name - 4
		n := utf8.RuneCountInString(text)
		switch {
		case from == "":
			t.out.WriteString(wrapped(text, room, indent))
		case max(n, value)+2+utf8.RuneCountInString(from) <= room:
			fmt.Fprintf(&t.out, "%s  %s", left(text, max(n, value)), t.paint("excerpt", from))
		case n+2+utf8.RuneCountInString(from) <= room:
			fmt.Fprintf(&t.out, "%s  %s", text, t.paint("excerpt", from))
		default:
			fmt.Fprintf(&t.out, "%s\n%s%s", wrapped(text, room, indent), indent, t.paint("excerpt", wrapped(from, room, indent)))
		}
		t.out.WriteByte('\n')
	}
}

// places are lines of files, at most so many of them.
func (t *explained) places(heading string, list []place, most int) {
	if len(list) == 0 {
		return
	}
	t.heading(heading)
	for _, at := range list[:min(len(list), most)] {
		where := printable(at.File)
		if at.Line > 0 {
			where += fmt.Sprintf(":%d", at.Line)
		}
		text := printable(at.What)
		if n := utf8.RuneCountInString(where); text != "" && n+4+utf8.RuneCountInString(text) <= columns {
			fmt.Fprintf(&t.out, "  %s  %s\n", where, t.paint("excerpt", text))
		} else {
			fmt.Fprintf(&t.out, "  %s\n", where)
			if text != "" {
				fmt.Fprintf(&t.out, "    %s\n", t.paint("excerpt", wrapped(text, columns-4, "    ")))
			}
		}
	}
	if more := len(list) - most; more > 0 {
		fmt.Fprintf(&t.out, "  and %d more; --json lists all of them\n", more)
	}
}
