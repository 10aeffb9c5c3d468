package store

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
)

// Key is the SHA-256 of all that an entry was made from.
type Key = [32]byte

// folder is where the files lie, in the folder of studylog's own notes.
const folder = "cache"

// flushAt is how many bytes are gathered before they are written.
const flushAt = 1 << 20

// largest is how long an entry may be. Longer ones are not kept.
const largest = 1 << 28

// A Store holds entries in a pack, in memory, or not at all: the zero Store and a nil one keep nothing. It is safe for
// concurrent use.
type Store struct {
	mu   sync.Mutex
	at   map[Key]span   // in the pack
	used map[Key]bool   // what this run got, put or wants kept
	held map[Key][]byte // in memory: everything (Memory), or what is yet to be written

	root    *os.Root // nil: no files
	pack    *os.File
	index   *os.File
	name    packName
	waiting []Key  // of held, in order
	size    int    // of the data waiting
	buf     []byte // that is written from
	err     error  // why nothing is written any more
}

// span is where a record's frame begins and how long its data are.
type span struct {
	offset int64
	length uint32
}

// Memory returns a store that ends with the process.
func Memory() *Store {
	return &Store{held: map[Key][]byte{}}
}

// Open opens the store in a folder that exists, or makes it there. It always returns a store: where that cannot be,
// as in a folder that cannot be written, one that keeps nothing, and Err says why.
func Open(state string) *Store {
	s := &Store{at: map[Key]span{}, used: map[Key]bool{}, held: map[Key][]byte{}}
	if err := s.open(state); err != nil {
		s.Close()
		return &Store{err: fmt.Errorf("open the cache: %w", err)}
	}
	return s
}

func (s *Store) open(state string) error {
	top, err := os.OpenRoot(state)
	if err != nil {
		return err
	}
	defer top.Close()
	if err := top.Mkdir(folder, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if s.root, err = top.OpenRoot(folder); err != nil {
		return err
	}
	return s.openFiles()
}

func (s *Store) openFiles() (err error) {
	if s.pack, s.name, err = openPack(s.root); err != nil {
		return err
	}
	if s.index, err = s.openIndex(); err != nil {
		return err
	}
	return nil
}

// Get returns the entry's bytes, which are the caller's own in a store with files and shared in one in memory, or false.
func (s *Store) Get(key Key) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	s.mu.Lock()
	data, held := s.held[key]
	where, known := s.at[key]
	pack := s.pack
	if s.used != nil && (held || known) {
		s.used[key] = true
	}
	s.mu.Unlock()
	switch {
	case held:
		return data, true
	case !known || pack == nil:
		return nil, false
	}
	data, ok := readRecord(pack, key, where)
	if !ok {
		s.mu.Lock()
		delete(s.at, key) // so that it is put again
		s.mu.Unlock()
	}
	return data, ok
}

// Has reports whether there is an entry, which may turn out to be bad when it is read; and wants it kept.
func (s *Store) Has(key Key) bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, held := s.held[key]
	_, known := s.at[key]
	if s.used != nil && (held || known) {
		s.used[key] = true
	}
	return held || known
}

// Put adds an entry. The store keeps data: it must not be modified. A failed write is told by Err.
func (s *Store) Put(key Key, data []byte) {
	if s == nil || len(data) > largest {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil || s.err != nil {
		return
	}
	if s.used != nil {
		s.used[key] = true
	}
	if _, known := s.at[key]; known || s.held[key] != nil {
		return
	}
	if data == nil {
		data = []byte{}
	}
	s.held[key] = data
	if s.root == nil {
		return
	}
	s.waiting = append(s.waiting, key)
	if s.size += len(data); s.size >= flushAt {
		s.flush()
	}
}

// flush appends what waits, records first: an index never names what was not written.
func (s *Store) flush() {
	if len(s.waiting) == 0 || s.err != nil {
		return
	}
	buf := slices.Grow(s.buf[:0], s.size+len(s.waiting)*frameSize)
	s.buf = buf
	spans := make([]span, len(s.waiting))
	for i, key := range s.waiting {
		spans[i] = span{int64(len(buf)), uint32(len(s.held[key]))}
		buf = appendRecord(buf, key, s.held[key])
	}
	at, err := appendTo(s.pack, buf)
	if err == nil {
		buf = buf[:0]
		for i, key := range s.waiting {
			spans[i].offset += at
			s.at[key] = spans[i]
			buf = appendEntry(buf, key, spans[i])
		}
		_, err = appendTo(s.index, buf)
	}
	if err != nil {
		s.err = fmt.Errorf("write the cache: %w", err)
	}
	s.waiting, s.size = nil, 0
	clear(s.held)
}

// appendTo writes data in one piece and returns where they begin. Another process may append as well, so that only
// the end of our own write, where the file's offset is, tells where.
func appendTo(f *os.File, data []byte) (int64, error) {
	if _, err := f.Write(data); err != nil {
		return 0, err
	}
	end, err := f.Seek(0, io.SeekCurrent)
	return end - int64(len(data)), err
}

// Err returns why the store could not be opened or stopped writing, or nil.
func (s *Store) Err() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Close writes what is yet to be written. The store must not be used any more.
func (s *Store) Close() error {
	if s == nil || s.root == nil {
		return s.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pack != nil && s.index != nil {
		s.flush()
	}
	err := s.err
	for _, f := range []*os.File{s.pack, s.index} {
		if f != nil {
			err = cmp.Or(err, f.Close())
		}
	}
	s.root.Close()
	s.root, s.pack, s.index, s.held, s.at = nil, nil, nil, nil, nil
	return err
}

// Remove removes the store in state.
func Remove(state string) error {
	top, err := os.OpenRoot(state)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer top.Close()
	return top.RemoveAll(folder)
}
