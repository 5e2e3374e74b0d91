package unit

import (
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// versionCall answers the calls of this file.
func (a *Agent) versionCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.ApplicationVersionSet:
		return a.applicationVersionSet(c)
	}
	return unknownTool(c)
}

// applicationVersionSet writes at once. An empty version clears.
func (a *Agent) applicationVersionSet(c *call.ApplicationVersionSet) *call.Error {
	version := controller.Received(c.Version)
	a.store.Unit().WorkloadVersion = version
	a.Journal.WorkloadVersionHistory = append(a.Journal.WorkloadVersionHistory, version)
	return nil
}
