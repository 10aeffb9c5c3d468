package content

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"studylog/internal/diag"
	"studylog/internal/vfs"
)

// Links, pipes and devices are never opened: a link may lead out of the journal, and a pipe waits for ever. But a post
// that is plainly there and is not read must not go in silence, or a journal whose folder of posts became a link would
// be published empty over a good site.

// CodeNoContent is the code of the error that there is no content/ at all.
const CodeNoContent = "S102"

// watched tells of what its file system passes over in the folders that are listed.
type watched struct {
	fs.FS
	diags *diag.List
}

func (w watched) Stat(name string) (fs.FileInfo, error) { return fs.Stat(w.FS, name) }

func (w watched) ReadDir(dir string) ([]fs.DirEntry, error) {
	list, ok := w.FS.(vfs.Lister)
	if !ok {
		return fs.ReadDir(w.FS, dir)
	}
	shown, left, err := list.List(dir)
	for _, e := range left {
		if !passedOver(e.Name()) {
			w.diags.Add(notOpened(path.Join(dir, e.Name()), e.Type()))
		}
	}
	return shown, err
}

// notOpened is an error where a whole part of the journal would be missing, and else a warning.
func notOpened(name string, mode fs.FileMode) diag.Diagnostic {
	d := diag.Warnf(diag.Pos{File: name}, "", "this is %s: it is not read", kindOf(mode)).
		Hintf("put a file here, or begin its name with _")
	if mode&fs.ModeSymlink != 0 {
		d = diag.Warnf(diag.Pos{File: name}, "", "this is a link, and links are not followed: what it leads to is not read").
			Hintf("put what it leads to in its place, or begin its name with _")
	}
	if slices.Contains([]string{SettingsFile, Root, PostsDir, PagesDir, ComparisonsDir, ResourcesFile}, name) {
		d.Severity, d.Hint = diag.Error, "put what it leads to in its place"
		if mode&fs.ModeSymlink == 0 {
			d.Hint = "put the file or folder of the journal in its place"
		}
	}
	return d
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "neither a file nor a folder"
}

// instead returns what lies at a path in the place of a file or folder, if anything does.
func instead(fsys fs.FS, name string) (fs.FileMode, bool) {
	var left []fs.DirEntry
	if list, ok := fsys.(vfs.Lister); ok {
		_, left, _ = list.List(path.Dir(name))
	} else {
		left, _ = fs.ReadDir(fsys, path.Dir(name))
	}
	for _, e := range left {
		if e.Name() == path.Base(name) && !e.IsDir() && !e.Type().IsRegular() {
			return e.Type(), true
		}
	}
	return 0, false
}

// besides tells of what is passed over beside content/: in the place of a template, the built-in one would be used in
// silence, and what static/ should publish would be missing.
func besides(fsys fs.FS) (list diag.List) {
	for _, dir := range []string{"static", "templates"} {
		if mode, ok := instead(fsys, dir); ok {
			list.Add(notOpened(dir, mode))
		}
		_ = fs.WalkDir(watched{fsys, &list}, dir, func(name string, e fs.DirEntry, err error) error {
			if err == nil && e.IsDir() && strings.HasPrefix(e.Name(), ".") {
				return fs.SkipDir
			}
			return nil // whoever reads the folder says what cannot be read
		})
	}
	return list
}

func noContent(fsys fs.FS) diag.Diagnostic {
	d := diag.Errorf(diag.Pos{File: Root}, "", "there is no such folder: nothing is there to publish").
		Hintf("studylog init makes one, with a first post")
	if mode, ok := instead(fsys, Root); ok {
		d = notOpened(Root, mode)
	}
	d.Code = CodeNoContent
	return d
}

// withoutPosts warns of a journal that has none, unless it has been said already that they cannot be read.
func (t *Tree) withoutPosts(said diag.List) diag.List {
	posts := func(p *Page) bool { return p.Post }
	if slices.ContainsFunc(t.Pages, posts) || said.HasErrors() {
		return nil
	}
	d := diag.Warnf(diag.Pos{File: PostsDir}, "", "there is no post here: the site will be empty")
	return diag.List{d.Hintf(`studylog new "A title" starts one`)}
}
