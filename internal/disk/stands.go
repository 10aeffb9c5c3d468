package disk

import (
	"crypto/sha256"
	"sync/atomic"
)

// Stands reports whether the output is as the Sync left it whose [Stats.Sum] this is: no other one came after it, none
// was cut short, and each file of ours is as it was written. Whoever also knows that the site would be the same needs no
// tree to see that there is nothing to do. When in doubt, the answer is no.
func Stands(o Options, sum [sha256.Size]byte) bool {
	p, err := locate(o)
	if err != nil {
		return false
	}
	unlock, err := Lock(o.State)
	if err != nil {
		return false
	}
	defer unlock()
	j := &job{o: o, place: p}
	if err := j.open(); err != nil {
		return false
	}
	defer j.close()
	for _, sign := range []string{".next", ".exchange"} {
		if _, err := j.state.Lstat(j.name + sign); err == nil {
			return false
		}
	}
	data, err := j.state.ReadFile(j.name)
	if err != nil || sumOf(data) != sum {
		return false
	}
	m, err := decodeManifest(data)
	return err == nil && j.complete(m)
}

// complete reports whether all files of a manifest are there.
func (j *job) complete(m manifest) bool {
	site, err := openFolder(j.root, j.base)
	if err != nil {
		return false
	}
	defer site.close()
	paths := make([]string, 0, len(m))
	for p := range m {
		paths = append(paths, p)
	}
	var missing atomic.Bool
	each(len(paths), func(i int) {
		if missing.Load() {
			return
		}
		if fi, err := site.lstat(paths[i]); err != nil || !m[paths[i]].agrees(fi) {
			missing.Store(true)
		}
	})
	return !missing.Load()
}
