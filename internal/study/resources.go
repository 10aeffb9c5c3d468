package study

import (
	"cmp"
	"slices"
	"strings"

	"studylog/internal/diag"
)

// A resource is a Tracked in the making.
type resource struct {
	*Tracked
	index int

	pos     spans // what is done, in the unit; see done for what `done` fills in
	started bool  // moved, or given time
	stated  State // holds until the next stated state or move; "" if the state follows from the position
	shown   State // as the last statement, or the catalogue's total in a gap between them, left it
	whole   Num   // the total in force, of the whole
	source  string
	opening Num     // the total in force before any was stated
	sizes   []Total // the totals that have been in force, for the cure of P202
	said    Total   // the last one that a post stated
	scope   spans

	counted  bool // stands in journal.share with share
	share    Share
	moves    bool // its position has changed
	firstAt  int  // the update in which it first did
	gains    []gain
	layers   []layer // what done consists of, by what brought it to the pace
	piled    Num     // their sum
	returned []returned
	history  []standing
	readings []reading
	doneAt   int    // the update at which it was done last
	touched  [2]int // the post that touched it last (its index + 1), and where in its list
}

// nano is of one minute, see gain.
const nano = 1_000_000_000

// A gain is the done minutes that statements have added up to and with an update, in nanominutes: whole numbers, so that
// differences of sums are exact and "no movement" is exactly 0.
type gain struct {
	update int
	sum    int64
}

// A layer is a stretch of what is done, the latest on top: what one statement added, and what of it the pace has. An
// opening, a correction upward and what lies above the total bring the pace nothing.
type layer struct {
	amount Num
	gain   gain // update is where it counts, sum its own
}

// A returned is what a fall at update `at` takes back from a gain.
type returned struct {
	at int
	gain
}

// A standing is what is left at an update, for the forecasts of that day.
type standing struct {
	update int
	rest   int
	active bool
}

// A reading is the position after a post.
type reading struct {
	post int
	at   Num
}

type touch struct {
	r       *resource
	before  Num
	state   State
	minutes int
}

type resourceDay struct {
	r   *resource
	day Date
}

// makeResources takes over the catalogue, or makes the resources that posts mention.
func (j *journal) makeResources(catalogue []Resource) {
	entries := slices.Clone(catalogue)
	known := map[string]int{}
	for i := range entries {
		known[entries[i].ID] = i
	}
	if !j.hasCatalogue {
		for i := range j.posts {
			for _, m := range mentions(j.posts[i].Block) {
				if _, ok := known[m.ID]; !ok {
					known[m.ID] = len(entries)
					entries = append(entries, Resource{ID: m.ID, Title: m.ID, Pos: m.Pos})
				}
			}
		}
	}
	j.learnUnits(entries, known)
	j.t.Resources = make([]Tracked, len(entries))
	j.res = make([]resource, len(entries))
	for i := range entries {
		j.t.Resources[i] = Tracked{Resource: entries[i]}
		j.res[i] = resource{Tracked: &j.t.Resources[i], index: i, scope: planned(&entries[i])}
		j.byID[entries[i].ID] = &j.res[i]
	}
}

// mentions lists every id that a block names, in the order of the file.
func mentions(b *Block) []Mention {
	all := slices.Clone(b.Plan)
	for i := range b.At {
		all = append(all, Mention{b.At[i].ID, b.At[i].IDPos})
	}
	for _, sessions := range [][]Session{b.Time, b.Undated} {
		for i := range sessions {
			if sessions[i].Resource != "" {
				all = append(all, Mention{sessions[i].Resource, sessions[i].Pos})
			}
		}
	}
	for i := range b.Earned {
		all = append(all, Mention{b.Earned[i].Cert, b.Earned[i].Pos})
	}
	for i := range b.Labs {
		all = append(all, b.Labs[i].For...)
	}
	for i := range b.Next {
		for k := range b.Next[i].Until {
			all = append(all, Mention{b.Next[i].Until[k].ID, b.Next[i].Until[k].IDPos})
		}
	}
	slices.SortStableFunc(all, func(a, b Mention) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
	})
	return all
}

// learnUnits gives a resource without a unit the first one that a post states, and a made one its kind by its unit.
func (j *journal) learnUnits(entries []Resource, known map[string]int) {
	earned := map[string]bool{}
	for i := range j.posts {
		b := &j.posts[i]
		for k := range b.At {
			n, ok := known[b.At[k].ID]
			if !ok || entries[n].Unit != "" || b.At[k].Amount.Unit == "" {
				continue
			}
			entries[n].Unit = b.At[k].Amount.Unit
			if entries[n].Unit == Hours {
				entries[n].Totals = inMinutes(entries[n].Totals)
			}
		}
		for k := range b.Earned {
			earned[b.Earned[k].Cert] = true
		}
	}
	for i := range entries {
		r := &entries[i]
		if r.Kind == "" {
			r.Kind = kindByUnit(r.Unit, earned[r.ID])
		}
		if r.Title == "" {
			r.Title = r.ID
		}
	}
}

// inMinutes reads totals that were written without a unit as hours.
func inMinutes(totals []Total) []Total {
	out := slices.Clone(totals)
	for i := range out {
		out[i].Is *= 60
	}
	return out
}

// kindByUnit is the kind of a resource that no catalogue describes. Without any unit it is a course, the widest word.
func kindByUnit(u Unit, earned bool) string {
	switch {
	case u == Percent || u == "" && earned:
		return "cert"
	case u == Chapters || u == Pages:
		return "book"
	case u == Hours:
		return "video"
	case u == Labs:
		return "lab"
	case u == Tasks:
		return "project"
	}
	return "course"
}

// planned is the scope as spans; nil means the whole. Scope is for counted units.
func planned(r *Resource) spans {
	if r.Scope == nil || r.Unit == Hours || r.Unit == Percent {
		return nil
	}
	return spansOf(*r.Scope)
}

// planScope prepares the replay: the first totals, and who is planned from the start.
func (j *journal) planScope() {
	for i := range j.posts {
		j.usesPlan = j.usesPlan || j.posts[i].HasPlan
	}
	j.collectTotals()
	j.findMixed()
	for i := range j.res {
		r := &j.res[i]
		if !j.usesPlan {
			r.InPlan, r.Joined = true, j.set.Start
		}
		j.settle(r, 0)
	}
}

// lookup finds a resource during the replay, and notes that the post names it.
func (j *journal) lookup(b *post, id string, pos diag.Pos) *resource {
	r := j.find(b, id, pos)
	r.named(b)
	return r
}

// named keeps the posts that name a resource, in statement order.
func (r *resource) named(b *post) {
	if r == nil {
		return
	}
	if n := len(r.Posts); n == 0 || r.Posts[n-1] != b.Post {
		r.Posts = append(r.Posts, b.Post)
	}
}

// find finds a resource; an unknown one is P101, with the nearest id as a suggestion.
func (j *journal) find(b *post, id string, pos diag.Pos) *resource {
	if r := j.byID[id]; r != nil {
		return r
	}
	d := diag.Errorf(pos, "P101", `"%s" is not in content/resources.yaml.`, id)
	ids := make([]string, len(j.res))
	for i := range j.res {
		ids[i] = j.res[i].ID
	}
	if near := nearest(id, ids); near != "" {
		d.Msg += ` Did you mean "` + near + `"?`
	}
	j.report(b, d.Hintf("add it to content/resources.yaml, or correct the id"))
	return nil
}

// nearest returns the candidate that is a typing mistake or two away, or "".
func nearest(word string, candidates []string) string {
	best, least := "", 1+max(1, min(3, len(word)/3))
	for _, c := range candidates {
		if d := distance(word, c); d < least || d == least && best != "" && strings.Compare(c, best) < 0 {
			best, least = c, d
		}
	}
	return best
}

// distance counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for k := range last {
		last[k] = k
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for k := 1; k <= len(b); k++ {
			cost := 1
			if a[i-1] == b[k-1] {
				cost = 0
			}
			row[k] = min(last[k]+1, row[k-1]+1, last[k-1]+cost)
			if i > 1 && k > 1 && a[i-1] == b[k-2] && a[i-2] == b[k-1] {
				row[k] = min(row[k], before[k-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// join puts what a block names (plan, at, time, earned) into the plan, if the journal uses `plan`.
func (j *journal) join(b *post) {
	for _, m := range b.Plan {
		j.joins(b, j.lookup(b, m.ID, m.Pos))
	}
	if !j.usesPlan {
		return // everyone is in
	}
	for i := range b.At {
		j.joins(b, j.byID[b.At[i].ID])
	}
	for _, sessions := range [][]Session{b.Time, b.Undated} {
		for i := range sessions {
			j.joins(b, j.byID[sessions[i].Resource])
		}
	}
	for i := range b.Earned {
		j.joins(b, j.byID[b.Earned[i].Cert])
	}
}

func (j *journal) joins(b *post, r *resource) {
	if r == nil || r.InPlan {
		return
	}
	r.InPlan, r.Joined = true, b.asOf
	if b.asOf > j.set.Start {
		j.milestone(b.asOf, "planned", r.ID, b.Post)
	}
	j.settle(r, b.update)
}

// touch notes how a resource stood before the post first changed it, or gave it time.
func (j *journal) touch(b *post, r *resource) *touch {
	if r.touched[0] != b.index+1 {
		r.touched = [2]int{b.index + 1, len(b.touched)}
		b.touched = append(b.touched, touch{r: r, before: r.done(), state: r.state()})
	}
	return &b.touched[r.touched[1]]
}

// moves says what the post changed, for its strip. Per cents before and after speak of one total, the one in force
// after the post, so that what was gained is what was done.
func (j *journal) moves(b *post) {
	slices.SortStableFunc(b.touched, func(x, y touch) int { return cmp.Compare(x.r.index, y.r.index) })
	list := make([]Move, 0, len(b.touched))
	for _, x := range b.touched {
		r := x.r
		m := Move{
			Resource: r.ID, Title: r.Title, Kind: r.Kind, Unit: r.Unit, Before: x.before, After: r.done(),
			StateBefore: x.state, State: r.state(), Minutes: x.minutes,
		}
		m.Gained = m.After - m.Before
		if m.Gained == 0 && m.Minutes == 0 && m.State == m.StateBefore {
			continue
		}
		if r.hasTotal() {
			m.Total = r.total()
			m.BeforePercent = percentOf(int64(min(m.Before, m.Total)), int64(m.Total))
		}
		m.AfterPercent = r.percent()
		list = append(list, m)
	}
	if len(list) > 0 {
		j.t.Moves[b.Post] = list
	}
}

// resources writes down how every resource stands at T, and sums the kinds.
func (j *journal) resources() {
	kinds := map[string]int{}
	for i := range j.res {
		r := &j.res[i]
		r.Position, r.Total, r.Percent, r.State = r.done(), r.total(), r.percent(), r.state()
		r.stands = r.filled()
		if r.State == Done && r.Weighed && r.Weight > 0 && r.Minutes > 0 {
			r.Took = int(mulDiv(int64(r.Minutes), 10, int64(r.Weight)))
		}
		k, ok := kinds[r.Kind]
		if !ok {
			k = len(j.t.Kinds)
			kinds[r.Kind] = k
			j.t.Kinds = append(j.t.Kinds, Kind{Kind: r.Kind})
		}
		if !r.InPlan || r.State == Dropped {
			continue
		}
		j.t.Kinds[k].add(r)
		j.t.InPlan++
	}
	j.t.Overall, j.t.Weighed = j.share, j.weighed
}

func (k *Kind) add(r *resource) {
	k.Resources++
	if !r.counted {
		return
	}
	k.Weighed++
	k.Done += r.share.Done
	k.Planned += r.share.Planned
	k.OK = k.Planned > 0
}
