package demo

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"math"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "draw the pictures anew")

const lossesFile = "content/posts/half-a-year/losses.png"

// The one picture that is no SVG is drawn here, so that nobody has to wonder where it comes from. go test -update draws
// it anew.
func TestLossesPicture(t *testing.T) {
	want := losses()
	if *update {
		var b bytes.Buffer
		enc := png.Encoder{CompressionLevel: png.BestCompression}
		if err := enc.Encode(&b, want); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("journal/"+lossesFile, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	data, err := fs.ReadFile(FS(), lossesFile)
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != want.Bounds() {
		t.Fatalf("the picture is %v, drawn %v; go test -update", got.Bounds(), want.Bounds())
	}
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			if color.NRGBAModel.Convert(got.At(x, y)) != color.NRGBAModel.Convert(want.At(x, y)) {
				t.Fatalf("the picture differs from what is drawn at %d, %d; go test -update", x, y)
			}
		}
	}
}

// losses draws two invented histograms: of examples that a model has seen (dark, near zero) and has not (pale, wide).
func losses() image.Image {
	const width, height, bars, floor = 720, 300, 24, 270
	palette := color.Palette{
		color.NRGBA{0xfd, 0xfc, 0xf8, 255}, // paper
		color.NRGBA{0xb9, 0xc9, 0xe8, 255}, // not seen
		color.NRGBA{0x1d, 0x3f, 0x85, 255}, // seen
		color.NRGBA{0x33, 0x33, 0x33, 255}, // axis
	}
	img := image.NewPaletted(image.Rect(0, 0, width, height), palette)
	fill := func(x0, y0, x1, y1 int, c uint8) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				img.SetColorIndex(x, y, c)
			}
		}
	}
	const pitch = (width - 40) / bars
	for i := range bars {
		x := 20 + i*pitch
		at := float64(i)
		unseen := int(150 * math.Exp(-(at-9)*(at-9)/40))
		seen := int(230 * math.Exp(-at*at/9))
		fill(x, floor-unseen, x+pitch-4, floor, 1)
		fill(x+7, floor-seen, x+pitch-11, floor, 2)
	}
	fill(20, floor, width-20, floor+2, 3)
	return img
}
