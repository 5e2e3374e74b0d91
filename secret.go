package scenario

import (
	"time"

	"github.com/charmscenario/scenario/call"
)

// Owner is the owner of a secret: [OwnerApp], [OwnerUnit], [OwnerUser], or the name of another
// application ("postgresql") or another unit ("postgresql/0", "web/1"). The zero Owner is another
// application that nobody named.
type Owner string

// The owners that need no name.
const (
	OwnerApp  Owner = "application" // the application of the unit under test
	OwnerUnit Owner = "unit"        // the unit under test
	OwnerUser Owner = "user"        // a person: a user's secret (in Juju, the model owns it)
)

// RotatePolicy says how often Juju asks a secret's owner for a new revision.
type RotatePolicy = call.RotatePolicy

// Juju's rotate policies. The empty one counts as never.
const (
	RotateNever     = call.RotateNever
	RotateHourly    = call.RotateHourly
	RotateDaily     = call.RotateDaily
	RotateWeekly    = call.RotateWeekly
	RotateMonthly   = call.RotateMonthly
	RotateQuarterly = call.RotateQuarterly
	RotateYearly    = call.RotateYearly
)

// Secret is a secret as this unit knows it.
//
// Being in State means that it exists. A secret of somebody else can be read by this unit unless
// NotGranted says otherwise.
type Secret struct {
	// ID is "secret:" and 20 characters. Left out, one is made from the secret's position. Every
	// spelling that Juju accepts is taken.
	ID string `yaml:"id,omitempty" json:"id,omitempty"`

	// Label is how this unit calls the secret: the label its owner gave it when that is this unit
	// or its application, else the one that this unit attached to it.
	Label string `yaml:"label,omitempty" json:"label,omitempty"`

	// OwnerLabel is the label that another unit of this application gave a secret of its own (Owner:
	// "web/1"). This unit cannot use it, and no secret of the application can have it.
	OwnerLabel string `yaml:"owner-label,omitempty" json:"owner-label,omitempty"`

	// ConsumerLabel is the label that this unit attached to a secret of its own application
	// without being leader, which Juju 3.5 lets it do beside the owner's Label.
	ConsumerLabel string `yaml:"consumer-label,omitempty" json:"consumer-label,omitempty"`

	// GivenUpLabels are labels that this unit attached to the secret and then replaced. Juju keeps
	// them taken.
	GivenUpLabels []string `yaml:"given-up-labels,omitempty" json:"given-up-labels,omitempty"`

	// Description is the owner's description.
	Description string `yaml:"description,omitempty" json:"description,omitempty"`

	// Owner says whose secret it is; the zero Owner is some other application.
	Owner Owner `yaml:"owner,omitempty" json:"owner,omitempty"`

	// SourceModel is the UUID of the model that the secret lives in when that is another one.
	SourceModel string `yaml:"source-model,omitempty" json:"source-model,omitempty"`

	// NotGranted says that this unit may not read a secret of somebody else: permission denied.
	NotGranted bool `yaml:"not-granted,omitempty" json:"not-granted,omitempty"`

	// Disowned says that the right which the owner got with the secret was taken back, as secret-revoke
	// does when it names the owner itself, for instance over a peer relation: permission denied.
	Disowned bool `yaml:"disowned,omitempty" json:"disowned,omitempty"`

	// TrackedRevision is the revision that this unit tracks and TrackedContent its content. Left
	// out while LatestContent is given, the unit has never read the secret: its first get, even a
	// peek, makes it track the latest. A tracked revision without content was removed.
	TrackedRevision int               `yaml:"tracked-revision,omitempty" json:"tracked-revision,omitempty"`
	TrackedContent  map[string]string `yaml:"tracked-content,omitempty" json:"tracked-content,omitempty"`

	// LatestRevision is the latest revision and LatestContent its content. Left out, the latest
	// is the tracked one. A latest revision later than the tracked one, without content, was removed.
	LatestRevision int               `yaml:"latest-revision,omitempty" json:"latest-revision,omitempty"`
	LatestContent  map[string]string `yaml:"latest-content,omitempty" json:"latest-content,omitempty"`

	// Revisions holds further revisions that still exist, besides the tracked and the latest one.
	Revisions []Revision `yaml:"revisions,omitempty" json:"revisions,omitempty"`

	// Rotate is the rotate policy and NextRotate when Juju asks next (left out for a rotating
	// secret: counted from now).
	Rotate     RotatePolicy `yaml:"rotate,omitempty" json:"rotate,omitempty"`
	NextRotate time.Time    `yaml:"next-rotate,omitempty" json:"next-rotate,omitzero"`

	// Expire is when the latest revision expires; zero: never.
	Expire time.Time `yaml:"expire,omitempty" json:"expire,omitzero"`

	// TrackedExpire is when the tracked revision expires while it is not the latest; zero: never.
	TrackedExpire time.Time `yaml:"tracked-expire,omitempty" json:"tracked-expire,omitzero"`

	// RemoteGrants says who may read a secret of this unit or its application: for each relation
	// by ID ("database:3") the names of its remote application or of units of it.
	RemoteGrants map[string][]string `yaml:"remote-grants,omitempty" json:"remote-grants,omitempty"`
}

// Revision is a revision of a secret that is neither tracked by this unit nor the latest.
type Revision struct {
	Number  int               `yaml:"number" json:"number"`                       // from 1 on
	Content map[string]string `yaml:"content,omitempty" json:"content,omitempty"` // nil: nobody knows
	Expire  time.Time         `yaml:"expire,omitempty" json:"expire,omitzero"`    // zero: never
}

// SecretRevision names one revision of a secret.
type SecretRevision struct {
	SecretID string `yaml:"secret-id" json:"secret-id"` // "secret:<id>"
	Revision int    `yaml:"revision" json:"revision"`
}
