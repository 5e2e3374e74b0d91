package call

import (
	"math/rand/v2"
	"time"
)

// Kind is what happened: the name of a hook without the endpoint, storage or container it
// concerns, such as "relation-changed". An action is of kind [KindAction].
type Kind string

// The kinds of hooks that Juju runs (Juju's hooks package).
const (
	KindInstall               Kind = "install"
	KindStart                 Kind = "start"
	KindConfigChanged         Kind = "config-changed"
	KindUpgradeCharm          Kind = "upgrade-charm"
	KindUpdateStatus          Kind = "update-status"
	KindLeaderElected         Kind = "leader-elected"
	KindLeaderSettingsChanged Kind = "leader-settings-changed"
	KindStop                  Kind = "stop"
	KindRemove                Kind = "remove"
	KindPreSeriesUpgrade      Kind = "pre-series-upgrade"
	KindPostSeriesUpgrade     Kind = "post-series-upgrade"
	KindRelationCreated       Kind = "relation-created"
	KindRelationJoined        Kind = "relation-joined"
	KindRelationChanged       Kind = "relation-changed"
	KindRelationDeparted      Kind = "relation-departed"
	KindRelationBroken        Kind = "relation-broken"
	KindSecretChanged         Kind = "secret-changed"
	KindSecretRemove          Kind = "secret-remove"
	KindSecretRotate          Kind = "secret-rotate"
	KindSecretExpired         Kind = "secret-expired"
	KindAction                Kind = "action"
)

// IsRelation reports whether hooks of this kind concern a relation.
func (k Kind) IsRelation() bool {
	switch k {
	case KindRelationCreated, KindRelationJoined, KindRelationChanged, KindRelationDeparted, KindRelationBroken:
		return true
	}
	return false
}

// IsSecret reports whether hooks of this kind concern a secret.
func (k Kind) IsSecret() bool {
	switch k {
	case KindSecretChanged, KindSecretRemove, KindSecretRotate, KindSecretExpired:
		return true
	}
	return false
}

// Model is the Juju model that a unit lives in.
type Model struct {
	Name string    `yaml:"name,omitempty" json:"name,omitempty"` // such as "prod"
	UUID string    `yaml:"uuid,omitempty" json:"uuid,omitempty"`
	Type ModelType `yaml:"type,omitempty" json:"type,omitempty"` // machines or Kubernetes
}

// ModelType says what a model's units run on, in Juju's own words.
type ModelType string

// The types of models.
const (
	ModelMachines   ModelType = "iaas"
	ModelKubernetes ModelType = "caas"
)

// Hook is what a hook is told when it starts. It becomes the environment of an executable
// charm, the defaults of hook tools, and what package charm's Hook answers.
type Hook struct {
	Kind Kind   `yaml:"kind" json:"kind"`
	Name string `yaml:"name,omitempty" json:"name,omitempty"` // JUJU_HOOK_NAME: "database-relation-changed"; empty for an action

	// Relation hooks.
	Endpoint      string `yaml:"endpoint,omitempty" json:"endpoint,omitempty"`             // JUJU_RELATION: "database"
	Relation      string `yaml:"relation,omitempty" json:"relation,omitempty"`             // JUJU_RELATION_ID: "database:3"
	RemoteApp     string `yaml:"remote-app,omitempty" json:"remote-app,omitempty"`         // JUJU_REMOTE_APP
	RemoteUnit    string `yaml:"remote-unit,omitempty" json:"remote-unit,omitempty"`       // JUJU_REMOTE_UNIT; empty: about the application
	DepartingUnit string `yaml:"departing-unit,omitempty" json:"departing-unit,omitempty"` // JUJU_DEPARTING_UNIT; relation-departed only

	// Secret hooks.
	SecretID       string `yaml:"secret-id,omitempty" json:"secret-id,omitempty"`             // JUJU_SECRET_ID: "secret:<id>"
	SecretLabel    string `yaml:"secret-label,omitempty" json:"secret-label,omitempty"`       // JUJU_SECRET_LABEL
	SecretRevision int    `yaml:"secret-revision,omitempty" json:"secret-revision,omitempty"` // JUJU_SECRET_REVISION; 0: not told

	// Storage hooks. Empty while the storage is not provisioned.
	StorageID       string `yaml:"storage-id,omitempty" json:"storage-id,omitempty"`             // JUJU_STORAGE_ID: "data/0"
	StorageKind     string `yaml:"storage-kind,omitempty" json:"storage-kind,omitempty"`         // JUJU_STORAGE_KIND: "filesystem" or "block"
	StorageLocation string `yaml:"storage-location,omitempty" json:"storage-location,omitempty"` // JUJU_STORAGE_LOCATION

	// Hooks of a container.
	Workload string `yaml:"workload,omitempty" json:"workload,omitempty"` // JUJU_WORKLOAD_NAME: the container

	// Actions.
	Action   string `yaml:"action,omitempty" json:"action,omitempty"`       // JUJU_ACTION_NAME
	ActionID string `yaml:"action-id,omitempty" json:"action-id,omitempty"` // JUJU_ACTION_UUID: "1"

	// The unit.
	Unit             string  `yaml:"unit" json:"unit"` // JUJU_UNIT_NAME: "web/0"
	App              string  `yaml:"app" json:"app"`   // "web"
	Model            Model   `yaml:"model" json:"model"`
	JujuVersion      Version `yaml:"juju-version" json:"juju-version"`
	MachineID        string  `yaml:"machine-id,omitempty" json:"machine-id,omitempty"`               // JUJU_MACHINE_ID; empty on Kubernetes
	AvailabilityZone string  `yaml:"availability-zone,omitempty" json:"availability-zone,omitempty"` // JUJU_AVAILABILITY_ZONE
	PrincipalUnit    string  `yaml:"principal-unit,omitempty" json:"principal-unit,omitempty"`       // JUJU_PRINCIPAL_UNIT, of a subordinate
}

// RelationFacts is what a hook tool must know of a relation while it reads its arguments.
type RelationFacts struct {
	ID        string // "database:3"
	Endpoint  string // "database"
	RemoteApp string // own application for a peer relation
}

// RelationFinder looks up a relation that the unit is in, by its number. It leaves nothing in the trace.
type RelationFinder interface {
	Relation(number int) (RelationFacts, bool)
}

// Session is one hook's side of the seam: what the hook was told, who carries out its calls, and
// where it takes time and randomness from.
type Session struct {
	Hook    Hook
	Backend Backend

	// Relations is what hook tools look relations up in while they read their arguments. Nil under
	// real Juju, where Juju's own tools look.
	Relations RelationFinder

	// Refused is told of a call that a hook tool refused because of its arguments, and did not make.
	// Nil: nobody is.
	Refused func(c Call, refusal *Error)

	Now  func() time.Time // nil: time.Now
	Rand *rand.Rand       // nil: the operating system's randomness

	CharmDir string // the charm's directory, against which hook tools read relative paths
}
