package database

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
)

// TestRemoveOldRevision: the charm removes a revision that nobody tracks any more.
func TestRemoveOldRevision(t *testing.T) {
	t.Parallel()
	secret := scenario.Secret{
		Owner:          scenario.OwnerUnit,
		TrackedContent: map[string]string{"password": "xxxxxxxx"},
	}
	ctx := scenario.Context{Charm: New(), Dir: "."} // Dir holds charmcraft.yaml

	out, err := ctx.Run(scenario.SecretRemove(secret, 42), scenario.State{Secrets: []scenario.Secret{secret}})

	require.NoError(t, err)
	require.Equal(t, []scenario.SecretRevision{{SecretID: out.Secrets[0].ID, Revision: 42}}, out.RemovedSecretRevisions)
}

// TestShare: a related application gets a secret of its own, and it goes with the relation.
func TestShare(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}
	ctx := scenario.Context{Charm: New(), Dir: "."}

	out, err := ctx.Run(scenario.RelationCreated(relation), scenario.State{Relations: []scenario.Relation{relation}})
	require.NoError(t, err)
	secret := out.Secret(t, out.Relation(t, "database").LocalUnitData["secret-id"]) // found by any spelling of its ID
	require.Len(t, secret.LatestContent["password"], 32)
	require.Equal(t, map[string][]string{relation.ID: {"webserver"}}, secret.RemoteGrants)

	out, err = ctx.Run(scenario.RelationBroken(relation), out.State)
	require.NoError(t, err)
	require.Equal(t, []string{secret.ID}, out.RemovedSecrets)
}
