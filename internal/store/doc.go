// Package store keeps what was costly to make, from one run to the next: bytes under a key, in one append-only pack.
//
// A key is the SHA-256 of all that the bytes were made from, so that an entry is never wrong, only unused. The pack is
// a cache: whoever gets nothing for a key makes the bytes again, and everything here prefers a miss to trouble.
//
// Promises:
//   - Nothing in the files is trusted. A record is given out only if its frame, its key and its checksum (CRC-32C) are
//     right; whatever else is found is a miss. The checksum finds accidents. It is no seal: who can write into the
//     journal's folder can change its templates as well.
//   - A failed write turns writing off and is told by Err, once; reading goes on.
//   - Two processes, and any number of goroutines, may use one pack at once. There is no lock: records are appended whole,
//     in one write of a file opened with O_APPEND, which the systems keep in one piece. A lock would need a wait, and a
//     way out for one that never ends, to guard what may be lost without harm; and it is not the same on all systems.
//     Where appending is not atomic, on some network disks, records spoil each other, and are missed.
//   - A pack is compacted into a new file that takes its place. A process that still has the old one goes on with that:
//     what it adds is lost with it, and is made again.
//
// Two files lie in the folder. pack is a head and records, each a frame (mark, length, key, checksum of the data,
// checksum of the frame) and its data; a damaged stretch is skipped up to the next frame that is right. index is a head
// with the pack's name, drawn by lot, and an entry for each record, so that to open a store costs one read. An index that
// is of another pack, or damaged, is made again from the pack.
//
// It leaves to others: what the bytes mean, and whether they are still wanted (Has, Compact).
package store
