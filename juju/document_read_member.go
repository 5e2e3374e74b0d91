package juju

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/charmscenario/scenario/internal/controller"
)

// members puts units into the relations of a model.
func (r *reader) members(p *part) {
	for _, made := range p.made {
		for i, e := range made.relation.ends {
			r.databags(p, made.at.field("sides").item(i).field("units"), e, made.of.Sides[i].Units)
		}
	}
	for _, made := range p.made {
		inScope := 0
		for i, e := range made.relation.ends {
			at, units := made.at.field("sides").item(i).field("units"), made.of.Sides[i].Units
			for _, u := range e.app.units {
				name := p.model.nameOf(u.app.model, u.name)
				if d, known := units[name]; known {
					r.member(p, at.entry(name), u.linkTo(e), &d)
				}
			}
			inScope += len(e.joined)
		}
		if made.relation.life != controller.Alive && inScope == 0 {
			r.add(made.at.field("life"), "no unit is in the relation any more, so that it would be gone")
		}
	}
}

// databags takes in the databags of one side, and makes the links of its units.
func (r *reader) databags(p *part, at *place, e *end, units map[string]documentMember) {
	for _, name := range sorted(units) {
		d := units[name]
		number, ok := r.numberIn(p, e, name)
		if !ok {
			r.add(at.entry(name), "it is not the name of a unit of %s", p.model.nameOf(e.app.model, e.app.name))
			continue
		}
		u := e.app.unit(number)
		if u == nil {
			if d.Databag == nil || !reflect.DeepEqual(d, documentMember{Databag: d.Databag, Place: d.Place}) {
				r.unknown(at.entry(name), "unit", name, r.namesOf(p, e.app.model, (*application).unitNames))
				continue
			}
			u = &unit{app: e.app, name: name, number: number}
			if d.Place != "" {
				u.principal = r.findUnit(p, at.entry(name).field("place"), d.Place)
			}
		} else {
			l := newLink(u, e, cause{reason: related})
			i, _ := slices.BinarySearchFunc(u.links, e.number+1, func(l *link, number int) int { return l.end.number - number })
			u.links = slices.Insert(u.links, i, l)
			if d.Entered != "" {
				l.inScope, l.departing, l.entered = true, d.Departing, r.becauseOf(at.entry(name).field("entered"), d.Entered)
				e.joined = append(e.joined, l)
				if r.present[e] == nil {
					r.present[e] = make(map[string]*link)
				}
				r.present[e][e.seen(u)] = l
			}
		}
		switch {
		case d.Databag != nil:
			e.bags[e.seen(u)] = *d.Databag
		case d.Entered != "":
			e.bags[e.seen(u)] = u.addresses()
		}
		if e.bags[e.seen(u)] != nil && e.relation.contained() {
			if e.places == nil {
				e.places = make(map[string]*unit)
			}
			e.places[e.seen(u)] = u.place()
		}
	}
	slices.SortFunc(e.joined, func(a, b *link) int { return a.unit.number - b.unit.number })
}

// linkTo is the unit's view of a relation, nil when it has none.
func (u *unit) linkTo(e *end) *link {
	for _, l := range u.links {
		if l.end == e {
			return l
		}
	}
	return nil
}

// numberIn is the number in the name of a unit of one side.
func (r *reader) numberIn(p *part, e *end, name string) (int, bool) {
	m, rest := r.elsewhere(p, name)
	number, ok := numberOfUnit(e.app.name, rest)
	return number, ok && m == e.app.model
}

// known finds a unit that is, or was, in a relation, and returns how the other side calls it.
func (r *reader) known(p *part, at *place, e *end, name string) (seen string, ok bool) {
	number, ok := r.numberIn(p, e, name)
	if seen = e.seen(&unit{app: e.app, number: number, name: e.app.name + "/" + strconv.Itoa(number)}); ok && e.bags[seen] != nil {
		return seen, true
	}
	var names []string
	for seen := range e.bags {
		names = append(names, e.unitIn(p.model, seen))
	}
	r.unknown(at, "unit", name, names)
	return "", false
}

// member takes in what a unit's agent remembers of a relation.
func (r *reader) member(p *part, at *place, l *link, d *documentMember) {
	other := l.end.other()
	names := func(key string, list []string) []string {
		there := make(map[string]bool, len(list))
		for i, name := range list {
			switch name, ok := r.known(p, at.field(key).item(i), other, name); {
			case !ok:
			case there[name]:
				r.add(at.field(key).item(i), "it is there twice")
			default:
				there[name] = true
			}
		}
		return sorted(there)
	}
	l.created, l.view.Members = d.Created, names("members", d.Members)
	for _, name := range names("arrived", d.Arrived) {
		counterpart := r.present[other][name]
		if counterpart == nil || counterpart.departing {
			r.add(at.field("arrived"), "%q is not in the relation", other.unitIn(p.model, name))
			continue
		}
		l.arrived = append(l.arrived, newcomer{name, counterpart.entered})
	}
	for _, name := range names("changed", d.Changed) {
		l.changed = append(l.changed, newcomer{name, cause{reason: wroteUnit}})
	}
	for _, name := range sorted(d.Gone) {
		of := at.field("gone").entry(name)
		if seen, ok := r.memberOf(p, of, l, name); ok {
			l.gone = note(l.gone, seen, r.becauseOf(of, d.Gone[name]))
		}
	}
	if d.ChangedNext != "" {
		l.owed, _ = r.memberOf(p, at.field("changed-next"), l, d.ChangedNext)
		l.owedBy = cause{reason: afterJoined}
	}
	if d.ApplicationChanged {
		l.app = cause{reason: wroteApp}
	}
	for _, name := range names("read", d.Read) {
		l.cache.note(name)
	}
	for _, name := range sorted(d.Remembered) {
		of := at.field("remembered").entry(name)
		seen, ok := r.known(p, of, other, name)
		if ok && !l.cache.read[seen] {
			r.add(of, "%q is not among read", name)
		} else if ok {
			l.cache.written(seen, notNil(d.Remembered[name]))
		}
	}
	r.checkMember(p, at, l, d)
}

// memberOf finds a unit that has joined.
func (r *reader) memberOf(p *part, at *place, l *link, name string) (seen string, ok bool) {
	if seen, ok = r.known(p, at, l.end.other(), name); ok && !l.member(seen) {
		r.add(at, "%q is not among members", name)
	}
	return seen, ok
}

// checkMember finds what a unit cannot remember.
func (r *reader) checkMember(p *part, at *place, l *link, d *documentMember) {
	if !l.inScope {
		if !reflect.DeepEqual(*d, documentMember{Databag: d.Databag}) {
			r.add(at.field("entered"), "the unit is not in the relation; want the reason why it came, such as %q", related)
		}
		return
	}
	if !l.unit.installed {
		r.add(at.field("entered"), "a unit comes into its relations when it is installed, and this one is not")
	}
	other := l.end.other()
	for _, name := range l.view.Members {
		counterpart := r.present[other][name]
		if _, left := slices.BinarySearchFunc(l.gone, name, byName); !left && (counterpart == nil || counterpart.departing) {
			r.add(at.field("members"), "%q is not in the relation; want it under gone too, or nowhere", other.unitIn(p.model, name))
		}
	}
}

func notNil(bag map[string]string) map[string]string {
	if bag == nil {
		return make(map[string]string)
	}
	return bag
}
