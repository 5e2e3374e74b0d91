package metadata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// Action is an action of the charm.
type Action struct {
	Description          string
	Params               map[string]any // by name, a JSON Schema each
	Required             []string       // names of the parameters that a call must give
	AdditionalProperties *bool          // whether a call may give other parameters; nil: not said, which allows them
	Extra                map[string]any // what else the file says, by key: execution-group, further rules of JSON Schema

	schema *jsonschema.Schema
}

// compile makes the schema that parameters are checked with.
func (a *Action) compile(schema map[string]any) error {
	text, err := json.Marshal(withoutEmptyLists(schema))
	if err != nil {
		return err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft4)
	compiler.UseLoader(noLoader{})
	for _, format := range formats {
		compiler.RegisterFormat(&jsonschema.Format{Name: format, Validate: anything})
	}
	if err := compiler.AddResource(schemaURL, document); err != nil {
		return err
	}
	if a.schema, err = compiler.Compile(schemaURL); err != nil {
		return explain(err, "")
	}
	return nil
}

// schemaURL names a schema to the library, which would take a plain name for a file.
const schemaURL = "action:///params"

// formats are those that the library knows how to check. Juju checks none.
var formats = []string{
	"date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "iri", "iri-reference", "json-pointer", "period",
	"relative-json-pointer", "semver", "time", "uri", "uri-reference", "uri-template", "uuid",
}

func anything(any) error { return nil }

// withoutEmptyLists leaves out lists that say nothing: Juju takes "required: []", which the letter of JSON Schema
// forbids.
func withoutEmptyLists(value any) any {
	switch value := value.(type) {
	case map[string]any:
		kept := make(map[string]any, len(value))
		for key, below := range value {
			if list, ok := below.([]any); ok && len(list) == 0 && (key == "required" || key == "enum") {
				continue
			}
			kept[key] = withoutEmptyLists(below)
		}
		return kept
	case []any:
		kept := make([]any, len(value))
		for i := range value {
			kept[i] = withoutEmptyLists(value[i])
		}
		return kept
	}
	return value
}

// noLoader keeps a schema from reading files and addresses of its choice.
type noLoader struct{}

// Load refuses.
func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("cannot load %q: an action's schema stands alone", url)
}

// Complete returns the parameters of a call with the defaults of the schema filled in, detached from params. It
// checks them as Juju does: what the call gives before defaults are filled in, and all of it after.
func (a Action) Complete(params map[string]any) (map[string]any, error) {
	given := copyValue(params).(map[string]any)
	if err := a.check(given); err != nil {
		return nil, err
	}
	fillDefaults(given, a.Params)
	if err := a.check(given); err != nil {
		return nil, err
	}
	return given, nil
}

func (a Action) check(params map[string]any) error {
	if a.schema == nil {
		return nil
	}
	text, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("cannot read parameters: %w", err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("cannot read parameters: %w", err)
	}
	if err := a.schema.Validate(document); err != nil {
		return explain(err, "params")
	}
	return nil
}

// fillDefaults adds the defaults of what is not given. An object that is not given and has no default of its own
// appears when something in it has one.
func fillDefaults(params, schemas map[string]any) {
	for name, schema := range schemas {
		rules, _ := schema.(map[string]any)
		inner, _ := rules["properties"].(map[string]any)
		if value, given := params[name]; given {
			if below, ok := value.(map[string]any); ok {
				fillDefaults(below, inner)
			}
			continue
		}
		if value, ok := rules["default"]; ok {
			params[name] = copyValue(value)
			continue
		}
		if below := make(map[string]any); len(inner) > 0 {
			if fillDefaults(below, inner); len(below) > 0 {
				params[name] = below
			}
		}
	}
}

// copyValue copies a decoded value; whole numbers become int64, as YAML's and JSON's differ.
func copyValue(value any) any {
	switch value := value.(type) {
	case map[string]any:
		n := make(map[string]any, len(value))
		for key, below := range value {
			n[key] = copyValue(below)
		}
		return n
	case []any:
		n := make([]any, len(value))
		for i, below := range value {
			n[i] = copyValue(below)
		}
		return n
	case []string:
		n := make([]any, len(value))
		for i, below := range value {
			n[i] = below
		}
		return n
	case int:
		return int64(value)
	}
	return value
}

// explain names what is wrong, and where below root.
func explain(err error, root string) error {
	var unfit *jsonschema.SchemaValidationError
	if errors.As(err, &unfit) {
		err = unfit.Err
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	var problems []string
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		for _, cause := range e.Causes {
			walk(cause)
		}
		if len(e.Causes) > 0 {
			return
		}
		at := strings.TrimPrefix(root+"."+strings.Join(e.InstanceLocation, "."), ".")
		at = strings.TrimSuffix(at, ".")
		switch rule := e.ErrorKind.(type) {
		case *kind.Type:
			problems = append(problems, fmt.Sprintf("%s: got %s, want %s", at, rule.Got, strings.Join(rule.Want, " or ")))
		case *kind.Required:
			problems = append(problems, fmt.Sprintf("%s: %s is required", at, strings.Join(rule.Missing, ", ")))
		case *kind.AdditionalProperties:
			problems = append(problems, fmt.Sprintf("%s: %s is not a parameter", at, strings.Join(rule.Properties, ", ")))
		default:
			problems = append(problems, at+": does not fit the schema ("+strings.Join(e.ErrorKind.KeywordPath(), ".")+")")
		}
	}
	walk(invalid)
	slices.Sort(problems)
	return errors.New(strings.Join(problems, "; "))
}
