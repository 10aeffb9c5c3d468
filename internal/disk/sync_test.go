package disk

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"studylog/internal/vfs"
)

// A site is what a tree or a folder holds: path → bytes; a folder with nothing in it ends in a slash.
type site map[string]string

// tree makes a tree whose keys depend on path and bytes, as a plan's do.
func (s site) tree(t testing.TB) *vfs.Tree {
	t.Helper()
	tree := vfs.NewTree()
	for p, data := range s {
		key := sha256.Sum256([]byte(p + "\x00" + data))
		if err := tree.Add(p, key, func() ([]byte, error) { return []byte(data), nil }); err != nil {
			t.Fatal(err)
		}
	}
	return tree
}

func readSite(t testing.TB, dir string) site {
	t.Helper()
	s := site{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		switch rel = filepath.ToSlash(rel); {
		case d.IsDir():
			if list, _ := os.ReadDir(p); len(list) == 0 && rel != "." {
				s[rel+"/"] = ""
			}
		case d.Type()&fs.ModeSymlink != 0:
			to, _ := os.Readlink(p)
			s[rel] = "→ " + to
		default:
			data, err := os.ReadFile(p)
			s[rel] = string(data)
			return err
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return s
}

func (s site) with(more site) site {
	s = maps.Clone(s)
	maps.Copy(s, more)
	return s
}

// A journal is a folder to write a site into.
type journal struct {
	testing.TB
	dir string
	o   Options
}

func newJournal(t testing.TB) *journal {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "content"), 0o777); err != nil {
		t.Fatal(err)
	}
	return &journal{t, dir, Options{Root: dir}}
}

func (j *journal) path(p string) string { return filepath.Join(j.dir, filepath.FromSlash(p)) }

func (j *journal) write(p, data string) {
	j.Helper()
	os.MkdirAll(filepath.Dir(j.path(p)), 0o777)
	if err := os.WriteFile(j.path(p), []byte(data), 0o666); err != nil {
		j.Fatal(err)
	}
}

func (j *journal) sync(s site) Stats {
	j.Helper()
	stats, err := Sync(j.o, s.tree(j))
	if err != nil {
		j.Fatal(err)
	}
	return stats
}

// wants checks what lies in public/, and that nothing was left beside it.
func (j *journal) wants(want site) {
	j.Helper()
	if got := readSite(j, j.path("public")); !maps.Equal(got, want) {
		j.Errorf("public/ holds %q\nwant %q", got, want)
	}
	j.tidy()
}

func (j *journal) tidy() {
	j.Helper()
	list, _ := os.ReadDir(j.dir)
	for _, e := range list {
		if strings.Contains(e.Name(), ".studylog-") {
			j.Errorf("%s was left behind", e.Name())
		}
	}
	list, _ = os.ReadDir(j.path(".studylog"))
	for _, e := range list {
		if strings.Contains(e.Name(), ".next") || strings.Contains(e.Name(), ".exchange") || strings.Contains(e.Name(), ".studylog-") {
			j.Errorf(".studylog/%s was left behind", e.Name())
		}
	}
}

var (
	first  = site{"index.html": "one", "posts/a/index.html": "a", "posts/b/index.html": "b", "assets/x.css": "css"}
	second = site{"index.html": "two", "posts/a/index.html": "a", "posts/c/index.html": "c", "assets/x.css": "css", "posts/b": "now a file"}
)

func TestSync(t *testing.T) {
	for name, set := range map[string]func(*Options){
		"exchange": func(*Options) {}, "aside": func(o *Options) { o.aside = true }, "copies": func(o *Options) { o.noLinking = true },
	} {
		t.Run(name, func(t *testing.T) {
			j := newJournal(t)
			set(&j.o)
			if s := j.sync(first); s.Written != 4 || s.Linked != 0 || s.Removed != 0 || s.Files != 4 || s.Bytes != 8 || s.Unchanged {
				t.Errorf("first: %+v", s)
			}
			j.wants(first)
			if s := j.sync(second); s.Written != 3 || s.Linked != 2 || s.Removed != 1 || s.Files != 5 {
				t.Errorf("second: %+v", s)
			}
			j.wants(second)
			if s := j.sync(first); s.Unchanged {
				t.Errorf("back again: %+v", s)
			}
			j.wants(first)
			if s := j.sync(first); !s.Unchanged || s.Files != 4 || s.Bytes != 8 {
				t.Errorf("nothing new: %+v", s)
			}
		})
	}
}

// state is what may not move when nothing changed.
func (j *journal) state() (list []string) {
	err := filepath.WalkDir(j.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Base(p) == "lock" {
			return err
		}
		fi, err := d.Info()
		if err != nil {
			return err
		}
		list = append(list, fmt.Sprint(p, fi.ModTime().UnixNano(), fi.Mode(), fi.Size(), inode(fi)))
		return nil
	})
	if err != nil {
		j.Fatal(err)
	}
	return list
}

func TestUnchangedTouchesNothing(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	before := j.state()
	tree := vfs.NewTree()
	for p, data := range first {
		tree.Add(p, sha256.Sum256([]byte(p+"\x00"+data)), func() ([]byte, error) { t.Errorf("%s was rendered", p); return nil, nil })
	}
	if s, err := Sync(j.o, tree); err != nil || !s.Unchanged {
		t.Errorf("%+v, %v", s, err)
	}
	if after := j.state(); !slices.Equal(before, after) {
		t.Errorf("before\n%s\nafter\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

// A new key whose file comes out the same is no reason to move anything either.
func TestSameBytesTouchNothing(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	out := func() string {
		fi, _ := os.Stat(j.path("public"))
		return fmt.Sprint(inode(fi), fi.ModTime())
	}
	before := out()
	var n atomic.Int32
	tree := func() *vfs.Tree {
		tree := vfs.NewTree()
		for p, data := range first {
			tree.Add(p, sha256.Sum256([]byte("new recipe"+data)), func() ([]byte, error) { n.Add(1); return []byte(data), nil })
		}
		return tree
	}
	if s, err := Sync(j.o, tree()); err != nil || !s.Unchanged || n.Load() != 4 {
		t.Errorf("%+v, %v, %d rendered", s, err, n.Load())
	}
	if out() != before {
		t.Error("the output moved")
	}
	j.wants(first)
	if s, err := Sync(j.o, tree()); err != nil || !s.Unchanged || n.Load() != 4 {
		t.Errorf("the new keys were forgotten: %+v, %v, %d rendered", s, err, n.Load())
	}
}

func TestUnchangedFilesAreLinks(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	before, _ := os.Stat(j.path("public/posts/a/index.html"))
	j.sync(second)
	after, _ := os.Stat(j.path("public/posts/a/index.html"))
	if !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Error("an unchanged file was written anew")
	}
}

func TestTamperedFilesAreRepaired(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	j.write("public/index.html", "edited by hand")
	os.Remove(j.path("public/posts/a/index.html"))
	os.Remove(j.path("public/assets/x.css"))
	os.Mkdir(j.path("public/assets/x.css"), 0o777)
	if s := j.sync(first); s.Written != 3 || s.Linked != 1 {
		t.Errorf("%+v", s)
	}
	j.wants(first)
}

func TestFailingRenderChangesNothing(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	before := j.state()
	tree := second.tree(t)
	for _, p := range []string{"z/broken.html", "also broken.html"} {
		tree.Add(p, [32]byte{}, func() ([]byte, error) { return nil, errors.New("template: no such field") })
	}
	_, err := Sync(j.o, tree)
	list := Diags(err)
	list.Sort()
	if len(list) != 2 || list[0].File != "also broken.html" || list[1].File != "z/broken.html" || !strings.Contains(list[1].Msg, "no such field") {
		t.Errorf("not all errors are reported: %v", list)
	}
	if after := j.state(); !slices.Equal(before[2:], after[2:]) { // first come the journal and .studylog, in which the stage came and went
		t.Errorf("before\n%s\nafter\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
	j.wants(first)
}

func TestWritingFailsAtEachStep(t *testing.T) {
	for _, aside := range []bool{false, true} {
		for _, c := range []struct {
			point, hint string
			err         error
		}{
			{"stage", "leave to write", syscall.EACCES},
			{"write index.html", "disk is full", syscall.ENOSPC},
			{"write posts/b", "can only be read", syscall.EROFS},
			{"carry CNAME", "disk is full", syscall.ENOSPC},
			{"manifest", "", syscall.ENOSPC},
			{"sync", "", syscall.EIO},
			{"exchange", "", syscall.EIO},
			{"aside", "leave to write", syscall.EACCES},
			{"into place", "leave to write", syscall.EACCES},
		} {
			if !aside && (c.point == "aside" || c.point == "into place") {
				continue
			}
			j := newJournal(t)
			j.o.aside = aside
			j.sync(first)
			j.write("public/CNAME", "ada.example")
			o, hit := j.o, false
			o.fault = func(point string) error {
				if point == c.point {
					hit = true
					return &fs.PathError{Op: "write", Path: "x", Err: c.err}
				}
				return nil
			}
			_, err := Sync(o, second.tree(t))
			if !errors.Is(err, c.err) || !hit {
				t.Errorf("%s: %v", c.point, err)
			}
			if list := Diags(err); len(list) != 1 || !strings.Contains(list[0].Hint, c.hint) {
				t.Errorf("%s: %+v", c.point, list)
			}
			j.wants(first.with(site{"CNAME": "ada.example"}))
			j.sync(second)
			j.wants(second.with(site{"CNAME": "ada.example"}))
		}
	}
}

func TestForeignFilesAreCarriedAlong(t *testing.T) {
	for _, noLinking := range []bool{false, true} {
		j := newJournal(t)
		j.o.noLinking = noLinking
		j.sync(first)
		foreign := site{"CNAME": "ada.example", ".git/HEAD": "ref", "posts/b/notes.txt": "mine", "link": "→ /etc/passwd", ".git/refs/": ""}
		for p, data := range foreign {
			switch {
			case strings.HasSuffix(p, "/"):
				os.MkdirAll(j.path("public/"+p), 0o777)
			case strings.HasPrefix(data, "→ "):
				if err := os.Symlink(data[len("→ "):], j.path("public/"+p)); err != nil {
					t.Fatal(err)
				}
			default:
				j.write("public/"+p, data)
			}
		}
		want := maps.Clone(second)
		delete(want, "posts/b") // a file there would need the folder of notes.txt
		if s := j.sync(want); s.Kept != 4 || s.Removed != 1 {
			t.Errorf("%+v", s)
		}
		j.wants(want.with(foreign))
		if s := j.sync(want); !s.Unchanged || s.Kept != 4 {
			t.Errorf("%+v", s)
		}
		_, err := Sync(j.o, second.tree(t))
		if err == nil || !strings.Contains(err.Error(), "posts/b/notes.txt") {
			t.Errorf("a file of the site where a foreign folder is: %v", err)
		}
		j.wants(want.with(foreign))
	}
}

func TestForeignFileThatComesDuringABuild(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	j.write("public/CNAME", "old")
	o := j.o
	o.fault = func(point string) error {
		if point == "exchange" {
			j.write("public/new/file.txt", "came late")
			os.Remove(j.path("public/CNAME"))
			j.write("public/CNAME", "replaced late")
		}
		return nil
	}
	if _, err := Sync(o, second.tree(t)); err != nil {
		t.Fatal(err)
	}
	j.wants(second.with(site{"new/file.txt": "came late", "CNAME": "replaced late"}))
}

func TestUnknownOutput(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	os.RemoveAll(j.path(".studylog"))
	if s := j.sync(first); !s.Unchanged {
		t.Errorf("files equal to what would be written are ours: %+v", s)
	}
	os.RemoveAll(j.path(".studylog"))
	j.write("public/.DS_Store", "litter")
	_, err := Sync(j.o, second.tree(t))
	list := Diags(err)
	if len(list) != 1 || !strings.Contains(list[0].Hint, "--adopt") || !strings.Contains(list[0].Msg, "posts/b/index.html") || strings.Contains(list[0].Msg, "DS_Store") {
		t.Fatalf("%+v", list)
	}
	j.wants(first.with(site{".DS_Store": "litter"}))

	want := maps.Clone(second)
	delete(want, "posts/b")
	_, err = Sync(j.o, want.tree(t))
	if err == nil || !strings.Contains(err.Error(), "posts/b/index.html") {
		t.Errorf("a stale page is somebody's: %v", err)
	}
	j.o.Adopt = true
	if s := j.sync(want); s.Kept != 2 || s.Linked != 2 || s.Written != 2 {
		t.Errorf("%+v", s)
	}
	j.wants(want.with(site{".DS_Store": "litter", "posts/b/index.html": "b"}))
}

func TestForeignFileOfOurName(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	j.write("public/CNAME", "by hand")
	if _, err := Sync(j.o, first.with(site{"CNAME": "from static/"}).tree(t)); err == nil || !strings.Contains(err.Error(), "CNAME") {
		t.Errorf("%v", err)
	}
	j.wants(first.with(site{"CNAME": "by hand"}))
	j.sync(first.with(site{"CNAME": "by hand"})) // equal: ours from now on
	j.sync(first)
	j.wants(first)
	j.write("public/CNAME", "by hand")
	j.o.Adopt = true
	j.sync(first.with(site{"CNAME": "from static/"}))
	j.wants(first.with(site{"CNAME": "from static/"}))
}

// What the site takes the place of is kept beside the output; if the build fails, all is as it was.
func TestAdoptedFilesAreMovedAside(t *testing.T) {
	for _, aside := range []bool{false, true} {
		j := newJournal(t)
		j.o.Adopt, j.o.aside, j.o.noLinking = true, aside, aside
		j.write("public/index.html", "by hand")
		j.write("public/posts", "a file")
		for _, point := range []string{"move posts", "manifest", "exchange"} {
			o := j.o
			o.fault = func(p string) error {
				if p == point {
					return syscall.ENOSPC
				}
				return nil
			}
			if _, err := Sync(o, first.tree(t)); err == nil {
				t.Errorf("no error at %s", point)
			}
			j.wants(site{"index.html": "by hand", "posts": "a file"})
			if _, err := os.Stat(j.path("public.replaced")); err == nil {
				t.Errorf("%s: a failed build leaves a folder", point)
			}
		}
		s := j.sync(first)
		if !slices.Equal(s.Moved, []string{"index.html", "posts"}) || s.MovedTo != j.path("public.replaced") {
			t.Errorf("%+v", s)
		}
		j.sync(second)
		j.sync(first)
		for p, want := range map[string]string{"index.html": "by hand", "posts": "a file"} {
			if data, err := os.ReadFile(j.path("public.replaced/" + p)); string(data) != want {
				t.Errorf("%s: %q, %v", p, data, err)
			}
		}
	}
}

// Of a folder that somebody else made, the message names first what a careless answer would destroy.
func TestForeignFilesAreNamedByTheirFate(t *testing.T) {
	j := newJournal(t)
	for p, data := range map[string]string{"keep.txt": "a", "index.html": "by hand", "style.css": first["style.css"], "posts": "a file"} {
		j.write("public/"+p, data)
	}
	_, err := Sync(j.o, site{"index.html": "i", "style.css": first["style.css"], "posts/a/index.html": "a"}.tree(t))
	if list := Diags(err); len(list) != 1 || !strings.HasSuffix(list[0].Msg, "in the way; would be replaced: index.html, posts; would be kept: keep.txt") {
		t.Errorf("%v", err)
	}
	_, err = Sync(j.o, site{"keep.txt/x": "folder"}.with(site{"index.html": "by hand"}).tree(t))
	if err == nil || !strings.Contains(err.Error(), "would be replaced: keep.txt; would be kept: posts, style.css") {
		t.Errorf("%v", err)
	}
}

// An output that cannot be written is what the message names, not the folder above it.
func TestReadOnlyOutput(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	if err := os.Chmod(j.path("public/posts"), 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(j.path("public/posts"), 0o755)
	o := j.o
	o.fault = func(point string) error {
		if point == "stage" {
			return &fs.PathError{Op: "mkdir", Path: "stage", Err: syscall.EACCES} // root is not asked for leave
		}
		return nil
	}
	_, err := Sync(o, first.with(site{"index.html": "changed"}).tree(t))
	list := Diags(err)
	if len(list) != 1 || !strings.HasSuffix(filepath.ToSlash(list[0].File), "public/posts") || !strings.Contains(list[0].Hint, "chmod -R u+w") {
		t.Errorf("%+v", list)
	}
	j.wants(first)
}

func TestDamagedManifest(t *testing.T) {
	for _, damage := range []func([]byte) []byte{
		func(b []byte) []byte { return nil },
		func(b []byte) []byte { return b[:len(b)/2] },
		func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
	} {
		j := newJournal(t)
		j.sync(first)
		list, _ := filepath.Glob(j.path(".studylog/output-*"))
		data, err := os.ReadFile(list[0])
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		os.WriteFile(list[0], damage(data), 0o666)
		if s := j.sync(first); !s.Unchanged || s.Files != 4 {
			t.Errorf("%+v", s)
		}
	}
}

func TestRefusedOutputs(t *testing.T) {
	j := newJournal(t)
	j.write("a file", "")
	os.Symlink("real", j.path("link"))
	os.Mkdir(j.path("real"), 0o777)
	os.Symlink(j.dir, j.path("real/self"))
	for out, want := range map[string]string{
		".": "replace the journal", "..": "replace the journal", "content": "belongs to the journal", "content/x/y": "belongs to the journal", "static": "belongs to the journal",
		"templates/x": "belongs to the journal", ".git": "belongs to the journal", ".studylog": "its own notes", ".studylog/x": "its own notes",
		"link": "is a link", "a file": "not a folder", "real/self": "replace the journal", "real/self/content": "belongs to the journal", "/": "top of a disk",
	} {
		o := j.o
		if o.Out = j.path(out); out == "/" {
			o.Out = "/"
		}
		before := j.state()
		_, err := Sync(o, first.tree(t))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("-d %s: %v", out, err)
		}
		if !slices.Equal(before, j.state()) {
			t.Errorf("-d %s changed something", out)
		}
	}
}

func TestOutputElsewhere(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	o := j.o
	o.Out = filepath.Join(t.TempDir(), "deep", "site")
	if s, err := Sync(o, second.tree(t)); err != nil || s.Written != 5 {
		t.Errorf("%+v, %v", s, err)
	}
	if got := readSite(t, o.Out); !maps.Equal(got, second) {
		t.Errorf("%q", got)
	}
	if s := j.sync(first); !s.Unchanged {
		t.Error("one output's manifest was taken for the other's")
	}
}

func TestOutputDeepInTheJournal(t *testing.T) {
	j := newJournal(t)
	j.o.Out = j.path("build/deep/site")
	for _, s := range []site{first, second, first, second} {
		j.sync(s)
		if got := readSite(t, j.path("build")); len(got) != len(s) || got["deep/site/index.html"] != s["index.html"] {
			t.Errorf("build/ holds %q", got)
		}
	}
}

func TestAJournalBehindALink(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(j.dir, link); err != nil {
		t.Fatal(err)
	}
	j.o = Options{Root: link}
	if s := j.sync(second); s.Removed != 1 {
		t.Errorf("it is taken for another: %+v", s)
	}
	j.wants(second)
}

func TestAMovedJournalKnowsItsOutput(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	to := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(j.dir, to); err != nil {
		t.Fatal(err)
	}
	if s, err := Sync(Options{Root: to}, second.tree(t)); err != nil || s.Removed != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestTwoBuildsAtOnce(t *testing.T) {
	j := newJournal(t)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			s := first
			if i%2 == 0 {
				s = second
			}
			if _, err := Sync(j.o, s.tree(t)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := readSite(t, j.path("public")); !maps.Equal(got, first) && !maps.Equal(got, second) {
		t.Errorf("a mix: %q", got)
	}
	j.tidy()
}

// The old tree is kept in .studylog/ and made into the next stage: an edit costs what changed.
func TestTheOldTreeIsTheNextStage(t *testing.T) {
	j := newJournal(t)
	top := func() uint64 {
		fi, err := os.Stat(j.path("public"))
		if err != nil {
			t.Fatal(err)
		}
		return inode(fi)
	}
	j.sync(first)
	was := top()
	for i, s := range []site{second, first, second.with(site{"-x/!.html": "sorts before a dot"}), first.with(site{"posts/a/index.html/below": "a folder"})} {
		if i == 3 {
			delete(s, "posts/a/index.html")
		}
		j.sync(s)
		j.wants(s)
		if i == 1 && top() != was {
			t.Error("the stage was made anew")
		}
	}
}

// What lies where the stage should be may come from anywhere: only links to files of the output are taken from it.
func TestAPlantedStage(t *testing.T) {
	j := newJournal(t)
	j.sync(first)
	j.sync(second)
	stages, _ := filepath.Glob(j.path(".studylog/stage-*"))
	if len(stages) != 1 {
		t.Fatalf("%q", stages)
	}
	os.RemoveAll(stages[0])
	j.write("content/x.md", "mine")
	if err := os.Symlink("../content", stages[0]); err != nil {
		t.Fatal(err)
	}
	j.sync(first)
	j.wants(first)
	if got := readSite(t, j.path("content")); !maps.Equal(got, site{"x.md": "mine"}) {
		t.Errorf("content/ holds %q", got)
	}
	os.RemoveAll(stages[0])
	for p, data := range second {
		j.write(".studylog/"+filepath.Base(stages[0])+"/"+p, "not "+data)
	}
	j.write(".studylog/"+filepath.Base(stages[0])+"/evil.html", "planted")
	j.sync(second)
	j.wants(second)
}

// Sites, foreign files and hands in the output, at random: the output is always the site and what is foreign.
func TestAnyHistory(t *testing.T) {
	dirs := []string{"", "a/", "a/b/", "c/", "-/"}
	for seed := range 12 {
		rnd := rand.New(rand.NewPCG(uint64(seed), 7))
		j := newJournal(t)
		j.o.aside, j.o.noLinking = seed%3 == 1, seed%5 == 4
		foreign := site{}
		for range 15 {
			s := site{}
			for _, dir := range dirs {
				for i := range 4 {
					if rnd.IntN(2) == 0 {
						s[fmt.Sprintf("%s%d.html", dir, i)] = fmt.Sprint(rnd.IntN(3))
					}
				}
			}
			if rnd.IntN(4) == 0 {
				s["c"] = "a file instead of a folder"
				maps.DeleteFunc(s, func(p, _ string) bool { return strings.HasPrefix(p, "c/") })
			}
			j.sync(s)
			got := readSite(t, j.path("public"))
			maps.DeleteFunc(got, func(p, _ string) bool { return strings.HasSuffix(p, "/") }) // that a foreign file left
			if want := s.with(foreign); !maps.Equal(got, want) {
				t.Fatalf("seed %d: public/ holds %q\nwant %q", seed, got, want)
			}
			j.tidy()
			switch p := fmt.Sprintf("%sforeign-%d.txt", dirs[rnd.IntN(3)], rnd.IntN(3)); rnd.IntN(4) {
			case 0:
				foreign[p] = fmt.Sprint("foreign ", rnd.IntN(100))
				os.Remove(j.path("public/" + p))
				j.write("public/"+p, foreign[p])
			case 1:
				delete(foreign, p)
				os.Remove(j.path("public/" + p))
			case 2:
				os.Remove(j.path("public/0.html"))
			case 3:
				if s["1.html"] != "" {
					j.write("public/1.html", "edited")
				}
			}
		}
	}
}

func TestManyFiles(t *testing.T) {
	j, s := newJournal(t), site{}
	for i := range 500 {
		s[fmt.Sprintf("posts/%d/index.html", i)] = fmt.Sprint(i)
	}
	j.sync(s)
	s["posts/77/index.html"] = "edited"
	delete(s, "posts/78/index.html")
	if st := j.sync(s); st.Written != 1 || st.Linked != 498 || st.Removed != 1 {
		t.Errorf("%+v", st)
	}
	j.wants(s)
}

// TestKilled runs Sync in a process of its own, which kills itself at the nth step; for each n.
func TestKilled(t *testing.T) {
	old, now := first.with(site{"CNAME": "foreign"}), second.with(site{"CNAME": "foreign"})
	for _, aside := range []bool{false, true} {
		for n := 0; ; n++ {
			j := newJournal(t)
			j.sync(first)
			j.write("public/CNAME", "foreign")
			cmd := exec.Command(os.Args[0], "-test.run=^TestKillHelper$")
			cmd.Env = append(os.Environ(), "STUDYLOG_TEST_KILL="+j.dir, fmt.Sprintf("STUDYLOG_TEST_AT=%d", n), fmt.Sprintf("STUDYLOG_TEST_ASIDE=%t", aside))
			out, err := cmd.CombinedOutput()
			got := readSite(t, j.path("public"))
			switch {
			case maps.Equal(got, old), maps.Equal(got, now):
			case aside && len(got) == 0: // between the two renames
			default:
				t.Errorf("killed at %d: a mix: %q\n%s", n, got, out)
			}
			j.o.aside = aside
			j.sync(second)
			j.wants(now)
			if s := j.sync(second); !s.Unchanged {
				t.Errorf("killed at %d, built again: %+v", n, s)
			}
			if err == nil { // it came to its end
				if n < 10 {
					t.Errorf("only %d steps", n)
				}
				break
			}
		}
	}
}

// A killed run may have put its stage into place or not. Whatever is tried after that, going back to the old site or on to
// a third one, with failures on the way, must know the files of both.
func TestKilledAndThen(t *testing.T) {
	third := site{"index.html": "three", "posts/d/index.html": "d"}
	for _, then := range []site{first, third} {
		for n := 0; ; n++ {
			j := newJournal(t)
			j.sync(first)
			cmd := exec.Command(os.Args[0], "-test.run=^TestKillHelper$")
			cmd.Env = append(os.Environ(), "STUDYLOG_TEST_KILL="+j.dir, fmt.Sprintf("STUDYLOG_TEST_AT=%d", n), "STUDYLOG_TEST_ASIDE=false")
			err := cmd.Run()
			for _, point := range []string{"write index.html", "sync", "exchange"} {
				o := j.o
				o.fault = func(p string) error {
					if p == point {
						return syscall.EIO
					}
					return nil
				}
				if _, err := Sync(o, third.tree(t)); err == nil {
					t.Error("the fault was not seen")
				}
			}
			j.sync(then)
			j.wants(then)
			if err == nil {
				break
			}
		}
	}
}

func TestKillHelper(t *testing.T) {
	dir := os.Getenv("STUDYLOG_TEST_KILL")
	if dir == "" {
		return // only TestKilled has a use for it
	}
	var n int
	var mu sync.Mutex
	fmt.Sscan(os.Getenv("STUDYLOG_TEST_AT"), &n)
	_, err := Sync(Options{Root: dir, aside: os.Getenv("STUDYLOG_TEST_ASIDE") == "true", fault: func(string) error {
		mu.Lock()
		defer mu.Unlock()
		if n--; n < 0 {
			kill()
		}
		return nil
	}}, second.tree(t))
	if err != nil {
		t.Error(err)
	}
}
