package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"studylog/internal/civil"
	"studylog/internal/study"
)

func TestNiceTopHoldsTheMost(t *testing.T) {
	for most := range 20000 {
		top, steps := niceTop(most)
		if top < float64(most) || top < 60 || steps < 2 || steps > 5 {
			t.Fatalf("niceTop(%d) = %g in %d steps", most, top, steps)
		}
		if most > 240 && top > 2*float64(most) {
			t.Fatalf("niceTop(%d) = %g: half of the chart is empty", most, top)
		}
	}
}

func TestLevelsAreAboutTheGoal(t *testing.T) {
	for minutes, want := range map[int]int{0: 0, 1: 1, 29: 1, 30: 2, 59: 2, 60: 3, 119: 3, 120: 4, 600: 4} {
		d := study.Day{State: study.DayLogged, Minutes: minutes, Target: 120, Minimum: 30}
		if got := Level(d); got != want {
			t.Errorf("%d minutes of 120: level %d, want %d", minutes, got, want)
		}
	}
}

// sample is a tracker with everything that the charts draw, and hostile enough for their text.
func sample(weeks int) *study.Tracker {
	plan := 840
	start := civil.MustParse("2025-10-13")
	t := &study.Tracker{Settings: study.Settings{Start: start}, AsOf: start + civil.Date(7*weeks-1), Overall: study.Share{Done: 600, Planned: 6000, OK: true}}
	states := []study.DayState{study.DayLogged, study.DayRest, study.DayPause, study.DayZero, study.DayNone, study.DayUnknown, study.DayLogged}
	for w := range weeks {
		y, n := (start + civil.Date(7*w)).ISOWeek()
		t.Weeks = append(t.Weeks, study.Week{Year: y, Week: n, Monday: start + civil.Date(7*w), Dated: 60 * w % 1000, Undated: 30 * (w % 3), Plan: &plan})
		for i, s := range states {
			t.Days = append(t.Days, study.Day{Date: start + civil.Date(7*w+i), State: s, Minutes: 37 * i, Target: 120, Minimum: 30})
		}
		t.BurnUp.Done = append(t.BurnUp.Done, study.Point{Date: start + civil.Date(7*w), Minutes: 600 * w / weeks, Post: `/posts/"x&y"/`})
	}
	t.BurnUp.Scope = []study.Point{{Date: start, Minutes: 5000}, {Date: start + 30, Minutes: 6000}}
	t.BurnUp.Plan = []study.Point{{Date: start}, {Date: start + 200, Minutes: 6000}}
	t.Forecast = &study.Forecast{N: 8, Pace: 300, Half: 20, Earliest: t.AsOf + 100, Likely: t.AsOf + 200}
	return t
}

func from(civil.Date) string { return "/posts/x/" }

func TestPicturesAreWellFormedAndTellTheirTable(t *testing.T) {
	for _, weeks := range []int{1, 2, 30, 260} {
		tr := sample(weeks)
		for _, p := range []Picture{Weekly(tr.Weeks, tr.AsOf, from), BurnUp(tr), Calendar("c", "Days", tr.Days, func(d civil.Date) bool { return d%14 == 0 }, from)} {
			wellFormed(t, p)
			if p.Caption == "" || len(p.Rows) == 0 {
				t.Errorf("%s of %d weeks: caption %q, %d rows", p.ID, weeks, p.Caption, len(p.Rows))
			}
			for _, row := range p.Rows {
				if len(row) != len(p.Head) || len(row) != len(p.Numeric) {
					t.Fatalf("%s: a row of %d cells under %d heads", p.ID, len(row), len(p.Head))
				}
			}
		}
	}
}

func wellFormed(t *testing.T, p Picture) {
	t.Helper()
	for _, bad := range []string{"style=", "NaN", "Inf", "<script"} {
		if strings.Contains(p.SVG, bad) {
			t.Errorf("%s holds %q", p.ID, bad)
		}
	}
	d := xml.NewDecoder(strings.NewReader(p.SVG))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s is no XML: %v\n%s", p.ID, err, p.SVG)
		}
		if el, ok := tok.(xml.StartElement); ok && el.Name.Local == "rect" {
			for _, a := range el.Attr {
				if (a.Name.Local == "width" || a.Name.Local == "height") && strings.HasPrefix(a.Value, "-") {
					t.Errorf("%s: a rectangle of %s %s", p.ID, a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestProjectionStaysInThePlot(t *testing.T) {
	tr := sample(10)
	tr.Forecast.Likely = tr.AsOf + 1800
	tr.Forecast.Earliest = tr.AsOf + 900
	p := BurnUp(tr)
	for _, f := range strings.FieldsFunc(p.SVG[strings.Index(p.SVG, `class="proj"`):strings.Index(p.SVG, `class="scope"`)], func(r rune) bool { return !strings.ContainsRune("0123456789.", r) }) {
		if len(f) > 3 && !strings.Contains(f, ".") {
			t.Errorf("a coordinate of %s", f)
		}
	}
}

func TestSparkIsWellFormed(t *testing.T) {
	r := &study.Tracked{Percent: study.Percentage{Tenths: 500, OK: true}}
	if Spark(r, 10, 20) != "" {
		t.Error("a line of no statements")
	}
	for i := range 5 {
		r.Trail = append(r.Trail, study.Step{AsOf: civil.Date(10 + i), Percent: study.Percentage{Tenths: 300 * i, OK: true}})
	}
	wellFormed(t, Picture{ID: "spark", SVG: Spark(r, 10, 20)})
}
