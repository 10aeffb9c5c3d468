package civil

import (
	"testing"
	"time"
)

func TestDatesAgreeWithTime(t *testing.T) {
	day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := Date(1); d < 800_000; d += 13 {
		at := day.AddDate(0, 0, int(d)-1)
		y, w := at.ISOWeek()
		gy, gw := d.ISOWeek()
		if d.String() != at.Format("2006-01-02") || OfTime(at) != d || gy != y || gw != w || d.Weekday() != (int(at.Weekday())+6)%7 {
			t.Fatalf("day %d: %s, want %s", d, d, at.Format("2006-01-02"))
		}
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"2025-10-14": "2025-10-14", "2025-1-5": "2025-01-05", "2024-02-29": "2024-02-29",
		"2025-02-29": "", "2025-13-01": "", "25-10-14": "", "2025-10-14x": "", "": "", "2025/10/14": "", "２０２５-10-14": "",
	} {
		d, ok := Parse(in)
		if d.String() != want || ok != (want != "") {
			t.Errorf("Parse(%q) = %s, %v", in, d, ok)
		}
	}
}
