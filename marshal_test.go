package scenario_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
)

// survives checks that a value goes to YAML and JSON and back unchanged, and that the text is stable.
func survives[T any](t *rapid.T, value T) {
	text, err := yaml.Marshal(value)
	require.NoError(t, err)
	var fromYAML T
	require.NoError(t, yaml.Unmarshal(text, &fromYAML), string(text))
	require.Equal(t, value, fromYAML, string(text))
	again, err := yaml.Marshal(fromYAML)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))

	text, err = json.Marshal(value)
	require.NoError(t, err)
	var fromJSON T
	require.NoError(t, json.Unmarshal(text, &fromJSON), string(text))
	require.Equal(t, value, fromJSON, string(text))
	again, err = json.Marshal(fromJSON)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))
}

// TestRoundTrips: whatever State, Event, Outcome and their parts hold goes to files and back without loss.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	t.Run("State", rapid.MakeCheck(func(t *rapid.T) { survives(t, drawAny[scenario.State](t)) }))
	t.Run("Event", rapid.MakeCheck(func(t *rapid.T) { survives(t, drawAny[scenario.Event](t)) }))
	t.Run("Outcome", rapid.MakeCheck(func(t *rapid.T) { survives(t, drawAny[scenario.Outcome](t)) }))
	t.Run("Secret", rapid.MakeCheck(func(t *rapid.T) { survives(t, drawAny[scenario.Secret](t)) }))
	t.Run("Relation", rapid.MakeCheck(func(t *rapid.T) { survives(t, drawAny[scenario.Relation](t)) }))
	t.Run("lists", rapid.MakeCheck(func(t *rapid.T) {
		survives(t, struct {
			State  scenario.State
			Events []scenario.Event
		}{drawAny[scenario.State](t), []scenario.Event{drawAny[scenario.Event](t)}})
	}))
}
