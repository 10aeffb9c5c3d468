// Package scan finds what the text of a file hides: secrets that were never meant for readers, and characters that
// nobody sees.
//
//	list := scan.Files(fsys, names)
//
// It is made to be believed. A secret has the very form that its issuer gives it, or stands as a password beside the
// word for one and looks random; placeholders, examples of manuals, variables and plain words pass. So it misses
// passwords that look like words: nothing here says that a text has no secret.
//
// What is meant can be allowed: a line passes that has studylog:allow in it, and a comment that says nothing else lets
// the line below it pass, or the whole block of code that begins there.
//
// Promises: no finding holds a secret, whole or in good part, and [Mask] takes secrets out of whatever else is shown of
// a file. Text without the beginnings of secrets costs one search for each, and no regular expression. It reads what it
// is given and no more: which files are published is for others to know.
package scan

import (
	"bytes"
	"cmp"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"studylog/internal/diag"
	"studylog/internal/lazy"
)

// Codes of the findings.
const (
	CodeSecret = "A301"
	CodeHidden = "A302"
)

// most is how much of one file is looked at, in bytes.
const most = 32 << 20

// Files looks through files and returns what they hide, sorted. What cannot be read is left to whoever builds of it.
func Files(fsys fs.FS, names []string) diag.List {
	lists := make([]diag.List, len(names))
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(len(names), runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(names); i = int(next.Add(1)) - 1 {
				if src, err := fs.ReadFile(fsys, names[i]); err == nil && isText(names[i], src) {
					lists[i] = File(names[i], src)
				}
			}
		})
	}
	work.Wait()
	list := slices.Concat(lists...)
	list.Sort()
	return list
}

// File looks through one text.
func File(name string, src []byte) (list diag.List) {
	src = src[:min(len(src), most)]
	secrets, hidden := Secrets(src), Hidden(src)
	if len(secrets)+len(hidden) == 0 {
		return nil
	}
	at := newPlaces(name, src)
	allowed := at.allowed()
	for _, s := range secrets {
		if pos := at.pos(s.From, s.To); !allowed[pos.Line] {
			list.Add(diag.Errorf(pos, CodeSecret, "this looks like %s: %s", s.Kind, s.shown(src)).
				Hintf("take it out, and have a new one issued if it was real; an example passes with studylog:allow in a comment on its line"))
		}
	}
	for _, h := range hidden {
		if pos := at.pos(h.From, h.To); !allowed[pos.Line] {
			list.Add(diag.Warnf(pos, CodeHidden, "%s", h.What).Hintf("%s", h.Cure))
		}
	}
	return list
}

// binary are the files that no text is looked for in, by their ending.
var binary = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".pdf", ".woff", ".woff2", ".ttf", ".otf", ".mp3", ".mp4", ".webm", ".mov", ".zip", ".gz", ".wasm"}

func isText(name string, src []byte) bool {
	return !slices.Contains(binary, strings.ToLower(path.Ext(name))) && bytes.IndexByte(src[:min(len(src), 8000)], 0) < 0
}

// places turns offsets into positions.
type places struct {
	name  string
	src   []byte
	lines []int // where each begins
}

func newPlaces(name string, src []byte) *places {
	p := &places{name: name, src: src, lines: []int{0}}
	for i, c := range src {
		if c == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	return p
}

// pos is where a range begins; it ends on the same line.
func (p *places) pos(from, to int) diag.Pos {
	n, _ := slices.BinarySearchFunc(p.lines, from, func(start, at int) int { return cmp.Compare(start, at+1) })
	start := p.lines[n-1]
	if start == 0 && bytes.HasPrefix(p.src, []byte("\uFEFF")) && from > 0 {
		start = len("\uFEFF") // editors do not count it
	}
	if end := bytes.IndexByte(p.src[from:to], '\n'); end >= 0 {
		to = from + end
	}
	col := 1 + utf8.RuneCount(p.src[start:from])
	return diag.Pos{File: p.name, Line: n, Col: col, EndCol: col + utf8.RuneCount(p.src[from:to])}
}

var (
	allow   = []byte("studylog:allow")
	comment = lazy.Regexp{Pattern: `^\s*(?:<!--|#|//|--|;|/\*)\s*studylog:allow\b[^\n]*$`}
	opening = lazy.Regexp{Pattern: "^\\s*(`{3,}|~{3,})"}
)

// allowed are the lines that may have what they have.
func (p *places) allowed() map[int]bool {
	if !bytes.Contains(p.src, allow) {
		return nil
	}
	lines := bytes.Split(p.src, []byte("\n"))
	may := map[int]bool{}
	for i, line := range lines {
		if !bytes.Contains(line, allow) {
			continue
		}
		may[i+1] = true
		if !comment.Get().Match(bytes.TrimRight(line, "\r")) || i+1 == len(lines) {
			continue
		}
		may[i+2] = true
		fence := opening.Get().FindSubmatch(lines[i+1])
		for k := i + 2; fence != nil && k < len(lines); k++ {
			may[k+1] = true
			if rest := bytes.TrimSpace(lines[k]); bytes.HasPrefix(rest, fence[1]) && len(bytes.Trim(rest, "`~")) == 0 {
				break
			}
		}
	}
	return may
}
