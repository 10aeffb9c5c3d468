package scan

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"studylog/internal/lazy"
)

// A Secret is where one stands in a text.
type Secret struct {
	From, To int    // in bytes
	Kind     string // "an access key of AWS"
	head     int    // how much of it may be shown: what every secret of the kind begins with
}

// shown is a secret as it may be printed.
func (s Secret) shown(src []byte) string {
	if s.head == 0 {
		return fmt.Sprintf("%d characters", utf8.RuneCount(src[s.From:s.To]))
	}
	return fmt.Sprintf("%s… (%d characters)", src[s.From:s.From+s.head], utf8.RuneCount(src[s.From:s.To]))
}

// A rule finds the secrets of one kind. One of its needles stands in every line that has such a secret, so that other
// lines are never looked at.
type rule struct {
	kind    string
	needles []string
	likely  func(before, after []byte) bool // on the line, around a needle: cheaper than the pattern; may be nil
	pattern *regexp.Regexp
	lines   int                               // how many lines a match may take; 0 is one
	group   int                               // of the pattern, the secret
	head    int                               // how many bytes say nothing but the kind
	real    func(group func(int) string) bool // says whether it is no placeholder
}

// token is a rule for secrets that begin with a word of their own.
func token(kind string, head int, pattern string, needles ...string) rule {
	return rule{
		kind: kind, needles: needles, head: head, group: 1,
		pattern: regexp.MustCompile(`(?:^|[^A-Za-z0-9_-])(` + pattern + `)(?:$|[^A-Za-z0-9_-])`),
		real:    func(group func(int) string) bool { return random(group(1), 2.5) },
	}
}

// rules, the certain ones first: of two that find the same text, the first one names it. The forms are those that the
// issuers document. They are made when they are needed: most commands look for no secrets.
var rules = sync.OnceValue(func() []rule {
	return []rule{
		{
			kind: "a private key", needles: []string{"PRIVATE KEY"}, lines: 200, group: 1, // the line that begins it is no secret
			pattern: regexp.MustCompile(`-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\n|\\r|[A-Za-z-]+: [^\n\\]*)*([A-Za-z0-9+/=]{24,}(?:(?:\r?\n[ \t]*|(?:\\r)?\\n| )[A-Za-z0-9+/=]+)*)`),
			real:    func(group func(int) string) bool { return random(group(1), 3) },
		},
		token("a secret key of age", 16, `AGE-SECRET-KEY-1[0-9A-Z]{50,}`, "AGE-SECRET-KEY-"),
		token("an access key of AWS", 4, `(?:AKIA|ASIA)[A-Z2-7]{16}`, "AKIA", "ASIA"),
		{
			kind: "a secret access key of AWS", needles: []string{"ecret", "ECRET"}, group: 1,
			pattern: regexp.MustCompile(`(?i)secret_?(?:access_?)?key["']?\s*[:=]+\s*["']?([A-Za-z0-9/+]{40})(?:$|[^A-Za-z0-9/+=])`),
			real:    func(group func(int) string) bool { return random(group(1), 3.5) && mixed(group(1)) },
		},
		token("a token of GitHub", 4, `gh[pousr]_[A-Za-z0-9]{36,}`, "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
		token("a token of GitHub", 11, `github_pat_[A-Za-z0-9_]{40,}`, "github_pat_"),
		token("a token of GitLab", 6, `gl(?:pat|dt|rt|ft|soat|cbt|ptt|agent|imt|oas)-[A-Za-z0-9_.-]{20,}`, "glpat-", "gldt-", "glrt-", "glft-", "glsoat-", "glcbt-", "glptt-", "glagent-", "glimt-", "gloas-"),
		token("a token of Slack", 5, `xox[abeoprs]-[A-Za-z0-9-]{20,}`, "xox"),
		token("a token of Slack", 5, `xapp-[0-9]-[A-Za-z0-9-]{20,}`, "xapp-"),
		token("a webhook of Slack", 34, `https://hooks\.slack\.com/services/T[A-Za-z0-9]+/B[A-Za-z0-9]+/[A-Za-z0-9]{16,}`, "hooks.slack.com/services/"),
		token("a webhook of Discord", 33, `https://discord(?:app)?\.com/api/webhooks/[0-9]{15,}/[A-Za-z0-9_-]{40,}`, "/api/webhooks/"),
		token("an API key of Google", 4, `AIza[0-9A-Za-z_-]{35}`, "AIza"),
		token("an OAuth secret of Google", 7, `GOCSPX-[A-Za-z0-9_-]{20,}`, "GOCSPX-"),
		token("an access token of Google", 5, `ya29\.[A-Za-z0-9_-]{40,}`, "ya29."),
		token("an API key of Anthropic", 7, `sk-ant-[a-z]+[0-9]{2}-[A-Za-z0-9_-]{40,}`, "sk-ant-"),
		token("an API key of OpenAI", 3, `sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}|[A-Za-z0-9]{40,})`, "sk-"),
		token("a token of Hugging Face", 3, `hf_[A-Za-z0-9]{30,}`, "hf_"),
		token("a key of Stripe", 8, `[rs]k_live_[A-Za-z0-9]{20,}`, "k_live_"),
		token("a token of npm", 4, `npm_[A-Za-z0-9]{36}`, "npm_"),
		token("a token of PyPI", 5, `pypi-[A-Za-z0-9_-]{60,}`, "pypi-"),
		token("a key of SendGrid", 3, `SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{40,}`, "SG."),
		token("a token of DigitalOcean", 7, `do[opr]_v1_[a-f0-9]{64}`, "_v1_"),
		token("a token of Docker", 9, `dckr_pat_[A-Za-z0-9_-]{20,}`, "dckr_pat_"),
		{
			kind: "an account key of Azure", needles: []string{"AccountKey="}, group: 1,
			pattern: regexp.MustCompile(`AccountKey=([A-Za-z0-9+/]{86}==)`),
			real:    func(group func(int) string) bool { return random(group(1), 3.5) },
		},
		{
			kind: "a JSON Web Token", needles: []string{"eyJ"}, group: 1, head: 3,
			pattern: regexp.MustCompile(`(?:^|[^A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{10,}\.(eyJ[A-Za-z0-9_-]{10,})\.[A-Za-z0-9_-]{20,})`),
			real:    func(group func(int) string) bool { return !manualsToken(group(2)) },
		},
		{
			kind: "a password in an address", needles: []string{"@"}, likely: inAddress, group: 1,
			pattern: regexp.MustCompile(`[a-z]://[^\s/:@"'<>]*:([^\s/@"'<>]{6,})@([^\s/:"'<>)\]]+)`),
			real:    func(group func(int) string) bool { return password(group(1)) && !nearby(group(2)) },
		},
		{
			kind: "a token in a header", needles: []string{"earer", "EARER"}, group: 1,
			pattern: regexp.MustCompile(`(?i)\bbearer\s+["']?([A-Za-z0-9._~+/=-]{20,})`),
			real:    func(group func(int) string) bool { return haphazard(group(1)) },
		},
		{
			kind: "a password on a command line", needles: []string{"curl"}, lines: 8, group: 1,
			pattern: regexp.MustCompile(`\bcurl\b(?:\\\r?\n|[^\n])*?\s(?:-u\s*|--user[ =])["']?[^\s:"']+:([^\s"']{12,})`),
			real:    func(group func(int) string) bool { return haphazard(group(1)) },
		},
		{
			kind: "a password on a command line", needles: []string{"mysql", "mariadb"}, lines: 8, group: 1,
			pattern: regexp.MustCompile(`\b(?:mysql|mariadb)[a-z-]*\b(?:\\\r?\n|[^\n])*?\s(?:-p|--password=)["']?([^\s"']{12,})`),
			real:    func(group func(int) string) bool { return haphazard(group(1)) },
		},
		{
			kind: "a password or token in clear", likely: inAssignment, group: 2, needles: []string{
				"assw", "ASSW", "assphrase", "ASSPHRASE", "ecret", "ECRET", "oken", "OKEN", "pi_key", "PI_KEY", "piKey", "pikey", "PIKEY", "pi-key", "PI-KEY",
				"ccess_key", "CCESS_KEY", "ccessKey", "ccess-key", "rivate_key", "RIVATE_KEY", "rivateKey", "pwd", "PWD", "redential", "REDENTIAL",
			},
			pattern: regexp.MustCompile("(?i)(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)(?:[_-]?key)?[\"'`\\])]?\\s{0,3}(?:=>|:=|[:=])\\s{0,3}([\"'`]?)([^\\s\"'`<>,;]{10,})"),
			real:    func(group func(int) string) bool { return assigned(group(2), group(1) != "") },
		},
	}
})

// Secrets finds the secrets in a text, in its order; no two of them overlap.
func Secrets(src []byte) (list []Secret) {
	for _, r := range rules() {
		list = append(list, r.find(src)...)
	}
	if len(list) < 2 {
		return list
	}
	kept := list[:0:0]
	for _, s := range list { // the rules stand in the order of their certainty
		if !slices.ContainsFunc(kept, func(k Secret) bool { return s.From < k.To && k.From < s.To }) {
			kept = append(kept, s)
		}
	}
	slices.SortStableFunc(kept, func(a, b Secret) int { return cmp.Compare(a.From, b.From) })
	return kept
}

func (r *rule) find(src []byte) (list []Secret) {
	for _, needle := range r.needles {
		for at := 0; ; {
			i := bytes.Index(src[at:], []byte(needle))
			if i < 0 {
				break
			}
			i += at
			from, to := r.window(src, i)
			if at = i + 1; r.likely == nil || r.likely(src[from:i], src[i:to]) {
				list, at = append(list, r.match(src, from, to)...), to
			}
		}
	}
	return list
}

// window is the line that a needle stands in, with those after it that a match may run over; of a very long line, what
// is around the needle.
func (r *rule) window(src []byte, i int) (from, to int) {
	const before, after = 200, 8 << 10
	from = max(0, i-before)
	end := min(len(src), i+after)
	if line := bytes.LastIndexByte(src[from:i], '\n'); line >= 0 {
		from += line + 1
	}
	to = i
	for n := max(1, r.lines); n > 0 && to < end; n-- {
		line := bytes.IndexByte(src[to:end], '\n')
		if line < 0 {
			return from, end
		}
		to += line + 1
	}
	return from, to
}

// inAddress says whether an @ comes after the user and the password of an address.
func inAddress(before, _ []byte) bool {
	word := before[bytes.LastIndexAny(before, " \t\"'<>")+1:]
	_, user, ok := bytes.Cut(word, []byte("://"))
	return ok && bytes.IndexByte(user, ':') >= 0 && bytes.IndexByte(user, '/') < 0
}

// inAssignment says whether the name that a word begins or ends is set to a value.
func inAssignment(_, after []byte) bool {
	rest := bytes.TrimLeftFunc(after, func(r rune) bool { return r == '_' || r == '-' || r < 0x80 && unicode.IsLetter(r) })
	rest = bytes.TrimLeft(bytes.TrimLeft(rest, "\"'`])"), " \t")
	return len(rest) > 0 && (rest[0] == ':' || rest[0] == '=')
}

func (r *rule) match(src []byte, from, to int) (list []Secret) {
	part := src[from:to]
	for _, m := range r.pattern.FindAllSubmatchIndex(part, -1) {
		group := func(n int) string {
			return string(part[m[2*n]:m[2*n+1]]) // every group takes part in every match
		}
		if r.real(group) {
			list = append(list, Secret{From: from + m[2*r.group], To: from + m[2*r.group+1], Kind: r.kind, head: r.head})
		}
	}
	return list
}

// Mask returns the text with every secret in it made unreadable, allowed ones too; lines and columns stay.
func Mask(src []byte) []byte {
	secrets := Secrets(src)
	if len(secrets) == 0 {
		return src
	}
	out := make([]byte, 0, len(src))
	end := 0
	for _, s := range secrets {
		out = append(out, src[end:s.From+s.head]...)
		for _, r := range string(src[s.From+s.head : s.To]) {
			if r != '\n' && r != '\r' {
				r = '*'
			}
			out = utf8.AppendRune(out, r)
		}
		end = s.To
	}
	return append(out, src[end:]...)
}

// placeholder are words that stand in for a secret.
var placeholder = lazy.Regexp{Pattern: `(?i)example|placeholder|change.?me|your|dummy|redacted|xxxx|\*\*\*|\.\.\.|…|\$\{|\{\{|%s|123456789|abcdefgh|fakekey|sample|insert.?here|replace.?me`}

// random says whether a text has the bits of one that was drawn: at least so many a character, and is no placeholder.
func random(s string, bits float64) bool {
	return entropy(s) >= bits && !placeholder.Get().MatchString(s)
}

// entropy is Shannon's, in bits a character.
func entropy(s string) (bits float64) {
	counts, n := map[rune]float64{}, 0.0
	for _, r := range s {
		counts[r]++
		n++
	}
	chars := make([]float64, 0, len(counts))
	for _, c := range counts {
		chars = append(chars, c)
	}
	slices.Sort(chars) // a sum of floats depends on its order
	for _, c := range chars {
		bits -= c / n * math.Log2(c/n)
	}
	return bits
}

// mixed says whether capitals, small letters and digits are all there.
func mixed(s string) bool {
	return strings.IndexFunc(s, unicode.IsUpper) >= 0 && strings.IndexFunc(s, unicode.IsLower) >= 0 && strings.IndexFunc(s, unicode.IsDigit) >= 0
}

var (
	words    = lazy.Regexp{Pattern: `^(?:[A-Za-z][a-z]*|[A-Z]+|[0-9]+|[A-Za-z0-9]{1,3})(?:[-_./:+]+(?:[A-Za-z][a-z]*|[A-Z]+|[0-9]+|[A-Za-z0-9]{1,3}))*[.!?:]*$`}
	variable = lazy.Regexp{Pattern: `^[A-Za-z_]\w*(?:(?:\.|::|->)\w+)+$`}
)

// assigned says whether what stands after "password:" is one: a mix that nobody would write for another reason.
func assigned(s string, quoted bool) bool {
	s = strings.TrimRight(s, ".)]}|*_")
	if len(s) < 10 || placeholder.Get().MatchString(s) || strings.ContainsAny(s, "(){}[]") || strings.Contains(s, "://") {
		return false
	}
	if strings.HasPrefix(s, "$") || strings.HasPrefix(s, "/") || strings.HasPrefix(s, "./") || strings.HasPrefix(s, "~") || words.Get().MatchString(s) {
		return false
	}
	if !quoted && variable.Get().MatchString(s) {
		return false
	}
	letters, digits, kinds := 0, 0, map[int]bool{}
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			letters, kinds[0] = letters+1, true
		case unicode.IsUpper(r):
			letters, kinds[1] = letters+1, true
		case unicode.IsDigit(r):
			digits, kinds[2] = digits+1, true
		case !strings.ContainsRune("-_.", r): // names are made of these as well
			kinds[3] = true
		}
	}
	if letters < 3 || digits == 0 {
		return false
	}
	return len(kinds) >= 3 && entropy(s) >= 2.9 || len(s) >= 24 && entropy(s) >= 3
}

// haphazard says whether a text where nothing but a secret can stand was drawn, and is no name: letters and digits, mixed.
func haphazard(s string) bool {
	s = strings.TrimRight(s, ".,;)`*_")
	if strings.ContainsAny(s, "$(){}[]<>") || words.Get().MatchString(s) || !random(s, 2.5) {
		return false
	}
	letters, digits := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		} else if unicode.IsDigit(r) {
			digits++
		}
	}
	return len(s) >= 12 && letters >= 3 && digits >= 2
}

// password says whether what an address has between user and host is one.
func password(s string) bool {
	low := strings.ToLower(s)
	for _, word := range []string{"password", "passwd", "secret", "token", "hunter2", "postgres", "s3cret", "p4ssw0rd", "passw0rd"} {
		if strings.Trim(low, "0123456789!-_") == word || low == word {
			return false
		}
	}
	return !placeholder.Get().MatchString(s) && !strings.ContainsAny(s, "$(){}[]") && entropy(s) >= 2
}

// nearby are the hosts of examples.
func nearby(host string) bool {
	host = strings.ToLower(strings.TrimRight(host, ".,"))
	for _, end := range []string{"localhost", "example.com", "example.org", "example.net", ".example", ".test", ".invalid", ".local"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return strings.HasPrefix(host, "127.") || !strings.Contains(host, ".") && len(host) < 12
}

// manualsToken knows the token that every introduction to JSON Web Tokens shows.
func manualsToken(payload string) bool {
	data, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(payload, "="))
	return err == nil && bytes.Contains(data, []byte("John Doe"))
}
