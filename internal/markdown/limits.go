package markdown

import (
	"studylog/internal/diag"
)

// maxBytes is the default limit of a body.
const maxBytes = 1 << 20

func tooLarge(file string, body []byte, o Options) *diag.Diagnostic {
	limit := o.MaxBytes
	if limit <= 0 {
		limit = maxBytes
	}
	if len(body) <= limit {
		return nil
	}
	d := diag.Errorf(diag.Pos{File: file}, "", "this post has %d bytes; the limit is %d", len(body), limit).
		Hintf("split it, or raise limits.post_bytes in studylog.yaml")
	return &d
}

func (s *source) check(doc *Doc) {}
