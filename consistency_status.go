package scenario

import (
	"strconv"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
)

// checkStatuses checks the words of statuses, and whose they are.
func (k *checker) checkStatuses() {
	k.status("State.UnitStatus", k.state.UnitStatus.Name)
	k.cyclic("State.UnitStatus.Data", k.state.UnitStatus.Data)
	k.cyclic("State.AppStatus.Data", k.state.AppStatus.Data)
	if k.state.AppStatus.Name != "unset" { // Juju's own word for an application that set none
		k.status("State.AppStatus", k.state.AppStatus.Name)
	}
	if len(k.state.PeerStatuses) == 0 {
		return
	}
	for name, status := range k.state.PeerStatuses {
		if len(status.Data) > 0 {
			k.cyclic("State.PeerStatuses["+quote(name)+"].Data", status.Data)
		}
		if call.IsUnitName(name) && belongs(name, k.app) && name != k.unitName && isStatus(status.Name) {
			continue
		}
		path := "State.PeerStatuses[" + quote(name) + "]"
		k.status(path, status.Name)
		switch {
		case !call.IsUnitName(name) || !belongs(name, k.app):
			k.add("status-peer-unit", path, "%q is not a unit of application %q; want a name such as %q",
				name, k.app, k.app+"/"+strconv.Itoa(k.number+1))
		case name == k.unitName:
			k.add("status-peer-unit", path, "%q is the unit under test; want its status in State.UnitStatus", name)
		}
	}
}

func (k *checker) status(path string, name call.StatusName) {
	if isStatus(name) {
		return
	}
	words := []string{"active", "blocked", "maintenance", "waiting", "unknown", "error", "terminated"}
	k.add("status-unknown", path+".Name", "%q is not a status%s", name, meant(string(name), words))
}

func isStatus(name call.StatusName) bool {
	switch name {
	case "", call.StatusActive, call.StatusBlocked, call.StatusMaintenance, call.StatusWaiting,
		call.StatusUnknown, call.StatusError, call.StatusTerminated:
		return true
	}
	return false
}

// cyclic refuses data that holds itself: no JSON does.
func (k *checker) cyclic(path string, data map[string]any) {
	if len(data) > 0 && codec.Cyclic(data) {
		k.add("value-cyclic", path, "a value holds itself; want plain data, as JSON can write it")
	}
}
