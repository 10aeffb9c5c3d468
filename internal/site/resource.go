package site

import (
	"fmt"
	"slices"
	"strings"

	"studylog/internal/study"
)

// resourceView is a resource's own page.
func (p *Plan) resourceView(r *study.Tracked) ResourceView {
	v := ResourceView{Heading: r.Title, By: r.By, Kind: r.Kind, Link: r.URL, State: stateWord(r.State), Topics: r.Topics, Back: Link{"Tracker", p.Base.URL("/tracker/")}}
	if n, ok := kindNames[r.Kind]; ok {
		v.Kind = n[0]
	}
	position := positionText(r)
	if position != notStarted {
		position += scopeText(r)
	}
	v.Base = p.base(head{title: r.Title, description: r.Title + ": " + position + ".", url: "/tracker/" + r.ID + "/", script: true})
	if r.Percent.OK && position != notStarted {
		v.Bar = &Bar{Before: min(100, r.Percent.Float()), Text: position}
	}
	if r.Minutes > 0 {
		v.Figures = append(v.Figures, Figure{Value: value(longHours(r.Minutes)), Unit: unit(longHours(r.Minutes)), Label: "studied", URL: "#time"})
	}
	if r.Percent.OK && position != notStarted {
		done := Figure{Value: value(percent(r.Percent)), Unit: "%", Label: "done", Note: position}
		if r.Unit == study.Percent {
			done.Note = "" // the same again
		}
		if len(r.Trail) > 0 { // time alone states nothing, and leaves no timeline to lead to
			done.URL = "#timeline"
		}
		v.Figures = append(v.Figures, done)
	}
	if r.Weighed {
		note := "stated"
		if r.Estimated {
			note = "est."
		}
		v.Figures = append(v.Figures, Figure{Value: value(longHours(r.Weight)), Unit: unit(longHours(r.Weight)), Label: "planned effort", Note: note})
	}
	if r.ExamAhead(p.Tracker.AsOf) != 0 {
		v.Figures = append(v.Figures, Figure{Value: r.Exam.Short(), Unit: fmt.Sprint(r.Exam.Year()), Label: "exam"})
	}
	switch {
	case r.Forecast != nil:
		v.Forecast = p.forecastText(r.Forecast, r.Intervals)
	case r.State == study.Active && !p.dayOne():
		v.Forecast = []string{"No forecast yet: " + r.NoForecast + "."}
	}
	if tr := r.TrackRecord; tr != nil {
		v.Forecast = append(v.Forecast, fmt.Sprintf("Of %s, %d contained the day it was reported done, %s.", plural(tr.Forecasts, "earlier forecast"), tr.Inside, r.DoneOn.Long()))
	}
	v.Timeline, v.Sessions = p.timeline(r), p.sessions(r)
	for _, url := range r.Posts {
		if post := p.byURL(url); post != nil {
			v.Posts = append(v.Posts, p.postItem(post))
		}
	}
	if v.Timeline == nil && v.Sessions == nil {
		v.Empty = "A line such as “progress: " + r.ID + " " + example(r.Unit) + "” in a post's front matter says where you are."
	}
	return v
}

func example(u study.Unit) string {
	switch u {
	case study.Percent:
		return "15%"
	case study.Hours:
		return "6h30m"
	case study.Pages:
		return "40 p"
	case study.Chapters:
		return "3 ch"
	case study.Lessons:
		return "4 ls"
	case study.Modules:
		return "1 mod"
	}
	return "10%"
}

func (p *Plan) timeline(r *study.Tracked) *DataTable {
	if len(r.Trail) == 0 {
		return nil
	}
	t := &DataTable{Caption: "What was stated, newest first", Head: []string{"As of", "Stated", "Position", "State", "Note"}, Numeric: []bool{false, false, true, false, false}}
	for i := len(r.Trail) - 1; i >= 0; i-- {
		s := r.Trail[i]
		now := *r
		now.Position, now.Total, now.State = s.Position, s.Total, s.State
		note := s.Note
		if r.Corrects(i) {
			note = joinWords("; ", joinWords(": ", "correction", s.Correct), note)
		}
		when, stated := Datum{Text: s.AsOf.Medium()}, statedText(&s)
		if s.Post != "" {
			when.URL = p.Base.URL(s.Post)
		}
		if s.Resized {
			stated = "total " + now.TotalText() + ", in the catalogue"
		}
		t.Rows = append(t.Rows, []Datum{when, {Text: stated}, {Text: positionText(&now)}, {Text: stateWord(s.State)}, {Text: note}})
	}
	return t
}

// statedText is a statement as written, with the state that it set.
func statedText(s *study.Step) string {
	if s.Earned {
		return "certificate of " + s.On.Medium()
	}
	if strings.HasSuffix(s.Raw, string(s.Said)) {
		return s.Raw
	}
	return joinWords(" ", s.Raw, string(s.Said))
}

// scopeText says which part of a resource is planned: ", of 3–7", or nothing where it is all of it.
func scopeText(r *study.Tracked) string {
	if r.Scope == nil {
		return ""
	}
	var parts []string
	for _, s := range *r.Scope {
		part := fmt.Sprint(s[0])
		if s[1] > s[0] {
			part += fmt.Sprintf("–%d", s[1])
		}
		parts = append(parts, part)
	}
	return " (planned: " + strings.Join(parts, ", ") + ")"
}

func joinWords(sep string, words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), sep)
}

func (p *Plan) sessions(r *study.Tracked) *DataTable {
	t := &DataTable{Caption: "Time, newest first", Head: []string{"Day", "Time", "Stated in"}, Numeric: []bool{false, true, false}}
	rows := p.Tracker.Sessions
	for i := len(rows) - 1; i >= 0; i-- {
		s := rows[i]
		if s.Resource != r.ID || s.Minutes == 0 {
			continue
		}
		when := s.Date.Medium()
		if s.Kind == "undated" {
			when = "undated, to " + when
		}
		row := []Datum{{Text: when}, {Text: hours(s.Minutes)}, {}}
		if l := p.postLink(s.Post); l != nil {
			row[2] = Datum{l.Name, l.URL}
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}
