//go:build !linux && !darwin

package disk

import "os"

func exchange(*os.Root, string, string) error { return errNoExchange }

// syncAll does nothing: these systems can bring a file to the disk, but not a tree, and a file at a time is slow. The
// manifest's own sum tells when a power cut took what was written.
func syncAll(*os.File) error { return nil }
