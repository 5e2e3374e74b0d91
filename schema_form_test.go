package scenario_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
)

// schemaForm is a JSON Schema (draft 7, which editors know best), in the order of its keys.
type schemaForm struct {
	Schema               string                 `json:"$schema,omitempty"`
	ID                   string                 `json:"$id,omitempty"`
	Title                string                 `json:"title,omitempty"`
	Description          string                 `json:"description,omitempty"`
	Ref                  string                 `json:"$ref,omitempty"`
	AllOf                []*schemaForm          `json:"allOf,omitempty"`
	AnyOf                []*schemaForm          `json:"anyOf,omitempty"`
	Type                 any                    `json:"type,omitempty"` // a word or several
	Format               string                 `json:"format,omitempty"`
	ContentEncoding      string                 `json:"contentEncoding,omitempty"`
	Enum                 []string               `json:"enum,omitempty"`
	Required             []string               `json:"required,omitempty"`
	Properties           map[string]*schemaForm `json:"properties,omitempty"`
	PatternProperties    map[string]*schemaForm `json:"patternProperties,omitempty"`
	AdditionalProperties any                    `json:"additionalProperties,omitempty"` // false, or a schema
	Items                *schemaForm            `json:"items,omitempty"`
	Definitions          map[string]*schemaForm `json:"definitions,omitempty"`
}

// generator makes the schema of State from the Go types, their comments and their constants.
type generator struct {
	comments    map[string]string   // by "Secret" and "Secret.Label"
	constants   map[string][]string // values of constants by their type's name
	words       map[string]string   // what Go's names are in files
	definitions map[string]*schemaForm
}

func generateSchema(t *testing.T) []byte {
	t.Helper()
	g := generator{comments: map[string]string{}, constants: map[string][]string{}, words: map[string]string{}, definitions: map[string]*schemaForm{}}
	for path, file := range goFiles(t, false) {
		if folder := filepath.ToSlash(filepath.Dir(path)); folder == "." || folder == "call" {
			g.read(file)
		}
	}
	for _, part := range []reflect.Type{reflect.TypeFor[scenario.State](), reflect.TypeFor[scenario.Secret](), reflect.TypeFor[scenario.Relation]()} {
		for i := range part.NumField() {
			name, _, _ := strings.Cut(part.Field(i).Tag.Get("yaml"), ",")
			g.words[part.Field(i).Name] = name
		}
	}
	schema := g.object(reflect.TypeFor[scenario.State]())
	schema.Schema = "http://json-schema.org/draft-07/schema#"
	schema.ID = "https://raw.githubusercontent.com/charmscenario/scenario/main/schema/state.schema.json"
	schema.Title = "State"
	schema.Definitions = g.definitions
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(schema))
	return text.Bytes()
}

// read gathers comments and constants.
func (g *generator) read(file *ast.File) {
	for _, declaration := range file.Decls {
		d, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				structure, ok := spec.Type.(*ast.StructType)
				if !ok {
					continue
				}
				g.comments[spec.Name.Name] = d.Doc.Text()
				before := ""
				for _, field := range structure.Fields.List {
					if field.Doc != nil { // it may speak of the fields below too
						before = field.Doc.Text()
					}
					for _, name := range field.Names {
						g.comments[spec.Name.Name+"."+name.Name] = before + field.Comment.Text()
					}
				}
			case *ast.ValueSpec:
				if kind, ok := spec.Type.(*ast.Ident); ok && d.Tok == token.CONST {
					if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
						value, _ := strconv.Unquote(literal.Value)
						g.constants[kind.Name] = append(g.constants[kind.Name], value)
						g.words[spec.Names[0].Name] = value
					}
				}
			}
		}
	}
}

var goName = regexp.MustCompile(`\[?\b[A-Z][A-Za-z]*\b\]?`)

// describe is a comment in the words of files.
func (g *generator) describe(name string) string {
	text := strings.Join(strings.Fields(g.comments[name]), " ")
	return goName.ReplaceAllStringFunc(text, func(word string) string {
		word = strings.Trim(word, "[]")
		if known, ok := g.words[word]; ok {
			return known
		}
		return word
	})
}

func (g *generator) object(t reflect.Type) *schemaForm {
	schema := &schemaForm{Type: "object", Description: g.describe(t.Name()), Properties: map[string]*schemaForm{}, AdditionalProperties: false}
	var texts []string
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		property := g.value(field.Type)
		if name == "config" { // which holds no lists and no mappings
			property.AdditionalProperties = &schemaForm{Type: []string{"string", "number", "boolean", "null"}}
		}
		if property.Ref != "" { // beside which draft 7 sees nothing
			property = &schemaForm{AllOf: []*schemaForm{property}}
		}
		property.Description = g.describe(t.Name() + "." + field.Name)
		schema.Properties[name] = property
		if options == "" {
			schema.Required = append(schema.Required, name)
		}
		if field.Type.Kind() == reflect.String {
			texts = append(texts, name)
		}
	}
	if len(texts) > 0 {
		suffixed := "^(" + strings.Join(texts, "|") + ")#base64$"
		schema.PatternProperties = map[string]*schemaForm{suffixed: {Type: "string", ContentEncoding: "base64", Description: "The text in base64, for it is not UTF-8."}}
	}
	return schema
}

func (g *generator) value(t reflect.Type) *schemaForm {
	switch t {
	case reflect.TypeFor[time.Time]():
		return &schemaForm{Type: "string", Format: "date-time"}
	case reflect.TypeFor[scenario.Owner]():
		return &schemaForm{AnyOf: []*schemaForm{{Enum: g.constants["Owner"]}, {Type: "string"}}}
	case reflect.TypeFor[call.StatusName](): // "unset" is Juju's word for an application that set none
		return &schemaForm{Enum: append(slices.Clone(g.constants["StatusName"]), "unset", "")}
	case reflect.TypeFor[scenario.RotatePolicy]():
		return &schemaForm{Enum: append(slices.Clone(g.constants["RotatePolicy"]), "")}
	case reflect.TypeFor[scenario.Life]():
		return &schemaForm{Enum: g.constants["Life"]}
	}
	switch t.Kind() {
	case reflect.String:
		return &schemaForm{Type: "string"}
	case reflect.Bool:
		return &schemaForm{Type: "boolean"}
	case reflect.Int:
		return &schemaForm{Type: "integer"}
	case reflect.Interface:
		return &schemaForm{}
	case reflect.Slice:
		return &schemaForm{Type: []string{"array", "null"}, Items: g.value(t.Elem())}
	case reflect.Map:
		return &schemaForm{Type: []string{"object", "null"}, AdditionalProperties: g.value(t.Elem())}
	case reflect.Struct:
		if g.definitions[t.Name()] == nil {
			g.definitions[t.Name()] = g.object(t)
		}
		return &schemaForm{Ref: "#/definitions/" + t.Name()}
	}
	panic("State has a field of type " + t.String() + ", which the schema's generator does not know")
}
