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

// passedOver says whether a file or folder is never read, by its name alone: hidden ones, and what nobody publishes.
func passedOver(name string) bool {
	return name == "" || strings.ContainsRune("._#", rune(name[0])) || NeverPublished(name)
}

// NeverPublished tells the names that nobody means to publish, in content/ and in static/: what editors, merges and
// downloads leave behind, and keys.
func NeverPublished(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".bak", ".swp", ".swo", ".swx", ".tmp", ".temp", ".orig", ".rej", ".old", ".part", ".crdownload",
		".pem", ".key", ".p12", ".pfx", ".kdbx":
		return true
	}
	l := strings.ToLower(name)
	isKey := strings.HasPrefix(l, "id_rsa") || strings.HasPrefix(l, "id_ed25519")
	return strings.HasSuffix(l, "~") || l == "thumbs.db" || l == "desktop.ini" || isKey && !isMarkdown(l)
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
