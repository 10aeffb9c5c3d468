package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"studylog/internal/study"
)

// An editor that knows JSON Schema completes the keys of a journal's files, explains them, and underlines what a build
// would refuse. The schemas are draft 7, which every editor's YAML support reads. They say what the readers of this
// package say, as far as a schema can; tests hold the two against each other, key by key.
//
// They differ on purpose in one point: the readers fold the case of keys and words, and a schema asks for the usual
// spelling.

// SchemaNames are the schemas that there are: of front matter, of studylog.yaml and of content/resources.yaml.
var SchemaNames = []string{"post", "settings", "resources"}

// SchemaDir is the folder of a journal in which its schemas lie. It is not part of the journal: they are made from it.
const SchemaDir = ".studylog/schema"

// SchemaFile is the file in which a schema lies, as files of the journal refer to it.
func SchemaFile(name string) string { return SchemaDir + "/" + name + ".json" }

// Known is what a journal knows, and an editor can offer.
type Known struct {
	Resources   []study.Resource
	Closed      bool // there is a catalogue: any other id is an error
	Comparisons []string
	Tags        []string
}

// Known gathers what the journal knows.
func (t *Tree) Known() Known {
	k := Known{Closed: t.HasCatalog && len(t.Resources) > 0}
	resources, tables, tags := map[string]study.Resource{}, map[string]bool{}, map[string]bool{}
	for _, page := range t.Pages {
		for _, tag := range page.Meta.Tags {
			tags[tag] = true
		}
		for _, table := range page.Tables {
			tables[table.ID] = true
		}
		for _, id := range mentioned(page.Block) {
			resources[id] = study.Resource{ID: id}
		}
	}
	if k.Closed {
		clear(resources)
	}
	for _, r := range t.Resources {
		resources[r.ID] = r
	}
	for _, d := range t.Definitions {
		tables[d.ID] = true
	}
	k.Comparisons, k.Tags = slices.Sorted(maps.Keys(tables)), slices.Sorted(maps.Keys(tags))
	for _, id := range slices.Sorted(maps.Keys(resources)) {
		k.Resources = append(k.Resources, resources[id])
	}
	return k
}

// mentioned are the resources that a block reports on.
func mentioned(b *study.Block) (ids []string) {
	if b == nil {
		return nil
	}
	for _, p := range b.At {
		ids = append(ids, p.ID)
	}
	for _, m := range b.Plan {
		ids = append(ids, m.ID)
	}
	for _, s := range slices.Concat(b.Time, b.Undated) {
		if s.Resource != "" {
			ids = append(ids, s.Resource)
		}
	}
	return ids
}

// Schema returns a schema as JSON text: for this journal, if anything is known of it.
func Schema(name string, k Known) ([]byte, error) {
	var s *rule
	switch name {
	case "post":
		s = postSchema(k)
	case "settings":
		s = settingsSchema(k)
	case "resources":
		s = resourcesSchema()
	default:
		return nil, fmt.Errorf("there is no schema %q", name)
	}
	s.Dialect = "http://json-schema.org/draft-07/schema#"
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(s)
	return out.Bytes(), err
}

// A Key is a setting: its path in studylog.yaml, what holds without it, and what it means.
type Key struct{ Path, Default, Doc string }

// SettingKeys lists the settings in the order of the manual. The entries of lists are not among them.
func SettingKeys() []Key { return leaves(settingsSchema(Known{}), "") }

func leaves(s *rule, prefix string) (list []Key) {
	for _, name := range s.order {
		p := s.Properties[name]
		if p.parts != nil {
			list = append(list, leaves(p.parts, prefix+name+".")...)
			continue
		}
		list = append(list, Key{prefix + name, p.without, p.Description})
	}
	return list
}

// rule is a JSON Schema, as far as we need one. A zero word says nothing.
type rule struct {
	Dialect     string           `json:"$schema,omitempty"`
	Ref         string           `json:"$ref,omitempty"`
	Title       string           `json:"title,omitempty"`
	Description string           `json:"description,omitempty"`
	Type        []string         `json:"type,omitempty"`
	Enum        []any            `json:"enum,omitempty"`
	Examples    []any            `json:"examples,omitempty"`
	Default     any              `json:"default,omitempty"`
	Pattern     string           `json:"pattern,omitempty"`
	Minimum     *int             `json:"minimum,omitempty"`
	Maximum     *int             `json:"maximum,omitempty"`
	AnyOf       []*rule          `json:"anyOf,omitempty"`
	AllOf       []*rule          `json:"allOf,omitempty"`
	Items       *rule            `json:"items,omitempty"`
	Properties  map[string]*rule `json:"properties,omitempty"`
	Patterns    map[string]*rule `json:"patternProperties,omitempty"`
	Others      any              `json:"additionalProperties,omitempty"` // false, or a schema
	Required    []string         `json:"required,omitempty"`
	Definitions map[string]*rule `json:"definitions,omitempty"`
	Unsuggested bool             `json:"doNotSuggest,omitempty"` // editors': valid, and not offered

	order   []string // of the properties, as the manual has them
	parts   *rule    // of a setting that is a map: its keys, though it may be written otherwise too
	without string   // of a setting: what holds without it, in the words of the manual
}

// says adds what a value means. A value that is used in several places is copied, not changed.
func (s *rule) says(text string) *rule {
	c := *s
	c.Description = text
	return &c
}

// like adds values to show and to offer.
func (s *rule) like(values ...any) *rule {
	c := *s
	c.Examples = values
	return &c
}

// scalars are whatever is no list and no map: readers take what is written, so that 007 and 2025 are texts too. Null is no value, anywhere.
func scalars() *rule { return &rule{Type: []string{"string", "number", "boolean", "null"}} }

// written is text of a form, which no number and no truth value has.
func written(pattern string) *rule {
	return &rule{Type: []string{"string", "null"}, Pattern: pattern}
}

func truth() *rule { return &rule{Type: []string{"boolean", "null"}} }

// guard is a truth value that decides whether a post is seen: no value is a mistake there.
func guard() *rule { return &rule{Type: []string{"boolean"}} }

func whole(least, most int) *rule {
	return &rule{Type: []string{"integer", "null"}, Minimum: &least, Maximum: &most}
}

// amount is a number, with its unit or bare.
func amount() *rule { return &rule{Type: []string{"string", "number", "null"}} }

const dayPattern = `^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\s*$`

func day() *rule { return written(dayPattern) }

// word is one of those that are known.
func word(known ...string) *rule {
	s := &rule{}
	for _, k := range known {
		s.Enum = append(s.Enum, k)
	}
	s.Enum = append(s.Enum, nil)
	return s
}

func listOf(item *rule) *rule { return &rule{Type: []string{"array", "null"}, Items: item} }

// oneOrMore is a value, or a list of such.
func oneOrMore(item *rule) *rule { return either(item, listOf(item)) }

func either(list ...*rule) *rule { return &rule{AnyOf: list} }

// field is a key with its value.
type field struct {
	name string
	is   *rule
}

// keys is a map of which every key is known.
func keys(fields ...field) *rule {
	s := &rule{Type: []string{"object", "null"}, Properties: map[string]*rule{}, Others: false}
	for _, f := range fields {
		s.Properties[f.name] = f.is
		s.order = append(s.order, f.name)
	}
	return s
}

func (s *rule) needs(names ...string) *rule {
	s.Required = names
	return s
}

// whatever is a map of the author's own keys.
func whatever() *rule { return &rule{Type: []string{"object", "null"}} }

const idPattern = `^[a-z][a-z0-9-]*$`

// names are ids of resources: the known ones, if there is a catalogue; else any, and those are offered.
func (k Known) names() *rule {
	s := written(idPattern)
	if k.Closed {
		s = &rule{}
	}
	for _, r := range k.Resources {
		if k.Closed {
			s.Enum = append(s.Enum, r.ID)
		} else {
			s.Examples = append(s.Examples, r.ID)
		}
	}
	return s
}

// byName is a map from ids of resources.
func (k Known) byName(value *rule) *rule {
	s := &rule{Type: []string{"object", "null"}, Properties: map[string]*rule{}}
	for _, r := range k.Resources {
		about := &rule{AllOf: []*rule{value}, Description: r.Title}
		if r.Kind != "" {
			about.Description += ", " + r.Kind
		}
		s.Properties[r.ID] = about
	}
	s.Others = false
	if !k.Closed {
		s.Patterns = map[string]*rule{idPattern: value}
	}
	return s
}

func anys(list []string) (values []any) {
	for _, s := range list {
		values = append(values, s)
	}
	return values
}
