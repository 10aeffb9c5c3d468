package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden site anew")

// here is the program in a test's world: a folder, a clock that stands, no environment.
func here(dir string, err io.Writer) *program {
	plain := painter(false)
	return &program{
		in: bytes.NewReader(nil), out: io.Discard, err: err, dir: dir, getenv: func(string) string { return "" },
		clock: func() time.Time { return time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC) }, paint: plain, paintOut: plain,
	}
}

// buildSite builds the journal of testdata into a folder of its own, from a copy: a build leaves notes in .studylog.
func buildSite(t *testing.T, args ...string) string {
	t.Helper()
	journal, out := t.TempDir(), filepath.Join(t.TempDir(), "site")
	if err := os.CopyFS(journal, os.DirFS("testdata/journal")); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if code := here(journal, &said).run(context.Background(), append([]string{"build", "-d", out, "--strict"}, args...)); code != 0 {
		t.Fatalf("exit code %d\n%s", code, said.String())
	}
	return out
}

// The golden site is reviewed like code: `make golden` writes it, git diff shows what moved.
func TestGolden(t *testing.T) {
	out := buildSite(t)
	if *update {
		if err := os.RemoveAll("testdata/golden"); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS("testdata/golden", os.DirFS(out)); err != nil {
			t.Fatal(err)
		}
	}
	diff := difference(os.DirFS("testdata/golden"), os.DirFS(out))
	slices.Sort(diff)
	for _, d := range diff {
		t.Error(d)
	}
	if len(diff) > 0 {
		t.Error("if this is meant: make golden, and read the diff")
	}
}

// Nothing of what was left out, and nothing of what was hidden in a picture, is anywhere in the site.
func TestGoldenLeaksNothing(t *testing.T) {
	for name, text := range contents(os.DirFS("testdata/golden")) {
		for _, word := range []string{"draftword", "futureword", "secretplace"} {
			if strings.Contains(strings.ToLower(name+text), word) {
				t.Errorf("%s has %q", name, word)
			}
		}
	}
}

// The same bytes wherever and whenever a site is made: nothing may come from the zone, the clock or the scheduler.
func TestDeterminism(t *testing.T) {
	want := os.DirFS(buildSite(t, "--now", "2026-02-01"))
	local, procs := time.Local, runtime.GOMAXPROCS(0)
	t.Cleanup(func() { time.Local = local; runtime.GOMAXPROCS(procs) })
	for _, zone := range []string{"Asia/Tokyo", "America/Los_Angeles"} {
		for _, n := range []int{1, 8} {
			t.Run(fmt.Sprint(zone, n), func(t *testing.T) {
				loc, err := time.LoadLocation(zone)
				if err != nil {
					t.Fatal(err)
				}
				time.Local = loc
				runtime.GOMAXPROCS(n)
				got := os.DirFS(buildSite(t, "--now", "2027-03-04T05:06:07+09:00"))
				for _, d := range difference(want, got) {
					t.Error(d)
				}
			})
		}
	}
}
