package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"studylog/internal/civil"
	"studylog/internal/content"
)

var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// weekdayName is "Monday".
func weekdayName(d civil.Date) string {
	name := weekdays[d.Weekday()]
	return strings.ToUpper(name[:1]) + name[1:]
}

// completeDays offers what --date can be called.
var completeDays = cobra.FixedCompletions(append([]string{"today", "yesterday"}, weekdays...), cobra.ShellCompDirectiveNoFileComp)

// day reads the value of --date: a day, a word for one, or the name of a weekday, which is the last of its kind, today
// included. Without a value it is today, in the journal's zone.
func (p *program) day(s string, settings content.Settings) (civil.Date, error) {
	now, err := p.epochOrClock()
	if err != nil {
		return 0, err
	}
	today, name := today(now, settings), strings.ToLower(strings.TrimSpace(s))
	switch name {
	case "", "today":
		return today, nil
	case "yesterday":
		return today - 1, nil
	case "tomorrow":
		return today + 1, nil
	}
	if i := weekday(name); i >= 0 {
		return today - civil.Date((today.Weekday()-i+7)%7), nil
	}
	if day, ok := civil.Parse(name); ok {
		return day, nil
	}
	return 0, usage("--date %q is no day", s).hintf("write 2025-10-28, today, yesterday or monday")
}

// weekday is the number of a day by its name or the beginning of one, from 0 for Monday; -1 if it is none.
func weekday(name string) int {
	return slices.IndexFunc(weekdays, func(day string) bool { return name == day || len(name) >= 3 && strings.HasPrefix(day, name) })
}

// namesDay says whether a word is one that day can read.
func namesDay(word string) bool {
	word = strings.ToLower(word)
	_, ok := civil.Parse(word)
	return ok || weekday(word) >= 0 || slices.Contains([]string{"today", "yesterday", "tomorrow"}, word)
}

// lastMoment is the end of a day in the journal's zone.
func lastMoment(day civil.Date, settings content.Settings) time.Time {
	zone, err := time.LoadLocation(settings.Timezone)
	if err != nil {
		zone = time.UTC // said already, by the settings
	}
	return (day + 1).Time(zone).Add(-time.Second)
}
