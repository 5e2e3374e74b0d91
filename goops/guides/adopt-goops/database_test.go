package database_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	arrived "github.com/charmscenario/scenario/examples/database"
	goopscharm "github.com/charmscenario/scenario/goops"
	database "github.com/charmscenario/scenario/goops/guides/adopt-goops"
)

func TestShare(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{Endpoint: "database", RemoteApp: "webserver"}
	ctx := scenario.Context{Charm: goopscharm.Handler(database.Configure), Dir: "."}

	out, err := ctx.Run(scenario.RelationJoined(relation), scenario.State{
		Leader:    true,
		Relations: []scenario.Relation{relation},
	})

	require.NoError(t, err)
	secret := out.Secret(t, "credentials")
	require.Equal(t, "admin", secret.LatestContent["username"])
	require.Equal(t, map[string][]string{"database:0": {"webserver"}}, secret.RemoteGrants)
	require.Equal(t, "sharing credentials", out.UnitStatus.Message)
}

func TestSecondHook(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{Endpoint: "database", RemoteApp: "webserver"}
	ctx := scenario.Context{Charm: goopscharm.Handler(database.Configure), Dir: "."}
	first, err := ctx.Run(scenario.RelationJoined(relation), scenario.State{
		Leader:    true,
		Relations: []scenario.Relation{relation},
	})
	require.NoError(t, err)

	second, err := ctx.Run(scenario.UpdateStatus(), first.State)
	require.NoError(t, err)

	// secret-add prints secret://<model>/<id>, secret-info-get <id> alone: the other side is told of a change.
	require.Regexp(t, "^secret://", first.Relations[0].LocalAppData["secret-id"])
	require.Regexp(t, "^secret:[^/]", second.Relations[0].LocalAppData["secret-id"])
}

func TestOldRevisionStays(t *testing.T) {
	t.Parallel()
	secret := scenario.Secret{
		Label: "credentials", Owner: scenario.OwnerApp,
		LatestContent: map[string]string{"username": "admin", "password": "new"},
	}
	state := scenario.State{Leader: true, Secrets: []scenario.Secret{secret}}

	onGoops := scenario.Context{Charm: goopscharm.Handler(database.Configure), Dir: "."}
	out, err := onGoops.Run(scenario.SecretRemove(secret, 1), state)
	require.NoError(t, err)
	require.Empty(t, out.RemovedSecretRevisions) // goops has no function for it

	moving := scenario.Context{Charm: database.New(), Dir: "."}
	out, err = moving.Run(scenario.SecretRemove(secret, 1), state)
	require.NoError(t, err)
	require.Equal(t, 1, out.RemovedSecretRevisions[0].Revision)
}

// unreachable has Juju not answer one hook tool.
func unreachable(tool string) func(call.Backend) call.Backend {
	return func(juju call.Backend) call.Backend {
		return call.BackendFunc(func(ctx context.Context, c call.Call) error {
			if c.Tool() == tool {
				return errors.New("connection is shut down")
			}
			return juju.Do(ctx, c)
		})
	}
}

func TestJujuUnreachable(t *testing.T) {
	t.Parallel()
	secret := scenario.Secret{
		Label: "credentials", Owner: scenario.OwnerApp,
		LatestContent: map[string]string{"username": "admin", "password": "old"},
	}
	ctx := scenario.Context{Charm: goopscharm.Handler(database.Configure), Dir: ".", Wrap: unreachable("secret-info-get")}

	_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})

	// The charm takes every error for "there is none yet", and makes a second one.
	var refused *scenario.CommitError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, `creating secrets: secret with label "credentials" already exists`, refused.Text())
}

// TestArrived: errors of a kind tell a fault from "not there yet".
func TestArrived(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{Endpoint: "database", RemoteApp: "webserver"}
	ctx := scenario.Context{Charm: arrived.New(), Dir: "../../../examples/database", Wrap: unreachable("secret-info-get")}
	_, err := ctx.Run(scenario.RelationJoined(relation), scenario.State{Leader: true, Relations: []scenario.Relation{relation}})
	var failed *scenario.CharmError
	require.ErrorAs(t, err, &failed)
	require.ErrorContains(t, failed.Err, "connection is shut down")
}

func TestRotate(t *testing.T) {
	t.Parallel()
	secret := scenario.Secret{
		Label: "credentials", Owner: scenario.OwnerApp, Rotate: scenario.RotateDaily,
		LatestContent: map[string]string{"username": "admin", "password": "old"},
	}
	ctx := scenario.Context{Charm: goopscharm.Handler(database.Configure), Dir: "."}
	state := scenario.State{Leader: true, Secrets: []scenario.Secret{secret}}

	out, err := ctx.Run(scenario.SecretRotate(secret), state)
	require.NoError(t, err)
	require.Equal(t, 2, out.Secret(t, "credentials").LatestRevision)
	require.NotEqual(t, "old", out.Secret(t, "credentials").LatestContent["password"])
}

func TestShowPassword(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Charm: goopscharm.Handler(database.Configure), Dir: "."}
	_, err := ctx.Run(scenario.RunAction("get-password", nil), scenario.State{Leader: true})
	require.ErrorContains(t, err, `action get-password failed: "no credential yet: relate an application first"`)
}

// TestMoving: while the charm moves, the hooks that have not moved do what they did.
func TestMoving(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{Endpoint: "database", RemoteApp: "webserver"}
	state := scenario.State{Leader: true, Relations: []scenario.Relation{relation}}
	onGoops := scenario.Context{Charm: goopscharm.Handler(database.Configure), Dir: "."}
	moving := scenario.Context{Charm: database.New(), Dir: "."}
	for _, event := range []scenario.Event{scenario.RelationJoined(relation), scenario.UpdateStatus(), scenario.ConfigChanged()} {
		before, err := onGoops.Run(event, state)
		require.NoError(t, err)
		after, err := moving.Run(event, state)
		require.NoError(t, err)
		require.Equal(t, before.Relations, after.Relations)
		require.Equal(t, before.UnitStatusHistory, after.UnitStatusHistory)
	}
}
