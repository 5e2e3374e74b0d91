package juju

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/controller"
	agent "github.com/charmscenario/scenario/internal/unit"
	"github.com/charmscenario/scenario/runner"
)

// left is what a charm may hold on to after its hook, made anew for each.
type left struct {
	session call.Session
	hook    charm.Hook
	agent   agent.Agent
	random  rand.Rand
	chance  chance.Source
	trace   [2]call.Record
}

// run runs a planned hook of a unit, and enters it into the timeline.
func (w *world) run(u *unit, plan planned) *entry {
	e := w.log.add()
	e.at, e.unit, e.cause, e.model = w.now, u.name, plan.cause, u.app.model
	again := u.failed != nil && plan.kind != call.KindAction
	notes := w.begin(u, &plan, again)
	l := &left{}
	u.tell(&l.session.Hook, &plan)
	e.hook = &l.session.Hook

	latest := 0
	if plan.secret != nil {
		latest = plan.secret.facts.Latest
		e.secretOwner, e.ownerLabel = plan.secret.facts.Owner, plan.secret.facts.Label
	}
	w.store.notes = notes
	journal, failure := w.dispatch(u, &plan, l, e.number)
	e.changes, e.journal, e.failure = w.store.close(failure == nil), journal, describeFailure(failure, &journal)
	if failure == nil && plan.kind != call.KindAction {
		u.charmSetStatus = u.charmSetStatus || len(journal.UnitStatusHistory) > 0
		e.changes = append(e.changes, u.given(u.statusAfter(plan.kind))...)
	}
	w.conceal(e)
	u.ranAt = w.now

	switch {
	case plan.kind == call.KindAction:
		w.finishTask(u, plan.task, &e.journal, failure)
	case failure != nil:
		w.fail(u, &plan, l.session.Hook, e, failure)
	default:
		u.failed = nil
		w.finish(u, &plan, cause{entry: e.number})
		if plan.kind == call.KindSecretRotate {
			w.rotated(plan.secret, latest)
		}
	}
	u.remember(e.journal.Trace)
	w.synchronize(u, cause{e.number, unitEntered})
	w.fire()
	w.wake(u)
	return e
}

// dispatch runs the charm, and commits what it left to be done.
func (w *world) dispatch(u *unit, plan *planned, l *left, entry int) (agent.Journal, error) {
	deployed := u.charm
	w.store.open(w, u, entry)
	if plan.task != nil {
		w.store.facts.ActionParams = plan.task.Params
	}
	l.agent.Start(agent.Config{Hook: &l.session.Hook, Store: &w.store, Now: w.clockNow(), Trace: l.trace[:0]}, &w.memory)
	session := &l.session
	session.Backend, session.Relations, session.Now = &l.agent, &l.agent, w.clockNow()
	session.CharmDir = deployed.charm.Dir
	l.chance = chance.Source{Hook: &session.Hook, Source: u.source, Revisions: u.app.model.revisions()}
	l.random = *rand.New(&l.chance)
	session.Rand = &l.random

	w.running = u
	failure := w.handle(deployed, l)
	w.running = nil
	if refusal := l.agent.End(failure == nil); refusal != nil && failure == nil {
		failure = refusal
	}
	l.agent.Forget()
	journal := w.memory.Journal
	w.memory.Reset()
	var exit *runner.ExitError
	if deployed.charm.Executable != "" && errors.As(failure, &exit) {
		exit.Hide(journal.Trace, w.contents()) // it goes into errors and the timeline, which hold no content
	}
	return journal, failure
}

// contents lists the content of all secrets.
func (w *world) contents() []map[string]string {
	var contents []map[string]string
	for _, s := range w.secrets {
		for i := range s.facts.Revisions {
			contents = append(contents, s.facts.Revisions[i].Content)
		}
	}
	return contents
}

// handle runs the handler or the executable.
func (w *world) handle(d *deployed, l *left) (err error) {
	if d.charm.Executable == "" {
		returned := false
		defer func() {
			if !returned { // the charm ended the goroutine, as t.FailNow does
				_ = l.agent.End(false)
				w.wake(w.running)
				w.running, w.memory = nil, agent.Memory{}
			}
		}()
		err = runner.InProcess(d.charm.Handler, charm.StartHook(context.Background(), &l.hook, &l.session))
		returned = true
		return err
	}
	l.session.Refused = l.agent.Refused
	return runner.Executable(context.Background(), d.charm.Executable, &l.session)
}

// revisions sums up the secrets of the model for chance.
func (m *Model) revisions() uint64 { return uint64(len(m.secrets))<<32 + m.latest }

// clockNow is the clock of the charms' hooks.
func (w *world) clockNow() func() time.Time {
	if w.nowFunc == nil {
		w.nowFunc = func() time.Time { return w.now }
	}
	return w.nowFunc
}

// environment is what the controller knows of the unit.
func (u *unit) environment() controller.Environment {
	m := u.app.model
	return controller.Environment{Unit: u.name, App: u.app.name, ModelUUID: m.UUID, Version: m.version, Now: m.world.now}
}

// tell fills in what the hook is told.
func (u *unit) tell(h *call.Hook, plan *planned) {
	m := u.app.model
	h.Kind, h.Name = plan.kind, string(plan.kind)
	if u.principal != nil {
		h.PrincipalUnit = u.principal.name
	}
	h.Unit, h.App, h.Model, h.JujuVersion, h.MachineID = u.name, u.app.name, m.call(), m.version, u.machine
	switch {
	case plan.kind.IsRelation():
		v := &plan.link.view
		h.Name = v.Endpoint + "-" + string(plan.kind)
		h.Endpoint, h.Relation, h.RemoteApp, h.RemoteUnit = v.Endpoint, v.ID, v.RemoteApp, plan.remote
		if plan.kind == call.KindRelationDeparted {
			h.DepartingUnit = plan.remote
			if u.life != controller.Alive || u.app.life != controller.Alive {
				h.DepartingUnit = u.name
			}
		}
	case plan.kind.IsSecret():
		s := plan.secret
		h.SecretID = s.id()
		if s.model != m {
			h.SecretID = call.SecretURI{Source: s.model.UUID, ID: s.facts.ID}.String()
		}
		if s.app == u.app && (s.unit == nil || s.unit == u) {
			h.SecretLabel = s.facts.Label
		}
		if c := u.consumed[s.facts.ID]; plan.kind == call.KindSecretChanged && c != nil && c.label != "" {
			h.SecretLabel = c.label
		}
		if plan.kind == call.KindSecretRemove || plan.kind == call.KindSecretExpired {
			h.SecretRevision = plan.revision
		}
	case plan.kind == call.KindAction:
		h.Name, h.Action, h.ActionID = "", plan.task.Action, plan.task.ID
	}
}

// begin does what Juju does before it runs a hook. A hook that is run again after it failed has been begun: what came
// since then is news still to be told.
func (w *world) begin(u *unit, plan *planned, again bool) []Change {
	notes := u.given(u.statusBefore(plan.kind))
	l := plan.link
	if plan.refreshes(l, plan.remote) {
		l.cache.drop(plan.remote)
	}
	switch plan.kind {
	case call.KindInstall, call.KindUpgradeCharm:
		if !again {
			u.charm = u.app.charm
		}
	case call.KindRelationJoined:
		l.join(plan.remote)
	case call.KindRelationChanged:
		if again {
			break
		}
		if plan.remote == "" {
			l.app = cause{}
		} else {
			l.changed = drop(l.changed, plan.remote)
		}
	}
	return notes
}

// finish does what Juju's agent notes after a hook that succeeded or counts as done. Any hook takes a due
// update-status for handled (worker/uniter/resolver/opfactory.go).
func (w *world) finish(u *unit, plan *planned, why cause) {
	u.queued, u.statusDue = nil, cause{}
	l := plan.link
	switch plan.kind {
	case call.KindInstall:
		u.installed = true
	case call.KindStart:
		u.started, u.lastStatus = true, w.now.Unix()
	case call.KindConfigChanged:
		u.config, u.trusted, u.configured = u.app.config, u.app.trust, true
		if !u.started {
			u.queued = &planned{kind: call.KindStart, cause: cause{why.entry, afterConfig}}
		}
	case call.KindUpgradeCharm:
		u.entering = true // relations of endpoints that the new charm has
		u.queued = &planned{kind: call.KindConfigChanged, cause: cause{why.entry, afterUpgrade}}
	case call.KindLeaderElected:
		u.leading = u.leads()
	case call.KindLeaderSettingsChanged:
		u.settingsSeen = u.app.settingsVersion
	case call.KindStop:
		u.stopped = true
	case call.KindRemove:
		if u.removed = true; len(u.subordinates) == 0 {
			w.removeUnit(u, cause{why.entry, unitRemoved})
		}
	case call.KindRelationCreated:
		l.created = true
	case call.KindRelationJoined:
		l.join(plan.remote)
		l.owed, l.owedBy = plan.remote, cause{why.entry, afterJoined}
		switch { // what came while the hook was held back
		case l.ends():
			l.gone = note(l.gone, plan.remote, l.breaking())
		case !l.end.other().has(plan.remote):
			l.gone = note(l.gone, plan.remote, cause{reason: unitLeft})
		}
	case call.KindRelationChanged:
		if l.owed == plan.remote {
			l.owed = ""
		}
	case call.KindRelationDeparted:
		l.gone, l.changed = drop(l.gone, plan.remote), drop(l.changed, plan.remote)
		l.view.Members = slices.DeleteFunc(l.view.Members, func(m string) bool { return m == plan.remote })
	case call.KindRelationBroken:
		w.leave(l, cause{why.entry, unitLeft})
	case call.KindSecretChanged:
		w.told(u, plan)
	case call.KindSecretRotate:
		u.rotating = remove(u.rotating, plan.secret)
	case call.KindSecretExpired:
		u.expired = dropEvent(u.expired, plan)
	case call.KindSecretRemove:
		u.obsolete = dropEvent(u.obsolete, plan)
		if slices.Contains(plan.secret.obsolete, plan.revision) {
			if u.toldOf == nil {
				u.toldOf = make(map[*secret][]int)
			}
			told := u.toldOf[plan.secret]
			if i, known := slices.BinarySearch(told, plan.revision); !known {
				u.toldOf[plan.secret] = slices.Insert(told, i, plan.revision)
			}
		}
	}
}

func dropEvent(events []revisionEvent, plan *planned) []revisionEvent {
	for i := range events {
		if events[i].secret == plan.secret && events[i].revision == plan.revision {
			return slices.Delete(events, i, i+1)
		}
	}
	return events
}

// told notes the revision that a unit was told of.
func (w *world) told(u *unit, plan *planned) {
	c := u.consumed[plan.secret.facts.ID]
	if c == nil {
		return
	}
	c.told, c.listed = plan.revision, false
	u.news = remove(u.news, c)
	w.news(c)
}

// fail holds a unit in error. What the hook was about stays as it was before.
func (w *world) fail(u *unit, plan *planned, hook call.Hook, e *entry, err error) {
	if plan.kind == call.KindRelationJoined {
		v := &plan.link.view
		v.Members = slices.DeleteFunc(v.Members, func(m string) bool { return m == plan.remote })
	}
	f := &failure{plan: *plan, hook: hook, message: failedMessage(&hook), cause: e.failure, err: err, entry: e.number, since: w.now}
	if u.failed != nil {
		f.retries = u.failed.retries
	}
	u.failed = f
	if u.app.model.RetryHooks {
		wait := 5 * time.Minute
		if f.retries < 6 {
			wait = min(wait, 5*time.Second<<f.retries)
		}
		f.retries++
		f.retryAt = w.now.Add(wait).Unix()
		f.due = w.clock.put(due{at: time.Unix(f.retryAt, 0).UTC(), unit: u})
	}
}

// retry has a unit run its failed hook again. One that is the leader's to run is passed over once another leads
// (worker/uniter/operation/runhook.go, Prepare).
func (w *world) retry(u *unit, why cause) {
	if u.failed.plan.forLeader() && !u.leads() {
		w.skip(u, cause{entry: u.failed.entry})
		return
	}
	u.failed.plan.cause, u.failed.retry = why, true
	w.wake(u)
}

func failedMessage(hook *call.Hook) string { return fmt.Sprintf("hook failed: %q", hook.Name) }
