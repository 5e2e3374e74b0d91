package unit_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
	"github.com/charmscenario/scenario/internal/unit"
)

// newAgent is an agent of the world at the start of a hook.
func newAgent(store *controllertest.Store, hooks ...func(*call.Hook)) *unit.Agent {
	hook := updateStatus()
	for _, change := range hooks {
		change(hook)
	}
	store.Facts.Option = option
	return unit.New(unit.Config{Hook: hook, Store: store, Now: func() time.Time { return now }})
}

func do(t *testing.T, agent *unit.Agent, calls ...call.Call) {
	t.Helper()
	for _, c := range calls {
		require.NoError(t, agent.Do(context.Background(), c), c.Tool())
	}
}

// TestEveryCall: the agent answers each call of the vocabulary, in the newest version that has it.
func TestEveryCall(t *testing.T) {
	t.Parallel()
	for _, tool := range call.Tools() {
		err := newAgent(world(), action).Do(context.Background(), call.New(tool))
		require.NotErrorIs(t, err, call.ErrNotSupported, tool)
		if err != nil {
			require.ErrorIs(t, err, call.ErrNotValid, "%s: what is left to say are its arguments", tool)
		}
	}
}

func TestNilCall(t *testing.T) {
	t.Parallel()
	agent := newAgent(world())
	for _, c := range []call.Call{nil, (*call.SecretGet)(nil), (*call.StatusSet)(nil)} {
		require.Equal(t, &call.Error{Code: call.ErrNotValid, Message: "call is nil"}, agent.Do(context.Background(), c))
	}
	require.Empty(t, agent.Journal.Trace, "there is nothing to trace")
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	store := world()
	agent := newAgent(store)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, agent.Do(cancelled, &call.StatusSet{Name: call.StatusBlocked}), context.Canceled)
	require.Empty(t, agent.Journal.Trace, "the call was not made")
	require.Equal(t, call.StatusActive, store.Facts.UnitStatus.Name)
	do(t, agent, &call.StatusSet{Name: call.StatusBlocked})
	require.Equal(t, call.StatusBlocked, store.Facts.UnitStatus.Name)
}

// TestHookEnded: a goroutine that a hook left behind makes its calls in vain.
func TestHookEnded(t *testing.T) {
	t.Parallel()
	for _, succeeded := range []bool{true, false} {
		store := world()
		agent := newAgent(store)
		do(t, agent, &call.SecretRemove{ID: unitID})
		require.NoError(t, agent.End(succeeded))
		cancelled, cancel := context.WithCancel(context.Background())
		cancel()
		for _, ctx := range []context.Context{context.Background(), cancelled} {
			err := agent.Do(ctx, &call.StatusSet{Name: call.StatusBlocked})
			require.Equal(t, &call.Error{Code: call.ErrHookEnded, Message: "cannot make call status-set: the hook has ended"}, err)
		}
		require.Len(t, agent.Journal.Trace, 1)
		require.Equal(t, call.StatusActive, store.Facts.UnitStatus.Name)

		journal := agent.Journal
		require.NoError(t, agent.End(!succeeded), "a hook ends once")
		require.Equal(t, journal, agent.Journal)
		require.Equal(t, succeeded, store.Secret(unitID) == nil)
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	set := &call.RelationSet{Relation: "db:1", Data: texts{"u": "n"}}
	for _, test := range []struct {
		rule
		calls     []call.Call
		succeeded bool
		pending   bool
		after     change
	}{
		{rule{"nothing", "hooks.md 7: no changes, no call"}, nil, true, false, nil},
		{rule{"reads", "hooks.md 7: no changes, no call"}, []call.Call{&call.SecretGet{ID: appID}, &call.SecretIDs{}, &call.StateGet{}}, true, false, nil},
		{rule{"a secret set to what it is", "secrets.md 2: a no-op"}, []call.Call{&call.SecretSet{ID: appID, Content: content("a2")}}, true, false, nil},
		{rule{"what acts at once", "hooks.md 7.1: survives a failing hook"}, []call.Call{&call.SecretGet{ID: appID, Refresh: true}}, false, false, tracks(appID, 2)},
		{rule{"a databag", "hooks.md 7"}, []call.Call{set}, true, true, relation(1, func(r *controller.Relation) { r.LocalUnit = texts{"u": "n", "w": "stays"} })},
		{rule{"a databag, failing", "hooks.md 7.1: lost"}, []call.Call{set}, false, true, nil},
		{rule{"stored state", "hooks.md 7"}, []call.Call{&call.StateDelete{Key: "was"}}, true, true, func(s *controllertest.Store) { s.Facts.StoredState = texts{} }},
		{rule{"stored state, failing", "hooks.md 7.1: lost"}, []call.Call{&call.StateDelete{Key: "was"}}, false, true, nil},
		{rule{"a secret", "secrets.md 7"}, []call.Call{&call.SecretRemove{ID: appID, Revision: 1}}, true, true, edit(appID, func(s *controller.Secret) { s.Revisions = s.Revisions[1:] })},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, test.why)
			store, want := world(), world()
			if test.after != nil {
				test.after(want)
			}
			agent := newAgent(store)
			do(t, agent, test.calls...)
			require.NoError(t, agent.End(test.succeeded))
			require.Equal(t, test.pending, agent.Journal.Commit != nil)
			store.Facts.Option = nil
			require.Equal(t, want, store)
		})
	}
}

// TestEndRefused: the refusal of the commit is an error of the controller's, and what was removed before
// it is in the journal.
func TestEndRefused(t *testing.T) {
	t.Parallel()
	agent := newAgent(world())
	do(t, agent, &call.SecretRemove{ID: theirsID}, &call.SecretRemove{ID: unitID}, &call.SecretRemove{ID: appID, Revision: 1})
	err := agent.End(true)
	var refused *controller.CommitError
	require.ErrorAs(t, err, &refused)
	require.ErrorIs(t, err, call.ErrPermissionDenied)
	require.Equal(t, "removing secrets", refused.Step)
	require.Equal(t, controller.Removed{Secrets: []string{unitID}, Revisions: []controller.SecretRevision{{ID: appID, Number: 1}}}, agent.Journal.Removed)
}

// TestControllerIsTold: the controller is told who asks, where, when, and of which version.
func TestControllerIsTold(t *testing.T) {
	t.Parallel()
	store := world()
	follower(store)
	agent := newAgent(store)
	do(t, agent, &call.SecretAdd{Owner: call.OwnerUnit, Content: content("x"), Rotate: call.RotateDaily}, &call.SecretSet{ID: appID, Description: "new"})
	require.EqualError(t, agent.End(true), `updating secrets: "web/0" is not leader of "web"`)
	require.Equal(t, "web/0", store.Secret(madeID).Owner)
	require.Equal(t, now.AddDate(0, 0, 1), store.Secret(madeID).NextRotate)

	removesUnknown := func(hooks ...func(*call.Hook)) error {
		agent := newAgent(world(), hooks...)
		do(t, agent, &call.SecretRemove{ID: noneID})
		return agent.End(true)
	}
	require.NoError(t, removesUnknown())
	require.ErrorIs(t, removesUnknown(juju35), call.ErrSecretNotFound)

	local := world()
	local.EditSecret(unitID).Source = ownModel
	agent = newAgent(local)
	do(t, agent, &call.SecretSet{ID: unitID, Description: "new"})
	require.NoError(t, agent.End(true))
}

// TestOwnership: the caller owns its call; what it does to it afterwards matters to nobody.
func TestOwnership(t *testing.T) {
	t.Parallel()
	store := world()
	agent := newAgent(store, action)
	store.Facts.ActionParams = map[string]any{"target": []any{"x"}}
	add := &call.SecretAdd{Content: content("x"), Owner: call.OwnerUnit}
	secretSet := &call.SecretSet{ID: unitID, Content: content("u3")}
	get := &call.SecretGet{ID: appID}
	relationSet := &call.RelationSet{Relation: "db:1", Data: texts{"u": "n"}}
	read := &call.RelationGet{Relation: "db:1", Of: "postgresql/0"}
	app := &call.RelationGet{Relation: "db:1", Of: "postgresql"}
	state, stored := &call.StateSet{State: texts{"k": "v"}}, &call.StateGet{}
	status, leader, params := &call.StatusGet{App: true}, &call.LeaderGet{}, &call.ActionGet{}
	do(t, agent, add, secretSet, get, relationSet, read, app, state, stored, status, leader, params)
	for _, m := range []texts{add.Content, secretSet.Content, get.Content, relationSet.Data, read.Data, app.Data, state.State, stored.State, leader.Settings} {
		clear(m)
		m["scribbled"] = "over"
	}
	status.Units["web/0"].Data["since"] = "scribbled"
	params.Params["target"].([]any)[0] = "scribbled"

	trace := agent.Journal.Trace
	require.Equal(t, content("x"), trace[0].Call.(*call.SecretAdd).Content)
	require.Equal(t, content("a1"), trace[2].Call.(*call.SecretGet).Content)
	require.Equal(t, texts{"u": "n"}, trace[3].Call.(*call.RelationSet).Data)
	require.NoError(t, agent.End(true))
	require.Equal(t, content("x"), store.Secret(madeID).Revisions[0].Content)
	require.Equal(t, content("u3"), store.Secret(unitID).Revisions[2].Content)
	require.Equal(t, content("a1"), store.Secret(appID).Revisions[0].Content)
	require.Equal(t, texts{"u": "n", "w": "stays"}, store.Relation(1).LocalUnit)
	require.Equal(t, texts{"u": "zero"}, store.Relation(1).UnitData["postgresql/0"])
	require.Equal(t, texts{"a": "theirs"}, store.Relation(1).RemoteData)
	require.Equal(t, texts{"was": "here", "k": "v"}, store.Facts.StoredState)
	require.Equal(t, texts{"kept": "k", "dropped": "d"}, store.Facts.LeaderSettings)
	require.Equal(t, map[string]any{"since": "then"}, store.Facts.UnitStatus.Data)
	require.Equal(t, map[string]any{"target": []any{"x"}}, store.Facts.ActionParams)
}

// TestOwnershipOfNothing: an answer without entries is the caller's, too.
func TestOwnershipOfNothing(t *testing.T) {
	t.Parallel()
	store := world()
	store.Facts.UnitStatus.Data, store.Facts.LeaderSettings, store.Facts.StoredState, store.Facts.ActionParams = map[string]any{}, texts{}, texts{}, map[string]any{}
	store.EditRelation(1).RemoteData, store.EditRelation(1).UnitData["postgresql/0"] = texts{}, texts{}
	agent, want := newAgent(store, action), store.Clone()
	want.Facts.UnitStatus.Data = map[string]any{}
	status, all, leader, stored, params := &call.StatusGet{}, &call.StatusGet{App: true}, &call.LeaderGet{}, &call.StateGet{}, &call.ActionGet{}
	app, member := &call.RelationGet{Relation: "db:1", Of: "postgresql"}, &call.RelationGet{Relation: "db:1", Of: "postgresql/0"}
	do(t, agent, status, all, leader, stored, params, app, member)
	for _, m := range []texts{leader.Settings, stored.State, app.Data, member.Data} {
		if m != nil {
			m["scribbled"] = "over"
		}
	}
	for _, m := range []map[string]any{status.Status.Data, all.Units["web/0"].Data, params.Params} {
		if m != nil {
			m["scribbled"] = "over"
		}
	}
	store.Facts.Option, want.Facts.Option = nil, nil
	require.Equal(t, want, store)
}

// TestSerialised: calls from many goroutines are carried out one at a time, each whole.
func TestSerialised(t *testing.T) {
	t.Parallel()
	store := world()
	agent := newAgent(store, action)
	const goroutines, rounds = 16, 20
	var all sync.WaitGroup
	for i := range goroutines {
		all.Go(func() {
			for j := range rounds {
				key := fmt.Sprintf("k%d-%d", i, j)
				for _, c := range []call.Call{
					&call.StateSet{State: texts{key: "v"}}, &call.RelationSet{Relation: "db:1", Data: texts{key: "v"}},
					&call.SecretSet{ID: unitID, Content: texts{"password": key}}, &call.SecretGet{ID: appID, Refresh: true},
					&call.ActionLog{Message: key}, &call.StatusSet{Name: call.StatusActive, Message: key}, &call.StateGet{},
				} {
					if err := agent.Do(context.Background(), c); err != nil {
						panic(err)
					}
				}
				agent.Relation(1)
			}
		})
	}
	all.Wait()
	require.NoError(t, agent.End(true))
	require.Len(t, agent.Journal.Trace, goroutines*rounds*7)
	require.Len(t, agent.Journal.ActionLog, goroutines*rounds)
	require.Len(t, agent.Journal.UnitStatusHistory, goroutines*rounds)
	require.Len(t, store.Facts.StoredState, 1+goroutines*rounds)
	require.Len(t, store.Relation(1).LocalUnit, 2+goroutines*rounds)
	require.Len(t, store.Secret(unitID).Revisions, 3, "one revision a hook (secrets.md 7)")
}

// TestEndWhileCalling: a call is carried out before the end, or refused.
func TestEndWhileCalling(t *testing.T) {
	t.Parallel()
	agent := newAgent(world())
	refused, done := 0, 0
	var all sync.WaitGroup
	all.Go(func() {
		for range 100 {
			if err := agent.Do(context.Background(), &call.JujuLog{Message: "m"}); err != nil {
				refused++
			} else {
				done++
			}
		}
	})
	require.NoError(t, agent.End(true))
	all.Wait()
	require.Equal(t, 100, refused+done)
	require.Len(t, agent.Journal.JujuLog, done)
}

func TestRelationFinder(t *testing.T) {
	t.Parallel()
	agent := newAgent(world())
	facts, ok := agent.Relation(3)
	require.True(t, ok)
	require.Equal(t, call.RelationFacts{ID: "cluster:3", Endpoint: "cluster", RemoteApp: "web"}, facts)
	facts, ok = agent.Relation(9)
	require.False(t, ok)
	require.Zero(t, facts)
	require.Empty(t, agent.Journal.Trace)
}
