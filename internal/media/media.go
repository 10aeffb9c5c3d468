// Package media reads images without trusting them, and takes out what a picture says about its maker.
//
//	info, err := media.Judge(data, media.Limits{})          // format, size as shown, what there is to remove
//	out, info, err := media.Clean(data, media.Limits{})     // the same picture and nothing else
//	out, err := maker.Copy(hash, 960, read)                 // the same, narrower, for a narrow screen
//
// Clean keeps pixels, colour (ICC profiles, gamma, chromaticities), transparency and animation, and drops EXIF with its
// GPS, XMP, IPTC, comments, text, dates, thumbnails, and whatever follows the picture's end. It walks the file's
// segments and copies those on a list of what a picture is made of, bit for bit: nothing is decoded. The one exception
// is a picture that is stored turned and says so in its EXIF: the note goes, so the pixels are turned, and a JPEG is
// encoded anew at quality 92, a PNG or WebP without loss.
//
// An SVG is a document, so it is read whole and written anew from lists of known elements and attributes: no script, no
// event handler, no foreign element, no reference that leaves the file, no editor's notes (which hold file paths).
// Pictures within it are cleaned as well.
//
// A Maker does the same with a store, so that what needs decoding is done once, and makes the narrower copies of photographs and
// screenshots that a page offers to small screens. A copy has the colour profile of its picture and never more bytes; where
// pixels cannot be decoded, it is the picture itself, of which a browser may show something.
//
// Promises: pure; what cannot be understood is an error, never passed on; the declared size is checked against the
// limit before anything is decoded; what Clean returns, Clean returns unchanged. Formats: PNG (and APNG), JPEG, GIF,
// WebP, SVG; AVIF only if it carries no metadata. Whether a file is an image at all is decided by its first bytes, not
// by its name.
package media

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// Format of an image.
type Format string

const (
	PNG  Format = "png"
	JPEG Format = "jpeg"
	GIF  Format = "gif"
	WebP Format = "webp"
	AVIF Format = "avif"
	SVG  Format = "svg"
)

// Info is what is known of an image without decoding it.
type Info struct {
	Format        Format
	Width, Height int // as shown: after orientation; of an SVG in CSS pixels
	Orientation   int // EXIF's, 1 to 8; 1 where none is stated, and after Clean
	Animated      bool
	HasMetadata   bool     // there is something that Clean removes
	Removed       []string // what that is, sorted: "EXIF", "GPS position", "comment", "script"
}

// Limits of what is taken on. Zero values mean the defaults.
type Limits struct {
	Pixels int // of one picture, as declared; 40 million
}

const defaultPixels = 40e6

var (
	// ErrFormat: no format that is known.
	ErrFormat = errors.New("no image format that studylog knows (PNG, JPEG, GIF, WebP, AVIF, SVG)")
	// ErrPixels: more pixels than the limit. The message names both.
	ErrPixels = errors.New("too many pixels")
)

// CleanRecipe is part of the name and key of what Clean writes: change it when its bytes change.
const CleanRecipe = "clean-2"

// Judge reads an image's format and size, and finds out what Clean would remove. Its errors are those that Clean would
// have: all but those of pixels that cannot be decoded.
func Judge(data []byte, limits Limits) (Info, error) {
	s, err := scan(data)
	if err == nil {
		err = limits.check(s.Info)
	}
	if err == nil {
		err = s.turnable()
	}
	return s.Info, err
}

// Clean returns the image without its metadata, and the Info of the result, whose Removed says what went.
// Where nothing has to go, out is data itself.
func Clean(data []byte, limits Limits) (out []byte, info Info, err error) {
	s, err := scan(data)
	if err != nil {
		return nil, s.Info, err
	}
	if err := limits.check(s.Info); err != nil {
		return nil, s.Info, err
	}
	if s.Orientation == 1 {
		return s.clean(data), s.Info, nil
	}
	out, err = turned(s, data)
	s.Orientation = 1
	return out, s.Info, err
}

// clean is the file without its metadata, and as it is stored.
func (s *scanned) clean(data []byte) []byte {
	if s.HasMetadata || s.anew {
		return bytes.Join(s.keep, nil)
	}
	return data
}

func (l Limits) check(i Info) error {
	most := l.Pixels
	if most <= 0 {
		most = defaultPixels
	}
	if i.Format != SVG && int64(i.Width)*int64(i.Height) > int64(most) {
		return fmt.Errorf("%w: %d × %d is more than the limit of %d", ErrPixels, i.Width, i.Height, most)
	}
	return nil
}

// A scanned image: what is known, and the pieces that a clean copy consists of.
type scanned struct {
	Info
	keep [][]byte // joined, they are the clean copy
	anew bool     // the copy differs, though nothing that matters goes

	progressive bool   // a JPEG that is drawn again and again, ever finer
	icc         []byte // segments or chunks that say what the colours are, where turning needs them
}

// drop notes that something is left out of the copy.
func (s *scanned) drop(what string) {
	s.HasMetadata = true
	if !slices.Contains(s.Removed, what) {
		s.Removed = append(s.Removed, what)
		slices.Sort(s.Removed)
	}
}

// exif notes that EXIF is dropped, and keeps the one thing it says about the picture.
func (s *scanned) exif(tiff []byte) {
	s.drop("EXIF")
	orientation, gps := readEXIF(tiff)
	if gps {
		s.drop("GPS position")
	}
	if s.Orientation == 1 {
		s.Orientation = orientation
	}
}

// sniff tells the format by the first bytes.
func sniff(d []byte) (Format, func(*scanned, []byte) error) {
	switch {
	case bytes.HasPrefix(d, pngSignature):
		return PNG, scanPNG
	case bytes.HasPrefix(d, []byte("\xFF\xD8\xFF")):
		return JPEG, scanJPEG
	case bytes.HasPrefix(d, []byte("GIF87a")), bytes.HasPrefix(d, []byte("GIF89a")):
		return GIF, scanGIF
	case len(d) >= 12 && string(d[:4]) == "RIFF" && string(d[8:12]) == "WEBP":
		return WebP, scanWebP
	case isAVIF(d):
		return AVIF, scanAVIF
	case isSVG(d):
		return SVG, scanSVG
	}
	return "", nil
}

func scan(data []byte) (*scanned, error) {
	format, walk := sniff(data)
	if walk == nil {
		if len(data) >= 12 && string(data[4:8]) == "ftyp" && (string(data[8:11]) == "hei" || string(data[8:11]) == "mif") {
			return &scanned{}, fmt.Errorf("HEIC, which browsers do not show: export it as JPEG: %w", ErrFormat)
		}
		return &scanned{}, ErrFormat
	}
	s := &scanned{Info: Info{Format: format, Orientation: 1}}
	if err := walk(s, data); err != nil {
		return s, fmt.Errorf("%s: %w", format, err)
	}
	if s.Width <= 0 || s.Height <= 0 {
		return s, fmt.Errorf("%s: no size is stated", format)
	}
	if s.Orientation > 4 { // turned by a quarter
		s.Width, s.Height = s.Height, s.Width
	}
	return s, nil
}

// errTruncated: the file ends too early, as an upload that broke off does.
var errTruncated = errors.New("the file ends before the picture does")
