package media

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"

	"github.com/HugoSmits86/nativewebp"
	"golang.org/x/image/webp"
)

const jpegQuality = 92

// pngHeaderEnd is where the signature and the header of every PNG end.
const pngHeaderEnd = 33

// turned decodes a picture, turns its pixels as its EXIF says they are to be shown, and encodes it again with its
// colour profile. Its size has been checked.
func turned(s *scanned, data []byte) ([]byte, error) {
	if err := s.turnable(); err != nil {
		return nil, err
	}
	clean := bytes.Join(s.keep, nil)
	var out bytes.Buffer
	var err error
	switch s.Format {
	case JPEG:
		var m image.Image
		if m, err = jpeg.Decode(bytes.NewReader(clean)); err == nil {
			m = turn(m, s.Orientation)
			err = jpeg.Encode(&out, m, &jpeg.Options{Quality: jpegQuality})
			return insert(out.Bytes(), 2, profileFor(s.icc, m)), err
		}
	case PNG:
		var m image.Image
		if m, err = png.Decode(bytes.NewReader(clean)); err == nil {
			err = png.Encode(&out, turn(m, s.Orientation))
			return insert(out.Bytes(), pngHeaderEnd, s.icc), err // after the signature and the header
		}
	case WebP:
		return turnedWebP(s.Orientation, clean)
	}
	return nil, fmt.Errorf("%s: %w", s.Format, err)
}

// turnable says why a picture that is stored turned cannot be turned, as far as that can be told without decoding it.
func (s *scanned) turnable() error {
	switch {
	case s.Orientation == 1:
		return nil
	case s.Animated:
		return fmt.Errorf("%s: it is stored turned, and animated pictures cannot be turned: export it upright", s.Format)
	case s.Format == WebP && s.icc != nil:
		return errors.New("webp: it is stored turned and has a colour profile: export it upright")
	case s.Format != JPEG && s.Format != PNG && s.Format != WebP:
		return fmt.Errorf("%s: it is stored turned: export it upright", s.Format)
	}
	return nil
}

// turnedWebP encodes without loss: the only WebP encoder there is in Go. Its encoder is kept from taking the build
// down with it.
func turnedWebP(orientation int, clean []byte) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("webp: cannot be encoded: %v", p)
		}
	}()
	m, err := webp.Decode(bytes.NewReader(clean))
	if err != nil {
		return nil, fmt.Errorf("webp: %w", err)
	}
	var buf bytes.Buffer
	if err := nativewebp.Encode(&buf, turn(m, orientation), nil); err != nil {
		return nil, fmt.Errorf("webp: %w", err)
	}
	return buf.Bytes(), nil
}

func insert(data []byte, at int, piece []byte) []byte {
	if len(data) < at {
		return data
	}
	return bytes.Join([][]byte{data[:at], piece, data[at:]}, nil)
}

// profileFor keeps a JPEG's profile if it is for the colours that were encoded: what was CMYK is RGB now.
func profileFor(icc []byte, m image.Image) []byte {
	const space = 4 + len(iccName) + 2 + 16 // marker, length, name, counters, then byte 16 of the profile
	if len(icc) < space+4 {
		return nil
	}
	want := "RGB "
	if _, ok := m.(*image.Gray); ok {
		want = "GRAY"
	}
	if string(icc[space:space+4]) != want {
		return nil
	}
	return icc
}

// turn returns m as EXIF's orientation shows it. Pictures that JPEG, PNG and WebP decode to keep their kind where that
// is a matter of bytes; the others become RGBA.
func turn(m image.Image, orientation int) image.Image {
	if orientation == 1 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if orientation > 4 {
		w, h = h, w
	}
	box := image.Rect(0, 0, w, h)
	switch m := m.(type) {
	case *image.Gray:
		to := image.NewGray(box)
		turnPlane(to.Pix, to.Stride, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), 1, orientation)
		return to
	case *image.Gray16:
		to := image.NewGray16(box)
		turnPlane(to.Pix, to.Stride, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), 2, orientation)
		return to
	case *image.Paletted:
		to := image.NewPaletted(box, m.Palette)
		turnPlane(to.Pix, to.Stride, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), 1, orientation)
		return to
	case *image.NRGBA:
		to := image.NewNRGBA(box)
		turnPlane(to.Pix, to.Stride, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), 4, orientation)
		return to
	case *image.NRGBA64:
		to := image.NewNRGBA64(box)
		turnPlane(to.Pix, to.Stride, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), 8, orientation)
		return to
	case *image.RGBA64:
		to := image.NewRGBA64(box)
		turnPlane(to.Pix, to.Stride, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), 8, orientation)
		return to
	case *image.YCbCr:
		if to := turnYCbCr(m, box, orientation); to != nil {
			return to
		}
	case *image.NYCbCrA:
		flat := image.NewNRGBA(m.Rect)
		draw.Draw(flat, m.Rect, m, m.Rect.Min, draw.Src)
		return turn(flat, orientation)
	}
	flat, ok := m.(*image.RGBA)
	if !ok {
		flat = image.NewRGBA(m.Bounds())
		draw.Draw(flat, flat.Rect, m, flat.Rect.Min, draw.Src)
	}
	to := image.NewRGBA(box)
	turnPlane(to.Pix, to.Stride, flat.Pix, flat.Stride, flat.Rect.Dx(), flat.Rect.Dy(), 4, orientation)
	return to
}

// turnYCbCr turns a JPEG's planes one by one, which takes a quarter of the memory. It is nil where a colour would change its
// neighbours: they have one for two or four pixels, and an odd row or column at the end has its own.
func turnYCbCr(m *image.YCbCr, box image.Rectangle, orientation int) image.Image {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	square := m.SubsampleRatio == image.YCbCrSubsampleRatio444 || m.SubsampleRatio == image.YCbCrSubsampleRatio420 && w%2 == 0 && h%2 == 0
	if !square || m.Rect.Min != (image.Point{}) {
		return nil
	}
	to := image.NewYCbCr(box, m.SubsampleRatio)
	cw, ch := chroma(m)
	turnPlane(to.Y, to.YStride, m.Y, m.YStride, w, h, 1, orientation)
	turnPlane(to.Cb, to.CStride, m.Cb, m.CStride, cw, ch, 1, orientation)
	turnPlane(to.Cr, to.CStride, m.Cr, m.CStride, cw, ch, 1, orientation)
	return to
}

// turnPlane copies w × h pixels of size bytes. EXIF's orientation says where the stored first row and first column are
// shown: 1 top left, 2 top right, 3 bottom right, 4 bottom left, and 5 to 8 the same with rows as columns.
func turnPlane(to []byte, toStride int, from []byte, stride, w, h, size, orientation int) {
	// The shown place of the stored pixel (x, y) is start + x·dx + y·dy.
	var start, dx, dy int
	right, down := size, toStride
	switch orientation {
	case 2:
		start, dx, dy = (w-1)*right, -right, down
	case 3:
		start, dx, dy = (w-1)*right+(h-1)*down, -right, -down
	case 4:
		start, dx, dy = (h-1)*down, right, -down
	case 5:
		start, dx, dy = 0, down, right
	case 6:
		start, dx, dy = (h-1)*right, down, -right
	case 7:
		start, dx, dy = (w-1)*down+(h-1)*right, -down, -right
	case 8:
		start, dx, dy = (w-1)*down, -down, right
	default:
		start, dx, dy = 0, right, down
	}
	for y := range h {
		row := from[y*stride : y*stride+w*size]
		at := start + y*dy
		for len(row) > 0 {
			copy(to[at:at+size], row)
			row, at = row[size:], at+dx
		}
	}
}
