package study

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/progress.json anew")

// TestProgressJSON compares the manual's example with the file that was read in review.
func TestProgressJSON(t *testing.T) {
	tr, _ := Track(manual(), blocks(start(), inFull()))
	got, err := tr.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/progress.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/progress.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("progress.json has changed; read the difference, then run with -update\n%s", got)
	}
}

func TestJSONOfNothing(t *testing.T) {
	tr, _ := Track(Plan{}, nil)
	b, _ := tr.JSON()
	for _, part := range []string{`"as_of": null`, `"overall": null`, `"kinds": []`, `"consistency": null`, `"forecast": null`, `"notes": []`} {
		if !strings.Contains(string(b), part) {
			t.Errorf("no %s in %s", part, b)
		}
	}
}

func TestJSONText(t *testing.T) {
	for in, want := range map[string]string{`a "b" \`: `"a \"b\" \\"`, "ä": `"ä"`, "a\nb": `"a\nb"`, "</script>": `"\u003c/script\u003e"`, "\xff": `"\ufffd"`} {
		same(t, in, string(appendText(nil, in)), want)
	}
}

func TestCSVGuard(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "": "", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", " \t=1": "' \t=1", "\u00a0=1": "'\u00a0=1",
		"＝1": "'＝1", "\u200b=1": "'\u200b=1", "1-3,5": "1-3,5", "a=1": "a=1", "\r\n=1": "'\r\n=1",
	} {
		same(t, in, guard(in), want)
	}
}

func TestCSVFiles(t *testing.T) {
	p := manual()
	p.Resources[0].Title = "=HYPERLINK(\"x\"),\nand more"
	tr, _ := Track(p, blocks(start(), inFull()))
	for name, file := range map[string][]byte{"sessions": tr.SessionsCSV(), "statements": tr.StatementsCSV(), "resources": tr.ResourcesCSV()} {
		if !bytes.HasSuffix(file, []byte("\r\n")) {
			t.Errorf("%s does not end its last line", name)
		}
		if _, err := csv.NewReader(bytes.NewReader(file)).ReadAll(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	want := []string{
		"2025-10-20,,,/posts/update/,15,rest", "2025-10-21,0,,/posts/update/,16,zero", "2025-10-25,240,lab:vpc-lab,/posts/update/,23,dated",
		"2025-10-28,300,llm-playbook,/posts/update/,17,undated",
	}
	for _, row := range want {
		if !strings.Contains(string(tr.SessionsCSV()), row+"\r\n") {
			t.Errorf("no row %s", row)
		}
	}
	for _, row := range []string{
		`2025-10-28,/posts/update/,6,adv-ml,set,"1-2,5",,chapters,`, "2025-10-28,/posts/update/,7,aws-bootcamp,snapshot,6.5,,hours,",
		"2025-10-28,/posts/update/,9,sec-eng,state,,,,paused",
	} {
		if !strings.Contains(string(tr.StatementsCSV()), row+"\r\n") {
			t.Errorf("no row %s in\n%s", row, tr.StatementsCSV())
		}
	}
	same(t, "a guarded title", strings.Contains(string(tr.ResourcesCSV()), `"'=HYPERLINK(""x""),`), true)
}

func TestSeedOnly(t *testing.T) {
	p := manual()
	tr, _ := track(t, p, "", start().plan("llm-playbook", "caisp"))
	same(t, "seed", say(tr.AsOf, tr.Overall, len(tr.Updates), tr.Cadence.NextDue, tr.Forecast == nil, len(tr.Days), tr.Days[0].State, tr.Commitments[0].By),
		"2025-10-14 {0 4200 true} 0 2025-10-28 true 1 unknown 2025-10-28")
	tr, _ = track(t, p, "")
	same(t, "no block", say(tr.AsOf, tr.Overall, len(tr.Days), tr.Cadence.NextDue, opt(tr.Hours.Planned)), " {0 11640 true} 0 2025-10-28 null")
	p.Resources = nil
	tr, _ = track(t, Plan{Settings: p.Settings}, "", start())
	same(t, "no resources", say(tr.Overall.OK, tr.LastUpdate() == nil), "false true")
}

func TestNothingInScope(t *testing.T) {
	tr, _ := track(t, onlyBook(), "", wrote("a", "2025-10-28").at("b 3 ch dropped"))
	b, _ := tr.JSON()
	for _, part := range []string{
		`"overall": null`, `{"kind":"book","percent":null,"done_minutes":null,"planned_minutes":null,"resources":0,"forecast":null,"track_record":null}`,
		`"done_minutes":0,"planned_minutes":0}`,
	} {
		if !strings.Contains(string(b), part) {
			t.Errorf("no %s in %s", part, b)
		}
	}
}
