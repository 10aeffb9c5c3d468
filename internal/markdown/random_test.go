package markdown

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Pieces that hurt most where they meet.
var pieces = strings.Split(`# |## |> |>> |- |1. |* |: |    |`+"\t"+`|

|
|

|

|text |é |日本 |*|**|_|~~|==|`+"`|``|```|```go {1}\n|```goat\n|~~~|"+`[|]|(|)|](|](b)|](javascript:x)|](#a "t")|[a](b)|![i](j)|[[p]]|![[i.png]]|[^1]|[^1]: |[^2]: |[a]: u
|<b>|</b>|<a href=x>|</a>|<div>|</div>|
<div>
|
</div>
|
<details><summary>|</summary>|
</details>
|<p>|</p>|<ul>|<li>|</ul>|
<table><tr><td>|</td>|</table>|<script>|</script>|<svg>|</svg>|<style>|<img src=a onerror=b>|<video src=x>|<br>|<h2 id=a>|</h2>|<!--|-->|<!-- compare: a -->
|<!-- compare: a title="x -->|<!-- compare-show: a -->
|<!--more-->
|> [!note]- t
|- [x] |:smile:|"|'|--|...|&lt;|&#106;|&amp;|\\|https://youtu.be/x|www.a.bc |a@b.cc |{#a .b}|{{x}}|<javascript:x>|<http://x.y>|@|!|<|===
|---
|***
`, "|")

var tableRows = []string{"|a|b|\n", "|-|-|\n", "|x\\|y|`|`|z|\n", "|<td>|\n", "a|b\n-|-\n"}

func TestRandomSources(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	all := append(append([]string{}, pieces...), tableRows...)
	n := 4000
	if testing.Short() {
		n = 400
	}
	for range n {
		var b strings.Builder
		for range r.IntN(40) {
			b.WriteString(all[r.IntN(len(all))])
		}
		checkDoc(t, b.String(), Options{Typographer: true, Emoji: true})
		if t.Failed() {
			t.Fatalf("source %q", b.String())
		}
	}
}
