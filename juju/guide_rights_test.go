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

// TestModelNotGranted: what is announced before it is granted cannot be read, which is not the same as that it does not exist. Once
// it is granted it can be read in every hook, those about others too; no event tells of the grant.
func TestModelNotGranted(t *testing.T) {
	t.Parallel()
	var refusals []error
	read := func(h *charm.Hook) error {
		secrets, err := announced(h)
		for _, secret := range secrets {
			_, refusal := secret.Content()
			refusals = append(refusals, refusal)
		}
		return err
	}
	s := newScene(t, juju.Model{})
	s.deploy("db", announcesEarly(), 1)
	s.deploy("web", inEvery(read, charm.KindConfigChanged, charm.KindUpdateStatus, "cluster-relation-joined"), 1)
	s.integrate("db:database", "web:db")
	refusals = nil
	s.set("web", "title", "second")
	s.settle()
	require.Len(t, refusals, 1)
	require.ErrorIs(t, refusals[0], charm.ErrPermissionDenied)
	require.NotErrorIs(t, refusals[0], charm.ErrSecretNotFound)

	before := s.ran("web/0", "db-relation-changed")
	s.set("db", "port", 5432) // it grants
	s.settle()
	require.Equal(t, before, s.ran("web/0", "db-relation-changed"))
	require.Len(t, refusals, 1)
	s.set("web", "title", "third")
	s.pass(statusInterval)
	s.must(s.AddUnit("web", 1))
	s.settle()
	require.Greater(t, len(refusals), 3)
	for _, refusal := range refusals[1:] {
		require.NoError(t, refusal)
	}
}

// TestModelWhoMay: what each kind of unit may do with an application's secret, and when Juju refuses.
func TestModelWhoMay(t *testing.T) {
	t.Parallel()
	does := map[string]func(*charm.Hook, *charm.Secret) error{
		"read": func(_ *charm.Hook, s *charm.Secret) error { _, err := s.Content(); return err },
		"info": func(_ *charm.Hook, s *charm.Secret) error { _, err := s.Info(); return err },
		"set": func(_ *charm.Hook, s *charm.Secret) error {
			return s.SetContent(map[string]string{"password": "second"})
		},
		"remove": func(_ *charm.Hook, s *charm.Secret) error { return s.RemoveAll() },
		"grant": func(h *charm.Hook, s *charm.Secret) error {
			relations, err := h.Relations("database")
			if err != nil || len(relations) == 0 {
				return errors.Join(err, s.Grant(h.RelationByID("db:1")))
			}
			return s.Grant(relations[0])
		},
	}
	for _, test := range []struct {
		unit    string
		refused map[string]error // at once
		fails   map[string]error // when the hook ends
	}{
		{unit: "db/0"}, // the leader
		{unit: "db/1", refused: map[string]error{"info": charm.ErrSecretNotFound, "grant": charm.ErrSecretNotFound},
			fails: map[string]error{"set": charm.ErrNotLeader, "remove": charm.ErrNotLeader}},
		{unit: "web/0", refused: map[string]error{"info": charm.ErrSecretNotFound, "grant": charm.ErrSecretNotFound},
			fails: map[string]error{"set": charm.ErrPermissionDenied, "remove": charm.ErrPermissionDenied}},
		{unit: "stranger/0", refused: map[string]error{"read": charm.ErrPermissionDenied, "info": charm.ErrSecretNotFound, "grant": charm.ErrRelationNotFound},
			fails: map[string]error{"set": charm.ErrPermissionDenied, "remove": charm.ErrPermissionDenied}},
	} {
		for name, do := range does {
			t.Run(test.unit+" "+name, func(t *testing.T) {
				t.Parallel()
				var id string
				var refused error
				act := hooks{charm.KindConfigChanged: func(h *charm.Hook) error {
					if id == "" || h.UnitName() != test.unit {
						return nil
					}
					refused = do(h, h.SecretByID(id))
					return nil
				}}
				s := newScene(t, juju.Model{UpdateStatusInterval: -1})
				s.deploy("db", change(owner(&server{}), act), 2)
				s.deploy("web", change(hooks{"db-relation-changed": readAll}, act), 1)
				s.deploy("stranger", act, 1)
				s.integrate("db:database", "web:db")
				before := s.secret("db/0", "credentials")
				id = before.ID
				for _, app := range []string{"db", "web", "stranger"} {
					s.set(app, "port", 1)
				}
				s.settle()
				require.ErrorIs(t, refused, test.refused[name])
				require.ErrorIs(t, juju.NoUnitInError(s.Model), test.fails[name])
				if test.unit != "db/0" {
					require.Equal(t, before, s.secret("db/0", "credentials"), "nothing changed")
				}
			})
		}
	}
}

// TestModelLabelTwice: what a label names already refuses the second, at once or when the hook ends.
func TestModelLabelTwice(t *testing.T) {
	t.Parallel()
	for name, add := range map[string]func(*charm.Hook) error{
		"a new secret of the unit": func(h *charm.Hook) error {
			_, err := h.Unit().AddSecret(map[string]string{"password": "x"}, charm.SecretLabel("credentials"))
			return err
		},
		"a new secret of the application": func(h *charm.Hook) error {
			_, err := h.App().AddSecret(map[string]string{"password": "x"}, charm.SecretLabel("credentials"))
			return err
		},
		"another's secret": func(h *charm.Hook) error {
			secrets, err := announced(h)
			if err != nil || len(secrets) == 0 {
				return err
			}
			_, err = secrets[0].WithLabel("credentials").Content()
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, juju.Model{})
			s.deploy("backend", owner(&server{}), 1)
			s.deploy("db", change(owner(&server{}), hooks{charm.KindUpdateStatus: add}), 1)
			s.deploy("web", client(&server{password: "first"}), 1)
			s.integrate("backend:database", "db:db")
			s.integrate("db:database", "web:db")
			require.NoError(t, juju.NoUnitInError(s.Model))
			s.pass(statusInterval)
			require.ErrorIs(t, juju.NoUnitInError(s.Model), charm.ErrLabelExists)
		})
	}
}

// TestModelOtherRelation: a grant to an application stands over one relation; over another one Juju refuses it.
func TestModelOtherRelation(t *testing.T) {
	t.Parallel()
	const replicas = `
name: any
provides:
  database: {interface: credentials}
  replica: {interface: credentials-of-replica}
`
	s := newScene(t, juju.Model{})
	grants := func(h *charm.Hook) error {
		secret := h.SecretByLabel("credentials")
		if _, err := secret.Info(); err != nil {
			if secret, err = h.App().AddSecret(map[string]string{"password": "first"}, charm.SecretLabel("credentials")); err != nil {
				return err
			}
		}
		return secret.Grant(charm.NewRelationEvent(h).Relation)
	}
	s.must(s.Deploy(juju.Charm{Handler: hooks{charm.KindRelationCreated: grants}, Metadata: replicas}, juju.Deployment{Name: "db"}))
	s.must(s.Deploy(juju.Charm{Handler: hooks{}, Metadata: `
name: any
requires:
  first: {interface: credentials}
  second: {interface: credentials-of-replica}
`}, juju.Deployment{Name: "web"}))
	s.integrate("db:database", "web:first")
	require.NoError(t, juju.NoUnitInError(s.Model))
	s.integrate("db:replica", "web:second")
	err := juju.NoUnitInError(s.Model)
	require.ErrorIs(t, err, charm.ErrGrant)
	require.ErrorContains(t, err, "cannot change secret permission scope")
}

// TestModelRelationRemoved: until the relation is gone its grant holds, in its last hooks too; then it is gone with it, whatever the
// charm does.
func TestModelRelationRemoved(t *testing.T) {
	t.Parallel()
	for _, version := range []string{juju35, juju36} {
		s := newScene(t, juju.Model{JujuVersion: version})
		var read []error
		log := func(h *charm.Hook) error {
			id, _, err := charm.NewRelationEvent(h).Relation.RemoteApp().Get("secret-id")
			_, readable := h.SecretByID(id).Content()
			read = append(read, readable)
			return err
		}
		s.deploy("db", owner(&server{}), 1)
		s.deploy("web", hooks{"db-relation-changed": readAll, "db-relation-departed": log, "db-relation-broken": log}, 1)
		s.integrate("db:database", "web:db")
		s.must(s.RemoveRelation("db", "web"))
		s.settle()
		require.Equal(t, []error{nil, nil}, read, version)
		secret := s.secret("db/0", "credentials")
		require.Empty(t, secret.RemoteGrants)
		left := s.knows("web/0", secret.ID)
		require.True(t, left.NotGranted)
		require.Equal(t, 1, left.TrackedRevision, "the record stays")
		s.integrate("db:database", "web:db")
		require.False(t, s.knows("web/0", secret.ID).NotGranted)
	}
}

// TestModelScale: a unit that comes reads the latest revision, one that goes lets go of its own; the database may lose units, and its
// leader, without anybody noticing.
func TestModelScale(t *testing.T) {
	t.Parallel()
	s := shared(t)
	s.must(s.Scale("webserver", 3))
	s.must(s.Scale("database", 3))
	s.settle()
	s.pass(day)
	secret := s.secret("database/0", "credentials")
	for _, unit := range []string{"webserver/0", "webserver/1", "webserver/2"} {
		require.Equal(t, secret.LatestContent, s.knows(unit, secret.ID).TrackedContent)
	}
	s.must(s.Failover("database", "database/2"))
	s.settle()
	s.must(s.Scale("webserver", 1))
	s.must(s.Scale("database", 1))
	s.pass(day)
	secret = s.secret("database/0", "credentials")
	require.Equal(t, 3, secret.LatestRevision)
	require.Equal(t, []int{3}, revisions(secret))
	require.Equal(t, map[string][]string{"database:0": {"webserver"}}, secret.RemoteGrants)
	require.NoError(t, s.shows(charm.Active("serving http"), "webserver/0"))
	s.quiet()
}

// TestModelApplicationRemoved: with the owner's application its secrets are gone.
func TestModelApplicationRemoved(t *testing.T) {
	t.Parallel()
	s := shared(t)
	s.must(s.RemoveApplication("database"))
	s.settle()
	require.Empty(t, s.at("webserver/0").Secrets)
	require.NoError(t, s.shows(charm.Blocked("relate a database"), "webserver/0"))
}

// TestModelAcrossModels: the ID names the model it is from, and the secret is rotated across.
func TestModelAcrossModels(t *testing.T) {
	t.Parallel()
	prod := newScene(t, juju.Model{Name: "prod"})
	prod.example("database", database.New(), 1)
	url, err := prod.Offer("database:database", "")
	prod.must(err)
	web, err := prod.AddModel("web")
	prod.must(err)
	s := &scene{web, t}
	s.must(s.Consume(url, "db"))
	s.example("webserver", webserver.New(), 2)
	s.integrate("db", "webserver")
	s.pass(day)
	secret := prod.secret("database/0", "credentials")
	for _, unit := range []string{"webserver/0", "webserver/1"} {
		known := s.knows(unit, secret.ID)
		require.Equal(t, prod.UUID, known.SourceModel)
		require.Equal(t, 2, known.TrackedRevision)
		require.Equal(t, secret.LatestContent, known.TrackedContent)
		require.Equal(t, scenario.Owner("database"), known.Owner)
	}
	require.Equal(t, []int{2}, revisions(secret))
	require.NoError(t, s.shows(charm.Active("serving http"), "webserver/0", "webserver/1"))
	prod.quiet()
}
