// Package publish commits a site to a branch that a host serves, gh-pages as a rule, by the git command.
//
//	t, err := publish.Open(ctx, publish.Options{Dir: journal, Remote: "origin", Branch: "gh-pages", …})
//	c, err := t.Compare(ctx, tree) // asks the remote: what is added, changed, removed; nothing is changed by it
//	err = t.Push(ctx, c, now)      // one commit, one plain push
//
// # Whose files they are
//
// The branch carries .studylog-files: for each file of ours its path, the SHA-256 of its bytes and the generation, which
// is the number of the publish that brought it. Whatever else lies on the branch is foreign and stays: commits, files, a
// CNAME, and also a file of ours that somebody has edited since, as its bytes then are not those in the list. Where the
// site wants the path of a foreign file with other bytes, nothing is published, and the paths are named;
// [Options.Adopt] takes them over.
//
//	studylog-files 1 generation 7
//	site 5e6f… 3 index.html
//	kept 0a1b… 7 assets/site.9c1f5e2a07.css
//
// Hosts let pages be cached for some minutes, and a cached page asks for the style sheet of its day. So an asset that a
// newer one of the same name replaces is kept until the next publish that changes something. One that nothing replaces
// goes at once: a picture leaves with its post.
//
// # Promises
//
//   - Nothing is forced. The commit's parent is the branch as Compare saw it: if somebody pushed meanwhile, the remote
//     refuses, and so do we.
//   - The remote's default branch and the branch that is checked out are never published to.
//   - The work tree, the index, branches, the stash and FETCH_HEAD are not touched: the commit is made from a private
//     index file and by no branch. Of the user's hooks only pre-push runs, since it guards what leaves the machine.
//   - If nothing changed, there is no commit. If anything fails, the remote is as it was; what is left behind are objects
//     that git collects in time.
//   - No address goes into an argument, and no password or token into a message: remotes go by their names, and what git
//     and the server say is masked, and freed of terminal controls.
//
// It works in clones that are shallow or partial, in linked worktrees, in submodules, on a detached HEAD and in SHA-256
// repositories. It needs git 2.29.
//
// Mistakes come as [*Error], with a cure and with the server's words. Left to others: the lock against two runs at once
// (disk; Push must run under it), what is in the tree and whether it is right (site, audit), the clock and the environment.
package publish
