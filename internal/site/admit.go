package site

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"studylog/internal/civil"
	"studylog/internal/content"
)

// admit lets pages in: a draft, a future or an expired one only where the options say so. Everything downstream sees
// admitted posts only, so that what is left out can leak nowhere.
func (p *Plan) admit(now time.Time) {
	today := civil.OfTime(now.In(p.zone))
	for _, page := range p.tree.Pages {
		status, until := p.status(page, today, now)
		if !p.admits(status) {
			p.Excluded = append(p.Excluded, Excluded{Page: page, Status: status, Until: until})
			continue
		}
		post := &Post{Page: page, Status: status, Until: until, Date: p.instant(page.Meta.Date)}
		if page.Post {
			p.Posts = append(p.Posts, post)
		} else {
			p.Pages = append(p.Pages, post)
		}
	}
	slices.SortFunc(p.Posts, func(a, b *Post) int {
		return cmp.Or(b.Date.Compare(a.Date), strings.Compare(b.Path, a.Path))
	})
}

func (p *Plan) admits(s Status) bool {
	switch s {
	case Published:
		return true
	case Draft:
		return p.opts.Drafts
	case Future:
		return p.opts.Future
	}
	return false
}

// status judges one page. A draft stays a draft whatever its dates say; of the others, what has expired is out.
func (p *Plan) status(page *content.Page, today civil.Date, now time.Time) (Status, time.Time) {
	m := &page.Meta
	switch {
	case m.Draft:
		return Draft, time.Time{}
	case m.Expiry.Day != 0 && p.expired(m.Expiry, today, now):
		return Expired, time.Time{}
	case m.Date.Day > today:
		return Future, p.instant(m.Date)
	case m.Publish.Day > today, m.Publish.Day == today && m.Publish.HasTime && p.instant(m.Publish).After(now):
		return Future, p.instant(m.Publish)
	}
	return Published, time.Time{}
}

// expired: a day without a time is a whole day, the post's last one.
func (p *Plan) expired(s content.Stamp, today civil.Date, now time.Time) bool {
	if s.HasTime {
		return !p.instant(s).After(now)
	}
	return s.Day < today
}

// clock is how far into its day a post speaks, in seconds; one that names no time speaks at the start, so that the order
// of the posts of a day is one order, and that of the lists.
func (p *Plan) clock(post *Post) int {
	day := content.Stamp{Day: post.Meta.Date.Day}
	return int(post.Date.Sub(p.instant(day)).Seconds())
}

// instant is the moment a stamp means: in its own zone if it names one, else in the site's.
func (p *Plan) instant(s content.Stamp) time.Time {
	if s.Day == 0 {
		return time.Time{}
	}
	zone := p.zone
	if s.HasZone {
		zone = time.FixedZone("", s.Offset)
	}
	y, m, d := s.Day.Parts()
	return time.Date(y, time.Month(m), d, 0, 0, s.Second, 0, zone)
}

// Until is the first moment after now at which a plan of the same tree may admit others; zero if there is none.
func (p *Plan) Until(now time.Time) (first time.Time) {
	soonest := func(t time.Time) {
		if t.After(now) && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	for _, page := range p.tree.Pages {
		m := &page.Meta
		for _, s := range []content.Stamp{m.Date, m.Publish, m.Expiry} {
			if s.Day != 0 {
				soonest(p.instant(content.Stamp{Day: s.Day})) // whatever its own zone, the site's day begins then
				soonest(p.instant(s))
			}
		}
		if m.Expiry.Day != 0 {
			soonest(p.instant(content.Stamp{Day: m.Expiry.Day + 1}))
		}
	}
	return first
}
