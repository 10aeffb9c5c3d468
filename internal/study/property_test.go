package study

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"studylog/internal/diag"
)

// A generator invents journals: everything a post can state, in any combination, with mistakes among it.
type generator struct{ *rand.Rand }

func seeded(n uint64) generator { return generator{rand.New(rand.NewPCG(n, n*n+1))} }

func (g generator) one(words ...string) string { return words[g.IntN(len(words))] }

func (g generator) often(n int) bool { return g.IntN(n) > 0 }

func (g generator) plan() Plan {
	p := manual()
	p.Settings.Streaks = g.one("", "days", "off")
	if !g.often(5) {
		p.Settings.Goals = nil
	}
	if !g.often(3) {
		p.Settings.Pauses = append(p.Settings.Pauses, Pause{From: p.Settings.Start + Date(g.IntN(200))})
	}
	if !g.often(6) {
		p.Settings.Cadence = nil
	}
	p.Resources[1].Totals = append(p.Resources[1].Totals, total("2026-01-10", 20+g.IntN(20)))
	p.Resources = append(p.Resources, Resource{ID: "bare", Kind: "paper", Title: "No total", Unit: Pages}, Resource{ID: "unitless", Kind: "course", Title: "No unit"})
	if !g.often(4) {
		p.Resources, p.HasCatalog = nil, false
	}
	return p
}

var ids = []string{"llm-playbook", "sec-eng", "adv-ml", "caisp", "aws-bootcamp", "ptml", "bare", "unitless"}

func (g generator) amount(id string) string {
	n := g.IntN(14)
	switch id {
	case "caisp":
		return fmt.Sprintf("%d%%", g.IntN(101))
	case "aws-bootcamp":
		return g.one(fmt.Sprintf("%dh%dm", n*2, g.IntN(60)), fmt.Sprintf("+%dm", 1+g.IntN(200)), "40%")
	case "bare":
		return fmt.Sprintf("%d p", n)
	case "unitless":
		return fmt.Sprint(n)
	}
	if id == "llm-playbook" && !g.often(4) {
		return fmt.Sprintf("%d p", n*15)
	}
	return g.one(fmt.Sprintf("%d ch", n), fmt.Sprintf("%d/%d ch", n, 8+g.IntN(8)), fmt.Sprintf("+%d ch", n%3), fmt.Sprintf("ch %d-%d", 1+n, 2+n), fmt.Sprint(n), "30%")
}

// journal writes a year of posts.
func (g generator) journal(p Plan) []Block {
	var drafts []*draft
	date := p.Settings.Start - Date(g.IntN(10))
	usesPlan := !g.often(2)
	promised := []string{}
	for i := range 3 + g.IntN(30) {
		d := wrote("p"+pad(i, 2), date.String())
		g.say(d, date)
		if usesPlan && i < 3 {
			d.plan(g.one(ids...), g.one(ids...))
		}
		if !g.often(3) && len(promised) > 0 {
			d.kept(g.one(promised...), g.one("yes", "partly", "moved", "let-go"))
		}
		if g.often(2) {
			id := "n" + strconv.Itoa(g.IntN(6))
			of := g.one(ids...)
			d.next(id, g.one("", (date+Date(g.IntN(40))).String()), of+" "+g.amount(of))
			promised = append(promised, id)
		}
		drafts = append(drafts, d)
		date += Date(g.IntN(18))
	}
	return blocks(drafts...)
}

// say fills one post.
func (g generator) say(d *draft, date Date) {
	for range g.IntN(4) {
		id := g.one(ids...)
		item := id + " " + g.one(g.amount(id), g.amount(id), g.amount(id), "done", "paused", "dropped", "active", "planned", g.amount(id)+" done")
		if g.often(8) {
			d.at(item)
		} else {
			d.correct(item)
		}
	}
	for range g.IntN(8) {
		on := (date - Date(g.IntN(20))).String()
		d.time(on, g.one("rest", "0", fmt.Sprint(g.IntN(200), "m"), "1h "+g.one(ids...), "2h "+g.one(ids...), "again 1h "+g.one(ids...)))
	}
	if !g.often(3) {
		d.undated(fmt.Sprint(g.IntN(900), "m ", g.one(ids...)))
	}
	if !g.often(4) {
		d.lab("lab-"+g.one("x", "y"), g.one("idea", "deployed", "torn-down"), (date - 1).String(), "90m", g.one(ids...))
	}
	if !g.often(10) {
		d.earned(g.one(ids...), date.String(), "")
	}
	if !g.often(3) {
		d.topics(g.one("S", "T", "U"))
	}
	switch g.IntN(6) {
	case 0:
		d.asOf((date + Date(g.IntN(5)-3)).String())
	case 1:
		d.period((date - Date(g.IntN(30))).String(), date.String())
	}
}

// files is everything a tracker writes.
func files(t *testing.T, tr *Tracker) string {
	t.Helper()
	b, err := tr.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + string(tr.SessionsCSV()) + string(tr.StatementsCSV()) + string(tr.ResourcesCSV()) +
		fmt.Sprint(tr.Moves, tr.BurnUp)
}

func TestAnyOrderOfBlocksGivesTheSame(t *testing.T) {
	for seed := range uint64(60) {
		p := seeded(seed).plan()
		list := seeded(seed).journal(p)
		first, firstDiags := Track(p, list)
		if again := seeded(seed).journal(p); !reflect.DeepEqual(list, again) || !reflect.DeepEqual(p, seeded(seed).plan()) {
			t.Fatalf("seed %d: Track changed what it was given", seed)
		}
		want := files(t, first)
		shuffled := slices.Clone(list)
		seeded(seed+1000).Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
		other, otherDiags := Track(p, shuffled)
		if got := files(t, other); got != want || !reflect.DeepEqual(firstDiags, otherDiags) {
			t.Fatalf("seed %d: the order of the blocks shows", seed)
		}
	}
}

func TestSumsAgree(t *testing.T) {
	for seed := range uint64(120) {
		g := seeded(seed)
		p := g.plan()
		tr, _ := Track(p, g.journal(p))
		var done, plan, dated, undated, minutes, inDays, eligible int
		for i := range tr.Resources {
			r := &tr.Resources[i]
			if r.InPlan && r.State != Dropped && r.Weighed {
				done, plan = done+r.Done, plan+r.Weight
			}
			if r.Percent.OK && (r.Percent.Tenths < 0 || r.Percent.Tenths > 1000) || r.Done > r.Weight || r.State == Done && r.Weighed && r.Percent.Tenths != 1000 {
				t.Fatalf("seed %d: %s has %v, %d of %d, %s", seed, r.ID, r.Percent, r.Done, r.Weight, r.State)
			}
		}
		same(t, fmt.Sprint(seed, " overall over resources"), say(tr.Overall.Done, tr.Overall.Planned), say(done, plan))
		for _, k := range tr.Kinds {
			done, plan = done-k.Done, plan-k.Planned
		}
		same(t, fmt.Sprint(seed, " overall over kinds"), say(done, plan), "0 0")
		for _, w := range tr.Weeks {
			dated, undated = dated+w.Dated, undated+w.Undated
		}
		for _, d := range tr.Days {
			inDays += d.Minutes
			eligible += one(d.Eligible)
			if d.Minutes > 0 != (d.State == DayLogged) || d.Eligible && (d.State == DayUnknown || d.State == DayPause || d.State == DayRest) {
				t.Fatalf("seed %d: %+v", seed, d)
			}
		}
		h := tr.Hours
		same(t, fmt.Sprint(seed, " weeks"), say(dated, undated, inDays, dated+undated), say(h.Dated, h.Undated, h.Dated, h.Minutes))
		for _, s := range tr.Sessions {
			minutes += s.Minutes
		}
		same(t, fmt.Sprint(seed, " sessions"), minutes, h.Minutes)
		if tr.Adherence != nil {
			same(t, fmt.Sprint(seed, " eligible"), tr.Adherence.Eligible, eligible)
		}
		if u := tr.LastUpdate(); u != nil {
			same(t, fmt.Sprint(seed, " last update"), say(u.Share.Done, u.Share.Planned), say(tr.Overall.Done, tr.Overall.Planned))
		}
	}
}

func TestFilesAreSound(t *testing.T) {
	for seed := range uint64(60) {
		g := seeded(seed)
		p := g.plan()
		tr, _ := Track(p, g.journal(p))
		b, _ := tr.JSON()
		var doc map[string]any
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for name, v := range doc {
			if v == nil && slices.Contains([]string{"schema", "as_of", "kinds", "hours", "resources", "weeks", "days", "updates", "cadence", "notes"}, name) {
				t.Errorf("seed %d: %s is null", seed, name)
			}
		}
		rows := table(t, tr.ResourcesCSV())
		for i, r := range doc["resources"].([]any) {
			for name, v := range r.(map[string]any) {
				if name == "forecast" || name == "track_record" {
					continue
				}
				want := fmt.Sprint(v)
				switch v := v.(type) {
				case nil:
					want = ""
				case float64:
					want = strconv.FormatFloat(v, 'f', -1, 64)
				}
				if got := strings.TrimSuffix(rows[i][name], ".0"); got != want {
					t.Fatalf("seed %d: resources.csv has %s %q, the JSON %q", seed, name, got, want)
				}
			}
		}
	}
}

// A later snapshot stands, whatever is done to an older post.
func TestOldPostsMayBeEdited(t *testing.T) {
	for seed := range uint64(80) {
		g := seeded(seed)
		p := g.plan()
		p.Resources, p.HasCatalog = manual().Resources, true // else the first unit stated is the unit
		list := g.journal(p)
		last := wrote("zz", "2027-06-01").at("ptml 5 ch", "aws-bootcamp 9h", "caisp 55%")
		for _, edited := range [][]Block{list, list[1:], g.journal(p)} {
			tr, _ := Track(p, append(slices.Clone(edited), last.Block))
			for id, want := range map[string]string{"ptml": "5", "aws-bootcamp": "9", "caisp": "55"} {
				same(t, fmt.Sprint(seed, " ", id), tr.Resource(id).PositionText(), want)
			}
		}
	}
}

// What P202 says to do settles it: applied one after the other, the hints leave no P202 that a catalogue can cure, and
// the totals are what they were.
func TestTheCureOfP202Cures(t *testing.T) {
	cured := 0
	for seed := range uint64(120) {
		g := seeded(seed)
		p := manual()
		p.Resources = nil
		for i := range 5 {
			p.Resources = append(p.Resources, book("b"+strconv.Itoa(i), 5+g.IntN(10)))
		}
		p.Resources[0].Totals = nil
		p.Resources[1].Totals = []Total{total("2025-11-01", 8), total("2025-12-10", 11)}
		list := g.simple(p)
		before, diags := Track(p, list)
		for left := disputes(diags, ""); len(disputes(diags, "give ")) > 0; cured++ {
			hint := disputes(diags, "give ")[0].Hint
			p = applied(t, p, hint)
			if _, diags = Track(p, list); len(disputes(diags, "")) >= len(left) {
				t.Fatalf("seed %d: %s\n%s\n%s", seed, hint, said(left), said(disputes(diags, "")))
			}
			left = disputes(diags, "")
		}
		after, _ := Track(p, list)
		for i := range before.Resources {
			a, b := &before.Resources[i], &after.Resources[i]
			same(t, fmt.Sprint(seed, " ", a.ID), say(b.Total, b.Weight), say(a.Total, a.Weight))
		}
	}
	if cured < 100 {
		t.Errorf("only %d cures were tried", cured)
	}
}

// disputes are the P202 whose hint begins so.
func disputes(list diag.List, hint string) (some diag.List) {
	for _, d := range list {
		if d.Code == "P202" && strings.HasPrefix(d.Hint, hint) {
			some = append(some, d)
		}
	}
	return some
}

// said is what diagnostics say, a line each.
func said(list diag.List) string {
	text := ""
	for _, d := range list {
		text += fmt.Sprintln(d.Pos, d.Code, d.Msg, d.Hint)
	}
	return text
}

// applied is the plan with what a hint of P202 says: give b1 in content/resources.yaml total: [{from: …, is: 12}].
func applied(t *testing.T, p Plan, hint string) Plan {
	t.Helper()
	p.Resources = slices.Clone(p.Resources)
	id := strings.Fields(hint)[1]
	i := slices.IndexFunc(p.Resources, func(r Resource) bool { return r.ID == id })
	var list []Total
	for _, m := range regexp.MustCompile(`from: ([0-9-]+), is: ([0-9]+)`).FindAllStringSubmatch(hint, -1) {
		n, _ := strconv.Atoi(m[2])
		list = append(list, total(m[1], n))
	}
	if m := regexp.MustCompile(`total: ([0-9]+)$`).FindStringSubmatch(hint); m != nil {
		n, _ := strconv.Atoi(m[1])
		list = append(list, total("", n))
	}
	if len(list) == 0 || !slices.IsSortedFunc(list, func(a, b Total) int { return int(a.From - b.From) }) {
		t.Fatal("cannot follow: " + hint)
	}
	p.Resources[i].Totals = list
	return p
}

// table reads a CSV file by its header.
func table(t *testing.T, file []byte) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(file))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// A recount follows the rules with nothing but a set of items in its hands.
type recount struct {
	total   int
	items   map[int]bool
	state   string
	minutes int
}

// TestRecountFromTheFiles reads sessions.csv and statements.csv and recomputes, by other means, what progress.json says.
func TestRecountFromTheFiles(t *testing.T) {
	for seed := range uint64(80) {
		g := seeded(seed)
		p := manual()
		p.Resources = nil
		counts := map[string]*recount{}
		for i := range 5 {
			id, n := "b"+strconv.Itoa(i), 5+g.IntN(10)
			p.Resources = append(p.Resources, book(id, n))
			counts[id] = &recount{total: n, items: map[int]bool{}}
		}
		tr, _ := Track(p, g.simple(p))
		count(table(t, tr.StatementsCSV()), table(t, tr.SessionsCSV()), counts)

		b, _ := tr.JSON()
		var doc struct {
			Overall *struct {
				Percent float64
				Done    int `json:"done_minutes"`
				Planned int `json:"planned_minutes"`
			}
			Hours     struct{ Minutes int }
			Resources []struct {
				ID, Position, Total, State string
				Minutes                    int
			}
		}
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Fatal(err)
		}
		done, planned, minutes := 0, 0, 0
		for _, r := range doc.Resources {
			c := counts[r.ID]
			same(t, fmt.Sprint(seed, " ", r.ID), say(r.Position, r.Total, r.Minutes), say(len(c.items), c.total, c.minutes))
			minutes += c.minutes
			if c.state != "dropped" {
				planned += 120 * c.total
				done += 120 * min(len(c.items), c.total)
			}
			same(t, fmt.Sprint(seed, " ", r.ID, " dropped"), r.State == "dropped", c.state == "dropped")
		}
		same(t, fmt.Sprint(seed, " time of resources"), minutes, doc.Hours.Minutes)
		if doc.Overall == nil {
			same(t, fmt.Sprint(seed, " nothing in scope"), planned, 0)
			continue
		}
		same(t, fmt.Sprint(seed, " overall"), say(doc.Overall.Done, doc.Overall.Planned, doc.Overall.Percent),
			say(done, planned, float64((2000*done+planned)/(2*planned))/10))
	}
}

// simple writes posts about whole chapters.
func (g generator) simple(p Plan) []Block {
	var drafts []*draft
	date := p.Settings.Start
	for i := range 4 + g.IntN(16) {
		d := wrote("p"+pad(i, 2), date.String())
		for range 1 + g.IntN(3) {
			n, id := 1+g.IntN(12), p.Resources[g.IntN(5)].ID
			d.at(id + " " + g.one(fmt.Sprintf("%d ch", n), fmt.Sprintf("%d/%d ch", n, n+g.IntN(5)), fmt.Sprintf("ch %d,%d", n, n+2), fmt.Sprintf("+%d", n%4), "done", "dropped", "active"))
			d.time((date - Date(g.IntN(9))).String(), fmt.Sprint(15*(1+g.IntN(8)), "m ", id))
		}
		if !g.often(3) {
			d.undated(fmt.Sprint(g.IntN(500), "m ", p.Resources[g.IntN(5)].ID))
		}
		drafts = append(drafts, d)
		date += Date(g.IntN(15))
	}
	return blocks(drafts...)
}

// count replays the rows.
func count(statements, sessions []map[string]string, counts map[string]*recount) {
	snapshot := map[string]bool{}
	for _, s := range statements {
		if s["form"] == "snapshot" {
			snapshot[s["as_of"]+s["resource"]] = true
		}
	}
	for _, s := range statements {
		c := counts[s["resource"]]
		if n, err := strconv.Atoi(s["total"]); err == nil {
			c.total = n
			c.fill(c.state == "done")
		}
		before := len(c.items)
		n, _ := strconv.Atoi(s["position"])
		switch s["form"] {
		case "snapshot":
			clear(c.items)
			for k := 1; k <= n; k++ {
				c.items[k] = true
			}
		case "delta":
			for k := 1; n > 0 && !snapshot[s["as_of"]+s["resource"]]; k++ {
				if !c.items[k] {
					c.items[k] = true
					n--
				}
			}
		case "set":
			for _, k := range strings.Split(s["position"], ",") {
				n, _ := strconv.Atoi(k)
				c.items[n] = true
			}
		}
		if len(c.items) != before {
			c.state = ""
		}
		if s["state"] != "" {
			c.state = s["state"]
			c.fill(c.state == "done")
		}
	}
	for _, s := range sessions {
		if n, err := strconv.Atoi(s["minutes"]); err == nil {
			counts[s["resource"]].minutes += n
		}
	}
}

// fill is what `done` fills in: the lowest that are missing, up to the total.
func (c *recount) fill(done bool) {
	for k := 1; done && len(c.items) < c.total; k++ {
		c.items[k] = true
	}
}

// FuzzTrack looks for journals that no seed of the properties has met: whatever is stated, the files are sound.
func FuzzTrack(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		g := seeded(seed)
		p := g.plan()
		list := g.journal(p)
		tr, _ := Track(p, list)
		b, err := tr.JSON()
		if err != nil || !json.Valid(b) {
			t.Fatalf("no JSON: %v", err)
		}
		if tr.Overall.Done > tr.Overall.Planned || tr.Hours.Minutes != tr.Hours.Dated+tr.Hours.Undated {
			t.Fatalf("%v of %v, %+v", tr.Overall.Done, tr.Overall.Planned, tr.Hours)
		}
	})
}
