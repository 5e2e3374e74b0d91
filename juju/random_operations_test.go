package juju

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/call"
)

// story is a model and what is done to it, as data: the same story can be played again.
type story struct {
	Type       call.ModelType
	Version    string
	Seed       uint64
	Retry      bool // failed hooks are retried as time passes
	Two        bool // a second model consumes an offer of the first
	Rested     bool // all come to rest before anything is done
	Operations []operation
}

// operation is one thing done to a model. Its numbers choose among what there is at the time.
type operation struct {
	Verb    string
	A, B, N int
}

// operationWeights say how often each verb is drawn.
var operationWeights = []struct {
	verb   string
	weight int
}{
	{"step", 6}, {"settle", 6}, {"recover", 10}, {"step unit", 3}, {"advance", 12}, {"set config", 7}, {"reset config", 1}, {"set credential", 1},
	{"integrate", 4}, {"remove relation", 3}, {"add unit", 3}, {"remove unit", 4}, {"deploy", 3}, {"remove application", 1},
	{"enqueue", 3}, {"run", 2}, {"failover", 3}, {"overtake", 4}, {"depose", 1}, {"resolved", 3}, {"resolved no retry", 2}, {"refresh", 2},
	{"suspend", 2}, {"resume", 2}, {"offer", 1}, {"consume", 1}, {"remove saas", 1},
}

// drawStory draws a story with so many operations.
func drawStory(t *rapid.T, least, most int) story {
	s := story{
		Type:    rapid.SampledFrom([]call.ModelType{call.ModelKubernetes, call.ModelMachines}).Draw(t, "type"),
		Version: rapid.SampledFrom([]string{"3.6.11", "3.6.11", "3.5.0"}).Draw(t, "version"),
		Seed:    rapid.SampledFrom([]uint64{0, 1, 7, 42}).Draw(t, "seed"),
		Retry:   rapid.IntRange(0, 3).Draw(t, "retry") == 0,
		Two:     rapid.IntRange(0, 3).Draw(t, "two models") == 3,
		Rested:  rapid.Bool().Draw(t, "rested"),
	}
	var verbs []string
	for _, w := range operationWeights {
		for range w.weight {
			verbs = append(verbs, w.verb)
		}
	}
	s.Operations = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) operation {
		bits := mix(rapid.Uint64().Draw(t, "bits")) // spread evenly: numbers are drawn small
		return operation{Verb: verbs[bits%uint64(len(verbs))], A: int(bits >> 20 % 12), B: int(bits >> 30 % 12), N: int(bits >> 40 % 12)}
	}), least, most).Draw(t, "operations")
	return s
}

// play is a story being played.
type play struct {
	story    story
	models   []*Model
	charm    *randomCharm
	refusals []string // texts of what was refused

	// before is told that a verb comes, step that a unit is to run a hook out of turn, watch after each verb how it went. Nil:
	// nobody is.
	before func()
	step   func(*unit)
	watch  func(err error)

	resolved *unit // whose failed hook counts as done
}

// begin makes the models and what all stories begin with.
func (s story) begin() *play {
	p := &play{story: s, charm: &randomCharm{}}
	m := &Model{Type: s.Type, JujuVersion: s.Version, Seed: s.Seed, RetryHooks: s.Retry}
	p.models = []*Model{m}
	return p
}

// play plays the whole story.
func (p *play) play() {
	m := p.models[0]
	p.done(m.Deploy(p.database(0), Deployment{Name: "db", Units: 2}))
	p.done(m.Deploy(p.client(0), Deployment{Name: "web"}))
	p.done(m.Integrate("db:database", "web:database"))
	if p.story.Two {
		other, err := m.AddModel("other")
		if err != nil {
			panic(err)
		}
		p.models = append(p.models, other)
		_, err = m.Offer("db:admin,database", "")
		p.done(err)
		p.done(other.Deploy(p.client(0), Deployment{Name: "shop"}))
		p.done(other.Consume("admin/scenario.db", "remote-db"))
		p.done(other.Integrate("shop:database", "remote-db:database"))
	}
	if p.story.Rested {
		p.recover(operation{N: 1})
	}
	for _, o := range p.story.Operations {
		p.do(o)
	}
	p.calm()
}

func (p *play) database(revision int) Charm { return p.charmOf(randomDatabase, revision) }
func (p *play) client(revision int) Charm   { return p.charmOf(randomClient, revision) }

func (p *play) charmOf(metadata string, revision int) Charm {
	if revision%2 == 1 {
		metadata = randomRefreshed(metadata)
	}
	return Charm{Handler: p.charm, Metadata: metadata, Revision: revision}
}

// done notes how a verb went.
func (p *play) done(err error) {
	if err != nil {
		p.refusals = append(p.refusals, err.Error())
	}
	if p.watch != nil {
		p.watch(err)
	}
}

// apps lists all applications.
func (p *play) apps() []*application {
	var all []*application
	for _, m := range p.models {
		all = append(all, m.apps...)
	}
	return all
}

func (p *play) units() []*unit {
	var all []*unit
	for _, a := range p.apps() {
		all = append(all, a.units...)
	}
	return all
}

func (p *play) relations() []*relation {
	var all []*relation
	for _, m := range p.models {
		for _, r := range m.relation {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return all
}

// among chooses from a list; false: it is empty.
func among[T any](list []T, n int) (chosen T, ok bool) {
	if len(list) == 0 {
		return chosen, false
	}
	return list[n%len(list)], true
}

// do does one operation; one that there is nothing for does nothing.
func (p *play) do(o operation) {
	do, ok := p.verbs()[o.Verb]
	if !ok {
		panic("no verb " + o.Verb)
	}
	switch o.Verb {
	case "step", "settle", "step unit", "advance", "recover", "run":
	default:
		if p.before != nil {
			p.before()
		}
	}
	do(o)
}

func (p *play) verbs() map[string]func(operation) {
	return map[string]func(operation){
		"step": func(o operation) { p.steps(1 + o.N) }, "settle": func(operation) { p.steps(40) },
		"step unit": p.stepUnit, "advance": p.advance, "recover": p.recover,
		"set config": p.setConfig, "reset config": p.resetConfig, "set credential": p.setCredential,
		"integrate": p.integrate, "remove relation": p.removeRelation, "suspend": p.suspend, "resume": p.resume,
		"add unit": p.addUnit, "remove unit": p.removeUnit, "deploy": p.deploy, "remove application": p.removeApplication,
		"enqueue": p.enqueue, "run": p.run, "failover": p.failover, "overtake": p.overtake, "depose": p.depose, "refresh": p.refresh,
		"resolved":          func(o operation) { p.resolve(o, true) },
		"resolved no retry": func(o operation) { p.resolve(o, false) },
		"offer":             p.offer, "consume": p.consume, "remove saas": p.removeSAAS,
	}
}

// String is the story as Go has it, to be played again.
func (s story) String() string { return fmt.Sprintf("%#v", s) }
