package store

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
)

const (
	packMark  = "studylog pack 1\n"
	indexMark = "studylog index1\n"
	headSize  = len(packMark) + len(packName{})

	recordMark = "\xf7rec"
	frameSize  = len(recordMark) + 4 + len(Key{}) + 4 + 4
	entrySize  = len(Key{}) + 8 + 4 + 4
)

// packName tells packs apart: an index knows its pack by it.
type packName [16]byte

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func sum(data []byte) uint32 { return crc32.Checksum(data, castagnoli) }

func appendRecord(b []byte, key Key, data []byte) []byte {
	from := len(b)
	b = append(b, recordMark...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	b = append(b, key[:]...)
	b = binary.LittleEndian.AppendUint32(b, sum(data))
	b = binary.LittleEndian.AppendUint32(b, sum(b[from:]))
	return append(b, data...)
}

// A frame is what stands before a record's data.
type frame struct {
	key    Key
	length uint32
	sum    uint32 // of the data
}

// readFrame reads the frame that b begins with.
func readFrame(b []byte) (f frame, ok bool) {
	if len(b) < frameSize || string(b[:len(recordMark)]) != recordMark {
		return f, false
	}
	rest := b[len(recordMark):frameSize]
	f.length = binary.LittleEndian.Uint32(rest)
	f.key = Key(rest[4:])
	f.sum = binary.LittleEndian.Uint32(rest[4+len(Key{}):])
	whole := binary.LittleEndian.Uint32(rest[8+len(Key{}):])
	return f, f.length <= largest && whole == sum(b[:frameSize-4])
}

// readRecord reads an entry, or finds that there is not what should be.
func readRecord(r io.ReaderAt, key Key, at span) ([]byte, bool) {
	if at.length > largest || at.offset < 0 {
		return nil, false
	}
	var head [frameSize]byte
	buf := head[:]
	if at.length < 1<<16 {
		buf = make([]byte, frameSize+int(at.length))
	}
	if n, _ := r.ReadAt(buf, at.offset); n < len(buf) {
		return nil, false
	}
	f, ok := readFrame(buf)
	if !ok || f.key != key || f.length != at.length {
		return nil, false
	}
	data := buf[frameSize:]
	if len(buf) == frameSize && f.length > 0 { // the frame was right, so that so much memory is worth it
		data = make([]byte, f.length)
		if n, _ := r.ReadAt(data, at.offset+int64(frameSize)); n < len(data) {
			return nil, false
		}
	}
	return data[:len(data):len(data)], sum(data) == f.sum
}

// regular opens a file if it is a regular one: the open of a FIFO may never end.
func regular(root *os.Root, name string, flag int) (*os.File, error) {
	switch fi, err := root.Lstat(name); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case !fi.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	return root.OpenFile(name, flag, 0o666)
}

// openPack opens the pack for reading and appending. Anything that is not a pack gives way to a new one.
func openPack(root *os.Root) (*os.File, packName, error) {
	for range 3 { // another process may put one there, or take it away, between one step and the next
		f, err := regular(root, "pack", os.O_RDWR|os.O_APPEND)
		if err == nil {
			if name, ok := readHead(f, packMark); ok {
				return f, name, nil
			}
			f.Close()
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, packName{}, err
		}
		if err := writeNew(root, "pack", newHead(packMark, newName())); err != nil {
			return nil, packName{}, err
		}
	}
	return nil, packName{}, errors.New("another process is always faster")
}

func newName() (n packName) {
	rand.Read(n[:])
	return n
}

func newHead(mark string, name packName) []byte { return append([]byte(mark), name[:]...) }

func readHead(r io.ReaderAt, mark string) (name packName, ok bool) {
	head := make([]byte, headSize)
	if n, _ := r.ReadAt(head, 0); n < headSize || string(head[:len(mark)]) != mark {
		return name, false
	}
	return packName(head[len(mark):]), true
}

// writeNew puts a file in the place of the one called name, whole or not at all.
func writeNew(root *os.Root, name string, data []byte) error {
	tmp, f, err := create(root, name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = root.Rename(tmp, name)
	}
	if err != nil {
		root.Remove(tmp)
	}
	return err
}

// create makes a file beside the one called name.
func create(root *os.Root, name string) (string, *os.File, error) {
	tmp := fmt.Sprintf("%s.%x.tmp", name, newName())
	f, err := root.OpenFile(tmp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	return tmp, f, err
}

func appendEntry(b []byte, key Key, at span) []byte {
	from := len(b)
	b = append(b, key[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(at.offset))
	b = binary.LittleEndian.AppendUint32(b, at.length)
	return binary.LittleEndian.AppendUint32(b, sum(b[from:]))
}

// parseIndex reads an index of the pack called name. It is all right or none at all.
func parseIndex(data []byte, name packName) (map[Key]span, bool) {
	if !bytes.HasPrefix(data, newHead(indexMark, name)) || (len(data)-headSize)%entrySize != 0 {
		return nil, false
	}
	data = data[headSize:]
	at := make(map[Key]span, len(data)/entrySize)
	for ; len(data) > 0; data = data[entrySize:] {
		e := data[:entrySize]
		if binary.LittleEndian.Uint32(e[entrySize-4:]) != sum(e[:entrySize-4]) {
			return nil, false
		}
		where := span{int64(binary.LittleEndian.Uint64(e[len(Key{}):])), binary.LittleEndian.Uint32(e[len(Key{})+8:])}
		at[Key(e)] = where
	}
	return at, true
}

// openIndex reads the index and opens it for appending, and makes it anew if it is not the pack's.
func (s *Store) openIndex() (*os.File, error) {
	f, err := regular(s.root, "index", os.O_RDWR|os.O_APPEND)
	if err == nil {
		var data []byte
		if fi, serr := f.Stat(); serr == nil && fi.Size() < 1<<30 {
			data = make([]byte, fi.Size())
			n, _ := f.ReadAt(data, 0)
			data = data[:n]
		}
		at, ok := parseIndex(data, s.name)
		if ok {
			s.at = at
			return f, nil
		}
		f.Close()
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	fi, err := s.pack.Stat()
	if err != nil {
		return nil, err
	}
	data := newHead(indexMark, s.name)
	scan(s.pack, fi.Size(), func(key Key, at span) {
		s.at[key] = at
		data = appendEntry(data, key, at)
	})
	if err := writeNew(s.root, "index", data); err != nil {
		return nil, err
	}
	return regular(s.root, "index", os.O_RDWR|os.O_APPEND)
}

// scan finds every frame that is right in a pack of this size. What lies between two is skipped: the rest of a write
// that did not come to its end.
func scan(r io.ReaderAt, size int64, found func(Key, span)) {
	var head [frameSize]byte
	for at := int64(headSize); at+int64(frameSize) <= size; {
		if n, _ := r.ReadAt(head[:], at); n < frameSize {
			return
		}
		f, ok := readFrame(head[:])
		if end := at + int64(frameSize) + int64(f.length); ok && end <= size {
			found(f.key, span{at, f.length})
			at = end
			continue
		}
		next, ok := nextMark(r, at+1, size)
		if !ok {
			return
		}
		at = next
	}
}

// nextMark finds the next place, from at on, where a record may begin.
func nextMark(r io.ReaderAt, at, size int64) (int64, bool) {
	buf := make([]byte, 1<<16)
	for at+int64(len(recordMark)) <= size {
		n, _ := r.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if i := bytes.Index(buf[:n], []byte(recordMark)); i >= 0 {
			return at + int64(i), true
		}
		if n < len(recordMark) {
			return 0, false
		}
		at += int64(n - len(recordMark) + 1)
	}
	return 0, false
}
