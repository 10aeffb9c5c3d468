package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// webpKeep lists the chunks that make the picture.
const webpKeep = "VP8 VP8LVP8XANIMANMFALPHICCP"

// scanWebP walks the RIFF chunks: four letters, length, data, a byte of padding if the length is odd.
func scanWebP(s *scanned, data []byte) error {
	size := uint64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size > uint64(len(data)) {
		return errTruncated
	}
	if size < 12 {
		return errors.New("the header is damaged")
	}
	if size < uint64(len(data)) {
		s.drop("data after the end")
	}
	chunks, err := s.webpChunks(data[12:size], false)
	if err != nil {
		return err
	}
	head := slices.Clone(data[:12])
	total := 4
	for _, c := range chunks {
		total += len(c)
	}
	binary.LittleEndian.PutUint32(head[4:], uint32(total))
	s.keep = append([][]byte{head}, chunks...)
	return nil
}

// webpChunks returns the chunks to keep, of the file or of one frame of an animation.
func (s *scanned) webpChunks(rest []byte, frame bool) (keep [][]byte, err error) {
	for len(rest) > 0 {
		if len(rest) < 8 {
			return nil, errTruncated
		}
		kind, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:]))
		padded := size + size%2 + 8
		if size+8 > uint64(len(rest)) {
			return nil, errTruncated
		}
		chunk, body := rest[:min(padded, uint64(len(rest)))], rest[8:8+size]
		rest = rest[len(chunk):]
		if i := strings.Index(webpKeep, kind); i < 0 || i%4 != 0 {
			s.webpDrop(kind, body)
			continue
		}
		if size%2 == 1 && (uint64(len(chunk)) < padded || chunk[padded-1] != 0) {
			chunk = append(slices.Clone(chunk[:8+size]), 0)
			s.drop("padding")
		}
		if chunk, err = s.webpChunk(kind, chunk, body, frame); err != nil {
			return nil, err
		}
		keep = append(keep, chunk)
	}
	return keep, nil
}

func (s *scanned) webpDrop(kind string, body []byte) {
	switch kind {
	case "EXIF":
		s.exif(body)
	case "XMP ":
		s.drop("XMP")
	default:
		s.drop("unknown chunk")
	}
}

// webpChunk reads sizes and returns the chunk as it is to be kept.
func (s *scanned) webpChunk(kind string, chunk, body []byte, frame bool) ([]byte, error) {
	damaged := errors.New("the chunk " + strings.TrimSpace(kind) + " is damaged")
	w, h := 0, 0
	switch kind {
	case "VP8X":
		if len(body) < 10 || frame {
			return nil, damaged
		}
		s.Width, s.Height = 1+uint24(body[4:]), 1+uint24(body[7:])
		const exif, xmp = 0x08, 0x04
		if body[0]&(exif|xmp) != 0 {
			s.anew = true
			chunk = slices.Clone(chunk)
			chunk[8] &^= exif | xmp
		}
	case "VP8 ":
		if len(body) < 10 || !bytes.Equal(body[3:6], []byte("\x9d\x01\x2a")) {
			return nil, damaged
		}
		w, h = int(binary.LittleEndian.Uint16(body[6:])&0x3FFF), int(binary.LittleEndian.Uint16(body[8:])&0x3FFF)
	case "VP8L":
		if len(body) < 5 || body[0] != 0x2F {
			return nil, damaged
		}
		bits := binary.LittleEndian.Uint32(body[1:])
		w, h = int(bits&0x3FFF)+1, int(bits>>14&0x3FFF)+1
	case "ANMF":
		if len(body) < 16 || frame {
			return nil, damaged
		}
		s.Animated = true
		return s.webpFrame(chunk, body)
	case "ICCP":
		s.icc = chunk
	}
	if !frame {
		s.Width, s.Height = max(s.Width, w), max(s.Height, h)
	}
	return chunk, nil
}

// webpFrame cleans one frame of an animation, which may hold chunks of its own.
func (s *scanned) webpFrame(chunk, body []byte) ([]byte, error) {
	chunks, err := s.webpChunks(body[16:], true)
	if err != nil {
		return nil, err
	}
	clean := bytes.Join(append([][]byte{slices.Clone(chunk[:8+16])}, chunks...), nil)
	binary.LittleEndian.PutUint32(clean[4:], uint32(len(clean)-8))
	return clean, nil
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
