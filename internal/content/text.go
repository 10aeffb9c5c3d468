package content

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"studylog/internal/diag"
	"studylog/internal/lazy"
)

// oneLine trims s and makes every run of spaces, line breaks and controls one space.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' || unicode.IsControl(r)
	}), " ")
}

func hasControl(s string) bool { return strings.IndexFunc(s, unicode.IsControl) >= 0 }

var scheme = lazy.Regexp{Pattern: `^[A-Za-z][A-Za-z0-9+.-]*:`}

// safeURL says whether a page may link to s: http, https, mailto, or an address within the site.
func safeURL(s string) bool {
	if s == "" || hasControl(s) || strings.ContainsAny(s, "\\ ") || strings.HasPrefix(s, "//") {
		return false
	}
	switch strings.ToLower(scheme.Get().FindString(s)) {
	case "", "http:", "https:", "mailto:":
		return true
	}
	return false
}

// webURL says whether s is an absolute http or https address.
func webURL(s string) bool {
	before, after, ok := strings.Cut(s, "://")
	return ok && safeURL(s) && (strings.EqualFold(before, "http") || strings.EqualFold(before, "https")) && strings.Trim(after, "/") != ""
}

// notUTF8 finds the first byte that is no UTF-8.
func notUTF8(file string, src []byte) (diag.Diagnostic, bool) {
	if utf8.Valid(src) {
		return diag.Diagnostic{}, false
	}
	if bytes.HasPrefix(src, []byte{0xFF, 0xFE}) || bytes.HasPrefix(src, []byte{0xFE, 0xFF}) {
		return diag.Errorf(diag.Pos{File: file, Line: 1, Col: 1}, "", "this file is UTF-16").Hintf("save it as UTF-8"), true
	}
	i := 0
	for {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n < 2 {
			break
		}
		i += n
	}
	line := bytes.Count(src[:i], []byte("\n")) + 1
	col := utf8.RuneCount(src[bytes.LastIndexByte(src[:i], '\n')+1:i]) + 1
	d := diag.Errorf(diag.Pos{File: file, Line: line, Col: col}, "", "this byte (%#02x) is no UTF-8", src[i])
	return d.Hintf("save the file as UTF-8"), true
}

// reason is an error of a file system without the path, which the diagnostic names already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// sourceLine returns line n (from 1) of src, without its end.
func sourceLine(src []byte, n int) string {
	for ; n > 1; n-- {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			return ""
		}
		src = src[i+1:]
	}
	if i := bytes.IndexByte(src, '\n'); i >= 0 {
		src = src[:i]
	}
	return strings.TrimSuffix(string(src), "\r")
}
