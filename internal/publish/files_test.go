package publish

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"fatal: unable to access 'https://ada:ghp_12345@github.com/ada/x/': 403": "fatal: unable to access 'https://***@github.com/ada/x/': 403",
		"https://ghp_token@github.com/x":                                         "https://***@github.com/x",
		"HTTPS://u:p@ss/w@rd@host/x":                                             "HTTPS://***@host/x",
		"ssh://git@github.com/x and git@github.com:a/b":                          "ssh://git@github.com/x and git@github.com:a/b",
		"ssh://git:pw@host/x":                                                    "ssh://***@host/x",
		"https://github.com/ada/x":                                               "https://github.com/ada/x",
		"mail ada@example.org, see https://example.org":                          "mail ada@example.org, see https://example.org",
	} {
		if got := mask(in); got != want {
			t.Errorf("mask(%q) = %q, want %q", in, got, want)
		}
	}
}

// What a server repeats of an address is masked too, encoded or not.
func TestSpeakable(t *testing.T) {
	for _, c := range []struct{ address, said, want string }{
		{"https://ada:s%2Fcret@h/x", "remote: bad password s/cret or s%2Fcret for ada", "remote: bad password *** or *** for ada"},
		{"https://ghp_0123456789abcdef:x-oauth-basic@h/x", "token ghp_0123456789abcdef", "token ***"},
		{"ssh://git:hunter22@h/x", "hunter22", "***"},
		{"/srv/x.git", "a\rb\x1b[31mred\x07\nremote:   \nremote: ok  \n\u202egnp", "b [31mred\nremote: ok\n gnp"},
	} {
		g := &git{secrets: secretsOf(c.address)}
		if got := g.speakable(c.said); got != c.want {
			t.Errorf("of %s: %q, want %q", c.address, got, c.want)
		}
	}
	if got := (&git{}).speakable(strings.Repeat("x\n", 1000)); strings.Count(got, "\n") != maxLines {
		t.Errorf("%d lines", strings.Count(got, "\n"))
	}
}

func FuzzSpeakable(f *testing.F) {
	f.Add("fatal: https://ada:token123@h/x\r\n\x1b]0;title\x07")
	f.Fuzz(func(t *testing.T, said string) {
		g := &git{secrets: []string{"token123"}}
		got := g.speakable(said)
		if strings.Contains(got, "token123") || strings.ContainsAny(got, "\x1b\x07\r\x00\u202e") {
			t.Errorf("%q → %q", said, got)
		}
	})
}

func TestDecodeFilesRefuses(t *testing.T) {
	sum := strings.Repeat("0f", 32)
	good := "studylog-files 1 generation 2\nkept " + sum + " 2 a b\nsite " + sum + " 1 c\n"
	if f, err := decodeFiles([]byte(good)); err != nil || len(f.entries) != 2 || !f.entries["a b"].kept || f.entries["c"].generation != 1 {
		t.Fatalf("%v, %v", f, err)
	}
	for name, bad := range map[string]string{
		"empty":          "",
		"another file":   "<!doctype html>\n",
		"no end":         strings.TrimSuffix(good, "\n"),
		"CRLF":           strings.ReplaceAll(good, "\n", "\r\n"),
		"parent":         strings.Replace(good, "a b", "../a", 1),
		"absolute":       strings.Replace(good, "a b", "/a", 1),
		"control":        strings.Replace(good, "a b", "a\x1bb", 1),
		"twice":          strings.Replace(good, "a b", "c", 1),
		"not sorted":     strings.Replace(good, "a b", "d", 1),
		"short sum":      strings.Replace(good, sum+" 1", sum[1:]+" 1", 1),
		"unknown word":   strings.Replace(good, "kept", "lost", 1),
		"from to-morrow": strings.Replace(good, " 1 c", " 3 c", 1),
		"upper case":     strings.ToUpper(good),
		"newer":          "studylog-files 2 whatever\n",
	} {
		if f, err := decodeFiles([]byte(bad)); err == nil {
			t.Errorf("%s was read: %v", name, f)
		}
	}
}

// What is read is written again to the byte.
func FuzzFiles(f *testing.F) {
	sum := strings.Repeat("0f", 32)
	f.Add([]byte("studylog-files 1 generation 2\nkept " + sum + " 2 a b\nsite " + sum + " 1 c\n"))
	f.Add([]byte("studylog-files 1 generation 0\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := decodeFiles(data)
		if err == nil && !bytes.Equal(list.encode(), data) {
			t.Errorf("%q became %q", data, list.encode())
		}
	})
}

func TestReplaced(t *testing.T) {
	list := func(paths ...string) files {
		f := files{generation: 1, entries: map[string]entry{}}
		for _, p := range paths {
			kept := strings.HasPrefix(p, "-")
			f.entries[strings.TrimPrefix(p, "-")] = entry{kept: kept, generation: 1}
		}
		return f
	}
	for name, c := range map[string]struct {
		old  files
		site []string
		want []string
	}{
		"a newer one":            {list("assets/x.00000000.css"), []string{"assets/x.11111111.css"}, []string{"assets/x.00000000.css"}},
		"gone":                   {list("assets/x.00000000.css"), nil, nil},
		"another ending":         {list("assets/x.00000000.css"), []string{"assets/x.11111111.js"}, nil},
		"another name":           {list("assets/x.00000000.css"), []string{"assets/y.11111111.css"}, nil},
		"no hash":                {list("assets/x.css"), []string{"assets/x.11111111.css"}, nil},
		"no asset":               {list("x.00000000.css"), []string{"x.11111111.css"}, nil},
		"kept before":            {list("-assets/x.00000000.css", "assets/x.11111111.css"), []string{"assets/x.11111111.css"}, nil},
		"two went, one came":     {list("assets/x.00000000.png", "assets/x.11111111.png"), []string{"assets/x.22222222.png"}, nil},
		"one stayed, none came":  {list("assets/x.00000000.png", "assets/x.11111111.png"), []string{"assets/x.11111111.png"}, nil},
		"back from the kept":     {list("-assets/x.00000000.css", "assets/x.11111111.css"), []string{"assets/x.00000000.css"}, []string{"assets/x.11111111.css"}},
		"others have no bearing": {list("assets/x.00000000.css", "index.html"), []string{"assets/x.11111111.css", "a", "b"}, []string{"assets/x.00000000.css"}},
	} {
		site := map[string]bool{}
		for _, s := range c.site {
			site[s] = true
		}
		got := c.old.replaced(site)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v", name, got)
		}
		for _, w := range c.want {
			if !got[w] {
				t.Errorf("%s: %v", name, got)
			}
		}
	}
}

// What a server says without end is not kept without end.
func TestLimited(t *testing.T) {
	b := &limited{max: 10}
	n, err := io.Copy(b, strings.NewReader(strings.Repeat("x", 1<<20)))
	if n != 1<<20 || err != nil || b.buf.Len() != 10 || !b.over {
		t.Errorf("%d, %v, kept %d, over %v", n, err, b.buf.Len(), b.over)
	}
	b = &limited{max: 10}
	io.Copy(b, strings.NewReader("0123456789"))
	if b.buf.String() != "0123456789" || b.over {
		t.Errorf("%q, over %v", b.buf.String(), b.over)
	}
}

func TestCures(t *testing.T) {
	for said, want := range map[string]string{
		"fatal: could not read Username for 'https://github.com': terminal prompts disabled": "sign in first",
		"remote: Repository not found.":                          "git remote -v",
		"git@github.com: Permission denied (publickey).":         "ssh-add",
		"fatal: unable to access: Could not resolve host: x":     "connection",
		"remote: Invalid username\nfatal: Authentication failed": "renew the token",
		"something else": "",
	} {
		got := (&Target{}).cure(&gitError{said: said})
		if !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%q: %q", said, got)
		}
	}
	for said, want := range map[string]string{
		"remote: error: GH006: Protected branch update failed for refs/heads/gh-pages. protected branch hook declined": "settings",
		"remote: error: File a.mp4 is 120 MB; this exceeds GitHub's file size limit of 100.00 MB":                      "too large",
		"remote: no": "as it was",
	} {
		if got := refusal(&gitError{said: said}); !strings.Contains(got, want) {
			t.Errorf("%q: %q", said, got)
		}
	}
}
