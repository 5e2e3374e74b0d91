package scenario

import (
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/metadata"
)

func (c *checker) checkRelations() {
	relations := c.state.Relations
	for i := range relations {
		r := &relations[i]
		endpoint, ok := c.charm.Endpoint(r.Endpoint)
		if !ok {
			c.find("relation-endpoint", at("Relations", i, "Endpoint"), "%q is not an endpoint in %s%s", r.Endpoint, c.charm.File, nearest(r.Endpoint, c.charm.Endpoints()))
			continue
		}
		c.checkRelationID(i, r)
		c.checkRemoteSide(i, r, endpoint)
		if r.Life != Alive && r.Life != Dying && r.Life != Dead {
			c.find("relation-life", at("Relations", i, "Life"), "%q is not a life; want %q, %q or nothing", string(r.Life), string(Dying), string(Dead))
		}
		if r.Offering && r.RemoteModel == "" {
			c.find("relation-offering", at("Relations", i, "Offering"), "only a relation to another model has an offering side; want RemoteModel too")
		}
		if r.Suspended && endpoint.Role == metadata.Peer {
			c.find("relation-peer-suspended", at("Relations", i, "Suspended"), "a peer relation cannot be suspended")
		}
	}
	duplicates(len(relations), func(i int) string {
		if _, ok := relationNumber(relations[i].ID); !ok {
			return ""
		}
		return relations[i].ID[strings.LastIndexByte(relations[i].ID, ':')+1:]
	}, func(first, again int) {
		c.find("relation-id-twice", at("Relations", again, "ID"), "%q has the number of State.Relations[%d]; every relation of a model has its own", relations[again].ID, first)
	})
	c.checkLimits()
}

func (c *checker) checkRelationID(i int, r *Relation) {
	endpoint, _, found := strings.Cut(r.ID, ":")
	if _, ok := relationNumber(r.ID); !ok || !found {
		c.find("relation-id", at("Relations", i, "ID"), "%q is not a relation's ID; want %q and a number", r.ID, r.Endpoint+":")
	} else if endpoint != r.Endpoint {
		c.find("relation-id-endpoint", at("Relations", i, "ID"), "%q begins with another endpoint than %q", r.ID, r.Endpoint)
	}
}

func (c *checker) checkRemoteSide(i int, r *Relation, endpoint metadata.Endpoint) {
	peer := endpoint.Role == metadata.Peer
	switch {
	case !call.IsAppName(r.RemoteApp):
		c.find("relation-remote-app", at("Relations", i, "RemoteApp"), "%q is not an application's name", r.RemoteApp)
		return
	case peer && r.RemoteApp != c.app:
		c.find("relation-peer-app", at("Relations", i, "RemoteApp"), "%q is a peer endpoint, so the application is %q itself, got %q", r.Endpoint, c.app, r.RemoteApp)
		return
	}
	if peer && len(r.RemoteAppData) > 0 {
		c.find("relation-peer-app-data", at("Relations", i, "RemoteAppData"), "a peer relation has one application databag; want it in LocalAppData")
	}
	if peer && r.RemoteModel != "" {
		c.find("relation-peer-model", at("Relations", i, "RemoteModel"), "a peer relation stays in its model")
	}
	if endpoint.Scope == metadata.ScopeContainer && len(r.RemoteUnits) > 1 {
		c.find("relation-container-units", at("Relations", i, "RemoteUnits"), "%q has scope container: a unit sees one remote unit at most, got %d", r.Endpoint, len(r.RemoteUnits))
	}
	c.checkUnits(i, "RemoteUnits", r, r.RemoteUnits)
	c.checkUnits(i, "DepartedUnits", r, r.DepartedUnits)
	for unit := range r.DepartedUnits {
		if _, ok := r.RemoteUnits[unit]; ok {
			c.find("relation-unit-twice", fmt.Sprintf("%s[%q]", at("Relations", i, "DepartedUnits"), unit), "%q is among RemoteUnits too: it has either left or not", unit)
		}
	}
}

func (c *checker) checkUnits(i int, field string, r *Relation, units map[string]map[string]string) {
	for unit := range units {
		app, _, _ := strings.Cut(unit, "/")
		path := fmt.Sprintf("%s[%q]", at("Relations", i, field), unit)
		switch {
		case !call.IsUnitName(unit):
			c.find("relation-unit-name", path, "%q is not a unit's name; want one such as %q", unit, r.RemoteApp+"/0")
		case app != r.RemoteApp:
			c.find("relation-unit-app", path, "%q is not a unit of the remote application %q", unit, r.RemoteApp)
		case unit == c.unitName:
			c.find("relation-unit-own", path, "%q is the unit under test; its databag is LocalUnitData", unit)
		}
	}
}

// checkLimits counts the relations of endpoints; Juju makes no more than the limit, and one at most of
// a peer endpoint.
func (c *checker) checkLimits() {
	for _, name := range c.limited {
		endpoint, _ := c.charm.Endpoint(name)
		limit := endpoint.Limit
		if endpoint.Role == metadata.Peer {
			limit = 1
		}
		count := 0
		for i := range c.state.Relations {
			if c.state.Relations[i].Endpoint == name {
				if count++; count == limit+1 {
					c.find("relation-limit", at("Relations", i, "Endpoint"), "%q may have %d relations at most", name, limit)
				}
			}
		}
	}
}
