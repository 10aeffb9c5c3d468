// Package compare grows comparison tables from posts.
//
// A post declares a comparison with a comment above an ordinary table. Each such table is a [Contribution]; [Merge]
// puts all contributions to one id together, oldest first, and gives one [Table] an id:
//
//   - The first column is the row's key. Rows and columns are matched by the identity of their rendered text
//     (slug.Key), by the aliases of content/comparisons/<id>.md, and by the names they had before a rename.
//   - A blank cell changes nothing, "—" is not applicable, "?" is not known yet. The same Markdown again confirms a
//     cell: its Confirmed moves, its date does not, and nothing enters the history. So does another spelling of the
//     same links ([Cell.Portable]).
//   - New rows and columns append. ~~Goal~~ as a key retires the row, which keeps its place and its cells, and its key
//     without the tildes restores it. mode=replace retires the rows that it does not name, and puts the others in its
//     own order. mode=show adds nothing.
//   - rename="Goal -> Primary goal" keeps the row, its place and its history, and makes the old name an alias.
//
// The order is post date, time of day where the posts name one, path, and order in the file, whatever the order of the
// slice that is given.
//
// A [Table] is plain data: every cell names the post that stated it, what it said before, and (by [Ref]) where its
// rendered form is to be found. [Table.AsOf] gives the table as it stood after a post. CSV, JSON and Markdown export
// it; [Diff] compares two cells word by word.
//
// Promises: pure; every cell shown was stated by one of the contributions, and its Source says by which; the same
// contributions in another order give the same tables; merging a table's own export again changes nothing. Cost is
// linear in the cells given.
//
// It reports what takes more than one table to see: C101, C103, C105 and C106, keys and columns that meet through
// aliases, renames and retirements of unknown rows, definitions without a table, and the limits. What is wrong within
// one table (C102, C104, C107, empty keys) is reported where it is read; here such rows and columns are passed over.
// Rendering and URLs are left to site.
package compare
