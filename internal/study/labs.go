package study

import "slices"

// stateLabs takes what a post says of labs. What it does not say again stays.
func (j *journal) stateLabs(b *post) {
	for i := range b.Labs {
		l := &b.Labs[i]
		n, ok := j.labs[l.ID]
		if !ok {
			n = len(j.t.Labs)
			j.labs[l.ID] = n
			j.t.Labs = append(j.t.Labs, LabState{ID: l.ID, Title: l.ID})
		}
		s := &j.t.Labs[n]
		if l.Status == "deployed" && s.Status != "deployed" {
			j.milestone(b.asOf, "deployed", l.ID, b.Post)
		}
		restate(&s.Title, l.Title)
		restate(&s.Status, l.Status)
		restate(&s.Repo, l.Repo)
		restate(&s.URL, l.URL)
		s.AsOf, s.Post = b.asOf, b.Post
		s.History = append(s.History, LabStep{AsOf: b.asOf, Post: b.Post, Status: s.Status})
		j.labResources(b, s, l.For)
		s.show(b, l)
	}
	for _, e := range j.entries[b.time[0]:b.time[1]] {
		if n, ok := j.labs[e.lab]; ok {
			j.t.Labs[n].Minutes += e.minutes
		}
	}
}

func restate(field *string, said string) {
	if said != "" {
		*field = said
	}
}

// labResources notes what a lab is for. Its time counts in the totals and for the lab, not for them.
func (j *journal) labResources(b *post, s *LabState, of []Mention) {
	var ids []string
	for _, m := range of {
		if r := j.lookup(b, m.ID, m.Pos); r != nil && !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) > 0 {
		s.For = ids
	}
}

// show takes the screenshots of the newest statement that has some; `auto` takes the post's images.
func (s *LabState) show(b *post, l *Lab) {
	shots := l.Shots
	if l.ShotsAuto {
		shots = append(slices.Clone(shots), b.Shots...)
	}
	if len(shots) == 0 {
		return
	}
	s.Shots = nil
	for _, shot := range shots {
		s.Shots = append(s.Shots, LabShot{Shot: shot, Post: b.Post, File: b.File})
	}
}

// certify notes a certificate; what is not said again stays.
func (j *journal) certify(b *post, e *Earned) {
	n, ok := j.certs[e.Cert]
	if !ok {
		n = len(j.t.Certificates)
		j.certs[e.Cert] = n
		j.t.Certificates = append(j.t.Certificates, Certificate{Cert: e.Cert, On: b.asOf})
	}
	c := &j.t.Certificates[n]
	if e.On != 0 {
		c.On = e.On
	}
	if e.Expires != 0 {
		c.Expires = e.Expires
	}
	restate(&c.URL, e.URL)
	c.Post = b.Post
}
