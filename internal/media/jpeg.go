package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

const (
	jpegSOI  = 0xD8
	jpegEOI  = 0xD9
	jpegSOS  = 0xDA
	jpegAPP0 = 0xE0
	jpegAPPn = 0xEF
	jpegCOM  = 0xFE
)

// scanJPEG walks the markers. Of the application segments it keeps three that say how to read the pixels: JFIF, the ICC
// profile, and Adobe's colour transform.
func scanJPEG(s *scanned, data []byte) error {
	s.keep = append(s.keep, data[:2])
	i, pixels := 2, false
	for {
		if i+2 > len(data) {
			return errTruncated
		}
		if data[i] != 0xFF {
			return errors.New("a marker is missing")
		}
		marker := data[i+1]
		switch {
		case marker == 0xFF: // fill bytes may come before a marker
			i++
			continue
		case marker == jpegEOI:
			if !pixels {
				return errors.New("there are no pixels in it")
			}
			s.keep = append(s.keep, data[i:i+2])
			if i+2 < len(data) {
				s.drop("data after the end")
			}
			return nil
		case marker == 0 || marker == 1 || marker >= 0xD0 && marker <= jpegSOI:
			return errors.New("a marker is misplaced")
		}
		if i+4 > len(data) {
			return errTruncated
		}
		size := int(binary.BigEndian.Uint16(data[i+2:]))
		if size < 2 {
			return errors.New("a segment is damaged")
		}
		if i+2+size > len(data) {
			return errTruncated
		}
		segment, body := data[i:i+2+size], data[i+4:i+2+size]
		i += 2 + size
		if marker == jpegSOS {
			pixels = true
			end := entropyEnd(data, i)
			segment, i = data[i-2-size:end], end
		}
		if err := s.jpegSegment(marker, segment, body); err != nil {
			return err
		}
	}
}

// entropyEnd finds the marker after coded pixels, in which 0xFF is followed by 0 or a restart marker.
func entropyEnd(data []byte, i int) int {
	for {
		n := bytes.IndexByte(data[i:], 0xFF)
		if n < 0 || i+n+1 >= len(data) {
			return len(data)
		}
		i += n
		if m := data[i+1]; m != 0 && (m < 0xD0 || m > 0xD7) {
			return i
		}
		i += 2
	}
}

func (s *scanned) jpegSegment(marker byte, segment, body []byte) error {
	switch {
	case marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
		if len(body) < 6 {
			return errors.New("the header is damaged")
		}
		s.progressive = marker&3 == 2
		s.Height, s.Width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	case marker == jpegCOM:
		s.drop("comment")
		return nil
	case marker >= jpegAPP0 && marker <= jpegAPPn:
		segment = s.jpegApp(marker-jpegAPP0, segment, body)
	case marker >= 0xF0:
		s.drop("unknown segment") // JPG extensions that nothing reads
		return nil
	}
	s.keep = append(s.keep, segment)
	return nil
}

// jpegApp returns what is kept of an application segment; nil is nothing.
func (s *scanned) jpegApp(n byte, segment, body []byte) []byte {
	switch {
	case n == 0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= 14:
		return s.trimmed(segment, body, 14, 12, 13) // a thumbnail may follow, its size in the last two bytes
	case n == 14 && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= 12:
		return s.trimmed(segment, body, 12)
	case n == 2 && bytes.HasPrefix(body, []byte(iccName)):
		s.icc = append(s.icc, segment...)
		return segment
	case n == 1 && bytes.HasPrefix(body, []byte("Exif\x00")):
		s.exif(body[min(6, len(body)):])
	case n == 1 && bytes.HasPrefix(body, []byte("http://ns.adobe.com/")):
		s.drop("XMP")
	case n == 13:
		s.drop("IPTC")
	case n == 0:
		s.drop("thumbnail")
	default:
		s.drop("application data")
	}
	return nil
}

const iccName = "ICC_PROFILE\x00"

// trimmed cuts a segment's body to its first n bytes, with the bytes at zero set to 0.
func (s *scanned) trimmed(segment, body []byte, n int, zero ...int) []byte {
	if len(body) == n && !slices.ContainsFunc(zero, func(i int) bool { return body[i] != 0 }) {
		return segment
	}
	s.drop("thumbnail")
	cut := slices.Clone(segment[:4+n])
	binary.BigEndian.PutUint16(cut[2:], uint16(2+n))
	for _, i := range zero {
		cut[4+i] = 0
	}
	return cut
}
