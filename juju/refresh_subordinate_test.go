package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestRefreshToSubordinate: an application's units stand beside others, or by themselves, for good.
func TestRefreshToSubordinate(t *testing.T) {
	t.Parallel()
	charms := documentCharms()
	model := &juju.Model{Type: "iaas"}
	require.NoError(t, model.Deploy(charms["fickle"], juju.Deployment{Name: "x"}))
	require.NoError(t, model.Deploy(charms["beside"], juju.Deployment{Name: "z"}))
	require.EqualError(t, model.Refresh("x", charms["beside"]), `cannot upgrade application "x" to charm "local:beside-0": cannot change an application's subordinacy`)
	require.EqualError(t, model.Refresh("z", charms["fickle"]), `cannot upgrade application "z" to charm "local:fickle-0": cannot change an application's subordinacy`)
	require.NoError(t, model.Refresh("x", charms["other"]))
}
