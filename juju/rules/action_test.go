package rules_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// answer is what an action does in a test.
func answer(act func(*charm.ActionEvent) error) func(*charm.Hook) error {
	return func(h *charm.Hook) error { return act(charm.NewActionEvent(h)) }
}

// TestActions: hooks.md 9, how actions end and what of their hook is kept.
func TestActions(t *testing.T) {
	t.Parallel()
	results := func(e *charm.ActionEvent) error { return e.Set("size", "42") }
	writeHost := func(e *charm.ActionEvent) error { return write("database", "host", "written")(e.Hook) }
	// change writes a secret that the unit can only read: it is the commit that Juju refuses.
	change := func(e *charm.ActionEvent) error {
		uri, err := e.ConfigString("token")
		if err != nil {
			return err
		}
		return e.SecretByID(uri).SetContent(map[string]string{"password": "mine"})
	}
	tests := []struct {
		name, why string
		does      func(*charm.ActionEvent) error
		want      juju.Task // as far as it says
		written   bool      // whether the databag was written
	}{
		{"completed", "hooks.md 9: exit 0, results and return-code", results,
			juju.Task{Status: juju.TaskCompleted, Results: map[string]any{"size": "42", "return-code": 0}}, true},
		{"says nothing", "hooks.md 9: return-code alone", nil,
			juju.Task{Status: juju.TaskCompleted, Results: map[string]any{"return-code": 0}}, true},
		{"logs", "hooks.md 7.1: action-log acts at once", func(e *charm.ActionEvent) error { return e.Logf("at %d%%", 50) },
			juju.Task{Status: juju.TaskCompleted, Results: map[string]any{"return-code": 0}, Log: []string{"at 50%"}}, true},
		{"failed by the charm", "hooks.md 9: action-fail and exit 0: failed, what is pending is committed", func(e *charm.ActionEvent) error {
			if err := results(e); err != nil {
				return err
			}
			return e.Fail("no can do")
		}, juju.Task{Status: juju.TaskFailed, Message: "no can do", Results: map[string]any{"size": "42", "return-code": 0}}, true},
		{"handler error", "hooks.md 9: exit 1: failed, results kept, what is pending dropped", func(e *charm.ActionEvent) error {
			if err := results(e); err != nil {
				return err
			}
			return errBroken
		}, juju.Task{Status: juju.TaskFailed, Message: "exit status 1", Results: map[string]any{"size": "42", "return-code": 1}}, false},
		{"failed by the charm, and a handler error", "hooks.md 9: the message of the exit overrides that of action-fail", func(e *charm.ActionEvent) error {
			if err := e.Fail("no can do"); err != nil {
				return err
			}
			return errBroken
		}, juju.Task{Status: juju.TaskFailed, Message: "exit status 1", Results: map[string]any{"return-code": 1}}, false},
		{"commit refused", "hooks.md 9: return-code 1 and the refusal in stderr", change, juju.Task{Status: juju.TaskFailed, Message: "committing requested changes failed", Results: map[string]any{
			"return-code": "1", "stderr": "updating secrets: permission denied",
		}}, false},
		{"commit refused after action-fail", "hooks.md 9: the message that is there stays", func(e *charm.ActionEvent) error {
			if err := e.Fail("no can do"); err != nil {
				return err
			}
			return change(e)
		}, juju.Task{Status: juju.TaskFailed, Message: "no can do", Results: map[string]any{
			"return-code": "1", "stderr": "updating secrets: permission denied",
		}}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := onStage(t, &juju.Model{})
			s.pair(1, 1)
			uri, err := s.AddSecret("shared", juju.SecretArgs{Content: map[string]string{"password": "p"}})
			s.ok(err)
			s.ok(s.GrantSecret("shared", "db"))
			s.ok(s.SetConfig("db", map[string]any{"token": uri}))
			s.settle()
			s.forget()
			s.do("action ping", answer(func(e *charm.ActionEvent) error {
				if err := writeHost(e); err != nil || test.does == nil {
					return err
				}
				return test.does(e)
			}))
			task, err := s.Run("db/0", "ping", nil)
			s.ok(err)
			want := test.want
			want.ID, want.Operation, want.Unit, want.Action = "2", "1", "db/0", "ping"
			want.Params = map[string]any{}
			want.Enqueued, want.Started, want.Completed = s.Now(), s.Now(), s.Now()
			require.Equal(t, want, task, test.why)
			again, ok := s.Task("2")
			require.True(t, ok)
			require.Equal(t, task, again)
			require.NoError(t, juju.NoUnitInError(s.Model), "hooks.md 9: the unit does not go to error")
			s.settle()
			wrote := map[string]string{"db/0": "action ping"}
			if test.written {
				wrote["web/0"] = "database changed db/0"
			}
			s.ran(wrote)
		})
	}
}

// TestActionTurn: hooks.md 9, when a unit runs its actions.
func TestActionTurn(t *testing.T) {
	t.Parallel()
	ping := func(unit string) func(*stage) {
		return func(s *stage) {
			task, err := s.Run(unit, "ping", nil)
			s.ok(err)
			require.Equal(s.t, juju.TaskCompleted, task.Status)
			if unit != "db/leader" {
				require.Equal(s.t, unit, task.Unit)
			}
		}
	}
	enqueue := func(s *stage) {
		task, err := s.Enqueue("db/0", "ping", nil)
		s.ok(err)
		require.Equal(s.t, juju.TaskPending, task.Status)
	}
	plays{
		{"idle", "hooks.md 9", "", false, units(1), ping("db/0"), map[string]string{"db/0": "action ping"}},
		{"the leader", "clients.md 2.5: web/leader", "", false, then(units(2), settled, func(s *stage) { s.ok(s.Failover("db", "db/1")) }),
			func(s *stage) {
				task, err := s.Run("db/leader", "ping", nil)
				s.ok(err)
				require.Equal(s.t, "db/1", task.Unit)
			}, map[string]string{"db/1": "action ping"}},
		{"before install", "hooks.md 9: allowed once the charm is deployed; 4: before config-changed", "", false, nil, then(units(1), ping("db/0")),
			map[string]string{"db/0": "install; peers created db; leader-elected; action ping; config-changed; start"}},
		{"between config-changed and start", "hooks.md 9: not interleaved with queued hooks", "", false, nil, func(s *stage) {
			units(1)(s)
			for s.of("db/0") != "install; peers created db; leader-elected; config-changed" {
				_, err := s.Step()
				s.ok(err)
			}
			ping("db/0")(s)
		}, map[string]string{"db/0": "install; peers created db; leader-elected; config-changed; start; action ping"}},
		{"others wait", "one unit's hooks run while Run waits", "", false, units(2), func(s *stage) {
			s.reconfigure("db")
			ping("db/1")(s)
			s.ran(map[string]string{"db/1": "action ping"})
		}, map[string]string{"db/0": "config-changed", "db/1": "action ping; config-changed"}},
		{"in the background", "clients.md 2.5: --background", "", false, units(1), then(enqueue, enqueue), map[string]string{"db/0": "action ping; action ping"}},
		{"in error", "hooks.md 8", "", false, then(units(1), func(s *stage) { s.fail("start") }), ping("db/0"), map[string]string{"db/0": "action ping"}},
		{"failed in install", "worker/uniter/actions/resolver.go: any hook error", "", false, then(func(s *stage) { s.fail("install") }, units(1)), ping("db/0"), map[string]string{"db/0": "action ping"}},
		{"while dying", "worker/uniter/resolver.go: actions come before the end", "", false, units(1), func(s *stage) {
			enqueue(s)
			s.ok(s.Scale("db", 0))
		}, map[string]string{"db/0": "action ping; stop; remove"}},
		{"removed before it ran", "state/unit.go: the actions of a unit that is gone are cancelled", "", true, nil, func(s *stage) {
			units(1)(s)
			task, err := s.Enqueue("db/0", "ping", nil)
			s.ok(err)
			s.ok(s.RemoveUnit("db/0"))
			task, ok := s.Task(task.ID)
			require.True(s.t, ok)
			require.Equal(s.t, juju.TaskCancelled, task.Status)
		}, nil},
	}.run(t)
}

// TestActionDetails: parameters with their defaults, and the numbers that operations and tasks share.
func TestActionDetails(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{})
	s.deploy(dbMetadata, "db", 1)
	s.settle()
	s.ok(s.Advance(time.Minute))
	s.do("action backup", answer(func(e *charm.ActionEvent) error {
		params, err := e.Params()
		s.see(e.Hook, "%v", params)
		return err
	}))
	first, err := s.Run("db/0", "backup", map[string]any{"target": "s3"})
	s.ok(err)
	second, err := s.Enqueue("db/leader", "backup", map[string]any{"target": "disk"})
	s.ok(err)
	s.settle()
	require.Equal(t, []string{"db/0 action backup: map[target:s3]", "db/0 action backup: map[target:disk]"}, s.saw)
	require.Equal(t, []string{"1", "2", "3", "4"}, []string{first.Operation, first.ID, second.Operation, second.ID}, "clients.md 2.5: one sequence")
	require.Equal(t, s.Now(), first.Completed)
	_, known := s.Task("1")
	require.False(t, known)
}
