package call

import (
	"maps"
	"slices"
)

// RelationIDs asks for the relations of an endpoint (hook tool relation-ids). An endpoint that
// does not exist has none.
type RelationIDs struct {
	Endpoint string `yaml:"endpoint" json:"endpoint"`

	IDs []string `yaml:"ids,omitempty" json:"ids,omitempty"` // the answer: "database:3", sorted as text
}

// RelationList asks who is on the other side of a relation (hook tool relation-list).
type RelationList struct {
	Relation string `yaml:"relation" json:"relation"` // "database:3"
	App      bool   `yaml:"app,omitempty" json:"app,omitempty"`

	Units     []string `yaml:"units,omitempty" json:"units,omitempty"`           // the answer, sorted as text
	RemoteApp string   `yaml:"remote-app,omitempty" json:"remote-app,omitempty"` // the answer when App
}

// RelationGet asks for a databag (hook tool relation-get): of a unit or an application of either
// side, as far as this unit may read it, else [ErrPermissionDenied].
type RelationGet struct {
	Relation string `yaml:"relation" json:"relation"` // "database:3"
	Of       string `yaml:"of" json:"of"`             // whose: an application "web" or a unit "web/0"

	Data map[string]string `yaml:"data,omitempty" json:"data,omitempty"` // the answer
}

// RelationSet writes into the unit's own databag, or its application's (hook tool relation-set).
// It waits for the end of the hook. The application's needs leadership at once, and again at the
// end: [ErrNotLeader]. An empty value deletes the key.
type RelationSet struct {
	Relation string            `yaml:"relation" json:"relation"`
	App      bool              `yaml:"app,omitempty" json:"app,omitempty"`
	Data     map[string]string `yaml:"data,omitempty" json:"data,omitempty"`
}

// RelationModelGet asks for the model of the remote application (hook tool relation-model-get,
// Juju 3.6).
type RelationModelGet struct {
	Relation string `yaml:"relation" json:"relation"`

	ModelUUID string `yaml:"model-uuid,omitempty" json:"model-uuid,omitempty"` // the answer
}

// Tool returns "relation-ids".
func (*RelationIDs) Tool() string { return "relation-ids" }

// Tool returns "relation-list".
func (*RelationList) Tool() string { return "relation-list" }

// Tool returns "relation-get".
func (*RelationGet) Tool() string { return "relation-get" }

// Tool returns "relation-set".
func (*RelationSet) Tool() string { return "relation-set" }

// Tool returns "relation-model-get".
func (*RelationModelGet) Tool() string { return "relation-model-get" }

// Clone returns a detached copy.
func (c *RelationIDs) Clone() Call { n := *c; n.IDs = slices.Clone(c.IDs); return &n }

// Clone returns a detached copy.
func (c *RelationList) Clone() Call { n := *c; n.Units = slices.Clone(c.Units); return &n }

// Clone returns a detached copy.
func (c *RelationGet) Clone() Call { n := *c; n.Data = maps.Clone(c.Data); return &n }

// Clone returns a detached copy.
func (c *RelationSet) Clone() Call { n := *c; n.Data = maps.Clone(c.Data); return &n }

// Clone returns a detached copy.
func (c *RelationModelGet) Clone() Call { n := *c; return &n }

// relationCalls lists the calls of this file, each empty.
func relationCalls() []Call {
	return []Call{&RelationIDs{}, &RelationList{}, &RelationGet{}, &RelationSet{}, &RelationModelGet{}}
}

func (*RelationIDs) validate(Version) *Error  { return nil }
func (*RelationList) validate(Version) *Error { return nil }

func (c *RelationGet) validate(Version) *Error {
	if c.Of == "" {
		return notValid(`"" is not a valid unit or application`)
	}
	return nil
}

func (*RelationSet) validate(Version) *Error      { return nil }
func (*RelationModelGet) validate(Version) *Error { return nil }

func (c *RelationIDs) print(l *line) { l.word(c.Endpoint) }

func (c *RelationList) print(l *line) {
	l.relation(c.Relation)
	l.flag("--app", c.App)
}

func (c *RelationGet) print(l *line) {
	l.relation(c.Relation)
	l.flag("--app", IsAppName(c.Of))
	l.word("-")
	l.word(c.Of)
}

func (c *RelationSet) print(l *line) {
	l.relation(c.Relation)
	l.flag("--app", c.App)
	l.settings(c.Data)
}

func (c *RelationModelGet) print(l *line) { l.relation(c.Relation) }

func (c *RelationGet) lookedUp() string { return c.Relation }
