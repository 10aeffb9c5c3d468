package chart

import (
	"fmt"
	"html"
	"unicode/utf8"
)

// Badge draws a small label with a value, to be shown anywhere: it brings its colours with it, since no theme reaches
// an image on another page. Widths are estimated at 6.5 px a letter of 11 px text.
func Badge(label, value string) string {
	lw, vw := 13*utf8.RuneCountInString(label)/2+12, 13*utf8.RuneCountInString(value)/2+12
	text := html.EscapeString(label + ": " + value)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="%s"><title>%s</title>`+
		`<rect width="%d" height="20" rx="3" fill="#1b1a18"/><path fill="#2456a8" d="M%d 0h%dq3 0 3 3v14q0 3 -3 3h-%dz"/>`+
		`<g fill="#fff" font-family="system-ui,-apple-system,Segoe UI,Roboto,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">`+
		`<text x="%d" y="14" textLength="%d">%s</text><text x="%d" y="14" textLength="%d">%s</text></g></svg>`+"\n",
		lw+vw, text, text, lw+vw, lw, vw-3, vw-3,
		lw/2, lw-12, html.EscapeString(label), lw+vw/2, vw-12, html.EscapeString(value))
}
