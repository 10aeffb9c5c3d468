// Package studylog carries the default theme, so that the binary alone builds any journal anywhere.
//
// The program is in cmd/studylog, the parts it is made of in internal, described in internal/README.md.
package studylog

import (
	"embed"
	"io/fs"
)

//go:embed all:templates all:static
var files embed.FS

// Theme is the built-in theme: templates/ and static/. A journal is laid over it; a file of the journal replaces the
// built-in one of the same name.
var Theme fs.FS = files
