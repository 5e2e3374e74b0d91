package juju_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestUnitKeepsItsCharmUntilItIsUpgraded follows a unit in error while its application is refreshed: what it runs before
// upgrade-charm is the old charm, with the options that this one has, and without relations that only the new one has.
func TestUnitKeepsItsCharmUntilItIsUpgraded(t *testing.T) {
	t.Parallel()
	var old, new []map[string]any
	look := func(into *[]map[string]any, fails bool) func(h *charm.Hook) error {
		return func(h *charm.Hook) error {
			options, err := h.Config()
			require.NoError(t, err)
			*into = append(*into, options)
			if fails {
				return errOnPurpose
			}
			return nil
		}
	}
	v1 := scripts{"start": look(&old, true), "action poke": look(&old, false)}.database()
	v2 := scripts{"upgrade-charm": look(&new, false)}.database()
	v2.Metadata = strings.Replace(v2.Metadata, "peers:\n", "peers:\n  gossip: {interface: talk}\n", 1)
	v2.Metadata = strings.Replace(v2.Metadata, "options:\n", "options:\n    extra: {type: string, default: more}\n", 1)

	m := &juju.Model{}
	require.NoError(t, m.Deploy(v1, juju.Deployment{Name: "db", Config: map[string]any{"salt": 1}}))
	require.NoError(t, m.Settle())
	require.NoError(t, m.Refresh("db", v2))
	require.NoError(t, m.SetConfig("db", map[string]any{"salt": 2, "extra": "set"}))
	refreshed := now(m)

	_, err := m.Enqueue("db/0", "poke", nil)
	require.NoError(t, err)
	state, err := m.State("db/0")
	require.NoError(t, err)
	require.Equal(t, map[string]any{"salt": int64(1)}, state.Config)
	ctx, err := m.Context("db/0")
	require.NoError(t, err)
	event, _, err := m.Next("db/0")
	require.NoError(t, err)
	_, err = ctx.Run(event, state)
	require.NoError(t, err)
	require.NoError(t, m.Settle())
	require.NoError(t, m.Resolved("db/0", false))
	require.NoError(t, m.Settle())

	require.Equal(t, []map[string]any{{"salt": int64(1)}, {"salt": int64(1)}, {"salt": int64(1)}}, old)
	require.Equal(t, []map[string]any{{"salt": int64(2), "extra": "set"}}, new)
	require.Equal(t, []string{"action poke", "upgrade-charm", "config-changed", "gossip-relation-created"}, hooksOf(m, "db/0", refreshed))
}

// TestStateBeforeTheUpgrade asks for the State of a unit that is not upgraded yet, where another one has granted a secret over an
// endpoint that only the new charm has.
func TestStateBeforeTheUpgrade(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	related(t, m, scripts{"db/1 config-changed": func(*charm.Hook) error { return errOnPurpose }}, scripts{}, 2, 1)
	db := scripts{"db/0 gossip-relation-created": func(h *charm.Hook) error {
		secret, err := h.App().AddSecret(map[string]string{"token": "x"})
		if err != nil {
			return err
		}
		relation := h.RelationByID(h.Info().Relation)
		return secret.GrantUnit(relation, "db/0")
	}}
	v2 := db.database()
	v2.Metadata = strings.Replace(v2.Metadata, "peers:\n", "peers:\n  gossip: {interface: talk}\n", 1)
	require.NoError(t, m.Refresh("db", v2))
	require.NoError(t, m.Settle())
	granted := map[string][]string{"gossip:3": {"db/0"}}
	state, err := m.State("db/0")
	require.NoError(t, err)
	require.Equal(t, granted, state.Secrets[0].RemoteGrants)
	state, err = m.State("db/1")
	require.NoError(t, err)
	require.Empty(t, state.Secrets[0].RemoteGrants)
	ctx, err := m.Context("db/1")
	require.NoError(t, err)
	_, err = ctx.Complete(scenario.UpdateStatus(), state)
	require.NoError(t, err)
}
