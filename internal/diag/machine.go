package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// JSON writes a list as an array of objects with the fields file, line, col, endCol, severity, code, message and hint,
// all of them always there: 0 and "" stand for the unknown. An empty list is [].
func JSON(w io.Writer, list List) error {
	type object struct {
		File     string `json:"file"`
		Line     int    `json:"line"`
		Col      int    `json:"col"`
		EndCol   int    `json:"endCol"`
		Severity string `json:"severity"`
		Code     string `json:"code"`
		Message  string `json:"message"`
		Hint     string `json:"hint"`
	}
	objects := make([]object, len(list))
	for i, d := range list {
		objects[i] = object{d.File, d.Line, d.Col, d.EndCol, d.Severity.String(), d.Code, d.Msg, d.Hint}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(objects)
}

// GitHub writes a list as workflow commands, which GitHub Actions shows beside the lines of a pull request. Nothing in
// a message can begin a command of its own: line ends are escaped.
func GitHub(w io.Writer, list List) error {
	for _, d := range list {
		text := d.Msg
		if d.Hint != "" {
			text += "\nhint: " + d.Hint
		}
		if _, err := fmt.Fprintf(w, "::%s%s::%s\n", command(d.Severity), properties(d), escapeData(text)); err != nil {
			return err
		}
	}
	return nil
}

func command(s Severity) string {
	if s == Note {
		return "notice"
	}
	return s.String()
}

func properties(d Diagnostic) string {
	var list []string
	text := func(name, value string) {
		if value != "" {
			list = append(list, name+"="+escapeProperty(value))
		}
	}
	number := func(name string, n int) {
		if n > 0 {
			list = append(list, fmt.Sprintf("%s=%d", name, n))
		}
	}
	text("file", d.File)
	number("line", d.Line)
	number("col", d.Col)
	if d.EndCol > d.Col {
		number("endColumn", d.EndCol)
	}
	text("title", d.Code)
	if len(list) == 0 {
		return ""
	}
	return " " + strings.Join(list, ",")
}

// The escapes are those of GitHub's own toolkit (@actions/core).
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func escapeData(s string) string     { return dataEscapes.Replace(s) }
func escapeProperty(s string) string { return propertyEscapes.Replace(s) }
