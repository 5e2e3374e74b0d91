package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestLookingAheadChangesNothing asks a model with a seed, again and again, what its units do next: what it says comes
// true, and the model goes the way that it goes when nobody asks.
func TestLookingAheadChangesNothing(t *testing.T) {
	t.Parallel()
	play := func(look bool) juju.Timeline {
		m := &juju.Model{Seed: 7}
		require.NoError(t, m.Deploy(scripts{}.database(), juju.Deployment{Name: "db", Units: 2}))
		require.NoError(t, m.Deploy(scripts{}.client(), juju.Deployment{Name: "web", Units: 2}))
		require.NoError(t, m.Integrate("db:database", "web:database"))
		require.NoError(t, m.Integrate("db:admin", "web:admin"))
		for {
			foreseen := make(map[string]string)
			for _, unit := range []string{"db/0", "db/1", "web/0", "web/1"} {
				if !look {
					break
				}
				event, ok, err := m.Next(unit)
				require.NoError(t, err)
				_, err = m.State(unit)
				require.NoError(t, err)
				if ok {
					foreseen[unit] = string(event.Kind)
					if event.Relation != nil {
						foreseen[unit] = event.Relation.Endpoint + "-" + foreseen[unit]
					}
				}
			}
			ran, err := m.Step()
			require.NoError(t, err)
			if !ran {
				return m.Timeline()
			}
			if last := m.Timeline()[now(m)-1]; look {
				require.Equal(t, foreseen[last.Unit], last.Hook)
			}
		}
	}
	require.Equal(t, play(false), play(true))
}

// TestNextAboutAnApplication asks for the next event when that is about a databag of an application, not of a unit.
func TestNextAboutAnApplication(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	db := scripts{"action poke": func(h *charm.Hook) error {
		return h.RelationByID("database:2").LocalApp().Set("host", "here")
	}}
	related(t, m, db, scripts{}, 1, 1)
	_, err := m.Run("db/0", "poke", nil)
	require.NoError(t, err)
	event, ok, err := m.Next("web/0")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, scenario.RelationChanged(scenario.Relation{ID: "database:2", Endpoint: "database", RemoteApp: "db"}).ByApp(), event)
}

// TestContextDrawsWhatTheModelDraws compares what charms draw in a hook on the model and in the run that the model makes of
// it, where there are secrets that the unit knows nothing of.
func TestContextDrawsWhatTheModelDraws(t *testing.T) {
	t.Parallel()
	var drawn []uint64
	draw := func(h *charm.Hook) error {
		drawn = append(drawn, h.Rand().Uint64())
		return nil
	}
	add := func(h *charm.Hook) error {
		_, err := h.Unit().AddSecret(map[string]string{"password": "x"})
		return err
	}
	m := &juju.Model{}
	related(t, m, scripts{"start": add}, scripts{"config-changed": draw}, 1, 1)
	require.NoError(t, m.SetConfig("web", map[string]any{"salt": 1}))
	state, err := m.State("web/0")
	require.NoError(t, err)
	ctx, err := m.Context("web/0")
	require.NoError(t, err)
	event, _, err := m.Next("web/0")
	require.NoError(t, err)
	drawn = nil
	require.NoError(t, m.Settle())
	for range 2 {
		_, err = ctx.Run(event, state)
		require.NoError(t, err)
	}
	require.Len(t, drawn, 3)
	require.Equal(t, drawn[0], drawn[1])
	require.Equal(t, drawn[0], drawn[2])
}

// TestIDsOfNewSecretsAreThoseOfTheModel compares the ID of a new secret on the model and in the run that the model makes
// of the hook, where State has a secret of another model too.
func TestIDsOfNewSecretsAreThoseOfTheModel(t *testing.T) {
	t.Parallel()
	share := func(h *charm.Hook) error {
		secret, err := h.App().AddSecret(map[string]string{"password": "x"})
		if err != nil {
			return err
		}
		relation := h.RelationByID(h.Info().Relation)
		if err := secret.Grant(relation); err != nil {
			return err
		}
		return relation.LocalApp().Set("secret", secret.ID())
	}
	var added []string
	read := func(h *charm.Hook) error {
		id, _, err := h.RelationByID(h.Info().Relation).RemoteApp().Get("secret")
		if err != nil {
			return err
		}
		_, err = h.SecretByID(id).Content()
		return err
	}
	add := func(h *charm.Hook) error {
		secret, err := h.Unit().AddSecret(map[string]string{"password": "y"})
		if err == nil {
			added = append(added, secret.ID())
		}
		return err
	}
	m := &juju.Model{}
	require.NoError(t, m.Deploy(scripts{"database-relation-created": share}.database(), juju.Deployment{Name: "db"}))
	_, err := m.Offer("db:database", "")
	require.NoError(t, err)
	other, err := m.AddModel("other")
	require.NoError(t, err)
	require.NoError(t, other.Deploy(scripts{"database-relation-changed": read, "action poke": add}.client(), juju.Deployment{Name: "shop"}))
	require.NoError(t, other.Consume("admin/scenario.db", ""))
	require.NoError(t, other.Integrate("shop:database", "db:database"))
	require.NoError(t, m.Settle())
	require.NoError(t, juju.NoUnitInError(other))

	_, err = other.Enqueue("shop/0", "poke", nil)
	require.NoError(t, err)
	state, err := other.State("shop/0")
	require.NoError(t, err)
	require.Len(t, state.Secrets, 1)
	ctx, err := other.Context("shop/0")
	require.NoError(t, err)
	event, _, err := other.Next("shop/0")
	require.NoError(t, err)
	require.NoError(t, m.Settle())
	_, err = ctx.Run(event, state)
	require.NoError(t, err)
	require.Len(t, added, 2)
	require.Equal(t, added[0], added[1])
}

// TestNextAfterAHookThatIsPassedOver asks what a unit does next whose failed hook is to be run again and is the leader's alone, when
// another unit leads: not that hook.
func TestNextAfterAHookThatIsPassedOver(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	related(t, m, scripts{"db/0 leader-elected": func(*charm.Hook) error { return errOnPurpose }}, scripts{}, 2, 1)
	require.NoError(t, m.Resolved("db/0", true))
	require.NoError(t, m.Failover("db", "db/1"))
	event, ok, err := m.Next("db/0")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, scenario.LeaderSettingsChanged(), event)
}
