package secrets_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

func observer() *charm.Mux {
	m := charm.NewMux()
	m.On(charm.HandlerFunc(connect), charm.KindRelationChanged, charm.KindUpdateStatus)
	m.SecretChanged(reconnect)
	return m
}

func connect(h *charm.Hook) error {
	relations, err := h.Relations("backend")
	if err != nil {
		return err
	}
	for _, relation := range relations {
		id, ok, err := relation.RemoteApp().Get("secret-id")
		if err != nil {
			return err
		}
		if !ok {
			continue // relation-changed comes again once it is there
		}
		content, err := h.SecretByID(id).Content()
		if errors.Is(err, charm.ErrPermissionDenied) {
			return h.Unit().SetStatus(charm.Waiting("for a secret to be granted"))
		}
		if err != nil {
			return err
		}
		if err := logIn(h, content); err != nil {
			return err
		}
	}
	return nil
}

// logIn stands for what a charm does with the content.
func logIn(h *charm.Hook, content map[string]string) error {
	if content["password"] == "" {
		return errors.New("cannot log in: the secret has no password")
	}
	return h.Unit().SetStatus(charm.Active())
}

// backend is the relation after postgresql announced its secret.
func backend() scenario.Relation {
	return scenario.Relation{
		ID: "backend:7", Endpoint: "backend", RemoteApp: "postgresql",
		RemoteAppData: map[string]string{"secret-id": firstID},
	}
}

func TestGuideTrack(t *testing.T) {
	t.Parallel()
	relation := backend()

	out := run(t, observer(), scenario.RelationChanged(relation), scenario.State{
		Relations: []scenario.Relation{relation},
		Secrets: []scenario.Secret{{
			ID:             firstID,
			Owner:          "postgresql",
			LatestRevision: 5,
			LatestContent:  map[string]string{"password": "fifth"},
		}},
	})

	require.Equal(t, charm.Active(), out.UnitStatus)
	require.Equal(t, 5, out.Secrets[0].TrackedRevision)
}

func TestGuideNotGranted(t *testing.T) {
	t.Parallel()
	relation := backend()

	out := run(t, observer(), scenario.RelationChanged(relation), scenario.State{
		Relations: []scenario.Relation{relation},
		Secrets:   []scenario.Secret{{ID: firstID, Owner: "postgresql", NotGranted: true}},
	})
	require.Equal(t, charm.Waiting("for a secret to be granted"), out.UnitStatus)

	next := out.State
	next.Secrets[0] = scenario.Secret{ID: firstID, Owner: "postgresql", LatestContent: map[string]string{"password": "x"}}
	out = run(t, observer(), scenario.UpdateStatus(), next)
	require.Equal(t, charm.Active(), out.UnitStatus)
}

func reconnect(e *charm.SecretEvent) error {
	content, err := e.Secret.Peek()
	if err != nil {
		return err
	}
	if err := logIn(e.Hook, content); err != nil {
		return err // the old password is still the tracked one
	}
	_, err = e.Secret.Refresh()
	return err
}

// changed is a secret of which this unit tracks one revision while there is a later one.
func changed(latest map[string]string) scenario.Secret {
	return scenario.Secret{
		ID:             firstID,
		Owner:          "postgresql",
		TrackedContent: map[string]string{"password": "old"},
		LatestContent:  latest,
	}
}

func TestGuideRefresh(t *testing.T) {
	t.Parallel()
	secret := changed(map[string]string{"password": "new"})

	out := run(t, observer(), scenario.SecretChanged(secret), scenario.State{Secrets: []scenario.Secret{secret}})

	require.Equal(t, 2, out.Secrets[0].TrackedRevision)
	require.Equal(t, "new", out.Secrets[0].TrackedContent["password"])
}

func TestGuidePeekBeforeRefresh(t *testing.T) {
	t.Parallel()
	secret := changed(map[string]string{"user": "admin"})
	ctx := scenario.Context{Charm: observer(), Dir: "."}

	out, err := ctx.Run(scenario.SecretChanged(secret), scenario.State{Secrets: []scenario.Secret{secret}})

	require.ErrorContains(t, err, "the secret has no password")
	require.Equal(t, 1, out.Secrets[0].TrackedRevision)
}

// TestGuideTrackPeekRefresh: what each of the three reads, one after the other.
func TestGuideTrackPeekRefresh(t *testing.T) {
	t.Parallel()
	var passwords []string
	read := charm.HandlerFunc(func(h *charm.Hook) error {
		secret := h.SecretByID(firstID)
		for _, read := range []func() (map[string]string, error){secret.Content, secret.Peek, secret.Content, secret.Refresh, secret.Content} {
			content, err := read()
			if err != nil {
				return err
			}
			passwords = append(passwords, content["password"])
		}
		return nil
	})
	run(t, read, scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{changed(map[string]string{"password": "new"})}})
	require.Equal(t, []string{"old", "new", "old", "new", "new"}, passwords)
}

// TestGuideFirstRead: the first get starts tracking, even a peek.
func TestGuideFirstRead(t *testing.T) {
	t.Parallel()
	peek := charm.HandlerFunc(func(h *charm.Hook) error { _, err := h.SecretByID(firstID).Peek(); return err })
	out := run(t, peek, scenario.UpdateStatus(), scenario.State{
		Secrets: []scenario.Secret{{ID: firstID, Owner: "postgresql", LatestRevision: 5, LatestContent: map[string]string{"password": "now"}}},
	})
	require.Equal(t, 5, out.Secrets[0].TrackedRevision)
	require.Equal(t, "now", out.Secrets[0].TrackedContent["password"])
}
