package juju

import (
	"maps"
	"time"

	"github.com/charmscenario/scenario/internal/controller"
)

// idle holds a unit that has nothing to do to owing nothing.
func (w *witness) idle(u *unit, s shape) {
	if s.failed != nil {
		return
	}
	if s.dying {
		if !s.hasNext {
			w.fail("%s is dying, and does nothing about it", u.name)
		}
		return
	}
	if s.hasNext {
		return
	}
	w.counts.add("idle: units that owe nothing")
	l := w.life(u)
	if !l.started || s.leader && !l.led || l.next != "" || !maps.Equal(l.config, u.app.config) {
		w.fail("%s has nothing to do: started %v, leads %v, elected %v, next %q, config %v of %v", u.name, l.started, s.leader, l.led, l.next, l.config, u.app.config)
	}
	now := w.play.models[0].Now()
	for _, secret := range w.ledger.secrets {
		if w.news(u, secret) {
			w.fail("%s was not told of the new revision of %s", u.name, secret.facts.ID)
		}
		if secret.owner() != u {
			continue
		}
		for _, r := range secret.facts.Revisions {
			key := revisionKey{secret.facts.ID, r.Number}
			if l.owed[key] {
				w.fail("%s was not told that revision %d of %s is obsolete", u.name, r.Number, secret.facts.ID)
			}
			if at := secret.expires(r.Number); !at.IsZero() && !at.After(now) && now.Sub(l.since[key]) >= 5*time.Minute {
				w.fail("%s was not told that revision %d of %s has expired: it did %s, and the last time was %s; now it is %s", u.name, r.Number, secret.facts.ID, at, l.since[key], now)
			}
		}
		if due := secret.facts.NextRotate; secret.unit == nil && !due.IsZero() && !due.After(now) {
			w.fail("%s was not told that %s is due for rotation since %s", u.name, secret.facts.ID, due)
		}
	}
	for _, in := range s.links {
		w.idleRelation(u, in)
	}
}

func (w *witness) idleRelation(u *unit, in *link) {
	r, e := w.room(in), in.end
	if !e.peer() && (e.relation.life != controller.Alive || e.relation.suspended) {
		w.fail("%s is in %s, which ends", u.name, e.id)
	}
	members := make(map[string]bool)
	for _, a := range w.play.units() {
		for _, l := range a.links {
			if l.end == e.other() && l.inScope && !l.departing && a != u {
				members[e.other().seen(a)] = true
			}
		}
	}
	if !r.created || r.owed != "" || !maps.Equal(members, r.joined) {
		w.fail("%s has joined %v in %s, created %v, owed %q; there are %v", u.name, r.joined, e.id, r.created, r.owed, members)
	}
	w.counts.add("idle: relations whose members all have joined")
	for name := range members {
		if !sameTexts(r.bags[name], e.other().bags[name]) {
			w.fail("%s was not told what %s wrote in %s", u.name, name, e.id)
		}
		w.counts.add("idle: databags of units that were told of")
	}
	if !sameTexts(r.app, e.other().bag) {
		w.fail("%s was not told what application %s wrote in %s", u.name, e.other().app.name, e.id)
	}
}
