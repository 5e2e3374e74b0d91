package juju

import (
	"cmp"
	"fmt"
	"math"
	"strconv"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// scale takes in how many units are wanted: those of numbers below are there, or come back.
func (r *reader) scale(a *application, at *place, scale *int) {
	a.scale = a.presentScale()
	if scale == nil {
		scale = &a.scale
	}
	numbers := make(map[int]bool)
	for _, u := range a.units {
		numbers[u.number] = true
	}
	switch {
	case a.model.Type == call.ModelMachines && *scale != 0:
		r.add(at, "applications on machines have none")
	case *scale < a.scale:
		r.add(at, "it is %d; want %d or more, for so many are not being removed", *scale, a.scale)
	}
	for number := range *scale {
		if !numbers[number] {
			r.add(at, "it is %d, and there is no unit %s/%d", *scale, a.name, number)
			break
		}
	}
	a.scale = *scale
}

// addresses gives units and services the addresses and machines that the document leaves out.
func (r *reader) addresses(p *part) {
	m, d := p.model, p.content.Counters
	services, addresses, machines := 0, 0, 0
	for _, a := range m.apps {
		services = max(services, serviceNumber(a.address))
		for _, u := range a.units {
			addresses = max(addresses, addressNumber(u.address))
			if number, err := strconv.Atoi(u.machine); err == nil && number < maxNumber {
				machines = max(machines, number+1)
			}
		}
	}
	m.counters.service = r.count(p, "services", d.Services, services, false)
	m.counters.address = r.count(p, "addresses", d.Addresses, addresses, false)
	m.counters.machine = r.count(p, "machines", d.Machines, machines, false)
	r.subordinates(p)
	for _, a := range m.apps {
		if a.address == "" {
			m.counters.service++
			a.address = serviceAddress(m.counters.service)
		}
		for _, u := range a.units {
			if u.principal != nil {
				continue
			}
			if u.address == "" {
				m.counters.address++
				u.address = address(m.counters.address)
			}
			if u.machine == "" && m.Type == call.ModelMachines {
				u.machine = strconv.Itoa(m.counters.machine)
				m.counters.machine++
			}
			for _, s := range u.subordinates {
				s.address, s.machine = cmp.Or(s.address, u.address), cmp.Or(s.machine, u.machine)
			}
		}
	}
}

// subordinates puts units beside their principals.
func (r *reader) subordinates(p *part) {
	for _, a := range p.model.apps {
		for _, u := range a.units {
			d, at := p.content.Applications[a.name].Units[u.name], p.at.field("applications").entry(a.name).field("units").entry(u.name)
			for i, name := range d.Subordinates {
				of := at.field("subordinates").item(i)
				s := r.findUnit(p, of, name)
				switch {
				case s == nil:
				case s.app.model != p.model || !s.app.charm.metadata.Subordinate || p.model.Type != call.ModelMachines:
					r.add(of, "%q cannot be a subordinate: that is a unit of a charm which says so, on machines of this model", name)
				case s.principal != nil:
					r.add(of, "%q is beside %s", name, s.principal.name)
				default:
					s.principal = u
					u.subordinates = append(u.subordinates, s)
				}
			}
			if u.removed && (u.life == controller.Alive || !u.installed || len(u.subordinates) == 0) {
				r.add(at.field("removed"), "only a unit that is being removed, and has subordinates, waits for them")
			}
		}
	}
	for _, a := range p.model.apps {
		for _, u := range a.units {
			if a.charm.metadata.Subordinate && u.principal == nil {
				r.add(p.at.field("applications").entry(a.name).field("units").entry(u.name), "it is a subordinate; want it among those of another unit")
			}
		}
	}
}

// addressNumber is the number of the unit with an address, 0 when the model would have given it another.
func addressNumber(text string) int {
	var first, second, third int
	if n, err := fmt.Sscanf(text, "10.%d.%d.%d", &first, &second, &third); n != 3 || err != nil || max(first, second, third) > math.MaxUint8 {
		return 0
	}
	number := (first-1)*62500 + second*250 + third - 1
	if number < 1 || address(number) != text {
		return 0
	}
	return number
}

// serviceNumber is the same for the address of a service.
func serviceNumber(text string) int {
	var number int
	if n, err := fmt.Sscanf(text, "10.152.183.%d", &number); n != 1 || err != nil || number < 1 || serviceAddress(number) != text {
		return 0
	}
	return number
}
