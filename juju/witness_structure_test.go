package juju

import (
	"slices"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// structure takes up who came and who went, and what Juju forgets with them.
func (w *witness) structure() {
	now := w.play.units()
	here := make(map[*unit]bool)
	for _, u := range now {
		here[u] = true
	}
	for u, l := range w.lives {
		if !here[u] {
			w.gone(u)
			delete(w.lives, u)
			continue
		}
		if u.app.leader != u {
			l.led = false
			for key := range l.owed {
				if s := w.ledger.secret(key.id); s != nil && s.unit == nil {
					delete(l.owed, key) // who leads next is told when Juju looks again
				}
			}
		}
		if u.life != controller.Alive && !u.app.model.version.AtLeast(3, 6, 0) {
			w.ledger.remove(func(s *ledgerSecret) bool { return s.unit == u })
		}
	}
	for _, u := range now {
		w.life(u)
	}
	w.structureOfRelations()
	apps := w.play.apps()
	w.ledger.remove(func(s *ledgerSecret) bool { return !slices.Contains(apps, s.app) })
	for _, s := range w.ledger.secrets {
		s.facts.Grants = slices.DeleteFunc(s.facts.Grants, func(g controller.Grant) bool {
			_, app := find(s.model.apps, g.Subject)
			return !app && !call.IsUnitName(g.Subject) && !s.acrossTo(g.Subject)
		})
	}
}

// acrossTo reports whether a subject is an application of another model.
func (s *ledgerSecret) acrossTo(subject string) bool {
	for _, e := range s.app.ends {
		if e.remoteModel() != "" && e.other().calls == subject {
			return true
		}
	}
	return false
}

// gone forgets a unit that is no more.
func (w *witness) gone(u *unit) {
	w.ledger.remove(func(s *ledgerSecret) bool { return s.unit == u })
	for _, s := range w.ledger.secrets {
		delete(s.consumers, u)
		if s.model == u.app.model {
			s.facts.Grants = slices.DeleteFunc(s.facts.Grants, func(g controller.Grant) bool { return g.Subject == u.name })
		}
	}
}

// structureOfRelations takes up new databags, and grants that end with their relation.
func (w *witness) structureOfRelations() {
	if w.ledger.bags == nil {
		w.ledger.bags = make(map[bagKey]map[string]string)
	}
	ends := make(map[*end]bool)
	for _, r := range w.play.relations() {
		for _, e := range r.ends {
			ends[e] = true
		}
	}
	for e := range w.ledger.ends {
		if ends[e] {
			continue
		}
		for _, s := range w.ledger.secrets {
			if s.app == e.app {
				before := len(s.facts.Grants)
				s.facts.Grants = slices.DeleteFunc(s.facts.Grants, func(g controller.Grant) bool { return g.Relation == e.id })
				if len(s.facts.Grants) < before {
					w.counts.add("grants: gone with their relation")
				}
			}
		}
	}
	w.ledger.ends = ends
	for _, u := range w.play.units() {
		in := make(map[*link]bool)
		for _, l := range u.links {
			key := bagKey{l.end, l.end.seen(u)}
			if in[l] = l.inScope; l.inScope && !w.scope[l] {
				w.ledger.bags[key] = u.addresses() // written anew whenever it enters
			}
		}
		for l, now := range in {
			if w.scope[l] = now; !now {
				delete(w.scope, l)
			}
		}
	}
}
