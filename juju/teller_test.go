package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// doings are what charms do: by "web/0 config-changed", else by "config-changed". Actions go by their name.
type doings map[string]func(*charm.Hook) error

func (d doings) Handle(h *charm.Hook) error {
	name := h.Name()
	if name == "" {
		name = h.Info().Action
	}
	if do := d[h.UnitName()+" "+name]; do != nil {
		return do(h)
	}
	if do := d[name]; do != nil {
		return do(h)
	}
	return nil
}

const doingsMetadata = `
name: any
type: charm
summary: s
description: d
provides:
  give: {interface: x}
requires:
  take: {interface: x}
peers:
  ring: {interface: x-ring}
config:
  options:
    title: {type: string}
    certificate: {type: secret}
actions:
  act:
    params:
      value: {type: string}
`

// teller plays a story that is told afterwards. A verb that is refused ends the test.
type teller struct {
	*juju.Model
	t testing.TB
	doings
}

func newTeller(t testing.TB, model *juju.Model) *teller {
	return &teller{Model: model, t: t, doings: make(doings)}
}

func (s *teller) ok(err error) {
	s.t.Helper()
	require.NoError(s.t, err)
}

func (s *teller) settle() {
	s.t.Helper()
	s.ok(s.Settle())
}

// deploy deploys units of a charm that does what the doings say.
func (s *teller) deploy(name string, units int) {
	s.t.Helper()
	s.ok(s.Deploy(juju.Charm{Handler: s.doings, Metadata: doingsMetadata}, juju.Deployment{Name: name, Units: units}))
}

// do lets a unit do something, in an action.
func (s *teller) do(unit string, do func(*charm.Hook) error) juju.Task {
	s.t.Helper()
	s.doings["act"] = do
	task, err := s.Run(unit, "act", nil)
	s.ok(err)
	return task
}
