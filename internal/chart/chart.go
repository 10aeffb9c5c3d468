// Package chart draws what the tracker counted, as SVG made at build time.
//
// A [Picture] is a chart with its finding as a sentence and its data as a table: a chart is never the only way to a
// number. The SVG has no style attribute and no colour of its own: its classes are the theme's, documented at each
// function. The root has no viewBox; text and bars stand at per cents of the width, so that labels keep their size on
// every screen, and paths sit in a nested svg that stretches, with strokes that do not.
//
// Pure: from values of study to text. All minutes; hours only in labels.
package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// Picture is a chart with everything that stands around it.
type Picture struct {
	ID, Title string
	Caption   string // the finding
	SVG       string
	Key       []Mark
	Head      []string
	Rows      [][]Cell
	Numeric   []bool
}

// Mark is an entry of a chart's key: a class, what it means, and the path of a mark that is no filled square.
type Mark struct{ Class, Text, D string }

// Cell is a value of the chart's table, with the permalink of the post that stated it where there is one.
type Cell struct{ Text, Post string }

// The plot leaves room for the axis labels at its right and for the months below.
const (
	plotRight  = 92.0
	plotTop    = 8.0
	plotBottom = 87.0
)

// canvas writes SVG.
type canvas struct{ strings.Builder }

func (c *canvas) printf(format string, args ...any) { fmt.Fprintf(c, format, args...) }

func (c *canvas) open(label string) {
	c.printf(`<svg class="chart" width="100%%" height="224" role="img" aria-label="%s">`, html.EscapeString(label))
}

func (c *canvas) text(class string, x, y float64, anchor, s string) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	if anchor != "" {
		anchor = ` text-anchor="` + anchor + `"`
	}
	c.printf(`<text%s%s x="%s%%" y="%s%%">%s</text>`, class, anchor, num(x), num(y), html.EscapeString(s))
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	c.printf(`<line class="%s" x1="%s%%" y1="%s%%" x2="%s%%" y2="%s%%"/>`, class, num(x1), num(y1), num(x2), num(y2))
}

func (c *canvas) rect(class string, x, y, w, h float64) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	c.printf(`<rect%s x="%s%%" y="%s%%" width="%s%%" height="%s%%"/>`, class, num(x), num(y), num(w), num(h))
}

// axis draws the grid with hours at the right; top is the scale's end in minutes.
func (c *canvas) axis(top float64, steps int) {
	for i := 0; i <= steps; i++ {
		v := top * float64(i) / float64(steps)
		y := yAt(v, top)
		class := "grid"
		if i == 0 {
			class = "axis"
		}
		c.line(class, 0, y, plotRight, y)
		c.text("", 100, y+1.5, "end", hourLabel(v))
	}
}

// yAt is where a value stands, to a tenth of a per cent of the height, which is a fifth of a pixel.
func yAt(v, top float64) float64 {
	return math.Round(10*(plotBottom-(plotBottom-plotTop)*v/top)) / 10
}

// num prints a coordinate with two decimals at most.
func num(f float64) string {
	return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64)
}

// hourLabel prints minutes as hours for an axis: "12", "1.5".
func hourLabel(minutes float64) string {
	return strconv.FormatFloat(math.Round(minutes/6)/10, 'f', -1, 64)
}

// Hours prints minutes for people: "45 min", "2 h", "14.5 h".
func Hours(minutes int) string {
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes%60 == 0:
		return fmt.Sprintf("%d h", minutes/60)
	}
	return hourLabel(float64(minutes)) + " h"
}

// niceTop is the end of a scale that holds most minutes, and into how many parts it is cut: steps of 1, 2 or 5 times
// a power of ten, in hours.
func niceTop(most int) (top float64, steps int) {
	h := math.Max(1, float64(most)/60)
	raw := h / 5
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := power * 10
	for _, m := range []float64{1, 2, 5} {
		if m*power >= raw {
			step = m * power
			break
		}
	}
	steps = int(math.Ceil(h/step - 1e-9))
	return step * float64(steps) * 60, steps
}
