package highlight

import (
	"testing"

	"github.com/alecthomas/chroma/v2"
)

// what a journal shows, in the four languages that ours has most of.
var posted = map[string]string{
	"go": `package main

import (
	"context"
	"fmt"
	"log"
	"os"
)

// Model is what an experiment measured.
type Model struct {
	Name     string  ` + "`json:\"name\"`" + `
	Accuracy float64 ` + "`json:\"accuracy,omitempty\"`" + `
	Epochs   int
}

/* train runs until the loss is
   small enough, or ctx is done. */
func train(ctx context.Context, m *Model, rate float64) error {
	for epoch := range m.Epochs {
		select {
		case <-ctx.Done():
			return fmt.Errorf("train %s: %w", m.Name, ctx.Err())
		default:
		}
		loss := step(m, rate/float64(epoch+1))
		if loss < 1e-3 && epoch > 10 {
			log.Printf("done after %d epochs: %.4f", epoch, loss)
			return nil
		}
	}
	return nil
}

func main() {
	m := &Model{Name: "resnet", Epochs: 0x20}
	if err := train(context.Background(), m, .5); err != nil {
		fmt.Fprintln(os.Stderr, err, 'x', "\t\"quoted\"")
		os.Exit(1)
	}
}
`,
	"python": `import numpy as np
from dataclasses import dataclass, field
import torch.nn.functional as F

EPSILON: float = 8 / 255  # of the usual size


@dataclass
class Attack:
    """Projected gradient descent.

    Steps along the sign of the gradient.
    """
    model: "torch.nn.Module"
    steps: int = 40
    history: list[float] = field(default_factory=list)

    def run(self, x, y, *, rate=2.5e-2, **options):
        delta = np.zeros_like(x)
        for i in range(self.steps):
            loss = F.cross_entropy(self.model(x + delta), y)
            grad = np.sign(loss.backward())
            delta = np.clip(delta + rate * grad, -EPSILON, EPSILON)
            if i % 10 == 0 and not options.get("quiet"):
                print(f"{i:3d}: loss {loss:.4f}")
            self.history.append(float(loss))
        return x + delta


if __name__ == "__main__":
    try:
        attack = Attack(model=None, steps=0b101)
    except (ValueError, TypeError) as e:
        raise SystemExit('failed: %s' % e) from None
    assert len(attack.history) == 0, r"nothing\yet"
`,
	"bash": `#!/usr/bin/env bash
set -euo pipefail

# Where the images go.
REGISTRY="${REGISTRY:-localhost:5000}"
TAG=$(git rev-parse --short HEAD)
export AWS_REGION='eu-west-1'

build() {
	local name="$1"; shift
	docker build -t "$REGISTRY/$name:$TAG" --build-arg VERSION="$TAG" "$@" .
}

for service in api worker "web ui"; do
	if [[ -f "services/$service/Dockerfile" ]]; then
		build "$service" --quiet || { echo "failed: $service" >&2; exit 1; }
	else
		echo "no Dockerfile for ${service}, $((2 + 3)) left"
	fi
done

kubectl apply -f - <<YAML
apiVersion: v1
kind: Namespace
YAML
curl -fsS https://example.org/health | jq -r '.status' | grep -q ok && echo done
while read -r line; do printf '%s\n' "$line"; done < list.txt
`,
	"yaml": `# How the tests run.
name: ci
on:
  push:
    branches: [main, "release/**"]
  schedule:
    - cron: '0 4 * * 1'
env: &env
  GO_VERSION: 1.26
  DEBUG: false
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    strategy:
      matrix:
        os: [linux, darwin]
        include:
          - {os: windows, slow: true}
    steps:
      - uses: actions/checkout@v4
      - name: Test everything
        run: |
          go vet ./...
          go test -race ./... | tee out.txt
        env:
          <<: *env
          TOKEN: ${{ secrets.TOKEN }}
      - name: "Publish"
        if: github.ref == 'refs/heads/main'
        with:
          path: public/
          retention: 30
`,
}

func BenchmarkHTML(b *testing.B) {
	for _, lang := range []string{"go", "python", "bash", "yaml"} {
		code := []byte(posted[lang])
		l, _ := lookup(lang)
		b.Run(lang+"/fast", func(b *testing.B) {
			b.SetBytes(int64(len(code)))
			b.ReportAllocs()
			for b.Loop() {
				HTML(code, lang, Options{})
			}
		})
		b.Run(lang+"/chroma", func(b *testing.B) {
			b.SetBytes(int64(len(code)))
			b.ReportAllocs()
			for b.Loop() {
				byChroma(l, posted[lang])
			}
		})
	}
}

// byChroma is HTML by chroma's own tokeniser.
func byChroma(l chroma.Lexer, code string) []byte {
	w := writer{out: make([]byte, 0, len(code)*2+64)}
	next, err := l.Tokenise(&chroma.TokeniseOptions{State: "root"}, code)
	if err == nil {
		drain(next, func(t chroma.TokenType, text string) bool { w.token(class(t), text); return true })
	}
	w.finish()
	return w.out
}

// BenchmarkFirst is what the first block of a language costs beyond the others, without what chroma takes to compile its own.
func BenchmarkFirst(b *testing.B) {
	for _, lang := range []string{"go", "python", "bash", "yaml"} {
		l, _ := lookup(lang)
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				f, err := newFast(l.(*chroma.RegexLexer))
				if err != nil {
					b.Fatal(err)
				}
				f.tokenise(posted[lang], &chroma.TokeniseOptions{State: "root"}, 0, func(chroma.TokenType, string) bool { return true })
			}
		})
	}
}
