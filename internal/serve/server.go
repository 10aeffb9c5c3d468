package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"studylog/internal/diag"
)

// A Server serves one journal. Build and Dirs must be set; Run may be called once.
type Server struct {
	// Build makes the site. changed names the files that changed since the last call, relative to Root and with
	// slashes; it is nil when anything may have: at first, and when the system lost count. A list with errors, or no
	// file system, leaves the last good site in place; the same file system again says that nothing changed. Build is
	// never called twice at once.
	Build func(changed []string) (Site, diag.List)

	Root   string   // the journal, to which diagnostics and changed are relative
	Dirs   []string // folders, with all below, and files to watch; those that do not exist yet too
	Ignore []string // folders and files not to watch: the output

	Addr  string   // host:port to listen on; 127.0.0.1:1313 if empty. A port that is taken makes room for the next.
	Hosts []string // more names to answer to, without port

	Read func(file string) ([]byte, error) // for excerpts in diagnostics; none if nil
	Log  io.Writer                         // what a terminal should say; nothing if nil
	Poll time.Duration                     // look at the files this often, instead of waiting for events; events if 0
	Open func(url string)                  // called once with the address, when pages can be had; may be nil

	session string              // generations of another run are others
	wait    func(time.Duration) // time.Sleep, but in tests
	now     atomic.Pointer[state]
	stream  stream
	host    string   // that is listened on
	addr    net.Addr // the same, when it is
}

// A Site is what a build made.
type Site struct {
	fs.FS        // of a type that can be compared
	Base  string // the path below which it lives: /study-journal/; / if empty

	// Scripts are the addresses of those that may run again in a page whose text was replaced. A page with any other is
	// loaded anew when it changes.
	Scripts []string
}

// A state is what is shown at one moment. It is never modified.
type state struct {
	site       fs.FS    // the last good one; nil before there is one
	base       string   // the path below which it lives
	scripts    []string // that may run again
	former     []string // paths below which it lived before
	build      int      // how many there were
	generation int      // of site: how many came out well
	restyled   bool     // only style sheets differ from the generation before
	problems   []note   // of the last build, if it had errors
}

// Run builds, watches and serves until ctx is done, and returns nil then.
func (s *Server) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.prepare()
	ln, err := s.listen()
	if err != nil {
		return err
	}
	defer ln.Close()
	s.addr = ln.Addr()
	events, err := s.watch(ctx)
	if err != nil {
		return err
	}
	built, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		s.rebuild(nil)
		close(built)
		s.loop(ctx, events)
	}()
	select {
	case <-built:
	case <-ctx.Done():
		return nil // without waiting for a first build, which may be long
	}
	url := s.url()
	s.logf("serving %s, stop with Ctrl-C\n", url)
	for _, other := range s.others() {
		s.logf("from other devices in this network: %s\n", other)
	}
	if s.Open != nil {
		s.Open(url)
	}
	err = s.serve(ctx, ln)
	cancel()
	<-ended
	return err
}

func (s *Server) prepare() {
	if s.Addr == "" {
		s.Addr = "127.0.0.1:1313"
	}
	s.host, _, _ = net.SplitHostPort(s.Addr)
	s.session = rand.Text()[:8]
	if s.wait == nil {
		s.wait = time.Sleep
	}
	s.now.Store(&state{base: "/"})
}

// cleanBase writes a base path with a slash at both ends.
func cleanBase(base string) string {
	if base = strings.Trim(base, "/"); base == "" {
		return "/"
	}
	return "/" + base + "/"
}

// url is where a browser on this machine finds the site.
func (s *Server) url() string {
	host, port, _ := net.SplitHostPort(s.addr.String())
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + s.now.Load().base
}

// others are the addresses by which other devices, such as a phone, find the site, if they are let in: those of this
// machine in its own networks.
func (s *Server) others() (list []string) {
	host, port, _ := net.SplitHostPort(s.addr.String())
	if ip, err := netip.ParseAddr(host); err != nil || !ip.IsUnspecified() {
		return nil
	}
	known, err := net.InterfaceAddrs()
	if err != nil {
		return nil // no more can be said
	}
	for _, a := range known {
		prefix, err := netip.ParsePrefix(a.String())
		if ip := prefix.Addr().Unmap(); err == nil && ip.Is4() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() {
			list = append(list, "http://"+net.JoinHostPort(ip.String(), port)+s.now.Load().base)
		}
	}
	slices.Sort(list)
	return list
}

func (s *Server) serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s.handler(),
		BaseContext:       func(net.Listener) context.Context { return ctx }, // open streams end with it
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if srv.Shutdown(end) != nil {
		srv.Close()
	}
	return nil
}

// listen takes the wished port or, if others have it, one of the twenty behind it.
func (s *Server) listen() (net.Listener, error) {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", s.Addr, err)
	}
	wish, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: not a port: %s", s.Addr, port)
	}
	for p := wish; ; p++ {
		ln, err := net.Listen("tcp", net.JoinHostPort(host, strconv.FormatUint(p, 10)))
		switch {
		case err == nil:
			if p != wish {
				s.logf("port %d is taken, so this is %d\n", wish, p)
			}
			return ln, nil
		case !taken(err) || p == wish+20 || p == 65535:
			return nil, fmt.Errorf("listen on %s: %w", s.Addr, err)
		}
	}
}

func taken(err error) bool {
	const wsaeaddrinuse = 10048 // what Windows says
	var no syscall.Errno
	return errors.As(err, &no) && (no == syscall.EADDRINUSE || no == wsaeaddrinuse)
}

func (s *Server) logf(format string, args ...any) {
	if s.Log != nil {
		fmt.Fprintf(s.Log, format, args...)
	}
}
