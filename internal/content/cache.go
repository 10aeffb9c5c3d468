package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"studylog/internal/markdown"
	"studylog/internal/meter"
	"studylog/internal/store"
)

// parserVersion is part of every key of the cache. Raise it whenever ParsePage, or anything below it, makes something
// else of a source: a test parses a fixed corpus and fails when that moves without this.
const parserVersion = 9

// What a parse gives is kept in two records. The page is what a plan needs of every post, and is read at every build; the
// prose, ten times as long, is read when a page is rendered, and no tree holds it. The summary and the plain text, which no
// page shows, are in neither.
type prose struct{ Body, H1Body markdown.Fragment }

// Kept is what a load may take from earlier ones. The zero Kept is nothing: every file is read and parsed, and stays in
// memory.
type Kept struct {
	// Store has the parses, or none of them. With a store, the documents of the tree have their holes and no HTML, which
	// Tree.Doc reads: it must stay open as long as the tree is used.
	Store *store.Store

	// Now is the time by the clock of whoever changes the files. A file whose size and time are those of an earlier load
	// is not read again, if it was at rest then: its time was some seconds old. Zero: every file is read.
	Now time.Time

	// Last is the tree of an earlier load, whose pages are taken over where nothing about them changed.
	Last *Tree

	// Changed names the files and folders that changed since the load of Last began, for who watches them: nothing else is
	// looked at. Nil: anything may have changed.
	Changed []string

	// Found, if not nil, is told how many pages there are before they are read: so much memory will be needed.
	Found func(pages int)

	Meter *meter.Meter // told of each page; may be nil
}

// AtRest is how old a file must be when it is read, for its time to change with whatever is written later: the coarsest
// clock of a file system ticks every two seconds.
const AtRest = 3 * time.Second

// A cache finds the parses of one load's sources.
type cache struct {
	store *store.Store
	base  [32]byte // of all that parses depend on beside path and source
	now   time.Time
}

// kinds of records, part of their keys.
const (
	pageRecord  = 'p'
	proseRecord = 'b'
	seenRecord  = 's' // the hash of a file's source, by its path, size and time
)

var (
	pageCodec, proseCodec *codec
	schema                string
	makeCodecs            = sync.OnceFunc(func() {
		m := codecs{}
		pageCodec, proseCodec = m.of(reflect.TypeFor[Page]()), m.of(reflect.TypeFor[prose]())
		var b strings.Builder
		seen := map[reflect.Type]bool{}
		describe(&b, reflect.TypeFor[Page](), seen)
		describe(&b, reflect.TypeFor[prose](), seen)
		schema = b.String()
	})
)

func newCache(kept Kept, s Settings) *cache {
	makeCodecs()
	c := &cache{store: kept.Store, now: kept.Now}
	c.base = sha256.Sum256(fmt.Appendf(nil, "parse %d\x00%#v\x00%d\x00%s", parserVersion, s.Markdown, s.Limits.PostBytes, schema))
	return c
}

func (c *cache) key(kind byte, path string, source [32]byte) store.Key {
	b := make([]byte, 0, 256)
	b = append(b, c.base[:]...)
	b = append(b, kind)
	b = append(b, source[:]...)
	return sha256.Sum256(append(b, path...))
}

// atRest reports whether whatever is written to a file from now on gives it another time.
func (c *cache) atRest(file File) bool { return !file.time.IsZero() && c.now.Sub(file.time) >= AtRest }

// seenKey is the key of what is known about a file as it lies there; of a file that is not at rest there is none.
func (c *cache) seenKey(file File) (store.Key, bool) {
	if c.store == nil || !c.atRest(file) {
		return store.Key{}, false
	}
	b := make([]byte, 0, 256)
	b = append(b, seenRecord)
	b = binary.LittleEndian.AppendUint64(b, uint64(file.Size))
	b = binary.LittleEndian.AppendUint64(b, uint64(file.time.UnixNano()))
	return sha256.Sum256(append(b, file.Path...)), true
}

// unread returns the parse of a file that was seen just so before, or nil if it has to be read.
func (c *cache) unread(file File, before *Page) *Page {
	key, ok := c.seenKey(file)
	if !ok {
		return nil
	}
	hash, ok := c.store.Get(key)
	if !ok || len(hash) != sha256.Size {
		return nil
	}
	return c.kept(file.Path, [32]byte(hash), before)
}

// kept returns the parse of a source from the last tree or the store, or nil.
func (c *cache) kept(path string, hash [32]byte, before *Page) *Page {
	proseKey := c.key(proseRecord, path, hash)
	if before != nil && before.Key == proseKey && before.apart == (c.store != nil) {
		return before
	}
	if !c.store.Has(proseKey) {
		return nil
	}
	data, ok := c.store.Get(c.key(pageRecord, path, hash))
	if !ok {
		return nil
	}
	p := decodePage(data, path, hash)
	if p != nil {
		p.Key = proseKey
	}
	return p
}

// page returns the parse of a source without its prose: from the store, else made and put there. Both ways, what is
// returned was read from the same bytes, so that a build cannot tell them apart.
func (c *cache) page(file File, src []byte, s Settings, before *Page) *Page {
	hash := sha256.Sum256(src)
	if key, ok := c.seenKey(file); ok && int64(len(src)) == file.Size {
		c.store.Put(key, hash[:])
	}
	if p := c.kept(file.Path, hash, before); p != nil {
		return p
	}
	whole := ParsePage(file.Path, src, s)
	whole.Key = c.key(proseRecord, file.Path, hash)
	if c.store == nil {
		return whole
	}
	data := encodePage(whole)
	p := decodePage(data, file.Path, hash)
	if p == nil {
		return whole // of a nesting that no record may have: it stays in memory
	}
	p.Key = whole.Key
	c.store.Put(c.key(pageRecord, file.Path, hash), data)
	c.store.Put(p.Key, encodeProse(whole.Doc))
	return p
}

// encodePage leaves out what the key stands for, the prose, and tables that no comparison takes.
func encodePage(whole *Page) []byte {
	p, doc := *whole, *whole.Doc
	p.Path, p.Hash, p.Key, p.Doc = "", [32]byte{}, [32]byte{}, &doc
	doc.Body, doc.H1Body, doc.Summary, doc.Text = holesOf(&doc.Body), holesOf(&doc.H1Body), markdown.Fragment{}, ""
	doc.Tables = make([]markdown.Table, len(whole.Doc.Tables))
	for i, t := range whole.Doc.Tables {
		if t.Marker == nil {
			t.Rows = nil
		}
		doc.Tables[i] = t
	}
	return encode(pageCodec, reflect.ValueOf(&p).Elem(), whole.Path)
}

var encoded = sync.Pool{New: func() any { return &encoder{at: map[string]int{}} }}

func encode(c *codec, v reflect.Value, path string) []byte {
	e := encoded.Get().(*encoder)
	defer encoded.Put(e)
	e.b, e.path = e.b[:0], path
	e.once = c == pageCodec
	c.put(e, v)
	clear(e.at)
	return bytes.Clone(e.b)
}

// holesOf is a fragment without its HTML.
func holesOf(f *markdown.Fragment) markdown.Fragment {
	if len(f.Holes) == 0 {
		return markdown.Fragment{}
	}
	bare := markdown.Fragment{Holes: make([]markdown.Hole, len(f.Holes))}
	for i, h := range f.Holes {
		if h.Inner != nil {
			inner := holesOf(h.Inner)
			h.Inner = &inner
		}
		bare.Holes[i] = h
	}
	return bare
}

func decodePage(data []byte, path string, hash [32]byte) *Page {
	p := &Page{}
	d := decoder{data: data, text: string(data), path: path}
	pageCodec.get(&d, reflect.ValueOf(p).Elem())
	if d.bad || d.at != len(data) || p.Doc == nil {
		return nil
	}
	p.Path, p.Hash, p.apart = path, hash, true
	return p
}

func encodeProse(doc *markdown.Doc) []byte {
	x := prose{doc.Body, doc.H1Body}
	return encode(proseCodec, reflect.ValueOf(&x).Elem(), "")
}

// decodeProse also sees to it that each mark in the HTML has its hole: rendering relies on that.
func decodeProse(data []byte) *prose {
	x := &prose{}
	d := decoder{data: data}
	proseCodec.get(&d, reflect.ValueOf(x).Elem())
	if d.bad || d.at != len(data) || !x.Body.Sound() || !x.H1Body.Sound() {
		return nil
	}
	return x
}

// Doc returns a page's document with the HTML of its body, from the store if that has it, else parsed from the source once more.
func (t *Tree) Doc(p *Page) (*markdown.Doc, error) {
	if !p.apart {
		return p.Doc, nil
	}
	if data, ok := t.store.Get(p.Key); ok {
		if x := decodeProse(data); x != nil {
			doc := *p.Doc
			doc.Body, doc.H1Body = x.Body, x.H1Body
			return &doc, nil
		}
	}
	src, err := readAtMost(t.FS, p.Path, t.Settings.Limits.PostBytes+1)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Path, err)
	}
	if sha256.Sum256(src) != p.Hash {
		return nil, fmt.Errorf("%s was changed during the build: build again", p.Path)
	}
	doc := ParsePage(p.Path, src, t.Settings).Doc
	t.store.Put(p.Key, encodeProse(doc))
	doc.Summary, doc.Text = markdown.Fragment{}, ""
	return doc, nil
}
