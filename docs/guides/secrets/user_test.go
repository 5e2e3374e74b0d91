package secrets_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

func client() *charm.Mux {
	m := charm.NewMux()
	m.On(charm.HandlerFunc(useKey), charm.KindConfigChanged, charm.KindUpdateStatus)
	m.SecretChanged(func(e *charm.SecretEvent) error {
		if _, err := e.Secret.Refresh(); err != nil {
			return err
		}
		return useKey(e.Hook)
	})
	return m
}

func useKey(h *charm.Hook) error {
	secret, err := h.ConfigSecret("api-key")
	if err != nil {
		return err
	}
	if secret == nil {
		return h.Unit().SetStatus(charm.Blocked("set the option api-key to a secret"))
	}
	content, err := secret.Content()
	switch {
	case errors.Is(err, charm.ErrPermissionDenied):
		return h.Unit().SetStatus(charm.Blocked("grant the secret of api-key to", h.AppName()))
	case errors.Is(err, charm.ErrSecretNotFound):
		return h.Unit().SetStatus(charm.Blocked("the secret of api-key does not exist"))
	case errors.Is(err, charm.ErrRevisionNotFound):
		content, err = secret.Refresh() // the one that this unit tracked was removed
	}
	if err != nil {
		return err
	}
	if content["token"] == "" {
		return h.Unit().SetStatus(charm.Blocked("the secret of api-key has no token"))
	}
	return h.Unit().SetStatus(charm.Active())
}

// TestGuideUserSecret: what a user does, one act after the other, and what the charm makes of it.
func TestGuideUserSecret(t *testing.T) {
	t.Parallel()
	out := run(t, client(), scenario.ConfigChanged(), scenario.State{})
	require.Equal(t, charm.Blocked("set the option api-key to a secret"), out.UnitStatus)

	// juju add-secret api-key token=one
	next := out.State
	next.Secrets = []scenario.Secret{{
		ID:            "secret:d0erdgpp4ni1a7hg2c00",
		Owner:         scenario.OwnerUser,
		NotGranted:    true,
		LatestContent: map[string]string{"token": "one"},
	}}

	// juju config app api-key=secret:d0erdgpp4ni1a7hg2c00
	next.Config = map[string]any{"api-key": "secret:d0erdgpp4ni1a7hg2c00"}
	out = run(t, client(), scenario.ConfigChanged(), next)
	require.Equal(t, charm.Blocked("grant the secret of api-key to app"), out.UnitStatus)

	// juju grant-secret api-key app: no event tells of it
	next = out.State
	next.Secrets[0].NotGranted = false
	out = run(t, client(), scenario.UpdateStatus(), next)
	require.Equal(t, charm.Active(), out.UnitStatus)
	require.Equal(t, 1, out.Secrets[0].TrackedRevision)

	// juju update-secret api-key token=two
	next = out.State
	next.Secrets[0].LatestRevision = 2
	next.Secrets[0].LatestContent = map[string]string{"token": "two"}
	out = run(t, client(), scenario.SecretChanged(next.Secrets[0]), next)
	require.Equal(t, "two", out.Secrets[0].TrackedContent["token"])

	// juju remove-secret api-key: no event tells of it
	next = out.State
	next.Secrets = nil
	out = run(t, client(), scenario.UpdateStatus(), next)
	require.Equal(t, charm.Blocked("the secret of api-key does not exist"), out.UnitStatus)
}

// TestGuideUserActs: the acts that the walk above leaves out.
func TestGuideUserActs(t *testing.T) {
	t.Parallel()
	before := scenario.State{
		Config: map[string]any{"api-key": firstID},
		Secrets: []scenario.Secret{{ID: firstID, Owner: scenario.OwnerUser,
			TrackedRevision: 1, TrackedContent: map[string]string{"token": "one"},
			LatestRevision: 2, LatestContent: map[string]string{"token": "two"}}},
	}
	for _, test := range []struct {
		name   string
		why    string
		act    func(s *scenario.Secret)
		status scenario.Status
		track  int
	}{
		{"update without a look", "until the charm refreshes, it works with what it tracks", func(*scenario.Secret) {}, charm.Active(), 1},
		{"revoke", "no event tells of it", func(s *scenario.Secret) { s.NotGranted = true }, charm.Blocked("grant the secret of api-key to app"), 1},
		{"remove the tracked revision", "its number stays, its content is gone", func(s *scenario.Secret) { s.TrackedContent = nil }, charm.Active(), 2},
		{"update with other keys", "a user may forget one", func(s *scenario.Secret) {
			s.TrackedRevision, s.TrackedContent, s.LatestContent = 2, nil, map[string]string{"tokne": "two"}
		}, charm.Blocked("the secret of api-key has no token"), 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			state := before
			state.Secrets = []scenario.Secret{before.Secrets[0]}
			test.act(&state.Secrets[0])
			out := run(t, client(), scenario.UpdateStatus(), state)
			require.Equal(t, test.status, out.UnitStatus, test.why)
			require.Equal(t, test.track, out.Secrets[0].TrackedRevision, test.why)
		})
	}
}
