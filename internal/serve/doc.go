// Package serve shows a journal in the browser while it is written: it watches the sources, has the site built again at
// every change, and tells the open pages.
//
// It is handed a build function, which returns a file system that renders a page when it is opened, and knows nothing
// else of how a site is made. Nothing is written to the disk.
//
//	s := serve.Server{Build: build, Root: dir, Dirs: dirs, Log: os.Stderr}
//	err := s.Run(ctx) // until ctx is done
//
// # Watching
//
// The first event starts a build at once; events that come during it and in the 30 ms after it are one more build. New
// folders are walked, for what was put into them before they could be watched. Output, .git, .studylog, everything that
// starts with a dot, and editors' temporary files are not looked at. An editor that empties a file before it writes it
// is given 50 ms to do so, and a build that failed is tried again after as much before it is shown. A build that gives
// the site that is shown already is no news to any page. Server.Poll looks at the files every so often instead,
// for disks that send no events.
//
// # Pages
//
// A built site replaces the last one in one step. When a build has errors, the last good site stays and the diagnostics
// are laid over it. Pages learn of either by a stream of server-sent events below <base>/_studylog/, and only while they
// are in front: a browser opens no more than six streams to a host. A page reloads and keeps its place; where only style
// sheets changed, only those are exchanged. The script for this is put into every HTML response as a file of its own,
// for a site's content security policy lets no inline script run. Each page carries the generation of the site that it
// was made from, so that none misses a change while it loads. Where the settings change the base path, requests below
// the former one are sent on.
//
// # As on GitHub Pages
//
// /folder leads to /folder/ (301), /page finds page.html, 404.html answers for what there is not, with 404; names are
// case-sensitive; and the site lies below its base path, so that a link that lacks it breaks here as it would there.
//
// # Promises
//
// It listens on 127.0.0.1 unless told otherwise, and answers to its own names only (a page elsewhere that lets its name
// point here gets 421); GET and HEAD only; no path with a backslash, an encoded slash or a control character; no
// dotfile; no listing; no CORS, and the event stream for pages of its own origin only.
//
// Left to others: what a build is, and which files it reads again (cmd, content).
package serve
