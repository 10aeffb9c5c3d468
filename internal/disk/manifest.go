package disk

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// An entry is what is known about a file of ours since it was written.
type entry struct {
	key   [32]byte // of all that it was rendered from
	sum   [32]byte // SHA-256 of its bytes
	size  int64
	mtime int64 // ns since 1970
}

// agrees reports whether fi can only be the file as it was written.
func (e entry) agrees(fi fs.FileInfo) bool {
	return fi != nil && fi.Mode().IsRegular() && fi.Size() == e.size && fi.ModTime().UnixNano() == e.mtime
}

// A manifest lists the files of ours in one output folder.
type manifest map[string]entry

func (m manifest) has(path string) bool { _, ok := m[path]; return ok }

const manifestHead = "studylog output 1\n"

// encode writes one line per file, sorted by path, and the sum of all that last: a manifest that lost its end, or all
// its bytes, in a power cut is then no manifest.
func (m manifest) encode() []byte {
	b := bytes.NewBufferString(manifestHead)
	var line []byte
	for _, p := range slices.Sorted(maps.Keys(m)) {
		e := m[p]
		line = hex.AppendEncode(line[:0], e.key[:])
		line = append(line, ' ')
		line = hex.AppendEncode(line, e.sum[:])
		line = append(line, ' ')
		line = strconv.AppendInt(line, e.size, 10)
		line = append(line, ' ')
		line = strconv.AppendInt(line, e.mtime, 10)
		line = append(line, ' ')
		line = append(line, p...) // last: it may hold blanks, and never a newline
		b.Write(append(line, '\n'))
	}
	sum := sha256.Sum256(b.Bytes())
	fmt.Fprintf(b, "end %x\n", sum)
	return b.Bytes()
}

// sumOf is the sum that a manifest ends with; of what is none, it is the sum of nothing that could be one.
func sumOf(data []byte) (sum [sha256.Size]byte) {
	if len(data) >= endLen {
		_, _ = hex.Decode(sum[:], data[len(data)-sha256.Size*2-1:len(data)-1])
	}
	return sum
}

var errManifest = errors.New("not a manifest")

const endLen = len("end ") + 64 + len("\n")

func decodeManifest(data []byte) (manifest, error) {
	if len(data) < len(manifestHead)+endLen || !bytes.HasPrefix(data, []byte(manifestHead)) {
		return nil, errManifest
	}
	body, end := data[:len(data)-endLen], string(data[len(data)-endLen:])
	if end != fmt.Sprintf("end %x\n", sha256.Sum256(body)) {
		return nil, errManifest
	}
	m := manifest{}
	for line := range strings.Lines(string(body[len(manifestHead):])) {
		path, e, err := decodeEntry(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		m[path] = e
	}
	return m, nil
}

func decodeEntry(line string) (path string, e entry, err error) {
	f := strings.SplitN(line, " ", 5)
	if len(f) != 5 || len(f[0]) != 64 || len(f[1]) != 64 || !fs.ValidPath(f[4]) {
		return "", e, errManifest
	}
	_, err1 := hex.Decode(e.key[:], []byte(f[0]))
	_, err2 := hex.Decode(e.sum[:], []byte(f[1]))
	var err3, err4 error
	e.size, err3 = strconv.ParseInt(f[2], 10, 64)
	e.mtime, err4 = strconv.ParseInt(f[3], 10, 64)
	return f[4], e, errors.Join(err1, err2, err3, err4)
}

// readManifest returns nil if there is none, or none that can be trusted: then the files in the output have to show by
// their bytes whose they are.
func readManifest(state *os.Root, name string) (m manifest, sum [sha256.Size]byte) {
	data, err := state.ReadFile(name)
	if err != nil {
		return nil, sum
	}
	if m, err = decodeManifest(data); err != nil {
		return nil, sum
	}
	return m, sumOf(data)
}
