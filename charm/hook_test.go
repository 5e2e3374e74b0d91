package charm_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

func TestHookTells(t *testing.T) {
	t.Parallel()
	told := joined()
	told.Model = call.Model{Name: "prod", UUID: "u"}
	told.JujuVersion = call.Version{Major: 3, Minor: 6}
	r := &recorder{}
	h := r.hook(t, told)
	require.Equal(t, call.KindRelationJoined, h.Kind())
	require.Equal(t, "database-relation-joined", h.Name())
	require.Equal(t, "web", h.App().Name())
	require.Equal(t, "web/0", h.Unit().Name())
	require.Equal(t, "prod", h.Model().Name)
	require.Equal(t, "3.6.0", h.JujuVersion().String())
	require.Equal(t, "postgresql", h.Info().RemoteApp)
	require.Equal(t, t.Context(), h.Context())
	require.Empty(t, r.calls, "what the hook was told needs no call")
}

func TestHookTimeAndChance(t *testing.T) {
	t.Parallel()
	at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	source := rand.New(rand.NewPCG(1, 2))
	//lint:ignore SA1012 a nil context is part of the contract
	h := charm.NewHook(nil, &call.Session{
		Now: func() time.Time { return at }, Rand: source,
	})
	require.NotNil(t, h.Context())
	require.Equal(t, at, h.Now())
	require.Same(t, source, h.Rand())

	real := charm.NewHook(context.Background(), &call.Session{})
	require.WithinDuration(t, time.Now(), real.Now(), time.Minute)
	require.NotEqual(t, real.Rand().Uint64(), real.Rand().Uint64())
}

// TestNewHookIsCheap holds the budget of a trivial run.
func TestNewHookIsCheap(t *testing.T) {
	session, ctx := call.Session{Hook: joined()}, context.Background()
	var keep *charm.Hook
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { keep = charm.NewHook(ctx, &session) }), 1.0)
	require.NotNil(t, keep)
}

func TestHookCalls(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(h *charm.Hook) error
		want call.Call
	}{
		{"workload version", func(h *charm.Hook) error { return h.SetWorkloadVersion("14.2") }, &call.ApplicationVersionSet{Version: "14.2"}},
		{"unit status", func(h *charm.Hook) error { return h.Unit().SetStatus(charm.Active()) }, &call.StatusSet{Name: call.StatusActive}},
		{"app status", func(h *charm.Hook) error { return h.App().SetStatus(charm.Blocked("no", "db")) }, &call.StatusSet{App: true, Name: call.StatusBlocked, Message: "no db"}},
		{"state set", func(h *charm.Hook) error { return h.StoredState().Set("k", "") }, &call.StateSet{State: map[string]string{"k": ""}}},
		{"state delete", func(h *charm.Hook) error { return h.StoredState().Delete("k") }, &call.StateDelete{Key: "k"}},
		{"leader set", func(h *charm.Hook) error { return h.LeaderSettings().Set("k", "v") }, &call.LeaderSet{Settings: map[string]string{"k": "v"}}},
		{"secret ids", func(h *charm.Hook) error { _, err := h.SecretIDs(); return err }, &call.SecretIDs{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			require.NoError(t, test.do(r.hook(t, call.Hook{})))
			require.Equal(t, []call.Call{test.want}, r.calls)

			r = (&recorder{}).refuse(test.want.Tool(), call.ErrNotLeader, "this unit is not the leader")
			err := test.do(r.hook(t, call.Hook{}))
			require.ErrorIs(t, err, charm.ErrNotLeader)
			require.Regexp(t, "^cannot .*: this unit is not the leader$", err.Error())
			var refusal *call.Error
			require.ErrorAs(t, err, &refusal)
		})
	}
}

func TestHookAnswers(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	answer(r, func(c *call.IsLeader) error { c.Leader = true; return nil })
	answer(r, func(c *call.StatusGet) error { c.Status = charm.Waiting("for db"); return nil })
	answer(r, func(c *call.StateGet) error { c.State = map[string]string{"empty": ""}; return nil })
	answer(r, func(c *call.LeaderGet) error { c.Settings = map[string]string{"k": "v"}; return nil })
	h := r.hook(t, call.Hook{})

	leader, err := h.IsLeader()
	require.NoError(t, err)
	require.True(t, leader)
	for _, get := range []func() (charm.Status, error){h.Unit().Status, h.App().Status} {
		status, err := get()
		require.NoError(t, err)
		require.Equal(t, charm.Waiting("for db"), status)
	}
	value, ok, err := h.StoredState().Get("empty")
	require.NoError(t, err)
	require.True(t, ok)
	require.Empty(t, value)
	_, ok, err = h.StoredState().Get("none")
	require.NoError(t, err)
	require.False(t, ok)
	value, ok, err = h.LeaderSettings().Get("k")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, "v", value)
}

// TestNoBackend: what is used without a Hook or a Backend gives errors, not panics.
func TestNoBackend(t *testing.T) {
	t.Parallel()
	h := charm.NewHook(t.Context(), &call.Session{})
	_, err := h.IsLeader()
	require.ErrorContains(t, err, "no backend")
	require.ErrorContains(t, charm.App{}.SetStatus(charm.Active()), "no backend")
	require.ErrorContains(t, charm.StoredState{}.Set("k", "v"), "no backend")
	_, err = (&charm.Secret{}).Content()
	require.Error(t, err)
	_, err = charm.Unit{}.AddSecret(map[string]string{"key": "value"})
	require.ErrorContains(t, err, "no backend")
}
