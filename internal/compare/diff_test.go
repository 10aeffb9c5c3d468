package compare

import (
	"strings"
	"testing"
)

func marked(spans []Span) string {
	var out strings.Builder
	for _, s := range spans {
		out.WriteString([]string{s.Text, "{+" + s.Text + "+}", "[-" + s.Text + "-]"}[s.Op])
	}
	return out.String()
}

func TestDiff(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{
		{"", "", ""},
		{"same", "same", "same"},
		{"", "new", "{+new+}"},
		{"old", "", "[-old-]"},
		{"the CIA triad", "the AIC triad", "the [-CIA-]{+AIC+} triad"},
		{"one two three", "uno due three", "[-one two-]{+uno due+} three"},
		{"a, b", "a, b, c", "a, b{+, c+}"},
		{"model inversion", "model inversion attack", "model inversion{+ attack+}"},
		{"数据安全", "数据隐私", "数据[-安全-]{+隐私+}"},
		{"café", "cafe\u0301s", "[-café-]{+cafe\u0301s+}"},
		{"हिन्दी भाषा", "हिन्दी लिपि", "हिन्दी [-भाषा-]{+लिपि+}"},
	} {
		if got := marked(Diff(tt.a, tt.b)); got != tt.want {
			t.Errorf("Diff(%q, %q) = %s, want %s", tt.a, tt.b, got, tt.want)
		}
	}
}

func FuzzDiff(f *testing.F) {
	f.Add("the CIA triad", "the AIC triad")
	f.Add("a \xff b", "a b \xfe")
	f.Add(strings.Repeat("a b ", 2000), strings.Repeat("b c ", 2000))
	f.Fuzz(func(t *testing.T, a, b string) {
		var from, to strings.Builder
		last := Op(99)
		for _, s := range Diff(a, b) {
			if s.Text == "" || s.Op == last {
				t.Errorf("span %+v", s)
			}
			last = s.Op
			if s.Op != Insert {
				from.WriteString(s.Text)
			}
			if s.Op != Delete {
				to.WriteString(s.Text)
			}
		}
		if from.String() != a || to.String() != b {
			t.Errorf("%q -> %q gave back %q -> %q", a, b, from.String(), to.String())
		}
	})
}
