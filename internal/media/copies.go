package media

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"sync"

	"studylog/internal/store"
)

// A photograph of a telephone is seven times as wide as the column of text that shows it. So narrower copies are made of
// it, and a browser takes the one that its screen needs. Only JPEG and PNG have copies: what moves would stop, an SVG
// has every size, and there is no encoder for the others that would make them smaller.

// copyWidths: a column of 36rem at one, at one and a half and at two and a half dots for a pixel.
var copyWidths = []int{480, 960, Widest}

// Widest is the width of a copy that is enough for every screen.
const Widest = 1440

// copyRecipe is part of every copy's key, and of its name: change it when a copy's bytes change.
const copyRecipe = "copy-1"

// copyQuality is for photographs.
const copyQuality = 82

// Widths are those of the copies to make, from the narrowest; none that would be nearly as wide as the picture.
func (i Info) Widths() (list []int) {
	if i.Format != JPEG && i.Format != PNG || i.Animated {
		return nil
	}
	for _, w := range copyWidths {
		if 4*w <= 3*i.Width {
			list = append(list, w)
		}
	}
	return list
}

// A Maker makes what needs a picture decoded: upright pictures and narrower copies. Each is made once, and kept in the
// store. The copies of one picture are made together, of one decoding; and however many goroutines ask, no more is
// decoded at a time than there is room for. What it is given must have passed Judge. The zero Maker works, and keeps nothing.
type Maker struct {
	Store *store.Store

	mu    sync.Mutex
	freed sync.Cond
	taken int             // bytes of room
	jobs  map[Source]*job // by source
}

// room is how many bytes pictures that are decoded may take together. One that takes more is decoded alone.
const room = 96e6

// A job is the making of one picture's copies.
type job struct {
	once   sync.Once
	copies map[int][]byte
	left   int // how many have not been asked for
	err    error
}

// Source is the hash of a picture's file, by which all that is made of it goes.
type Source = [32]byte

// errChanged: the file is not the one that was looked at. Nothing of it is kept under the old one's hash.
var errChanged = errors.New("it was changed during the build: build again")

// CopyKey stands for all that a copy is made of.
func CopyKey(of Source, width int) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s %d %x", copyRecipe, width, of))
}

func uprightKey(of Source) [32]byte { return sha256.Sum256(fmt.Appendf(nil, "%s %x", CleanRecipe, of)) }

// Want keeps what was made of a picture, for another run at least, though nobody asks for it in this one.
func (m *Maker) Want(of Source, widths []int) {
	m.Store.Has(uprightKey(of))
	for _, w := range widths {
		m.Store.Has(CopyKey(of, w))
	}
}

// Clean is this package's Clean of what read gives. Where pixels are turned, it is done once.
func (m *Maker) Clean(of Source, read func() ([]byte, error)) ([]byte, error) {
	if data, ok := m.Store.Get(uprightKey(of)); ok {
		return data, nil
	}
	data, s, err := readScanned(of, read)
	if err != nil {
		return nil, err
	}
	if s.Orientation == 1 {
		return s.clean(data), nil
	}
	defer m.enter(s)()
	out, err := turned(s, data)
	if err != nil {
		return s.clean(data), nil // a browser may show more of it than we can
	}
	m.Store.Put(uprightKey(of), out)
	return out, nil
}

// Copy returns the copy of what read gives that is width wide.
func (m *Maker) Copy(of Source, width int, read func() ([]byte, error)) ([]byte, error) {
	if data, ok := m.Store.Get(CopyKey(of, width)); ok {
		return data, nil
	}
	j := m.job(of)
	j.once.Do(func() {
		j.copies, j.err = m.copies(of, read)
		j.left = len(j.copies)
	})
	m.mu.Lock()
	defer m.mu.Unlock()
	if j.left--; (j.left <= 0 || m.Store.Has(CopyKey(of, width))) && m.jobs[of] == j {
		delete(m.jobs, of)
	}
	if j.err == nil && j.copies[width] == nil {
		return nil, fmt.Errorf("no copy %d wide is made of it", width)
	}
	return j.copies[width], j.err
}

// job is what is under way for a picture, or a new one.
func (m *Maker) job(of Source) *job {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.jobs == nil {
		m.jobs = map[Source]*job{}
	}
	if m.jobs[of] == nil {
		m.jobs[of] = &job{}
	}
	return m.jobs[of]
}

// copies makes all copies of a picture. Each is made of the next wider one.
func (m *Maker) copies(of Source, read func() ([]byte, error)) (map[int][]byte, error) {
	data, s, err := readScanned(of, read)
	if err != nil {
		return nil, err
	}
	defer m.enter(s)()
	made, original := map[int][]byte{}, s.clean(data)
	pixels, err := pixelsOf(s.Format, original)
	for _, width := range slices.Backward(s.Widths()) {
		out := original
		if err == nil { // else a browser may show more of it than we can
			w, h := width, s.heightOf(width)
			if s.Orientation > 4 {
				w, h = h, w
			}
			pixels = scaled(pixels, w, h)
			if out, err = encodeCopy(s, turn(pixels, s.Orientation)); err != nil || len(out) >= len(original) && s.Orientation == 1 {
				out = original
			}
		}
		m.Store.Put(CopyKey(of, width), out)
		made[width] = out
	}
	return made, nil
}

// heightOf is that of a copy.
func (i Info) heightOf(w int) int { return max(1, (i.Height*w+i.Width/2)/i.Width) }

func pixelsOf(f Format, data []byte) (image.Image, error) {
	if f == PNG {
		return png.Decode(bytes.NewReader(data))
	}
	return jpeg.Decode(bytes.NewReader(data))
}

// encodeCopy writes a copy, with the colours that the original says it has.
func encodeCopy(s *scanned, m image.Image) ([]byte, error) {
	var out bytes.Buffer
	if s.Format == PNG {
		err := png.Encode(&out, m)
		return insert(out.Bytes(), pngHeaderEnd, s.icc), err
	}
	err := jpeg.Encode(&out, m, &jpeg.Options{Quality: copyQuality})
	return insert(out.Bytes(), 2, profileFor(s.icc, m)), err
}

// readScanned reads a picture and sees to it that it is the one that was judged.
func readScanned(of Source, read func() ([]byte, error)) ([]byte, *scanned, error) {
	data, err := read()
	if err != nil {
		return nil, nil, err
	}
	if sha256.Sum256(data) != of {
		return nil, nil, errChanged
	}
	s, err := scan(data)
	return data, s, err
}

// enter waits until there is room for a picture, takes it, and returns what gives it back.
func (m *Maker) enter(s *scanned) (leave func()) {
	need := min(s.decoded(), room)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.freed.L == nil {
		m.freed.L = &m.mu
	}
	for m.taken+need > room {
		m.freed.Wait()
	}
	m.taken += need
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.taken -= need
		m.freed.Broadcast()
	}
}

// decoded is about how many bytes a picture takes while it is decoded, turned or scaled.
func (s *scanned) decoded() int {
	pixel := 12 // as it is in the file, and as RGBA
	switch {
	case s.Format == JPEG && s.progressive:
		pixel = 15 // all coefficients are gathered first
	case s.Format == JPEG:
		pixel = 3
	}
	if s.Orientation != 1 {
		pixel *= 2
	}
	return s.Width * s.Height * pixel
}
