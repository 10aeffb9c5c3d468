package media

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"studylog/internal/lazy"
)

const (
	svgNS   = "http://www.w3.org/2000/svg"
	xlinkNS = "http://www.w3.org/1999/xlink"
	xmlNS   = "http://www.w3.org/XML/1998/namespace"

	svgDepth = 256
)

// svgElements are the elements that draw, name or animate. What is not here goes, with all that is in it.
var svgElements = set(`svg g defs symbol use title desc switch view path rect circle ellipse line polyline polygon image
	text tspan textPath tref altGlyph style linearGradient radialGradient stop pattern clipPath mask marker solidcolor
	hatch hatchpath mesh meshgradient meshpatch meshrow filter feBlend feColorMatrix feComponentTransfer feComposite
	feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG
	feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight
	feTile feTurbulence animate animateColor animateMotion animateTransform mpath set`)

// svgWords names what is dropped, where it has a name that people know.
var svgWords = map[string]string{"script": "script", "foreignObject": "foreign content", "metadata": "metadata", "a": "link", "iframe": "foreign content"}

// isSVG looks for the root element behind a declaration, comments and a doctype.
func isSVG(data []byte) bool {
	head := bytes.TrimPrefix(data[:min(len(data), 16<<10)], []byte("\uFEFF"))
	head = bytes.TrimLeft(head, " \t\r\n")
	return bytes.HasPrefix(head, []byte("<")) && svgRoot.Get().Match(head)
}

var svgRoot = lazy.Regexp{Pattern: `<([A-Za-z_][\w.-]*:)?svg[\s/>]`}

// scanSVG reads the document and writes it anew. Namespaces are resolved on the way: the copy has one default
// namespace and xlink, so that no prefix can mean something else to a browser than it did here.
func scanSVG(s *scanned, data []byte) error {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	w := svgWriter{s: s, xlink: bytes.Contains(data, []byte("xlink"))}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("it is in %s: save it as UTF-8", charset)
	}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = w.token(token)
		}
		if err != nil {
			return fmt.Errorf("it cannot be understood: %w", err)
		}
	}
	if !w.rooted {
		return errors.New("there is no <svg> in it")
	}
	w.out.WriteByte('\n')
	s.keep = [][]byte{w.out.Bytes()}
	s.anew = !bytes.Equal(w.out.Bytes(), data)
	return nil
}

// An svgWriter writes the clean copy.
type svgWriter struct {
	s      *scanned
	out    bytes.Buffer
	open   []svgOpen
	style  strings.Builder // text of a style element, judged when it ends
	skip   int             // depth inside an element that is dropped
	tag    bool            // a start tag lacks its end: it may turn out to be empty
	xlink  bool
	rooted bool
}

// svgOpen is an open element. A link is transparent: its content is drawn, its tag is not written.
type svgOpen struct {
	name        string
	transparent bool
}

func (w *svgWriter) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return w.start(t)
	case xml.EndElement:
		w.end()
	case xml.CharData:
		w.text(t)
	case xml.Comment:
		w.s.drop("comment")
	case xml.ProcInst:
		if t.Target != "xml" {
			w.s.drop("processing instruction")
		}
	case xml.Directive:
		if bytes.Contains(t, []byte("[")) || bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
			return errors.New("it declares entities: save it as plain SVG")
		}
	}
	return nil
}

func (w *svgWriter) start(t xml.StartElement) error {
	name := t.Name.Local
	switch {
	case w.skip > 0:
		w.skip++
		return nil
	case len(w.open) == 0:
		if w.rooted || name != "svg" || t.Name.Space != svgNS && t.Name.Space != "" {
			return errors.New("its root is no <svg>")
		}
		w.rooted = true
		w.s.Width, w.s.Height = svgSize(t.Attr)
	case len(w.open) >= svgDepth:
		return fmt.Errorf("it is nested more than %d deep", svgDepth)
	case name == "a" && w.own(t.Name.Space):
		w.s.drop("link")
		w.open = append(w.open, svgOpen{name, true})
		return nil
	case !w.own(t.Name.Space):
		w.s.drop("editor's data")
		w.skip++
		return nil
	case !svgElements[name] || animates(t):
		word := svgWords[name]
		if word == "" {
			word = "element " + name
		}
		w.s.drop(word)
		w.skip++
		return nil
	}
	w.write("<" + name)
	if len(w.open) == 0 {
		w.out.WriteString(` xmlns="` + svgNS + `"`)
		if w.xlink {
			w.out.WriteString(` xmlns:xlink="` + xlinkNS + `"`)
		}
	}
	seen := map[string]bool{}
	for _, a := range t.Attr {
		if as, value, ok := w.attribute(name, a); ok && !seen[as] {
			seen[as] = true
			w.out.WriteString(" " + as + `="` + attributeEscapes.Replace(value) + `"`)
		}
	}
	w.tag = true
	w.open = append(w.open, svgOpen{name: name})
	return nil
}

// own: SVG's namespace, or none in a document that forgot to declare it.
func (w *svgWriter) own(space string) bool { return space == svgNS || space == "" }

// animates: an animation of what would not be let in as an attribute.
func animates(t xml.StartElement) bool {
	for _, a := range t.Attr {
		if a.Name.Local == "attributeName" {
			to := strings.ToLower(strings.TrimSpace(a.Value))
			if _, local, ok := strings.Cut(to, ":"); ok {
				to = local
			}
			if to == "href" || to == "src" || to == "style" || strings.HasPrefix(to, "on") {
				return true
			}
		}
	}
	return false
}

func (w *svgWriter) end() {
	if w.skip > 0 {
		w.skip--
		return
	}
	last := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	if last.transparent {
		return
	}
	if last.name == "style" {
		css, ok := w.css(w.style.String())
		if ok {
			w.write(textEscapes.Replace(css))
		}
		w.style.Reset()
	}
	if w.tag {
		w.tag = false
		w.out.WriteString("/>")
		return
	}
	w.out.WriteString("</" + last.name + ">")
}

// write closes a start tag that is still open, since something comes in it.
func (w *svgWriter) write(s string) {
	if w.tag && s != "" {
		w.tag = false
		w.out.WriteByte('>')
	}
	w.out.WriteString(s)
}

func (w *svgWriter) text(text []byte) {
	switch {
	case w.skip > 0 || len(w.open) == 0:
	case w.open[len(w.open)-1].name == "style":
		w.style.Write(text)
	default:
		w.write(textEscapes.Replace(string(text)))
	}
}

var (
	textEscapes      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	attributeEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")
)

// attribute returns an attribute as it is written, or false if it is dropped.
func (w *svgWriter) attribute(element string, a xml.Attr) (name, value string, ok bool) {
	name, value = a.Name.Local, a.Value
	switch {
	case a.Name.Space == "xmlns" || a.Name.Space == "" && name == "xmlns":
		return "", "", false // declared by us
	case a.Name.Space == xmlNS || a.Name.Space == "xml":
		return "xml:" + name, value, name == "lang" || name == "space"
	case a.Name.Space == xlinkNS || a.Name.Space == "xlink":
		if name != "href" {
			return "", "", false // actuate, show, title: nothing reads them
		}
		value, ok = w.href(element, value)
		return "xlink:href", value, ok
	case a.Name.Space != "" && a.Name.Space != svgNS:
		w.s.drop("editor's data")
		return "", "", false
	case strings.HasPrefix(strings.ToLower(name), "on"):
		w.s.drop("event handler")
		return "", "", false
	case name == "href":
		value, ok = w.href(element, value)
		return name, value, ok
	case name == "src" || strings.HasPrefix(name, "data-"):
		w.s.drop("attribute " + name)
		return "", "", false
	}
	if !plainName.Get().MatchString(name) {
		w.s.drop("attribute " + strconv.Quote(name))
		return "", "", false
	}
	value, ok = w.css(value)
	return name, value, ok
}

var plainName = lazy.Regexp{Pattern: `^[A-Za-z][A-Za-z0-9-]*$`}

// href lets a reference to a part of the same file through, and a picture that the file holds, which is cleaned.
func (w *svgWriter) href(element, value string) (string, bool) {
	value = strings.TrimSpace(value)
	switch {
	case strings.HasPrefix(value, "#"):
		return value, true
	case element == "image" || element == "feImage":
		if picture, ok := w.picture(value); ok {
			return picture, true
		}
	}
	w.s.drop("reference to another file")
	return "", false
}

var pictureURL = lazy.Regexp{Pattern: `^data:image/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]+)$`}

func (w *svgWriter) picture(url string) (string, bool) {
	m := pictureURL.Get().FindStringSubmatch(url)
	if m == nil {
		return "", false
	}
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(m[2]), ""))
	if err != nil {
		return "", false
	}
	clean, info, err := Clean(data, Limits{})
	if err != nil || info.Format == SVG || info.Format == AVIF {
		return "", false
	}
	for _, what := range info.Removed {
		w.s.drop(what)
	}
	return "data:image/" + string(info.Format) + ";base64," + base64.StdEncoding.EncodeToString(clean), true
}

var (
	cssURL     = lazy.Regexp{Pattern: `(?i)url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')]*))\s*\)`}
	cssOpen    = lazy.Regexp{Pattern: `(?i)url\(`}
	cssImport  = lazy.Regexp{Pattern: `(?i)@import[^;]*;?`}
	cssFont    = lazy.Regexp{Pattern: `^data:(?:font/[a-z0-9-]+|application/(?:x-)?font-[a-z0-9-]+)(?:;charset=utf-8)?;base64,[A-Za-z0-9+/=]+$`}
	cssForeign = lazy.Regexp{Pattern: `(?i)\\|url\(\s*[^#"'d\s]|image-set|src\(|image\(|javascript:|vbscript:|expression\(|-moz-binding|@import|@charset|@namespace|https?:|<`}
)

// css judges a style sheet or an attribute's value: url() may only name a part of the same file or hold a font.
// What is still doubtful after others have been taken out (escapes above all) loses the whole.
func (w *svgWriter) css(text string) (string, bool) {
	if !strings.ContainsAny(text, `(@\:<`) {
		return text, true
	}
	lost := false
	out := cssImport.Get().ReplaceAllStringFunc(text, func(string) string { lost = true; return "" })
	out = cssURL.Get().ReplaceAllStringFunc(out, func(url string) string {
		m := cssURL.Get().FindStringSubmatch(url)
		switch target := strings.TrimSpace(m[1] + m[2] + m[3]); {
		case strings.HasPrefix(target, "#"):
			return url
		case cssFont.Get().MatchString(target):
			return `url("` + target + `")`
		}
		lost = true
		return "none"
	})
	if lost {
		w.s.drop("reference to another file")
	}
	if cssForeign.Get().MatchString(out) || len(cssOpen.Get().FindAllString(out, -1)) != len(cssURL.Get().FindAllString(out, -1)) {
		w.s.drop("style that cannot be understood")
		return "", false
	}
	return out, true
}

// svgSize is the size in CSS pixels: width and height where they are lengths, else in the viewBox's proportions, else
// what browsers take, 300 × 150.
func svgSize(attrs []xml.Attr) (width, height int) {
	var w, h, bw, bh float64
	for _, a := range attrs {
		if a.Name.Space != "" {
			continue
		}
		switch a.Name.Local {
		case "width":
			w = length(a.Value)
		case "height":
			h = length(a.Value)
		case "viewBox":
			f := strings.FieldsFunc(a.Value, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' })
			if len(f) == 4 {
				bw, bh = length(f[2]), length(f[3])
			}
		}
	}
	switch {
	case w > 0 && h > 0:
	case bw <= 0 || bh <= 0:
		if w <= 0 {
			w = 300
		}
		if h <= 0 {
			h = 150
		}
	case w > 0:
		h = w * bh / bw
	case h > 0:
		w = h * bw / bh
	default:
		w, h = bw, bh
	}
	return pixels(w), pixels(h)
}

func pixels(f float64) int { return max(1, int(min(f, 1e6)+0.5)) }

var units = map[string]float64{"": 1, "px": 1, "pt": 4.0 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "em": 16, "rem": 16, "ex": 8}

// length reads a CSS length in pixels; 0 if it is none, as per cents are.
func length(s string) float64 {
	s = strings.TrimSpace(s)
	end := len(s)
	for end > 0 && (s[end-1] >= 'a' && s[end-1] <= 'z' || s[end-1] >= 'A' && s[end-1] <= 'Z') {
		end--
	}
	unit, ok := units[strings.ToLower(s[end:])]
	f, err := strconv.ParseFloat(s[:end], 64)
	if !ok || err != nil || !(f > 0 && f < 1e9) {
		return 0
	}
	return f * unit
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
