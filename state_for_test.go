package scenario_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// epoch is when a Context has its clock stand still.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func TestStateFor(t *testing.T) {
	t.Parallel()
	peers := scenario.Relation{ID: "cluster:0", Endpoint: "cluster", RemoteApp: "web", RemoteUnits: map[string]map[string]string{"web/1": nil}}
	website := scenario.Relation{ID: "website:2", Endpoint: "website", RemoteApp: "remote", RemoteUnits: map[string]map[string]string{"remote/0": nil}}
	db := scenario.Relation{ID: "db:1", Endpoint: "db", RemoteApp: "remote", RemoteUnits: map[string]map[string]string{"remote/0": nil}}
	config := map[string]any{"title": "hello", "port": 80}
	minted := "secret:95rt7g1uc45q8k6p5l4g"
	tests := []struct {
		name, why string
		event     scenario.Event
		change    func(*scenario.State)
	}{
		{name: "config-changed", why: "everything in the metadata", event: scenario.ConfigChanged(), change: func(*scenario.State) {}},
		{name: "leader-settings-changed", why: "it goes to those who do not lead", event: scenario.LeaderSettingsChanged(), change: func(s *scenario.State) { s.Leader = false }},
		{name: "changed", why: "an endpoint is enough", event: scenario.RelationChanged(scenario.Relation{Endpoint: "db"}), change: func(*scenario.State) {}},
		{name: "changed by a unit", why: "the unit is there, and names its application", event: scenario.RelationChanged(scenario.Relation{Endpoint: "db"}).ByUnit("postgresql/3"),
			change: func(s *scenario.State) {
				s.Relations[1].RemoteApp, s.Relations[1].RemoteUnits = "postgresql", map[string]map[string]string{"postgresql/3": nil}
			}},
		{name: "an ID and an application", why: "what the event says holds", event: scenario.RelationJoined(scenario.Relation{ID: "db:0", Endpoint: "db", RemoteApp: "postgresql"}),
			change: func(s *scenario.State) {
				s.Relations[0].ID = "cluster:1"
				s.Relations[1] = scenario.Relation{ID: "db:0", Endpoint: "db", RemoteApp: "postgresql", RemoteUnits: map[string]map[string]string{"postgresql/0": nil}}
			}},
		{name: "created", why: "no unit has joined yet", event: scenario.RelationCreated(scenario.Relation{Endpoint: "db"}), change: func(s *scenario.State) { s.Relations[1].RemoteUnits = nil }},
		{name: "broken", why: "all units have left", event: scenario.RelationBroken(scenario.Relation{Endpoint: "db"}), change: func(s *scenario.State) { s.Relations[1].RemoteUnits = nil }},
		{name: "departed", why: "the unit that leaves", event: scenario.RelationDeparted(scenario.Relation{Endpoint: "db"}).Departing("remote/7"),
			change: func(s *scenario.State) { s.Relations[1].RemoteUnits = map[string]map[string]string{"remote/7": nil} }},
		{name: "departed for ourselves", why: "the remote unit stays", event: scenario.RelationDeparted(scenario.Relation{Endpoint: "db"}).Departing("web/0"), change: func(*scenario.State) {}},
		{name: "secret-changed", why: "a new revision of somebody else's", event: scenario.SecretChanged(scenario.Secret{Label: "theirs"}), change: func(s *scenario.State) {
			s.Secrets = []scenario.Secret{{ID: minted, Label: "theirs", TrackedRevision: 1, TrackedContent: map[string]string{"password": "old"},
				LatestRevision: 2, LatestContent: map[string]string{"password": "new"}}}
		}},
		{name: "secret-rotate", why: "it rotates", event: scenario.SecretRotate(scenario.Secret{Owner: scenario.OwnerUnit}), change: func(s *scenario.State) {
			s.Secrets = []scenario.Secret{{ID: minted, Owner: scenario.OwnerUnit, Rotate: scenario.RotateDaily, NextRotate: epoch.AddDate(0, 0, 1),
				TrackedRevision: 1, TrackedContent: map[string]string{"password": "old"}, LatestRevision: 1, LatestContent: map[string]string{"password": "old"}}}
		}},
		{name: "secret-expired", why: "its time has come", event: scenario.SecretExpired(scenario.Secret{ID: mine}, 3), change: func(s *scenario.State) {
			s.Secrets = []scenario.Secret{{ID: mine, Owner: scenario.OwnerApp, Expire: epoch,
				TrackedRevision: 3, TrackedContent: map[string]string{"password": "old"}, LatestRevision: 3, LatestContent: map[string]string{"password": "old"}}}
		}},
		{name: "secret-remove", why: "the revision is obsolete", event: scenario.SecretRemove(scenario.Secret{Owner: scenario.OwnerApp}, 42), change: func(s *scenario.State) {
			s.Secrets = []scenario.Secret{{ID: minted, Owner: scenario.OwnerApp, TrackedRevision: 43, TrackedContent: map[string]string{"password": "old"},
				LatestRevision: 43, LatestContent: map[string]string{"password": "old"}, Revisions: []scenario.Revision{{Number: 42}}}}
		}},
		{name: "action", why: "it needs nothing", event: scenario.RunAction("backup", nil), change: func(*scenario.State) {}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx := scenario.Context{Metadata: programMetadata, Charm: runs()}
			got, err := ctx.StateFor(test.event)
			require.NoError(t, err, test.why)
			want := deepCopy(scenario.State{Leader: true, Config: config, Relations: []scenario.Relation{peers, db, website}})
			test.change(&want)
			if len(want.Secrets) == 1 && want.Secrets[0].ID == minted {
				require.Len(t, got.Secrets, 1)
				want.Secrets[0].ID = got.Secrets[0].ID
			}
			require.Equal(t, want, got, test.why)
			_, err = ctx.Run(test.event, got)
			require.NoError(t, err)
		})
	}
}

func TestStateForProblems(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Metadata: programMetadata, Charm: runs()}
	tests := []struct {
		event scenario.Event
		want  string
	}{
		{scenario.RelationChanged(scenario.Relation{Endpoint: "dbb"}), `State.Relations[3].Endpoint: "dbb" is not an endpoint in charmcraft.yaml; did you mean "db"?`},
		{scenario.RunAction("bakcup", nil), `Event.Action.Name: "bakcup" is not an action in charmcraft.yaml; did you mean "backup"?`},
		{scenario.SecretRotate(scenario.Secret{}), "secret-rotate comes to the owner of a secret, and this one belongs to another application"},
		{scenario.SecretRemove(scenario.Secret{Owner: scenario.OwnerApp}, 0), "Event.Revision: got 0; secret-remove is about one revision"},
		{scenario.RelationBroken(scenario.Relation{Endpoint: "cluster"}), `"cluster" is a peer endpoint`},
		{scenario.Event{}, "Event.Kind"},
	}
	for _, test := range tests {
		_, err := ctx.StateFor(test.event)
		var inconsistent *scenario.InconsistentError
		require.ErrorAs(t, err, &inconsistent)
		require.ErrorContains(t, err, test.want)
	}
	_, err := (&scenario.Context{}).StateFor(scenario.Install())
	require.ErrorContains(t, err, "Context has neither Dir nor Metadata")
}

// drawMetadata draws a charm with any endpoints, options and actions, and names some of each.
func drawMetadata(t *rapid.T) (text string, endpoints map[string]string, actions []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "name: %s\nsubordinate: %t\n", rapid.SampledFrom([]string{"web", "remote", "my-db2"}).Draw(t, "name"), rapid.Bool().Draw(t, "subordinate"))
	endpoints = map[string]string{}
	for _, role := range []string{"requires", "provides", "peers"} {
		n := rapid.IntRange(0, 3).Draw(t, role)
		if n > 0 {
			fmt.Fprintf(&b, "%s:\n", role)
		}
		for i := range n {
			name := rapid.SampledFrom([]string{"db", "a_b", "x-1", "remote"}).Draw(t, "endpoint") + fmt.Sprintf("-%s%d", role[:2], i)
			endpoints[name] = role
			fmt.Fprintf(&b, "  %s: {interface: some", name)
			if role != "peers" && rapid.Bool().Draw(t, "container") {
				fmt.Fprint(&b, ", scope: container")
			}
			if rapid.Bool().Draw(t, "limited") {
				fmt.Fprint(&b, ", limit: 1")
			}
			fmt.Fprintln(&b, "}")
		}
	}
	fmt.Fprintln(&b, "config:\n  options:")
	for i, option := range rapid.SliceOfN(rapid.SampledFrom([]string{
		"{type: string}", "{type: string, default: x}", "{type: string, default: ''}", "{type: int, default: 7}", "{type: float, default: 1}", "{type: boolean, default: false}",
		"{type: secret}", "{type: secret, default: x}",
	}), 0, 5).Draw(t, "options") {
		fmt.Fprintf(&b, "    option-%d: %s\n", i, option)
	}
	fmt.Fprintln(&b, "actions:")
	for i := range rapid.IntRange(0, 2).Draw(t, "actions") {
		actions = append(actions, fmt.Sprintf("action-%d", i))
		fmt.Fprintf(&b, "  action-%d: {params: {p: {type: string, default: x}}}\n", i)
	}
	return b.String(), endpoints, actions
}

// TestStateForRuns: whatever a charm's metadata, the State for an event is complete, and the event runs.
func TestStateForRuns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text, endpoints, actions := drawMetadata(t)
		ctx := scenario.Context{Metadata: text, UnitNumber: rapid.IntRange(0, 2).Draw(t, "unit"), Charm: charm.HandlerFunc(func(h *charm.Hook) error { return nil })}
		owner := rapid.SampledFrom([]scenario.Owner{scenario.OwnerApp, scenario.OwnerUnit}).Draw(t, "owner")
		secret := scenario.Secret{Owner: owner, Label: rapid.SampledFrom([]string{"", "x"}).Draw(t, "label"), ID: rapid.SampledFrom([]string{"", mine}).Draw(t, "id")}
		revision := rapid.IntRange(1, 9).Draw(t, "revision")
		events := []scenario.Event{
			scenario.Install(), scenario.ConfigChanged(), scenario.LeaderElected(), scenario.LeaderSettingsChanged(), scenario.Stop(),
			scenario.SecretChanged(secret), scenario.SecretChanged(scenario.Secret{Owner: scenario.OwnerUser}), scenario.SecretChanged(scenario.Secret{}),
			scenario.SecretRotate(secret), scenario.SecretExpired(secret, revision), scenario.SecretRemove(secret, revision),
		}
		for name, role := range endpoints {
			r := scenario.Relation{Endpoint: name}
			if rapid.Bool().Draw(t, "numbered") {
				r.ID = name + ":1"
			}
			events = append(events, scenario.RelationCreated(r), scenario.RelationJoined(r), scenario.RelationChanged(r), scenario.RelationChanged(r).ByApp(), scenario.RelationDeparted(r))
			if role != "peers" {
				events = append(events, scenario.RelationBroken(r), scenario.RelationJoined(r).ByUnit("postgresql/4"), scenario.RelationDeparted(r).Departing("postgresql/4"))
			}
		}
		for _, name := range actions {
			events = append(events, scenario.RunAction(name, nil))
		}
		for _, event := range events {
			state, err := ctx.StateFor(event)
			require.NoError(t, err, "%s\n%s", event, text)
			require.Len(t, state.Relations, len(endpoints))
			again, err := ctx.Complete(event, state)
			require.NoError(t, err)
			require.Equal(t, state, again, "it is complete")
			out, err := ctx.Run(event, state)
			require.NoError(t, err)
			require.Empty(t, scenario.Diff(state, out.State), "nothing was to be filled in")
		}
	})
}

// TestStateForOldJuju: what a version of Juju does not have is refused.
func TestStateForOldJuju(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Metadata: "name: web", JujuVersion: "2.9.0", Charm: runs()}
	_, err := ctx.StateFor(scenario.Event{Kind: call.KindSecretChanged, Secret: &scenario.SecretRef{}})
	require.ErrorContains(t, err, "Juju 2.9.0 has no secrets")
	_, err = ctx.StateFor(scenario.Install())
	require.NoError(t, err)
}
