package juju_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// scripts is a charm that a test writes hook by hook: what "db/0 config-changed" does, else what "config-changed"
// does, else nothing. An action is "action poke".
type scripts map[string]func(h *charm.Hook) error

// Handle runs what the test wrote for the hook.
func (s scripts) Handle(h *charm.Hook) error {
	name := h.Name()
	if name == "" {
		name = "action " + h.Info().Action
	}
	for _, key := range []string{h.UnitName() + " " + name, name} {
		if do := s[key]; do != nil {
			return do(h)
		}
	}
	return nil
}

// errOnPurpose is what fails a hook in a test that wants it failed.
var errOnPurpose = errors.New("failed on purpose")

const scriptedDatabase = `
name: database
provides:
  database: {interface: sql}
  admin: {interface: sql-admin}
peers:
  cluster: {interface: database-cluster}
config:
  options:
    salt: {type: int}
actions:
  poke: {}
`

const scriptedClient = `
name: client
requires:
  database: {interface: sql}
  admin: {interface: sql-admin}
peers:
  cluster: {interface: client-cluster}
config:
  options:
    salt: {type: int}
actions:
  poke: {}
`

func (s scripts) database() juju.Charm { return juju.Charm{Handler: s, Metadata: scriptedDatabase} }
func (s scripts) client() juju.Charm   { return juju.Charm{Handler: s, Metadata: scriptedClient} }

// related is a model with applications db and web, so many units each, related over the endpoint database and at rest.
func related(t *testing.T, m *juju.Model, db, web scripts, dbs, webs int) {
	t.Helper()
	require.NoError(t, m.Deploy(db.database(), juju.Deployment{Name: "db", Units: dbs}))
	require.NoError(t, m.Deploy(web.client(), juju.Deployment{Name: "web", Units: webs}))
	require.NoError(t, m.Integrate("db:database", "web:database"))
	require.NoError(t, m.Settle())
}

// hooksOf lists the hooks of a unit that the timeline has from an entry on.
func hooksOf(m *juju.Model, unit string, from int) []string {
	var list []string
	for _, e := range m.Timeline() {
		if e.Number > from && e.Unit == unit {
			list = append(list, e.Hook)
		}
	}
	return list
}

// now is the number of the last entry of the timeline.
func now(m *juju.Model) int {
	list := m.Timeline()
	return list[len(list)-1].Number
}
