package charm

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/nearest"
	"github.com/charmscenario/scenario/metadata"
)

// RoutesError lists the routes of a [Mux] that cannot fire or were registered wrongly.
type RoutesError struct{ Problems []string }

// Error lists the problems, one a line when there are several.
func (e *RoutesError) Error() string {
	if len(e.Problems) == 1 {
		return e.Problems[0]
	}
	return fmt.Sprintf("%d problems\n  %s", len(e.Problems), strings.Join(e.Problems, "\n  "))
}

// Check names all at once the routes that cannot fire with this metadata, those that were registered
// twice (the first one counts) and those whose handler is nil, as a *[RoutesError]. Without metadata the
// last two.
func (m *Mux) Check(c *metadata.Charm) error {
	if m == nil {
		return errNilMux
	}
	var problems []string
	for _, r := range m.order {
		if m.routes[r] == nil {
			problems = append(problems, fmt.Sprintf("route %s: its handler is nil", r))
		}
		if problem := r.check(c); problem != "" {
			problems = append(problems, problem)
		}
	}
	for _, r := range m.twice {
		problems = append(problems, fmt.Sprintf("route %s: registered twice; one handler must do both", r))
	}
	if len(problems) == 0 {
		return nil
	}
	return &RoutesError{Problems: problems}
}

// check says why the route cannot fire; "" when it can.
func (r route) check(c *metadata.Charm) string {
	switch {
	case !isKind(r.kind):
		return fmt.Sprintf("route %s: cannot fire: Juju has no hook of this kind", r)
	case c == nil:
		return ""
	case r.kind == call.KindAction && r.name == "" && len(c.Actions) == 0:
		return fmt.Sprintf("route %s: cannot fire: %s has no actions", r, c.File)
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
			return fmt.Sprintf("route %s: cannot fire: Juju never breaks a peer relation", r)
		}
		if !slices.Contains(c.Endpoints(), r.name) {
			return fmt.Sprintf("route %s: cannot fire: Juju provides %q itself and runs no hooks for it; declare it in %s", r, r.name, c.File)
		}
	}
	return ""
}

func (r route) unknown(what string, c *metadata.Charm, names []string) string {
	hint := "; it has none"
	if near := nearest.Name(r.name, names); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	} else if len(names) > 0 {
		hint = "; there is " + strings.Join(names, ", ")
	}
	return fmt.Sprintf("route %s: cannot fire: %q is not %s in %s%s", r, r.name, what, c.File, hint)
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
