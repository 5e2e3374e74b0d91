package charm

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/charmscenario/scenario/call"
)

// ActionEvent is an action that a person runs.
type ActionEvent struct {
	*Hook
	Name string // of the action, such as "backup"; Hook.Name is empty in an action
	ID   string // Juju's number of this call of it, such as "1"
}

// NewActionEvent returns the action of a hook.
func NewActionEvent(h *Hook) *ActionEvent {
	return &ActionEvent{Hook: h, Name: h.told().Action, ID: h.told().ActionID}
}

// title names the action for a person; outside an action there is none to name.
func (e *ActionEvent) title() string {
	if e.Name == "" {
		return "the action"
	}
	return "action " + e.Name
}

// Param returns one parameter, and whether it has a value or a default (hook tool action-get).
func (e *ActionEvent) Param(name string) (value any, ok bool, err error) {
	params, err := e.Params()
	if err != nil {
		return nil, false, err
	}
	value, ok = params[name]
	return value, ok, nil
}

// Params returns the parameters, with the defaults of the action's schema (hook tool action-get).
func (e *ActionEvent) Params() (map[string]any, error) {
	c := &call.ActionGet{}
	err := e.ask(c, "get the parameters of %s", e.title())
	return c.Params, err
}

// Bind reads the parameters into a struct by its json tags. A field whose parameter has no value and
// no default keeps what it holds.
func (e *ActionEvent) Bind(into any) error {
	params, err := e.Params()
	if err != nil {
		return err
	}
	text, err := json.Marshal(params)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("cannot read the parameters of %s: %w", e.title(), err)
	}
	return nil
}

// Set adds one result (hook tool action-set). Dots in the key make nested maps. [ErrNotValid] for a
// key that is not of lower-case letters, digits, dashes and dots.
func (e *ActionEvent) Set(key, value string) error {
	return e.ask(&call.ActionSet{Results: []call.ActionResult{{Key: key, Value: value}}}, "set result %q of %s", key, e.title())
}

// SetResults adds to the results (hook tool action-set). Dots in a key make nested maps. Results are
// kept even when the action fails.
func (e *ActionEvent) SetResults(results map[string]string) error {
	c := &call.ActionSet{}
	for _, key := range slices.Sorted(maps.Keys(results)) {
		c.Results = append(c.Results, call.ActionResult{Key: key, Value: results[key]})
	}
	return e.ask(c, "set results of %s", e.title())
}

// Logf writes a line that the person sees at once (hook tool action-log).
func (e *ActionEvent) Logf(format string, args ...any) error {
	return e.ask(&call.ActionLog{Message: fmt.Sprintf(format, args...)}, "log progress of %s", e.title())
}

// Fail marks the action as failed (hook tool action-fail). The handler goes on, and what it changed is
// kept; to drop that too, return an error.
func (e *ActionEvent) Fail(message string) error {
	return e.ask(&call.ActionFail{Message: message}, "fail %s", e.title())
}
