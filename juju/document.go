package juju

import (
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// document is a model, with the others of its controller, as a file has it. What is empty is left out; so is what follows from the
// rest, such as which unit looks after a secret. A moment that is left out is the start.
//
// A name without a dot is one of the model in which it stands. One of another model has that model before it:
// "prod.database/0". What concerns all models stands beside the first and calls its units by their names alone.
type document struct {
	documentSettings `yaml:",inline"`
	Type             call.ModelType `yaml:"type,omitempty"`
	JujuVersion      string         `yaml:"juju-version,omitempty"`
	Start            time.Time      `yaml:"start,omitempty"`
	Now              time.Time      `yaml:"now,omitempty"`
	Seed             uint64         `yaml:"seed,omitempty"`
	Entries          int            `yaml:"entries,omitempty"` // that the timeline has had, on which depends what is drawn from the seed
	MaxHooks         int            `yaml:"max-hooks,omitempty"`
	KeepHooks        int            `yaml:"keep-hooks,omitempty"`
	documentContent  `yaml:",inline"`
	Models           []documentModel `yaml:"models,omitempty"`    // the others, in the order in which they were added
	Busy             []string        `yaml:"busy,omitempty"`      // units that may have something to do, in turn
	DueOrder         []documentDue   `yaml:"due-order,omitempty"` // of moments at which several things are due in another order than here
	Concealed        []string        `yaml:"concealed,omitempty"` // contents of secrets that charms have put where the timeline would show them
}

// documentModel is another model of the controller. What it does not say itself is as for the first.
type documentModel struct {
	documentSettings `yaml:",inline"`
	documentContent  `yaml:",inline"`
}

// documentSettings are what a model is like.
type documentSettings struct {
	Name                 string            `yaml:"name,omitempty"`
	UUID                 string            `yaml:"uuid,omitempty"`
	Access               Access            `yaml:"access,omitempty"`
	Life                 controller.Life   `yaml:"life,omitempty"`
	Began                time.Time         `yaml:"began,omitempty"`
	UpdateStatusInterval *time.Duration    `yaml:"update-status-interval,omitempty"` // nil: that of the first model; for that, 5m
	RetryHooks           *bool             `yaml:"retry-hooks,omitempty"`            // nil: that of the first model; for that, false
	ModelConfig          map[string]string `yaml:"model-config,omitempty"`           // that was set, and that is not said otherwise
}

// documentContent is what there is in a model.
type documentContent struct {
	Applications  map[string]documentApplication `yaml:"applications,omitempty"`
	Relations     []documentRelation             `yaml:"relations,omitempty"` // by number; across models in the requirer's
	Secrets       []documentSecret               `yaml:"secrets,omitempty"`   // oldest first
	Offers        map[string]documentOffer       `yaml:"offers,omitempty"`
	Consumed      map[string]documentConsumed    `yaml:"consumed,omitempty"` // offers of others, by the names that they have here
	Actions       []Task                         `yaml:"actions,omitempty"`  // oldest first
	Counters      documentCounters               `yaml:"counters,omitempty"`
	UsedSecretIDs []string                       `yaml:"used-secret-ids,omitempty"` // of secrets that are gone
}

// documentCounters are how many there ever were; of tasks, the number of the last.
type documentCounters struct {
	Relations int `yaml:"relations,omitempty"`
	Tasks     int `yaml:"tasks,omitempty"`
	Addresses int `yaml:"addresses,omitempty"`
	Services  int `yaml:"services,omitempty"`
	Machines  int `yaml:"machines,omitempty"`
}

// documentStatus is a status and since when it is so.
type documentStatus struct {
	call.Status `yaml:",inline"`
	Since       time.Time `yaml:"since,omitempty"`
}

type documentApplication struct {
	Charm           string                  `yaml:"charm"` // its name in Model.Charms
	Life            controller.Life         `yaml:"life,omitempty"`
	Trust           bool                    `yaml:"trust,omitempty"`
	Exposed         bool                    `yaml:"exposed,omitempty"`
	Address         string                  `yaml:"address,omitempty"`       // of its service
	Config          map[string]any          `yaml:"config,omitempty"`        // what was set
	ConfigReason    reason                  `yaml:"config-reason,omitempty"` // why units are to run config-changed, if not because of that
	Leader          string                  `yaml:"leader,omitempty"`        // empty: nobody leads
	Status          documentStatus          `yaml:"status,omitempty"`
	WorkloadVersion string                  `yaml:"workload-version,omitempty"`
	LeaderSettings  map[string]string       `yaml:"leader-settings,omitempty"`
	SettingsWritten int                     `yaml:"leader-settings-written,omitempty"` // how often
	Scale           *int                    `yaml:"scale,omitempty"`                   // Kubernetes: how many units are wanted; nil: those that are not being removed
	NextUnit        int                     `yaml:"next-unit,omitempty"`               // number; 0: after the last
	Units           map[string]documentUnit `yaml:"units,omitempty"`
}

// documentUnit is a unit and what its agent remembers. One of which nothing is said was added a moment ago.
type documentUnit struct {
	Life             controller.Life    `yaml:"life,omitempty"`
	Machine          string             `yaml:"machine,omitempty"`
	Address          string             `yaml:"address,omitempty"`
	Removal          reason             `yaml:"removal,omitempty"`      // why it is being removed, if not by itself
	Subordinates     []string           `yaml:"subordinates,omitempty"` // units beside it, in the order in which they came
	Removed          bool               `yaml:"removed,omitempty"`      // it has run its last hook, and waits for its subordinates to be gone
	Status           documentStatus     `yaml:"status,omitempty"`
	CharmSetStatus   bool               `yaml:"charm-set-status,omitempty"` // whether a hook ever set the status
	Phase            phase              `yaml:"phase,omitempty"`
	LeaderElected    bool               `yaml:"leader-elected,omitempty"`       // whether the leader was told that it leads
	SettingsSeen     seen               `yaml:"leader-settings-seen,omitempty"` // which it was told of; empty: none
	Deposed          seen               `yaml:"deposed,omitempty"`              // with which settings it ceased to lead, if it is to be told of settings because of that
	ConfigSeen       *map[string]any    `yaml:"config-seen,omitempty"`          // as of the last config-changed, when it is another now
	TrustSeen        *bool              `yaml:"trust-seen,omitempty"`           // likewise
	Entering         bool               `yaml:"entering,omitempty"`             // whether it has yet to come into relations
	Charm            string             `yaml:"charm,omitempty"`                // that it runs until upgrade-charm
	CharmConfig      map[string]any     `yaml:"charm-config,omitempty"`         // what was set for that one
	StoredState      map[string]string  `yaml:"stored-state,omitempty"`
	LastHook         time.Time          `yaml:"last-hook,omitempty"`
	LastUpdateStatus time.Time          `yaml:"last-update-status,omitempty"`
	UpdateStatusDue  bool               `yaml:"update-status-due,omitempty"`
	Queued           call.Kind          `yaml:"queued,omitempty"` // the hook that must come next
	Failed           *documentFailure   `yaml:"failed,omitempty"`
	SecretExpired    []documentRevision `yaml:"secret-expired,omitempty"` // hooks to come, and what they are about
	SecretRotate     []string           `yaml:"secret-rotate,omitempty"`
	SecretChanged    []string           `yaml:"secret-changed,omitempty"`
	SecretRemove     []documentRevision `yaml:"secret-remove,omitempty"`
}

// phase is how far a unit has come.
type phase string

// The phases of a unit, each after the one before; empty: not installed.
const (
	phaseInstalled  phase = "installed"
	phaseConfigured phase = "configured" // config-changed has run
	phaseStarted    phase = "started"
	phaseStopped    phase = "stopped"
)

// seen says which leader settings a unit was told of.
type seen string

// The leader settings that a unit was told of.
const (
	seenLatest  seen = "latest"
	seenEarlier seen = "earlier"
)

// documentRevision is a revision of a secret that a unit is to be told of.
type documentRevision struct {
	Secret   string `yaml:"secret"`
	Revision int    `yaml:"revision"`
	Reason   reason `yaml:"reason,omitempty"`
}

// documentFailure is a hook that failed, and what it is about.
type documentFailure struct {
	Hook        call.Kind     `yaml:"hook"`
	Relation    string        `yaml:"relation,omitempty"` // "database:3"
	Unit        string        `yaml:"unit,omitempty"`     // on the other side
	Secret      string        `yaml:"secret,omitempty"`
	SecretLabel string        `yaml:"secret-label,omitempty"`
	SecretGone  *documentGone `yaml:"secret-gone,omitempty"` // nil: the secret is there
	Revision    int           `yaml:"revision,omitempty"`
	Reason      reason        `yaml:"reason,omitempty"` // why it was queued
	Error       string        `yaml:"error,omitempty"`  // why it failed
	Since       time.Time     `yaml:"since,omitempty"`
	Retry       bool          `yaml:"retry,omitempty"`    // to be run again
	Resolved    bool          `yaml:"resolved,omitempty"` // because somebody said so
	Retries     int           `yaml:"retries,omitempty"`  // how often Juju did so by itself
	RetryAt     time.Time     `yaml:"retry-at,omitempty"`
}

// documentGone is what the hook about a secret that is gone still tells of it.
type documentGone struct {
	Owner string `yaml:"owner,omitempty"`
	Label string `yaml:"label,omitempty"` // that the owner gave
}

type documentOffer struct {
	Application string   `yaml:"application"`
	Endpoints   []string `yaml:"endpoints"`
}

type documentConsumed struct {
	Offer     string    `yaml:"offer"`               // its URL
	Removed   removed   `yaml:"removed,omitempty"`   // what of it is no more
	Endpoints []string  `yaml:"endpoints,omitempty"` // that were on offer, when it was removed
	Since     time.Time `yaml:"since,omitempty"`     // when that was
}

// removed says what is no more of an offer that was consumed.
type removed string

// What can be no more: the offer, or its model.
const (
	removedOffer removed = "offer"
	removedModel removed = "model"
)

// documentDue is something that is due at a moment: one of Rotate, Expire and Retry.
type documentDue struct {
	At       time.Time `yaml:"at"`
	Rotate   string    `yaml:"rotate,omitempty"` // a secret
	Expire   string    `yaml:"expire,omitempty"` // a secret, of which Revision
	Revision int       `yaml:"revision,omitempty"`
	Retry    string    `yaml:"retry,omitempty"` // a unit
}
