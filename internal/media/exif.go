package media

import (
	"bytes"
	"encoding/binary"
)

// readEXIF reads the two things of EXIF that matter here out of its TIFF structure: the orientation (1 if it is absent
// or nonsense) and whether there is a GPS directory. It looks at the first directory only, where both belong.
func readEXIF(tiff []byte) (orientation int, gps bool) {
	tiff = bytes.TrimPrefix(tiff, []byte("Exif\x00\x00"))
	if len(tiff) < 8 {
		return 1, false
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(tiff[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1, false
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1, false
	}
	orientation = 1
	entries := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(entries) >= 12; n-- {
		const short = 3
		switch tag, kind := order.Uint16(entries), order.Uint16(entries[2:]); {
		case tag == 0x0112 && kind == short:
			if v := order.Uint16(entries[8:]); v >= 1 && v <= 8 {
				orientation = int(v)
			}
		case tag == 0x8825:
			gps = true
		}
		entries = entries[12:]
	}
	return orientation, gps
}
