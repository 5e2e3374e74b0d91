package juju

import (
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// selection is what the selectors of status leave of it.
type selection struct {
	patterns []string
	status   *Status
}

// choose takes out of a status what no selector matches: a unit by its name, its application's, its machine or a word of its status; an
// application by its name or one of its units.
func (s *Status) choose(patterns []string) {
	if len(patterns) == 0 {
		return
	}
	c := selection{s.leaders(patterns), s}
	kept := c.units()
	for name, app := range s.Applications {
		named := slices.ContainsFunc(c.patterns, func(p string) bool { return strings.EqualFold(p, name) }) || c.exposure(app)
		matched, hosted := named, false
		for unit, u := range app.Units {
			matched = matched || kept[unit]
			hosted = hosted || kept[unit] || u.Machine != "" && slices.Contains(c.patterns, u.Machine)
		}
		if !matched && !hosted {
			delete(s.Applications, name)
		}
		if !matched {
			s.Relations = slices.DeleteFunc(s.Relations, func(r RelationStatus) bool {
				return slices.ContainsFunc(r.Endpoints, func(e EndpointStatus) bool { return e.Application == name })
			})
		}
	}
	for _, app := range s.Applications {
		for unit, u := range app.Units {
			if !kept[unit] && (u.Machine == "" || !slices.Contains(c.patterns, u.Machine)) {
				delete(app.Units, unit)
			}
		}
	}
	for number, machine := range s.Machines {
		if !slices.Contains(c.patterns, number) && !slices.Contains(c.patterns, string(machine.Agent.Name)) && !c.hosts(number) {
			delete(s.Machines, number)
		}
	}
}

// units tells which units are chosen: a principal goes with its subordinates, and they with it.
func (c *selection) units() map[string]bool {
	kept := make(map[string]bool)
	for _, app := range c.status.Applications {
		for name, u := range app.Units {
			if c.unit(name, u) || c.exposure(app) {
				kept[name] = true
				if u.Principal != "" {
					kept[u.Principal] = true
				}
			}
		}
	}
	for _, app := range c.status.Applications {
		for name, u := range app.Units {
			kept[name] = kept[name] || u.Principal != "" && kept[u.Principal]
		}
	}
	return kept
}

// leaders puts the names of leaders in place of "<application>/leader".
func (s *Status) leaders(patterns []string) []string {
	patterns = slices.Clone(patterns)
	for i, pattern := range patterns {
		app, ok := strings.CutSuffix(pattern, "/leader")
		for name, u := range s.Applications[app].Units {
			if ok && u.Leader {
				patterns[i] = name
			}
		}
	}
	return patterns
}

func (c *selection) exposure(app ApplicationStatus) bool {
	switch {
	case c.patterns[0] == "exposed":
		return app.Exposed
	case len(c.patterns) > 1 && c.patterns[0] == "not" && c.patterns[1] == "exposed":
		return !app.Exposed
	}
	return false
}

// hosts reports whether a unit that was left is on the machine.
func (c *selection) hosts(machine string) bool {
	for _, app := range c.status.Applications {
		for _, u := range app.Units {
			if u.Machine == machine {
				return true
			}
		}
	}
	return false
}

func (c *selection) unit(name string, u UnitStatus) bool {
	agent := u.Agent.Name
	if u.Workload.Name == call.StatusError {
		agent = call.StatusError // shown as the workload's
	}
	for _, pattern := range c.patterns {
		if matchesName(pattern, name) || pattern == string(agent) || pattern == string(u.Workload.Name) {
			return true
		}
	}
	return false
}

// matchesName reports whether a pattern such as "web", "web/1" or "w*" is about a unit.
func matchesName(pattern, unit string) bool {
	app, number, ok := strings.Cut(pattern, "/")
	if !ok {
		number = "*"
	}
	unitApp, unitNumber, _ := strings.Cut(unit, "/")
	return matchesWord(app, unitApp) && matchesWord(number, unitNumber)
}

// matchesWord reports whether a word fits a pattern, in which "*" stands for any letters.
func matchesWord(pattern, word string) bool {
	before, after, ok := strings.Cut(pattern, "*")
	if !ok {
		return pattern == word
	}
	rest, fits := strings.CutPrefix(word, before)
	if !fits {
		return false
	}
	for i := 0; i <= len(rest); i++ {
		if matchesWord(after, rest[i:]) {
			return true
		}
	}
	return false
}
