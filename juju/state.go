package juju

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/controller"
)

// State returns what the next hook of a unit finds, as a run of package scenario is given it. Every secret of the model is in it; of
// those that the unit may not read it says that alone. The same hook run on it gives what it gives on the model: see
// [Model.Context] and [Model.Next].
//
// What one unit cannot notice before it tries is not in a State, which takes it for not being in the way. So a run differs
// from the hook on the model where
//   - a new label is one that another unit of the application gave a secret of somebody else;
//   - a secret is granted to a unit that is in no relation with this one, or is being removed, or gone;
//   - a secret is made for a unit or an application that is being removed, which Juju refuses;
//   - the unit made a secret that is gone, whose ID no text of State holds: the model does not use the ID again;
//   - a failed hook is run again about a secret that is gone meanwhile: no State is consistent with it.
func (m *Model) State(name string) (scenario.State, error) {
	if err := m.open(); err != nil {
		return scenario.State{}, err
	}
	u, err := m.findUnit(name)
	if err != nil {
		return scenario.State{}, err
	}
	plan, _ := u.next()
	return u.state(&plan), nil
}

// Context returns the Context that runs the unit's charm as the model does, at the time that it is now. Its randomness is that of
// the unit's next hook. A run tells the charm the unit's number for that of its machine.
func (m *Model) Context(name string) (*scenario.Context, error) {
	if err := m.open(); err != nil {
		return nil, err
	}
	u, err := m.findUnit(name)
	if err != nil {
		return nil, err
	}
	plan, _ := u.next()
	c := u.charmFor(&plan).charm
	now := m.world.now
	return &scenario.Context{
		Charm: c.Handler, Executable: c.Executable, Dir: c.Dir, Metadata: c.Metadata, AppName: u.app.name, UnitNumber: u.number,
		Model: m.call(), JujuVersion: m.JujuVersion, Now: func() time.Time { return now }, Rand: u.rand(&plan),
	}, nil
}

// rand makes the randomness of a planned hook of the unit, as often as it is asked for.
func (u *unit) rand(plan *planned) func() *rand.Rand {
	var h call.Hook
	u.tell(&h, plan)
	source, revisions := u.source, u.app.model.revisions()
	return func() *rand.Rand {
		return rand.New(&chance.Source{Hook: &h, Source: source, Revisions: revisions})
	}
}

// Next returns the event that the unit's next hook is about, and whether there is one. Of a unit in error that waits for Resolved it
// returns the event of the hook that failed, and false: with State and Context it is what a unit test needs to look into it.
func (m *Model) Next(name string) (scenario.Event, bool, error) {
	if err := m.open(); err != nil {
		return scenario.Event{}, false, err
	}
	u, err := m.findUnit(name)
	if err != nil {
		return scenario.Event{}, false, err
	}
	plan, ok := u.next()
	if !ok && u.failed == nil {
		return scenario.Event{}, false, nil
	}
	return u.event(&plan), ok, nil
}

// event tells of a planned hook.
func (u *unit) event(plan *planned) scenario.Event {
	var h call.Hook
	u.tell(&h, plan)
	event := scenario.Event{Kind: plan.kind}
	switch {
	case plan.kind.IsRelation():
		event.Relation = &scenario.RelationRef{ID: h.Relation, Endpoint: h.Endpoint, RemoteApp: h.RemoteApp}
		event.RemoteUnit, event.DepartingUnit = h.RemoteUnit, h.DepartingUnit
		event.ByApplication = plan.kind == call.KindRelationChanged && h.RemoteUnit == ""
	case plan.kind.IsSecret():
		event.Secret = &scenario.SecretRef{ID: plan.secret.id()}
		event.Revision = h.SecretRevision
	case plan.kind == call.KindAction:
		event.Action = &scenario.ActionRef{Name: plan.task.Action, ID: plan.task.ID, Params: cloneValues(plan.task.Params)}
	}
	return event
}

// state derives what a planned hook of the unit finds.
func (u *unit) state(plan *planned) scenario.State {
	a, charm := u.app, u.charmFor(plan)
	state := scenario.State{
		Leader: u.leads(), Config: maps.Clone(a.configOf(charm)), UnitStatus: u.statusFor(plan), AppStatus: a.status,
		WorkloadVersion: a.workloadVersion, LeaderSettings: maps.Clone(a.settings), StoredState: maps.Clone(u.stored),
	}
	if u.leads() && len(a.units) > 1 {
		state.PeerStatuses = a.statusesBut(u)
	}
	for _, l := range u.links {
		if l.known() {
			state.Relations = append(state.Relations, l.state(plan))
		}
	}
	for _, s := range a.model.secrets {
		state.Secrets = append(state.Secrets, u.secretState(s, charm))
	}
	for _, other := range a.model.world.models {
		for _, s := range other.secrets {
			if other != a.model && (u.consumed[s.facts.ID] != nil || s.readableBy(u)) {
				state.Secrets = append(state.Secrets, u.secretState(s, charm))
			}
		}
	}
	return state
}

// statusFor is the unit's status as a planned hook finds it.
func (u *unit) statusFor(plan *planned) call.Status {
	if status, ok := u.statusBefore(plan.kind); ok {
		return status
	}
	return u.status
}

// statusesBut lists the statuses of the application's units but one.
func (a *application) statusesBut(u *unit) map[string]call.Status {
	statuses := make(map[string]call.Status, len(a.units))
	for _, other := range a.units {
		if other != u {
			statuses[other.name] = other.status
		}
	}
	return statuses
}

// known reports whether the unit knows of the relation: it is in it, or about to be.
func (l *link) known() bool { return l.inScope }

// state derives a relation as a planned hook finds it.
func (l *link) state(plan *planned) scenario.Relation {
	v := l.fresh()
	r := scenario.Relation{
		ID: v.ID, Endpoint: v.Endpoint, RemoteApp: v.RemoteApp, RemoteEndpoint: v.RemoteEndpoint, RemoteModel: v.RemoteModel,
		Offering: v.Offered, LocalAppData: maps.Clone(v.LocalApp), LocalUnitData: maps.Clone(v.LocalUnit), RemoteAppData: maps.Clone(v.RemoteData),
		Life: scenario.Life(v.Life), Suspended: v.Suspended,
	}
	for name, bag := range v.UnitData {
		if name == l.unit.name && l.end.peer() {
			continue
		}
		joins := plan.link == l && plan.kind == call.KindRelationJoined && plan.remote == name
		if plan.refreshes(l, name) {
			bag = l.end.other().bags[name]
		}
		if joins || l.member(name) {
			r.RemoteUnits = put(r.RemoteUnits, name, bag)
		} else {
			r.DepartedUnits = put(r.DepartedUnits, name, bag)
		}
	}
	return r
}

func put(bags map[string]map[string]string, name string, bag map[string]string) map[string]map[string]string {
	if bags == nil {
		bags = make(map[string]map[string]string)
	}
	bags[name] = maps.Clone(bag)
	return bags
}

// secretState derives a secret as the unit knows it. A grant over an endpoint that its charm does not have yet is left out:
// a State has endpoints of one charm.
func (u *unit) secretState(s *secret, charm *deployed) scenario.Secret {
	facts := s.factsFor(u)
	n := scenario.Secret{ID: s.id(), Owner: u.ownerOf(s), SourceModel: facts.Source}
	ours := s.model == u.app.model && s.app == u.app && (s.unit == nil || s.unit == u)
	record, _ := consumerIn(facts, u.name)
	n.GivenUpLabels = slices.Clone(record.GivenUp)
	if ours {
		n.Label, n.ConsumerLabel, n.Disowned = facts.Label, record.Label, facts.Disowned
		n.Description, n.Rotate, n.NextRotate = facts.Description, facts.Rotate, facts.NextRotate
		for _, g := range facts.Grants {
			endpoint, _, _ := strings.Cut(g.Relation, ":")
			if _, known := charm.metadata.Endpoint(endpoint); !known {
				continue
			}
			if n.RemoteGrants == nil {
				n.RemoteGrants = make(map[string][]string)
			}
			n.RemoteGrants[g.Relation] = append(n.RemoteGrants[g.Relation], g.Subject)
		}
		for _, names := range n.RemoteGrants {
			slices.Sort(names)
		}
	} else {
		n.Label = record.Label
		n.NotGranted = !controller.CanRead(facts, u.environment())
		if s.unit != nil && s.app == u.app && s.model == u.app.model {
			n.OwnerLabel = facts.Label
		}
	}
	if n.NotGranted && record.Tracked == 0 {
		return n
	}
	n.TrackedRevision, n.LatestRevision, n.Expire = record.Tracked, facts.Latest, facts.Expire
	for _, r := range facts.Revisions {
		content := maps.Clone(r.Content)
		switch {
		case r.Number == facts.Latest:
			n.LatestContent = content
			if r.Number == record.Tracked {
				n.TrackedContent = maps.Clone(content)
			}
		case r.Number == record.Tracked:
			n.TrackedContent, n.TrackedExpire = content, r.Expire
		default:
			n.Revisions = append(n.Revisions, scenario.Revision{Number: r.Number, Content: content, Expire: r.Expire})
		}
	}
	return n
}

// ownerOf names the owner of a secret as State does.
func (u *unit) ownerOf(s *secret) scenario.Owner {
	switch {
	case s.app == nil:
		return scenario.OwnerUser
	case s.unit == u:
		return scenario.OwnerUnit
	case s.unit != nil:
		return scenario.Owner(s.unit.name)
	case s.app == u.app:
		return scenario.OwnerApp
	}
	return scenario.Owner(s.app.name)
}
