package charm

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/metadata"
)

// Check names all at once the routes that cannot fire with this metadata, those that were registered
// twice (the first one counts) and those whose handler is nil. Without metadata the last two.
func (m *Mux) Check(c *metadata.Charm) error {
	if m == nil {
		return errNilMux
	}
	var problems []error
	for _, r := range m.order {
		if m.routes[r] == nil {
			problems = append(problems, fmt.Errorf("route %s: its handler is nil", r))
		}
		if err := r.check(c); err != nil {
			problems = append(problems, err)
		}
	}
	for _, r := range m.twice {
		problems = append(problems, fmt.Errorf("route %s: registered twice; one handler must do both", r))
	}
	return errors.Join(problems...)
}

// check finds out whether the route can fire.
func (r route) check(c *metadata.Charm) error {
	switch {
	case !isKind(r.kind):
		return fmt.Errorf("route %s: cannot fire: Juju has no hook of this kind", r)
	case c == nil:
		return nil
	case r.kind == call.KindAction && r.name == "" && len(c.Actions) == 0:
		return fmt.Errorf("route %s: cannot fire: %s has no actions", r, c.File)
	case r.kind == call.KindAction && r.name != "":
		if _, ok := c.Actions[r.name]; !ok {
			return r.unknown("an action", c, slices.Sorted(maps.Keys(c.Actions)))
		}
	case r.kind.IsRelation() && r.name != "":
		endpoint, ok := c.Endpoint(r.name)
		if !ok {
			return r.unknown("an endpoint", c, c.Endpoints())
		}
		if r.kind == call.KindRelationBroken && endpoint.Role == metadata.Peer {
			return fmt.Errorf("route %s: cannot fire: Juju never breaks a peer relation", r)
		}
		if !slices.Contains(c.Endpoints(), r.name) {
			return fmt.Errorf("route %s: cannot fire: Juju provides %q itself and runs no hooks for it; declare it in %s", r, r.name, c.File)
		}
	}
	return nil
}

func (r route) unknown(what string, c *metadata.Charm, names []string) error {
	hint := ""
	if near := metadata.Nearest(r.name, names); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("route %s: cannot fire: %q is not %s in %s%s", r, r.name, what, c.File, hint)
}

func isKind(k call.Kind) bool {
	switch k {
	case call.KindInstall, call.KindStart, call.KindConfigChanged, call.KindUpgradeCharm, call.KindUpdateStatus,
		call.KindLeaderElected, call.KindLeaderSettingsChanged, call.KindStop, call.KindRemove,
		call.KindPreSeriesUpgrade, call.KindPostSeriesUpgrade, call.KindAction:
		return true
	}
	return k.IsRelation() || k.IsSecret()
}
