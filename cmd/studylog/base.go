package main

import (
	"bufio"
	"bytes"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"studylog/internal/content"
	"studylog/internal/diag"
	"studylog/internal/site"
)

// base finds out where the site will live. The first that is set: --base-url, STUDYLOG_BASE_URL, the settings, GitHub
// Actions' environment, a GitHub remote of the repository; else the path / with the origin unknown.
func (p *program) base(j *journal, flag string, settings content.Settings) (site.Address, diag.List, error) {
	value, source := p.statedBase(j, flag, settings)
	base, err := site.ParseBase(value)
	switch {
	case err == nil:
		return base, nil, nil
	case source == baseSetting:
		pos := settings.Positions[baseSetting]
		pos.File = content.SettingsFile
		return site.Address{}, diag.List{diag.Errorf(pos, "", "%v", err)}, nil
	case source == "--base-url", source == "STUDYLOG_BASE_URL":
		return site.Address{}, nil, usage("%s: %v", source, err)
	}
	return site.Address{}, nil, nil // a guess that was none
}

const baseSetting = "base_url"

// statedBase is the site's address as it was found, and in what.
func (p *program) statedBase(j *journal, flag string, settings content.Settings) (value, source string) {
	env, repository := p.getenv("STUDYLOG_BASE_URL"), p.getenv("GITHUB_REPOSITORY")
	switch {
	case flag != "":
		return flag, "--base-url"
	case env != "":
		return env, "STUDYLOG_BASE_URL"
	case settings.BaseURL != "":
		return settings.BaseURL, baseSetting
	case p.getenv("GITHUB_ACTIONS") == "true" && repository != "":
		return pagesURL(repository), "GITHUB_REPOSITORY"
	}
	if repository = githubRepository(j.dir); repository != "" {
		return pagesURL(repository), "the GitHub remote in .git/config"
	}
	return "/", "default: where the site will live is not known"
}

// pagesURL is where GitHub Pages serves a repository, "owner/name"; "/" for none.
func pagesURL(repository string) string {
	owner, name, ok := strings.Cut(repository, "/")
	if !ok || owner == "" || name == "" {
		return "/"
	}
	host := strings.ToLower(owner) + ".github.io"
	if strings.EqualFold(name, host) {
		return "https://" + host + "/"
	}
	return "https://" + host + "/" + url.PathEscape(name) + "/"
}

// githubRepository reads "owner/name" from the git repository around dir: from the remote origin, or else the first
// remote that is on GitHub. Git itself is not needed. Any other remote is ignored.
func githubRepository(dir string) string {
	for ; ; dir = filepath.Dir(dir) {
		if git := gitFolder(filepath.Join(dir, ".git")); git != "" {
			return githubRemote(readSmall(filepath.Join(git, "config")))
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// gitFolder follows a .git file, as worktrees and submodules have, to the folder that holds the config.
func gitFolder(dotgit string) string {
	fi, err := os.Stat(dotgit)
	if err != nil {
		return ""
	}
	if fi.IsDir() {
		return dotgit
	}
	to, ok := strings.CutPrefix(strings.TrimSpace(string(readSmall(dotgit))), "gitdir:")
	if !ok {
		return ""
	}
	git := below(filepath.Dir(dotgit), strings.TrimSpace(to))
	if common := strings.TrimSpace(string(readSmall(filepath.Join(git, "commondir")))); common != "" {
		return below(git, common)
	}
	return git
}

func below(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// readSmall reads a regular file, up to a megabyte; nothing of any other.
func readSmall(name string) []byte {
	if fi, err := os.Stat(name); err != nil || !fi.Mode().IsRegular() {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	data, _ := io.ReadAll(io.LimitReader(f, 1<<20))
	return data
}

// githubRemote finds the repository in a git config.
func githubRemote(config []byte) string {
	var section, first string
	lines := bufio.NewScanner(bytes.NewReader(config))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			section = line
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(section, "[remote ") || !strings.EqualFold(strings.TrimSpace(key), "url") {
			continue
		}
		repository := onGitHub(strings.Trim(strings.TrimSpace(value), `"`))
		if repository != "" && section == `[remote "origin"]` {
			return repository
		}
		if first == "" {
			first = repository
		}
	}
	return first
}

// onGitHub reads the forms that a remote's address has: https://github.com/o/n.git, git@github.com:o/n,
// ssh://git@ssh.github.com:443/o/n.git.
func onGitHub(remote string) string {
	var host, path string
	if u, err := url.Parse(remote); err == nil && u.Host != "" {
		host, path = u.Hostname(), u.Path
	} else if before, after, ok := strings.Cut(remote, ":"); ok {
		host, path = before[strings.LastIndexByte(before, '@')+1:], after
	}
	switch strings.ToLower(host) {
	case "github.com", "www.github.com", "ssh.github.com":
	default:
		return ""
	}
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	if strings.Count(path, "/") != 1 {
		return ""
	}
	return path
}
