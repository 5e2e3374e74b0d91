package unit

import (
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// statusCall answers the calls of this file.
func (a *Agent) statusCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.StatusGet:
		return a.statusGet(c)
	case *call.StatusSet:
		return a.statusSet(c)
	}
	return unknownTool(c)
}

// statusGet answers the unit's status as it was when this hook first read it: the agent keeps it.
func (a *Agent) statusGet(c *call.StatusGet) *call.Error {
	facts := a.store.Unit()
	c.Units = nil
	if !c.App {
		if a.readStatus == nil {
			status := known(facts.UnitStatus)
			a.readStatus = &status
		}
		c.Status = told(*a.readStatus)
		return nil
	}
	if !facts.Leader {
		return refuse(call.ErrNotLeader, "finding application status: this unit is not the leader")
	}
	c.Status = told(known(facts.AppStatus))
	c.Units = make(map[string]call.Status)
	if facts.UnitStatus.Name != "" {
		c.Units[a.hook.Unit] = told(facts.UnitStatus)
	}
	for unit, status := range facts.PeerStatuses {
		c.Units[unit] = told(known(status))
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

// told returns a copy of a status whose data is as a hook tool tells it.
func told(status call.Status) call.Status {
	if status.Data != nil {
		status.Data, _ = call.WireValue(status.Data).(map[string]any)
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
