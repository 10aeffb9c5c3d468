package content

import (
	"path"
	"strings"
)

// The folders and files of a journal.
const (
	SettingsFile   = "studylog.yaml"
	Root           = "content"
	PostsDir       = "content/posts"
	PagesDir       = "content/pages"
	ComparisonsDir = "content/comparisons"
	ResourcesFile  = "content/resources.yaml"
)

// PassedOver says whether a file or folder of content/ is never read, by its name alone.
func PassedOver(name string) bool { return passedOver(name) }

// passedOver says whether a file or folder is never read, by its name alone: hidden ones, and what editors and
// merges leave behind.
func passedOver(name string) bool {
	if name == "" || strings.ContainsRune("._#", rune(name[0])) || strings.HasSuffix(name, "~") {
		return true
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".bak", ".swp", ".swo", ".swx", ".tmp", ".temp", ".orig", ".rej", ".old", ".part", ".crdownload":
		return true
	}
	return strings.EqualFold(name, "Thumbs.db") || strings.EqualFold(name, "desktop.ini")
}

func isMarkdown(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".md" || ext == ".markdown"
}

func isReadme(name string) bool { return isMarkdown(name) && strings.EqualFold(stem(name), "readme") }

func isIndex(name string) bool { return isMarkdown(name) && strings.EqualFold(stem(name), "index") }

// stem is a path's last name without its extension.
func stem(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }

func under(dir, p string) bool { return strings.HasPrefix(p, dir+"/") }
