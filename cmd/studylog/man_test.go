package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// The manual page has every command, every flag and every example, and nothing that roff would take for a request but
// those that are meant.
func TestManPage(t *testing.T) {
	root := here(t.TempDir(), &bytes.Buffer{}).root()
	root.InitDefaultHelpCmd()
	page := manPage(root)
	for _, cmd := range root.Commands() {
		if !cmd.Runnable() {
			if !strings.Contains(page, "\n\\fBstudylog help "+cmd.Name()+"\\fR\n") {
				t.Errorf("the manual %s is not named", cmd.Name())
			}
			continue
		}
		_, part, found := strings.Cut(page, "\n.SS studylog "+escaped(cmd.Use)+"\n")
		if !found {
			t.Errorf("%s is not there", cmd.Name())
		}
		part, _, _ = strings.Cut(part, "\n.S")
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && !f.Hidden && !strings.Contains(part, escaped("--"+f.Name)) {
				t.Errorf("%s --%s is not there", cmd.Name(), f.Name)
			}
		})
		for line := range strings.Lines(cmd.Example) {
			if !strings.Contains(part, escaped(line)) {
				t.Errorf("the example %q is not there", line)
			}
		}
	}
	known := map[string]bool{"TH": true, "SH": true, "SS": true, "PP": true, "TP": true, "B": true, "I": true, "nf": true, "fi": true, "RS": true, "RE": true}
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "'") {
			t.Errorf("a line begins with a quote: %s", line)
		}
		if request, ok := strings.CutPrefix(line, "."); ok && !known[strings.Fields(request + " ?")[0]] {
			t.Errorf("no request of ours: %s", line)
		}
	}
}

func TestEscapedForRoff(t *testing.T) {
	for text, want := range map[string]string{
		".SH NAME": `\&.SH NAME`, "a\n.b": "a\n\\&.b", "'tis": `\(aqtis`, `C:\new`: `C:\enew`, "--flag": `\-\-flag`, "`x`": `\(gax\(ga`, "~/^": `\(ti/\(ha`,
	} {
		if got := escaped(text); got != want {
			t.Errorf("escaped(%q) = %q, want %q", text, got, want)
		}
	}
}
