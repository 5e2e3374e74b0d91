package juju

import (
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
)

// draw draws a call.
func (p *program) draw() call.Call {
	type drawn struct {
		weight int
		make   func() call.Call
	}
	table := []drawn{
		{6, func() call.Call {
			if len(p.own) > 5 {
				return &call.SecretIDs{}
			}
			return p.add()
		}},
		{8, func() call.Call {
			id := p.managed()
			return &call.SecretSet{ID: id, Content: p.next(id)}
		}},
		{3, func() call.Call { return &call.SecretSet{ID: p.managed(), Label: p.label()} }},
		{3, func() call.Call { return p.describe() }},
		{7, func() call.Call { return &call.SecretGet{ID: p.secret()} }},
		{4, func() call.Call { return &call.SecretGet{ID: p.secret(), Peek: true} }},
		{6, func() call.Call { return &call.SecretGet{ID: p.secret(), Refresh: true} }},
		{6, func() call.Call { return &call.SecretGet{ID: p.secret(), Label: p.color(), Refresh: p.chance(30)} }},
		{5, func() call.Call { return &call.SecretGet{Label: p.color(), Peek: p.chance(20)} }},
		{7, func() call.Call { return &call.SecretGrant{ID: p.managed(), Relation: p.relation()} }},
		{4, func() call.Call { return &call.SecretGrant{ID: p.managed(), Relation: p.relation(), Unit: p.unit()} }},
		{3, func() call.Call { return &call.SecretRevoke{ID: p.managed(), Relation: p.relation()} }},
		{2, func() call.Call { return &call.SecretRevoke{ID: p.managed(), Unit: p.unit()} }},
		{1, func() call.Call { return &call.SecretRevoke{ID: p.managed(), App: p.hook.AppName()} }},
		{1, func() call.Call { return &call.SecretRemove{ID: p.managed()} }},
		{4, func() call.Call { return &call.SecretRemove{ID: p.managed(), Revision: 1 + p.random.IntN(3)} }},
		{3, func() call.Call { return &call.SecretInfoGet{ID: p.secret()} }},
		{3, func() call.Call { return &call.SecretInfoGet{Label: p.label()} }},
		{1, func() call.Call { return &call.SecretIDs{} }},
		{7, func() call.Call { return p.write() }},
		{2, func() call.Call {
			return &call.RelationGet{Relation: p.relation(), Of: p.of(p.unit(), p.hook.UnitName(), p.hook.AppName(), "db", "web")}
		}},
		{2, func() call.Call { return &call.StatusGet{App: p.leader} }},
		{3, func() call.Call {
			return &call.StatusSet{App: p.chance(40), Name: call.StatusName(p.of("active", "blocked", "waiting")), Message: p.of("", "so")}
		}},
		{3, func() call.Call { return &call.StateSet{State: map[string]string{p.key(): p.of("a", "b", "c")}} }},
		{1, func() call.Call { return &call.StateDelete{Key: p.key()} }},
		{1, func() call.Call { return &call.StateGet{} }},
		{1, func() call.Call { return &call.LeaderSet{Settings: map[string]string{p.key(): p.of("", "a", "b")}} }},
		{1, func() call.Call { return &call.LeaderGet{} }},
		{1, func() call.Call { return &call.JujuLog{Message: p.of("one", "two")} }},
		{1, func() call.Call { return &call.ApplicationVersionSet{Version: p.of("1", "2")} }},
		{1, func() call.Call { return &call.ConfigGet{All: true} }},
	}
	all := 0
	for _, d := range table {
		all += d.weight
	}
	n := p.random.IntN(all)
	for _, d := range table {
		if n -= d.weight; n < 0 {
			c := d.make()
			if strings.HasPrefix(c.Tool(), "secret-") && (len(p.secrets) == 0 || changes(c) && len(p.own) == 0) && p.chance(92) {
				return p.add() // there is none to do that with
			}
			return c
		}
	}
	return nil
}

// changes reports whether a call changes a secret.
func changes(c call.Call) bool {
	return c.Tool() == "secret-set" || c.Tool() == "secret-grant" || c.Tool() == "secret-revoke" || c.Tool() == "secret-remove"
}

func (p *program) add() call.Call {
	add := &call.SecretAdd{Content: p.fresh(), Label: p.label(), Owner: "unit"}
	if p.leader && p.chance(60) || p.chance(3) {
		add.Owner = "application"
	}
	if p.chance(40) {
		add.Rotate = call.RotatePolicy(p.of("hourly", "hourly", "daily", "monthly", "never"))
	}
	if p.chance(20) {
		add.ExpireIn = time.Duration(1+p.random.IntN(90)) * time.Minute
	}
	return add
}

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
