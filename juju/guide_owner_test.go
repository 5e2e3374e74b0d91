package juju_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// The tasks of docs/guides/secrets.md again, on a model: no State is written by hand, no databag and no event. Owner and observer
// are examples/database and examples/webserver wherever these do what the task is about.

// shared is a model of a database and a webserver, related.
func shared(t *testing.T) *scene {
	s := newScene(t, juju.Model{})
	s.related(database.New(), webserver.New())
	return s
}

// monitored is a model of databases that prometheus monitors: a charm that reads the password of each unit.
func monitored(t *testing.T, units int) *scene {
	s := newScene(t, juju.Model{})
	s.example("database", database.New(), units)
	s.deployMonitor(hooks{charm.KindRelationChanged: passwords, charm.KindSecretChanged: refresh})
	s.integrate("database", "monitor")
	return s
}

func (s *scene) deployMonitor(handler charm.Handler) {
	s.t.Helper()
	s.must(s.Deploy(juju.Charm{Handler: handler, Metadata: monitorCharm}, juju.Deployment{}))
}

// quiet says that all went well, and that no secret keeps what nobody needs.
func (s *scene) quiet() {
	s.t.Helper()
	require.NoError(s.t, juju.NoUnitInError(s.Model))
	require.NoError(s.t, juju.MaxRevisions(1)(s.Model))
}

// knows returns a secret of somebody else as a unit knows it, by its ID.
func (s *scene) knows(unit, id string) scenario.Secret {
	s.t.Helper()
	state := s.at(unit)
	return state.Secret(s.t, id)
}

func TestModelAddAndGrant(t *testing.T) {
	t.Parallel()
	s := shared(t)
	secret := s.secret("database/0", "credentials")
	require.Equal(t, scenario.OwnerApp, secret.Owner)
	require.Equal(t, 1, secret.LatestRevision)
	require.Equal(t, "admin", secret.LatestContent["username"])
	require.Equal(t, map[string][]string{"database:0": {"webserver"}}, secret.RemoteGrants)

	// The ID is shared over the relation, and what it names is read.
	announced := s.at("webserver/0").Relations[0].RemoteAppData["secret-id"]
	require.Contains(t, announced, secret.ID[len("secret:"):])
	require.Equal(t, secret.LatestContent, s.knows("webserver/0", secret.ID).TrackedContent)
	require.NoError(t, s.shows(charm.Active("serving http"), "webserver/0"))
}

// TestModelGrantAgain: another unit, then another application: one secret serves all.
func TestModelGrantAgain(t *testing.T) {
	t.Parallel()
	s := shared(t)
	s.must(s.AddUnit("webserver", 2))
	s.settle()
	s.must(s.Deploy(juju.Charm{Handler: webserver.New(), Dir: "../examples/webserver"}, juju.Deployment{Name: "shop"}))
	s.integrate("database", "shop")
	secret := s.secret("database/0", "credentials")
	require.Equal(t, map[string][]string{"database:0": {"webserver"}, "database:1": {"shop"}}, secret.RemoteGrants)
	for _, unit := range []string{"webserver/0", "webserver/1", "webserver/2", "shop/0"} {
		require.Equal(t, secret.LatestContent, s.knows(unit, secret.ID).TrackedContent, unit)
	}
	require.Len(t, s.at("database/0").Secrets, 1)
}

// TestModelUnitSecret: each unit owns one, leader or not; its peers may not read it, whom it granted it to may.
func TestModelUnitSecret(t *testing.T) {
	t.Parallel()
	s := monitored(t, 2)
	for _, unit := range []string{"database/0", "database/1"} {
		secret := s.secret(unit, "monitoring")
		require.Equal(t, scenario.OwnerUnit, secret.Owner)
		require.Equal(t, secret.LatestContent, s.knows("monitor/0", secret.ID).TrackedContent)
		other := map[string]string{"database/0": "database/1", "database/1": "database/0"}[unit]
		foreign := s.knows(other, secret.ID)
		require.True(t, foreign.NotGranted)
		require.Equal(t, scenario.Owner(unit), foreign.Owner)
		require.Nil(t, foreign.LatestContent)
	}
}

func TestModelNewRevision(t *testing.T) {
	t.Parallel()
	s := shared(t)
	before := s.secret("database/0", "credentials")
	s.set("database", "username", "root")
	s.stepTo("database/0", "config-changed")
	renewed := s.secret("database/0", "credentials")
	require.Equal(t, 2, renewed.LatestRevision)
	require.Equal(t, map[string]string{"username": "root", "password": before.LatestContent["password"]}, renewed.LatestContent)
	require.Equal(t, before.LatestContent, s.knows("webserver/0", renewed.ID).TrackedContent, "until it is told and refreshes")
	require.Equal(t, []int{1, 2}, revisions(renewed), "nobody's revision is removed")

	s.settle()
	require.Equal(t, renewed.LatestContent, s.knows("webserver/0", renewed.ID).TrackedContent)
	require.Equal(t, []int{2}, revisions(s.secret("database/0", "credentials")))
	s.quiet()
}

// TestModelSameContent: a configuration that says what it said before makes no revision, in no version of Juju.
func TestModelSameContent(t *testing.T) {
	t.Parallel()
	for _, version := range []string{juju35, juju36} {
		s := newScene(t, juju.Model{JujuVersion: version})
		s.related(database.New(), webserver.New())
		s.set("database", "username", "admin")
		s.settle()
		require.Equal(t, 1, s.secret("database/0", "credentials").LatestRevision)
		require.Zero(t, s.ran("webserver/0", "secret-changed"))
	}
}

// TestModelEqualContent: who sets equal content without a look makes revisions before Juju 3.6, which all readers are told of.
func TestModelEqualContent(t *testing.T) {
	t.Parallel()
	for version, told := range map[string]int{juju35: 1, juju36: 0} {
		s := newScene(t, juju.Model{JujuVersion: version})
		s.deploy("db", change(owner(&server{}), hooks{charm.KindAction: func(h *charm.Hook) error {
			return h.SecretByLabel("credentials").SetContent(map[string]string{"password": "first"})
		}}), 1)
		s.deploy("web", client(&server{password: "first"}), 1)
		s.integrate("db:database", "web:db")
		s.act("db/0")
		require.Equal(t, 1+told, s.secret("db/0", "credentials").LatestRevision, version)
		require.Equal(t, told, s.ran("web/0", "secret-changed"), version)
	}
}

// act runs the action of a small charm, and what follows from it.
func (s *scene) act(unit string) juju.Task {
	s.t.Helper()
	task, err := s.Run(unit, "act", nil)
	s.must(err)
	s.settle()
	return task
}

// TestModelRemoveRevision: the owner is told of an old revision once nobody tracks it, and not before.
func TestModelRemoveRevision(t *testing.T) {
	t.Parallel()
	s := shared(t)
	s.must(s.AddUnit("webserver", 1))
	s.settle()
	s.set("database", "username", "root")
	s.stepTo("database/0", "config-changed")
	s.stepTo("webserver/0", "secret-changed")
	s.step("database/0") // secret-changed: it tracks the new one already
	ran, err := s.StepUnit("database/0")
	s.must(err)
	require.False(t, ran, "webserver/1 tracks revision 1")
	require.Equal(t, []int{1, 2}, revisions(s.secret("database/0", "credentials")))

	s.stepTo("webserver/1", "secret-changed")
	s.step("database/0")
	last := s.last()
	require.Equal(t, []any{"secret-remove", "credentials", 1}, []any{last.Hook, last.SecretLabel, last.SecretRevision})
	require.Equal(t, []int{2}, revisions(s.secret("database/0", "credentials")))
	s.settle()
	require.Equal(t, 1, s.ran("database/0", "secret-remove"), "once")
	s.quiet()
}

// TestModelRemoveSeveral: one hook may remove several revisions since Juju 3.6; the last one asked for before.
func TestModelRemoveSeveral(t *testing.T) {
	t.Parallel()
	for version, left := range map[string][]int{juju36: {4}, juju35: {1, 2, 4}} {
		s := newScene(t, juju.Model{JujuVersion: version, UpdateStatusInterval: -1})
		s.deploy("db", change(later(), hooks{charm.KindAction: later()[charm.KindUpdateStatus]}), 1)
		s.deploy("web", hooks{charm.KindRelationChanged: readAll, charm.KindSecretChanged: refresh}, 1)
		s.integrate("db:database", "web:db")
		for _, title := range []string{"second", "third", "fourth"} {
			s.set("db", "title", title)
			s.settle()
		}
		s.act("db/0")
		require.NoError(t, juju.NoUnitInError(s.Model))
		require.Equal(t, left, revisions(s.secret("db/0", "credentials")), version)
	}
}

// TestModelRemoveAll: nobody is told of it, and the next read does not find the secret.
func TestModelRemoveAll(t *testing.T) {
	t.Parallel()
	s := monitored(t, 1)
	id := s.secret("database/0", "monitoring").ID
	before := len(s.Timeline())
	s.must(s.RemoveRelation("database:monitoring", "monitor"))
	s.settle()
	require.Empty(t, s.at("database/0").Secrets, "the last relation over which it was shared is gone")
	require.Empty(t, s.at("monitor/0").Secrets)
	for _, e := range s.Timeline()[before:] {
		require.NotContains(t, e.Hook, "secret-")
	}
	s.must(s.Refresh("monitor", juju.Charm{Metadata: monitorCharm, Handler: hooks{charm.KindUpgradeCharm: func(h *charm.Hook) error {
		_, err := h.SecretByID(id).Content()
		return err
	}}}))
	s.settle()
	require.ErrorIs(t, juju.NoUnitInError(s.Model), charm.ErrSecretNotFound)

	// Its label is free again.
	s.must(s.Resolved("monitor/0", false))
	s.integrate("database:monitoring", "monitor")
	require.NotEqual(t, id, s.secret("database/0", "monitoring").ID)
}

// TestModelRevoke: the database takes the grant back when a relation is gone, and renews what its reader knew.
func TestModelRevoke(t *testing.T) {
	t.Parallel()
	s := shared(t)
	s.must(s.Deploy(juju.Charm{Handler: webserver.New(), Dir: "../examples/webserver"}, juju.Deployment{Name: "shop"}))
	s.integrate("database", "shop")
	before := s.secret("database/0", "credentials")
	s.must(s.RemoveRelation("database", "shop"))
	s.settle()
	after := s.secret("database/0", "credentials")
	require.Equal(t, map[string][]string{"database:0": {"webserver"}}, after.RemoteGrants)
	require.NotEqual(t, before.LatestContent["password"], after.LatestContent["password"])
	require.Equal(t, after.LatestContent, s.knows("webserver/0", after.ID).TrackedContent, "who stays follows")
	left := s.knows("shop/0", after.ID)
	require.True(t, left.NotGranted)
	require.Equal(t, 1, left.TrackedRevision, "the record stays, and is of no use")
	require.Zero(t, s.ran("shop/0", "secret-changed"), "who may not read it is not told")
	s.quiet()
}

// TestModelRevokeWhileRelated: an application, one unit of it, and nobody at all; a later grant makes up for it.
func TestModelRevokeWhileRelated(t *testing.T) {
	t.Parallel()
	first := func(h *charm.Hook) (*charm.Secret, *charm.Relation, error) {
		relations, err := h.Relations("database")
		return h.SecretByLabel("credentials"), relations[0], err
	}
	for _, test := range []struct {
		name   string
		shares func(*charm.Hook) error // in relation-joined
		takes  func(*charm.Hook) error
		denied []string
	}{
		{"from the application",
			func(h *charm.Hook) error {
				secret, relation, err := first(h)
				return errors.Join(err, secret.Grant(relation))
			},
			func(h *charm.Hook) error {
				secret, relation, err := first(h)
				return errors.Join(err, secret.Revoke(relation))
			},
			[]string{"web/0", "web/1"}},
		{"from a unit",
			func(h *charm.Hook) error {
				secret, relation, err := first(h)
				return errors.Join(err, secret.GrantUnit(relation, h.Info().RemoteUnit))
			},
			func(h *charm.Hook) error {
				secret, relation, err := first(h)
				return errors.Join(err, secret.RevokeUnit(relation, "web/1"))
			},
			[]string{"web/1"}},
		{"from nobody",
			func(h *charm.Hook) error {
				secret, relation, err := first(h)
				return errors.Join(err, secret.Grant(relation))
			},
			func(h *charm.Hook) error {
				secret, relation, err := first(h)
				return errors.Join(err, secret.RevokeUnit(relation, "web/1"))
			},
			nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, juju.Model{})
			s.deploy("db", hooks{
				"database-relation-created": func(h *charm.Hook) error {
					secret, err := h.App().AddSecret(map[string]string{"password": "first"}, charm.SecretLabel("credentials"))
					if err != nil {
						return err
					}
					return charm.NewRelationEvent(h).Relation.LocalApp().Set("secret-id", secret.ID())
				},
				"database-relation-joined": test.shares,
				charm.KindAction:           test.takes,
				charm.KindConfigChanged: func(h *charm.Hook) error {
					if port, err := h.ConfigInt("port"); err != nil || port == 0 {
						return err
					}
					secret, relation, err := first(h)
					return errors.Join(err, secret.Grant(relation))
				},
			}, 1)
			runs := &server{password: "first"}
			s.deploy("web", inEvery(waits(runs, charm.ErrPermissionDenied), "db-relation-joined", charm.KindRelationChanged, charm.KindUpdateStatus), 2)
			s.integrate("db:database", "web:db")
			s.pass(statusInterval)
			require.NoError(t, s.shows(charm.Active(), "web/0", "web/1"))
			before := len(s.Timeline())
			require.Equal(t, juju.TaskCompleted, s.act("db/0").Status)
			require.Len(t, s.Timeline(), before+2, "no hook tells of it: the command, the action")

			s.pass(statusInterval)
			for _, unit := range []string{"web/0", "web/1"} {
				want := charm.Active()
				for _, denied := range test.denied {
					if unit == denied {
						want = charm.Waiting("for the password")
					}
				}
				require.NoError(t, s.shows(want, unit))
			}
			if test.name == "from the application" {
				s.set("db", "port", 5432)
				s.pass(statusInterval)
				require.NoError(t, s.shows(charm.Active(), "web/0", "web/1"))
			}
		})
	}
}
