package main

import (
	"io/fs"
	"path"
	"strings"

	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/scan"
	"studylog/internal/site"
)

// scanned are the files of a journal that its site is made from. What is passed over in content/, and what is hidden
// elsewhere, is never published.
func (j *journal) scanned() []string {
	names := []string{content.SettingsFile}
	for _, dir := range []string{"content", "static", "templates"} {
		_ = fs.WalkDir(j.fs, dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil // who reads it says so
			}
			base := path.Base(name)
			left := strings.HasPrefix(base, ".") && base != ".well-known"
			if dir == content.Root && name != dir {
				left = content.PassedOver(base)
			}
			switch {
			case e.IsDir() && left:
				return fs.SkipDir
			case !e.IsDir() && !left:
				names = append(names, name)
			}
			return nil
		})
	}
	return names
}

// hiding finds what the sources hide: secrets, and characters that nobody sees.
func (j *journal) hiding() diag.List { return scan.Files(j.fs, j.scanned()) }

// leaking are the secrets that a publish would give away. One in a post that is left out is not among them yet.
func (j *journal) leaking(plan *site.Plan) (list diag.List) {
	left := map[string]bool{}
	for _, e := range plan.Excluded {
		left[e.Path] = true
	}
	for _, d := range j.hiding() {
		switch {
		case d.Code != scan.CodeSecret:
		case left[d.File]:
			d.Severity = diag.Warning
			d.Msg += "; the post is not published yet"
			list.Add(d)
		default:
			list.Add(d)
		}
	}
	return list
}

// masked takes secrets out of a text that is shown.
func masked(text string) string { return string(scan.Mask([]byte(text))) }
