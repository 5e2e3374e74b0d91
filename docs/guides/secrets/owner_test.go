package secrets_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

func owner() *charm.Mux {
	m := charm.NewMux()
	m.RelationJoined("database", share)
	m.ConfigChanged(setUser)
	m.SecretRotate(rotate)
	m.SecretExpired(expire)
	m.SecretRemove(removeRevision)
	m.Action("disconnect", disconnect)
	m.Action("reset", reset)
	return m
}

func share(e *charm.RelationEvent) error {
	leader, err := e.IsLeader()
	if err != nil || !leader {
		return err
	}
	secret, err := findOrAdd(e.Hook)
	if err != nil {
		return err
	}
	if err := secret.Grant(e.Relation); err != nil {
		return err
	}
	return e.Relation.LocalApp().Set("secret-id", secret.ID())
}

func findOrAdd(h *charm.Hook) (*charm.Secret, error) {
	secret := h.SecretByLabel("credentials")
	if _, err := secret.Info(); !errors.Is(err, charm.ErrSecretNotFound) {
		return secret, err
	}
	username, err := h.ConfigString("username")
	if err != nil {
		return nil, err
	}
	content := map[string]string{"username": username, "password": newPassword(h.Rand())}
	return h.App().AddSecret(content, charm.SecretLabel("credentials"), charm.SecretDescription("to log in with"))
}

func newPassword(random *rand.Rand) string {
	return fmt.Sprintf("%016x%016x", random.Uint64(), random.Uint64())
}

func TestGuideAddAndGrant(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}

	out := run(t, owner(), scenario.RelationJoined(relation), scenario.State{
		Leader:    true,
		Relations: []scenario.Relation{relation},
	})

	secret := out.Secret(t, "credentials")
	require.Equal(t, scenario.OwnerApp, secret.Owner)
	require.Equal(t, 1, secret.LatestRevision)
	require.Equal(t, "admin", secret.LatestContent["username"])
	require.Equal(t, map[string][]string{"database:3": {"webserver"}}, secret.RemoteGrants)
	require.NotEmpty(t, out.Relations[0].LocalAppData["secret-id"])
}

// TestGuideGrantAgain: a second unit of webserver joins, then another application.
func TestGuideGrantAgain(t *testing.T) {
	t.Parallel()
	first := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}
	second := scenario.Relation{ID: "database:4", Endpoint: "database", RemoteApp: "shop"}
	state := scenario.State{Leader: true, Relations: []scenario.Relation{first, second}}
	out := run(t, owner(), scenario.RelationJoined(first), state)
	again := run(t, owner(), scenario.RelationJoined(first), out.State)
	require.Empty(t, scenario.Diff(out.State, again.State))

	out = run(t, owner(), scenario.RelationJoined(second), out.State)
	require.Len(t, out.Secrets, 1)
	require.Equal(t, map[string][]string{"database:3": {"webserver"}, "database:4": {"shop"}}, out.Secret(t, "credentials").RemoteGrants)
	require.Equal(t, out.Relations[0].LocalAppData, out.Relations[1].LocalAppData, "both are told the same ID")
}

func TestGuideUnitSecret(t *testing.T) {
	t.Parallel()
	certificate := charm.HandlerFunc(func(h *charm.Hook) error {
		_, err := h.Unit().AddSecret(map[string]string{"private-key": "..."}, charm.SecretLabel("certificate"))
		return err
	})

	out := run(t, certificate, scenario.Install(), scenario.State{}) // not the leader

	require.Equal(t, scenario.OwnerUnit, out.Secret(t, "certificate").Owner)
}

// credentials is the secret that share made, before this unit has read it.
func credentials() scenario.Secret {
	return scenario.Secret{
		Label:         "credentials",
		Owner:         scenario.OwnerApp,
		LatestContent: map[string]string{"username": "admin", "password": "first"},
	}
}

func setUser(h *charm.Hook) error {
	leader, err := h.IsLeader()
	if err != nil || !leader {
		return err
	}
	username, err := h.ConfigString("username")
	if err != nil {
		return err
	}
	err = change(h.SecretByLabel("credentials"), "username", username)
	if errors.Is(err, charm.ErrSecretNotFound) {
		return nil // nobody has asked for it yet
	}
	return err
}

func change(secret *charm.Secret, key, value string, options ...charm.SecretOption) error {
	content, err := secret.Peek() // the latest
	if err != nil || content[key] == value {
		return err
	}
	content[key] = value
	if err := secret.SetContent(content, options...); err != nil {
		return err
	}
	_, err = secret.Refresh() // and track the new one, not what was read
	return err
}

func TestGuideNewRevision(t *testing.T) {
	t.Parallel()
	out := run(t, owner(), scenario.ConfigChanged(), scenario.State{
		Leader:  true,
		Config:  map[string]any{"username": "root"},
		Secrets: []scenario.Secret{credentials()},
	})

	secret := out.Secret(t, "credentials")
	require.Equal(t, 2, secret.LatestRevision)
	require.Equal(t, map[string]string{"username": "root", "password": "first"}, secret.LatestContent)
	require.Equal(t, 2, secret.TrackedRevision)
}

func TestGuideSameContent(t *testing.T) {
	t.Parallel()
	out := run(t, owner(), scenario.ConfigChanged(), scenario.State{
		Leader:  true,
		Secrets: []scenario.Secret{credentials()},
	})

	require.Equal(t, 1, out.Secret(t, "credentials").LatestRevision)
	require.Nil(t, out.Commit) // the hook left nothing to be done
}

// TestGuideNothingToChange: config-changed comes before anybody is related.
func TestGuideNothingToChange(t *testing.T) {
	t.Parallel()
	require.Empty(t, run(t, owner(), scenario.ConfigChanged(), scenario.State{Leader: true}).Secrets)
}

// TestGuideEqualContent: canonical/data-platform-libs #164, canonical/operator #1055.
func TestGuideEqualContent(t *testing.T) {
	t.Parallel()
	set := charm.HandlerFunc(func(h *charm.Hook) error {
		return h.SecretByLabel("credentials").SetContent(credentials().LatestContent)
	})
	for version, latest := range map[string]int{"3.5.7": 2, "3.6.11": 1} {
		ctx := scenario.Context{Charm: set, Dir: ".", JujuVersion: version}
		out, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{credentials()}})
		require.NoError(t, err)
		require.Equal(t, latest, out.Secret(t, "credentials").LatestRevision, version)
	}
}

func disconnect(e *charm.ActionEvent) error {
	var params struct{ Relation string }
	if err := e.Bind(&params); err != nil {
		return err
	}
	secret := e.SecretByLabel("credentials")
	if err := secret.Revoke(e.RelationByID(params.Relation)); err != nil {
		return err
	}
	return change(secret, "password", newPassword(e.Rand()))
}

func TestGuideRevoke(t *testing.T) {
	t.Parallel()
	secret := credentials()
	secret.RemoteGrants = map[string][]string{"database:3": {"webserver"}, "database:4": {"shop"}}

	out := run(t, owner(), scenario.RunAction("disconnect", map[string]any{"relation": "database:3"}), scenario.State{
		Leader: true,
		Relations: []scenario.Relation{
			{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"},
			{ID: "database:4", Endpoint: "database", RemoteApp: "shop"},
		},
		Secrets: []scenario.Secret{secret},
	})

	left := out.Secret(t, "credentials")
	require.Equal(t, map[string][]string{"database:4": {"shop"}}, left.RemoteGrants)
	require.NotEqual(t, "first", left.LatestContent["password"])
}

// TestGuideRevokeUnit: what was granted to a unit is taken from that unit.
func TestGuideRevokeUnit(t *testing.T) {
	t.Parallel()
	secret := credentials()
	secret.RemoteGrants = map[string][]string{"database:3": {"webserver/0", "webserver/1"}}
	state := scenario.State{Leader: true, Secrets: []scenario.Secret{secret},
		Relations: []scenario.Relation{{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}}}
	revoke := func(h *charm.Hook) error {
		return h.SecretByLabel("credentials").RevokeUnit(h.RelationByID("database:3"), "webserver/1")
	}
	out := run(t, charm.HandlerFunc(revoke), scenario.UpdateStatus(), state)
	require.Equal(t, map[string][]string{"database:3": {"webserver/0"}}, out.Secret(t, "credentials").RemoteGrants)

	out = run(t, owner(), scenario.RunAction("disconnect", map[string]any{"relation": "database:3"}), state)
	require.Equal(t, secret.RemoteGrants, out.Secret(t, "credentials").RemoteGrants, "grants to units are not the application's")
}

// TestGuideRevokeNothing: what was never granted is no error.
func TestGuideRevokeNothing(t *testing.T) {
	t.Parallel()
	state := scenario.State{Leader: true, Secrets: []scenario.Secret{credentials()},
		Relations: []scenario.Relation{{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}}}
	out := run(t, owner(), scenario.RunAction("disconnect", map[string]any{"relation": "database:3"}), state)
	require.Empty(t, out.Secret(t, "credentials").RemoteGrants)
}

func reset(e *charm.ActionEvent) error {
	return e.SecretByLabel("credentials").RemoveAll()
}

func TestGuideRemoveAll(t *testing.T) {
	t.Parallel()
	out := run(t, owner(), scenario.RunAction("reset", nil), scenario.State{
		Leader:  true,
		Secrets: []scenario.Secret{credentials()},
	})

	require.Empty(t, out.Secrets)
	require.Len(t, out.RemovedSecrets, 1)
}
