package site

import (
	"fmt"
	"slices"

	"studylog/internal/study"
)

// whereView is "Where I am" on the home page: at most three inked rules and a line.
func (p *Plan) whereView() *WhereView {
	t := p.Tracker
	if t.AsOf == 0 {
		return nil
	}
	w := &WhereView{DayOne: p.dayOne(), Next: p.statusLine(), Tracker: p.Base.URL("/tracker/"), Line: p.story()}
	if w.DayOne {
		w.Line = fmt.Sprintf("%s planned. %s", plural(t.InPlan, "resource"), w.Next)
	}
	if t.Overall.OK && !w.DayOne {
		w.Rules = append(w.Rules, ResourceBar{"Plan", w.Tracker, Bar{Before: t.Overall.Percent().Float(), Text: percent(t.Overall.Percent())}})
	}
	for _, k := range p.kindsByInterest() {
		if len(w.Rules) < 3 {
			w.Rules = append(w.Rules, ResourceBar{kindName(k.Kind, k.Resources), "", p.kindBar(k)})
		}
	}
	p.homeChart(w)
	return w
}

// kindsByInterest puts the kinds that are still going before the finished ones, and those that moved last first.
func (p *Plan) kindsByInterest() []study.Kind {
	moved, open := map[string]study.Date{}, map[string]bool{}
	for i := range p.Tracker.Resources {
		r := &p.Tracker.Resources[i]
		if !r.InPlan || r.State == study.Dropped {
			continue
		}
		moved[r.Kind] = max(moved[r.Kind], r.Moved)
		open[r.Kind] = open[r.Kind] || r.State != study.Done
	}
	kinds := slices.DeleteFunc(slices.Clone(p.Tracker.Kinds), func(k study.Kind) bool { return k.Resources == 0 })
	slices.SortStableFunc(kinds, func(a, b study.Kind) int {
		if open[a.Kind] != open[b.Kind] {
			if open[a.Kind] {
				return -1
			}
			return 1
		}
		return int(moved[b.Kind] - moved[a.Kind])
	})
	return kinds
}

// kindBar is a kind's share of effort, or, where totals are missing, how many of it are done.
func (p *Plan) kindBar(k study.Kind) Bar {
	if p.dayOne() {
		return Bar{Text: fmt.Sprintf("%d planned", k.Resources)}
	}
	if k.OK {
		return Bar{Before: k.Percent().Float(), Text: percent(k.Percent())}
	}
	done := 0
	for i := range p.Tracker.Resources {
		if r := &p.Tracker.Resources[i]; r.Kind == k.Kind && r.InPlan && r.State == study.Done {
			done++
		}
	}
	return Bar{Before: 100 * float64(done) / float64(k.Resources), Text: fmt.Sprintf("%d of %d done", done, k.Resources)}
}

// ink is the masthead's rule: how much of the plan is done.
func (p *Plan) ink() *Bar {
	t := p.Tracker
	if !t.Overall.OK {
		return nil
	}
	return &Bar{Before: t.Overall.Percent().Float(), Text: percent(t.Overall.Percent()) + " of the plan is done"}
}
