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

// LoadWith is Load with what earlier loads left. Where nothing at all changed, it returns the last tree itself.
func LoadWith(fsys fs.FS, kept Kept) (*Tree, diag.List) {
	settings, said := LoadSettings(fsys)
	t := &Tree{FS: fsys, Settings: settings, store: kept.Store}
	parses := newCache(kept, settings)
	t.parsing, t.found = parses.base, kept.find(fsys)
	if kept.Found != nil {
		kept.Found(len(t.found.pages))
	}
	before := kept.before(t)
	t.Pages, t.atRest = make([]*Page, len(t.found.pages)), make([]bool, len(t.found.pages))
	stage := kept.Meter.Begin("reading", "page", len(t.Pages))
	inParallel(len(t.Pages), func(i int) {
		file := t.found.pages[i]
		stage.Start(file.Path)
		t.atRest[i] = parses.atRest(file)
		if t.Pages[i] = before[i].unread; t.Pages[i] == nil {
			t.Pages[i] = loadPage(fsys, file, settings, parses, before[i].page)
		}
		stage.Done(file.Path)
	})
	stage.End()
	if last := kept.Last; kept.restStands(t) {
		t.Files, t.Definitions, t.Resources, t.HasCatalog, t.aside = last.Files, last.Definitions, last.Resources, last.HasCatalog, last.aside
		if slices.Equal(t.Pages, last.Pages) {
			t = last
		}
	} else {
		t.Files, t.aside = t.found.files, t.loadRest()
	}
	diags := append(said, t.aside...)
	diags.Add(t.withoutPosts(t.found.diags)...)
	for _, p := range t.Pages {
		diags = append(diags, p.Diags...)
	}
	diags.Sort()
	return t, diags
}

// loadRest reads all but the pages, and says what is wrong with it.
func (t *Tree) loadRest() (diags diag.List) {
	diags.Add(t.found.diags...)
	for _, file := range t.found.definitions {
		src, d := read(t.FS, file, t.Settings.Limits.PostBytes)
		if d == nil {
			def, more := ParseDefinition(file.Path, src, t.Settings)
			t.Definitions = append(t.Definitions, def)
			d = more
		}
		diags.Add(d...)
	}
	diags.Add(besides(t.FS)...)
	diags.Add(t.loadResources(t.found.resources)...)
	return diags
}

// loadPage reads and parses one page, unless it is as it was before. A file that cannot be read is a page with an error:
// it is not forgotten.
func loadPage(fsys fs.FS, file File, s Settings, parses *cache, before *Page) *Page {
	if p := parses.unread(file, before); p != nil {
		return p
	}
	src, diags := read(fsys, file, s.Limits.PostBytes)
	if diags == nil {
		return parses.page(file, src, s, before)
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
		slices.SortStableFunc(list, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
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
