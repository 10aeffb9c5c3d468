package linkcheck

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var noon = time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC)

// The hosts of these tests are all on this machine.
func checker() *Checker {
	return &Checker{Agent: "studylog/test (link check)", Now: func() time.Time { return noon }, Pause: time.Millisecond, Timeout: 2 * time.Second, Private: true}
}

func TestVerdicts(t *testing.T) {
	var gets sync.Map
	busy := atomic.Int32{}
	mux := http.NewServeMux()
	answer := func(path string, status int, header ...string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			gets.Store(path+" "+r.Method, true)
			if !strings.HasPrefix(r.UserAgent(), "studylog/test") {
				t.Errorf("%s: the agent is %q", path, r.UserAgent())
			}
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
		})
	}
	answer("/fine", 200)
	answer("/gone", 410)
	answer("/none", 404)
	answer("/login", 401)
	answer("/robots-unwelcome", 403)
	answer("/broken", 500)
	answer("/moved", 301, "Location", "/fine")
	answer("/moved-twice", 308, "Location", "/moved")
	answer("/elsewhere-today", 302, "Location", "/fine")
	answer("/moved-to-nothing", 301, "Location", "/none")
	answer("/cookie", 302, "Location", "/cookie")
	answer("/round", 302, "Location", "/round2")
	answer("/round2", 302, "Location", "/round")
	answer("/app", 302, "Location", "myapp://open")
	answer("/busy-for-long", 429, "Retry-After", "86400")
	mux.HandleFunc("/no-head", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
	})
	mux.HandleFunc("/hangs-up-on-head", func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			panic(http.ErrAbortHandler)
		}
	})
	mux.HandleFunc("/busy", func(w http.ResponseWriter, _ *http.Request) {
		if busy.Add(1) == 1 {
			w.Header().Set("Retry-After", noon.Add(time.Second).Format(http.TimeFormat))
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	host := httptest.NewServer(mux)
	defer host.Close()
	closed := httptest.NewServer(nil)
	closed.Close()

	want := map[string]string{
		"/fine": "fine", "/fine#part": "fine", "/none": "dead 404 Not Found", "/gone": "dead 410 Gone", "/login": "unsure 401 Unauthorized",
		"/robots-unwelcome": "unsure 403 Forbidden", "/broken": "trouble 500 Internal Server Error", "/moved": "fine → /fine",
		"/moved-twice": "fine → /fine", "/elsewhere-today": "fine", "/moved-to-nothing": "dead 404 Not Found → /none",
		"/cookie": "unsure it leads on to itself", "/round": "trouble it leads round in a circle", "/app": "trouble it leads on to what is no address of the web",
		"/busy-for-long": "unsure 429 Too Many Requests", "/no-head": "fine", "/hangs-up-on-head": "fine", "/busy": "fine",
	}
	var urls []string
	for path := range want {
		urls = append(urls, host.URL+path)
	}
	results := checker().Check(context.Background(), append(urls, closed.URL+"/", "http://"), Cache{})
	for path, wanted := range want {
		if got := said(results[host.URL+path], host.URL); got != wanted {
			t.Errorf("%s: %s, want %s", path, got, wanted)
		}
	}
	if got := results[closed.URL+"/"]; got.Verdict != Trouble || !strings.Contains(got.Cause, "refused") {
		t.Errorf("nobody listens: %+v", got)
	}
	if got := results["http://"]; got.Verdict != Dead {
		t.Errorf("no address: %+v", got)
	}
	if _, asked := gets.Load("/fine GET"); asked {
		t.Error("what HEAD answers was asked for with GET as well")
	}
}

func said(r Result, host string) string {
	s := [...]string{"unasked", "fine", "unsure", "trouble", "dead", "private"}[r.Verdict]
	if r.Cause != "" {
		s += " " + r.Cause
	}
	if r.Moved != "" {
		s += " → " + strings.TrimPrefix(r.Moved, host)
	}
	return s
}

// A host is never asked for two things at once, whoever leads there, while other hosts are.
func TestOneRequestAtATime(t *testing.T) {
	var now, most, total atomic.Int32
	host := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		total.Add(1)
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(2 * time.Millisecond)
		now.Add(-1)
	}))
	defer host.Close()
	other := httptest.NewServer(http.RedirectHandler(host.URL, http.StatusFound))
	defer other.Close()
	var urls []string
	for i := range 10 {
		urls = append(urls, fmt.Sprintf("%s/%d", host.URL, i), fmt.Sprintf("%s/%d", other.URL, i), fmt.Sprintf("%s/%d", host.URL, i))
	}
	checker().Check(context.Background(), urls, nil)
	if most.Load() != 1 || total.Load() != 20 {
		t.Errorf("%d requests, %d at once; want 20, one at a time", total.Load(), most.Load())
	}
}

// What answered is not asked again for a week; what did not is. A cache that is damaged is empty.
func TestCache(t *testing.T) {
	var asked atomic.Int32
	status := 200
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(status)
	}))
	defer host.Close()
	c, now := checker(), noon
	c.Now = func() time.Time { return now }
	cache := ReadCache([]byte("{damaged"))
	for _, step := range []struct {
		days, status int
		want         string
		asks         int32
	}{{0, 200, "fine", 1}, {6, 404, "fine", 0}, {8, 404, "dead 404 Not Found", 2}, {8, 404, "dead 404 Not Found", 2}, {8, 403, "unsure 403 Forbidden", 2}, {9, 200, "unsure 403 Forbidden", 0}, {-30, 200, "fine", 1}} {
		status, now = step.status, noon.AddDate(0, 0, step.days)
		asked.Store(0)
		got := said(c.Check(context.Background(), []string{host.URL}, cache)[host.URL], host.URL)
		if got != step.want || asked.Load() != step.asks {
			t.Errorf("day %d: %s after %d requests, want %s after %d", step.days, got, asked.Load(), step.want, step.asks)
		}
		cache = ReadCache(cache.Bytes(now))
	}
	if got := string(cache.Bytes(noon.AddDate(1, 0, 0))); got != "{}\n" {
		t.Errorf("after a year there is %s", got)
	}
}

// No post can have a machine ask its neighbours, by whatever name they go.
func TestPrivateAddressesAreNotAsked(t *testing.T) {
	host := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	defer host.Close()
	c := checker()
	c.Private = false
	_, port, _ := strings.Cut(strings.TrimPrefix(host.URL, "http://"), ":")
	for _, url := range []string{host.URL, "http://localhost:" + port, "http://[::1]:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://0.0.0.0:" + port, "http://169.254.169.254/latest", "http://10.0.0.1", "http://100.64.1.1", "http://a.localhost"} {
		if got := c.Check(context.Background(), []string{url}, nil)[url]; got.Verdict != Private {
			t.Errorf("%s: %+v", url, got)
		}
	}
	if c.outside("tcp4", "127.0.0.1:80", nil) == nil || c.outside("tcp4", "192.168.1.1:80", nil) == nil || c.outside("tcp4", "93.184.215.14:80", nil) != nil {
		t.Error("a name can lead to a private network, or cannot lead out")
	}
}

// When the time is up, what was not asked is nothing to hold against anybody, and nobody waits.
func TestTheTimeIsBounded(t *testing.T) {
	host := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer host.Close()
	ctx, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stop()
	urls := []string{host.URL + "/a", host.URL + "/b"}
	cache := Cache{host.URL + "/a": {At: noon.AddDate(0, -1, 0)}}
	for url, r := range checker().Check(ctx, urls, cache) {
		if r.Verdict != Unasked {
			t.Errorf("%s: %+v", url, r)
		}
	}
}

// Where no host at all is found, it is the network that is missing, and nothing is said of any link.
func TestWithoutANetwork(t *testing.T) {
	urls := []string{"https://gone.example/", "https://here.example/"}
	c := checker()
	for _, here := range []bool{false, true} {
		c.Via = roundTrip(func(r *http.Request) (*http.Response, error) {
			if here && r.URL.Host == "here.example" {
				return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
			}
			return nil, &net.DNSError{IsNotFound: true}
		})
		want := map[bool]Verdict{false: Unasked, true: Dead}[here]
		if got := c.Check(context.Background(), urls, nil)[urls[0]]; got.Verdict != want || got.Cause != noSuchHost {
			t.Errorf("with another host: %v; %+v", here, got)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
