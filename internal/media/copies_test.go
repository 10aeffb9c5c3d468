package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"slices"
	"sync"
	"testing"

	"studylog/internal/store"
)

// photo is smooth, as most of a photograph is, with edges here and there: brighter to the right, bluer downwards.
func photo(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			green := x * y / 64 % 512
			if x/97%5 == 0 && y/61%4 == 0 {
				green += 100
			}
			m.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / w), uint8(max(green%512, 511-green%512) - 256), uint8(255 * y / h), 255})
		}
	}
	return m
}

// file makes a picture's reader, its hash, and what it is known to be.
func file(t testing.TB, data []byte) (Source, func() ([]byte, error), Info) {
	t.Helper()
	info, err := Judge(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(data), func() ([]byte, error) { return data, nil }, info
}

func TestWidths(t *testing.T) {
	for _, tt := range []struct {
		info Info
		want []int
	}{
		{Info{Format: JPEG, Width: 4000}, []int{480, 960, 1440}},
		{Info{Format: PNG, Width: 1920}, []int{480, 960, 1440}},
		{Info{Format: PNG, Width: 1919}, []int{480, 960}},
		{Info{Format: JPEG, Width: 640}, []int{480}},
		{Info{Format: JPEG, Width: 639}, nil},
		{Info{Format: PNG, Width: 4000, Animated: true}, nil},
		{Info{Format: GIF, Width: 4000}, nil},
		{Info{Format: WebP, Width: 4000}, nil},
		{Info{Format: SVG, Width: 4000}, nil},
	} {
		if got := tt.info.Widths(); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %v, want %v", tt.info, got, tt.want)
		}
	}
}

// Each copy has its width, the picture's proportions, what the picture shows, and fewer bytes.
func TestCopiesShowThePicture(t *testing.T) {
	m := photo(700, 490)
	for f, data := range map[Format][]byte{JPEG: encodeJPEG(m), PNG: encodePNG(m)} {
		of, read, info := file(t, data)
		out, err := new(Maker).Copy(of, 480, read)
		if err != nil {
			t.Fatal(err)
		}
		copied, err := inspect(out)
		if err != nil || copied.Width != 480 || copied.Height != 336 || copied.Format != f {
			t.Errorf("%s: %+v, %v", f, copied, err)
		}
		if len(out) >= len(data) {
			t.Errorf("%s: %d bytes of %d", f, len(out), len(data))
		}
		if far := farness(decode(t, f, out), m); far > 6 {
			t.Errorf("%s: colours are %.1f away on average", f, far)
		}
		if len(info.Widths()) != 1 {
			t.Errorf("%v", info.Widths())
		}
	}
}

// farness is how far a narrower picture's colours are from the other's, at the same places, from 0 to 255.
func farness(narrow, wide image.Image) float64 {
	sum, b, wb := 0.0, narrow.Bounds(), wide.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			p := color.NRGBAModel.Convert(narrow.At(x, y)).(color.NRGBA)
			q := color.NRGBAModel.Convert(wide.At((2*x+1)*wb.Dx()/(2*b.Dx()), (2*y+1)*wb.Dy()/(2*b.Dy()))).(color.NRGBA)
			for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
				sum += math.Abs(float64(d))
			}
		}
	}
	return sum / float64(3*b.Dx()*b.Dy())
}

// A picture that is stored turned has upright copies, and none says who took it, or where.
func TestCopiesAreUprightAndSilent(t *testing.T) {
	m := photo(650, 500)
	for orientation := 1; orientation <= 8; orientation++ {
		stored := turn(m, []int{0, 1, 2, 3, 4, 5, 8, 7, 6}[orientation])
		app := append([]byte("Exif\x00\x00"), exifOf(binary.LittleEndian, orientation)...)
		data := insert(encodeJPEG(stored), 2, segment(0xE1, string(app)))
		of, read, info := file(t, data)
		if info.Width != 650 || info.Height != 500 {
			t.Fatalf("%d: %d × %d", orientation, info.Width, info.Height)
		}
		maker := &Maker{Store: store.Memory()}
		out, err := maker.Copy(of, 480, read)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := maker.Clean(of, read)
		if err != nil {
			t.Fatal(err)
		}
		for name, picture := range map[string][]byte{"copy": out, "whole": whole} {
			if far := farness(decode(t, JPEG, picture), m); far > 6 {
				t.Errorf("orientation %d: the %s is %.1f away", orientation, name, far)
			}
			if info, _ := inspect(picture); info.HasMetadata {
				t.Errorf("orientation %d: the %s has %v", orientation, name, info.Removed)
			}
		}
	}
}

func TestCopiesKeepTheirColourProfile(t *testing.T) {
	icc := append([]byte(iccName+"\x01\x01"), make([]byte, 128)...)
	copy(icc[len(iccName)+2+16:], "RGB ")
	of, read, _ := file(t, insert(encodeJPEG(photo(800, 300)), 2, segment(0xE2, string(icc))))
	if out, err := new(Maker).Copy(of, 480, read); err != nil || !bytes.Contains(out, icc) {
		t.Error("the copy of a JPEG lost its profile", err)
	}
	of, read, _ = file(t, insert(encodePNG(photo(800, 300)), pngHeaderEnd, chunk("gAMA", []byte{0, 0, 177, 143})))
	if out, err := new(Maker).Copy(of, 480, read); err != nil || !bytes.Contains(out, []byte("gAMA")) {
		t.Error("the copy of a PNG lost its gamma", err)
	}
}

// Bytes are the same whether they were made or kept, by one goroutine or by many, and are made once.
func TestCopiesAreMadeOnce(t *testing.T) {
	data := encodeJPEG(photo(2000, 500))
	of, read, info := file(t, data)
	want := map[int][]byte{}
	for _, w := range info.Widths() {
		want[w], _ = new(Maker).Copy(of, w, read)
	}
	for _, st := range []*store.Store{store.Memory(), nil} {
		var mu sync.Mutex
		reads := 0
		counted := func() ([]byte, error) {
			mu.Lock()
			defer mu.Unlock()
			reads++
			return read()
		}
		maker := &Maker{Store: st}
		var wg sync.WaitGroup
		for _, w := range info.Widths() {
			wg.Go(func() {
				if got, err := maker.Copy(of, w, counted); err != nil || !bytes.Equal(got, want[w]) {
					t.Errorf("%d wide: %v, or other bytes", w, err)
				}
			})
		}
		wg.Wait()
		if reads != 1 {
			t.Errorf("read %d times", reads)
		}
		if got, _ := maker.Copy(of, 480, counted); !bytes.Equal(got, want[480]) || st != nil && reads != 1 {
			t.Errorf("asked again: %d reads, or other bytes", reads)
		}
	}
}

// However many there are, together they take no more than the room for them, and one above it is made all the same.
func TestRoomIsKept(t *testing.T) {
	m := &Maker{}
	large, small := &scanned{Info: Info{Format: PNG, Width: 10000, Height: 10000, Orientation: 1}}, &scanned{Info: Info{Format: JPEG, Width: 3000, Height: 4000, Orientation: 1}}
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			defer m.enter([]*scanned{large, small}[i%2])()
			m.mu.Lock()
			defer m.mu.Unlock()
			if m.taken > room {
				t.Errorf("%d bytes taken, of %v", m.taken, room)
			}
		})
	}
	wg.Wait()
	if m.taken != 0 {
		t.Errorf("%d bytes never given back", m.taken)
	}
}

// A picture whose pixels are damaged is still shown as far as a browser can, and one that was changed after the plan is an
// error, and never kept in the place of the other.
func TestCopiesOfWhatCannotBeDecoded(t *testing.T) {
	data := encodeJPEG(photo(700, 490))
	broken := slices.Concat(data[:len(data)/2], []byte{0xFF, 0xD9})
	of, read, _ := file(t, broken)
	if out, err := new(Maker).Copy(of, 480, read); err != nil || !bytes.Equal(out, broken) {
		t.Errorf("%v, or other bytes than the picture's own", err)
	}
	st := store.Memory()
	if _, err := (&Maker{Store: st}).Copy(sha256.Sum256([]byte("other")), 480, read); !errors.Is(err, errChanged) {
		t.Errorf("changed: %v", err)
	}
	if st.Has(CopyKey(sha256.Sum256([]byte("other")), 480)) {
		t.Error("kept under the hash of another file")
	}
}

// Of a flat area a copy is that very colour, of a transparent one nothing shows, and no edge is brighter than its alpha.
func TestScalingInvents(t *testing.T) {
	flat := image.NewRGBA(image.Rect(0, 0, 701, 333))
	for i := range flat.Pix {
		flat.Pix[i] = []byte{40, 90, 200, 255}[i%4]
	}
	to := scaled(flat, 480, 228).(*image.RGBA)
	for i, v := range to.Pix {
		if want := []byte{40, 90, 200, 255}[i%4]; v != want {
			t.Fatalf("at %d: %d, want %d", i, v, want)
		}
	}
	edge := image.NewNRGBA(image.Rect(0, 0, 700, 10))
	for x := range 350 {
		for y := range 10 {
			edge.SetNRGBA(x, y, color.NRGBA{255, 255, 255, 255})
			edge.SetNRGBA(x+350, y, color.NRGBA{255, 0, 0, 0})
		}
	}
	for i, pix := 0, scaled(edge, 480, 7).(*image.RGBA).Pix; i < len(pix); i += 4 {
		if p := pix[i : i+4]; p[0] > p[3] || p[0] != p[1] {
			t.Fatalf("at %d: %v has the colour of what is transparent, or more than its alpha", i, p)
		}
	}
}

func BenchmarkCopies(b *testing.B) {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, photo(4000, 3000), &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	of, read, _ := file(b, buf.Bytes())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := new(Maker).Copy(of, 480, read); err != nil {
			b.Fatal(err)
		}
	}
}
