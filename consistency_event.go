package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
	"github.com/charmscenario/scenario/metadata"
)

// checkEvent checks the event against State and metadata.
func (k *checker) checkEvent() {
	k.strayFields()
	switch e := k.event; e.Kind {
	case call.KindInstall, call.KindStart, call.KindConfigChanged, call.KindUpgradeCharm, call.KindUpdateStatus,
		call.KindLeaderSettingsChanged, call.KindStop, call.KindRemove, call.KindPreSeriesUpgrade, call.KindPostSeriesUpgrade:
	case call.KindLeaderElected:
		if !k.state.Leader {
			k.add("event-leader-elected", "State.Leader", "leader-elected comes to the unit that has become leader; want Leader: true")
		}
	case call.KindRelationCreated, call.KindRelationJoined, call.KindRelationChanged, call.KindRelationDeparted, call.KindRelationBroken:
		k.relationEvent()
	case call.KindSecretChanged, call.KindSecretRemove, call.KindSecretRotate, call.KindSecretExpired:
		k.secretEvent()
	case call.KindAction:
		k.action()
	default:
		k.add("event-kind-unknown", "Event.Kind", "%q is not a kind of event%s", e.Kind, meant(string(e.Kind), eventKinds()))
	}
}

func eventKinds() []string {
	return []string{
		"action", "config-changed", "install", "leader-elected", "leader-settings-changed",
		"post-series-upgrade", "pre-series-upgrade",
		"relation-broken", "relation-changed", "relation-created", "relation-departed", "relation-joined",
		"remove", "secret-changed", "secret-expired", "secret-remove", "secret-rotate",
		"start", "stop", "update-status", "upgrade-charm",
	}
}

// strayFields refuses what the hook could not be told.
func (k *checker) strayFields() {
	e := k.event
	stray := func(is bool, field, want string) {
		if is {
			k.add("event-stray-field", "Event."+field, "%s has no such thing; only %s has: want it left out", e.Kind, want)
		}
	}
	stray(e.Relation != nil && !e.Kind.IsRelation(), "Relation", "a relation event")
	stray(e.Secret != nil && !e.Kind.IsSecret(), "Secret", "a secret event")
	stray(e.Action != nil && e.Kind != call.KindAction, "Action", "an action")
	stray(e.RemoteUnit != "" && !k.hasRemoteUnit(), "RemoteUnit", "relation-joined, -changed or -departed")
	stray(e.ByApplication && e.Kind != call.KindRelationChanged, "ByApplication", "relation-changed")
	stray(e.DepartingUnit != "" && e.Kind != call.KindRelationDeparted, "DepartingUnit", "relation-departed")
	stray(e.Revision != 0 && e.Kind != call.KindSecretRemove && e.Kind != call.KindSecretExpired, "Revision", "secret-remove or secret-expired")
	if e.ByApplication && e.RemoteUnit != "" && e.Kind == call.KindRelationChanged {
		k.add("event-stray-field", "Event.RemoteUnit", "the event is about the remote application's databag; want RemoteUnit or ByApplication left out")
	}
}

func (k *checker) hasRemoteUnit() bool {
	switch k.event.Kind {
	case call.KindRelationJoined, call.KindRelationChanged, call.KindRelationDeparted:
		return true
	}
	return false
}

func (k *checker) relationEvent() {
	e := k.event
	if e.Relation == nil {
		k.add("event-part-missing", "Event.Relation", "%s is about a relation; want one of State.Relations", e.Kind)
		return
	}
	found := e.Relation.find(k.state.Relations)
	if len(found) != 1 {
		k.relationNotFound(found)
		return
	}
	r := &k.state.Relations[found[0]]
	endpoint, known := k.endpoint(r.Endpoint)
	if _, provides := k.charm.Provides[r.Endpoint]; known && endpoint.Name == "juju-info" && !provides && endpoint.Role == metadata.Provider {
		k.add("event-relation-implicit", "Event.Relation", `"juju-info" is provided by Juju itself, which runs no hooks for it; want another endpoint, or juju-info declared in %s`, k.charm.File)
	}
	if r.Life == Dead {
		k.add("event-relation-dead", "Event.Relation", "%s is dead, and no hook is about it any more; want it Dying, or Alive", r.ID)
	}
	if endpoint.Role == metadata.Peer && e.Kind == call.KindRelationBroken {
		k.add("event-peer-broken", "Event.Kind", "%q is a peer endpoint in %s, and Juju runs no relation-broken for peers; want relation-departed, stop or remove", r.Endpoint, k.charm.File)
	}
	if k.hasRemoteUnit() && !e.ByApplication {
		k.eventUnits(r)
	}
}

// eventUnits checks the unit that a relation event is about, and the one whose leaving caused it.
func (k *checker) eventUnits(r *Relation) {
	e := k.event
	if e.RemoteUnit == "" {
		k.add("event-remote-unit-missing", "Event.RemoteUnit", "%s is about a remote unit, and %s has none; want one in RemoteUnits, or ByUnit", e.Kind, r.ID)
		return
	}
	_, joined := r.RemoteUnits[e.RemoteUnit]
	_, departed := r.DepartedUnits[e.RemoteUnit]
	if !joined && (!departed || e.Kind != call.KindRelationDeparted) {
		k.add("event-remote-unit-unknown", "Event.RemoteUnit", "%q is not in RemoteUnits of %s%s", e.RemoteUnit, r.ID, meant(e.RemoteUnit, sortedNames(r.RemoteUnits)))
	}
	if e.DepartingUnit != "" && e.Kind == call.KindRelationDeparted && e.DepartingUnit != e.RemoteUnit && e.DepartingUnit != k.unitName {
		k.add("event-departing-unit", "Event.DepartingUnit", "%q is neither the remote unit %s nor the unit under test %s; want one of both", e.DepartingUnit, e.RemoteUnit, k.unitName)
	}
}

func (k *checker) relationNotFound(found []int) {
	ref := k.event.Relation
	name := fmt.Sprintf("ID %q", ref.ID)
	if ref.ID == "" {
		name = fmt.Sprintf("endpoint %q", ref.Endpoint)
		if ref.RemoteApp != "" {
			name += fmt.Sprintf(" and remote application %q", ref.RemoteApp)
		}
	}
	if len(found) == 0 {
		k.add("event-relation-unknown", "Event.Relation", "no relation in State.Relations has %s; State has %s", name, describeRelations(k.state.Relations))
		return
	}
	k.add("event-relation-ambiguous", "Event.Relation", "%s of State.Relations have %s (%s); want exactly one: give the relation an ID", number(len(found), "relation"), name, positions(found))
}

// positions lists positions in a list.
func positions(found []int) string {
	texts := make([]string, len(found))
	for i, position := range found {
		texts[i] = "[" + strconv.Itoa(position) + "]"
	}
	return strings.Join(texts, ", ")
}

// action checks the action's name and parameters.
func (k *checker) action() {
	ref := k.event.Action
	if ref == nil {
		k.add("event-part-missing", "Event.Action", "an action has a name; want RunAction(name, params)")
		return
	}
	action, ok := k.charm.Actions[ref.Name]
	if !ok {
		k.add("action-unknown", "Event.Action.Name", "%q is not an action in %s%s", ref.Name, k.charm.File, meant(ref.Name, sortedNames(k.charm.Actions)))
		return
	}
	if k.cyclic("Event.Action.Params", ref.Params); codec.Cyclic(ref.Params) {
		return
	}
	if _, err := action.Complete(ref.Params); err != nil {
		k.add("action-params", "Event.Action.Params", "%v; Juju refuses the call by the schema of %q in %s", err, ref.Name, k.charm.File)
	}
}
