package main

import "github.com/fatih/color"

// painter colours the parts of a message for a terminal, or leaves them plain.
func painter(terminal bool) func(role, s string) string {
	if !terminal {
		return func(_, s string) string { return s }
	}
	styles := map[string]*color.Color{
		"error":   color.New(color.FgRed, color.Bold),
		"warning": color.New(color.FgYellow, color.Bold),
		"note":    color.New(color.FgCyan, color.Bold),
		"hint":    color.New(color.FgGreen),
		"pos":     color.New(color.Bold),
		"excerpt": color.New(color.Faint),
	}
	for _, c := range styles {
		c.EnableColor() // decided by whoever calls, who knows which stream it is for
	}
	return func(role, s string) string {
		if c := styles[role]; c != nil {
			return c.Sprint(s)
		}
		return s
	}
}
