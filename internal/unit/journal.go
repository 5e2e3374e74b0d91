package unit

import (
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// Journal is what a hook leaves behind besides the facts in its Store.
type Journal struct {
	Trace                  []call.Record
	Commit                 *call.Commit // nil: nothing was pending
	Removed                controller.Removed
	JujuLog                []LogLine
	UnitStatusHistory      []call.Status
	AppStatusHistory       []call.Status
	WorkloadVersionHistory []string
	ActionResults          map[string]any
	ActionLog              []string
	ActionFailed           bool
	ActionMessage          string
}

// LogLine is a line of the unit's log: level TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL.
type LogLine struct{ Level, Message string }
