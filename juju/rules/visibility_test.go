package rules_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// look notes what a unit sees of one relation: the IDs that are listed, the members, and a databag.
func (s *stage) look(id, of string) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		endpoint, _, _ := strings.Cut(id, ":")
		ids := &call.RelationIDs{Endpoint: endpoint}
		list := &call.RelationList{Relation: id}
		bag := &call.RelationGet{Relation: id, Of: of}
		err := h.Backend().Do(h.Context(), ids)
		if err != nil {
			return err
		}
		text := fmt.Sprintf("ids %v", ids.IDs)
		if err := h.Backend().Do(h.Context(), list); err != nil {
			text += ", " + err.Error()
		} else {
			text += fmt.Sprintf(", list %v", list.Units)
		}
		if err := h.Backend().Do(h.Context(), bag); err != nil {
			text += ", " + err.Error()
		} else {
			for _, key := range slices.Sorted(maps.Keys(bag.Data)) {
				if !strings.HasSuffix(key, "address") && key != "egress-subnets" {
					text += fmt.Sprintf(", %s=%s", key, bag.Data[key])
				}
			}
		}
		s.see(h, "%s", text)
		return nil
	}
}

// everywhere has a unit do something in every hook.
func (s *stage) everywhere(unit string, act func(*charm.Hook) error) {
	for _, hook := range []string{"install", "start", "config-changed", "stop", "remove", "action", "database", "peers"} {
		s.do(unit+" "+hook, act)
	}
}

// TestVisibility is the table of hooks.md 5.2: what each hook sees of a relation, its members and their databags.
func TestVisibility(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{Type: call.ModelMachines})
	s.deploy(dbMetadata, "db", 1)
	s.deploy(webMetadata, "web", 1)
	s.settle()
	s.do("db/0 database created", write("database", "host", "one"))
	s.do("db/0 config-changed", write("database", "host", "two"))
	s.everywhere("web/0", s.look("database:1", "db/0"))

	saw := func(want ...string) {
		t.Helper()
		s.settle()
		require.Equal(t, want, s.saw)
		s.forget()
	}
	s.ok(s.Integrate("db", "web"))
	_, err := s.StepUnit("db/0")
	s.ok(err)
	saw(
		"web/0 database created db: ids [database:1], list [], host=one",
		"web/0 database joined db/0: ids [database:1], list [db/0], host=one",
		"web/0 database changed db/0: ids [database:1], list [db/0], host=one",
	)
	s.reconfigure("db")
	saw("web/0 database changed db/0: ids [database:1], list [db/0], host=two")
	s.reconfigure("web")
	saw("web/0 config-changed: ids [database:1], list [db/0], host=two")

	// A unit that left is no member, and its databag is readable by its name.
	s.ok(s.AddUnit("db", 1))
	s.ok(s.RemoveUnit("db/0"))
	s.settle()
	s.forget()
	s.reconfigure("web")
	saw("web/0 config-changed: ids [database:1], list [db/1], host=two")

	// In relation-broken the relation is not listed any more, and can be read by its ID; then it is unknown.
	s.ok(s.RemoveRelation("db", "web"))
	saw(
		"web/0 database departed db/1: ids [database:1], list [], host=two",
		"web/0 database broken db: ids [], list [], host=two",
	)
	s.reconfigure("web")
	saw(`web/0 config-changed: ids [], invalid value "database:1" for option -r: relation not found, invalid value "database:1" for option -r: relation not found`)
}

// TestVisibilityOfTheEnd: hooks.md 5.2, which relations are listed when a unit leaves.
func TestVisibilityOfTheEnd(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, version string
		end                func(*stage)
		want               []string
	}{
		{"relation removed", "hooks.md 5.2 [3.6]: left out when it is dying and has no members left", "3.6.11",
			func(s *stage) { s.ok(s.RemoveRelation("db", "web")) },
			[]string{"web/0 database departed db/0: ids [database:1], list []", "web/0 database broken db: ids [], list []"}},
		{"relation removed, Juju 3.5", "hooks.md 5.2: 3.5 always lists it", "3.5.0",
			func(s *stage) { s.ok(s.RemoveRelation("db", "web")) },
			[]string{"web/0 database departed db/0: ids [database:1], list []", "web/0 database broken db: ids [database:1], list []"}},
		{"unit removed", "hooks.md 5.2 [3.6]: when only the local unit is leaving it is still listed", "3.6.11",
			func(s *stage) { s.ok(s.RemoveUnit("web/0")) },
			[]string{
				"web/0 database departed db/0 (web/0 leaves): ids [database:1], list []", "web/0 database broken db: ids [database:1], list []",
				"web/0 stop: ids [], invalid value \"database:1\" for option -r: relation not found, invalid value \"database:1\" for option -r: relation not found",
				"web/0 remove: ids [], invalid value \"database:1\" for option -r: relation not found, invalid value \"database:1\" for option -r: relation not found",
			}},
		{"application removed", "hooks.md 5.2 [3.6]: the relation is dying", "3.6.11",
			func(s *stage) { s.ok(s.RemoveApplication("web")) },
			[]string{
				"web/0 database departed db/0 (web/0 leaves): ids [database:1], list []", "web/0 database broken db: ids [], list []",
				"web/0 stop: ids [], invalid value \"database:1\" for option -r: relation not found, invalid value \"database:1\" for option -r: relation not found",
				"web/0 remove: ids [], invalid value \"database:1\" for option -r: relation not found, invalid value \"database:1\" for option -r: relation not found",
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := onStage(t, &juju.Model{Type: call.ModelMachines, JujuVersion: test.version})
			s.pair(1, 1)
			s.everywhere("web/0", s.look("database:1", "db/0"))
			test.end(s)
			s.settle()
			require.Equal(t, test.want, s.saw, test.why)
		})
	}
}

// TestPeersSee: hooks.md 5.1 and 5.2, what units of one application see of each other.
func TestPeersSee(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{})
	s.do("peers created", func(h *charm.Hook) error { return write("peers", "name", h.UnitName())(h) })
	s.do("db/0 peers created", writeApp("peers", "primary", "db/0"))
	s.do("db/1 peers joined", s.look("peers:0", "db"))
	s.do("db/1 config-changed", both(s.look("peers:0", "db/1"), s.look("peers:0", "db/0"), s.look("peers:0", "db/7")))
	s.deploy(dbMetadata, "db", 2)
	s.settle()
	require.Equal(t, []string{
		"db/1 config-changed: ids [peers:0], list [], name=db/1",
		"db/1 config-changed: ids [peers:0], list [], name=db/0",
		`db/1 config-changed: ids [peers:0], list [], cannot read settings for unit "db/7" in relation "db:peers": unit "db/7": settings not found`,
		"db/1 peers joined db/0: ids [peers:0], list [db/0], primary=db/0",
	}, s.saw)
}

// TestOwnDatabag: the addresses that Juju writes when a unit enters the scope, and that a unit begins with nothing
// else, also one that takes over a number on Kubernetes.
func TestOwnDatabag(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		version string
		want    []string
	}{
		{"3.6.11", []string{"egress-subnets", "ingress-address", "private-address"}},
		{"4.0.0", []string{"egress-subnets", "ingress-address"}},
	} {
		t.Run(test.version, func(t *testing.T) {
			t.Parallel()
			s := onStage(t, &juju.Model{JujuVersion: test.version})
			s.pair(2, 1)
			state, err := s.State("db/1")
			s.ok(err)
			bag := state.Relation(t, "database").LocalUnitData
			require.Equal(t, test.want, slices.Sorted(maps.Keys(bag)))
			require.Equal(t, bag["ingress-address"]+"/32", bag["egress-subnets"])
			remote, err := s.State("web/0")
			s.ok(err)
			require.Equal(t, bag, remote.Relation(t, "database").RemoteUnits["db/1"])

			s.do("db/1 config-changed", write("database", "host", "old"))
			s.reconfigure("db")
			s.settle()
			s.ok(s.Scale("db", 1))
			s.settle()
			s.mend("db/1 config-changed")
			s.ok(s.Scale("db", 2))
			s.settle()
			state, err = s.State("db/1")
			s.ok(err)
			require.Equal(t, test.want, slices.Sorted(maps.Keys(state.Relation(t, "database").LocalUnitData)), "state/relationunit.go: EnterScope overwrites the databag")
			require.NotEqual(t, bag["ingress-address"], state.Relation(t, "database").LocalUnitData["ingress-address"])
		})
	}
}
