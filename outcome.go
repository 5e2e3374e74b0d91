package scenario

import "github.com/charmscenario/scenario/call"

// Outcome is what a run leaves behind: the State afterwards, and a log of what happened.
type Outcome struct {
	// State is what Juju holds after the hook.
	State `yaml:",inline"`

	// RemovedSecretRevisions lists the revisions that the commit removed one by one, in order.
	RemovedSecretRevisions []SecretRevision `yaml:"removed-secret-revisions,omitempty" json:"removed-secret-revisions,omitempty"`

	// RemovedSecrets lists the IDs of the secrets that the commit removed whole, in order.
	RemovedSecrets []string `yaml:"removed-secrets,omitempty" json:"removed-secrets,omitempty"`

	// JujuLog lists what was written to the unit's log, in order.
	JujuLog []LogLine `yaml:"juju-log,omitempty" json:"juju-log,omitempty"`

	// UnitStatusHistory and AppStatusHistory list the statuses that were set, in order; the last
	// is the one in State.
	UnitStatusHistory []Status `yaml:"unit-status-history,omitempty" json:"unit-status-history,omitempty"`
	AppStatusHistory  []Status `yaml:"app-status-history,omitempty" json:"app-status-history,omitempty"`

	// WorkloadVersionHistory lists the versions that were set, in order.
	WorkloadVersionHistory []string `yaml:"workload-version-history,omitempty" json:"workload-version-history,omitempty"`

	// ActionResults is what an action set, nested where a key had dots.
	ActionResults map[string]any `yaml:"action-results,omitempty" json:"action-results,omitempty"`

	// ActionLog lists the lines of progress that an action wrote.
	ActionLog []string `yaml:"action-log,omitempty" json:"action-log,omitempty"`

	// ActionFailure is the message of an action that called fail; empty when it did not. Run then returns an
	// *ActionFailedError.
	ActionFailure string `yaml:"action-failure,omitempty" json:"action-failure,omitempty"`

	// Commit is what the hook left to be done at its end, whether it was then done, refused or
	// dropped; nil when there was nothing.
	Commit *call.Commit `yaml:"commit,omitempty" json:"commit,omitempty"`

	// Unrouted says that the charm is a charm.Mux without a route for the event, so that nothing ran.
	Unrouted bool `yaml:"unrouted,omitempty" json:"unrouted,omitempty"`

	// Committed says that all of Commit was done.
	Committed bool `yaml:"committed,omitempty" json:"committed,omitempty"`

	// Trace lists every call that the charm made, in order, with its answer.
	Trace []call.Record `yaml:"trace,omitempty" json:"trace,omitempty"`
}

// LogLine is a line of the unit's log.
type LogLine struct {
	Level   string `yaml:"level" json:"level"` // TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL
	Message string `yaml:"message" json:"message"`
}
