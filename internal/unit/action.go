package unit

import (
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// actionCall answers the calls of this file.
func (a *Agent) actionCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.ActionGet:
		return a.actionGet(c)
	case *call.ActionSet:
		return a.actionSet(c)
	case *call.ActionLog:
		return a.actionLog(c)
	case *call.ActionFail:
		return a.actionFail(c)
	}
	return unknownTool(c)
}

// inAction refuses action calls outside an action.
func (a *Agent) inAction() *call.Error {
	if a.hook.Kind != call.KindAction {
		return refuse(call.ErrNotAction, "not running an action")
	}
	return nil
}

func (a *Agent) actionGet(c *call.ActionGet) *call.Error {
	if refusal := a.inAction(); refusal != nil {
		return refusal
	}
	c.Params = nil
	if params := a.store.Unit().ActionParams; params != nil {
		c.Params, _ = call.WireValue(params).(map[string]any)
	}
	return nil
}

// actionSet puts each value at the end of its path; what stood in the way is replaced.
func (a *Agent) actionSet(c *call.ActionSet) *call.Error {
	if refusal := a.inAction(); refusal != nil {
		return refusal
	}
	for _, result := range c.Results {
		if a.Journal.ActionResults == nil {
			a.Journal.ActionResults = make(map[string]any)
		}
		path := strings.Split(result.Key, ".")
		at := a.Journal.ActionResults
		for _, part := range path[:len(path)-1] {
			below, ok := at[part].(map[string]any)
			if !ok {
				below = make(map[string]any)
				at[part] = below
			}
			at = below
		}
		at[path[len(path)-1]] = controller.Received(result.Value)
	}
	return nil
}

func (a *Agent) actionLog(c *call.ActionLog) *call.Error {
	if refusal := a.inAction(); refusal != nil {
		return refusal
	}
	a.Journal.ActionLog = append(a.Journal.ActionLog, controller.Received(c.Message))
	return nil
}

func (a *Agent) actionFail(c *call.ActionFail) *call.Error {
	if refusal := a.inAction(); refusal != nil {
		return refusal
	}
	a.Journal.ActionFailed = true
	if a.Journal.ActionMessage = controller.Received(c.Message); c.Message == "" && !c.NoMessage {
		a.Journal.ActionMessage = "action failed without reason given, check action for errors"
	}
	return nil
}
