package juju

import (
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// RemoveUnit removes units by name (juju remove-unit). They break their relations, stop and are removed. On Kubernetes units
// have no say in which goes: see [Model.Scale].
func (m *Model) RemoveUnit(names ...string) error {
	if err := m.write(); err != nil {
		return err
	}
	if m.Type == call.ModelKubernetes {
		return refused("", "k8s models do not support removing named units.\nInstead specify an application with --num-units.")
	}
	if len(names) == 0 {
		return refused("", "no units specified")
	}
	var units []*unit
	for _, name := range names {
		if !call.IsUnitName(name) {
			return refused("", "invalid unit name %q", name)
		}
		u := m.unit(name)
		if u != nil && u.principal != nil {
			return refused("", "removing unit %s failed: unit %q is a subordinate, to remove use remove-relation. Note: this will remove all units of %q", name, name, u.app.name)
		}
		if u == nil {
			return noSuch(name, m.unitNames(name), "", "removing unit %s failed: unit %q does not exist", name, name)
		}
		units = append(units, u)
	}
	entry := m.command("juju remove-unit %s", strings.Join(names, " "))
	for _, u := range units {
		m.world.endUnit(u, cause{entry, unitRemoved})
	}
	return nil
}

// Scale gives an application so many units (juju scale-application): it adds units, or removes those with the highest numbers.
// Machines do not scale: see AddUnit and RemoveUnit.
func (m *Model) Scale(app string, units int) error {
	if err := m.write(); err != nil {
		return err
	}
	if m.Type != call.ModelKubernetes {
		return refused("", `Juju command "scale-application" only supported on k8s container models`)
	}
	a, err := m.scalable(app)
	if err != nil {
		return err
	}
	if units < 0 {
		return refused("", "scale must be a positive integer")
	}
	a.rescale(units, m.command("juju scale-application %s %d", app, units))
	return nil
}

// scalable returns an application that can be given another number of units.
func (m *Model) scalable(app string) (*application, error) {
	a, ok := find(m.apps, app)
	switch {
	case !ok:
		return nil, noSuch(app, namesOf(m.apps), "", "application %q does not exist", app)
	case !alive(a.life):
		return nil, refused("", "application is not found or not alive")
	}
	return a, nil
}

// rescale gives an application of Kubernetes the units 0 to scale-1. One that is still on its way out comes back when it is
// gone.
func (a *application) rescale(scale, entry int) {
	a.scale = scale
	for number := range scale {
		if a.unit(number) == nil {
			a.model.addUnit(a, number, nil, cause{entry, unitAdded})
		}
	}
	for _, u := range slices.Backward(slices.Clone(a.units)) {
		if u.number >= scale {
			a.model.world.endUnit(u, cause{entry, unitRemoved})
		}
	}
}

// endUnit begins to remove a unit. One that was never installed is gone at once.
func (w *world) endUnit(u *unit, why cause) {
	if u.life != controller.Alive {
		return
	}
	u.life, u.removal = controller.Dying, why
	if !u.installed && u.failed == nil {
		w.removeUnit(u, why)
		return
	}
	if !u.app.model.version.AtLeast(3, 6, 0) {
		w.removeSecrets(u.secrets)
	}
	for _, s := range slices.Clone(u.subordinates) {
		w.endUnit(s, why)
	}
	for _, l := range slices.Clone(u.links) {
		l.departAll(why)
		if l.unseen() {
			w.leave(l, why)
			continue
		}
		w.depart(l, why)
	}
	w.wake(u)
}

func (w *world) removeSecrets(list []*secret) {
	for _, s := range slices.Clone(list) {
		w.log.note(s.change().of(ChangedSecretRemoved, "", ""))
		w.removeSecret(s)
	}
}

// removeUnit removes a unit that has run its last hook, with its secrets, its records and what was granted to it.
func (w *world) removeUnit(u *unit, why cause) {
	a, m := u.app, u.app.model
	u.life = controller.Dead
	if u.waiting {
		u.waiting, m.world.busy = false, remove(m.world.busy, u)
	}
	for _, l := range slices.Clone(u.links) {
		w.leave(l, why)
	}
	w.removeSecrets(u.secrets)
	w.forgetConsumer(u)
	m.dropSubject(u.name)
	for _, task := range u.tasks {
		task.cancel()
	}
	a.units = remove(a.units, u)
	if p := u.principal; p != nil {
		p.subordinates = remove(p.subordinates, u)
		if w.synchronize(p, why); p.removed && len(p.subordinates) == 0 {
			w.removeUnit(p, why)
		}
	}
	if a.leader == u {
		w.lead(a, a.successor(), cause{why.entry, leaderChanged})
		if a.leader == u {
			a.leader = nil
		}
	}
	if m.Type == call.ModelKubernetes && alive(a.life) {
		a.rescale(a.scale, why.entry)
	}
	w.closeApplication(a)
}

// RemoveApplication removes an application (juju remove-application): offers that nobody uses, its relations, then its units. It is gone, with the secrets it
// owns, when the last unit is.
func (m *Model) RemoveApplication(names ...string) error {
	if err := m.write(); err != nil {
		return err
	}
	if len(names) == 0 {
		return refused("", "no application specified")
	}
	var apps []*application
	for _, name := range names {
		a, ok := find(m.apps, name)
		if !ok {
			return noSuch(name, namesOf(m.apps), "", "removing application %s failed: application %q not found", name, name)
		}
		offers := m.offersOf(a)
		if slices.ContainsFunc(offers, func(o *offer) bool { return o.connections() > 0 }) {
			return refused("", "removing application %s failed: cannot destroy application %q: application is used by %d offer%s", name, name, len(offers), plural(len(offers)))
		}
		apps = append(apps, a)
	}
	entry := m.command("juju remove-application %s", strings.Join(names, " "))
	for _, a := range apps {
		for _, o := range m.offersOf(a) {
			m.withdraw(o)
		}
		m.world.endApplication(a, cause{entry, unitRemoved})
	}
	return nil
}

func (w *world) endApplication(a *application, why cause) {
	if a.life != controller.Alive {
		return
	}
	a.life, a.scale = controller.Dying, 0
	for _, e := range slices.Clone(a.ends) {
		if !e.peer() {
			w.endRelation(e.relation, cause{why.entry, relationEnds})
		}
	}
	for _, u := range slices.Clone(a.units) {
		w.endUnit(u, why)
	}
	w.closeApplication(a)
}

// closeApplication removes a dying application without units and relations.
func (w *world) closeApplication(a *application) {
	if a.life != controller.Dying || len(a.units) > 0 {
		return
	}
	for _, e := range a.ends {
		if !e.peer() {
			return
		}
	}
	a.life = controller.Dead
	m := a.model
	for _, e := range slices.Clone(a.ends) {
		w.endRelation(e.relation, cause{})
	}
	w.removeSecrets(a.secrets)
	m.dropSubject(a.name)
	m.apps = remove(m.apps, a)
	w.closeModel(m)
}

// Resolved takes a unit out of error (juju resolved): its failed hook is run again, or with retry false counts as done.
func (m *Model) Resolved(unit string, retry bool) error {
	if err := m.write(); err != nil {
		return err
	}
	if !call.IsUnitName(unit) {
		return refused("", "unit name %q not valid", unit)
	}
	u, err := m.findUnit(unit)
	switch {
	case err != nil:
		return noSuch(unit, m.unitNames(unit), "", "unit %q not found", unit)
	case u.failed == nil:
		return refused("", "unit %q is not in an error state", unit)
	case u.failed.resolved:
		return refused("", "cannot set resolved mode for unit %q: already resolved", unit)
	}
	if retry {
		u.failed.resolved, u.failed.retries = true, 0
		m.world.retry(u, cause{m.command("juju resolved %s", unit), hookResolved})
		return nil
	}
	entry := m.command("juju resolved --no-retry %s", unit)
	m.world.skip(u, cause{entry: entry})
	return nil
}

// skip takes the hook that failed for done, without running it.
func (w *world) skip(u *unit, why cause) {
	plan := u.failed.plan
	u.failed = nil
	w.finish(u, &plan, why)
	if plan.kind == call.KindSecretRotate && plan.secret.owner() == u {
		w.rotated(plan.secret, plan.secret.facts.Latest)
		w.fire() // it may be due again already
	}
	w.synchronize(u, cause{why.entry, unitEntered})
	w.wake(u)
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
