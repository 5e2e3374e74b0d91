package rules_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// unitNames lists the units of an application.
func (s *stage) unitNames(app string) []string {
	return slices.Sorted(maps.Keys(s.Status().Applications[app].Units))
}

// TestMachineNumbers: clients.md 2.4, machine models never use a number again, until the application is gone.
func TestMachineNumbers(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{Type: call.ModelMachines})
	s.deploy(dbMetadata, "db", 2)
	s.settle()
	s.ok(s.RemoveUnit("db/1", "db/0"))
	s.settle()
	require.Empty(t, s.unitNames("db"))
	s.ok(s.AddUnit("db", 2))
	require.Equal(t, []string{"db/2", "db/3"}, s.unitNames("db"))
	s.ok(s.RemoveUnit("db/2"))
	s.ok(s.AddUnit("db", 1))
	require.Equal(t, []string{"db/3", "db/4"}, s.unitNames("db"))
	s.settle()

	units := s.Status().Applications["db"].Units
	require.Equal(t, "3", units["db/3"].Machine)
	require.Equal(t, "4", units["db/4"].Machine)
	require.True(t, units["db/3"].Leader)
	s.do("db/3 config-changed", func(h *charm.Hook) error { s.see(h, "on %s", h.Info().MachineID); return nil })
	s.reconfigure("db")
	s.settle()
	require.Equal(t, []string{"db/3 config-changed: on 3"}, s.saw)

	s.ok(s.RemoveApplication("db"))
	s.settle()
	s.deploy(dbMetadata, "db", 1)
	require.Equal(t, []string{"db/0"}, s.unitNames("db"))
}

// TestKubernetesNumbers: clients.md 2.4, units are always 0 to scale-1.
func TestKubernetesNumbers(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{})
	s.deploy(dbMetadata, "db", 3)
	s.settle()
	require.Equal(t, []string{"db/0", "db/1", "db/2"}, s.unitNames("db"))
	s.ok(s.Scale("db", 1))
	s.settle()
	require.Equal(t, []string{"db/0"}, s.unitNames("db"))
	s.ok(s.AddUnit("db", 2))
	s.settle()
	require.Equal(t, []string{"db/0", "db/1", "db/2"}, s.unitNames("db"))

	// One that is on its way out makes room first.
	s.forget()
	s.ok(s.Scale("db", 2))
	s.ok(s.Scale("db", 3))
	require.Equal(t, 3, s.Status().Applications["db"].Scale)
	s.settle()
	require.Equal(t, []string{"db/0", "db/1", "db/2"}, s.unitNames("db"))
	require.Equal(t, "peers departed db/0 (db/2 leaves); peers departed db/1 (db/2 leaves); stop; remove; "+
		"install; peers created db; leader-settings-changed; config-changed; start; peers joined db/0; peers changed db/0; peers joined db/1; peers changed db/1", s.of("db/2"))

	s.ok(s.Scale("db", 0))
	s.settle()
	require.Empty(t, s.unitNames("db"))
	s.ok(s.Scale("db", 1))
	s.settle()
	require.Equal(t, []string{"db/0"}, s.unitNames("db"))
	require.True(t, s.Status().Applications["db"].Units["db/0"].Leader)
	s.do("db/0 config-changed", func(h *charm.Hook) error { s.see(h, "on %q", h.Info().MachineID); return nil })
	s.reconfigure("db")
	s.settle()
	require.Equal(t, []string{`db/0 config-changed: on ""`}, s.saw)
}

// TestLeaderless: who leads when units come while nobody does.
func TestLeaderless(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{})
	s.deploy(dbMetadata, "db", 2)
	s.settle()
	s.ok(s.Depose("db"))
	s.ok(s.Scale("db", 3))
	s.settle()
	for name, unit := range s.Status().Applications["db"].Units {
		require.False(t, unit.Leader, name)
	}
	s.ok(s.Failover("db", ""))
	require.True(t, s.Status().Applications["db"].Units["db/0"].Leader)
}
