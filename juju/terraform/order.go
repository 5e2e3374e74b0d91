package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// sortByDependency puts resources and local values into an order in which each comes after what it depends on, as they are written where that leaves
// it open, and refuses cycles.
func (c *Configuration) sortByDependency() hcl.Diagnostics {
	s := &sorting{c: c, state: make(map[string]sortState)}
	var locals []string
	for _, l := range c.locals {
		locals = append(locals, l.address)
	}
	slices.Sort(locals)
	for _, r := range c.resources {
		s.visit(r.address)
	}
	for _, address := range locals {
		s.visit(address)
	}
	if s.cycle == nil {
		for _, r := range c.resources {
			r.needs = c.resourcesBehind(r)
		}
	}
	return s.cycle
}

type sortState int

const (
	unseen sortState = iota
	underWay
	done
)

// sorting is the search for an order.
type sorting struct {
	c     *Configuration
	state map[string]sortState
	path  []string
	cycle hcl.Diagnostics
}

func (s *sorting) visit(address string) {
	if s.cycle != nil || s.state[address] == done {
		return
	}
	if s.state[address] == underWay {
		s.report(append(s.path[slices.Index(s.path, address):], address))
		return
	}
	s.state[address] = underWay
	s.path = append(s.path, address)
	for _, r := range s.c.refersTo(address) {
		s.visit(r.address)
	}
	s.path = s.path[:len(s.path)-1]
	s.state[address] = done
	s.c.order = append(s.c.order, address)
}

// report names a cycle, in a form that does not depend on where it was entered.
func (s *sorting) report(cycle []string) {
	first := slices.Index(cycle, slices.Min(cycle))
	cycle = append(slices.Clone(cycle[first:len(cycle)-1]), cycle[:first]...)
	cycle = append(cycle, cycle[0])
	var at hcl.Range
	for _, r := range s.c.refersTo(cycle[0]) {
		if r.address == cycle[1] {
			at = r.at
			break
		}
	}
	if len(cycle) == 2 {
		s.cycle = hcl.Diagnostics{problem(at, "Self-referential block", "%s refers to itself.", cycle[0])}
		return
	}
	s.cycle = hcl.Diagnostics{problem(at, "Cycle", "Each refers to the next: %s.", strings.Join(cycle, " -> "))}
}

// refersTo lists the references of a resource or local value to such.
func (c *Configuration) refersTo(address string) []reference {
	var list []reference
	if r := c.found[address]; r != nil {
		list = append(slices.Clone(r.refers), r.after...)
	} else if l := c.locals[strings.TrimPrefix(address, "local.")]; l != nil {
		list = l.refers
	}
	return slices.DeleteFunc(slices.Clone(list), func(r reference) bool { return r.root != "local" && r.root != "resource" })
}

// resourcesBehind lists the resources that one depends on: directly, through local values and data sources, and through resources that may have no
// instances.
func (c *Configuration) resourcesBehind(r *resource) []string {
	var list []string
	seen := make(map[string]bool)
	var follow func(address string)
	follow = func(address string) {
		for _, to := range c.refersTo(address) {
			if seen[to.address] {
				continue
			}
			seen[to.address] = true
			other := c.found[to.address]
			if other != nil && !other.data {
				list = append(list, to.address)
			}
			if other == nil || other.data || other.count != nil || other.forEach != nil {
				follow(to.address)
			}
		}
	}
	follow(r.address)
	slices.Sort(list)
	return list
}
