package charm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/metadata"
)

// Mux routes each hook to the handler that was registered for it, as http.ServeMux does with requests.
// A hook without a route succeeds, as in Juju a charm without that hook does. Register routes before
// the Mux is used.
type Mux struct {
	routes   map[route]Handler
	order    []route
	twice    []route
	fallback Handler
}

// route is what a handler is registered for: name is the endpoint or the action, "" for the rest.
type route struct {
	kind call.Kind
	name string
}

func (r route) String() string {
	switch {
	case r.kind == call.KindAction:
		return fmt.Sprintf("action %q", r.name)
	case r.name != "":
		return r.name + "-" + string(r.kind)
	}
	return string(r.kind)
}

// NewMux returns a Mux without routes.
func NewMux() *Mux { return &Mux{routes: make(map[route]Handler)} }

// Handle runs the handler of the hook's route.
func (m *Mux) Handle(h *Hook) error {
	info := &h.session.Hook
	r := route{kind: info.Kind}
	switch {
	case info.Kind.IsRelation():
		r.name = info.Endpoint
	case info.Kind == call.KindAction:
		r.name = info.Action
	}
	handler := m.routes[r]
	if handler == nil {
		handler = m.fallback
	}
	if handler == nil {
		return nil
	}
	return handler.Handle(h)
}

// Check names the routes that cannot fire with this metadata, and those that were registered twice.
func (m *Mux) Check(c *metadata.Charm) error {
	var problems []error
	for _, r := range m.order {
		switch {
		case r.kind.IsRelation():
			endpoint, ok := c.Endpoint(r.name)
			if !ok {
				problems = append(problems, unknown(r, "endpoint", r.name, c, c.Endpoints()))
			} else if r.kind == call.KindRelationBroken && endpoint.Role == metadata.Peer {
				problems = append(problems, fmt.Errorf("route %s cannot fire: Juju never breaks a peer relation", r))
			}
		case r.kind == call.KindAction:
			if _, ok := c.Actions[r.name]; !ok {
				names := make([]string, 0, len(c.Actions))
				for name := range c.Actions {
					names = append(names, name)
				}
				slices.Sort(names)
				problems = append(problems, unknown(r, "action", r.name, c, names))
			}
		}
		if m.routes[r] == nil {
			problems = append(problems, fmt.Errorf("route %s has a nil handler", r))
		}
	}
	for _, r := range m.twice {
		problems = append(problems, fmt.Errorf("route %s is registered twice; the later handler would replace the earlier one", r))
	}
	return errors.Join(problems...)
}

func unknown(r route, what, name string, c *metadata.Charm, names []string) error {
	hint := ""
	if near := metadata.Nearest(name, names); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("route %s cannot fire: %q is not an %s in %s%s", r, name, what, c.File, hint)
}

func (m *Mux) add(kind call.Kind, name string, handler Handler) {
	r := route{kind, name}
	if m.routes == nil {
		m.routes = make(map[route]Handler)
	}
	if _, ok := m.routes[r]; ok {
		m.twice = append(m.twice, r)
		return
	}
	m.routes[r] = handler
	m.order = append(m.order, r)
}

func (m *Mux) hook(kind call.Kind, f func(*Hook) error) {
	if f == nil {
		m.add(kind, "", nil)
		return
	}
	m.add(kind, "", HandlerFunc(f))
}

func (m *Mux) relation(kind call.Kind, endpoint string, f func(*RelationEvent) error) {
	if f == nil {
		m.add(kind, endpoint, nil)
		return
	}
	m.add(kind, endpoint, HandlerFunc(func(h *Hook) error { return f(NewRelationEvent(h)) }))
}

func (m *Mux) secret(kind call.Kind, f func(*SecretEvent) error) {
	if f == nil {
		m.add(kind, "", nil)
		return
	}
	m.add(kind, "", HandlerFunc(func(h *Hook) error { return f(NewSecretEvent(h)) }))
}

// Otherwise handles every hook and action that has no route of its own.
func (m *Mux) Otherwise(f func(*Hook) error) { m.fallback = HandlerFunc(f) }

// On handles several kinds of hooks that concern the whole unit, such as call.KindStart and
// call.KindConfigChanged, with one function.
func (m *Mux) On(f func(*Hook) error, kinds ...call.Kind) {
	for _, kind := range kinds {
		m.hook(kind, f)
	}
}

// Install handles the hook install.
func (m *Mux) Install(f func(*Hook) error) { m.hook(call.KindInstall, f) }

// Start handles the hook start.
func (m *Mux) Start(f func(*Hook) error) { m.hook(call.KindStart, f) }

// ConfigChanged handles the hook config-changed.
func (m *Mux) ConfigChanged(f func(*Hook) error) { m.hook(call.KindConfigChanged, f) }

// UpgradeCharm handles the hook upgrade-charm.
func (m *Mux) UpgradeCharm(f func(*Hook) error) { m.hook(call.KindUpgradeCharm, f) }

// UpdateStatus handles the hook update-status.
func (m *Mux) UpdateStatus(f func(*Hook) error) { m.hook(call.KindUpdateStatus, f) }

// LeaderElected handles the hook leader-elected.
func (m *Mux) LeaderElected(f func(*Hook) error) { m.hook(call.KindLeaderElected, f) }

// LeaderSettingsChanged handles the hook leader-settings-changed.
func (m *Mux) LeaderSettingsChanged(f func(*Hook) error) { m.hook(call.KindLeaderSettingsChanged, f) }

// Stop handles the hook stop.
func (m *Mux) Stop(f func(*Hook) error) { m.hook(call.KindStop, f) }

// Remove handles the hook remove.
func (m *Mux) Remove(f func(*Hook) error) { m.hook(call.KindRemove, f) }

// PreSeriesUpgrade handles the hook pre-series-upgrade.
func (m *Mux) PreSeriesUpgrade(f func(*Hook) error) { m.hook(call.KindPreSeriesUpgrade, f) }

// PostSeriesUpgrade handles the hook post-series-upgrade.
func (m *Mux) PostSeriesUpgrade(f func(*Hook) error) { m.hook(call.KindPostSeriesUpgrade, f) }

// RelationCreated handles the hook <endpoint>-relation-created.
func (m *Mux) RelationCreated(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationCreated, endpoint, f)
}

// RelationJoined handles the hook <endpoint>-relation-joined.
func (m *Mux) RelationJoined(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationJoined, endpoint, f)
}

// RelationChanged handles the hook <endpoint>-relation-changed.
func (m *Mux) RelationChanged(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationChanged, endpoint, f)
}

// RelationDeparted handles the hook <endpoint>-relation-departed.
func (m *Mux) RelationDeparted(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationDeparted, endpoint, f)
}

// RelationBroken handles the hook <endpoint>-relation-broken.
func (m *Mux) RelationBroken(endpoint string, f func(*RelationEvent) error) {
	m.relation(call.KindRelationBroken, endpoint, f)
}

// SecretChanged handles the hook secret-changed: a secret that this unit tracks has a new revision.
func (m *Mux) SecretChanged(f func(*SecretEvent) error) { m.secret(call.KindSecretChanged, f) }

// SecretRemove handles the hook secret-remove: a revision can be removed.
func (m *Mux) SecretRemove(f func(*SecretEvent) error) { m.secret(call.KindSecretRemove, f) }

// SecretRotate handles the hook secret-rotate: a new revision is due.
func (m *Mux) SecretRotate(f func(*SecretEvent) error) { m.secret(call.KindSecretRotate, f) }

// SecretExpired handles the hook secret-expired: a revision should be removed.
func (m *Mux) SecretExpired(f func(*SecretEvent) error) { m.secret(call.KindSecretExpired, f) }

// Action handles an action.
func (m *Mux) Action(name string, f func(*ActionEvent) error) {
	if f == nil {
		m.add(call.KindAction, name, nil)
		return
	}
	m.add(call.KindAction, name, HandlerFunc(func(h *Hook) error { return f(NewActionEvent(h)) }))
}
