package juju

import (
	"slices"

	"github.com/charmscenario/scenario/metadata"
)

// implicit reports whether the side is the endpoint juju-info that every charm has unsaid: its units are in the relation, and
// run no hooks about it.
func (e *end) implicit() bool {
	return e.endpoint.Name == "juju-info" && e.endpoint.Role == metadata.Provider
}

// contained reports whether the relation is one between principals and the subordinates beside them: each unit sees those
// of its own place alone.
func (r *relation) contained() bool {
	return slices.ContainsFunc(r.ends, func(e *end) bool { return e.endpoint.Scope == metadata.ScopeContainer })
}

// place is the principal unit that the unit runs beside; a principal's own.
func (u *unit) place() *unit {
	if u.principal != nil {
		return u.principal
	}
	return u
}

// sees reports whether the unit can be a member for the other unit.
func (l *link) sees(counterpart *link) bool {
	return l.unit != counterpart.unit && (!l.end.relation.contained() || l.unit.place() == counterpart.unit.place())
}

// fits reports whether the unit takes part in the relations of an end: a subordinate not in those with another principal's
// application (state/relationunit.go, Valid).
func (u *unit) fits(e *end) bool {
	other := e.other().app
	return u.principal == nil || !e.relation.contained() || other.charm.metadata.Subordinate || other == u.principal.app
}

// accompany makes the subordinate that a principal unit needs to be in a relation, and reports whether there is one. One that
// is being removed must be gone first (state/relationunit.go, subordinateOps).
func (w *world) accompany(l *link, why cause) bool {
	u, app := l.unit, l.end.other().app
	if u.principal != nil || !l.end.relation.contained() {
		return true
	}
	for _, s := range u.subordinates {
		if s.app == app {
			return alive(s.life)
		}
	}
	app.model.addUnit(app, app.next, u, cause{why.entry, unitAdded})
	return true
}

// disband removes the subordinates that no relation keeps beside their principal any more
// (worker/uniter/relation/statetracker.go, maybeSetSubordinateDying).
func (w *world) disband(r *relation, why cause) {
	if !r.contained() {
		return
	}
	for _, e := range r.ends {
		for _, u := range slices.Clone(e.app.units) {
			if u.principal != nil && !slices.ContainsFunc(u.links, (*link).binds) {
				w.endUnit(u, why)
			}
		}
	}
}

// binds reports whether the relation keeps a subordinate beside its principal.
func (l *link) binds() bool {
	r := l.end.relation
	return r.contained() && alive(r.life) && l.end.other().app == l.unit.principal.app
}

// within returns the databags that a unit of a contained relation can read: those of its own place.
func (l *link) within(bags map[string]map[string]string) map[string]map[string]string {
	if !l.end.relation.contained() {
		return bags
	}
	near := make(map[string]map[string]string)
	for name, bag := range bags {
		if l.end.other().places[name] == l.unit.place() {
			near[name] = bag
		}
	}
	return near
}
