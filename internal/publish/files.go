package publish

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"studylog/internal/lazy"
)

// listName is where the branch says which of its files are ours.
const listName = ".studylog-files"

// files is what .studylog-files holds.
type files struct {
	generation int              // how many times was published
	entries    map[string]entry // by path
}

// An entry is one file of ours on the branch.
type entry struct {
	sum        [32]byte // SHA-256 of its bytes
	generation int      // the publish that brought these bytes; of a kept file, the one that kept it
	kept       bool     // no longer of the site: it goes with the next publish
}

const (
	listHead    = "studylog-files "
	listVersion = 1
)

// encode writes one line per file, sorted by path. A file that stays keeps its line to the byte, so that git stores
// and sends only what changed.
func (f files) encode() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s%d generation %d\n", listHead, listVersion, f.generation)
	for _, path := range slices.Sorted(maps.Keys(f.entries)) {
		e := f.entries[path]
		word := "site"
		if e.kept {
			word = "kept"
		}
		fmt.Fprintf(&b, "%s %x %d %s\n", word, e.sum, e.generation, path)
	}
	return b.Bytes()
}

// errNewer: the list was written by a studylog that knows more than this one.
var errNewer = errors.New("it was written by a newer studylog")

// decodeFiles reads a list. It takes only what encode writes: of a list that was merged or edited by hand nobody knows
// any more whose files are whose.
func decodeFiles(data []byte) (files, error) {
	head, body, _ := strings.Cut(string(data), "\n")
	var version int
	f := files{entries: map[string]entry{}}
	if _, err := fmt.Sscanf(head, listHead+"%d generation %d", &version, &f.generation); err != nil {
		if version > listVersion {
			return files{}, errNewer
		}
		return files{}, fmt.Errorf("line 1 is not %q", strings.TrimSpace(listHead)+" 1 generation N")
	}
	if version > listVersion {
		return files{}, errNewer
	}
	n := 1
	for line := range strings.Lines(body) {
		n++
		path, e, ok := decodeEntry(line)
		if _, twice := f.entries[path]; !ok || twice || e.generation > f.generation {
			return files{}, fmt.Errorf("line %d cannot be understood", n)
		}
		f.entries[path] = e
	}
	if !bytes.Equal(f.encode(), data) {
		return files{}, errors.New("it is not as studylog writes it")
	}
	return f, nil
}

func decodeEntry(line string) (path string, e entry, ok bool) {
	line, ended := strings.CutSuffix(line, "\n")
	f := strings.SplitN(line, " ", 4)
	if !ended || len(f) != 4 || f[0] != "site" && f[0] != "kept" || len(f[1]) != 64 {
		return "", e, false
	}
	e.kept = f[0] == "kept"
	_, err1 := hex.Decode(e.sum[:], []byte(f[1]))
	generation, err2 := strconv.Atoi(f[2])
	e.generation = generation
	return f[3], e, err1 == nil && err2 == nil && generation > 0 && fs.ValidPath(f[3]) && f[3] != "." && !strings.ContainsFunc(f[3], unicode.IsControl)
}

// hashed is the name of an asset: what it is called, the hash of what it is made from, its ending.
var hashed = lazy.Regexp{Pattern: `^(assets/.+)\.[0-9a-f]{8,64}(\.[A-Za-z0-9]+)$`}

// assetName is an asset's path without its hash, or "" of any other file.
func assetName(path string) string {
	if m := hashed.Get().FindStringSubmatch(path); m != nil {
		return m[1] + m[2]
	}
	return ""
}

// replaced tells which assets of the last site have a successor in the new one: those that pages out of a cache still
// ask for. Where more of one name went than came, one of them was taken away and not replaced, and nobody can tell
// which: then none of that name is kept.
func (f files) replaced(site map[string]bool) map[string]bool {
	came, went := map[string]int{}, map[string]int{}
	for path := range site {
		if e, ok := f.entries[path]; !ok || e.kept {
			came[assetName(path)]++
		}
	}
	for path, e := range f.entries {
		if !e.kept && !site[path] {
			went[assetName(path)]++
		}
	}
	keep := map[string]bool{}
	for path, e := range f.entries {
		if name := assetName(path); name != "" && !e.kept && !site[path] && came[name] >= went[name] {
			keep[path] = true
		}
	}
	return keep
}
