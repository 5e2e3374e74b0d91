package juju

import (
	"maps"
	"slices"

	"github.com/charmscenario/scenario/internal/controller"
)

// wake puts a unit among those that may have something to do.
func (w *world) wake(u *unit) {
	if !u.waiting && u.life != controller.Dead {
		u.waiting = true
		w.busy = append(w.busy, u)
	}
}

// meet makes a unit know a relation of its application.
func (w *world) meet(u *unit, e *end, why cause) {
	if !u.fits(e) {
		return
	}
	u.links = append(u.links, newLink(u, e, why))
	slices.SortFunc(u.links, func(a, b *link) int { return a.end.number - b.end.number })
	u.entering = true
	w.synchronize(u, why)
	w.wake(u)
}

// synchronize brings a unit into the scope of relations that it is not in, as its agent does when it has no hook to run
// first (worker/uniter/relation/statetracker.go, SynchronizeScopes).
func (w *world) synchronize(u *unit, why cause) {
	if !u.entering || !u.installed || u.failed != nil || u.queued != nil {
		return
	}
	u.entering = false
	for _, l := range u.links {
		w.enter(l, why)
	}
}

// enter brings a unit into the scope of a relation: its databag is there, written anew even if it was there before or was that of
// an earlier unit of the same name (state/relationunit.go, EnterScope), and the units on the other side are to be told.
func (w *world) enter(l *link, why cause) {
	e := l.end
	if l.inScope || l.ends() {
		return
	}
	if _, known := l.unit.charm.metadata.Endpoint(e.endpoint.Name); !known {
		return // it came with a charm that the unit is not upgraded to yet
	}
	if !w.accompany(l, why) {
		l.unit.entering = true
		return
	}
	l.inScope, l.entered = true, why
	name := e.seen(l.unit)
	before := e.bags[name]
	e.bags[name] = l.unit.addresses()
	if e.relation.contained() {
		if e.places == nil {
			e.places = make(map[string]*unit)
		}
		e.places[name] = l.unit.place()
	}
	for _, counterpart := range e.other().joined {
		counterpart.cache.written(name, before)
		if counterpart.departing || !l.sees(counterpart) {
			continue
		}
		counterpart.arrived = note(counterpart.arrived, name, why)
		w.wake(counterpart.unit)
		l.arrived = note(l.arrived, e.other().seen(counterpart.unit), counterpart.entered)
	}
	l.app = e.other().wrote
	i, _ := slices.BinarySearchFunc(e.joined, l.unit.number, func(l *link, number int) int { return l.unit.number - number })
	e.joined = slices.Insert(e.joined, i, l)
	w.wake(l.unit)
}

// addresses are what Juju writes into a databag when a unit comes into scope.
func (u *unit) addresses() map[string]string {
	bag := map[string]string{"egress-subnets": u.address + "/32", "ingress-address": u.address}
	if !u.app.model.version.AtLeast(4, 0, 0) {
		bag["private-address"] = u.address
	}
	return bag
}

// depart tells the other side that a unit is gone, though it has hooks to run before it leaves the scope
// (state/relationunit.go, PrepareLeaveScope).
func (w *world) depart(l *link, why cause) {
	if !l.inScope || l.departing {
		return
	}
	l.departing = true
	name := l.end.seen(l.unit)
	for _, counterpart := range l.end.other().joined {
		counterpart.arrived, counterpart.changed = drop(counterpart.arrived, name), drop(counterpart.changed, name)
		if counterpart.member(name) {
			counterpart.gone = note(counterpart.gone, name, why)
			w.wake(counterpart.unit)
		}
	}
}

// leave takes a unit out of the scope of a relation. Its databag stays readable for as long as the relation lives.
func (w *world) leave(l *link, why cause) {
	if !l.inScope {
		return
	}
	w.depart(l, why)
	e := l.end
	e.joined = remove(e.joined, l)
	fresh := newLink(l.unit, e, l.entered)
	*l = *fresh
	if e.relation.life == controller.Dying {
		w.closeRelation(e.relation)
	}
}

// writeUnit replaces a unit's databag and tells the other side, unless nothing changed.
func (w *world) writeUnit(l *link, bag map[string]string, why cause) {
	name := l.end.seen(l.unit)
	if maps.Equal(l.end.bags[name], bag) {
		return
	}
	before := l.end.bags[name]
	l.end.bags[name] = bag
	for _, counterpart := range l.end.other().joined {
		if counterpart == l || !counterpart.member(name) {
			continue
		}
		counterpart.cache.written(name, before)
		if !l.departing {
			counterpart.changed = note(counterpart.changed, name, why)
			w.wake(counterpart.unit)
		}
	}
}

// writeApp replaces an application's databag and tells the other side, of a peer relation every unit, unless
// nothing changed.
func (w *world) writeApp(e *end, bag map[string]string, why cause) {
	if maps.Equal(e.bag, bag) {
		return
	}
	e.bag, e.wrote = bag, why
	for _, counterpart := range e.other().joined {
		counterpart.app = why
		w.wake(counterpart.unit)
	}
}

// endRelation begins to take a relation away; it is gone once its last unit has left.
func (w *world) endRelation(r *relation, why cause) {
	if r.life != controller.Alive {
		return
	}
	r.life, r.cause = controller.Dying, why
	w.disband(r, why)
	w.departAll(r, why)
	w.closeRelation(r)
}

// departAll tells every unit of a relation that all members leave. A unit that has not seen the relation yet leaves it at
// once.
func (w *world) departAll(r *relation, why cause) {
	for _, e := range r.ends {
		for _, l := range slices.Clone(e.joined) {
			l.departAll(why)
			if l.unseen() {
				w.leave(l, why)
			}
			w.wake(l.unit)
		}
	}
}

// unseen reports whether the unit ran no hook about the relation yet: its agent has not looked.
func (l *link) unseen() bool {
	return !l.created && (l.unit.failed == nil || l.unit.failed.plan.link != l)
}

// departAll makes every member one that is gone.
func (l *link) departAll(why cause) {
	for _, member := range l.view.Members {
		l.gone = note(l.gone, member, why)
	}
}

// resume has those stay that have not left a suspended relation yet, and all others enter it anew.
func (w *world) resume(r *relation, why cause) {
	for _, e := range r.ends {
		for _, l := range e.joined {
			if l.ends() {
				continue // the unit is being removed
			}
			l.stay(why)
			w.wake(l.unit)
		}
	}
	for _, e := range r.ends {
		for _, u := range e.app.units {
			u.entering = true
			w.synchronize(u, why)
		}
	}
}

// stay takes members that are in scope for members again, and those that it has parted from for newcomers.
func (l *link) stay(why cause) {
	other := l.end.other()
	l.gone = slices.DeleteFunc(l.gone, func(n newcomer) bool { return other.has(n.name) })
	for _, counterpart := range other.joined {
		if name := other.seen(counterpart.unit); !counterpart.departing && l.sees(counterpart) && !l.member(name) {
			l.arrived = note(l.arrived, name, why)
		}
	}
}

// closeRelation removes a dying relation that no unit is in any more, with the grants that had it for their scope.
func (w *world) closeRelation(r *relation) {
	for _, e := range r.ends {
		if len(e.joined) > 0 {
			return
		}
	}
	if r.life == controller.Dead {
		return
	}
	r.life = controller.Dead
	for _, e := range r.ends {
		m := e.app.model
		m.relation = remove(m.relation, r)
		e.app.ends = remove(e.app.ends, e)
		for _, u := range e.app.units {
			u.links = slices.DeleteFunc(u.links, func(l *link) bool { return l.end == e })
			w.wake(u)
		}
		w.dropGrants(e)
	}
	for _, e := range r.ends {
		w.closeApplication(e.app)
	}
}
