package rules_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// lent has db's leader make the secret "password" and share it with web, whose units call it "theirs" and read it.
func lent(options ...charm.SecretOption) func(*stage) {
	return func(s *stage) {
		s.do("db/0 database created", func(h *charm.Hook) error {
			secret, err := h.App().AddSecret(map[string]string{"password": "p1"}, append(options, charm.SecretLabel("password"))...)
			if err != nil {
				return err
			}
			if err := secret.Grant(h.RelationByID(h.Info().Relation)); err != nil {
				return err
			}
			return writeApp("database", "secret", secret.ID())(h)
		})
		s.do("database changed db", read)
		s.pair(1, 1)
	}
}

// read reads the secret that the other application's databag names.
func read(h *charm.Hook) error {
	id, ok, err := h.RelationByID(h.Info().Relation).RemoteApp().Get("secret")
	if err != nil || !ok {
		return err
	}
	_, err = h.SecretByID(id).WithLabel("theirs").Content()
	return err
}

// refresh tracks the latest revision of the secret called "theirs".
func refresh(h *charm.Hook) error {
	_, err := h.SecretByLabel("theirs").Refresh()
	return err
}

// renew gives the secret "password" another revision.
func renew(h *charm.Hook) error {
	info, err := h.SecretByLabel("password").Info()
	if err != nil {
		return err
	}
	return h.SecretByLabel("password").SetContent(map[string]string{"password": "p" + string(rune('1'+info.Revision))})
}

// renewed has db's leader give the secret another revision.
func renewed(s *stage) { writes("db", asLeader(renew))(s) }

// day lets a day pass.
func day(s *stage) { s.ok(s.Advance(24 * time.Hour)); s.settle() }

// TestSecretChanged: secrets.md 11.1.
func TestSecretChanged(t *testing.T) {
	t.Parallel()
	plays{
		{"to who reads it", "secrets.md 11.1: each unit with a record; a revision in use is not obsolete", "", false, lent(), renewed,
			map[string]string{"db/0": "config-changed", "web/0": "secret-changed theirs"}},
		{"to who never read it", "secrets.md 11.1: units that were granted but never read receive nothing", "", false,
			then(lent(), func(s *stage) { s.mend("database changed db"); s.ok(s.Scale("web", 2)) }), renewed,
			map[string]string{"db/0": "config-changed", "web/0": "secret-changed theirs"}},
		{"two revisions", "secrets.md 11.1: several collapse into one event; the one in between is used by nobody", "", false,
			then(lent(), func(s *stage) { s.fail("web/0 config-changed"); s.reconfigure("web") }),
			func(s *stage) {
				renewed(s)
				s.settle()
				renewed(s)
				s.settle()
				s.mend("web/0 config-changed")
				s.ok(s.Resolved("web/0", true))
			}, map[string]string{"db/0": "config-changed; config-changed; secret-remove password/2", "web/0": "config-changed; secret-changed theirs"}},
		{"ignored", "secrets.md 11.1: not repeated", "", false, then(lent(), renewed), day,
			map[string]string{"db/0": "update-status", "web/0": "update-status"}},
		{"refreshed", "secrets.md 11.1: refreshing makes no event; 11.3: the revision that nobody tracks any more is obsolete", "", false,
			then(lent(), func(s *stage) { s.do("secret-changed", refresh) }), renewed,
			map[string]string{"db/0": "config-changed; secret-remove password/1", "web/0": "secret-changed theirs"}},
		{"described anew", "secrets.md 11.1: metadata makes no event", "", false, lent(),
			writes("db", func(h *charm.Hook) error {
				return h.SecretByLabel("password").SetInfo(charm.SecretDescription("new"), charm.SecretRotateEvery(charm.RotateDaily))
			}), map[string]string{"db/0": "config-changed"}},
		{"equal content", "secrets.md 14: since 3.6 no revision", "", false, lent(),
			writes("db", func(h *charm.Hook) error {
				return h.SecretByLabel("password").SetContent(map[string]string{"password": "p1"})
			}), map[string]string{"db/0": "config-changed"}},
		{"equal content, Juju 3.5", "secrets.md 14: before 3.6 it is a revision", "3.5.0", false, lent(),
			writes("db", func(h *charm.Hook) error {
				return h.SecretByLabel("password").SetContent(map[string]string{"password": "p1"})
			}), map[string]string{"db/0": "config-changed", "web/0": "secret-changed theirs"}},
		{"revoked", "secrets.md 10 and 11.1: no secret-changed without the right to read", "", false,
			then(lent(), writes("db", func(h *charm.Hook) error {
				return h.SecretByLabel("password").Revoke(h.RelationByID("database:1"))
			})), renewed, map[string]string{"db/0": "config-changed"}},
		{"granted again", "secrets.md 10: the record works again after a new grant", "", false,
			then(lent(), writes("db", func(h *charm.Hook) error {
				return h.SecretByLabel("password").Revoke(h.RelationByID("database:1"))
			}), settled, renewed),
			writes("db", func(h *charm.Hook) error {
				return h.SecretByLabel("password").Grant(h.RelationByID("database:1"))
			}), map[string]string{"db/0": "config-changed", "web/0": "secret-changed theirs"}},
		{"first read at revision 2", "secrets.md 11.1: one secret-changed afterwards", "", false,
			then(lent(), func(s *stage) { s.mend("database changed db") }, renewed, settled,
				func(s *stage) { s.do("database changed db", read) }),
			func(s *stage) { s.ok(s.Scale("web", 2)) },
			map[string]string{
				"db/0":  "database joined web/1; database changed web/1",
				"web/1": "install; database created db; leader-settings-changed; config-changed; start; database changed db; secret-changed theirs; database joined db/0; database changed db/0",
			}},
		{"to the owner that reads it", "secrets.md 5.3: owners track too; 11.1: no filter by owner", "", false,
			then(lent(), writes("db", func(h *charm.Hook) error { _, err := h.SecretByLabel("password").Content(); return err })),
			renewed, map[string]string{"db/0": "config-changed; secret-changed password", "web/0": "secret-changed theirs"}},
		{"to a unit that does not lead", "secrets.md 5.3: each unit of the owner has its own record", "", false,
			then(lent(), func(s *stage) { s.ok(s.Scale("db", 2)) }, settled, writes("db", func(h *charm.Hook) error { _, err := h.SecretByLabel("password").Content(); return err })),
			renewed, map[string]string{"db/0": "config-changed; secret-changed password", "db/1": "secret-changed password; config-changed", "web/0": "secret-changed theirs"}},
		{"while dying", "secrets.md 11: none once the unit is dying", "", false, lent(), func(s *stage) {
			renewed(s)
			_, err := s.StepUnit("db/0")
			s.ok(err)
			s.ok(s.Scale("web", 0))
		}, map[string]string{"db/0": "config-changed; database departed web/0", "web/0": "database departed db/0 (web/0 leaves); database broken db; stop; remove"}},
		{"removed", "secrets.md 9 and 11.2: no event to anybody", "", false, lent(),
			writes("db", func(h *charm.Hook) error { return h.SecretByLabel("password").RemoveAll() }),
			map[string]string{"db/0": "config-changed"}},
	}.run(t)
}

// TestSecretRemove: secrets.md 11.3 and 13.
func TestSecretRemove(t *testing.T) {
	t.Parallel()
	unread := func(s *stage) { lent()(s); s.mend("database changed db") }
	plays{
		{"read by nobody", "secrets.md 11.3: obsolete as soon as the next is added", "", false,
			func(s *stage) {
				s.do("start", asLeader(func(h *charm.Hook) error {
					_, err := h.App().AddSecret(map[string]string{"password": "p1"}, charm.SecretLabel("password"))
					return err
				}))
				units(1)(s)
			}, renewed, map[string]string{"db/0": "config-changed; secret-remove password/1"}},
		{"ignored", "secrets.md 11.3: run once", "", false, then(lent(), func(s *stage) { s.do("secret-changed", refresh) }, renewed), day,
			map[string]string{"db/0": "update-status", "web/0": "update-status"}},
		{"ignored, and another", "secrets.md 11.3: remembered by the unit", "", false, then(lent(), func(s *stage) { s.do("secret-changed", refresh) }, renewed), renewed,
			map[string]string{"db/0": "config-changed; secret-remove password/2", "web/0": "secret-changed theirs"}},
		{"to the leader", "secrets.md 11: leader for app-owned", "", false, then(lent(), func(s *stage) {
			s.do("secret-changed", refresh)
			s.ok(s.Scale("db", 2))
			s.settle()
			s.ok(s.Failover("db", "db/1"))
		}), renewed, map[string]string{"db/0": "config-changed", "db/1": "config-changed; secret-remove password/1", "web/0": "secret-changed theirs"}},
		{"abandoned by a unit that is gone", "secrets.md 11.3 and 13: noticed at the next revision", "", false,
			then(lent(), renewed, settled, func(s *stage) { s.ok(s.Scale("web", 0)); s.settle(); s.mend("config-changed") }),
			renewed, map[string]string{"db/0": "config-changed; secret-remove password/1; secret-remove password/2"}},
		{"of a unit", "secrets.md 11: owner unit", "", false, func(s *stage) {
			s.do("start", func(h *charm.Hook) error {
				_, err := h.Unit().AddSecret(map[string]string{"password": "p1"}, charm.SecretLabel("password"))
				return err
			})
			units(2)(s)
		}, func(s *stage) { writes("db", renew)(s) },
			map[string]string{"db/0": "config-changed; secret-remove password/1", "db/1": "config-changed; secret-remove password/1"}},
		{"removed before it is announced", "secrets.md 9: nothing is left to tell of", "", false, unread, func(s *stage) {
			writes("db", renew)(s)
			_, err := s.StepUnit("db/0")
			s.ok(err)
			task, err := s.Enqueue("db/0", "ping", nil)
			s.ok(err)
			require.NotEmpty(s.t, task.ID)
			s.do("action", func(h *charm.Hook) error { return h.SecretByLabel("password").RemoveRevision(1) })
		}, map[string]string{"db/0": "config-changed; action ping", "web/0": "secret-changed theirs"}},
	}.run(t)
}

// TestSecretRotate: secrets.md 11.4, when secret-rotate is due.
func TestSecretRotate(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{UpdateStatusInterval: -1})
	lent(charm.SecretRotateEvery(charm.RotateHourly))(s)
	made := s.Now()
	s.do("secret-rotate", renew)
	rotations := func(d time.Duration) (after []time.Duration) {
		t.Helper()
		from := len(s.Timeline())
		s.ok(s.Advance(d))
		s.settle()
		for _, entry := range s.Timeline()[from:] {
			if entry.Hook == "secret-rotate" {
				after = append(after, entry.Time.Sub(made))
			}
		}
		return after
	}
	require.Equal(t, []time.Duration{1 * time.Hour, 2 * time.Hour, 3 * time.Hour}, rotations(3*time.Hour))
	s.mend("secret-rotate")
	require.Equal(t, []time.Duration{4 * time.Hour, 4*time.Hour + 5*time.Minute, 4*time.Hour + 10*time.Minute}, rotations(time.Hour+12*time.Minute), "without a new revision again after 5 minutes")
	s.do("secret-rotate", renew)
	require.Equal(t, []time.Duration{4*time.Hour + 15*time.Minute, 5*time.Hour + 15*time.Minute}, rotations(2*time.Hour), "counted from when it was due")

	s.fail("secret-rotate")
	require.Equal(t, []time.Duration{6*time.Hour + 15*time.Minute}, rotations(3*time.Hour), "one at a time, and a failed one waits")
	s.do("secret-rotate", renew)
	s.ok(s.Resolved("db/0", true))
	s.settle()
	require.Equal(t, []time.Duration{9*time.Hour + 15*time.Minute, 10*time.Hour + 15*time.Minute}, rotations(90*time.Minute), "what was due meanwhile was due in the past, one after the other")
}

// TestSecretExpired: secrets.md 11.5, it comes again every 5 minutes until the revision is removed.
func TestSecretExpired(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{UpdateStatusInterval: -1})
	lent(charm.SecretExpireIn(time.Hour))(s)
	s.ok(s.Advance(time.Hour + 12*time.Minute))
	s.settle()
	require.Equal(t, "secret-expired password/1; secret-expired password/1; secret-expired password/1", s.of("db/0"))
	require.Empty(t, s.of("web/0"))
	s.forget()
	s.do("db/0 secret-expired", func(h *charm.Hook) error {
		if info, err := h.SecretByLabel("password").Info(); err != nil || info.Revision == 1 {
			return errors.Join(err, renew(h))
		}
		return charm.NewSecretEvent(h).RemoveRevision()
	})
	s.ok(s.Advance(time.Hour))
	s.settle()
	require.Equal(t, "secret-expired password/1; secret-expired password/1", s.of("db/0"), "the new revision does not expire")
	require.Equal(t, "secret-changed theirs", s.of("web/0"))
}

// TestSecretsAfterRemovals is the table of secrets.md 13.
func TestSecretsAfterRemovals(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, version string) *stage {
		s := onStage(t, &juju.Model{JujuVersion: version})
		s.do("database created", func(h *charm.Hook) error {
			if h.AppName() != "db" {
				return nil
			}
			_, err := h.Unit().AddSecret(map[string]string{"password": "u1"}, charm.SecretLabel("own"))
			return err
		})
		s.do("database changed", read)
		s.deploy(dbMetadata, "db", 2)
		s.deploy(webMetadata, "web", 2)
		s.ok(s.Integrate("db", "web"))
		s.settle()
		s.do("database changed db", read)
		writes("db", asLeader(func(h *charm.Hook) error {
			secret, err := h.App().AddSecret(map[string]string{"password": "p1"}, charm.SecretLabel("password"))
			if err != nil {
				return err
			}
			return errors.Join(secret.Grant(h.RelationByID("database:1")), writeApp("database", "secret", secret.ID())(h))
		}))(s)
		s.settle()
		s.mend("config-changed")
		return s
	}
	owners := func(s *stage) map[string]int {
		list, err := s.ListSecrets(juju.SecretFilter{}, false)
		s.ok(err)
		count := make(map[string]int)
		for _, secret := range list {
			count[secret.OwnerTag]++
		}
		return count
	}
	whole := map[string]int{"application-db": 1, "unit-db-0": 1, "unit-db-1": 1}

	t.Run("relation", func(t *testing.T) {
		t.Parallel()
		s := play(t, "")
		require.Equal(t, whole, owners(s))
		s.ok(s.RemoveRelation("db", "web"))
		s.settle()
		require.Equal(t, whole, owners(s))
		state, err := s.State("web/0")
		s.ok(err)
		theirs := state.Secret(t, "theirs")
		require.True(t, theirs.NotGranted, "grants scoped to it are gone")
		require.Equal(t, 1, theirs.TrackedRevision, "records and labels stay")
		state, err = s.State("db/0")
		s.ok(err)
		require.Empty(t, state.Secret(t, "password").RemoteGrants)
	})
	t.Run("consumer unit", func(t *testing.T) {
		t.Parallel()
		s := play(t, "")
		s.ok(s.Scale("web", 1))
		s.settle()
		s.ok(s.Scale("web", 2))
		s.mend("database changed db")
		s.mend("database changed")
		s.settle()
		state, err := s.State("web/1")
		s.ok(err)
		for _, secret := range state.Secrets {
			require.Zero(t, secret.TrackedRevision, "its records are gone")
			require.Empty(t, secret.ConsumerLabel+secret.Label)
		}
	})
	t.Run("owner unit", func(t *testing.T) {
		t.Parallel()
		s := play(t, "")
		s.do("stop", func(h *charm.Hook) error {
			content, err := h.SecretByLabel("own").Content()
			s.see(h, "%s %v", content["password"], err)
			return nil
		})
		s.ok(s.Scale("db", 1))
		s.settle()
		require.Equal(t, []string{"db/1 stop: u1 <nil>"}, s.saw, "usable until the unit is gone")
		require.Equal(t, map[string]int{"application-db": 1, "unit-db-0": 1}, owners(s))
	})
	t.Run("owner unit, Juju 3.5", func(t *testing.T) {
		t.Parallel()
		s := play(t, "3.5.0")
		s.ok(s.Scale("db", 1))
		require.Equal(t, map[string]int{"application-db": 1, "unit-db-0": 1}, owners(s), "deleted when removal is asked for")
	})
	t.Run("owner application", func(t *testing.T) {
		t.Parallel()
		s := play(t, "")
		s.ok(s.RemoveApplication("db"))
		require.Equal(t, whole, owners(s))
		s.settle()
		require.Empty(t, owners(s))
	})
	t.Run("consumer application", func(t *testing.T) {
		t.Parallel()
		s := play(t, "")
		uri, err := s.AddSecret("user", juju.SecretArgs{Content: map[string]string{"password": "x"}})
		s.ok(err)
		s.ok(s.GrantSecret("user", "web"))
		s.ok(s.RemoveApplication("web"))
		s.settle()
		info, err := s.ShowSecret(uri, 0, false)
		s.ok(err)
		require.Empty(t, info.Access, "its permissions are gone")
	})
}
