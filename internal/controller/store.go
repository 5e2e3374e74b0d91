// Package controller holds Juju's rules: who may read and change which secret and databag, what
// labels, tracking and grants mean, and how the changes of one hook are committed. The rules stand
// over a [Store] of plain facts, so that one State and a whole model obey the same ones.
package controller

import (
	"time"

	"github.com/charmscenario/scenario/call"
)

// Store holds the facts that one unit's hooks read and change.
//
// What a Store returns belongs to it: callers read it, and write only to what an Edit method
// returned. Maps are never written in place, always replaced, so that facts can be shared.
type Store interface {
	// Unit returns the facts about the unit and its application, to be written in place.
	Unit() *Unit

	// Secret returns a secret by its 20 characters, nil when there is none.
	Secret(id string) *Secret
	// EditSecret returns the same, private to this Store, to be written in place.
	EditSecret(id string) *Secret
	// NewSecretID mints the 20 characters of a new secret.
	NewSecretID() string
	// AddSecret adds a secret, which the Store then owns.
	AddSecret(secret *Secret)
	// RemoveSecret forgets a secret with all its revisions, grants, consumers and labels.
	RemoveSecret(id string)
	// OwnedSecrets lists the IDs of the secrets that one of the owners has, oldest first as far as the
	// Store knows.
	OwnedSecrets(owners ...string) []string
	// OwnerLabel finds the secret of this owner that has the label; "" when there is none.
	OwnerLabel(owner, label string) string
	// ConsumerLabel finds the secret to which this unit gave the label; "" when there is none.
	ConsumerLabel(unit, label string) string
	// LabelGivenUp reports whether the unit once gave the label and then another one instead; Juju
	// keeps such a label taken.
	LabelGivenUp(unit, label string) bool
	// UnitLabel reports whether any unit of the application has the label: as an owner, as a consumer,
	// or as one that it gave up.
	UnitLabel(app, label string) bool

	// Relation returns a relation by its number, nil when the unit is not in it.
	Relation(number int) *Relation
	// SetDatabag replaces a databag of this side, the application's or the unit's, in a relation that the
	// unit is in. The Store then owns the map.
	SetDatabag(number int, app bool, bag map[string]string)
	// Relations lists the numbers of the relations of an endpoint, of all when it is empty.
	Relations(endpoint string) []int
	// Life reports whether a unit or an application may exist, and whether it is being removed: the members
	// of the unit's relations do exist, and so does what the Store cannot know.
	Life(name string) (life Life, exists bool)
}

// Unit holds the facts about one unit and its application. Maps are replaced, never written.
type Unit struct {
	Leader bool

	// Config holds the options that have a value, the defaults of the metadata not included.
	Config map[string]any
	// Option returns a value of a config option in the option's type: int64, float64, string or bool. For
	// nil that is the default; nil when it has none.
	Option func(name string, value any) any
	// Options lists the names of all config options, sorted.
	Options []string

	UnitStatus      call.Status
	AppStatus       call.Status
	PeerStatuses    map[string]call.Status // of the application's other units, by name
	WorkloadVersion string
	LeaderSettings  map[string]string
	StoredState     map[string]string // nil: nothing was ever stored
	ActionParams    map[string]any    // of the running action, defaults included
}

// OwnerUser is the owner of a user's secret (in Juju: the model). Other owners are named as
// Juju names applications and units: "web", "web/0". An owner that nobody named is "".
const OwnerUser = "<user>"

// Secret holds all there is to know of a secret.
type Secret struct {
	ID          string // 20 characters
	Source      string // UUID of the model that it lives in; empty: this model
	Owner       string // "web", "web/0", OwnerUser or ""
	Disowned    bool   // the right that the owner got with the secret was taken back
	Label       string // given by the owner
	Description string
	Rotate      call.RotatePolicy // empty: never
	NextRotate  time.Time
	Latest      int        // number of the latest revision, which may have been removed
	Expire      time.Time  // of the latest revision
	Revisions   []Revision // those that exist, ascending
	Grants      []Grant    // one for each subject
	Consumers   []Consumer // units that track a revision or gave it a label
}

// Revision is one revision of a secret.
type Revision struct {
	Number int
	// Content is the decoded content. A value that is not valid base64 in Juju's store is kept
	// as that text under "<key>#base64". Nil: nobody knows.
	Content map[string]string
	Expire  time.Time // of one that is not the latest: when it expires; see Secret.Expire
}

// Grant lets a subject read a secret.
type Grant struct {
	Subject  string // "web" or "web/0"
	Relation string // the scope: "database:3"; empty: of no relation of this unit
}

// Consumer is a unit's own record of a secret.
type Consumer struct {
	Unit    string
	Label   string   // the label that the unit gave a secret of somebody else
	GivenUp []string // labels that it gave before
	Tracked int      // revision; 0: the unit has not read it yet
}

// Life says whether Juju is taking a relation, a unit or an application away.
type Life string

// The lives of things.
const (
	Alive Life = ""
	Dying Life = "dying"
	Dead  Life = "dead"
)

// Relation holds one relation as a unit sees it. Maps are replaced, never written.
type Relation struct {
	Number         int    // 3
	ID             string // "database:3"
	Endpoint       string // "database"
	RemoteApp      string // the own application for a peer relation
	RemoteEndpoint string
	Role           Role
	Container      bool   // scope container: a subordinate and its principal
	RemoteModel    string // UUID; empty: this model
	Offered        bool   // cross-model: this application is on the offering side
	Life           Life
	Suspended      bool

	Members    []string                     // remote units that have joined, sorted as text
	LocalUnit  map[string]string            // this unit's databag
	LocalApp   map[string]string            // its application's databag
	RemoteData map[string]string            // the remote application's databag; not for peers
	UnitData   map[string]map[string]string // remote units' databags, of some that left too
}

// Role is an endpoint's side of a relation.
type Role string

// The roles of endpoints.
const (
	Provider Role = "provider"
	Requirer Role = "requirer"
	Peer     Role = "peer"
)
