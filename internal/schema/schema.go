// Package schema makes JSON Schemas of Go types, their comments and their constants: for the tests of this module, which keep
// the schemas in files.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Form is a JSON Schema (draft 7, which editors know best), in the order of its keys.
type Form struct {
	Schema               string           `json:"$schema,omitempty"`
	ID                   string           `json:"$id,omitempty"`
	Title                string           `json:"title,omitempty"`
	Description          string           `json:"description,omitempty"`
	Ref                  string           `json:"$ref,omitempty"`
	AllOf                []*Form          `json:"allOf,omitempty"`
	AnyOf                []*Form          `json:"anyOf,omitempty"`
	Type                 any              `json:"type,omitempty"` // a word or several
	Format               string           `json:"format,omitempty"`
	ContentEncoding      string           `json:"contentEncoding,omitempty"`
	Enum                 []string         `json:"enum,omitempty"`
	Required             []string         `json:"required,omitempty"`
	Properties           map[string]*Form `json:"properties,omitempty"`
	PatternProperties    map[string]*Form `json:"patternProperties,omitempty"`
	AdditionalProperties any              `json:"additionalProperties,omitempty"` // false, or a schema
	Items                *Form            `json:"items,omitempty"`
	Definitions          map[string]*Form `json:"definitions,omitempty"`
}

// Generator makes the schema of a type. See [New].
type Generator struct {
	// Special makes the schema of a type that is not like others; nil: it is.
	Special func(reflect.Type) *Form

	// Prefix begins the names of types and is left out of the names of definitions.
	Prefix string

	comments    map[string]string   // by "Secret" and "Secret.Label"
	constants   map[string][]string // values of constants by their type's name
	words       map[string]string   // what Go's names are in files
	definitions map[string]*Form
	problem     error
}

// Generate returns the schema of a struct with this title, which stands at an address.
func (g *Generator) Generate(t reflect.Type, title, id string) ([]byte, error) {
	whole := g.object(t)
	whole.Schema = "http://json-schema.org/draft-07/schema#"
	whole.ID, whole.Title, whole.Definitions = id, title, g.definitions
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if g.problem == nil {
		g.problem = encoder.Encode(whole)
	}
	return text.Bytes(), g.problem
}

// Constants lists the values of the constants of a type, sorted as they were read.
func (g *Generator) Constants(name string) []string { return slices.Clone(g.constants[name]) }

func (g *Generator) object(t reflect.Type) *Form {
	form := &Form{Type: "object", Description: g.describe(t.Name()), Properties: map[string]*Form{}, AdditionalProperties: false}
	texts := g.fields(form, t)
	if len(texts) > 0 {
		suffixed := "^(" + strings.Join(texts, "|") + ")#base64$"
		form.PatternProperties = map[string]*Form{suffixed: {Type: "string", ContentEncoding: "base64", Description: "The text in base64, for it is not UTF-8."}}
	}
	return form
}

// fields adds the fields of a struct, and lists those that are texts.
func (g *Generator) fields(form *Form, t reflect.Type) []string {
	var texts []string
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if options == "inline" {
			texts = append(texts, g.fields(form, field.Type)...)
			continue
		}
		property := g.value(field.Type)
		if strings.HasSuffix(name, "config") { // which holds no lists and no mappings
			property.AdditionalProperties = &Form{Type: []string{"string", "number", "boolean", "null"}}
		}
		if property.Ref != "" { // beside which draft 7 sees nothing
			property = &Form{AllOf: []*Form{property}}
		}
		property.Description = g.describe(t.Name() + "." + field.Name)
		form.Properties[name] = property
		if options == "" {
			form.Required = append(form.Required, name)
		}
		if field.Type.Kind() == reflect.String {
			texts = append(texts, name)
		}
	}
	return texts
}

func (g *Generator) value(t reflect.Type) *Form {
	if g.Special != nil {
		if special := g.Special(t); special != nil {
			return special
		}
	}
	switch t {
	case reflect.TypeFor[time.Time]():
		return &Form{Type: "string", Format: "date-time"}
	case reflect.TypeFor[time.Duration]():
		return &Form{Type: "string"}
	}
	switch t.Kind() {
	case reflect.String:
		return &Form{Type: "string"}
	case reflect.Bool:
		return &Form{Type: "boolean"}
	case reflect.Int, reflect.Uint64:
		return &Form{Type: "integer"}
	case reflect.Interface:
		return &Form{}
	case reflect.Pointer:
		return g.value(t.Elem())
	case reflect.Slice:
		return &Form{Type: []string{"array", "null"}, Items: g.value(t.Elem())}
	case reflect.Map:
		return &Form{Type: []string{"object", "null"}, AdditionalProperties: g.value(t.Elem())}
	case reflect.Struct:
		name := strings.TrimPrefix(t.Name(), g.Prefix)
		if g.definitions[name] == nil {
			g.definitions[name] = g.object(t)
		}
		return &Form{Ref: "#/definitions/" + name}
	}
	g.problem = fmt.Errorf("there is a field of type %s, of which no schema can be made", t)
	return &Form{}
}
