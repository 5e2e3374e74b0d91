package juju

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/metadata"
)

// statusDocument is the status of a model as the client prints it in YAML and JSON, in the order of its fields.
type statusDocument struct {
	Model        modelDocument                  `json:"model" yaml:"model"`
	Machines     map[string]machineDocument     `json:"machines" yaml:"machines"`
	Applications map[string]applicationDocument `json:"applications" yaml:"applications"`
	SAAS         map[string]saasDocument        `json:"application-endpoints,omitempty" yaml:"application-endpoints,omitempty"`
	Offers       map[string]offerDocument       `json:"offers,omitempty" yaml:"offers,omitempty"`
	Storage      *struct{}                      `json:"storage,omitempty" yaml:"storage,omitempty"`
	Controller   controllerDocument             `json:"controller" yaml:"controller"`
}

type modelDocument struct {
	Name       string       `json:"name" yaml:"name"`
	Type       string       `json:"type" yaml:"type"`
	Controller string       `json:"controller" yaml:"controller"`
	Cloud      string       `json:"cloud" yaml:"cloud"`
	Region     string       `json:"region,omitempty" yaml:"region,omitempty"`
	Version    string       `json:"version" yaml:"version"`
	Status     sinceSection `json:"model-status" yaml:"model-status"`
	SLA        string       `json:"sla,omitempty" yaml:"sla,omitempty"`
}

type controllerDocument struct {
	Timestamp string `json:"timestamp" yaml:"timestamp"`
}

// sinceSection is a status and since when it is so.
type sinceSection struct {
	Current string `json:"current,omitempty" yaml:"current,omitempty"`
	Message string `json:"message,omitempty" yaml:"message,omitempty"`
	Since   string `json:"since,omitempty" yaml:"since,omitempty"`
	Version string `json:"version,omitempty" yaml:"version,omitempty"`
}

type baseDocument struct {
	Name    string `json:"name" yaml:"name"`
	Channel string `json:"channel" yaml:"channel"`
}

type machineDocument struct {
	Agent        sinceSection `json:"juju-status" yaml:"juju-status"`
	Hostname     string       `json:"hostname,omitempty" yaml:"hostname,omitempty"`
	DNSName      string       `json:"dns-name,omitempty" yaml:"dns-name,omitempty"`
	Addresses    []string     `json:"ip-addresses,omitempty" yaml:"ip-addresses,omitempty"`
	InstanceID   string       `json:"instance-id,omitempty" yaml:"instance-id,omitempty"`
	Instance     sinceSection `json:"machine-status" yaml:"machine-status"`
	Modification sinceSection `json:"modification-status" yaml:"modification-status"`
	Base         baseDocument `json:"base" yaml:"base"`
}

type applicationDocument struct {
	Charm       string                        `json:"charm" yaml:"charm"`
	Base        baseDocument                  `json:"base" yaml:"base"`
	CharmOrigin string                        `json:"charm-origin" yaml:"charm-origin"`
	CharmName   string                        `json:"charm-name" yaml:"charm-name"`
	CharmRev    int                           `json:"charm-rev" yaml:"charm-rev"`
	Scale       int                           `json:"scale,omitempty" yaml:"scale,omitempty"`
	Address     string                        `json:"address,omitempty" yaml:"address,omitempty"`
	Exposed     bool                          `json:"exposed" yaml:"exposed"`
	Life        controller.Life               `json:"life,omitempty" yaml:"life,omitempty"`
	Status      sinceSection                  `json:"application-status" yaml:"application-status"`
	Relations   map[string][]relationDocument `json:"relations,omitempty" yaml:"relations,omitempty"`
	Principals  []string                      `json:"subordinate-to,omitempty" yaml:"subordinate-to,omitempty"`
	Units       map[string]unitDocument       `json:"units,omitempty" yaml:"units,omitempty"`
	Version     string                        `json:"version,omitempty" yaml:"version,omitempty"`
	Bindings    map[string]string             `json:"endpoint-bindings,omitempty" yaml:"endpoint-bindings,omitempty"`
}

type relationDocument struct {
	Application string `json:"related-application,omitempty" yaml:"related-application,omitempty"`
	Interface   string `json:"interface,omitempty" yaml:"interface,omitempty"`
	Scope       string `json:"scope,omitempty" yaml:"scope,omitempty"`
}

type unitDocument struct {
	Workload      sinceSection `json:"workload-status" yaml:"workload-status"`
	Agent         sinceSection `json:"juju-status" yaml:"juju-status"`
	Leader        bool         `json:"leader,omitempty" yaml:"leader,omitempty"`
	Machine       string       `json:"machine,omitempty" yaml:"machine,omitempty"`
	PublicAddress string       `json:"public-address,omitempty" yaml:"public-address,omitempty"`
	Address       string       `json:"address,omitempty" yaml:"address,omitempty"`

	Subordinates map[string]unitDocument `json:"subordinates,omitempty" yaml:"subordinates,omitempty"`
}

type endpointDocument struct {
	Interface string `json:"interface" yaml:"interface"`
	Role      string `json:"role" yaml:"role"`
}

type saasDocument struct {
	URL       string                      `json:"url" yaml:"url"`
	Endpoints map[string]endpointDocument `json:"endpoints,omitempty" yaml:"endpoints,omitempty"`
	Status    sinceSection                `json:"application-status" yaml:"application-status"`
	Relations map[string][]string         `json:"relations,omitempty" yaml:"relations,omitempty"`
}

type offerDocument struct {
	Application string                      `json:"application" yaml:"application"`
	Charm       string                      `json:"charm,omitempty" yaml:"charm,omitempty"`
	Total       int                         `json:"total-connected-count,omitempty" yaml:"total-connected-count,omitempty"`
	Active      int                         `json:"active-connected-count,omitempty" yaml:"active-connected-count,omitempty"`
	Endpoints   map[string]endpointDocument `json:"endpoints" yaml:"endpoints"`
}

// view is a status that is about to be printed.
type view struct {
	Status
	model     *Model
	utc       bool // print times as in UTC, instead of in the local zone, which is UTC too
	relations bool // tell which relation a failed hook was about
}

// isoTime is the form of times with --utc, and localTime that without.
const (
	isoTime   = "2006-01-02 15:04:05Z"
	localTime = "02 Jan 2006 15:04:05Z07:00"
)

func (v *view) time(t time.Time) string {
	if v.utc {
		return t.UTC().Format(isoTime)
	}
	return t.UTC().Format(localTime)
}

func (v *view) timestamp() string {
	if v.utc {
		return v.Time.UTC().Format("15:04:05")
	}
	return v.Time.UTC().Format("15:04:05Z07:00")
}

func (v *view) section(s StatusSince) sinceSection {
	return sinceSection{Current: string(s.Name), Message: s.Message, Since: v.time(s.Since)}
}

// cloud is where the model lives.
func (m *Model) cloud() (cloud, region string) {
	if m.Type == call.ModelKubernetes {
		return "microk8s", "localhost"
	}
	return "localhost", "localhost"
}

// kind is the model's type as the client prints it.
func (m *Model) kind() string {
	if m.Type == call.ModelKubernetes {
		return "caas"
	}
	return "iaas"
}

// document is the status as YAML and JSON print it.
func (v *view) document() statusDocument {
	cloud, region := v.model.cloud()
	d := statusDocument{
		Model: modelDocument{
			Name: v.model.Name, Type: v.model.kind(), Controller: controllerName, Cloud: cloud, Region: region, Version: v.JujuVersion,
			Status: sinceSection{Current: "available", Since: v.time(v.Since)}, SLA: "unsupported",
		},
		Machines: make(map[string]machineDocument), Applications: make(map[string]applicationDocument), Storage: &struct{}{},
		Controller: controllerDocument{v.timestamp()},
	}
	for name, machine := range v.Machines {
		d.Machines[name] = v.machine(machine)
	}
	for name, app := range v.Applications {
		d.Applications[name] = v.application(name, app)
	}
	for name, saas := range v.SAAS {
		if d.SAAS == nil {
			d.SAAS = make(map[string]saasDocument)
		}
		d.SAAS[name] = saasDocument{
			URL: controllerName + ":" + saas.URL, Endpoints: v.model.endpointsOfSAAS(name), Status: v.section(saas.Status), Relations: saas.Relations,
		}
	}
	for name, offer := range v.Offers {
		if d.Offers == nil {
			d.Offers = make(map[string]offerDocument)
		}
		d.Offers[name] = offerDocument{
			Application: offer.Application, Charm: v.model.charmURL(offer.Application), Total: offer.Total, Active: offer.Connected,
			Endpoints: v.model.endpointsOfOffer(name),
		}
	}
	return d
}

func splitBase(base string) baseDocument {
	name, channel, _ := strings.Cut(base, "@")
	return baseDocument{name, strings.TrimSuffix(channel, "/stable")}
}

func (v *view) machine(m MachineStatus) machineDocument {
	d := machineDocument{
		Agent: v.section(m.Agent), InstanceID: m.InstanceID, Instance: v.section(m.Instance), Modification: sinceSection{Current: "idle", Since: v.time(m.Instance.Since)},
		Base: splitBase(m.Base), DNSName: m.Address,
	}
	if m.Address != "" {
		d.Hostname, d.Addresses, d.Agent.Version = m.InstanceID, []string{m.Address}, v.JujuVersion
	}
	return d
}

func (v *view) application(name string, app ApplicationStatus) applicationDocument {
	d := applicationDocument{
		Charm: charmURL(app.CharmName, app.CharmRevision), Base: splitBase(app.Base), CharmOrigin: "local", CharmName: app.CharmName, CharmRev: app.CharmRevision,
		Address: app.Address, Exposed: app.Exposed, Life: app.Life, Status: v.section(app.Status), Version: app.WorkloadVersion,
		Units: make(map[string]unitDocument), Bindings: map[string]string{"": "alpha"},
	}
	if v.model.Type == call.ModelKubernetes {
		d.Scale = app.Scale
	}
	for endpoint, others := range app.Relations {
		if d.Relations == nil {
			d.Relations = make(map[string][]relationDocument)
		}
		for _, other := range others {
			r := v.relation(name, endpoint, other)
			if r != nil {
				d.Relations[endpoint] = append(d.Relations[endpoint], relationDocument{Application: other, Interface: r.Interface, Scope: r.Scope})
			}
		}
	}
	for unit, s := range app.Units {
		if s.Principal == "" {
			d.Units[unit] = v.unit(name, unit, s)
		}
	}
	if a, ok := find(v.model.apps, name); ok {
		for _, endpoint := range a.charm.metadata.Endpoints() {
			d.Bindings[endpoint] = "alpha"
		}
		if a.charm.metadata.Subordinate {
			d.Principals = v.principals(name)
		}
	}
	return d
}

// relation finds the relation of an endpoint with another application, or among units of one.
func (v *view) relation(app, endpoint, other string) *RelationStatus {
	for i := range v.Relations {
		r := &v.Relations[i]
		mine := slices.IndexFunc(r.Endpoints, func(e EndpointStatus) bool { return e.Application == app && e.Name == endpoint })
		if mine < 0 {
			continue
		}
		if theirs := len(r.Endpoints) - 1 - mine; r.Endpoints[theirs].Application == other {
			return r
		}
	}
	return nil
}

// principals lists the applications that a subordinate one is related to, whose units it runs beside.
func (v *view) principals(app string) []string {
	var names []string
	for _, r := range v.Relations {
		for i, e := range r.Endpoints {
			if r.Scope == metadata.ScopeContainer && e.Application == app {
				names = append(names, r.Endpoints[len(r.Endpoints)-1-i].Application)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// beside lists the subordinates of a unit, by name.
func (v *view) beside(principal string) map[string]unitDocument {
	var units map[string]unitDocument
	for app, s := range v.Applications {
		for name, u := range s.Units {
			if u.Principal != principal {
				continue
			}
			if units == nil {
				units = make(map[string]unitDocument)
			}
			units[name] = v.unit(app, name, u)
		}
	}
	return units
}

func (v *view) unit(app, name string, u UnitStatus) unitDocument {
	d := unitDocument{Workload: v.section(u.Workload), Agent: v.section(u.Agent), Leader: u.Leader, Machine: u.Machine}
	d.Workload.Message += v.about(app, u)
	if u.Principal != "" {
		d.Machine = ""
	} else if v.model.Type == call.ModelMachines {
		d.Subordinates = v.beside(name)
	}
	if u.Agent.Name == "allocating" {
		return d
	}
	d.Agent.Version = v.JujuVersion
	if v.model.Type == call.ModelKubernetes {
		d.Address = u.Address
	} else {
		d.PublicAddress = u.Address
	}
	return d
}

// about says which relation a failed hook was about.
func (v *view) about(app string, u UnitStatus) string {
	number, ok := u.Workload.Data["relation-id"].(int)
	if !ok || !v.relations {
		return ""
	}
	for _, r := range v.Relations {
		for _, e := range r.Endpoints {
			if r.Number == number && e.Application != app {
				return " for " + e.Application + ":" + e.Name
			}
		}
	}
	return ""
}

// charmURL is how Juju's API names a charm that does not come from a store.
func charmURL(name string, revision int) string {
	return "local:" + name + "-" + strconv.Itoa(revision)
}

func (m *Model) charmURL(app string) string {
	a, err := m.findApp(app)
	if err != nil {
		return ""
	}
	return charmURL(a.charm.metadata.Name, a.charm.charm.Revision)
}

func (m *Model) endpointsOfOffer(name string) map[string]endpointDocument {
	o, ok := find(m.offers, name)
	if !ok {
		return nil
	}
	return o.described()
}

func (m *Model) endpointsOfSAAS(name string) map[string]endpointDocument {
	r, ok := find(m.saas, name)
	if !ok {
		return nil
	}
	return r.offer.described()
}

// described tells of the endpoints on offer.
func (o *offer) described() map[string]endpointDocument {
	described := make(map[string]endpointDocument, len(o.endpoints))
	for _, name := range o.endpoints {
		if e, known := o.app.charm.metadata.Endpoint(name); known {
			described[name] = endpointDocument{Interface: e.Interface, Role: string(e.Role)}
		}
	}
	return described
}

// natural lists the keys of a map in their natural order.
func natural[V any](m map[string]V) []string { return slices.SortedFunc(maps.Keys(m), naturally) }

// applicationScale is how many of the application's units are there, of how many that are wanted.
func (v *view) applicationScale(app ApplicationStatus) string {
	present, wanted := 0, len(app.Units)
	for _, u := range app.Units {
		if u.Workload.Name != call.StatusTerminated && u.Agent.Name != "allocating" {
			present++
		}
	}
	if v.model.Type == call.ModelKubernetes {
		wanted = app.Scale
	}
	if present == wanted {
		return strconv.Itoa(present)
	}
	return fmt.Sprintf("%d/%d", present, wanted)
}
