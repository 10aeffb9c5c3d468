package compare

// CSV returns the live rows as RFC 4180 CSV: text, UTF-8, CRLF line ends, cells guarded as CSVField does.
func (t Table) CSV() []byte { return nil }

// CSVQuoted reports whether a cell of the CSV carries an added apostrophe, to be said beside the link.
func (t Table) CSVQuoted() bool { return false }

// CSVField returns a text as a CSV cell may hold it: with an apostrophe before it where a spreadsheet would read a formula.
func CSVField(text string) string { return text }

// JSON returns the whole table, retired rows and history included. url makes a link of a post's permalink and an
// anchor; nil leaves permalinks as they are.
func (t Table) JSON(url func(post, anchor string) string) []byte { return nil }

// Markdown returns the live rows under the comparison's marker: pasted into a post, it confirms every cell.
func (t Table) Markdown() []byte { return nil }

func escapeMarkdown(s string) string { return s }
