package juju_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// What people who write charms reported, where it takes several units, or hooks that Juju queues, to see it. Each row is played with
// the bug, which the model or a check must find, and without, when all must be quiet.
//
// Left out is what one hook shows, and is in the tests of the same name at the root of this module (canonical/operator #888, #943,
// #1098, #1428, #2037, #2510, canonical/ops-scenario #158, #199, canonical/data-platform-libs #109, canonical/postgresql-operator #29
// and others of harnesses); what was answered with documentation alone (juju/juju #20792, canonical/operator #1309, #1624: a charm
// that forgets fails MaxRevisions, see canonical/postgresql-operator #1180); what a charm on package charm has not: deferred events
// (canonical/operator #966, #740, #935; what they do to leadership is canonical/opensearch-operator #656), Pebble (canonical/operator
// #1033); canonical/operator #696, a wish that Model.Seed and canonical/cos-lite-bundle #127 answer.

// usersRow is one report.
type usersRow struct {
	name  string // repository and number
	why   string // what went wrong there, and what is right
	finds string // a pattern of what is found with the bug; empty: Juju itself had the bug, in no version that is simulated
	play  func(p *play) error
}

// play is one performance of a row. What it finds it returns; a step that cannot be done at all ends the test.
type play struct {
	t    *testing.T
	bug  bool
	seed uint64
}

// model is a new model; its version of Juju is 3.6.11 unless another is given.
func (p *play) model(version ...string) *scene {
	m := juju.Model{Seed: p.seed}
	if len(version) > 0 {
		m.JujuVersion = version[0]
	}
	return newScene(p.t, m)
}

// pick returns what has the bug or what has not, as the row is played.
func pick[T any](p *play, bug, fixed T) T {
	if p.bug {
		return bug
	}
	return fixed
}

// checkUsers plays every row, with the fixed order of hooks and with some that are drawn.
func checkUsers(t *testing.T, rows []usersRow) {
	t.Helper()
	t.Parallel()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, row.why)
			for seed := range uint64(6) {
				require.NoError(t, row.play(&play{t: t, seed: seed}), "seed %d: %s", seed, row.why)
				if row.finds == "" {
					continue
				}
				err := row.play(&play{t: t, bug: true, seed: seed})
				require.Error(t, err, "seed %d: nothing was found: %s", seed, row.why)
				require.Regexp(t, row.finds, err.Error(), "seed %d", seed)
			}
		})
	}
}

// server stands for what a database runs: it knows one password.
type server struct {
	password string
	down     bool
}

var errWrongPassword = errors.New("wrong password")

func (s *server) login(content map[string]string, err error) error {
	switch {
	case err != nil:
		return err
	case s.down:
		return errors.New("server is down")
	case s.password != content["password"]:
		return errWrongPassword
	}
	return nil
}

// owner is a charm that shares the password of a server, which the option title is.
func owner(s *server) hooks {
	if s.password == "" {
		s.password = "first" // the option's default
	}
	return hooks{
		charm.KindRelationCreated: share,
		charm.KindLeaderElected:   share,
		charm.KindConfigChanged: func(h *charm.Hook) error {
			leader, err := h.IsLeader()
			if err != nil || !leader {
				return err
			}
			password, err := h.ConfigString("title")
			if err != nil {
				return err
			}
			s.password = password
			secret := h.SecretByLabel("credentials")
			content, err := secret.Peek()
			if errors.Is(err, charm.ErrSecretNotFound) {
				return nil // nobody has asked for it yet
			}
			if err != nil || content["password"] == password {
				return err
			}
			return errors.Join(secret.SetContent(map[string]string{"password": password}), letGo(secret))
		},
		charm.KindSecretChanged: refresh,
		charm.KindSecretRemove:  removeRevision,
	}
}

// share gives every relation the secret, and makes it first if need be.
func share(h *charm.Hook) error {
	leader, err := h.IsLeader()
	if err != nil || !leader {
		return err
	}
	relations, err := h.Relations("database")
	if err != nil || len(relations) == 0 {
		return err
	}
	secret := h.SecretByLabel("credentials")
	if _, err = secret.Info(); errors.Is(err, charm.ErrSecretNotFound) {
		var password string
		if password, err = h.ConfigString("title"); err != nil {
			return err
		}
		secret, err = h.App().AddSecret(map[string]string{"password": password}, charm.SecretLabel("credentials"))
	}
	if err != nil {
		return err
	}
	for _, relation := range relations {
		if err := errors.Join(secret.Grant(relation), relation.LocalApp().Set("secret-id", secret.ID())); err != nil {
			return err
		}
	}
	return nil
}

// letGo makes the unit track the latest revision, and so no older one.
func letGo(secret *charm.Secret) error {
	_, err := secret.Refresh()
	return err
}

func refresh(h *charm.Hook) error { return letGo(charm.NewSecretEvent(h).Secret) }

func removeRevision(h *charm.Hook) error { return charm.NewSecretEvent(h).RemoveRevision() }

// client is a charm that logs in to a server with what it is given over the endpoint "db".
func client(s *server) hooks {
	login := func(h *charm.Hook) error { return loginWith(h, s, (*charm.Secret).Content) }
	return hooks{
		charm.KindRelationChanged: login,
		charm.KindUpdateStatus:    login,
		charm.KindSecretChanged:   func(h *charm.Hook) error { return loginWith(h, s, (*charm.Secret).Refresh) },
	}
}

// loginWith logs in with what is read of every secret that was announced.
func loginWith(h *charm.Hook, s *server, read func(*charm.Secret) (map[string]string, error)) error {
	secrets, err := announced(h)
	if err != nil {
		return err
	}
	for _, secret := range secrets {
		if err := s.login(read(secret)); err != nil {
			return fmt.Errorf("cannot log in: %w", err)
		}
	}
	return nil
}

// announced lists the secrets that were announced over the endpoint "db".
func announced(h *charm.Hook) ([]*charm.Secret, error) {
	relations, err := h.Relations("db")
	if err != nil {
		return nil, err
	}
	var secrets []*charm.Secret
	for _, relation := range relations {
		id, ok, err := relation.RemoteApp().Get("secret-id")
		if err != nil {
			return nil, err
		}
		if ok {
			secrets = append(secrets, h.SecretByID(id))
		}
	}
	return secrets, nil
}

// shared is a model of a server's owner and its client, related.
func (p *play) shared(owner, client charm.Handler) *scene {
	s := p.model()
	s.deploy("db", owner, 1)
	s.deploy("web", client, 1)
	s.integrate("db:database", "web:db")
	return s
}
