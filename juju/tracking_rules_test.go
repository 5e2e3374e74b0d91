package juju_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// observing is a model whose application db shares a secret with application web, of which each unit has read the first revision; the
// action poke renews the secret on db, and refreshes it on web.
func observing(t *testing.T, m *juju.Model, dbs, webs int) {
	t.Helper()
	db := sharing()
	n := 0
	db["action poke"] = func(h *charm.Hook) error {
		n++
		return h.SecretByLabel("token").SetContent(map[string]string{"token": time.Duration(n).String()})
	}
	web := scripts{
		"database-relation-changed": labels,
		"action poke": func(h *charm.Hook) error {
			_, err := h.SecretByLabel("theirs").Refresh()
			return err
		},
	}
	require.NoError(t, m.Deploy(db.database(), juju.Deployment{Name: "db", Units: dbs}))
	require.NoError(t, m.Settle())
	require.NoError(t, m.Deploy(web.client(), juju.Deployment{Name: "web", Units: webs}))
	require.NoError(t, m.Integrate("db:database", "web:database"))
	require.NoError(t, m.Settle())
	require.NoError(t, juju.NoUnitInError(m))
}

// pokes runs the action poke on units, one after the other, and lets all come to rest.
func pokes(t *testing.T, m *juju.Model, units ...string) {
	t.Helper()
	for _, unit := range units {
		task, err := m.Run(unit, "poke", nil)
		require.NoError(t, err)
		require.Equal(t, juju.TaskCompleted, task.Status, "%s: %s", unit, task.Message)
		require.NoError(t, m.Settle())
	}
}

// TestUnitIsRemovedWhileItTracksARevision removes the last unit that tracks an old revision: Juju does not look at that moment, and
// finds the revision when the next one is made, or when another unit goes on (secrets.md 11.3).
func TestUnitIsRemovedWhileItTracksARevision(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		then string // who is poked when the unit is gone
		want []string
	}{
		{"another revision is made", "db/0", []string{"db/0 1"}},
		{"another unit goes on", "web/1", []string{"db/0 1", "db/0 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &juju.Model{}
			observing(t, m, 1, 3)
			pokes(t, m, "db/0", "web/0", "web/1") // web/2 tracks the first revision alone
			require.Empty(t, removals(m))
			if c.then == "web/1" {
				pokes(t, m, "db/0", "web/0") // web/1 tracks the second
			}
			require.NoError(t, m.Scale("web", 2))
			require.NoError(t, m.Settle())
			require.Empty(t, removals(m), "nobody has looked")
			pokes(t, m, c.then)
			require.Equal(t, c.want, removals(m))
		})
	}
}

// TestNothingIsSaidOfASecretThatIsGone removes a secret while its owner is to be told of expired revisions, of a rotation and of an obsolete
// revision (juju/juju #20794): it is told of none.
func TestNothingIsSaidOfASecretThatIsGone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		removed bool
		want    []string
	}{
		{false, []string{"secret-expired", "secret-expired", "secret-rotate", "secret-remove"}},
		{true, nil},
	} {
		m := &juju.Model{UpdateStatusInterval: -1}
		db := makes("", "action poke", (*charm.Secret).RemoveAll, charm.SecretRotateEvery(charm.RotateHourly), charm.SecretExpireIn(time.Hour))
		db["start"] = func(h *charm.Hook) error {
			return h.SecretByLabel("token").SetContent(map[string]string{"token": "second"}, charm.SecretExpireIn(time.Hour))
		}
		db["secret-remove"] = func(*charm.Hook) error { return errOnPurpose }
		related(t, m, db, scripts{}, 1, 1)
		require.Error(t, juju.NoUnitInError(m), "all else is held back")
		require.NoError(t, until(m, time.Hour))
		before := now(m)
		if c.removed {
			task, err := m.Run("db/0", "poke", nil)
			require.NoError(t, err)
			require.Equal(t, juju.TaskCompleted, task.Status)
		}
		delete(db, "secret-remove")
		require.NoError(t, m.Resolved("db/0", !c.removed))
		require.NoError(t, m.Settle())
		var told []string
		for _, hook := range hooksOf(m, "db/0", before) {
			if strings.HasPrefix(hook, "secret-") {
				told = append(told, hook)
			}
		}
		require.ElementsMatch(t, c.want, told)
	}
}

// TestGrantsGoWithTheLastUnit removes a relation and looks after each hook who may read the secret that was granted over it: both units
// may until the last one has left (secrets.md 10).
func TestGrantsGoWithTheLastUnit(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	observing(t, m, 1, 2)
	may := func(unit string) bool {
		task, err := m.Run(unit, "poke", nil)
		require.NoError(t, err)
		return task.Status == juju.TaskCompleted
	}
	steps := func(unit string, hooks ...string) {
		t.Helper()
		for _, hook := range hooks {
			require.True(t, may("web/0") && may("web/1"), "before %s of %s", hook, unit)
			ran, err := m.StepUnit(unit)
			require.NoError(t, err)
			require.True(t, ran)
			require.Equal(t, "database-relation-"+hook, m.Timeline()[now(m)-1].Hook)
		}
	}
	require.NoError(t, m.RemoveRelation("db:database", "web:database"))
	steps("web/0", "departed", "broken")
	steps("db/0", "departed", "departed", "broken")
	steps("web/1", "departed", "broken")
	require.False(t, may("web/0"))
	require.False(t, may("web/1"))
	state, err := m.State("web/0")
	require.NoError(t, err)
	require.True(t, state.Secrets[0].NotGranted)
	require.Equal(t, 1, state.Secrets[0].TrackedRevision, "the record stays")
	require.Equal(t, "theirs", state.Secrets[0].Label)

	require.NoError(t, m.Settle())
	require.NoError(t, m.Integrate("db:database", "web:database"))
	require.NoError(t, m.Settle())
	require.True(t, may("web/0"), "a new grant makes it of use again")
}

// TestTrackedRevisionMoves looks at which revision a unit tracks after each kind of read, in hooks that succeed and in hooks that fail
// (secrets.md 5).
func TestTrackedRevisionMoves(t *testing.T) {
	t.Parallel()
	set := &call.SecretSet{Content: map[string]string{"token": "mine"}}
	for _, c := range []struct {
		name  string
		calls []call.Call
		fails bool
		want  int
	}{
		{name: "a read", calls: []call.Call{&call.SecretGet{}}, want: 1},
		{name: "a peek", calls: []call.Call{&call.SecretGet{Peek: true}}, want: 1},
		{name: "a refresh", calls: []call.Call{&call.SecretGet{Refresh: true}}, want: 2},
		{name: "a refresh in a hook that fails", calls: []call.Call{&call.SecretGet{Refresh: true}}, fails: true, want: 2},
		{name: "a new revision", calls: []call.Call{set}, want: 1},
		{name: "a refresh before a new revision", calls: []call.Call{&call.SecretGet{Refresh: true}, set}, want: 2},
		{name: "a refresh of what waits for the end of the hook", calls: []call.Call{set, &call.SecretGet{Refresh: true}}, want: 3},
		{name: "the same in a hook that fails", calls: []call.Call{set, &call.SecretGet{Refresh: true}}, fails: true, want: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &juju.Model{}
			do := func(calls []call.Call, fails bool) func(h *charm.Hook) error {
				return func(h *charm.Hook) error {
					info, err := h.SecretByLabel("token").Info()
					if err != nil {
						return err
					}
					for _, one := range calls {
						one = one.Clone()
						switch one := one.(type) {
						case *call.SecretGet:
							one.ID = info.ID
						case *call.SecretSet:
							one.ID = info.ID
						}
						if err := h.Backend().Do(h.Context(), one); err != nil {
							return err
						}
					}
					if fails {
						return errOnPurpose
					}
					return nil
				}
			}
			db := makes("", "action poke", func(s *charm.Secret) error { return nil })
			db["start"] = do([]call.Call{&call.SecretGet{}, &call.SecretSet{Content: map[string]string{"token": "second"}}}, false)
			db["action poke"] = do(c.calls, c.fails)
			related(t, m, db, scripts{}, 1, 1)
			_, err := m.Run("db/0", "poke", nil)
			require.NoError(t, err)
			state, err := m.State("db/0")
			require.NoError(t, err)
			require.Equal(t, c.want, state.Secrets[0].TrackedRevision)
		})
	}
}
