package media

import (
	"image"
	"image/draw"
	"math"
)

// Scaling is ours, and not x/image's, for two reasons. That one keeps a picture of the new width and the old height in
// floating point while it works, 138 MB for a photograph of 12 million pixels; this one keeps as many rows as a new
// one is made of. And it works in whole numbers, so that every machine makes the same bytes; and on a JPEG's own planes,
// of which two have a quarter of the pixels, instead of on four channels.

// one is 1 in the fixed-point numbers of weights.
const one = 1 << 14

// scaled returns m with another width and height, both not above its own, by Catmull and Rom's kernel.
func scaled(m image.Image, w, h int) image.Image {
	box := image.Rect(0, 0, w, h)
	switch m := m.(type) {
	case *image.YCbCr:
		to := image.NewYCbCr(box, image.YCbCrSubsampleRatio420)
		b := m.Bounds()
		scalePlane(to.Y, to.YStride, w, h, m.Y[m.YOffset(b.Min.X, b.Min.Y):], m.YStride, b.Dx(), b.Dy(), 1)
		cw, ch := (w+1)/2, (h+1)/2
		fromW, fromH := chroma(m)
		at := m.COffset(b.Min.X, b.Min.Y)
		scalePlane(to.Cb, to.CStride, cw, ch, m.Cb[at:], m.CStride, fromW, fromH, 1)
		scalePlane(to.Cr, to.CStride, cw, ch, m.Cr[at:], m.CStride, fromW, fromH, 1)
		return to
	case *image.Gray:
		to := image.NewGray(box)
		scalePlane(to.Pix, to.Stride, w, h, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), 1)
		return to
	case *image.RGBA:
		to := image.NewRGBA(box)
		scalePlane(to.Pix, to.Stride, w, h, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), 4)
		for i := 0; i < len(to.Pix); i += 4 { // the kernel may shoot over: no colour is above its own alpha
			for c := range 3 {
				to.Pix[i+c] = min(to.Pix[i+c], to.Pix[i+3])
			}
		}
		return to
	}
	flat := image.NewRGBA(m.Bounds()) // premultiplied, so that what is transparent has no say
	draw.Draw(flat, flat.Rect, m, flat.Rect.Min, draw.Src)
	return scaled(flat, w, h)
}

// chroma is the size of a picture's colour planes.
func chroma(m *image.YCbCr) (w, h int) {
	w, h = m.Rect.Dx(), m.Rect.Dy()
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		return (w + 1) / 2, h
	case image.YCbCrSubsampleRatio420:
		return (w + 1) / 2, (h + 1) / 2
	case image.YCbCrSubsampleRatio440:
		return w, (h + 1) / 2
	case image.YCbCrSubsampleRatio411:
		return (w + 3) / 4, h
	case image.YCbCrSubsampleRatio410:
		return (w + 3) / 4, (h + 1) / 2
	}
	return w, h
}

// A span is what one new sample is made of: old ones from first on, each with its weight. Weights add up to one.
type span struct {
	first   int
	weights []int32
}

// spans reckons what n new samples are made of, in a row of from old ones.
func spans(n, from int) []span {
	list := make([]span, n)
	scale := float64(from) / float64(n)
	for i := range list {
		middle := times(float64(i)+.5, scale) - .5
		first, last := max(0, int(math.Ceil(middle-times(2, scale)))), min(from-1, int(math.Floor(middle+times(2, scale))))
		weights, sum := make([]float64, last-first+1), 0.0
		for k := range weights {
			weights[k] = catmullRom((float64(first+k) - middle) / scale)
			sum += weights[k]
		}
		s, left := span{first, make([]int32, len(weights))}, int32(one)
		for k, w := range weights {
			s.weights[k] = int32(math.Round(w / sum * one))
			left -= s.weights[k]
		}
		s.weights[len(weights)/2] += left // so that an even area stays exactly as it is
		list[i] = s
	}
	return list
}

// catmullRom is the kernel at a distance.
func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return times(times(times(1.5, x)-2.5, x), x) + 1
	case x < 2:
		return times(times(times(-.5, x)+2.5, x)-4, x) + 2
	}
	return 0
}

// times rounds, where a machine that can would add on with more digits than others have.
func times(a, b float64) float64 { return float64(a * b) }

// scalePlane scales rows of samples, of one channel or of four interleaved ones. Old rows are narrowed one by one, when the first new row
// needs them, and forgotten after the last.
func scalePlane(to []byte, toStride, w, h int, from []byte, stride, fromW, fromH, n int) {
	across, down := spans(w, fromW), spans(h, fromH)
	most := 0
	for _, s := range down {
		most = max(most, len(s.weights))
	}
	rows := make([][]int32, most) // row y is at y modulo most
	for i := range rows {
		rows[i] = make([]int32, w*n)
	}
	sums, next := make([]int32, w*n), 0
	for y, s := range down {
		for ; next < s.first+len(s.weights); next++ {
			narrow(rows[next%most], from[next*stride:], across, n)
		}
		clear(sums)
		for k, weight := range s.weights {
			row := rows[(s.first+k)%most][:len(sums)]
			for i := range sums {
				sums[i] += row[i] * weight
			}
		}
		line := to[y*toStride : y*toStride+w*n]
		for i, v := range sums {
			line[i] = byte(min(max((v+1<<17)>>18, 0), 255))
		}
	}
}

// narrow makes one row of new width. Its samples keep four bits below the point: with the weights of the next step they
// still fit into 32.
func narrow(to []int32, from []byte, across []span, n int) {
	if n == 1 {
		for x, s := range across {
			sum, old := int32(1<<9), from[s.first:s.first+len(s.weights)]
			for k, weight := range s.weights {
				sum += int32(old[k]) * weight
			}
			to[x] = sum >> 10
		}
		return
	}
	for x, s := range across {
		var r, g, b, a int32 = 1 << 9, 1 << 9, 1 << 9, 1 << 9
		old := from[4*s.first : 4*(s.first+len(s.weights))]
		for k, weight := range s.weights {
			p := old[4*k : 4*k+4 : 4*k+4]
			r += int32(p[0]) * weight
			g += int32(p[1]) * weight
			b += int32(p[2]) * weight
			a += int32(p[3]) * weight
		}
		to[4*x], to[4*x+1], to[4*x+2], to[4*x+3] = r>>10, g>>10, b>>10, a>>10
	}
}
