package scenario

// Relation is a relation that this unit is in. Whether it is a peer, a regular or a subordinate
// relation follows from the charm's metadata.
type Relation struct {
	// ID is "<endpoint>:<number>" as Juju prints it. Left out, numbers count from 0 and skip those
	// that are used.
	ID string `yaml:"id,omitempty" json:"id,omitempty"`

	// Endpoint is the name of this charm's endpoint.
	Endpoint string `yaml:"endpoint" json:"endpoint"`

	// RemoteApp is the application on the other side. Left out: this application for a peer
	// relation, else the application of the remote units, else "remote".
	RemoteApp string `yaml:"remote-app,omitempty" json:"remote-app,omitempty"`

	// RemoteEndpoint is the endpoint on the other side; empty: the same name as here.
	RemoteEndpoint string `yaml:"remote-endpoint,omitempty" json:"remote-endpoint,omitempty"`

	// RemoteModel is the UUID of the other side's model when that is another one. For a relation
	// across models, Offering says that this application is the one on offer.
	RemoteModel string `yaml:"remote-model,omitempty" json:"remote-model,omitempty"`
	Offering    bool   `yaml:"offering,omitempty" json:"offering,omitempty"`

	// LocalAppData and LocalUnitData are the databags of this side.
	LocalAppData  map[string]string `yaml:"local-app-data,omitempty" json:"local-app-data,omitempty"`
	LocalUnitData map[string]string `yaml:"local-unit-data,omitempty" json:"local-unit-data,omitempty"`

	// RemoteAppData is the remote application's databag. A peer relation has none: its application's
	// databag is LocalAppData.
	RemoteAppData map[string]string `yaml:"remote-app-data,omitempty" json:"remote-app-data,omitempty"`

	// RemoteUnits holds the remote units that have joined, by name ("app/0"), each with its databag.
	// In a peer relation they are the application's other units.
	RemoteUnits map[string]map[string]string `yaml:"remote-units,omitempty" json:"remote-units,omitempty"`

	// DepartedUnits holds the databags of remote units that have left; they stay readable by name
	// for as long as the relation lives.
	DepartedUnits map[string]map[string]string `yaml:"departed-units,omitempty" json:"departed-units,omitempty"`

	// Life says whether the relation is being removed.
	Life Life `yaml:"life,omitempty" json:"life,omitempty"`

	// Suspended says that the relation is suspended.
	Suspended bool `yaml:"suspended,omitempty" json:"suspended,omitempty"`
}

// Life says whether Juju is removing something. The zero Life is alive.
type Life string

// The lives of a relation.
const (
	Alive Life = ""
	Dying Life = "dying"
	Dead  Life = "dead"
)
