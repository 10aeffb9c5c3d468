package decode

import "testing"

// The front matter of a post that reports, from the file's bytes to its keys.
func BenchmarkFrontMatter(b *testing.B) {
	src := []byte(`---
title: "Two chapters: on prompt injection"
date: 2025-10-28
tags: [llm-security, reading, gateways]
progress:
  at:
    llm-playbook: {at: 5 ch, note: "the second half is faster"}
    aws-bootcamp: 9h
  time:
    2025-10-15: 2h aws-bootcamp
    2025-10-16: [1h30m aws-bootcamp, 30m llm-playbook]
    2025-10-17..2025-10-19: 2h
    2025-10-20: rest
  next:
    - {id: read-5, do: "Reach chapter 5", until: {llm-playbook: 5 ch}, by: 2025-11-11}
---

The text.
`)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if h, diags := Split("x.md", src); !h.OK {
			b.Fatal(diags)
		}
	}
}
