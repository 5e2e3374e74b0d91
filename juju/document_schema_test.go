package juju_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/internal/schema"
	"github.com/charmscenario/scenario/juju"
)

const modelSchema = "../schema/model.schema.json"

// TestModelSchemaFollowsTypes: the schema in the repository is the one that the types of a document and their comments make.
func TestModelSchemaFollowsTypes(t *testing.T) {
	t.Parallel()
	var files []*ast.File
	for _, pattern := range []string{"document*.go", "action.go", "access.go", "cause.go", "../call/*.go", "../internal/controller/store.go"} {
		paths, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
			require.NoError(t, err)
			files = append(files, file)
		}
	}
	g := schema.New(files)
	g.Prefix = "document"
	g.Special = func(t reflect.Type) *schema.Form {
		switch t {
		case reflect.TypeFor[call.Kind](), reflect.TypeFor[juju.TaskStatus](), reflect.TypeFor[juju.Access](), reflect.TypeFor[call.ModelType](),
			reflect.TypeFor[call.RotatePolicy]():
			return &schema.Form{Enum: g.Constants(t.Name())}
		case reflect.TypeFor[call.StatusName](): // "unset" is Juju's word for an application that set none
			return &schema.Form{Enum: append(g.Constants(t.Name()), "unset", "")}
		}
		if words := g.Constants(t.Name()); strings.HasPrefix(t.PkgPath(), reflect.TypeFor[juju.Model]().PkgPath()) && len(words) > 0 {
			return &schema.Form{Enum: append(words, "")}
		}
		if t.Name() == "Life" {
			return &schema.Form{Enum: []string{"", "dying"}}
		}
		return nil
	}
	want, err := g.Generate(juju.DocumentType(), "Model", "https://raw.githubusercontent.com/charmscenario/scenario/main/schema/model.schema.json")
	require.NoError(t, err)
	goldens.Text(t, modelSchema, string(want))
}

// compiledModelSchema is the schema as editors use it.
func compiledModelSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(modelSchema)
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiler.AssertContent()
	require.NoError(t, compiler.AddResource("model.json", document))
	compiled, err := compiler.Compile("model.json")
	require.NoError(t, err)
	return compiled
}

// asEditorsRead is a YAML text as editors hand it to a schema.
func asEditorsRead(t require.TestingT, text []byte) any {
	var node yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &node))
	text, err := codec.JSON(node.Content[0])
	require.NoError(t, err)
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return read
}

// TestModelSchemaTakesModels: whatever a model writes is valid, and so is what a person wrote.
func TestModelSchemaTakesModels(t *testing.T) {
	t.Parallel()
	valid, charms := compiledModelSchema(t), documentCharms()
	whole, err := os.ReadFile("testdata/documents/whole.yaml")
	require.NoError(t, err)
	require.NoError(t, valid.Validate(asEditorsRead(t, whole)))
	rapid.Check(t, func(t *rapid.T) {
		models := drawModel(t, charms)
		populate(t, models, charms)
		for range rapid.IntRange(0, 20).Draw(t, "operations") {
			drawOperation(t).do(models[0].Models(), charms)
		}
		text, err := json.Marshal(models[0])
		require.NoError(t, err)
		read, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		require.NoError(t, valid.Validate(read), string(text))
	})
}

// TestModelSchemaRefuses: what the reader refuses because of its form, the schema refuses.
func TestModelSchemaRefuses(t *testing.T) {
	t.Parallel()
	valid := compiledModelSchema(t)
	for _, text := range []string{
		"nmae: x", "applications: []", "applications: {x: {}}", "applications: {x: {charm: 1}}", "applications: {x: {charm: y, units: {x/0: {phase: ready}}}}",
		"secrets: [{owner: x}]", "secrets: [{id: a, owner: x, rotate: dayly}]", "secrets: [{id: a, owner: x, revisions: [{number: one}]}]", "now: yesterday",
		"relations: [{life: alive, sides: []}]", "relations: [{}]", "seed: none", "busy: x/0", "actions: [{id: 1}]", "1",
		"applications: {x: {charm: y, units: {x/0: {failed: {hook: moved}}}}}", "applications: {x: {charm: y, units: {x/0: {failed: {hook: stop, reason: because}}}}}",
	} {
		require.Error(t, valid.Validate(asEditorsRead(t, []byte(text))), text)
		_, err := juju.Load([]byte(text), nil)
		require.Error(t, err, text)
	}
}
