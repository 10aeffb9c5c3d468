package content

import (
	"fmt"
	"strings"

	"studylog/internal/civil"
)

// parseStamp reads a date in the forms that journals use: 2025-10-14, one-digit months, days and hours, a time after a
// space or T with or without seconds (parts of a second are dropped), and Z, +09:00, -0400, +09 or no zone. The cause
// says what is wrong with s; it is empty if s is a date.
func parseStamp(s string) (st Stamp, cause string) {
	s = strings.TrimSpace(s)
	day, rest := s, ""
	if i := strings.IndexAny(s, "Tt "); i >= 0 {
		day, rest = s[:i], strings.TrimSpace(s[i+1:])
		if rest == "" {
			return Stamp{}, "the time is missing"
		}
	}
	d, ok := civil.Parse(day)
	if !ok {
		return Stamp{}, badDay(day)
	}
	st = Stamp{Day: d}
	if rest == "" {
		return st, ""
	}
	st.HasTime = true
	clock, zone := rest, ""
	if i := strings.IndexAny(rest, "Zz+- "); i >= 0 {
		clock, zone = rest[:i], strings.TrimSpace(rest[i:])
	}
	if st.Second, ok = parseClock(clock); !ok {
		return Stamp{}, fmt.Sprintf("%q is no time of day", clock)
	}
	if zone == "" {
		return st, ""
	}
	if st.Offset, ok = parseZone(zone); !ok {
		return Stamp{}, fmt.Sprintf("%q is no zone", zone)
	}
	st.HasZone = true
	return st, ""
}

// badDay says why s is no day, as far as that can be told.
func badDay(s string) string {
	var y, m, d int
	if n, _ := fmt.Sscanf(s, "%4d-%2d-%2d", &y, &m, &d); n == 3 && len(s) <= len("2025-10-14") {
		switch {
		case m < 1 || m > 12:
			return fmt.Sprintf("there is no month %d", m)
		case d < 1 || d > 31:
			return fmt.Sprintf("there is no day %d", d)
		case y > 0:
			return fmt.Sprintf("that month has no day %d", d)
		}
	}
	return "the form is not known"
}

// parseClock reads 14:05, 14:05:09 and 14:05:09.123 as seconds of the day.
func parseClock(s string) (second int, ok bool) {
	s, fraction, dotted := strings.Cut(s, ".")
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 || dotted && (len(parts) != 3 || !allDigits(fraction)) {
		return 0, false
	}
	most := []int{23, 59, 59}
	for i, p := range parts {
		if !allDigits(p) || len(p) > 2 || i > 0 && len(p) != 2 {
			return 0, false
		}
		n := atoi(p)
		if n > most[i] {
			return 0, false
		}
		second = second*60 + n
	}
	if len(parts) == 2 {
		second *= 60
	}
	return second, true
}

// parseZone reads Z, UTC, +09:00, -0400 and +09 as seconds east of UTC.
func parseZone(s string) (offset int, ok bool) {
	switch strings.ToUpper(s) {
	case "Z", "UTC", "GMT":
		return 0, true
	}
	sign := 1
	if s[0] == '-' {
		sign = -1
	}
	digits := strings.Replace(s[1:], ":", "", 1)
	colon := len(digits) < len(s)-1
	if s[0] != '+' && s[0] != '-' || !allDigits(digits) || len(digits) != 4 && (len(digits) != 2 || colon) || colon && s[3] != ':' {
		return 0, false
	}
	h, m := atoi(digits[:2]), 0
	if len(digits) == 4 {
		m = atoi(digits[2:])
	}
	if h > 14 || m > 59 {
		return 0, false
	}
	return sign * (h*3600 + m*60), true
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// atoi reads a few ASCII digits.
func atoi(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// splitName takes the date off a file name: "2025-10-14-title" and "2025-1-5_title" are "title". A name that is nothing
// but a date keeps it.
func splitName(name string) (day civil.Date, rest string) {
	i, hyphens := 0, 0
	for i < len(name) && (name[i] >= '0' && name[i] <= '9' || name[i] == '-' && hyphens < 2) {
		if name[i] == '-' {
			hyphens++
		}
		i++
	}
	day, ok := civil.Parse(name[:i])
	switch {
	case !ok:
		return 0, name
	case i == len(name):
		return day, name
	}
	rest = strings.TrimLeft(name[i:], "-_ ")
	if rest == "" || rest == name[i:] {
		return 0, name // 2025-10-14th
	}
	return day, rest
}
