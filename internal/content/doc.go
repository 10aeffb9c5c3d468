// Package content is the format of a journal on disk: what lies where under content/, which keys a front matter may
// have and under which other names, how dates are written, what a `progress` block and a comparison's marker say, and
// what studylog.yaml and resources.yaml hold.
//
// [Load] reads a journal from a file system and returns everything that was read in a [Tree], with nothing decided:
// drafts, future posts, unknown resources and colliding addresses are all in it. [ParsePage] is its core, and a pure
// function of one file and the settings of the parse, so that its result may be kept under a hash of these.
//
// [LoadWith] takes the parses from a store where it can, and from the last tree what did not change since. What it
// returns differs from Load's in one thing: the documents are without their HTML, ten times as long as all else, which
// [Tree.Doc] reads when a page is rendered.
//
// The format is also written, by [Edit]; described to editors, by [Schema]; and traced back: [Origins] says where in a
// post each value stands.
//
// Promises:
//   - It fails closed. What cannot be understood is an error at its place, never a default: a post whose front matter
//     is broken, whose `draft` is neither true nor false, or which only a key of another tool marks as a draft, is an
//     error and not a post.
//   - It goes on. A mistake in one key never hides one in another, nor one post those of the others. Only the errors
//     that would follow from an earlier one are left out.
//   - Names that begin with . or _, and backups of editors, are never read. Links, pipes and devices are passed
//     over, and each is warned of.
//   - Files are read on all cores; what is returned is in order of path, and so are the diagnostics.
//
// It leaves to others: whatever takes a second file or today's date (package site), what the figures are (study), how
// comparisons grow (compare), and Markdown itself (markdown). It reads through an fs.FS only.
package content
