package site

import (
	"io/fs"
	"strings"
	"sync"

	"studylog/internal/vfs"
)

// Preview is the site without keys, and without a list of its posts: for who opens the files that somebody asks for, and
// compares nothing. At ten thousand posts, keys and lists take longer than all else that follows an edit.
func (p *Plan) Preview() fs.FS {
	return &preview{p, sync.OnceValue(func() *vfs.Tree {
		o := &output{p: p, tree: vfs.NewTree(), keyless: true}
		o.rest()
		return o.tree
	})}
}

type preview struct {
	p    *Plan
	rest func() *vfs.Tree // all but posts, made when the first of it is opened
}

// Open finds a post by its address, as the plan's own links do, and all else in the tree.
func (v *preview) Open(name string) (fs.File, error) {
	at := "/" + name
	for _, url := range []string{at, strings.TrimSuffix(at, "index.html"), at + "/"} {
		post := v.p.byURL(url)
		if post == nil {
			continue
		}
		alone := vfs.NewTree()
		err := alone.Add(outPath(post.URL), [32]byte{}, func() ([]byte, error) { return v.p.renderPost(post) })
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
		return alone.Open(name)
	}
	return v.rest().Open(name)
}

// OwnScripts are the addresses of the scripts that are as the built-in theme has them. Only of these it is known that they
// may run again in a page whose text was replaced.
func (p *Plan) OwnScripts(builtIn fs.FS) (urls []string) {
	for _, name := range []string{"js/theme.js", "js/site.js"} {
		data, err := fs.ReadFile(builtIn, "static/"+name)
		if err == nil && p.theme.assets[name].key == assetKey(data) {
			urls = append(urls, p.asset(name))
		}
	}
	return urls
}
