package juju

import (
	"time"

	"github.com/charmscenario/scenario/call"
)

type documentSecret struct {
	ID          string                   `yaml:"id"`    // "secret:<id>"
	Owner       string                   `yaml:"owner"` // an application, a unit, or "<user>"
	Label       string                   `yaml:"label,omitempty"`
	Description string                   `yaml:"description,omitempty"`
	AutoPrune   bool                     `yaml:"auto-prune,omitempty"`
	Disowned    bool                     `yaml:"disowned,omitempty"` // the owner took its own right away
	Rotate      call.RotatePolicy        `yaml:"rotate,omitempty"`
	NextRotate  time.Time                `yaml:"next-rotate,omitempty"` // left out: one interval from now
	Expire      time.Time                `yaml:"expire,omitempty"`      // of the latest revision
	Created     time.Time                `yaml:"created,omitempty"`
	Updated     time.Time                `yaml:"updated,omitempty"`
	Latest      int                      `yaml:"latest-revision,omitempty"` // when that one was removed
	Revisions   []documentSecretRevision `yaml:"revisions,omitempty"`       // ascending
	Grants      []documentGrant          `yaml:"grants,omitempty"`          // oldest first
	Consumers   []documentConsumer       `yaml:"consumers,omitempty"`       // in the order of first read
}

type documentSecretRevision struct {
	Number   int               `yaml:"number"`
	Created  time.Time         `yaml:"created,omitempty"`
	Expire   time.Time         `yaml:"expire,omitempty"` // of one that is not the latest
	Obsolete bool              `yaml:"obsolete,omitempty"`
	Told     []string          `yaml:"told,omitempty"` // units that have run secret-remove for it
	Content  map[string]string `yaml:"content,omitempty"`
}

type documentGrant struct {
	To       string `yaml:"to"`                 // an application or a unit, as the owner's model calls it
	Relation string `yaml:"relation,omitempty"` // for whose life
}

// documentConsumer is a unit's record of a secret.
type documentConsumer struct {
	Unit    string   `yaml:"unit"`
	Label   string   `yaml:"label,omitempty"`
	GivenUp []string `yaml:"given-up-labels,omitempty"` // that it gave before
	Tracked int      `yaml:"tracked-revision,omitempty"`
	Told    int      `yaml:"told-revision,omitempty"` // the latest that it ran secret-changed for
	Reason  reason   `yaml:"reason,omitempty"`        // of the news that it was not told
}
