package markdown

import "studylog/internal/diag"

// A Fragment is rendered HTML with holes: the byte sequence NUL, decimal index into Holes, NUL stands for each hole.
// goldmark turns NUL in a source into U+FFFD, so that no source can forge a mark.
type Fragment struct {
	HTML  []byte
	Holes []Hole
}

// HoleKind says what a hole must be filled with.
type HoleKind uint8

const (
	LinkHole     HoleKind = iota // inside href="…": the escaped URL
	ImageHole                    // a whole <img …> element (or a link, for a remote image)
	MediaHole                    // inside src="…" of video, audio, source, track, or poster="…", in allowed raw HTML
	WikiHole                     // a whole <a>…</a> for [[target|text]]
	CompareHole                  // a whole embedded comparison: <!-- compare-show: id rows="…" as-of=… -->
	NotesHole                    // side notes of the block before (Inner); dropped in feeds
	EndnotesHole                 // the list of footnotes at the end (Inner); dropped on pages
)

// A Hole is what only the plan can know: where a link leads, how large an image is. A plan holds those of all posts: small
// fields stand together, so that a hole takes no more room than it must.
type Hole struct {
	Kind    HoleKind
	Figure  bool   // an image alone in its paragraph: figure with Title as caption
	Raw     bool   // came from raw HTML
	Linked  bool   // an image inside a link: must not become a link of its own
	Width   int32  // from ![[image.png|400]] or <img width=…>; 0: none was given
	Height  int32  // from <img height=…>
	Dest    string // as written: "../x.md#y", "image.png", "/tracker/"
	Text    string // link text, alt text, wiki text
	Title   string
	Options map[string]string // compare-show's
	Inner   *Fragment
	Pos     diag.Pos
}

// Heading is an entry of the table of contents: level 2 and 3 shown, all kept for anchors.
type Heading struct {
	Level int
	ID    string
	Text  string
	HTML  string // inline, without links or holes
	Pos   diag.Pos
}

// Table is a GFM table of the post, in order, kept so that comparisons can take it.
type Table struct {
	Marker *Marker  // the compare comment above it, or nil
	Anchor string   // id="…" given to the table if marked
	Rows   [][]Cell // Rows[0] is the header; each row as wide as the header
	Pos    diag.Pos
}

// Cell of a table.
type Cell struct {
	Markdown string   // source, trimmed, `\|` unescaped
	Text     string   // as rendered, without tags
	Struck   bool     // wholly ~~struck~~
	Body     Fragment // without ids and footnotes, so that it can stand on another page; marked tables only
	Locals   []Local  // what in Markdown cannot stand in another file: see Elsewhere; marked tables only
	Pos      diag.Pos
}

// Marker is a `<!-- compare: id key=value … -->` comment, options not yet judged.
type Marker struct {
	ID      string
	Options []Option
	Pos     diag.Pos // of the id
}

// Option of a marker or an embed.
type Option struct {
	Key, Value string
	Pos        diag.Pos
}

// Doc is a parsed post body. It is plain data: treat it as read-only, it is shared between builds.
type Doc struct {
	Body    Fragment // without the H1 that begins the post, if one does: see H1Body
	Summary Fragment // up to <!--more-->, else the first paragraph; without ids, footnotes and side notes
	Lede    string   // Summary as plain text, at most 300 code points at a word's end
	TOC     []Heading
	IDs     []string // every id in Body: headings, footnotes, tables, raw HTML
	H1      string   // text of the H1 that is the post's very first block, or ""
	H1Body  Fragment // that heading alone, to print before Body when the page's title is another
	Words   int      // of prose: two Chinese or Japanese characters count as one word, code blocks as none
	Text    string   // plain text without code blocks, footnotes last: for search and descriptions
	Tables  []Table
	Images  []Hole // copies of the images, in order: for shots and og:image
	HasCode bool
	Diags   diag.List
}

// Options are what a parse may depend on beside the source itself; they are part of the cache's key.
type Options struct {
	MaxBytes    int    // body size limit; 0 = 1 MiB
	LineNumbers bool   // on code blocks by default
	Typographer bool   // "smart" quotes, dashes, ellipses
	Emoji       bool   // :shortcodes:
	Math        bool   // reserved
	Compare     string // id of the comparison that the front matter names: marks the post's only table
}
