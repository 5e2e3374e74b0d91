package juju

import (
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// noted notes what a hook did that succeeded.
func (w *witness) noted(u *unit, before shape, e *entry, failed bool) {
	if failed || e.hook.Kind == call.KindAction {
		return
	}
	plan := planned{kind: e.hook.Kind, remote: e.hook.RemoteUnit, revision: e.hook.SecretRevision}
	if before.failed != nil {
		plan.revision = before.failed.plan.revision
	} else if s := w.ledger.secret(bare(e.hook.SecretID)); s != nil && plan.kind == call.KindSecretChanged {
		plan.revision = w.latestBefore(e, s)
	}
	w.took(u, before, e.hook, plan, w.renewed(e))
}

// readsAnew forgets what the agent keeps of a member's databag, before a hook about that member.
func (w *witness) readsAnew(before shape, h *call.Hook) {
	switch h.Kind {
	case call.KindRelationJoined, call.KindRelationChanged, call.KindRelationDeparted:
		delete(w.room(before.links[h.Relation]).kept, h.RemoteUnit)
	}
}

// keeps notes what the agent keeps of databags that a hook read: those of members, as they were.
func (w *witness) keeps(before shape, e *entry) {
	for _, record := range e.journal.Trace {
		c, ok := record.Call.(*call.RelationGet)
		if !ok || record.Error != nil {
			continue
		}
		number, _ := controller.RelationNumber(c.Relation)
		for _, in := range before.links {
			if r := w.rooms[in]; r != nil && in.end.number == number && r.joined[c.Of] {
				r.kept[c.Of] = c.Data
				if !sameTexts(c.Data, in.end.other().bags[c.Of]) {
					w.counts.add("reads: of a databag that the agent keeps as it was")
				}
			}
		}
	}
}

// latestBefore is the latest revision of a secret when a hook began.
func (w *witness) latestBefore(e *entry, s *ledgerSecret) int {
	for _, c := range e.changes {
		if c.What == ChangedRevision && bare(c.Secret) == s.facts.ID {
			return s.facts.Latest - 1
		}
	}
	return s.facts.Latest
}

// renewed reports whether a hook gave its secret a new revision.
func (w *witness) renewed(e *entry) bool {
	for _, c := range e.changes {
		if c.What == ChangedRevision && e.hook.SecretID != "" && bare(c.Secret) == bare(e.hook.SecretID) {
			return true
		}
	}
	return false
}

// skipped notes the failed hooks that count as done without having been run again: by order of the admin, or because they are
// for the leader and the unit does not lead any more. Ran is the unit that ran a hook, if one did.
func (w *witness) skipped(ran *unit) {
	for u, before := range w.shapes {
		if before.failed == nil || u.failed != nil || u == ran || u.life == controller.Dead {
			continue
		}
		overtaken := before.failed.plan.forLeader() && u.app.leader != u
		if overtaken {
			w.counts.add("order: overtaken by a change of leader")
		} else if w.play.resolved == u {
			w.counts.add("order: resolved without a retry")
		} else {
			w.fail("%s is in error no more", u.name)
		}
		w.took(u, before, &before.failed.hook, before.failed.plan, false)
	}
}

// took takes up what Juju notes after a hook.
func (w *witness) took(u *unit, before shape, h *call.Hook, plan planned, renewed bool) {
	l := w.life(u)
	l.next = ""
	switch h.Kind {
	case call.KindInstall:
		l.installed = true
	case call.KindConfigChanged:
		if l.config = u.app.config; !l.configured {
			l.next = call.KindStart
		}
		l.configured = true
	case call.KindStart:
		l.started = true
	case call.KindUpgradeCharm:
		l.next = call.KindConfigChanged
	case call.KindLeaderElected:
		l.led = before.leader && u.app.leader == u
	case call.KindStop:
		l.stopped = true
	}
	if h.Kind.IsRelation() {
		w.tookRelation(u, before, h)
	}
	s := w.ledger.secret(bare(h.SecretID))
	switch key := (revisionKey{bare(h.SecretID), h.SecretRevision}); h.Kind {
	case call.KindSecretChanged:
		l.told[key.id] = plan.revision
	case call.KindSecretRemove:
		delete(l.owed, key)
		l.announced[key] = true
	case call.KindSecretExpired:
		l.since[key] = w.play.models[0].Now()
	case call.KindSecretRotate:
		if s != nil {
			s.due[0] = false
		}
		if s != nil && s.owner() == u && controller.ReportsRotation(s.unit != nil, s.model.version) {
			s.facts.NextRotate = controller.AfterRotation(&s.facts, renewed)
		}
	}
}

func (w *witness) tookRelation(u *unit, before shape, h *call.Hook) {
	in := before.links[h.Relation]
	r := w.room(in)
	switch h.Kind {
	case call.KindRelationCreated:
		r.created = true
	case call.KindRelationJoined:
		r.joined[h.RemoteUnit], r.owed = true, h.RemoteUnit
	case call.KindRelationChanged:
		if h.RemoteUnit == "" {
			r.app = in.end.other().bag
			break
		}
		r.bags[h.RemoteUnit] = in.end.other().bags[h.RemoteUnit]
		if r.owed == h.RemoteUnit {
			r.owed = ""
		}
	case call.KindRelationDeparted:
		delete(r.joined, h.RemoteUnit)
		delete(r.bags, h.RemoteUnit)
	case call.KindRelationBroken:
		delete(w.rooms, in)
	}
}
