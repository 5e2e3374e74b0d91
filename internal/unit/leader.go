package unit

import (
	"maps"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// leaderCall answers the calls of this file.
func (a *Agent) leaderCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.IsLeader:
		return a.isLeader(c)
	case *call.LeaderGet:
		return a.leaderGet(c)
	case *call.LeaderSet:
		return a.leaderSet(c)
	}
	return unknownTool(c)
}

func (a *Agent) isLeader(c *call.IsLeader) *call.Error {
	c.Leader = a.store.Unit().Leader
	return nil
}

// leaderGet is gone in Juju 4.0.
func (a *Agent) leaderGet(c *call.LeaderGet) *call.Error {
	if a.hook.JujuVersion.AtLeast(4, 0, 0) {
		return unknownTool(c)
	}
	c.Settings = maps.Clone(a.store.Unit().LeaderSettings)
	return nil
}

// leaderSet writes at once: it does not wait for the end of the hook. Gone in Juju 4.0.
func (a *Agent) leaderSet(c *call.LeaderSet) *call.Error {
	if a.hook.JujuVersion.AtLeast(4, 0, 0) {
		return unknownTool(c)
	}
	facts := a.store.Unit()
	if !facts.Leader {
		return refuse(call.ErrNotLeader, "cannot write leadership settings: cannot write settings: not the leader")
	}
	facts.LeaderSettings = controller.ChangedBy(facts.LeaderSettings, c.Settings)
	return nil
}
