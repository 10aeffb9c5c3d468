package browsertest

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "write a picture of every page into this `folder`")

const base = "/study-journal/"

// journals are what is built: the files of a journal's folder, and the pages to visit.
var journals = []struct {
	name, dir, now string
	paths          map[string]string
}{
	{"first day", "../..", "2025-10-15", map[string]string{
		"home": "", "post": "posts/the-plan/", "tracker": "tracker/", "comparison": "compare/ai-vs-traditional/",
		"404": "no/such/page", "archive": "posts/", "about": "about/", "resource": "tracker/aws-bootcamp/", "comparisons": "compare/",
	}},
	{"kept for a while", "../../cmd/studylog/testdata/journal", "2026-02-01", map[string]string{
		"home": "", "post": "posts/second-update/", "tracker": "tracker/", "comparison": "compare/ai-vs-traditional/",
		"404": "posts/No-Such-Post/", "tags": "tags/", "lab": "posts/first-lab/",
	}},
	{"half a year", "../demo/journal", "2026-05-01", map[string]string{
		"home": "", "post": "posts/half-a-year/", "tracker": "tracker/", "comparison": "compare/attacks/",
	}},
}

func TestSite(t *testing.T) {
	axe := readAxe(t)
	studylog := buildProgram(t)
	browser := startBrowser(t)
	for _, j := range journals {
		t.Run(j.name, func(t *testing.T) {
			site := serveSite(t, studylog, j.dir, j.now)
			for name, path := range j.paths {
				for _, scheme := range []string{"light", "dark"} {
					for _, width := range []int64{320, 1280} {
						t.Run(fmt.Sprintf("%s/%s/%d", name, scheme, width), func(t *testing.T) {
							v := visit{t: t, site: site, url: site + path, scheme: scheme, width: width, axe: axe}
							if name == "404" {
								v.status = http.StatusNotFound
							}
							for _, problem := range v.look(browser) {
								t.Error(problem)
							}
						})
					}
				}
			}
		})
	}
}

// The test sees what it is there to see: on a page with every fault, each is found.
func TestFaultsAreFound(t *testing.T) {
	const page = `<!doctype html><html><head><title>Faults</title>
<meta http-equiv="Content-Security-Policy" content="style-src 'self'">
<link rel="icon" href="data:,"></head>
<body bgcolor="white" style="margin: 0"><img src="missing.png"><img src="http://127.0.0.1:9/away.png" alt="">
<div class="wide"><svg width="2000" height="10" aria-hidden="true"></svg></div>
<script>console.log("hello"); throw new Error("oh")</script></body></html>`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != base {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, page)
	}))
	defer server.Close()
	v := visit{t: t, site: server.URL + base, url: server.URL + base, scheme: "dark", width: 320, axe: readAxe(t)}
	found := strings.Join(v.look(startBrowser(t)), "\n")
	for _, want := range []string{
		"missing.png: status 404", "a request leaves the site: http://127.0.0.1:9/away.png", "a request failed: ",
		"Content Security Policy", "called console.log", "a script failed", "scrolls sideways: ", "asked for dark",
		"axe: html-has-lang", "axe: image-alt",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("not found: %s", want)
		}
	}
	if t.Failed() {
		t.Log(found)
	}
}

func readAxe(t *testing.T) string {
	t.Helper()
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("axe-core is missing: run npm ci in internal/browsertest (make browser does): %v", err)
	}
	return string(axe)
}

// GitHub Pages sends a reader who left the slash out to the address with it.
func TestSlash(t *testing.T) {
	site := serveSite(t, buildProgram(t), "../..", "2025-10-15")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for path, want := range map[string]int{"tracker/": 200, "tracker": 301, "Tracker/": 404, "robots.txt": 200, "robots.txt/": 404, "feed.xml": 200} {
		resp, err := client.Get(site + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, want)
		}
	}
}

func buildProgram(t testing.TB) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "studylog")
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/studylog")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// serveSite builds a copy of a journal for the address it is then served at, and returns that.
func serveSite(t *testing.T, studylog, dir, now string) string {
	t.Helper()
	journal := t.TempDir()
	for _, part := range []string{"content", "templates", "static"} {
		if fi, err := os.Stat(filepath.Join(dir, part)); err != nil || !fi.IsDir() {
			continue
		}
		if err := os.CopyFS(filepath.Join(journal, part), os.DirFS(filepath.Join(dir, part))); err != nil {
			t.Fatal(err)
		}
	}
	settings, err := os.ReadFile(filepath.Join(dir, "studylog.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(journal, "studylog.yaml"), settings, 0o666); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	site := "http://" + listener.Addr().String() + base
	out, err := exec.Command(studylog, "build", "-s", journal, "-b", site, "--now", now).CombinedOutput()
	if err != nil {
		t.Fatalf("studylog build: %v\n%s", err, out)
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: pages{filepath.Join(journal, "public"), base}}}
	server.Start()
	t.Cleanup(server.Close)
	return site
}

func startBrowser(t testing.TB) context.Context {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WSURLReadTimeout(time.Minute),
	)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start; on Debian, apt-get install chromium: %v", err)
	}
	return ctx
}

// visit is one page, seen once.
type visit struct {
	t      *testing.T
	site   string
	url    string
	scheme string
	width  int64
	status int64 // of the page itself; 0 means 200
	axe    string

	mu       sync.Mutex
	problems []string
}

func (v *visit) problem(format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.problems = append(v.problems, fmt.Sprintf(format, args...))
}

// look visits the page and says what is wrong with it.
func (v *visit) look(browser context.Context) []string {
	ctx, closeTab := chromedp.NewContext(browser)
	defer closeTab()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := chromedp.Listen(ctx, v.listen); err != nil {
		v.t.Fatal(err)
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		v.t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(v.width, 800), chromedp.Navigate(v.url)); err != nil {
		v.t.Fatal(err)
	}
	v.scheming(ctx)
	v.sideways(ctx)
	v.accessible(ctx)
	v.picture(ctx)

	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.problems)
}

// listen hears of requests and of what the page says to the console.
func (v *visit) listen(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if to, err := url.Parse(e.Request.URL); err != nil || to.Scheme != "data" && !strings.HasPrefix(e.Request.URL, v.site) {
			v.problem("a request leaves the site: %s", e.Request.URL)
		}
	case *network.EventResponseReceived:
		want := int64(http.StatusOK)
		if e.Response.URL == v.url && v.status != 0 {
			want = v.status
		}
		if got := int64(e.Response.Status); got != want && got != http.StatusNotModified {
			v.problem("%s: status %d, want %d", e.Response.URL, got, want)
		}
	case *network.EventLoadingFailed:
		v.problem("a request failed: %s %s", e.ErrorText, e.BlockedReason)
	case *log.EventEntryAdded:
		if v.status == http.StatusNotFound && e.Entry.URL == v.url && e.Entry.Source == "network" {
			return // Chromium's own remark that the page is a 404
		}
		v.problem("console: %s: %s", e.Entry.Level, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		v.problem("console: a script called console.%s", e.Type)
	case *runtime.EventExceptionThrown:
		v.problem("a script failed: %s", e.ExceptionDetails.Text)
	}
}

// scheming wants the page to be as light or dark as the reader asked for.
func (v *visit) scheming(ctx context.Context) {
	const luminance = `(() => { const c = document.createElement("canvas").getContext("2d");
		c.fillStyle = getComputedStyle(document.body).backgroundColor; c.fillRect(0, 0, 1, 1);
		const p = c.getImageData(0, 0, 1, 1).data; return (p[0] + p[1] + p[2]) / 3; })()`
	bright, err := chromedp.Run(ctx, chromedp.Evaluate[float64](luminance))
	if err != nil {
		v.t.Fatal(err)
	}
	if (bright > 128) != (v.scheme == "light") {
		v.problem("asked for %s, and the background's brightness is %.0f of 255", v.scheme, bright)
	}
}

func (v *visit) sideways(ctx context.Context) {
	const wide = `(() => { const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w && document.body.scrollWidth <= w) return "";
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1)
			.slice(0, 5).map(e => e.tagName.toLowerCase() + "." + (e.getAttribute("class") || "")).join(", ") || "unknown element"; })()`
	guilty, err := chromedp.Run(ctx, chromedp.Evaluate[string](wide))
	if err != nil {
		v.t.Fatal(err)
	}
	if guilty != "" {
		v.problem("scrolls sideways: %s", guilty)
	}
}

// accessible runs axe. It is put in by the debugger, which the page's security policy does not bind, so that the policy
// stays as readers get it.
func (v *visit) accessible(ctx context.Context) {
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](v.axe+"; true")); err != nil {
		v.t.Fatal(err)
	}
	const run = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v =>
		v.id + ": " + v.help + "\n" + v.nodes.slice(0, 3).map(n => "  " + n.target.join(" ") + ": " + n.failureSummary).join("\n")))`
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatal(err)
	}
	for _, f := range found {
		v.problem("axe: %s", f)
	}
}

func (v *visit) picture(ctx context.Context) {
	if *shots == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		v.t.Fatal(err)
	}
	name := strings.NewReplacer("/", "-", " ", "-").Replace(strings.TrimPrefix(v.t.Name(), "TestSite/")) + ".png"
	if err := os.MkdirAll(*shots, 0o777); err != nil {
		v.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name), png, 0o666); err != nil {
		v.t.Fatal(err)
	}
}
