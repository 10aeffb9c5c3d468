package main

import (
	"context"
	"errors"
	"fmt"
	"time"
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
		if seen, _ := j.fingerprint(); seen != last {
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
