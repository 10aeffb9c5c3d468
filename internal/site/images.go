package site

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"studylog/internal/diag"
	"studylog/internal/markdown"
	"studylog/internal/media"
	"studylog/internal/slug"
)

// image is a file beside the posts that a page refers to: a picture, whose metadata is removed on the way, with narrower
// copies, or any other file, which is published as it is. It is read twice, once at the plan for its size and hash and once when it
// is written, so that a journal's pictures never live in memory together.
type image struct {
	file          string // in the journal
	url           string // site path, with the hash of source and recipe
	key           [32]byte
	picture       bool
	source        media.Source // of a picture
	width, height int
	widths        []int // of its narrower copies
	err           error
}

// loadImages reads every file that an admitted page refers to, on all cores, but for those that last read just so.
func (p *Plan) loadImages(last *Plan) {
	used := map[string]bool{}
	for post := range p.everyPost() {
		for f := range p.filesOf(post) {
			used[f] = true
		}
	}
	files := sortedKeys(used)
	made := make([]*image, len(files))
	parallel(len(files), func(i int) {
		if f := files[i]; last != nil && last.images[f] != nil && last.index.files[f] == p.index.files[f] && last.limits() == p.limits() {
			made[i] = last.images[f]
		} else {
			made[i] = p.loadImage(f)
		}
	})
	p.images = make(map[string]*image, len(files))
	for _, img := range made {
		p.images[img.file] = img
	}
}

// filesOf yields the files in the journal that a post refers to.
func (p *Plan) filesOf(post *Post) func(func(string) bool) {
	return func(yield func(string) bool) {
		for h := range holes(post) {
			switch h.Kind {
			case markdown.ImageHole, markdown.MediaHole, markdown.LinkHole:
				if f := p.findFile(post, h.Dest); f != "" && !yield(f) {
					return
				}
			}
		}
		for _, src := range p.frontImages(post) {
			if f := p.findFile(post, src); f != "" && !yield(f) {
				return
			}
		}
	}
}

// frontImages are the pictures that the front matter names: the post's own and the screenshots of its labs.
func (p *Plan) frontImages(post *Post) []string {
	var list []string
	if post.Meta.Image != "" {
		list = append(list, post.Meta.Image)
	}
	if post.Block != nil {
		for _, lab := range post.Block.Labs {
			for _, s := range lab.Shots {
				list = append(list, s.Src)
			}
		}
	}
	return list
}

var pictures = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"}

func (p *Plan) loadImage(file string) *image {
	img := &image{file: file, picture: slices.Contains(pictures, strings.ToLower(path.Ext(file)))}
	data, err := fs.ReadFile(p.tree.FS, file)
	if err != nil {
		img.err = err
		return img
	}
	recipe := ""
	if img.picture {
		info, err := media.Judge(data, p.limits())
		if err != nil {
			img.err = err
			return img
		}
		recipe = media.CleanRecipe
		img.source, img.width, img.height, img.widths = sha256.Sum256(data), info.Width, info.Height, info.Widths()
		p.pictures.Want(img.source, img.widths)
	}
	h := sha256.New()
	h.Write([]byte(recipe + "\x00"))
	h.Write(data)
	h.Sum(img.key[:0])
	img.url = assetURL(file, "", img.key)
	return img
}

// assetURL is where a file is published: under its own name, with the hash of source and recipe.
func assetURL(file, suffix string, key [32]byte) string {
	name := slug.Make(strings.TrimSuffix(path.Base(file), path.Ext(file)))
	return "/assets/" + cmp.Or(name, "file") + suffix + "." + hex.EncodeToString(key[:5]) + strings.ToLower(path.Ext(file))
}

// copyURL is where a picture's copy of that width is published.
func (img *image) copyURL(width int) string {
	return assetURL(img.file, "-"+strconv.Itoa(width), media.CopyKey(img.source, width))
}

func (p *Plan) limits() media.Limits { return media.Limits{Pixels: p.Settings.Limits.Pixels} }

// imageBytes gives what is published.
func (p *Plan) imageBytes(img *image) ([]byte, error) {
	if !img.picture {
		return fs.ReadFile(p.tree.FS, img.file)
	}
	data, err := p.pictures.Clean(img.source, p.reading(img))
	return data, wrapped(img, err)
}

// copyBytes gives a picture's copy of that width.
func (p *Plan) copyBytes(img *image, width int) ([]byte, error) {
	data, err := p.pictures.Copy(img.source, width, p.reading(img))
	return data, wrapped(img, err)
}

func (p *Plan) reading(img *image) func() ([]byte, error) {
	return func() ([]byte, error) { return fs.ReadFile(p.tree.FS, img.file) }
}

func wrapped(img *image, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", img.file, err)
	}
	return nil
}

// findFile finds the file beside the posts that a destination names: relative to the post, from the root of content/ or
// of the posts, or, for a bare name, anywhere in content/.
func (p *Plan) findFile(post *Post, dest string) string {
	where, _, _ := strings.Cut(dest, "#")
	where, _, _ = strings.Cut(where, "?")
	if where == "" || strings.Contains(where, ":") || strings.HasPrefix(where, "//") || strings.HasSuffix(where, ".md") {
		return ""
	}
	if clean, err := url.PathUnescape(where); err == nil {
		where = clean
	}
	candidates := []string{path.Join(path.Dir(post.Path), where)}
	if rel, ok := strings.CutPrefix(where, "/"); ok {
		candidates = []string{path.Join("content", rel), path.Join("content/posts", rel)}
	}
	for _, c := range candidates {
		if _, ok := p.index.files[c]; ok {
			return c
		}
	}
	if !strings.Contains(where, "/") && p.index.media[where] != "" {
		return p.index.media[where]
	}
	return ""
}

// judgeImage says what is wrong with one use of a picture, or nothing.
func (p *Plan) judgeImage(post *Post, h *markdown.Hole) *diag.Diagnostic {
	var d diag.Diagnostic
	file := p.findFile(post, h.Dest)
	switch img := p.images[file]; {
	case isRemote(h.Dest):
		d = diag.Warnf(h.Pos, codeRemoteImage, "the image %s lives on another host: it becomes a link, since no page of yours sends its readers elsewhere unasked", h.Dest).Hintf("save it beside the post")
	case img != nil && img.err == nil, p.staticFile(h.Dest):
		return nil
	case img != nil && errors.Is(img.err, fs.ErrNotExist), img == nil:
		d = diag.Warnf(h.Pos, codeNoImage, "there is no image %q", h.Dest)
		d.Hint = p.imageHint(post, h.Dest)
	default:
		d = diag.Warnf(h.Pos, codeBadImage, "the image %s cannot be read, and is left out: %v", file, img.err).Hintf("save it again as PNG or JPEG")
	}
	return &d
}

func (p *Plan) imageHint(post *Post, dest string) string {
	if clean, err := url.PathUnescape(dest); err == nil {
		dest = clean
	}
	if rest, ok := strings.CutPrefix(path.Clean("/"+dest), "/static"); ok && p.staticFile(rest) {
		return "write " + rest + ": what lies in static/ is named from the root of the site"
	}
	want := slug.FoldPath(path.Base(dest))
	for _, f := range p.tree.Files {
		if slug.FoldPath(path.Base(f.Path)) == want {
			hint := fmt.Sprintf("the file is %s: write %s", f.Path, written(post, f.Path))
			if path.Base(f.Path) != path.Base(dest) {
				hint += "; names are case-sensitive on GitHub Pages"
			}
			return hint
		}
	}
	return "put the file beside " + path.Base(post.Path) + ", and write its name"
}

// written is how a post names a file of content/.
func written(post *Post, file string) string {
	return strings.NewReplacer("%", "%25", " ", "%20").Replace(relative(path.Dir(post.Path), file))
}

// relative is the way from a folder to a file, both named from the same root.
func relative(folder, file string) string {
	from, to := strings.Split(folder, "/"), strings.Split(file, "/")
	same := 0
	for same < min(len(from), len(to)-1) && from[same] == to[same] {
		same++
	}
	return strings.Repeat("../", len(from)-same) + strings.Join(to[same:], "/")
}

// staticFile reports whether a root path is a file of static/.
func (p *Plan) staticFile(dest string) bool {
	return strings.HasPrefix(dest, "/") && p.routes.has(path.Clean(dest)) && !strings.HasSuffix(dest, "/")
}

func isRemote(dest string) bool {
	l := strings.ToLower(dest)
	return strings.HasPrefix(l, "http:") || strings.HasPrefix(l, "https:") || strings.HasPrefix(l, "//")
}

// imageHTML writes what stands for a picture in a text; one alone in its paragraph becomes a figure, or a paragraph.
func (p *Plan) imageHTML(post *Post, h *markdown.Hole, absolute bool) string {
	inner, shown := p.inlineImage(post, h, absolute)
	switch {
	case !h.Figure:
		return inner
	case shown && h.Title != "":
		return `<figure>` + inner + `<figcaption>` + template.HTMLEscapeString(h.Title) + `</figcaption></figure>`
	}
	return `<p>` + inner + `</p>`
}

// inlineImage writes a picture with its size, so that nothing moves while a page loads. A remote one is a link, since
// no request leaves for another host; one that is not there leaves its text. shown says that there is a picture.
func (p *Plan) inlineImage(post *Post, h *markdown.Hole, absolute bool) (html string, shown bool) {
	esc := template.HTMLEscapeString
	src, w, ht := "", 0, 0
	img := p.images[p.findFile(post, h.Dest)]
	switch {
	case isRemote(h.Dest):
		text := cmp.Or(h.Text, h.Dest)
		if h.Linked {
			return esc(text), false
		}
		return `<a href="` + esc(h.Dest) + `">` + esc(text) + `</a>`, false
	case img != nil && img.err == nil:
		src, w, ht = target{url: img.url}.href(p.Base, absolute), img.width, img.height
	case p.staticFile(h.Dest):
		src = target{url: path.Clean(h.Dest)}.href(p.Base, absolute)
	default:
		return `<em class="missing">` + esc(cmp.Or(h.Text, h.Dest)) + `</em>`, false
	}
	var b strings.Builder
	b.WriteString(`<img src="` + esc(src) + `"`)
	w, ht = fit(w, ht, int(h.Width), int(h.Height))
	if img != nil && !absolute {
		b.WriteString(p.srcset(img, w))
	}
	if w > 0 && ht > 0 {
		fmt.Fprintf(&b, ` width="%d" height="%d"`, w, ht)
	}
	b.WriteString(` alt="` + esc(h.Text) + `"`)
	if h.Title != "" && !h.Figure {
		b.WriteString(` title="` + esc(h.Title) + `"`)
	}
	b.WriteString(` loading="lazy" decoding="async">`)
	return b.String(), true
}

// column is how wide the theme's text is, in CSS pixels, and textSizes says it to a browser that does not know yet.
const (
	column    = 576
	textSizes = "(max-width: 38rem) calc(100vw - 2rem), 36rem"
)

// srcset offers a picture's copies, for a browser to take one that its screen needs. The picture itself is among them if no copy
// is wide enough for every screen. With "auto", a browser goes by the place that a theme of its own gives to pictures.
func (p *Plan) srcset(img *image, shown int) string {
	if len(img.widths) == 0 {
		return ""
	}
	var list []string
	for _, w := range img.widths {
		list = append(list, fmt.Sprintf("%s %dw", p.Base.URL(img.copyURL(w)), w))
	}
	if img.widths[len(img.widths)-1] < media.Widest {
		list = append(list, fmt.Sprintf("%s %dw", p.Base.URL(img.url), img.width))
	}
	sizes := textSizes
	if shown < column {
		sizes = fmt.Sprintf("%dpx", shown)
	}
	return ` srcset="` + template.HTMLEscapeString(strings.Join(list, ", ")) + `" sizes="auto, ` + sizes + `"`
}

// fit gives the size to print: what the post asked for, in the picture's own proportions.
func fit(w, h, ww, wh int) (int, int) {
	switch {
	case ww > 0 && wh > 0:
		return ww, wh
	case ww > 0 && w > 0:
		return ww, max(1, (h*ww+w/2)/w)
	case wh > 0 && h > 0:
		return max(1, (w*wh+h/2)/h), wh
	}
	return w, h
}

// parallel runs work(0…n-1) on all cores.
func parallel(n int, work func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}
