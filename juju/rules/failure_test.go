package rules_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestResolved: hooks.md 8, every kind of hook failed and run again, and failed and taken for done: the bookkeeping of a
// hook that counts as done is that of one that succeeded.
func TestResolved(t *testing.T) {
	t.Parallel()
	related := func(s *stage) {
		s.deploy(dbMetadata, "db", 1)
		s.deploy(webMetadata, "web", 1)
		s.ok(s.Integrate("db", "web"))
	}
	password := func(s *stage) {
		s.do("db/0 database created", func(h *charm.Hook) error {
			secret, err := h.App().AddSecret(map[string]string{"password": "p1"}, charm.SecretLabel("password"), charm.SecretRotateEvery(charm.RotateDaily), charm.SecretExpireIn(36*time.Hour))
			if err != nil {
				return err
			}
			if err := secret.Grant(h.RelationByID("database:1")); err != nil {
				return err
			}
			return writeApp("database", "secret", secret.ID())(h)
		})
		read := func(h *charm.Hook) error {
			id, _, err := h.RelationByID(h.Info().Relation).RemoteApp().Get("secret")
			if err != nil {
				return err
			}
			_, err = h.SecretByID(id).WithLabel("theirs").Content()
			return err
		}
		s.do("web/0 database changed db", read)
		related(s)
	}
	renew := func(h *charm.Hook) error {
		return h.SecretByLabel("password").SetContent(map[string]string{"password": "p2"})
	}
	tests := []struct {
		hook          string // of unit
		unit          string
		before, cause func(*stage)
		retry, skip   string // what follows the failure
	}{
		{"install", "db/0", nil, units(1),
			"install; peers created db; leader-elected; config-changed; start", "peers created db; leader-elected; config-changed; start"},
		{"peers created db", "db/0", nil, units(1),
			"peers created db; leader-elected; config-changed; start", "leader-elected; config-changed; start"},
		{"leader-elected", "db/0", nil, units(1),
			"leader-elected; config-changed; start", "config-changed; start"},
		{"leader-settings-changed", "db/1", units(1), func(s *stage) { s.ok(s.Scale("db", 2)) },
			"leader-settings-changed; config-changed; start; peers joined db/0; peers changed db/0", "config-changed; start; peers joined db/0; peers changed db/0"},
		{"config-changed", "db/0", nil, units(1),
			"config-changed; start", "start"},
		{"start", "db/0", nil, units(1),
			"start", ""},
		{"config-changed", "db/0", units(1), func(s *stage) { s.reconfigure("db") },
			"config-changed", ""},
		{"upgrade-charm", "db/0", units(1), func(s *stage) { s.ok(s.Refresh("db", s.charm(dbMetadata))) },
			"upgrade-charm; config-changed", "config-changed"},
		{"config-changed", "db/0", units(1), func(s *stage) { s.ok(s.Refresh("db", s.charm(dbMetadata))) },
			"config-changed", ""},
		{"update-status", "db/0", units(1), func(s *stage) { s.ok(s.Advance(5 * time.Minute)) },
			"update-status", ""},
		{"database created db", "web/0", nil, related,
			"database created db; leader-elected; config-changed; start; database joined db/0; database changed db/0", "leader-elected; config-changed; start; database joined db/0; database changed db/0"},
		{"database joined db/0", "web/0", nil, related,
			"database joined db/0; database changed db/0", "database changed db/0"},
		{"database changed db/0", "web/0", nil, related,
			"database changed db/0", ""},
		{"database changed db/0", "web/0", related, writes("db", write("database", "host", "h")),
			"database changed db/0", ""},
		{"database changed db", "web/0", related, writes("db", writeApp("database", "host", "h")),
			"database changed db", ""},
		{"database departed db/0", "web/0", related, func(s *stage) { s.ok(s.Scale("db", 0)) },
			"database departed db/0", ""},
		{"database broken db", "web/0", related, func(s *stage) { s.ok(s.RemoveRelation("db", "web")) },
			"database broken db", ""},
		{"database departed web/0 (db/0 leaves)", "db/0", related, func(s *stage) { s.ok(s.Scale("db", 0)) },
			"database departed web/0 (db/0 leaves); database broken web; stop; remove", "database broken web; stop; remove"},
		{"stop", "db/0", units(1), func(s *stage) { s.ok(s.Scale("db", 0)) },
			"stop; remove", "remove"},
		{"remove", "db/0", units(1), func(s *stage) { s.ok(s.Scale("db", 0)) },
			"remove", ""},
		{"secret-rotate password", "db/0", password, func(s *stage) { s.ok(s.Advance(24 * time.Hour)) },
			"secret-rotate password", ""},
		{"secret-expired password/1", "db/0", password, func(s *stage) { s.ok(s.Advance(36 * time.Hour)) },
			"secret-expired password/1; secret-rotate password", "secret-rotate password"},
		{"secret-changed theirs", "web/0", password, writes("db", renew),
			"secret-changed theirs", ""},
		{"secret-remove password/1", "db/0", password, func(s *stage) {
			s.do("web/0 secret-changed", func(h *charm.Hook) error {
				_, err := h.SecretByLabel("theirs").Refresh()
				return err
			})
			writes("db", renew)(s)
		}, "secret-remove password/1", ""},
	}
	for _, test := range tests {
		for _, retry := range []bool{true, false} {
			name := test.hook + " of " + test.unit + ", retried"
			if !retry {
				name = test.hook + " of " + test.unit + ", not retried"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := onStage(t, &juju.Model{})
				if test.before != nil {
					test.before(s)
					s.settle()
				}
				s.fail(test.unit + " " + test.hook)
				test.cause(s)
				s.settle()
				require.True(t, strings.HasSuffix(s.of(test.unit), test.hook), s.of(test.unit))
				status := s.Status().Applications[test.unit[:len(test.unit)-2]].Units[test.unit].Workload
				require.Equal(t, call.StatusError, status.Name)
				s.mend(test.unit + " " + test.hook)
				s.forget()
				s.ok(s.Resolved(test.unit, retry))
				s.settle()
				want := test.retry
				if !retry {
					want = test.skip
				}
				require.Equal(t, want, s.of(test.unit))
				require.NoError(t, juju.NoUnitInError(s.Model))
			})
		}
	}
}

// TestHeld: hooks.md 8, what happens to a unit in error, and what does not.
func TestHeld(t *testing.T) {
	t.Parallel()
	broken := func(s *stage) {
		s.pair(2, 1)
		s.fail("db/0 config-changed")
		s.reconfigure("db")
	}
	plays{
		{"everything waits", "hooks.md 8: other hooks do not run, not even update-status", "", false, broken, func(s *stage) {
			s.do("web/0 config-changed", write("database", "host", "h"))
			s.reconfigure("web")
			s.ok(s.Scale("web", 2))
			s.ok(s.Scale("db", 1))
			s.ok(s.Refresh("db", s.charm(dbMetadata)))
			s.ok(s.Advance(10 * time.Minute))
		}, map[string]string{
			"web/0": "config-changed; database departed db/1; update-status",
			"web/1": "install; database created db; leader-settings-changed; config-changed; start; database joined db/0; database changed db/0; update-status",
			"db/1":  "database departed web/0 (db/1 leaves); database broken web; peers departed db/0 (db/1 leaves); stop; remove",
		}},
		{"and comes when it is resolved", "hooks.md 4 and 8: the failed hook, then what the unit finds, each thing once", "", false, broken, func(s *stage) {
			s.do("web/0 config-changed", write("database", "host", "h"))
			s.reconfigure("web")
			s.ok(s.Scale("web", 2))
			s.settle()
			s.reconfigure("db")
			s.settle()
			s.forget()
			s.mend("db/0 config-changed")
			s.ok(s.Resolved("db/0", true))
		}, map[string]string{"db/0": "config-changed; database joined web/1; database changed web/1; database changed web/0"}},
		{"actions run", "hooks.md 8", "", false, broken, func(s *stage) {
			task, err := s.Run("db/0", "ping", nil)
			s.ok(err)
			require.Equal(s.t, juju.TaskCompleted, task.Status)
			require.ErrorContains(s.t, juju.NoUnitInError(s.Model), `db/0 is in error: hook failed: "config-changed"`)
		}, map[string]string{"db/0": "action ping"}},
		{"a refresh waits", "worker/uniter/resolver.go, nextOpHookError: the failed hook is run by the old charm, without --force-units", "", false, broken, func(s *stage) {
			s.ok(s.Refresh("db", juju.Charm{Metadata: dbMetadata, Handler: charm.HandlerFunc(func(h *charm.Hook) error {
				s.see(h, "new")
				return nil
			})}))
			s.mend("db/0 config-changed")
			s.ok(s.Resolved("db/0", true))
			s.settle()
			require.Contains(s.t, s.saw, "db/0 upgrade-charm: new")
		}, map[string]string{"db/0": "config-changed"}},
		{"a failed install waits for its charm too", "worker/uniter/resolver.go: the charm is replaced once the unit is idle", "", false, func(s *stage) { s.fail("install"); units(1)(s) }, func(s *stage) {
			s.ok(s.Refresh("db", s.charm(dbMetadata+"  # another\n")))
			s.mend("install")
			s.ok(s.Resolved("db/0", true))
		}, map[string]string{"db/0": "install; peers created db; leader-elected; upgrade-charm; config-changed; start"}},
		{"leader-elected, and another leads", "worker/uniter/operation/runhook.go, Prepare: it is passed over", "", false,
			then(units(2), settled, func(s *stage) { s.fail("db/1 leader-elected"); s.ok(s.Failover("db", "db/1")) }),
			func(s *stage) {
				s.ok(s.Failover("db", "db/0"))
				s.ok(s.Resolved("db/1", true))
			}, map[string]string{"db/0": "leader-elected"}},
		{"secret-rotate, and another leads", "secrets.md 11: the leader's check is repeated; the new leader rotates", "", false,
			func(s *stage) {
				s.do("db/0 start", func(h *charm.Hook) error {
					_, err := h.App().AddSecret(map[string]string{"password": "p1"}, charm.SecretLabel("password"), charm.SecretRotateEvery(charm.RotateDaily))
					return err
				})
				units(2)(s)
				s.settle()
				s.fail("db/0 secret-rotate")
				s.ok(s.Advance(24 * time.Hour))
			},
			func(s *stage) {
				s.ok(s.Failover("db", "db/1"))
				s.ok(s.Resolved("db/0", true))
			}, map[string]string{"db/0": "leader-settings-changed", "db/1": "leader-elected; secret-rotate password"}},
		{"a databag written while relation-changed is failed", "worker/uniter/relation/state.go: the retried hook was resolved for the older version", "", false,
			then(pairOf(1, 1), func(s *stage) {
				s.fail("web/0 database changed")
				writes("db", write("database", "host", "one"))(s)
			}),
			func(s *stage) {
				writes("db", write("database", "host", "two"))(s)
				s.settle()
				s.forget()
				s.mend("web/0 database changed")
				s.ok(s.Resolved("web/0", true))
			}, map[string]string{"web/0": "database changed db/0; database changed db/0"}},
		{"an application databag written while relation-changed is failed", "worker/uniter/relation/state.go", "", false,
			then(pairOf(1, 1), func(s *stage) {
				s.fail("web/0 database changed db")
				writes("db", writeApp("database", "host", "one"))(s)
			}),
			func(s *stage) {
				writes("db", writeApp("database", "host", "two"))(s)
				s.settle()
				s.forget()
				s.mend("web/0 database changed db")
				s.ok(s.Resolved("web/0", true))
			}, map[string]string{"web/0": "database changed db; database changed db"}},
	}.run(t)
}

// TestErrorStatus: clients.md 1.3, what the status says of a failed hook.
func TestErrorStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		hook string
		want call.Status
	}{
		{"config-changed", call.Status{Name: call.StatusError, Message: `hook failed: "config-changed"`, Data: map[string]any{"hook": "config-changed"}}},
		{"database created", call.Status{Name: call.StatusError, Message: `hook failed: "database-relation-created"`, Data: map[string]any{"hook": "database-relation-created", "relation-id": 1}}},
		{"database joined", call.Status{Name: call.StatusError, Message: `hook failed: "database-relation-joined"`, Data: map[string]any{"hook": "database-relation-joined", "relation-id": 1, "remote-unit": "db/0"}}},
	}
	for _, test := range tests {
		t.Run(test.hook, func(t *testing.T) {
			t.Parallel()
			s := onStage(t, &juju.Model{})
			s.do("web/0 install", func(h *charm.Hook) error { return h.Unit().SetStatus(charm.Active("up")) })
			s.fail("web/0 " + test.hook)
			s.deploy(dbMetadata, "db", 1)
			s.deploy(webMetadata, "web", 1)
			s.ok(s.Integrate("db", "web"))
			s.settle()
			unit := s.Status().Applications["web"].Units["web/0"]
			require.Equal(t, test.want, unit.Workload.Status)
			require.Equal(t, call.StatusName("idle"), unit.Agent.Name)
			state, err := s.State("web/0")
			s.ok(err)
			require.Equal(t, call.Status{Name: call.StatusActive, Message: "up"}, state.UnitStatus, "the charm's own status is kept")
			s.mend("web/0 " + test.hook)
			s.ok(s.Resolved("web/0", true))
			s.settle()
			require.Equal(t, call.Status{Name: call.StatusActive, Message: "up"}, s.Status().Applications["web"].Units["web/0"].Workload.Status)
		})
	}
}

// TestRetryHooks: hooks.md 8, Juju retries after 5 s and then twice as long each time, up to 5 minutes.
func TestRetryHooks(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{RetryHooks: true, UpdateStatusInterval: -1})
	tries := func() (seconds []int) {
		start := s.Now()
		for range 3 * 1200 {
			before := len(s.lines)
			s.ok(s.Advance(time.Second))
			s.settle()
			if len(s.lines) > before {
				seconds = append(seconds, int(s.Now().Sub(start)/time.Second))
				start = s.Now()
			}
		}
		return seconds
	}
	units(1)(s)
	s.settle()
	s.fail("config-changed")
	s.reconfigure("db")
	s.settle()
	require.Equal(t, []int{5, 10, 20, 40, 80, 160, 300, 300, 300}, tries()[:9])

	s.ok(s.Resolved("db/0", true))
	s.settle()
	require.Equal(t, []int{5, 10, 20}, tries()[:3], "worker/uniter/resolver.go: resolving resets the wait")
	s.mend("config-changed")
	s.ok(s.Advance(5 * time.Minute))
	s.settle()
	require.NoError(t, juju.NoUnitInError(s.Model))
	require.Empty(t, tries())
}

// TestStatusAroundHooks: hooks.md 4, the statuses that Juju itself gives a unit.
func TestStatusAroundHooks(t *testing.T) {
	t.Parallel()
	active := func(h *charm.Hook) error { return h.Unit().SetStatus(charm.Active("up")) }
	in := func(hook string, act func(*charm.Hook) error) func(*stage) { return func(s *stage) { s.do(hook, act) } }
	tests := []struct {
		name, why string
		charm     func(*stage)
		want      []string // before each hook of a unit that is deployed and removed
		end       call.Status
	}{
		{"a charm that sets none", "hooks.md 4", func(*stage) {}, []string{
			`install: maintenance "installing charm software"`, `peers created db: maintenance "installing charm software"`,
			`leader-elected: maintenance "installing charm software"`, `config-changed: maintenance "installing charm software"`,
			`start: maintenance "installing charm software"`, `stop: maintenance "stopping charm software"`,
			`remove: maintenance "cleaning up prior to charm deletion"`,
		}, call.Status{Name: call.StatusUnknown}},
		{"one that sets it in install", "hooks.md 4: unknown after start only if no hook has set one", in("install", active), []string{
			`install: maintenance "installing charm software"`, `peers created db: active "up"`, `leader-elected: active "up"`, `config-changed: active "up"`,
			`start: active "up"`, `stop: maintenance "stopping charm software"`, `remove: maintenance "cleaning up prior to charm deletion"`,
		}, call.Status{Name: call.StatusActive, Message: "up"}},
		{"one that sets it in start", "hooks.md 4", in("start", active), []string{
			`install: maintenance "installing charm software"`, `peers created db: maintenance "installing charm software"`,
			`leader-elected: maintenance "installing charm software"`, `config-changed: maintenance "installing charm software"`,
			`start: maintenance "installing charm software"`, `stop: maintenance "stopping charm software"`,
			`remove: maintenance "cleaning up prior to charm deletion"`,
		}, call.Status{Name: call.StatusActive, Message: "up"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := onStage(t, &juju.Model{})
			var got []string
			note := func(h *charm.Hook) error {
				status, err := h.Unit().Status()
				got = append(got, strings.TrimSpace(hookName(h.Info())+": "+string(status.Name)+" \""+status.Message+"\""))
				return err
			}
			s.does[""] = note
			test.charm(s)
			units(1)(s)
			s.settle()
			require.Equal(t, test.end, s.Status().Applications["db"].Units["db/0"].Workload.Status)
			s.ok(s.Scale("db", 0))
			s.settle()
			require.Equal(t, test.want, got, test.why)
		})
	}

	t.Run("a failed install does not count as having set one", func(t *testing.T) {
		t.Parallel()
		s := onStage(t, &juju.Model{})
		s.do("install", both(active, failing))
		units(1)(s)
		s.settle()
		state, err := s.State("db/0")
		s.ok(err)
		require.Equal(t, "installing charm software", state.UnitStatus.Message, "worker/uniter/operation/runhook.go: a failed hook leaves no note of its status-set")
		s.mend("install")
		s.ok(s.Resolved("db/0", true))
		s.settle()
		require.Equal(t, call.StatusUnknown, s.Status().Applications["db"].Units["db/0"].Workload.Name)
	})
}
