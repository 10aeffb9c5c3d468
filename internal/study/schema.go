package study

import _ "embed"

// ProgressSchema is the JSON Schema (draft 2020-12) of progress.json, published beside it. A test holds every file
// that the tests write against it, in both directions: no field without a schema, no required field missing.
//
//go:embed progress.schema.json
var ProgressSchema []byte
