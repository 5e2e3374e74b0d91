// Package metadata reads what a charm says about itself: charmcraft.yaml, or metadata.yaml with
// config.yaml and actions.yaml.
package metadata

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
)

// Charm is the metadata of a charm.
type Charm struct {
	Name        string
	Summary     string
	Description string
	Subordinate bool // runs beside the units of another application

	Requires map[string]Endpoint
	Provides map[string]Endpoint
	Peers    map[string]Endpoint
	Config   map[string]Option
	Actions  map[string]Action

	Extra map[string]any // what else the files say, by key
	File  string         // the name used in messages: "charmcraft.yaml" or "metadata.yaml"
}

// Role is an endpoint's side of a relation.
type Role string

// The roles of endpoints.
const (
	Provider Role = "provider"
	Requirer Role = "requirer"
	Peer     Role = "peer"
)

// The scopes of endpoints. An endpoint of scope container relates a subordinate to the principal
// unit that it runs beside.
const (
	ScopeGlobal    = "global"
	ScopeContainer = "container"
)

// Endpoint is a named place where the charm can be related to another.
type Endpoint struct {
	Name      string
	Role      Role
	Interface string
	Scope     string // ScopeGlobal or ScopeContainer
	Limit     int    // how many relations at most; 0: any number
	Optional  bool
	Extra     map[string]any // what else the file says, by key
}

// Option is a config option.
type Option struct {
	Type        string // "string", "int", "float", "boolean" or "secret"
	Description string
	Default     any            // string, int64, float64 or bool; nil: none
	Extra       map[string]any // what else the file says, by key
}

// Typed returns a value of the option as Juju has it: a number as int64 or float64, whichever the type
// says. A value that does not fit the type comes back as it is.
func (o Option) Typed(value any) any {
	var number float64
	switch v := value.(type) {
	case int:
		value, number = int64(v), float64(v)
	case int32:
		value, number = int64(v), float64(v)
	case int64:
		number = float64(v)
	case float32:
		value, number = float64(v), float64(v)
	case float64:
		number = v
	default:
		return value
	}
	if o.Type == "float" {
		return number
	}
	if _, float := value.(float64); float && o.Type == "int" && number == math.Trunc(number) && math.Abs(number) < 1<<53 {
		return int64(number)
	}
	return value
}

// jujuInfo is the endpoint that every charm provides without saying so.
const jujuInfo = "juju-info"

// Endpoint returns the endpoint of that name. Every charm has the implicit "juju-info".
func (c *Charm) Endpoint(name string) (Endpoint, bool) {
	if e, ok := c.Requires[name]; ok {
		return e, true
	}
	if e, ok := c.Provides[name]; ok {
		return e, true
	}
	if e, ok := c.Peers[name]; ok {
		return e, true
	}
	if name == jujuInfo {
		return Endpoint{Name: jujuInfo, Role: Provider, Interface: jujuInfo, Scope: ScopeGlobal}, true
	}
	return Endpoint{}, false
}

// Endpoints lists the names of the charm's own endpoints, sorted.
func (c *Charm) Endpoints() []string {
	var names []string
	for _, role := range []map[string]Endpoint{c.Requires, c.Provides, c.Peers} {
		for name := range role {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Load reads the charm's files in a directory: metadata.yaml, charmcraft.yaml or both, with
// config.yaml and actions.yaml beside. All problems are reported at once, each with file and line, as
// an [*Error].
func Load(dir string) (*Charm, error) {
	var files []file
	for _, name := range []string{"metadata.yaml", "charmcraft.yaml", "config.yaml", "actions.yaml"} {
		if name == "config.yaml" && len(files) == 0 {
			return nil, fmt.Errorf("cannot find charmcraft.yaml or metadata.yaml in %q", dir)
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, file{name: name, text: text})
	}
	return parse(files)
}

// Parse reads the text of a charmcraft.yaml; name is how errors call it.
func Parse(charmcraft []byte, name string) (*Charm, error) {
	return parse([]file{{name: name, text: charmcraft}})
}

type file struct {
	name string
	text []byte
}
