package study

import "studylog/internal/diag"

// dayFacts is a day of the journal as the figures see it.
type dayFacts struct {
	Day
	paused  bool
	rest    bool
	zero    bool
	hasGoal bool
	owner   int // the post whose period has it, from 1; 0: none

	restDays int // of the goal in force
}

// known says whether the day can be charged to anyone.
func (d *dayFacts) known() bool { return d.State != DayUnknown && d.State != DayPause }

// at returns the facts of a day, or nil outside the journal.
func (j *journal) at(d Date) *dayFacts {
	if i := int(d - j.first); i >= 0 && i < len(j.day) {
		return &j.day[i]
	}
	return nil
}

// periods lays out the journal's days and gives each to the first period that has it.
func (j *journal) periods() {
	if j.asOf == 0 {
		return
	}
	j.layDays()
	updates := j.t.Updates
	for i := range j.posts {
		b := &j.posts[i]
		if b.update == 0 {
			continue
		}
		u := &updates[0]
		updates = updates[1:]
		from, to := b.From, b.To
		if from == 0 {
			from, to = j.updateDay(b.update-1)+1, b.asOf
			if b.update == 1 {
				from = j.set.Start
			}
			if j.updates[b.update-1].first != i {
				continue // another post of this as_of has had the days
			}
		}
		from, to = max(from, j.first), min(to, b.asOf)
		if from > to {
			continue
		}
		u.From, u.To = from, to
		j.own(b, u, from, to)
	}
}

// layDays makes the days from start, or the earliest dated time, to T.
func (j *journal) layDays() {
	j.first = j.set.Start
	for i := range j.entries {
		if e := &j.entries[i]; e.date != 0 && e.minutes > 0 {
			j.first = min(j.first, e.date)
		}
	}
	if j.asOf < j.first {
		return
	}
	j.day = make([]dayFacts, j.asOf-j.first+1)
	goals, goal := j.set.Goals, -1
	for i := range j.day {
		d := &j.day[i]
		d.Date = j.first + Date(i)
		for goal+1 < len(goals) && goals[goal+1].From <= d.Date {
			goal++
		}
		if goal >= 0 {
			d.hasGoal, d.restDays = true, goals[goal].Rest
			d.Target, d.Minimum = goals[goal].Target, goals[goal].Minimum
		}
	}
	for _, p := range j.cal.pauses {
		for d := max(p[0], j.first); d <= min(p[1], j.asOf); d++ {
			j.at(d).paused = true
		}
	}
	for i := range j.entries {
		e := &j.entries[i]
		if d := j.at(e.date); d != nil {
			d.Minutes += e.minutes
			d.rest = d.rest || e.rest
			d.zero = d.zero || e.zero
		}
	}
}

// own gives a period the days that no earlier one has. Meeting another period is P303, but for a first day that is the
// other one's last.
func (j *journal) own(b *post, u *Update, from, to Date) {
	var other *post
	first, last := Date(0), Date(0)
	for d := from; d <= to; d++ {
		day := j.at(d)
		if day.owner == 0 {
			day.owner = b.index + 1
			continue
		}
		earlier := &j.posts[day.owner-1]
		if d == from && d == earlier.ends {
			continue
		}
		if other == nil {
			other, first = earlier, d
		}
		last = d
	}
	b.ends = to
	if other == nil {
		return
	}
	j.remark(b, b.asOf, "", diag.Warnf(periodPos(b), "P303", "this period and that of %s share %s to %s; dated time is unaffected; undated time spreads over the days not yet covered.",
		other.Post, first.Short(), last.Short()).Hintf("begin it on %s", last+1))
}

func periodPos(b *post) diag.Pos {
	if b.PeriodPos.Line != 0 {
		return b.PeriodPos
	}
	return b.Pos
}

// days decides the state of each day: the first that fits.
func (j *journal) days() {
	dated, undated := j.periodsWithTime()
	for i := range j.day {
		d := &j.day[i]
		switch {
		case d.Minutes > 0:
			d.State = DayLogged
		case d.paused:
			d.State = DayPause
		case d.rest:
			d.State = DayRest
		case d.zero:
			d.State = DayZero
		case dated[d.owner] && !undated[d.owner] && d.Date < j.asOf:
			d.State = DayNone
		default:
			d.State = DayUnknown
		}
	}
}

// periodsWithTime says which periods have dated time (or a zero) on their days, and which have undated time: of their own
// post, or of a post without days of its own whose as_of they have. Index 0, no period, has neither.
func (j *journal) periodsWithTime() (dated, undated []bool) {
	dated, undated = make([]bool, len(j.posts)+1), make([]bool, len(j.posts)+1)
	owns := make([]bool, len(j.posts)+1)
	for i := range j.day {
		d := &j.day[i]
		owns[d.owner] = true
		if d.owner > 0 && (d.Minutes > 0 || d.zero) {
			dated[d.owner] = true
		}
	}
	for i := range j.posts {
		b := &j.posts[i]
		if b.undated == 0 {
			continue
		}
		if owns[i+1] {
			undated[i+1] = true
		} else if d := j.at(b.asOf); d != nil && d.owner > 0 && b.update > 0 {
			undated[d.owner] = true
		}
	}
	return dated, undated
}

// allow marks the eligible days. Every ISO week gives the free days of the goal in force on its first
// day in the journal: `rest` entries use them first, then the earliest known days under the minimum.
func allow(days []dayFacts) {
	for from := 0; from < len(days); {
		to := from
		for to < len(days) && days[to].Date.Monday() == days[from].Date.Monday() {
			to++
		}
		allowWeek(days[from:to])
		from = to
	}
}

func allowWeek(week []dayFacts) {
	free := 0
	if week[0].hasGoal {
		free = week[0].restDays
	}
	for i := range week {
		if week[i].State == DayRest {
			free--
		}
	}
	for i := range week {
		d := &week[i]
		switch {
		case d.paused || !d.known() || d.State == DayRest || !d.hasGoal:
		case d.Minutes < d.Minimum && free > 0:
			free--
		default:
			d.Eligible = true
		}
	}
}

// adherence counts the eligible days; nil if there are none.
func adherence(days []dayFacts) *Adherence {
	var a Adherence
	for i := range days {
		if d := &days[i]; d.Eligible {
			a.Eligible++
			a.ShowedUp += one(d.Minutes >= d.Minimum)
			a.FullGoal += one(d.Minutes >= d.Target)
		}
	}
	if a.Eligible == 0 {
		return nil
	}
	return &a
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// habits are the figures of the daily goal: they need one.
func (j *journal) habits() {
	if len(j.set.Goals) > 0 {
		allow(j.day)
		j.t.Adherence = adherence(j.day)
		j.t.Consistency = consistency(j.day)
		j.runs()
	}
	j.t.Days = make([]Day, len(j.day))
	for i := range j.day {
		j.t.Days[i] = j.day[i].Day
	}
}
