package markdown

import (
	"bytes"
	"strconv"
	"strings"

	"studylog/internal/diag"
	"studylog/internal/highlight"

	"github.com/bep/goat"
	"github.com/yuin/goldmark/ast"
)

// fence is the info string of fenced code: a language, {3-5} for lines to mark, title="…", and linenos or nolinenos.
// What else stands there is for other renderers.
type fence struct {
	lang    string
	title   string
	lines   [][2]int
	numbers bool
}

func parseFence(info string, numbers bool) fence {
	f := fence{numbers: numbers}
	end := strings.IndexAny(info, " \t{")
	if end < 0 {
		end = len(info)
	}
	f.lang = strings.TrimPrefix(strings.TrimSuffix(info[:end], ","), ".")
	rest := info[end:]
	if f.lang != "" && strings.Contains(f.lang, "=") { // title="…" without a language
		f.lang, rest = "", info
	}
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		var word string
		if rest[0] == '{' {
			word, rest, _ = strings.Cut(rest[1:], "}")
			f.braces(word)
			continue
		}
		word, rest = cutWord(rest, " \t{")
		f.option(word)
	}
	return f
}

// cutWord cuts s before the first of the separators that is not in a quoted value.
func cutWord(s, separators string) (word, rest string) {
	var quote byte
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && i > 0 && s[i-1] == '=':
			quote = c
		case i > 0 && strings.IndexByte(separators, c) >= 0:
			return s[:i], s[i:]
		}
	}
	return s, ""
}

func (f *fence) option(word string) {
	key, value, _ := strings.Cut(word, "=")
	if len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		value = value[1 : len(value)-1]
	}
	switch strings.ToLower(key) {
	case "title", "file", "filename":
		f.title = value
	case "linenos", "linenums", "numbers", "showlinenumbers":
		f.numbers = value != "false"
	case "nolinenos", "nonumbers":
		f.numbers = false
	case "hl_lines":
		f.ranges(strings.ReplaceAll(value, " ", ","))
	}
}

// braces reads {1,3-5}, or the options that Hugo puts there.
func (f *fence) braces(s string) {
	if strings.IndexByte(s, '=') < 0 {
		f.ranges(s)
		return
	}
	if before, list, ok := strings.Cut(s, "hl_lines=["); ok {
		list, after, _ := strings.Cut(list, "]")
		f.ranges(strings.ReplaceAll(list, `"`, ""))
		s = before + after
	}
	for s = strings.TrimLeft(s, ", \t"); s != ""; s = strings.TrimLeft(s, ", \t") {
		var word string
		word, s = cutWord(s, ", \t")
		f.option(word)
	}
}

func (f *fence) ranges(s string) {
	for part := range strings.SplitSeq(s, ",") {
		from, to, both := strings.Cut(strings.TrimSpace(part), "-")
		a, err := strconv.Atoi(from)
		b := a
		if both && err == nil {
			b, err = strconv.Atoi(to)
		}
		if err == nil && a > 0 && b >= a && len(f.lines) < 100 {
			f.lines = append(f.lines, [2]int{a, b})
		}
	}
}

func (r *renderer) fencedCode(n *ast.FencedCodeBlock) {
	var f fence
	if n.Info != nil {
		f = parseFence(string(decode(n.Info.Segment.Value(r.source.text))), r.o.LineNumbers)
	} else {
		f.numbers = r.o.LineNumbers
	}
	code := r.lines(n)
	switch strings.ToLower(f.lang) {
	case "goat", "ditaa", "asciiart":
		if r.diagram(code, f, n.Pos()) {
			return
		}
		f.lang = ""
	case "mermaid":
		r.report(diag.Warnf(r.pos(n.Pos()), "", "mermaid diagrams are shown as their source").
			Hintf("draw it in a ```goat block, or save it as SVG beside the post"))
	}
	r.code(code, f, n.Pos())
}

// plainCode renders indented code.
func (r *renderer) plainCode(n *ast.CodeBlock) {
	code := bytes.TrimRight(r.lines(n), "\n")
	r.code(append(code, '\n'), fence{}, n.Pos())
}

// lines returns a block's text. It is the caller's.
func (r *renderer) lines(n ast.Node) []byte {
	var b bytes.Buffer
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(r.source.text))
	}
	return b.Bytes()
}

func (r *renderer) code(code []byte, f fence, at int) {
	if !r.bare {
		r.doc.HasCode = true
	}
	html, known := highlight.HTML(code, f.lang, highlight.Options{Lines: f.lines, Numbers: f.numbers})
	if !known && !strings.EqualFold(f.lang, "mermaid") {
		r.unknownLanguage(f.lang, at)
	}
	if f.title != "" {
		r.out.WriteString(`<figure class="code"><figcaption>`)
		r.literal([]byte(f.title))
		r.text.line()
		r.out.WriteString("</figcaption>")
	}
	r.out.WriteString(`<pre tabindex="0"`)
	if f.numbers {
		r.out.WriteString(` class="num"`)
	}
	r.out.WriteString("><code")
	if f.lang != "" {
		r.out.WriteString(` class="language-`)
		escape(&r.out.Buffer, []byte(strings.ToLower(f.lang)))
		r.out.WriteByte('"')
	}
	r.out.WriteByte('>')
	r.out.Write(html)
	r.out.WriteString("</code></pre>")
	if f.title != "" {
		r.out.WriteString("</figure>")
	}
	r.out.WriteByte('\n')
}

func (r *renderer) unknownLanguage(lang string, at int) {
	if near := highlight.Suggest(lang); near != "" {
		r.report(diag.Warnf(r.pos(at), "", "the language %q is not known: the code is shown without colours", lang).Hintf("did you mean %q?", near))
		return
	}
	r.report(diag.Notef(r.pos(at), "", "the language %q is not known: the code is shown without colours", lang))
}

// diagramLimit keeps GoAT, which is quadratic in places, to what a person draws.
const diagramLimit = 64 << 10

// diagram renders a drawing in ASCII as SVG, and reports whether it could.
func (r *renderer) diagram(code []byte, f fence, at int) (ok bool) {
	defer func() {
		if recover() != nil {
			r.report(diag.Warnf(r.pos(at), "", "this diagram cannot be drawn: it is shown as text"))
			ok = false
		}
	}()
	if len(code) > diagramLimit {
		panic("too large")
	}
	svg := goat.BuildSVG(bytes.NewReader(code))
	title := f.title
	if title == "" {
		title = "Diagram"
	}
	// Inline style is against the site's own policy, and white is only right on white.
	body := strings.NewReplacer(` style='font-size:1em'`, "", ` fill='#fff'`, ` class='o' fill='Canvas'`).Replace(svg.Body)
	w, h := strconv.Itoa(svg.Width), strconv.Itoa(svg.Height)
	r.out.WriteString(`<figure class="goat"><svg role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + w + " " + h +
		`" width="` + w + `" height="` + h + `" font-family="monospace" font-size="16"><title>`)
	r.literal([]byte(title))
	r.out.WriteString("</title>\n" + body + "</svg>")
	if f.title != "" {
		r.out.WriteString("<figcaption>")
		escape(&r.out.Buffer, []byte(title))
		r.out.WriteString("</figcaption>")
	}
	r.out.WriteString("</figure>\n")
	r.text.line()
	return true
}
