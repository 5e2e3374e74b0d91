package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// sharing is a charm that shares a secret with whoever relates to it, and renews it in the action poke.
func sharing() scripts {
	return scripts{
		"leader-elected": func(h *charm.Hook) error {
			_, err := h.App().AddSecret(map[string]string{"token": "first"}, charm.SecretLabel("token"))
			return err
		},
		"database-relation-created": func(h *charm.Hook) error {
			if leads, err := h.IsLeader(); !leads || err != nil {
				return err
			}
			secret, relation := h.SecretByLabel("token"), h.RelationByID(h.Info().Relation)
			if err := secret.Grant(relation); err != nil {
				return err
			}
			return relation.LocalApp().Set("secret", secret.ID())
		},
		"action poke": func(h *charm.Hook) error {
			return h.SecretByLabel("token").SetContent(map[string]string{"token": "next"})
		},
	}
}

// across is a model with an application db that shares a secret, and another one whose application shop is related to it.
func across(t *testing.T, db, shop scripts) (m, other *juju.Model) {
	t.Helper()
	m = &juju.Model{}
	require.NoError(t, m.Deploy(db.database(), juju.Deployment{Name: "db"}))
	_, err := m.Offer("db:database", "")
	require.NoError(t, err)
	require.NoError(t, m.Settle())
	other, err = m.AddModel("other")
	require.NoError(t, err)
	require.NoError(t, other.Deploy(shop.client(), juju.Deployment{Name: "shop"}))
	require.NoError(t, other.Consume("admin/scenario.db", ""))
	require.NoError(t, other.Integrate("shop:database", "db:database"))
	require.NoError(t, m.Settle())
	require.NoError(t, juju.NoUnitInError(m))
	require.NoError(t, juju.NoUnitInError(other))
	return m, other
}

// labels reads the secret that the other side announced and gives it a label.
func labels(h *charm.Hook) error {
	id, ok, err := h.RelationByID(h.Info().Relation).RemoteApp().Get("secret")
	if err != nil || !ok {
		return err
	}
	_, err = h.SecretByID(id).WithLabel("theirs").Content()
	return err
}

// TestSecretOfAnotherModelWithoutRelation reads a secret of another model, by its label, when the relation is gone: the unit's
// record of it stays, and the right to read it does not (secrets.md 13).
func TestSecretOfAnotherModelWithoutRelation(t *testing.T) {
	t.Parallel()
	var refusal error
	shop := scripts{"database-relation-changed": labels, "action poke": func(h *charm.Hook) error {
		_, refusal = h.SecretByLabel("theirs").Content()
		return nil
	}}
	_, other := across(t, sharing(), shop)
	_, err := other.Run("shop/0", "poke", nil)
	require.NoError(t, err)
	require.NoError(t, refusal)
	require.NoError(t, other.RemoveRelation("shop:database", "db:database"))
	require.NoError(t, other.Settle())
	_, err = other.Run("shop/0", "poke", nil)
	require.NoError(t, err)
	require.ErrorIs(t, refusal, call.ErrPermissionDenied)
}

// TestSecretOfAnotherModelIsTracked reads a secret of another model again and again: the unit keeps the revision that it read
// first, and the label that it gave, until it refreshes.
func TestSecretOfAnotherModelIsTracked(t *testing.T) {
	t.Parallel()
	var read []string
	look := func(get func(*charm.Secret) (map[string]string, error)) func(h *charm.Hook) error {
		return func(h *charm.Hook) error {
			content, err := get(h.SecretByLabel("theirs"))
			read = append(read, content["token"])
			return err
		}
	}
	shop := scripts{
		"database-relation-changed": labels,
		"action poke":               look((*charm.Secret).Content),
	}
	m, other := across(t, sharing(), shop)
	poke := func(on *juju.Model, unit string) {
		t.Helper()
		task, err := on.Run(unit, "poke", nil)
		require.NoError(t, err)
		require.Equal(t, juju.TaskCompleted, task.Status, task.Message)
	}
	poke(other, "shop/0")
	poke(m, "db/0")
	require.NoError(t, m.Settle())
	poke(other, "shop/0")
	poke(other, "shop/0")
	shop["action poke"] = look((*charm.Secret).Refresh)
	poke(other, "shop/0")
	shop["action poke"] = look((*charm.Secret).Content)
	poke(other, "shop/0")
	require.Equal(t, []string{"first", "first", "first", "next", "next"}, read)
	require.Contains(t, hooksOf(other, "shop/0", 0), "secret-changed")
}
