package site

import (
	"strings"
	"unicode/utf8"

	"studylog/internal/civil"
)

// updatesICS is a calendar (RFC 5545) of what is due: the next update, open commitments, exams. Its stamps come from
// the newest update, so that the same journal gives the same bytes.
func (p *Plan) updatesICS() []byte {
	t := p.Tracker
	var b ics
	b.line("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//studylog//tracker//EN", "CALSCALE:GREGORIAN", "X-WR-CALNAME:"+icsText(p.Settings.Title))
	stamp := t.AsOf
	if stamp == 0 {
		stamp = civil.MustParse("1970-01-01")
	}
	event := func(id string, on civil.Date, what, url string) {
		if on == 0 {
			return
		}
		b.line("BEGIN:VEVENT", "UID:"+id+"@"+p.uidHost(), "DTSTAMP:"+icsDay(stamp)+"T000000Z", "DTSTART;VALUE=DATE:"+icsDay(on),
			"DTEND;VALUE=DATE:"+icsDay(on+1), "SUMMARY:"+icsText(what))
		if p.Base.Known() {
			b.line("URL:" + p.Base.Abs(url))
		}
		b.line("TRANSP:TRANSPARENT", "END:VEVENT")
	}
	event("update-"+t.Cadence.NextDue.String(), t.Cadence.NextDue, "Next update: "+p.Settings.Title, "/tracker/")
	for _, c := range t.Commitments {
		if c.Outcome == "" {
			event("commitment-"+c.ID+"-"+c.AsOf.String(), c.By, c.Do, c.Post)
		}
	}
	for i := range t.Resources {
		if r := &t.Resources[i]; r.InPlan {
			event("exam-"+r.ID, r.ExamAhead(t.AsOf), "Exam: "+r.Title, "/tracker/"+r.ID+"/")
		}
	}
	b.line("END:VCALENDAR")
	return []byte(b.String())
}

func (p *Plan) uidHost() string {
	host := strings.TrimPrefix(strings.TrimPrefix(p.Base.Origin, "https://"), "http://")
	if host == "" {
		host = "studylog.invalid"
	}
	return host
}

func icsDay(d civil.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// icsText escapes a value; a control character ends up as a space.
func icsText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// ics writes content lines: CRLF at the end, folded at 75 octets and never inside a character.
type ics struct{ strings.Builder }

func (b *ics) line(lines ...string) {
	for _, l := range lines {
		for limit := 75; len(l) > limit; limit = 74 {
			cut := limit
			for !utf8.RuneStart(l[cut]) {
				cut--
			}
			b.WriteString(l[:cut] + "\r\n ")
			l = l[cut:]
		}
		b.WriteString(l + "\r\n")
	}
}
