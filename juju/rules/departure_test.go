package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestRelationRemoved: the end of a relation, on both sides.
func TestRelationRemoved(t *testing.T) {
	t.Parallel()
	remove := func(s *stage) { s.ok(s.RemoveRelation("db", "web")) }
	plays{
		{"removed", "hooks.md 5.1: departed for each member, then broken, on both sides; the remote unit departs", "", false, pairOf(2, 1), remove,
			map[string]string{
				"db/0": "database departed web/0; database broken web", "db/1": "database departed web/0; database broken web",
				"web/0": "database departed db/0; database departed db/1; database broken db",
			}},
		{"twice", "clients.md 2.3: a second call while dying succeeds", "", false, pairOf(1, 1), then(remove, remove),
			map[string]string{"db/0": "database departed web/0; database broken web", "web/0": "database departed db/0; database broken db"}},
		{"and integrated again", "hooks.md 5: a new relation begins anew", "", false, pairOf(1, 1), then(remove, settled, func(s *stage) { s.ok(s.Integrate("db", "web")) }),
			map[string]string{
				"db/0":  "database departed web/0; database broken web; database created web; database joined web/0; database changed web/0",
				"web/0": "database departed db/0; database broken db; database created db; database joined db/0; database changed db/0",
			}},
		{"before the units are installed", "state/relation.go, destroyOps: nobody is in scope, so it is gone at once", "", false, nil,
			func(s *stage) {
				s.deploy(webMetadata, "web", 1)
				s.deploy(webMetadata+"provides: {database-out: {interface: sql}}\n", "store", 1)
				s.ok(s.Integrate("web", "store:database-out"))
				s.ok(s.RemoveRelation("web", "store"))
			},
			map[string]string{"web/0": "install; leader-elected; config-changed; start", "store/0": "install; leader-elected; config-changed; start"}},
		{"before some unit has run relation-created", "a unit whose agent has not looked yet has never been in the relation", "", false,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "web", 1)
			},
			func(s *stage) {
				s.ok(s.Integrate("db", "web"))
				_, err := s.StepUnit("db/0")
				s.ok(err)
				remove(s)
			},
			map[string]string{"db/0": "database created web; database broken web"}},
		{"between joined and changed", "hooks.md 5.1: the changed that is owed comes first", "", false,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "web", 1)
			},
			func(s *stage) {
				s.ok(s.Integrate("db", "web"))
				for s.of("db/0") != "database created web; database joined web/0" {
					_, err := s.Step()
					s.ok(err)
				}
				remove(s)
				s.settle()
				require.Equal(s.t, "database created web; database joined web/0; database changed web/0; database departed web/0; database broken web", s.of("db/0"))
				s.forget()
			}, nil},
		{"while a unit is in error", "hooks.md 8: a failed hook holds the rest back; the relation lives until the unit has left", "", false,
			then(pairOf(1, 1), func(s *stage) { s.fail("web/0 config-changed"); s.reconfigure("web") }),
			func(s *stage) {
				remove(s)
				s.settle()
				s.ran(map[string]string{"db/0": "database departed web/0; database broken web"})
				require.ErrorContains(s.t, s.Integrate("db", "web"), "relation web:database db:database is dying, but not yet removed")
				s.mend("web/0 config-changed")
				s.ok(s.Resolved("web/0", true))
			},
			map[string]string{"db/0": "database departed web/0; database broken web", "web/0": "config-changed; database departed db/0; database broken db"}},
		{"while relation-joined is failed", "hooks.md 8: the retried hook has the same remote unit, and changed is owed before it departs", "", false,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "web", 1)
				s.fail("web/0 database joined db/0")
				s.settle()
				s.ok(s.Integrate("db", "web"))
			},
			func(s *stage) {
				remove(s)
				s.settle()
				s.mend("web/0 database joined db/0")
				s.ok(s.Resolved("web/0", true))
			},
			map[string]string{
				"db/0":  "database departed web/0; database broken web",
				"web/0": "database joined db/0; database changed db/0; database departed db/0; database broken db",
			}},
		{"with secrets and writes waiting", "hooks.md 5.1: departed comes before the news of databags", "", false,
			func(s *stage) { s.pair(1, 1); writes("db", write("database", "host", "h"))(s) },
			func(s *stage) {
				s.reconfigure("db")
				s.do("config-changed", write("database", "host", "other"))
				_, err := s.StepUnit("db/0")
				s.ok(err)
				remove(s)
			},
			map[string]string{"db/0": "config-changed; database departed web/0; database broken web", "web/0": "database departed db/0; database broken db"}},
	}.run(t)
}

// TestUnitRemoved: the last hooks of a unit, and what the others see.
func TestUnitRemoved(t *testing.T) {
	t.Parallel()
	plays{
		{"one of two", "hooks.md 5.1: the local unit departs; peers last, without broken; then stop and remove", "", true, pairOf(2, 1),
			func(s *stage) { s.ok(s.RemoveUnit("db/1")) },
			map[string]string{
				"db/0":  "peers departed db/1",
				"db/1":  "database departed web/0 (db/1 leaves); database broken web; peers departed db/0 (db/1 leaves); stop; remove",
				"web/0": "database departed db/1",
			}},
		{"one of two, Juju 3.5", "hooks.md 5.1: before 3.6 peers do not come last", "3.5.0", true, pairOf(2, 1),
			func(s *stage) { s.ok(s.RemoveUnit("db/1")) },
			map[string]string{
				"db/0":  "peers departed db/1",
				"db/1":  "peers departed db/0 (db/1 leaves); database departed web/0 (db/1 leaves); database broken web; stop; remove",
				"web/0": "database departed db/1",
			}},
		{"scaled down", "clients.md 2.4: the highest numbers go", "", false, pairOf(1, 3),
			func(s *stage) { s.ok(s.Scale("web", 1)) },
			map[string]string{
				"db/0":  "database departed web/1; database departed web/2",
				"web/1": "database departed db/0 (web/1 leaves); database broken db; stop; remove",
				"web/2": "database departed db/0 (web/2 leaves); database broken db; stop; remove",
			}},
		{"the last", "hooks.md 5.1", "", true, pairOf(1, 1),
			func(s *stage) { s.ok(s.RemoveUnit("db/0")) },
			map[string]string{
				"db/0":  "database departed web/0 (db/0 leaves); database broken web; stop; remove",
				"web/0": "database departed db/0",
			}},
		{"the last, and a new one", "hooks.md 5: the relation lives on", "", true, pairOf(1, 1),
			func(s *stage) {
				s.ok(s.RemoveUnit("db/0"))
				s.settle()
				s.ok(s.AddUnit("db", 1))
			},
			map[string]string{
				"db/0":  "database departed web/0 (db/0 leaves); database broken web; stop; remove",
				"db/1":  "install; peers created db; database created web; leader-elected; config-changed; start; database joined web/0; database changed web/0",
				"web/0": "database departed db/0; database joined db/1; database changed db/1",
			}},
		{"departs while it has hooks to run", "state/cleanup.go, cleanupDyingUnit: related units see it gone at once, also while it is held in error", "", true,
			then(pairOf(2, 1), func(s *stage) { s.fail("db/1 config-changed"); s.reconfigure("db") }),
			func(s *stage) { s.ok(s.RemoveUnit("db/1")) },
			map[string]string{"db/0": "peers departed db/1", "web/0": "database departed db/1"}},
		{"writes while it departs", "worker/uniter/remotestate: a unit that has departed is not watched", "", true,
			then(pairOf(2, 1), func(s *stage) {
				s.do("db/1 database departed", write("database", "host", "gone"))
				s.do("db/1 peers departed", write("peers", "ready", "no"))
			}),
			func(s *stage) {
				s.ok(s.RemoveUnit("db/1"))
				_, err := s.StepUnit("db/1")
				s.ok(err)
			},
			map[string]string{
				"db/0":  "peers departed db/1",
				"db/1":  "database departed web/0 (db/1 leaves); database broken web; peers departed db/0 (db/1 leaves); stop; remove",
				"web/0": "database departed db/1",
			}},
		{"a unit that comes while another goes", "state/relationunit.go: who departs is no member for newcomers", "", true,
			then(pairOf(2, 1), func(s *stage) { s.fail("db/1 config-changed"); s.reconfigure("db") }),
			func(s *stage) {
				s.ok(s.RemoveUnit("db/1"))
				s.ok(s.AddUnit("web", 1))
			},
			map[string]string{
				"db/0":  "peers departed db/1; database joined web/1; database changed web/1",
				"web/0": "database departed db/1",
				"web/1": "install; database created db; leader-settings-changed; config-changed; start; database joined db/0; database changed db/0",
			}},
		{"in error", "hooks.md 8: a dying unit stays until resolved", "", true,
			then(units(2), func(s *stage) { s.settle(); s.fail("db/1 config-changed"); s.reconfigure("db") }),
			func(s *stage) {
				s.ok(s.RemoveUnit("db/1"))
				s.settle()
				s.forget()
				s.mend("db/1 config-changed")
				s.ok(s.Resolved("db/1", true))
			}, map[string]string{"db/1": "config-changed; peers departed db/0 (db/1 leaves); stop; remove"}},
		{"failed in install", "worker/uniter/resolver.go: install is resolved first; what never started does not stop", "", true,
			func(s *stage) { s.fail("install"); units(1)(s) },
			func(s *stage) {
				s.ok(s.RemoveUnit("db/0"))
				s.settle()
				s.ran(nil)
				s.ok(s.Resolved("db/0", false))
			}, map[string]string{"db/0": "remove"}},
		{"with everything waiting", "hooks.md 4: no leader hook, config-changed, secret hook, created, joined, changed while dying", "", true, pairOf(2, 1),
			func(s *stage) {
				s.reconfigure("db")
				s.ok(s.RemoveUnit("db/1"))
				s.ok(s.Refresh("db", s.charm(dbMetadata)))
				s.deploy(webMetadata, "shop", 1)
				s.ok(s.Integrate("db", "shop"))
			},
			map[string]string{
				"db/0":   "database created shop; upgrade-charm; config-changed; database joined shop/0; database changed shop/0; peers departed db/1",
				"db/1":   "database departed web/0 (db/1 leaves); database broken web; peers departed db/0 (db/1 leaves); stop; remove",
				"web/0":  "database departed db/1",
				"shop/0": "install; database created db; leader-elected; config-changed; start; database joined db/0; database changed db/0",
			}},
		{"fails to stop", "hooks.md 8: like any hook; the unit is there until it has run remove", "", true, units(1),
			func(s *stage) {
				s.fail("stop")
				s.ok(s.RemoveUnit("db/0"))
				s.settle()
				require.Contains(s.t, s.Status().Applications["db"].Units, "db/0")
				s.mend("stop")
				s.ok(s.Resolved("db/0", true))
			}, map[string]string{"db/0": "stop; stop; remove"}},
	}.run(t)
}

// TestApplicationRemoved: its relations end, and its units.
func TestApplicationRemoved(t *testing.T) {
	t.Parallel()
	plays{
		{"removed", "hooks.md 5.1: its units depart by the name of their own, the others by that of the remote unit", "", false, pairOf(2, 1),
			func(s *stage) { s.ok(s.RemoveApplication("db")) },
			map[string]string{
				"db/0":  "database departed web/0 (db/0 leaves); database broken web; peers departed db/1 (db/0 leaves); stop; remove",
				"db/1":  "database departed web/0 (db/1 leaves); database broken web; peers departed db/0 (db/1 leaves); stop; remove",
				"web/0": "database departed db/0; database departed db/1; database broken db",
			}},
		{"without units", "state/application.go, destroyOps: gone at once", "", false, func(s *stage) { units(0)(s) },
			func(s *stage) {
				s.ok(s.RemoveApplication("db"))
				require.Empty(s.t, s.Status().Applications)
			}, nil},
		{"before install", "state/unit.go, destroyOps", "", false, nil,
			func(s *stage) {
				units(2)(s)
				s.ok(s.RemoveApplication("db"))
				require.Empty(s.t, s.Status().Applications)
			}, nil},
		{"deployed again under its name", "clients.md 2.4: when the old one is really gone", "", false, units(1),
			func(s *stage) {
				s.ok(s.RemoveApplication("db"))
				s.settle()
				units(1)(s)
			},
			map[string]string{"db/0": "stop; remove; install; peers created db; leader-elected; config-changed; start"}},
	}.run(t)
}

// TestDepartedByName: hooks.md 5.1, members depart in the order of their names as text.
func TestDepartedByName(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{})
	s.pair(11, 1)
	s.ok(s.RemoveRelation("db", "web"))
	s.settle()
	var want []string
	for _, number := range []int{0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9} {
		want = append(want, fmt.Sprintf("database departed db/%d", number))
	}
	require.Equal(t, strings.Join(append(want, "database broken db"), "; "), s.of("web/0"))
}
