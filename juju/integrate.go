package juju

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/metadata"
)

// side is one side of a relation that is to be made.
type side struct {
	app      *application
	endpoint metadata.Endpoint
	calls    string // how the other side calls the application
	offering bool
}

// Integrate relates two applications (juju integrate): each is named alone, or with its endpoint as in "db:database". One may be a consumed
// offer. Endpoints that are left out are found by their interfaces, if only one pair fits.
func (m *Model) Integrate(a, b string) error {
	if err := m.write(); err != nil {
		return err
	}
	pair, err := m.inferPair(a, b)
	if err != nil {
		return err
	}
	key := pair[0].key() + " " + pair[1].key()
	for _, s := range pair {
		if !alive(s.app.life) && s.app.model == m {
			return refused("", "cannot add relation %q: application %q is not alive", key, s.app.name)
		}
	}
	if pair[0].offering && pair[1].offering {
		return refused("", "cannot add relation %q: cannot add relation between saas applications %q and %q", key, appIn(a), appIn(b))
	}
	if r := m.relationByKey(key); r != nil {
		if r.life == controller.Alive {
			return refused(codeAlreadyExists, "cannot add relation %q: relation %s", key, key)
		}
		return refused(codeAlreadyExists, "cannot add relation %q: relation %s is dying, but not yet removed", key, key)
	}
	for _, s := range pair {
		if limit := s.endpoint.Limit; limit > 0 && s.app.relationsOf(s.endpoint.Name) >= limit {
			return refused(codeQuota, "cannot add relation %q: establishing a new relation for %s would exceed its maximum relation limit of %d", key, s.key(), limit)
		}
	}
	if contained(pair[0], pair[1]) && m.Type == call.ModelKubernetes {
		return fmt.Errorf("cannot add relation %q: on Kubernetes units have no subordinates beside them; want a Model.Type of %q", key, call.ModelMachines)
	}
	across := pair[0].app.model != pair[1].app.model
	for i := range pair {
		if across && !pair[i].offering {
			pair[i].calls = token(pair[i].app)
		}
	}
	m.addRelation(m.command("juju integrate %s %s", a, b), pair...)
	return nil
}

// appIn is the application that a name such as "db:database" begins with.
func appIn(name string) string {
	app, _, _ := strings.Cut(name, ":")
	return app
}

func (s *side) key() string { return s.calls + ":" + s.endpoint.Name }

func (a *application) relationsOf(endpoint string) int {
	n := 0
	for _, e := range a.ends {
		if e.endpoint.Name == endpoint && !e.peer() {
			n++
		}
	}
	return n
}

// addRelation makes a relation, requirer first, and lets all units know.
func (m *Model) addRelation(entry int, sides ...side) *relation {
	r := &relation{}
	for _, s := range sides {
		e := &end{relation: r, app: s.app, endpoint: s.endpoint, calls: s.calls, offering: s.offering, bags: make(map[string]map[string]string)}
		model := s.app.model
		if len(r.ends) > 0 && r.ends[0].app.model == model {
			e.number = r.ends[0].number
		} else {
			e.number = model.counters.relation
			model.counters.relation++
			model.relation = append(model.relation, r)
		}
		e.id = fmt.Sprintf("%s:%d", s.endpoint.Name, e.number)
		r.ends = append(r.ends, e)
	}
	var units [][]*unit // as they are now: to meet a principal may add a subordinate
	for _, e := range r.ends {
		e.app.ends = append(e.app.ends, e)
		units = append(units, slices.Clone(e.app.units))
	}
	for i, e := range r.ends {
		for _, u := range units[i] {
			if alive(u.life) {
				m.world.meet(u, e, cause{entry, related})
			}
		}
	}
	return r
}

func (m *Model) relationByKey(key string) *relation {
	for _, r := range m.relation {
		if r.keyIn(m) == key {
			return r
		}
	}
	return nil
}

// inferPair finds the two sides that are meant, requirer first.
func (m *Model) inferPair(a, b string) ([]side, error) {
	first, err := m.candidates(a)
	if err != nil {
		return nil, err
	}
	second, err := m.candidates(b)
	if err != nil {
		return nil, err
	}
	var fits [][]side
	for _, x := range first {
		for _, y := range second {
			if pair, ok := fit(x, y); ok {
				fits = append(fits, pair)
			}
		}
	}
	if explicit := slices.DeleteFunc(slices.Clone(fits), implicit); len(explicit) == 1 {
		fits = explicit
	}
	switch len(fits) {
	case 0:
		return nil, refused("", "no relations found")
	case 1:
		return fits[0], nil
	}
	var keys []string
	for _, pair := range fits {
		keys = append(keys, fmt.Sprintf("%q", pair[0].key()+" "+pair[1].key()))
	}
	slices.Sort(keys)
	return nil, refused("", "ambiguous relation: %q could refer to %s", a+" "+b, strings.Join(keys, "; "))
}

func implicit(pair []side) bool { return pair[1].endpoint.Name == "juju-info" }

// fit reports whether two endpoints can be related, and puts the requirer first.
func fit(a, b side) ([]side, bool) {
	if a.app == b.app || a.endpoint.Interface != b.endpoint.Interface || contained(a, b) && !canContain(a, b) {
		return nil, false
	}
	switch {
	case a.endpoint.Role == metadata.Requirer && b.endpoint.Role == metadata.Provider:
		return []side{a, b}, true
	case a.endpoint.Role == metadata.Provider && b.endpoint.Role == metadata.Requirer:
		return []side{b, a}, true
	}
	return nil, false
}

// contained reports whether a relation of the sides is one of subordinates with the principals that they run beside.
func contained(a, b side) bool {
	return a.endpoint.Scope == metadata.ScopeContainer || b.endpoint.Scope == metadata.ScopeContainer
}

// canContain reports whether the sides can be in one place: one is a subordinate, and both are of this model (state/state.go,
// containerScopeOk).
func canContain(a, b side) bool {
	return !a.offering && !b.offering && (a.app.charm.metadata.Subordinate || b.app.charm.metadata.Subordinate)
}

// candidates lists the endpoints that a name such as "db" or "db:database" may stand for.
func (m *Model) candidates(name string) ([]side, error) {
	app, endpoint, named := strings.Cut(name, ":")
	if !call.IsAppName(app) {
		return nil, refused("", "application name %q not valid", app)
	}
	if named && endpoint == "" {
		return nil, refused("", "endpoint %q not valid", name)
	}
	if remote, ok := find(m.saas, app); ok {
		return remote.candidates(m, endpoint)
	}
	a, err := m.findApp(app)
	if err != nil {
		return nil, err
	}
	if named {
		e, known := a.charm.metadata.Endpoint(endpoint)
		if !known {
			return nil, noSuch(endpoint, a.charm.metadata.Endpoints(), "", "application %q has no %q relation", app, endpoint)
		}
		return []side{{app: a, endpoint: e, calls: app}}, nil
	}
	var list []side
	for _, name := range append(a.charm.metadata.Endpoints(), "juju-info") {
		if e, known := a.charm.metadata.Endpoint(name); known && e.Role != metadata.Peer {
			list = append(list, side{app: a, endpoint: e, calls: app})
		}
	}
	return list, nil
}

// RemoveRelation takes a relation away (juju remove-relation): its units run relation-departed and relation-broken, and it is gone when
// the last one has.
func (m *Model) RemoveRelation(a, b string) error {
	if err := m.write(); err != nil {
		return err
	}
	r, err := m.findRelation(a, b)
	if err != nil {
		return err
	}
	if len(r.ends) == 1 {
		return refused("", "cannot destroy relation %q: is a peer relation", r.keyIn(m))
	}
	m.world.endRelation(r, cause{m.command("juju remove-relation %s %s", a, b), relationEnds})
	return nil
}

// findRelation finds the relation of two applications, named as for Integrate.
func (m *Model) findRelation(a, b string) (*relation, error) {
	var found []*relation
	for _, r := range m.relation {
		if r.joins(m, a, b) || r.joins(m, b, a) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		return nil, refused(codeNotFound, "relation matching %q not found", a+" "+b)
	case 1:
		return found[0], nil
	}
	var keys []string
	for _, r := range found {
		keys = append(keys, fmt.Sprintf("%q", r.keyIn(m)))
	}
	return nil, refused("", "ambiguous relation: %q could refer to %s", a+" "+b, strings.Join(keys, "; "))
}

// joins reports whether the relation's sides are those, in this order.
func (r *relation) joins(m *Model, first, second string) bool {
	return r.ends[0].answers(m, first) && r.ends[len(r.ends)-1].answers(m, second)
}

// answers reports whether a name such as "db" or "db:database" is that of the side in the model.
func (e *end) answers(m *Model, name string) bool {
	app := e.nameIn(m)
	return name == app || name == app+":"+e.endpoint.Name
}

// nameIn is how a model calls the application of the side.
func (e *end) nameIn(m *Model) string {
	if e.app.model == m {
		return e.app.name
	}
	return e.calls
}

// offeredBy reports whether the relation is one over an offer of the model.
func (r *relation) offeredBy(m *Model) bool {
	return slices.ContainsFunc(r.ends, func(e *end) bool { return e.offering && e.app.model == m })
}

// keyIn is the relation's name in a model, "web:db db:database".
func (r *relation) keyIn(m *Model) string {
	var names []string
	for _, e := range r.ends {
		names = append(names, e.nameIn(m)+":"+e.endpoint.Name)
	}
	return strings.Join(names, " ")
}

// Suspend suspends a relation (juju suspend-relation): to its units it looks like one that is removed, until it is resumed.
func (m *Model) Suspend(a, b string) error { return m.pause(a, b, true) }

// Resume resumes a suspended relation (juju resume-relation): its units begin it anew.
func (m *Model) Resume(a, b string) error { return m.pause(a, b, false) }

func (m *Model) pause(a, b string, suspended bool) error {
	if err := m.write(); err != nil {
		return err
	}
	r, err := m.findRelation(a, b)
	switch {
	case err != nil:
		return err
	case r.suspended == suspended:
		return nil
	case !r.offeredBy(m):
		return refused("", "cannot set suspend status for %q which is not associated with an offer", r.keyIn(m))
	case !alive(r.life):
		return nil
	}
	verb, reason := "resume", relationResumes
	if suspended {
		verb, reason = "suspend", relationPauses
	}
	why := cause{m.command("juju %s-relation %s %s", verb, a, b), reason}
	r.suspended, r.cause = suspended, why
	if suspended {
		m.world.departAll(r, why)
		return nil
	}
	r.cause = cause{}
	m.world.resume(r, why)
	return nil
}
