package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

func isAVIF(data []byte) bool {
	return len(data) >= 12 && string(data[4:8]) == "ftyp" && (string(data[8:12]) == "avif" || string(data[8:12]) == "avis")
}

// errAVIF: metadata in AVIF are items that offsets point past, so that taking them out means writing the file anew.
var errAVIF = errors.New("it holds metadata that studylog cannot remove from this format: export it without")

// scanAVIF reads the size, and refuses what it cannot clean. Only still pictures are read.
func scanAVIF(s *scanned, data []byte) error {
	s.keep = [][]byte{data}
	turned := false
	err := boxes(data, func(kind string, body []byte) error {
		switch kind {
		case "ftyp", "mdat":
			return nil
		case "meta":
			return avifMeta(s, body, &turned)
		case "free", "skip":
			if len(bytes.Trim(body, "\x00")) == 0 {
				return nil
			}
		case "moov":
			return errors.New("animated AVIF is not read: use a video")
		}
		return fmt.Errorf("the box %q: %w", kind, errAVIF)
	})
	if turned {
		s.Width, s.Height = s.Height, s.Width
	}
	return err
}

func avifMeta(s *scanned, body []byte, turned *bool) error {
	if len(body) < 4 {
		return errTruncated
	}
	return boxes(body[4:], func(kind string, body []byte) error {
		switch kind {
		case "iinf":
			return avifItems(body)
		case "iprp":
			return boxes(body, func(kind string, body []byte) error {
				if kind != "ipco" {
					return nil
				}
				return boxes(body, func(kind string, body []byte) error { return avifProperty(s, kind, body, turned) })
			})
		case "uuid", "udta", "xml ", "bxml", "free", "skip":
			return fmt.Errorf("the box %q: %w", kind, errAVIF)
		}
		return nil
	})
}

// avifItems refuses items that are no picture.
func avifItems(body []byte) error {
	if len(body) < 6 {
		return errTruncated
	}
	rest := body[6:]
	if body[0] != 0 { // the count has four bytes from version 1 on
		rest = body[min(8, len(body)):]
	}
	return boxes(rest, func(kind string, body []byte) error {
		if kind != "infe" || len(body) < 12 || body[0] < 2 {
			return errors.New("an item is damaged")
		}
		at := 8
		if body[0] > 2 {
			at = 10
		}
		if len(body) < at+4 {
			return errTruncated
		}
		switch item := string(body[at : at+4]); item {
		case "av01", "grid", "iovl", "tmap":
			return nil
		default:
			return fmt.Errorf("the item %q: %w", item, errAVIF)
		}
	})
}

// avifProperty takes the largest picture's size: tiles are smaller, and transparency is as large.
func avifProperty(s *scanned, kind string, body []byte, turned *bool) error {
	switch {
	case kind == "ispe" && len(body) >= 12:
		w, h := int(binary.BigEndian.Uint32(body[4:])), int(binary.BigEndian.Uint32(body[8:]))
		if w > 1<<31-1 || h > 1<<31-1 {
			return errors.New("the size is damaged")
		}
		if w*h > s.Width*s.Height {
			s.Width, s.Height = w, h
		}
	case kind == "irot" && len(body) >= 1:
		*turned = body[0]&1 == 1
	}
	return nil
}

// boxes calls f for each box of an ISO base media file.
func boxes(data []byte, f func(kind string, body []byte) error) error {
	for len(data) > 0 {
		if len(data) < 8 {
			return errTruncated
		}
		size, head := uint64(binary.BigEndian.Uint32(data)), uint64(8)
		switch {
		case size == 0:
			size = uint64(len(data))
		case size == 1 && len(data) >= 16:
			size, head = binary.BigEndian.Uint64(data[8:]), 16
		}
		if size < head || size > uint64(len(data)) {
			return errTruncated
		}
		if err := f(string(data[4:8]), data[head:size]); err != nil {
			return err
		}
		data = data[size:]
	}
	return nil
}
