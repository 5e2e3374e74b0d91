package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/metadata"
)

func (c *checker) checkEvent() {
	kinds := []string{"install", "start", "config-changed", "upgrade-charm", "update-status", "leader-elected",
		"leader-settings-changed", "stop", "remove", "pre-series-upgrade", "post-series-upgrade", "relation-created",
		"relation-joined", "relation-changed", "relation-departed", "relation-broken", "secret-changed", "secret-remove",
		"secret-rotate", "secret-expired", "action"}
	kind := c.event.Kind
	if !slices.Contains(kinds, string(kind)) {
		c.find("event-kind", "Event.Kind", "%q is not a kind of event; make events with a constructor such as UpdateStatus()%s", string(kind), nearest(string(kind), kinds))
		return
	}
	if c.event.Relation != nil && !kind.IsRelation() || c.event.Secret != nil && !kind.IsSecret() || c.event.Action != nil && kind != call.KindAction {
		c.find("event-part", "Event", "%s carries a part that it is not about", kind)
	}
	switch {
	case kind.IsRelation():
		c.checkRelationEvent()
	case kind.IsSecret():
		c.checkSecretEvent()
	case kind == call.KindAction:
		c.checkAction()
	case kind == call.KindLeaderElected && !c.state.Leader:
		c.find("event-leader-elected", "State.Leader", "leader-elected runs on the new leader; want true")
	case kind == call.KindLeaderSettingsChanged && c.state.Leader:
		c.find("event-leader-settings", "State.Leader", "leader-settings-changed runs on the units that do not lead; want false")
	}
}

func (c *checker) checkRelationEvent() {
	ref := c.event.Relation
	if ref == nil {
		c.find("event-relation", "Event.Relation", "%s is about a relation, and none is named; make it with a constructor such as RelationChanged(relation)", c.event.Kind)
		return
	}
	found := ref.find(c.state.Relations)
	if len(found) != 1 {
		wanted := fmt.Sprintf("with endpoint %q", ref.Endpoint)
		if ref.RemoteApp != "" {
			wanted += fmt.Sprintf(" and remote application %q", ref.RemoteApp)
		}
		if ref.ID != "" {
			wanted = fmt.Sprintf("with ID %q", ref.ID)
		}
		if len(found) == 0 {
			endpoints := make([]string, len(c.state.Relations))
			for i := range c.state.Relations {
				endpoints[i] = c.state.Relations[i].Endpoint
			}
			c.find("event-relation-missing", "Event.Relation", "no relation in State.Relations %s; State has %s%s", wanted, describeRelations(c.state.Relations), nearest(ref.Endpoint, endpoints))
		} else {
			c.find("event-relation-ambiguous", "Event.Relation", "%d relations in State.Relations %s; give the relation an ID or a RemoteApp: State has %s", len(found), wanted, describeRelations(c.state.Relations))
		}
		return
	}
	r := &c.state.Relations[found[0]]
	endpoint, ok := c.charm.Endpoint(r.Endpoint)
	if ok && endpoint.Role == metadata.Peer && c.event.Kind == call.KindRelationBroken {
		c.find("event-peer-broken", "Event.Kind", "Juju never breaks a peer relation")
	}
	if r.Life == Dead {
		c.find("event-relation-dead", "Event.Relation", "%s is dead: no hook is about it any more", r.ID)
	}
	c.checkRemoteUnit(r)
}

func (c *checker) checkRemoteUnit(r *Relation) {
	unit := c.event.RemoteUnit
	switch c.event.Kind {
	case call.KindRelationCreated, call.KindRelationBroken:
		if unit != "" {
			c.find("event-remote-unit-none", "Event.RemoteUnit", "%s is about the application; want no remote unit, got %q", c.event.Kind, unit)
		}
		return
	}
	if c.event.ByApplication {
		if c.event.Kind != call.KindRelationChanged {
			c.find("event-by-application", "Event.ByApplication", "only relation-changed can be about an application's databag")
		}
		return
	}
	if unit == "" {
		c.find("event-remote-unit", "Event.RemoteUnit", "%s is about a remote unit, and %s has none; want one in RemoteUnits", c.event.Kind, r.ID)
		return
	}
	if _, ok := r.RemoteUnits[unit]; !ok {
		names := make([]string, 0, len(r.RemoteUnits))
		for name := range r.RemoteUnits {
			names = append(names, name)
		}
		slices.Sort(names)
		c.find("event-remote-unit-unknown", "Event.RemoteUnit", "%q is not in RemoteUnits of %s, which are [%s]%s", unit, r.ID, strings.Join(names, " "), nearest(unit, names))
	}
	if d := c.event.DepartingUnit; d != "" && c.event.Kind != call.KindRelationDeparted {
		c.find("event-departing", "Event.DepartingUnit", "only relation-departed has a departing unit")
	} else if d != "" && d != unit && d != c.unitName {
		c.find("event-departing-unit", "Event.DepartingUnit", "%q is neither the remote unit %q nor the unit under test %q", d, unit, c.unitName)
	}
}

func (c *checker) checkSecretEvent() {
	kind, ref := c.event.Kind, c.event.Secret
	if !c.version.AtLeast(3, 0, 0) {
		c.find("event-secret-version", "Event.Kind", "%s needs Juju 3.0, the run is with %s", kind, c.version)
	}
	if ref == nil {
		c.find("event-secret", "Event.Secret", "%s is about a secret, and none is named; make it with a constructor such as SecretChanged(secret)", kind)
		return
	}
	found := ref.find(c.state.Secrets)
	if len(found) != 1 {
		wanted := fmt.Sprintf("has label %q", ref.Label)
		switch {
		case ref.ID != "":
			wanted = fmt.Sprintf("has ID %q", ref.ID)
		case ref.Label == "":
			wanted = fmt.Sprintf("has owner %q", string(ref.Owner))
		}
		if len(found) == 0 {
			c.find("event-secret-missing", "Event.Secret", "no secret in State.Secrets %s; State has %s", wanted, describeSecrets(c.state.Secrets))
		} else {
			c.find("event-secret-ambiguous", "Event.Secret", "more than one secret in State.Secrets %s; give the secret an ID or a Label: State has %s", wanted, describeSecrets(c.state.Secrets))
		}
		return
	}
	s := &c.state.Secrets[found[0]]
	if kind == call.KindSecretChanged {
		if s.TrackedRevision == 0 {
			c.find("event-secret-untracked", "Event.Secret", "secret-changed goes to units that have read the secret, and this one never did; want TrackedContent")
		} else if s.LatestRevision == 1 {
			c.find("event-secret-unchanged", "Event.Secret", "secret-changed follows a new revision, and the secret has its first one only; want LatestRevision 2 or more")
		}
		return
	}
	c.checkOwnerEvent(s)
}

// checkOwnerEvent is for the events that go to who manages the secret.
func (c *checker) checkOwnerEvent(s *Secret) {
	kind := c.event.Kind
	switch {
	case !c.owns(s.Owner):
		c.find("event-secret-owner", "Event.Secret", "%s goes to the secret's owner, and this is somebody else's; want Owner: OwnerApp or OwnerUnit", kind)
		return
	case s.Owner == OwnerApp && !c.state.Leader:
		c.find("event-secret-leader", "State.Leader", "%s for an application's secret goes to the leader; want true", kind)
	}
	if kind == call.KindSecretRotate {
		if s.Rotate == RotateNever {
			c.find("event-secret-rotate", "Event.Secret", "a secret that never rotates has no secret-rotate; want another Rotate policy")
		}
		return
	}
	revision := c.event.Revision
	exists := revision == s.LatestRevision && len(s.LatestContent) > 0 || revision == s.TrackedRevision && len(s.TrackedContent) > 0 ||
		slices.ContainsFunc(s.Revisions, func(r Revision) bool { return r.Number == revision })
	switch {
	case revision < 1:
		c.find("event-revision", "Event.Revision", "got %d, want 1 or more", revision)
	case revision > s.LatestRevision:
		c.find("event-revision-late", "Event.Revision", "the secret has no revision %d yet: the latest is %d", revision, s.LatestRevision)
	case kind == call.KindSecretRemove && revision == s.LatestRevision:
		c.find("event-revision-latest", "Event.Revision", "revision %d is the latest; Juju asks to remove older ones only", revision)
	case kind == call.KindSecretRemove && revision == s.TrackedRevision:
		c.find("event-revision-tracked", "Event.Revision", "revision %d is tracked by this unit; Juju asks to remove what nobody tracks", revision)
	case !exists:
		c.find("event-revision-removed", "Event.Revision", "revision %d was removed; the secret's other revisions are in Revisions", revision)
	}
}

func (c *checker) checkAction() {
	action := c.event.Action
	if action == nil {
		c.find("event-action", "Event.Action", "no action is named; make the event with RunAction(name, params)")
		return
	}
	declared, ok := c.charm.Actions[action.Name]
	if !ok {
		names := make([]string, 0, len(c.charm.Actions))
		for name := range c.charm.Actions {
			names = append(names, name)
		}
		slices.Sort(names)
		c.find("action-unknown", "Event.Action.Name", "%q is not an action in %s%s", action.Name, c.charm.File, nearest(action.Name, names))
		return
	}
	if _, err := declared.Complete(action.Params); err != nil {
		c.find("action-params", "Event.Action.Params", "%v", err)
	}
}
