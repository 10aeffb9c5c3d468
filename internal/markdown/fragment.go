package markdown

import (
	"bytes"
	"strconv"
)

// Render writes the fragment with every hole filled by fill, which may be nil to leave all holes empty.
func (f *Fragment) Render(w *bytes.Buffer, fill func(w *bytes.Buffer, h *Hole)) {
	f.parts(func(html []byte, hole int) {
		w.Write(html)
		if hole >= 0 && fill != nil {
			fill(w, &f.Holes[hole])
		}
	})
}

// parts yields the fragment's HTML in pieces, each with the index of the hole that follows it, or −1.
func (f *Fragment) parts(yield func(html []byte, hole int)) {
	rest := f.HTML
	for {
		from := bytes.IndexByte(rest, 0)
		if from < 0 {
			break
		}
		to := from + 1 + bytes.IndexByte(rest[from+1:], 0)
		hole, err := strconv.Atoi(string(rest[from+1 : max(to, from+1)]))
		if err != nil || hole < 0 || hole >= len(f.Holes) {
			panic("markdown: a fragment whose marks do not fit its holes")
		}
		yield(rest[:from], hole)
		rest = rest[to+1:]
	}
	if len(rest) > 0 {
		yield(rest, -1)
	}
}

// Sound reports whether each mark in the HTML, and in that of the holes, has its hole: so it is in all that Parse makes,
// and may not be in what was kept elsewhere meanwhile.
func (f *Fragment) Sound() bool {
	for rest := f.HTML; ; {
		from := bytes.IndexByte(rest, 0)
		if from < 0 {
			break
		}
		to := bytes.IndexByte(rest[from+1:], 0)
		if to < 0 {
			return false
		}
		hole, err := strconv.Atoi(string(rest[from+1 : from+1+to]))
		if err != nil || hole < 0 || hole >= len(f.Holes) {
			return false
		}
		rest = rest[from+to+2:]
	}
	for i := range f.Holes {
		if inner := f.Holes[i].Inner; inner != nil && !inner.Sound() {
			return false
		}
	}
	return true
}

// builder makes a fragment.
type builder struct {
	bytes.Buffer
	holes []Hole
}

// hole leaves a mark, and returns the hole's index.
func (b *builder) hole(h Hole) int {
	b.WriteByte(0)
	b.Write(strconv.AppendInt(b.AvailableBuffer(), int64(len(b.holes)), 10))
	b.WriteByte(0)
	b.holes = append(b.holes, h)
	return len(b.holes) - 1
}

// fragment appends another fragment.
func (b *builder) fragment(f *Fragment) {
	f.parts(func(html []byte, hole int) {
		b.Write(html)
		if hole >= 0 {
			b.hole(f.Holes[hole])
		}
	})
}

// take returns what was built, and empties the builder.
func (b *builder) take() Fragment {
	f := Fragment{Holes: b.holes}
	if b.Len() > 0 {
		f.HTML = bytes.Clone(b.Bytes())
	}
	b.Reset()
	b.holes = nil
	return f
}
