package juju_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// tried is a charm under a version of Juju.
type tried struct {
	charm   charm.Handler
	version string
}

const (
	juju35 = "3.5.7"
	juju36 = "3.6.11"
)

// onEach plays the same with each charm under its version.
func onEach(p *play, bug, fixed []tried, tell func(s *scene, c charm.Handler) error) error {
	for _, with := range pick(p, bug, fixed) {
		if err := tell(p.model(with.version), with.charm); err != nil {
			return fmt.Errorf("Juju %s: %w", with.version, err)
		}
	}
	return nil
}

// change is a charm in which handlers take the place of others.
func change(c hooks, by hooks) hooks {
	for kind, handler := range by {
		c[kind] = handler
	}
	return c
}

// later is an owner that writes down what secret-remove tells it of, and removes all of it in update-status.
func later() hooks {
	return change(owner(&server{}), hooks{
		charm.KindSecretRemove: func(h *charm.Hook) error {
			noted, _, err := h.StoredState().Get("obsolete")
			return errors.Join(err, h.StoredState().Set("obsolete", strings.TrimSpace(noted+" "+strconv.Itoa(h.Info().SecretRevision))))
		},
		charm.KindUpdateStatus: func(h *charm.Hook) error {
			noted, _, err := h.StoredState().Get("obsolete")
			if err != nil || noted == "" {
				return err
			}
			secret := h.SecretByLabel("credentials") // once: what is partly to be removed is not found by its label
			for _, number := range strings.Fields(noted) {
				revision, err := strconv.Atoi(number)
				if err := errors.Join(err, secret.RemoveRevision(revision)); err != nil {
					return err
				}
			}
			return h.StoredState().Delete("obsolete")
		},
	})
}

// twice is an owner whose library removes a revision, and which does so itself later on.
func twice() hooks {
	c := later()
	note := c[charm.KindSecretRemove]
	c[charm.KindSecretRemove] = func(h *charm.Hook) error { return errors.Join(note(h), removeRevision(h)) }
	return c
}

// TestUsersRevisionsOnModel: revisions that nobody removes, that are removed twice, or too many at once.
func TestUsersRevisionsOnModel(t *testing.T) {
	checkUsers(t, []usersRow{
		{"canonical/postgresql-operator #1180", "nobody handled secret-remove, and obsolete revisions stayed for ever: Juju removes none by itself",
			`secret "credentials" \(secret:\w+\) of database keeps 4 revisions, .* nobody tracks 1 to 3: charm "database" has no handler for secret-remove`, func(p *play) error {
				s := p.model()
				s.Check(juju.MaxRevisions(3))
				s.related(pick(p, without(database.New(), charm.KindSecretRemove), charm.Handler(database.New())), webserver.New())
				return s.Advance(100 * day)
			}},
		{"canonical/postgresql-operator #1195", "the one-line fix had to be made in each charm (#1207, canonical/postgresql-k8s-operator #1127): the one that it was not made in is named",
			`secret "credentials" \(secret:\w+\) of pgbouncer keeps 5 revisions`, func(p *play) error {
				s := p.model()
				broken, mended := change(owner(&server{}), hooks{charm.KindSecretRemove: nil}), owner(&server{})
				for _, app := range []string{"postgresql", "pgbouncer"} {
					s.deploy(app, broken, 1)
					s.deploy("of-"+app, client(&server{password: "first"}), 1)
					s.integrate(app+":database", "of-"+app+":db")
				}
				for _, app := range pick(p, []string{"postgresql"}, []string{"postgresql", "pgbouncer"}) {
					s.must(s.Refresh(app, juju.Charm{Handler: mended, Metadata: anyCharm}))
				}
				for _, app := range []string{"postgresql", "pgbouncer"} {
					s.must(s.Refresh("of-"+app, juju.Charm{Handler: hooks{charm.KindSecretChanged: refresh}, Metadata: anyCharm}))
				}
				s.settle()
				for n := range 4 {
					s.set("postgresql", "title", strconv.Itoa(n))
					s.set("pgbouncer", "title", strconv.Itoa(n))
					s.settle()
				}
				return juju.MaxRevisions(3)(s.Model)
			}},
		{"canonical/postgresql-k8s-operator #457", "secret-remove looped, so the charm ignored it: who renews what was removed is told of the next one",
			`model does not come to rest.*: database/0 ran \d+ hooks`, func(p *play) error {
				renews := func(h *charm.Hook) error {
					err := charm.NewSecretEvent(h).Secret.SetContent(map[string]string{"username": "root", "password": fmt.Sprint(h.Rand().Uint64())})
					return errors.Join(err, refresh(h))
				}
				s := p.model()
				s.example("database", partly{database.New(), charm.KindSecretRemove, pick(p, renews, removeRevision)}, 1)
				s.example("webserver", webserver.New(), 1)
				s.integrate("database", "webserver")
				s.set("database", "username", "root")
				return s.Settle()
			}},
		{"juju/juju #20782", "removing revision 1 removed 10 to 19 too, here all that others read: gone since Juju 3.6; before, a charm looks at the version (canonical/postgresql-k8s-operator #1151)",
			`Juju 3.5.7: late/0 is in error: .*secret ".*" not found`, func(p *play) error {
				careful := change(owner(&server{}), hooks{charm.KindSecretRemove: func(h *charm.Hook) error {
					if !h.JujuVersion().AtLeast(3, 6, 0) {
						return nil
					}
					return removeRevision(h)
				}})
				careless := owner(&server{})
				return onEach(p, []tried{{careless, juju35}}, []tried{{careful, juju35}, {careless, juju36}}, func(s *scene, c charm.Handler) error {
					reads := hooks{charm.KindRelationChanged: readAll, charm.KindUpdateStatus: readAll} // and never refresh
					s.deploy("db", c, 1)
					s.deploy("early", reads, 1)
					s.integrate("db:database", "early:db")
					for n := range 11 {
						s.set("db", "title", strconv.Itoa(n))
						s.settle()
					}
					s.deploy("late", reads, 1)
					s.integrate("db:database", "late:db")
					s.must(s.RemoveApplication("early")) // with it goes who tracked revision 1
					s.settle()
					s.set("db", "title", "last")
					s.pass(5 * time.Minute)
					return juju.NoUnitInError(s.Model)
				})
			}},
		{"juju/juju #20805", "of several secret-remove calls in one hook only the last counted (#20806): before Juju 3.6 one revision a hook is removed, as the event asks for",
			`Juju 3.5.7: secret "credentials" .* of db keeps 4 revisions, .*; nobody tracks 1 to 3: charm "any" ran secret-remove`, func(p *play) error {
				return onEach(p, []tried{{later(), juju35}}, []tried{{later(), juju36}, {owner(&server{}), juju35}}, func(s *scene, c charm.Handler) error {
					s.deploy("db", c, 1)
					s.deploy("web", hooks{charm.KindRelationChanged: readAll, charm.KindSecretChanged: refresh}, 1)
					s.integrate("db:database", "web:db")
					for n := range 4 {
						s.set("db", "title", strconv.Itoa(n))
						s.settle()
					}
					s.pass(5 * time.Minute)
					return juju.MaxRevisions(3)(s.Model)
				})
			}},
		{"juju/juju #20794", "hooks for revisions of a removed secret stayed queued: they go with it", "", func(p *play) error {
			removesAll := func(h *charm.Hook) error { return charm.NewSecretEvent(h).Secret.RemoveAll() }
			for want, changed := range []func(*charm.Hook) error{removesAll, refresh} {
				s := p.model()
				s.deploy("db", change(owner(&server{}), hooks{charm.KindSecretChanged: changed}), 1)
				s.deploy("web", hooks{charm.KindRelationChanged: readAll, charm.KindSecretChanged: refresh}, 1)
				s.integrate("db:database", "web:db")
				s.set("db", "title", "second")
				s.stepTo("db/0", "config-changed")
				s.stepTo("web/0", "secret-changed") // now nobody tracks revision 1
				s.settle()
				if got := s.ran("db/0", "secret-remove"); got != want {
					return fmt.Errorf("secret-remove ran %d times, want %d", got, want)
				}
				if err := juju.NoUnitInError(s.Model); err != nil {
					return err
				}
			}
			return nil
		}},
		{"juju/juju #19036", "secret-remove came twice for one revision, and the second removal failed the hook: since Juju 3.6 it is nothing",
			`Juju 3.5.7: db/0 is in error: .*"update-status".*: removing secrets: revison 1 for secret ".*" not found`, func(p *play) error {
				return onEach(p, []tried{{twice(), juju35}}, []tried{{twice(), juju36}, {owner(&server{}), juju35}}, func(s *scene, c charm.Handler) error {
					s.deploy("db", c, 1)
					s.deploy("web", hooks{charm.KindRelationChanged: readAll, charm.KindSecretChanged: refresh}, 1)
					s.integrate("db:database", "web:db")
					s.set("db", "title", "second")
					s.pass(5 * time.Minute)
					return juju.NoUnitInError(s.Model)
				})
			}},
	})
}

// readAll reads every secret that was announced.
func readAll(h *charm.Hook) error {
	secrets, err := announced(h)
	for _, secret := range secrets {
		if _, err := secret.Content(); err != nil {
			return err
		}
	}
	return err
}
