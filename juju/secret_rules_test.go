package juju_test

import (
	"testing"
	"time"

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

// TestRevisionThatIsReadAndRenewedInOneHookIsNotObsolete reads a secret for the first time and gives it a new revision in
// one hook: the unit tracks the old revision, so nobody is told that it is obsolete.
func TestRevisionThatIsReadAndRenewedInOneHookIsNotObsolete(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	db := scripts{
		"leader-elected": func(h *charm.Hook) error {
			_, err := h.App().AddSecret(map[string]string{"token": "first"}, charm.SecretLabel("token"))
			return err
		},
		"start": func(h *charm.Hook) error {
			secret := h.SecretByLabel("token")
			if _, err := secret.Content(); err != nil {
				return err
			}
			return secret.SetContent(map[string]string{"token": "second"})
		},
		"action poke": func(h *charm.Hook) error {
			_, err := h.SecretByLabel("token").Refresh()
			return err
		},
	}
	related(t, m, db, scripts{}, 1, 1)
	state, err := m.State("db/0")
	require.NoError(t, err)
	require.Equal(t, 1, state.Secrets[0].TrackedRevision)
	require.Equal(t, 2, state.Secrets[0].LatestRevision)
	require.NotContains(t, hooksOf(m, "db/0", 0), "secret-remove")

	_, err = m.Run("db/0", "poke", nil)
	require.NoError(t, err)
	require.NoError(t, m.Settle())
	require.Contains(t, hooksOf(m, "db/0", 0), "secret-remove")
}

// TestIDsOfSecretsThatNeverWereAreNotUsedAgain has a hook add a secret, write its ID down and remove it again: the ID does not
// come to mean the next secret.
func TestIDsOfSecretsThatNeverWereAreNotUsedAgain(t *testing.T) {
	t.Parallel()
	var ids []string
	m := &juju.Model{}
	db := scripts{"action poke": func(h *charm.Hook) error {
		secret, err := h.Unit().AddSecret(map[string]string{"token": "x"})
		if err != nil {
			return err
		}
		ids = append(ids, secret.ID())
		if err := h.RelationByID("database:2").LocalUnit().Set("secret", secret.ID()); err != nil {
			return err
		}
		return secret.RemoveAll()
	}}
	related(t, m, db, scripts{}, 1, 1)
	for range 3 {
		_, err := m.Run("db/0", "poke", nil)
		require.NoError(t, err)
	}
	require.Len(t, ids, 3)
	require.NotEqual(t, ids[0], ids[1])
	require.NotEqual(t, ids[0], ids[2])
	require.NotEqual(t, ids[1], ids[2])
}

// TestNoSecretForWhoIsBeingRemoved has a unit add a secret in its last hook: Juju refuses it at the end of the hook.
func TestNoSecretForWhoIsBeingRemoved(t *testing.T) {
	t.Parallel()
	for name, add := range map[string]func(h *charm.Hook) error{
		"unit-db-0": func(h *charm.Hook) error {
			_, err := h.Unit().AddSecret(map[string]string{"token": "x"})
			return err
		},
		"application-db": func(h *charm.Hook) error {
			_, err := h.App().AddSecret(map[string]string{"token": "x"})
			return err
		},
	} {
		m := &juju.Model{}
		related(t, m, scripts{"stop": add}, scripts{}, 1, 1)
		require.NoError(t, m.RemoveApplication("db"))
		require.NoError(t, m.Settle())
		require.EqualError(t, juju.NoUnitInError(m), `db/0 is in error: hook failed: "stop" (hook 25): creating secrets: cannot create secret for owner "`+name+`" which is not alive`)
	}
}

// TestExpiryOutlivesTheLatestRevision removes the latest revision of a secret, which has expired: the secret still tells when, as in
// a run of the same hook.
func TestExpiryOutlivesTheLatestRevision(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	db := scripts{
		"leader-elected": func(h *charm.Hook) error {
			_, err := h.App().AddSecret(map[string]string{"token": "first"}, charm.SecretLabel("token"))
			return err
		},
		"action poke": func(h *charm.Hook) error {
			return h.SecretByLabel("token").SetContent(map[string]string{"token": "second"}, charm.SecretExpireIn(time.Hour))
		},
		"secret-expired": func(h *charm.Hook) error {
			return h.SecretByLabel("token").RemoveRevision(2)
		},
	}
	related(t, m, db, scripts{}, 1, 1)
	_, err := m.Run("db/0", "poke", nil)
	require.NoError(t, err)
	require.NoError(t, m.Settle())
	at := m.Now().Add(time.Hour)
	require.NoError(t, m.Advance(time.Hour))
	before, err := m.State("db/0")
	require.NoError(t, err)
	ctx, err := m.Context("db/0")
	require.NoError(t, err)
	event, _, err := m.Next("db/0")
	require.NoError(t, err)
	require.Equal(t, call.KindSecretExpired, event.Kind)
	out, err := ctx.Run(event, before)
	require.NoError(t, err)
	require.NoError(t, m.Settle())
	after, err := m.State("db/0")
	require.NoError(t, err)
	require.Equal(t, at, after.Secrets[0].Expire)
	require.Equal(t, out.Secrets, after.Secrets)
}
