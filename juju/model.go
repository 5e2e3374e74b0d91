// Package juju simulates a whole Juju model in one process: applications whose charms are ordinary handlers, their
// units, relations and secrets, the hooks that Juju would run and the order it would run them in. The verbs of a
// [Model] are named as the commands of the juju client; what only a simulation has are [Model.Settle], which runs
// hooks until nobody has anything left to do, [Model.Step], which runs one, and [Model.Advance], which lets time pass.
//
// A hook runs with the same agent and under the same rules as in a run of package scenario; only the facts are those of
// the whole model. [Model.State] tells what one unit would find, to be pasted into a unit test.
package juju

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/controller"
	agent "github.com/charmscenario/scenario/internal/unit"
)

// Model is a simulated Juju model. The zero Model is an empty one, ready for use; its exported fields are read at the
// first verb and must not change afterwards.
//
// Verbs change what there is and queue hooks; Settle and Step run them. A verb that Juju would refuse changes nothing and
// returns Juju's own text as an error, a [*Error].
//
// A Model is for one goroutine at a time, and must not be copied once it was used.
type Model struct {
	// Name is the model's name; empty: "scenario".
	Name string

	// UUID is the model's UUID; empty: one that depends on Name. The default of a Context for the name "scenario".
	UUID string

	// Type is what units run on; empty: Kubernetes.
	Type call.ModelType

	// JujuVersion is the version of Juju whose rules decide; empty: "3.6.11".
	JujuVersion string

	// Start is when the model begins; zero: 2000-01-01 00:00:00 UTC. Time passes only in Advance.
	Start time.Time

	// Seed decides which unit runs next where Juju leaves it open, and which relation a unit looks at first. Zero: by a
	// fixed rule, units take turns in the order in which they got something to do, relations go by their numbers. Any other
	// number draws both; reports of failures print it.
	Seed uint64

	// Charms are the charms that can be deployed by name, and that a model read from a file needs.
	Charms map[string]Charm

	// MaxHooks is how many hooks one unit may run in one Settle before the model counts as never coming to rest; zero:
	// 100, and 20 for each unit of the model.
	MaxHooks int

	// KeepHooks is how many entries of the timeline are kept, the last ones; zero: 10,000.
	KeepHooks int

	// UpdateStatusInterval is the model config update-status-hook-interval; zero: 5 minutes, negative: never. See Advance.
	UpdateStatusInterval time.Duration

	// RetryHooks is the model config automatically-retry-hooks: Advance retries failed hooks as Juju does, after 5 s and then
	// twice as long each time, up to 5 minutes. False, unlike Juju: a failed hook waits for Resolved.
	RetryHooks bool

	// Access is what the person who uses the verbs may do; empty: everything, as an admin. It may change at any time.
	Access Access

	opened   bool
	life     controller.Life
	world    *world
	version  call.Version
	began    time.Time
	settings map[string]string // model config that was set, and that no field above holds
	apps     []*application    // sorted by name
	saas     []*remoteApp      // sorted by name
	offers   []*offer          // sorted by name
	relation []*relation       // by number
	counters counters
	tasks    []*task
	secrets  []*secret          // oldest first
	names    map[string]*secret // of users, by name
	minted   map[string]bool    // IDs that secrets have or had, or were given out for
	latest   uint64             // the sum of the latest revisions of all secrets
}

// counters are the numbers that the model counts up.
type counters struct {
	relation int // of the next relation
	task     int // of the next operation or task: Juju counts both with one counter
	secret   int
	address  int
	service  int
	machine  int
}

// world is what the models of one controller share.
type world struct {
	models   []*Model
	now      time.Time
	seed     uint64
	busy     []*unit // units that may have something to do, in turn
	secrets  map[string]*secret
	clock    clock
	log      timeline
	checks   []check
	nowFunc  func() time.Time
	checking bool     // whether a check runs
	running  *unit    // whose hook runs at the moment
	exposed  []string // contents of secrets that charms have put where the timeline shows them, longest first
	store    unitStore
	memory   agent.Memory // of the hook that runs, used again for the next
}

// Defaults that a Context of package scenario has too.
const (
	defaultName    = "scenario"
	defaultUUID    = "5ce9a210-0000-4000-8000-000000000001"
	defaultVersion = "3.6.11"
)

// defaultStart is when a model begins, defaultInterval how often Juju runs update-status.
var defaultStart = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

const defaultInterval = 5 * time.Minute

// open makes the model ready at its first verb.
func (m *Model) open() error {
	if m.opened {
		if m.life == controller.Dead {
			return refused(codeNotFound, "model %q not found", m.Name)
		}
		if m.world.running != nil {
			return fmt.Errorf("cannot change the model while a hook of %s runs", m.world.running.name)
		}
		return nil
	}
	if m.Name == "" {
		m.Name = defaultName
	}
	if !isModelName(m.Name) {
		return fmt.Errorf("Model.Name: %q is not a valid name: model names may only contain lowercase letters, digits and hyphens", m.Name)
	}
	if m.UUID == "" {
		if m.UUID = defaultUUID; m.Name != defaultName {
			m.UUID = uuidOf(m.Name)
		}
	}
	if !call.IsUUID(m.UUID) {
		return fmt.Errorf("Model.UUID: %q is not a UUID; want a form such as %q", m.UUID, defaultUUID)
	}
	switch m.Type {
	case "":
		m.Type = call.ModelKubernetes
	case call.ModelKubernetes, call.ModelMachines:
	default:
		return fmt.Errorf("Model.Type: %q is not a type of model; want %q or %q", m.Type, call.ModelKubernetes, call.ModelMachines)
	}
	if m.JujuVersion == "" {
		m.JujuVersion = defaultVersion
	}
	var err error
	if m.version, err = call.ParseVersion(m.JujuVersion); err != nil {
		return fmt.Errorf("Model.JujuVersion: %w", err)
	}
	if m.Start.IsZero() {
		m.Start = defaultStart
	}
	if m.UpdateStatusInterval == 0 {
		m.UpdateStatusInterval = defaultInterval
	}
	if m.world == nil {
		m.world = &world{now: m.Start.UTC().Truncate(time.Second), seed: m.Seed, secrets: make(map[string]*secret)}
		m.world.log.keep = m.KeepHooks
	}
	m.began = m.world.now
	m.names, m.minted = make(map[string]*secret), make(map[string]bool)
	m.world.models = append(m.world.models, m)
	m.opened = true
	return nil
}

// isModelName reports whether Juju accepts the name of a model.
func isModelName(name string) bool {
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		if !letter && (r != '-' || i == 0) {
			return false
		}
	}
	return name != ""
}

// uuidOf makes a UUID of a name.
func uuidOf(name string) string {
	a, b := chance.Hash(name), chance.Hash(name, "uuid")
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(a>>32), uint16(a>>16), a&0xfff, b>>52, b&0xffffffffffff)
}

// AddModel adds another model to the controller of this one (juju add-model), with the settings of this one: both share the
// clock, the seed and the timeline, run in the same Settle, and can be related over offers.
func (m *Model) AddModel(name string) (*Model, error) {
	if err := m.open(); err != nil {
		return nil, err
	}
	return m.addModel(name)
}

// addModel is AddModel; the model that gives the settings may be one that was destroyed.
func (m *Model) addModel(name string) (*Model, error) {
	if !isModelName(name) {
		return nil, refused("", "%q is not a valid name: model names may only contain lowercase letters, digits and hyphens", name)
	}
	for _, other := range m.world.models {
		if other.Name == name {
			return nil, refused("", "failed to create new model: model %q for admin already exists", name)
		}
	}
	n := &Model{
		Name: name, Type: m.Type, JujuVersion: m.JujuVersion, Start: m.Start, Seed: m.Seed, Charms: m.Charms, MaxHooks: m.MaxHooks,
		KeepHooks: m.KeepHooks, UpdateStatusInterval: m.UpdateStatusInterval, RetryHooks: m.RetryHooks, world: m.world,
	}
	for _, other := range m.world.models {
		if name == defaultName && other.UUID == defaultUUID { // somebody gave the default's to another model
			n.UUID = uuidOf(name)
		}
	}
	if err := n.open(); err != nil {
		return nil, err
	}
	m.command("juju add-model %s", name)
	return n, nil
}

// Models lists the models of the controller, this one among them, in the order in which they were added.
func (m *Model) Models() []*Model {
	if m.open() != nil {
		return nil
	}
	return slices.Clone(m.world.models)
}

// Now is the time in the model.
func (m *Model) Now() time.Time {
	if m.open() != nil && m.world == nil {
		return m.Start
	}
	return m.world.now
}

// call returns the model as hooks are told of it.
func (m *Model) call() call.Model { return call.Model{Name: m.Name, UUID: m.UUID, Type: m.Type} }

// pick chooses one of n where Juju leaves the choice open: the first, or drawn from the seed. What is drawn depends on how
// much has happened and on what the choice is about, so that whoever asks in advance is told what will be.
func (w *world) pick(n int, about uint64) int {
	if w.seed == 0 || n < 2 {
		return 0
	}
	return int(mix(w.seed^mix(uint64(w.log.count)^about)) % uint64(n))
}

// mix spreads the bits of a number (the finalizer of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// find returns the element with the name in a list that is sorted by name, nil when there is none.
func find[T interface{ named() string }](list []T, name string) (found T, ok bool) {
	i, ok := slices.BinarySearchFunc(list, name, func(element T, name string) int { return strings.Compare(element.named(), name) })
	if ok {
		found = list[i]
	}
	return found, ok
}

// insert adds an element to a list that is sorted by name.
func insert[T interface{ named() string }](list []T, element T) []T {
	i, _ := slices.BinarySearchFunc(list, element.named(), func(element T, name string) int { return strings.Compare(element.named(), name) })
	return slices.Insert(list, i, element)
}

// remove takes an element out of a list.
func remove[T comparable](list []T, element T) []T {
	if i := slices.Index(list, element); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}
