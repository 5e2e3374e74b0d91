package juju

import (
	"slices"
	"time"

	"github.com/charmscenario/scenario/internal/controller"
)

// id is the secret as State and hooks name it.
func (s *secret) id() string { return "secret:" + s.facts.ID }

// addSecret adds a secret to its model. Its label and revisions are taken up by sync.
func (w *world) addSecret(s *secret) {
	s.created, s.updated = w.now, w.now
	s.made = make(map[int]time.Time)
	m := s.model
	m.minted[s.facts.ID] = true
	m.counters.secret++
	s.number = m.counters.secret
	m.secrets = append(m.secrets, s)
	w.secrets[s.facts.ID] = s
	switch {
	case s.unit != nil:
		s.unit.secrets = append(s.unit.secrets, s)
	case s.app != nil:
		s.app.secrets = append(s.app.secrets, s)
	}
}

// removeSecret removes a secret: its owner's label, its records, all that is due.
func (w *world) removeSecret(s *secret) {
	s.relabel(s.facts.Label, "")
	if owner := s.owner(); owner != nil {
		is := func(r revisionEvent) bool { return r.secret == s }
		owner.obsolete, owner.expired = slices.DeleteFunc(owner.obsolete, is), slices.DeleteFunc(owner.expired, is)
		owner.rotating = remove(owner.rotating, s)
	}
	if s.app != nil {
		for _, u := range s.app.units {
			delete(u.toldOf, s)
		}
	}
	for _, c := range s.consumers {
		c.unit.callAnew(c, "", nil)
		delete(c.unit.consumed, s.facts.ID)
	}
	s.gone, s.consumers = true, nil
	s.model.secrets = remove(s.model.secrets, s)
	s.model.latest -= uint64(s.facts.Latest)
	delete(w.secrets, s.facts.ID)
	switch {
	case s.unit != nil:
		s.unit.secrets = remove(s.unit.secrets, s)
	case s.app != nil:
		s.app.secrets = remove(s.app.secrets, s)
	}
}

// relabel keeps the labels of the secret's owner.
func (s *secret) relabel(before, now string) {
	switch {
	case s.unit != nil:
		s.unit.labels = moved(s.unit.labels, before, now, s)
		s.app.countLabel(before, -1)
		s.app.countLabel(now, 1)
	case s.app != nil:
		s.app.labels = moved(s.app.labels, before, now, s)
	default:
		s.model.names = moved(s.model.names, before, now, s)
	}
}

func moved[T any](names map[string]T, before, now string, value T) map[string]T {
	if before != "" {
		delete(names, before)
	}
	if now != "" {
		if names == nil {
			names = make(map[string]T)
		}
		names[now] = value
	}
	return names
}

// countLabel counts how often units of the application have a label.
func (a *application) countLabel(label string, by int) {
	if label == "" {
		return
	}
	if a.unitLabels == nil {
		a.unitLabels = make(map[string]int)
	}
	if a.unitLabels[label] += by; a.unitLabels[label] <= 0 {
		delete(a.unitLabels, label)
	}
}

// callAnew gives a unit's record another label, and the list of labels that it gave before.
func (u *unit) callAnew(c *consumption, label string, givenUp []string) {
	u.called = moved(u.called, c.label, label, c)
	u.app.countLabel(c.label, -1)
	u.app.countLabel(label, 1)
	for _, old := range c.givenUp {
		delete(u.givenUp, old)
		u.app.countLabel(old, -1)
	}
	for _, old := range givenUp {
		if u.givenUp == nil {
			u.givenUp = make(map[string]bool)
		}
		u.givenUp[old] = true
		u.app.countLabel(old, 1)
	}
	c.label, c.givenUp = label, slices.Clone(givenUp)
}

// dropGrants forgets the grants that had a relation for their scope.
func (w *world) dropGrants(e *end) {
	drop := func(list []*secret) {
		for _, s := range list {
			w.endGrants(s, func(g controller.Grant) bool { return g.Relation == e.id })
		}
	}
	drop(e.app.secrets)
	for _, u := range e.app.units {
		drop(u.secrets)
	}
}

// dropSubject forgets what a unit or an application may read.
func (m *Model) dropSubject(name string) {
	for _, s := range m.secrets {
		m.world.endGrants(s, func(g controller.Grant) bool { return g.Subject == name })
	}
}

// endGrants takes grants back that end with a relation, a unit or an application.
func (w *world) endGrants(s *secret, ends func(controller.Grant) bool) {
	s.facts.Grants = slices.DeleteFunc(s.facts.Grants, func(g controller.Grant) bool {
		if ends(g) {
			w.log.note(s.change().of(ChangedRevoked, g.Subject, ""))
		}
		return ends(g)
	})
}

// forgetConsumer drops a unit's records of secrets. The revisions that it tracked are not looked at, as in Juju.
func (w *world) forgetConsumer(u *unit) {
	for _, c := range u.consumed {
		u.callAnew(c, "", nil)
		c.secret.consumers = remove(c.secret.consumers, c)
		if c.tracked > 0 {
			c.secret.untrack(c.tracked)
		}
	}
	u.consumed, u.news = nil, nil
}

// prune removes the obsolete revisions of a user's secret that asks for it.
func (w *world) prune(s *secret) {
	for _, number := range slices.Clone(s.obsolete) {
		s.facts.Revisions = slices.DeleteFunc(s.facts.Revisions, func(r controller.Revision) bool { return r.Number == number })
		w.forgetRevision(s, number)
	}
}
