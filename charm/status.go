package charm

import (
	"strings"

	"github.com/charmscenario/scenario/call"
)

// Status is the workload status of a unit or the status of an application: Name, Message and Data; see
// [call.Status].
type Status = call.Status

// Active is the status of a unit that works. Several messages are joined with spaces, here and in
// the other statuses.
func Active(message ...string) Status { return status(call.StatusActive, message) }

// Blocked is the status of a unit that cannot go on until an operator does something.
func Blocked(message ...string) Status { return status(call.StatusBlocked, message) }

// Maintenance is the status of a unit that is busy, and not yet working.
func Maintenance(message ...string) Status { return status(call.StatusMaintenance, message) }

// Waiting is the status of a unit that waits for another application.
func Waiting(message ...string) Status { return status(call.StatusWaiting, message) }

func status(name call.StatusName, message []string) Status {
	return Status{Name: name, Message: strings.Join(message, " ")}
}
