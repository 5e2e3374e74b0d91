package unit

import (
	"maps"

	"github.com/charmscenario/scenario/call"
)

// stateCall answers the calls of this file.
func (a *Agent) stateCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.StateGet:
		return a.stateGet(c)
	case *call.StateSet:
		return a.stateSet(c)
	case *call.StateDelete:
		return a.stateDelete(c)
	}
	return unknownTool(c)
}

// stored returns the stored state as this hook sees it: its own changes included.
func (a *Agent) stored() map[string]string {
	if a.pending.stateSet {
		return a.pending.state
	}
	return a.store.Unit().StoredState
}

// changeStored makes the stored state the hook's own, to be written.
func (a *Agent) changeStored() map[string]string {
	if !a.pending.stateSet {
		a.pending.state = maps.Clone(a.store.Unit().StoredState)
		if a.pending.state == nil {
			a.pending.state = make(map[string]string)
		}
		a.pending.stateSet = true
	}
	return a.pending.state
}

// stateGet answers nil when nothing is stored, also when all that was is deleted.
func (a *Agent) stateGet(c *call.StateGet) *call.Error {
	c.State = nil
	if stored := a.stored(); len(stored) > 0 {
		c.State = maps.Clone(stored)
	}
	return nil
}

func (a *Agent) stateSet(c *call.StateSet) *call.Error {
	current := a.stored()
	for key, value := range c.State {
		if old, ok := current[key]; !ok || old != value {
			maps.Copy(a.changeStored(), c.State)
			return nil
		}
	}
	return nil
}

func (a *Agent) stateDelete(c *call.StateDelete) *call.Error {
	if _, ok := a.stored()[c.Key]; ok {
		delete(a.changeStored(), c.Key)
	}
	return nil
}
