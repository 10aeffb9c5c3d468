package decode

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"studylog/internal/diag"
	"studylog/internal/lazy"

	"github.com/BurntSushi/toml"
)

// toml reads the text as TOML. The library has places for its errors only, so those of keys come from a scan of the
// lines; a value inside an inline table or an array has the place of its key. After an error the line is left out
// and the rest is read again.
func (r *reader) toml() *Node {
	lines := append([]string(nil), r.lines...)
	for range 8 {
		values := map[string]any{}
		md, err := toml.Decode(strings.Join(lines, "\n"), &values)
		if err == nil {
			t := tomlReader{reader: r, places: r.tomlPlaces(), order: map[string]int{}}
			for i, key := range md.Keys() {
				for n := range key {
					if path := strings.Join(key[:n+1], "\x00"); t.order[path] == 0 {
						t.order[path] = i + 1
					}
				}
			}
			return t.table(values, "", r.place(1, 1, 0), 0)
		}
		known := len(r.diags)
		line := r.tomlFault(err)
		if slices.Contains(r.diags[:known], r.diags[known]) { // a multi-line value: leaving out its end is no cure
			r.diags = r.diags[:known]
			break
		}
		if line < 1 || line > len(lines) || strings.TrimSpace(lines[line-1]) == "" {
			break
		}
		lines[line-1] = ""
	}
	return &Node{Kind: Map, Format: TOML, Pos: r.place(1, 1, 0)}
}

// tomlFault reports a syntax error and returns its line.
func (r *reader) tomlFault(err error) int {
	var fault toml.ParseError
	if !errors.As(err, &fault) {
		r.errorf(1, 1, 0, "this is not TOML: %s", strings.TrimPrefix(err.Error(), "toml: "))
		return 0
	}
	line := min(max(fault.Position.Line, 1), len(r.lines))
	text := r.line(line)
	d := r.errorf(line, indentOf(text)+1, 0, "this is not TOML: %s", strings.TrimSuffix(fault.Message, "."))
	switch {
	case strings.Contains(fault.Message, "already been defined"), strings.Contains(fault.Message, "already defined"):
		key, _, _ := strings.Cut(strings.TrimSpace(text), "=")
		key = strings.TrimSpace(key)
		d.Msg = strconv.Quote(key) + " is already set: which one counts?"
		for i, other := range r.lines[:line-1] {
			if k, _, ok := strings.Cut(other, "="); ok && strings.TrimSpace(k) == key {
				d.Msg = strconv.Quote(key) + " is already set on line " + strconv.Itoa(i+r.first) + ": which one counts?"
			}
		}
		d.Hint = "remove one of them"
	case tomlColon.Get().MatchString(text):
		d.Hint = tomlColon.Get().ReplaceAllString(text, "$1 = $2")
	default:
		d.Hint = `write key = "text"; numbers, true, false and dates stand without quotes`
	}
	return line
}

var (
	tomlColon  = lazy.Regexp{Pattern: `^\s*([\w-]+)\s*:\s*(.*)$`}
	tomlHeader = lazy.Regexp{Pattern: `^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$`}
	tomlKey    = lazy.Regexp{Pattern: `^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*`}
	tomlPart   = lazy.Regexp{Pattern: `[\w-]+|"[^"]*"|'[^']*'`}
)

// A tomlPlace is where a key and its value stand, and the value as written if it is on one line.
type tomlPlace struct {
	key, value diag.Pos
	raw        string
}

// tomlPlaces finds the keys: path (its parts, and indexes of arrays of tables, joined by NUL) → place.
func (r *reader) tomlPlaces() map[string]tomlPlace {
	places := map[string]tomlPlace{}
	counts := map[string]int{}
	var table, within string
	for i, line := range r.lines {
		if within != "" { // a multi-line string: up to its end
			if strings.Contains(line, within) {
				within = ""
			}
			continue
		}
		if m := tomlHeader.Get().FindStringSubmatch(line); m != nil {
			table = tomlPath("", m[2], counts)
			at := indentOf(line) + 1
			if m[1] == "[[" {
				counts[table]++
				table += "\x00" + strconv.Itoa(counts[table]-1)
			}
			pos := r.place(i+1, at, at+utf8.RuneCountInString(strings.TrimSpace(line)))
			places[table] = tomlPlace{key: pos, value: pos}
			for up := tomlParent(table); up != ""; up = tomlParent(up) {
				if _, ok := places[up]; !ok {
					places[up] = tomlPlace{key: pos, value: pos}
				}
			}
			continue
		}
		m := tomlKey.Get().FindStringSubmatch(line)
		if m == nil {
			continue
		}
		raw := line[len(m[0]):]
		col, end := indentOf(line)+1, indentOf(line)+1+utf8.RuneCountInString(m[1])
		valueCol := utf8.RuneCountInString(m[0]) + 1
		path := tomlPath(table, m[1], counts)
		if _, ok := places[path]; !ok {
			places[path] = tomlPlace{r.place(i+1, col, end), r.place(i+1, valueCol, 0), tomlToken(raw)}
		}
		for _, fence := range []string{`"""`, `'''`} {
			if strings.HasPrefix(raw, fence) && !strings.Contains(raw[3:], fence) {
				within = fence
			}
		}
	}
	return places
}

func tomlParent(path string) string {
	if i := strings.LastIndexByte(path, 0); i >= 0 {
		return path[:i]
	}
	return ""
}

// tomlPath joins a dotted key to a table's path; a part that is an array of tables means its last one.
func tomlPath(table, dotted string, counts map[string]int) string {
	path := table
	parts := tomlPart.Get().FindAllString(dotted, -1)
	for i, part := range parts {
		if path != "" {
			path += "\x00"
		}
		path += strings.Trim(part, `"'`)
		if n := counts[path]; n > 0 && i < len(parts)-1 {
			path += "\x00" + strconv.Itoa(n-1)
		}
	}
	return path
}

// tomlToken is a plain value without its comment.
func tomlToken(raw string) string {
	if i := strings.IndexByte(raw, '#'); i >= 0 {
		raw = raw[:i]
	}
	return strings.TrimSpace(raw)
}

type tomlReader struct {
	*reader
	places map[string]tomlPlace
	order  map[string]int // of keys, their paths without indexes, as in the text
}

func (t tomlReader) table(values map[string]any, path string, pos diag.Pos, depth int) *Node {
	node := &Node{Kind: Map, Format: TOML, Pos: pos}
	if depth > maxDepth {
		t.deep(pos)
		return node
	}
	seen := map[string]int{}
	for _, key := range t.sorted(values, path) {
		at := key
		if path != "" {
			at = path + "\x00" + key
		}
		place, ok := t.places[at]
		if !ok {
			place = tomlPlace{key: pos, value: pos}
		}
		t.field(node, seen, Field{Key: key, KeyPos: place.key, Value: t.value(values[key], at, place, depth+1)}, depth == 0)
	}
	return node
}

func (t tomlReader) value(v any, path string, place tomlPlace, depth int) *Node {
	node := &Node{Kind: Scalar, Format: TOML, Pos: place.value}
	if depth > maxDepth {
		t.deep(place.value)
		return node
	}
	switch v := v.(type) {
	case map[string]any:
		return t.table(v, path, place.value, depth)
	case []map[string]any:
		node.Kind = List
		for i, item := range v {
			at := path + "\x00" + strconv.Itoa(i)
			pos := place.value
			if p, ok := t.places[at]; ok {
				pos = p.value
			}
			node.Items = append(node.Items, t.table(item, at, pos, depth+1))
		}
	case []any:
		node.Kind, node.Flow = List, true
		for i, item := range v {
			node.Items = append(node.Items, t.value(item, path+"\x00"+strconv.Itoa(i), tomlPlace{value: place.value, key: place.key}, depth+1))
		}
	case string:
		node.Text, node.Quoted = v, true
	case bool:
		node.Text = strconv.FormatBool(v)
	case int64:
		node.Text = strconv.FormatInt(v, 10)
	case float64:
		node.Text = strconv.FormatFloat(v, 'g', -1, 64)
		if f, err := strconv.ParseFloat(strings.ReplaceAll(place.raw, "_", ""), 64); err == nil && f == v {
			node.Text = place.raw // 3.10 is written so for a reason
		}
	case time.Time:
		node.Text = place.raw
		if node.Text == "" {
			node.Text = tomlTime(v)
		}
	}
	return node
}

// tomlTime writes a date or time that stands in an array. The library tells a date without a time, or a time without a
// zone, by the name of its location.
func tomlTime(v time.Time) string {
	switch v.Location().String() {
	case "date-local":
		return v.Format("2006-01-02")
	case "time-local":
		return v.Format("15:04:05")
	case "datetime-local":
		return v.Format("2006-01-02T15:04:05")
	}
	return v.Format(time.RFC3339)
}

// sorted returns the keys of a table in the order of the text.
func (t tomlReader) sorted(values map[string]any, path string) []string {
	var names []string
	for _, part := range strings.Split(path, "\x00") {
		if _, err := strconv.Atoi(part); err != nil && part != "" {
			names = append(names, part)
		}
	}
	place := func(key string) int {
		return t.order[strings.Join(append(names[:len(names):len(names)], key), "\x00")]
	}
	keys := slices.Sorted(maps.Keys(values))
	slices.SortStableFunc(keys, func(a, b string) int { return place(a) - place(b) })
	return keys
}
