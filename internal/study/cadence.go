package study

import "slices"

// due is the day `every` unpaused days after d, by the cadence in force at d; 0 if there is none. It is never in a pause.
func (j *journal) due(d Date) Date {
	c, ok := j.set.cadenceAt(d)
	if !ok || d == 0 {
		return 0
	}
	return j.cal.add(d, c.Every)
}

// lateness counts unpaused days from due to d, negative when early.
func lateness(due, d Date, cal calendar) int {
	if d >= due {
		return cal.unpaused(due+1, d)
	}
	return -cal.unpaused(d+1, due)
}

// cadence judges each as_of against the one before, and says when the next update is due.
func (j *journal) cadence() {
	r := &j.t.Cadence
	r.Updates = len(j.updates)
	r.NextDue = j.due(j.updateDay(len(j.updates)))
	r.MedianGap = j.medianGap()
	judged, onTime, skipped := 0, 0, 0
	for i, row := 1, 0; i <= len(j.updates); i++ {
		u := &j.t.Updates[row]
		for row < len(j.t.Updates) && j.t.Updates[row].N == i {
			row++ // the later posts of one as_of have no due date of their own
		}
		before := j.updateDay(i - 1)
		due := j.due(before)
		if due == 0 {
			continue
		}
		c, _ := j.set.cadenceAt(before)
		late := lateness(due, u.AsOf, j.cal)
		missed := max(0, late) / c.Every
		u.Due, u.Late, u.Skipped, u.OnTime = due, &late, &missed, late <= c.Grace
		judged++
		onTime += one(u.OnTime)
		skipped += missed
	}
	if judged == 0 {
		return
	}
	r.OnTime, r.Skipped = &onTime, &skipped
	r.Rate = percentOf(int64(onTime), int64(judged+skipped))
}

// medianGap is the median of the calendar days between d₀, d₁, …; nil without an update.
func (j *journal) medianGap() *float64 {
	var gaps []int
	for i := range j.updates {
		gaps = append(gaps, int(j.updates[i].asOf-j.updateDay(i)))
	}
	if len(gaps) == 0 {
		return nil
	}
	m := median(gaps)
	return &m
}

// median of an even number is the mean of the middle two.
func median(list []int) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return float64(sorted[(n-1)/2]+sorted[n/2]) / 2
}
