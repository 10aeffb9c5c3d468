package decode

import (
	"reflect"
	"strings"
	"testing"

	"studylog/internal/diag"
)

func TestStrictBool(t *testing.T) {
	for text, want := range map[string][2]bool{
		"true": {true, true}, "True": {true, true}, "TRUE": {true, true}, "false": {false, true}, "FALSE": {false, true},
		"yes": {}, "on": {}, "1": {}, `"true"`: {}, "'false'": {}, "truet": {}, "tRUE": {}, "": {}, "[true]": {},
	} {
		v, ok := parse(t, YAML, "a: "+text).Get("a").StrictBool()
		if [2]bool{v, ok} != want {
			t.Errorf("%s: %v, %v", text, v, ok)
		}
	}
}

func TestInt(t *testing.T) {
	for text, want := range map[string]int{"0": 0, "7": 7, "-3": -3, "+2": 2} {
		if v, ok := parse(t, YAML, "a: "+text).Get("a").Int(); v != want || !ok {
			t.Errorf("%s: %v, %v", text, v, ok)
		}
	}
	for _, text := range []string{"007", "0x10", "1.0", "1_000", `"3"`, "", "99999999999999999999", "٣", "[1]"} {
		if v, ok := parse(t, YAML, "a: "+text).Get("a").Int(); ok {
			t.Errorf("%s is %d", text, v)
		}
	}
}

func TestStrings(t *testing.T) {
	for text, want := range map[string][]string{
		"x": {"x"}, "[a, 'b c', 007]": {"a", "b c", "007"}, "": nil, "[]": nil, "[a, ~, b]": {"a", "b"}, "a, b": {"a, b"},
	} {
		got, places, ok := parse(t, YAML, "a: "+text).Get("a").Strings()
		if !ok || !reflect.DeepEqual(got, want) || len(places) != len(got) {
			t.Errorf("%s: %q, %v, %v", text, got, places, ok)
		}
	}
	for _, text := range []string{"{a: b}", "[a, [b]]", "[{a: b}]"} {
		if got, _, ok := parse(t, YAML, "a: "+text).Get("a").Strings(); ok || got != nil {
			t.Errorf("%s is %q", text, got)
		}
	}
	_, places, _ := parse(t, YAML, "a:\n  - x\n  - y\n").Get("a").Strings()
	if places[1] != (diag.Pos{File: "f", Line: 3, Col: 5, EndCol: 6}) {
		t.Errorf("%v", places)
	}
}

func TestNilNodes(t *testing.T) {
	var n *Node
	if _, ok := n.Str(); ok || n.Get("a").Get("b") != nil || n.Any() != nil || !n.Absent() {
		t.Error("a nil node has a value")
	}
	if _, ok := n.Int(); ok {
		t.Error("a nil node is a number")
	}
	if _, ok := n.StrictBool(); ok {
		t.Error("a nil node is a truth value")
	}
	if _, ok := n.Field("a"); ok {
		t.Error("a nil node has a field")
	}
	if s, _, ok := n.Strings(); s != nil || !ok {
		t.Error("a nil node is no empty list")
	}
}

func TestGetFoldsCase(t *testing.T) {
	n := parse(t, YAML, "pubDate: x\n")
	f, ok := n.Field("PUBDATE")
	if n.Get("pubdate").Text != "x" || !ok || f.Key != "pubDate" {
		t.Errorf("%+v", f)
	}
}

func TestObject(t *testing.T) {
	n := parse(t, YAML, "title: x\nbase_url:\nBaseURL: y\ntimezon: UTC\nzzz: 1\nTitle: z\n")
	var list diag.List
	o := NewObject(n, "studylog.yaml", &list)
	if o.Take("title").Text != "x" || o.Take("base_url", "baseURL").Text != "y" || o.Take("timezone") != nil || o.Take("language") != nil {
		t.Error("the wrong values are taken")
	}
	if left := o.Unknown(); len(left) != 2 || left[0].Key != "timezon" || left[1].Key != "zzz" {
		t.Errorf("left are %v", left)
	}
	o.Refuse("P103", diag.Error)
	want := `4:1: error: unknown key "timezon" in studylog.yaml | did you mean "timezone"?` + "\n" +
		`5:1: error: unknown key "zzz" in studylog.yaml | known here: baseURL, base_url, language, timezone, title` + "\n" +
		`6:1: error: "Title" is already set on line 1: which one counts? (case makes no difference) | remove line 1 or line 6` + "\n"
	if got := texts(list); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if list[1].Code != "P103" || list[2].Code != "P103" {
		t.Errorf("the codes are %q and %q", list[1].Code, list[2].Code)
	}
}

func TestObjectOfSomethingElse(t *testing.T) {
	var list diag.List
	o := NewObject(parse(t, YAML, "a: [x]").Get("a"), "author", &list)
	o.Refuse("", diag.Error)
	if o.Take("name") != nil || len(list) != 1 || !strings.Contains(texts(list), "1:4: error: author must be keys with values, not a list") {
		t.Errorf("%s", texts(list))
	}
	list = nil
	o = NewObject(nil, "author", &list)
	o.Refuse("", diag.Error)
	if o.Take("name") != nil || o.Unknown() != nil || len(list) != 0 {
		t.Errorf("an absent map: %s", texts(list))
	}
}

func TestNearest(t *testing.T) {
	known := []string{"title", "timezone", "base_url", "llm-playbook", "at", "time"}
	for in, want := range map[string]string{
		"titel": "title", "Tilte": "title", "timezon": "timezone", "baseurl": "base_url", "llm-playbok": "llm-playbook",
		"tiem": "time", "ta": "at", "": "", "x": "", "zzz": "", "something": "", "title": "title", strings.Repeat("t", 5000): "",
	} {
		if got := Nearest(in, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", clip(in), got, want)
		}
	}
}

func TestNearMiss(t *testing.T) {
	known := []string{"title", "date", "draft", "published", "publishDate", "tags", "tag", "toc"}
	for in, want := range map[string]string{
		"dtae": "date", "daate": "date", "dat": "date", "dates2": "", "drfat": "draft", "Drafft": "draft", "drft": "draft",
		"titel": "title", "pubishdate": "publishDate", "publish_date": "publishDate", "publishdate": "", "publishes": "",
		"data": "", "dates": "", "rate": "", "Data": "", "late": "", "dote": "", "drift": "", "tags": "", "TAGS": "", "mytitle": "", "": "",
		"ttitle": "title", "atgs": "tags", "étitle": "title",
	} {
		if got := NearMiss(in, known); got != want {
			t.Errorf("NearMiss(%q) = %q, want %q", in, got, want)
		}
	}
}
