// Package unit is the unit agent during one hook: what the hook sees, what waits for its end, what
// acts at once, and the trace of it all. The rules that the controller applies are in
// internal/controller.
package unit

import (
	"context"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// Config is what an Agent is made of.
type Config struct {
	Hook  call.Hook
	Store controller.Store
	Now   func() time.Time
	// NewSecretID mints the 20 characters of a new secret.
	NewSecretID func() string
}

// Journal is what a hook leaves behind besides the facts in its Store.
type Journal struct {
	Trace                  []call.Record
	Commit                 *call.Commit // nil: nothing was pending
	JujuLog                []LogLine
	UnitStatusHistory      []call.Status
	AppStatusHistory       []call.Status
	WorkloadVersionHistory []string
	ActionResults          map[string]any
	ActionLog              []string
	ActionFailed           bool
	ActionMessage          string
	Removed                controller.Removed
}

// LogLine is a line of the unit's log: level TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL.
type LogLine struct{ Level, Message string }

// Agent carries out the calls of one hook; it is a call.Backend.
type Agent struct {
	Journal Journal
}

// New returns an agent at the start of a hook.
func New(config Config) *Agent { panic("stub") }

// Do carries out a call.
func (a *Agent) Do(ctx context.Context, c call.Call) error { panic("stub") }

// Relation looks up a relation for hook tools that read their arguments. It leaves no trace.
func (a *Agent) Relation(number int) (call.RelationFacts, bool) { panic("stub") }

// End ends the hook. When it succeeded, what is pending is committed, and the refusal of a
// step is returned as *controller.CommitError; otherwise what is pending is dropped.
func (a *Agent) End(succeeded bool) error { panic("stub") }
