package study

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// weekly makes paces of 14-day intervals from hours a week.
func weekly(hours ...float64) []pace {
	var list []pace
	for _, h := range hours {
		list = append(list, pace{gained: h * 60 * 2, days: 14})
	}
	return list
}

func TestTheManualsForecasts(t *testing.T) {
	for _, tt := range []struct {
		paces []pace
		want  string
	}{
		{weekly(5, 7, 3), "3 300.0 146.1 2026-12-23 2027-02-16 2027-07-26"},
		{weekly(5, 7, 3, 6, 5, 6), "6 320.0 61.2 2026-12-30 2027-02-06 2027-03-15"},
		{weekly(8, 0.5, 3), "3 230.0 272.4 2026-12-11 2027-04-09 2029-09-01"},
		{weekly(0, 0, 0), "3 0.0 0.0   "},
		{weekly(0.1, 0.1, 0.1), "3 6.0 0.0   "},
	} {
		f := forecastFrom(tt.paces, 7200, day("2026-09-01"), calendar{})
		same(t, fmt.Sprint(tt.paces), say(f.N, fmt.Sprintf("%.1f %.1f", f.Pace, f.Half), f.Earliest, f.Likely, f.Latest), tt.want)
	}
	if forecastFrom(weekly(1, 2), 7200, day("2026-09-01"), calendar{}) != nil || forecastFrom(weekly(1, 2, 3), 0, day("2026-09-01"), calendar{}) != nil {
		t.Error("a forecast below 3 intervals, or with nothing left")
	}
	same(t, "the last eight", forecastFrom(weekly(90, 90, 5, 5, 5, 5, 5, 5, 5, 5), 7200, day("2026-09-01"), calendar{}).Pace, 300)
}

func TestForecastsSkipPauses(t *testing.T) {
	cal := newCalendar([]Pause{{From: day("2026-12-20"), To: day("2027-01-03")}}, day("2026-09-01"))
	f := forecastFrom(weekly(5, 7, 3), 7200, day("2026-09-01"), cal)
	same(t, "dates", say(f.Earliest, f.Likely, f.Latest), "2027-01-07 2027-03-03 2027-08-10")
}

func TestTrend(t *testing.T) {
	same(t, "three", trend(weekly(1, 2, 9)), 0)
	same(t, "four", trend(weekly(1, 2, 3, 4)), 120)
	same(t, "five: the middle one is in neither half", trend(weekly(1, 2, 99, 3, 4)), 120)
	list := weekly(1, 2, 3, 4)
	list[3].days = 28 // 4 h a week would be 16 h; 8 h in 28 days are 2 h a week
	same(t, "weighed by days", math.Round(trend(list)), math.Round((6+8)*60.0/6-90))
}

func TestTiesRoundUp(t *testing.T) {
	// 103 minutes in three steps of a third, over 28 days: 25.75 a week, and not 25.7 for a nanominute that was lost.
	for x, want := range map[float64]float64{25.75: 258, 7 * 102.999999999 / 28: 258, 25.7499: 257, 50.05: 501, 0: 0, 0.05: 1} {
		same(t, fmt.Sprint(x), tenths(x), want)
	}
}

func TestDaysFor(t *testing.T) {
	for _, tt := range []struct {
		rest   int
		weekly float64
		want   string
	}{
		{300, 300, "7 true"}, {301, 300, "8 true"}, {1, 7000, "1 true"}, {7 * 1826, 49, "1826 true"}, {7*1826 + 7, 49, "0 false"}, {100, 0, "0 false"},
	} {
		days, ok := daysFor(tt.rest, tt.weekly)
		same(t, fmt.Sprint(tt.rest, " at ", tt.weekly), say(days, ok), tt.want)
	}
}

// What gets done sooner is never forecast later: not at a higher pace, not with less left.
func TestForecastsAreMonotonic(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	after := func(d Date) Date {
		if d == 0 {
			return 1 << 30
		}
		return d
	}
	for range 2000 {
		var slow, fast []pace
		for range 3 + rnd.IntN(7) {
			p := pace{float64(rnd.IntN(900)), 7 + rnd.IntN(14)}
			slow = append(slow, p)
			fast = append(fast, pace{p.gained * 1.25, p.days})
		}
		rest := 1 + rnd.IntN(20000)
		a, b := forecastFrom(slow, rest, 1000, calendar{}), forecastFrom(fast, rest, 1000, calendar{})
		less := forecastFrom(slow, (rest+1)/2, 1000, calendar{})
		if after(b.Likely) > after(a.Likely) || after(less.Likely) > after(a.Likely) || after(less.Earliest) > after(a.Earliest) {
			t.Fatalf("%v, %d left: %v, faster %v, half of it %v", slow, rest, *a, *b, *less)
		}
		if !(after(a.Earliest) <= after(a.Likely) && after(a.Likely) <= after(a.Latest)) || math.IsNaN(a.Pace+a.Half) || math.IsInf(a.Pace+a.Half, 0) {
			t.Fatalf("%v, %d left: %+v", slow, rest, *a)
		}
	}
}

func TestIntervalsJoin(t *testing.T) {
	for _, tt := range []struct {
		name string
		days []int // after start
		want string
	}{
		{"regular", []int{14, 28, 42}, "[0-1:14 1-2:14 2-3:14]"},
		{"half of every is long enough", []int{7, 14}, "[0-1:7 1-2:7]"},
		{"a short one joins the one before", []int{14, 17, 31}, "[0-2:17 2-3:14]"},
		{"several short ones too", []int{14, 16, 18, 32}, "[0-3:18 3-4:14]"},
		{"a short first one joins the next", []int{3, 17}, "[0-2:17]"},
		{"again if still short", []int{2, 4, 5, 19, 33}, "[0-4:19 4-5:14]"},
		{"a first one that has grown long enough", []int{2, 8, 20}, "[0-2:8 2-3:12]"},
		{"only a short one", []int{3}, "[0-1:3]"},
	} {
		p := onlyBook()
		p.Settings.Cadence = p.Settings.Cadence[:1]
		p.Settings.Pauses = nil
		var drafts []*draft
		for i, n := range tt.days {
			drafts = append(drafts, wrote("p"+pad(i, 2), (p.Settings.Start+Date(n)).String()))
		}
		same(t, tt.name, intervalsOf(p, drafts), tt.want)
	}
	p := onlyBook()
	p.Settings.Pauses = []Pause{{From: day("2025-10-29"), To: day("2025-11-11")}}
	same(t, "an interval without days", intervalsOf(p, fortnights("-", "-", "-")), "[0-2:14 2-3:14]")
}

func intervalsOf(p Plan, drafts []*draft) string {
	j := newJournal(p, blocks(drafts...))
	var out []string
	for u := 1; u <= len(j.updates); u++ {
		j.intervals = j.extend(j.intervals, u)
	}
	for _, i := range j.intervals {
		out = append(out, fmt.Sprintf("%d-%d:%d", i.from, i.to, i.days))
	}
	return fmt.Sprint(out)
}

// gainsOf is what the statements of a journal bring to the pace, by update.
func gainsOf(p Plan, drafts []*draft) string {
	j := newJournal(p, blocks(drafts...))
	j.planScope()
	j.countTime()
	j.replay()
	for i := range j.res {
		j.res[i].giveBack(len(j.updates))
	}
	out, all := "", j.allGains()
	for u := 1; u <= len(j.updates); u++ {
		out += fmt.Sprint(" ", gained(all, u-1, u))
	}
	return out
}

func TestWhatAddsToThePace(t *testing.T) {
	// A book of ten chapters of 120 minutes.
	for _, tt := range []struct {
		name   string
		totals []Total
		items  []string
		want   string
	}{
		{"moves", nil, []string{"3 ch", "5 ch", "-"}, " 360 240 0"},
		{"a fall takes back what it undoes", nil, []string{"5 ch", "3 ch", "4 ch"}, " 360 0 120"},
		{"the latest first", nil, []string{"2 ch", "5 ch", "7 ch", "4 ch"}, " 240 240 0 0"},
		{"a correction too", nil, []string{"7 ch", "!2 ch", "3 ch"}, " 240 0 120"},
		{"and what done had filled in", nil, []string{"4 ch", "done", "6 ch"}, " 480 240 0"},
		{"what a correction had put there is no pace to take", nil, []string{"3 ch", "!7 ch", "4 ch", "2 ch"}, " 240 0 0 0"},
		{"nor is what lay above the total", nil, []string{"9 ch", "14 ch", "11 ch", "8 ch"}, " 960 0 0 0"},
		{"all of it", nil, []string{"5 ch", "7 ch", "0 ch"}, " 0 0 0"},
		{"nor does a correction", nil, []string{"3 ch", "!7 ch", "8 ch"}, " 360 0 120"},
		{"a changed total adds nothing", []Total{total("", 10), total("2025-11-01", 20)}, []string{"5 ch", "-", "6 ch"}, " 600 0 120"},
		{"the move stated with it does", nil, []string{"5 ch", "8/20 ch"}, " 600 360"},
		{"what done fills in adds", nil, []string{"8 ch", "done"}, " 960 240"},
		{"dropping and reopening add nothing, moves do", nil, []string{"3 ch dropped", "5 ch", "dropped", "active"}, " 360 240 0 0"},
		{"above the total there is nothing to add", nil, []string{"9 ch", "14 ch", "15 ch"}, " 1080 120 0"},
		{"a total that grows under a stated done adds nothing", []Total{total("", 10), total("2025-11-20", 12)}, []string{"10 ch done", "-", "-"}, " 1200 0 0"},
	} {
		same(t, tt.name, gainsOf(onlyBook(tt.totals...), fortnights(tt.items...)), tt.want)
	}
	opening := append([]*draft{wrote("o", "2025-10-14").at("b 2 ch")}, fortnights("5 ch")...)
	same(t, "the opening belongs to no interval", gainsOf(onlyBook(), opening), " 360")
}

// A typo leaves no trace in the pace, once it is corrected: the forecast is that of a journal that never had it.
func TestACorrectedTypoLeavesThePace(t *testing.T) {
	outlook := func(items ...string) string {
		tr, _ := Track(onlyBook(total("", 40)), blocks(fortnights(items...)...))
		return say(*tr.Forecast, *tr.Resources[0].Forecast, *tr.Kinds[0].Forecast)
	}
	never := outlook("1 ch", "1 ch", "1 ch", "2 ch")
	same(t, "said to be one", outlook("1 ch", "10 ch", "!1 ch", "2 ch"), never)
	same(t, "by a position that is lower", outlook("1 ch", "10 ch", "1 ch", "2 ch"), never)
	same(t, "done by mistake", outlook("1 ch", "done", "1 ch", "2 ch"), never)
}

// The pace of all intervals holds no more than what is done at T, in any journal.
func TestNoPaceHoldsMoreThanIsDone(t *testing.T) {
	for seed := range uint64(150) {
		g := seeded(seed)
		p := manual()
		p.Resources = nil
		for i := range 5 {
			p.Resources = append(p.Resources, book("b"+strconv.Itoa(i), 5+g.IntN(10)))
		}
		j := newJournal(p, g.simple(p))
		j.planScope()
		j.countTime()
		j.replay()
		for i := range j.res {
			r := &j.res[i]
			r.giveBack(len(j.updates))
			if n := len(r.gains); n > 0 && r.gains[n-1].sum > int64(r.done())*120*nano/micro {
				t.Fatalf("seed %d: %s has %d chapters and a pace of %v minutes", seed, r.ID, r.done()/micro, r.gains[n-1].sum/nano)
			}
		}
	}
}

// The track record judges the forecasts that were given, before a typo in them was known.
func TestTheTrackRecordJudgesWhatWasForecast(t *testing.T) {
	items := []string{"2 ch", "4 ch", "11 ch", "!6 ch", "8 ch", "10 ch", "12 ch"}
	p := onlyBook(total("", 12))
	tr, _ := Track(p, blocks(fortnights(items...)...))
	at3, _ := Track(p, blocks(fortnights(items[:3]...)...))
	if f := at3.Resources[0].Forecast; f.Latest >= tr.Resources[0].DoneOn {
		t.Fatalf("the forecast with the typo should be too early: %+v", *f)
	}
	if r := tr.TrackRecord; r.Inside >= r.Forecasts {
		t.Errorf("the forecast with the typo is not judged: %+v", *r)
	}
}

func TestForecastOfAResource(t *testing.T) {
	p := onlyBook(total("", 30))
	p.Settings.Cadence = p.Settings.Cadence[:1]
	p.Settings.Pauses = nil
	tr, _ := track(t, p, "", fortnights("-", "-", "4 ch", "8 ch", "12 ch")...)
	// The book's intervals begin with the one in which it first moved; the journal's with start.
	r := tr.Resources[0]
	same(t, "the book", say(r.Intervals, r.Forecast.N, r.Forecast.Pace, r.Forecast.Likely), "3 3 240 2026-02-24")
	same(t, "overall", say(tr.Intervals, tr.Forecast.N, tr.Forecast.Pace), "5 5 144")
	opened, _ := track(t, p, "", append([]*draft{wrote("o", "2025-10-14").at("b 1 ch")}, fortnights("-", "-", "4 ch")...)...)
	same(t, "moved in an opening block: all", opened.Resources[0].Forecast.N, 3)
	paused, _ := track(t, p, "", fortnights("2 ch", "4 ch", "6 ch", "8 ch paused")...)
	same(t, "paused", paused.Resources[0].Forecast == nil, true)
	two, _ := track(t, p, "", fortnights("2 ch", "4 ch")...)
	same(t, "two updates", say(two.Forecast == nil, two.Intervals, two.Resources[0].Intervals), "true 2 2")
	still, _ := track(t, p, "", append([]*draft{wrote("o", "2025-10-14").at("b 1 ch")}, fortnights("-", "-", "-")...)...)
	same(t, "no movement", say(*still.Forecast), "{3 0 0   }")
}

func TestTrackRecord(t *testing.T) {
	p := onlyBook(total("", 12))
	p.Settings.Cadence = p.Settings.Cadence[:1]
	p.Settings.Pauses = nil
	tr, _ := track(t, p, "", fortnights("2 ch", "4 ch", "6 ch", "8 ch", "10 ch", "12 ch")...)
	// Forecasts exist at the 3rd, 4th and 5th update; at an even pace all are right to the day.
	same(t, "even", *tr.TrackRecord, "{3 3}")
	tr, _ = track(t, p, "", fortnights("2 ch", "4 ch", "6 ch", "8 ch", "8 ch", "8 ch", "8 ch", "8 ch", "12 ch")...)
	if tr.TrackRecord.Inside >= tr.TrackRecord.Forecasts {
		t.Errorf("a long halt: %v", *tr.TrackRecord)
	}
	tr, _ = track(t, p, "", fortnights("2 ch", "4 ch", "6 ch", "8 ch")...)
	same(t, "nothing is done", tr.TrackRecord == nil, true)
}

// twoBooks are of ten and twenty chapters, with a video that nobody watches.
func twoBooks() Plan {
	p := onlyBook(total("", 10))
	p.Settings.Cadence = p.Settings.Cadence[:1]
	p.Settings.Pauses = nil
	c := p.Resources[0]
	c.ID, c.Title, c.Totals = "c", "c", []Total{total("", 20)}
	v := Resource{ID: "v", Kind: "video", Title: "v", Unit: Hours, Totals: []Total{{Is: 600 * micro}}}
	p.Resources = append(p.Resources, c, v)
	return p
}

func TestForecastOfAKind(t *testing.T) {
	list := fortnights("-", "2 ch", "4 ch", "6 ch")
	list[1].at("c 1 ch")
	list[2].at("c 4 ch")
	list[3].at("c 4 ch")
	tr, _ := track(t, twoBooks(), "", list...)
	// Books: 3, 5 and 2 chapters of 2 h in three fortnights from the one in which the first of them moved; 20 of 30 left.
	k := tr.Kinds[0]
	same(t, "books", say(k.Kind, k.Intervals, k.Forecast.N, k.Forecast.Pace, k.NoForecast), "book 3 3 200 ")
	same(t, "likely", int(k.Forecast.Likely-tr.AsOf), 84) // 40 h at 10 chapters in 42 days
	same(t, "video", say(tr.Kinds[1].Forecast == nil, tr.Kinds[1].NoForecast), "true planned")

	for _, tt := range []struct{ name, last, why string }{
		{"one of two is under way", "5 ch paused", ""},
		{"none is", "5 ch paused; c paused", "nothing under way"},
		{"all is done", "done; c done", "done"},
		{"all is dropped", "dropped; c dropped", "nothing in scope"},
	} {
		items := strings.Split(tt.last, "; ")
		posts := fortnights("1 ch", "2 ch", "3 ch", items[0])
		posts[0].at("c 2 ch")
		if len(items) > 1 {
			posts[3].at(items[1])
		}
		tr, _ := Track(twoBooks(), blocks(posts...))
		same(t, tt.name, say(tr.Kinds[0].NoForecast, tr.Kinds[0].Forecast != nil), say(tt.why, tt.why == ""))
	}
	tr, _ = track(t, twoBooks(), "", fortnights("1 ch")...)
	same(t, "one update", say(tr.Kinds[0].NoForecast, tr.Resources[0].NoForecast), "needs 3 updates; there is 1 needs 3 updates; there is 1")
}

// The forecasts of kinds keep what those of resources keep, in any journal.
func TestKindsForecastsHold(t *testing.T) {
	seen := 0
	for seed := range uint64(150) {
		g := seeded(seed)
		p := g.plan()
		tr, _ := Track(p, g.journal(p))
		var all *TrackRecord
		for i := range tr.Kinds {
			k := &tr.Kinds[i]
			all = all.and(k.TrackRecord)
			same(t, fmt.Sprint(seed, " ", k.Kind, ": a forecast or a reason"), k.Forecast == nil, k.NoForecast != "")
			var own []*Tracked
			for r := range tr.Resources {
				if tr.Resources[r].Kind == k.Kind {
					own = append(own, &tr.Resources[r])
				}
			}
			if len(own) == 1 && own[0].InPlan {
				same(t, fmt.Sprint(seed, " ", k.Kind, ": that of its only resource"), fmt.Sprint(k.Forecast), fmt.Sprint(own[0].Forecast))
				same(t, fmt.Sprint(seed, " ", k.Kind, ": its record too"), fmt.Sprint(k.TrackRecord), fmt.Sprint(own[0].TrackRecord))
			}
			f := k.Forecast
			if f == nil {
				continue
			}
			seen++
			if f.Likely != 0 && (f.Earliest == 0 || f.Earliest > f.Likely || f.Latest != 0 && f.Likely > f.Latest) || math.IsNaN(f.Pace+f.Half) || math.IsInf(f.Pace+f.Half, 0) {
				t.Fatalf("seed %d, %s: %+v", seed, k.Kind, *f)
			}
		}
		same(t, fmt.Sprint(seed, ": records add up"), fmt.Sprint(all), fmt.Sprint(tr.TrackRecord))
	}
	if seen < 50 {
		t.Errorf("only %d forecasts of kinds were seen", seen)
	}
}

// More done in each interval never puts a kind's dates off.
func TestKindsForecastsAreMonotonicInPace(t *testing.T) {
	after := func(d Date) int {
		if d == 0 {
			return 1 << 30
		}
		return int(d)
	}
	for seed := range uint64(100) {
		g := seeded(seed)
		at := [2]int{}
		slow, fast := []string{}, []string{}
		for range 4 + g.IntN(4) {
			at[0], at[1] = at[0]+g.IntN(2), at[1]+g.IntN(3)
			slow = append(slow, fmt.Sprintf("%d p; c %d p", at[0]*100, at[1]*100))
			fast = append(fast, fmt.Sprintf("%d p; c %d p", at[0]*125, at[1]*125))
		}
		dates := func(items []string) *Forecast {
			p := twoBooks()
			for i := range p.Resources[:2] {
				p.Resources[i].Unit, p.Resources[i].Totals = Pages, []Total{{Is: 4000 * micro}}
			}
			drafts := fortnights(slices.Repeat([]string{"-"}, len(items))...)
			for i, item := range items {
				b, c, _ := strings.Cut(item, "; ")
				drafts[i].at("b "+b, c)
			}
			tr, _ := track(t, p, "", drafts...)
			return tr.Kinds[0].Forecast
		}
		a, b := dates(slow), dates(fast)
		if a == nil || b == nil {
			continue
		}
		if after(b.Likely) > after(a.Likely) || after(b.Earliest) > after(a.Earliest) {
			t.Fatalf("seed %d: %v, faster %v", seed, *a, *b)
		}
	}
}

func TestWhatAForecastWaitsForIsSaid(t *testing.T) {
	p := onlyBook()
	p.Settings.Cadence = []Cadence{{From: day("2026-01-01"), Every: 7}}
	p.Settings.Start, p.Settings.Pauses = day("2026-01-01"), nil
	var close []*draft
	for i, d := range []string{"2026-01-08", "2026-01-09", "2026-01-10", "2026-01-12"} {
		close = append(close, wrote("p"+pad(i, 2), d).at(fmt.Sprint("b ", i+1, " ch")))
	}
	tr, _ := track(t, p, "", close...)
	want := "needs 3 updates at least 4 days apart; there are 2"
	same(t, "updates close to each other", tr.NoForecast, strings.Replace(want, "are 2", "is 1", 1))
	same(t, "of a resource, and of its kind", say(tr.Resources[0].NoForecast == tr.NoForecast, tr.Kinds[0].NoForecast == tr.NoForecast), "true true")
	tr, _ = track(t, p, "", append(close, wrote("q", "2026-01-19"))...)
	same(t, "one more", tr.NoForecast, want)
	tr, _ = track(t, p, "", close[0])
	same(t, "too few", tr.NoForecast, "needs 3 updates; there is 1")
	p.Settings.Pauses = []Pause{{From: day("2026-01-09"), To: day("2026-02-01")}}
	p.Settings.Cadence = nil
	tr, _ = track(t, p, "", close...)
	same(t, "in a pause", tr.NoForecast, "needs 3 updates on days outside pauses; there is 1")
}
