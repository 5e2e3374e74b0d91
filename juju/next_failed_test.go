package juju_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestNextOfFailure takes a hook that failed on a model into a unit test: event, State and Context give the same failure.
func TestNextOfFailure(t *testing.T) {
	t.Parallel()
	broken := errors.New("no disk")
	m := charm.NewMux()
	m.ConfigChanged(func(*charm.Hook) error { return broken })
	model := &juju.Model{}
	require.NoError(t, model.Deploy(juju.Charm{Handler: m, Metadata: "name: app\ntype: charm\nsummary: s\ndescription: d\n"}, juju.Deployment{}))
	require.NoError(t, model.Settle())
	require.Error(t, juju.NoUnitInError(model))

	event, due, err := model.Next("app/0")
	require.NoError(t, err)
	require.False(t, due, "it waits to be resolved")
	require.Equal(t, charm.KindConfigChanged, event.Kind)
	state, err := model.State("app/0")
	require.NoError(t, err)
	context, err := model.Context("app/0")
	require.NoError(t, err)
	_, err = context.Run(event, state)
	require.ErrorIs(t, err, broken)

	require.NoError(t, model.Resolved("app/0", true))
	_, due, err = model.Next("app/0")
	require.NoError(t, err)
	require.True(t, due)
}
