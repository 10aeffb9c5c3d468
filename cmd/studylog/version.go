package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  studylog version",
		Args:    cobra.NoArgs,
		RunE: does(func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.out, versionLine())
			return err
		}),
	}
}

func versionLine() string {
	build, _ := debug.ReadBuildInfo()
	return fmt.Sprintf("studylog %s (%s, %s/%s)", version(build), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func version(build *debug.BuildInfo) string {
	if build == nil || build.Main.Version == "" {
		return "(devel)"
	}
	return build.Main.Version
}

// fetchable is the module and version from which this very program can be had again, as a workflow must; "" if it was
// built from a checkout. A program that came through the module system has its module's checksum; a version alone
// proves nothing, since go build makes one up from the checkout.
func fetchable(build *debug.BuildInfo) string {
	if build == nil || build.Main.Sum == "" || version(build) == "(devel)" {
		return ""
	}
	if host, _, _ := strings.Cut(build.Main.Path, "/"); !strings.Contains(host, ".") {
		return ""
	}
	return build.Main.Path + "/cmd/studylog@" + build.Main.Version
}
