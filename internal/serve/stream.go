package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// A stream is the pages that wait for news. The zero value has none.
type stream struct {
	mu    sync.Mutex
	pages map[chan []byte]bool
}

// join returns a channel that has the newest message that was not fetched yet.
func (st *stream) join() (news chan []byte, leave func()) {
	news = make(chan []byte, 1)
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.pages == nil {
		st.pages = map[chan []byte]bool{}
	}
	st.pages[news] = true
	return news, func() {
		st.mu.Lock()
		defer st.mu.Unlock()
		delete(st.pages, news)
	}
}

// send never waits: a page that is slow misses what is no longer true anyway.
func (st *stream) send(msg []byte) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for news := range st.pages {
		select {
		case <-news:
		default:
		}
		news <- msg
	}
}

// message tells a page all it needs to know about a state: which generation is shown; the one before it, if only style
// sheets changed since; and what is wrong.
func (s *Server) message(st *state) []byte {
	msg := struct {
		Build      int    `json:"build"`
		Generation string `json:"generation"`
		Restyled   string `json:"restyled,omitempty"`
		Problems   []note `json:"problems"`
	}{st.build, s.name(st.generation), "", st.problems}
	if st.restyled {
		msg.Restyled = s.name(st.generation - 1)
	}
	if msg.Problems == nil {
		msg.Problems = []note{}
	}
	b, err := json.Marshal(msg)
	if err != nil {
		panic(err) // strings only
	}
	return b
}

func (s *Server) name(generation int) string { return fmt.Sprintf("%s-%d", s.session, generation) }

// heartbeat keeps a stream from being taken for dead, and finds those that are.
const heartbeat = 20 * time.Second

func (s *Server) serveStream(w http.ResponseWriter, r *http.Request) {
	if !sameOrigin(r) {
		s.refuse(w, r, http.StatusForbidden, "The event stream is for the site's own pages.")
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	news, leave := s.stream.join()
	defer leave()
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	rc := http.NewResponseController(w)
	line := fmt.Appendf(nil, "retry: 500\ndata: %s\n\n", s.message(s.now.Load()))
	for {
		rc.SetWriteDeadline(time.Now().Add(heartbeat))
		if _, err := w.Write(line); err != nil {
			return
		}
		if err := rc.Flush(); err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case msg := <-news:
			line = fmt.Appendf(nil, "data: %s\n\n", msg)
		case <-tick.C:
			line = []byte(": still here\n\n")
		}
	}
}

// sameOrigin reports whether a request was made by a page of this server, or by no page.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "http" && u.Host == r.Host
}
