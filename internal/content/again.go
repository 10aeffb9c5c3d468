package content

import (
	"io/fs"
	"reflect"
	"slices"
	"strings"
)

// A load that follows another one takes over what stands. Whoever watches the files knows which ones changed, and then
// nothing else is looked at: of ten thousand posts, one is read. Else a file that was at rest when it was read, and has
// the size and time that it had then, is not read again.

// find lists what lies under content/: by walking through it, or, if all that changed are files that were there before,
// by a look at these.
func (k Kept) find(fsys fs.FS) finding {
	if k.Last != nil && k.Changed != nil {
		if f, ok := k.Last.found.again(fsys, k.Changed); ok {
			return f
		}
	}
	return walk(fsys)
}

// again is a finding with another look at some of its files, unless one of them came, went, or is no file any more.
func (f finding) again(fsys fs.FS, changed []string) (finding, bool) {
	f.pages, f.definitions, f.files = slices.Clone(f.pages), slices.Clone(f.definitions), slices.Clone(f.files)
	if f.resources != nil {
		file := *f.resources
		f.resources = &file
	}
	for _, name := range changed {
		if name != Root && !under(Root, name) {
			continue
		}
		file := f.file(name)
		info, err := fs.Stat(fsys, name)
		if file == nil || err != nil || !info.Mode().IsRegular() {
			return finding{}, false
		}
		file.Size, file.time = info.Size(), info.ModTime()
	}
	return f, true
}

// file is where a finding keeps a file; nil if it has no such file.
func (f *finding) file(name string) *File {
	if f.resources != nil && f.resources.Path == name {
		return f.resources
	}
	for _, list := range [][]File{f.pages, f.definitions, f.files} {
		if i, ok := slices.BinarySearchFunc(list, name, func(f File, name string) int { return strings.Compare(f.Path, name) }); ok {
			return &list[i]
		}
	}
	return nil
}

// touches reports whether one of the files, or something in one of the folders, may have changed.
func (k Kept) touches(names ...string) bool {
	return k.Changed == nil || slices.ContainsFunc(k.Changed, func(file string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return file == name || under(name, file) })
	})
}

// known is what is known of a page from the last load: what its file was, and the same page if its file still is that.
type known struct{ page, unread *Page }

// before finds the pages of the last tree again, in the order of t's files.
func (k Kept) before(t *Tree) []known {
	list := make([]known, len(t.found.pages))
	last := k.Last
	if last == nil || last.parsing != t.parsing {
		return list
	}
	changed := touched(t.found.pages, k.Changed)
	j := 0
	for i, file := range t.found.pages { // both are sorted
		for j < len(last.Pages) && last.Pages[j].Path < file.Path {
			j++
		}
		if j == len(last.Pages) {
			break
		}
		page := last.Pages[j]
		if page.Path != file.Path || page.apart != (k.Store != nil) {
			continue
		}
		list[i].page = page
		stands := !changed[i] && (k.Changed != nil || last.atRest[j] && !k.Now.IsZero())
		if was := last.found.pages[j]; stands && was.Size == file.Size && was.time.Equal(file.time) {
			list[i].unread = page
		}
	}
	return list
}

// touched marks the files that are named, or lie in a folder that is.
func touched(files []File, names []string) []bool {
	marks := make([]bool, len(files))
	for _, name := range names {
		for _, from := range []string{name, name + "/"} {
			i, _ := slices.BinarySearchFunc(files, from, func(f File, from string) int { return strings.Compare(f.Path, from) })
			for ; i < len(files) && (files[i].Path == name || under(name, files[i].Path)); i++ {
				marks[i] = true
			}
		}
	}
	return marks
}

// restStands reports whether all but pages is in t as it was in the last tree.
func (k Kept) restStands(t *Tree) bool {
	last := k.Last
	return last != nil && last.store == t.store && !k.touches(ResourcesFile, ComparisonsDir, "static", "templates") &&
		slices.Equal(t.found.files, last.found.files) && slices.Equal(t.found.diags, last.found.diags) && reflect.DeepEqual(t.Settings, last.Settings)
}
