package scenario

import (
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
	"github.com/charmscenario/scenario/internal/controller"
)

// Kind is what happened, such as "relation-changed" (Juju's hook kinds; "action" for an action).
type Kind = call.Kind

// Event is what happens to the unit: one hook, or one action. Make one with a constructor, such as
// [RelationChanged] or [SecretRemove].
//
// An Event refers to a part of State, and keeps only what names it. The part is found in the State
// of the run by what is given; exactly one must match. An Event made from a literal can therefore
// be used with every later State.
type Event struct {
	Kind Kind `yaml:"kind" json:"kind"`

	Relation *RelationRef `yaml:"relation,omitempty" json:"relation,omitempty"` // of a relation event
	Secret   *SecretRef   `yaml:"secret,omitempty" json:"secret,omitempty"`     // of a secret event
	Action   *ActionRef   `yaml:"action,omitempty" json:"action,omitempty"`     // of an action

	// RemoteUnit is the unit that a relation event is about ("postgresql/0"). Left out in joined,
	// changed and departed events, it is the relation's first remote unit.
	RemoteUnit string `yaml:"remote-unit,omitempty" json:"remote-unit,omitempty"`

	// ByApplication says that a relation-changed event is about the remote application's databag.
	ByApplication bool `yaml:"by-application,omitempty" json:"by-application,omitempty"`

	// DepartingUnit is the unit whose leaving caused a relation-departed event. Left out, it is
	// the remote unit; it is the unit under test when that one is being removed.
	DepartingUnit string `yaml:"departing-unit,omitempty" json:"departing-unit,omitempty"`

	// Revision is the revision that a secret-remove or secret-expired event is about.
	Revision int `yaml:"revision,omitempty" json:"revision,omitempty"`
}

// RelationRef names a relation: by its ID, or while that is empty by endpoint and remote
// application, as far as they are given.
type RelationRef struct {
	ID        string `yaml:"id,omitempty" json:"id,omitempty"`
	Endpoint  string `yaml:"endpoint,omitempty" json:"endpoint,omitempty"`
	RemoteApp string `yaml:"remote-app,omitempty" json:"remote-app,omitempty"`
}

// SecretRef names a secret: by its ID, or while that is empty by owner and label, as far as they
// are given.
type SecretRef struct {
	ID    string `yaml:"id,omitempty" json:"id,omitempty"`
	Label string `yaml:"label,omitempty" json:"label,omitempty"`
	Owner Owner  `yaml:"owner,omitempty" json:"owner,omitempty"`
}

// ActionRef names an action and says how it was called.
type ActionRef struct {
	Name   string         `yaml:"name" json:"name"`
	Params map[string]any `yaml:"params,omitempty" json:"params,omitempty"`
	ID     string         `yaml:"id,omitempty" json:"id,omitempty"` // Juju's number of the call; empty: "1"
}

// Install is the first hook of a unit (Juju hook install).
func Install() Event { return Event{Kind: call.KindInstall} }

// Start follows the first config-changed, and every reboot (Juju hook start).
func Start() Event { return Event{Kind: call.KindStart} }

// ConfigChanged says that configuration may have changed (Juju hook config-changed).
func ConfigChanged() Event { return Event{Kind: call.KindConfigChanged} }

// UpgradeCharm follows an upgrade of the charm (Juju hook upgrade-charm).
func UpgradeCharm() Event { return Event{Kind: call.KindUpgradeCharm} }

// UpdateStatus comes every few minutes (Juju hook update-status).
func UpdateStatus() Event { return Event{Kind: call.KindUpdateStatus} }

// LeaderElected says that this unit became leader (Juju hook leader-elected).
func LeaderElected() Event { return Event{Kind: call.KindLeaderElected} }

// LeaderSettingsChanged tells the other units of leader-set (Juju hook leader-settings-changed).
func LeaderSettingsChanged() Event { return Event{Kind: call.KindLeaderSettingsChanged} }

// Stop comes before the unit is removed (Juju hook stop).
func Stop() Event { return Event{Kind: call.KindStop} }

// Remove is the last hook of a unit (Juju hook remove).
func Remove() Event { return Event{Kind: call.KindRemove} }

// PreSeriesUpgrade comes before the machine's base is upgraded (Juju hook pre-series-upgrade).
func PreSeriesUpgrade() Event { return Event{Kind: call.KindPreSeriesUpgrade} }

// PostSeriesUpgrade comes after the machine's base was upgraded (Juju hook post-series-upgrade).
func PostSeriesUpgrade() Event { return Event{Kind: call.KindPostSeriesUpgrade} }

// RelationCreated says that the relation was made (Juju hook <endpoint>-relation-created).
func RelationCreated(relation Relation) Event {
	return relationEvent(call.KindRelationCreated, relation)
}

// RelationJoined says that a remote unit joined (Juju hook <endpoint>-relation-joined); which, see
// [Event.ByUnit].
func RelationJoined(relation Relation) Event { return relationEvent(call.KindRelationJoined, relation) }

// RelationChanged says that a databag of the remote side changed (Juju hook
// <endpoint>-relation-changed): a unit's, see [Event.ByUnit], or its application's, see [Event.ByApp].
func RelationChanged(relation Relation) Event {
	return relationEvent(call.KindRelationChanged, relation)
}

// RelationDeparted says that a remote unit left (Juju hook <endpoint>-relation-departed); which,
// see [Event.ByUnit], and why, see [Event.Departing].
func RelationDeparted(relation Relation) Event {
	return relationEvent(call.KindRelationDeparted, relation)
}

// RelationBroken says that the relation is gone for this unit (Juju hook
// <endpoint>-relation-broken). Relation.Life says why: Dying when the relation was removed, Alive when this
// unit alone leaves it, because it is being removed itself.
func RelationBroken(relation Relation) Event { return relationEvent(call.KindRelationBroken, relation) }

// ByUnit returns the relation event as caused by this remote unit ("postgresql/1").
func (e Event) ByUnit(unit string) Event {
	e.RemoteUnit, e.ByApplication = unit, false
	return e
}

// ByApp returns the relation-changed event as caused by the remote application's databag.
func (e Event) ByApp() Event {
	e.RemoteUnit, e.ByApplication = "", true
	return e
}

// Departing returns the relation-departed event as caused by the leaving of this unit, which may
// be the unit under test.
func (e Event) Departing(unit string) Event {
	e.DepartingUnit = unit
	return e
}

// SecretChanged says that a secret that this unit tracks has a new revision (Juju hook
// secret-changed).
func SecretChanged(secret Secret) Event { return secretEvent(call.KindSecretChanged, secret, 0) }

// SecretRotate says that the owner should make a new revision (Juju hook secret-rotate).
func SecretRotate(secret Secret) Event { return secretEvent(call.KindSecretRotate, secret, 0) }

// SecretRemove says that nobody tracks this revision any more: its owner can remove it (Juju hook
// secret-remove).
func SecretRemove(secret Secret, revision int) Event {
	return secretEvent(call.KindSecretRemove, secret, revision)
}

// SecretExpired says that this revision has expired: its owner should remove it (Juju hook
// secret-expired).
func SecretExpired(secret Secret, revision int) Event {
	return secretEvent(call.KindSecretExpired, secret, revision)
}

// RunAction runs an action with parameters, to which defaults of its schema are added.
func RunAction(name string, params map[string]any) Event {
	if !codec.Cyclic(params) { // what holds itself cannot be copied, and does not run
		params = cloneValues(params)
	}
	return Event{Kind: call.KindAction, Action: &ActionRef{Name: name, Params: params}}
}

func relationEvent(kind Kind, r Relation) Event {
	return Event{Kind: kind, Relation: &RelationRef{ID: r.ID, Endpoint: r.Endpoint, RemoteApp: r.RemoteApp}}
}

func secretEvent(kind Kind, s Secret, revision int) Event {
	return Event{Kind: kind, Secret: &SecretRef{ID: s.ID, Label: s.Label, Owner: s.Owner}, Revision: revision}
}

// String names the event as Juju names its hook: "database-relation-changed", "secret-remove",
// "action backup".
func (e Event) String() string {
	switch {
	case e.Relation != nil && e.Kind.IsRelation():
		return e.Relation.Endpoint + "-" + string(e.Kind)
	case e.Action != nil:
		return "action " + e.Action.Name
	}
	return string(e.Kind)
}

// find lists the positions of the relations that the reference names.
func (ref RelationRef) find(relations []Relation) []int {
	var found []int
	number, numbered := relationNumber(ref.ID)
	for i := range relations {
		r := &relations[i]
		if ref.ID != "" {
			if n, ok := relationNumber(r.ID); r.ID == ref.ID || numbered && ok && n == number {
				found = append(found, i)
			}
			continue
		}
		if (ref.Endpoint == "" || ref.Endpoint == r.Endpoint) && (ref.RemoteApp == "" || ref.RemoteApp == r.RemoteApp) {
			found = append(found, i)
		}
	}
	return found
}

// find lists the positions of the secrets that the reference names.
func (ref SecretRef) find(secrets []Secret) []int {
	var found []int
	id := bareSecretID(ref.ID)
	for i := range secrets {
		s := &secrets[i]
		if ref.ID != "" {
			if bareSecretID(s.ID) == id {
				found = append(found, i)
			}
			continue
		}
		if (ref.Label == "" || ref.Label == s.Label) && ref.Owner == s.Owner {
			found = append(found, i)
		}
	}
	return found
}

// bareSecretID returns the 20 characters of an ID in any spelling; the text itself when it is none.
func bareSecretID(id string) string {
	if len(id) > 20 {
		return id[len(id)-20:]
	}
	return id
}

// relationNumber returns the number of an ID such as "database:3" or "3".
func relationNumber(id string) (int, bool) { return controller.RelationNumber(id) }
