package scenario_test

import (
	"go/ast"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/schema"
)

// generateSchema makes the schema of State from the Go types, their comments and their constants.
func generateSchema(t *testing.T) []byte {
	t.Helper()
	var files []*ast.File
	parsed := goFiles(t, false)
	for _, path := range slices.Sorted(maps.Keys(parsed)) {
		if folder := filepath.ToSlash(filepath.Dir(path)); folder == "." || folder == "call" {
			files = append(files, parsed[path])
		}
	}
	g := schema.New(files, reflect.TypeFor[scenario.State](), reflect.TypeFor[scenario.Secret](), reflect.TypeFor[scenario.Relation]())
	g.Special = func(t reflect.Type) *schema.Form {
		switch t {
		case reflect.TypeFor[scenario.Owner]():
			return &schema.Form{AnyOf: []*schema.Form{{Enum: g.Constants("Owner")}, {Type: "string"}}}
		case reflect.TypeFor[call.StatusName](): // "unset" is Juju's word for an application that set none
			return &schema.Form{Enum: append(g.Constants("StatusName"), "unset", "")}
		case reflect.TypeFor[scenario.RotatePolicy]():
			return &schema.Form{Enum: append(g.Constants("RotatePolicy"), "")}
		case reflect.TypeFor[scenario.Life]():
			return &schema.Form{Enum: g.Constants("Life")}
		}
		return nil
	}
	text, err := g.Generate(reflect.TypeFor[scenario.State](), "State", "https://raw.githubusercontent.com/charmscenario/scenario/main/schema/state.schema.json")
	require.NoError(t, err)
	return text
}
