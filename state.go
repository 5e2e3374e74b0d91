package scenario

import "github.com/charmscenario/scenario/call"

// State is what Juju holds and one unit can notice: what a hook finds when it starts, and what it
// leaves behind. It is plain data; the zero State is a unit that is not the leader, with its
// configuration at the defaults and nothing else.
//
// A literal says what a test is about. What it leaves out is filled in so that the whole is
// possible; Context.Complete shows the result.
type State struct {
	// Leader says whether this unit is its application's leader.
	Leader bool `yaml:"leader,omitempty" json:"leader,omitempty"`

	// Config holds the options that an operator has set: string, int, int64, float64 or bool, a secret
	// as its URI. Options left out have the default of the charm's metadata when read.
	Config map[string]any `yaml:"config,omitempty" json:"config,omitempty"`

	// Relations holds the relations that this unit is in.
	Relations []Relation `yaml:"relations,omitempty" json:"relations,omitempty"`

	// Secrets holds the secrets that exist as far as this unit can notice: its own, its
	// application's, and those of others.
	Secrets []Secret `yaml:"secrets,omitempty" json:"secrets,omitempty"`

	// UnitStatus is the unit's workload status; the zero Status is unknown.
	UnitStatus Status `yaml:"unit-status,omitempty" json:"unit-status,omitzero"`

	// AppStatus is the application's status; the zero Status is unknown.
	AppStatus Status `yaml:"app-status,omitempty" json:"app-status,omitzero"`

	// PeerStatuses holds the workload statuses of the application's other units by name
	// ("web/1"), which the leader can read (hook tool status-get --application).
	PeerStatuses map[string]Status `yaml:"peer-statuses,omitempty" json:"peer-statuses,omitempty"`

	// WorkloadVersion is what application-version-set wrote last.
	WorkloadVersion string `yaml:"workload-version,omitempty" json:"workload-version,omitempty"`

	// LeaderSettings is what leaders wrote with leader-set.
	LeaderSettings map[string]string `yaml:"leader-settings,omitempty" json:"leader-settings,omitempty"`

	// StoredState is what the unit keeps in the controller with state-set.
	StoredState map[string]string `yaml:"stored-state,omitempty" json:"stored-state,omitempty"`
}

// Status is the status of a unit or an application: Name, Message and Data; see [call.Status].
type Status = call.Status

// The words of statuses. A charm sets the first four; the others are Juju's own.
const (
	StatusActive      = call.StatusActive
	StatusBlocked     = call.StatusBlocked
	StatusMaintenance = call.StatusMaintenance
	StatusWaiting     = call.StatusWaiting
	StatusUnknown     = call.StatusUnknown
	StatusError       = call.StatusError
	StatusTerminated  = call.StatusTerminated
)

// Model is the Juju model that the unit lives in: Name, UUID and Type; see [call.Model].
type Model = call.Model
