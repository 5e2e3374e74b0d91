package juju

import "github.com/charmscenario/scenario/call"

// statusBefore is the status that Juju gives a unit before it runs a hook of a kind, if any
// (worker/uniter/operation/runhook.go, beforeHook).
func (u *unit) statusBefore(kind call.Kind) (call.Status, bool) {
	status := call.Status{Name: call.StatusMaintenance}
	switch {
	case kind == call.KindInstall && !u.charmSetStatus:
		status.Message = "installing charm software"
	case kind == call.KindStop:
		status.Message = "stopping charm software"
	case kind == call.KindRemove:
		status.Message = "cleaning up prior to charm deletion"
	default:
		return call.Status{}, false
	}
	return status, true
}

// statusAfter is the status that Juju gives a unit after a hook of a kind, if any (afterHook).
func (u *unit) statusAfter(kind call.Kind) (call.Status, bool) {
	switch {
	case kind == call.KindStart && !u.charmSetStatus:
		return call.Status{Name: call.StatusUnknown}, true
	case kind == call.KindStop:
		return call.Status{Name: call.StatusMaintenance}, true
	case kind == call.KindRemove:
		return call.Status{Name: call.StatusTerminated}, true
	}
	return call.Status{}, false
}

// given gives the unit a status of Juju's, if there is one, and tells what that changes.
func (u *unit) given(status call.Status, ok bool) []Change {
	if !ok || equalStatus(u.status, status) {
		return nil
	}
	change := Change{Unit: u.name, What: ChangedStatus, Old: describeStatus(u.status), New: describeStatus(status)}
	u.setStatus(status)
	return []Change{change}
}
