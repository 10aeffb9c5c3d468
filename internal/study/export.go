package study

// JSON returns progress.json.
func (t *Tracker) JSON() ([]byte, error) { return nil, nil }

// SessionsCSV returns sessions.csv.
func (t *Tracker) SessionsCSV() []byte { return nil }

// StatementsCSV returns statements.csv.
func (t *Tracker) StatementsCSV() []byte { return nil }

// ResourcesCSV returns resources.csv.
func (t *Tracker) ResourcesCSV() []byte { return nil }
