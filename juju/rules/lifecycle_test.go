package rules_test

import (
	"testing"
	"time"

	"github.com/charmscenario/scenario/charm"
)

// units deploys db with units, and nothing else.
func units(n int) func(*stage) { return func(s *stage) { s.deploy(dbMetadata, "db", n) } }

// TestFreshUnit: the first hooks of a unit.
func TestFreshUnit(t *testing.T) {
	t.Parallel()
	plays{
		{
			name: "one unit", why: "hooks.md 4: install, relation-created of peers, leader-elected, config-changed and at once start; 5.1: no peer joins",
			story: units(1),
			want:  map[string]string{"db/0": "install; peers created db; leader-elected; config-changed; start"},
		},
		{
			name: "two units", why: "hooks.md 4: the others run leader-settings-changed; 5.1: each joins the other, and joined is followed by changed",
			story: units(2),
			want: map[string]string{
				"db/0": "install; peers created db; leader-elected; config-changed; start; peers joined db/1; peers changed db/1",
				"db/1": "install; peers created db; leader-settings-changed; config-changed; start; peers joined db/0; peers changed db/0",
			},
		},
		{
			name: "Juju 4", why: "hooks.md 1: leader-settings-changed is gone in 4.0",
			version: "4.0.0", story: units(2),
			want: map[string]string{
				"db/0": "install; peers created db; leader-elected; config-changed; start; peers joined db/1; peers changed db/1",
				"db/1": "install; peers created db; config-changed; start; peers joined db/0; peers changed db/0",
			},
		},
		{
			name: "related before install", why: "hooks.md 4: relation-created of relations that exist at install come before leader-elected, joined never before start",
			story: func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "web", 1)
				s.ok(s.Integrate("db", "web"))
			},
			want: map[string]string{
				"db/0":  "install; peers created db; database created web; leader-elected; config-changed; start; database joined web/0; database changed web/0",
				"web/0": "install; database created db; leader-elected; config-changed; start; database joined db/0; database changed db/0",
			},
		},
		{
			name: "later to a related application", why: "hooks.md 4 and 5.1: the new unit knows the relation from install on, the others join it; peers come last",
			before: func(s *stage) { s.pair(1, 1) },
			story:  func(s *stage) { s.ok(s.Scale("db", 2)) },
			want: map[string]string{
				"db/0":  "peers joined db/1; peers changed db/1",
				"db/1":  "install; peers created db; database created web; leader-settings-changed; config-changed; start; database joined web/0; database changed web/0; peers joined db/0; peers changed db/0",
				"web/0": "database joined db/1; database changed db/1",
			},
		},
		{
			name: "later to a related application, Juju 3.5", why: "hooks.md 5.1: before 3.6 peers do not come last",
			version: "3.5.0", before: func(s *stage) { s.pair(1, 1) },
			story: func(s *stage) { s.ok(s.Scale("db", 2)) },
			want: map[string]string{
				"db/0":  "peers joined db/1; peers changed db/1",
				"db/1":  "install; peers created db; database created web; leader-settings-changed; config-changed; start; peers joined db/0; peers changed db/0; database joined web/0; database changed web/0",
				"web/0": "database joined db/1; database changed db/1",
			},
		},
		{
			name: "no unit", why: "no unit, no agent, no hook",
			story: units(0),
		},
		{
			name: "removed before install", why: "state/unit.go, destroyOps: a unit whose agent is still allocating is removed at once",
			machines: true, before: units(1),
			story: func(s *stage) {
				s.ok(s.AddUnit("db", 1))
				s.ok(s.RemoveUnit("db/1"))
			},
		},
	}.run(t)
}

// TestConfigAndUpgrade: when units run config-changed and upgrade-charm.
func TestConfigAndUpgrade(t *testing.T) {
	t.Parallel()
	const one, two = "db/0", "db/1"
	set := func(values map[string]any) func(*stage) {
		return func(s *stage) { s.ok(s.SetConfig("db", values)) }
	}
	started := "install; peers created db; leader-elected; config-changed; start"
	plays{
		{"set", "clients.md 2.1: one config-changed for each unit", "", false, units(2), set(map[string]any{"size": 2}), map[string]string{one: "config-changed", two: "config-changed"}},
		{"set as text", "clients.md 2.1", "", false, units(1), set(map[string]any{"size": "2"}), map[string]string{one: "config-changed"}},
		{"set to what it is", "clients.md 2.1: setting the same value fires nothing", "", false, func(s *stage) { units(1)(s); set(map[string]any{"size": 2})(s) }, set(map[string]any{"size": "2"}), nil},
		{"set to the default", "state/watcher.go: the hash is of what was set", "", false, units(1), set(map[string]any{"size": 1}), map[string]string{one: "config-changed"}},
		{"set twice", "hooks.md 1: config-changed when the hash differs from the one last handled", "", false, units(1), func(s *stage) { set(map[string]any{"size": 2})(s); set(map[string]any{"size": 3})(s) }, map[string]string{one: "config-changed"}},
		{"there and back", "hooks.md 1: the hash is the one last handled", "", false, units(1), func(s *stage) { set(map[string]any{"size": 2})(s); s.ok(s.ResetConfig("db", "size")) }, nil},
		{"reset", "clients.md 2.1", "", false, func(s *stage) { units(1)(s); set(map[string]any{"size": 2})(s) }, func(s *stage) { s.ok(s.ResetConfig("db", "size")) }, map[string]string{one: "config-changed"}},
		{"reset what was never set", "clients.md 2.1", "", false, units(1), func(s *stage) { s.ok(s.ResetConfig("db", "size", "token")) }, nil},
		{"before install", "hooks.md 4: the first config-changed sees it", "", false, nil, func(s *stage) { units(1)(s); set(map[string]any{"size": 2})(s) }, map[string]string{one: started}},
		{"refresh", "hooks.md 4: upgrade-charm is followed by config-changed at once", "", false, units(1), func(s *stage) { s.ok(s.Refresh("db", s.charm(dbMetadata))) }, map[string]string{one: "upgrade-charm; config-changed"}},
		{"refresh and config", "hooks.md 4: one config-changed for both", "", false, units(1), func(s *stage) {
			set(map[string]any{"size": 2})(s)
			s.ok(s.Refresh("db", s.charm(dbMetadata)))
		}, map[string]string{one: "upgrade-charm; config-changed"}},
		{"refresh before install", "hooks.md 4: install runs the new charm", "", false, nil, func(s *stage) {
			units(1)(s)
			s.ok(s.Refresh("db", s.charm(dbMetadata)))
		}, map[string]string{one: started}},
		{"refresh brings a peer endpoint", "worker/uniter/relation/statetracker.go: a unit enters no relation whose endpoint its charm does not have yet", "", false,
			func(s *stage) { s.deploy(webMetadata, "web", 2) },
			func(s *stage) { s.ok(s.Refresh("web", s.charm(webMetadata+"peers: {ring: {interface: ring}}\n"))) },
			map[string]string{
				"web/0": "upgrade-charm; config-changed; ring created web; ring joined web/1; ring changed web/1",
				"web/1": "upgrade-charm; config-changed; ring created web; ring joined web/0; ring changed web/0",
			}},
	}.run(t)
}

// TestLeadership: who runs leader-elected and leader-settings-changed.
func TestLeadership(t *testing.T) {
	t.Parallel()
	plays{
		{"moves", "hooks.md 4: leader-elected when the unit accepts leadership; the deposed unit has not seen the leader settings yet", "", false, units(2),
			func(s *stage) { s.ok(s.Failover("db", "")) }, map[string]string{"db/0": "leader-settings-changed", "db/1": "leader-elected"}},
		{"moves, Juju 4", "hooks.md 1: leader-settings-changed is gone in 4.0", "4.0.0", false, units(2),
			func(s *stage) { s.ok(s.Failover("db", "")) }, map[string]string{"db/1": "leader-elected"}},
		{"moves and returns", "hooks.md 4: leader-elected may come again after losing leadership; settings that a unit has seen are no news", "", false,
			func(s *stage) { units(2)(s); s.settle(); s.ok(s.Failover("db", "db/1")) },
			func(s *stage) { s.ok(s.Failover("db", "db/0")) }, map[string]string{"db/0": "leader-elected"}},
		{"moves there and back", "worker/uniter/leadership/resolver.go: an agent resigns at once, whatever it does, and accepts anew", "", false, units(2),
			func(s *stage) { s.ok(s.Failover("db", "db/1")); s.ok(s.Failover("db", "db/0")) }, map[string]string{"db/0": "leader-elected"}},
		{"nobody", "nobody accepts", "", false, units(2),
			func(s *stage) { s.ok(s.Depose("db")) }, map[string]string{"db/0": "leader-settings-changed"}},
		{"settings", "hooks.md 1: non-leaders, when leader-set data changed", "", false, units(2), func(s *stage) {
			s.do("db/0 config-changed", func(h *charm.Hook) error { return h.LeaderSettings().Set("primary", "db/0") })
			s.ok(s.SetConfig("db", map[string]any{"size": 2}))
		}, map[string]string{"db/0": "config-changed", "db/1": "leader-settings-changed; config-changed"}},
		{"equal settings", "hooks.md 1: when the data changed", "", false, func(s *stage) {
			units(2)(s)
			s.do("db/0 config-changed", func(h *charm.Hook) error { return h.LeaderSettings().Set("primary", "db/0") })
		}, func(s *stage) { s.ok(s.SetConfig("db", map[string]any{"size": 2})) }, map[string]string{"db/0": "config-changed", "db/1": "config-changed"}},
		{"leader removed", "hooks.md 4: leadership goes to another unit, which runs leader-elected; no leader hook while dying", "", true, units(3),
			func(s *stage) { s.ok(s.RemoveUnit("db/0")) }, map[string]string{
				"db/0": "peers departed db/1 (db/0 leaves); peers departed db/2 (db/0 leaves); stop; remove",
				"db/1": "peers departed db/0; leader-elected", "db/2": "peers departed db/0",
			}},
	}.run(t)
}

// TestUpdateStatus: the hook that runs when nothing else needs to.
func TestUpdateStatus(t *testing.T) {
	t.Parallel()
	advance := func(d time.Duration) func(*stage) { return func(s *stage) { s.ok(s.Advance(d)) } }
	plays{
		{"after the interval", "hooks.md 1: update-status-hook-interval, 5 minutes", "", false, units(1), advance(5 * time.Minute), map[string]string{"db/0": "update-status"}},
		{"before the interval", "hooks.md 1", "", false, units(1), advance(5*time.Minute - time.Second), nil},
		{"three times", "hooks.md 1", "", false, units(1), func(s *stage) {
			for range 3 {
				advance(5 * time.Minute)(s)
			}
		}, map[string]string{"db/0": "update-status; update-status; update-status"}},
		{"negative interval", "Model.UpdateStatusInterval: never", "", false, units(1), func(s *stage) {
			s.UpdateStatusInterval = -1
			s.ok(s.Advance(time.Hour))
		}, nil},
		{"another hook instead", "worker/uniter/resolver/opfactory.go, wrapHookOp: any hook that ends takes the timer for handled", "", false, units(1), func(s *stage) {
			advance(5 * time.Minute)(s)
			s.ok(s.SetConfig("db", map[string]any{"size": 2}))
		}, map[string]string{"db/0": "config-changed"}},
		{"an action does not count", "worker/uniter/resolver/opfactory.go, NewAction", "", false, units(1), func(s *stage) {
			advance(5 * time.Minute)(s)
			_, err := s.Run("db/0", "ping", nil)
			s.ok(err)
		}, map[string]string{"db/0": "action ping; update-status"}},
		{"while dying", "hooks.md 4: no update-status while dying", "", true, units(1), func(s *stage) {
			advance(5 * time.Minute)(s)
			s.ok(s.RemoveUnit("db/0"))
		}, map[string]string{"db/0": "stop; remove"}},
	}.run(t)
}
