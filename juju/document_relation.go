package juju

import "github.com/charmscenario/scenario/internal/controller"

// documentRelation is a relation: of one side for peers, else of the requirer and the provider.
type documentRelation struct {
	Number    *int            `yaml:"number,omitempty"` // nil: the next
	Life      controller.Life `yaml:"life,omitempty"`
	Suspended bool            `yaml:"suspended,omitempty"`
	Sides     []documentSide  `yaml:"sides"`
}

type documentSide struct {
	Application string             `yaml:"application"`
	Endpoint    string             `yaml:"endpoint"`
	Number      *int               `yaml:"number,omitempty"`      // of a side in another model: the relation's there
	ConsumedAs  string             `yaml:"consumed-as,omitempty"` // of an offered side: how the other calls it
	Databag     *map[string]string `yaml:"databag,omitempty"`     // the application's; nil: nothing was ever written
	// Units are those of the application, and those that left and whose databags can still be read.
	Units map[string]documentMember `yaml:"units,omitempty"`
}

// documentMember is what a unit's agent remembers of a relation.
type documentMember struct {
	Databag    *map[string]string           `yaml:"databag,omitempty"`    // nil: it never came into the relation
	Entered    reason                       `yaml:"entered,omitempty"`    // why it came into the relation; empty: it is not in it
	Created    bool                         `yaml:"created,omitempty"`    // whether relation-created has run
	Members    []string                     `yaml:"members,omitempty"`    // units that it was told have joined
	Read       []string                     `yaml:"read,omitempty"`       // of those, whose databags it has read
	Remembered map[string]map[string]string `yaml:"remembered,omitempty"` // of those, what it read that is another now
	Place      string                       `yaml:"place,omitempty"`      // of a subordinate that left: the principal that it was beside
	Departing  bool                         `yaml:"departing,omitempty"`  // whether it has left as far as the other side is told

	// What it was not told yet.
	ChangedNext        string            `yaml:"changed-next,omitempty"`        // the member whose relation-changed must follow its relation-joined
	Gone               map[string]reason `yaml:"gone,omitempty"`                // members that left, and why
	Arrived            []string          `yaml:"arrived,omitempty"`             // units that came
	Changed            []string          `yaml:"changed,omitempty"`             // units that wrote their databags
	ApplicationChanged bool              `yaml:"application-changed,omitempty"` // whether the other application's databag was written
}
