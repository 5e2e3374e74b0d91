package juju_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// rotating makes a secret of the application that rotates every hour, or every day, and of which all hooks but that fail that are named.
func rotating(policy charm.RotatePolicy, fails ...string) scripts {
	s := scripts{"db/0 leader-elected": func(h *charm.Hook) error {
		_, err := h.App().AddSecret(map[string]string{"token": "first"}, charm.SecretLabel("token"), charm.SecretRotateEvery(policy))
		return err
	}}
	for _, hook := range fails {
		s[hook] = func(*charm.Hook) error { return errOnPurpose }
	}
	return s
}

// TestRotationGoesOnAfterAFailureThatCountsAsDone resolves a failed secret-rotate without a retry: Juju asks again after five minutes, as it
// does whenever no new revision came.
func TestRotationGoesOnAfterAFailureThatCountsAsDone(t *testing.T) {
	t.Parallel()
	m := &juju.Model{UpdateStatusInterval: -1}
	db := rotating(charm.RotateHourly, "secret-rotate")
	related(t, m, db, scripts{}, 1, 1)
	start := m.Now()
	require.NoError(t, m.Advance(time.Hour))
	require.NoError(t, m.Settle())
	require.Error(t, juju.NoUnitInError(m))
	delete(db, "secret-rotate")
	require.NoError(t, m.Resolved("db/0", false))
	require.NoError(t, m.Settle())
	before := now(m)
	require.NoError(t, m.Advance(5*time.Minute-time.Second))
	require.NoError(t, m.Settle())
	require.Empty(t, hooksOf(m, "db/0", before))
	require.NoError(t, m.Advance(time.Second))
	require.NoError(t, m.Settle())
	require.Equal(t, []string{"secret-rotate"}, hooksOf(m, "db/0", before))
	require.Equal(t, start.Add(65*time.Minute), m.Now())
}

// TestRotationIsOverdueWhenAFailureCountsAsDone resolves it so late that those five minutes have passed: Juju asks at once.
func TestRotationIsOverdueWhenAFailureCountsAsDone(t *testing.T) {
	t.Parallel()
	m := &juju.Model{UpdateStatusInterval: -1}
	db := rotating(charm.RotateHourly, "secret-rotate")
	related(t, m, db, scripts{}, 1, 1)
	require.NoError(t, m.Advance(2*time.Hour))
	delete(db, "secret-rotate")
	before := now(m)
	require.NoError(t, m.Resolved("db/0", false))
	require.NoError(t, m.Settle())
	// From 01:00 in steps of five minutes up to now: no hook brings a new revision.
	require.Len(t, hooksOf(m, "db/0", before), 12)
}

// TestHookForTheLeaderIsOvertaken resolves hooks for the leader that failed before the leadership moved: they count as done, and the new
// leader runs its own (hooks.md 8).
func TestHookForTheLeaderIsOvertaken(t *testing.T) {
	t.Parallel()
	failover := func(m *juju.Model) error { return m.Failover("db", "db/1") }
	resolved := func(m *juju.Model) error { return m.Resolved("db/0", true) }
	for name, do := range map[string][]func(*juju.Model) error{
		"resolved after the move":  {failover, resolved},
		"resolved before the move": {resolved, failover},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &juju.Model{UpdateStatusInterval: -1}
			db := rotating(charm.RotateHourly, "db/0 secret-rotate")
			related(t, m, db, scripts{}, 2, 1)
			require.NoError(t, m.Advance(time.Hour))
			require.NoError(t, m.Settle())
			require.Error(t, juju.NoUnitInError(m))
			before := now(m)
			for _, step := range do {
				require.NoError(t, step(m))
			}
			require.NoError(t, m.Settle())
			require.NoError(t, juju.NoUnitInError(m))
			require.Equal(t, []string{"leader-settings-changed"}, hooksOf(m, "db/0", before), "what one that leads no more runs")
			require.Equal(t, []string{"leader-elected", "secret-rotate"}, hooksOf(m, "db/1", before))
		})
	}
	t.Run("leader-elected", func(t *testing.T) {
		t.Parallel()
		m := &juju.Model{}
		db := scripts{}
		related(t, m, db, scripts{}, 2, 1)
		db["db/1 leader-elected"] = func(*charm.Hook) error { return errOnPurpose }
		require.NoError(t, failover(m))
		require.NoError(t, m.Settle())
		require.Error(t, juju.NoUnitInError(m))
		before := now(m)
		require.NoError(t, m.Failover("db", "db/0"))
		require.NoError(t, m.Resolved("db/1", true))
		require.NoError(t, m.Settle())
		require.Empty(t, hooksOf(m, "db/1", before))
		require.Equal(t, []string{"leader-elected"}, hooksOf(m, "db/0", before))
		require.NoError(t, failover(m))
		require.NoError(t, m.Settle())
		require.Equal(t, []string{"leader-elected"}, hooksOf(m, "db/1", before), "it is elected anew")
	})
}
