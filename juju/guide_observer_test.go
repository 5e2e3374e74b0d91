package juju_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// TestModelTrack: the first read tracks the latest revision, whichever that is by then; later ones are for who refreshes.
func TestModelTrack(t *testing.T) {
	t.Parallel()
	s := shared(t)
	for range 4 {
		s.pass(day)
	}
	s.must(s.AddUnit("webserver", 1))
	s.settle()
	secret := s.secret("database/0", "credentials")
	require.Equal(t, 5, secret.LatestRevision)
	require.Equal(t, 5, s.knows("webserver/1", secret.ID).TrackedRevision)

	s.set("database", "username", "root")
	s.stepTo("database/0", "config-changed")
	known := s.knows("webserver/1", secret.ID)
	require.Equal(t, []int{5, 6}, []int{known.TrackedRevision, known.LatestRevision})
	s.settle()
	require.Equal(t, 6, s.knows("webserver/1", secret.ID).TrackedRevision)
}

// TestModelFirstRead: the first read tracks even when it is a peek, and of a later revision than the first it brings one secret-changed.
func TestModelFirstRead(t *testing.T) {
	t.Parallel()
	s := newScene(t, juju.Model{})
	s.deploy("db", owner(&server{}), 1)
	s.deploy("web", client(&server{password: "first"}), 1)
	s.integrate("db:database", "web:db")
	s.must(s.RemoveApplication("web"))
	s.set("db", "title", "second")
	s.settle()

	peek := func(h *charm.Hook) error {
		secrets, err := announced(h)
		for _, secret := range secrets {
			if _, err := secret.Peek(); err != nil {
				return err
			}
		}
		return err
	}
	s.deploy("shop", hooks{"db-relation-changed": peek}, 1)
	s.integrate("db:database", "shop:db")
	secret := s.secret("db/0", "credentials")
	require.Equal(t, 2, s.knows("shop/0", secret.ID).TrackedRevision)
	require.Equal(t, 1, s.ran("shop/0", "secret-changed"))
}

// TestModelTrackPeekRefresh: what each of the three reads, one after the other.
func TestModelTrackPeekRefresh(t *testing.T) {
	t.Parallel()
	var passwords []string
	s := newScene(t, juju.Model{})
	s.deploy("db", owner(&server{}), 1)
	s.deploy("web", hooks{"db-relation-changed": readAll, charm.KindSecretChanged: func(h *charm.Hook) error {
		secret := charm.NewSecretEvent(h).Secret
		for _, read := range []func() (map[string]string, error){secret.Content, secret.Peek, secret.Content, secret.Refresh, secret.Content} {
			content, err := read()
			if err != nil {
				return err
			}
			passwords = append(passwords, content["password"])
		}
		return nil
	}}, 1)
	s.integrate("db:database", "web:db")
	s.set("db", "title", "second")
	s.settle()
	require.Equal(t, []string{"first", "second", "first", "second", "second"}, passwords)
	s.quiet()
}

// TestModelPeekBeforeRefresh: the webserver looks at a new revision before it lets go of the old one.
func TestModelPeekBeforeRefresh(t *testing.T) {
	t.Parallel()
	s := newScene(t, juju.Model{})
	contents := []map[string]string{{"username": "admin"}, {"username": "admin", "password": "third"}}
	s.example("database", partly{database.New(), charm.KindAction, func(h *charm.Hook) error {
		content := contents[0]
		contents = contents[1:]
		return errors.Join(h.SecretByLabel("credentials").SetContent(content), letGo(h.SecretByLabel("credentials")))
	}}, 1)
	s.example("webserver", webserver.New(), 1)
	s.integrate("database", "webserver")
	set := func() {
		_, err := s.Run("database/0", "get-password", nil)
		s.must(err)
		s.settle()
	}
	id := s.secret("database/0", "credentials").ID
	set()
	require.NoError(t, s.shows(charm.Blocked(`the secret lacks "password"`), "webserver/0"))
	require.Equal(t, 1, s.knows("webserver/0", id).TrackedRevision)
	require.Equal(t, []int{1, 2}, revisions(s.secret("database/0", "credentials")), "the database keeps what the webserver works with")

	set()
	require.NoError(t, s.shows(charm.Active("serving http"), "webserver/0"))
	require.Equal(t, 3, s.knows("webserver/0", id).TrackedRevision)
	require.Equal(t, []int{3}, revisions(s.secret("database/0", "credentials")))
}

// TestModelSecretChanged: it comes to every unit that has read the secret, the owner's among them, once for all that is new, and
// to no other.
func TestModelSecretChanged(t *testing.T) {
	t.Parallel()
	s := newScene(t, juju.Model{})
	s.deploy("db", owner(&server{}), 2)
	s.deploy("reads", hooks{"db-relation-changed": readAll, charm.KindSecretChanged: refresh}, 2)
	s.deploy("granted", hooks{}, 1) // and never reads
	s.integrate("db:database", "reads:db")
	s.integrate("db:database", "granted:db")
	for _, title := range []string{"second", "third", "fourth"} {
		s.set("db", "title", title)
		s.stepTo("db/0", "config-changed")
	}
	s.settle()
	for unit, told := range map[string]int{"reads/0": 1, "reads/1": 1, "granted/0": 0, "db/0": 3, "db/1": 0} {
		require.Equal(t, told, s.ran(unit, "secret-changed"), unit)
	}
	for _, e := range s.Timeline() {
		if e.Hook == "secret-changed" {
			require.Zero(t, e.SecretRevision, "it names no revision")
		}
	}
	// Metadata is no news.
	s.must(s.Refresh("db", juju.Charm{Metadata: anyCharm, Handler: hooks{charm.KindAction: func(h *charm.Hook) error {
		return h.SecretByLabel("credentials").SetInfo(charm.SecretDescription("to log in with"))
	}}}))
	s.settle() // an action would come before upgrade-charm
	s.act("db/0")
	require.Equal(t, "to log in with", s.secret("db/0", "credentials").Description)
	require.Equal(t, 1, s.ran("reads/0", "secret-changed"))
}

// TestModelLabel: the webserver calls the secret by the ID of the relation, and events tell its name; the owner's is another.
func TestModelLabel(t *testing.T) {
	t.Parallel()
	s := shared(t)
	secret := s.secret("database/0", "credentials")
	require.Equal(t, "database:0", s.knows("webserver/0", secret.ID).Label)
	s.pass(day)
	labels := make(map[string]string)
	for _, e := range s.Timeline() {
		if e.SecretLabel != "" {
			labels[e.Unit+" "+e.Hook] = e.SecretLabel
		}
	}
	require.Equal(t, map[string]string{
		"database/0 secret-rotate": "credentials", "database/0 secret-changed": "credentials", "database/0 secret-remove": "credentials",
		"webserver/0 secret-changed": "database:0",
	}, labels)

	// Another database brings another relation, another secret and another label: the old one is not to be had again.
	s.must(s.RemoveRelation("database", "webserver"))
	s.settle()
	require.NoError(t, s.shows(charm.Blocked("relate a database"), "webserver/0"))
	s.must(s.Deploy(juju.Charm{Handler: database.New(), Dir: "../examples/database"}, juju.Deployment{Name: "other"}))
	s.integrate("other", "webserver")
	require.Equal(t, "database:0", s.knows("webserver/0", secret.ID).Label)
	require.Equal(t, "database:1", s.knows("webserver/0", s.secret("other/0", "credentials").ID).Label)
	require.NoError(t, s.shows(charm.Active("serving http"), "webserver/0"))
}

// TestModelUniqueIdentifier: who reads several secrets without labels tells them apart by their IDs, however these are spelt.
func TestModelUniqueIdentifier(t *testing.T) {
	t.Parallel()
	s := newScene(t, juju.Model{})
	for _, app := range []string{"first", "second"} {
		s.deploy(app, owner(&server{}), 1)
	}
	s.deploy("web", hooks{"db-relation-changed": readAll, charm.KindSecretChanged: func(h *charm.Hook) error {
		changed := charm.NewSecretEvent(h).Secret
		relations, err := h.Relations("db")
		for _, relation := range relations {
			id, _, failure := relation.RemoteApp().Get("secret-id")
			if err = errors.Join(err, failure); h.SecretByID(id).UniqueIdentifier() == changed.UniqueIdentifier() {
				_, failure := changed.Refresh()
				return errors.Join(err, failure, h.Unit().SetStatus(charm.Active("new password for", relation.ID())))
			}
		}
		return err
	}}, 1)
	s.integrate("first:database", "web:db")
	s.integrate("second:database", "web:db")
	s.set("second", "title", "another")
	s.settle()
	relations := s.at("web/0").Relations
	require.NoError(t, s.shows(charm.Active("new password for", relations[len(relations)-1].ID), "web/0"))
}
