package juju

import "slices"

func (r *relation) document() documentRelation {
	d := documentRelation{Number: &r.ends[0].number, Life: r.life, Suspended: r.suspended}
	m := r.ends[0].app.model
	for _, e := range r.ends {
		side := e.document()
		side.Application = m.nameOf(e.app.model, e.app.name)
		if e.app.model != m {
			side.Number = &e.number
		}
		if e.offering {
			side.ConsumedAs = e.calls
		}
		d.Sides = append(d.Sides, side)
	}
	return d
}

func (e *end) document() documentSide {
	d := documentSide{Endpoint: e.endpoint.Name, Units: make(map[string]documentMember)}
	if e.wrote.set() {
		d.Databag = &e.bag
	}
	m := e.relation.ends[0].app.model
	for seen, bag := range e.bags {
		member := documentMember{Databag: &bag}
		name := e.unitIn(m, seen)
		if place := e.places[seen]; place != nil && e.app.model.unit(name) == nil && e.app.model.unit(place.name) == place {
			member.Place = place.name
		}
		d.Units[name] = member
	}
	for _, u := range e.app.units {
		for _, l := range u.links {
			if l.end == e {
				name := m.nameOf(u.app.model, u.name)
				d.Units[name] = l.document(m, d.Units[name])
			}
		}
	}
	return d
}

// unitIn is how the document calls, in the part of a model, a unit that the other side may call otherwise.
func (e *end) unitIn(m *Model, seen string) string {
	if seen == "" {
		return ""
	}
	return m.nameOf(e.app.model, e.app.name+seen[len(e.calls):])
}

// document adds what a unit's agent remembers.
func (l *link) document(m *Model, d documentMember) documentMember {
	other := l.end.other()
	if l.inScope {
		d.Entered = l.entered.reason
	}
	d.Created, d.ChangedNext, d.ApplicationChanged = l.created, other.unitIn(m, l.owed), l.app.set()
	for _, name := range l.view.Members {
		d.Members = append(d.Members, other.unitIn(m, name))
	}
	d.Departing = l.departing
	for name := range l.cache.read {
		d.Read = append(d.Read, other.unitIn(m, name))
	}
	slices.Sort(d.Read)
	for name, bag := range l.cache.stale {
		if d.Remembered == nil {
			d.Remembered = make(map[string]map[string]string)
		}
		d.Remembered[other.unitIn(m, name)] = bag
	}
	for _, n := range l.arrived {
		d.Arrived = append(d.Arrived, other.unitIn(m, n.name))
	}
	for _, n := range l.changed {
		d.Changed = append(d.Changed, other.unitIn(m, n.name))
	}
	for _, n := range l.gone {
		if d.Gone == nil {
			d.Gone = make(map[string]reason)
		}
		d.Gone[other.unitIn(m, n.name)] = n.cause.reason
	}
	return d
}
