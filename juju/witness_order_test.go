package juju

import (
	"slices"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// life is what the witness saw a unit do.
type life struct {
	installed, configured, started, stopped bool

	next      call.Kind                 // what must come next, if anything must
	led       bool                      // whether leader-elected has run since it leads
	config    map[string]any            // as config-changed found it
	owed      map[revisionKey]bool      // obsolete revisions that it is to be told of
	announced map[revisionKey]bool      // those that it was told of
	told      map[string]int            // the latest revision that it was told of, by the secret's ID
	since     map[revisionKey]time.Time // when it was last told that a revision has expired
}

func (w *witness) life(u *unit) *life {
	if w.lives[u] == nil {
		w.lives[u] = &life{owed: make(map[revisionKey]bool), announced: make(map[revisionKey]bool), told: make(map[string]int), since: make(map[revisionKey]time.Time)}
	}
	return w.lives[u]
}

// room is what the witness saw of a unit in a relation.
type room struct {
	created bool
	joined  map[string]bool
	owed    string                       // whose relation-changed must follow
	bags    map[string]map[string]string // of units, as relation-changed found them
	app     map[string]string            // of the counterpart application, the same
	kept    map[string]map[string]string // of members, as they were read: they stay so until there is a hook about the member
}

func (w *witness) room(l *link) *room {
	if w.rooms[l] == nil {
		w.rooms[l] = &room{joined: make(map[string]bool), bags: make(map[string]map[string]string), kept: make(map[string]map[string]string)}
	}
	return w.rooms[l]
}

// ordered holds a hook to the order that Juju keeps.
func (w *witness) ordered(u *unit, before shape, e *entry, failed bool) {
	h, l := e.hook, w.life(u)
	if before.failed != nil {
		w.counts.add("order: nothing but actions, and what was resolved, in error")
		again := before.retry && before.failed.hook.Kind == h.Kind && before.failed.hook.Relation == h.Relation && before.failed.hook.RemoteUnit == h.RemoteUnit &&
			before.failed.hook.SecretID == h.SecretID && before.failed.hook.SecretRevision == h.SecretRevision
		if h.Kind != call.KindAction && !again {
			w.fail("%s is in error over %s", u.name, before.failed.hook.Name)
		}
		if again {
			w.counts.add("order: retried after an error")
		}
		return
	}
	if l.next != "" {
		w.counts.add("order: " + string(h.Kind) + " follows at once")
		if h.Kind != l.next {
			w.fail("%s must come next", l.next)
		}
	}
	if !l.installed && h.Kind != call.KindInstall {
		w.fail("before install")
	}
	if h.Kind == call.KindStart && l.next != call.KindStart {
		w.fail("start comes right after the first config-changed")
	}
	if before.dying && l.next == "" { // what was to follow still does
		switch h.Kind {
		case call.KindRelationDeparted, call.KindRelationBroken, call.KindStop, call.KindRemove, call.KindAction:
			w.counts.add("order: of what a dying unit runs")
		case call.KindRelationChanged:
			if w.room(before.links[h.Relation]).owed != h.RemoteUnit {
				w.fail("%s is dying", u.name)
			}
		default:
			w.fail("%s is dying", u.name)
		}
	}
	switch {
	case h.Kind.IsRelation():
		w.orderedRelation(u, before, e)
	case h.Kind.IsSecret():
		w.orderedSecret(u, before, e)
	case h.Kind == call.KindLeaderElected:
		w.counts.add("order: leader-elected to the leader")
		if !before.leader || l.led {
			w.fail("%s leads: %v, and was told: %v", u.name, before.leader, l.led)
		}
	case h.Kind == call.KindStop, h.Kind == call.KindRemove:
		w.counts.add("order: stop and remove last")
		for _, in := range before.links {
			if !in.end.peer() || len(w.room(in).joined) > 0 {
				w.fail("%s is in %s yet", u.name, in.end.id)
			}
		}
		if h.Kind == call.KindRemove && l.started && !l.stopped {
			w.fail("remove before stop")
		}
	}
}

func (w *witness) orderedRelation(u *unit, before shape, e *entry) {
	h := e.hook
	in := before.links[h.Relation]
	if in == nil {
		w.fail("%s is not in %s", u.name, h.Relation)
	}
	r := w.room(in)
	if r.owed != "" && (h.Kind != call.KindRelationChanged || h.RemoteUnit != r.owed) {
		w.fail("relation-changed of %s must come first", r.owed)
	}
	if (h.Kind == call.KindRelationCreated) == r.created {
		w.fail("relation-created comes first and once")
	}
	joined := r.joined[h.RemoteUnit]
	switch h.Kind {
	case call.KindRelationCreated:
		w.counts.add("order: relation-created first")
	case call.KindRelationJoined:
		w.counts.add("order: relation-joined once, after start")
		if joined || !w.life(u).started {
			w.fail("%s joined: %v, started: %v", h.RemoteUnit, joined, w.life(u).started)
		}
	case call.KindRelationChanged:
		if h.RemoteUnit != "" {
			w.counts.add("order: relation-changed after joined")
		}
		if h.RemoteUnit != "" && !joined {
			w.fail("%s has not joined", h.RemoteUnit)
		}
	case call.KindRelationDeparted:
		w.counts.add("order: relation-departed after joined")
		departing := h.RemoteUnit
		if before.dying || before.app.life != controller.Alive {
			departing = u.name
		}
		if !joined || h.DepartingUnit != departing {
			w.fail("%s joined: %v; departing %s, want %s", h.RemoteUnit, joined, h.DepartingUnit, departing)
		}
	case call.KindRelationBroken:
		w.counts.add("order: relation-broken last")
		if len(r.joined) > 0 || in.end.peer() {
			w.fail("%v are in it yet", r.joined)
		}
	}
}

func (w *witness) orderedSecret(u *unit, before shape, e *entry) {
	h := e.hook
	s := w.ledger.secret(bare(h.SecretID))
	if s == nil {
		w.fail("there is no secret %s", h.SecretID)
		return
	}
	owner := s.owner() == u
	key := revisionKey{s.facts.ID, h.SecretRevision}
	label := s.facts.Label
	switch h.Kind {
	case call.KindSecretChanged:
		w.counts.add("secret-changed: to those with a record of an older revision")
		if !w.news(u, s) {
			w.fail("%s has no news of %s", u.name, s.facts.ID)
		}
		if s.app != u.app || s.unit != nil && s.unit != u {
			label = ""
		}
		if own := s.consumers[u].Label; own != "" {
			label = own
		}
	case call.KindSecretRemove:
		w.counts.add("secret-remove: of an obsolete revision, to the owner")
		if !owner || !w.life(u).owed[key] || s.tracked(key.number) || key.number == s.facts.Latest || !s.has(key.number) {
			w.fail("%s owns it: %v; owed: %v; tracked: %v; latest %d; exists: %v", u.name, owner, w.life(u).owed[key], s.tracked(key.number), s.facts.Latest, s.has(key.number))
		}
	case call.KindSecretRotate:
		w.counts.add("secret-rotate: when it is due, to the owner")
		if !owner || !s.due[0] {
			w.fail("%s owns it: %v; it is due %s", u.name, owner, s.facts.NextRotate)
		}
	case call.KindSecretExpired:
		w.counts.add("secret-expired: when the revision has expired, to the owner")
		if !owner || !s.due[key.number] || !s.has(key.number) {
			w.fail("%s owns it: %v; it expires %s", u.name, owner, s.expires(key.number))
		}
	}
	if h.SecretLabel != label {
		w.fail("the hook is told label %q, want %q", h.SecretLabel, label)
	}
}

func (s *ledgerSecret) has(revision int) bool {
	return slices.ContainsFunc(s.facts.Revisions, func(r controller.Revision) bool { return r.Number == revision })
}

// notice notes what is due by now: once it is, the owner is asked, whatever it has changed until it answers.
func (s *ledgerSecret) notice(now time.Time) {
	is := func(at time.Time) bool {
		return !at.IsZero() && (at.Truncate(time.Minute).Before(now) || !at.After(now))
	}
	if is(s.facts.NextRotate) {
		s.due[0] = true
	}
	for _, r := range s.facts.Revisions {
		if is(s.expires(r.Number)) {
			s.due[r.Number] = true
		}
	}
}

// expires is when a revision expires; zero: never, or there is none.
func (s *ledgerSecret) expires(revision int) time.Time {
	for _, r := range s.facts.Revisions {
		switch {
		case r.Number != revision:
		case revision == s.facts.Latest:
			return s.facts.Expire
		default:
			return r.Expire
		}
	}
	return time.Time{}
}

// news reports whether the unit is to be told of a new revision: it has a record, may read, and was not told of the
// latest revision, which is not the first.
func (w *witness) news(u *unit, s *ledgerSecret) bool {
	_, recorded := s.consumers[u]
	owned, granted := w.ledger.readable(s, u)
	return recorded && (owned || granted) && s.facts.Latest > 1 && w.life(u).told[s.facts.ID] != s.facts.Latest
}
