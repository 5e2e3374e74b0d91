package juju

import (
	"slices"

	"github.com/charmscenario/scenario/internal/controller"
)

// breakRelation takes units out of a relation that is being removed and that they do not leave by themselves, because they are in error (--force).
func (w *world) breakRelation(r *relation) {
	for _, e := range slices.Clone(r.ends) {
		for _, u := range slices.Clone(e.app.units) {
			for _, l := range slices.Clone(u.links) {
				if l.end.relation != r || !l.inScope {
					continue
				}
				if u.failed != nil && u.failed.plan.link == l {
					u.failed = nil // the hook has nothing to be about any more
				}
				w.leave(l, r.cause)
				w.wake(u)
			}
		}
	}
}

// removeRest removes what is left of a model that is being destroyed, because units in error hold it (--force).
func (w *world) removeRest(m *Model, why cause) {
	for _, r := range slices.Clone(m.relation) {
		w.breakRelation(r)
	}
	for _, a := range slices.Clone(m.apps) {
		for _, u := range slices.Clone(a.units) {
			w.removeUnit(u, why)
		}
	}
}

// holders lists the units that a model which is being destroyed waits for.
func (m *Model) holders() []string {
	var names []string
	for _, a := range m.apps {
		for _, u := range a.units {
			if u.life != controller.Dead {
				names = append(names, u.name)
			}
		}
	}
	return names
}
