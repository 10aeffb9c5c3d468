package store

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func keyOf(s string) Key { return sha256.Sum256([]byte(s)) }

// bytesFor are an entry's bytes, by its name: of all lengths, nought too.
func bytesFor(name string) []byte {
	h := sha256.Sum256([]byte("data " + name))
	r := rand.New(rand.NewPCG(uint64(h[0]), uint64(h[1])))
	b := make([]byte, r.IntN(300))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func put(s *Store, names ...string) {
	for _, n := range names {
		s.Put(keyOf(n), bytesFor(n))
	}
}

// check fails if an entry has other bytes than its own, and counts those that are there.
func check(t testing.TB, s *Store, names ...string) (there int) {
	t.Helper()
	for _, n := range names {
		got, ok := s.Get(keyOf(n))
		if !ok {
			continue
		}
		there++
		if !bytes.Equal(got, bytesFor(n)) {
			t.Fatalf("%s has the bytes of something else", n)
		}
	}
	return there
}

func names(prefix string, n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprint(prefix, i))
	}
	return list
}

func reopen(t testing.TB, s *Store, dir string) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s := Open(dir)
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestEntriesStayFromRunToRun(t *testing.T) {
	dir, list := t.TempDir(), names("a", 50)
	s := open(t, dir)
	put(s, list[:30]...)
	if n := check(t, s, list...); n != 30 {
		t.Errorf("%d of 30 before they are written", n)
	}
	s = reopen(t, s, dir)
	put(s, list[20:]...)
	s = reopen(t, s, dir)
	if n := check(t, s, list...); n != 50 {
		t.Errorf("%d of 50 in the third run", n)
	}
	if n := len(s.Keys()); n != 50 {
		t.Errorf("%d keys: what is there is not put twice", n)
	}
}

func TestStoresThatKeepNothingAreNoTrouble(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "none")
	for _, s := range []*Store{nil, {}, Open(blocked)} {
		put(s, "a")
		if _, ok := s.Get(keyOf("a")); ok || s.Has(keyOf("a")) || len(s.Keys()) > 0 {
			t.Error("it keeps something")
		}
		s.Compact()
		s.Close()
	}
	if Open(blocked).Err() == nil {
		t.Error("no word of a folder that is not there")
	}
}

func TestMemory(t *testing.T) {
	s, list := Memory(), names("m", 30)
	put(s, list...)
	if n := check(t, s, list...); n != 30 {
		t.Errorf("%d of 30", n)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestManyAtOnce(t *testing.T) {
	dir, list := t.TempDir(), names("c", 400)
	var stores sync.WaitGroup
	for range 4 { // as many processes
		stores.Go(func() {
			s := Open(dir)
			var wg sync.WaitGroup
			for i := range 4 {
				wg.Go(func() {
					for j := i; j < len(list); j += 3 {
						put(s, list[j])
						check(t, s, list[j])
						if j%50 == 0 {
							s.mu.Lock()
							s.flush()
							s.mu.Unlock()
						}
					}
				})
			}
			wg.Wait()
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	stores.Wait()
	s := open(t, dir)
	if n := check(t, s, list...); n != len(list) {
		t.Errorf("%d of %d", n, len(list))
	}
	if err := os.Remove(filepath.Join(dir, folder, "index")); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s, dir)
	if n := check(t, s, list...); n != len(list) {
		t.Errorf("%d of %d without the index", n, len(list))
	}
}

// files gives the two files of a store with these entries.
func files(t testing.TB, list ...string) (pack, index []byte) {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir)
	put(s, list...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	pack, err1 := os.ReadFile(filepath.Join(dir, folder, "pack"))
	index, err2 := os.ReadFile(filepath.Join(dir, folder, "index"))
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return pack, index
}

func lay(t testing.TB, dir string, pack, index []byte) {
	t.Helper()
	os.MkdirAll(filepath.Join(dir, folder), 0o777)
	if err := os.WriteFile(filepath.Join(dir, folder, "pack"), pack, 0o666); err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(dir, folder, "index"))
	if index != nil {
		if err := os.WriteFile(filepath.Join(dir, folder, "index"), index, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// heals fails if a damaged store gives wrong bytes, or does not keep what is then put.
func heals(t testing.TB, dir string, list []string) (there int) {
	t.Helper()
	s := open(t, dir)
	there = check(t, s, list...)
	put(s, list...)
	s = reopen(t, s, dir)
	if n := check(t, s, list...); n != len(list) {
		t.Fatalf("%d of %d after they were put again", n, len(list))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return there
}

func TestCutAnywhere(t *testing.T) {
	list := names("t", 3)
	pack, index := files(t, list...)
	dir := t.TempDir()
	whole := 0
	for i := range len(pack) + 1 {
		lay(t, dir, pack[:i], index)
		heals(t, dir, list)
		lay(t, dir, pack[:i], nil)
		n := heals(t, dir, list)
		if n < whole {
			t.Fatalf("%d bytes give %d entries, fewer gave %d", i, n, whole)
		}
		whole = n
	}
	if whole != len(list) {
		t.Errorf("the whole pack gives %d", whole)
	}
	for i := range len(index) + 1 {
		lay(t, dir, pack, index[:i])
		if n := heals(t, dir, list); n < len(list) && (i-headSize)%entrySize != 0 {
			t.Fatalf("an index of %d bytes: %d entries", i, n)
		}
	}
}

func TestAFlippedBitCostsOneEntry(t *testing.T) {
	list := names("f", 5)
	pack, index := files(t, list...)
	dir := t.TempDir()
	for i := 0; i < len(pack)*8; i += 11 { // each byte is met
		damaged := bytes.Clone(pack)
		damaged[i/8] ^= 1 << (i % 8)
		ix := index
		if i%2 == 0 { // without an index, by scanning
			ix = nil
		}
		lay(t, dir, damaged, ix)
		if n := heals(t, dir, list); n < len(list)-1 && i/8 >= headSize {
			t.Fatalf("bit %d: %d entries left", i, n)
		}
	}
	for i := 0; i < len(index)*8; i += 11 {
		damaged := bytes.Clone(index)
		damaged[i/8] ^= 1 << (i % 8)
		lay(t, dir, pack, damaged)
		if n := heals(t, dir, list); n != len(list) {
			t.Fatalf("bit %d of the index: %d entries left", i, n)
		}
	}
}

func TestRubbishBetweenRecords(t *testing.T) {
	list := names("r", 8)
	pack, _ := files(t, list...)
	more, _ := files(t, "x", "y")
	torn := append(bytes.Clone(pack), more[headSize:len(more)-3]...)
	torn = append(torn, more[headSize:]...)
	dir := t.TempDir()
	lay(t, dir, torn, nil)
	if n := heals(t, dir, append(list, "x", "y")); n != 10 {
		t.Errorf("%d of 10", n)
	}
}

func TestAnotherPacksIndexIsNotBelieved(t *testing.T) {
	list := names("o", 8)
	pack, _ := files(t, list...)
	_, other := files(t, names("p", 8)...)
	dir := t.TempDir()
	lay(t, dir, pack, other)
	if n := heals(t, dir, list); n != 8 {
		t.Errorf("%d of 8", n)
	}
}

func TestCompactDropsWhatIsDead(t *testing.T) {
	dir := t.TempDir()
	big := func(s *Store, name string) { s.Put(keyOf(name), bytes.Repeat([]byte(name), 100_000)) }
	size := func() int64 {
		fi, err := os.Stat(filepath.Join(dir, folder, "pack"))
		if err != nil {
			t.Fatal(err)
		}
		return fi.Size()
	}
	s := open(t, dir)
	for _, n := range names("", 40) {
		big(s, n)
	}
	s.Compact()
	before := size()

	s = open(t, dir)
	for _, n := range names("", 30) {
		s.Has(keyOf(n))
	}
	if err := s.Compact(); err != nil || size() != before {
		t.Errorf("%v: %d bytes of %d; three quarters were wanted", err, size(), before)
	}

	s, old := open(t, dir), open(t, dir)
	for _, n := range names("", 10) {
		s.Get(keyOf(n))
	}
	put(s, "new")
	if err := s.Compact(); err != nil || size() >= before/2 {
		t.Errorf("%v: %d bytes of %d; a quarter was wanted", err, size(), before)
	}
	if _, ok := old.Get(keyOf("39")); !ok {
		t.Error("who has the old pack lost it")
	}
	big(old, "late")
	if err := old.Close(); err != nil {
		t.Error(err)
	}

	s = open(t, dir)
	if n := len(s.Keys()); n != 11 || check(t, s, "new") != 1 {
		t.Errorf("%d entries of 11", n)
	}
	left, _ := os.ReadDir(filepath.Join(dir, folder))
	if len(left) != 2 {
		t.Errorf("files left behind: %v", left)
	}
}

func TestAFailedWriteIsToldOnce(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(s, "before")
	s = reopen(t, s, dir)
	s.pack.Close() // the next write fails
	s.Put(keyOf("big"), make([]byte, flushAt))
	if s.Err() == nil {
		t.Fatal("nothing is said")
	}
	put(s, "after")
	if _, ok := s.Get(keyOf("after")); ok {
		t.Error("it still keeps what cannot be written")
	}
	s.Close()
	if s = open(t, dir); check(t, s, "before") != 1 {
		t.Error("what was there is lost")
	}
}

func TestRemove(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(s, "a")
	s.Close()
	if err := Remove(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, folder)); !os.IsNotExist(err) {
		t.Error("it is still there")
	}
	if err := Remove(filepath.Join(dir, "no")); err != nil {
		t.Error(err)
	}
}

func TestALinkIsNoPack(t *testing.T) {
	dir, far := t.TempDir(), filepath.Join(t.TempDir(), "far")
	os.Mkdir(filepath.Join(dir, folder), 0o777)
	if err := os.Symlink(far, filepath.Join(dir, folder, "pack")); err != nil {
		return // no links on this system
	}
	s := Open(dir)
	defer s.Close()
	if s.Err() == nil {
		t.Error("a link was followed")
	}
	put(s, "a")
	if _, err := os.Stat(far); err == nil {
		t.Error("it was written where the link leads")
	}
}

// FuzzPack reads packs that anything may be in: whatever comes out was put under its key, or is bytes of a frame with the
// right sums.
func FuzzPack(f *testing.F) {
	list := names("z", 3)
	pack, _ := files(f, list...)
	f.Add(pack)
	f.Add(pack[:len(pack)-5])
	f.Add(append(bytes.Clone(pack[:headSize+9]), pack[headSize:]...))
	huge := bytes.Clone(pack)
	huge[headSize+len(recordMark)+3] = 0xff
	f.Add(huge)
	f.Fuzz(func(t *testing.T, pack []byte) {
		r := bytes.NewReader(pack)
		last := int64(0)
		scan(r, int64(len(pack)), func(key Key, at span) {
			if at.offset < last {
				t.Fatal("a record within another")
			}
			last = at.offset + int64(frameSize) + int64(at.length)
			if data, ok := readRecord(r, key, at); ok && !bytes.Equal(appendRecord(nil, key, data), pack[at.offset:last]) {
				t.Fatal("a record that would be written otherwise")
			}
		})
		for i, n := range list { // places that an index may name
			if data, ok := readRecord(r, keyOf(n), span{int64(headSize + i*frameSize), uint32(i * 100)}); ok && !bytes.Contains(pack, data) {
				t.Fatal("bytes that are not in the pack")
			}
		}
	})
}

// FuzzIndex reads indexes that anything may be in: what is accepted is just what would be written.
func FuzzIndex(f *testing.F) {
	_, index := files(f, names("i", 3)...)
	f.Add(index)
	f.Add(index[:headSize])
	f.Add(index[:len(index)-1])
	f.Fuzz(func(t *testing.T, index []byte) {
		name, ok := readHead(bytes.NewReader(index), indexMark)
		at, read := parseIndex(index, name)
		if read && (!ok || len(at) > (len(index)-headSize)/entrySize) {
			t.Fatalf("%d entries of %d bytes", len(at), len(index))
		}
		for key, where := range at {
			if !bytes.Contains(index, appendEntry(nil, key, where)) {
				t.Fatal("an entry that is not there")
			}
		}
	})
}
