package diag

import (
	"fmt"
	"io"
)

// PrintOptions says how a list is printed for people.
type PrintOptions struct {
	Read  func(file string) ([]byte, error)
	Paint func(role, s string) string
}

// Print writes a list for people.
func Print(w io.Writer, list List, opts PrintOptions) error {
	for _, d := range list {
		if _, err := fmt.Fprintf(w, "%s: %s: %s\n", d.Pos, d.Severity, d.Msg); err != nil {
			return err
		}
	}
	return nil
}

// JSON writes a list for machines.
func JSON(w io.Writer, list List) error { return nil }

// GitHub writes a list as workflow commands.
func GitHub(w io.Writer, list List) error { return nil }

// Summary counts.
func Summary(list List) string { return "" }
