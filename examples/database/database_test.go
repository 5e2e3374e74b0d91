package database_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/examples/database"
)

func TestRemoveOldRevision(t *testing.T) {
	secret := scenario.Secret{
		Owner:          scenario.OwnerApp,
		TrackedContent: map[string]string{"password": "xxxxxxxx"},
	}
	ctx := scenario.Context{Charm: database.New(), Dir: "."} // Dir holds charmcraft.yaml

	out, err := ctx.Run(scenario.SecretRemove(secret, 42), scenario.State{
		Leader:  true,
		Secrets: []scenario.Secret{secret},
	})

	require.NoError(t, err)
	require.Equal(t, []scenario.SecretRevision{{SecretID: out.Secrets[0].ID, Revision: 42}}, out.RemovedSecretRevisions)
}

// credentials is the application's secret as share makes it.
func credentials() scenario.Secret {
	return scenario.Secret{
		Label: "credentials", Owner: scenario.OwnerApp, Rotate: scenario.RotateDaily,
		LatestContent: map[string]string{"username": "admin", "password": "old"},
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}
	tests := []struct {
		name    string
		why     string
		leader  bool
		config  map[string]any
		secrets []scenario.Secret
		user    string // of the shared credential; empty: nothing is shared
	}{
		{name: "first relation", why: "the leader makes the credential and grants it", leader: true, user: "admin"},
		{name: "configured user", why: "the user comes from the configuration", leader: true,
			config: map[string]any{"username": "root"}, user: "root"},
		{name: "second relation", why: "the credential that exists is granted, not a second one",
			leader: true, secrets: []scenario.Secret{credentials()}, user: "admin"},
		{name: "not the leader", why: "only the leader may own an application's secret"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx := scenario.Context{Charm: database.New(), Dir: "."}
			out, err := ctx.Run(scenario.RelationJoined(relation), scenario.State{
				Leader: test.leader, Config: test.config, Secrets: test.secrets, Relations: []scenario.Relation{relation},
			})
			require.NoError(t, err, test.why)
			if test.user == "" {
				require.Empty(t, out.Secrets, test.why)
				require.Empty(t, out.Relations[0].LocalAppData, test.why)
				return
			}
			require.Len(t, out.Secrets, 1, test.why)
			secret := out.Secret(t, "credentials")
			require.Equal(t, test.user, secret.LatestContent["username"], test.why)
			require.Equal(t, scenario.RotateDaily, secret.Rotate)
			require.Equal(t, map[string][]string{"database:3": {"webserver"}}, secret.RemoteGrants, test.why)
			require.Contains(t, out.Relations[0].LocalAppData["secret-id"], secret.ID[len("secret:"):])
			require.Equal(t, "sharing credentials", out.UnitStatus.Message)
		})
	}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	secret := credentials()
	ctx := scenario.Context{Charm: database.New(), Dir: "."}
	state := scenario.State{Leader: true, Secrets: []scenario.Secret{secret}}

	// The event that was made from the first State goes on working with every later one.
	seen := map[string]bool{"old": true}
	for rotation := 1; rotation <= 3; rotation++ {
		out, err := ctx.Run(scenario.SecretRotate(secret), state)
		require.NoError(t, err)
		renewed := out.Secret(t, "credentials")
		require.Equal(t, rotation+1, renewed.LatestRevision)
		require.Equal(t, renewed.LatestRevision, renewed.TrackedRevision, "the charm holds on to no old revision")
		require.False(t, seen[renewed.LatestContent["password"]], "every password is new")
		seen[renewed.LatestContent["password"]] = true
		state = out.State
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}
	secret := credentials()
	secret.RemoteGrants = map[string][]string{"database:3": {"webserver"}}
	ctx := scenario.Context{Charm: database.New(), Dir: "."}
	out, err := ctx.Run(scenario.RelationBroken(relation), scenario.State{
		Leader: true, Secrets: []scenario.Secret{secret}, Relations: []scenario.Relation{relation},
	})
	require.NoError(t, err)
	require.Empty(t, out.Secret(t, "credentials").RemoteGrants)
}

func TestGetPassword(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Charm: database.New(), Dir: "."}

	out, err := ctx.Run(scenario.RunAction("get-password", nil), scenario.State{Leader: true, Secrets: []scenario.Secret{credentials()}})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"username": "admin", "password": "old"}, out.ActionResults)

	_, err = ctx.Run(scenario.RunAction("get-password", nil), scenario.State{Leader: true})
	var failed *scenario.ActionFailedError
	require.ErrorAs(t, err, &failed)
	require.Contains(t, failed.Message, "relate an application first")
}
