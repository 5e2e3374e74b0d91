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

	schema *jsonschema.Schema
}

// compile makes the schema that parameters are checked with.
func (a *Action) compile(schema map[string]any) error {
	text, err := json.Marshal(schema)
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
	if err := compiler.AddResource("action.json", document); err != nil {
		return err
	}
	a.schema, err = compiler.Compile("action.json")
	return err
}

// noLoader keeps a schema from reading files and addresses of its choice.
type noLoader struct{}

// Load refuses.
func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("cannot load %q: an action's schema stands alone", url)
}

// Complete returns the parameters of a call with the defaults of the schema filled in, detached
// from params, and checks them as Juju does before the action runs.
func (a Action) Complete(params map[string]any) (map[string]any, error) {
	completed := withDefaults(params, a.Params)
	if a.schema == nil {
		return completed, nil
	}
	text, err := json.Marshal(completed)
	if err != nil {
		return nil, fmt.Errorf("cannot read parameters: %w", err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("cannot read parameters: %w", err)
	}
	if err := a.schema.Validate(document); err != nil {
		return nil, a.explain(err)
	}
	return completed, nil
}

// withDefaults copies parameters and adds the defaults, also of objects within.
func withDefaults(params, schemas map[string]any) map[string]any {
	completed := make(map[string]any, len(params))
	for name, value := range params {
		completed[name] = copyValue(value)
	}
	for name, schema := range schemas {
		rules, ok := schema.(map[string]any)
		if !ok {
			continue
		}
		if _, given := completed[name]; !given {
			if value, ok := rules["default"]; ok {
				completed[name] = copyValue(value)
			}
		}
		inner, _ := rules["properties"].(map[string]any)
		if below, ok := completed[name].(map[string]any); ok && inner != nil {
			completed[name] = withDefaults(below, inner)
		}
	}
	return completed
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

// explain names the parameter and what is wrong with it.
func (a Action) explain(err error) error {
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
		at := "params"
		if len(e.InstanceLocation) > 0 {
			at += "." + strings.Join(e.InstanceLocation, ".")
		}
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
