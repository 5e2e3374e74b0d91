package rules_test

import (
	"testing"

	"github.com/charmscenario/scenario/charm"
)

// pairOf deploys db and web, related.
func pairOf(dbs, webs int) func(*stage) { return func(s *stage) { s.pair(dbs, webs) } }

// reconfigure has all units of an application run config-changed, and so do what the test has them do there.
func (s *stage) reconfigure(app string) {
	s.t.Helper()
	key := map[string]string{"db": "size", "web": "port"}[app]
	config, err := s.Config(app)
	s.ok(err)
	s.ok(s.SetConfig(app, map[string]any{key: config[key].(int64) + 1}))
}

// writes has all units of an application do something in config-changed.
func writes(app string, act func(*charm.Hook) error) func(*stage) {
	return func(s *stage) {
		s.do("config-changed", func(h *charm.Hook) error {
			if h.AppName() != app {
				return nil
			}
			return act(h)
		})
		s.reconfigure(app)
	}
}

// then does several things, one after the other.
func then(acts ...func(*stage)) func(*stage) {
	return func(s *stage) {
		for _, act := range acts {
			act(s)
		}
	}
}

// settled runs what there is to run.
func settled(s *stage) { s.settle() }

// TestRelationChanged: whose writes who is told of.
func TestRelationChanged(t *testing.T) {
	t.Parallel()
	plays{
		{"unit databag", "hooks.md 5.1: changed for the unit that wrote, on every unit of the other side", "", false, pairOf(1, 2),
			writes("db", write("database", "host", "h")),
			map[string]string{"db/0": "config-changed", "web/0": "database changed db/0", "web/1": "database changed db/0"}},
		{"application databag", "hooks.md 5.1: changed without a unit; the own side is told nothing", "", false, pairOf(2, 2),
			writes("db", asLeader(writeApp("database", "name", "n"))),
			map[string]string{"db/0": "config-changed", "db/1": "config-changed", "web/0": "database changed db", "web/1": "database changed db"}},
		{"both", "hooks.md 5.1: the application's first", "", false, pairOf(1, 1),
			writes("db", both(write("database", "host", "h"), writeApp("database", "name", "n"))),
			map[string]string{"db/0": "config-changed", "web/0": "database changed db; database changed db/0"}},
		{"equal", "hooks.md 5.1: a write that leaves the bag as it is makes no event", "", false,
			then(pairOf(1, 1), writes("db", both(write("database", "host", "h"), writeApp("database", "name", "n")))),
			func(s *stage) { s.reconfigure("db") },
			map[string]string{"db/0": "config-changed"}},
		{"several before the unit looks", "hooks.md 5.1: they are one event", "", false, pairOf(1, 1), func(s *stage) {
			s.fail("web/0 config-changed")
			s.reconfigure("web")
			s.settle()
			writes("db", write("database", "host", "h1"))(s)
			s.settle()
			writes("db", write("database", "host", "h2"))(s)
			s.settle()
			s.forget()
			s.mend("web/0 config-changed")
			s.ok(s.Resolved("web/0", true))
		}, map[string]string{"web/0": "config-changed; database changed db/0"}},
		{"there and back", "worker/uniter/relation/resolver.go: versions are compared, not content", "", false, then(pairOf(1, 1), writes("db", write("database", "host", "h1"))), func(s *stage) {
			s.fail("web/0 config-changed")
			s.reconfigure("web")
			s.settle()
			writes("db", write("database", "host", "h2"))(s)
			s.settle()
			writes("db", write("database", "host", "h1"))(s)
			s.settle()
			s.forget()
			s.mend("web/0 config-changed")
			s.ok(s.Resolved("web/0", true))
		}, map[string]string{"web/0": "config-changed; database changed db/0"}},
		{"own databag in a peer relation", "hooks.md 5.1: a unit never gets events for its own unit databag", "", false, units(2),
			func(s *stage) { writes("db", write("peers", "ready", "yes"))(s) },
			map[string]string{"db/0": "config-changed; peers changed db/1", "db/1": "config-changed; peers changed db/0"}},
		{"application databag of a peer relation", "hooks.md 5.1: to every unit, the leader that wrote included; juju/juju #20178", "", false, units(2),
			writes("db", asLeader(writeApp("peers", "primary", "db/0"))),
			map[string]string{"db/0": "config-changed; peers changed db", "db/1": "config-changed; peers changed db"}},
		{"application databag of a peer relation, one unit", "hooks.md 5.1: even with a single unit; juju/juju #20178", "", false, units(1),
			writes("db", asLeader(writeApp("peers", "primary", "db/0"))),
			map[string]string{"db/0": "config-changed; peers changed db"}},
		{"a hook that writes what it is told of", "hooks.md 5.1: it is told of the write again, and no more", "", false,
			then(units(1), func(s *stage) { s.do("peers changed", asLeader(writeApp("peers", "seen", "yes"))) }),
			writes("db", asLeader(writeApp("peers", "primary", "db/0"))),
			map[string]string{"db/0": "config-changed; peers changed db; peers changed db"}},
		{"a unit that failed", "hooks.md 7.1: relation-set is lost", "", false, pairOf(1, 1), func(s *stage) {
			writes("db", both(write("database", "host", "h"), func(*charm.Hook) error { return errBroken }))(s)
		}, map[string]string{"db/0": "config-changed"}},
		{"an application databag written before a unit joins", "hooks.md 5.1: the app's changed comes before the first joined", "", false,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "web", 1)
				s.do("database created", asLeader(func(h *charm.Hook) error {
					if h.AppName() != "db" {
						return nil
					}
					return writeApp("database", "name", "n")(h)
				}))
			},
			func(s *stage) { s.ok(s.Integrate("db", "web")) },
			map[string]string{
				"db/0":  "database created web; database joined web/0; database changed web/0",
				"web/0": "database created db; database changed db; database joined db/0; database changed db/0",
			}},
		{"an application databag for a later unit", "hooks.md 5.1", "", false,
			then(pairOf(1, 1), writes("db", writeApp("database", "name", "n"))),
			func(s *stage) { s.ok(s.Scale("web", 2)) },
			map[string]string{
				"db/0":  "database joined web/1; database changed web/1",
				"web/1": "install; database created db; leader-settings-changed; config-changed; start; database changed db; database joined db/0; database changed db/0",
			}},
		{"an application databag that was emptied again, for a later unit", "worker/uniter/relation/resolver.go: versions are compared, and it was written", "", false,
			then(pairOf(1, 1), writes("db", writeApp("database", "name", "n")), settled, writes("db", writeApp("database", "name", ""))),
			func(s *stage) { s.ok(s.Scale("web", 2)) },
			map[string]string{
				"db/0":  "database joined web/1; database changed web/1",
				"web/1": "install; database created db; leader-settings-changed; config-changed; start; database changed db; database joined db/0; database changed db/0",
			}},
		{"joined and changed", "hooks.md 5.1: each joined is followed by a changed even if the bag is unchanged, one if it was written since", "", false,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "web", 1)
				s.do("db/0 database joined", write("database", "host", "h"))
			},
			func(s *stage) { s.ok(s.Integrate("db", "web")) },
			map[string]string{
				"db/0":  "database created web; database joined web/0; database changed web/0",
				"web/0": "database created db; database joined db/0; database changed db/0",
			}},
		{"between joined and changed", "hooks.md 4: actions and secrets may run between", "", false,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "web", 1)
				s.do("db/0 database joined", func(h *charm.Hook) error {
					secret, err := h.Unit().AddSecret(map[string]string{"password": "p1"}, charm.SecretLabel("password"))
					if err != nil {
						return err
					}
					_, err = secret.Content()
					return err
				})
				s.do("db/0 database changed", func(h *charm.Hook) error {
					_, err := h.SecretByLabel("password").Content()
					return err
				})
			},
			func(s *stage) {
				s.ok(s.Integrate("db", "web"))
				for s.of("db/0") != "database created web; database joined web/0" {
					_, err := s.StepUnit("db/0")
					s.ok(err)
					_, err = s.StepUnit("web/0")
					s.ok(err)
				}
				_, err := s.Enqueue("db/0", "ping", nil)
				s.ok(err)
			},
			map[string]string{
				"db/0":  "database created web; database joined web/0; action ping; database changed web/0",
				"web/0": "database created db; database joined db/0; database changed db/0",
			}},
	}.run(t)
}

// TestSeveralRelations: the hooks of one relation do not wait for those of another, and come in the order of the
// relations' numbers.
func TestSeveralRelations(t *testing.T) {
	t.Parallel()
	created := "database created db"
	joined := "; database joined db/0; database changed db/0"
	plays{
		{"two applications at one endpoint", "hooks.md 5.1: a relation for each", "", false,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "blog", 1)
				s.deploy(webMetadata, "shop", 1)
			},
			func(s *stage) {
				s.ok(s.Integrate("db", "shop"))
				s.ok(s.Integrate("db", "blog"))
			},
			map[string]string{
				"db/0":   "database created shop; database created blog; database joined shop/0; database changed shop/0; database joined blog/0; database changed blog/0",
				"blog/0": created + joined, "shop/0": created + joined,
			}},
		{"while one is held", "hooks.md 8: while in error no other hook runs", "", false,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "blog", 1)
				s.deploy(webMetadata, "shop", 1)
				s.fail("db/0 database joined shop/0")
			},
			func(s *stage) {
				s.ok(s.Integrate("db", "shop"))
				s.ok(s.Integrate("db", "blog"))
			},
			map[string]string{
				"db/0":   "database created shop; database created blog; database joined shop/0",
				"blog/0": created + joined, "shop/0": created + joined,
			}},
		{"a relation while the unit is in error", "worker/uniter/relation/statetracker.go: an agent with a failed hook enters no scope", "", false,
			func(s *stage) {
				s.deploy(dbMetadata, "db", 1)
				s.deploy(webMetadata, "web", 1)
				s.settle()
				s.fail("db/0 config-changed")
				s.reconfigure("db")
			},
			func(s *stage) {
				s.ok(s.Integrate("db", "web"))
				s.settle()
				s.ran(map[string]string{"web/0": created})
				s.mend("db/0 config-changed")
				s.ok(s.Resolved("db/0", true))
			},
			map[string]string{
				"db/0":  "config-changed; database created web; database joined web/0; database changed web/0",
				"web/0": created + joined,
			}},
	}.run(t)
}
