package juju

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// shownUnit is a unit as show-unit prints it.
type shownUnit struct {
	WorkloadVersion string          `json:"workload-version,omitempty" yaml:"workload-version,omitempty"`
	Machine         string          `json:"machine,omitempty" yaml:"machine,omitempty"`
	Ports           []string        `json:"opened-ports" yaml:"opened-ports"`
	PublicAddress   string          `json:"public-address,omitempty" yaml:"public-address,omitempty"`
	Charm           string          `json:"charm" yaml:"charm"`
	Leader          bool            `json:"leader" yaml:"leader"`
	Life            controller.Life `json:"life,omitempty" yaml:"life,omitempty"`
	Relations       []shownRelation `json:"relation-info,omitempty" yaml:"relation-info,omitempty"`
	Address         string          `json:"address,omitempty" yaml:"address,omitempty"`
}

type shownRelation struct {
	ID              int                  `json:"relation-id" yaml:"relation-id"`
	Endpoint        string               `json:"endpoint" yaml:"endpoint"`
	CrossModel      bool                 `json:"cross-model,omitempty" yaml:"cross-model,omitempty"`
	RelatedEndpoint string               `json:"related-endpoint" yaml:"related-endpoint"`
	Application     map[string]string    `json:"application-data" yaml:"application-data"`
	Local           shownBag             `json:"local-unit" yaml:"local-unit,omitempty"`
	Related         map[string]*shownBag `json:"related-units,omitempty" yaml:"related-units,omitempty"`
}

// shownBag is a unit's databag.
type shownBag struct {
	InScope bool              `json:"in-scope" yaml:"in-scope"`
	Data    map[string]string `json:"data" yaml:"data"`
}

// relationFilter says what show-unit shows of relations.
type relationFilter struct {
	endpoint, unit string
	appOnly        bool
}

func showUnitCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var f relationFilter
	in.flags.StringVar(&f.endpoint, "endpoint", "", "only relations of this endpoint")
	in.flags.StringVar(&f.unit, "related-unit", "", "only data of this unit")
	in.flags.BoolVar(&f.appOnly, "app", false, "only data of applications")
	in.prints("yaml", "json", "smart")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("an unit name must be supplied")
	}
	if invalid := slices.DeleteFunc(slices.Clone(args), call.IsUnitName); len(invalid) > 0 {
		return nil, fmt.Errorf("unit name%s %s not valid", plural(len(invalid)), strings.Join(invalid, ", "))
	}
	return func() error {
		units := make(map[string]shownUnit, len(args))
		var missing []string
		for _, name := range args {
			if u := in.model.unit(name); u != nil {
				units[name] = u.shown(f)
			} else {
				missing = append(missing, fmt.Sprintf("unit %q not found", name))
			}
		}
		if len(missing) > 0 {
			return errors.New(strings.Join(missing, "\n"))
		}
		return in.write(units, nil)
	}, nil
}

func (u *unit) shown(f relationFilter) shownUnit {
	d := u.app.charm
	s := shownUnit{
		WorkloadVersion: u.app.workloadVersion, Machine: u.machine, Ports: []string{}, Charm: charmURL(d.metadata.Name, d.charm.Revision), Leader: u.leads(), Life: u.life,
	}
	if u.app.model.Type == call.ModelKubernetes {
		s.Address = u.address
	} else {
		s.PublicAddress = u.address
	}
	for _, l := range u.links {
		if f.endpoint != "" && f.endpoint != l.end.endpoint.Name {
			continue
		}
		r := l.shown(f)
		if f.appOnly || f.endpoint != "" || len(r.Application)+len(r.Related)+len(r.Local.Data) > 0 {
			s.Relations = append(s.Relations, r)
		}
	}
	return s
}

// shown is the unit's view of a relation: what the other side wrote, and itself.
func (l *link) shown(f relationFilter) shownRelation {
	e, other := l.end, l.end.other()
	r := shownRelation{
		ID: e.number, Endpoint: e.endpoint.Name, CrossModel: e.app.model != other.app.model, RelatedEndpoint: other.endpoint.Name,
		Application: bagOf(other.bag),
	}
	if f.appOnly {
		return r
	}
	me := e.seen(l.unit)
	if f.unit == "" || f.unit == l.unit.name {
		r.Local = shownBag{InScope: l.inScope, Data: bagOf(e.bags[me])}
	}
	for name, bag := range other.bags {
		if e.peer() && name == me || f.unit != "" && f.unit != name {
			continue
		}
		if r.Related == nil {
			r.Related = make(map[string]*shownBag)
		}
		r.Related[name] = &shownBag{InScope: other.has(name), Data: bagOf(bag)}
	}
	return r
}

func bagOf(data map[string]string) map[string]string {
	if data == nil {
		return map[string]string{}
	}
	return data
}
