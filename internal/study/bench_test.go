package study

import "testing"

// fiveYears is a weekly journal of 260 posts and about 1,500 sessions over 40 resources.
func fiveYears() (Plan, []Block) {
	p := manual()
	p.Settings.Finish = 0
	p.Resources = nil
	kinds := []struct {
		kind string
		unit Unit
		size int
	}{{"book", Chapters, 14}, {"course", Lessons, 40}, {"video", Hours, 24 * 60}, {"cert", Percent, 0}, {"paper", Pages, 20}}
	for i := range 40 {
		k := kinds[i%len(kinds)]
		r := Resource{ID: "r" + pad(i, 2), Kind: k.kind, Title: "Resource", Unit: k.unit}
		if k.size > 0 {
			r.Totals = []Total{total("", k.size)}
		}
		p.Resources = append(p.Resources, r)
	}
	var list []Block
	for week := range 260 {
		asOf := day("2025-10-21") + Date(7*week)
		d := wrote("week-"+pad(week, 3), asOf.String())
		first, second := "r"+pad(week/13*2%40, 2), "r"+pad(week/13*2%40+1, 2)
		share := pad(1+week%13*7, 1) + "%"
		d.at(first+" "+share, second+" "+share)
		for k := range 6 {
			d.time((asOf - Date(k)).String(), []string{"2h ", "1h30m ", "20m "}[(week+k)%3]+first)
		}
		d.next("n"+pad(week, 3), "", second+" 90%").topics("OWASP:LLM0" + pad(week%9+1, 1) + ":2025")
		if week > 0 {
			d.kept("n"+pad(week-1, 3), "partly")
		}
		list = append(list, d.Block)
	}
	return p, list
}

func BenchmarkTrackFiveYears(b *testing.B) {
	p, list := fiveYears()
	b.ReportAllocs()
	for b.Loop() {
		Track(p, list)
	}
}

func BenchmarkJSONFiveYears(b *testing.B) {
	t, _ := Track(fiveYears())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := t.JSON(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestFiveYearsAreWhole(t *testing.T) {
	p, list := fiveYears()
	tr, diags := Track(p, list)
	if len(diags) > 0 {
		t.Fatal(diags[:min(5, len(diags))])
	}
	same(t, "updates", len(tr.Updates), 260)
	same(t, "sessions", len(tr.Sessions), 1560)
	if tr.Forecast == nil || tr.Resource("r01") == nil || tr.Overall.Done == 0 {
		t.Errorf("forecast %v, overall %v", tr.Forecast, tr.Overall)
	}
	if tr.TrackRecord != nil && tr.TrackRecord.Inside > tr.TrackRecord.Forecasts {
		t.Errorf("track record %v", tr.TrackRecord)
	}
}
