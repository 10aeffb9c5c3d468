package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"studylog/internal/diag"
	"studylog/internal/disk"
	"studylog/internal/linkcheck"
	"studylog/internal/site"
)

// Codes of what is found of addresses outside of the site.
const (
	codeWorldDead    = "A401"
	codeWorldTrouble = "A402"
	codeWorldNote    = "A403"
	codeWorldPrivate = "A404"
)

// patience is how long the world is asked, in all.
const patience = 5 * time.Minute

// external asks whether the addresses in the journal still lead somewhere. What answered is kept in .studylog.
func (p *program) external(ctx context.Context, j *journal, plan *site.Plan) diag.List {
	links := plan.WorldLinks()
	urls := make([]string, len(links))
	for i, link := range links {
		urls[i] = link.URL
	}
	cache := linkcheck.ReadCache(j.keptLinks())
	stage := p.meter.Begin("asking", "link", cache.Missing(urls, p.clock()))
	defer stage.End()
	build, _ := debug.ReadBuildInfo()
	c := p.links
	if c == nil {
		c = &linkcheck.Checker{}
	}
	c.Agent, c.Now, c.Asking, c.Asked = "studylog/"+version(build)+" (link check of a study journal)", p.clock, stage.Start, stage.Done
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	results := c.Check(ctx, urls, cache)
	list := judged(links, results)
	if err := j.keepLinks(cache.Bytes(p.clock())); err != nil {
		list.Add(diag.Notef(diag.Pos{}, "", "the answers cannot be kept, and the next check asks again: %v", err))
	}
	return list
}

func (j *journal) linksFile() string { return filepath.Join(j.state(), "links.json") }

// keptLinks reads what the last checks left; nothing of what is no plain file.
func (j *journal) keptLinks() []byte {
	if info, err := os.Lstat(j.linksFile()); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	data, _ := os.ReadFile(j.linksFile())
	return data
}

// keepLinks writes the answers whole or not at all.
func (j *journal) keepLinks(data []byte) error {
	if err := disk.MakeState(j.state()); err != nil {
		return err
	}
	return disk.Write(j.linksFile(), data, 0o666)
}

// judged turns what was found of each address into findings, one for each place that states it.
func judged(links []site.WorldLink, results map[string]linkcheck.Result) (list diag.List) {
	unasked, offline := map[string]bool{}, false
	for _, link := range links {
		switch r := results[link.URL]; r.Verdict {
		case linkcheck.Dead:
			list.Add(diag.Errorf(link.Pos, codeWorldDead, "the link %s leads nowhere: %s", link.URL, r.Cause).
				Hintf("find where it went, or link to what is kept of it: https://web.archive.org/web/%s", link.URL))
		case linkcheck.Trouble:
			list.Add(diag.Warnf(link.Pos, codeWorldTrouble, "the link %s did not answer well: %s", link.URL, r.Cause).
				Hintf("check again later: it may be the host's trouble of a day"))
		case linkcheck.Private:
			list.Add(diag.Warnf(link.Pos, codeWorldPrivate, "the link %s leads to this machine or into a private network, where no reader can go: it was not asked", link.URL))
		case linkcheck.Unsure:
			list.Add(diag.Notef(link.Pos, codeWorldNote, "the link %s will not say whether it is well: %s", link.URL, r.Cause).
				Hintf("look at it in a browser"))
		case linkcheck.Unasked:
			unasked[link.URL], offline = true, offline || r.Cause != ""
		default:
			if r.Moved != "" {
				list.Add(diag.Notef(link.Pos, codeWorldNote, "the link %s has moved for good", link.URL).Hintf("write %s", r.Moved))
			}
		}
	}
	switch {
	case offline:
		list.Add(diag.Warnf(diag.Pos{}, codeWorldTrouble, "no host of %s could be found: is this machine on line?", count(len(unasked), "link")).
			Hintf("check again with a network"))
	case len(unasked) > 0:
		list.Add(diag.Warnf(diag.Pos{}, codeWorldTrouble, "the time was up before %s had been asked", count(len(unasked), "link")).
			Hintf("check again: what answered is not asked twice in a week"))
	}
	return list
}
