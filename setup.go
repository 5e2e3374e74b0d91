package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/metadata"
)

// setup is what a Context says, read once: the charm's metadata, the names, the version of Juju.
type setup struct {
	charm    *metadata.Charm
	app      string
	unitName string
	number   int
	machine  string // empty on Kubernetes
	model    Model
	version  call.Version
	options  []string // names of all config options, sorted
	secrets  bool     // whether Juju knows config options of type secret

	endpoints []metadata.Endpoint // of the charm, and the implicit juju-info
	source    uint64              // what IDs of secrets are minted from

	runs sync.Pool // *run: those that are done, to be used again

	// Functions that every run hands on, made once.
	now         func() time.Time
	optionValue func(name string, value any) any
}

// defaultJujuVersion is the long-term release.
const defaultJujuVersion = "3.6.11"

func (c *Context) read() (*setup, error) {
	s := &setup{number: c.UnitNumber, model: c.Model, now: c.now}
	s.optionValue = s.typedOption
	var err error
	switch {
	case c.Metadata != "" && c.Dir != "":
		return nil, errors.New("cannot read metadata: Context has both Dir and Metadata; want one")
	case c.Metadata != "":
		s.charm, err = metadata.Parse([]byte(c.Metadata), "charmcraft.yaml")
	case c.Dir != "":
		s.charm, err = metadata.Load(c.Dir)
	default:
		return nil, errors.New(`cannot read metadata: Context has neither Dir nor Metadata; want Dir: "." for the directory of charmcraft.yaml`)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read metadata: %w", err)
	}
	if s.app = c.AppName; s.app == "" {
		s.app = s.charm.Name
	}
	if s.app == "" {
		return nil, errors.New("cannot name the application: Context.AppName is empty and the metadata has no name")
	}
	if !call.IsAppName(s.app) {
		return nil, fmt.Errorf("cannot name the application: Context.AppName: %q is not an application name; want a form such as \"web\" or \"my-db2\"", s.app)
	}
	if s.number < 0 {
		return nil, fmt.Errorf("cannot name the unit: Context.UnitNumber: got %d, want 0 or more", s.number)
	}
	s.unitName = s.app + "/" + strconv.Itoa(s.number)
	text := c.JujuVersion
	if text == "" {
		text = defaultJujuVersion
	}
	if s.version, err = call.ParseVersion(text); err != nil {
		return nil, fmt.Errorf("Context.JujuVersion: %w", err)
	}
	if s.fillModel(); s.model.Type == call.ModelMachines {
		s.machine = strconv.Itoa(s.number)
	}
	for name := range s.charm.Config {
		s.options = append(s.options, name)
	}
	slices.Sort(s.options)
	s.secrets = s.version.AtLeast(3, 4, 0)
	for _, name := range s.charm.Endpoints() {
		endpoint, _ := s.charm.Endpoint(name)
		s.endpoints = append(s.endpoints, endpoint)
	}
	if implicit, ok := s.charm.Endpoint("juju-info"); ok {
		s.endpoints = append(s.endpoints, implicit)
	}
	s.source = chance.Hash(s.model.UUID, s.unitName)
	if err := s.checkHandler(c.Charm); err != nil {
		return nil, fmt.Errorf("charm does not fit its metadata: %w", err)
	}
	return s, nil
}

// checkHandler asks a handler that can tell whether it fits the metadata.
func (s *setup) checkHandler(handler charm.Handler) (err error) {
	asked, ok := handler.(interface{ Check(*metadata.Charm) error })
	if !ok {
		return nil
	}
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("its Check panicked: %v", value)
		}
	}()
	return asked.Check(s.charm)
}

// The model that a Context has when it names none.
const (
	defaultModelName = "scenario"
	defaultModelUUID = "5ce9a210-0000-4000-8000-000000000001"
)

func (s *setup) fillModel() {
	if s.model.Name == "" {
		s.model.Name = defaultModelName
	}
	if s.model.UUID == "" {
		s.model.UUID = defaultModelUUID
	}
	if s.model.Type == "" {
		s.model.Type = call.ModelKubernetes
	}
}

// typedOption returns a value of a config option in the option's type, the default for nil.
func (s *setup) typedOption(name string, value any) any {
	option := s.charm.Config[name]
	if value == nil {
		value = option.Default
	}
	return option.Typed(value)
}

// endpoint returns the endpoint of that name, a zero one when there is none. Charms have so few that looking
// at each is the fastest.
func (s *setup) endpoint(name string) (endpoint *metadata.Endpoint, known bool) {
	for i := range s.endpoints {
		if s.endpoints[i].Name == name {
			return &s.endpoints[i], true
		}
	}
	return &metadata.Endpoint{}, false
}

// foreign reports whether a secret's SourceModel is another model.
func (s *setup) foreign(model string) bool { return model != "" && model != s.model.UUID }

// owns reports whether the secret belongs to the unit or its application.
func (s *setup) owns(owner Owner) bool { return owner == OwnerApp || owner == OwnerUnit }

// ownerName names an owner as the controller does.
func (s *setup) ownerName(owner Owner) string {
	switch owner {
	case OwnerApp:
		return s.app
	case OwnerUnit:
		return s.unitName
	case OwnerUser:
		return controller.OwnerUser
	}
	return string(owner)
}

// ownerOf is the inverse of ownerName.
func (s *setup) ownerOf(name string) Owner {
	switch name {
	case s.app:
		return OwnerApp
	case s.unitName:
		return OwnerUnit
	case controller.OwnerUser:
		return OwnerUser
	}
	return Owner(name)
}
