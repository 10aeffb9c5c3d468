// Package vfs holds the two file systems a build goes between: what it reads, an [Overlay] of the journal over the
// built-in theme, and what it makes, a [Tree] whose files render when they are opened.
//
// # Reading
//
//	src := vfs.Overlay(root.FS(), theme)
//
// A user's file replaces the built-in one of the same name; folders are merged. Links, FIFOs, sockets and devices are
// neither listed nor opened nor followed, whatever the layers do with them; a [Lister] names them, for a warning.
//
// # Writing
//
//	t := vfs.NewTree()
//	err := t.Add("posts/x/index.html", key, func() ([]byte, error) { … })
//
// The planner adds every file of the site, each with a key: the hash of all that the file is rendered from. Nothing is
// rendered yet. build then opens the files whose key changed, several at once; serve opens the one that a browser asks
// for; check opens all. Nothing rendered is kept: a site of ten thousand pages does not live in memory.
//
// Promises: no disk, no clock, no global state. Listings and Paths are sorted. A Tree is safe for use by several
// goroutines; an opened file's Stat gives its true length; a path is below the root, and holds no backslash and no
// control character; no file is also a folder.
//
// Left to others: what a file's key must cover (site), paths that are equal on some disks only (site), writing (disk),
// and URLs (serve, site).
package vfs
