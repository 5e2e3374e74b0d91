package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/metadata"
)

// checkRelations checks each relation alone, then all of them together.
func (k *checker) checkRelations() {
	relations := k.state.Relations
	if len(relations) == 0 {
		return
	}
	for i := range relations {
		r := &relations[i]
		endpoint, known := k.endpoint(r.Endpoint)
		if !known {
			k.add("relation-endpoint-unknown", relationPath(i)+".Endpoint", "%q is not an endpoint in %s%s",
				r.Endpoint, k.charm.File, meant(r.Endpoint, k.charm.Endpoints()))
		}
		k.relationID(i, r)
		k.remoteUnits(i, r)
		switch r.Life {
		case Alive, Dying, Dead:
		default:
			k.add("relation-life", relationPath(i)+".Life", `%q is not the life of a relation; want Alive (""), Dying or Dead`, r.Life)
		}
		if !call.IsAppName(r.RemoteApp) {
			k.add("relation-remote-app-form", relationPath(i)+".RemoteApp", `%q is not an application's name; want a name such as "postgresql"`, r.RemoteApp)
		}
		if endpoint.Role == metadata.Peer {
			k.peer(i, r)
			continue
		}
		if r.Offering && r.RemoteModel == "" {
			k.add("relation-offering", relationPath(i)+".Offering", "the relation is in one model, where nothing is on offer; want RemoteModel, or Offering left out")
		}
		if endpoint.Scope == metadata.ScopeContainer && len(r.RemoteUnits) > 1 {
			k.add("relation-container-units", relationPath(i)+".RemoteUnits", "got %d units; %s has scope container in %s, where a unit meets only the one that it runs beside: want one",
				len(r.RemoteUnits), r.Endpoint, k.charm.File)
		}
	}
	if len(relations) > 1 {
		k.relationsTogether()
	}
}

func relationPath(i int) string { return "State.Relations[" + strconv.Itoa(i) + "]" }

// relationID checks that the ID is of the form that Juju prints, and of the endpoint.
func (k *checker) relationID(i int, r *Relation) {
	endpoint, digits, ok := strings.Cut(r.ID, ":")
	if ok && endpoint == r.Endpoint && digits != "" && digitsOf(digits) == len(digits) && len(digits) <= 9 && (digits[0] != '0' || len(digits) == 1) {
		return
	}
	number, numbered := relationNumber(r.ID)
	switch {
	case !ok || !numbered || number < 0:
		k.add("relation-id-form", relationPath(i)+".ID", "%q is not of the form that Juju prints; want a form such as %q, or empty", r.ID, r.Endpoint+":3")
	case endpoint != r.Endpoint:
		k.add("relation-id-endpoint", relationPath(i)+".ID", "%q is of endpoint %q, and the relation of %q; want %q, or empty",
			r.ID, endpoint, r.Endpoint, r.Endpoint+":"+strconv.Itoa(number))
	default:
		k.add("relation-id-form", relationPath(i)+".ID", "%q is not how Juju prints it; want %q", r.ID, r.Endpoint+":"+strconv.Itoa(number))
	}
}

// remoteUnits checks that joined and departed units belong to the remote application.
func (k *checker) remoteUnits(i int, r *Relation) {
	if len(r.RemoteUnits) == 0 && len(r.DepartedUnits) == 0 {
		return
	}
	for name := range r.RemoteUnits {
		k.remoteUnit(i, r, ".RemoteUnits", name)
		if _, departed := r.DepartedUnits[name]; departed {
			k.add("relation-unit-departed", relationPath(i)+".DepartedUnits["+quote(name)+"]",
				"%s has left and is in RemoteUnits too; want it in one of both (a unit that came back is in RemoteUnits)", name)
		}
	}
	for name := range r.DepartedUnits {
		k.remoteUnit(i, r, ".DepartedUnits", name)
	}
}

func (k *checker) remoteUnit(i int, r *Relation, field, name string) {
	if call.IsUnitName(name) && belongs(name, r.RemoteApp) {
		return
	}
	hint := fmt.Sprintf("; want a name such as %q", r.RemoteApp+"/0")
	if digits := name[strings.LastIndexByte(name, '/')+1:]; digits != "" && digitsOf(digits) == len(digits) {
		hint = fmt.Sprintf("; did you mean %q?", r.RemoteApp+"/"+digits)
	}
	k.add("relation-unit-of-other-app", relationPath(i)+field+"["+quote(name)+"]",
		"%q is not a unit of the remote application %q%s", name, r.RemoteApp, hint)
}

// peer checks what a relation among the units of one application cannot have.
func (k *checker) peer(i int, r *Relation) {
	if r.RemoteApp != k.app {
		k.add("relation-peer-remote-app", relationPath(i)+".RemoteApp", "got %q; %q is a peer endpoint in %s, whose other side is this application: want %q, or empty",
			r.RemoteApp, r.Endpoint, k.charm.File, k.app)
	}
	if len(r.RemoteAppData) > 0 {
		k.add("relation-data-of-peer-app", relationPath(i)+".RemoteAppData", "%q is a peer endpoint in %s; whose application's databag is LocalAppData: want it there", r.Endpoint, k.charm.File)
	}
	if r.RemoteModel != "" || r.Offering {
		k.add("relation-peer-across-models", relationPath(i)+".RemoteModel", "%q is a peer endpoint in %s, whose units are all in this model; want RemoteModel and Offering left out", r.Endpoint, k.charm.File)
	}
	if r.Suspended {
		k.add("relation-peer-suspended", relationPath(i)+".Suspended", "%q is a peer endpoint in %s, and only relations with other applications are suspended; want it left out", r.Endpoint, k.charm.File)
	}
	for name := range r.RemoteUnits {
		if name == k.unitName {
			k.add("relation-peer-own-unit", relationPath(i)+".RemoteUnits["+quote(name)+"]", "%s is the unit under test; want its databag in LocalUnitData", name)
		}
	}
	for name := range r.DepartedUnits {
		if name == k.unitName {
			k.add("relation-peer-own-unit", relationPath(i)+".DepartedUnits["+quote(name)+"]", "%s is the unit under test, which has not left; want its databag in LocalUnitData", name)
		}
	}
}

// relationKey is what a model has one relation of: its two ends.
type relationKey struct{ endpoint, app, remote, model string }

func (r *Relation) key() relationKey {
	return relationKey{r.Endpoint, r.RemoteApp, r.RemoteEndpoint, r.RemoteModel}
}

// relationsTogether finds relations that have one ID or the same two ends. The ends of a dead relation can be
// related again. How many an endpoint takes by its limit is not looked at: suspended relations do not count, and a
// relation that is resumed, or a forced refresh, gets past it.
func (k *checker) relationsTogether() {
	relations := k.state.Relations
	if len(relations) <= fewParts {
		for i := range relations {
			number, numbered := relationNumber(relations[i].ID)
			for j := range i {
				if other, ok := relationNumber(relations[j].ID); ok && numbered && other == number {
					k.sameID(i, j)
				}
				if relations[i].key() == relations[j].key() && relations[i].Life != Dead && relations[j].Life != Dead {
					k.sameEnds(i, j)
				}
			}
		}
		return
	}
	numbers, keys := make(map[int]int, len(relations)), make(map[relationKey]int, len(relations))
	for i := range relations {
		if number, ok := relationNumber(relations[i].ID); ok {
			if j, taken := numbers[number]; taken {
				k.sameID(i, j)
			} else {
				numbers[number] = i
			}
		}
		if relations[i].Life == Dead {
			continue
		}
		key := relations[i].key()
		if j, taken := keys[key]; taken {
			k.sameEnds(i, j)
		} else {
			keys[key] = i
		}
	}
}

func (k *checker) sameID(i, j int) {
	k.add("relation-id-duplicate", relationPath(i)+".ID", "%q has the number of %q in %s; Juju counts all relations of a model together: want another number, or empty",
		k.state.Relations[i].ID, k.state.Relations[j].ID, relationPath(j))
}

func (k *checker) sameEnds(i, j int) {
	r := &k.state.Relations[i]
	if endpoint, ok := k.endpoint(r.Endpoint); ok && endpoint.Role == metadata.Peer {
		k.add("relation-twice", relationPath(i), "%s is of peer endpoint %q too, which has one relation; want one of both", relationPath(j), r.Endpoint)
		return
	}
	k.add("relation-twice", relationPath(i), "%s joins the same ends, %s and %s:%s, which can be related once; want another RemoteApp or RemoteEndpoint",
		relationPath(j), r.Endpoint, r.RemoteApp, r.RemoteEndpoint)
}
