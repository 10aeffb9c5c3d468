package site

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"studylog/internal/content"
	"studylog/internal/vfs"
)

func TestTry(t *testing.T) {
	out := os.Getenv("TRY_OUT")
	if out == "" {
		return
	}
	src := vfs.Overlay(os.DirFS(os.Getenv("TRY_SRC")), os.DirFS("../.."))
	tree, diags := content.Load(src)
	base, _ := ParseBase(os.Getenv("TRY_BASE"))
	p, more := NewPlan(tree, Options{Base: base, Drafts: true, Future: true}, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
	for _, d := range append(diags, more...) {
		t.Log(d.Pos, d.Severity, d.Code, d.Msg, d.Hint)
	}
	o := p.Output()
	for _, name := range o.Paths() {
		data, err := o.ReadFile(name)
		if err != nil {
			t.Error(name, err)
		}
		os.MkdirAll(filepath.Join(out, filepath.Dir(name)), 0o755)
		os.WriteFile(filepath.Join(out, name), data, 0o644)
		t.Log(name, len(data))
	}
}
