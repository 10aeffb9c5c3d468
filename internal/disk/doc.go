// Package disk writes: a whole site with [Sync], one file of the journal with [Write] and [WriteNew], and the [Lock]
// that keeps two runs of studylog from doing either at once.
//
// # A site is written whole or not at all
//
// Sync compares a [vfs.Tree] with the output folder and with the manifest of the last run. A file whose key, size and
// time of modification agree is not rendered again; when all agree, nothing is written. Otherwise a new tree is staged:
// what changed is rendered into it, several files at once; the rest is hard-linked. When the stage is complete and on
// the disk, one exchange puts it in the output's place. Who knows without a tree that the site would be the same asks
// [Stands] whether it is still there.
//
//	public/                        the output
//	.studylog/stage-5e6f…/         the stage; after the exchange, the old tree
//	.studylog/output-5e6f…         the manifest: path, key, SHA-256, size and time of each file of ours
//	.studylog/output-5e6f….next    the manifest of the stage, written before the exchange and renamed after it
//	.studylog/lock                 held while anything of this happens
//
// The old tree is kept: to make the next stage from it takes as much as changed, where making ten thousand folders and
// links anew, and removing as many, takes most of a second. Nothing is trusted for it: what stays is what is a link to
// the very file in the output. It takes room for folders and for files that changed. Where .studylog/ lies on another
// disk than the output, or the output elsewhere than in the journal, the stage is a hidden folder beside the output, and
// removed. Where the journal can only be read, our notes lie beside such an output too: .site.studylog/ for site/.
//
// The exchange is renameat2(RENAME_EXCHANGE) on Linux and renamex_np(RENAME_SWAP) on macOS. Where there is neither,
// the old tree is renamed aside and the stage into its place; a note in .studylog/ lets the next run complete what a
// crash cut in two, so that there, for the time between two system calls, no site may be seen.
//
// # Promises
//
//   - The old site whole or the new one whole, wherever the process is killed. While .next exists, either manifest may
//     be the right one: the files' sizes and times tell.
//   - A failure changes nothing and leaves no stage; all rendering errors are reported, not just the first.
//   - Files in the output that are not ours are carried along. Without a manifest, files equal to what would be written
//     are ours; others stop the build, by name, those first that the site would replace. With Options.Adopt these are kept in
//     a folder beside the output, public.replaced/, that no build touches again.
//   - Nothing is written outside the output's parent folder and .studylog/: all goes through os.Root. No link is
//     followed. An output that is the journal, above it, among its sources, a link or a mount point is refused.
//   - What a killed run left is made good by the next one, under the lock.
//
// Mistakes of the user's come as a [*Problem] with a cure; [Diags] turns any error of this package into diagnostics.
//
// Left to others: what is in the tree (site), and whether its paths are equal on some disks (site).
package disk
