package juju

import (
	"maps"
	"slices"
	"strconv"

	"github.com/charmscenario/scenario/internal/controller"
)

// sync looks at what the hook has changed of secrets since it was last called, and keeps labels, news and what is due in
// step with it.
func (s *unitStore) sync() {
	for i := range s.edits {
		if e := &s.edits[i]; e.handed {
			s.look(e)
			e.handed, e.before = false, snapshot(e.facts)
		}
	}
}

// look notes what the hook has changed of one secret. What the unit tracks comes first: it may have begun to, before the end
// of the hook made a new revision. The timeline tells of the revision first.
func (s *unitStore) look(e *edit) {
	before := len(s.notes)
	s.syncConsumer(e)
	own := len(s.notes)
	if e.secret.model == s.unit.app.model {
		s.syncSecret(e)
	}
	if before < own && own < len(s.notes) {
		tracked := slices.Clone(s.notes[before:own])
		s.notes = append(slices.Delete(s.notes, before, own), tracked...)
	}
}

func (s *unitStore) syncSecret(e *edit) {
	secret, before, now := e.secret, &e.before, e.facts
	change := secret.change()
	if before.Label != now.Label {
		secret.relabel(before.Label, now.Label)
		s.note(change.of(ChangedLabel, before.Label, now.Label))
	}
	if before.Description != now.Description {
		s.note(change.of(ChangedDescription, before.Description, now.Description))
	}
	if before.Rotate != now.Rotate {
		s.note(change.of(ChangedRotation, string(before.Rotate), string(now.Rotate)))
	}
	if !before.NextRotate.Equal(now.NextRotate) {
		s.world.clock.rotation(secret)
	}
	renewed := before.Latest != now.Latest
	if renewed {
		s.renewed(e, change)
	}
	if !before.Expire.Equal(now.Expire) {
		s.note(change.of(ChangedExpiry, describeTime(before.Expire), describeTime(now.Expire)))
	}
	if renewed || !before.Expire.Equal(now.Expire) || len(before.Revisions) != len(now.Revisions) {
		s.world.scheduleExpiry(secret)
	}
	if len(before.Revisions) > 0 {
		s.revisionsGone(e, change)
	}
	if !slices.Equal(before.Grants, now.Grants) {
		s.granted(e, change)
	}
	if before.Disowned != now.Disowned {
		s.note(change.of(ChangedRevoked, now.Owner, ""))
	}
}

// renewed notes a new revision, which those who track another one are told of.
func (s *unitStore) renewed(e *edit, change Change) {
	secret, now := e.secret, e.facts
	change.Revision = now.Latest
	s.note(change.of(ChangedRevision, "", describeContent(now.Revisions[len(now.Revisions)-1].Content)))
	s.world.renewed(secret, cause{s.entry, newRevision})
}

// renewed spreads the news of a new revision.
func (w *world) renewed(s *secret, why cause) {
	s.model.latest++
	s.updated = w.now
	s.made[s.facts.Latest] = w.now
	for _, c := range s.consumers {
		c.cause = why
		w.news(c)
	}
	w.findObsolete(s, cause{why.entry, superseded})
}

// news lists a secret among those whose new revision the unit is to be told of.
func (w *world) news(c *consumption) {
	if !c.listed && c.secret.facts.Latest > 1 && c.told != c.secret.facts.Latest {
		c.listed = true
		c.unit.news = append(c.unit.news, c)
	}
	if c.listed {
		w.wake(c.unit)
	}
}

// findObsolete tells the owner of revisions that have become of no use. Juju marks all of them anew each time it looks, and
// an agent leaves out those that it knows: so a new leader is told of what an earlier one left, once something becomes
// obsolete in its time.
func (w *world) findObsolete(s *secret, why cause) {
	s.obsolete = controller.Obsolete(&s.facts, func(revision int) bool { return s.trackers[revision] > 0 })
	if s.autoPrune {
		w.prune(s)
		return
	}
	owner := s.owner()
	if owner == nil {
		return
	}
	told := owner.toldOf[s]
	for _, number := range s.obsolete {
		if _, known := slices.BinarySearch(told, number); !known && !owner.isToBeTold(s, number) {
			owner.obsolete = append(owner.obsolete, revisionEvent{s, number, why})
			w.wake(owner)
		}
	}
}

// isToBeTold reports whether the unit will run secret-remove for a revision.
func (u *unit) isToBeTold(s *secret, revision int) bool {
	return slices.ContainsFunc(u.obsolete, func(r revisionEvent) bool { return r.secret == s && r.revision == revision })
}

func (s *unitStore) revisionsGone(e *edit, change Change) {
	left := e.facts.Revisions // both ascend
	for i := range e.before.Revisions {
		number := e.before.Revisions[i].Number
		if len(left) > 0 && left[0].Number == number {
			left = left[1:]
			continue
		}
		change.Revision = number
		s.note(change.of(ChangedRevisionRemoved, "", ""))
		s.world.forgetRevision(e.secret, number)
	}
}

// forgetRevision drops what the model knows of a revision that was removed.
func (w *world) forgetRevision(s *secret, number int) {
	delete(s.made, number)
	if i, known := slices.BinarySearch(s.obsolete, number); known {
		s.obsolete = slices.Delete(s.obsolete, i, i+1)
	}
	if owner := s.owner(); owner != nil {
		is := func(r revisionEvent) bool { return r.secret == s && r.revision == number }
		owner.obsolete = slices.DeleteFunc(owner.obsolete, is)
		owner.expired = slices.DeleteFunc(owner.expired, is)
	}
	if s.app == nil {
		return
	}
	for _, u := range s.app.units {
		if told := remove(u.toldOf[s], number); len(told) > 0 {
			u.toldOf[s] = told
		} else {
			delete(u.toldOf, s)
		}
	}
}

func (s *unitStore) granted(e *edit, change Change) {
	subjects := func(grants []controller.Grant) map[string]string {
		list := make(map[string]string, len(grants))
		for _, g := range grants {
			list[g.Subject] = g.Relation
		}
		return list
	}
	before, now := subjects(e.before.Grants), subjects(e.facts.Grants)
	for _, subject := range slices.Sorted(maps.Keys(before)) {
		if _, kept := now[subject]; !kept {
			s.note(change.of(ChangedRevoked, subject, ""))
		}
	}
	for _, subject := range slices.Sorted(maps.Keys(now)) {
		if _, had := before[subject]; !had {
			change.Relation = now[subject]
			s.note(change.of(ChangedGranted, "", subject))
		}
	}
	s.world.readersChanged(e.secret)
}

// readersChanged wakes the units that may now be told of a revision they were not allowed to know of.
func (w *world) readersChanged(s *secret) {
	for _, c := range s.consumers {
		w.news(c)
	}
}

// syncConsumer keeps the unit's record of a secret.
func (s *unitStore) syncConsumer(e *edit) {
	record, had := consumerIn(e.facts, s.unit.name)
	before, _ := consumerIn(&e.before, s.unit.name)
	if !had || record.Tracked == before.Tracked && record.Label == before.Label && len(record.GivenUp) == len(before.GivenUp) {
		return
	}
	secret, u := e.secret, s.unit
	if secret.model != u.app.model {
		secret.adopted = nil // what was written to is a copy
	}
	change := secret.change()
	change.Unit = u.name
	c := s.world.consumption(u, secret)
	if c.label != record.Label || len(c.givenUp) != len(record.GivenUp) {
		s.note(change.of(ChangedConsumerLabel, c.label, record.Label))
		u.callAnew(c, record.Label, record.GivenUp)
	}
	if c.tracked == record.Tracked {
		return
	}
	change.Revision = record.Tracked
	old := ""
	if c.tracked > 0 {
		old = strconv.Itoa(c.tracked)
	}
	s.note(change.of(ChangedTracking, old, strconv.Itoa(record.Tracked)))
	s.world.track(c, record.Tracked, cause{s.entry, lostReaders})
	if before.Tracked == 0 && secret.facts.Latest > 1 {
		c.cause = cause{s.entry, firstRead}
		s.world.news(c)
	}
}

func consumerIn(facts *controller.Secret, unit string) (controller.Consumer, bool) {
	for _, c := range facts.Consumers {
		if c.Unit == unit {
			return c, true
		}
	}
	return controller.Consumer{}, false
}

// consumption returns the unit's record of a secret, made if need be.
func (w *world) consumption(u *unit, s *secret) *consumption {
	c := u.consumed[s.facts.ID]
	if c == nil {
		c = &consumption{unit: u, secret: s}
		if u.consumed == nil {
			u.consumed = make(map[string]*consumption)
		}
		u.consumed[s.facts.ID] = c
		s.consumers = append(s.consumers, c)
	}
	return c
}

// track moves a unit on to a revision, and looks for revisions that nobody tracks any more.
func (w *world) track(c *consumption, revision int, why cause) {
	s, before := c.secret, c.tracked
	if s.trackers == nil {
		s.trackers = make(map[int]int)
	}
	if before > 0 {
		s.untrack(before)
	}
	c.tracked = revision
	s.trackers[revision]++
	if before > 0 {
		w.findObsolete(s, why)
	}
}

func (s *secret) untrack(revision int) {
	if s.trackers[revision]--; s.trackers[revision] <= 0 {
		delete(s.trackers, revision)
	}
}
