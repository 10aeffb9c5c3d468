package scan

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"studylog/internal/diag"
)

const (
	alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	hexa  = "0123456789abcdef"
)

// drawn is a text that looks drawn, the same in every run. No secret stands in this file, nor what looks like one.
func drawn(alphabet string, n int) string {
	var b strings.Builder
	for seed := sha256.Sum256([]byte(alphabet)); b.Len() < n; seed = sha256.Sum256(seed[:]) {
		for _, c := range seed {
			if b.Len() < n {
				b.WriteByte(alphabet[int(c)%len(alphabet)])
			}
		}
	}
	return b.String()
}

func jwt(payload string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + enc([]byte(payload)) + "." + drawn(alnum, 43)
}

func TestSecrets(t *testing.T) {
	key := drawn(alnum, 64) + "\n" + drawn(alnum, 64) + "\n"
	for _, c := range []struct{ kind, text, secret string }{
		{"a private key", "-----BEGIN RSA " + "PRIVATE KEY-----\n" + key + "-----END RSA PRIVATE KEY-----\n", key},
		{"a private key", `{"private_key": "-----BEGIN ` + `PRIVATE KEY-----\n` + drawn(alnum, 64) + `\n"}`, ""},
		{"a private key", "-----BEGIN RSA " + "PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n" + key, key},
		{"a secret key of age", "AGE-SECRET-" + "KEY-1" + drawn(upper, 58), ""},
		{"an access key of AWS", "id = AK" + "IA" + drawn(upper, 16), "AK" + "IA" + drawn(upper, 16)},
		{"a secret access key of AWS", "aws_secret_access_key = " + drawn(alnum+"/+", 40), drawn(alnum+"/+", 40)},
		{"a secret access key of AWS", `"SecretAccessKey": "` + drawn(alnum, 40) + `"`, drawn(alnum, 40)},
		{"a token of GitHub", "git clone https://gh" + "p_" + drawn(alnum, 36) + "@github.com/a/b", "gh" + "p_" + drawn(alnum, 36)},
		{"a token of GitHub", "github" + "_pat_" + drawn(alnum+"_", 82), ""},
		{"a token of GitLab", "gl" + "pat-" + drawn(alnum, 20), ""},
		{"a token of Slack", "xox" + "b-" + drawn(hexa, 12) + "-" + drawn(alnum, 24), ""},
		{"a webhook of Slack", "https://hooks.slack" + ".com/services/T0A1B2C3D/B0A1B2C3D/" + drawn(alnum, 24), ""},
		{"an API key of Google", "key=AI" + "za" + drawn(alnum, 35), "AI" + "za" + drawn(alnum, 35)},
		{"an OAuth secret of Google", "GOC" + "SPX-" + drawn(alnum, 28), ""},
		{"an API key of Anthropic", "sk-" + "ant-api03-" + drawn(alnum, 95), ""},
		{"an API key of OpenAI", "sk-" + "proj-" + drawn(alnum, 80), ""},
		{"an API key of OpenAI", "sk-" + drawn(alnum, 48), ""},
		{"a token of Hugging Face", "hf" + "_" + drawn(alnum, 34), ""},
		{"a key of Stripe", "sk_" + "live_" + drawn(alnum, 24), ""},
		{"a token of npm", "npm" + "_" + drawn(alnum, 36), ""},
		{"a JSON Web Token", jwt(`{"sub":"ada","exp":1763208000}`), ""},
		{"an account key of Azure", "AccountKey=" + drawn(alnum, 86) + "==", drawn(alnum, 86) + "=="},
		{"a password in an address", "postgres://ada:" + "x9Kq" + "vT2m" + "@db.example-host.eu:5432/x", "x9Kq" + "vT2m"},
		{"a token in a header", "curl -H 'Authorization: Bearer " + drawn(hexa, 40) + "' https://api.eu/", drawn(hexa, 40)},
		{"a token in a header", "authorization: bearer " + drawn(alnum, 32), drawn(alnum, 32)},
		{"a password on a command line", "curl -u ada:" + drawn(hexa, 16) + " https://api.eu/", drawn(hexa, 16)},
		{"a password on a command line", "curl -s \\\n  --user 'ada:" + drawn(alnum, 16) + "' https://api.eu/", drawn(alnum, 16)},
		{"a password on a command line", "mysql -u ada -p" + drawn(hexa, 16) + " labs", drawn(hexa, 16)},
		{"a password on a command line", "mysqldump --password=" + drawn(hexa, 16) + " labs", drawn(hexa, 16)},
		{"a password or token in clear", `password: "` + "k7#Qz" + "!vB2m" + `"`, "k7#Qz" + "!vB2m"},
		{"a password or token in clear", "API_KEY=" + drawn(hexa, 40), drawn(hexa, 40)},
		{"a password or token in clear", "db_password = " + "k7Qz" + "-vB2mWx", "k7Qz" + "-vB2mWx"},
	} {
		src := []byte("# Text before\r\n\nand " + c.text + "\n\nText after.\n")
		found := Secrets(src)
		if len(found) != 1 || found[0].Kind != c.kind {
			t.Errorf("%s: found %v in %s", c.kind, found, c.text)
			continue
		}
		got := string(src[found[0].From:found[0].To])
		if want := c.secret; want != "" && strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%s: %q, want %q", c.kind, got, want)
		}
		masked := string(Mask(src))
		if strings.Count(masked, "\n") != strings.Count(string(src), "\n") || utf8.RuneCountInString(masked) != utf8.RuneCount(src) {
			t.Errorf("%s: masked, the text has other lines: %q", c.kind, masked)
		}
		said := printed(File("a.md", src)) + masked
		for i := 0; i+16 < len(got); i++ {
			if part := got[i : i+16]; strings.Contains(said, part) && i >= found[0].head {
				t.Fatalf("%s: %q is shown: %s", c.kind, part, said)
			}
		}
	}
}

// What a post about security is full of, and what is no secret.
func TestNoSecrets(t *testing.T) {
	for _, text := range []string{
		"AK" + "IAIOSFODNN7EXAMPLE", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		"gh" + "p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "gh" + "p_" + strings.Repeat("a", 36), "begins with gh" + "p_, or with AKIA",
		"-----BEGIN " + "PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "-----BEGIN " + "PRIVATE KEY-----",
		"-----BEGIN PUBLIC KEY-----\n" + drawn(alnum, 64) + "\n",
		"password: hunter2", "password: correct horse battery staple", "Password: your-password-Here1", "password = os.environ['DB_PASSWORD_2']",
		"password: ${DB_PASSWORD}", "token: {{ secrets.GITHUB_TOKEN }}", "token = process.env.GITHUB_TOKEN2", "secret: see Chapter-12.1-of-The-Book",
		"a token: the smallest unit that a model reads", "token: cl100k_base", "api_key=getKey(Config.v2Alpha)", "secret: /run/secrets/Db-Pass1.txt",
		"tokens: 128000", "token: 2025-10-14T14:05:09Z", "token: gpt-4o-mini-2024-07-18", "key: " + drawn(alnum, 40),
		"integrity sha256-" + drawn(alnum, 44), "commit " + drawn(hexa, 40), "https://example.org/" + drawn(alnum, 60),
		"postgres://user:password@localhost/db", "https://user:pa55-Word@example.com/", "redis://:s3cret@redis:6379", "mailto:ada@example.org",
		"https://ada.eu:8443/a@b.eu", "https://medium.com/@ada/a-post", jwt(`{"sub":"1234567890","name":"John Doe","iat":1516239022}`),
		"Authorization: Bearer YOUR_TOKEN_1234567890ab", "Authorization: Bearer $TOKEN", "the bearer authentication-scheme-of-2025", "Bearer <token>",
		"curl -u ada https://ada.eu", "curl -u ada:password https://ada.eu", `curl -u "$USER:$PASSWORD_1234567" https://ada.eu`, "curl -u ada:your-password-here-1234 x",
		"mysql -u root -p labs", "mysql -h db -P 3306 -p", "mysql and mkdir -p internal/chapter-12", "curl -O https://a.eu/x2f9a8b7c6d5e4.tar.gz",
		"sk-learn and sk-image", "sk-" + "kebab-case-words-that-are-not-a-key-at-all-in-any-way", "data:image/png;base64," + drawn(alnum+"+/", 3000),
	} {
		for _, s := range Secrets([]byte("Text, " + text + "\n")) {
			t.Errorf("%s is taken for %s", text, s.Kind)
		}
	}
}

func TestHidden(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"trojan source", "if admin\u202e {", `a.md:1:9: warning[A302]: the invisible character U+202E (RIGHT-TO-LEFT OVERRIDE) makes text read other than it runs`},
		{"isolates, once a line", "\u2066a\u2069 \u2067b\nx \u2068", `a.md:1:1: warning[A302]: the invisible character U+2066 (LEFT-TO-RIGHT ISOLATE) makes text read other than it runs
a.md:2:3: warning[A302]: the invisible character U+2068 (FIRST STRONG ISOLATE) makes text read other than it runs`},
		{"zero width", "pass\u200bword", `a.md:1:5: warning[A302]: the invisible character U+200B (ZERO WIDTH SPACE) stands here: a search will not find the word, and copied code will not run`},
		{"smuggled words", "Hello" + tags("ignore all") + " you", `a.md:1:6: warning[A302]: 10 invisible characters, from U+E0069 (TAG 'i') on, spell "ignore all": no reader sees it, and a language model may obey it`},
		{"a joiner in ASCII", "ad\u200dmin", `a.md:1:3: warning[A302]: the invisible character U+200D (ZERO WIDTH JOINER) stands here: a search will not find the word, and copied code will not run`},
		{"selectors in a row", "a\ufe01\ufe02\ufe03", `a.md:1:2: warning[A302]: the invisible character U+FE01 (VARIATION SELECTOR-2) selects nothing here: such characters can carry hidden text`},
		{"control", "a\x1b[31m", `a.md:1:2: warning[A302]: the control character U+001B (ESCAPE) has no place in a text`},
		{"marks among Latin letters", "a\u200fb", `a.md:1:2: warning[A302]: the invisible character U+200F (RIGHT-TO-LEFT MARK) makes text read other than it runs`},
		{"a mark inside a file", "a\ufeffb", `a.md:1:2: warning[A302]: the invisible character U+FEFF (ZERO WIDTH NO-BREAK SPACE) stands here: a search will not find the word, and copied code will not run`},
		{"what belongs", "\ufeffText\t\r\n👩\u200d💻 ❤\ufe0f 🏴" + tags("gbsct") + "\U000e007f שלום\u200f (ok) می\u200cخواهم 漢字\r\n", ""},
	} {
		if got := printed(File("a.md", []byte(c.text))); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func tags(s string) string {
	return strings.Map(func(r rune) rune { return r + 0xE0000 }, s)
}

func printed(list diag.List) string {
	var lines []string
	for _, d := range list {
		lines = append(lines, d.Pos.String()+": "+d.Severity.String()+"["+d.Code+"]: "+d.Msg)
	}
	return strings.Join(lines, "\n")
}

func TestAllowed(t *testing.T) {
	key := "gh" + "p_" + drawn(alnum, 36)
	for name, c := range map[string]struct {
		text  string
		lines []int
	}{
		"on its line":                {key + " <!-- studylog:allow -->\n" + key + "\n", []int{2}},
		"on the line above":          {"<!-- studylog:allow -->\n" + key + "\n" + key + "\n", []int{3}},
		"a word in a text is none":   {"Say studylog:allow above it.\n" + key + "\n", []int{2}},
		"a block of code":            {"# studylog:allow\r\n```sh\r\nx\r\n" + key + "\r\n```\r\n" + key + "\r\n", []int{6}},
		"longer fences hold shorter": {"<!-- studylog:allow -->\n~~~~\n~~~\n" + key + "\n~~~~\n" + key + "\n", []int{6}},
	} {
		var lines []int
		for _, d := range File("a.md", []byte(c.text)) {
			lines = append(lines, d.Line)
		}
		if len(lines) != len(c.lines) || len(lines) > 0 && lines[0] != c.lines[0] {
			t.Errorf("%s: found on lines %v, want %v", name, lines, c.lines)
		}
	}
}

func TestFiles(t *testing.T) {
	key := []byte("é gh" + "p_" + drawn(alnum, 36))
	fsys := fstest.MapFS{"b.md": {Data: key}, "a.txt": {Data: append([]byte("\n"), key...)}, "p.png": {Data: key}, "bin": {Data: append([]byte{0}, key...)}}
	got := printed(Files(fsys, []string{"b.md", "p.png", "bin", "a.txt", "gone"}))
	want := "a.txt:2:3: error[A301]: this looks like a token of GitHub: gh" + "p_… (40 characters)\nb.md:1:3: error[A301]: this looks like a token of GitHub: gh" + "p_… (40 characters)"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// Whatever the text: findings lie in it and in order, what is masked has the same shape, and has nothing left to mask.
func FuzzScan(f *testing.F) {
	for _, s := range []string{"a\u202eb", "password: k7#Qz" + "!vB2m", "x://a:b12345@c.d", "-----BEGIN " + "PRIVATE KEY-----\n" + drawn(alnum, 90), "gh" + "p_" + drawn(alnum, 40), tags("ab"), "\ufeff\ufe00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		end := 0
		for _, s := range Secrets(src) {
			if s.From < end || s.To <= s.From || s.To > len(src) || s.head >= s.To-s.From {
				t.Fatalf("%+v in %d bytes, after %d", s, len(src), end)
			}
			end = s.To
		}
		for _, h := range Hidden(src) {
			if h.From < 0 || h.To <= h.From || h.To > len(src) {
				t.Fatalf("%+v", h)
			}
		}
		for _, d := range File("f", src) {
			if d.Line < 1 || d.Col < 1 || d.EndCol <= d.Col {
				t.Fatalf("%+v", d)
			}
		}
		if masked := Mask(src); strings.Count(string(masked), "\n") != strings.Count(string(src), "\n") {
			t.Fatalf("%q has other lines than %q", masked, src)
		}
	})
}

func BenchmarkFile(b *testing.B) {
	src := []byte(strings.Repeat("A secret is a token that a password guards: see [the book](https://example.org/a) @ada.\nMost lines have nothing of it.\n", 50))
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		File("a.md", src)
	}
}
