package database_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/examples/database"
)

// monitoring is a unit's own secret as the charm makes it.
func monitoring() scenario.Secret {
	return scenario.Secret{
		Label: "monitoring", Owner: scenario.OwnerUnit, Expire: inThirtyDays,
		LatestContent: map[string]string{"password": "old"},
		RemoteGrants:  map[string][]string{"monitoring:5": {"prometheus"}},
	}
}

// inThirtyDays is counted from the time that stands still in a test, 2000-01-01.
var inThirtyDays = time.Date(2000, 1, 31, 0, 0, 0, 0, time.UTC)

func prometheus() scenario.Relation {
	return scenario.Relation{ID: "monitoring:5", Endpoint: "monitoring", RemoteApp: "prometheus"}
}

// TestAdmit: every unit owns its secret; leadership does not matter.
func TestAdmit(t *testing.T) {
	t.Parallel()
	relation := prometheus()
	for _, leader := range []bool{true, false} {
		state := scenario.State{Leader: leader, Relations: []scenario.Relation{relation}}
		out := run(t, scenario.RelationJoined(relation), state)
		secret := out.Secret(t, "monitoring")
		require.Equal(t, scenario.OwnerUnit, secret.Owner)
		require.Equal(t, inThirtyDays, secret.Expire)
		require.Equal(t, map[string][]string{"monitoring:5": {"prometheus"}}, secret.RemoteGrants)
		require.Contains(t, out.Relations[0].LocalUnitData["secret-id"], secret.ID[len("secret:"):])

		again := run(t, scenario.RelationJoined(relation).ByUnit("prometheus/0"), out.State)
		require.Empty(t, scenario.Diff(out.State, again.State), "the second unit of prometheus finds what the first found")
	}
}

// TestRenewExpired walks through the life of a revision that expires.
func TestRenewExpired(t *testing.T) {
	t.Parallel()
	secret := monitoring()
	state := scenario.State{Secrets: []scenario.Secret{secret}, Relations: []scenario.Relation{prometheus()}}
	ctx := scenario.Context{Charm: database.New(), Dir: ".", Now: func() time.Time { return inThirtyDays }}

	out, err := ctx.Run(scenario.SecretExpired(secret, 1), state)
	require.NoError(t, err)
	renewed := out.Secret(t, "monitoring")
	require.Equal(t, 2, renewed.LatestRevision)
	require.NotEqual(t, "old", renewed.LatestContent["password"])
	require.Equal(t, inThirtyDays.AddDate(0, 0, 30), renewed.Expire, "the new revision expires too")
	require.Empty(t, out.RemovedSecretRevisions, "prometheus may not have moved on yet")

	// Five minutes later Juju asks again for the old one.
	out, err = ctx.Run(scenario.SecretExpired(secret, 1), out.State)
	require.NoError(t, err)
	require.Equal(t, []scenario.SecretRevision{{SecretID: renewed.ID, Revision: 1}}, out.RemovedSecretRevisions)
	require.Equal(t, 2, out.Secret(t, "monitoring").LatestRevision, "it is not renewed once more")
}

func TestDismiss(t *testing.T) {
	t.Parallel()
	relation := prometheus()
	relation.Life = scenario.Dying
	tests := []struct {
		name    string
		why     string
		secrets []scenario.Secret
		removed int
	}{
		{name: "monitored", why: "nobody needs the password any more", secrets: []scenario.Secret{monitoring()}, removed: 1},
		{name: "never monitored", why: "canonical/k8s-operator #973: a secret that is gone is no reason to fail"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := run(t, scenario.RelationBroken(relation), scenario.State{
				Secrets: test.secrets, Relations: []scenario.Relation{relation},
			})
			require.Empty(t, out.Secrets, test.why)
			require.Len(t, out.RemovedSecrets, test.removed, test.why)
		})
	}
}
