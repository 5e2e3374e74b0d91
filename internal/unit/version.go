package unit

import "github.com/charmscenario/scenario/call"

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
	a.store.Unit().WorkloadVersion = c.Version
	a.Journal.WorkloadVersionHistory = append(a.Journal.WorkloadVersionHistory, c.Version)
	return nil
}
