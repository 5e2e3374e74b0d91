package scenario_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
)

const schemaFile = "schema/state.schema.json"

// TestSchemaFollowsTypes: the schema in the repository is the one that the types and their comments make.
// SCENARIO_UPDATE=1 writes it.
func TestSchemaFollowsTypes(t *testing.T) {
	t.Parallel()
	want := generateSchema(t)
	if os.Getenv("SCENARIO_UPDATE") == "1" {
		require.NoError(t, os.WriteFile(schemaFile, want, 0o666))
	}
	got, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "State or its comments changed: SCENARIO_UPDATE=1 writes the schema")
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiler.AssertContent()
	require.NoError(t, compiler.AddResource("state.json", document))
	schema, err := compiler.Compile("state.json")
	require.NoError(t, err)
	return schema
}

// yamlDocument is a YAML text as editors hand it to a schema.
func yamlDocument(t require.TestingT, text []byte) any {
	var node yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &node))
	text, err := codec.JSON(node.Content[0])
	require.NoError(t, err)
	return jsonDocument(t, text)
}

func jsonDocument(t require.TestingT, text []byte) any {
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return read
}

// drawSensible draws a State at random, with words that exist where only some do.
func drawSensible(t *rapid.T) scenario.State {
	state := drawAny[scenario.State](t)
	makeSensible(t, reflect.ValueOf(&state).Elem())
	for i := range state.Relations {
		state.Relations[i].Endpoint = "db" // it must be there, and in plain text
	}
	for name, value := range state.Config {
		switch value.(type) {
		case []any, map[string]any:
			state.Config[name] = "text"
		}
	}
	return state
}

func makeSensible(t *rapid.T, v reflect.Value) {
	pick := func(words ...string) { v.SetString(rapid.SampledFrom(words).Draw(t, "word")) }
	switch v.Type() {
	case reflect.TypeFor[scenario.RotatePolicy]():
		pick("", "never", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly")
	case reflect.TypeFor[scenario.Life]():
		pick("", "dying", "dead")
	case reflect.TypeFor[call.StatusName]():
		pick("", "active", "blocked", "maintenance", "waiting", "unknown", "error", "terminated", "unset")
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				makeSensible(t, v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if v.Index(i).Kind() == reflect.String {
				v.Index(i).SetString("name")
			}
			makeSensible(t, v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			element := reflect.New(v.Type().Elem()).Elem()
			element.Set(v.MapIndex(key))
			makeSensible(t, element)
			v.SetMapIndex(key, element)
		}
	}
}

// TestSchemaTakesStates: whatever is written is valid, as YAML and as JSON.
func TestSchemaTakesStates(t *testing.T) {
	t.Parallel()
	schema := compileSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		state := drawState(t)
		if rapid.Bool().Draw(t, "at random") {
			state = drawSensible(t)
		}
		text, err := yaml.Marshal(state)
		require.NoError(t, err)
		require.NoError(t, schema.Validate(yamlDocument(t, text)), string(text))
		text, err = json.Marshal(state)
		require.NoError(t, err)
		require.NoError(t, schema.Validate(jsonDocument(t, text)), string(text))
	})
}

// TestSchemaAndReaderAgree breaks a file at one place: what cannot be read is not valid either.
func TestSchemaAndReaderAgree(t *testing.T) {
	t.Parallel()
	schema := compileSchema(t)
	broken := 0
	rapid.Check(t, func(t *rapid.T) {
		text, err := json.Marshal(drawSensible(t))
		require.NoError(t, err)
		whole := jsonDocument(t, text)
		var places []func(any)
		var walk func(value any, set func(any))
		walk = func(value any, set func(any)) {
			places = append(places, set)
			switch value := value.(type) {
			case map[string]any:
				places = append(places, func(any) { value["no-such-key"] = "x" })
				for _, key := range slices.Sorted(maps.Keys(value)) {
					walk(value[key], func(other any) { value[key] = other })
				}
			case []any:
				for i := range value {
					walk(value[i], func(other any) { value[i] = other })
				}
			}
		}
		walk(whole, func(other any) { whole = other })
		other := rapid.SampledFrom([]any{nil, true, 5, 1.5, json.Number("2.0"), "text", "2001-02-03T04:05:06Z", []any{}, []any{"x"}, map[string]any{},
			map[string]any{"label": 1}, map[string]any{"x": map[string]any{"y": "z"}}}).Draw(t, "value")
		rapid.SampledFrom(places).Draw(t, "place")(other)

		text, err = json.Marshal(whole)
		require.NoError(t, err)
		var state scenario.State
		refused := json.Unmarshal(text, &state)
		if string(text) == "null" {
			return // no change, in encoding/json
		}
		invalid := schema.Validate(jsonDocument(t, text))
		if refused != nil && strings.Contains(refused.Error(), "is there twice") {
			return // two spellings of one key: no schema can say that
		}
		if refused != nil {
			broken++
			require.Error(t, invalid, "%v\n%s", refused, text)
		}
		if invalid == nil {
			require.NoError(t, refused)
		}
	})
	require.NotZero(t, broken, "no file was broken")
}

func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	schema := compileSchema(t)
	for _, text := range []string{
		"laeder: true", "leader: yes", "secrets: [{lable: x}]", "secrets: [{latest-content: {password: 12345}}]", "secrets: [{rotate: dayly}]", "secrets: [{expire: tomorrow}]",
		"secrets: [{tracked-revision: '1'}]", "secrets: [{revisions: [{content: {}}]}]", "relations: [{id: 'db:1'}]", "relations: [{endpoint: db, life: gone}]",
		"relations: {endpoint: db}", "config: [a]", "config: {a: [b]}", "unit-status: {name: idle}", "unit-status: active", "peer-statuses: {web/1: active}",
		"secrets: [{lable#base64: /w==}]", "[]", "1",
	} {
		require.Error(t, schema.Validate(yamlDocument(t, []byte(text))), text)
	}
}
