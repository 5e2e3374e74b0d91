package reconcile_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/reconcile"
	"github.com/charmscenario/scenario/metadata"
)

// secretID is an ID of Juju's form.
const secretID = "secret:d0erdgpp4ni1a7hg2c00"

// settled is the State that every event leads to, and none changes.
func settled(leader bool) scenario.State {
	state := scenario.State{
		Leader:     leader,
		UnitStatus: charm.Active(),
		Relations: []scenario.Relation{
			{ID: "cache:1", Endpoint: "cache", RemoteApp: "web", RemoteUnits: map[string]map[string]string{"web/0": nil},
				LocalUnitData: map[string]string{"port": "6379"}},
			{ID: "cluster:0", Endpoint: "cluster", RemoteApp: "cache", RemoteUnits: map[string]map[string]string{"cache/1": nil},
				LocalUnitData: map[string]string{"port": "6379"}},
		},
	}
	if leader {
		state.Relations[0].LocalAppData = map[string]string{"secret-id": "secret://5ce9a210-0000-4000-8000-000000000001/" + secretID[len("secret:"):]}
		state.Secrets = []scenario.Secret{{
			ID: secretID, Label: "token", Owner: scenario.OwnerApp,
			Rotate: scenario.RotateWeekly, NextRotate: time.Date(2000, 1, 8, 0, 0, 0, 0, time.UTC),
			LatestRevision: 1, LatestContent: map[string]string{"token": "old"},
			RemoteGrants: map[string][]string{"cache:1": {"web"}},
		}}
	}
	return state
}

// fresh is the same State before the charm did anything.
func fresh(leader bool) scenario.State {
	state := settled(leader)
	state.UnitStatus, state.Secrets = scenario.Status{}, nil
	for i := range state.Relations {
		state.Relations[i].LocalUnitData, state.Relations[i].LocalAppData = nil, nil
	}
	return state
}

// events lists everything that can happen to a charm with this metadata, but for its secrets.
func events(t *testing.T, state scenario.State) []scenario.Event {
	t.Helper()
	list := []scenario.Event{
		scenario.Install(), scenario.Start(), scenario.ConfigChanged(), scenario.UpgradeCharm(), scenario.UpdateStatus(),
		scenario.LeaderSettingsChanged(), scenario.Stop(), scenario.Remove(), scenario.PreSeriesUpgrade(), scenario.PostSeriesUpgrade(),
	}
	if state.Leader {
		list = append(list, scenario.LeaderElected())
	}
	charm, err := metadata.Load(".")
	require.NoError(t, err)
	require.Empty(t, charm.Actions)
	for _, name := range charm.Endpoints() {
		relation := state.Relation(t, name)
		list = append(list, scenario.RelationCreated(relation), scenario.RelationJoined(relation), scenario.RelationChanged(relation),
			scenario.RelationChanged(relation).ByApp(), scenario.RelationDeparted(relation))
		if endpoint, _ := charm.Endpoint(name); endpoint.Role != metadata.Peer {
			list = append(list, scenario.RelationBroken(relation)) // this unit leaves
		}
	}
	return list
}

func run(t *testing.T, event scenario.Event, state scenario.State) scenario.Outcome {
	t.Helper()
	ctx := scenario.Context{Charm: reconcile.New(), Dir: "."}
	out, err := ctx.Run(event, state)
	require.NoError(t, err)
	return out
}

// TestEveryEvent: whichever comes first, the same State results; whichever comes next, it stays.
func TestEveryEvent(t *testing.T) {
	t.Parallel()
	for _, leader := range []bool{true, false} {
		for _, event := range events(t, fresh(leader)) {
			name := event.String()
			if leader {
				name += ", leader"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				out := run(t, event, fresh(leader))
				want := settled(leader)
				if leader {
					// The token and its ID are new.
					token := out.Secret(t, "token")
					require.Len(t, token.LatestContent["token"], 32)
					want.Secrets[0].ID, want.Secrets[0].LatestContent = token.ID, token.LatestContent
					want.Relations[0].LocalAppData["secret-id"] = "secret://5ce9a210-0000-4000-8000-000000000001/" + token.ID[len("secret:"):]
				}
				require.Empty(t, scenario.Diff(want, out.State), "from nothing")

				out = run(t, event, settled(leader))
				require.Empty(t, scenario.Diff(settled(leader), out.State), "once it is settled")
			})
		}
	}
}

// TestGolden shows which hook tools one run uses, from nothing.
func TestGolden(t *testing.T) {
	t.Parallel()
	scenario.Golden(t, run(t, scenario.ConfigChanged(), fresh(true)), "testdata/leader.yaml")
	scenario.Golden(t, run(t, scenario.ConfigChanged(), fresh(false)), "testdata/other-unit.yaml")
}

// TestSecretEvents: what the events of the own secret ask for is done, and nothing else.
func TestSecretEvents(t *testing.T) {
	t.Parallel()
	token := settled(true).Secrets[0]
	token.LatestRevision = 0 // whichever the event is possible with
	read := token
	read.TrackedContent = token.LatestContent
	tests := []struct {
		name   string
		why    string
		event  scenario.Event
		secret scenario.Secret
		change func(want *scenario.Secret, got scenario.Secret)
	}{
		{"rotate", "a new token; the old one stays for those who track it", scenario.SecretRotate(token), token,
			func(want *scenario.Secret, got scenario.Secret) {
				want.Revisions = []scenario.Revision{{Number: 1, Content: want.LatestContent}}
				want.LatestRevision, want.LatestContent = 2, got.LatestContent
			}},
		{"remove", "canonical/postgresql-operator #1180: easily forgotten, and revisions pile up", scenario.SecretRemove(token, 1), token,
			func(want *scenario.Secret, _ scenario.Secret) { want.Revisions = nil }},
		{"expired", "the token never does", scenario.SecretExpired(token, 1), token, nil},
		{"changed", "comes to a unit that has read the token", scenario.SecretChanged(read), read, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			state := settled(true)
			state.Secrets[0] = test.secret
			ctx := scenario.Context{Charm: reconcile.New(), Dir: "."}
			want, err := ctx.Complete(test.event, state)
			require.NoError(t, err)
			out, err := ctx.Run(test.event, state)
			require.NoError(t, err)
			if test.change != nil {
				test.change(&want.Secrets[0], out.Secrets[0])
			}
			require.Empty(t, scenario.Diff(want, out.State), test.why)
		})
	}
}

// TestRelationRemoved: Juju no longer lists it.
func TestRelationRemoved(t *testing.T) {
	t.Parallel()
	state := settled(true)
	state.Relations[0].Life = scenario.Dying
	out := run(t, scenario.RelationBroken(state.Relations[0]), state)
	require.Equal(t, charm.Waiting("for an application to use the cache"), out.UnitStatus)
}

// TestNoUsers: there is no token before somebody needs it.
func TestNoUsers(t *testing.T) {
	t.Parallel()
	out := run(t, scenario.LeaderElected(), scenario.State{Leader: true})
	require.Empty(t, out.Secrets)
	require.Equal(t, charm.Waiting("for an application to use the cache"), out.UnitStatus)
}

// TestPort: another port reaches everybody.
func TestPort(t *testing.T) {
	t.Parallel()
	state := settled(false)
	state.Config = map[string]any{"port": 11211}
	out := run(t, scenario.ConfigChanged(), state)
	for _, relation := range out.Relations {
		require.Equal(t, "11211", relation.LocalUnitData["port"])
	}
}

// TestSeveralUsers: each is granted the token.
func TestSeveralUsers(t *testing.T) {
	t.Parallel()
	state := settled(true)
	state.Relations = append(state.Relations, scenario.Relation{ID: "cache:2", Endpoint: "cache", RemoteApp: "shop"})
	out := run(t, scenario.RelationCreated(state.Relations[2]), state)
	require.Equal(t, map[string][]string{"cache:1": {"web"}, "cache:2": {"shop"}}, out.Secret(t, "token").RemoteGrants)
	require.Equal(t, out.Relation(t, "cache:1").LocalAppData["secret-id"], out.Relation(t, "cache:2").LocalAppData["secret-id"])
}
