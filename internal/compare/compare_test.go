package compare

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"studylog/internal/civil"
	"studylog/internal/diag"
	"studylog/internal/slug"
)

// post reads a contribution as a post would state it: options on the first line, a header, rows, all pipes bare.
//
//	post("2025-10-14 a", `replace; rename=A -> B; column=C -> D; title=T
//	                      Area | Old | New
//	                      Goal | CIA | trust`)
func post(when, text string) Contribution {
	day, name, _ := strings.Cut(when, " ")
	c := Contribution{
		ID: "t", Post: "/posts/" + name + "/", Title: "Post " + name, Date: civil.MustParse(day), Anchor: "compare-t",
		File: "content/posts/" + name + ".md",
	}
	c.Pos = diag.Pos{File: c.File, Line: 1, Col: 1}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if !strings.Contains(lines[0], "|") {
		c.options(lines[0])
		lines = lines[1:]
	}
	for i, line := range lines {
		var row Row
		for j, field := range strings.Split(line, "|") {
			md := strings.TrimSpace(field)
			row.Cells = append(row.Cells, Cell{
				Markdown: md, Text: strings.NewReplacer("*", "", "`", "", "~~", "").Replace(md),
				Ref: Ref{File: c.File, Row: i, Col: j}, Pos: diag.Pos{File: c.File, Line: i + 2, Col: j + 1},
			})
		}
		if i == 0 {
			c.Header = row.Cells
			continue
		}
		row.Struck = strings.HasPrefix(row.Cells[0].Markdown, "~~")
		c.Rows = append(c.Rows, row)
	}
	return c
}

func (c *Contribution) options(line string) {
	for _, option := range strings.Split(line, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(option), "=")
		old, new, _ := strings.Cut(value, " -> ")
		switch key {
		case "replace":
			c.Mode = Replace
		case "show":
			c.Mode = Show
		case "title":
			c.Name = value
		case "id":
			c.ID = value
		case "rename":
			c.RenameRows = append(c.RenameRows, Rename{old, new})
		case "column":
			c.RenameColumns = append(c.RenameColumns, Rename{old, new})
		default:
			panic("option " + key)
		}
	}
}

// shape is a table as lines: "Goal | CIA | trust"; retired rows in brackets, "." where nothing was stated.
func shape(t Table) string {
	var lines []string
	var head []string
	for _, c := range t.Columns {
		head = append(head, c.Head.Text)
	}
	lines = append(lines, strings.Join(head, " | "))
	for _, r := range t.Rows {
		fields := []string{r.Key.Text}
		if r.Retired {
			fields[0] = "[" + r.Key.Text + "]"
		}
		for _, c := range r.Cells[1:] {
			if c == nil {
				fields = append(fields, ".")
			} else {
				fields = append(fields, c.Markdown)
			}
		}
		lines = append(lines, strings.Join(fields, " | "))
	}
	return strings.Join(lines, "\n")
}

func dedent(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

func said(l diag.List) string {
	var out []string
	for _, d := range l {
		out = append(out, fmt.Sprintf("%s: %s[%s]: %s", strings.TrimPrefix(d.Pos.String(), "content/posts/"), d.Severity, d.Code, d.Msg))
	}
	return strings.Join(out, "\n")
}

func TestMerge(t *testing.T) {
	first := post("2025-10-14 a", `
		Area | Old | New
		Goal | CIA | trust
		Target | hosts | models`)
	tests := []struct {
		name  string
		parts []Contribution
		def   Definition
		want  string
		diags string
	}{
		{"one table", []Contribution{first}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			Target | hosts | models`, ``},
		{"rows and columns append", []Contribution{first, post("2025-11-01 b", `
			Area | Tools
			Threats | ART
			Goal | SIEM`)}, Definition{}, `
			Area | Old | New | Tools
			Goal | CIA | trust | SIEM
			Target | hosts | models | .
			Threats | . | . | ART`, ``},
		{"a blank changes nothing, a dash and a question mark do", []Contribution{first, post("2025-11-01 b", `
			Area | Old | New
			Goal | | —
			Target | ? |`)}, Definition{}, `
			Area | Old | New
			Goal | CIA | —
			Target | ? | models`, ``},
		{"identity is the rendered text, folded", []Contribution{first, post("2025-11-01 b", `
			**AREA** | new
			**ＧＯＡＬ** | robust`)}, Definition{}, `
			Area | Old | New
			Goal | CIA | robust
			Target | hosts | models`, ``},
		{"a struck key retires the row and its cells are ignored", []Contribution{first, post("2025-11-01 b", `
			Area | Old
			~~Goal~~ | gone`)}, Definition{}, `
			Area | Old | New
			[Goal] | CIA | trust
			Target | hosts | models`, ``},
		{"a retired row comes back where it was", []Contribution{
			first,
			post("2025-11-01 b", "Area | Old\n~~Goal~~ |"), post("2025-11-02 c", "Area | Old\nGoal | back"),
		}, Definition{}, `
			Area | Old | New
			Goal | back | trust
			Target | hosts | models`, ``},
		{"retiring what is not there", []Contribution{first, post("2025-11-01 b", "Area | Old\n~~Gaol~~ | x\n~~Targets~~ | y")}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			Target | hosts | models`, `
			b.md:3:1: warning[]: there is no row "Gaol" in the comparison "t" to retire
			b.md:4:1: warning[]: there is no row "Targets" in the comparison "t" to retire`},
		{"rename keeps place and cells, the old name is an alias", []Contribution{
			first,
			post("2025-11-01 b", "rename=Goal -> Primary goal\nArea | Old\nPrimary goal | x"),
			post("2025-11-02 c", "Area | New\nGoal | y"),
		}, Definition{}, `
			Area | Old | New
			Primary goal | x | y
			Target | hosts | models`, ``},
		{"renames apply in order, and again in silence", []Contribution{
			first,
			post("2025-11-01 b", "rename=Goal -> Aim; rename=Aim -> Purpose\nArea | Old"),
			post("2025-11-02 c", "rename=Goal -> Purpose\nArea | Old"),
		}, Definition{}, `
			Area | Old | New
			Purpose | CIA | trust
			Target | hosts | models`, ``},
		{"a rename can respell", []Contribution{first, post("2025-11-01 b", "rename=goal -> GOAL\nArea | Old")}, Definition{}, `
			Area | Old | New
			GOAL | CIA | trust
			Target | hosts | models`, ``},
		{"rename of the unknown", []Contribution{first, post("2025-11-01 b", "rename=Aim -> Goal; column=Older -> Oldest\nArea | Old")}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			Target | hosts | models`, `
			b.md:1:1: warning[]: there is no column "Older" in the comparison "t" to rename
			b.md:1:1: warning[]: there is no row "Aim" in the comparison "t" to rename`},
		{"rename onto a row joins the two and leaves the renamed one", []Contribution{
			first,
			post("2025-11-01 b", "Area | Old | New | Tools\nPurpose | later | | nmap"),
			post("2025-11-02 c", "rename=Goal -> Purpose\nArea | Old"),
			post("2025-11-03 d", "Area | New\nGoal | via the old name\nTarget | x"),
		}, Definition{}, `
			Area | Old | New | Tools
			Purpose | CIA | via the old name | nmap
			Target | hosts | x | .`, ``},
		{"a column is renamed", []Contribution{first, post("2025-11-01 b", "column=Old -> Before\nArea | Before\nGoal | x")}, Definition{}, `
			Area | Before | New
			Goal | x | trust
			Target | hosts | models`, ``},
		{"a column renamed onto another joins it", []Contribution{
			first, post("2025-11-01 b", "Area | Older\nGoal | z\nExtra | e"),
			post("2025-11-02 c", "column=Old -> Older\nArea | New"),
		}, Definition{}, `
			Area | Older | New
			Goal | CIA | trust
			Target | hosts | models
			Extra | e | .`, ``},
		{"the key column cannot be joined", []Contribution{first, post("2025-11-01 b", "column=Old -> Area\nArea | Old")}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			Target | hosts | models`, `
			b.md:1:1: warning[]: the column "Old" cannot become "Area": one of them holds the keys`},
		{"replace retires what it does not name", []Contribution{first, post("2025-11-01 b", "replace\nArea | Old\nGoal |\nThreats | many")}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			[Target] | hosts | models
			Threats | many | .`, `
			b.md:1:1: warning[C106]: mode=replace retires 1 row of "t": "Target"`},
		{"replace orders the rows as its table does, and what it retires keeps its place", []Contribution{
			post("2025-10-14 a", "Area | Old\nGoal | 1\nTarget | 2\nThreats | 3\nTools | 4"),
			post("2025-11-01 b", "replace\nArea | Old\nTools |\nMetrics | 5\n~~Target~~ |\nGoal |\nThreats |"),
			post("2025-11-02 c", "replace\nArea | Old\nThreats |\nMetrics |\nTools |\n~~Goal~~ |"),
		}, Definition{}, `
			Area | Old
			Threats | 3
			Metrics | 5
			[Target] | 2
			Tools | 4
			[Goal] | 1`, ``},
		{"replace with all rows named or struck is quiet", []Contribution{first, post("2025-11-01 b", "replace\nArea | Old\nGoal |\n~~Target~~ |")}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			[Target] | hosts | models`, ``},
		{"show adds nothing", []Contribution{first, post("2025-11-01 b", "show; title=No\nArea | Other\nNone | x")}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			Target | hosts | models`, ``},
		{"order is date, path, place in the file", []Contribution{
			post("2025-11-01 b", "Area | Old\nGoal | 3"), post("2025-10-01 z", "Area | Old\nGoal | 1"), first,
		}, Definition{}, `
			Area | Old | New
			Goal | 3 | trust
			Target | hosts | models`, ``},
		{"C101, two posts of one date", []Contribution{first, post("2025-10-14 b", "Area | Old | New\nGoal | other | trust")}, Definition{}, `
			Area | Old | New
			Goal | other | trust
			Target | hosts | models`, `
			b.md:3:2: warning[C101]: "Old" in the row "Goal" is set by two posts of 14 October 2025, content/posts/a.md and content/posts/b.md; the later by path, content/posts/b.md, is used`},
		{"C101 after a confirmation of that day", []Contribution{
			first,
			post("2025-11-01 b", "Area | Old\nGoal | CIA"), post("2025-11-01 c", "Area | Old\nGoal | other"),
		}, Definition{}, `
			Area | Old | New
			Goal | other | trust
			Target | hosts | models`, `
			c.md:3:2: warning[C101]: "Old" in the row "Goal" is set by two posts of 1 November 2025, content/posts/b.md and content/posts/c.md; the later by path, content/posts/c.md, is used`},
		{"C103, a near-duplicate key", []Contribution{first, post("2025-11-01 b", "Area | Old\nGoals | x")}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			Target | hosts | models
			Goals | x | .`, `
			b.md:3:1: warning[C103]: new row "Goals" looks like "Goal"`},
		{"no C103 for a short header", []Contribution{first, post("2025-11-01 b", "Area | Olds\nGoal | x")}, Definition{}, `
			Area | Old | New | Olds
			Goal | CIA | trust | x
			Target | hosts | models | .`, ``},
		{"C103, a header mistyped", []Contribution{
			post("2025-10-14 a", "Area | Traditional | New\nGoal | CIA | trust"), post("2025-11-01 b", "Area | Traditonal\nGoal | x"),
		}, Definition{}, `
			Area | Traditional | New | Traditonal
			Goal | CIA | trust | x`, `
			b.md:2:2: warning[C103]: new column "Traditonal" looks like "Traditional"`},
		{"no C103 where one table names both", []Contribution{first, post("2025-11-01 b", "Area | Old\nGoal |\nGoals | x")}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			Target | hosts | models
			Goals | x | .`, ``},
		{"C105, another key header", []Contribution{first, post("2025-11-01 b", "Focus | Old\nGoal | x")}, Definition{}, `
			Area | Old | New
			Goal | x | trust
			Target | hosts | models`, `
			b.md:2:1: warning[C105]: the first column is headed "Focus" here and "Area" in the comparison "t"; its cells are taken as keys, "Area" stays`},
		{"the key column is not first", []Contribution{first, post("2025-11-01 b", "Old | Area\nx | Goal")}, Definition{}, `
			Area | Old | New
			Goal | CIA | trust
			Target | hosts | models
			x | . | .`, `
			b.md:2:1: warning[C105]: the first column is headed "Old" here and "Area" in the comparison "t"; its cells are taken as keys, "Area" stays
			b.md:2:2: error[]: the column "Area" holds the keys of the comparison "t", but stands behind "Old" here`},
		{
			"aliases show the new name, also where the old one came first",
			[]Contribution{first, post("2025-11-01 b", "Area | After\nPurpose | x")},
			Definition{RowAliases: map[string]string{"Goal": "Purpose"}, ColumnAliases: map[string]string{"new": "After", "area": "Field"}},
			`
			Field | Old | After
			Purpose | CIA | x
			Target | hosts | models`, ``,
		},
		{
			"an alias makes two rows and two columns of one table one",
			[]Contribution{post("2025-10-14 a", "Area | Old | Elder\nGoal | x | y\nAim | z |")},
			Definition{RowAliases: map[string]string{"Aim": "Goal"}, ColumnAliases: map[string]string{"Elder": "Old"}},
			`
			Area | Old
			Goal | x`, `
			a.md:2:3: error[]: the columns "Old" and "Elder" are one column, "Old"
			a.md:4:1: error[C102]: the rows "Goal" and "Aim" are one row, "Goal"`,
		},
		{"aliases make no chain", []Contribution{first}, Definition{RowAliases: map[string]string{"Goal": "Aim", "Aim": "End"}}, `
			Area | Old | New
			Aim | CIA | trust
			Target | hosts | models`, ``},
		{
			"the definition orders columns and passes over what is not there",
			[]Contribution{first, post("2025-11-01 b", "Area | Tools\nGoal | x")},
			Definition{Columns: []string{"tools", "Area", "Nothing", "NEW"}},
			`
			Area | Tools | New | Old
			Goal | x | trust | CIA
			Target | . | models | hosts`, ``,
		},
		{"what one table has wrong is passed over", []Contribution{post("2025-10-14 a", "Area | Old | | old\nGoal | 1 | 2 | 3\n | x\nGoal | 4")}, Definition{}, `
			Area | Old
			Goal | 1`, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.def.ID = "t"
			tables, diags := Merge(tt.parts, []Definition{tt.def})
			if len(tables) != 1 {
				t.Fatalf("%d tables", len(tables))
			}
			if d := cmp.Diff(dedent(tt.want), shape(tables[0])); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(dedent(tt.diags), said(diags)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestUncontributed(t *testing.T) {
	shown := post("2025-10-14 a", "show; id=lonely\nA | B\nx | y")
	tables, diags := Merge([]Contribution{shown}, []Definition{{ID: "none", Pos: diag.Pos{File: "content/comparisons/none.md"}}})
	if len(tables) != 0 {
		t.Errorf("%d tables of nothing", len(tables))
	}
	want := dedent(`content/comparisons/none.md: warning[]: no post has a table for the comparison "none"
		a.md:1:1: warning[]: no post adds to the comparison "lonely": mode=show adds nothing`)
	if d := cmp.Diff(want, said(diags)); d != "" {
		t.Error(d)
	}
}

func TestProvenance(t *testing.T) {
	tables, _ := Merge([]Contribution{
		post("2025-10-14 a", "title=One\nArea | Old\nGoal | CIA"),
		post("2025-10-28 b", "title=Two\nArea | Old\nGoal | CIA"),
		post("2025-11-05 c", "Area | Old\nGoal | AIC"),
		post("2025-11-06 d", "Area | Old\nGoal | AIC"),
	}, nil)
	table := tables[0]
	if table.Title != "Two" || table.Posts != 4 || table.Updated != civil.MustParse("2025-11-05") {
		t.Errorf("title %q, %d posts, updated %s", table.Title, table.Posts, table.Updated)
	}
	c := table.Rows[0].Cells[1]
	if c.Source.Post != "/posts/c/" || c.Source.Index != 2 || c.Action != Changed || c.Confirmed.Post != "/posts/d/" {
		t.Errorf("cell from %+v, %s, confirmed by %+v", c.Source, c.Action, c.Confirmed)
	}
	if c.Ref != (Ref{"content/posts/c.md", 0, 1, 1}) {
		t.Errorf("ref %+v", c.Ref)
	}
	p := c.Previous
	if p == nil || p.Markdown != "CIA" || p.Action != Added || p.Confirmed.Post != "/posts/b/" || p.Previous != nil {
		t.Errorf("previous %+v", p)
	}
}

func TestHistory(t *testing.T) {
	tables, _ := Merge([]Contribution{
		post("2025-10-14 a", "Area | Old\nGoal | CIA\nTarget | hosts"),
		post("2025-10-28 b", "Area | Old\nGoal | CIA"),
		post("2025-11-05 c", "rename=Goal -> Aim\nArea | Old\nGoal | AIC\n~~Target~~ |"),
		post("2025-11-06 d", "Area | Old\nTarget | hosts"),
	}, nil)
	var got []string
	for _, e := range tables[0].History {
		got = append(got, "# "+e.Post)
		for _, c := range append(slices.Clone(e.Changes), e.Confirmed...) {
			line := fmt.Sprintf("%s %s/%s #%s", c.Action, c.Row, c.Column, c.RowID)
			if c.Before != nil {
				line += " -" + c.Before.Markdown
			}
			if c.After != nil {
				line += " +" + c.After.Markdown
			}
			got = append(got, line)
		}
	}
	want := dedent(`# /posts/a/
		Added /Area # +Area
		Added /Old # +Old
		Added Goal/ #aim +Goal
		Added Goal/Old #aim +CIA
		Added Target/ #target +Target
		Added Target/Old #target +hosts
		# /posts/b/
		Confirmed Goal/Old #aim -CIA +CIA
		# /posts/c/
		Renamed Aim/ #aim -Goal +Aim
		Changed Aim/Old #aim -CIA +AIC
		Retired Target/ #target -Target
		# /posts/d/
		Restored Target/ #target +Target
		Confirmed Target/Old #target -hosts +hosts`)
	if d := cmp.Diff(want, strings.Join(got, "\n")); d != "" {
		t.Error(d)
	}
}

func TestPermalinks(t *testing.T) {
	tables, _ := Merge([]Contribution{
		post("2025-10-14 a", "Area | Old\nPrimary goal | 1\nPrimary: goal | 2\n??? | 3\nEnd | 4"),
		post("2025-10-28 b", "rename=Primary goal -> Aim; rename=End -> Primary: goal\nArea | Old"),
	}, nil)
	var got []string
	for _, r := range tables[0].Rows {
		got = append(got, fmt.Sprint(r.Key.Text, " ", r.ID, " ", r.Former))
	}
	want := []string{"Aim aim [primary-goal]", "??? row []", "Primary: goal primary-goal-2 [end]"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if r, ok := tables[0].Row("PRIMARY  goal"); !ok || r.ID != "aim" {
		t.Errorf("by its former name: %v %v", r.ID, ok)
	}
	if _, ok := tables[0].Row("nothing"); ok {
		t.Error("found nothing")
	}
	if i, ok := tables[0].Column("OLD"); !ok || i != 1 {
		t.Errorf("column %d %v", i, ok)
	}
}

func TestAsOf(t *testing.T) {
	shown := post("2025-10-20 s", "show\nArea | Old\nGoal | CIA")
	tables, _ := Merge([]Contribution{
		post("2025-10-14 a", "title=Then\nArea | Old\nGoal | CIA"),
		shown,
		post("2025-10-28 b", "title=Now\nArea | Old\nGoal | AIC\nTarget | hosts"),
	}, nil)
	now := tables[0]
	for _, p := range []string{"/posts/a/", "/posts/s/"} {
		then, ok := now.AsOf(p)
		if !ok || shape(then) != "Area | Old\nGoal | CIA" || then.Title != "Now" || then.Posts != 1 {
			t.Errorf("as of %s: %v %q, %s", p, ok, then.Title, shape(then))
		}
	}
	if then, ok := now.AsOf("/posts/b/"); !ok || shape(then) != shape(now) {
		t.Error("as of the last post is not the table")
	}
	if _, ok := now.AsOf("/posts/other/"); ok {
		t.Error("as of a post without the table")
	}
	if _, ok := now.At(civil.MustParse("2025-10-13"), 0, "content/posts/z.md"); ok {
		t.Error("there was a table before its first post")
	}
	if then, ok := now.At(civil.MustParse("2025-10-28"), 0, "content/posts/a.md"); !ok || then.Posts != 1 {
		t.Error("of one day, an earlier path has seen a later one")
	}
	if then, ok := now.At(civil.MustParse("2025-10-28"), 0, "content/posts/c.md"); !ok || then.Posts != 2 {
		t.Error("of one day, a later path has not seen an earlier one")
	}
}

func TestLimits(t *testing.T) {
	many := post("2025-10-14 a", "A | B\nx | y")
	for i := range MaxColumns + 5 {
		many.Header = append(many.Header, Cell{Text: fmt.Sprint("col", i), Markdown: "c"})
	}
	for i := range MaxRows + 5 {
		many.Rows = append(many.Rows, Row{Cells: []Cell{{Text: fmt.Sprint("row", i), Markdown: "r", Pos: many.Pos}}})
	}
	tables, diags := Merge([]Contribution{many}, nil)
	if len(tables[0].Rows) != MaxRows || len(tables[0].Columns) != MaxColumns {
		t.Errorf("%d rows, %d columns", len(tables[0].Rows), len(tables[0].Columns))
	}
	if diags.Count(diag.Error) != 2 || len(diags) != 2 {
		t.Errorf("said:\n%s", said(diags))
	}
}

func TestNear(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"core threat model", "core threat models", true},
		{"core threat model", "core thraet model", true},
		{"threat-model", "threat model", true},
		{"node.js", "nodejs", true},
		{"goal", "goals", true},
		{"collision", "collusion", false},
		{"symmetric", "asymmetric", false},
		{"phase i", "phase ii", false},
		{"model a", "model b", false},
		{"tls 1.2", "tls 1.3", false},
		{"version 1.0", "version 10", false},
		{"c++", "c", false},
		{"goal", "goal", false},
		{"goal", "", false},
		{"public keys", "public key store", false},
		{"attacks models", "attack model", false},
	} {
		var k looks
		k.add(tt.a, &line{})
		if met := k.find(tt.b, func(*line) bool { return near(tt.a, tt.b) }) != nil; met != tt.want {
			t.Errorf("%q meets %q: %v", tt.a, tt.b, met)
		}
		if got := near(tt.a, tt.b); got != tt.want || near(tt.b, tt.a) != got {
			t.Errorf("near(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestNumeric(t *testing.T) {
	tables, _ := Merge([]Contribution{post("2025-10-14 a", `
		Model | Score | Share | Version | Empty
		a | 1,200 | 12.5 % | 1.2.3 |
		b | −3 | ? | 2 |
		c | — | 7% | 3 |`)}, nil)
	var got []bool
	for _, c := range tables[0].Columns {
		got = append(got, c.Numeric)
	}
	if want := []bool{false, true, true, false, false}; !slices.Equal(got, want) {
		t.Errorf("numeric %v", got)
	}
	if n, ok := tables[0].Rows[1].Cells[1].Number(); !ok || n != -3 {
		t.Errorf("−3 is %v %v", n, ok)
	}
	if n, ok := tables[0].Rows[0].Cells[1].Number(); !ok || n != 1200 {
		t.Errorf("1,200 is %v %v", n, ok)
	}
}

// random writes a small journal: few names, so that rows and columns meet in every way.
func random(r *rand.Rand) ([]Contribution, []Definition) {
	names := []string{"Goal", "goal", "Goals", "Target", "**Aim**", "?", "=1+1", "—", "a|b", "~x", "Primary goal"}
	name := func() string { return names[r.IntN(len(names))] }
	cell := func(ref Ref) Cell {
		s := name()
		if r.IntN(4) == 0 {
			s = ""
		}
		return Cell{Markdown: s, Text: strings.ReplaceAll(s, "*", ""), Ref: ref, Pos: diag.Pos{File: ref.File, Line: ref.Row + 1, Col: ref.Col + 1}}
	}
	var parts []Contribution
	for i := range 1 + r.IntN(6) {
		file := fmt.Sprintf("content/posts/%d.md", i/2)
		c := Contribution{
			ID: "t", File: file, Post: fmt.Sprintf("/posts/%d/", i/2), Date: civil.MustParse("2025-10-14") + civil.Date(i/3),
			Order: i, Mode: Mode(r.IntN(3)), Pos: diag.Pos{File: file, Line: 1},
		}
		for range r.IntN(2) {
			c.RenameRows = append(c.RenameRows, Rename{name(), name()})
			c.RenameColumns = append(c.RenameColumns, Rename{name(), name()})
		}
		width := 1 + r.IntN(4)
		for j := range width {
			c.Header = append(c.Header, cell(Ref{file, i, 0, j}))
		}
		for k := range r.IntN(5) {
			row := Row{Struck: r.IntN(5) == 0}
			for j := range width {
				row.Cells = append(row.Cells, cell(Ref{file, i, k + 1, j}))
			}
			c.Rows = append(c.Rows, row)
		}
		parts = append(parts, c)
	}
	return parts, []Definition{{ID: "t", Columns: []string{name(), name()}, RowAliases: map[string]string{name(): name()}, ColumnAliases: map[string]string{name(): name()}}}
}

var sameTable = cmp.Options{cmpopts.IgnoreUnexported(Table{}, Change{}), cmpopts.EquateEmpty()}

// checkTable holds whatever was merged.
func checkTable(t *testing.T, table Table, parts []Contribution) {
	t.Helper()
	stated := map[Ref]string{}
	for _, p := range parts {
		if p.Mode == Show {
			continue
		}
		for _, r := range append([]Row{{Cells: p.Header}}, p.Rows...) {
			for _, c := range r.Cells {
				stated[c.Ref] = c.Markdown
			}
		}
	}
	ids := map[string]bool{}
	for _, r := range table.Rows {
		for _, id := range append([]string{r.ID}, r.Former...) {
			if ids[id] || id == "" {
				t.Errorf("row id %q twice", id)
			}
			ids[id] = true
		}
		if len(r.Cells) != len(table.Columns) || r.Cells[0] != nil {
			t.Fatalf("row %q has %d cells for %d columns", r.Key.Text, len(r.Cells), len(table.Columns))
		}
		for _, c := range r.Cells[1:] {
			for ; c != nil; c = c.Previous {
				if c.Source == nil || table.Sources[c.Source.Index] != c.Source || c.Source.File != c.Ref.File {
					t.Errorf("cell %q names no contribution", c.Markdown)
				}
				if md, ok := stated[c.Ref]; !ok || md != c.Markdown {
					t.Errorf("cell %q was never stated", c.Markdown)
				}
			}
		}
	}
	for _, e := range table.History {
		for _, c := range e.Changes {
			if c.Row != "" && !ids[c.RowID] {
				t.Errorf("history leads to #%s, which is no row", c.RowID)
			}
		}
	}
}

func TestOrderOfInputIsIrrelevant(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 1))
		parts, defs := random(r)
		want, said := Merge(parts, defs)
		shuffled := slices.Clone(parts)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		got, again := Merge(shuffled, defs)
		if d := cmp.Diff(want, got, sameTable); d != "" {
			t.Fatalf("seed %d: %s", seed, d)
		}
		if d := cmp.Diff(said, again); d != "" {
			t.Fatalf("seed %d: %s", seed, d)
		}
		for _, table := range want {
			checkTable(t, table, parts)
			last := table.parts[len(table.parts)-1]
			then, _ := table.At(last.Date, last.Clock, last.File)
			if d := cmp.Diff(table, then, sameTable); d != "" {
				t.Fatalf("seed %d, as of the last post: %s", seed, d)
			}
		}
	}
}

// A patch stated again by a later post confirms each cell that it set, and does nothing else.
func TestAgainConfirms(t *testing.T) {
	checked := 0
	for seed := range uint64(100) {
		parts, defs := random(rand.New(rand.NewPCG(seed, 2)))
		for i := range parts {
			parts[i].RenameRows, parts[i].RenameColumns = nil, nil
		}
		last := parts[len(parts)-1]
		last.Mode, last.Rows = Patch, distinct(last.Rows)
		once, _ := Merge(append(slices.Clone(parts[:len(parts)-1]), last), defs)
		again := last
		again.File, again.Post, again.Date = "content/posts/again.md", "/again/", last.Date+1
		twice, _ := Merge(append(slices.Clone(parts[:len(parts)-1]), last, again), defs)
		e := twice[0].History[len(twice[0].History)-1]
		if len(e.Changes) != 0 {
			t.Fatalf("seed %d: %v", seed, e.Changes)
		}
		if shape(once[0]) != shape(twice[0]) || once[0].Updated != twice[0].Updated {
			t.Fatalf("seed %d: the table moved", seed)
		}
		checked += len(e.Confirmed)
	}
	if checked == 0 {
		t.Error("nothing was confirmed in 100 journals")
	}
}

// distinct drops what C102 refuses, and strikes nothing.
func distinct(rows []Row) (out []Row) {
	for _, r := range rows {
		r.Struck = false
		if !slices.ContainsFunc(out, func(o Row) bool { return slug.Key(o.Cells[0].Text) == slug.Key(r.Cells[0].Text) }) {
			out = append(out, r)
		}
	}
	return out
}

func TestInputStands(t *testing.T) {
	parts, defs := random(rand.New(rand.NewPCG(7, 7)))
	before := fmt.Sprintf("%+v", parts)
	Merge(parts, defs)
	if before != fmt.Sprintf("%+v", parts) {
		t.Error("Merge changed its input")
	}
}

func FuzzMerge(f *testing.F) {
	f.Add(uint64(1), "Goal", "=cmd|' /C calc'!A0")
	f.Add(uint64(2), "~~", "\u202e<script>")
	f.Add(uint64(3), "a\nb", "\xff|\\|`")
	f.Fuzz(func(t *testing.T, seed uint64, a, b string) {
		parts, defs := random(rand.New(rand.NewPCG(seed, seed)))
		for i := range parts {
			hostile(parts[i].Header, a, b)
			for _, row := range parts[i].Rows {
				hostile(row.Cells, a, b)
			}
			parts[i].RenameRows = append(parts[i].RenameRows, Rename{"Goal", a}, Rename{a, b})
		}
		tables, _ := Merge(parts, defs)
		for _, table := range tables {
			checkTable(t, table, parts)
			checkExports(t, table)
		}
	})
}

// hostile puts two strings of the fuzzer's in place of two of ours.
func hostile(cells []Cell, a, b string) {
	for i := range cells {
		switch cells[i].Markdown {
		case "Target":
			cells[i].Markdown, cells[i].Text = a, a
		case "~x":
			cells[i].Markdown, cells[i].Text = b, b
		}
	}
}

func TestIdentitiesFindTheirRows(t *testing.T) {
	for seed := range uint64(200) {
		parts, defs := random(rand.New(rand.NewPCG(seed, 3)))
		tables, _ := Merge(parts, defs)
		for _, table := range tables {
			for _, r := range table.Rows {
				if found, ok := table.Row(r.Key.Text); !ok || found.ID != r.ID {
					t.Fatalf("seed %d: %q (%q) finds %q", seed, r.Key.Text, slug.Key(r.Key.Text), found.ID)
				}
			}
		}
	}
}

func TestPostsOfOneDayGoByTheirTimeOfDay(t *testing.T) {
	at := func(c Contribution, hour int) Contribution { c.Clock = 3600 * hour; return c }
	a, z := post("2025-10-14 a", "Area | Old\nGoal | evening"), post("2025-10-14 z", "Area | Old\nGoal | morning")
	tables, diags := Merge([]Contribution{at(a, 18), at(z, 9)}, nil)
	if got := shape(tables[0]); got != "Area | Old\nGoal | evening" || len(diags) > 0 {
		t.Errorf("the later one does not stand: %s %v", got, diags)
	}
	for hour, want := range map[int]string{8: "", 9: "morning", 17: "morning", 18: "evening"} {
		then, _ := tables[0].At(a.Date, 3600*hour, "content/posts/zz.md")
		if got := strings.TrimPrefix(shape(then), "Area | Old\nGoal | "); got != want {
			t.Errorf("at %d h the table says %q, not %q", hour, got, want)
		}
	}
	_, diags = Merge([]Contribution{at(a, 18), z}, nil)
	if len(diags) != 1 || !strings.Contains(diags[0].Msg, "the one with a time, content/posts/a.md, is used") {
		t.Errorf("one of two has a time: %v", diags)
	}
}

func TestANearDuplicateIsAskedForBeforeANewName(t *testing.T) {
	_, diags := Merge([]Contribution{
		post("2025-10-14 a", "Area | Traditional\nCore threat model | x"),
		post("2025-11-01 b", "Area | Traditonal\nCore threat models | y"),
	}, nil)
	want := []string{
		`did you mean "Traditional"? If the column has a new name, write rename-column="Traditional -> Traditonal" in the marker, or an alias in content/comparisons/t.md`,
		`did you mean "Core threat model"? If the row has a new name, write rename="Core threat model -> Core threat models" in the marker, or an alias in content/comparisons/t.md`,
	}
	var got []string
	for _, d := range diags {
		got = append(got, d.Hint)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
