package store

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// worthIt is the size below which a pack is left alone.
const worthIt = 1 << 20

// Compact drops what this run neither got, put nor asked for, if that is more than half of the pack; and closes the
// store. It is to be called by runs that used everything that is worth keeping.
func (s *Store) Compact() error {
	if s == nil || s.root == nil || s.Err() != nil {
		return s.Close()
	}
	s.mu.Lock()
	s.flush()
	fi, err := s.pack.Stat()
	if s.err != nil || err != nil || fi.Size() < worthIt || fi.Size() < 2*s.living() {
		s.mu.Unlock()
		return cmp.Or(err, s.Close())
	}
	err = s.rewrite(s.live())
	s.mu.Unlock()
	return cmp.Or(err, s.Close())
}

// living is how many bytes of the pack are to be kept.
func (s *Store) living() (bytes int64) {
	for key := range s.used {
		if at, ok := s.at[key]; ok {
			bytes += int64(frameSize) + int64(at.length)
		}
	}
	return bytes
}

// live lists what is to be kept, in the order of the pack.
func (s *Store) live() (keys []Key) {
	for key := range s.used {
		if _, ok := s.at[key]; ok {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b Key) int { return cmp.Compare(s.at[a].offset, s.at[b].offset) })
	return keys
}

// rewrite writes the live records into a new pack, with its index, and puts both in the place of the old ones. Between
// the two renames, and after a crash there, the index is of another pack: then it is made again.
func (s *Store) rewrite(live []Key) error {
	s.sweep()
	name := newName()
	tmp, f, err := create(s.root, "pack")
	if err != nil {
		return fmt.Errorf("compact the cache: %w", err)
	}
	index, err := s.copyTo(f, name, live)
	if err = errors.Join(err, f.Close()); err == nil {
		s.pack.Close() // some systems rename over nothing that is open
		s.index.Close()
		s.pack, s.index = nil, nil
		err = s.root.Rename(tmp, "pack")
	}
	if err != nil {
		s.root.Remove(tmp)
		return fmt.Errorf("compact the cache: %w", err)
	}
	return writeNew(s.root, "index", index)
}

func (s *Store) copyTo(f *os.File, name packName, live []Key) (index []byte, err error) {
	w := bufio.NewWriterSize(f, 1<<18)
	w.Write(newHead(packMark, name))
	index = newHead(indexMark, name)
	at := int64(headSize)
	for _, key := range live {
		data, ok := readRecord(s.pack, key, s.at[key])
		if !ok {
			continue
		}
		index = appendEntry(index, key, span{at, uint32(len(data))})
		n, err := w.Write(appendRecord(nil, key, data))
		if err != nil {
			return nil, err
		}
		at += int64(n)
	}
	return index, w.Flush()
}

// sweep removes what runs that were killed left behind. One that is at work loses its copy, and its compacting fails.
func (s *Store) sweep() {
	d, err := s.root.Open(".")
	if err != nil {
		return
	}
	defer d.Close()
	names, _ := d.Readdirnames(-1)
	for _, name := range names {
		if strings.HasSuffix(name, ".tmp") {
			s.root.Remove(name)
		}
	}
}

// Keys lists the entries, sorted.
func (s *Store) Keys() []Key {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := slices.AppendSeq(slices.Collect(maps.Keys(s.at)), maps.Keys(s.held))
	slices.SortFunc(keys, func(a, b Key) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(keys)
}
