package scenario_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
)

// tree is something that writes itself.
type tree map[string]any

func (t tree) MarshalYAML() (any, error) {
	if t["broken"] != nil {
		return nil, errors.New("it is broken")
	}
	return map[string]any(t), nil
}

func TestGoldenOfTrees(t *testing.T) {
	t.Setenv("SCENARIO_UPDATE", "")
	t.Setenv("CI", "")
	dir := t.TempDir()
	path := filepath.Join(dir, "tree.yaml")
	check := func(got any) string {
		var r recorder
		switch got := got.(type) {
		case tree:
			scenario.Golden(&r, got, path)
		case *scenario.Event:
			scenario.Golden(&r, got, path)
		default:
			scenario.Golden(&r, got, path)
		}
		return r.text(dir)
	}
	missing := filepath.Join(dir, "missing.yaml")
	var r recorder
	t.Setenv("SCENARIO_UPDATE", "1")
	scenario.Golden(&r, tree{"name": "x", "units": map[string]any{"web/0": map[string]any{"phase": "started"}}, "busy": []any{"a"}}, missing)
	require.Equal(t, `tree accepted: testdata/missing.yaml now says (the next run passes; read this before you commit it)
  busy[0]: +"a"
  name: +"x"
  units["web/0"]: +{"phase": "started"}`, r.text(dir))
	t.Setenv("SCENARIO_UPDATE", "")
	require.NoError(t, os.WriteFile(path, []byte(`
units: {web/0: {phase: started}, web/1: {}}
secrets: [{id: "secret:a", label: x}, {id: "secret:b"}]
members: [{number: 1, bag: {k: v}}, {number: 2}]
anything: [{id: 1}, {id: 1}]
busy: [web/0, web/1]
`), 0o666))
	require.Equal(t, `tree differs from testdata/tree.yaml (SCENARIO_UPDATE=1 accepts)
  anything[1].id: -1 +2
  busy[0]: -"web/0"
  members[1].bag["K"]: +"w"
  members[2]: -{"number": 2}
  members[3]: +{"number": 3}
  secrets["secret:a"].label: -"x" +"y"
  units["web/0"].phase: -"started" +"stopped"
  units["web/2"]: +{}`, check(tree{
		"units":    map[string]any{"web/0": map[string]any{"phase": "stopped"}, "web/1": map[string]any{}, "web/2": map[string]any{}},
		"secrets":  []any{map[string]any{"id": "secret:b"}, map[string]any{"id": "secret:a", "label": "y"}},
		"members":  []any{map[string]any{"number": 1, "bag": map[string]any{"k": "v", "K": "w"}}, map[string]any{"number": 3}},
		"anything": []any{map[string]any{"id": 1}, map[string]any{"id": 2}},
		"busy":     []any{"web/1"},
	}))
	require.Equal(t, "cannot compare tree with testdata/tree.yaml: it is broken", check(tree{"broken": true}))
	require.Equal(t, "cannot compare a nil *scenario.Event with testdata/tree.yaml", check((*scenario.Event)(nil)))
	require.Equal(t, "cannot compare a value of type int with testdata/tree.yaml; want a State, an Outcome, a *juju.Model, or what has MarshalYAML", check(7))

	t.Setenv("SCENARIO_UPDATE", "1")
	event := scenario.RelationJoined(scenario.Relation{Endpoint: "db"})
	require.Contains(t, check(&event), "Event accepted: testdata/tree.yaml now says")
	require.Empty(t, check(&event))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "kind: relation-joined\nrelation:\n  endpoint: db\n", string(text))
}
