package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestOlderJujuLooksThroughSecretsByAge reads, on Juju 3.5, a secret of the unit under a label that a younger secret of the
// application has: Juju goes through all of them by age, whoever owns them, and takes the first that has the ID or the label.
func TestOlderJujuLooksThroughSecretsByAge(t *testing.T) {
	t.Parallel()
	var app, unit string
	add := func(h *charm.Hook) error {
		first, err := h.App().AddSecret(map[string]string{"token": "application"}, charm.SecretLabel("blue"))
		if err != nil {
			return err
		}
		second, err := h.Unit().AddSecret(map[string]string{"token": "unit"}, charm.SecretLabel("green"))
		if err != nil {
			return err
		}
		app, unit = first.ID(), second.ID()
		return nil
	}
	var read map[string]string
	get := func(h *charm.Hook) error {
		c := &call.SecretGet{ID: unit, Label: "blue"}
		if err := h.Backend().Do(h.Context(), c); err != nil {
			return err
		}
		read = c.Content
		return nil
	}
	m := &juju.Model{JujuVersion: "3.5.0"}
	related(t, m, scripts{"leader-elected": add, "action poke": get}, scripts{}, 1, 1)
	require.NotEqual(t, app, unit)
	task, err := m.Run("db/0", "poke", nil)
	require.NoError(t, err)
	require.Equal(t, juju.TaskCompleted, task.Status)
	require.Equal(t, map[string]string{"token": "application"}, read)
}
