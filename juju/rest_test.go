package juju_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

const peersMetadata = "name: app\ntype: charm\nsummary: s\ndescription: d\npeers:\n  peers: {interface: peers}\n"

// restless is a charm whose units answer each other for as long as there are more than one.
func restless() charm.Handler {
	m := charm.NewMux()
	m.RelationChanged("peers", func(e *charm.RelationEvent) error {
		n, _, err := e.Relation.LocalUnit().Get("n")
		if err != nil {
			return err
		}
		return e.Relation.LocalUnit().Set("n", n+"x")
	})
	return m
}

// TestBusyUnitStaysBusy: who kept the model from coming to rest goes on in the next Settle.
func TestBusyUnitStaysBusy(t *testing.T) {
	t.Parallel()
	model := &juju.Model{MaxHooks: 12}
	require.NoError(t, model.Deploy(juju.Charm{Handler: restless(), Metadata: peersMetadata}, juju.Deployment{Units: 2}))
	for range 3 {
		var busy *juju.BusyError
		require.ErrorAs(t, model.Settle(), &busy)
	}
}

// TestAdvanceCountsAnew: hooks of an earlier Settle do not count.
func TestAdvanceCountsAnew(t *testing.T) {
	t.Parallel()
	model := &juju.Model{MaxHooks: 8}
	quiet := juju.Charm{Handler: charm.NewMux(), Metadata: peersMetadata + "config:\n  options:\n    n: {type: int}\n"}
	require.NoError(t, model.Deploy(quiet, juju.Deployment{}))
	require.NoError(t, model.Settle())
	for n := range 8 {
		require.NoError(t, model.SetConfig("app", map[string]any{"n": n}))
		ran, err := model.Step()
		require.NoError(t, err)
		require.True(t, ran)
	}
	require.NoError(t, model.SetConfig("app", map[string]any{"n": 8}))
	require.NoError(t, model.Advance(time.Minute))
}

// TestLastWords: a unit that gets news in its very last hook runs none after it.
func TestLastWords(t *testing.T) {
	t.Parallel()
	m := charm.NewMux()
	m.LeaderElected(func(h *charm.Hook) error {
		_, err := h.App().AddSecret(map[string]string{"password": "0"}, charm.SecretLabel("password"))
		return err
	})
	m.On(charm.HandlerFunc(func(h *charm.Hook) error {
		secret := h.SecretByLabel("password")
		if _, err := secret.Content(); err != nil { // which tracks the revision
			return err
		}
		content, err := secret.Peek()
		if err != nil {
			return err
		}
		return secret.SetContent(map[string]string{"password": content["password"] + "1"})
	}), charm.KindStop, charm.KindRemove)
	model := &juju.Model{}
	require.NoError(t, model.Deploy(juju.Charm{Handler: m, Metadata: peersMetadata}, juju.Deployment{}))
	require.NoError(t, model.Settle())
	require.NoError(t, model.RemoveApplication("app"))
	require.NoError(t, model.Settle())
	removed := 0
	for _, e := range model.Timeline() {
		if e.Hook == "remove" {
			removed++
		}
	}
	require.Equal(t, 1, removed)
}
