package calltest

import "github.com/charmscenario/scenario/call"

// Metadata is the charmcraft.yaml of the charm in every [Situation].
const Metadata = `
name: web
requires:
  db: {interface: sql}
peers:
  cluster: {interface: web-cluster}
config:
  options:
    title: {type: string, default: hello}
    port: {type: int, default: 80}
    ratio: {type: float, default: 0.5}
    debug: {type: boolean, default: false}
    key: {type: secret}
actions:
  backup:
    params:
      target: {type: string}
      count: {type: integer}
      factor: {type: number}
      deep: {type: object}
`

// Situation is what a hook finds: unit web/0 of application web, Juju 3.6.11. What it leaves out is not
// there, or is what Juju has by default.
type Situation struct {
	Hook   call.Hook // what the hook is about; the unit, application and version are filled in
	Leader bool

	Config         map[string]any // options that have a value
	Relations      []Relation
	Secrets        []Secret
	UnitStatus     call.Status
	AppStatus      call.Status
	StoredState    map[string]string
	LeaderSettings map[string]string
	ActionParams   map[string]any // of the action that Hook is
}

// Relation is a relation that the unit is in.
type Relation struct {
	ID          string // "db:4"
	Endpoint    string
	RemoteApp   string // "web" for a peer relation
	RemoteUnits map[string]map[string]string
	RemoteData  map[string]string // of the remote application
	LocalUnit   map[string]string
	LocalApp    map[string]string
}

// Secret is a secret that the unit may know of.
type Secret struct {
	ID        string            // "secret:<20 characters>"
	Owner     string            // "web", "web/0", or "" for somebody else
	Label     string            // the owner's, or for somebody else's secret the unit's
	NotShared bool              // of somebody else: not granted to this unit
	Tracked   map[string]string // revision 1, tracked by the unit; nil: the unit never read it
	Latest    map[string]string // the latest content: revision 2 when Tracked is not nil
}

// The secrets of the usual situation.
const (
	ownedByApp   = "secret:d0erdgpp4ni1a7hg2c00"
	ownedByUnit  = "secret:d0erdgpp4ni1a7hg2c10"
	sharedWithUs = "secret:d0erdgpp4ni1a7hg2c20"
	notShared    = "secret:d0erdgpp4ni1a7hg2c30"
	nowhere      = "secret:d0erdgpp4ni1a7hg2cv0"
)

// usual is the situation that most rules are checked in. Each is a new one.
func usual() Situation {
	return Situation{
		Hook: call.Hook{
			Kind: call.KindUpdateStatus, Name: "update-status", Unit: "web/0", App: "web",
			JujuVersion: call.Version{Major: 3, Minor: 6, Patch: 11},
		},
		Leader: true,
		Config: map[string]any{"port": 8080},
		Relations: []Relation{
			{ID: "db:4", Endpoint: "db", RemoteApp: "postgresql",
				RemoteUnits: map[string]map[string]string{"postgresql/0": {"host": "10.0.0.1"}, "postgresql/10": nil},
				RemoteData:  map[string]string{"name": "main"},
				LocalUnit:   map[string]string{"kept": "old"}, LocalApp: map[string]string{"user": "web"}},
			{ID: "db:12", Endpoint: "db", RemoteApp: "mysql"},
			{ID: "cluster:0", Endpoint: "cluster", RemoteApp: "web", RemoteUnits: map[string]map[string]string{"web/1": {"address": "10.0.0.2"}}},
		},
		Secrets: []Secret{
			{ID: ownedByApp, Owner: "web", Label: "app-label", Tracked: map[string]string{"password": "old"}, Latest: map[string]string{"password": "new"}},
			{ID: ownedByUnit, Owner: "web/0", Label: "unit-label", Latest: map[string]string{"password": "unit"}},
			{ID: sharedWithUs, Label: "shared-label", Tracked: map[string]string{"token": "one"}, Latest: map[string]string{"token": "two"}},
			{ID: notShared, NotShared: true, Latest: map[string]string{"token": "hidden"}},
		},
		UnitStatus:     call.Status{Name: call.StatusActive, Message: "up"},
		AppStatus:      call.Status{Name: call.StatusWaiting},
		StoredState:    map[string]string{"kept": "old"},
		LeaderSettings: map[string]string{"kept": "old"},
	}
}

// notLeader makes another unit the leader.
func notLeader(s *Situation) { s.Leader = false }

// inAction makes the hook an action.
func inAction(s *Situation) {
	s.Hook.Kind, s.Hook.Name, s.Hook.Action, s.Hook.ActionID = call.KindAction, "", "backup", "7"
	s.ActionParams = map[string]any{"target": "there", "count": 3, "factor": 0.25, "deep": map[string]any{"level": 9, "list": []any{"a"}}}
}

// inDeparted makes the hook one of the relation db:4, which a unit leaves.
func inDeparted(s *Situation) {
	s.Hook.Kind, s.Hook.Name = call.KindRelationDeparted, "db-relation-departed"
	s.Hook.Endpoint, s.Hook.Relation, s.Hook.RemoteApp = "db", "db:4", "postgresql"
	s.Hook.RemoteUnit, s.Hook.DepartingUnit = "postgresql/0", "postgresql/0"
}

// hard are texts that are easily lost on the way: what looks like an option, a separator, another type.
func hard() map[string]string {
	return map[string]string{
		"option": "--help", "dash": "-", "empty-lines": "\n\n", "lines": "a\n b\n", "spaces": " a ", "equals": "=a==",
		"true": "true", "number": "0x1", "null": "~", "quotes": `"'`, "unicode": "é\u2028☃", "html": "<&>",
	}
}
