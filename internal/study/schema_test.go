package study

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"testing"
)

// breach returns where a value does not fit a schema, or "". It knows the words that the schema uses, and fails on others.
func breach(schema map[string]any, v any, at string) string {
	for word, want := range schema {
		switch word {
		case "$schema", "title", "description", "format", "items", "properties", "additionalProperties":
		case "const":
			if v != want {
				return fmt.Sprintf("%s is %v, not %v", at, v, want)
			}
		case "enum":
			if !slices.Contains(want.([]any), v) {
				return fmt.Sprintf("%s is %v, none of %v", at, v, want)
			}
		case "minimum":
			if f, ok := v.(float64); ok && f < want.(float64) {
				return fmt.Sprintf("%s is %v, below %v", at, v, want)
			}
		case "pattern":
			if s, ok := v.(string); ok && !regexp.MustCompile(want.(string)).MatchString(s) {
				return fmt.Sprintf("%s is %q, not like %s", at, s, want)
			}
		case "type":
			types, ok := want.([]any)
			if !ok {
				types = []any{want}
			}
			if !slices.ContainsFunc(types, func(t any) bool { return isOf(t.(string), v) }) {
				return fmt.Sprintf("%s is %v, not of type %v", at, v, types)
			}
		case "required":
			if m, ok := v.(map[string]any); ok {
				for _, name := range want.([]any) {
					if _, there := m[name.(string)]; !there {
						return fmt.Sprintf("%s has no %s", at, name)
					}
				}
			}
		default:
			return "the test does not know the word " + word
		}
	}
	return breachInside(schema, v, at)
}

func breachInside(schema map[string]any, v any, at string) string {
	switch v := v.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		for name, value := range v {
			sub, ok := properties[name].(map[string]any)
			if !ok {
				return at + "." + name + " is in no schema"
			}
			if b := breach(sub, value, at+"."+name); b != "" {
				return b
			}
		}
	case []any:
		for i, item := range v {
			if b := breach(schema["items"].(map[string]any), item, fmt.Sprintf("%s[%d]", at, i)); b != "" {
				return b
			}
		}
	}
	return ""
}

func isOf(t string, v any) bool {
	switch v := v.(type) {
	case nil:
		return t == "null"
	case bool:
		return t == "boolean"
	case string:
		return t == "string"
	case float64:
		return t == "number" || t == "integer" && v == math.Trunc(v)
	case []any:
		return t == "array"
	case map[string]any:
		return t == "object"
	}
	return false
}

func fitsSchema(t *testing.T, progress []byte) {
	t.Helper()
	var schema, v map[string]any
	if err := json.Unmarshal(ProgressSchema, &schema); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(progress, &v); err != nil {
		t.Fatal(err)
	}
	if b := breach(schema, v, "progress"); b != "" {
		t.Error(b)
	}
}

func TestEveryJournalFitsTheSchema(t *testing.T) {
	empty, _ := Track(Plan{}, nil)
	full, _ := track(t, manual(), "", start(), inFull())
	for _, tr := range []*Tracker{empty, full} {
		data, _ := tr.JSON()
		fitsSchema(t, data)
	}
	for seed := range uint64(40) {
		p := seeded(seed).plan()
		tr, _ := Track(p, seeded(seed).journal(p))
		data, _ := tr.JSON()
		fitsSchema(t, data)
	}
}

func TestTheSchemaTestCanFail(t *testing.T) {
	schema := map[string]any{"type": "object", "required": []any{"a"}, "properties": map[string]any{"a": map[string]any{"type": "integer", "minimum": 0.0}}}
	for _, v := range []map[string]any{{}, {"a": -1.0}, {"a": 1.5}, {"a": 1.0, "b": 2.0}, {"a": nil}} {
		if breach(schema, v, "x") == "" {
			t.Errorf("%v fits", v)
		}
	}
	if b := breach(schema, map[string]any{"a": 1.0}, "x"); b != "" {
		t.Error(b)
	}
}
