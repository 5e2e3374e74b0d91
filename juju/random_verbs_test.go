package juju

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// steps runs some hooks, as many as there are.
func (p *play) steps(most int) {
	for range most {
		ran, err := p.models[0].Step()
		p.done(err)
		if !ran {
			return
		}
	}
}

func (p *play) stepUnit(o operation) {
	u, ok := among(p.units(), o.A)
	for range 1 + o.N%3 {
		if ok && u.life != controller.Dead {
			p.stepOf(u)
		}
	}
}

// stepOf runs the next hook of a unit.
func (p *play) stepOf(u *unit) (ran bool) {
	if p.step != nil {
		p.step(u)
	}
	ran, err := u.app.model.StepUnit(u.name)
	p.done(err)
	return ran
}

// advance lets time pass from one due moment to the next, some of them, as Advance itself does.
func (p *play) advance(o operation) {
	p.steps(40)
	spans := []time.Duration{time.Second, time.Minute, 5 * time.Minute, 31 * time.Minute, time.Hour, time.Hour, 90 * time.Minute, 25 * time.Hour}
	m := p.models[0]
	end := m.Now().Add(spans[o.A%len(spans)])
	for range 10 {
		if busy, err := p.settled(); busy || err != nil {
			return
		}
		at, ok := m.world.clock.next()
		if !ok || at.After(end) {
			break
		}
		p.done(m.Advance(max(0, at.Sub(m.Now()))))
	}
	if busy, err := p.settled(); !busy && err == nil && end.After(m.Now()) {
		at, ok := m.world.clock.next()
		if ok && at.Before(end) {
			end = at
		}
		p.done(m.Advance(max(0, end.Sub(m.Now()))))
	}
}

// settled runs hooks until nobody has any left, or too many ran.
func (p *play) settled() (busy bool, err error) {
	for range 60 {
		ran, err := p.models[0].Step()
		p.done(err)
		if !ran || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (p *play) setConfig(o operation) {
	if a, ok := among(p.apps(), o.A); ok {
		p.done(a.model.SetConfig(a.name, map[string]any{"salt": o.N}))
	}
}

func (p *play) resetConfig(o operation) {
	if a, ok := among(p.apps(), o.A); ok {
		p.done(a.model.ResetConfig(a.name, "salt"))
	}
}

func (p *play) setCredential(o operation) {
	a, ok := among(p.apps(), o.A)
	if !ok {
		return
	}
	s, ok := among(a.model.secrets, o.B)
	if ok {
		p.done(a.model.SetConfig(a.name, map[string]any{"credential": s.id()}))
	}
}

func (p *play) integrate(o operation) {
	m := p.models[o.A%len(p.models)]
	endpoint := []string{"database", "admin"}[o.N%2]
	var client string
	if m == p.models[0] {
		client = []string{"web", "api"}[o.B%2]
	} else {
		client = "shop"
	}
	p.done(m.Integrate(client+":"+endpoint, p.databaseIn(m)+":"+endpoint))
}

func (p *play) databaseIn(m *Model) string {
	if m == p.models[0] {
		return "db"
	}
	return "remote-db"
}

func (p *play) sides(n int) (m *Model, first, second string, ok bool) {
	r, ok := among(p.relations(), n)
	if !ok {
		return nil, "", "", false
	}
	m = r.ends[0].app.model
	for _, e := range r.ends {
		if e.offering {
			m = e.app.model // which alone can suspend it
		}
	}
	e, other := r.ends[0], r.ends[len(r.ends)-1]
	return m, e.nameIn(m) + ":" + e.endpoint.Name, other.nameIn(m) + ":" + other.endpoint.Name, true
}

func (p *play) removeRelation(o operation) {
	if m, first, second, ok := p.sides(o.A); ok {
		p.done(m.RemoveRelation(first, second))
	}
}

func (p *play) suspend(o operation) {
	if m, first, second, ok := p.acrossSides(o.A); ok {
		p.done(m.Suspend(first, second))
	}
}

func (p *play) resume(o operation) {
	if m, first, second, ok := p.acrossSides(o.A); ok {
		p.done(m.Resume(first, second))
	}
}

// acrossSides names a relation across models, if there is one.
func (p *play) acrossSides(n int) (m *Model, first, second string, ok bool) {
	for i, r := range p.relations() {
		if len(r.ends) == 2 && r.ends[0].app.model != r.ends[1].app.model {
			n = i
		}
	}
	return p.sides(n)
}

func (p *play) addUnit(o operation) {
	a, ok := among(p.apps(), o.A)
	if !ok || len(a.units) > 3 {
		return
	}
	p.done(a.model.AddUnit(a.name, 1))
}

func (p *play) removeUnit(o operation) {
	a, ok := among(p.apps(), o.A)
	if !ok {
		return
	}
	if p.story.Type == call.ModelKubernetes {
		p.done(a.model.Scale(a.name, o.N%3))
		return
	}
	if u, ok := among(a.units, o.N); ok {
		p.done(a.model.RemoveUnit(u.name))
	}
}

func (p *play) deploy(o operation) {
	m := p.models[0]
	switch o.A % 3 {
	case 0:
		p.done(m.Deploy(p.database(o.N), Deployment{Name: "db", Units: 1 + o.N%2}))
	case 1:
		p.done(m.Deploy(p.client(o.N), Deployment{Name: "api", Units: 1}))
	default:
		p.done(m.Deploy(p.client(o.N), Deployment{Name: "web", Units: 1 + o.N%2, Config: map[string]any{"salt": o.N}}))
	}
}

func (p *play) removeApplication(o operation) {
	if a, ok := among(p.apps(), o.A); ok {
		p.done(a.model.RemoveApplication(a.name))
	}
}

func (p *play) enqueue(o operation) {
	if u, ok := among(p.units(), o.A); ok {
		_, err := u.app.model.Enqueue(u.name, "poke", nil)
		p.done(err)
	}
}

// run runs an action; step by step, when somebody watches.
func (p *play) run(o operation) {
	u, ok := among(p.units(), o.A)
	if !ok {
		return
	}
	m, params := u.app.model, map[string]any{"times": o.N}
	if p.watch == nil {
		_, err := m.Run(u.name, "poke", params)
		p.done(err)
		return
	}
	task, err := m.Enqueue(u.name, "poke", params)
	p.done(err)
	for ran := err == nil; ran && task.Status == TaskPending; task, _ = m.Task(task.ID) {
		ran = p.stepOf(u)
	}
}

// failover moves a leadership: above all that of a leader that is in error over a hook for the leader.
func (p *play) failover(o operation) {
	a, ok := among(p.apps(), o.A)
	if !ok {
		return
	}
	var stuck *unit
	for _, u := range p.failed() {
		if u.leads() && u.failed.plan.forLeader() {
			a, stuck = u.app, u
		}
	}
	to := ""
	if u, ok := among(a.units, o.N); ok && o.B%2 == 0 && stuck == nil {
		to = u.name
	}
	p.done(a.model.Failover(a.name, to))
	if stuck != nil {
		p.done(a.model.Resolved(stuck.name, true))
	}
}

// overtake has the next leader fail over leader-elected, and moves the leadership on before that is resolved.
func (p *play) overtake(o operation) {
	if a, ok := among(p.apps(), o.A); ok && len(a.units) < 2 {
		p.done(a.model.AddUnit(a.name, 1))
	}
	p.recover(operation{N: 1})
	apps := slices.DeleteFunc(p.apps(), func(a *application) bool { return a.life != controller.Alive || a.successor() == a.leader })
	a, ok := among(apps, o.A)
	if !ok {
		return
	}
	p.done(a.model.SetConfig(a.name, map[string]any{"strict": true}))
	p.done(a.model.Failover(a.name, ""))
	p.steps(20)
	p.failover(o)
	p.done(a.model.ResetConfig(a.name, "strict"))
}

func (p *play) depose(o operation) {
	if a, ok := among(p.apps(), o.A); ok {
		p.done(a.model.Depose(a.name))
	}
}

// failed lists the units in error that were not resolved yet.
func (p *play) failed() []*unit {
	var failed []*unit
	for _, u := range p.units() {
		if u.failed != nil && !u.failed.retry {
			failed = append(failed, u)
		}
	}
	return failed
}

func (p *play) resolve(o operation, retry bool) {
	u, ok := among(p.failed(), o.A)
	if !ok {
		return
	}
	if !retry {
		p.resolved = u
	}
	p.done(u.app.model.Resolved(u.name, retry))
	p.resolved = nil
}

// recover runs hooks, and resolves those that failed, until all is at rest or enough was tried.
func (p *play) recover(o operation) {
	for round := range 2 {
		p.steps(40)
		for range p.failed() {
			p.resolve(operation{}, round < 1 && o.N%2 == 0)
		}
	}
}

func (p *play) refresh(o operation) {
	a, ok := among(p.apps(), o.A)
	if !ok {
		return
	}
	c := p.client(o.N)
	if a.charm.metadata.Name == "database" {
		c = p.database(o.N)
	}
	p.done(a.model.Refresh(a.name, c))
}

func (p *play) offer(o operation) {
	_, err := p.models[0].Offer("db:database", "offer"+strconv.Itoa(o.N%2))
	p.done(err)
}

func (p *play) consume(o operation) {
	if len(p.models) > 1 {
		p.done(p.models[1].Consume("admin/scenario."+[]string{"db", "offer0", "offer1"}[o.N%3], "remote-db"))
	}
}

func (p *play) removeSAAS(operation) {
	if len(p.models) > 1 {
		p.done(p.models[1].RemoveSAAS("remote-db"))
	}
}

// calm lets all come to rest: charms only do what they are asked for, and nobody stays in error.
func (p *play) calm() {
	for _, a := range p.apps() {
		p.done(a.model.SetConfig(a.name, map[string]any{"calm": true}))
	}
	for range 1000 { // a rotation that fails is asked for every five minutes, up to now
		for range p.failed() {
			p.resolve(operation{}, false)
		}
		if busy, _ := p.settled(); !busy && len(p.failed()) == 0 {
			return
		}
	}
	panic(errors.New("a calm model does not come to rest"))
}
