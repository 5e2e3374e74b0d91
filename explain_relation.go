package scenario

import (
	"fmt"

	"github.com/charmscenario/scenario/call"
)

// relation finds a relation of State by any spelling of its ID.
func (x *explainer) relation(id string) (int, *Relation) {
	if found := (RelationRef{ID: id}).find(x.state.Relations); len(found) == 1 {
		return found[0], &x.state.Relations[found[0]]
	}
	return -1, nil
}

// databagDenied explains which databags the unit cannot read.
func (x *explainer) databagDenied(c *call.RelationGet) string {
	_, r := x.relation(c.Relation)
	if r == nil {
		return ""
	}
	if c.Of == x.app {
		if x.state.Leader {
			return ""
		}
		return x.following() + ", and only the leader reads its application's databag (units read it in a peer relation)"
	}
	return fmt.Sprintf("%q is not in %s, which joins %s with %s", c.Of, r.ID, x.app, r.RemoteApp)
}

// noSettings says which units have a databag.
func (x *explainer) noSettings(c call.Call) string {
	get, ok := c.(*call.RelationGet)
	if !ok {
		return ""
	}
	i, r := x.relation(get.Relation)
	if r == nil {
		return ""
	}
	return fmt.Sprintf("%s has these units: %s (RemoteUnits, DepartedUnits)", relationPath(i), listOf(append(sortedNames(r.RemoteUnits), sortedNames(r.DepartedUnits)...)))
}

// grantRefused explains what stands in the way of a grant.
func (x *explainer) grantRefused(c call.Call) string {
	grant, ok := c.(*call.SecretGrant)
	if !ok {
		return ""
	}
	i, r := x.relation(grant.Relation)
	if r == nil {
		return ""
	}
	switch {
	case r.Life != Alive:
		return fmt.Sprintf("%s is %s (Life), and takes no more grants: check that the relation is not going away", relationPath(i), r.Life)
	case r.RemoteModel != "" && r.RemoteModel != x.model.UUID && !r.Offering:
		return fmt.Sprintf("%s is with another model (RemoteModel), where only the offering side shares secrets", relationPath(i))
	case r.RemoteModel != "" && r.RemoteModel != x.model.UUID && grant.Unit != "":
		return fmt.Sprintf("%s is with another model (RemoteModel), where Juju grants to whole applications only: want Grant", relationPath(i))
	}
	j := x.find(c)
	if j < 0 {
		return ""
	}
	for _, relation := range sortedNames(x.state.Secrets[j].RemoteGrants) {
		for _, name := range x.state.Secrets[j].RemoteGrants[relation] {
			switch {
			case relation == r.ID && name != r.RemoteApp && grant.Unit == "":
				return fmt.Sprintf("%s is granted to unit %s over %s: RevokeUnit it in an earlier hook, or go on with GrantUnit", secretPath(j), name, relation)
			case relation != r.ID && (name == grant.Unit || name == r.RemoteApp && grant.Unit == ""):
				return fmt.Sprintf("%s is granted to %s over %s already, and Juju keeps one grant for each application or unit", secretPath(j), name, relation)
			}
		}
	}
	return ""
}
