package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"studylog/internal/linkcheck"
)

// Links to other sites are asked only when that is wished, told of at each place that states them, and not asked twice.
func TestCheckExternal(t *testing.T) {
	var asked atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("/none", func(w http.ResponseWriter, _ *http.Request) { asked.Add(1); w.WriteHeader(http.StatusNotFound) })
	mux.HandleFunc("/old", func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, "/new", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/new", func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	mux.HandleFunc("/login", func(w http.ResponseWriter, _ *http.Request) { asked.Add(1); w.WriteHeader(http.StatusForbidden) })
	host := httptest.NewServer(mux)
	defer host.Close()
	dir := t.TempDir()
	write(t, dir, "studylog.yaml", "author: {name: Ada, url: "+host.URL+"/new}\n")
	write(t, dir, "content/resources.yaml", "- {id: talk, kind: video, title: A talk, unit: hours, url: "+host.URL+"/old}\n")
	write(t, dir, "content/posts/2025-10-14-a.md", "See [it]("+host.URL+"/old) and [that]("+host.URL+"/login).\n")
	run := func(args ...string) (int, string) {
		var said bytes.Buffer
		p := here(dir, &said)
		p.out, p.links = &said, &linkcheck.Checker{Private: true, Pause: time.Millisecond}
		code := p.run(context.Background(), append([]string{"check"}, args...))
		return code, strings.ReplaceAll(said.String(), host.URL, "HOST")
	}

	if code, said := run(); code != 0 || asked.Load() != 0 {
		t.Fatalf("without --external: %d requests, exit code %d\n%s", asked.Load(), code, said)
	}
	code, said := run("--external")
	if code != 0 {
		t.Errorf("notes alone end with %d", code)
	}
	for _, want := range []string{
		"content/posts/2025-10-14-a.md:1:5: note[A403]: the link HOST/old has moved for good\n",
		"hint: write HOST/new\n",
		": note[A403]: the link HOST/login will not say whether it is well: 403 Forbidden\n",
		"content/resources.yaml:1:8: note[A403]: the link HOST/old has moved for good\n",
		"1 post checked: 3 notes",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	asked.Store(0)
	if _, again := run("--external"); asked.Load() != 0 || again != said {
		t.Errorf("asked again: %d requests\n%s", asked.Load(), again)
	}
	if _, err := os.Stat(filepath.Join(dir, ".studylog", "links.json")); err != nil {
		t.Error(err)
	}

	write(t, dir, "content/posts/2025-10-15-b.md", "A [dead link]("+host.URL+"/none).\n")
	code, said = run("--external", "--format", "github")
	if code != exitFindings || !strings.Contains(said, "::error file=content/posts/2025-10-15-b.md,line=1,col=3,title=A401::the link HOST/none leads nowhere: 404 Not Found%0Ahint: ") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if asked.Load() != 2 { // HEAD, and GET to be sure
		t.Errorf("%d requests for one new link", asked.Load())
	}
}

// fineWorld is a world in which every address is well.
type fineWorld struct{}

func (fineWorld) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}
