package juju_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

const (
	day            = 24 * time.Hour
	statusInterval = 5 * time.Minute // update-status comes at least as often
)

// scene is a model that a test plays on: a verb or a read that is refused ends the test.
type scene struct {
	*juju.Model
	t *testing.T
}

func newScene(t *testing.T, m juju.Model) *scene { return &scene{&m, t} }

func (s *scene) must(err error) {
	s.t.Helper()
	require.NoError(s.t, err)
}

// anyCharm is the metadata of the small charms of tests: they share a secret over "database", read it over "db".
const anyCharm = `
name: any
provides:
  database: {interface: credentials}
requires:
  db: {interface: credentials}
peers:
  cluster: {interface: cluster}
config:
  options:
    title: {type: string, default: first}
    port: {type: int, default: 0}
    key: {type: secret}
actions:
  act: {}
`

// deploy deploys a small charm under a name.
func (s *scene) deploy(name string, handler charm.Handler, units int) {
	s.t.Helper()
	s.must(s.Deploy(juju.Charm{Handler: handler, Metadata: anyCharm}, juju.Deployment{Name: name, Units: units}))
}

// example deploys a charm with the metadata of one of the examples.
func (s *scene) example(name string, handler charm.Handler, units int) {
	s.t.Helper()
	s.must(s.Deploy(juju.Charm{Handler: handler, Dir: "../examples/" + name}, juju.Deployment{Units: units}))
}

func (s *scene) integrate(a, b string) {
	s.t.Helper()
	s.must(s.Integrate(a, b))
	s.settle()
}

func (s *scene) set(app, option string, value any) {
	s.t.Helper()
	s.must(s.SetConfig(app, map[string]any{option: value}))
}

func (s *scene) settle() {
	s.t.Helper()
	s.must(s.Settle())
}

// pass lets time pass, and what is due at the end happen.
func (s *scene) pass(d time.Duration) {
	s.t.Helper()
	s.must(s.Advance(d))
	s.settle()
}

// step runs the next hook of a unit, which must have one.
func (s *scene) step(unit string) {
	s.t.Helper()
	ran, err := s.StepUnit(unit)
	s.must(err)
	require.True(s.t, ran, "%s has nothing to do", unit)
}

// stepTo runs hooks of a unit until it has run one of that name.
func (s *scene) stepTo(unit, hook string) {
	s.t.Helper()
	for s.step(unit); s.last().Hook != hook; s.step(unit) {
	}
}

// last is the last entry of the timeline.
func (s *scene) last() juju.Entry {
	timeline := s.Timeline()
	return timeline[len(timeline)-1]
}

// ran counts the hooks of a name that a unit ran.
func (s *scene) ran(unit, hook string) int {
	n := 0
	for _, e := range s.Timeline() {
		if e.Unit == unit && e.Hook == hook {
			n++
		}
	}
	return n
}

// at is what a unit's next hook finds.
func (s *scene) at(unit string) scenario.State {
	s.t.Helper()
	state, err := s.State(unit)
	s.must(err)
	return state
}

// secret is a secret as a unit knows it, by its label.
func (s *scene) secret(unit, label string) scenario.Secret {
	s.t.Helper()
	state := s.at(unit)
	return state.Secret(s.t, label)
}

// revisions lists the revisions of a secret that exist, ascending.
func revisions(secret scenario.Secret) []int {
	var numbers []int
	for _, r := range secret.Revisions {
		numbers = append(numbers, r.Number)
	}
	if secret.TrackedContent != nil && secret.TrackedRevision != secret.LatestRevision {
		numbers = append(numbers, secret.TrackedRevision)
	}
	if secret.LatestContent != nil {
		numbers = append(numbers, secret.LatestRevision)
	}
	slices.Sort(numbers)
	return numbers
}

// shows says what is wrong when a unit is in error or has another status.
func (s *scene) shows(want charm.Status, units ...string) error {
	s.t.Helper()
	if err := juju.NoUnitInError(s.Model); err != nil {
		return err
	}
	for _, unit := range units {
		if got := s.at(unit).UnitStatus; got.Name != want.Name || got.Message != want.Message {
			return fmt.Errorf("%s is %s %q, want %s %q", unit, got.Name, got.Message, want.Name, want.Message)
		}
	}
	return nil
}

// hooks is a charm as a table of handlers, by the names of hooks such as "db-relation-changed" or by their kinds.
type hooks map[charm.Kind]func(*charm.Hook) error

// Handle runs the handler for the hook, if there is one.
func (c hooks) Handle(h *charm.Hook) error {
	handler, ok := c[charm.Kind(h.Name())]
	if !ok {
		handler = c[h.Kind()]
	}
	if handler == nil {
		return nil
	}
	return handler(h)
}

// Routes says which hooks the charm handles, as a Mux does.
func (c hooks) Routes(h *charm.Hook) bool {
	return c[charm.Kind(h.Name())] != nil || c[h.Kind()] != nil
}

// partly is a charm that does something else in hooks of a kind; nil: it has no handler.
type partly struct {
	charm.Handler
	kind    charm.Kind
	instead func(*charm.Hook) error
}

// without is a charm that has no handler for a kind of hook.
func without(handler charm.Handler, kind charm.Kind) charm.Handler { return partly{handler, kind, nil} }

// Handle runs what is done instead, or the charm's own handler.
func (p partly) Handle(h *charm.Hook) error {
	switch {
	case h.Kind() != p.kind:
		return p.Handler.Handle(h)
	case p.instead == nil:
		return nil
	}
	return p.instead(h)
}

// Routes says which hooks the charm handles, as a Mux does.
func (p partly) Routes(h *charm.Hook) bool { return h.Kind() != p.kind || p.instead != nil }
