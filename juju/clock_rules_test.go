package juju_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestUpdateStatusInterval lets time pass with different intervals: any negative one means never.
func TestUpdateStatusInterval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		interval time.Duration
		passes   []time.Duration
		want     int
	}{
		{0, []time.Duration{4 * time.Minute}, 0},
		{0, []time.Duration{4 * time.Minute, time.Minute}, 1},
		{0, []time.Duration{time.Hour}, 1},
		{0, []time.Duration{5 * time.Minute, 4 * time.Minute, time.Minute}, 2},
		{time.Hour, []time.Duration{59 * time.Minute, time.Minute}, 1},
		{-1, []time.Duration{time.Hour, time.Hour}, 0},
		{-time.Hour, []time.Duration{time.Hour, time.Hour}, 0},
	} {
		m := &juju.Model{UpdateStatusInterval: c.interval}
		related(t, m, scripts{}, scripts{}, 1, 1)
		before := now(m)
		for _, d := range c.passes {
			require.NoError(t, m.Advance(d))
			require.NoError(t, m.Settle())
		}
		require.Len(t, hooksOf(m, "db/0", before), c.want, "interval %s, after %v", c.interval, c.passes)
	}
}

// moments lists how long after the start any unit ran a hook.
func moments(m *juju.Model, hook string) []time.Duration {
	var list []time.Duration
	for _, e := range m.Timeline() {
		if e.Hook == hook {
			list = append(list, e.Time.Sub(m.Start))
		}
	}
	return list
}

// until lets time pass up to so long after the start.
func until(m *juju.Model, moment time.Duration) error {
	if err := m.Advance(m.Start.Add(moment).Sub(m.Now())); err != nil {
		return err
	}
	return m.Settle()
}

const minute = time.Minute

// makes is a charm that has one secret, of its application or of each unit, and does one thing whenever a hook asks for it.
func makes(owned string, hook string, do func(*charm.Secret) error, options ...charm.SecretOption) scripts {
	options = append(options, charm.SecretLabel("token"))
	add := func(h *charm.Hook) error {
		var err error
		if owned == "unit" {
			_, err = h.Unit().AddSecret(map[string]string{"token": "first"}, options...)
		} else {
			_, err = h.App().AddSecret(map[string]string{"token": "first"}, options...)
		}
		return err
	}
	return scripts{"db/0 leader-elected": add, hook: func(h *charm.Hook) error {
		return do(h.SecretByLabel("token"))
	}}
}

func doesNothing(*charm.Secret) error { return nil }

// makesAnother makes a new revision, each time another one.
func makesAnother(options ...charm.SecretOption) func(*charm.Secret) error {
	n := 0
	return func(s *charm.Secret) error {
		n++
		return s.SetContent(map[string]string{"token": time.Duration(n).String()}, options...)
	}
}

// TestRotationTimes says when secret-rotate comes (secrets.md 11.4).
func TestRotationTimes(t *testing.T) {
	t.Parallel()
	hourly := charm.SecretRotateEvery(charm.RotateHourly)
	for _, c := range []struct {
		name, version, owned string
		units                int
		does                 func(*charm.Secret) error
		story                func(*juju.Model) error // nil: two hours and a quarter pass
		want                 []time.Duration
	}{
		{name: "renewed", does: makesAnother(), want: []time.Duration{60 * minute, 120 * minute}},
		{
			name: "ignored: again after five minutes", does: doesNothing, story: func(m *juju.Model) error { return until(m, 72*minute) },
			want: []time.Duration{60 * minute, 65 * minute, 70 * minute},
		},
		{
			name: "late: counted from when it was due", does: makesAnother(), units: 2, story: func(m *juju.Model) error {
				return all(m.Depose("db"), until(m, 80*minute), m.Failover("db", "db/1"), m.Settle(), until(m, 135*minute))
			},
			want: []time.Duration{80 * minute, 120 * minute},
		},
		{
			name: "late and ignored: again at once, until it is caught up", does: doesNothing, units: 2, story: func(m *juju.Model) error {
				return all(m.Depose("db"), until(m, 71*minute), m.Failover("db", "db/1"), m.Settle(), until(m, 81*minute))
			},
			want: []time.Duration{71 * minute, 71 * minute, 71 * minute, 75 * minute, 80 * minute},
		},
		{
			name: "renewed with an expiry before the next: again after five minutes", does: makesAnother(charm.SecretExpireIn(12 * minute)),
			story: func(m *juju.Model) error { return until(m, 69*minute) },
			want:  []time.Duration{60 * minute, 65 * minute},
		},
		{name: "of a unit: asked once before Juju 4", owned: "unit", does: makesAnother(), want: []time.Duration{60 * minute}},
		{name: "of a unit: since Juju 4", version: "4.0.0", owned: "unit", does: makesAnother(), want: []time.Duration{60 * minute, 120 * minute}},
		{
			name: "a policy that is taken back", does: func(s *charm.Secret) error { return s.SetInfo(charm.SecretRotateEvery(charm.RotateNever)) },
			want: []time.Duration{60 * minute},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &juju.Model{JujuVersion: c.version, UpdateStatusInterval: -1}
			related(t, m, makes(c.owned, "secret-rotate", c.does, hourly), scripts{}, max(c.units, 1), 1)
			if c.story == nil {
				c.story = func(m *juju.Model) error { return until(m, 135*minute) }
			}
			require.NoError(t, c.story(m))
			require.NoError(t, juju.NoUnitInError(m))
			require.Equal(t, c.want, moments(m, "secret-rotate"))
		})
	}
}

// TestExpiryTimes says when secret-expired comes (secrets.md 11.5).
func TestExpiryTimes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		does  func(*charm.Secret) error
		story func(*juju.Model) error // nil: 46 minutes pass
		want  []time.Duration
	}{
		{name: "ignored: every five minutes", does: doesNothing, want: []time.Duration{30 * minute, 35 * minute, 40 * minute, 45 * minute}},
		{name: "removed", does: func(s *charm.Secret) error { return s.RemoveRevision(1) }, want: []time.Duration{30 * minute}},
		{name: "removed whole", does: (*charm.Secret).RemoveAll, want: []time.Duration{30 * minute}},
		{name: "renewed alone: the old revision stays expired", does: makesAnother(), want: []time.Duration{30 * minute, 35 * minute, 40 * minute, 45 * minute}},
		{
			name: "put off", does: func(s *charm.Secret) error { return s.SetInfo(charm.SecretExpireIn(13 * minute)) },
			want: []time.Duration{30 * minute, 43 * minute},
		},
		{
			name: "nobody leads: the next leader is told", does: doesNothing, story: func(m *juju.Model) error {
				return all(m.Depose("db"), until(m, 38*minute), m.Failover("db", "db/1"), m.Settle(), until(m, 46*minute))
			},
			want: []time.Duration{38 * minute, 40 * minute, 45 * minute},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &juju.Model{UpdateStatusInterval: -1}
			related(t, m, makes("", "secret-expired", c.does, charm.SecretExpireIn(30*minute)), scripts{}, 2, 1)
			if c.story == nil {
				c.story = func(m *juju.Model) error { return until(m, 46*minute) }
			}
			require.NoError(t, c.story(m))
			require.NoError(t, juju.NoUnitInError(m))
			require.Equal(t, c.want, moments(m, "secret-expired"))
		})
	}
}

// TestRotationIsPickedUpByANewLeader leaves a secret without a leader when it is due: who leads next is asked, once.
func TestRotationIsPickedUpByANewLeader(t *testing.T) {
	t.Parallel()
	m := &juju.Model{UpdateStatusInterval: -1}
	related(t, m, makes("", "secret-rotate", makesAnother(), charm.SecretRotateEvery(charm.RotateDaily)), scripts{}, 3, 1)
	require.NoError(t, m.Depose("db"))
	require.NoError(t, until(m, 30*time.Hour))
	require.Empty(t, moments(m, "secret-rotate"))
	before := now(m)
	require.NoError(t, m.Failover("db", "db/2"))
	require.NoError(t, m.Settle())
	require.Equal(t, []string{"leader-elected", "secret-rotate", "secret-remove"}, hooksOf(m, "db/2", before))
	require.NoError(t, m.Failover("db", "db/1"))
	require.NoError(t, m.Settle())
	require.Equal(t, []string{"leader-elected"}, hooksOf(m, "db/1", before))
}

// all returns the first error.
func all(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
