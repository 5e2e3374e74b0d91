package juju

import (
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// planned is the hook that a unit's agent would run next.
type planned struct {
	kind     call.Kind
	link     *link  // relation hooks
	remote   string // the unit on the other side; empty: about the application
	secret   *secret
	revision int
	task     *task
	cause    cause
}

// forLeader reports whether only the leader of an application runs the hook.
func (p *planned) forLeader() bool {
	switch p.kind {
	case call.KindSecretRotate, call.KindSecretExpired, call.KindSecretRemove:
		return p.secret.unit == nil && !p.secret.gone
	}
	return p.kind == call.KindLeaderElected
}

// next decides what the unit's agent does next, as Juju's does (worker/uniter/resolver.go): each time it looks at
// everything, and the first that applies is run. None: there is nothing to do.
func (u *unit) next() (planned, bool) {
	if u.life == controller.Dead {
		return planned{}, false
	}
	if u.failed != nil {
		return u.nextAfterFailure()
	}
	if u.queued != nil {
		return *u.queued, true
	}
	dying := u.life != controller.Alive
	if !u.installed {
		return planned{kind: call.KindInstall, cause: u.created}, !dying
	}
	if !dying {
		if plan, ok := u.nextCreated(); ok {
			return plan, true
		}
		if plan, ok := u.nextLeadership(); ok {
			return plan, true
		}
		if plan, ok := u.nextSecret(); ok {
			return plan, true
		}
	}
	if len(u.tasks) > 0 {
		return u.nextAction()
	}
	if dying {
		return u.nextOfDying()
	}
	switch {
	case u.charm != u.app.charm:
		return planned{kind: call.KindUpgradeCharm, cause: u.charmCause}, true
	case !u.configured:
		return planned{kind: call.KindConfigChanged, cause: u.created}, true
	case !equalConfig(u.config, u.app.config), u.trusted != u.app.trust:
		return planned{kind: call.KindConfigChanged, cause: u.app.configCause}, true
	}
	if plan, ok := u.nextRelation(); ok {
		return plan, true
	}
	return planned{kind: call.KindUpdateStatus, cause: u.statusDue}, u.statusDue.set()
}

// nextAfterFailure holds everything back but actions, until the failure is resolved.
func (u *unit) nextAfterFailure() (planned, bool) {
	if len(u.tasks) > 0 {
		return u.nextAction()
	}
	return u.failed.plan, u.failed.retry
}

func (u *unit) nextAction() (planned, bool) {
	task := u.tasks[0]
	return planned{kind: call.KindAction, task: task, cause: task.cause}, true
}

// nextCreated is the relation-created of a relation that the unit does not know yet.
func (u *unit) nextCreated() (planned, bool) {
	return u.choose(func(l *link) (planned, bool) {
		return planned{kind: call.KindRelationCreated, link: l, cause: l.entered}, !l.created && l.inScope && !l.end.implicit() && l.end.relation.life == controller.Alive
	})
}

// nextLeadership tells a unit that it leads, and the others what the leader set.
func (u *unit) nextLeadership() (planned, bool) {
	if u.leads() {
		return planned{kind: call.KindLeaderElected, cause: u.app.leaderCause}, !u.leading
	}
	due := u.settingsSeen != u.app.settingsVersion && !u.app.model.version.AtLeast(4, 0, 0)
	why := u.app.settingsCause
	switch {
	case u.deposed.set() && (u.settingsSeen == 0 || u.deposedAt == u.app.settingsVersion):
		why = u.deposed // while it led it did not have to see them
	case u.settingsSeen == 0:
		why = u.created
	}
	return planned{kind: call.KindLeaderSettingsChanged, cause: why}, due
}

// nextOfDying breaks all relations, then stops and removes the unit.
func (u *unit) nextOfDying() (planned, bool) {
	if plan, ok := u.nextRelation(); ok {
		return plan, true
	}
	if u.started && !u.stopped {
		return planned{kind: call.KindStop, cause: u.removal}, true
	}
	return planned{kind: call.KindRemove, cause: u.removal}, !u.removed
}

// nextRelation is the next hook of any relation: since Juju 3.6 those of peer relations last.
func (u *unit) nextRelation() (planned, bool) {
	if !u.app.model.version.AtLeast(3, 6, 0) {
		return u.choose((*link).next)
	}
	plan, ok := u.choose(func(l *link) (planned, bool) {
		if l.end.peer() {
			return planned{}, false
		}
		return l.next()
	})
	if ok {
		return plan, true
	}
	return u.choose(func(l *link) (planned, bool) {
		if !l.end.peer() {
			return planned{}, false
		}
		return l.next()
	})
}

// choose asks the relations one by one, from the first or from one drawn from the seed.
func (u *unit) choose(ask func(*link) (planned, bool)) (planned, bool) {
	n := len(u.links)
	if n == 0 {
		return planned{}, false
	}
	first := u.app.model.world.pick(n, u.source)
	for i := range n {
		if plan, ok := ask(u.links[(first+i)%n]); ok {
			return plan, true
		}
	}
	return planned{}, false
}

// next is the next hook of one relation (worker/uniter/relation/resolver.go): the relation-changed that a
// relation-joined brings with it, members that left, the end of the relation, the other application's databag,
// newcomers, members' databags.
func (l *link) next() (planned, bool) {
	plan := planned{link: l}
	if l.owed != "" {
		plan.kind, plan.remote, plan.cause = call.KindRelationChanged, l.owed, l.owedBy
		return plan, true
	}
	if !l.inScope || l.end.implicit() {
		return plan, false
	}
	if len(l.gone) > 0 {
		plan.kind, plan.remote, plan.cause = call.KindRelationDeparted, l.gone[0].name, l.gone[0].cause
		return plan, true
	}
	if l.ends() {
		plan.kind, plan.cause = call.KindRelationBroken, l.breaking()
		return plan, !l.end.peer()
	}
	switch {
	case l.app.set():
		plan.kind, plan.cause = call.KindRelationChanged, l.app
	case len(l.arrived) > 0:
		plan.kind, plan.remote, plan.cause = call.KindRelationJoined, l.arrived[0].name, l.arrived[0].cause
	case len(l.changed) > 0:
		plan.kind, plan.remote, plan.cause = call.KindRelationChanged, l.changed[0].name, l.changed[0].cause
	default:
		return plan, false
	}
	return plan, true
}

// ends reports whether the unit is to leave the relation.
func (l *link) ends() bool {
	return l.unit.life != controller.Alive || l.end.relation.life != controller.Alive || l.end.relation.suspended
}

// breaking is why the unit's relation ends.
func (l *link) breaking() cause {
	if l.end.relation.cause.set() {
		return l.end.relation.cause
	}
	return l.unit.removal
}

// nextSecret is the next hook about a secret: expired before rotate before changed before remove
// (worker/uniter/secrets/resolver.go).
func (u *unit) nextSecret() (planned, bool) {
	if len(u.expired) > 0 {
		e := u.expired[0]
		return planned{kind: call.KindSecretExpired, secret: e.secret, revision: e.revision, cause: e.cause}, true
	}
	if len(u.rotating) > 0 {
		return planned{kind: call.KindSecretRotate, secret: u.rotating[0], cause: cause{reason: rotationDue}}, true
	}
	for len(u.news) > 0 {
		if c := u.news[0]; c.untold() {
			return planned{kind: call.KindSecretChanged, secret: c.secret, revision: c.secret.facts.Latest, cause: c.cause}, true
		}
		u.news[0].listed = false
		u.news = u.news[1:]
	}
	if len(u.obsolete) > 0 {
		o := u.obsolete[0]
		return planned{kind: call.KindSecretRemove, secret: o.secret, revision: o.revision, cause: o.cause}, true
	}
	return planned{}, false
}
