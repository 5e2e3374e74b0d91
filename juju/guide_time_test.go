package juju_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// TestModelRotate: Juju asks for a new password every day; the webserver follows, and the old one goes.
func TestModelRotate(t *testing.T) {
	t.Parallel()
	s := shared(t)
	seen := map[string]bool{s.secret("database/0", "credentials").LatestContent["password"]: true}
	for rotation := 1; rotation <= 3; rotation++ {
		s.pass(day)
		secret := s.secret("database/0", "credentials")
		require.Equal(t, []int{rotation + 1}, revisions(secret))
		require.False(t, seen[secret.LatestContent["password"]], "every password is new")
		seen[secret.LatestContent["password"]] = true
		require.Equal(t, secret.LatestContent, s.knows("webserver/0", secret.ID).TrackedContent)
		require.Equal(t, s.Now().Add(day), secret.NextRotate)
		require.Equal(t, rotation, s.ran("database/0", "secret-rotate"))
	}
	s.quiet()
}

// TestModelRotateOtherLeader: the leader rotates, whoever it is when the time has come.
func TestModelRotateOtherLeader(t *testing.T) {
	t.Parallel()
	s := shared(t)
	s.must(s.AddUnit("database", 1))
	s.settle()
	s.must(s.Failover("database", "database/1"))
	s.pass(day)
	require.Equal(t, []int{0, 1}, []int{s.ran("database/0", "secret-rotate"), s.ran("database/1", "secret-rotate")})

	// Without a leader it waits for one.
	s.must(s.Depose("database"))
	s.pass(day)
	require.Equal(t, []int{0, 1}, []int{s.ran("database/0", "secret-rotate"), s.ran("database/1", "secret-rotate")})
	s.must(s.Failover("database", "database/0"))
	s.settle()
	require.Equal(t, []int{1, 1}, []int{s.ran("database/0", "secret-rotate"), s.ran("database/1", "secret-rotate")})
	require.NoError(t, juju.NoUnitInError(s.Model))
}

// renews is a charm with a secret of the application, made with options, which secret-rotate and secret-expired are about.
func renews(c hooks, options ...charm.SecretOption) hooks {
	return change(hooks{charm.KindLeaderElected: func(h *charm.Hook) error {
		_, err := h.App().AddSecret(map[string]string{"password": "first"}, append(options, charm.SecretLabel("credentials"))...)
		return err
	}}, c)
}

func renew(h *charm.Hook) error {
	return h.SecretByLabel("credentials").SetContent(map[string]string{"password": h.Now().String()})
}

func TestModelRotatePolicy(t *testing.T) {
	t.Parallel()
	for policy, second := range map[scenario.RotatePolicy]string{
		charm.RotateHourly:    "2000-01-01T02:00:00Z",
		charm.RotateDaily:     "2000-01-03T00:00:00Z",
		charm.RotateWeekly:    "2000-01-15T00:00:00Z",
		charm.RotateMonthly:   "2000-03-01T00:00:00Z",
		charm.RotateQuarterly: "2000-07-01T00:00:00Z",
		charm.RotateYearly:    "2002-01-01T00:00:00Z",
		charm.RotateNever:     "",
	} {
		t.Run(string(policy), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, juju.Model{UpdateStatusInterval: -1})
			s.deploy("db", renews(hooks{charm.KindSecretRotate: renew}, charm.SecretRotateEvery(policy)), 1)
			if second == "" {
				s.pass(2000 * day)
				require.Zero(t, s.ran("db/0", "secret-rotate"))
				return
			}
			at, err := time.Parse(time.RFC3339, second)
			s.must(err)
			s.pass(at.Sub(s.Now()) - time.Second)
			require.Equal(t, 1, s.ran("db/0", "secret-rotate"))
			s.pass(time.Second)
			require.Equal(t, 2, s.ran("db/0", "secret-rotate"))
			require.Equal(t, at, s.last().Time)
		})
	}
}

// TestModelRotateForgotten: who makes no revision is asked again after five minutes.
func TestModelRotateForgotten(t *testing.T) {
	t.Parallel()
	s := newScene(t, juju.Model{UpdateStatusInterval: -1})
	s.deploy("db", renews(nil, charm.SecretRotateEvery(charm.RotateHourly)), 1)
	s.pass(time.Hour)
	require.Equal(t, 1, s.ran("db/0", "secret-rotate"))
	s.pass(20 * time.Minute)
	require.Equal(t, 5, s.ran("db/0", "secret-rotate"))
}

// TestModelRotateOtherwise: Juju 3 refuses another policy at the end of the hook; Juju 4 takes it.
func TestModelRotateOtherwise(t *testing.T) {
	t.Parallel()
	for version, refused := range map[string]bool{juju36: true, "4.0.0": false} {
		s := newScene(t, juju.Model{JujuVersion: version, UpdateStatusInterval: -1})
		s.deploy("db", renews(hooks{
			charm.KindSecretRotate: renew,
			charm.KindConfigChanged: func(h *charm.Hook) error {
				return h.SecretByLabel("credentials").SetInfo(charm.SecretRotateEvery(charm.RotateHourly))
			},
		}, charm.SecretRotateEvery(charm.RotateDaily)), 1)
		s.settle()
		if refused {
			require.ErrorIs(t, juju.NoUnitInError(s.Model), charm.ErrRotateTime)
			continue
		}
		require.NoError(t, juju.NoUnitInError(s.Model))
		s.pass(time.Hour)
		require.Equal(t, 1, s.ran("db/0", "secret-rotate"))
	}
}

// TestModelExpire: a unit's password expires after thirty days; the database makes another, and removes the old one when Juju asks
// again, or its reader has let go of it.
func TestModelExpire(t *testing.T) {
	t.Parallel()
	for name, observes := range map[string]func(*charm.Hook) error{"the reader follows": refresh, "the reader holds on": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, juju.Model{UpdateStatusInterval: -1})
			s.example("database", database.New(), 1)
			s.deployMonitor(hooks{charm.KindRelationChanged: passwords, charm.KindSecretChanged: observes})
			s.integrate("database", "monitor")
			expires := s.secret("database/0", "monitoring").Expire
			require.Equal(t, s.Now().Add(30*day), expires)

			s.pass(30*day - time.Second)
			require.Zero(t, s.ran("database/0", "secret-expired"))
			s.must(s.Advance(time.Second))
			s.step("database/0")
			require.Equal(t, []any{"secret-expired", 1}, []any{s.last().Hook, s.last().SecretRevision})
			renewed := s.secret("database/0", "monitoring")
			require.Equal(t, []int{1, 2}, revisions(renewed), "Juju removes nothing that has expired")
			require.Equal(t, expires.Add(30*day), renewed.Expire)
			require.Equal(t, 1, s.knows("monitor/0", renewed.ID).TrackedRevision)

			s.settle()
			if observes != nil {
				require.Equal(t, []int{2}, revisions(s.secret("database/0", "monitoring")), "secret-remove came first")
				require.Equal(t, 2, s.knows("monitor/0", renewed.ID).TrackedRevision)
			}
			s.pass(5 * time.Minute)
			require.Equal(t, []int{2}, revisions(s.secret("database/0", "monitoring")))
			s.pass(5 * time.Minute)
			asked := map[bool]int{true: 1, false: 2}[observes != nil]
			require.Equal(t, asked, s.ran("database/0", "secret-expired"), "what is gone expires no more")
			require.NoError(t, juju.NoUnitInError(s.Model))
		})
	}
}

func TestModelExpireWhen(t *testing.T) {
	t.Parallel()
	at := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for name, test := range map[string]struct {
		option charm.SecretOption
		want   time.Time
	}{
		"at a time":    {charm.SecretExpireAt(at), at},
		"after a time": {charm.SecretExpireIn(36 * time.Hour), time.Date(2000, 1, 2, 12, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, juju.Model{UpdateStatusInterval: -1})
			s.deploy("db", renews(hooks{charm.KindSecretExpired: removeRevision}, test.option), 1)
			s.settle()
			require.Equal(t, test.want, s.secret("db/0", "credentials").Expire)
			s.pass(1000 * day)
			require.Equal(t, 1, s.ran("db/0", "secret-expired"))
			for _, e := range s.Timeline() {
				if e.Hook == "secret-expired" {
					require.WithinRange(t, e.Time, test.want, test.want.Add(time.Minute))
				}
			}
			require.Empty(t, s.at("db/0").Secrets, "with its only revision the secret is gone")
		})
	}
}

// TestModelExpireForgotten: who does nothing about a revision that has expired is told every five minutes. A new revision without an
// expiry has none, but the old one goes on to be expired while somebody tracks it.
func TestModelExpireForgotten(t *testing.T) {
	t.Parallel()
	s := newScene(t, juju.Model{UpdateStatusInterval: -1})
	s.deploy("db", renews(hooks{
		charm.KindStart:  func(h *charm.Hook) error { _, err := h.SecretByLabel("credentials").Content(); return err },
		charm.KindAction: renew,
	}, charm.SecretExpireIn(time.Hour)), 1)
	s.pass(time.Hour)
	require.Equal(t, 1, s.ran("db/0", "secret-expired"))
	s.pass(20 * time.Minute)
	require.Equal(t, 5, s.ran("db/0", "secret-expired"))
	s.act("db/0")
	secret := s.secret("db/0", "credentials")
	require.True(t, secret.Expire.IsZero())
	require.False(t, secret.TrackedExpire.IsZero())
	s.pass(20 * time.Minute)
	require.Equal(t, 9, s.ran("db/0", "secret-expired"))
}

// TestModelSetAndRemove: of a new revision and a removal in one hook Juju does what was asked last.
func TestModelSetAndRemove(t *testing.T) {
	t.Parallel()
	both := func(h *charm.Hook) error { return errors.Join(renew(h), removeRevision(h)) }
	s := newScene(t, juju.Model{UpdateStatusInterval: -1})
	s.deploy("db", renews(hooks{
		charm.KindSecretExpired: both,
		charm.KindConfigChanged: renew, // revision 2, while the hook of revision 1 is about the first
	}, charm.SecretExpireIn(time.Hour)), 1)
	s.pass(time.Hour)
	secret := s.secret("db/0", "credentials")
	require.Equal(t, []int{2}, revisions(secret))
}

// TestModelRemovedOnce: a revision that secret-expired was told of, and that is removed there, is not announced by secret-remove any
// more.
func TestModelRemovedOnce(t *testing.T) {
	t.Parallel()
	s := newScene(t, juju.Model{UpdateStatusInterval: -1})
	s.deploy("db", change(owner(&server{}), hooks{
		charm.KindSecretExpired: removeRevision,
		"database-relation-created": func(h *charm.Hook) error {
			return errors.Join(share(h), h.SecretByLabel("credentials").SetInfo(charm.SecretExpireIn(time.Hour)))
		},
	}), 1)
	s.deploy("web", hooks{"db-relation-changed": readAll, charm.KindAction: func(h *charm.Hook) error {
		secrets, err := announced(h)
		return errors.Join(err, letGo(secrets[0]))
	}}, 1)
	s.integrate("db:database", "web:db")
	s.set("db", "title", "second")
	s.must(s.Advance(time.Hour))
	_, err := s.Run("web/0", "act", nil)
	s.must(err)
	s.settle()
	require.Equal(t, []int{2}, revisions(s.secret("db/0", "credentials")))
	require.Equal(t, []int{1, 0}, []int{s.ran("db/0", "secret-expired"), s.ran("db/0", "secret-remove")})
	require.NoError(t, juju.NoUnitInError(s.Model))
}

// TestModelYear: nothing piles up in a year of rotations, with units that come and go.
func TestModelYear(t *testing.T) {
	t.Parallel()
	s := newScene(t, juju.Model{KeepHooks: 100})
	s.Check(juju.NoUnitInError)
	s.Check(juju.MaxRevisions(1))
	s.related(database.New(), webserver.New())
	for month := range 12 {
		s.must(s.Scale("webserver", 1+month%3))
		s.must(s.Scale("database", 1+month%2))
		s.pass(30 * day)
		require.NoError(t, s.shows(charm.Active("serving http"), "webserver/0"))
	}
	require.Equal(t, 361, s.secret("database/0", "credentials").LatestRevision)
}
