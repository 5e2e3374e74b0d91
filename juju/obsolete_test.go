package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// renewing makes a secret for the application, renews it in the action "renew", and ignores secret-remove.
func renewing() charm.Handler {
	m := charm.NewMux()
	m.LeaderElected(func(h *charm.Hook) error {
		if _, err := h.SecretByLabel("password").Info(); err == nil {
			return nil
		}
		_, err := h.App().AddSecret(map[string]string{"password": "first"}, charm.SecretLabel("password"))
		return err
	})
	m.Action("renew", func(e *charm.ActionEvent) error {
		value, _, err := e.Param("value")
		if err != nil {
			return err
		}
		return e.Hook.SecretByLabel("password").SetContent(map[string]string{"password": value.(string)})
	})
	m.SecretRemove(func(*charm.SecretEvent) error { return nil })
	return m
}

const renewingMetadata = `
name: app
type: charm
summary: s
description: d
actions:
  renew:
    params:
      value: {type: string}
`

// removals lists which unit was told of which obsolete revision.
func removals(model *juju.Model) []string {
	var list []string
	for _, e := range model.Timeline() {
		if e.Hook == "secret-remove" {
			list = append(list, e.Unit+" "+string(rune('0'+e.SecretRevision)))
		}
	}
	return list
}

// TestNewLeaderIsTold follows what a new leader is told of: nothing at first, and once another revision becomes obsolete also
// of those that an earlier leader left. Who leads again remembers what it was told of.
func TestNewLeaderIsTold(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	require.NoError(t, model.Deploy(juju.Charm{Handler: renewing(), Metadata: renewingMetadata}, juju.Deployment{Units: 2}))
	require.NoError(t, model.Settle())
	renew := func(value string) {
		t.Helper()
		task, err := model.Run("app/leader", "renew", map[string]any{"value": value})
		require.NoError(t, err)
		require.Equal(t, juju.TaskCompleted, task.Status, "%v", model.Timeline())
		require.NoError(t, model.Settle())
	}
	renew("second")
	require.Equal(t, []string{"app/0 1"}, removals(model))
	require.NoError(t, model.Failover("app", ""))
	require.NoError(t, model.Settle())
	require.Equal(t, []string{"app/0 1"}, removals(model))
	renew("third")
	require.Equal(t, []string{"app/0 1", "app/1 1", "app/1 2"}, removals(model))
	require.NoError(t, model.Failover("app", ""))
	renew("fourth")
	require.Equal(t, []string{"app/0 1", "app/1 1", "app/1 2", "app/0 2", "app/0 3"}, removals(model))
}
