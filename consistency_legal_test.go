package scenario

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/chance"
)

func legal(name, why string, event func(State) Event, change func(*State)) checkCase {
	return checkCase{name: name, why: why, event: event, change: change}
}

// oddButLegal is what a check could take for a mistake, and Juju can produce.
func oddButLegal() []checkCase {
	return []checkCase{
		legal("nothing out of the way", "the State that the other tests break", nil, nil),
		legal("the zero State", "a unit of a charm without relations", nil, func(s *State) { *s = State{} }),
		legal("juju-info without a word in the metadata", "every charm provides it", nil, func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "juju-info", RemoteApp: "monitor"})
		}),
		legal("a suspended relation", "juju suspend-relation", nil, relation(func(r *Relation) { r.Suspended = true })),
		legal("a dying relation is joined", "the hook was queued before", func(s State) Event { return RelationJoined(s.Relations[0]) }, relation(func(r *Relation) { r.Life = Dying })),
		legal("an edited copy of the relation", "events are references", func(s State) Event {
			edited := s.Relations[0]
			edited.LocalUnitData = map[string]string{"else": "where"}
			return RelationChanged(edited)
		}, nil),
		legal("two relations with one application", "by two of its endpoints", nil, func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "database", RemoteApp: "postgresql", RemoteEndpoint: "db-admin"})
		}),
		legal("departed of a unit that is no member any more", "relation-list leaves it out", func(s State) Event {
			return RelationDeparted(s.Relations[0]).ByUnit("postgresql/9")
		}, relation(func(r *Relation) { r.DepartedUnits = map[string]map[string]string{"postgresql/9": nil} })),
		legal("this unit departs", "JUJU_DEPARTING_UNIT is the own unit", func(s State) Event { return RelationDeparted(s.Relations[0]).Departing("web/0") }, nil),
		legal("broken with units left", "a test need not say that they departed", func(s State) Event { return RelationBroken(s.Relations[0]) }, nil),
		legal("changed by the own application", "juju #20178: peers, the leader too", func(s State) Event { return RelationChanged(s.Relations[1]).ByApp() }, nil),
		legal("a peer relation without peers", "one unit", nil, peers(func(r *Relation) { r.RemoteUnits = nil })),
		legal("more relations than the limit", "state/application.go: suspended ones do not count; a forced refresh is let pass", nil, func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "single", RemoteApp: "a", Suspended: true}, Relation{Endpoint: "single", RemoteApp: "b"})
		}),
		legal("related again", "the relation before is dead", nil, func(s *State) {
			s.Relations[0].Life, s.Secrets[0].RemoteGrants = Dead, nil
			again := s.Relations[0]
			again.ID, again.Life = "database:9", Alive
			s.Relations = append(s.Relations, again)
		}),
		legal("a peer relation that is dying", "the application is being removed", func(s State) Event {
			return RelationDeparted(s.Relations[1]).Departing("web/0")
		}, peers(func(r *Relation) { r.Life = Dying })),
		legal("units with gaps, some that left", "numbers are not used again", nil, relation(func(r *Relation) {
			r.RemoteUnits = map[string]map[string]string{"postgresql/7": nil, "postgresql/123": nil}
			r.DepartedUnits = map[string]map[string]string{"postgresql/0": {"k": "v"}, "postgresql/9": nil}
		})),
		legal("databags of peers that left", "they stay until the relation goes", nil, peers(func(r *Relation) {
			r.DepartedUnits = map[string]map[string]string{"web/7": {"k": "v"}}
		})),
		legal("several units of another model", "an application across models has units", func(s State) Event {
			return RelationDeparted(s.Relations[2]).ByUnit("far/3")
		}, func(s *State) {
			s.Relations = append(s.Relations, Relation{ID: "website:4", Endpoint: "website", RemoteModel: farModel, RemoteApp: "far",
				RemoteUnits: map[string]map[string]string{"far/0": nil, "far/3": nil}, Suspended: true})
		}),
		legal("a subordinate that was replaced", "its databag stays", nil, func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "host", RemoteApp: "mysql", RemoteUnits: map[string]map[string]string{"mysql/1": nil},
				DepartedUnits: map[string]map[string]string{"mysql/0": nil}})
		}),
		legal("an action while relations end", "actions run between hooks", event(RunAction("backup", map[string]any{"target": "x"})), func(s *State) {
			s.Relations[0].Life, s.Relations[0].Suspended = Dying, true
		}),
		legal("across models", "the consumer's name on the offering side", nil, func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "website", RemoteModel: farModel, Offering: true, RemoteApp: "remote-d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5"})
		}),
		legal("secret-changed for an owned secret", "secrets.md 5.3: owners track too", func(s State) Event { return SecretChanged(s.Secrets[0]) }, nil),
		legal("secret-changed while not leader", "every unit that tracks", func(s State) Event { return SecretChanged(s.Secrets[0]) }, func(s *State) { s.Leader = false }),
		legal("the latest revision was removed", "secret-remove takes any revision", nil, ours(func(s *Secret) { s.LatestContent = nil })),
		legal("the tracked revision was removed", "secret-remove takes any revision", nil, ours(func(s *Secret) { s.TrackedContent = nil })),
		legal("secret-remove of a revision between", "obsolete, not seen before", func(s State) Event { return SecretRemove(s.Secrets[0], 4) }, nil),
		legal("secret-expired of the latest", "revisions expire alone", func(s State) Event { return SecretExpired(s.Secrets[0], 5) }, nil),
		legal("secret-rotate while the policy is never", "changed after the hook was queued", func(s State) Event { return SecretRotate(s.Secrets[0]) }, ours(func(s *Secret) { s.Rotate = RotateNever })),
		legal("a unit's secret rotates while not leader", "secrets.md 11", func(s State) Event { return SecretRotate(s.Secrets[0]) }, func(s *State) {
			s.Leader, s.Secrets[0].Owner = false, OwnerUnit
		}),
		legal("nothing known of a secret that is not granted", "permission denied", nil, func(s *State) {
			s.Secrets = append(s.Secrets, Secret{ID: otherID, Owner: OwnerUser, NotGranted: true})
		}),
		legal("granted to the application and to a unit", "two grants in one hook", nil, ours(func(s *Secret) {
			s.RemoteGrants = map[string][]string{"database:1": {"postgresql", "postgresql/0"}}
		})),
		legal("granted by a relation that a stopping unit has left", "other units keep it", event(Stop()), func(s *State) { s.Relations = nil }),
		legal("granted by a relation that this unit is not in yet", "hooks.md 4: install comes before relation-created", event(Install()), func(s *State) { s.Relations = nil }),
		legal("granted by a relation of other units", "subordinates meet their own principal alone", nil, ours(func(s *Secret) {
			s.RemoteGrants = map[string][]string{"host:9": {"mysql"}}
		})),
		legal("granted to a unit that left", "the grant goes with the relation", nil, ours(func(s *Secret) {
			s.RemoteGrants = map[string][]string{"database:1": {"postgresql/99"}}
		})),
		legal("granted by a relation that ends", "the grant goes with the relation", func(s State) Event { return RelationBroken(s.Relations[0]) }, relation(func(r *Relation) { r.Life = Dying })),
		legal("a user's secret with keys that no hook tool takes", "the controller's API checks none", nil, func(s *State) {
			s.Secrets[1].Owner, s.Secrets[1].TrackedContent = OwnerUser, map[string]string{"k": "v", "API_KEY": "v"}
		}),
		legal("granted to the peers' application", "the remote application of a peer relation", nil, ours(func(s *Secret) {
			s.RemoteGrants = map[string][]string{"cluster:0": {"web/1"}}
		})),
		legal("a label of another unit's", "units have their own labels", nil, theirs(func(s *Secret) { s.Owner, s.Label = "web/1", "other" })),
		legal("two secrets without a label", "labels are optional", nil, func(s *State) { s.Secrets[0].Label, s.Secrets[1].Label = "", "" }),
		legal("content in base64", "secret-add key#base64", nil, ours(func(s *Secret) { s.LatestContent = map[string]string{"password#base64": "/w=="} })),
		legal("an empty secret option", "secrets.md 12.1", nil, func(s *State) { s.Config["key"] = "" }),
		legal("a secret option in capitals", "net/url: schemes have no case", nil, func(s *State) { s.Config["key"] = "SECRET:" + firstID[7:] }),
		legal("a secret option with the model, of no secret in State", "secrets.md 12.1: existence is not checked", nil, func(s *State) {
			s.Config["key"] = "secret://" + farModel + "/" + otherID[7:]
		}),
		legal("a whole number for a float", "D13: Juju coerces", nil, func(s *State) { s.Config["ratio"] = 2 }),
		legal("an int as JSON reads it", "State survives JSON", nil, func(s *State) { s.Config["port"] = 8080.0 }),
		legal("an option that is nil", "not set", nil, func(s *State) { s.Config["title"] = nil }),
		legal("a unit in error", "Juju's own words", nil, func(s *State) { s.UnitStatus.Name, s.AppStatus.Name = call.StatusError, "unset" }),
		legal("action parameters as Go has them", "ints of any size", event(RunAction("backup", map[string]any{"target": "x", "level": 3})), nil),
		legal("leader-settings-changed on the leader", "elected after the hook was queued", event(LeaderSettingsChanged()), nil),
		legal("no secrets on Juju 2", "D37", nil, func(s *State) { s.Secrets = nil }).with("2.9.49"),
		legal("a beta of Juju 3.0", "D55", nil, func(s *State) { s.Secrets[1].Label = "" }).with("3.0-beta4"),
	}
}

// TestOddButLegal: a check must never refuse what Juju can produce.
func TestOddButLegal(t *testing.T) {
	t.Parallel()
	for _, test := range oddButLegal() {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, test.why)
			require.Empty(t, test.findings(t))
		})
	}
}

// manyParts is a sound State of n relations and n secrets.
func manyParts(n int) State {
	state := State{Leader: true}
	for i := range n {
		id := fmt.Sprintf("database:%d", i)
		app := fmt.Sprintf("db%d", i)
		state.Relations = append(state.Relations, Relation{ID: id, Endpoint: "database", RemoteApp: app, RemoteEndpoint: "db"})
		state.Secrets = append(state.Secrets, Secret{ID: chance.SecretID(7, i), Owner: OwnerApp, Label: app,
			TrackedRevision: 1, LatestRevision: 1, TrackedContent: map[string]string{"password": "x"}, RemoteGrants: map[string][]string{id: {app}}})
	}
	return state
}

func checkedSetup(t testing.TB) *setup {
	t.Helper()
	ctx := Context{Metadata: checkedMetadata}
	s, err := ctx.read()
	require.NoError(t, err)
	return s
}

func TestManyPartsTogether(t *testing.T) {
	t.Parallel()
	s, event := checkedSetup(t), UpdateStatus()
	state := manyParts(100)
	require.Empty(t, checkConsistency(s, &event, &state))
	state.Relations[90].ID = "database:3"
	state.Relations[91].RemoteApp = "db4"
	state.Secrets[92].ID = state.Secrets[5].ID
	state.Secrets[93].Label = "db6"
	var rules []string
	for _, finding := range checkConsistency(s, &event, &state) {
		rules = append(rules, finding.Path+" "+finding.Rule)
	}
	require.Equal(t, []string{
		"State.Relations[90].ID relation-id-duplicate",
		"State.Relations[91] relation-twice",
		`State.Secrets[91].RemoteGrants["database:91"] secret-grant-subject`,
		"State.Secrets[92].ID secret-id-duplicate",
		"State.Secrets[93].Label secret-label-duplicate",
	}, rules)
}

func TestPathsInOrder(t *testing.T) {
	t.Parallel()
	ordered := []string{"Event", "Event.Relation", "State.Relations[2]", "State.Relations[2].ID", "State.Relations[10].ID", "State.Secrets[0]"}
	for i := range ordered {
		for j := range ordered {
			require.Equal(t, i < j, comparePaths(ordered[i], ordered[j]) < 0, "%s, %s", ordered[i], ordered[j])
		}
	}
}

// TestCheckAllocates: a sound State of ordinary size costs nothing that has to be collected.
func TestCheckAllocates(t *testing.T) {
	s, event := checkedSetup(t), UpdateStatus()
	state := soundState()
	new(completion).complete(s, &event, &state)
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		if checkConsistency(s, &event, &state) != nil {
			panic("the State is not sound")
		}
	}), 1.0)
}

func BenchmarkCheck(b *testing.B) {
	s, event := checkedSetup(b), UpdateStatus()
	small := soundState()
	new(completion).complete(s, &event, &small)
	for name, state := range map[string]State{"zero": {}, "small": small, "1000": manyParts(1000)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				checkConsistency(s, &event, &state)
			}
		})
	}
}
