package juju

import "github.com/charmscenario/scenario/internal/controller"

// complete adds what a document may leave out: peer relations, and units that have yet to come into a relation. Of a document
// that a model wrote there is nothing to add.
func (r *reader) complete(p *part) {
	m := p.model
	for _, a := range m.apps {
		m.addPeers(a, 0)
	}
	for _, made := range p.made {
		for _, e := range made.relation.ends {
			for _, u := range e.app.units {
				if u.linkTo(e) == nil && u.life == controller.Alive && made.relation.life == controller.Alive {
					r.world.meet(u, e, cause{reason: related})
				}
			}
		}
	}
}

// wakeAll has every unit that has something to do come to its turn.
func (w *world) wakeAll() {
	for _, m := range w.models {
		for _, a := range m.apps {
			for _, u := range a.units {
				if u.waiting {
					continue
				}
				if _, something := u.next(); something {
					w.wake(u)
				}
			}
		}
	}
}
