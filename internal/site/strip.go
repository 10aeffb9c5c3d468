package site

import (
	"fmt"

	"studylog/internal/study"
)

// update is the tracker's row of a post, or nil.
func (p *Plan) update(post *Post) *study.Update { return p.updates[post.URL] }

// addProgress adds to a post what it reported: its period, its hours, and what moved.
func (p *Plan) addProgress(v *PostView, post *Post) {
	if u := p.update(post); u != nil {
		v.Hours = hours(u.Minutes)
		if u.From != 0 {
			v.Period = period(u.From, u.To)
		}
	}
	moves := p.Tracker.Moves[post.URL]
	if len(moves) == 0 {
		return
	}
	s := &StripView{Title: "Progress"}
	if v.Period != "" {
		s.Title += ", " + v.Period
	}
	for _, m := range moves {
		s.Rows = append(s.Rows, StripRow{m.Title, p.Base.URL("/tracker/" + m.Resource + "/"), moveBar(m)})
	}
	v.Strip = s
}

// moveBar shows before pale and gained dark, and says the same in words.
func moveBar(m study.Move) Bar {
	b := Bar{Text: moveText(m)}
	if m.AfterPercent.OK {
		before, after := m.BeforePercent.Float(), min(100, m.AfterPercent.Float())
		b.Before, b.Gained = min(before, after), max(0, after-before)
	}
	return b
}

func moveText(m study.Move) string {
	unit := unitWord(m.Unit, m.Text(m.Total))
	var text string
	switch {
	case m.Before == m.After && m.Minutes > 0 && m.State == m.StateBefore:
		return hours(m.Minutes)
	case m.Before == m.After && m.State != m.StateBefore:
		text = stateWord(m.State)
	case m.Unit == study.Percent:
		text = fmt.Sprintf("%s → %s %%", m.Text(m.Before), m.Text(m.After))
	case m.Total > 0:
		text = fmt.Sprintf("%s → %s of %s %s", m.Text(m.Before), m.Text(m.After), m.Text(m.Total), unit)
	default:
		text = fmt.Sprintf("%s → %s %s", m.Text(m.Before), m.Text(m.After), unitWord(m.Unit, m.Text(m.After)))
	}
	if m.After < m.Before {
		text += ", corrected"
	}
	if m.Before != m.After && m.State == study.Done && m.StateBefore != study.Done {
		text += ", done"
	}
	return text
}
