// Package demo is the journal that `studylog init --demo` writes: half a year of an invented student, who moves from
// AI and security into AI security engineering.
//
// It is a journal like any other, in the folder journal/, and nothing of it is made by a program: what it shows is what
// the same files would show in anybody's hands. It uses every part of the tracker and of the comparison tables at least
// once, so that it is an example to copy from as well.
//
// Promises:
//   - Every page says that it is invented: the title (in each page's head and masthead) and the licence (in each footer).
//     resources.yaml says what exists in the world and what does not. The security in the posts is meant to be right.
//   - It builds without an error, and with two warnings that are there on purpose. They show what the tracker does when
//     a journal contradicts itself, and stand under "Data notes":
//     P201, posts/reading-a-pickle: a book goes from chapter 7 back to 6, without `correct:`;
//     P205, posts/2026-03-10-a-door-with-a-list.md: a dropped course moves again.
//     A paper that is called done before its last page (posts/2026-02-24-a-slow-month.md) is a note, P204, and no warning.
//   - Every post lies between 14 October 2025 and 14 April 2026; nothing is a draft.
//
// It leaves to others to write the files (the command), and to read them (content).
package demo

import (
	"embed"
	"io/fs"
)

// all: would take in what a build leaves in the folder, such as .studylog: the parts are named instead.
//
//go:embed journal/studylog.yaml journal/content
var files embed.FS

// FS is the journal's folder: studylog.yaml and content/.
func FS() fs.FS {
	journal, err := fs.Sub(files, "journal")
	if err != nil {
		panic(err) // "journal" is a valid path
	}
	return journal
}
