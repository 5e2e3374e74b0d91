package charm

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/charmscenario/scenario/call"
)

// ActionEvent is an action that a person runs.
type ActionEvent struct {
	*Hook
	Name string
	ID   string
}

// NewActionEvent returns the action of a hook.
func NewActionEvent(h *Hook) *ActionEvent {
	return &ActionEvent{Hook: h, Name: h.session.Hook.Action, ID: h.session.Hook.ActionID}
}

// Params returns the parameters, with the defaults of the action's schema (hook tool action-get).
func (e *ActionEvent) Params() (map[string]any, error) {
	c := &call.ActionGet{}
	err := e.do(c, "get the parameters of action %s", e.Name)
	return c.Params, err
}

// Bind reads the parameters into a struct by its json tags.
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
		return fmt.Errorf("cannot read the parameters of action %s: %w", e.Name, err)
	}
	return nil
}

// SetResults adds to the results (hook tool action-set). Dots in a key make nested maps. Results are
// kept even when the action fails.
func (e *ActionEvent) SetResults(results map[string]string) error {
	keys := make([]string, 0, len(results))
	for key := range results {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	c := &call.ActionSet{}
	for _, key := range keys {
		c.Results = append(c.Results, call.ActionResult{Key: key, Value: results[key]})
	}
	return e.do(c, "set results of action %s", e.Name)
}

// Progress writes a line that the person sees at once (hook tool action-log).
func (e *ActionEvent) Progress(format string, args ...any) error {
	return e.do(&call.ActionLog{Message: fmt.Sprintf(format, args...)}, "log progress of action %s", e.Name)
}

// Fail marks the action as failed (hook tool action-fail). The handler goes on, and what it changed is
// kept; to drop that too, return an error.
func (e *ActionEvent) Fail(format string, args ...any) error {
	return e.do(&call.ActionFail{Message: fmt.Sprintf(format, args...)}, "fail action %s", e.Name)
}
