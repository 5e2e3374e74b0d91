package unit

import "github.com/charmscenario/scenario/call"

// applicationVersionSet writes at once. An empty version clears.
func (a *Agent) applicationVersionSet(c *call.ApplicationVersionSet) *call.Error {
	a.store.Unit().WorkloadVersion = c.Version
	a.Journal.WorkloadVersionHistory = append(a.Journal.WorkloadVersionHistory, c.Version)
	return nil
}
