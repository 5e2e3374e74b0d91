package unit

import (
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// statusGet answers the unit's status as it was when this hook first read it: the agent keeps it.
func (a *Agent) statusGet(c *call.StatusGet) *call.Error {
	facts := a.store.Unit()
	c.Units = nil
	if !c.App {
		if a.readStatus == nil {
			status := known(facts.UnitStatus)
			a.readStatus = &status
		}
		c.Status = a.readStatus.Clone()
		return nil
	}
	if !facts.Leader {
		return refuse(call.ErrNotLeader, "finding application status: this unit is not the leader")
	}
	c.Status = known(facts.AppStatus).Clone()
	c.Units = make(map[string]call.Status, len(facts.PeerStatuses)+1)
	if facts.UnitStatus.Name != "" {
		c.Units[a.hook.Unit] = facts.UnitStatus.Clone()
	}
	for unit, status := range facts.PeerStatuses {
		c.Units[unit] = known(status).Clone()
	}
	return nil
}

// known gives the zero status its name.
func known(status call.Status) call.Status {
	if status.Name == "" {
		status.Name = call.StatusUnknown
	}
	return status
}

// statusSet acts at once and drops the data of the status before.
func (a *Agent) statusSet(c *call.StatusSet) *call.Error {
	facts := a.store.Unit()
	status := call.Status{Name: c.Name, Message: controller.Received(c.Message)}
	if c.App {
		if !facts.Leader {
			return refuse(call.ErrNotLeader, "this unit is not the leader")
		}
		facts.AppStatus = status
		a.Journal.AppStatusHistory = append(a.Journal.AppStatusHistory, status)
		return nil
	}
	facts.UnitStatus = status
	a.Journal.UnitStatusHistory = append(a.Journal.UnitStatusHistory, status)
	return nil
}
