package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"studylog/internal/content"
)

// pause is how often build --watch looks at the sources. It compares sizes and times instead of waiting for events, so
// that it works on every disk; who wants a change within milliseconds has serve.
const pause = 500 * time.Millisecond

// watch builds now, and whenever a source changes, until it is interrupted. A build that fails leaves the site as it
// was and waits for the mistake to be mended.
func (p *program) watch(ctx context.Context, o buildOptions) error {
	j, err := p.open()
	if err != nil {
		return err
	}
	defer j.close()
	for last := [32]byte{}; ; {
		if seen := j.fingerprint(); seen != last {
			last = seen // of before the build: what changes meanwhile is built next
			var f *failure
			if err := p.buildFrom(j, o); err != nil && (!errors.As(err, &f) || f.code == exitUsage) {
				return err
			}
			fmt.Fprintln(p.err, "watching for changes, stop with Ctrl-C")
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// fingerprint is a hash of what the sources look like from outside: names, sizes, times.
func (j *journal) fingerprint() (sum [32]byte) {
	h := sha256.New()
	for _, top := range []string{content.SettingsFile, "content", "templates", "static"} {
		_ = fs.WalkDir(j.root.FS(), top, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil // it is gone, or not there yet
			}
			if fi, err := e.Info(); err == nil {
				fmt.Fprintf(h, "%q %d %d\n", name, fi.Size(), fi.ModTime().UnixNano())
			}
			return nil
		})
	}
	h.Sum(sum[:0])
	return sum
}
