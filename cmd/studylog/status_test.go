package main

import (
	"testing"

	"studylog/internal/civil"
	"studylog/internal/content"
)

// What is there at all shows, and only what is whole is full.
func TestBars(t *testing.T) {
	s := statusText{paint: func(_, s string) string { return s }}
	for percent, want := range map[float64]string{
		0: "░░░░", 0.1: "▏░░░", 25: "█░░░", 31.25: "█▎░░", 50: "██░░", 99.9: "███▉", 100: "████", 120: "████",
	} {
		if got := s.bar(percent, 4); got != want {
			t.Errorf("%v %% is %s, want %s", percent, got, want)
		}
	}
}

func TestDueText(t *testing.T) {
	friday := civil.MustParse("2025-11-14")
	for days, want := range map[civil.Date]string{
		0: "due today", 1: "due tomorrow", 4: "due Tuesday", 6: "due Thursday", 7: "due 21 Nov 2025", -3: "was planned for 11 Nov 2025",
	} {
		if got := dueText(friday+days, friday); got != want {
			t.Errorf("%d days on: %q, want %q", days, got, want)
		}
	}
}

// It is Saturday, 15 November 2025.
func TestStudyDay(t *testing.T) {
	p := &program{getenv: func(name string) string { return map[string]string{"SOURCE_DATE_EPOCH": "1763208000"}[name] }}
	for s, want := range map[string]string{
		"": "2025-11-15", "today": "2025-11-15", "yesterday": "2025-11-14", "saturday": "2025-11-15", "Sun": "2025-11-09", "friday": "2025-11-14",
		"2025-1-5": "2025-01-05", "tomorrow": "", "2025-11-16": "", "fr": "", "someday": "",
	} {
		day, err := p.studyDay(s, content.DefaultSettings())
		if day.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q is %s (%v), want %q", s, day, err, want)
		}
	}
}
