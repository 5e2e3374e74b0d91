package database_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	database "github.com/charmscenario/scenario/examples/start"
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

func TestShare(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}
	ctx := scenario.Context{Charm: database.New(), Dir: "."}

	out, err := ctx.Run(scenario.RelationCreated(relation), scenario.State{Relations: []scenario.Relation{relation}})
	require.NoError(t, err)
	secret := out.Secret(t, relation.ID)
	require.Len(t, secret.LatestContent["password"], 32)
	require.Equal(t, map[string][]string{relation.ID: {"webserver"}}, secret.RemoteGrants)
	require.Contains(t, out.Relation(t, "database").LocalUnitData["secret-id"], secret.ID[len("secret:"):])

	out, err = ctx.Run(scenario.RelationBroken(relation), out.State)
	require.NoError(t, err)
	require.Equal(t, []string{secret.ID}, out.RemovedSecrets)
}
