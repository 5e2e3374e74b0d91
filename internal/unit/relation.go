package unit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// relationCall answers the calls of this file.
func (a *Agent) relationCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.RelationIDs:
		return a.relationIDs(c)
	case *call.RelationList:
		return a.relationList(c)
	case *call.RelationGet:
		return a.relationGet(c)
	case *call.RelationSet:
		return a.relationSet(c)
	case *call.RelationModelGet:
		return a.relationModelGet(c)
	}
	return unknownTool(c)
}

// relation finds the relation that a call names, however it is spelled.
func (a *Agent) relation(id string) (*controller.Relation, *call.Error) {
	number, ok := controller.RelationNumber(id)
	if !ok {
		if id == "" {
			return nil, refuse(call.ErrNotValid, "no relation id specified")
		}
		return nil, refuse(call.ErrNotValid, fmt.Sprintf("invalid value %q for option -r: invalid relation id", id))
	}
	r := a.store.Relation(number)
	if r == nil {
		return nil, refuse(call.ErrRelationNotFound, fmt.Sprintf("invalid value %q for option -r: relation not found", id))
	}
	return r, nil
}

func (a *Agent) relationIDs(c *call.RelationIDs) *call.Error {
	c.IDs = nil
	if c.Endpoint == "" {
		return nil
	}
	for _, number := range a.store.Relations(c.Endpoint) {
		r := a.store.Relation(number)
		if r.Life == controller.Dead || a.leaving(r) {
			continue
		}
		c.IDs = append(c.IDs, r.ID)
	}
	slices.Sort(c.IDs)
	return nil
}

// leaving reports whether Juju 3.6 no longer lists the relation: it is going away, and nobody is left
// in it or the hook is its relation-broken. Who departs counts as left in it until that hook is over.
func (a *Agent) leaving(r *controller.Relation) bool {
	if !a.hook.JujuVersion.AtLeast(3, 6, 0) || r.Role == controller.Peer || r.Life == controller.Alive && !r.Suspended {
		return false
	}
	if a.hook.Relation == r.ID && a.hook.Kind == call.KindRelationDeparted {
		return false
	}
	return a.hook.Relation == r.ID && a.hook.Kind == call.KindRelationBroken || len(r.Members) == 0
}

func (a *Agent) relationList(c *call.RelationList) *call.Error {
	r, refusal := a.relation(c.Relation)
	if refusal != nil {
		return refusal
	}
	c.Units, c.RemoteApp = nil, ""
	if c.App {
		c.RemoteApp = r.RemoteApp
		return nil
	}
	for _, member := range r.Members {
		if a.hook.Kind == call.KindRelationDeparted && a.hook.Relation == r.ID && a.hook.RemoteUnit == member {
			continue
		}
		c.Units = append(c.Units, member)
	}
	return nil
}

func (a *Agent) relationGet(c *call.RelationGet) *call.Error {
	r, refusal := a.relation(c.Relation)
	if refusal != nil {
		return refusal
	}
	c.Data = nil
	switch {
	case c.Of == a.hook.Unit:
		c.Data = controller.Changed(r.LocalUnit, a.pendingBag(r.Number, false))
	case c.Of == a.hook.App:
		if !a.store.Unit().Leader {
			if r.Role != controller.Peer {
				return refuse(call.ErrPermissionDenied, "permission denied")
			}
			c.Data = maps.Clone(r.LocalApp)
			break
		}
		c.Data = controller.Changed(r.LocalApp, a.pendingBag(r.Number, true))
	case call.IsUnitName(c.Of):
		return a.remoteUnitBag(c, r)
	case !call.IsAppName(c.Of):
		return refuse(call.ErrNotValid, `"" is not a valid unit or application`)
	case c.Of == r.RemoteApp:
		c.Data = maps.Clone(r.RemoteData)
	default:
		return refuse(call.ErrPermissionDenied, "permission denied")
	}
	if c.Data == nil {
		c.Data = map[string]string{}
	}
	return nil
}

// remoteUnitBag answers the databag of another unit: one that is or was in the relation. Of others,
// those of the two applications have no settings; all the rest are out of reach.
func (a *Agent) remoteUnitBag(c *call.RelationGet, r *controller.Relation) *call.Error {
	bag, ok := r.UnitData[c.Of]
	if !ok {
		if app, _, _ := strings.Cut(c.Of, "/"); app != r.RemoteApp && app != a.hook.App {
			return refuse(call.ErrPermissionDenied, "permission denied")
		}
		return settingsNotFound(c.Of, r, a.hook.App)
	}
	if c.Data = maps.Clone(bag); c.Data == nil {
		c.Data = map[string]string{}
	}
	return nil
}

func settingsNotFound(unit string, r *controller.Relation, app string) *call.Error {
	return refuse(call.ErrSettingsNotFound, fmt.Sprintf("cannot read settings for unit %q in relation %q: unit %q: settings not found",
		unit, controller.RelationKey(r, app), unit))
}

// keepsQuestion reports whether a call's question waits for the end of the hook as it is.
func keepsQuestion(c call.Call) bool {
	_, ok := c.(*call.RelationSet)
	return ok
}

func (a *Agent) relationSet(c *call.RelationSet) *call.Error {
	r, refusal := a.relation(c.Relation)
	if refusal != nil {
		return refusal
	}
	if c.App && !a.store.Unit().Leader {
		return refuse(call.ErrNotLeader, "cannot write relation settings")
	}
	if len(c.Data) == 0 {
		return nil
	}
	bags := a.pendingBags(r)
	if c.App {
		bags.settings.App = changedKeys(bags.settings.App, c.Data)
	} else {
		bags.settings.Unit = changedKeys(bags.settings.Unit, c.Data)
	}
	return nil
}

// pendingBags is what a hook changed in the databags of one relation.
type pendingBags struct {
	number   int
	settings call.RelationSettings
}

// pendingBags returns what this hook changed in the relation, to be added to.
func (a *Agent) pendingBags(r *controller.Relation) *pendingBags {
	for i := range a.pending.relations {
		if a.pending.relations[i].number == r.Number {
			return &a.pending.relations[i]
		}
	}
	a.pending.relations = append(a.pending.relations, pendingBags{number: r.Number, settings: call.RelationSettings{Relation: r.ID}})
	return &a.pending.relations[len(a.pending.relations)-1]
}

// changedKeys adds changes to earlier ones. The first changes are the trace's own map: it is shared, not
// written.
func changedKeys(earlier, changes map[string]string) map[string]string {
	if earlier == nil {
		return changes
	}
	n := maps.Clone(earlier)
	maps.Copy(n, changes)
	return n
}

// pendingBag returns the keys of a bag that this hook changed.
func (a *Agent) pendingBag(number int, app bool) map[string]string {
	for i := range a.pending.relations {
		bags := &a.pending.relations[i]
		if bags.number != number {
			continue
		}
		if app {
			return bags.settings.App
		}
		return bags.settings.Unit
	}
	return nil
}

// relationModelGet came with Juju 3.6.
func (a *Agent) relationModelGet(c *call.RelationModelGet) *call.Error {
	if !a.hook.JujuVersion.AtLeast(3, 6, 0) {
		return unknownTool(c)
	}
	r, refusal := a.relation(c.Relation)
	if refusal != nil {
		return refusal
	}
	if c.ModelUUID = r.RemoteModel; c.ModelUUID == "" {
		c.ModelUUID = a.hook.Model.UUID
	}
	return nil
}
