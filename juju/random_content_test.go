//go:build properties

package juju

import (
	"time"

	"github.com/charmscenario/scenario/call"
)

// next is the content of another revision of a secret: sometimes that of the latest again.
func (p *program) next(id string) map[string]string {
	get := &call.SecretGet{ID: id, Peek: true}
	if p.chance(12) && p.do(get) == nil {
		return get.Content
	}
	return p.fresh()
}

// describe changes what is not content.
func (p *program) describe() call.Call {
	set := &call.SecretSet{ID: p.managed(), Description: p.of("", "that one")}
	if p.chance(40) {
		set.Rotate = call.RotatePolicy(p.of("hourly", "daily", "never"))
	}
	if p.chance(40) {
		set.ExpireIn = time.Duration(1+p.random.IntN(90)) * time.Minute
	}
	return set
}

// write writes into a databag: most often where a secret is to be found.
func (p *program) write() call.Call {
	value := p.of("", "a", "b")
	if p.chance(60) {
		value = p.of(p.secrets...)
	}
	return &call.RelationSet{Relation: p.relation(), App: p.chance(50), Data: map[string]string{p.key(): value}}
}
