package content

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"studylog/internal/diag"
)

// longestYAML bounds the settings and the catalogue, in bytes.
const longestYAML = 4 << 20

// Load reads the journal in fsys: studylog.yaml and everything under content/. It always returns a tree, with what could
// be read, and the diagnostics of all files, sorted. Templates and static files are left to who renders.
func Load(fsys fs.FS) (*Tree, diag.List) { return LoadWith(fsys, Kept{}) }

// LoadWith is Load with what earlier loads left.
func LoadWith(fsys fs.FS, kept Kept) (*Tree, diag.List) {
	settings, diags := LoadSettings(fsys)
	t := &Tree{FS: fsys, Settings: settings, store: kept.Store}
	parses := newCache(kept, settings)
	found := walk(fsys)
	diags.Add(found.diags...)

	if kept.Found != nil {
		kept.Found(len(found.pages))
	}
	t.Pages = make([]*Page, len(found.pages))
	inParallel(len(found.pages), func(i int) {
		t.Pages[i] = loadPage(fsys, found.pages[i], settings, parses)
	})
	for _, p := range t.Pages {
		diags.Add(p.Diags...)
	}
	for _, file := range found.definitions {
		src, d := read(fsys, file, settings.Limits.PostBytes)
		if d == nil {
			def, more := ParseDefinition(file.Path, src, settings)
			t.Definitions = append(t.Definitions, def)
			d = more
		}
		diags.Add(d...)
	}
	t.Files = found.files
	diags.Add(t.withoutPosts(found.diags)...)
	diags.Add(besides(fsys)...)
	diags.Add(t.loadResources(found.resources)...)
	diags.Sort()
	return t, diags
}

// loadPage reads and parses one page. A file that cannot be read is a page with an error: it is not forgotten.
func loadPage(fsys fs.FS, file File, s Settings, parses *cache) *Page {
	if p := parses.unread(file); p != nil {
		return p
	}
	src, diags := read(fsys, file, s.Limits.PostBytes)
	if diags == nil {
		return parses.page(file, src, s)
	}
	name, bundle := pageName(file.Path)
	_, name = splitName(name)
	p := ParsePage(file.Path, nil, s)
	return &Page{Path: file.Path, Post: p.Post, Bundle: bundle, Name: name, Doc: p.Doc, Diags: diags}
}

// read returns a file's bytes, and refuses one that is too large before it is in memory.
func read(fsys fs.FS, file File, limit int) ([]byte, diag.List) {
	if file.Size > int64(limit) {
		return nil, diag.List{tooLarge(file.Path, file.Size, limit)}
	}
	src, err := readAtMost(fsys, file.Path, limit+1)
	if err != nil {
		return nil, diag.List{cannotRead(file.Path, err)}
	}
	return src, nil
}

// readAtMost does not trust the size that was listed: a file may grow meanwhile.
func readAtMost(fsys fs.FS, name string, most int) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	if info, err := f.Stat(); err == nil {
		b.Grow(int(min(info.Size(), int64(most))) + bytes.MinRead)
	}
	_, err = b.ReadFrom(io.LimitReader(f, int64(most)))
	return b.Bytes(), err
}

func cannotRead(name string, err error) diag.Diagnostic {
	d := diag.Errorf(diag.Pos{File: name}, "", "cannot be read: %s", reason(err))
	if errors.Is(err, fs.ErrNotExist) {
		d = d.Hintf("it vanished during the build: build again")
	}
	return d
}

func (t *Tree) loadResources(file *File) diag.List {
	if file == nil {
		return otherEnding(t.FS, ResourcesFile)
	}
	src, diags := read(t.FS, *file, longestYAML)
	if diags != nil {
		t.HasCatalog = true
		return diags
	}
	t.Resources, t.HasCatalog, diags = ParseResources(src)
	return diags
}

// inParallel calls do for 0 … n−1 on all cores, and returns when all are done.
func inParallel(n int, do func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// finding is what lies under content/, sorted into what each file is.
type finding struct {
	pages, definitions, files []File
	resources                 *File
	diags                     diag.List
}

func walk(fsys fs.FS) finding {
	var f finding
	// WalkDir goes in order of names within a folder, which is not the order of paths: "a/x" and "a-b".
	_ = fs.WalkDir(watched{fsys, &f.diags}, Root, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil && name == Root && errors.Is(err, fs.ErrNotExist):
			f.diags.Add(noContent(fsys))
			return nil
		case err != nil:
			f.diags.Add(cannotRead(name, err))
			return nil
		case name != Root && passedOver(path.Base(name)):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case name == Root && !e.IsDir():
			f.diags.Add(diag.Errorf(diag.Pos{File: name}, "", "this must be a folder"))
			return nil
		case e.IsDir():
			return nil // it is entered
		case !e.Type().IsRegular():
			f.diags.Add(notOpened(name, e.Type()))
			return nil
		}
		info, err := e.Info()
		if err != nil {
			f.diags.Add(cannotRead(name, err))
			return nil
		}
		f.sort(File{Path: name, Size: info.Size(), time: info.ModTime()})
		return nil
	})
	for _, list := range [][]File{f.pages, f.definitions, f.files} {
		slices.SortFunc(list, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	}
	return f
}

func (f *finding) sort(file File) {
	name := file.Path
	switch {
	case name == ResourcesFile:
		f.resources = &file
	case !isMarkdown(name):
		f.files = append(f.files, file)
	case path.Dir(name) == ComparisonsDir:
		if !isReadme(name) {
			f.definitions = append(f.definitions, file)
		}
	case isIndex(name) && (path.Dir(name) == PostsDir || path.Dir(name) == PagesDir):
		f.diags.Add(diag.Warnf(diag.Pos{File: name}, "", "this file is not read: %s makes its own index", path.Dir(name)).
			Hintf("a page with a folder of its own is %s/a-name/index.md", path.Dir(name)))
	case under(PostsDir, name), under(PagesDir, name) && !isReadme(name):
		f.pages = append(f.pages, file)
	case !isReadme(name):
		f.diags.Add(diag.Warnf(diag.Pos{File: name}, "", "this file is not read: it lies neither under %s nor under %s", PostsDir, PagesDir).
			Hintf("move it into one of them, or begin its name with _"))
	}
}
