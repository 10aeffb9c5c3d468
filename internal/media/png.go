package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
)

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

// pngKeep lists the chunks that make the picture: pixels, palette, transparency, colour, density, animation.
const pngKeep = " IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD cICP mDCV cLLI pHYs acTL fcTL fdAT "

var pngWords = map[string]string{
	"tEXt": "text", "zTXt": "text", "iTXt": "text", "tIME": "date", "eXIf": "EXIF", "sPLT": "suggested palette", "hIST": "histogram",
}

// scanPNG walks the chunks: length, type, data, CRC.
func scanPNG(s *scanned, data []byte) error {
	s.keep = append(s.keep, pngSignature)
	rest := data[len(pngSignature):]
	for first := true; ; first = false {
		if len(rest) < 12 {
			return errTruncated
		}
		size := uint64(binary.BigEndian.Uint32(rest))
		if size+12 > uint64(len(rest)) {
			return errTruncated
		}
		chunk, kind, body := rest[:size+12], string(rest[4:8]), rest[8:size+8]
		rest = rest[size+12:]
		if first != (kind == "IHDR") {
			return errors.New("the header is not where it belongs")
		}
		if err := s.pngChunk(kind, chunk, body); err != nil {
			return err
		}
		if kind == "IEND" {
			break
		}
	}
	if len(rest) > 0 {
		s.drop("data after the end")
	}
	return nil
}

func (s *scanned) pngChunk(kind string, chunk, body []byte) error {
	if !strings.Contains(pngKeep, " "+kind+" ") {
		switch {
		case kind == "eXIf":
			s.exif(body)
		case kind[0]&0x20 == 0: // upper case: nothing may show the picture without it
			return fmt.Errorf("the chunk %q is unknown and needed", kind)
		case pngWords[kind] != "":
			s.drop(pngWords[kind])
		default:
			s.drop("unknown chunk")
		}
		return nil
	}
	if crc32.ChecksumIEEE(chunk[4:len(chunk)-4]) != binary.BigEndian.Uint32(chunk[len(chunk)-4:]) {
		return fmt.Errorf("the chunk %s is damaged", kind)
	}
	switch kind {
	case "IHDR":
		if len(body) != 13 {
			return errors.New("the header is damaged")
		}
		w, h := binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:])
		if w > 1<<31-1 || h > 1<<31-1 {
			return errors.New("the header is damaged")
		}
		s.Width, s.Height = int(w), int(h)
	case "acTL":
		s.Animated = true
	case "iCCP", "sRGB", "gAMA", "cHRM", "cICP":
		s.icc = append(s.icc, chunk...)
	}
	s.keep = append(s.keep, chunk)
	return nil
}
