// Bench measures studylog, and Hugo beside it, on journals that it makes up.
//
//	go run ./internal/bench                              the table of internal/README.md, in about eight minutes
//	go run ./internal/bench -n 50000 -runs 1             how it grows
//	go run ./internal/bench corpus -n 1000 JOURNAL       a journal of 1,000 posts
//	go run ./internal/bench corpus -n 1000 -hugo SITE JOURNAL
//
// It is a program of its own, for those who work on studylog, and no part of it. It reads the clock, starts other programs and
// talks to servers on this machine, and to nothing beyond.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func command(args []string) error {
	if len(args) > 0 && args[0] == "corpus" {
		return writeCorpus(args[1:])
	}
	return measure(args)
}

func writeCorpus(args []string) error {
	flags := flag.NewFlagSet("corpus", flag.ExitOnError)
	n := flags.Int("n", 1000, "how many posts")
	site := flags.String("hugo", "", "a folder for an equal site for Hugo")
	flags.Parse(args)
	if flags.NArg() != 1 || *n < 1 {
		return fmt.Errorf("usage: bench corpus -n 1000 [-hugo SITE] JOURNAL")
	}
	c := newCorpus(*n)
	if err := c.writeJournal(flags.Arg(0)); err != nil || *site == "" {
		return err
	}
	return c.writeHugo(*site)
}
