package scenario

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
)

const checkedMetadata = `
name: web
requires:
  database: {interface: sql}
  single: {interface: sql, limit: 1}
  host: {interface: host, scope: container}
provides:
  website: {interface: http}
peers:
  cluster: {interface: web-cluster}
config:
  options:
    title: {type: string, default: hello}
    port: {type: int}
    ratio: {type: float}
    debug: {type: boolean}
    key: {type: secret}
actions:
  backup:
    params:
      target: {type: string}
      level: {type: integer}
    required: [target]
    additionalProperties: false
`

const (
	firstID  = "secret:d0erdgpp4ni1a7hg2c00"
	secondID = "secret:d0erdgpp4ni1a7hg2c10"
	otherID  = "secret:d0erdgpp4ni1a7hg2c20"
	farModel = "feedface-0bad-400d-8000-4b1d0d06f00d"
)

// soundState is of a leader and breaks no rule: [0] database, [1] the peers; [0] a secret of the
// application, [1] one of another application.
func soundState() State {
	return State{
		Leader: true,
		Config: map[string]any{"title": "t", "port": 80, "ratio": 0.5, "debug": true, "key": firstID},
		Relations: []Relation{
			{ID: "database:1", Endpoint: "database", RemoteApp: "postgresql", RemoteEndpoint: "db",
				RemoteUnits: map[string]map[string]string{"postgresql/0": nil, "postgresql/1": {"k": "v"}}},
			{ID: "cluster:0", Endpoint: "cluster", RemoteUnits: map[string]map[string]string{"web/1": nil}},
		},
		Secrets: []Secret{
			{ID: firstID, Label: "mine", Owner: OwnerApp, TrackedRevision: 3, TrackedContent: map[string]string{"password": "aa"},
				LatestRevision: 5, LatestContent: map[string]string{"password": "bb"}, Revisions: []Revision{{Number: 2}},
				Rotate: RotateDaily, RemoteGrants: map[string][]string{"database:1": {"postgresql"}}},
			{ID: secondID, Label: "theirs", Owner: "postgresql", TrackedRevision: 1, TrackedContent: map[string]string{"password": "aa"},
				LatestRevision: 2, LatestContent: map[string]string{"password": "bb"}},
		},
		PeerStatuses: map[string]Status{"web/1": {Name: call.StatusTerminated}},
	}
}

// checkCase is one way to break a rule, or to come close to it.
type checkCase struct {
	name    string
	why     string // whose rule it is
	rule    string // empty: legal
	path    string
	version string
	event   func(State) Event
	change  func(*State)
}

func (c checkCase) findings(t *testing.T) []Finding {
	t.Helper()
	ctx := Context{Metadata: checkedMetadata, JujuVersion: c.version}
	if c.version != "" && c.rule != "config-secret-version" { // such a charm needs 3.4
		ctx.Metadata = strings.Replace(checkedMetadata, "    key: {type: secret}\n", "", 1)
		unset := c.change
		c.change = func(s *State) {
			delete(s.Config, "key")
			if unset != nil {
				unset(s)
			}
		}
	}
	s, err := ctx.read()
	require.NoError(t, err)
	state := soundState()
	if c.change != nil {
		c.change(&state)
	}
	event := UpdateStatus()
	if c.event != nil {
		event = c.event(state)
	}
	new(completion).complete(s, &event, &state)
	return checkConsistency(s, &event, &state)
}

func breaks(rule, path, why string, change func(*State)) checkCase {
	return checkCase{name: rule + " at " + path, rule: rule, path: path, why: why, change: change}
}

func breaksEvent(rule, path, why string, event func(State) Event, change func(*State)) checkCase {
	c := breaks(rule, path, why, change)
	c.event = event
	return c
}

// itself is a map that holds itself.
func itself() map[string]any {
	m := map[string]any{"list": []any{"x"}}
	m["list"].([]any)[0] = m
	return m
}

func (c checkCase) with(version string) checkCase { c.version = version; return c }

func relation(change func(*Relation)) func(*State) {
	return func(s *State) { change(&s.Relations[0]) }
}

func peers(change func(*Relation)) func(*State) {
	return func(s *State) { change(&s.Relations[1]) }
}

func ours(change func(*Secret)) func(*State) {
	return func(s *State) { change(&s.Secrets[0]) }
}

func theirs(change func(*Secret)) func(*State) {
	return func(s *State) { change(&s.Secrets[1]) }
}

func event(e Event) func(State) Event { return func(State) Event { return e } }

func brokenRules() []checkCase {
	return slices.Concat(brokenConfig(), brokenRelations(), brokenSecrets(), brokenSecretRevisions(), brokenEvents(), brokenSecretEvents())
}

func brokenConfig() []checkCase {
	config := func(name string, value any) func(*State) {
		return func(s *State) { s.Config[name] = value }
	}
	return []checkCase{
		breaks("config-option-unknown", `State.Config["titel"]`, "D10", config("titel", "x")),
		breaks("config-value-type", `State.Config["port"]`, "D13: a bool is no int", config("port", true)),
		breaks("config-value-type", `State.Config["port"]`, "D13", config("port", 1.5)),
		breaks("config-value-type", `State.Config["title"]`, "D13", config("title", 5)),
		breaks("config-value-type", `State.Config["debug"]`, "D13", config("debug", "true")),
		breaks("config-value-type", `State.Config["ratio"]`, "D13", config("ratio", "0.5")),
		breaks("config-value-type", `State.Config["key"]`, "D13", config("key", 5)),
		breaks("config-secret-form", `State.Config["key"]`, "D14: no bare ID", config("key", firstID[len("secret:"):])),
		breaks("config-secret-form", `State.Config["key"]`, "D14", config("key", "secret:short")),
		breaks("config-secret-version", "Context.JujuVersion", "D12", nil).with("3.3.7"),
		breaks("stored-state-size", `State.StoredState["k"]`, "state-set takes 64 KiB", func(s *State) {
			s.StoredState = map[string]string{"k": strings.Repeat("x", 65537), "fine": "x"}
		}),
		breaks("value-cyclic", "State.UnitStatus.Data", "JSON has no such thing", func(s *State) { s.UnitStatus.Data = itself() }),
		breaks("value-cyclic", "State.AppStatus.Data", "JSON has no such thing", func(s *State) { s.AppStatus.Data = itself() }),
		breaks("value-cyclic", `State.PeerStatuses["web/1"].Data`, "JSON has no such thing", func(s *State) {
			s.PeerStatuses = map[string]Status{"web/1": {Name: "active", Data: itself()}}
		}),
		breaksEvent("value-cyclic", "Event.Action.Params", "JSON has no such thing", func(State) Event { return RunAction("backup", itself()) }, nil),
		breaks("status-unknown", "State.UnitStatus.Name", "core/status", func(s *State) { s.UnitStatus.Name = "activ" }),
		breaks("status-unknown", "State.AppStatus.Name", "core/status", func(s *State) { s.AppStatus.Name = "fine" }),
		breaks("status-peer-unit", `State.PeerStatuses["web/0"]`, "the own status is UnitStatus", func(s *State) { s.PeerStatuses["web/0"] = Status{} }),
		breaks("status-peer-unit", `State.PeerStatuses["db/0"]`, "status-get shows one application", func(s *State) { s.PeerStatuses["db/0"] = Status{} }),
	}
}

func brokenRelations() []checkCase {
	return []checkCase{
		breaks("relation-endpoint-unknown", "State.Relations[2].Endpoint", "D41", func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "databse"})
		}),
		breaks("relation-id-form", "State.Relations[1].ID", "Juju prints endpoint:number", peers(func(r *Relation) { r.ID = "7" })),
		breaks("relation-id-form", "State.Relations[1].ID", "no model has so many relations", peers(func(r *Relation) { r.ID = "cluster:1234567890" })),
		breaks("relation-id-form", "State.Relations[1].ID", "Juju prints no leading zero", peers(func(r *Relation) { r.ID = "cluster:07" })),
		breaks("relation-id-endpoint", "State.Relations[1].ID", "Juju prints the own endpoint", peers(func(r *Relation) { r.ID = "website:7" })),
		breaks("relation-id-duplicate", "State.Relations[1].ID", "D42", peers(func(r *Relation) { r.ID = "cluster:1" })),
		breaks("relation-life", "State.Relations[0].Life", "core/life", relation(func(r *Relation) { r.Life = "undead" })),
		breaks("relation-offering", "State.Relations[0].Offering", "offers are of models", relation(func(r *Relation) { r.Offering = true })),
		breaks("relation-container-units", "State.Relations[2].RemoteUnits", "D44: hooks.md 5.1", func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "host", RemoteApp: "mysql", RemoteUnits: map[string]map[string]string{"mysql/0": nil, "mysql/1": nil}})
		}),
		breaks("relation-data-of-peer-app", "State.Relations[1].RemoteAppData", "one databag of an application", peers(func(r *Relation) { r.RemoteAppData = map[string]string{"k": "v"} })),
		breaks("relation-peer-across-models", "State.Relations[1].RemoteModel", "D47", peers(func(r *Relation) { r.RemoteModel = farModel })),
		breaks("relation-peer-own-unit", `State.Relations[1].RemoteUnits["web/0"]`, "D46", peers(func(r *Relation) { r.RemoteUnits["web/0"] = nil })),
		breaks("relation-peer-own-unit", `State.Relations[1].DepartedUnits["web/0"]`, "D46", peers(func(r *Relation) { r.DepartedUnits = map[string]map[string]string{"web/0": nil} })),
		breaks("relation-peer-remote-app", "State.Relations[1].RemoteApp", "D40", peers(func(r *Relation) { r.RemoteApp, r.RemoteUnits = "db", nil })),
		breaks("relation-peer-suspended", "State.Relations[1].Suspended", "relations with applications are suspended", peers(func(r *Relation) { r.Suspended = true })),
		breaks("relation-remote-app-form", "State.Relations[2].RemoteApp", "names of applications", func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "website", RemoteApp: "Big App"})
		}),
		breaks("relation-twice", "State.Relations[2]", "a relation is known by its ends", func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "database", RemoteApp: "postgresql", RemoteEndpoint: "db"})
		}),
		breaks("relation-twice", "State.Relations[2]", "an application has one relation of a peer endpoint", func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "cluster"})
		}),
		breaks("relation-unit-departed", `State.Relations[0].DepartedUnits["postgresql/1"]`, "joined or left", relation(func(r *Relation) {
			r.DepartedUnits = map[string]map[string]string{"postgresql/1": nil}
		})),
		breaks("relation-unit-of-other-app", `State.Relations[0].RemoteUnits["mysql/3"]`, "a relation has one remote application", relation(func(r *Relation) { r.RemoteUnits["mysql/3"] = nil })),
		breaks("relation-unit-of-other-app", `State.Relations[0].DepartedUnits["postgresql"]`, "an application is no unit", relation(func(r *Relation) {
			r.DepartedUnits = map[string]map[string]string{"postgresql": nil}
		})),
	}
}

func brokenSecrets() []checkCase {
	return []checkCase{
		breaks("secret-consumer-label-owner", "State.Secrets[1].ConsumerLabel", "secrets.md 4", theirs(func(s *Secret) { s.ConsumerLabel = "x" })),
		breaks("secret-content-key", "State.Secrets[1].TrackedContent", "G15: core/secrets", theirs(func(s *Secret) { s.TrackedContent = map[string]string{"B AD": "x"} })),
		breaks("secret-content-missing", "State.Secrets[2]", "a secret has a revision", func(s *State) { s.Secrets = append(s.Secrets, Secret{}) }),
		breaks("secret-grant-across-models", `State.Secrets[0].RemoteGrants["database:1"]`, "secrets.md 10", relation(func(r *Relation) { r.RemoteModel = farModel })),
		breaks("secret-grant-across-models", `State.Secrets[0].RemoteGrants["database:1"]`, "secrets.md 10", func(s *State) {
			s.Relations[0].RemoteModel, s.Relations[0].Offering = farModel, true
			s.Secrets[0].RemoteGrants = map[string][]string{"database:1": {"postgresql/0"}}
		}),
		breaks("secret-grant-relation", `State.Secrets[0].RemoteGrants["databse:9"]`, "grants go with a relation", ours(func(s *Secret) { s.RemoteGrants = map[string][]string{"databse:9": {"postgresql"}} })),
		breaks("secret-grant-relation", `State.Secrets[0].RemoteGrants["database"]`, "grants go with a relation, not with an endpoint", ours(func(s *Secret) { s.RemoteGrants = map[string][]string{"database": {"postgresql"}} })),
		breaks("secret-grant-subject", `State.Secrets[0].RemoteGrants["database:1"]`, "secrets.md 10", ours(func(s *Secret) { s.RemoteGrants = map[string][]string{"database:1": {"mysql"}} })),
		breaks("secret-grant-twice", `State.Secrets[0].RemoteGrants["database:1"]`, "one permission for each subject", ours(func(s *Secret) {
			s.RemoteGrants = map[string][]string{"database:1": {"postgresql", "postgresql"}}
		})),
		breaks("secret-grants-of-other", "State.Secrets[1].RemoteGrants", "owners grant", theirs(func(s *Secret) { s.RemoteGrants = map[string][]string{"database:1": {"postgresql"}} })),
		breaks("secret-id-duplicate", "State.Secrets[1].ID", "D39 of secrets", theirs(func(s *Secret) { s.ID = "secret://" + farModel + "/" + firstID[7:] })),
		breaks("secret-id-form", "State.Secrets[1].ID", "core/secrets, ParseURI", theirs(func(s *Secret) { s.ID = "secret:nonsense" })),
		breaks("secret-label-duplicate", "State.Secrets[1].Label", "G7: secrets.md 4", theirs(func(s *Secret) { s.Label = "mine" })),
		breaks("secret-label-duplicate", "State.Secrets[2].Label", "secrets.md 4: unit and application", func(s *State) {
			s.Secrets = append(s.Secrets, Secret{Owner: OwnerUnit, Label: "mine", TrackedContent: map[string]string{"key": "v"}})
		}),
		breaks("secret-label-duplicate", "State.Secrets[1].GivenUpLabels[0]", "secrets.md 4: a label given up stays taken", theirs(func(s *Secret) { s.GivenUpLabels = []string{"mine"} })),
		breaks("secret-label-duplicate", "State.Secrets[2].ConsumerLabel", "secrets.md 4", func(s *State) {
			s.Secrets = append(s.Secrets, Secret{Owner: OwnerApp, ConsumerLabel: "theirs", TrackedContent: map[string]string{"key": "v"}})
		}),
		breaks("secret-disowned-other", "State.Secrets[1].Disowned", "only owners have an owner's right", theirs(func(s *Secret) { s.Disowned = true })),
		breaks("secret-label-duplicate", "State.Secrets[1].OwnerLabel", "secrets.md 4: unit and application", theirs(func(s *Secret) { s.Owner, s.Label, s.OwnerLabel = "web/7", "", "mine" })),
		breaks("secret-next-rotate", "State.Secrets[1].NextRotate", "no policy, no time", theirs(func(s *Secret) { s.NextRotate = time.Unix(0, 0).UTC() })),
		breaks("secret-not-granted-own", "State.Secrets[0].NotGranted", "secrets.md 3", ours(func(s *Secret) { s.NotGranted = true })),
		breaks("secret-owner-form", "State.Secrets[1].Owner", "names", theirs(func(s *Secret) { s.Owner = "postgresql/x" })),
		breaks("secret-owner-label-owner", "State.Secrets[1].OwnerLabel", "labels of other applications never clash", theirs(func(s *Secret) { s.OwnerLabel = "x" })),
		breaks("secret-owner-label-owner", "State.Secrets[0].OwnerLabel", "one word for one thing", ours(func(s *Secret) { s.OwnerLabel = "x" })),
		breaks("secret-owner-self", "State.Secrets[1].Owner", "one word for one thing", theirs(func(s *Secret) { s.Owner = "web" })),
		breaks("secret-owner-self", "State.Secrets[1].Owner", "one word for one thing", theirs(func(s *Secret) { s.Owner = "web/0" })),
		breaks("secret-rotate-unknown", "State.Secrets[0].Rotate", "core/secrets/rotate.go", ours(func(s *Secret) { s.Rotate = "dayly" })),
		breaks("secret-source-model-own", "State.Secrets[0].SourceModel", "own secrets live here", ours(func(s *Secret) { s.SourceModel = farModel })),
		breaks("secret-user-version", "State.Secrets[1].Owner", "user secrets since 3.3", func(s *State) { s.Secrets[1].Owner, s.Secrets[1].Label = OwnerUser, "" }).with("3.2.4"),
		breaks("secret-version", "Context.JujuVersion", "D37", nil).with("2.9.49"),
	}
}

func brokenSecretRevisions() []checkCase {
	numbers := func(numbers ...int) func(*State) {
		return ours(func(s *Secret) {
			s.Revisions = nil
			for _, n := range numbers {
				s.Revisions = append(s.Revisions, Revision{Number: n})
			}
		})
	}
	return []checkCase{
		breaks("secret-content-of-same-revision", "State.Secrets[0].LatestContent", "a revision has one content", ours(func(s *Secret) { s.TrackedRevision = 5 })),
		breaks("secret-revision-beyond-latest", "State.Secrets[0].Revisions[0].Number", "the latest is the highest", numbers(6)),
		breaks("secret-revision-duplicate", "State.Secrets[0].Revisions[0].Number", "tracked", numbers(3)),
		breaks("secret-revision-duplicate", "State.Secrets[0].Revisions[0].Number", "latest", numbers(5)),
		breaks("secret-revision-duplicate", "State.Secrets[0].Revisions[1].Number", "each once", numbers(2, 2)),
		breaks("secret-revision-number", "State.Secrets[0].Revisions[0].Number", "Juju counts from 1", numbers(0)),
		breaks("secret-revision-number", "State.Secrets[0]", "Juju counts from 1", ours(func(s *Secret) { s.TrackedRevision = -1 })),
		breaks("secret-revision-order", "State.Secrets[0].Revisions[1].Number", "one order, so that States compare", numbers(4, 1)),
		breaks("secret-tracked-beyond-latest", "State.Secrets[0].TrackedRevision", "what is tracked was the latest once", ours(func(s *Secret) { s.TrackedRevision = 6 })),
	}
}

func brokenEvents() []checkCase {
	ofDatabase := func(e func(Relation) Event) func(State) Event {
		return func(s State) Event { return e(s.Relations[0]) }
	}
	return []checkCase{
		breaksEvent("action-params", "Event.Action.Params", "D31, G18", event(RunAction("backup", map[string]any{"target": "x", "level": true})), nil),
		breaksEvent("action-params", "Event.Action.Params", "G18: required", event(RunAction("backup", nil)), nil),
		breaksEvent("action-params", "Event.Action.Params", "D30", event(RunAction("backup", map[string]any{"target": "x", "levle": 1})), nil),
		breaksEvent("action-unknown", "Event.Action.Name", "D27", event(RunAction("bakcup", nil)), nil),
		breaksEvent("event-departing-unit", "Event.DepartingUnit", "hooks.md 5.1", ofDatabase(func(r Relation) Event { return RelationDeparted(r).Departing("mysql/0") }), nil),
		breaksEvent("event-kind-unknown", "Event.Kind", "D16", event(Event{Kind: "strat"}), nil),
		breaksEvent("event-leader-elected", "State.Leader", "G32", event(LeaderElected()), func(s *State) { s.Leader = false }),
		breaksEvent("event-part-missing", "Event.Relation", "D17", event(Event{Kind: call.KindRelationChanged}), nil),
		breaksEvent("event-part-missing", "Event.Secret", "D36", event(Event{Kind: call.KindSecretRotate}), nil),
		breaksEvent("event-part-missing", "Event.Action", "D25", event(Event{Kind: call.KindAction}), nil),
		breaksEvent("event-peer-broken", "Event.Kind", "hooks.md 5.1", func(s State) Event { return RelationBroken(s.Relations[1]) }, nil),
		breaksEvent("event-relation-ambiguous", "Event.Relation", "contract: exactly one", event(RelationBroken(Relation{Endpoint: "database"})), func(s *State) {
			s.Relations = append(s.Relations, Relation{Endpoint: "database", RemoteApp: "mysql"})
		}),
		breaksEvent("event-relation-dead", "Event.Relation", "a dead relation is gone", ofDatabase(RelationBroken), relation(func(r *Relation) { r.Life = Dead })),
		breaksEvent("event-relation-implicit", "Event.Relation", "hooks.md 5.1", func(s State) Event { return RelationJoined(s.Relations[2]) }, func(s *State) {
			s.Relations = append(s.Relations, Relation{ID: "juju-info:5", Endpoint: "juju-info", RemoteApp: "monitor"})
		}),
		breaksEvent("event-relation-unknown", "Event.Relation", "D19", event(RelationBroken(Relation{ID: "database:4"})), nil),
		breaksEvent("event-remote-unit-missing", "Event.RemoteUnit", "D48", ofDatabase(RelationChanged), relation(func(r *Relation) {
			r.RemoteUnits, r.DepartedUnits = nil, map[string]map[string]string{"postgresql/0": nil}
		})),
		breaksEvent("event-remote-unit-unknown", "Event.RemoteUnit", "G4", ofDatabase(func(r Relation) Event { return RelationChanged(r).ByUnit("postgresql/7") }), nil),
		breaksEvent("event-stray-field", "Event.Revision", "JUJU_SECRET_REVISION", func(s State) Event { e := SecretRotate(s.Secrets[0]); e.Revision = 3; return e }, nil),
		breaksEvent("event-stray-field", "Event.Secret", "JUJU_SECRET_ID", event(Event{Kind: call.KindStart, Secret: &SecretRef{ID: firstID}}), nil),
		breaksEvent("event-stray-field", "Event.RemoteUnit", "JUJU_REMOTE_UNIT", ofDatabase(func(r Relation) Event { return RelationBroken(r).ByUnit("postgresql/0") }), nil),
		breaksEvent("event-stray-field", "Event.DepartingUnit", "JUJU_DEPARTING_UNIT", ofDatabase(func(r Relation) Event { return RelationChanged(r).Departing("postgresql/0") }), nil),
		breaksEvent("event-stray-field", "Event.ByApplication", "only databags change", ofDatabase(func(r Relation) Event { return RelationCreated(r).ByApp() }), nil),
	}
}

func brokenSecretEvents() []checkCase {
	first := func(e func(Secret) Event) func(State) Event {
		return func(s State) Event { return e(s.Secrets[0]) }
	}
	second := func(e func(Secret) Event) func(State) Event {
		return func(s State) Event { return e(s.Secrets[1]) }
	}
	remove := func(revision int) func(Secret) Event {
		return func(s Secret) Event { return SecretRemove(s, revision) }
	}
	return []checkCase{
		breaksEvent("event-secret-ambiguous", "Event.Secret", "contract: exactly one", event(SecretRotate(Secret{Owner: OwnerApp})), func(s *State) {
			s.Secrets = append(s.Secrets, Secret{Owner: OwnerApp, TrackedContent: map[string]string{"key": "v"}})
		}),
		breaksEvent("event-secret-changed-first", "State.Secrets[1].LatestRevision", "secrets.md 11.1", second(SecretChanged), theirs(func(s *Secret) {
			s.LatestRevision, s.LatestContent = 1, nil
		})),
		breaksEvent("event-secret-expired-revision", "Event.Revision", "secrets.md 11.5", first(func(s Secret) Event { return SecretExpired(s, 6) }), nil),
		breaksEvent("event-secret-leadership", "State.Leader", "G32: secrets.md 11", first(SecretRotate), func(s *State) { s.Leader = false }),
		breaksEvent("event-secret-owner", "State.Secrets[1].Owner", "secrets.md 11", second(SecretRotate), nil),
		breaksEvent("event-secret-remove-latest", "Event.Revision", "secrets.md 11.3", first(remove(5)), nil),
		breaksEvent("event-secret-remove-latest", "Event.Revision", "secrets.md 11.3", first(remove(42)), nil),
		breaksEvent("event-secret-remove-tracked", "Event.Revision", "secrets.md 11.3", first(remove(3)), nil),
		breaksEvent("event-secret-revision-missing", "Event.Revision", "JUJU_SECRET_REVISION", first(remove(0)), nil),
		breaksEvent("event-secret-unknown", "Event.Secret", "D36", event(SecretRotate(Secret{ID: otherID})), nil),
		breaksEvent("event-secret-untracked", "State.Secrets[1].TrackedRevision", "secrets.md 11.1", second(SecretChanged), theirs(func(s *Secret) {
			s.TrackedRevision, s.TrackedContent = 0, nil
		})),
	}
}

// TestEveryRule: each rule refuses, alone and at its path, and says what to do without a secret's content.
func TestEveryRule(t *testing.T) {
	t.Parallel()
	for i, test := range brokenRules() {
		t.Run(fmt.Sprintf("%d %s", i, test.name), func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, test.why)
			found := test.findings(t)
			require.Len(t, found, 1, "%v", found)
			require.Equal(t, test.rule, found[0].Rule, "%v", found)
			require.Equal(t, test.path, found[0].Path)
			require.NotContains(t, found[0].Problem, `"aa"`)
			require.Regexp(t, "want |did you mean|there is |has none|State has |counts from|Juju refuses", found[0].Problem)
		})
	}
}

// TestRulesAreListed: the list of rules, those with a test and those of the documentation are the same.
func TestRulesAreListed(t *testing.T) {
	t.Parallel()
	tested := make(map[string]bool)
	for _, test := range brokenRules() {
		tested[test.rule] = true
	}
	require.Equal(t, sortedNames(tested), consistencyRules())
	page, err := os.ReadFile("docs/consistency.md")
	require.NoError(t, err)
	var documented []string
	for line := range strings.Lines(string(page)) {
		if rest, ok := strings.CutPrefix(line, "| `"); ok {
			name, _, _ := strings.Cut(rest, "`")
			documented = append(documented, name)
		}
	}
	slices.Sort(documented)
	require.Equal(t, consistencyRules(), documented)
}
