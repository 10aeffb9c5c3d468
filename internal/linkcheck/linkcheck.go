// Package linkcheck asks whether addresses of the world still lead somewhere.
//
//	c := &linkcheck.Checker{Agent: "studylog/1.2 (link check)", Now: now}
//	results := c.Check(ctx, urls, cache)
//
// It behaves as a guest. A host gets one request at a time, with a pause after each; HEAD first, and GET only where HEAD
// is refused, whose body is not read; Retry-After is obeyed; the agent says who asks. Several hosts are asked at once, and
// the context bounds the whole. It asks for the very addresses that a reader would open by a click, each once, and
// crawls nothing, so that robots.txt, which is for crawlers, is not read.
//
// Addresses of this machine and of private networks are not asked: a post is not trusted, and who builds a journal may
// stand inside of a network that its author does not.
//
// What answered well, or with a refusal that says nothing, is kept in a [Cache], which the caller stores, and is not
// asked again for a week. What did not is asked every time.
package linkcheck

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Verdict on an address.
type Verdict uint8

const (
	Unasked Verdict = iota // the time was up, or, with a cause, no host at all was found
	Fine
	Unsure  // it answers, but will not say: a login, a limit, a dislike of programs
	Trouble // no answer, or one that may be another tomorrow
	Dead
	Private // of this machine or a private network: not asked
)

// A Result is what is known of an address.
type Result struct {
	Verdict Verdict
	Cause   string // "404 Not Found", "there is no such host"; empty if all is well
	Moved   string // where it has moved for good
}

// Checker asks. The zero values of Pause, Timeout and Hosts are the defaults.
type Checker struct {
	Agent   string            // User-Agent
	Now     func() time.Time  // for Retry-After and the cache's age
	Pause   time.Duration     // between two requests to a host: 1 s
	Timeout time.Duration     // of one request: 15 s
	Hosts   int               // asked at once: 8
	Private bool              // ask this machine and private networks, too: for tests
	Via     http.RoundTripper // how the world is reached; nil: by the network
	Asking  func(url string)  // told before each address; may be nil, and so may
	Asked   func(url string)  // what is told after it

	client   *http.Client
	mu       sync.Mutex
	answered bool                     // by any host: there is a network
	turns    map[string]chan struct{} // a host's turn: whoever holds it may ask
}

// longestWait is the longest Retry-After that is waited for.
const longestWait = 30 * time.Second

// Check asks for addresses, each once, and returns what is known of each. The cache is read and brought up to date.
func (c *Checker) Check(ctx context.Context, urls []string, cache Cache) map[string]Result {
	c.prepare()
	defer c.client.CloseIdleConnections()
	results, byHost := map[string]Result{}, map[string][]string{}
	for _, raw := range urls {
		if _, known := results[raw]; known {
			continue
		}
		if r, ok := cache.fresh(raw, c.Now()); ok {
			results[raw] = r
			continue
		}
		results[raw] = Result{}
		byHost[hostOf(raw)] = append(byHost[hostOf(raw)], raw)
	}
	hosts := make([]string, 0, len(byHost))
	for host := range byHost {
		hosts = append(hosts, host)
	}
	slices.Sort(hosts)
	var work sync.WaitGroup
	var mu sync.Mutex
	room := make(chan struct{}, c.Hosts)
	for _, host := range hosts {
		work.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			for _, raw := range byHost[host] {
				tell(c.Asking, raw)
				r := c.follow(ctx, raw)
				tell(c.Asked, raw)
				mu.Lock()
				results[raw] = r
				mu.Unlock()
			}
		})
	}
	work.Wait()
	for raw, r := range results {
		if r.Verdict == Dead && r.Cause == noSuchHost && !c.answered {
			r = Result{Cause: noSuchHost} // nobody is to be found: this machine has no network
			results[raw] = r
		}
		cache.keep(raw, r, c.Now())
	}
	return results
}

func tell(whom func(string), url string) {
	if whom != nil {
		whom(url)
	}
}

func (c *Checker) prepare() {
	c.Pause, c.Timeout, c.Hosts = cmp.Or(c.Pause, time.Second), cmp.Or(c.Timeout, 15*time.Second), cmp.Or(c.Hosts, 8)
	c.turns, c.answered = map[string]chan struct{}{}, false
	dialer := &net.Dialer{Timeout: c.Timeout, Control: c.outside}
	c.client = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     c.Via,
	}
	if c.Via == nil {
		c.client.Transport = roads{
			direct:  &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: c.Timeout, MaxResponseHeaderBytes: 256 << 10},
			proxied: &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, TLSHandshakeTimeout: c.Timeout, MaxResponseHeaderBytes: 256 << 10},
		}
	}
}

// roads lead out through the proxy that the environment names, if it names one: that may well stand in a private network.
type roads struct{ direct, proxied *http.Transport }

func (r roads) RoundTrip(req *http.Request) (*http.Response, error) {
	if proxy, err := http.ProxyFromEnvironment(req); err == nil && proxy != nil {
		return r.proxied.RoundTrip(req)
	}
	return r.direct.RoundTrip(req)
}

func (r roads) CloseIdleConnections() {
	r.direct.CloseIdleConnections()
	r.proxied.CloseIdleConnections()
}

var errPrivate = errors.New("an address of this machine or of a private network")

// outside refuses a connection to where no reader could go, whatever name led there.
func (c *Checker) outside(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err == nil && !c.Private && !public(at.Addr()) {
		return errPrivate
	}
	return nil
}

var shared = netip.MustParsePrefix("100.64.0.0/10") // between a provider and its customers

func public(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsGlobalUnicast() && !a.IsPrivate() && !shared.Contains(a)
}

// private says whether an address names such a place by itself.
func (c *Checker) private(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	at, err := netip.ParseAddr(host)
	return !c.Private && (host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && !public(at))
}

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// follow asks for an address, and for those that it leads on to.
func (c *Checker) follow(ctx context.Context, raw string) (r Result) {
	if ctx.Err() != nil {
		return Result{}
	}
	at, err := url.Parse(raw)
	if err != nil || at.Host == "" {
		return Result{Verdict: Dead, Cause: "this is no address"}
	}
	forGood, seen := true, map[string]bool{}
	for range 10 {
		if c.private(at) {
			return Result{Verdict: Private, Moved: r.Moved}
		}
		seen[at.String()] = true
		answer, err := c.ask(ctx, at)
		if err != nil {
			return failure(ctx, err, r.Moved)
		}
		to := answer.Header.Get("Location")
		if answer.StatusCode/100 != 3 || to == "" {
			r.Verdict, r.Cause = judge(answer.StatusCode)
			return r
		}
		next, err := at.Parse(to)
		if err != nil || next.Scheme != "http" && next.Scheme != "https" {
			return Result{Verdict: Trouble, Cause: "it leads on to what is no address of the web"}
		}
		if seen[next.String()] {
			if len(seen) == 1 { // to itself: it wants a cookie
				return Result{Verdict: Unsure, Cause: "it leads on to itself"}
			}
			return Result{Verdict: Trouble, Cause: "it leads round in a circle"}
		}
		forGood = forGood && (answer.StatusCode == http.StatusMovedPermanently || answer.StatusCode == http.StatusPermanentRedirect)
		if forGood {
			r.Moved = next.String()
		}
		at = next
	}
	return Result{Verdict: Trouble, Cause: "it leads on more than ten times"}
}

// ask gets an answer from a host: HEAD, then GET if that is refused, and once more after a wait that the host asks for.
func (c *Checker) ask(ctx context.Context, at *url.URL) (*http.Response, error) {
	method := http.MethodHead
	for waited := false; ; {
		answer, err := c.request(ctx, method, at)
		if err != nil && method == http.MethodHead && ctx.Err() == nil && !errors.Is(err, errPrivate) && !noHost(err) {
			method = http.MethodGet // some servers hang up on HEAD
			continue
		}
		if err != nil {
			return nil, err
		}
		busy := answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode == http.StatusServiceUnavailable
		if wait := c.retryAfter(answer.Header.Get("Retry-After")); busy && !waited && wait > 0 && wait <= longestWait {
			waited = true
			if err := sleep(ctx, wait); err != nil {
				return nil, err
			}
			continue
		}
		if answer.StatusCode >= 400 && answer.StatusCode != http.StatusTooManyRequests && method == http.MethodHead {
			method = http.MethodGet
			continue
		}
		return answer, nil
	}
}

// request asks once, when it is the host's turn. The body is not read.
func (c *Checker) request(ctx context.Context, method string, at *url.URL) (*http.Response, error) {
	turn := c.turn(strings.ToLower(at.Host))
	select {
	case <-turn:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer time.AfterFunc(c.Pause, func() { turn <- struct{}{} })
	ctx, stop := context.WithTimeout(ctx, c.Timeout)
	defer stop()
	bare := *at
	bare.Fragment = ""
	req, err := http.NewRequestWithContext(ctx, method, bare.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", c.Agent)
	req.Header.Set("Accept", "text/html,*/*;q=0.8")
	answer, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	answer.Body.Close()
	c.mu.Lock()
	c.answered = true
	c.mu.Unlock()
	return answer, nil
}

func (c *Checker) turn(host string) chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.turns[host] == nil {
		c.turns[host] = make(chan struct{}, 1)
		c.turns[host] <- struct{}{}
	}
	return c.turns[host]
}

func (c *Checker) retryAfter(value string) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), 1<<20)) * time.Second
	}
	if t, err := http.ParseTime(value); err == nil {
		return t.Sub(c.Now())
	}
	return 0
}

func sleep(ctx context.Context, d time.Duration) error {
	wait := time.NewTimer(d)
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// judge says what a status means for a link in a journal.
func judge(status int) (Verdict, string) {
	cause := strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
	switch {
	case status < 300:
		return Fine, ""
	case status == http.StatusNotFound, status == http.StatusGone, status == http.StatusUnavailableForLegalReasons:
		return Dead, cause
	case status >= 500 && status < 600:
		return Trouble, cause
	}
	return Unsure, cause
}

// failure says why there was no answer. That the whole time is up is nothing to hold against an address.
func failure(ctx context.Context, err error, moved string) Result {
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case ctx.Err() != nil:
		return Result{}
	case errors.Is(err, errPrivate):
		return Result{Verdict: Private, Moved: moved}
	case errors.As(err, &dns) && dns.IsNotFound:
		return Result{Verdict: Dead, Cause: noSuchHost}
	case errors.As(err, &timeout) && timeout.Timeout():
		return Result{Verdict: Trouble, Cause: "no answer in time"}
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return Result{Verdict: Trouble, Cause: err.Error()}
}

const noSuchHost = "there is no such host"

func noHost(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound
}
