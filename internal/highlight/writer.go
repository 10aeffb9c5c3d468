package highlight

import "strings"

// writer turns classed text into spans. A span never crosses a line that is wrapped, since elements must nest.
type writer struct {
	options Options
	out     []byte
	class   string // of the open token span
	open    bool   // a token span is open
	line    int    // lines begun
	inLine  bool   // the present line has begun
	wrapped bool   // the present line's wrapper is open
}

// token writes text in a class, "" for none.
func (w *writer) token(class, text string) {
	if !w.byLine() {
		w.span(class)
		w.out = appendEscaped(w.out, text)
		return
	}
	for text != "" {
		if !w.inLine {
			w.beginLine()
		}
		part, end := text, strings.IndexByte(text, '\n')+1
		if end > 0 {
			part = text[:end]
		}
		w.span(class)
		w.out = appendEscaped(w.out, part)
		text = text[len(part):]
		if end > 0 {
			w.endLine()
		}
	}
}

// byLine tells whether lines matter at all.
func (w *writer) byLine() bool { return w.options.Numbers || len(w.options.Lines) > 0 }

func (w *writer) beginLine() {
	w.inLine = true
	w.line++
	marked := w.marked()
	if w.options.Numbers || marked {
		w.span("") // the line's wrapper must not open inside a token's span
	}
	switch {
	case w.options.Numbers && marked:
		w.out = append(w.out, `<span class="l hl">`...)
	case w.options.Numbers:
		w.out = append(w.out, `<span class="l">`...)
	case marked:
		w.out = append(w.out, `<span class="hl">`...)
	}
	w.wrapped = w.options.Numbers || marked
}

func (w *writer) endLine() {
	if w.wrapped {
		w.span("")
		w.out = append(w.out, "</span>"...)
	}
	w.inLine, w.wrapped = false, false
}

// marked reports whether the present line was asked for.
func (w *writer) marked() bool {
	for _, r := range w.options.Lines {
		if r[0] <= w.line && w.line <= r[1] {
			return true
		}
	}
	return false
}

// span closes and opens token spans so that the next text is in class.
func (w *writer) span(class string) {
	if w.open && w.class != class {
		w.out = append(w.out, "</span>"...)
		w.open = false
	}
	if !w.open && class != "" {
		w.out = append(w.out, `<span class="`...)
		w.out = append(w.out, class...)
		w.out = append(w.out, `">`...)
		w.open, w.class = true, class
	}
}

func (w *writer) finish() {
	w.span("")
	w.endLine()
}

// appendEscaped appends text so that it is safe in HTML content and attributes.
func appendEscaped(out []byte, text string) []byte {
	from := 0
	for i := range len(text) {
		if entity := entities[text[i]]; entity != "" {
			out = append(append(out, text[from:i]...), entity...)
			from = i + 1
		}
	}
	return append(out, text[from:]...)
}

var entities = [256]string{
	'<': "&lt;",
	'>': "&gt;",
	'&': "&amp;",
	'"': "&#34;",
	0:   "\uFFFD", // the Markdown renderer marks its holes by NUL
}
