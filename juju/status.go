package juju

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// Status is what juju status tells of a model.
type Status struct {
	Model        call.Model
	JujuVersion  string
	Time         time.Time
	Since        time.Time                    // when the model began
	Machines     map[string]MachineStatus     // by number; nil on Kubernetes
	Applications map[string]ApplicationStatus // by name
	Relations    []RelationStatus             // by number
	Offers       map[string]OfferStatus       // by name
	SAAS         map[string]SAASStatus        // consumed offers, by name
}

// ApplicationStatus is one application.
type ApplicationStatus struct {
	Charm           string // as Model.Charms names it, else as its metadata does
	CharmName       string // as its metadata does
	CharmRevision   int
	Base            string          // what it runs on: "ubuntu@24.04"
	Life            controller.Life // empty: alive
	Status          StatusSince     // what the leader set, else that of the unit that needs most attention
	WorkloadVersion string
	Scale           int // units that are wanted
	Exposed         bool
	Address         string              // Kubernetes
	Relations       map[string][]string // other applications by endpoint, sorted
	Units           map[string]UnitStatus
}

// UnitStatus is one unit.
type UnitStatus struct {
	Workload StatusSince // as readers see it: "error" while a hook is failed
	Agent    StatusSince // "allocating", "idle" or "executing"
	Leader   bool
	Life     controller.Life
	Machine  string // machines
	Address  string

	Principal string // of a subordinate: the unit that it runs beside
}

// MachineStatus is one machine.
type MachineStatus struct {
	Agent      StatusSince // "started"
	Instance   StatusSince // "running"
	InstanceID string
	Address    string
	Base       string // "ubuntu@24.04"
}

// StatusSince is a status and since when it is so.
type StatusSince struct {
	call.Status
	Since time.Time
}

// RelationStatus is one relation.
type RelationStatus struct {
	Number    int
	Key       string // "web:db db:database"
	Interface string
	Scope     string
	Status    string // "joining", "joined", "suspended", ...
	Endpoints []EndpointStatus
}

// EndpointStatus is one side of a relation.
type EndpointStatus struct{ Application, Name, Role string }

// OfferStatus is one offer.
type OfferStatus struct {
	Application string
	URL         string
	Endpoints   []string
	Connected   int // relations over it that have units on both sides
	Total       int
}

// SAASStatus is one consumed offer.
type SAASStatus struct {
	URL       string
	Status    StatusSince // of the application on offer
	Endpoints []string
	Relations map[string][]string
}

// Status returns the status of everything in the model (juju status); while a hook runs, nothing.
func (m *Model) Status() Status {
	if m.open() != nil && (m.world == nil || m.world.running != nil) {
		return Status{}
	}
	s := Status{Model: m.call(), JujuVersion: m.JujuVersion, Time: m.world.now, Since: m.began, Machines: m.machines(), Applications: make(map[string]ApplicationStatus)}
	for _, a := range m.apps {
		s.Applications[a.name] = a.describe()
	}
	for _, r := range m.relation {
		s.Relations = append(s.Relations, r.describe(m))
	}
	for _, o := range m.offers {
		if s.Offers == nil {
			s.Offers = make(map[string]OfferStatus)
		}
		s.Offers[o.name] = OfferStatus{Application: o.app.name, URL: o.url(), Endpoints: slices.Clone(o.endpoints), Connected: o.connected(), Total: o.connections()}
	}
	for _, r := range m.saas {
		if s.SAAS == nil {
			s.SAAS = make(map[string]SAASStatus)
		}
		s.SAAS[r.name] = SAASStatus{URL: r.offer.url(), Status: r.shownStatus(), Endpoints: slices.Clone(r.offer.endpoints), Relations: m.relatedTo(r)}
	}
	return s
}

func (a *application) describe() ApplicationStatus {
	s := ApplicationStatus{
		Charm: a.charm.name, CharmName: a.charm.metadata.Name, Base: a.charm.base(), CharmRevision: a.charm.charm.Revision, Life: a.life, Status: a.shownStatus(), WorkloadVersion: a.workloadVersion,
		Scale: a.wanted(), Exposed: a.exposed, Relations: make(map[string][]string), Units: make(map[string]UnitStatus),
	}
	if a.model.Type == call.ModelKubernetes {
		s.Address = a.address
	}
	for _, e := range a.ends {
		name := e.other().nameIn(a.model)
		s.Relations[e.endpoint.Name] = append(s.Relations[e.endpoint.Name], name)
	}
	for _, names := range s.Relations {
		slices.Sort(names)
	}
	for _, u := range a.units {
		status := UnitStatus{
			Workload: u.shownStatus(), Agent: u.shownAgent(), Leader: u.leads(), Life: u.life, Machine: u.machine, Address: u.address,
		}
		if u.principal != nil {
			status.Principal = u.principal.name
		}
		s.Units[u.name] = status
	}
	return s
}

// machines tells of the machines that units run on: each has one of its own, which is there once the unit has begun to install.
func (m *Model) machines() map[string]MachineStatus {
	if m.Type != call.ModelMachines {
		return nil
	}
	machines := make(map[string]MachineStatus)
	for _, a := range m.apps {
		for _, u := range a.units {
			if u.principal != nil {
				continue
			}
			s := MachineStatus{
				Agent:    StatusSince{call.Status{Name: "pending"}, u.statusSince},
				Instance: StatusSince{call.Status{Name: "pending"}, u.statusSince}, InstanceID: "pending", Base: a.charm.base(),
			}
			if u.installed || u.failed != nil {
				s = MachineStatus{
					Agent:    StatusSince{call.Status{Name: "started"}, m.began},
					Instance: StatusSince{call.Status{Name: "running", Message: "Running"}, m.began}, InstanceID: "juju-" + m.UUID[:6] + "-" + u.machine,
					Address: u.address, Base: a.charm.base(),
				}
			}
			machines[u.machine] = s
		}
	}
	return machines
}

// shownStatus is the status of the application on offer, as long as it is on offer.
func (r *remoteApp) shownStatus() StatusSince {
	if r.offer.withdrawn() {
		return StatusSince{Status: call.Status{Name: call.StatusTerminated, Message: "offer has been removed"}, Since: r.offer.ended}
	}
	return r.offer.app.shownStatus()
}

// wanted is how many units there are to be: machines count those that are not being removed.
func (a *application) wanted() int {
	if a.model.Type == call.ModelKubernetes {
		return a.scale
	}
	n := 0
	for _, u := range a.units {
		if alive(u.life) {
			n++
		}
	}
	return n
}

// shownStatus is the workload status as readers see it: Juju shows an agent's error there.
func (u *unit) shownStatus() StatusSince {
	if f := u.failed; f != nil {
		data := map[string]any{"hook": f.hook.Name}
		switch {
		case f.hook.Relation != "":
			data["relation-id"] = f.plan.link.end.number
			if f.hook.RemoteUnit != "" {
				data["remote-unit"] = f.hook.RemoteUnit
			}
		case f.hook.SecretID != "":
			data["secret-uri"], data["secret-label"] = f.hook.SecretID, f.hook.SecretLabel
		}
		return StatusSince{Status: call.Status{Name: call.StatusError, Message: f.message, Data: data}, Since: f.since}
	}
	status := u.status
	if status.Name == "" {
		status.Name = call.StatusUnknown
	}
	return StatusSince{Status: status, Since: u.statusSince}
}

// shownAgent is the agent's status: it has work to do, or none.
func (u *unit) shownAgent() StatusSince {
	switch {
	case !u.installed && u.failed == nil:
		return StatusSince{Status: call.Status{Name: "allocating"}, Since: u.statusSince}
	case u.failed != nil:
		return StatusSince{Status: call.Status{Name: "idle"}, Since: u.failed.since}
	}
	plan, ok := u.next()
	if !ok {
		return StatusSince{Status: call.Status{Name: "idle"}, Since: u.ranAt}
	}
	return StatusSince{Status: call.Status{Name: "executing", Message: u.executing(&plan)}, Since: u.app.model.world.now}
}

// executing is what Juju says of an agent that runs a hook.
func (u *unit) executing(plan *planned) string {
	var h call.Hook
	u.tell(&h, plan)
	switch {
	case plan.kind == call.KindAction:
		return "running action " + h.Action
	case h.RemoteUnit != "":
		return "running " + h.Name + " hook for " + h.RemoteUnit
	case h.SecretID != "":
		about := h.SecretID
		if h.SecretRevision > 0 {
			about += "/" + itoa(h.SecretRevision)
		}
		return "running " + h.Name + " hook for " + about
	}
	return "running " + h.Name + " hook"
}

// severity orders statuses by how much they need attention (core/status, DeriveStatus).
var severity = []call.StatusName{
	call.StatusError, call.StatusBlocked, call.StatusMaintenance, call.StatusWaiting, call.StatusActive, call.StatusTerminated, call.StatusUnknown,
}

// shownStatus is what the leader set, else the status of the unit that needs most attention.
func (a *application) shownStatus() StatusSince {
	if a.status.Name != "" {
		return StatusSince{Status: a.status, Since: a.statusSince}
	}
	worst := StatusSince{Status: call.Status{Name: call.StatusUnknown}, Since: a.statusSince}
	rank := len(severity)
	for _, u := range a.units {
		status := u.shownStatus()
		if i := slices.Index(severity, status.Name); i >= 0 && i < rank {
			rank, worst = i, status
			worst.Data = nil
		}
	}
	return worst
}

func (r *relation) describe(m *Model) RelationStatus {
	s := RelationStatus{Key: r.keyIn(m), Status: r.shownStatus(), Interface: r.ends[0].endpoint.Interface, Scope: r.ends[0].endpoint.Scope}
	for _, e := range r.ends {
		if e.app.model == m || s.Endpoints == nil {
			s.Number = e.number
		}
		s.Endpoints = append(s.Endpoints, EndpointStatus{Application: e.nameIn(m), Name: e.endpoint.Name, Role: string(e.endpoint.Role)})
	}
	return s
}

// shownStatus is the relation's status: joined once a unit of each side is in it.
func (r *relation) shownStatus() string {
	switch {
	case r.suspended:
		for _, e := range r.ends {
			if len(e.joined) > 0 {
				return "suspending"
			}
		}
		return "suspended"
	}
	for _, e := range r.ends {
		if len(e.joined) == 0 {
			return "joining"
		}
	}
	return "joined"
}

// connected counts the relations over an offer that are joined.
func (o *offer) connected() int {
	n := 0
	for _, e := range o.app.ends {
		if e.offering && slices.Contains(o.endpoints, e.endpoint.Name) && e.relation.shownStatus() == "joined" {
			n++
		}
	}
	return n
}

// relatedTo lists the applications that are related to a consumed offer, by endpoint.
func (m *Model) relatedTo(remote *remoteApp) map[string][]string {
	related := make(map[string][]string)
	for _, r := range m.relation {
		for _, e := range r.ends {
			if e.app.model != m && e.calls == remote.name {
				related[e.endpoint.Name] = append(related[e.endpoint.Name], e.other().nameIn(m))
			}
		}
	}
	for _, names := range related {
		slices.Sort(names)
	}
	return related
}

// Units lists the names of all units, by application and number.
func (m *Model) Units() []string {
	if m.open() != nil && m.world == nil {
		return nil
	}
	var names []string
	for _, a := range m.apps {
		for _, u := range a.units {
			names = append(names, u.name)
		}
	}
	return names
}

// All reports whether every unit of the applications, of all when none is named, shows this workload status and has nothing
// left to do: what scripts wait for.
func (s Status) All(status call.StatusName, apps ...string) bool {
	if len(apps) == 0 {
		apps = slices.Sorted(maps.Keys(s.Applications))
	}
	for _, name := range apps {
		app, known := s.Applications[name]
		if !known {
			return false
		}
		for _, u := range app.Units {
			if u.Workload.Name != status || strings.HasPrefix(string(u.Agent.Name), "executing") {
				return false
			}
		}
	}
	return true
}
