package juju

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/metadata"
)

// relations makes the relations of a model, without the units in them.
func (r *reader) relations(p *part) {
	for i := range p.content.Relations {
		d, at := &p.content.Relations[i], p.at.field("relations").item(i)
		relation := &relation{suspended: d.Suspended}
		if relation.life = r.life(at, d.Life); relation.life != controller.Alive {
			relation.cause = cause{reason: relationEnds}
		} else if d.Suspended {
			relation.cause = cause{reason: relationPauses}
		}
		for j := range d.Sides {
			if e := r.side(p, at.field("sides").item(j), &d.Sides[j]); e != nil {
				e.relation = relation
				relation.ends = append(relation.ends, e)
			}
		}
		if len(relation.ends) != len(d.Sides) || !r.fits(p, at, relation) {
			r.lostRelation = true
			continue
		}
		r.attach(at, relation, d)
		p.made = append(p.made, madeRelation{relation, d, at})
	}
}

// madeRelation is a relation that was made of a part of the document.
type madeRelation struct {
	relation *relation
	of       *documentRelation
	at       *place
}

// side makes one side of a relation; nil: it cannot be.
func (r *reader) side(p *part, at *place, d *documentSide) *end {
	a := r.findApp(p, at.field("application"), d.Application)
	if a == nil {
		return nil
	}
	e := &end{
		app: a, number: unnumbered, bags: make(map[string]map[string]string),
		calls: a.name, offering: d.ConsumedAs != "",
	}
	if e.offering {
		e.calls = d.ConsumedAs
	}
	if d.Databag != nil {
		e.bag, e.wrote = *d.Databag, cause{reason: wroteApp}
	}
	if a.charm.name == "" { // it is of no use, which was noted
		return nil
	}
	known := false
	if e.endpoint, known = a.charm.metadata.Endpoint(d.Endpoint); !known {
		r.unknown(at.field("endpoint"), "endpoint", d.Endpoint, a.charm.metadata.Endpoints())
		return nil
	}
	if d.Number != nil && a.model == p.model {
		r.add(at.field("number"), "only a side in another model has a number of its own")
	}
	return e
}

// unnumbered is the number of a relation to which the document gives none.
const unnumbered = -1

// fits checks that sides can be related.
func (r *reader) fits(p *part, at *place, relation *relation) bool {
	ends := relation.ends
	at = at.field("sides")
	switch {
	case len(ends) == 1 && ends[0].endpoint.Role != metadata.Peer:
		r.add(at, "endpoint %q is a %s's; want the other side too", ends[0].endpoint.Name, ends[0].endpoint.Role)
	case len(ends) != 1 && len(ends) != 2:
		r.add(at, "there are %d; want the requirer and the provider, or one for peers", len(ends))
	case len(ends) == 2 && (ends[0].endpoint.Role != metadata.Requirer || ends[1].endpoint.Role != metadata.Provider):
		r.add(at, "they are a %s and a %s; want a requirer, then a provider", ends[0].endpoint.Role, ends[1].endpoint.Role)
	case len(ends) == 2 && ends[0].endpoint.Interface != ends[1].endpoint.Interface:
		r.add(at, "their interfaces are %q and %q; want one", ends[0].endpoint.Interface, ends[1].endpoint.Interface)
	case ends[0].app.model != p.model:
		r.add(at.item(0).field("application"), "it is of model %q; want the relation there", ends[0].app.model.Name)
	case len(ends) == 2 && ends[0].offering && ends[1].offering:
		r.add(at, "both are on offer; want consumed-as at one")
	case len(ends) == 2 && ends[0].app.model != ends[1].app.model && !ends[0].offering && !ends[1].offering:
		r.add(at, "they are in two models; want consumed-as at the one that is on offer: how the other calls it")
	default:
		return true
	}
	return false
}

// attach hangs a relation into its applications and models.
func (r *reader) attach(at *place, relation *relation, d *documentRelation) {
	m := relation.ends[0].app.model
	for i, e := range relation.ends {
		other := relation.ends[len(relation.ends)-1-i]
		number, of := d.Number, at.field("number")
		if e.app.model != m {
			number, of = d.Sides[i].Number, at.field("sides").item(i).field("number")
		}
		if number != nil {
			if e.number = *number; (e.number < 0 || e.number > maxNumber) && (i == 0 || e.app.model != m) {
				r.add(of, "it is %d; want 0 to %d", e.number, maxNumber)
			}
		}
		if other.app.model != e.app.model && !e.offering {
			e.calls = token(e.app)
		}
		e.app.ends = append(e.app.ends, e)
		if i > 0 && e.app.model == m {
			continue
		}
		for _, before := range e.app.model.relation {
			if e.number != unnumbered && before.numberIn(e.app.model) == e.number {
				r.add(of, "there is another relation %d", e.number)
			}
			if before.keyIn(m) == relation.keyIn(m) && before.ends[0].app.model == m {
				r.add(at.field("sides"), "there is another relation %q", relation.keyIn(m))
			}
		}
		e.app.model.relation = append(e.app.model.relation, relation)
	}
}

// numberIn is the relation's number in a model.
func (r *relation) numberIn(m *Model) int {
	for _, e := range r.ends {
		if e.app.model == m {
			return e.number
		}
	}
	return unnumbered
}

// numbers gives relations the numbers that the document leaves out, and puts them in order.
func (r *reader) numbers(p *part) {
	m := p.model
	used := 0
	for _, relation := range m.relation {
		used = max(used, relation.numberIn(m)+1)
	}
	m.counters.relation = r.count(p, "relations", p.content.Counters.Relations, used, true)
	for _, relation := range m.relation {
		if relation.numberIn(m) != unnumbered {
			continue
		}
		for _, e := range relation.ends {
			if e.app.model == m {
				e.number = m.counters.relation
			}
		}
		m.counters.relation++
	}
	slices.SortFunc(m.relation, func(a, b *relation) int { return cmp.Compare(a.numberIn(m), b.numberIn(m)) })
	for _, a := range m.apps {
		for _, e := range a.ends {
			e.id = fmt.Sprintf("%s:%d", e.endpoint.Name, e.number)
		}
		slices.SortStableFunc(a.ends, func(a, b *end) int { return cmp.Compare(a.number, b.number) })
	}
}
