package media

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

const hostileSVG = `<?xml version="1.0"?><?xml-stylesheet href="http://evil.example/x.css"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">
<!-- /home/ada/secret --><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:i="http://www.inkscape.org/namespaces/inkscape"
 width="40" height="30" onload="alert(1)" i:export-filename="/home/ada/x.png" xml:base="http://evil.example/">
<script>alert(2)</script><metadata>SECRT</metadata><i:view>SECRT</i:view><style>@import "http://evil.example/a.css"; .a{fill:url(#g)} .b{fill:url(http://evil.example/b)}</style>
<a xlink:href="javascript:alert(3)"><text ONCLICK="alert(4)">kept &amp; <![CDATA[<b>]]></text></a>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(5)"><iframe src="http://evil.example"/></body></foreignObject>
<use href="http://evil.example/x.svg#y"/><use xlink:href="#g"/><image href="http://evil.example/p.png"/>
<set attributeName="xlink:href" to="javascript:alert(6)"/><animate attributeName="onload" to="alert(7)"/><animate attributeName="x" to="3"/>
<rect style="fill:url('http://evil.example/')" fill="u\72l(http://evil.example/)" class="a" filter="url(#f)"/></svg>`

func cleanSVG(t *testing.T, source string) (string, Info) {
	t.Helper()
	out, info, err := Clean([]byte(source), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return string(out), info
}

func TestSVGIsSanitised(t *testing.T) {
	out, info := cleanSVG(t, hostileSVG)
	checkSVG(t, []byte(out))
	for _, bad := range []string{"alert", "evil", "SECRT", "ada", "foreign", "iframe", "DOCTYPE", "inkscape", "@import", "\\"} {
		if strings.Contains(out, bad) {
			t.Errorf("%q is still in it:\n%s", bad, out)
		}
	}
	for _, good := range []string{"kept &amp; &lt;b&gt;", ".a{fill:url(#g)}", `<use xlink:href="#g"/>`, `<animate attributeName="x" to="3"/>`, `class="a" filter="url(#f)"`} {
		if !strings.Contains(out, good) {
			t.Errorf("%q is gone:\n%s", good, out)
		}
	}
	if info.Width != 40 || info.Height != 30 || !info.HasMetadata {
		t.Errorf("%+v", info)
	}
	want := "comment, editor's data, element animate, element set, event handler, foreign content, link, metadata, processing instruction, reference to another file, script, style that cannot be understood"
	if got := strings.Join(info.Removed, ", "); got != want {
		t.Errorf("removed %s", got)
	}
}

// checkSVG reads a clean copy with no help from the code that wrote it.
func checkSVG(t *testing.T, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("the copy is no XML: %v\n%s", err, data)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Space != svgNS || e.Name.Local == "script" || e.Name.Local == "foreignObject" || e.Name.Local == "a" {
				t.Errorf("element %v", e.Name)
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") {
					t.Errorf("attribute %v", a)
				}
				if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#") && !strings.HasPrefix(a.Value, "data:image/") {
					t.Errorf("reference %q", a.Value)
				}
			}
		case xml.Directive, xml.ProcInst, xml.Comment:
			t.Errorf("%T in the copy", e)
		}
	}
}

func TestSVGThatIsCleanStaysAsItIs(t *testing.T) {
	source := "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 20\"><title>Ada</title><path d=\"M0 0h1\"/><g id=\"a\">\n</g></svg>\n"
	out, info := cleanSVG(t, source)
	if out != source || info.HasMetadata || info.Width != 10 || info.Height != 20 {
		t.Errorf("%+v\n%s", info, out)
	}
}

func TestSVGSize(t *testing.T) {
	for attrs, want := range map[string][2]int{
		``:                                    {300, 150},
		`width="40" height="30"`:              {40, 30},
		`width="40px" height="1in"`:           {40, 96},
		`width="100%" viewBox="0 0 80 20"`:    {80, 20},
		`width="40" viewBox="0,0,80,20"`:      {40, 10},
		`height="10" viewBox="-5 -5 80 20"`:   {40, 10},
		`width="-3" height="x"`:               {300, 150},
		`width="2.54cm" height="25.4mm"`:      {96, 96},
		`width="0.2" height="1e99"`:           {1, 150},
		`viewBox="0 0 0 0"`:                   {300, 150},
		`width="1e3" height="NaN" viewBox=""`: {1000, 150},
		`width="0.2" height="9"`:              {1, 9},
	} {
		info, err := inspect([]byte(`<svg xmlns="http://www.w3.org/2000/svg" ` + attrs + `/>`))
		if err != nil || info.Width != want[0] || info.Height != want[1] {
			t.Errorf("%s: %d × %d, %v", attrs, info.Width, info.Height, err)
		}
	}
}

func TestSVGThatCannotBeUnderstood(t *testing.T) {
	for name, source := range map[string]string{
		"entities":       `<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>`,
		"unclosed":       `<svg xmlns="http://www.w3.org/2000/svg"><g></svg>`,
		"another root":   `<div><svg xmlns="http://www.w3.org/2000/svg"/></div>`,
		"two roots":      `<svg xmlns="http://www.w3.org/2000/svg"/><svg xmlns="http://www.w3.org/2000/svg"/>`,
		"encoding":       `<?xml version="1.0" encoding="iso-8859-1"?><svg xmlns="http://www.w3.org/2000/svg"/>`,
		"foreign root":   `<svg xmlns="http://www.w3.org/1999/xhtml"/>`,
		"deep":           `<svg xmlns="http://www.w3.org/2000/svg">` + strings.Repeat("<g>", 300) + strings.Repeat("</g>", 300) + `</svg>`,
		"unknown entity": `<svg xmlns="http://www.w3.org/2000/svg">&nbsp;</svg>`,
	} {
		if out, _, err := Clean([]byte(source), Limits{}); err == nil || out != nil {
			t.Errorf("%s: passes as %s", name, out)
		}
	}
}

// Prefixes mean what they are bound to, in the copy too.
func TestSVGNamespaces(t *testing.T) {
	out, _ := cleanSVG(t, `<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns="http://www.w3.org/1999/xhtml" xmlns:x="http://www.w3.org/1999/xlink"><script>1</script><s:rect x:href="#a"/><s:script>2</s:script></s:svg>`)
	want := `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><rect xlink:href="#a"/></svg>` + "\n"
	if out != want {
		t.Errorf("got  %s\nwant %s", out, want)
	}
	checkSVG(t, []byte(out))
}

func TestPicturesInAnSVGAreCleaned(t *testing.T) {
	jpeg := base64.StdEncoding.EncodeToString(dirty(1)[JPEG])
	out, info := cleanSVG(t, `<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,`+jpeg+`"/><image href="data:image/svg+xml;base64,PHN2Zy8+"/></svg>`)
	_, data, ok := strings.Cut(out, "data:image/jpeg;base64,")
	data, _, _ = strings.Cut(data, `"`)
	inner, err := base64.StdEncoding.DecodeString(data)
	if !ok || err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got, err := inspect(inner); err != nil || got.HasMetadata {
		t.Errorf("the picture within: %+v, %v", got, err)
	}
	if strings.Contains(out, "svg+xml") || !strings.Contains(strings.Join(info.Removed, ","), "GPS") {
		t.Errorf("removed %v", info.Removed)
	}
}

func TestFontsMayStay(t *testing.T) {
	css := `@font-face{src:url("data:font/woff2;base64,AAAA")}`
	out, info := cleanSVG(t, `<svg xmlns="http://www.w3.org/2000/svg"><style>`+css+`</style></svg>`)
	if !strings.Contains(out, css) || info.HasMetadata {
		t.Errorf("%+v\n%s", info, out)
	}
}
