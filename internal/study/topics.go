package study

import (
	"cmp"
	"slices"
	"strings"

	"studylog/internal/diag"
)

// editions are the lists whose numbers mean something else in each edition, with the one to suggest.
var editions = map[string]string{"LLM": "2025", "ML": "2023", "API": "2023", "A": "2021"}

// edition returns how a topic should be written that lacks its edition; ok is false if it lacks none.
// Without the prefix only LLM numbers are taken for OWASP's.
func edition(topic string) (full string, ok bool) {
	name, owasp := strings.CutPrefix(topic, "OWASP:")
	list := strings.TrimRight(name, "0123456789")
	digits := len(name) - len(list)
	year := editions[list]
	if year == "" || digits < 1 || digits > 2 || !owasp && list != "LLM" {
		return "", false
	}
	return "OWASP:" + name + ":" + year, true
}

// gatherTopics takes the post as evidence for each of its topics: written always, and what else the post does.
func (j *journal) gatherTopics(b *post) {
	for _, t := range b.Topics {
		if full, ok := edition(t.Name); ok {
			j.report(b, diag.Warnf(t.Pos, "P701", `"%s" differs between editions. Write %s.`, t.Name, full))
		}
		e := j.topics[t.Name]
		if e == nil {
			e = &TopicEvidence{Topic: t.Name}
			j.topics[t.Name] = e
		}
		add := func(list *[]string, is bool) {
			if n := len(*list); is && (n == 0 || (*list)[n-1] != b.Post) {
				*list = append(*list, b.Post)
			}
		}
		add(&e.Written, true)
		add(&e.Read, b.read)
		add(&e.Watched, b.watched)
		add(&e.Built, len(b.Labs) > 0)
		add(&e.Certified, len(b.Earned) > 0)
	}
}

func (j *journal) finishTopics() {
	for _, e := range j.topics {
		j.t.Topics = append(j.t.Topics, *e)
	}
	slices.SortStableFunc(j.t.Topics, func(a, b TopicEvidence) int { return cmp.Compare(a.Topic, b.Topic) })
}
