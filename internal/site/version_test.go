package site

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"testing/fstest"

	"studylog/internal/content"
	"studylog/internal/demo"
	"studylog/internal/vfs"
)

// renderSum is what renderVersion stands for: the hash of all that the demo's views hold and of every file that is no
// page. A build skips a page whose key stands, so that a change of rendering that nobody told the key of would leave
// old pages in a user's site for ever.
const renderSum = "b53db2667d72d192"

// bareTheme prints each view whole, as JSON, so that the theme's own templates, which are in every key, do not matter.
func bareTheme() fstest.MapFS {
	theme := fstest.MapFS{"templates/base.html": {Data: []byte(`{{define "base"}}<script>view = {{.}}</script>{{end}}`)}}
	for kind := range kinds {
		theme["templates/"+kind+".html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}{{end}}`)}
	}
	for _, name := range hashed {
		theme["static/"+name] = &fstest.MapFile{Data: []byte(" ")}
	}
	return theme
}

func TestTheVersionStandsForTheRendering(t *testing.T) {
	tree, _ := content.Load(vfs.Overlay(demo.FS(), bareTheme()))
	p, diags := NewPlan(tree, ada, now.AddDate(1, 0, 0))
	if diags.HasErrors() {
		t.Fatal(messages(diags))
	}
	out, sum := p.Output(), sha256.New()
	for _, name := range out.Paths() {
		data, err := out.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(sum, "%s\x00%d\x00", name, len(data))
		sum.Write(data)
	}
	if got := hex.EncodeToString(sum.Sum(nil))[:16]; got != renderSum {
		t.Errorf("what is rendered has changed: raise renderVersion (it is %s), and write the new sum here: %s", renderVersion, got)
	}
}
