package charm

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/charmscenario/scenario/call"
)

// Mux routes each hook to the handler that was registered for it, as http.ServeMux does with requests.
// The most specific route wins: one for an endpoint or action, then one of [Mux.On] for the kind, then
// [Mux.Otherwise]. A hook without a route succeeds, as in Juju a charm without that hook does.
//
// Register routes before the Mux is used; the zero Mux has none. What was registered wrongly, such as
// a route given twice, is told by [Mux.Check].
type Mux struct {
	routes   map[route]Handler
	order    []route
	twice    []route
	fallback Handler
}

// route is what a handler is registered for: name is the endpoint or the action, "" for all of the kind.
type route struct {
	kind call.Kind
	name string
}

func (r route) String() string {
	switch {
	case r.name == "":
		return string(r.kind)
	case r.kind == call.KindAction:
		return "action " + strconv.Quote(r.name)
	}
	return r.name + "-" + string(r.kind)
}

var errNilMux = errors.New("cannot handle the hook: *charm.Mux is nil")

// NewMux returns a Mux without routes.
func NewMux() *Mux { return &Mux{} }

// Handle runs the handler of the hook's route.
func (m *Mux) Handle(h *Hook) error {
	if m == nil {
		return errNilMux
	}
	handler, r, ok := m.find(h.told())
	switch {
	case !ok:
		return nil
	case handler == nil:
		return fmt.Errorf("cannot handle %s: its handler is nil", r)
	}
	return handler.Handle(h)
}

// Routes reports whether there is a handler for the hook.
func (m *Mux) Routes(h *Hook) bool {
	if m == nil || h == nil {
		return false
	}
	_, _, ok := m.find(h.told())
	return ok
}

func (m *Mux) find(info *call.Hook) (Handler, route, bool) {
	r := route{kind: info.Kind}
	switch {
	case info.Kind.IsRelation():
		r.name = info.Endpoint
	case info.Kind == call.KindAction:
		r.name = info.Action
	}
	handler, ok := m.routes[r]
	if !ok && r.name != "" {
		handler, ok = m.routes[route{kind: r.kind}]
	}
	if !ok {
		handler, ok = m.fallback, m.fallback != nil
	}
	return handler, r, ok
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
