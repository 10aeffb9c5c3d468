package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A generator is a program that makes a site of a corpus.
type generator struct {
	name   string
	dir    string   // the sources
	build  []string // the command
	serve  []string // the command; PORT in it stands for a free one
	made   []string // what it makes in dir, caches too: without them a build is cold
	events string   // where its server says that something changed; "" if it has to be asked
	edited string   // the file that is edited, in dir
	page   string   // the page that the file becomes
}

// A sample is what one run took.
type sample struct {
	wall, cpu time.Duration
	peak      int64 // bytes
}

// once builds the site.
func (g *generator) once() (sample, error) {
	settle()
	cmd := exec.Command(g.build[0], g.build[1:]...)
	cmd.Dir = g.dir
	var said bytes.Buffer
	cmd.Stderr = &said
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w\n%s", strings.Join(g.build, " "), err, said.Bytes())
	}
	return sample{wall, cmd.ProcessState.SystemTime() + cmd.ProcessState.UserTime(), peak(cmd.ProcessState)}, nil
}

// forget removes what earlier builds made.
func (g *generator) forget() error {
	for _, name := range g.made {
		if err := os.RemoveAll(filepath.Join(g.dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// edit gives the edited post a last paragraph, in the place of the one of the edit before, and returns what to look for.
func (g *generator) edit(number int) (string, error) {
	name := filepath.Join(g.dir, g.edited)
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	text, _, _ = bytes.Cut(text, []byte("\nThis is edit "))
	mark := fmt.Sprintf("This is edit %d of this post.", number)
	return mark, os.WriteFile(name, append(text, "\n"+mark+"\n"...), 0o644)
}

// A server is a generator's, running.
type server struct {
	*generator
	cmd    *exec.Cmd
	cancel context.CancelFunc
	url    string // of the site
}

var address = regexp.MustCompile(`http://[^\s,]+`)

// start starts the server and waits until it has built the site.
func (g *generator) start() (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	args := strings.Split(strings.ReplaceAll(strings.Join(g.serve, "\x00"), "PORT", port), "\x00")
	s := &server{generator: g, cancel: cancel, cmd: exec.CommandContext(ctx, args[0], args[1:]...)}
	s.cmd.Dir = g.dir
	said, w := io.Pipe()
	s.cmd.Stdout, s.cmd.Stderr = w, w
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if s.url = address.FindString(lines.Text()); s.url != "" {
			go io.Copy(io.Discard, said)
			return s, nil
		}
	}
	return nil, fmt.Errorf("%s did not say where it serves", g.name)
}

// stop ends the server and returns the most memory that it had.
func (s *server) stop() int64 {
	defer s.cancel()
	s.cmd.Process.Signal(os.Interrupt)
	late := time.AfterFunc(10*time.Second, s.cancel)
	defer late.Stop()
	s.cmd.Wait() // that it was interrupted is no news
	return peak(s.cmd.ProcessState)
}

func freePort() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	_, port, err := net.SplitHostPort(ln.Addr().String())
	return port, err
}

// untilServed is the time from saving an edit until a browser could have the page with it: with a server that sends events, until
// the page was fetched after one; else until the page, asked for every few milliseconds, has the edit.
func (s *server) untilServed(number int) (time.Duration, error) {
	news, stop, err := s.news()
	if err != nil {
		return 0, err
	}
	defer stop()
	time.Sleep(500 * time.Millisecond) // an author's pause, in which nothing is going on
	for len(news) > 0 {
		<-news
	}
	start := time.Now()
	mark, err := s.edit(number)
	if err != nil {
		return 0, err
	}
	for end := time.After(2 * time.Minute); ; {
		select {
		case <-news:
		case <-end:
			return 0, fmt.Errorf("%s never served edit %d", s.name, number)
		}
		if page, err := s.fetch(); err != nil || strings.Contains(page, mark) {
			return time.Since(start), err
		}
	}
}

// news has something to receive whenever it is time to fetch the page.
func (s *server) news() (<-chan bool, func(), error) {
	news, ctx := make(chan bool, 16), context.Background()
	ctx, stop := context.WithCancel(ctx)
	if _, err := s.fetch(); err != nil { // the page is open, as it is for one who writes
		return nil, stop, err
	}
	if s.events == "" {
		go func() {
			for ctx.Err() == nil {
				news <- true
				time.Sleep(2 * time.Millisecond)
			}
		}()
		return news, func() { stop(); drain(news) }, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+s.events, nil)
	if err != nil {
		return nil, stop, err
	}
	stream, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, stop, err
	}
	go func() {
		defer stream.Body.Close()
		for lines := bufio.NewScanner(stream.Body); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "data:") {
				news <- true
			}
		}
	}()
	return news, func() { stop(); drain(news) }, nil
}

// drain lets whoever sends find out that nobody listens any more.
func drain(news <-chan bool) {
	for {
		select {
		case <-news:
		case <-time.After(20 * time.Millisecond):
			return
		}
	}
}

func (s *server) fetch() (string, error) {
	answer, err := http.Get(s.url + s.page)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", s.url+s.page, answer.Status)
	}
	return string(text), err
}
