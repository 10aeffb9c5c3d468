package vfs

// A Tree is the output of a build: files that render when they are opened.
// It implements fs.FS, fs.StatFS and fs.ReadDirFS; Paths is sorted; Key is the hash of all that a file is
// rendered from, got without rendering it.
//
// The full implementation is in this package; this file fixes the door:
//
//	t := vfs.NewTree()
//	err := t.Add("posts/x/index.html", key, func() ([]byte, error) {…})   // error: two files of one path (case and NFC folded), a file that is also a folder, an invalid path
//	t.Paths() []string ; t.Key(path) [32]byte ; t.Open(path) ; t.ReadFile(path)
