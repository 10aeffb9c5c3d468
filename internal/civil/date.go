// Package civil holds the calendar day: dates without a time or a zone, as people write them in a journal.
//
// A Date is a number of days, so that days subtract and compare as integers do. All arithmetic is proleptic
// Gregorian; weeks are ISO 8601 weeks, which begin on Monday and belong to the year of their Thursday.
package civil

import (
	"fmt"
	"time"
)

// Date is a civil day: the number of days since 0000-12-31, so 1 is 0001-01-01. 0 is "no date".
type Date int32

const unixEpoch = 719163 // 1970-01-01

// Of returns the date of a year, month and day; ok is false if there is no such day or the year is not 1…9999.
func Of(year, month, day int) (d Date, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return 0, false
	}
	return OfTime(t), true
}

// MustParse is for tests and constants.
func MustParse(s string) Date {
	d, ok := Parse(s)
	if !ok {
		panic("civil: no date: " + s)
	}
	return d
}

// Parse reads YYYY-MM-DD, and months and days of one digit (2025-1-5). ASCII digits only.
func Parse(s string) (Date, bool) {
	y, rest, ok := number(s, 4, 4)
	if !ok || rest == "" || rest[0] != '-' {
		return 0, false
	}
	m, rest, ok := number(rest[1:], 1, 2)
	if !ok || rest == "" || rest[0] != '-' {
		return 0, false
	}
	d, rest, ok := number(rest[1:], 1, 2)
	if !ok || rest != "" {
		return 0, false
	}
	return Of(y, m, d)
}

func number(s string, least, most int) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i >= least
}

// OfTime returns the day of t in t's own location.
func OfTime(t time.Time) Date {
	y, m, d := t.Date()
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400 + unixEpoch)
}

// Time returns midnight of d in loc.
func (d Date) Time(loc *time.Location) time.Time {
	y, m, day := d.Parts()
	return time.Date(y, time.Month(m), day, 0, 0, 0, 0, loc)
}

func (d Date) utc() time.Time { return time.Unix((int64(d)-unixEpoch)*86400, 0).UTC() }

// Parts returns year, month (1–12) and day.
func (d Date) Parts() (year, month, day int) {
	y, m, dd := d.utc().Date()
	return y, int(m), dd
}

func (d Date) Year() int { return d.utc().Year() }

// Weekday returns 0 for Monday … 6 for Sunday.
func (d Date) Weekday() int { return int(((int64(d)-1)%7 + 7) % 7) }

// Monday returns the Monday of d's week.
func (d Date) Monday() Date { return d - Date(d.Weekday()) }

// ISOWeek returns the ISO 8601 year and week number.
func (d Date) ISOWeek() (year, week int) { return d.utc().ISOWeek() }

// String returns YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	y, m, dd := d.Parts()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, dd)
}

// Long returns "28 October 2025", Short "28 Oct".
func (d Date) Long() string {
	if d == 0 {
		return ""
	}
	return d.utc().Format("2 January 2006")
}

func (d Date) Short() string {
	if d == 0 {
		return ""
	}
	return d.utc().Format("2 Jan")
}

// Medium returns "28 Oct 2025".
func (d Date) Medium() string {
	if d == 0 {
		return ""
	}
	return d.utc().Format("2 Jan 2006")
}

// MarshalText writes YYYY-MM-DD, so that JSON and CSV show dates as people write them.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Month returns "Oct 2025", LongMonth "October 2025".
func (d Date) Month() string { return d.utc().Format("Jan 2006") }

func (d Date) LongMonth() string { return d.utc().Format("January 2006") }
