package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/metadata"
)

// Finding is one thing that does not fit together.
type Finding struct {
	Rule    string // short and stable, such as "relation-endpoint"; docs/consistency.md explains each
	Path    string // where: "State.Relations[1].Endpoint"
	Problem string // what was wrong, what was expected, and the nearest valid name
}

// checker looks at a State after everything that a literal leaves out was filled in. A rule refuses
// only what Juju can never produce.
type checker struct {
	*setup
	event    *Event
	state    *State
	findings []Finding
}

// checkConsistency returns all findings, sorted by path.
func checkConsistency(s *setup, event *Event, state *State) []Finding {
	c := checker{setup: s, event: event, state: state}
	c.checkConfig()
	c.checkStatuses()
	c.checkStoredState()
	c.checkRelations()
	c.checkSecrets()
	c.checkEvent()
	slices.SortStableFunc(c.findings, func(a, b Finding) int { return strings.Compare(a.Path, b.Path) })
	return c.findings
}

func (c *checker) find(rule, path, format string, args ...any) {
	c.findings = append(c.findings, Finding{Rule: rule, Path: path, Problem: fmt.Sprintf(format, args...)})
}

// nearest returns the end of a sentence that names what was probably meant.
func nearest(name string, among []string) string {
	if near := metadata.Nearest(name, among); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

func (c *checker) checkConfig() {
	for name, value := range c.state.Config {
		path := fmt.Sprintf("State.Config[%q]", name)
		option, ok := c.charm.Config[name]
		if !ok {
			c.find("config-unknown", path, "%q is not a config option in %s%s", name, c.charm.File, nearest(name, c.options))
			continue
		}
		if option.Type == "secret" && !c.version.AtLeast(3, 4, 0) {
			c.find("config-secret-version", path, "options of type secret need Juju 3.4, the run is with %s", c.version)
			continue
		}
		if !fitsOption(option.Type, value) {
			c.find("config-type", path, "got a value of type %T, want one for type %s", value, option.Type)
			continue
		}
		if text, ok := value.(string); ok && option.Type == "secret" && !isSecretOption(text) {
			c.find("config-secret", path, "%q is not a secret's URI; want \"secret:<id>\", without anything else", text)
		}
	}
}

// isSecretOption: Juju wants a URI with its scheme; it does not look whether the secret exists.
func isSecretOption(text string) bool {
	if text == "" {
		return true
	}
	_, err := call.ParseSecretURI(text)
	return err == nil && strings.HasPrefix(text, "secret:")
}

func fitsOption(kind string, value any) bool {
	switch value.(type) {
	case nil:
		return true // unset
	case string:
		return kind == "string" || kind == "secret"
	case bool:
		return kind == "boolean"
	case int, int32, int64:
		return kind == "int" || kind == "float"
	case float32, float64:
		return kind == "float"
	}
	return false
}

func (c *checker) checkStatuses() {
	c.checkStatus("State.UnitStatus", c.state.UnitStatus)
	c.checkStatus("State.AppStatus", c.state.AppStatus)
	for unit, status := range c.state.PeerStatuses {
		path := fmt.Sprintf("State.PeerStatuses[%q]", unit)
		if app, _, _ := strings.Cut(unit, "/"); !call.IsUnitName(unit) || app != c.app {
			c.find("peer-status-unit", path, "%q is not a unit of this application; want a name such as \"%s/%d\"", unit, c.app, c.number+1)
		} else if unit == c.unitName {
			c.find("peer-status-own", path, "%q is the unit under test; its status is State.UnitStatus", unit)
		}
		c.checkStatus(path, status)
	}
}

func (c *checker) checkStatus(path string, status Status) {
	switch status.Name {
	case "", call.StatusActive, call.StatusBlocked, call.StatusMaintenance, call.StatusWaiting,
		call.StatusUnknown, call.StatusError, call.StatusTerminated:
		return
	}
	words := []string{"active", "blocked", "maintenance", "waiting", "unknown", "error", "terminated"}
	c.find("status-name", path+".Name", "%q is not a status; want one of %s%s", string(status.Name), strings.Join(words, ", "), nearest(string(status.Name), words))
}

func (c *checker) checkStoredState() {
	for key, value := range c.state.StoredState {
		path := fmt.Sprintf("State.StoredState[%q]", key)
		if len(key) > 256 {
			c.find("stored-state-key", path, "the key has %d bytes, Juju takes 256 at most", len(key))
		}
		if len(value) > 64*1024 {
			c.find("stored-state-value", path, "the value has %d bytes, Juju takes 65536 at most", len(value))
		}
	}
}

// duplicates calls report for each key that was there before, with the two positions.
func duplicates(n int, key func(int) string, report func(first, again int)) {
	if n <= few {
		for i := 1; i < n; i++ {
			k := key(i)
			for j := range i {
				if k != "" && key(j) == k {
					report(j, i)
					break
				}
			}
		}
		return
	}
	seen := make(map[string]int, n)
	for i := range n {
		k := key(i)
		if k == "" {
			continue
		}
		if first, ok := seen[k]; ok {
			report(first, i)
			continue
		}
		seen[k] = i
	}
}

func at(list string, i int, field string) string {
	return "State." + list + "[" + strconv.Itoa(i) + "]." + field
}
