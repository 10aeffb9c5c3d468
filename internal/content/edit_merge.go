package content

import (
	"slices"
	"strconv"
	"strings"

	"studylog/internal/diag"
	"studylog/internal/study"
)

// A post has one line for a resource. This file works out what it says once a new position has come to an earlier one
// of the same post: nothing that was stated is lost, and the same follows from it as from both in turn.

// merge returns the position to write for the entry's resource, and puts its text and note into the editor.
func (ed *editor) merge(stated []study.Position) (study.Position, *diag.Diagnostic) {
	e := &ed.entry
	p, err := study.ParsePosition(e.Position)
	if err != nil {
		return p, ed.refuse("%s", err)
	}
	text, note, correct := e.Position, e.Note, ""
	old := slices.IndexFunc(stated, func(p study.Position) bool { return p.ID == e.Resource })
	if old >= 0 {
		var cause string
		if slices.ContainsFunc(stated[old+1:], func(p study.Position) bool { return p.ID == e.Resource }) {
			return p, ed.refuse("%s stands twice in this post's progress: which of them changes?", e.Resource)
		}
		if text, cause = together(stated[old], p, text); cause != "" {
			d := ed.refuse("%s is at %s in this post already, and %s", e.Resource, stated[old].Raw, cause).
				Hintf("write where you are now in full, or change the line yourself")
			return p, &d
		}
		correct = stated[old].Correct
		if before := stated[old].Note; before != "" && before != note {
			note = strings.Trim(before+"; "+note, "; ")
		}
		if p, err = study.ParsePosition(text); err != nil {
			return p, ed.refuse("%s", err)
		}
	}
	p.ID, p.Note, p.Correct = e.Resource, note, correct
	ed.position, ed.note = text, note
	return p, nil
}

// together says in one amount what an earlier one and a later one say. The cause is why that cannot be.
func together(old, new study.Position, text string) (merged, cause string) {
	a, b := old.Amount, new.Amount
	switch {
	case b.Form == study.NoAmount && a.Form != study.NoAmount:
		return old.Raw + " " + string(new.State), ""
	case a.Form == study.NoAmount || b.Form == study.NoAmount:
		return text, ""
	case b.Form != study.Snapshot && a.Unit != b.Unit && a.Unit != "" && b.Unit != "":
		return "", "what comes to it is counted in " + string(b.Unit)
	}
	unit := a.Unit
	if b.Unit != "" {
		unit = b.Unit
	}
	switch {
	case b.Form == study.Snapshot:
		if a.Total == 0 || b.Total != 0 || a.Unit != b.Unit && a.Unit != "" && b.Unit != "" {
			return text, ""
		}
		a.N = b.N
	case b.Form == study.Delta && a.Form != study.SetForm:
		a.N += b.N
		if b.Total != 0 {
			a.Total = b.Total
		}
	case b.Form == study.SetForm && a.Form == study.SetForm:
		a.Set = append(slices.Clone(a.Set), b.Set...)
	case b.Form == study.SetForm && a.Form == study.Snapshot && a.Total == 0 && a.N > 0 && a.N%one == 0:
		a.Form, a.Set = study.SetForm, append(study.Set{{1, int(a.N / one)}}, b.Set...)
	case a.Form == study.SetForm:
		return "", "a step cannot be added to a set"
	default:
		return "", "a set cannot be added to it"
	}
	a.Unit = unit
	merged, ok := amountWords(a)
	if !ok {
		return "", "the sum is no plain number"
	}
	if new.State != "" {
		merged += " " + string(new.State)
	}
	return merged, ""
}

// one is 1 as a study.Num.
const one = 1_000_000

var unitWords = map[study.Unit]string{
	study.Chapters: " ch", study.Pages: " p", study.Lessons: " ls", study.Modules: " mod", study.Percent: "%",
	study.Labs: " labs", study.Tasks: " tasks", "": "",
}

// amountWords writes an amount. It is not ok for one that cannot be written exactly, such as part of a minute.
func amountWords(a study.Amount) (string, bool) {
	if a.Form == study.SetForm {
		return strings.TrimSpace(unitWords[a.Unit]) + " " + setWords(a.Set), a.Unit != ""
	}
	number, unit := decimalWords, unitWords[a.Unit]
	if a.Unit == study.Hours {
		number, unit = timeWords, ""
	}
	s, ok := number(a.N)
	if a.Form == study.Delta {
		s = "+" + s
	}
	if a.Total != 0 && a.Unit != study.Percent {
		total, exact := number(a.Total)
		s, ok = s+"/"+total, ok && exact
	}
	return s + unit, ok
}

func decimalWords(n study.Num) (string, bool) {
	s := strconv.FormatInt(int64(n/one), 10)
	if frac := n % one; frac != 0 {
		s += "." + strings.TrimRight(strconv.FormatInt(int64(one+frac), 10)[1:], "0")
	}
	return s, true
}

// timeWords writes minutes as 6h30m.
func timeWords(n study.Num) (string, bool) {
	minutes := int(n / one)
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return strconv.Itoa(m) + "m", n%one == 0
	case m == 0:
		return strconv.Itoa(h) + "h", n%one == 0
	default:
		return strconv.Itoa(h) + "h" + strconv.Itoa(m) + "m", n%one == 0
	}
}

// setWords writes a set as 1-3,5. Its ranges may come in any order, and overlap.
func setWords(s study.Set) string {
	s = slices.Clone(s)
	slices.SortStableFunc(s, func(a, b [2]int) int { return a[0] - b[0] })
	var parts []string
	for i := 0; i < len(s); {
		from, to := s[i][0], s[i][1]
		for i++; i < len(s) && s[i][0] <= to+1; i++ {
			to = max(to, s[i][1])
		}
		part := strconv.Itoa(from)
		if to > from {
			part += "-" + strconv.Itoa(to)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ",")
}
