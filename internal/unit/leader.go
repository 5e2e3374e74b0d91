package unit

import (
	"maps"

	"github.com/charmscenario/scenario/call"
)

func (a *Agent) leaderGet(c *call.LeaderGet) *call.Error {
	c.Settings = maps.Clone(a.store.Unit().LeaderSettings)
	return nil
}

// leaderSet writes at once: it does not wait for the end of the hook.
func (a *Agent) leaderSet(c *call.LeaderSet) *call.Error {
	facts := a.store.Unit()
	if !facts.Leader {
		return refuse(call.ErrNotLeader, "cannot write leadership settings: cannot write settings: not the leader")
	}
	facts.LeaderSettings = overlay(facts.LeaderSettings, c.Settings)
	return nil
}
