package database_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
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

// credentials is the application's secret as the charm makes it.
func credentials() scenario.Secret {
	return scenario.Secret{
		Label: "credentials", Owner: scenario.OwnerApp, Rotate: scenario.RotateDaily,
		LatestContent: map[string]string{"username": "admin", "password": "old"},
	}
}

// granted is that secret, shared with the application of the relation.
func granted(relation scenario.Relation) scenario.Secret {
	secret := credentials()
	secret.RemoteGrants = map[string][]string{relation.ID: {relation.RemoteApp}}
	return secret
}

func webserver() scenario.Relation {
	return scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}
}

func run(t *testing.T, event scenario.Event, state scenario.State) scenario.Outcome {
	t.Helper()
	ctx := scenario.Context{Charm: database.New(), Dir: "."}
	out, err := ctx.Run(event, state)
	require.NoError(t, err)
	return out
}

func TestShare(t *testing.T) {
	t.Parallel()
	relation := webserver()
	tests := []struct {
		name    string
		why     string
		event   scenario.Event
		leader  bool
		config  map[string]any
		secrets []scenario.Secret
		user    string // of the shared credential; empty: nothing is shared
	}{
		{name: "first relation", why: "the leader makes the credential and grants it",
			event: scenario.RelationJoined(relation), leader: true, user: "admin"},
		{name: "configured user", why: "the user comes from the configuration",
			event: scenario.RelationJoined(relation), leader: true, config: map[string]any{"username": "root"}, user: "root"},
		{name: "second relation", why: "the credential that exists is granted, not a second one",
			event: scenario.RelationJoined(relation), leader: true, secrets: []scenario.Secret{credentials()}, user: "admin"},
		{name: "second unit", why: "what is granted already stays so",
			event: scenario.RelationJoined(relation), leader: true, secrets: []scenario.Secret{granted(relation)}, user: "admin"},
		{name: "leader elected", why: "canonical/operator #169: all units can run relation-joined while none is leader",
			event: scenario.LeaderElected(), leader: true, user: "admin"},
		{name: "not the leader", why: "juju/juju #14481: only the leader may own an application's secret",
			event: scenario.RelationJoined(relation)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := run(t, test.event, scenario.State{
				Leader: test.leader, Config: test.config, Secrets: test.secrets, Relations: []scenario.Relation{relation},
			})
			if test.user == "" {
				require.Nil(t, out.Commit, test.why)
				return
			}
			require.Len(t, out.Secrets, 1, test.why)
			secret := out.Secret(t, "credentials")
			require.Equal(t, test.user, secret.LatestContent["username"], test.why)
			require.Equal(t, scenario.RotateDaily, secret.Rotate, test.why)
			require.Equal(t, map[string][]string{"database:3": {"webserver"}}, secret.RemoteGrants, test.why)
			announced := out.Relations[0].LocalAppData["secret-id"]
			require.Regexp(t, "^secret://.*/"+secret.ID[len("secret:"):]+"$", announced, "it names the model: webserver may live in another one")
		})
	}
}

// TestServe: a unit that does not lead shares nothing, and is up all the same.
func TestServe(t *testing.T) {
	t.Parallel()
	for _, leader := range []bool{true, false} {
		out := run(t, scenario.Start(), scenario.State{Leader: leader, Relations: []scenario.Relation{webserver()}})
		require.Equal(t, charm.Active(), out.UnitStatus)
		require.Nil(t, out.Commit)
	}
}

// TestGolden shows what is left in State, and which hook tools were used, in files that people read.
func TestGolden(t *testing.T) {
	t.Parallel()
	removed := webserver()
	removed.Life = scenario.Dying
	credentials, monitoring := granted(webserver()), monitoring()
	tests := []struct {
		name      string
		event     scenario.Event
		relations []scenario.Relation
		secrets   []scenario.Secret
	}{
		{"share", scenario.RelationJoined(webserver()), []scenario.Relation{webserver()}, nil},
		{"rotate", scenario.SecretRotate(credentials), []scenario.Relation{webserver()}, []scenario.Secret{credentials}},
		{"withdraw", scenario.RelationBroken(removed), []scenario.Relation{removed}, []scenario.Secret{credentials}},
		{"admit", scenario.RelationJoined(prometheus()), []scenario.Relation{prometheus()}, nil},
		{"expire", scenario.SecretExpired(monitoring, 1), []scenario.Relation{prometheus()}, []scenario.Secret{monitoring}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := run(t, test.event, scenario.State{Leader: true, Relations: test.relations, Secrets: test.secrets})
			scenario.Golden(t, out, "testdata/"+test.name+".yaml")
		})
	}
}

func TestLeaderElectedAlone(t *testing.T) {
	t.Parallel()
	out := run(t, scenario.LeaderElected(), scenario.State{Leader: true})
	require.Empty(t, out.Secrets, "nobody asked for a credential yet")
}

// TestLeaderElectedLate: an earlier leader took the grant back already, and this unit was not told yet that the relation ends. Juju
// refuses to grant over it (canonical/cos-lite-bundle #127: units in error in teardown).
func TestLeaderElectedLate(t *testing.T) {
	t.Parallel()
	relation := webserver()
	relation.Life = scenario.Dying
	relation.RemoteUnits = map[string]map[string]string{"webserver/0": nil}
	relation.LocalAppData = map[string]string{"secret-id": "secret:d0erdgpp4ni1a7hg2cg0"}
	out := run(t, scenario.LeaderElected(), scenario.State{
		Leader: true, Secrets: []scenario.Secret{credentials()}, Relations: []scenario.Relation{relation},
	})
	require.Nil(t, out.Commit)
}

func TestRenew(t *testing.T) {
	t.Parallel()
	secret := credentials()
	state := scenario.State{Leader: true, Secrets: []scenario.Secret{secret}}

	// The event that was made from the first State goes on working with every later one.
	seen := map[string]bool{"old": true}
	for rotation := 1; rotation <= 3; rotation++ {
		out := run(t, scenario.SecretRotate(secret), state)
		renewed := out.Secret(t, "credentials")
		require.Equal(t, rotation+1, renewed.LatestRevision)
		require.Equal(t, renewed.LatestRevision, renewed.TrackedRevision, "the charm holds on to no old revision")
		require.Equal(t, "admin", renewed.LatestContent["username"])
		require.False(t, seen[renewed.LatestContent["password"]], "every password is new")
		seen[renewed.LatestContent["password"]] = true

		// Nobody tracks the old revision any more.
		out = run(t, scenario.SecretRemove(secret, rotation), out.State)
		require.Len(t, out.RemovedSecretRevisions, 1)
		require.Empty(t, out.Secret(t, "credentials").Revisions, "canonical/postgresql-operator #1180: none is left behind")
		state = out.State
	}
}

func TestRename(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		why      string
		leader   bool
		username string
		secrets  []scenario.Secret
		revision int // the latest afterwards; 0: no secret
	}{
		{name: "another name", why: "readers get a new revision", leader: true, username: "root",
			secrets: []scenario.Secret{credentials()}, revision: 2},
		{name: "the same name", why: "canonical/data-platform-libs #164: no revision for what is there already", leader: true, username: "admin",
			secrets: []scenario.Secret{credentials()}, revision: 1},
		{name: "no credential yet", why: "it is made when somebody joins", leader: true, username: "root"},
		{name: "not the leader", why: "Juju would refuse the hook at its end", username: "root",
			secrets: []scenario.Secret{credentials()}, revision: 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			// Juju 3.5 makes a revision of equal content too: the charm must see for itself.
			for _, version := range []string{"3.5.7", "3.6.11"} {
				ctx := scenario.Context{Charm: database.New(), Dir: ".", JujuVersion: version}
				out, err := ctx.Run(scenario.ConfigChanged(), scenario.State{
					Leader: test.leader, Config: map[string]any{"username": test.username}, Secrets: test.secrets,
				})
				require.NoError(t, err, test.why)
				require.Len(t, out.Secrets, len(test.secrets), test.why)
				if test.revision == 0 {
					continue
				}
				secret := out.Secret(t, "credentials")
				require.Equal(t, test.revision, secret.LatestRevision, test.why)
				require.Equal(t, "old", secret.LatestContent["password"], "the password stays")
				require.Equal(t, scenario.RotateDaily, secret.Rotate, "it goes on rotating")
				if test.revision > 1 {
					require.Equal(t, test.username, secret.LatestContent["username"], test.why)
				}
			}
		})
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	relation, removed := webserver(), webserver()
	removed.Life = scenario.Dying
	tests := []struct {
		name     string
		why      string
		version  string
		leader   bool
		relation scenario.Relation
		secrets  []scenario.Secret
		revoked  bool
	}{
		{name: "relation removed", why: "nobody who left knows the next password", leader: true, relation: removed,
			secrets: []scenario.Secret{granted(relation)}, revoked: true},
		{name: "unit removed", why: "canonical/mongodb-operator #263: relation-broken comes to a unit that is scaled down, too",
			leader: true, relation: relation, secrets: []scenario.Secret{granted(relation)}},
		{name: "relation removed, Juju 3.5", why: "it lists the relation in both cases, and ends the grant itself", version: "3.5.7",
			leader: true, relation: removed, secrets: []scenario.Secret{granted(relation)}},
		{name: "nothing shared", why: "the relation ended before it began", leader: true, relation: removed},
		{name: "not the leader", why: "the leader does it", relation: removed, secrets: []scenario.Secret{granted(relation)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx := scenario.Context{Charm: database.New(), Dir: ".", JujuVersion: test.version}
			out, err := ctx.Run(scenario.RelationBroken(test.relation), scenario.State{
				Leader: test.leader, Secrets: test.secrets, Relations: []scenario.Relation{test.relation},
			})
			require.NoError(t, err, test.why)
			if !test.revoked {
				require.Nil(t, out.Commit, test.why)
				return
			}
			secret := out.Secret(t, "credentials")
			require.Empty(t, secret.RemoteGrants, test.why)
			require.Equal(t, 2, secret.LatestRevision, test.why)
			require.NotEqual(t, "old", secret.LatestContent["password"], test.why)
		})
	}
}

func TestGetPassword(t *testing.T) {
	t.Parallel()
	for _, leader := range []bool{true, false} {
		state := scenario.State{Leader: leader, Secrets: []scenario.Secret{credentials()}}
		out := run(t, scenario.RunAction("get-password", nil), state)
		require.Equal(t, map[string]any{"username": "admin", "password": "old"}, out.ActionResults)
	}

	ctx := scenario.Context{Charm: database.New(), Dir: "."}
	_, err := ctx.Run(scenario.RunAction("get-password", nil), scenario.State{Leader: true})
	var failed *scenario.ActionFailedError
	require.ErrorAs(t, err, &failed)
	require.Contains(t, failed.Message, "relate an application first")
}

// TestFollow: a unit that has read the credential tracks it. It must let go of old revisions, or the leader
// is never told to remove them.
func TestFollow(t *testing.T) {
	t.Parallel()
	secret := credentials()
	secret.TrackedContent = map[string]string{"username": "admin", "password": "older"}
	out := run(t, scenario.SecretChanged(secret), scenario.State{Secrets: []scenario.Secret{secret}})
	followed := out.Secret(t, "credentials")
	require.Equal(t, followed.LatestRevision, followed.TrackedRevision)
	require.Equal(t, "old", followed.TrackedContent["password"])
}
