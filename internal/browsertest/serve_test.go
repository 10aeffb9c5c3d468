package browsertest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	cdpage "github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// measured is the post that is edited: it has a corpus post's text, a number to look for, and a line for the tracker.
const measured = "content/posts/2021-06-01-measured.md"

// BenchmarkServeEdit measures what a writer waits for: from saving a post until the page in the browser shows it. The
// program serves a made-up journal, Chromium has the post open, the file is written in place, and the clock stops when
// the browser says that the page's text has changed. In "progress" each edit also changes the tracker, whose page is
// then asked for and must have the new figure.
//
//	go test -run '^$' -bench ServeEdit -benchtime 30x
func BenchmarkServeEdit(b *testing.B) {
	studylog, browser := buildProgram(b), startBrowser(b)
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprintf("posts=%d", n), func(b *testing.B) {
			e := edited(b, studylog, browser, n)
			b.Run("text", func(b *testing.B) { e.measure(b, func() { e.number++ }) })
			b.Run("progress", func(b *testing.B) {
				e.measure(b, func() { e.number++; e.minutes++ })
				if rows := e.get(b, "tracker/sessions.csv"); !strings.Contains(rows, fmt.Sprintf(",%d,%s,", e.minutes, e.resource)) {
					b.Errorf("the tracker does not know of %d minutes", e.minutes)
				}
			})
			e.memory(b)
		})
	}
}

// An editing is a served journal with one of its posts open in a browser and in an editor.
type editing struct {
	dir, url string
	pid      int
	page     context.Context
	seen     chan string // the numbers that the page has shown

	body, resource  string
	number, minutes int
}

func edited(b *testing.B, studylog string, browser context.Context, n int) *editing {
	b.Helper()
	e := &editing{dir: b.TempDir(), seen: make(chan string, 100), minutes: 10}
	corpus := exec.Command("go", "run", "./internal/bench", "corpus", "-n", fmt.Sprint(n), e.dir)
	corpus.Dir = "../.."
	if out, err := corpus.CombinedOutput(); err != nil {
		b.Fatalf("the corpus: %v\n%s", err, out)
	}
	posts, err := filepath.Glob(filepath.Join(e.dir, "content/posts/*.md"))
	if err != nil || len(posts) != n {
		b.Fatal(len(posts), " posts: ", err)
	}
	_, e.body, _ = strings.Cut(strings.TrimPrefix(read(b, posts[n/2]), "---\n"), "---\n")
	e.resource = regexp.MustCompile(`id: *([\w-]+)`).FindStringSubmatch(read(b, filepath.Join(e.dir, "content/resources.yaml")))[1]
	e.save(b)
	e.url, e.pid = serveJournal(b, studylog, e.dir)

	var closeTab context.CancelFunc
	e.page, closeTab = chromedp.NewContext(browser)
	b.Cleanup(closeTab)
	e.watch(b)
	if err := chromedp.Do(e.page, chromedp.Navigate(e.url+"posts/measured/")); err != nil {
		b.Fatal(err)
	}
	e.await(b)
	return e
}

func read(b testing.TB, name string) string {
	b.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	return string(data)
}

// save writes the post as most editors do: in place.
func (e *editing) save(b testing.TB) {
	text := fmt.Sprintf("---\ntitle: Measured\nprogress: spent %dm on %s\n---\n%s\n\nEdit number %d.\n", e.minutes, e.resource, e.body, e.number)
	if err := os.WriteFile(filepath.Join(e.dir, measured), []byte(text), 0o666); err != nil {
		b.Fatal(err)
	}
}

// watch has the page say which number it shows, as soon as it does, in this document and all that follow it.
func (e *editing) watch(b testing.TB) {
	const look = `(() => { let last; const look = () => {
		const m = /Edit number (\d+)\./.exec(document.body?.textContent || "");
		if (m && m[1] !== last) { last = m[1]; shown(last); } };
		new MutationObserver(look).observe(document, {childList: true, subtree: true, characterData: true}); })()`
	err := chromedp.Listen(e.page, func(event any) {
		if call, ok := event.(*cdpruntime.EventBindingCalled); ok && call.Name == "shown" {
			e.seen <- call.Payload
		}
	})
	if err == nil {
		_, err = chromedp.Call(e.page, cdpruntime.AddBinding, cdpruntime.AddBindingParams{Name: "shown"})
	}
	if err == nil {
		_, err = chromedp.Call(e.page, cdpage.AddScriptToEvaluateOnNewDocument, cdpage.AddScriptToEvaluateOnNewDocumentParams{Source: look})
	}
	if err != nil {
		b.Fatal(err)
	}
}

// await waits until the page shows the present number.
func (e *editing) await(b testing.TB) {
	b.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case n := <-e.seen:
			if n == fmt.Sprint(e.number) {
				return
			}
		case <-late:
			b.Fatalf("the page never showed edit %d", e.number)
		}
	}
}

func (e *editing) measure(b *testing.B, change func()) {
	var took []float64
	for range b.N {
		time.Sleep(400 * time.Millisecond) // a writer thinks
		change()
		began := time.Now()
		e.save(b)
		e.await(b)
		took = append(took, float64(time.Since(began).Microseconds())/1000)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "ms-median")
	b.ReportMetric(took[len(took)*95/100], "ms-p95")
	b.ReportMetric(took[0], "ms-least")
	b.ReportMetric(0, "ns/op")
}

func (e *editing) get(b testing.TB, path string) string {
	b.Helper()
	resp, err := http.Get(e.url + path)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return string(data)
}

// memory says what the program holds after all this, where the system tells.
func (e *editing) memory(b *testing.B) {
	if runtime.GOOS != "linux" {
		return
	}
	for line := range strings.Lines(read(b, fmt.Sprintf("/proc/%d/status", e.pid))) {
		if strings.HasPrefix(line, "VmRSS") || strings.HasPrefix(line, "VmHWM") {
			b.Log(strings.TrimSpace(line))
		}
	}
}

// serveJournal starts the true program in a journal and returns the address that it prints.
func serveJournal(t testing.TB, studylog, dir string) (url string, pid int) {
	t.Helper()
	cmd := exec.Command(studylog, "serve", "-s", dir, "-p", "0")
	said, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("studylog serve did not end well: %v", err)
		}
	})
	lines, serving := bufio.NewScanner(said), regexp.MustCompile(`serving (http://\S+/)`)
	for lines.Scan() {
		if m := serving.FindStringSubmatch(lines.Text()); m != nil {
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return m[1], cmd.Process.Pid
		}
	}
	t.Fatal("studylog serve said no address")
	return "", 0
}

// A served journal is one that a test writes, with one page of it open.
type served struct {
	*testing.T
	dir, url string
	page     context.Context
}

func (s *served) write(name, text string) {
	s.Helper()
	file := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		s.Fatal(err)
	}
}

func (s *served) open(path string) {
	s.Helper()
	if err := chromedp.Do(s.page, chromedp.Navigate(s.url+path)); err != nil {
		s.Fatal(err)
	}
}

// is waits until a script says that something is so.
func (s *served) is(what, script string) {
	s.Helper()
	for range 400 {
		if ok, err := chromedp.Run(s.page, chromedp.Evaluate[bool](script)); err == nil && ok {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	s.Fatalf("never so: %s", what)
}

func serving(t *testing.T, files map[string]string) *served {
	t.Helper()
	s := &served{T: t, dir: t.TempDir()}
	for name, text := range files {
		s.write(name, text)
	}
	browser := startBrowser(t)
	s.url, _ = serveJournal(t, buildProgram(t), s.dir)
	page, closeTab := chromedp.NewContext(browser)
	t.Cleanup(closeTab)
	s.page = page
	return s
}

// A page that changes is not loaded again: what the reader chose stays, its scripts work on what is new, and nothing is
// there twice however often it changes.
func TestPagesChangeInPlace(t *testing.T) {
	const rows = "| Tool | Price |\n|---|---:|\n| Ant | 3 |\n| Bee | 12 |\n| Cat | 7 |\n| Dog | 1 |\n| Elk | 9 |\n| Fox | 4 |\n| Gnu | 8 |\n| Hen | %d |\n"
	post := func(n int) string {
		return "---\ntitle: A\n---\nEdit " + fmt.Sprint(n) + ".\n\n<!-- compare: tools -->\n" + fmt.Sprintf(rows, 20+n)
	}
	s := serving(t, map[string]string{
		"studylog.yaml":                 "title: J\n",
		"content/posts/2025-10-14-a.md": post(0),
	})
	s.open("compare/tools/")
	s.is("the table sorts", `document.querySelectorAll("table.cmp th button").length === 2`)
	s.is("it is sorted, filtered, dark and in focus", `window.here = true,
		document.querySelectorAll("table.cmp th button")[1].click(),
		document.querySelector("input[value=dark]").click(),
		document.querySelector(".tools input").focus(), true`)
	for n := 1; n <= 20; n++ {
		s.write("content/posts/2025-10-14-a.md", post(n))
		s.is(fmt.Sprintf("change %d", n), fmt.Sprintf(`document.querySelector("table.cmp tbody").textContent.includes("%d") &&
			document.querySelectorAll(".tools input").length === 1`, 20+n))
	}
	s.is("it is the page that was opened", `window.here === true`)
	s.is("nothing is there twice", `document.querySelectorAll("table.cmp th button").length === 2 &&
		document.querySelectorAll("table.cmp tbody tr").length === 8 && document.querySelectorAll("script[src*='site.']").length === 1`)
	s.is("what was sorted is", `document.querySelector("table.cmp tbody tr").textContent.includes("Dog") &&
		document.querySelectorAll("table.cmp th")[1].getAttribute("aria-sort") === "ascending"`)
	s.is("the focus is where it was", `document.activeElement === document.querySelector(".tools input")`)
	s.is("the filter filters", `(q => { q.value = "hen"; q.dispatchEvent(new Event("input"));
		return document.querySelectorAll("table.cmp tbody tr:not([hidden])").length === 1 })(document.querySelector(".tools input"))`)
	s.is("it sorts the other way, once a click", `document.querySelectorAll("table.cmp th button")[1].click(),
		document.querySelectorAll("table.cmp th")[1].getAttribute("aria-sort") === "descending"`)
	s.is("the theme is dark, and can be chosen", `document.documentElement.dataset.theme === "dark" &&
		document.querySelector("input[value=dark]").checked && (document.querySelector("input[value=light]").click(),
		document.documentElement.dataset.theme === "light")`)
}

// What a reader unfolded stays open, an element that did not change is the same one, and a title and a description are
// those of the page as it is now.
func TestWhatDidNotChangeStays(t *testing.T) {
	post := func(title, first, last string) string {
		return "---\ntitle: " + title + "\ndescription: About " + title + ".\n---\n" + first + "\n\n## One\n\nMiddle.\n\n## Two\n\nMore.\n\n## Three\n\n" + last + "\n"
	}
	s := serving(t, map[string]string{"studylog.yaml": "title: J\n", "content/posts/2025-10-14-a.md": post("A", "First.", "Last.")})
	s.open("posts/a/")
	s.is("it is marked", `window.heading = document.getElementById("one"), window.link = document.querySelector("header a"), link.focus(),
		document.querySelectorAll("details").forEach(d => d.open = true),
		getSelection().selectAllChildren(heading), heading.textContent.trim() === "One"`)
	s.write("content/posts/2025-10-14-a.md", post("A", "First, and new.\n\nA paragraph more.", "Last."))
	s.is("it has the paragraph", `document.body.textContent.includes("A paragraph more.")`)
	s.write("content/posts/2025-10-14-a.md", post("B", "First, and new.\n\nA paragraph more.", "Last, and new."))
	s.is("it has the new text", `document.title.startsWith("B") && document.body.textContent.includes("A paragraph more.") &&
		document.body.textContent.includes("Last, and new.") && !document.body.textContent.includes("First.") &&
		document.querySelector("meta[name=description]").content === "About B." && document.querySelectorAll("meta[name=description]").length === 1`)
	s.is("in their order", `/First, and new\.\s+A paragraph more\.\s+One/.test(document.querySelector("main").innerText)`)
	s.is("focus, selection and what was unfolded stay", `document.activeElement === window.link &&
		getSelection().toString().trim() === "One" && [...document.querySelectorAll("details")].every(d => d.open)`)
}

// A script that is not the theme's own may not bear to run twice: its page is loaded anew.
func TestAPageWithAnotherScriptIsLoadedAnew(t *testing.T) {
	s := serving(t, map[string]string{
		"studylog.yaml":                 "title: J\n",
		"static/js/theme.js":            "const once = 1; addEventListener('load', () => document.body.append('Loaded ' + once))\n",
		"content/posts/2025-10-14-a.md": "---\ntitle: A\n---\nBefore.\n",
	})
	s.open("posts/a/")
	s.is("its script ran", `window.here = true, document.body.textContent.includes("Loaded 1")`)
	s.write("content/posts/2025-10-14-a.md", "---\ntitle: A\n---\nAfter.\n")
	s.is("it ran again, in a new page", `document.body.textContent.includes("After.") && document.body.textContent.split("Loaded 1").length === 2 && window.here === undefined`)
}

// What a writer sees in the browser while a journal is served: the page follows the file and keeps its place, a style sheet
// is exchanged without loading the page again, a mistake is laid over the page with its cure and goes when it is mended,
// and the tracker that is opened after an edit has the new figure.
func TestServeInTheBrowser(t *testing.T) {
	const post = "content/posts/2025-10-14-a.md"
	text := func(word string, hours int) string {
		return fmt.Sprintf("---\ntitle: A\ndraft: true\nprogress: spent %dh on book\n---\n%s\n%s", hours, strings.Repeat("Words.\n\n", 200), word)
	}
	s := serving(t, map[string]string{
		"studylog.yaml":          "base_url: https://ada.github.io/j/\nstudy: {start: 2025-10-14}\n",
		"content/resources.yaml": "- {id: book, kind: book, title: The Book, unit: chapters, total: 20}\n",
		post:                     text("First edit.", 1),
		"static/css/site.css":    "body { outline: 1px solid }\n",
	})
	write, is := s.write, s.is
	s.open("posts/a/")
	is("a draft has its ribbon", `document.body.textContent.includes("Draft") && document.body.textContent.includes("First edit.")`)
	is("the page is scrolled", `scrollTo({top: 900, behavior: "instant"}), window.here = true, scrollY === 900`)
	time.Sleep(500 * time.Millisecond)

	write(post, text("Second edit.", 2))
	is("the page follows, at its place", `document.body.textContent.includes("Second edit.") && scrollY === 900`)
	write(post, strings.Replace(text("Third edit.", 3), "draft: true", "draft: yes", 1))
	is("a mistake is laid over the page, with its cure", `document.querySelector("#studylog-overlay pre")?.textContent.includes("draft: yes") &&
		document.querySelector("#studylog-overlay .studylog-hint") !== null && document.body.textContent.includes("Second edit.")`)
	write(post, text("Third edit.", 3))
	is("it goes when it is mended", `document.querySelector("#studylog-overlay") === null && document.body.textContent.includes("Third edit.")`)
	write("static/css/site.css", "body { outline: 7px solid }\n")
	is("a style sheet is exchanged, and the page stays", `getComputedStyle(document.body).outlineWidth === "7px" && window.here === true`)

	write(post, text("Fourth edit.", 4))
	is("the page follows again", `document.body.textContent.includes("Fourth edit.")`)
	s.open("tracker/book/")
	is("the tracker has the new figure", `document.body.textContent.includes("4 h")`)
}
