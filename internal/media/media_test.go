package media

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/HugoSmits86/nativewebp"
	"github.com/bep/imagemeta"
	"golang.org/x/image/webp"
)

// inspect reads a picture whatever its size.
func inspect(data []byte) (Info, error) {
	s, err := scan(data)
	return s.Info, err
}

// picture has a colour of its own in each quarter, and some noise for the encoders.
func picture(w, h int) *image.NRGBA {
	r := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	quarters := []color.NRGBA{{200, 30, 30, 255}, {30, 200, 30, 255}, {30, 30, 200, 255}, {200, 200, 30, 255}}
	for y := range h {
		for x := range w {
			c := quarters[2*y/h*2+2*x/w]
			c.R += uint8(r.IntN(8))
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// exifOf is a TIFF with an orientation, a maker's name and a GPS directory.
func exifOf(order binary.AppendByteOrder, orientation int) []byte {
	head := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = "MM\x00*"
	}
	b := order.AppendUint32([]byte(head), 8)
	entry := func(tag, kind uint16, n, v uint32) {
		b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, tag), kind), n)
		if kind == 3 {
			b = order.AppendUint16(order.AppendUint16(b, uint16(v)), 0)
			return
		}
		b = order.AppendUint32(b, v)
	}
	b = order.AppendUint16(b, 3)
	entry(0x010F, 2, 6, 50) // Make, at 50
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x8825, 4, 1, 56) // GPS directory, at 56
	b = order.AppendUint32(b, 0)
	b = append(b, "SECRT\x00"...)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(order.AppendUint16(b, 1), 2) // GPSLatitudeRef
	b = order.AppendUint32(b, 2)
	b = append(b, "N\x00\x00\x00"...)
	return order.AppendUint32(b, 0)
}

const xmpPacket = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="SECRT"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func encodePNG(m image.Image) []byte {
	var b bytes.Buffer
	must(0, png.Encode(&b, m))
	return b.Bytes()
}

func encodeJPEG(m image.Image) []byte {
	var b bytes.Buffer
	must(0, jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

func encodeWebP(m image.Image) []byte {
	var b bytes.Buffer
	must(0, nativewebp.Encode(&b, m, nil))
	return b.Bytes()
}

func encodeGIF(frames int) []byte {
	g := &gif.GIF{}
	for i := range frames {
		p := image.NewPaletted(image.Rect(0, 0, 24, 16), palette.Plan9)
		draw.Draw(p, p.Rect, picture(24, 16+i), image.Point{}, draw.Src)
		g.Image, g.Delay, g.Disposal = append(g.Image, p), append(g.Delay, 10), append(g.Disposal, gif.DisposalNone)
	}
	var b bytes.Buffer
	must(0, gif.EncodeAll(&b, g))
	return b.Bytes()
}

func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func segment(marker byte, body string) []byte {
	return append([]byte{0xFF, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

func riff(kind string, body []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

var profile = strings.Repeat("\x00", 16) + "RGB " + strings.Repeat("p", 108)

// dirty are images of every format with all that they can say about their maker, at an orientation.
func dirty(orientation int) map[Format][]byte {
	exif := exifOf(binary.BigEndian, orientation)
	p := encodePNG(picture(24, 16))
	icc := chunk("gAMA", []byte{0, 0, 0xB1, 0x8F})
	pngs := join(p[:33], icc, chunk("tEXt", []byte("Author\x00SECRT")), chunk("zTXt", []byte("Author\x00\x00x")), chunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmpPacket)),
		chunk("tIME", []byte{7, 0xE9, 1, 2, 3, 4, 5}), chunk("eXIf", exif), chunk("prVt", []byte("SECRT")), p[33:], []byte("SECRT"))

	j := encodeJPEG(picture(24, 16))
	jpegs := join(j[:2], segment(0xE0, "JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x01\x01SEC"), segment(0xE0, "JFXX\x00\x10SECRT"),
		segment(0xE1, "Exif\x00\x00"+string(exif)), segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00"+xmpPacket),
		segment(0xE2, iccName+"\x01\x01"+profile), segment(0xE2, "MPF\x00SECRT"), segment(0xED, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0a\x1c\x02\x50\x00\x05SECRT"),
		segment(0xFE, "SECRT"), []byte{0xFF}, j[2:], []byte("SECRT"))

	w := encodeWebP(picture(24, 16))
	body := join([]byte("WEBP"), riff("VP8X", []byte{0x0C, 0, 0, 0, 23, 0, 0, 15, 0, 0}), w[12:], riff("EXIF", exif), riff("XMP ", []byte(xmpPacket)), riff("prVt", []byte("SECRT")))
	webps := join(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body, []byte("SECRT"))
	return map[Format][]byte{PNG: pngs, JPEG: jpegs, WebP: webps}
}

func dirtyGIF() []byte {
	g := encodeGIF(2)
	end := len(g) - 1
	start := 13 + colourTable(g[10])
	xmp := "\x21\xFF\x0BXMP DataXMP" + "\x05SECRT\x00"
	return join(g[:start], []byte("\x21\xFE\x05SECRT\x00"), []byte(xmp), g[start:end],
		[]byte("\x21\xF9\x04\x00\x00\x00\x00\x00\x21\x01\x0C000000000000\x05SECRT\x00"), g[end:], []byte("SECRT"))
}

func decode(t testing.TB, f Format, data []byte) image.Image {
	t.Helper()
	var m image.Image
	var err error
	switch f {
	case PNG:
		m, err = png.Decode(bytes.NewReader(data))
	case JPEG:
		m, err = jpeg.Decode(bytes.NewReader(data))
	case GIF:
		m, err = gif.Decode(bytes.NewReader(data))
	case WebP:
		m, err = webp.Decode(bytes.NewReader(data))
	}
	if err != nil {
		t.Fatalf("%s does not decode: %v", f, err)
	}
	return m
}

func samePixels(a, b image.Image) error {
	if a.Bounds().Size() != b.Bounds().Size() {
		return fmt.Errorf("%v and %v", a.Bounds(), b.Bounds())
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if p, q := a.At(x, y), b.At(x, y); color.NRGBA64Model.Convert(p) != color.NRGBA64Model.Convert(q) {
				return fmt.Errorf("at %d,%d: %v and %v", x, y, p, q)
			}
		}
	}
	return nil
}

var betrayals = []string{"SECRT", "Exif", "EXIF", "GPS", "tEXt", "zTXt", "iTXt", "eXIf", "tIME", "XMP", "xmpmeta", "Photoshop", "8BIM", "JFXX", "MPF\x00", "prVt"}

func TestCleanLeavesPixelsAndNothingElse(t *testing.T) {
	images := dirty(1)
	images[GIF] = dirtyGIF()
	for f, data := range images {
		before, err := inspect(data)
		if err != nil || before.Format != f || !before.HasMetadata || before.Width != 24 || before.Height != 16 {
			t.Errorf("%s: %+v, %v", f, before, err)
		}
		out, info, err := Clean(data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(info.Removed, before.Removed) {
			t.Errorf("%s: removed %v, announced %v", f, info.Removed, before.Removed)
		}
		if err := samePixels(decode(t, f, data), decode(t, f, out)); err != nil {
			t.Errorf("%s: %v", f, err)
		}
		for _, s := range betrayals {
			if bytes.Contains(out, []byte(s)) {
				t.Errorf("%s still says %q", f, s)
			}
		}
		again, info, err := Clean(out, Limits{})
		if err != nil || info.HasMetadata || !bytes.Equal(again, out) {
			t.Errorf("%s: cleaning again: %v, %v", f, info, err)
		}
	}
}

func TestRemovedIsSaid(t *testing.T) {
	images := dirty(1)
	images[GIF] = dirtyGIF()
	want := map[Format]string{
		PNG:  "EXIF, GPS position, data after the end, date, text, unknown chunk",
		JPEG: "EXIF, GPS position, IPTC, XMP, application data, comment, data after the end, thumbnail",
		WebP: "EXIF, GPS position, XMP, data after the end, unknown chunk",
		GIF:  "XMP, comment, data after the end, text",
	}
	for f, data := range images {
		if info, _ := inspect(data); strings.Join(info.Removed, ", ") != want[f] {
			t.Errorf("%s: %s", f, strings.Join(info.Removed, ", "))
		}
	}
}

func TestColoursStay(t *testing.T) {
	images := dirty(1)
	if out, _, _ := Clean(images[JPEG], Limits{}); !bytes.Contains(out, []byte(iccName+"\x01\x01"+profile)) || !bytes.Contains(out, []byte("JFIF")) {
		t.Error("the JPEG lost its profile or density")
	}
	if out, _, _ := Clean(images[PNG], Limits{}); !bytes.Contains(out, []byte("gAMA")) {
		t.Error("the PNG lost its gamma")
	}
	turned := dirty(6)
	if out, _, _ := Clean(turned[JPEG], Limits{}); !bytes.Contains(out, []byte(iccName+"\x01\x01"+profile)) {
		t.Error("the turned JPEG lost its profile")
	}
	if out, _, _ := Clean(turned[PNG], Limits{}); !bytes.Contains(out, []byte("gAMA")) {
		t.Error("the turned PNG lost its gamma")
	}
}

// tags counts what an independent reader of metadata finds.
func tags(t *testing.T, f Format, data []byte) (n int) {
	t.Helper()
	format := map[Format]imagemeta.ImageFormat{JPEG: imagemeta.JPEG, PNG: imagemeta.PNG, WebP: imagemeta.WebP}[f]
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: format, Sources: imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP,
		ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
		HandleTag:       func(imagemeta.TagInfo) error { n++; return nil },
	})
	if err != nil {
		t.Logf("imagemeta: %s: %v", f, err)
	}
	return n
}

func TestAnIndependentReaderFindsNothing(t *testing.T) {
	for f, data := range dirty(1) {
		out, _, err := Clean(data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if before, after := tags(t, f, data), tags(t, f, out); before == 0 || after != 0 {
			t.Errorf("%s: %d tags before, %d after", f, before, after)
		}
	}
}

// stored is where the pixel that is shown at x, y lies in a picture of w × h that is shown with an orientation, after
// the table of the EXIF standard.
func stored(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}

func TestOrientation(t *testing.T) {
	for orientation := 1; orientation <= 8; orientation++ {
		for f, data := range dirty(orientation) {
			before, err := inspect(data)
			if err != nil || before.Orientation != orientation {
				t.Errorf("%s: %+v, %v", f, before, err)
			}
			out, info, err := Clean(data, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			from, to := decode(t, f, data), decode(t, f, out)
			size := to.Bounds().Size()
			if wide := orientation < 5; info.Orientation != 1 || wide != (size.X == 24) || info.Width != size.X || info.Height != size.Y ||
				before.Width != info.Width || before.Height != info.Height {
				t.Errorf("%s, %d: %+v before, %+v after, pixels %v", f, orientation, before, info, size)
			}
			for y := range size.Y {
				for x := range size.X {
					sx, sy := stored(orientation, x, y, 24, 16)
					if d := distance(from.At(sx, sy), to.At(x, y)); d > 0 && f != JPEG || d > 40 && inside(sx, sy) {
						t.Fatalf("%s, orientation %d: at %d,%d %v is shown, %v was stored", f, orientation, x, y, to.At(x, y), from.At(sx, sy))
					}
				}
			}
		}
	}
}

// inside a quarter, away from the edges that JPEG blurs.
func inside(x, y int) bool { return (x < 8 || x >= 16) && (y < 4 || y >= 12) }

func distance(a, b color.Color) int {
	p, q := color.NRGBAModel.Convert(a).(color.NRGBA), color.NRGBAModel.Convert(b).(color.NRGBA)
	d := 0
	for _, v := range [][2]uint8{{p.R, q.R}, {p.G, q.G}, {p.B, q.B}, {p.A, q.A}} {
		d = max(d, int(v[0])-int(v[1]), int(v[1])-int(v[0]))
	}
	return d
}

func TestTurnKeepsTheKind(t *testing.T) {
	box := image.Rect(0, 0, 5, 3)
	flat := picture(5, 3)
	for _, m := range []draw.Image{
		image.NewGray(box), image.NewGray16(box), image.NewPaletted(box, palette.WebSafe),
		image.NewNRGBA(box), image.NewRGBA(box), image.NewNRGBA64(box), image.NewRGBA64(box), image.NewCMYK(box),
	} {
		draw.Draw(m, box, flat, image.Point{}, draw.Src)
		for orientation := 1; orientation <= 8; orientation++ {
			got := turn(m, orientation)
			for y := range got.Bounds().Dy() {
				for x := range got.Bounds().Dx() {
					sx, sy := stored(orientation, x, y, 5, 3)
					if d := distance(m.At(sx, sy), got.At(x, y)); d > 0 {
						t.Fatalf("%T, orientation %d, at %d,%d: off by %d", m, orientation, x, y, d)
					}
				}
			}
		}
	}
}

func TestLittleEndianEXIF(t *testing.T) {
	if o, gps := readEXIF(exifOf(binary.LittleEndian, 7)); o != 7 || !gps {
		t.Errorf("orientation %d, gps %v", o, gps)
	}
	for _, bad := range []string{"", "II*\x00", "II*\x00\xff\xff\xff\xff", "MM\x00*\x00\x00\x00\x08\xff\xff", string(exifOf(binary.BigEndian, 9))} {
		if o, _ := readEXIF([]byte(bad)); o != 1 {
			t.Errorf("%q: orientation %d", bad, o)
		}
	}
}

func TestAnimationStays(t *testing.T) {
	out, info, err := Clean(dirtyGIF(), Limits{})
	if err != nil || !info.Animated {
		t.Fatalf("%+v, %v", info, err)
	}
	before, _ := gif.DecodeAll(bytes.NewReader(encodeGIF(2)))
	after, err := gif.DecodeAll(bytes.NewReader(out))
	if err != nil || len(after.Image) != 2 || !slices.Equal(after.Delay, before.Delay) || after.LoopCount != before.LoopCount {
		t.Fatalf("%v, %+v", err, after)
	}
	for i := range after.Image {
		if err := samePixels(before.Image[i], after.Image[i]); err != nil {
			t.Errorf("frame %d: %v", i, err)
		}
	}
}

func TestAnimatedWebP(t *testing.T) {
	var b bytes.Buffer
	must(0, nativewebp.EncodeAll(&b, &nativewebp.Animation{Images: []image.Image{picture(8, 8), picture(8, 6)}, Durations: []uint{10, 10}, Disposals: []uint{0, 0}}, nil))
	plain := b.Bytes()
	out, info, err := Clean(plain, Limits{})
	if err != nil || !info.Animated || info.HasMetadata || !bytes.Equal(out, plain) {
		t.Fatalf("%+v, %v", info, err)
	}
	// A chunk within a frame goes, and the lengths around it follow.
	at := bytes.Index(plain, []byte("ANMF"))
	size := binary.LittleEndian.Uint32(plain[at+4:])
	end := at + 8 + int(size)
	dirty := join(plain[:end], riff("prVt", []byte("SECRT")), plain[end:])
	binary.LittleEndian.PutUint32(dirty[at+4:], size+14)
	binary.LittleEndian.PutUint32(dirty[4:], uint32(len(dirty)-8))
	out, info, err = Clean(dirty, Limits{})
	if err != nil || !info.HasMetadata || !bytes.Equal(out, plain) {
		t.Fatalf("%+v, %v, %d bytes of %d", info, err, len(out), len(plain))
	}
	turned := join(plain, riff("EXIF", exifOf(binary.BigEndian, 6)))
	binary.LittleEndian.PutUint32(turned[4:], uint32(len(turned)-8))
	if _, _, err := Clean(turned, Limits{}); err == nil || !strings.Contains(err.Error(), "animated") {
		t.Errorf("a turned animation: %v", err)
	}
}

func TestLossyWebP(t *testing.T) {
	data := must(base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"))
	out, info, err := Clean(data, Limits{})
	if err != nil || info.Width != 1 || info.Height != 1 || !bytes.Equal(out, data) {
		t.Errorf("%+v, %v", info, err)
	}
}

func box(kind string, parts ...[]byte) []byte {
	body := join(parts...)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), kind...), body...)
}

func avif(item string, rotation byte, extra ...[]byte) []byte {
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(make([]byte, 4), 640), 480)
	meta := box("meta", make([]byte, 4),
		box("iinf", []byte{0, 0, 0, 0, 0, 1}, box("infe", []byte{2, 0, 0, 0, 0, 1, 0, 0}, []byte(item), []byte{0})),
		box("iprp", box("ipco", box("ispe", make([]byte, 4), []byte{0, 0, 0, 64, 0, 0, 0, 64}), box("ispe", size), box("irot", []byte{rotation}))))
	return join(box("ftyp", []byte("avif\x00\x00\x00\x00avif")), meta, box("mdat", []byte("x")), join(extra...))
}

func TestAVIF(t *testing.T) {
	out, info, err := Clean(avif("av01", 0), Limits{})
	if err != nil || info.Width != 640 || info.Height != 480 || !bytes.Equal(out, avif("av01", 0)) {
		t.Errorf("%+v, %v", info, err)
	}
	if info, err := inspect(avif("av01", 3, box("free", make([]byte, 5)))); err != nil || info.Width != 480 || info.Height != 640 {
		t.Errorf("turned: %+v, %v", info, err)
	}
	for name, data := range map[string][]byte{
		"exif": avif("Exif", 0), "xmp": avif("mime", 0), "uuid": avif("av01", 0, box("uuid", []byte("x"))),
		"free": avif("av01", 0, box("free", []byte("SECRT"))), "animated": avif("av01", 0, box("moov")), "truncated": avif("av01", 0)[:60],
	} {
		if out, _, err := Clean(data, Limits{}); err == nil || out != nil {
			t.Errorf("%s: passed", name)
		}
	}
}

// A picture that says it is huge is refused before anything of its size is made.
func TestBombs(t *testing.T) {
	huge := slices.Clone(dirty(6)[PNG])
	binary.BigEndian.PutUint32(huge[16:], 100_000)
	binary.BigEndian.PutUint32(huge[20:], 100_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	out, info, err := Clean(huge, Limits{})
	if !errors.Is(err, ErrPixels) || out != nil || info.Width != 100_000 {
		t.Errorf("%+v, %v", info, err)
	}
	if _, _, err := Clean(encodePNG(picture(10, 10)), Limits{Pixels: 99}); !errors.Is(err, ErrPixels) {
		t.Errorf("100 pixels of 99: %v", err)
	}
	if _, _, err := Clean(encodePNG(picture(10, 10)), Limits{Pixels: 100}); err != nil {
		t.Errorf("100 pixels of 100: %v", err)
	}
}

func TestDamaged(t *testing.T) {
	images := dirty(1)
	images[GIF] = dirtyGIF()
	for f, data := range images {
		body := bytes.TrimSuffix(data, []byte("SECRT"))
		for n := range len(body) {
			if out, _, err := Clean(body[:n], Limits{}); err == nil || out != nil {
				t.Fatalf("%s: the first %d of %d bytes pass", f, n, len(body))
			}
		}
	}
	broken := slices.Clone(images[PNG])
	broken[bytes.Index(broken, []byte("IDAT"))+6] ^= 1
	if _, _, err := Clean(broken, Limits{}); err == nil {
		t.Error("a PNG with a wrong checksum passes")
	}
	if _, err := inspect([]byte("hello")); !errors.Is(err, ErrFormat) {
		t.Errorf("text: %v", err)
	}
	if _, err := inspect([]byte("\x00\x00\x00\x18ftypheic\x00")); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "JPEG") {
		t.Errorf("HEIC: %v", err)
	}
	if _, err := inspect(nil); !errors.Is(err, ErrFormat) {
		t.Errorf("nothing: %v", err)
	}
}

func FuzzClean(f *testing.F) {
	for _, orientation := range []int{1, 6} {
		for _, data := range dirty(orientation) {
			f.Add(data)
		}
	}
	f.Add(dirtyGIF())
	f.Add(avif("av01", 1))
	f.Add([]byte(hostileSVG))
	f.Add(must(base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := Limits{Pixels: 1 << 16}
		out, info, err := Clean(data, limits)
		if err != nil {
			if out != nil {
				t.Error("an error, and bytes")
			}
			return
		}
		if info.Width <= 0 || info.Height <= 0 || info.Orientation != 1 {
			t.Errorf("%+v", info)
		}
		again, then, err := Clean(out, limits)
		if err != nil {
			t.Fatalf("the clean copy cannot be cleaned: %v", err)
		}
		if !bytes.Equal(again, out) || then.HasMetadata || then.Format != info.Format {
			t.Errorf("cleaning is not done at once: %+v then %+v", info, then)
		}
		if info.Format == SVG {
			checkSVG(t, out)
		}
	})
}
