package scenario

import (
	"strings"

	"github.com/charmscenario/scenario/call"
)

// secretGrants checks who may read a secret of this unit or its application.
func (k *checker) secretGrants(i int, s *Secret) {
	if s.Owner != OwnerApp && s.Owner != OwnerUnit {
		k.add("secret-grants-of-other", secretPath(i)+".RemoteGrants", "only the owner of a secret grants it, and this one belongs to %s; want OwnerApp or OwnerUnit, or RemoteGrants left out", describeOwner(s.Owner))
		return
	}
	several := len(s.RemoteGrants) > 1
	for relation, names := range s.RemoteGrants {
		several = several || len(names) > 1
		k.grantedRelation(i, relation, names)
	}
	if several {
		k.grantsTwice(i, s)
	}
}

func grantPath(i int, relation string) string {
	return secretPath(i) + ".RemoteGrants[" + quote(relation) + "]"
}

func (k *checker) grantedRelation(i int, relation string, names []string) {
	r := k.relation(relation)
	if r == nil {
		k.grantOutsideState(i, relation)
		return
	}
	across := r.RemoteModel != "" && r.RemoteModel != k.model.UUID
	if across && !r.Offering {
		k.add("secret-grant-across-models", grantPath(i, relation), "this application consumes an offer of another model, and Juju lets only the offering side share secrets; want Offering: true on the relation, or no grant")
	}
	for _, name := range names {
		if across && r.Offering && name != r.RemoteApp && belongs(name, r.RemoteApp) {
			k.add("secret-grant-across-models", grantPath(i, relation), "%q is a unit in another model, where Juju grants to whole applications only; want %q", name, r.RemoteApp)
			continue
		}
		if name != r.RemoteApp && !(call.IsUnitName(name) && belongs(name, r.RemoteApp)) {
			k.add("secret-grant-subject", grantPath(i, relation), "%q is neither the remote application %q of the relation nor a unit of it; want %q or a name such as %q",
				name, r.RemoteApp, r.RemoteApp, r.RemoteApp+"/0")
		}
	}
}

// relation finds a relation by its exact ID; nil when State has none.
func (k *checker) relation(id string) *Relation {
	relations := k.state.Relations
	if len(relations) > fewParts && k.byID == nil {
		k.byID = make(map[string]int, len(relations))
		for i := range relations {
			if _, taken := k.byID[relations[i].ID]; !taken {
				k.byID[relations[i].ID] = i
			}
		}
	}
	if k.byID != nil {
		if i, ok := k.byID[id]; ok {
			return &relations[i]
		}
		return nil
	}
	for i := range relations {
		if relations[i].ID == id {
			return &relations[i]
		}
	}
	return nil
}

// grantOutsideState checks a grant by a relation that State does not have: other units of the application may be in
// relations that this one has left, or has not entered yet. The endpoint is the application's all the same.
func (k *checker) grantOutsideState(i int, relation string) {
	endpoint, _, _ := strings.Cut(relation, ":")
	if _, numbered := relationNumber(relation); !numbered || endpoint == relation {
		k.add("secret-grant-relation", grantPath(i, relation), `%q is not the ID of a relation; want a form such as "database:3"; State has %s`, relation, describeRelations(k.state.Relations))
		return
	}
	if _, known := k.endpoint(endpoint); !known {
		k.add("secret-grant-relation", grantPath(i, relation), "%q is not an endpoint in %s%s", endpoint, k.charm.File, meant(endpoint, k.charm.Endpoints()))
	}
}

// grantsTwice finds who was granted more than once: Juju keeps one grant for each.
func (k *checker) grantsTwice(i int, s *Secret) {
	by := make(map[string]string)
	for _, relation := range sortedNames(s.RemoteGrants) {
		for _, name := range s.RemoteGrants[relation] {
			if first, ok := by[name]; ok {
				k.add("secret-grant-twice", grantPath(i, relation), "%q is granted already by %s, and Juju keeps one grant for each application or unit; want one of both", name, first)
				continue
			}
			by[name] = relation
		}
	}
}
