package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/disk"
	"studylog/internal/site"
	"studylog/internal/store"
)

// A receipt says what a build came to. It is kept in the cache under all that the build was made of, as far as that can
// be seen from outside: who finds it, and an output that stands as it says, knows without a plan that nothing changed.
type receipt struct {
	Output      string    // the sum of the output's manifest
	From, Until time.Time // outside of these, another now may publish other posts; no Until: nothing waits
	Said        diag.List
	Tally, Base string
}

// receiptKey is the key of what a build would be made of now; ok is false where files may still be on the move, or the
// program cannot be told from another one.
func (p *program) receiptKey(j *journal, o buildOptions, out string) (key store.Key, ok bool) {
	program, err := os.Executable()
	if err != nil {
		return key, false
	}
	fi, err := os.Stat(program)
	base, _, berr := p.base(j, o.base, content.Settings{})
	if err != nil || berr != nil || o.now != "" || o.verify || o.adopt {
		return key, false
	}
	seen, last := j.fingerprint()
	h := sha256.New()
	fmt.Fprintf(h, "receipt 1\n%d %d\n%q %q %q %q\n%t %t\n%x", fi.Size(), fi.ModTime().UnixNano(),
		out, o.base, p.getenv("STUDYLOG_BASE_URL"), base, o.drafts, o.future, seen)
	h.Sum(key[:0])
	return key, j.clock().Sub(last) >= content.AtRest
}

// receipt returns what the last build of just this came to, if it still stands.
func (p *program) receipt(j *journal, o buildOptions, place disk.Options, key store.Key) (r receipt, ok bool) {
	now, err := p.epochOrClock()
	if err != nil {
		return r, false
	}
	if j.cache == nil {
		j.cache = j.openCache()
	}
	data, ok := j.cache.Get(key)
	if !ok || json.Unmarshal(data, &r) != nil || verdict(r.Said, o.strict) != nil {
		return r, false
	}
	if now.Before(r.From) || !r.Until.IsZero() && !now.Before(r.Until) {
		return r, false
	}
	sum, err := hex.DecodeString(r.Output)
	return r, err == nil && len(sum) == sha256.Size && disk.Stands(place, [sha256.Size]byte(sum))
}

// keepReceipt puts down what a build came to, for the next one. Of a day on which a post comes or goes there is none.
func (p *program) keepReceipt(j *journal, key store.Key, plan *site.Plan, r receipt) {
	now, err := p.epochOrClock()
	if err != nil {
		return
	}
	r.From = now
	if until := plan.Until(now); !until.IsZero() {
		r.Until = until.Add(-24 * time.Hour)
		if !now.Before(r.Until) {
			return
		}
	}
	if data, err := json.Marshal(r); err == nil {
		j.cache.Put(key, data)
	}
}

// fingerprint is a hash of what the sources look like from outside: names, sizes, times; and the last of the times.
func (j *journal) fingerprint() (sum [32]byte, last time.Time) {
	h := sha256.New()
	top, _ := j.own.ReadDir(".")
	for _, e := range top {
		if name := e.Name(); name == "content" || name == "templates" || name == "static" || strings.HasPrefix(name, "studylog.") {
			j.own.print(h, &last, ".", e)
		}
	}
	h.Sum(sum[:0])
	return sum, last
}

// print writes what an entry of a folder looks like, and all that is below.
func (f folders) print(h interface{ Write([]byte) (int, error) }, last *time.Time, dir string, e fs.DirEntry) {
	name := path.Join(dir, e.Name())
	fi, err := e.Info()
	if err != nil {
		fmt.Fprintf(h, "%q is gone\n", name)
		return
	}
	if t := fi.ModTime(); t.After(*last) && !fi.IsDir() {
		*last = t
	}
	if !fi.IsDir() {
		fmt.Fprintf(h, "%q %v %d %d\n", name, fi.Mode(), fi.Size(), fi.ModTime().UnixNano())
		return
	}
	list, err := f.ReadDir(name)
	fmt.Fprintf(h, "%q %d %t\n", name, len(list), err == nil)
	for _, e := range list {
		f.print(h, last, name, e)
	}
}
