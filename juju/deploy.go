package juju

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/metadata"
)

// Deployment says how a charm is deployed. The zero Deployment is one unit under the charm's name.
type Deployment struct {
	Name    string         // of the application; empty: the charm's
	Units   int            // how many; 0: one, unless NoUnits
	NoUnits bool           // deploy no unit yet
	Config  map[string]any // options in their type, or as text that is read as the juju client does
	Trust   bool
}

// Deploy deploys a charm as an application with units (juju deploy). The first unit leads.
func (m *Model) Deploy(c Charm, as Deployment) error {
	if err := m.write(); err != nil {
		return err
	}
	d, err := c.read()
	if err != nil {
		return fmt.Errorf("cannot deploy: %w", err)
	}
	m.nameCharm(d)
	name := as.Name
	if name == "" {
		name = d.metadata.Name
	}
	if !call.IsAppName(name) {
		return refused("", "invalid application name %q", name)
	}
	if !alive(m.life) {
		return refused("", "cannot add application %q: model %q is %s", name, m.Name, m.life)
	}
	if _, app := find(m.apps, name); app {
		return refused("", "cannot add application %q: application already exists", name)
	}
	if _, remote := find(m.saas, name); remote {
		return refused("", "cannot add application %q: saas application with same name already exists", name)
	}
	if as.Units < 0 {
		return refused("", "--num-units must be a positive integer")
	}
	if d.metadata.Subordinate && as.Units > 0 {
		return refused("", "cannot use --num-units or --to with subordinate application")
	}
	a := &application{model: m, name: name, trust: as.Trust, settingsVersion: 1, statusSince: m.world.now}
	a.use(d)
	config, err := a.changedConfig(nil, as.Config)
	if err != nil {
		return err
	}
	m.counters.service++
	a.address = serviceAddress(m.counters.service)
	units := as.Units
	if units == 0 && !as.NoUnits && !d.metadata.Subordinate {
		units = 1
	}
	entry := m.command("juju deploy %s%s", d.name, deployFlags(d.name, name, units, config))
	a.config, a.configCause, a.settingsCause = config, cause{entry, configSet}, cause{entry, unitAdded}
	m.apps = insert(m.apps, a)
	m.addPeers(a, entry)
	m.addUnits(a, units, entry)
	return nil
}

func deployFlags(charm, name string, units int, config map[string]any) string {
	var text strings.Builder
	if name != charm {
		text.WriteString(" " + name)
	}
	if units != 1 {
		fmt.Fprintf(&text, " -n %d", units)
	}
	for _, key := range slices.Sorted(maps.Keys(config)) {
		fmt.Fprintf(&text, " --config %s=%v", key, config[key])
	}
	return text.String()
}

// addPeers makes the peer relations that an application has from the start.
func (m *Model) addPeers(a *application, entry int) {
	for _, name := range a.charm.metadata.Endpoints() {
		endpoint, _ := a.charm.metadata.Endpoint(name)
		if endpoint.Role == metadata.Peer && m.peer(a, name) == nil {
			m.addRelation(entry, side{app: a, endpoint: endpoint, calls: a.name})
		}
	}
}

func (m *Model) peer(a *application, endpoint string) *end {
	for _, e := range a.ends {
		if e.peer() && e.endpoint.Name == endpoint {
			return e
		}
	}
	return nil
}

// AddUnit adds units to an application (juju add-unit -n). On machines a number is never used again; on Kubernetes units are
// numbered from 0 on.
func (m *Model) AddUnit(app string, number int) error {
	if err := m.write(); err != nil {
		return err
	}
	if number < 1 {
		return refused("", "--num-units must be a positive integer")
	}
	if number > maxUnits {
		return fmt.Errorf("cannot add %d units: want %d at most", number, maxUnits)
	}
	a, err := m.growing(app)
	if err != nil {
		return err
	}
	m.addUnits(a, number, m.command("juju add-unit %s -n %d", app, number))
	return nil
}

// growing returns an application that units can be added to.
func (m *Model) growing(app string) (*application, error) {
	if m.Type == call.ModelKubernetes {
		return m.scalable(app)
	}
	a, err := m.findApp(app)
	switch {
	case err != nil:
		return nil, err
	case a.charm.metadata.Subordinate:
		return nil, refused("", "cannot add unit to application %q: application is a subordinate", app)
	case !alive(a.life):
		return nil, refused("", "cannot add unit to application %q: application is not found or not alive", app)
	}
	return a, nil
}

// maxUnits is how many units a verb adds at most: more are a slip.
const maxUnits = 100_000

func (m *Model) addUnits(a *application, number, entry int) {
	if m.Type == call.ModelKubernetes {
		a.rescale(a.scale+number, entry)
		return
	}
	for range number {
		m.addUnit(a, a.next, nil, cause{entry, unitAdded})
	}
}

// addUnit adds a unit: a subordinate beside a principal, or one of its own.
func (m *Model) addUnit(a *application, number int, principal *unit, why cause) *unit {
	a.next = max(a.next, number+1)
	if principal == nil {
		m.counters.address++
	}
	u := &unit{
		app: a, number: number, name: a.name + "/" + strconv.Itoa(number), created: why,
		address: address(m.counters.address), statusSince: m.world.now, ranAt: m.world.now,
		status: newUnitStatus(m.Type),
	}
	if u.principal = principal; principal != nil {
		u.machine, u.address = principal.machine, principal.address
		principal.subordinates = append(principal.subordinates, u)
	} else if m.Type == call.ModelMachines {
		u.machine = strconv.Itoa(m.counters.machine)
		m.counters.machine++
	}
	u.source = chance.Hash(m.UUID, u.name)
	i, _ := slices.BinarySearchFunc(a.units, number, func(u *unit, number int) int { return u.number - number })
	a.units = slices.Insert(a.units, i, u)
	if a.leader == nil && !slices.ContainsFunc(a.units, func(other *unit) bool { return other != u && alive(other.life) }) {
		m.world.lead(a, u, cause{why.entry, leaderChanged})
	}
	for _, e := range a.ends {
		m.world.meet(u, e, cause{why.entry, related})
	}
	m.world.wake(u)
	return u
}

// address is the address of the unit that was added as the nth.
func address(n int) string { return fmt.Sprintf("10.%d.%d.%d", 1+n/62500, n/250%250, 1+n%250) }

// serviceAddress is the address of the service of the application that was deployed as the nth.
func serviceAddress(n int) string { return fmt.Sprintf("10.152.183.%d", n) }

// newUnitStatus is the status of a unit that was just added.
func newUnitStatus(kind call.ModelType) call.Status {
	if kind == call.ModelMachines {
		return call.Status{Name: call.StatusWaiting, Message: "waiting for machine"}
	}
	return call.Status{Name: call.StatusWaiting, Message: "installing agent"}
}

// lead makes a unit the leader of its application; nil: nobody leads. Secrets that are due wait for a leader; revisions
// that an earlier leader was not told of any more are not announced again, as in Juju.
func (w *world) lead(a *application, u *unit, why cause) {
	if a.leader == u {
		return
	}
	old := a.leader
	if old != nil {
		old.leading, old.deposed, old.deposedAt = false, cause{why.entry, leaderDeposed}, a.settingsVersion
		owned := func(r revisionEvent) bool { return r.secret.app == a && r.secret.unit == nil }
		old.obsolete, old.expired = slices.DeleteFunc(old.obsolete, owned), slices.DeleteFunc(old.expired, owned)
		old.rotating = slices.DeleteFunc(old.rotating, func(s *secret) bool { return s.app == a && s.unit == nil })
		w.wake(old)
	}
	a.leader, a.leaderCause = u, why
	if old != nil && old.failed != nil && old.failed.retry && old.failed.plan.forLeader() {
		w.skip(old, cause{entry: old.failed.entry})
	}
	if u == nil {
		return
	}
	u.leading = false
	w.wake(u)
	for _, s := range a.secrets {
		w.takeOver(s)
	}
}

// takeOver tells a new owner what is due of a secret.
func (w *world) takeOver(s *secret) {
	if due := s.facts.NextRotate; !due.IsZero() && w.isDue(due) {
		w.rotate(s)
	}
	for _, e := range s.expiring {
		if w.isDue(e.from) {
			w.expire(s, e.revision)
		}
	}
}

// Failover moves the leadership of an application to a unit, such as "db/1"; empty: to the one that comes next by number. Juju
// does so when the leader is not heard of for half a minute.
func (m *Model) Failover(app, to string) error {
	if err := m.open(); err != nil {
		return err
	}
	a, err := m.findApp(app)
	if err != nil {
		return err
	}
	var next *unit
	if to != "" {
		if next, err = m.findUnit(to); err != nil {
			return err
		}
		if next.app != a {
			return fmt.Errorf("cannot fail over: %s is not a unit of %s", to, app)
		}
	} else if next = a.successor(); next == nil {
		return fmt.Errorf("cannot fail over: %s has no other unit that could lead", app)
	}
	if !alive(next.life) {
		return fmt.Errorf("cannot fail over: %s is being removed", next.name)
	}
	m.world.lead(a, next, cause{m.command("# leadership of %s moves to %s", app, next.name), leaderChanged})
	return nil
}

// Depose leaves an application without a leader, as it is for half a minute after its leader was lost, until Failover.
func (m *Model) Depose(app string) error {
	if err := m.open(); err != nil {
		return err
	}
	a, err := m.findApp(app)
	if err != nil {
		return err
	}
	m.world.lead(a, nil, cause{m.command("# nobody leads %s", app), leaderChanged})
	return nil
}

// successor is the unit that leads next: the next by number, the first again after the last.
func (a *application) successor() *unit {
	var first *unit
	passed := a.leader == nil
	for _, u := range a.units {
		switch {
		case u == a.leader:
			passed = true
		case u.life != controller.Alive:
		case passed:
			return u
		case first == nil:
			first = u
		}
	}
	return first
}

// findApp returns an application, or says that there is none.
func (m *Model) findApp(name string) (*application, error) {
	if a, ok := find(m.apps, name); ok {
		return a, nil
	}
	return nil, noSuch(name, namesOf(m.apps), codeNotFound, "application %q not found", name)
}

// findUnit returns a unit, or says that there is none. "db/leader" is the leader of db.
func (m *Model) findUnit(name string) (*unit, error) {
	if u := m.unit(name); u != nil {
		return u, nil
	}
	return nil, noSuch(name, m.unitNames(name), codeNotFound, "unit %q not found", name)
}

func (m *Model) unit(name string) *unit {
	app, number, _ := strings.Cut(name, "/")
	a, ok := find(m.apps, app)
	if !ok {
		return nil
	}
	if number == "leader" {
		return a.leader
	}
	n, err := strconv.Atoi(number)
	if err != nil || strconv.Itoa(n) != number {
		return nil
	}
	return a.unit(n)
}
