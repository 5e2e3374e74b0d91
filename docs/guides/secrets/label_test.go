package secrets_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

func introduce(e *charm.RelationEvent) error {
	id, ok, err := e.Relation.RemoteApp().Get("secret-id")
	if err != nil || !ok {
		return err
	}
	_, err = e.SecretByID(id).WithLabel("backend").Content()
	return err
}

func TestGuideLabel(t *testing.T) {
	t.Parallel()
	relation := backend()
	m := charm.NewMux()
	m.RelationChanged("backend", introduce)

	out := run(t, m, scenario.RelationChanged(relation), scenario.State{
		Relations: []scenario.Relation{relation},
		Secrets:   []scenario.Secret{{ID: firstID, Owner: "postgresql", LatestContent: map[string]string{"password": "x"}}},
	})

	require.Equal(t, "backend", out.Secrets[0].Label)
}

// TestGuideLabelTells: a secret event tells the label, and the label finds the secret.
func TestGuideLabelTells(t *testing.T) {
	t.Parallel()
	secret := changed(map[string]string{"password": "new"})
	secret.Label = "backend"
	m := charm.NewMux()
	m.SecretChanged(func(e *charm.SecretEvent) error {
		require.Equal(t, "backend", e.Secret.Label())
		_, err := e.SecretByLabel("backend").Refresh()
		return err
	})
	out := run(t, m, scenario.SecretChanged(secret), scenario.State{Secrets: []scenario.Secret{secret}})
	require.Equal(t, 2, out.Secret(t, "backend").TrackedRevision)
}

// TestLabelTwice: juju/juju #14932, canonical/data-platform-libs #252.
func TestLabelTwice(t *testing.T) {
	t.Parallel()
	t.Run("another's secret", func(t *testing.T) {
		t.Parallel()
		ctx := scenario.Context{Dir: ".", Charm: charm.HandlerFunc(func(h *charm.Hook) error {
			_, err := h.SecretByID(firstID).WithLabel("credentials").Content()
			return err
		})}
		foreign := scenario.Secret{ID: firstID, Owner: "postgresql", LatestContent: map[string]string{"password": "x"}}
		_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{credentials(), foreign}})
		require.ErrorIs(t, err, charm.ErrLabelExists, "at once")
	})
	t.Run("a new secret", func(t *testing.T) {
		t.Parallel()
		ctx := scenario.Context{Dir: ".", Charm: charm.HandlerFunc(func(h *charm.Hook) error {
			_, err := h.Unit().AddSecret(map[string]string{"password": "x"}, charm.SecretLabel("credentials"))
			return err
		})}
		_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{credentials()}})
		var refused *scenario.CommitError
		require.ErrorAs(t, err, &refused, "at the end of the hook")
		require.ErrorIs(t, err, charm.ErrLabelExists)
	})
	t.Run("the label of an earlier secret", func(t *testing.T) {
		t.Parallel()
		ctx := scenario.Context{Dir: ".", Charm: charm.HandlerFunc(func(h *charm.Hook) error {
			_, err := h.SecretByID(secondID).WithLabel("backend").Content()
			return err
		})}
		_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{
			{ID: firstID, Label: "backend", Owner: "postgresql", NotGranted: true}, // its relation is gone; the label stays
			{ID: secondID, Owner: "mysql", LatestContent: map[string]string{"password": "x"}},
		}})
		require.ErrorIs(t, err, charm.ErrLabelExists)
	})
}

func refreshBackend(e *charm.SecretEvent) error {
	relations, err := e.Relations("backend")
	if err != nil {
		return err
	}
	for _, relation := range relations {
		id, _, err := relation.RemoteApp().Get("secret-id")
		if err != nil {
			return err
		}
		if e.SecretByID(id).UniqueIdentifier() == e.Secret.UniqueIdentifier() {
			if _, err := e.Secret.Refresh(); err != nil {
				return err
			}
			return e.Unit().SetStatus(charm.Active("new password for", relation.ID()))
		}
	}
	return nil // none of ours any more
}

func TestGuideUniqueIdentifier(t *testing.T) {
	t.Parallel()
	first, second := backend(), backend()
	second.ID, second.RemoteApp = "backend:8", "mysql"
	second.RemoteAppData = map[string]string{"secret-id": "secret://5ce9a210-0000-4000-8000-000000000001/d0erdgpp4ni1a7hg2c10"}
	changed := scenario.Secret{
		ID:             "secret:d0erdgpp4ni1a7hg2c10",
		Owner:          "mysql",
		TrackedContent: map[string]string{"password": "old"},
		LatestContent:  map[string]string{"password": "new"},
	}
	m := charm.NewMux()
	m.SecretChanged(refreshBackend)

	out := run(t, m, scenario.SecretChanged(changed), scenario.State{
		Relations: []scenario.Relation{first, second},
		Secrets:   []scenario.Secret{changed},
	})

	require.Equal(t, charm.Active("new password for backend:8"), out.UnitStatus)
}
