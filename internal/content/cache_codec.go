package content

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"studylog/internal/diag"
)

// The cache's encoding of plain data: structs, slices, maps by string, pointers, and the values of Params. It follows the
// types by reflection, so that a field which somebody adds anywhere below Page is kept without a word here; and most
// fields of most pages are zero and cost nothing, neither bytes nor time. What is read is never believed: bytes of any
// kind end in a value or in a refusal, in time and memory in proportion to their length.
//
//	struct   for each field that is not zero its number from 1 and its value; 0
//	string   length + 2, bytes; 0 stands for the file's own path, which all places name; 1, where and a length for what
//	         the record has already: a heading is told three times
//	slice    length, elements; bytes as they are; map: length, keys and values by key
//	Pos      what is not zero as bits, then that
type codec struct {
	put func(*encoder, reflect.Value)
	get func(*decoder, reflect.Value)
}

type encoder struct {
	b    []byte
	path string
	at   map[string]int // where in b a text stands
	once bool           // a text that stands there is not written again
}

type decoder struct {
	data  []byte
	text  string // data as a string, which strings are cut from; empty: they are copied
	at    int
	path  string
	depth int
	bad   bool
}

// deepest bounds what a record may nest: notes in fragments, and lists in params.
const deepest = 64

func (e *encoder) uint(n uint64) { e.b = binary.AppendUvarint(e.b, n) }

func (e *encoder) string(s string) {
	if s == e.path && s != "" {
		e.uint(0)
		return
	}
	if at, told := e.at[s]; told && e.once {
		e.uint(1)
		e.uint(uint64(at))
		e.uint(uint64(len(s)))
		return
	}
	e.uint(uint64(len(s)) + 2)
	if e.once && len(s) > 4 {
		e.at[s] = len(e.b)
	}
	e.b = append(e.b, s...)
}

func (d *decoder) fail() { d.bad, d.at = true, len(d.data) }

func (d *decoder) uint() uint64 {
	if d.at < len(d.data) && d.data[d.at] < 0x80 { // most are small
		d.at++
		return uint64(d.data[d.at-1])
	}
	n, size := binary.Uvarint(d.data[d.at:])
	if size <= 0 {
		d.fail()
		return 0
	}
	d.at += size
	return n
}

// length reads how many elements follow, each of which takes a byte at least.
func (d *decoder) length() int {
	n := d.uint()
	if n > uint64(len(d.data)-d.at) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) bytes(n int) []byte {
	if n < 0 || n > len(d.data)-d.at {
		d.fail()
		return nil
	}
	d.at += n
	return d.data[d.at-n : d.at : d.at]
}

func (d *decoder) string() string {
	n := d.uint()
	switch n {
	case 0:
		return d.path
	case 1:
		return d.told()
	}
	if n-2 > uint64(len(d.data)-d.at) {
		d.fail()
		return ""
	}
	b := d.bytes(int(n - 2))
	if d.text != "" {
		return d.text[d.at-len(b) : d.at]
	}
	return string(b)
}

// told reads a text that the record has already. It takes no room, and so is only in records whose texts are not copied.
func (d *decoder) told() string {
	from, size := d.uint(), d.uint()
	if from > uint64(len(d.text)) || size > uint64(len(d.text))-from {
		d.fail()
		return ""
	}
	return d.text[from : from+size]
}

// down enters a value within another, as far as is sensible.
func (d *decoder) down() bool {
	if d.depth++; d.depth > deepest {
		d.fail()
	}
	return !d.bad
}

// A codecs makes the codec of each type once.
type codecs map[reflect.Type]*codec

func (m codecs) of(t reflect.Type) *codec {
	if c := m[t]; c != nil {
		return c
	}
	c := &codec{}
	m[t] = c // before what is below: a fragment holds fragments
	*c = m.make(t)
	return c
}

func (m codecs) make(t reflect.Type) codec {
	switch {
	case t == reflect.TypeFor[diag.Pos]():
		return codec{putPos, getPos}
	case t == reflect.TypeFor[any]():
		return codec{func(e *encoder, v reflect.Value) { putAny(e, v.Interface()) }, func(d *decoder, v reflect.Value) {
			if x := getAny(d); x != nil {
				v.Set(reflect.ValueOf(x))
			}
		}}
	}
	switch t.Kind() {
	case reflect.Bool:
		return codec{
			func(e *encoder, v reflect.Value) { e.b = append(e.b, byte(bit(v.Bool()))) },
			func(d *decoder, v reflect.Value) { v.SetBool(d.uint() == 1) },
		}
	case reflect.Int, reflect.Int32, reflect.Int64:
		return codec{func(e *encoder, v reflect.Value) { e.b = binary.AppendVarint(e.b, v.Int()) }, getInt}
	case reflect.Uint8:
		return codec{
			func(e *encoder, v reflect.Value) { e.b = append(e.b, byte(v.Uint())) },
			func(d *decoder, v reflect.Value) {
				if b := d.bytes(1); b != nil {
					v.SetUint(uint64(b[0]))
				}
			},
		}
	case reflect.String:
		return codec{func(e *encoder, v reflect.Value) { e.string(v.String()) }, func(d *decoder, v reflect.Value) { v.SetString(d.string()) }}
	case reflect.Array:
		return m.array(t)
	case reflect.Slice:
		return m.slice(t)
	case reflect.Map:
		return m.stringMap(t)
	case reflect.Pointer:
		return m.pointer(t)
	case reflect.Struct:
		return m.structure(t)
	}
	panic(fmt.Sprintf("content: the cache cannot hold a %s", t))
}

func bit(is bool) int {
	if is {
		return 1
	}
	return 0
}

func getInt(d *decoder, v reflect.Value) {
	u := d.uint()
	n := int64(u>>1) ^ -int64(u&1)
	if v.OverflowInt(n) {
		d.fail()
		return
	}
	v.SetInt(n)
}

func (m codecs) array(t reflect.Type) codec {
	elem := m.of(t.Elem())
	each := func(v reflect.Value, do func(reflect.Value)) {
		for i := range v.Len() {
			do(v.Index(i))
		}
	}
	return codec{
		func(e *encoder, v reflect.Value) { each(v, func(x reflect.Value) { elem.put(e, x) }) },
		func(d *decoder, v reflect.Value) { each(v, func(x reflect.Value) { elem.get(d, x) }) },
	}
}

func (m codecs) slice(t reflect.Type) codec {
	if t.Elem().Kind() == reflect.Uint8 {
		return codec{func(e *encoder, v reflect.Value) {
			e.uint(uint64(v.Len()))
			e.b = append(e.b, v.Bytes()...)
		}, func(d *decoder, v reflect.Value) {
			b := d.bytes(d.length())
			if d.text != "" {
				b = bytes.Clone(b) // few, and of a record that need not stay
			}
			v.SetBytes(b)
		}}
	}
	elem := m.of(t.Elem())
	return codec{func(e *encoder, v reflect.Value) {
		e.uint(uint64(v.Len()))
		for i := range v.Len() {
			elem.put(e, v.Index(i))
		}
	}, func(d *decoder, v reflect.Value) {
		n := d.length()
		if d.bad {
			return
		}
		list := reflect.MakeSlice(t, n, n)
		for i := 0; i < n && !d.bad; i++ {
			elem.get(d, list.Index(i))
		}
		v.Set(list)
	}}
}

func (m codecs) stringMap(t reflect.Type) codec {
	if t.Key().Kind() != reflect.String {
		panic(fmt.Sprintf("content: the cache cannot hold a %s", t))
	}
	elem := m.of(t.Elem())
	return codec{func(e *encoder, v reflect.Value) {
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		e.uint(uint64(len(keys)))
		for _, k := range keys {
			e.string(k.String())
			elem.put(e, v.MapIndex(k))
		}
	}, func(d *decoder, v reflect.Value) {
		n := d.length()
		if d.bad {
			return
		}
		made := reflect.MakeMap(t)
		for i := 0; i < n && !d.bad; i++ {
			k, x := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
			k.SetString(d.string())
			elem.get(d, x)
			made.SetMapIndex(k, x)
		}
		v.Set(made)
	}}
}

func (m codecs) pointer(t reflect.Type) codec {
	elem := m.of(t.Elem())
	return codec{func(e *encoder, v reflect.Value) {
		if v.IsNil() {
			e.b = append(e.b, 0)
			return
		}
		e.b = append(e.b, 1)
		elem.put(e, v.Elem())
	}, func(d *decoder, v reflect.Value) {
		if d.uint() == 0 || !d.down() {
			return
		}
		p := reflect.New(t.Elem())
		elem.get(d, p.Elem())
		v.Set(p)
		d.depth--
	}}
}

func (m codecs) structure(t reflect.Type) codec {
	type field struct {
		index int
		codec *codec
	}
	var fields []field
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			fields = append(fields, field{i, m.of(t.Field(i).Type)})
		}
	}
	return codec{func(e *encoder, v reflect.Value) {
		for n, f := range fields {
			if x := v.Field(f.index); !x.IsZero() {
				e.uint(uint64(n) + 1)
				f.codec.put(e, x)
			}
		}
		e.b = append(e.b, 0)
	}, func(d *decoder, v reflect.Value) {
		for last := uint64(0); ; {
			n := d.uint()
			if n == 0 {
				return
			}
			if n <= last || n > uint64(len(fields)) {
				d.fail()
				return
			}
			fields[n-1].codec.get(d, v.Field(fields[n-1].index))
			last = n
		}
	}}
}

// The bits of a place.
const (
	posFile = 1 << iota
	posLine
	posCol
	posEnd
)

func putPos(e *encoder, v reflect.Value) {
	p := v.Interface().(diag.Pos)
	numbers := [3]int{p.Line, p.Col, p.EndCol}
	var bits byte
	if p.File != "" {
		bits |= posFile
	}
	for i, n := range numbers {
		if n != 0 {
			bits |= posLine << i
		}
	}
	e.b = append(e.b, bits)
	if p.File != "" {
		e.string(p.File)
	}
	for _, n := range numbers {
		if n != 0 {
			e.b = binary.AppendVarint(e.b, int64(n))
		}
	}
}

func getPos(d *decoder, v reflect.Value) {
	var p diag.Pos
	bits := d.uint()
	if bits >= posEnd<<1 {
		d.fail()
		return
	}
	if bits&posFile != 0 {
		p.File = d.string()
	}
	for i, n := range [3]*int{&p.Line, &p.Col, &p.EndCol} {
		if bits&(posLine<<i) != 0 {
			u := d.uint()
			*n = int(int64(u>>1) ^ -int64(u&1))
		}
	}
	*v.Addr().Interface().(*diag.Pos) = p
}

// The values of Params, each behind a letter.
func putAny(e *encoder, x any) {
	switch x := x.(type) {
	case nil:
		e.b = append(e.b, 'n')
	case bool:
		e.b = append(e.b, "ft"[bit(x)])
	case string:
		e.b = append(e.b, 's')
		e.string(x)
	case int64:
		e.b = binary.AppendVarint(append(e.b, 'i'), x)
	case float64:
		e.b = binary.LittleEndian.AppendUint64(append(e.b, 'd'), math.Float64bits(x))
	case []any:
		e.b = append(e.b, 'l')
		e.uint(uint64(len(x)))
		for _, y := range x {
			putAny(e, y)
		}
	case map[string]any:
		e.b = append(e.b, 'm')
		e.uint(uint64(len(x)))
		for _, k := range slices.Sorted(maps.Keys(x)) {
			e.string(k)
			putAny(e, x[k])
		}
	default:
		panic(fmt.Sprintf("content: the cache cannot hold a %T", x))
	}
}

func getAny(d *decoder) any {
	letter := d.bytes(1)
	if letter == nil || !d.down() {
		return nil
	}
	defer func() { d.depth-- }()
	switch letter[0] {
	case 'n':
		return nil
	case 'f', 't':
		return letter[0] == 't'
	case 's':
		return d.string()
	case 'i':
		u := d.uint()
		return int64(u>>1) ^ -int64(u&1)
	case 'd':
		if b := d.bytes(8); b != nil {
			return math.Float64frombits(binary.LittleEndian.Uint64(b))
		}
		return nil
	case 'l':
		list := []any{}
		for n := d.length(); n > 0 && !d.bad; n-- {
			list = append(list, getAny(d))
		}
		return list
	case 'm':
		m := map[string]any{}
		for n := d.length(); n > 0 && !d.bad; n-- {
			k := d.string()
			m[k] = getAny(d)
		}
		return m
	}
	d.fail()
	return nil
}

// describe writes down a type as far as its encoding depends on it: part of the cache's keys, so that a record of other
// types is never asked for.
func describe(b *strings.Builder, t reflect.Type, seen map[reflect.Type]bool) {
	b.WriteString(t.String())
	if seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Struct:
		b.WriteByte('{')
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				b.WriteString(f.Name + " ")
				describe(b, f.Type, seen)
				b.WriteByte(';')
			}
		}
		b.WriteByte('}')
	case reflect.Slice, reflect.Array, reflect.Pointer, reflect.Map:
		b.WriteByte(' ')
		describe(b, t.Elem(), seen)
	}
	if t.Kind() >= reflect.Bool && t.Kind() <= reflect.Float64 {
		b.WriteString("=" + t.Kind().String())
	}
}
