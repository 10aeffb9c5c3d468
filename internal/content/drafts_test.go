package content

import "testing"

const settle = ` | write draft: true to keep it back, or draft: false to publish it`

// A key without a value decides nothing, so nobody is to see the post.
func TestGuardWithoutValue(t *testing.T) {
	for _, tt := range []struct {
		front string
		want  []string
	}{
		{"draft:\n", []string{`2:…error: draft: says nothing | write draft: true or false`}},
		{"Draft: ~\n", []string{`2:…error: draft: says nothing | write draft: true or false`}},
		{"draft: null\npublished: true\n", []string{`2:…error: draft: says nothing | write draft: true or false`}},
		{"publish:\n", []string{`2:…error: publish: says nothing | write publish: true or false`}},
		{"published:\n", []string{`2:…error: published: says nothing | write published: true, false or a date`}},
		{"published:\npublish:\ndraft: false\n", nil},
	} {
		p := post(tt.front)
		saying(t, tt.front, p.Diags, tt.want)
		if p.Meta.Draft != (tt.want != nil) {
			t.Errorf("%q: draft %v", tt.front, p.Meta.Draft)
		}
	}
}

func TestDraftsOfOtherTools(t *testing.T) {
	for _, tt := range []struct{ front, said string }{
		{"status: draft\n", "status: draft"},
		{"Status: \" Draft \"\n", "Status: Draft"},
		{"status: unpublished\n", "status: unpublished"},
		{"status: private\n", "status: private"},
		{"status: hidden\n", "status: hidden"},
		{"status: [draft]\n", "status: this"},
		{"post_status: pending\n", "post_status: pending"},
		{"visibility: private\n", "visibility: private"},
		{"visibility: members\n", "visibility: members"},
		{"private: true\n", "private: true"},
		{"private: yes\n", "private: yes"},
		{"private: \"true\"\n", "private: true"},
		{"private: [me]\n", "private: this"},
		{"hidden: true\n", "hidden: true"},
		{"hidden: perhaps\n", "hidden: perhaps"},
		{"unlisted: true\n", "unlisted: true"},
		{"is_draft: true\n", "is_draft: true"},
		{"isDraft: true\n", "isDraft: true"},
		{"is-draft: 1\n", "is-draft: 1"},
		{"public: false\n", "public: false"},
		{"visible: no\n", "visible: no"},
		{"listed: false\n", "listed: false"},
		{"params: {draft: true}\n", "params.draft: true"},
		{"params:\n  Draft: yes\n", "params.Draft: yes"},
		{"published: true\nstatus: draft\n", "status: draft"},
	} {
		p := post(tt.front)
		saying(t, tt.front, p.Diags, []string{"…error: " + tt.said + " reads as if this post were to be kept back, but only draft does that" + settle})
		if !p.Meta.Draft {
			t.Errorf("%q is published", tt.front)
		}
		for _, settled := range []string{"draft: true\n", "draft: false\n"} {
			p := post(settled + tt.front)
			saying(t, settled+tt.front, p.Diags, nil)
			if p.Meta.Draft != (settled == "draft: true\n") {
				t.Errorf("%q: draft %v", settled+tt.front, p.Meta.Draft)
			}
		}
	}
}

// The same keys are the author's own where they hide nothing.
func TestKeysOfOtherToolsThatHideNothing(t *testing.T) {
	for _, front := range []string{
		"status: published\n", "status: in progress\n", "status:\n", "status: {draft: 2}\n", "visibility: public\n", "visibility: good\n",
		"private: false\n", "private: no\n", "private:\n", "hidden: \"false\"\n", "unlisted: 0\n", "is_draft: false\n", "isDraft: off\n",
		"public: true\n", "visible: yes\n", "listed:\n", "params: {draft: false}\n", "params: {status: draft}\n", "params: {draft: }\n",
	} {
		p := post(front)
		saying(t, front, p.Diags, nil)
		if p.Meta.Draft {
			t.Errorf("%q is kept back", front)
		}
	}
	if p := post("status: published\n"); p.Meta.Params["status"] != "published" {
		t.Errorf("%+v", p.Meta.Params)
	}
}

func TestAddressOfFalse(t *testing.T) {
	p := post("permalink: false\n")
	saying(t, "permalink", p.Diags, []string{`2:12 error: an address of false keeps nothing back here | write draft: true`})
	if !p.Meta.Draft {
		t.Error("published")
	}
}
