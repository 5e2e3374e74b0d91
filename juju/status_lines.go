package juju

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/internal/tabular"
)

// lines is the status in the format line: a line a unit. Only public addresses show, which units on Kubernetes do not have.
func (v *view) lines() string {
	var out strings.Builder
	v.eachUnit(func(name, indent string, u unitDocument) {
		fmt.Fprintf(&out, "%s- %s: %s (agent:%s, workload:%s)\n", indent, name, u.PublicAddress, u.Agent.Current, u.Workload.Current)
	})
	return out.String()
}

// eachUnit goes through the units by application, subordinates after their principals.
func (v *view) eachUnit(do func(name, indent string, u unitDocument)) {
	applications := v.document().Applications
	for _, app := range natural(applications) {
		units := applications[app].Units
		for _, name := range natural(units) {
			do(name, "", units[name])
			for _, subordinate := range natural(units[name].Subordinates) {
				do(subordinate, "  ", units[name].Subordinates[subordinate])
			}
		}
	}
}

// summary is the status in the format summary: counts, of which the keys stand at the right edge of their columns.
func (v *view) summary() string {
	var subnets []string
	machines, units := make(map[string]int), make(map[string]int)
	count := 0
	for _, name := range natural(v.Machines) {
		m := v.Machines[name]
		subnets = addSubnet(subnets, m.Address)
		machines[string(m.Agent.Name)]++
	}
	v.eachUnit(func(_, _ string, u unitDocument) {
		subnets = addSubnet(subnets, u.PublicAddress)
		units[u.Workload.Current]++
		count++
	})
	var head, out tabular.Table
	head.Filled("Running on subnets:", strings.Join(subnets, ", "))
	head.Filled(" Utilizing ports:", "")
	tally := func(what string, total int, counts map[string]int) {
		out.Filled(what, fmt.Sprintf("(%d)", total))
		for _, status := range natural(counts) {
			out.Filled(status+":", fmt.Sprintf(" %d ", counts[status]))
		}
	}
	tally("# Machines:", len(v.Machines), machines)
	out.Filled(" ")
	tally("# Units:", count, units)
	out.Filled(" ")
	tally("# Applications:", len(v.Applications), nil)
	for _, name := range natural(v.Applications) {
		exposed := 0
		if v.Applications[name].Exposed {
			exposed = 1
		}
		out.Filled(name, fmt.Sprintf("%d/1", exposed), "exposed")
	}
	out.Filled(" ")
	tally("# Remote:", len(v.SAAS), nil)
	for _, name := range natural(v.SAAS) {
		out.Filled(name, "", controllerName+":"+v.SAAS[name].URL)
	}
	return head.String() + out.Flipped()
}

// addSubnet adds the network that an address is in by its class. Of an address that is not known Juju says "<nil>".
func addSubnet(subnets []string, address string) []string {
	ip := net.ParseIP(address)
	if ip == nil {
		if slices.Contains(subnets, "<nil>") {
			return subnets
		}
		return append(subnets, "<nil>")
	}
	network := (&net.IPNet{IP: ip, Mask: ip.DefaultMask()}).String()
	for _, known := range subnets {
		if _, n, err := net.ParseCIDR(known); err == nil && n.Contains(ip) {
			return subnets
		}
	}
	return append(subnets, network)
}
