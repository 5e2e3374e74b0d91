package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// UndeclaredError says that the charm asked for what its metadata does not declare: a config option, or the
// relations of an endpoint. Juju answers such a call with nothing, so that a misspelt name goes unnoticed for
// as long as nobody misses the value. The hook was carried out as under Juju, and the Outcome is whole;
// [Context.Unchecked] leaves this error out.
type UndeclaredError struct {
	Hook  string   // such as "config-changed"
	Calls []string // each call with what is wrong about it, in the order of the calls
}

// Error lists the calls.
func (e *UndeclaredError) Error() string {
	return fmt.Sprintf("charm asked in %s for what its metadata does not declare\n  %s", e.Hook, strings.Join(e.Calls, "\n  "))
}

// undeclared returns an *UndeclaredError when the calls of the hook name what the metadata does not.
func (r *run) undeclared(trace []call.Record) error {
	var calls []string
	for i := range trace {
		if text := r.setup.undeclaredName(trace[i]); text != "" && !slices.Contains(calls, text) {
			calls = append(calls, text)
		}
	}
	if calls == nil {
		return nil
	}
	return &UndeclaredError{Hook: describeHook(&r.left.session.Hook), Calls: calls}
}

// undeclaredName says what is wrong about the name that a call asks for; "" when nothing is.
func (s *setup) undeclaredName(record call.Record) string {
	if record.Error != nil {
		return "" // Juju has said something
	}
	switch c := record.Call.(type) {
	case *call.ConfigGet:
		if _, known := s.charm.Config[c.Key]; c.Key == "" || known {
			return ""
		}
		return fmt.Sprintf("%s: %q is not a config option in %s%s", record, c.Key, s.charm.File, meant(c.Key, s.options))
	case *call.RelationIDs:
		if _, known := s.endpoint(c.Endpoint); c.Endpoint == "" || known {
			return ""
		}
		return fmt.Sprintf("%s: %q is not an endpoint in %s%s", record, c.Endpoint, s.charm.File, meant(c.Endpoint, s.charm.Endpoints()))
	}
	return ""
}
