package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

func ownSecret() scenario.Secret {
	return scenario.Secret{Label: "own", Owner: scenario.OwnerApp, TrackedContent: map[string]string{"password": "first"}}
}

// TestSecretAmongPeers: what an owner's own right, and the labels of other units, do to a charm.
func TestSecretAmongPeers(t *testing.T) {
	t.Parallel()
	peers := scenario.Relation{ID: "cluster:1", Endpoint: "cluster", RemoteUnits: map[string]map[string]string{"web/1": nil}}
	theirs := scenario.Secret{ID: theirs, Owner: "web/1", OwnerLabel: "taken", NotGranted: true, LatestRevision: 1}
	own := ownSecret()
	unit := ownSecret()
	unit.Owner = scenario.OwnerUnit
	rows := []struct {
		name   string
		secret scenario.Secret
		do     func(h *charm.Hook) error
		is     error  // nil: nothing is refused
		text   string // of the commit's refusal
		after  func(*scenario.Secret)
	}{
		{
			name: "grant an application its own secret", secret: own, is: charm.ErrGrant,
			do:   func(h *charm.Hook) error { return h.SecretByLabel("own").Grant(h.RelationByID("cluster:1")) },
			text: `granting secrets access: cannot change access to "` + mine + `" for "application-web": cannot change secret permission scope`,
		},
		{
			name: "grant the application a unit's secret", secret: unit,
			do:    func(h *charm.Hook) error { return h.SecretByLabel("own").Grant(h.RelationByID("cluster:1")) },
			after: func(s *scenario.Secret) { s.RemoteGrants = map[string][]string{"cluster:1": {"web"}} },
		},
		{
			name: "revoke over peers", secret: own,
			do:    func(h *charm.Hook) error { return h.SecretByLabel("own").Revoke(h.RelationByID("cluster:1")) },
			after: func(s *scenario.Secret) { s.Disowned = true },
		},
		{
			name: "a label that another unit has", secret: own, is: charm.ErrLabelExists,
			do:   func(h *charm.Hook) error { return h.SecretByLabel("own").SetInfo(charm.SecretLabel("taken")) },
			text: `updating secrets: secret with label "taken" already exists`,
		},
		{
			name: "the same for a unit's secret", secret: unit,
			do:    func(h *charm.Hook) error { return h.SecretByLabel("own").SetInfo(charm.SecretLabel("taken")) },
			after: func(s *scenario.Secret) { s.Label = "taken" },
		},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			secret := row.secret
			secret.ID = mine
			state := scenario.State{Leader: true, Relations: []scenario.Relation{peers}, Secrets: []scenario.Secret{secret, theirs}}
			ctx := scenario.Context{Charm: charm.HandlerFunc(row.do), Metadata: programMetadata}
			complete, err := ctx.Complete(scenario.UpdateStatus(), state)
			require.NoError(t, err)
			out, err := ctx.Run(scenario.UpdateStatus(), state)
			if row.is != nil {
				var refused *scenario.CommitError
				require.ErrorAs(t, err, &refused)
				require.ErrorIs(t, err, row.is)
				require.Equal(t, row.text, refused.Text())
			} else {
				require.NoError(t, err)
				row.after(&complete.Secrets[0])
			}
			require.Empty(t, scenario.Diff(complete, out.State))
			_, err = ctx.Complete(scenario.UpdateStatus(), out.State)
			require.NoError(t, err, "what Juju makes is never inconsistent")
		})
	}
}

// TestDisowned: a secret that nobody may read any more, though everything lists it.
func TestDisowned(t *testing.T) {
	t.Parallel()
	secret := ownSecret()
	secret.ID, secret.Disowned = mine, true
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		own := h.SecretByLabel("own")
		if _, err := own.Info(); err != nil {
			return err
		}
		if _, err := own.Content(); err == nil {
			t.Error("content: got no error")
		}
		return own.RemoveAll()
	})}
	_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})
	var refused *scenario.CommitError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "removing secrets: permission denied", refused.Text())
}
