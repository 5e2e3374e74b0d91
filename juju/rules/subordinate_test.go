package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// logsMetadata is a subordinate with an endpoint of its own, and a peer endpoint.
const logsMetadata = `
name: logs
type: charm
subordinate: true
summary: Collects logs.
description: Plays a subordinate.
requires:
  host: {interface: juju-info, scope: container}
  sink: {interface: shelf}
peers:
  ring: {interface: ring}
`

// watched deploys db with units and logs beside it.
func watched(n int) func(*stage) {
	return func(s *stage) {
		s.deploy(dbMetadata, "db", n)
		s.deploy(logsMetadata, "logs", 0)
		s.settle()
		s.ok(s.Integrate("db", "logs"))
		s.settle()
	}
}

// TestSubordinates: hooks.md 5.1 and state/relationunit.go, subordinate units come when their principal enters the relation, see it
// alone, and go with it.
func TestSubordinates(t *testing.T) {
	t.Parallel()
	first := "install; ring created logs; host created db; leader-elected; config-changed; start"
	other := "install; ring created logs; host created db; leader-settings-changed; config-changed; start"
	plays{
		{"come with the relation", "state/relationunit.go: a unit beside each principal; hooks.md 5.1: no hooks on the implicit side, and the unit in the same place alone is seen", "", true,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 2)
				s.deploy(logsMetadata, "logs", 0)
			},
			func(s *stage) { s.ok(s.Integrate("db", "logs")) },
			map[string]string{
				"logs/0": first + "; host joined db/0; host changed db/0; ring joined logs/1; ring changed logs/1",
				"logs/1": other + "; host joined db/1; host changed db/1; ring joined logs/0; ring changed logs/0",
			}},
		{"come with a principal", "state/relationunit.go", "", true, watched(1),
			func(s *stage) { s.ok(s.AddUnit("db", 1)) },
			map[string]string{
				"db/0":   "peers joined db/1; peers changed db/1",
				"db/1":   "install; peers created db; leader-settings-changed; config-changed; start; peers joined db/0; peers changed db/0",
				"logs/0": "ring joined logs/1; ring changed logs/1",
				"logs/1": other + "; host joined db/1; host changed db/1; ring joined logs/0; ring changed logs/0",
			}},
		{"go with their principal", "worker/uniter/relation/resolver.go, maybeDestroySubordinates: the principal is gone when they are", "", true, watched(2),
			func(s *stage) { s.ok(s.RemoveUnit("db/1")) },
			map[string]string{
				"db/0":   "peers departed db/1",
				"db/1":   "peers departed db/0 (db/1 leaves); stop; remove",
				"logs/0": "ring departed logs/1",
				"logs/1": "host departed db/1 (logs/1 leaves); host broken db; ring departed logs/0 (logs/1 leaves); stop; remove",
			}},
		{"go with the relation", "worker/uniter/relation/statetracker.go, maybeSetSubordinateDying", "", true, watched(1),
			func(s *stage) {
				s.ok(s.RemoveRelation("db", "logs"))
				s.settle()
				require.Empty(s.t, s.unitNames("logs"))
			},
			map[string]string{"logs/0": "host departed db/0 (logs/0 leaves); host broken db; stop; remove"}},
		{"go with their application", "state/application.go", "", true, watched(1),
			func(s *stage) {
				s.ok(s.RemoveApplication("logs"))
				s.settle()
				require.NotContains(s.t, s.Status().Applications, "logs")
			},
			map[string]string{"logs/0": "host departed db/0 (logs/0 leaves); host broken db; stop; remove"}},
		{"come back", "state/relationunit.go: a new unit, with the next number, when the old one is gone", "", true, watched(1),
			func(s *stage) {
				s.ok(s.RemoveRelation("db", "logs"))
				s.settle()
				s.forget()
				s.ok(s.Integrate("db", "logs"))
			},
			map[string]string{"logs/1": first + "; host joined db/0; host changed db/0"}},
		{"are in global relations as any unit", "state/relationunit.go, Valid", "", true, watched(1),
			func(s *stage) {
				s.deploy(`{name: shelf, type: charm, summary: s, description: d, provides: {room: {interface: shelf}}}`, "shelf", 1)
				s.ok(s.Integrate("logs", "shelf"))
			},
			map[string]string{
				"logs/0":  "sink created shelf; sink joined shelf/0; sink changed shelf/0",
				"shelf/0": "install; room created logs; leader-elected; config-changed; start; room joined logs/0; room changed logs/0",
			}},
		{"of another principal", "state/relationunit.go, Valid: a subordinate is in no contained relation of another principal", "", true,
			func(s *stage) { watched(1)(s); s.deploy(webMetadata, "web", 1) },
			func(s *stage) { s.ok(s.Integrate("web", "logs")) },
			map[string]string{
				"logs/0": "ring joined logs/1; ring changed logs/1",
				"logs/1": "install; ring created logs; host created web; leader-settings-changed; config-changed; start; host joined web/0; host changed web/0; ring joined logs/0; ring changed logs/0",
			}},
	}.run(t)
}

// TestSubordinateSees: what a subordinate knows of its place, and of other places.
func TestSubordinateSees(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{Type: call.ModelMachines})
	watched(2)(s)
	s.forget()
	s.do("logs/1 config-changed", nil)
	s.do("logs/1 upgrade-charm", func(h *charm.Hook) error {
		s.see(h, "beside %s on %s", h.Info().PrincipalUnit, h.Info().MachineID)
		return s.look("host:2", "db/0")(h)
	})
	s.ok(s.Refresh("logs", s.charm(logsMetadata)))
	s.settle()
	require.Equal(t, []string{
		"logs/1 upgrade-charm: beside db/1 on 1",
		`logs/1 upgrade-charm: ids [host:2], list [db/1], cannot read settings for unit "db/0" in relation "logs:host db:juju-info": unit "db/0": settings not found`,
	}, s.saw)
	units := s.Status().Applications["logs"].Units
	require.Equal(t, "db/1", units["logs/1"].Principal)
	require.Equal(t, "1", units["logs/1"].Machine)
	require.Equal(t, s.Status().Applications["db"].Units["db/1"].Address, units["logs/1"].Address)
	state, err := s.State("logs/1")
	s.ok(err)
	relation := state.Relation(t, "host")
	require.Contains(t, relation.RemoteUnits, "db/1")
	require.Len(t, relation.RemoteUnits, 1)
	require.Empty(t, relation.DepartedUnits)
}

// TestPrincipalWaits: a principal that has run its last hook is there until its subordinates are gone.
func TestPrincipalWaits(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{Type: call.ModelMachines})
	watched(1)(s)
	s.fail("logs/0 stop")
	s.ok(s.RemoveUnit("db/0"))
	s.settle()
	require.Equal(t, []string{"db/0"}, s.unitNames("db"))
	s.mend("logs/0 stop")
	s.ok(s.Resolved("logs/0", true))
	s.settle()
	require.Empty(t, s.unitNames("db"))
	require.Empty(t, s.unitNames("logs"))
}

// TestImplicit: hooks.md 5.1, no hooks on the side of juju-info; and what cannot be contained.
func TestImplicit(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{})
	s.deploy(dbMetadata, "db", 1)
	s.deploy(`{name: monitor, type: charm, summary: s, description: d, requires: {target: {interface: juju-info}}}`, "monitor", 1)
	s.settle()
	s.forget()
	s.ok(s.Integrate("db", "monitor"))
	s.settle()
	s.ok(s.RemoveRelation("db", "monitor"))
	s.settle()
	s.ran(map[string]string{"monitor/0": "target created db; target joined db/0; target changed db/0; target departed db/0; target broken db"})

	s.deploy(`{name: host, type: charm, summary: s, description: d, requires: {host: {interface: juju-info, scope: container}}}`, "host", 1)
	require.EqualError(t, s.Integrate("db", "host"), "no relations found")
	s.deploy(logsMetadata, "logs", 0)
	require.ErrorContains(t, s.Integrate("db", "logs"), `on Kubernetes units have no subordinates beside them; want a Model.Type of "iaas"`)

	m := busyStage(t)
	m.ok(m.Integrate("web", "agent"))
	m.settle()
	m.prepared()
	require.EqualError(t, m.RemoveUnit("agent/0"), `removing unit agent/0 failed: unit "agent/0" is a subordinate, to remove use remove-relation. Note: this will remove all units of "agent"`)
	require.Equal(t, m.before, m.everything())
}
