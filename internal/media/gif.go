package media

import (
	"encoding/binary"
	"fmt"
)

// scanGIF walks the blocks: pictures, each perhaps with a control block before it, and the loop count and colour
// profile among the application blocks, are kept.
func scanGIF(s *scanned, data []byte) error {
	if len(data) < 13 {
		return errTruncated
	}
	s.Width, s.Height = int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:]))
	r := gifReader{data: data, at: 13 + colourTable(data[10])}
	var control []byte // of the next picture
	start, pictures := 0, 0
	for {
		if start == 0 && r.at <= len(data) {
			s.keep = append(s.keep, data[:r.at])
		}
		start = r.at
		switch kind := r.byte(); {
		case r.short:
			return errTruncated
		case kind == 0x3B:
			s.keep = append(s.keep, data[start:r.at])
			if r.at < len(data) {
				s.drop("data after the end")
			}
			s.Animated = pictures > 1
			return nil
		case kind == 0x2C:
			frame := r.picture()
			if r.short {
				return errTruncated
			}
			pictures++
			if s.Width == 0 || s.Height == 0 { // browsers take the first picture's size then
				s.Width, s.Height = frame[0], frame[1]
			}
			s.keep = append(s.keep, control, data[start:r.at])
			control = nil
		case kind == 0x21:
			label, name := r.extension()
			if r.short {
				return errTruncated
			}
			block := data[start:r.at]
			switch {
			case label == 0xF9:
				control = block
			case label == 0xFF && (name == "NETSCAPE2.0" || name == "ANIMEXTS1.0" || name == "ICCRGBG1012"):
				s.keep = append(s.keep, block)
			default:
				s.drop(gifWord(label, name))
				if label == 0x01 { // text is a picture of its own: the control block was for it
					control = nil
				}
			}
		default:
			return fmt.Errorf("a block of kind %#02x is unknown", kind)
		}
	}
}

func gifWord(label byte, name string) string {
	switch {
	case label == 0xFE:
		return "comment"
	case label == 0x01:
		return "text"
	case name == "XMP DataXMP":
		return "XMP"
	}
	return "application data"
}

// colourTable is the length in bytes of the table that a packed field announces.
func colourTable(packed byte) int {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}

// A gifReader reads until the data are short, and then says so.
type gifReader struct {
	data  []byte
	at    int
	short bool
}

func (r *gifReader) take(n int) []byte {
	if r.short || r.at+n > len(r.data) {
		r.short = true
		return make([]byte, n)
	}
	r.at += n
	return r.data[r.at-n : r.at]
}

func (r *gifReader) byte() byte { return r.take(1)[0] }

// blocks skips sub-blocks up to the empty one and returns the first.
func (r *gifReader) blocks() (first []byte) {
	for !r.short {
		block := r.take(int(r.byte()))
		if len(block) == 0 {
			break
		}
		if first == nil {
			first = block
		}
	}
	return first
}

// picture skips an image block and returns the right and lower edge of its frame.
func (r *gifReader) picture() (edge [2]int) {
	d := r.take(9)
	at := func(i int) int { return int(binary.LittleEndian.Uint16(d[i:])) }
	r.take(colourTable(d[8]))
	r.byte() // code size
	r.blocks()
	return [2]int{at(0) + at(4), at(2) + at(6)}
}

// extension skips an extension and returns its label and, of an application's, its name.
func (r *gifReader) extension() (label byte, name string) {
	label = r.byte()
	return label, string(r.blocks())
}
