// Package slug makes the names that a text goes by: URL segments, heading ids, row keys, ids of commitments.
package slug

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Make returns the URL segment of a title.
func Make(s string) string { return ID(s) }

// Heading returns a heading's id.
func Heading(s string) string { return ID(s) }

// Key returns the identity of a row or column of a comparison.
func Key(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// ID returns the id of a commitment that was not given one.
func ID(s string) string { return strings.ToLower(s) }

// ValidID reports whether s may be the id of a resource, commitment, lab or comparison.
func ValidID(s string) bool { return s != "" }

// FoldPath returns what two paths have in common if they collide on some file system.
func FoldPath(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// NFC returns s in Unicode's composed form.
func NFC(s string) string { return norm.NFC.String(s) }

// Reserved reports whether Windows keeps the name for a device.
func Reserved(s string) bool { return false }
